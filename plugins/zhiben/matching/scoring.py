"""Scores pairs of findings by Splink: candidates within blocks, answers, weights.

DuckDB in this process does the work unless another engine is asked for; the model is the same.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiben.errors import ZhibenError
from zhiben.matching.columns import Columns
from zhiben.matching.hazard_model import HazardModel
from zhiben.matching.item_columns import Subject, subjects_table
from zhiben.matching.item_model import ItemModel
from zhiben.matching.model import Told
from zhiben.matching.remembered import Remembered

LN2 = float(np.log(2))
HARD = -12.0  # log odds that only an impossible answer gives
EVERYONE, FRESH = "everyone", "fresh"  # the tables that Splink is given

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Scored:
    """Candidate pairs by their places among the subjects.

    ``odds`` are natural log odds of each pair by itself, ``is_possible`` false where a hard
    constraint forbids it; ``weights`` say what each question gave for or against.
    """

    left: Ints
    right: Ints
    odds: Floats
    is_possible: Flags
    weights: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.left)

    def at(self, places: Ints) -> Scored:
        """The pairs at ``places``."""
        weights = {name: column[places] for name, column in self.weights.items()}
        return Scored(
            self.left[places],
            self.right[places],
            self.odds[places],
            self.is_possible[places],
            weights,
        )


@dataclass(frozen=True)
class ItemSense:
    """All that is known of hazards and items in general: how to read, compare and weigh them.

    What is ``remembered`` of texts is not worked out again.
    """

    hazards: HazardModel
    model: ItemModel
    engine: str = "duckdb"
    remembered: Remembered | None = None

    @property
    def version(self) -> str:
        """Names everything that a score depends on."""
        return f"{self.model.version}/{self.hazards.version}"

    def score(self, subjects: Sequence[Subject], told: Sequence[Told]) -> Scored:
        """Score every pair of one enterprise of which at least one is new."""
        if not any(one.is_new for one in subjects):
            return _nothing()
        return scored_pairs(subjects, self.answers(subjects, told))

    def answers(
        self, subjects: Sequence[Subject], told: Sequence[Told], *, with_levels: bool = False
    ) -> pa.Table:
        """Splink's own answers to those pairs, with the number of each level where asked for."""
        distinct = {each: place for place, each in enumerate(dict.fromkeys(told))}
        places = np.array([distinct[each] for each in told], np.intp)
        columns = self._columns(list(distinct)).take(places)
        table = subjects_table(subjects, columns, self.hazards.known)
        settings = self.model.splink_settings(self.engine)
        settings["retain_matching_columns"] = with_levels
        return ENGINES[self.engine](table, settings)

    def _columns(self, told: Sequence[Told]) -> Columns:
        if self.remembered is None:
            return self.hazards.columns(told)
        return self.remembered.columns(told, self.hazards.columns)


def _by_duckdb(table: pa.Table, settings: dict[str, Any]) -> pa.Table:
    """Splink's statements for such a table, which are the same whatever its rows."""
    import duckdb

    statements, result = _statements(json.dumps(settings), table.schema)
    with duckdb.connect(":memory:") as connection:
        connection.register(EVERYONE, table)
        connection.register(FRESH, table.filter(table["is_new"]))
        for statement in statements:
            connection.execute(statement)
        answers: pa.Table = connection.table(result).arrow().read_all()
        return answers


@lru_cache(maxsize=16)
def _statements(settings: str, schema: pa.Schema) -> tuple[tuple[str, ...], str]:
    """What Splink asks DuckDB to do for its predictions, and the table they are in then.

    Splink reads the model and writes its SQL anew for each prediction, which for a few rows takes
    three times as long as the answer. So it is watched once, at work on no rows.
    """
    import duckdb
    from splink import DuckDBAPI

    asked: list[str] = []

    class Watched(DuckDBAPI):
        def _execute_sql_against_backend(self, final_sql: str) -> duckdb.DuckDBPyRelation:
            asked.append(final_sql)
            return super()._execute_sql_against_backend(final_sql)

    nobody = schema.empty_table()
    with duckdb.connect(":memory:") as connection:
        found = _predicted(Watched(connection), nobody, nobody, json.loads(settings))
    return tuple(one for one in asked if one.startswith("CREATE TABLE ")), found.physical_name


def _by_spark(table: pa.Table, settings: dict[str, Any]) -> pa.Table:
    """Where Spark runs, and with how much memory, is said by its own ``spark-defaults.conf``."""
    session = _spark_session()
    from splink import SparkAPI

    api = SparkAPI(  # type: ignore[no-untyped-call]
        spark_session=session, break_lineage_method="persist", register_udfs_automatically=False
    )
    found = _predicted(api, table, table.filter(table["is_new"]), settings)
    answers: pa.Table = found.as_spark_dataframe().toArrow()
    session.catalog.clearCache()
    return answers


def _spark_session() -> Any:  # noqa: ANN401
    """A session of its own in the process's Spark, which starts with the first.

    Raises:
        ZhibenError: when there is no pyspark, no Java or no cluster.
    """
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ZhibenError(
            "Linking by Spark is asked for, and pyspark is not installed.",
            "Install requirements-spark.txt where zhiben runs, or unset ZHIBEN_LINKAGE.",
        ) from error
    try:
        shared = SparkSession.builder.config("spark.driver.maxResultSize", "0").getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise ZhibenError(
            f"Spark does not start: {error}",
            "See that there is a Java of version 17 or 21, and that spark.master in "
            "spark-defaults.conf (SPARK_CONF_DIR) names a cluster that answers.",
        ) from error
    return shared.newSession()


def _predicted(api: Any, table: Any, fresh: Any, settings: dict[str, Any]) -> Any:  # noqa: ANN401
    """Splink's predictions between the new rows and all rows."""
    from splink import Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    everyone = api.register(table, table_name=EVERYONE)
    new = api.register(fresh, table_name=FRESH)
    linker = Linker(everyone, settings, log_level=None, validate_settings=False)
    return linker.inference.predict_between(new, everyone, warning_mode="never")


ENGINES: dict[str, Callable[[pa.Table, dict[str, Any]], pa.Table]] = {
    "duckdb": _by_duckdb,
    "spark": _by_spark,
}


def scored_pairs(subjects: Sequence[Subject], answers: pa.Table) -> Scored:
    """Splink's answers as pairs of places among ``subjects``."""
    left, right, order = pair_places(subjects, answers)
    names = [name for name in answers.column_names if name.startswith("mw_")]
    weights = {name.removeprefix("mw_"): _numbers(answers[name])[order] * LN2 for name in names}
    is_possible = np.ones(len(left), np.bool_)
    for column in weights.values():
        is_possible &= column > HARD
    odds = _numbers(answers["match_weight"])[order] * LN2
    return Scored(left, right, odds, is_possible, weights)


def pair_places(subjects: Sequence[Subject], answers: pa.Table) -> tuple[Ints, Ints, Ints]:
    """Both sides of Splink's pairs as places among ``subjects``, and the order they are put in."""
    places = {one.row_id: place for place, one in enumerate(subjects)}
    sides = [
        np.array([places[str(each)] for each in answers[name].to_pylist()], np.int64)
        for name in ("unique_id_l", "unique_id_r")
    ]
    left, right = np.minimum(*sides), np.maximum(*sides)
    order = np.lexsort((right, left))
    return left[order], right[order], order


def _numbers(column: pa.ChunkedArray[Any]) -> Floats:
    return np.asarray(column.to_numpy(), np.float64)


def _nothing() -> Scored:
    none, numbers = np.empty(0, np.float64), np.empty(0, np.int64)
    return Scored(numbers, numbers, none, np.empty(0, np.bool_), {})
