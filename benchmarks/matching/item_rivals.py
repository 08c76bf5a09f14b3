"""Pairs of ledger rows as other tools rank them, each as an engineer sets it up in an afternoon.

All get what ours has of a row once its enterprise is resolved: enterprise, source, day, place and
text. All know that a source does not list one hazard twice, and rank pairs of two sources. The
threshold is not theirs to find: whoever compares takes the best there is with the truth in hand.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
from rapidfuzz import fuzz

ROW = ("row", "enterprise", "source", "found_on", "site", "text")
BLOCK = "l.enterprise = r.enterprise and l.source <> r.source"
_NEAR = "abs(date_diff('day', l.found_on, r.found_on)) <= 5"
GATES = {
    "near days": _NEAR,
    "near days and no other place": f"{_NEAR} and (l.site = '' or r.site = '' or l.site = r.site)",
}


@dataclass(frozen=True)
class Ranking:
    """Pairs in the columns ``left``, ``right`` (the greater) and ``score``, by which tool, how."""

    tool: str
    setting: str
    pairs: pd.DataFrame


def rankings(rows: pd.DataFrame) -> Iterator[Ranking]:
    """Every pair of two sources of an enterprise as each rival ranks it, and once more only those
    that each of :data:`GATES` lets through.

    ``rows`` have the columns :data:`ROW`; ``row`` is a number.
    """
    gates = {name: _pairs(rows, gate)[["left", "right"]] for name, gate in GATES.items()}
    for one in _rankings(rows):
        yield one
        for name, gate in gates.items():
            kept = one.pairs.merge(gate, on=["left", "right"])
            yield replace(one, setting=f"{one.setting}, {name}", pairs=kept)


def _rankings(rows: pd.DataFrame) -> Iterator[Ranking]:
    pairs = _pairs(rows)
    for name, scorer in SCORERS.items():
        texts = zip(pairs["text_l"], pairs["text_r"], strict=True)
        scores = [scorer(one, other) for one, other in texts]
        yield Ranking("rapidfuzz", name, pairs[["left", "right"]].assign(score=scores))
    yield Ranking("Splink", "untuned", by_splink(rows))
    yield from by_recordlinkage(rows)


SCORERS: dict[str, Callable[[str, str], float]] = {
    "ratio": fuzz.ratio,
    "token_set_ratio": fuzz.token_set_ratio,
    "WRatio": fuzz.WRatio,
}


def _pairs(rows: pd.DataFrame, gates: str = "true") -> pd.DataFrame:
    """Pairs of two sources of one enterprise, with their texts."""
    with duckdb.connect() as connection:
        connection.register("rows", pa.Table.from_pandas(rows))
        return connection.execute(
            "SELECT l.row AS left, r.row AS right, l.text AS text_l, r.text AS text_r "  # noqa: S608
            f"FROM rows AS l JOIN rows AS r ON {BLOCK} AND l.row < r.row WHERE {gates}"
        ).df()


def by_splink(rows: pd.DataFrame) -> pd.DataFrame:
    """Splink by its tutorial: comparisons, thresholds and training of its own."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as compare

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[
            compare.JaroWinklerAtThresholds("text"),
            compare.JaroWinklerAtThresholds("site"),
            compare.AbsoluteDateDifferenceAtThresholds(
                "found_on", input_is_string=False, metrics=["day"] * 3, thresholds=[1, 7, 30]
            ),
        ],
        blocking_rules_to_generate_predictions=[BLOCK],
    )
    said = rows.assign(site=rows["site"].where(rows["site"] != "", None))
    api = DuckDBAPI()
    linker = Linker(api.register(pa.Table.from_pandas(said)), settings, log_level=None)
    exact = block_on("enterprise", "site", "text")
    training = linker.training
    training.estimate_probability_two_random_records_match([exact], recall=0.5)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("enterprise", "text"), BLOCK):
        training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict().as_pandas_dataframe()
    return _ordered(found["row_l"], found["row_r"], found["match_weight"])


def by_recordlinkage(rows: pd.DataFrame) -> Iterator[Ranking]:
    """recordlinkage in an environment of its own: it does not run with the pandas used here."""
    script = Path(__file__).with_name("by_recordlinkage.py")
    uv = Path(sys.executable).with_name("uv")
    with tempfile.TemporaryDirectory(prefix="zhiben-recordlinkage-") as name:
        given, found = Path(name) / "rows.csv", Path(name) / "pairs.csv"
        rows.to_csv(given, index=False)
        own = ("run", "-q", "--no-project", "--python", sys.executable, "--script", str(script))
        subprocess.run([uv, *own, given, found], check=True)
        pairs = pd.read_csv(found)
    for method in pairs.columns.difference(["left", "right"], sort=False):
        ranked = _ordered(pairs["left"], pairs["right"], pairs[method])
        yield Ranking("recordlinkage", method, ranked)


def _ordered(one: pd.Series, other: pd.Series, score: pd.Series) -> pd.DataFrame:
    both = pd.DataFrame({"one": one, "other": other})
    return pd.DataFrame({"left": both.min(axis=1), "right": both.max(axis=1), "score": score})
