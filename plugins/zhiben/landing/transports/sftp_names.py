"""Names on an SFTP server as the bytes they are: Chinese servers write them in GB18030 as well.

Paramiko takes every name for UTF-8, and one that is none would stop the whole folder. In places a
name's other bytes stand as ``os.fsencode`` has them, so that they can be asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zhiben.landing.names import decoded

if TYPE_CHECKING:
    from paramiko import SFTPAttributes, SFTPClient


def as_bytes(place: str) -> bytes:
    """A place as the server knows it."""
    return place.encode("utf-8", "surrogateescape")


def told(name: str) -> str:
    """A name in a place as people wrote it; unchanged where its bytes are no text."""
    return decoded(as_bytes(name)) or name


def listed(client: SFTPClient, place: str) -> Iterator[SFTPAttributes]:
    """What is in a folder, each with its name as it stands in a place."""
    from paramiko.sftp import CMD_CLOSE, CMD_OPENDIR, CMD_READDIR
    from paramiko.sftp_attr import SFTPAttributes

    inner: Any = client  # what its own listing is made of, but for the names
    attributes: Any = SFTPAttributes
    _, answer = inner._request(CMD_OPENDIR, inner._adjust_cwd(as_bytes(place)))
    handle = answer.get_binary()
    while True:
        try:
            _, answer = inner._request(CMD_READDIR, handle)
        except EOFError:
            break
        for _ in range(answer.get_int()):
            name, _long = answer.get_binary(), answer.get_binary()
            text = name.decode("utf-8", "surrogateescape")
            entry: SFTPAttributes = attributes._from_msg(answer, text, "")
            if text not in {".", ".."}:
                yield entry
    inner._request(CMD_CLOSE, handle)
