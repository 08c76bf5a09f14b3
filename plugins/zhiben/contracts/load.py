"""Reads contracts from YAML; every complaint names the file, the line and the nearest known key."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from zhiben.contracts.model import Contract
from zhiben.documents import Loader, read_yaml
from zhiben.errors import ZhibenError

Location = tuple[str | int, ...]


class ContractError(ZhibenError):
    """A contract that cannot be used; the message names file and line."""


@dataclass(frozen=True)
class ContractFault:
    """A contract file of which nothing can be loaded until it is mended."""

    source: str
    message: str


def load_contract(path: Path) -> Contract:
    """The contract in ``path``.

    Raises:
        ContractError: on broken YAML, an unknown key, an impossible value, or a source that is
            not the file's name.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=Loader)
        data = read_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContractError(f"{path.name}: no readable YAML: {_first_line(error)}") from error
    if not isinstance(data, dict):
        raise ContractError(f"{path.name}: a contract is a list of keys and values.")
    try:
        contract = Contract.model_validate(data)
    except ValidationError as error:
        raise ContractError("; ".join(_complaints(path.name, node, error))) from error
    if contract.source != path.stem:
        line = _line(node, ("source",))
        raise ContractError(
            f"{path.name}:{line}: source is {contract.source!r}, but the file is {path.name}."
        )
    return contract


def load_contracts(folder: Path) -> tuple[dict[str, Contract], tuple[ContractFault, ...]]:
    """Every contract of ``folder`` by source, and the ones that could not be loaded.

    One broken contract never keeps the others from being used.
    """
    contracts: dict[str, Contract] = {}
    faults: list[ContractFault] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            contracts[path.stem] = load_contract(path)
        except ContractError as error:
            faults.append(ContractFault(path.stem, error.message))
    return contracts, tuple(faults)


def fingerprint(contract: Contract, *others: bytes) -> str:
    """Hash of all that decides how this source's rows are read: contract, vocabulary, code."""
    digest = hashlib.sha256(contract.model_dump_json().encode())
    for other in others:
        digest.update(other)
    return digest.hexdigest()[:16]


def _complaints(file: str, node: yaml.Node | None, error: ValidationError) -> Iterator[str]:
    for item in error.errors():
        where = f"{file}:{_line(node, item['loc'])}"
        if item["type"] == "extra_forbidden":
            yield f"{where}: unknown key {item['loc'][-1]!r}{_nearest(item['loc'])}"
        else:
            name = ".".join(str(part) for part in item["loc"])
            yield f"{where}: {name + ': ' if name else ''}{_plain(item)}"


def _plain(item: Any) -> str:  # noqa: ANN401 - pydantic's own error record
    text = str(item["msg"]).removeprefix("Value error, ")
    return text if item["type"] == "missing" else f"{text} (got {item['input']!r})"[:300]


def _nearest(location: Location) -> str:
    known = _keys_at(location[:-1])
    near = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=0.0)
    return f"; did you mean {near[0]!r}?" if near else ""


def _keys_at(location: Location) -> list[str]:
    model: type[BaseModel] = Contract
    for part in location:
        field = model.model_fields.get(str(part))
        inner = field.annotation if field else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return list(model.model_fields)


def _line(node: yaml.Node | None, location: Location) -> int:
    """Line on which ``location`` stands, or the last line on its way that exists."""
    if node is None:
        return 1
    line = node.start_mark.line + 1
    for part in location:
        found = _child(node, part)
        if found is None:
            break
        key, node = found
        line = key.start_mark.line + 1
    return line


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
