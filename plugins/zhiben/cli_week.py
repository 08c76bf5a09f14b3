"""``zhiben week``: makes a week's summary, corrects it, explains its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhiben import console_text as show
from zhiben.errors import ZhibenError
from zhiben.settings import Settings, load_settings

if TYPE_CHECKING:
    from zhiben.reporting import Week

MOST_COLUMNS = 8


def week(
    week_: Annotated[str, typer.Argument(metavar="WEEK", help="ISO week like 2026-W13.")],
    explain: Annotated[
        int | None, typer.Option(help="Say what this number counts, by which query and rows.")
    ] = None,
    edition: Annotated[
        int | None, typer.Option(help="Explain a number of this edition, not of the newest.")
    ] = None,
    reissue: Annotated[
        str | None, typer.Option(help="Correct an issued summary by a further edition: why.")
    ] = None,
    json_: Annotated[
        bool, typer.Option("--json", help="Print one JSON value a program may read.")
    ] = False,
) -> None:
    """Make a week's summary; one that is issued stays, and is corrected by a further edition."""
    from zhiben.reporting import Week

    settings, wanted = load_settings(), Week.parse(week_)
    if explain is not None:
        _explain(settings, wanted, explain, edition, json_)
    else:
        _make(settings, wanted, reissue, json_)


def _make(settings: Settings, wanted: Week, reissue: str | None, json_: bool) -> None:
    from zhiben.orchestration.nights import run_week
    from zhiben.orchestration.weekly import must_be_issued, standing

    if reissue is not None:
        must_be_issued(settings, wanted, reissue)
    if run_week(settings, wanted.label, show.progress(json_), reissue) != "success":
        raise ZhibenError(
            f"The summary of {wanted.label} was not written.",
            "Is a night of that week, or one before it, published? See the run in Airflow.",
        )
    issue = standing(settings, wanted)
    folder = issue.folder(settings.reports)
    told = {"week": wanted.label, "folder": str(folder), "edition": issue.edition}
    if json_:
        show.print_json({**told, "issued_at": issue.issued_at})
        return
    if not issue.is_draft:
        show.say(f"Edition {issue.edition} was issued at {issue.issued_at} and stays as it is.")
        show.say(f'Correct it by: zhiben week {wanted.label} --reissue "why"')
    show.say(f"Weekly summary: {folder / 'summary.html'}")


def _explain(
    settings: Settings, wanted: Week, number: int, edition: int | None, json_: bool
) -> None:
    from zhiben.orchestration.explaining import explain

    told = explain(settings, wanted, number, edition)
    if json_:
        show.print_json(told)
        return
    state = f"issued {told['issued_at']}" if told["issued_at"] else "draft"
    show.say(f"Number {number} of {told['week']}, edition {told['edition']} ({state})")
    for name in ("printed", "value", "placeholder", "metric", "name_zh", "definition", "filter"):
        if told[name] is not None:
            show.say(f"  {name:<12}{told[name]}")
    if told["value_now"] != told["value"]:
        show.say(f"  {'now':<12}{told['value_now']}: it was revised since, see bi.revisions")
    show.say(f"\nquery\n{told['sql']}\n\nrows behind it: {told['row_count']}\n{told['rows_sql']}\n")
    show.print_rows(_narrow(told["rows"]))


def _narrow(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first columns that tell the rows apart; --json has them all."""
    if len(rows) < 2:
        kept = [name for name in (rows[0] if rows else ()) if rows[0][name] is not None]
    else:
        kept = [name for name in rows[0] if len({str(row[name]) for row in rows}) > 1]
    return [{name: row[name] for name in kept[:MOST_COLUMNS]} for row in rows]
