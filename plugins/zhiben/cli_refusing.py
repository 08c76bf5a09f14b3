"""How the command line ends where something is refused: a sentence, a hint, an exit status."""

from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from typer._click import Context
from typer._click.exceptions import ClickException
from typer.core import TyperGroup

from zhiben import console_text as show
from zhiben.errors import UsageError, ZhibenError


class Verbs(TyperGroup):
    """Verbs whose wrong usage is an error like any other where a program reads the answer."""

    def invoke(self, ctx: Context) -> object:
        """Run the verb that is named.

        Raises:
            UsageError: when it is called wrongly and a program reads the answer.
        """
        try:
            return super().invoke(ctx)
        except ClickException as error:
            if "--json" not in sys.argv:
                raise
            hint = f"See {ctx.command_path} --help."
            raise UsageError(error.format_message(), hint) from error


def run_in_words(verbs: Callable[[], object]) -> None:
    """Run ``verbs``; a trouble is one sentence, never a traceback."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        verbs()
    except ZhibenError as error:
        _refuse(error.message, error.hint, error.exit_status)
    except OSError as error:
        _refuse(*_words_for(error))
    except _database_errors() as error:
        words = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        _refuse(f"The database refused: {words}.", "Mend that, then run it again.")
    except _server_errors() as error:
        words = str(error) or type(error).__name__
        _refuse(f"A server does not answer: {words}.", "See zhiben doctor, then run it again.")


def _leave(number: int, _frame: object) -> NoReturn:
    """End as after an error, so that what was started is ended too."""
    raise SystemExit(128 + number)


def _server_errors() -> tuple[type[Exception], ...]:
    """What Airflow's or Superset's client may raise."""
    import httpx

    return (httpx.HTTPError,)


def _database_errors() -> tuple[type[Exception], ...]:
    """What a database may raise; looked up only once something was raised."""
    import psycopg
    from sqlalchemy.exc import DBAPIError

    return DBAPIError, psycopg.Error


def _refuse(message: str, hint: str, status: int = 1) -> NoReturn:
    if "--json" in sys.argv:
        show.print_json({"error": message, "hint": hint})
    else:
        show.complain(message, hint)
    raise SystemExit(status)


def _words_for(error: OSError) -> tuple[str, str]:
    """A sentence for what the machine refused: a full disk, a folder that may not be written."""
    place = f"{error.filename}: " if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"{place}the disk is full.", "Make room, then run it again: nothing is half-done."
    return (
        f"{place}{error.strerror or error}.",
        "Check that path and who may use it.",
    )
