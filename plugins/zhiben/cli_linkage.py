"""``zhiben linkage``: models that were trained here, which one is used, and a full re-score."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from zhiben import console_text as show
from zhiben.cli_ending import warehouse_settings

linkage_app = typer.Typer(
    no_args_is_help=True, help="The model by which rows are linked, trained on what people decided."
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value a program may read.")]


@linkage_app.command()
def train(
    by: Annotated[str, typer.Option("--by", help="Who trains; it is kept.")],
    json_: Json = False,
) -> None:
    """Fit the shipped model to what people decided here; write it, and use it not yet."""
    from zhiben.orchestration.training import train_model

    trained = train_model(warehouse_settings(), by, datetime.now(UTC))
    if json_:
        show.print_json(trained.as_data())
    else:
        show.print_trained(trained)


@linkage_app.command("list")
def list_(json_: Json = False) -> None:
    """List the model that ships and those trained here, with their figures."""
    from zhiben.orchestration.linkage import list_models

    rows = list_models(warehouse_settings())
    if json_:
        show.print_json(rows)
    else:
        show.print_models(rows)


@linkage_app.command()
def use(
    version: Annotated[str, typer.Argument(help="A version of the list, or shipped.")],
    by: Annotated[str, typer.Option("--by", help="Who chooses; it is kept.")],
    why: Annotated[str, typer.Option("--why", help="For what reason; it is kept.")],
    json_: Json = False,
) -> None:
    """Link by a model from the next night on; rows that are placed stay where they are."""
    from zhiben.orchestration.linkage import use_model

    used = use_model(warehouse_settings(), version, by, why, datetime.now(UTC))
    if json_:
        show.print_json({"version": used})
    else:
        show.say(f"The next night links by {used}. What it would have judged otherwise till now:")
        show.say("  zhiben linkage rescore")


@linkage_app.command()
def rescore(
    county: Annotated[
        list[str] | None, typer.Option("--county", help="Only this unit, code or name; repeatable.")
    ] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Ask people about it: zhiben review list.")
    ] = False,
    json_: Json = False,
) -> None:
    """Score all pairs of rows anew, and show what would be judged otherwise; nothing moves."""
    from zhiben.orchestration.rescoring import rescore as rescore_all

    told = rescore_all(warehouse_settings(), county or (), datetime.now(UTC), propose=propose)
    if json_:
        show.print_json(told.as_data())
    else:
        show.print_rescored(told)
