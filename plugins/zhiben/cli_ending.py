"""What the verbs that change published numbers have in common: whose home, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from zhiben import console_text as show
from zhiben.errors import ZhibenError
from zhiben.settings import Settings, load_settings

if TYPE_CHECKING:
    from zhiben.orchestration.quarantine import Told as Replayed
    from zhiben.orchestration.review import Told as Reviewed


def as_id(word: str) -> str:
    """An id as it is kept, however it was typed."""
    return word.strip().upper()


def warehouse_settings() -> Settings:
    """Settings of a home whose embedded warehouse is at this version."""
    from zhiben.orchestration.preparing import prepare

    settings = load_settings()
    if settings.warehouse_url is None:
        prepare(settings)
    return settings


def finish(settings: Settings, told: Replayed | Reviewed, *, publish: bool, json_: bool) -> None:
    """Print what was done, publish the nights it outdated where asked, and end the command.

    What was done stays done where the nights cannot be published: both are told.

    Raises:
        typer.Exit: with 1 where something asked for is not so.
        ZhibenError: when a night cannot be published, after what was done is printed for people.
    """
    from zhiben.orchestration.nights import publish_outdated

    if not json_:
        show.print_told(told)
    try:
        built = publish_outdated(settings, show.progress(json_)) if publish else []
    except ZhibenError as error:
        if not json_:
            raise
        trouble = {"error": error.message, "hint": error.hint}
        show.print_json({**told.as_data(), "published_nights": [], **trouble})
        raise typer.Exit(error.exit_status) from error
    if json_:
        published = [night.isoformat() for night in built]
        show.print_json({**told.as_data(), "published_nights": published})
    else:
        show.print_published(built, told.outdated, is_dry_run=told.is_dry_run)
    raise typer.Exit(0 if told.is_good else 1)
