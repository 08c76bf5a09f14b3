"""``zhiben quarantine``: the rows that were not accepted, and how they come back."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from zhiben import console_text as show
from zhiben.cli_ending import as_id, finish, warehouse_settings

quarantine_app = typer.Typer(no_args_is_help=True, help="The rows that were not accepted.")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value a program may read.")]
Sources = Annotated[
    list[str] | None, typer.Option("--source", help="Only this source; repeatable.")
]
By = Annotated[
    str | None, typer.Option("--by", help="Who decides it; the user of this machine if not said.")
]


@quarantine_app.command("list")
def list_(
    source: Sources = None,
    status: Annotated[str, typer.Option(help="open, replayed, waived or all.")] = "open",
    rule: Annotated[str, typer.Option(help="Only rows that broke this rule.")] = "",
    json_: Json = False,
) -> None:
    """List rows that were not accepted: one line a row, however often it was sent."""
    from zhiben.orchestration.quarantine import list_cases
    from zhiben.warehouse.replays import Wish

    wish = Wish(sources=source or (), status="" if status == "all" else status, rule=rule)
    rows = list_cases(warehouse_settings(), wish)
    if json_:
        show.print_json(rows)
    else:
        shown = (
            "quarantine_id", "status", "source", "first_seen", "times_seen", "file_name", "sheet",
            "row_number", "part", "message",
        )  # fmt: skip
        show.print_rows([{name: row[name] for name in shown} for row in rows])


@quarantine_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The .xlsx to write.")],
    source: Sources = None,
    json_: Json = False,
) -> None:
    """Write the open rows into a workbook for the clerks to correct and hand back."""
    from zhiben.orchestration.quarantine import export_cases

    done = export_cases(warehouse_settings(), file, source or ())
    if json_:
        show.print_json({"file": str(done.file), "rows": dict(done.rows)})
    else:
        show.print_rows([{"source": one, "rows": rows} for one, rows in done.rows.items()])
        show.say(f"Written to {done.file}; it holds personal data: hand it only to its clerks.")


@quarantine_app.command()
def replay(
    file: Annotated[
        Path | None, typer.Argument(help="A workbook handed back; without one rows are re-judged.")
    ] = None,
    source: Sources = None,
    id_: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="ID", parser=as_id, help="Re-judge only it; repeatable."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")
    ] = False,
    by: By = None,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Leave outdated nights to the next night.")
    ] = False,
    json_: Json = False,
) -> None:
    """Bring rows back: from a corrected workbook, or judged anew after a change of contract."""
    from zhiben.orchestration.quarantine import replay_open, replay_workbook

    if file is not None and id_:
        raise typer.BadParameter("--id is for re-judging; a workbook names its rows itself")
    settings, who = warehouse_settings(), by or getpass.getuser()
    if file is not None:
        told = replay_workbook(settings, file, who, sources=source or (), dry_run=dry_run)
    else:
        told = replay_open(settings, who, sources=source or (), ids=id_ or (), dry_run=dry_run)
    finish(settings, told, publish=not (no_publish or dry_run), json_=json_)


@quarantine_app.command()
def waive(
    ids: Annotated[
        list[str], typer.Argument(metavar="ID…", parser=as_id, help="隔离编号 of each row.")
    ],
    why: Annotated[str, typer.Option(help="Why it is not to be counted.")],
    by: By = None,
    json_: Json = False,
) -> None:
    """Close rows that are not to be counted, with a reason."""
    from zhiben.orchestration.quarantine import waive_cases

    settings = warehouse_settings()
    told = waive_cases(settings, ids, why, by or getpass.getuser())
    finish(settings, told, publish=False, json_=json_)
