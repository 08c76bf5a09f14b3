"""What is sent: subject, words, pictures and attachments, whatever the channel makes of them."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lxml import html as lxml_html

MOST_BYTES = 20 << 20  # of all attachments together: what most servers take
_LINES = "h1|h2|h3|h4|p|li|tr|dt|dd|caption|figcaption"
_MEDIA = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class File:
    """A file that goes with a letter; ``content_id`` is set where the HTML shows it."""

    name: str
    content: bytes
    content_id: str = ""

    @property
    def media_type(self) -> tuple[str, str]:
        """Its kind, as mail programs name it."""
        known = _MEDIA.get(Path(self.name).suffix.lower()) or mimetypes.guess_type(self.name)[0]
        kind, _, subtype = (known or "application/octet-stream").partition("/")
        return kind, subtype


@dataclass(frozen=True)
class Letter:
    """A letter; ``words`` are its gist for those who see no HTML: robots, and plain mail."""

    subject: str
    words: tuple[str, ...]
    html: str = ""
    pictures: tuple[File, ...] = ()
    attachments: tuple[File, ...] = field(default=())

    def within(self, most: int = MOST_BYTES) -> Letter:
        """The letter with as many attachments, in their order, as a server takes."""
        kept: list[File] = []
        for one in self.attachments:
            if sum(len(other.content) for other in (*kept, one)) <= most:
                kept.append(one)
        if len(kept) == len(self.attachments):
            return self
        left = "、".join(one.name for one in self.attachments if one not in kept)
        note = f"附件过大，没有随信发出：{left}。请向市局索取。"
        words = (*self.words, note)
        return Letter(self.subject, words, _noted(self.html, note), self.pictures, tuple(kept))


def plain_lines(page: str) -> tuple[str, ...]:
    """The words of an HTML page line by line, a table's row on one."""
    tree = lxml_html.fromstring(page)
    for gone in tree.xpath("//style|//script|//head"):
        gone.drop_tree()
    elements = tree.xpath(" | ".join(f"//{name}" for name in _LINES.split("|")))
    lines = (
        _line(one)
        for one in elements
        if not one.xpath(f"ancestor::{'|ancestor::'.join(_LINES.split('|'))}")
    )
    return tuple(line for line in lines if line)


def without_local_links(page: str) -> str:
    """``page`` with what it links to beside itself named only: a mail has no such place."""
    tree = lxml_html.fromstring(page)
    for link in tree.xpath("//a[@href]"):
        if not link.get("href").startswith(("http:", "https:", "mailto:", "#")):
            del link.attrib["href"]
    text = lxml_html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return str(text)


def files_of(paths: Iterable[tuple[Path, str]]) -> tuple[File, ...]:
    """Files by their paths, each under the name a reader sees."""
    return tuple(File(name, path.read_bytes()) for path, name in paths)


def _line(element: lxml_html.HtmlElement) -> str:
    cells = element.xpath("./th|./td") or [element]
    return "  ".join(" ".join(one.text_content().split()) for one in cells).strip()


def _noted(page: str, note: str) -> str:
    if not page:
        return page
    tree = lxml_html.fromstring(page)
    line = lxml_html.Element("p")
    line.text = note
    (tree.xpath("//body") or [tree])[0].append(line)
    return str(lxml_html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"))
