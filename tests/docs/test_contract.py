"""The reference of contracts has every key that a contract may have, with its default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from tests.docs.reading import ROOT
from zhiben.contracts.model import Contract

PAGE = (ROOT / "docs/contract.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z_.]+)` \| (.+?) \|", re.MULTILINE)
IN_WORDS = {"authority"}  # its default depends on the channel


def keys(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of ``model`` and of the parts it is made of, as ``part.key``, with its default."""
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            yield from keys(type(default), f"{above}{name}.")
        else:
            yield above + name, default


def written(default: str) -> Any:
    """What a default in the table means; a dash is none."""
    return None if default == "–" else yaml.safe_load(default.strip("`"))


def test_every_key_stands_in_the_reference_once_with_its_default() -> None:
    rows = ROW.findall(PAGE)
    wanted = {
        name: None if default in (PydanticUndefined, "") else default
        for name, default in keys(Contract)
    }
    told = {name: written(default) for name, default in rows if name not in IN_WORDS}
    assert [name for name, _ in rows] == list(dict.fromkeys(name for name, _ in rows))
    assert told.keys() | IN_WORDS == wanted.keys()
    for name, value in told.items():
        assert value == (list(wanted[name]) if isinstance(wanted[name], tuple) else wanted[name])
