"""What the command line prints: tables for people, JSON for programs."""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from zhiben.orchestration.doctor import Finding
    from zhiben.orchestration.nights import NightResult
    from zhiben.orchestration.quarantine import Told as Replayed
    from zhiben.orchestration.rescoring import Rescored
    from zhiben.orchestration.review import Told as Reviewed
    from zhiben.orchestration.side_by_side import Shown
    from zhiben.orchestration.training import Trained

# A pipe has no width of its own; a table must not be cut to a guess of one.
_out = Console(highlight=False, width=None if sys.stdout and sys.stdout.isatty() else 200)
_err = Console(stderr=True, highlight=False, soft_wrap=True)
COUNTS = ("rows_received", "rows_loaded", "rows_quarantined", "rows_skipped")
ROWS_SHOWN = 8
WORDS_SHOWN = 18
CALLED_SHOWN = 60
ITEMS = ("items_new", "items_updated", "items_unchanged", "items_duplicate")


def say(words: str) -> None:
    """Print a line as it is."""
    _out.print(words, markup=False, soft_wrap=True)


def complain(message: str, hint: str) -> None:
    """Print what went wrong and what to do, on standard error."""
    _err.print(f"zhiben: {message}", style="bold red", markup=False)
    if hint:
        _err.print(f"        {hint}", markup=False)


def progress(quiet: bool) -> Callable[[str], None]:
    """Where progress goes: standard error, or nowhere for a program that reads JSON."""
    return _ignore if quiet else _tell


def _ignore(words: str) -> None:
    """Drop ``words``."""


def _tell(words: str) -> None:
    _err.print(f"  {words}", style="dim", markup=False)


def print_json(value: object) -> None:
    """Print one JSON value; what is no number to JSON is a text, like ``NaN``."""
    written = partial(json.dumps, ensure_ascii=False, default=_as_json, indent=1, allow_nan=False)
    try:
        print(written(value))
    except ValueError:
        print(written(_without_nan(value)))


def print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a table."""
    if not rows:
        say("(no rows)")
        return
    table = Table(*rows[0], box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(_shown(value) for value in row.values()))
    _out.print(table, markup=False)


def print_night(result: NightResult) -> None:
    """Print what became of a night, county by county."""
    state = "published" if result.is_published else f"NOT published (build {result.build})"
    say(f"\nNight {result.business_date}: nightly {result.nightly}, {state}")
    if result.deliveries:
        print_rows(list(by_county(result.deliveries)))
    else:
        say("  no new files")
    for one in result.deliveries:
        if one["status"] == "rejected":
            say(f"  rejected: {one['source']}/{one['file_name']}: {one['message']}")
        elif one["status"] == "held":
            say(f"  held: {one['source']}/{one['file_name']}: {one['message']}")
            say(f"        zhiben release {one['delivery_id']} --why … --by … lets it through")
    if result.waiting_files:
        say(f"  {result.waiting_files} files in the inbox are dated later and wait for their night")
    for why, times in sorted(result.passed_over.items()):
        say(f"  {times} in the inbox left alone: {why}")
    for night in result.left_outdated:
        complain(f"{night} is outdated and was not published again; the next night tries it.", "")
    for trouble in result.troubles:
        complain(trouble, "")


def by_county(deliveries: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Deliveries summed by county, and a line for all of them."""
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in deliveries:
        groups[f"{one['county_code']} {one['county_name'] or ''}"].append(one)
    for county, members in groups.items():
        yield _summed(county, members)
    if len(groups) > 1:
        yield _summed("all", [one for members in groups.values() for one in members])


def _summed(name: str, members: Sequence[dict[str, Any]]) -> dict[str, Any]:
    missing = sum(one["status"] == "missing" for one in members)
    sums = {key: sum(int(one[key]) for one in members) for key in (*COUNTS, *ITEMS)}
    return {
        "county": name,
        "files": len(members) - missing,
        "missing": missing,
        "received": sums["rows_received"],
        "= loaded": sums["rows_loaded"],
        "+ quarantined": sums["rows_quarantined"],
        "+ skipped": sums["rows_skipped"],
        "items new": sums["items_new"],
        "updated": sums["items_updated"],
        "unchanged": sums["items_unchanged"],
        "duplicate": sums["items_duplicate"],
    }


def night_as_data(result: NightResult) -> dict[str, Any]:
    """A night as ``--json`` prints it."""
    return {
        "business_date": result.business_date,
        "nightly": result.nightly,
        "build": result.build,
        "published": result.is_published,
        "left_outdated": list(result.left_outdated),
        "troubles": result.troubles,
        "deliveries": result.deliveries,
    }


def print_check(found: dict[str, Any]) -> None:
    """Print what the night would do with a file."""
    say(f"{found['file']} as {found['source']}")
    for note in found["notes"]:
        say(f"  note: {note}")
    if "rejected" in found:
        say(f"  rejected: {found['rejected']}")
    else:
        _print_counts(found)
    if "held" in found:
        say(f"\nheld: {found['held']}")
    for name, rows in (
        ("drift", found["drift"]),
        ("quarantined", [_refused(one) for one in found["quarantined"]]),
        ("flagged", list(_by_rule(found["flagged"]))),
    ):
        if rows:
            say(f"\n{name}:")
            print_rows(rows)


def _print_counts(found: dict[str, Any]) -> None:
    say(
        f"  received {found['rows_received']} = loaded {found['rows_loaded']}"
        f" + quarantined {found['rows_quarantined']} + skipped {found['rows_skipped']}"
    )
    say("\ncolumns:")
    print_rows([{"heading": one, "field": of or "—"} for one, of in found["columns"].items()])


def _refused(one: dict[str, Any]) -> dict[str, Any]:
    part = f".{one['part']}" if one["part"] > 1 else ""
    return {
        "sheet": one["sheet"],
        "row": f"{one['row_number']}{part}",
        "rule": one["rule"],
        "field": one["column_name"],
        "message": one["message"],
    }


def _by_rule(flagged: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """One line a flag: how many rows bear it and which the first are."""
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in flagged:
        groups[one["rule"]].append(one)
    for rule, members in sorted(groups.items(), key=lambda pair: -len(pair[1])):
        rows = list(dict.fromkeys(str(one["row_number"]) for one in members))
        more = ", …" if len(rows) > ROWS_SHOWN else ""
        yield {
            "flag": rule,
            "field": members[0]["column_name"],
            "times": len(members),
            "rows": ", ".join(rows[:ROWS_SHOWN]) + more,
            "message": members[0]["message"],
        }


def print_told(told: Replayed | Reviewed) -> None:
    """Print what a replay or a review came to; each sentence is as the clerk reads it."""
    for words in told.sentences():
        say(f"  {words}")
    counts = "  ".join(f"{state} {count}" for state, count in told.counts.items())
    say(("Dry run, nothing was changed: " if told.is_dry_run else "") + counts)


def print_published(built: Sequence[date], outdated: Sequence[str], *, is_dry_run: bool) -> None:
    """Print which nights were published again, or wait to be."""
    if built:
        say(f"Published again: {', '.join(map(str, built))} (see bi.revisions)")
    elif outdated and not is_dry_run:
        say(f"Outdated until they are built again: {', '.join(outdated)}")


def print_pairs(rows: Sequence[dict[str, Any]]) -> None:
    """Print pairs of rows, one a line."""
    print_rows(
        [
            {
                "id": row["judgement_id"],
                "status": row["status"],
                "verdict": row["verdict"],
                "score": f"{row['score']:.0%}",
                "enterprise": row["enterprise_name"],
                "one": _short(row["one_source"], row["one_description"]),
                "other": _short(row["other_source"], row["other_description"]),
                "by": row["decided_by"] or "",
            }
            for row in rows
        ]
    )


def _short(source: str, words: str) -> str:
    return f"{source} {words[:WORDS_SHOWN]}{'…' if len(words) > WORDS_SHOWN else ''}"


def print_pair(shown: Shown) -> None:
    """Print a pair side by side, its reasons, and what was decided before."""
    for words in shown.heading():
        say(words)
    table = Table("", "甲", "乙", header_style="bold", show_lines=True)
    for line in shown.lines():
        table.add_row(*line)
    _out.print(table, markup=False)
    for title, sentences in shown.paragraphs():
        say(f"\n{title}：")
        for sentence in sentences or ("（无）",):
            say(f"  {sentence}")


def print_models(rows: Sequence[dict[str, Any]]) -> None:
    """Print models of linkage, one a line, with what they reached on decisions held out."""
    print_rows(
        [
            {
                "used": "*" if row["is_used"] else "",
                "version": row["version"],
                "made": str(row["made_at"] or "")[:16],
                "by": row["made_by"],
                "decisions": row["figures"].get("decisions", ""),
                "before": _reached(row["figures"].get("before")),
                "after": _reached(row["figures"].get("after")),
            }
            for row in rows
        ]
    )


def _reached(told: dict[str, Any] | None) -> str:
    if told is None:
        return ""
    return f"P {told['precision']:.3f} R {told['recall']:.3f} surprise {told['surprise']:.3f}"


def print_trained(trained: Trained) -> None:
    """Print what a model that was trained reached, beside the one it came from."""
    told = trained.figures
    say(f"{trained.version}: {told['decisions']} decisions, {told['held out']} of them held out")
    for name in ("before", "after"):
        beside = told[name]["side_by_side"]
        say(
            f"  {name}: {_reached(told[name])}, {beside['taken']} of {beside['pairs']} pairs that "
            "one source lists side by side taken for one"
        )
    if told["after"]["surprise"] > told["before"]["surprise"]:
        say("It knows the decisions held out worse than the model before: do not use it.")
    say(f"Written to {trained.file}; it is used once you say so:")
    say(f"  zhiben linkage use {trained.version} --by … --why …")


def print_rescored(told: Rescored) -> None:
    """Print what would be judged otherwise, and what became of it."""
    said = told.as_data()
    print_rows([one | {side: one[side][:CALLED_SHOWN] for side in ("one", "other")}
                for one in told.shown])  # fmt: skip
    counts = ", ".join(f"{name} {said[name]}" for name in ("join", "ask", "doubt", "part"))
    say(f"{told.pairs} pairs of {told.enterprises} enterprises by {told.model}: {counts}")
    if told.passed_over:
        say(f"Passed over, too many rows: {', '.join(told.passed_over)}")
    if told.written:
        say(f"{told.written} questions written: zhiben review list. No id has changed.")


def print_proposal(written: dict[str, Any]) -> None:
    """Print a proposed contract: columns, questions, and what to do next."""
    say(f"{written['file']}: {written['rows']} rows, read as {written['kind']}")
    say(f"  county {written['county']}, department {written['department']}\n")
    print_rows(
        [
            {"heading": one, "field": field or "—", "by": written["by"][one]}
            for one, field in written["columns"].items()
        ]
    )
    if written["key"]:
        say(f"\nkey: {', '.join(written['key'])}")
    if written["questions"]:
        say(f"\n{len(written['questions'])} questions:")
        for number, one in enumerate(written["questions"], start=1):
            say(f"  {number}. {one['key']}: {one['question']}")
    say(f"\nWritten to {written['contract']}; answer the questions there, then:")
    say(f"  zhiben check {written['file']} --source {written['source']}")


def print_findings(findings: Iterable[Finding]) -> None:
    """Print what the doctor found."""
    for one in findings:
        say(f"{'ok  ' if one.ok else 'MEND'}  {one.name}: {one.words}")


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _without_nan(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    number = float(value) if isinstance(value, Decimal) else value
    is_none = isinstance(number, float) and not math.isfinite(number)
    return json.dumps(number) if is_none else value


def _as_json(value: object) -> object:
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value or value.is_nan() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
