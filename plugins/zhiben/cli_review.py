"""``zhiben review``: doubtful duplicate pairs, and the decisions taken."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from zhiben import console_text as show
from zhiben.cli_ending import as_id, finish, warehouse_settings

review_app = typer.Typer(
    no_args_is_help=True, help="Doubtful duplicate pairs, and the decisions taken."
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value a program may read.")]
Sources = Annotated[
    list[str] | None, typer.Option("--source", help="Only pairs with a row of it; repeatable.")
]
Counties = Annotated[
    list[str] | None, typer.Option("--county", help="Only this unit, code or name; repeatable.")
]
Id = Annotated[str, typer.Argument(metavar="ID", parser=as_id, help="判定编号 of the pair.")]
By = Annotated[str, typer.Option("--by", help="Who decides; it is kept.")]
Why = Annotated[str, typer.Option("--why", help="For what reason; it is kept.")]
NoPublish = Annotated[
    bool, typer.Option("--no-publish", help="Leave outdated nights to the next night.")
]


class Verdict(StrEnum):
    """What a person may say of a pair."""

    same = "same"
    different = "different"


@review_app.command("list")
def list_(
    source: Sources = None,
    county: Counties = None,
    status: Annotated[
        str, typer.Option(help="open, decided, undone, machine, past or all.")
    ] = "open",
    json_: Json = False,
) -> None:
    """List pairs in doubt, the likeliest first; or decisions taken (--status decided)."""
    from zhiben.orchestration.review import list_pairs
    from zhiben.warehouse.reviews import Wish

    wish = Wish(
        sources=source or (), counties=county or (), status="" if status == "all" else status
    )
    rows = list_pairs(warehouse_settings(), wish)
    if json_:
        show.print_json(rows)
    else:
        show.print_pairs(rows)


@review_app.command("show")
def show_(
    judgement_id: Id,
    json_: Json = False,
) -> None:
    """Show both rows side by side, what speaks for and against, and earlier decisions."""
    from zhiben.orchestration.review import show_pair

    shown = show_pair(warehouse_settings(), judgement_id)
    if json_:
        show.print_json(shown.as_data())
    else:
        show.print_pair(shown)


@review_app.command()
def decide(
    judgement_id: Id,
    verdict: Annotated[Verdict, typer.Argument(help="Whether the two are one hazard.")],
    by: By,
    why: Why,
    no_publish: NoPublish = False,
    json_: Json = False,
) -> None:
    """Decide a pair; it holds whatever the machine finds, and takes effect at once."""
    from zhiben.orchestration.review import decide_pair

    settings = warehouse_settings()
    told = decide_pair(settings, judgement_id, verdict.value, by, why)
    finish(settings, told, publish=not no_publish, json_=json_)


@review_app.command()
def undo(
    judgement_id: Annotated[
        str, typer.Argument(metavar="DECISION", parser=as_id, help="Its 判定编号, or its pair's.")
    ],
    by: By,
    why: Why,
    no_publish: NoPublish = False,
    json_: Json = False,
) -> None:
    """Take a decision back, with everything that followed from it."""
    from zhiben.orchestration.review import undo_decision

    settings = warehouse_settings()
    told = undo_decision(settings, judgement_id, by, why)
    finish(settings, told, publish=not no_publish, json_=json_)


@review_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The .xlsx to write.")],
    source: Sources = None,
    county: Counties = None,
    json_: Json = False,
) -> None:
    """Write the pairs in doubt into a workbook for a reviewer to decide in."""
    from zhiben.orchestration.review_workbook import export_pairs
    from zhiben.warehouse.reviews import Wish

    done = export_pairs(
        warehouse_settings(), file, Wish(sources=source or (), counties=county or ())
    )
    if json_:
        show.print_json({"file": str(done.file), "pairs": dict(done.pairs)})
    else:
        show.print_rows([{"county": one, "pairs": pairs} for one, pairs in done.pairs.items()])
        show.say(f"Written to {done.file}")


@review_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A workbook that was exported and filled in.")],
    by: By,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")
    ] = False,
    no_publish: NoPublish = False,
    json_: Json = False,
) -> None:
    """Take the decisions of a workbook that was handed back."""
    from zhiben.orchestration.review_workbook import import_workbook

    settings = warehouse_settings()
    told = import_workbook(settings, file, by, dry_run=dry_run)
    finish(settings, told, publish=not (no_publish or dry_run), json_=json_)
