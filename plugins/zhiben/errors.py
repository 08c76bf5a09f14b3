"""The one error a user ever sees: what happened, and what to do about it."""

from __future__ import annotations


class ZhibenError(Exception):
    """Something a person can mend; ``message`` says what happened and ``hint`` what to do.

    ``exit_status`` is that of a command which ends by it.
    """

    exit_status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(ZhibenError):
    """Something was asked for that there cannot be: a day, a source, a word of a short list."""

    exit_status = 2


class UnreachableError(ZhibenError):
    """A server that does not answer: it may the next time."""
