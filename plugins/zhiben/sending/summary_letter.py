"""The letter that carries a week's summary, or one unit's brief, made of the files of its edition.

Only files are read: what was approved is what goes out, however often a task is run again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html as lxml_html

from zhiben.errors import ZhibenError
from zhiben.reporting.briefs import FOLDER
from zhiben.reporting.sections.correction import HEADING
from zhiben.reporting.write import MAIL, MAIL_PAGE
from zhiben.sending.letter import File, Letter, files_of, without_local_links

if TYPE_CHECKING:
    from zhiben.sending.recipients import Brief, Recipient

CORRECTION = "edition-"  # what the folders of corrections begin with
_KEY_SENTENCES = 6
_CHANGED = 3  # changed numbers of a correction told in the letter
_NOTES = ".//p[contains(@class, 'note')][not(preceding::h2)]"
_HEADING = "string(.//h2)"
_UNDER = ".//p[count(preceding::h2) = {place}]"
_CHANGES = ".//table[count(preceding::h2) = 1]//tbody/tr"


def title_of(folder: Path) -> str:
    """What the summary calls itself: 周口市安全生产工作周报 2026年第10周."""
    return " ".join((_tree(folder).findtext(".//title") or "").split())


def key_sentences(folder: Path) -> tuple[str, ...]:
    """What stands under the summary's first heading, whose tables are left out.

    Of a correction why it is made and the first numbers that changed come before: what stands under
    its first heading is which these are.
    """
    tree = _tree(folder)
    if HEADING not in str(tree.xpath(_HEADING)):
        return _lines(tree, _UNDER.format(place=1))[:_KEY_SENTENCES]
    why = _lines(tree, _NOTES)[:1]
    opening = _lines(tree, _UNDER.format(place=2))
    return (*why, *_changes(tree), *opening)[:_KEY_SENTENCES]


def _lines(tree: lxml_html.HtmlElement, where: str) -> tuple[str, ...]:
    lines = (_squeezed(one.text_content()) for one in tree.xpath(where))
    return tuple(line for line in lines if line)


def _changes(tree: lxml_html.HtmlElement) -> tuple[str, ...]:
    """The first numbers that changed: 扶沟县已整改数：95→96; without a table the words instead."""
    rows = [[_squeezed(one.text_content()) for one in row] for row in tree.xpath(_CHANGES)]
    if not rows:
        return _lines(tree, _UNDER.format(place=1))[:1]
    return tuple(f"{row[0]}{row[1]}：{row[2]}→{row[3]}。" for row in rows[:_CHANGED])


def digest_of(folder: Path) -> str:
    """SHA-256 over every file of an edition, each under its name; those of corrections apart."""
    digest = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        parts = path.relative_to(folder).parts
        if not any(part.startswith((".", CORRECTION)) for part in parts):
            digest.update(f"{'/'.join(parts)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def summary_letter(folder: Path, to: Recipient, edition: int) -> Letter:
    """The summary in ``folder`` as a letter to ``to``.

    Raises:
        ZhibenError: when a file that it gets is not there.
    """
    title = title_of(folder)
    page, pictures = _mail_form(folder, "summary", to)
    return Letter(
        subject=_marked(title, edition),
        words=(*key_sentences(folder), f"文件存放：{folder}"),
        html=page,
        pictures=pictures,
        attachments=_attachments(folder, "summary", title, to),
    ).within()


def brief_letter(folder: Path, to: Recipient, brief: Brief, name: str, edition: int) -> Letter:
    """The brief of the unit called ``name``, which lies beside the summary in ``folder``.

    Raises:
        ZhibenError: when a file that it gets is not there.
    """
    title = f"{name}：{title_of(folder)}"
    page, pictures = _mail_form(folder / FOLDER, brief.brief, to)
    return Letter(
        subject=_marked(title, edition),
        words=(f"{title}，详见正文和附件。",),
        html=page,
        pictures=pictures,
        attachments=_attachments(folder / FOLDER, brief.brief, title, to),
    ).within()


def _marked(title: str, edition: int) -> str:
    return f"【更正】{title}" if edition > 1 else title


def _attachments(folder: Path, name: str, title: str, to: Recipient) -> tuple[File, ...]:
    return files_of(
        (_there(folder, f"{name}.{kind}", to), f"{title}.{kind}") for kind in to.attachments
    )


def _mail_form(folder: Path, name: str, to: Recipient) -> tuple[str, tuple[File, ...]]:
    """The page that a mail shows, and its pictures under the ids by which the page shows them."""
    page = _there(folder, f"{MAIL}/{name}/{MAIL_PAGE}", to)
    pictures = (path for path in sorted(page.parent.iterdir()) if path != page)
    return without_local_links(page.read_text("utf-8")), tuple(
        File(f"{path.stem.partition('@')[0]}{path.suffix}", path.read_bytes(), path.stem)
        for path in pictures
    )


def _there(folder: Path, name: str, to: Recipient) -> Path:
    path = folder / name
    if not path.exists():
        raise ZhibenError(
            f"{to.name} is to get {name}, which is not among the files in {folder}.",
            "Mend recipients.yaml, or see why it was not written.",
        )
    return path


def _tree(folder: Path) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(_read(folder))


def _read(folder: Path) -> str:
    return (folder / "summary.html").read_text("utf-8")


def _squeezed(text: str) -> str:
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    """Words of a line; between Chinese characters a line break of the page is no blank."""
    words = text.split()
    return [
        word
        if place == 0 or not (words[place - 1][-1].isascii() and word[0].isascii())
        else f" {word}"
        for place, word in enumerate(words)
    ]
