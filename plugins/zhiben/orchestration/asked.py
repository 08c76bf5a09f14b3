"""What people name when they ask: sources, reporting units and words that have to be known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from sqlalchemy import Connection, text

from zhiben.contracts.units import Units
from zhiben.errors import UsageError, ZhibenError
from zhiben.landing import LOOSE, sources_present
from zhiben.settings import Settings
from zhiben.strict import nearest

FURTHEST = timedelta(days=366)  # after today; a clock may be wrong, and nights be practised
_DELIVERED = text("SELECT DISTINCT source FROM ledger.deliveries")


def check_include(settings: Settings) -> None:
    """Take an include folder that is there: without it a night knows no source.

    Raises:
        ZhibenError: where it is none.
    """
    if not settings.include.is_dir():
        raise ZhibenError(f"{settings.include} is no folder.", "Check ZHIBEN_INCLUDE.")


def check_sources(settings: Settings, connection: Connection, sources: Iterable[str]) -> None:
    """Take sources that have a contract or a folder in the inbox, or that ever delivered.

    Raises:
        UsageError: for the first that is none, with the nearest that is.
    """
    wanted = set(sources)
    known = {path.stem for path in settings.contracts.glob("*.yaml")}
    if wanted <= known:
        return
    known |= {*connection.execute(_DELIVERED).scalars(), *sources_present(settings.inbox)} - {LOOSE}
    for source in sorted(wanted - known):
        raise UsageError(
            f"There is no source {source!r}{nearest(source, sorted(known))}",
            f"A source is a contract in {settings.contracts}.",
        )


def check_night(settings: Settings, night: date) -> None:
    """Take a business date that can be meant: the views of today stay those of the latest night.

    Raises:
        UsageError: where it lies so far ahead that it can only be a typing mistake.
    """
    today = settings.today()
    if night - today > FURTHEST:
        raise UsageError(
            f"The business date {night} lies more than {FURTHEST.days} days after today, {today}.",
            "See whether the year is right.",
        )


def county_code(units: Units, word: str) -> str:
    """Code of the reporting unit that ``word`` calls or codes; the city itself is none.

    Raises:
        UsageError: where there is no such unit, with all there are.
    """
    code = units.resolve(word, date.max)
    if code is None:
        listed = "、".join(f"{one.code} {one.name}" for one in units.units)
        raise UsageError(f"There is no reporting unit {word!r}.", f"These are: {listed}.")
    return code


def check_word(what: str, word: str, known: Collection[str]) -> None:
    """Take a ``word`` that is one of ``known``.

    Raises:
        UsageError: where it is not, with those there are.
    """
    if word not in known:
        raise UsageError(f"There is no {what} {word!r}.", f"Use one of {', '.join(known)}.")
