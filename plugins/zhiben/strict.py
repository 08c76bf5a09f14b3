"""Strict YAML of zhiben's own files: a complaint names file, line and the nearest known key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from zhiben.documents import Loader, read_yaml
from zhiben.errors import ZhibenError

Location = tuple[str | int, ...]
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Document:
    """A YAML file of keys and values, and the lines on which they stand."""

    path: Path
    data: dict[str, Any]
    _root: yaml.Node | None

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

    def where(self, *location: str | int) -> str:
        """``file:line`` of ``location``, to begin a complaint with."""
        return f"{self.path}:{self.line(*location)}"

    def validated(self, model: type[_Model]) -> _Model:
        """The document as a ``model``.

        Raises:
            ZhibenError: with every complaint, each with its line.
        """
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise ZhibenError("; ".join(self._complaints(model, error))) from error

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


def read_document(path: Path) -> Document:
    """The keys and values of ``path``.

    Raises:
        ZhibenError: when it cannot be read, or is something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root, data = yaml.compose(text, Loader=Loader), read_yaml(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ZhibenError(f"{path}: cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise ZhibenError(f"{path}: is no list of keys and values.")
    return Document(path, data, root)


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` with the nearest known word, nothing where none is known."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.0)
    return f"; did you mean {near[0]!r}?" if near else ""


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
