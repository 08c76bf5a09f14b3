"""What can go wrong on the way: what may pass by itself, and what a person must mend.

The sentences name host, path and connection. They never quote a library's own words, which may
hold addresses with passwords in them.
"""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.errors import ZhibenError

MOST_SENTENCES = 5


class TransportError(ZhibenError):
    """Files that could not be fetched; nothing of them is in the inbox."""


class CutOffError(TransportError):
    """The way was cut or the far side did not answer: worth another try."""


class RefusedError(TransportError):
    """Trying again changes nothing until a person has mended it."""


class ShutOutError(RefusedError):
    """The far side refuses us as such: asking it for other files would only lock the account."""


def joined(troubles: Sequence[TransportError]) -> TransportError:
    """All troubles of a source as one; worth another try when any of them is."""
    words = [str(one) for one in troubles[:MOST_SENTENCES]]
    if more := len(troubles) - len(words):
        words.append(f"And {more} more.")
    kind = CutOffError if any(isinstance(one, CutOffError) for one in troubles) else RefusedError
    return kind("\n".join(words))
