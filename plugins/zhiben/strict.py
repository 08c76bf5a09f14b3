"""Reads one YAML file in a strict form; every complaint names file, line and nearest known key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from zhiben.documents import Loader, read_yaml
from zhiben.errors import ZhibenError

Location = tuple[str | int, ...]
_DAY = re.compile(r"^(\d+)-(\d+)-(\d+)")
Form = TypeVar("Form", bound=BaseModel)


class Document:
    """A YAML file with the places its values stand at."""

    def __init__(self, path: Path, what: str, trouble: type[ZhibenError] = ZhibenError) -> None:
        """Read ``path``, which is to be ``what`` ("a contract").

        Raises:
            ZhibenError: of the kind ``trouble``, where it is missing or no YAML of keys and values.
        """
        self.name, self._trouble = path.name, trouble
        try:
            text = path.read_text(encoding="utf-8")
            self._node = yaml.compose(text, Loader=Loader)
            if impossible := next(_impossible_dates(self._node), None):
                line, said = impossible
                raise trouble(f"{path.name}:{line}: there is no date {said}.")
            self._data = read_yaml(text)
        except FileNotFoundError as error:
            raise trouble(f"{path}: the file is not there.") from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise trouble(f"{path.name}: no readable YAML: {_first_line(error)}") from error
        if not isinstance(self._data, dict):
            raise trouble(f"{path.name}: {what} is a list of keys and values.")

    def as_(self, form: type[Form]) -> Form:
        """The file's values in the given form.

        Raises:
            ZhibenError: naming every unknown key and impossible value with its line.
        """
        try:
            return form.model_validate(self._data)
        except ValidationError as error:
            raise self._trouble("; ".join(self._complaints(form, error))) from error

    def refusal(self, location: Location, words: str) -> ZhibenError:
        """The error that says ``words`` of what stands at ``location``."""
        return self._trouble(f"{self.name}:{self._line(location)}: {words}")

    def _complaints(self, form: type[BaseModel], error: ValidationError) -> Iterator[str]:
        for item in error.errors():
            where = f"{self.name}:{self._line(item['loc'])}"
            if item["type"] == "extra_forbidden":
                yield f"{where}: unknown key {item['loc'][-1]!r}{_nearest(form, item['loc'])}"
            else:
                name = ".".join(str(part) for part in item["loc"])
                yield f"{where}: {name + ': ' if name else ''}{_plain(item)}"

    def _line(self, location: Location) -> int:
        """Line on which ``location`` stands, or the last line on its way that exists."""
        node = self._node
        if node is None:
            return 1
        line = node.start_mark.line + 1
        for part in location:
            found = _child(node, part)
            if found is None:
                break
            key, node = found
            line = key.start_mark.line + 1
        return int(line)


def _impossible_dates(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Line and words of what is written as a date and is none, like 2026-02-30."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag.endswith(":timestamp") and not _is_day(node.value):
            yield node.start_mark.line + 1, node.value
        return
    for child in node.value if node else ():
        for one in child if isinstance(child, tuple) else (child,):
            yield from _impossible_dates(one)


def _is_day(text: str) -> bool:
    try:
        date(*(int(part) for part in _DAY.findall(text)[0]))
    except ValueError:
        return False
    return True


def _plain(item: Any) -> str:  # noqa: ANN401 - pydantic's own error record
    text = str(item["msg"]).removeprefix("Value error, ")
    return text if item["type"] == "missing" else f"{text} (got {item['input']!r})"[:300]


def _nearest(form: type[BaseModel], location: Location) -> str:
    known = _keys_at(form, location[:-1])
    near = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=0.0)
    return f"; did you mean {near[0]!r}?" if near else ""


def _keys_at(form: type[BaseModel], location: Location) -> list[str]:
    """The keys that the form has at ``location``; none where it is no form there."""
    inner: Any = form
    for part in location:
        if isinstance(part, int):
            continue
        field = inner.model_fields.get(part)
        found = _form_in(field.annotation) if field else None
        if found is None:
            return []
        inner = found
    return list(inner.model_fields)


def _form_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    """The form that ``annotation`` is, or that its items are."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_form_in, get_args(annotation))), None)


def _child(node: yaml.Node, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        pairs = ((key, value) for key, value in node.value if key.value == str(part))
        return next(pairs, None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}: " if mark else ""
    return where + str(getattr(error, "problem", None) or error).splitlines()[0]
