"""``zhiben review``: doubtful duplicate pairs, and the decisions people take about them."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from zhiben import console_text as show
from zhiben.settings import Settings, load_settings

if TYPE_CHECKING:
    from zhiben.warehouse.decisions import Decided

review_app = typer.Typer(
    no_args_is_help=True, help="Pairs of rows that may be one item, and what people decided."
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value a program may read.")]
By = Annotated[
    str | None, typer.Option("--by", help="Who decides it; the user of this machine if not said.")
]
Judgement = Annotated[str, typer.Argument(metavar="ID", help="judgement_id of the pair.")]
NoPublish = Annotated[
    bool, typer.Option("--no-publish", help="Leave the outdated night to the next night.")
]


@review_app.command("list")
def list_(json_: Json = False) -> None:
    """List the pairs that wait for a person, the likeliest first."""
    from zhiben.orchestration.review import list_pairs

    rows = list_pairs(_settings())
    (show.print_json if json_ else show.print_rows)(rows)


@review_app.command("show")
def show_(judgement_id: Judgement, json_: Json = False) -> None:
    """Show both rows of a pair side by side, and what speaks for and against."""
    from zhiben.orchestration.review import show_pair

    found = show_pair(_settings(), judgement_id)
    if json_:
        show.print_json(found)
        return
    one, other = found["one"], found["other"]
    show.print_rows([{"": name, "one": one[name], "other": other[name]} for name in one])
    show.say("\n".join(found["evidence"]))


@review_app.command()
def decide(
    judgement_id: Judgement,
    verdict: Annotated[str, typer.Argument(help="same or different.")],
    why: Annotated[str, typer.Option(help="Why, in a few words.")],
    by: By = None,
    no_publish: NoPublish = False,
    json_: Json = False,
) -> None:
    """Say whether a pair is one item; it holds for ever, or until it is undone."""
    from zhiben.orchestration.review import decide_pair

    settings = _settings()
    done = decide_pair(settings, judgement_id, verdict, by or getpass.getuser(), why)
    _finish(settings, done, publish=not no_publish, json_=json_)


@review_app.command()
def undo(
    judgement_id: Judgement, by: By = None, no_publish: NoPublish = False, json_: Json = False
) -> None:
    """Take a person's decision back, with everything it moved."""
    from zhiben.orchestration.review import undo_decision

    settings = _settings()
    done = undo_decision(settings, judgement_id, by or getpass.getuser())
    _finish(settings, done, publish=not no_publish, json_=json_)


def _finish(settings: Settings, done: Decided, *, publish: bool, json_: bool) -> None:
    from zhiben.orchestration.nights import publish_outdated

    built = publish_outdated(settings, show.progress(json_)) if publish else []
    moved = [
        {"source": source, "row_key": row_key, "from_item": before, "to_item": after}
        for (source, row_key), before, after in done.moved
    ]
    if json_:
        nights = [night.isoformat() for night in built]
        told = {"judgement_id": done.judgement_id, "moved": moved, "published_nights": nights}
        show.print_json(told)
        return
    show.say(f"Kept as {done.judgement_id}; {len(moved)} rows moved.")
    show.print_rows(moved)


def _settings() -> Settings:
    """Settings of a home whose embedded warehouse is at this version."""
    from zhiben.orchestration.nights import prepare

    settings = load_settings()
    if settings.warehouse_url is None:
        prepare(settings)
    return settings
