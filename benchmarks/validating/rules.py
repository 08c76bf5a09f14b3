"""A million records through every row rule: ours, pandera, Great Expectations the ordinary way.

Each judges the same records by the same rules, in a process of its own, and must find the same
number of failures by rule and field. ``python benchmarks/validating/rules.py [--rows N]``.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pandas as pd
import pyarrow as pa
from benchmarks.validating.made import NIGHT, records

from zhiben.records import HAZARD
from zhiben.validating.frame import frame_for
from zhiben.validating.suite import Check, Rule, suite_for

CHUNK = 100_000
RULES = suite_for(HAZARD).rules
Counts = dict[str, int]


def ours(table: pa.Table) -> Counts:
    """As a night does: chunk by chunk, reasons and all."""
    from zhiben.validating import judge, summed

    parts = [
        judge(table.slice(start, CHUNK), HAZARD, NIGHT, "bench")
        for start in range(0, len(table), CHUNK)
    ]
    whole = summed(one for part in parts for one in part.outcomes)
    assert sum(len(part.reasons) for part in parts) > 0
    return {f"{one.rule} {one.column_name}": one.unexpected for one in whole}


def ordinary(table: pa.Table) -> Counts:
    """One suite of the library's own expectations on a pandas frame, complete results."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("bench").add_dataframe_asset(name="bench")
    definition = asset.add_batch_definition_whole_dataframe("all")
    batch = definition.get_batch({"dataframe": _frame(table)})
    suite = gx.ExpectationSuite(name="bench", expectations=[_core(gx, one) for one in RULES])
    asked = {"result_format": "COMPLETE", "unexpected_index_column_names": ["record_id"]}
    results = batch.validate(suite, result_format=asked).results
    return {
        one.expectation_config.meta["rule"]: len(one.result.get("unexpected_index_list") or ())
        for one in results
    }


def _core(gx: ModuleType, rule: Rule) -> object:
    meta = {"rule": _name(rule)}
    if rule.check is Check.GIVEN:
        return gx.expectations.ExpectColumnValuesToNotBeNull(column=rule.column, meta=meta)
    if rule.check is Check.EMPTY:
        return gx.expectations.ExpectColumnValuesToBeNull(column=rule.column, meta=meta)
    return gx.expectations.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=rule.column, column_B=rule.earlier, or_equal=True,
        ignore_row_if="either_value_is_missing", meta=meta,
    )  # fmt: skip


def by_pandera(table: pa.Table) -> Counts:
    """One schema with a check a rule, all failures collected."""
    import pandera.pandas as checked

    frame = _frame(table)
    checks = [checked.Check(_test(one), name=_name(one), ignore_na=False) for one in RULES]
    schema = checked.DataFrameSchema(checks=checks)
    try:
        schema.validate(frame, lazy=True)
    except checked.errors.SchemaErrors as found:
        cases = found.failure_cases.drop_duplicates(["check", "index"])
        counts = {str(key): int(value) for key, value in cases["check"].value_counts().items()}
        return {_name(one): counts.get(_name(one), 0) for one in RULES}
    return {_name(one): 0 for one in RULES}


def _test(rule: Rule) -> Callable[[Any], Any]:
    if rule.check is Check.GIVEN:
        return lambda frame: frame[rule.column].notna()
    if rule.check is Check.EMPTY:
        return lambda frame: frame[rule.column].isna()
    return lambda frame: ~(frame[rule.column] < frame[rule.earlier])


def _frame(table: pa.Table) -> pd.DataFrame:
    """The columns that the rules look at, as pandas has them, with the records' ids."""
    frame = frame_for(table, suite_for(HAZARD), NIGHT)
    frame = frame.append_column("record_id", table["record_id"])
    made = frame.to_pandas(date_as_object=False)
    return made.set_index("record_id", drop=False)


def _name(rule: Rule) -> str:
    return f"{rule.name} {rule.field}"


WAYS = {"ours": ours, "pandera": by_pandera, "ordinary": ordinary}


def _child(way: str, rows: int) -> None:
    WAYS[way](records(100))  # imports and first calls
    table = records(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    counts = WAYS[way](table)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([seconds, (peak - before) / 1024, peak / 1024, counts]))


def _run(way: str, rows: int) -> list[Any]:
    words = [sys.executable, "-m", "benchmarks.validating.rules", "--way", way, "--rows", str(rows)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Print a line a way, each with its ratio to ours."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--way", choices=WAYS)
    asked = parser.parse_args()
    if asked.way:
        _child(asked.way, asked.rows)
        return
    found = {way: _run(way, asked.rows) for way in WAYS}
    print(f"{asked.rows} records, {len(RULES)} rules, {sum(found['ours'][3].values())} failures")
    for way, (seconds, more, peak, counts) in found.items():
        assert counts == found["ours"][3], (way, counts, found["ours"][3])
        ratio = seconds / found["ours"][0]
        print(f"{way:9} {seconds:6.1f} s  {ratio:5.1f}×  {more:6.0f} MB more, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
