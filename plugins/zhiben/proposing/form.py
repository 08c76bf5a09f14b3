"""A proposal as YAML: what is sure as keys, what is asked as comments beside lines to uncomment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiben.proposing.model import Proposal, Question

_UNPRINTABLE = re.compile(
    r"[^\x20-\x7e\u00a0-\u2027\u202f-\ud7ff\uf900-\ufdff\ufe10-\ufefe\uff00-\ufffd]"
)


def contract_yaml(proposal: Proposal) -> str:
    """The contract's text; it loads strictly, questions unanswered."""
    return "\n".join(_lines(proposal)) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    origin = proposal.origin
    yield _comment(f"Proposed by `zhiben contract propose` from {proposal.file}.")
    yield _comment("Lines with a question mark are for you: answer, uncomment or delete them.")
    yield f"source: {_scalar(proposal.source)}"
    yield f"county: {_quoted(origin.county)}{_because(origin.evidence)}"
    yield from _asked(proposal, "county")
    yield f"department: {_scalar(origin.department)}"
    yield from _asked(proposal, "department")
    yield f"kind: {proposal.kind}"
    yield f"channel: {origin.channel}"
    yield from _asked(proposal, "channel")
    yield 'delivery: {mode: full, every: night, due: "01:00"}'
    yield from _asked(proposal, "delivery")
    if proposal.key:
        yield f"key: {_flow(proposal.key)}"
    yield from _asked(proposal, "key")
    yield from _block(proposal, "columns", _own_columns(proposal))
    yield from _values(proposal)
    if proposal.ignore:
        yield f"ignore: {_flow(proposal.ignore)}"
    asked = [one for one in proposal.questions if one.key == "ignore"]
    if asked:
        yield from (_comment(f"? {one.words}") for one in asked)
        yield _comment(f"ignore: {_flow(one.about for one in asked)}")


def _own_columns(proposal: Proposal) -> list[str]:
    return [f"  {field}: {_flow(headings)}" for field, headings in proposal.own_columns().items()]


def _block(proposal: Proposal, key: str, lines: list[str]) -> Iterator[str]:
    """A key with its lines and, among them, what is asked of it."""
    asked = [one for one in proposal.questions if one.key == key]
    if lines:
        yield f"{key}:"
        yield from lines
    elif asked:
        yield f"# {key}:"
    for one in asked:
        yield _comment(f"? {one.words}", "  ")
        yield from (_comment(_plain(line), "  ") for line in _column_lines(one))


def _column_lines(question: Question) -> Iterator[str]:
    """Lines to uncomment, their headings quoted as YAML needs it."""
    for line in question.lines:
        field = line.partition(":")[0]
        heading = question.about if question.about != field else "…"
        yield f"{field}: {_flow([heading])}"


def _values(proposal: Proposal) -> Iterator[str]:
    asked = [one for one in proposal.questions if one.key.startswith("values.")]
    fields = dict.fromkeys(one.key.partition(".")[2] for one in asked)
    if fields:
        yield "# values:"
    for field in fields:
        yield f"#   {field}:"
        for one in asked:
            if one.key == f"values.{field}":
                yield _comment(f"? {one.words}", "    ")
                yield _comment(f"{_quoted(one.about)}: …", "    ")


def _asked(proposal: Proposal, key: str) -> Iterator[str]:
    for one in proposal.questions:
        if one.key == key:
            yield _comment(f"? {one.words}")
            if key in {"delivery", "key"}:
                yield from (_comment(_plain(line)) for line in one.lines)


def _because(evidence: str) -> str:
    return f"  # by {_plain(evidence)}" if evidence else ""


def _comment(words: str, indent: str = "") -> str:
    return f"# {indent}{_plain(words)}"


def _flow(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_scalar, texts))}]"


def _scalar(text: str) -> str:
    """``text`` as it may stand in a YAML list: plain where it can be, else quoted."""
    is_plain = re.fullmatch(r"\w[\w/（）-]*", text)
    return text if is_plain and yaml.safe_load(text) == text else _quoted(text)


def _quoted(text: str) -> str:
    dumped = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=2**31)
    return dumped.strip()


def _plain(words: str) -> str:
    """``words`` on one line, without what YAML would not read even in a comment."""
    return _UNPRINTABLE.sub(" ", " ".join(words.split()))
