"""The letter that carries one source's receipt of one night, with what its clerk is to correct."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import css_inline
from lxml import html as lxml_html

from zhiben.sending.letter import File, Letter, plain_lines, without_local_links

_MOST_LINES = 60
_VARIABLE = re.compile(r"--([a-z]+):\s*([^;}]+)")
_USE = re.compile(r"var\(--([a-z]+)\)")


def receipt_edition(page: Path) -> str:
    """Another one whenever the receipt says something else."""
    return hashlib.sha256(page.read_bytes()).hexdigest()[:12]


def receipt_letter(page: Path) -> Letter:
    """The receipt ``<source>.html``, and the workbooks in the folder ``<source>`` beside it."""
    text = page.read_text("utf-8")
    lines = plain_lines(text)
    rest = ("……全文见邮件正文和附件中的回执。",) if len(lines) > _MOST_LINES else ()
    title = " ".join((lxml_html.fromstring(text).findtext(".//title") or "报送回执").split())
    workbooks = sorted(page.with_suffix("").rglob("*.xlsx"))
    return Letter(
        subject=title,
        words=(*lines[:_MOST_LINES], *rest),
        html=without_local_links(_inlined(text)),
        attachments=(
            File(f"{title}.html", page.read_bytes()),
            *(File(one.name, one.read_bytes()) for one in workbooks),
        ),
    ).within()


def _inlined(page: str) -> str:
    """``page`` with its styles on each element, and no variables: mail programs drop both."""
    values = dict(_VARIABLE.findall(page))
    plain = _USE.sub(lambda use: str(values.get(use[1], use[0])), page)
    return str(css_inline.inline(plain, keep_at_rules=True, load_remote_stylesheets=False))
