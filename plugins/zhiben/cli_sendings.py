"""``zhiben sendings``: who was sent what, and what a person says of those in doubt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from zhiben import console_text as show
from zhiben.cli_ending import warehouse_settings

sendings_app = typer.Typer(
    no_args_is_help=True, help="Summaries, briefs and receipts that were sent, and how it ended."
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value a program may read.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="A sending of the list.")]
By = Annotated[str, typer.Option("--by", help="Who decides it; it is kept.")]
Why = Annotated[str, typer.Option("--why", help="For what reason; it is kept.")]


@sendings_app.command("list")
def list_(
    status: Annotated[
        str | None, typer.Option(help="Only deferred, claimed (in doubt), sent or refused ones.")
    ] = None,
    json_: Json = False,
) -> None:
    """List sendings, the newest first; it shows addresses in full."""
    from zhiben.orchestration.sent import list_sent

    rows = list_sent(warehouse_settings(), status)
    if json_:
        show.print_json(rows)
    else:
        shown = ("sending_id", "report", "about", "edition", "source", "channel", "recipient",
                 "sent_to", "status", "settled_at", "answer")  # fmt: skip
        show.print_rows([{name: row[name] for name in shown} for row in rows])


@sendings_app.command()
def again(sending_id: Id, by: By, why: Why, json_: Json = False) -> None:
    """Let a sending go again that was refused, or of which nobody knows whether it arrived."""
    _decide(sending_id, "deferred", by, why, json_=json_)


@sendings_app.command()
def confirm(sending_id: Id, by: By, why: Why, json_: Json = False) -> None:
    """Note that a sending arrived of which nobody knew: it is not sent again."""
    _decide(sending_id, "sent", by, why, json_=json_)


def _decide(sending_id: str, status: str, by: str, why: str, *, json_: bool) -> None:
    from zhiben.orchestration.sent import decide_sent

    next_step = decide_sent(warehouse_settings(), sending_id, status, by, why, datetime.now(UTC))
    if json_:
        show.print_json({"sending_id": sending_id, "status": status, "next": next_step})
    else:
        show.say(next_step)
