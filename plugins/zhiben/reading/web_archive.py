"""Web pages in one file (MHTML, RFC 2557), as spreadsheet programs and report servers save them."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.errors import CloseBoundaryNotFoundDefect
from typing import TYPE_CHECKING

from zhiben.reading.detect import ACCEPTED, MARKS, WrongKindError
from zhiben.reading.html import read_page
from zhiben.reading.model import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reading.grids import Event, Request

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TABS = "tabstrip.htm"  # the names of a workbook's sheets, as a page that leads to them


def read_web_archive(request: Request) -> Iterator[Event]:
    """Every table of its pages, numbered through.

    Raises:
        WrongKindError: no page of it has a table.
        UnreadableFileError: it is cut off, or a page cannot be parsed.
    """
    count = 0
    notes: dict[Event, None] = {}
    for page in _pages(request):
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


def _pages(request: Request) -> Iterator[bytes]:
    whole = email.message_from_bytes(request.data().lstrip(MARKS), policy=email.policy.HTTP)
    for part in whole.walk():
        if any(isinstance(one, CloseBoundaryNotFoundDefect) for one in part.defects):
            told = "没有传完：最后一页不完整。请重新导出后再报送。"
            raise UnreadableFileError(f"“{request.file_name}”{told}")
        if part.get_content_type() not in _PAGES:
            continue
        place = str(part.get("Content-Location", ""))
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip() and not place.lower().endswith(_TABS):
            yield content
