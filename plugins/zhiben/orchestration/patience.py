"""Asks Airflow again where one answer fails: a busy machine must not abandon a night."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from tenacity import (
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    stop_after_delay,
    wait_exponential,
)

PATIENCE_SECONDS = 600


class PatientTransport(httpx.HTTPTransport):
    """Repeats a request for up to ``seconds``; before each try ``check`` may raise for good.

    What is asked must bear being asked twice. The last answer or error of the server is passed on.
    """

    def __init__(self, check: Callable[[], None], seconds: float = PATIENCE_SECONDS) -> None:
        super().__init__()
        self._check = check
        self._tries = Retrying(
            retry=retry_if_exception_type(httpx.TransportError)
            | retry_if_result(
                lambda answer: answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR
            ),
            wait=wait_exponential(multiplier=0.5, max=10),
            stop=stop_after_delay(seconds),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, read to its end: a connection may break in the middle of it."""
        return self._tries(self._ask, request)

    def _ask(self, request: httpx.Request) -> httpx.Response:
        self._check()
        answer = super().handle_request(request)
        answer.read()
        return answer
