"""Strict YAML of zhiben's own files: a complaint names file, line and the nearest known key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from zhiben.documents import Loader, read_yaml
from zhiben.errors import ZhibenError

Location = tuple[str | int, ...]
_DAY = re.compile(r"^(\d+)-(\d+)-(\d+)")
_Model = TypeVar("_Model", bound=BaseModel)


class Strict(BaseModel):
    """A part of such a file: nothing stands there that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True)
class Document:
    """A YAML file of keys and values, and the lines on which they stand."""

    path: Path
    data: dict[str, Any]
    _root: yaml.Node | None
    name: str  # what complaints call it
    trouble: type[ZhibenError] = ZhibenError

    def line(self, *location: str | int) -> int:
        """Line on which ``location`` stands, or the last line on its way that exists."""
        node = self._root
        line = 1
        for part in location:
            found = _child(node, part)
            if found is None:
                break
            key, node = found
            line = key.start_mark.line + 1
        return line

    def words_at(self, *location: str | int) -> dict[str, Any]:
        """The keys and values at ``location`` as they are written: YAML makes True of Yes."""
        node = self._root
        for part in location:
            found = _child(node, part)
            node = found[1] if found else None
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        return {
            key.value: value.value
            for key, value in pairs
            if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
        }

    def where(self, *location: str | int) -> str:
        """``file:line`` of ``location``, to begin a complaint with."""
        return f"{self.name}:{self.line(*location)}"

    def refusal(self, location: Location, words: str) -> ZhibenError:
        """The error that says ``words`` of what stands at ``location``."""
        return self.trouble(f"{self.where(*location)}: {words}")

    def validated(self, model: type[_Model]) -> _Model:
        """The document as a ``model``.

        Raises:
            ZhibenError: with every complaint, each with its line.
        """
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise self.trouble("; ".join(self._complaints(model, error))) from error

    def _complaints(self, model: type[BaseModel], error: ValidationError) -> Iterator[str]:
        for item in error.errors():
            location: Location = item["loc"]
            where = self.where(*location)
            if item["type"] == "extra_forbidden":
                hint = nearest(str(location[-1]), _keys_at(model, location[:-1]))
                yield f"{where}: unknown key {location[-1]!r}{hint}"
            else:
                name = ".".join(str(part) for part in location)
                yield f"{where}: {name + ': ' if name else ''}{_plain(item)}"


def read_document(path: Path, name: str = "", trouble: type[ZhibenError] = ZhibenError) -> Document:
    """The keys and values of ``path``, which complaints call ``name`` (the path, where none).

    Raises:
        ZhibenError: of the kind ``trouble``, when it cannot be read or is something else.
    """
    name = name or str(path)
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=Loader)
        if found := next(_faults(root, set()), None):
            raise trouble(f"{name}:{found[0]}: {found[1]}.")
        data = read_yaml(text)
    except OSError as error:
        raise trouble(f"{name}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise trouble(f"{name}: no readable YAML: {_first_line(error)}") from error
    if not isinstance(data, dict):
        raise trouble(f"{name}: is no list of keys and values.")
    return Document(path, data, root, name, trouble)


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` with the nearest known word, nothing where none is known."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.0)
    return f"; did you mean {near[0]!r}?" if near else ""


def _faults(node: yaml.Node | None, above: set[int]) -> Iterator[tuple[int, str]]:
    """Line and words of what YAML lets pass: no such day, a key twice, a value within itself."""
    if node is None:
        return
    line = node.start_mark.line + 1
    if id(node) in above:
        yield line, "this value would stand within itself"
        return
    if isinstance(node, yaml.ScalarNode):
        if node.tag.endswith(":timestamp") and not _is_day(node.value):
            yield line, f"there is no date {node.value}"
        return
    yield from _repeated(node)
    for child in node.value:
        for one in child if isinstance(child, tuple) else (child,):
            yield from _faults(one, above | {id(node)})


def _repeated(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """The keys of a mapping that stand there again, where only the last one would count."""
    keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    seen: set[str] = set()
    for key in keys:
        if isinstance(key, yaml.ScalarNode) and not key.tag.endswith(":merge"):
            if key.value in seen:
                yield key.start_mark.line + 1, f"the key {key.value!r} stands here a second time"
            seen.add(key.value)


def _is_day(text: str) -> bool:
    try:
        date(*(int(part) for part in _DAY.findall(text)[0]))
    except ValueError:
        return False
    return True


def _plain(item: Any) -> str:  # noqa: ANN401 - pydantic's own error record
    text = str(item["msg"]).removeprefix("Value error, ")
    return text if item["type"] == "missing" else f"{text} (got {item['input']!r})"[:300]


def _keys_at(model: type[BaseModel], location: Location) -> list[str]:
    """The keys a document of ``model`` may have at ``location``."""
    models = [model]
    for part in location:
        fields = (each.model_fields.get(str(part)) for each in models)
        found = [inner for field in fields if field for inner in _models_in(field.annotation)]
        models = found or models
    return [key for each in models for key in each.model_fields]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any type there is
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _child(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
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
