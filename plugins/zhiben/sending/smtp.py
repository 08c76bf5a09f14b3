"""Carries a mail through the Airflow connection of a mail server, step by step.

The provider's hook connects, secures and logs in. What follows is spoken here, because only between
a mail's last line and the dot that ends it can a sending be claimed so that nothing before it is in
doubt: a server has taken nothing until it saw that dot.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import parseaddr

from zhiben.sending.connections import connection
from zhiben.sending.outcome import DeferredError, RefusedError, ShutOutError, UnclearError

SECONDS_AFTER_THE_DOT = 600.0  # RFC 5321, 4.5.3.2.6: who gives up earlier sends twice
_LEADING_DOT = re.compile(rb"(?m)^\.")
Claim = Callable[[], None]
Refusal = type[RefusedError] | type[ShutOutError]


class MailServer:
    """The server behind an Airflow connection of type smtp; each mail has a line of its own.

    Raises:
        NoConnectionError: when there is no such connection.
        ShutOutError: when it does not say whom mails are from.
    """

    def __init__(self, conn_id: str, patience: float | None = None) -> None:
        found = connection(conn_id, "smtp")
        self._conn_id = conn_id
        self._patience = SECONDS_AFTER_THE_DOT if patience is None else patience
        self.sender = str(found.extra_dejson.get("from_email") or found.login or "")
        if "@" not in self.sender:
            raise ShutOutError(
                f"The Airflow connection {conn_id!r} does not say whom mails are from.",
                'Put {"from_email": "zhiben@…"} into its extra fields.',
            )

    def carry(self, mail: EmailMessage, address: str, claim: Claim) -> str:
        """Send ``mail``; ``claim`` is called right before it can arrive. The server's answer.

        Raises:
            RefusedError: the server does not take it. ShutOutError: it does not take us.
            DeferredError: it did not arrive, for sure.
            UnclearError: the server fell silent after the last byte.
        """
        with self._line() as line:
            with _before_the_dot():
                _agreed(*line.mail(parseaddr(self.sender)[1]), refusal=ShutOutError)
                _agreed(*line.rcpt(address))
                _agreed(*line.docmd("DATA"), wanted=(354,))
                line.send(_LEADING_DOT.sub(b"..", mail.as_bytes()))
            claim()
            return self._end(line)

    def _end(self, line: smtplib.SMTP) -> str:
        """Say the dot, and hear whether the server took the mail."""
        try:
            if line.sock is not None:
                line.sock.settimeout(self._patience)
            line.send(b".\r\n")
            code, words = line.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise UnclearError(
                f"The mail server fell silent after the whole mail ({type(error).__name__})."
            ) from error
        return _agreed(code, words)

    @contextmanager
    def _line(self) -> Iterator[smtplib.SMTP]:
        """The hook's own client, secured and logged in; it is hung up in any case."""
        from airflow.providers.smtp.hooks.smtp import SmtpHook

        hook = SmtpHook(smtp_conn_id=self._conn_id)
        try:
            with _before_the_dot():
                hook.get_conn()
                client = hook._smtp_client  # it has no public name
                if not isinstance(client, smtplib.SMTP):
                    raise smtplib.SMTPServerDisconnected("no line")
                client.ehlo_or_helo_if_needed()
            yield client
        finally:
            if hook._smtp_client is not None:
                hook._smtp_client.close()


def _agreed(
    code: int, words: bytes, wanted: tuple[int, ...] = (250, 251), refusal: Refusal = RefusedError
) -> str:
    """What the server said, where it agreed.

    Raises:
        RefusedError: on 5xx, or the kind of ``refusal``. DeferredError: on anything else.
    """
    told = _told(code, words)
    if code in wanted:
        return told
    if code // 100 == 5:
        raise refusal(f"The mail server refuses: {told}")
    raise DeferredError(f"The mail server says: {told}")


@contextmanager
def _before_the_dot() -> Iterator[None]:
    """Until the dot nothing has arrived, so whatever fails is tried again, or mended first."""
    from airflow.sdk.exceptions import AirflowException

    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        _agreed(error.smtp_code, _bytes(error.smtp_error), refusal=ShutOutError)
        raise
    except ssl.SSLCertVerificationError as error:
        raise ShutOutError(
            f"The mail server's certificate is not trusted: {error.verify_message}."
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise ShutOutError(
            f"The mail server cannot do what the connection asks for: {error}",
            "A server without STARTTLS needs disable_tls, one on port 465 disable_ssl: false.",
        ) from error
    except (OSError, smtplib.SMTPException, AirflowException) as error:
        raise DeferredError(
            f"The mail server does not answer ({type(error).__name__}).",
            "See whether it is up, and whether port, disable_tls and disable_ssl fit it.",
        ) from error


def _told(code: int, words: bytes) -> str:
    return f"{code} {' '.join(words.decode('utf-8', 'replace').split())}"


def _bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words
