"""Web pages in one file (MHTML, RFC 2557), as spreadsheet programs and report servers save them."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from typing import TYPE_CHECKING

from zhiben.reading.detect import ACCEPTED, WrongKindError
from zhiben.reading.html import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reading.grids import Event, Request

_TABS = "tabstrip.htm"  # the names of a workbook's sheets, as a page that leads to them


def read_web_archive(request: Request) -> Iterator[Event]:
    """Every table of its pages, numbered through.

    Raises:
        WrongKindError: no page of it has a table.
        UnreadableFileError: a page cannot be parsed.
    """
    count = 0
    notes: dict[Event, None] = {}
    for page in _pages(request.data()):
        try:
            for event in read_page(replace(request, source=page)):
                if event[0] == "grid":
                    count += 1
                    yield (*event[:2], f"table {count}", *event[3:])
                elif event[0] == "note":
                    notes[event] = None
                else:
                    yield event
        except WrongKindError:
            continue
    if not count:
        raise WrongKindError(f"“{request.file_name}”是没有表格的网页，不是台账。{ACCEPTED}。")
    yield from notes


def _pages(data: bytes) -> Iterator[bytes]:
    for part in email.message_from_bytes(data, policy=email.policy.HTTP).walk():
        if part.get_content_type() != "text/html":
            continue
        place = str(part.get("Content-Location", ""))
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and not place.lower().endswith(_TABS):
            yield content
