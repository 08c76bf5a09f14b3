"""The nightly job as a competent engineer writes it in a week with the usual tools.

    .venv/bin/python -m benchmarks.peer.rival INCLUDE INBOX NIGHT DATABASE_URL

pandas with openpyxl reads every file of hazards that came by the night (calamine .xls); Great
Expectations judges each source's rows; Splink, untuned, says which of them are one item; the tables
of items, of rows behind them, of quarantined rows and of the night's totals are written with
``to_sql``. All is done anew each night. Headings and words are those that zhiben knows, so that the
tools are compared and not two vocabularies. Prints a JSON line a stage: when, rows, peak memory.
"""

from __future__ import annotations

import json
import logging
import re
import resource
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from sqlalchemy import create_engine

FIELDS = (
    "enterprise_name", "uscc", "town", "site", "description", "level", "channel", "department",
    "found_on", "due_on", "status", "rectified_on", "verified_on",
)  # fmt: skip
DATES = ("found_on", "due_on", "rectified_on", "verified_on")
WORDS = ("level", "status", "channel")
PLACE = ["source", "business_date", "file_name", "sheet", "row_number", "part"]
SAME_ROW = ["source", "enterprise_name", "site", "description", "found_on"]
_SEVERAL = re.compile(r"(?:^|[;;。\n])\s*(?:\d{1,2}[.、．)]|[(（]\d{1,2}[)）]|[①-⑩])\s*")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_NO_HAZARD = "^(无|已整改|未发现).{0,4}$"
_CLOSED = ("verified", "withdrawn")
# Of Splink's weights: where its F1 was best on such ledgers with the truth in hand. At a
# probability of 0.9, as in its tutorial, it finds no pair at all: exact repetitions, by which it
# estimates how many pairs there are, are next to none between two departments.
THRESHOLD = -16.7
_HEADING_WORDS = 4  # known headings that make a row the table's heading


@dataclass(frozen=True)
class Vocabulary:
    """Which field a heading means, and which value a word."""

    headings: dict[str, str]
    words: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Source:
    """A ledger, as its contract tells."""

    name: str
    county: str
    channel: str
    verifies: bool
    vocabulary: Vocabulary


def main() -> None:
    """Do the night, a stage after the other."""
    include, inbox, night, url = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    sources = list(load_sources(include))
    with _stage("read") as told:
        rows = pd.concat(
            [read_source(inbox, one, date.fromisoformat(night)) for one in sources],
            ignore_index=True,
        )
        told["rows"] = len(rows)
    with _stage("clean") as told:
        rows = clean(rows, {one.name: one for one in sources})
        told["rows"] = len(rows)
    with _stage("validate") as told:
        told["rows"] = len(rows)
        accepted, refused = validate(rows, night)
    with _stage("link") as told:
        told["rows"] = len(accepted)
        accepted["item_id"] = link(accepted)
    with _stage("count") as told:
        told["rows"] = len(accepted)
        items = item_states(accepted)
        totals = daily_totals(items, night)
    with _stage("write") as told:
        tables = {
            "rectification_items": items, "item_sources": accepted[[*PLACE, "item_id"]],
            "quarantined_rows": refused, "item_daily": totals,
        }  # fmt: skip
        told["rows"] = sum(map(len, tables.values()))
        write(tables, url)


@contextmanager
def _stage(name: str) -> Iterator[dict[str, Any]]:
    begun, told = time.time(), dict[str, Any]()
    yield told
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = {"stage": name, "start": begun, "end": time.time(), "peak_mb": round(peak), **told}
    print(json.dumps(line), flush=True)


def load_sources(include: Path) -> Iterator[Source]:
    """Every source of hazards, with the headings and words that its contract adds."""
    common, own = (
        yaml.safe_load((include / "vocabulary" / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("common", "hazard")
    )
    for path in sorted((include / "contracts").glob("*.yaml")):
        contract = yaml.safe_load(path.read_text(encoding="utf-8"))
        if contract["kind"] == "hazard":
            yield Source(
                name=contract["source"],
                county=str(contract["county"]),
                channel=contract["channel"],
                verifies=contract.get("verifies", True),
                vocabulary=_vocabulary(common, own, contract),
            )


def _vocabulary(
    common: dict[str, Any], own: dict[str, Any], contract: dict[str, Any]
) -> Vocabulary:
    headings: dict[str, str] = {}
    for layer in (contract.get("columns", {}), common["headings"], own["headings"]):
        for name, known in layer.items():
            for heading in known if name in FIELDS else ():
                headings.setdefault(heading, name)
    words: dict[str, dict[str, str]] = {name: {} for name in WORDS}
    for layer in (common.get("words", {}), own["words"]):
        for name in WORDS:
            for value, known in layer.get(name, {}).items():
                words[name] |= dict.fromkeys(map(str, known), value)
    for name in WORDS:
        words[name] |= contract.get("values", {}).get(name, {})
    return Vocabulary(headings, words)


def read_source(inbox: Path, source: Source, night: date) -> pd.DataFrame:
    """All rows of all files of ``source`` that are dated on or before ``night``."""
    tables = [
        _table(frame, source).assign(
            source=source.name, business_date=day.name, file_name=path.name, sheet=sheet
        )
        for day in sorted((inbox / source.name).iterdir())
        if date.fromisoformat(day.name) <= night
        for path in sorted(day.iterdir())
        for sheet, frame in _sheets(path).items()
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _sheets(path: Path) -> dict[str, pd.DataFrame]:
    if engine := {".xlsx": "openpyxl", ".xls": "calamine"}.get(path.suffix):
        return pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine=engine)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return {
                "": pd.read_csv(
                    path, header=None, dtype=str, encoding=encoding, skip_blank_lines=False
                )
            }
        except UnicodeDecodeError:
            continue
    return {}


def _table(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """The rows below the heading, by field; none where no heading is found."""
    known = source.vocabulary.headings
    texts = frame.astype(str).apply(lambda column: column.str.replace(r"\s", "", regex=True))
    found = texts.isin(list(known)).sum(axis=1)
    if frame.empty or found.max() < _HEADING_WORDS:
        return pd.DataFrame()
    place = int(found.idxmax())
    columns: dict[str, Any] = {}
    for row in range(place, max(place - 2, -1), -1):  # headings may stand in two rows
        for column, heading in texts.loc[row].items():
            if heading in known and column not in columns.values():
                columns.setdefault(known[heading], column)
    table = frame.loc[place + 1 :, list(columns.values())].set_axis(list(columns), axis=1)
    table["row_number"] = table.index + 1
    return table.dropna(subset=["description", "enterprise_name"], how="all")


def clean(rows: pd.DataFrame, sources: dict[str, Source]) -> pd.DataFrame:
    """Texts trimmed, cells that hold several findings split, dates and words read."""
    rows = rows.reindex(columns=[*FIELDS, *PLACE[:-1]])
    for name in set(FIELDS) - set(DATES):
        rows[name] = rows[name].astype("string").str.normalize("NFKC").str.strip()
    for name in DATES:
        rows[f"{name}_said"] = rows[name].notna()
        rows[name] = rows[name].map(read_date)
    rows["description"] = rows["description"].fillna("").map(_findings)
    rows["part"] = rows["description"].map(lambda found: list(range(1, len(found) + 1)))
    rows = rows.explode(["description", "part"], ignore_index=True)
    rows["county_code"] = rows["source"].map({name: one.county for name, one in sources.items()})
    rows["verifies"] = rows["source"].map({name: one.verifies for name, one in sources.items()})
    for source, one in sources.items():
        of_source = rows["source"] == source
        for name in WORDS:
            known = one.vocabulary.words[name]
            rows.loc[of_source, name] = rows.loc[of_source, name].map(
                lambda word, known=known: known.get(word, word), na_action="ignore"
            )
        rows.loc[of_source, "channel"] = rows.loc[of_source, "channel"].fillna(one.channel)
    rows["level"] = rows["level"].fillna("general")
    rows["status"] = (
        rows["status"]
        .fillna("open")
        .mask(rows["status"].isna() & rows["rectified_on"].notna(), "rectified")
    )
    return rows


def read_date(value: object) -> pd.Timestamp:
    """A date as ledgers write it; NaT where it cannot be read."""
    if isinstance(value, (pd.Timestamp, date)):
        return pd.Timestamp(value)
    text = str(value).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if match := _DATE.search(text):
        text = "-".join(match.groups())
    elif text.isdecimal() and len(text) == len("46000"):
        return pd.Timestamp("1899-12-30") + pd.Timedelta(days=int(text))
    return pd.to_datetime(text, errors="coerce")


def _findings(text: str) -> list[str]:
    parts = [part.strip() for part in _SEVERAL.split(text)]
    return [part for part in parts if part] or [text]


def validate(rows: pd.DataFrame, night: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that meet all expectations, and for each other row the rules that it breaks."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    suite = context.suites.add(gx.ExpectationSuite("ledger", expectations=_expectations(night)))
    data = context.data_sources.add_pandas("ledgers")
    broken = [pd.DataFrame({"row": pd.Series(dtype="int64"), "rule": pd.Series(dtype="object")})]
    for source in rows["source"].unique():
        own = rows[rows["source"] == source]
        batch = data.add_dataframe_asset(source).add_batch_definition_whole_dataframe("all")
        definition = gx.ValidationDefinition(name=source, data=batch, suite=suite)
        result = context.validation_definitions.add(definition).run(
            batch_parameters={"dataframe": own},
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": []},
        )
        for one in result.results:
            places = one.result.get("unexpected_index_list") or []
            broken.append(pd.DataFrame({"row": places, "rule": one.expectation_config.type}))
    rules = pd.concat(broken).drop_duplicates().sort_values("rule").groupby("row")["rule"]
    found = rules.agg("; ".join)
    refused = rows.loc[found.index, [*PLACE, "county_code"]].assign(rule=found)
    return rows.drop(index=found.index).copy(), refused


def _expectations(night: str) -> list[Any]:
    from great_expectations.expectations import core as expect

    required = ("enterprise_name", "description", "found_on", "county_code")
    values = {
        "level": ["general", "major"],
        "status": ["open", "in_progress", "rectified", "verified", "withdrawn"],
        "channel": ["self_check", "supervision", "joint", "expert", "public_report"],
    }
    unread = [
        expect.ExpectColumnValuesToNotBeNull(
            column=name, row_condition=f"{name}_said == True", condition_parser="pandas"
        )
        for name in DATES[1:]
    ]
    order = [
        expect.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=later, column_B="found_on", or_equal=True,
            ignore_row_if="either_value_is_missing",
        )
        for later in DATES[1:]
    ]  # fmt: skip
    return [
        *(expect.ExpectColumnValuesToNotBeNull(column=name) for name in required),
        *(expect.ExpectColumnValuesToBeInSet(column=name, value_set=known)
          for name, known in values.items()),
        *unread,
        *order,
        expect.ExpectColumnValuesToBeBetween(column="found_on", max_value=pd.Timestamp(night)),
        expect.ExpectColumnValueLengthsToBeBetween(column="description", min_value=4),
        expect.ExpectColumnValuesToNotMatchRegex(column="description", regex=_NO_HAZARD),
    ]  # fmt: skip


def link(rows: pd.DataFrame) -> pd.Series:
    """The item of each row: Splink, by its tutorial, over each ledger row once."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as compare

    keys = rows.groupby(SAME_ROW, dropna=False).ngroup()
    once = rows.assign(row=keys)[["row", "uscc", *SAME_ROW]].drop_duplicates("row")
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[
            compare.JaccardAtThresholds("description", [0.9, 0.7, 0.5, 0.3]),
            compare.JaroWinklerAtThresholds("site"),
            compare.AbsoluteDateDifferenceAtThresholds(
                "found_on", input_is_string=False, metrics=["day"] * 3, thresholds=[1, 7, 30]
            ),
        ],
        blocking_rules_to_generate_predictions=[
            f"l.{key} = r.{key} AND l.source <> r.source" for key in ("enterprise_name", "uscc")
        ],
    )
    linker = Linker(DuckDBAPI().register(once), settings, log_level=None)
    training = linker.training
    exact = block_on("enterprise_name", "site", "description")
    training.estimate_probability_two_random_records_match([exact], recall=0.5)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("enterprise_name", "description"), block_on("enterprise_name")):
        training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_weight=THRESHOLD)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_weight=THRESHOLD
    )
    found = clusters.as_pandas_dataframe().set_index("row")["cluster_id"]
    return keys.map(found).astype("int64")


def item_states(rows: pd.DataFrame) -> pd.DataFrame:
    """A row an item: found and due first, level highest, the rest as its newest row says."""
    by_age = rows.sort_values("business_date", kind="stable")
    grouped = by_age.groupby("item_id")
    newest = grouped.tail(1).set_index("item_id")
    items = newest.drop(columns=["found_on", "due_on", "level"]).assign(
        found_on=grouped["found_on"].min(),
        due_on=grouped["due_on"].min(),
        level=grouped["level"].agg(lambda said: "major" if "major" in set(said) else "general"),
    )
    closed = items["status"].isin(_CLOSED) | ((items["status"] == "rectified") & ~items["verifies"])
    return items.assign(is_open=~closed).reset_index()


def daily_totals(items: pd.DataFrame, night: str) -> pd.DataFrame:
    """Items by county, level and channel, in all and by state."""
    states = pd.DataFrame(
        {
            "county_code": items["county_code"],
            "level": items["level"],
            "channel": items["channel"],
            "found_total": 1,
            "open_count": items["is_open"].astype(int),
            "rectified_count": (items["status"] == "rectified").astype(int),
            "verified_count": (items["status"] == "verified").astype(int),
            "overdue_count": (
                items["status"].isin(["open", "in_progress"])
                & (items["due_on"] < pd.Timestamp(night))
            ).astype(int),
        }
    )
    totals = states.groupby(["county_code", "level", "channel"], as_index=False).sum()
    return totals.assign(business_date=night)


def write(tables: dict[str, pd.DataFrame], url: str) -> None:
    """Put the tables in the place of last night's; totals of other nights stay."""
    engine = create_engine(url)
    for name, table in tables.items():
        table.to_sql(
            name, engine, if_exists="append" if name == "item_daily" else "replace", index=False
        )


if __name__ == "__main__":
    main()
