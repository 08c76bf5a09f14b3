"""Carries a letter's gist to a group's robot: DingTalk by its provider, WeCom by the http one."""

from __future__ import annotations

import json
import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from zhiben.sending.connections import connection
from zhiben.sending.letter import Letter
from zhiben.sending.outcome import DeferredError, RefusedError, ShutOutError, UnclearError

if TYPE_CHECKING:
    from requests import ConnectionError as LineError
    from requests import Response

SECONDS = (15.0, 60.0)  # to connect, to answer
_BUSY = frozenset({408, 425, 429, 503})
_JSON = {"Content-Type": "application/json"}


class Robot(ABC):
    """The robot of a group, behind an Airflow connection of type ``conn_type``.

    Raises:
        NoConnectionError: when there is no such connection.
        ShutOutError: when it has no password, which is the robot's token or key.
    """

    conn_type: str
    most_bytes: int  # of a message
    busy: frozenset[int]  # error codes that pass

    def __init__(self, conn_id: str, seconds: tuple[float, float] = SECONDS) -> None:
        found = connection(conn_id, self.conn_type)
        if not found.password:
            raise ShutOutError(
                f"The Airflow connection {conn_id!r} has no password.",
                "It is the token or key at the end of the robot's address.",
            )
        self._conn_id, self._key = conn_id, found.password
        self._options = {"timeout": seconds, "check_response": False, "allow_redirects": False}

    def carry(self, letter: Letter, claim: Callable[[], None]) -> str:
        """Post the letter's gist; ``claim`` is called right before. The robot's answer.

        Raises:
            RefusedError: the robot does not take it. DeferredError: it did not arrive, for sure.
            UnclearError: the robot fell silent, or failed in a way that tells nothing.
        """
        from requests.exceptions import ConnectionError as LineError
        from requests.exceptions import RequestException

        claim()
        try:
            answer = self._post(letter)
        except LineError as error:
            raise _cut(error) from None  # its own words hold the key
        except RequestException as error:
            raise UnclearError(f"The robot fell silent ({type(error).__name__}).") from None
        return self._judged(answer)

    @abstractmethod
    def _post(self, letter: Letter) -> Response:
        """Post the letter as this robot takes it."""

    def _judged(self, answer: Response) -> str:
        told = f"HTTP {answer.status_code}"
        if answer.status_code in _BUSY:
            raise DeferredError(f"The robot says {told}.")
        if answer.status_code >= 500:
            raise UnclearError(f"The robot says {told}.")
        if answer.status_code != 200:
            raise RefusedError(f"The robot refuses: {told}.")
        try:
            said = answer.json()
            code = int(said["errcode"])
        except (ValueError, KeyError, TypeError) as error:
            raise UnclearError("The robot's answer is none of a robot.") from error
        told = f"{code} {said.get('errmsg', '')}"
        if code in self.busy:
            raise DeferredError(f"The robot says {told}.")
        if code:
            raise RefusedError(f"The robot refuses: {told}.")
        return told


class DingTalk(Robot):
    """A custom robot of DingTalk; its host is DingTalk's own unless the connection names one."""

    conn_type = "dingding"
    most_bytes = 18_000
    busy = frozenset({-1, 130101, 130102})

    def _post(self, letter: Letter) -> Response:
        from airflow.providers.dingding.hooks.dingding import DingdingHook

        message = {"title": letter.subject, "text": gist(letter, self.most_bytes)}
        hook = DingdingHook(self._conn_id, message_type="markdown", message=message)
        # The provider's own get_conn leaves them unset, and would wait for ever.
        hook.merged_extra = dict(self._options)
        answer: Response = hook.run(hook._get_endpoint(), hook._build_message(), _JSON)
        return answer


class WeCom(Robot):
    """A group robot of WeCom (企业微信)."""

    conn_type = "http"
    most_bytes = 4_000
    busy = frozenset({-1, 45009})

    def _post(self, letter: Letter) -> Response:
        from airflow.providers.http.hooks.http import HttpHook

        said: dict[str, Any] = {
            "msgtype": "markdown",
            "markdown": {"content": gist(letter, self.most_bytes)},
        }
        hook = HttpHook(method="POST", http_conn_id=self._conn_id)
        place = f"cgi-bin/webhook/send?key={self._key}"
        answer: Response = hook.run(place, json.dumps(said), _JSON, dict(self._options))
        return answer


def gist(letter: Letter, most_bytes: int) -> str:
    """Subject and words as Markdown, whole sentences as far as they fit."""
    text = f"**{letter.subject}**"
    for line in letter.words:
        longer = f"{text}\n\n{line}"
        if len(longer.encode()) > most_bytes:
            break
        text = longer
    return text


def _cut(error: LineError) -> DeferredError | UnclearError:
    """Whether the line was cut before anything could have been said on it.

    A fault of TLS may come after the message went; one of its certificate comes before.
    """
    from requests.exceptions import ConnectTimeout, ProxyError
    from urllib3.exceptions import NewConnectionError

    reason = getattr(error.args[0], "reason", None) if error.args else None
    words = f"The robot does not answer ({type(reason or error).__name__})."
    never = isinstance(error, ConnectTimeout | ProxyError) or _is_distrust(error)
    if never or isinstance(reason, NewConnectionError):
        return DeferredError(words)
    return UnclearError(words)


def _is_distrust(error: object) -> bool:
    """Whether a certificate was not trusted, however often that is wrapped up."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return True
    reason = getattr(error, "reason", None) if isinstance(error, Exception) else None
    inner = (*error.args, reason) if isinstance(error, Exception) else ()
    return any(_is_distrust(one) for one in inner if isinstance(one, Exception))
