"""Where a transport finds files: a path in which ``{date}`` and ``{source}`` stand for themselves.

``{date}`` is a business date like 2026-03-05. The far side may write it otherwise, and over
several folders: ``{date:%Y%m%d}``, ``{date:%Y}/{date:%m}/{date:%d}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

ISO = "%Y-%m-%d"
_DIRECTIVES = {"%Y": "[0-9]{4}", "%m": "[0-9]{2}", "%d": "[0-9]{2}"}
_FORMAT = re.compile(r"(?:%[Ymd]|[-_.年月日])+")
_DIRECTIVE = re.compile("%[Ymd]")

DateParts = Mapping[str, str]  # directive → the digits that stood in its place


@dataclass(frozen=True)
class RemotePath:
    """A path as a contract writes it: all the places where a source may have put files."""

    template: str
    source: str

    @property
    def steps(self) -> tuple[RemotePath, ...]:
        """The path's folders and its last name, each a path of its own."""
        names = self.template.strip("/").split("/")
        return tuple(RemotePath(name, self.source) for name in names if name)

    @property
    def is_dated(self) -> bool:
        """Whether it differs from date to date."""
        return any(field == "date" for _, field, _ in _parts(self.template))

    def on(self, day: date) -> str:
        """The path for one business date."""
        return "".join(
            text if field is None else self.source if field == "source" else _written(day, form)
            for text, field, form in _parts(self.template)
        )

    @property
    def prefix(self) -> str:
        """What stands before the first date, the same for all dates."""
        return "".join(self._undated())

    def read(self, text: str, known: DateParts | None = None) -> DateParts | None:
        """The parts of a date in ``text``, with those ``known`` from the folders above.

        None where ``text`` is no such path, or where two parts contradict each other.
        """
        match = self._pattern().fullmatch(text)
        if match is None:
            return None
        found = dict(known or {})
        for directive, digits in zip(self._directives(), match.groups(), strict=True):
            if found.setdefault(directive, digits) != digits:
                return None
        return found

    def _undated(self) -> Iterator[str]:
        for text, field, _ in _parts(self.template):
            if field == "date":
                return
            yield self.source if field == "source" else text

    def _pattern(self) -> re.Pattern[str]:
        return re.compile(
            "".join(
                _shape(form) if field == "date" else re.escape(self.source if field else text)
                for text, field, form in _parts(self.template)
            )
        )

    def _directives(self) -> list[str]:
        forms = (form for _, field, form in _parts(self.template) if field == "date")
        return [one for form in forms for one in _DIRECTIVE.findall(form)]


def day_of(parts: DateParts) -> date | None:
    """The date that the parts make; None where there is no such day."""
    try:
        return date(*(int(parts[one]) for one in _DIRECTIVES))
    except (KeyError, ValueError):
        return None


def check_template(template: str) -> None:
    """See that a path can be understood.

    Raises:
        ValueError: on an unknown placeholder, a way to write dates that is none, or no date.
    """
    try:
        parts = list(_parts(template))
    except ValueError as error:
        raise ValueError(f"{template!r} has a brace without its partner") from error
    for _, field, form in parts:
        if field not in {None, "date", "source"}:
            raise ValueError(f"unknown placeholder {{{field}}}; known: {{date}}, {{source}}")
        if form and not (field == "date" and _FORMAT.fullmatch(form)):
            raise ValueError(f"{form!r} is no way to write a date; use %Y, %m, %d")
    written = {one for _, _, form in parts for one in _DIRECTIVE.findall(form)}
    if lacking := [one for one in _DIRECTIVES if one not in written]:
        raise ValueError(f"{template!r} must say where {{date}} stands; lacking {lacking}")
    if ".." in template.split("/"):
        raise ValueError(f"{template!r} must not climb with '..'")


def _parts(template: str) -> Iterator[tuple[str, str | None, str]]:
    """Texts and placeholders in turn: (text, None, "") or ("", name, format)."""
    for text, field, form, conversion in Formatter().parse(template):
        if text:
            yield text, None, ""
        if field is not None:
            name = field + (f"!{conversion}" if conversion else "")
            yield "", name, form or (ISO if name == "date" else "")


def _shape(form: str) -> str:
    return _DIRECTIVE.sub(lambda one: f"({_DIRECTIVES[one[0]]})", form.replace(".", r"\."))


def _written(day: date, form: str) -> str:
    words = {"%Y": f"{day.year:04}", "%m": f"{day.month:02}", "%d": f"{day.day:02}"}
    return _DIRECTIVE.sub(lambda one: words[one[0]], form)
