"""Comparison keys beside accepted records, each distinct text worked out once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.contracts import Contract
from zhiben.contracts.units import Units
from zhiben.normalizing import name_key, site_key, text_key
from zhiben.warehouse.schema import LONGEST_KEY

_KEYED: dict[str, tuple[str, Callable[[str], str]]] = {
    "site_key": ("site", site_key),
    "text_key": ("description", text_key),
}


def with_keys(records: pa.Table, contract: Contract, units: Units) -> pa.Table:
    """``records`` with the county filled in, and beside it the keys that their kind is told by."""
    kind = contract.record_kind
    county: Any = pc.coalesce(records["county"], pa.scalar(contract.county))
    records = records.set_column(records.schema.get_field_index("county"), "county", county)
    if kind.has("enterprise_name"):
        names = _mapped(records["enterprise_name"], lambda text: _short(name_key(text, units)))
        records = records.append_column("name_key", names)
    for key, (name, of) in _KEYED.items():
        if kind.has(name):
            records = records.append_column(key, _mapped(records[name], of))
    return records.append_column("state_hash", _state_hashes(records, contract, units))


def _short(key: str) -> str:
    """``key`` as an index can hold it: what was pasted into a name's cell may be a page."""
    if len(key) <= LONGEST_KEY:
        return key
    return key[:LONGEST_KEY] + hashlib.blake2b(key.encode(), digest_size=8).hexdigest()


def _mapped(column: Any, key: Callable[[str], str]) -> pa.StringArray:  # noqa: ANN401
    known: dict[str | None, str] = {None: ""}
    values = column.to_pylist()
    for value in values:
        if value not in known:
            known[value] = key(value)
    return pa.array([known[value] for value in values], pa.string())


def _state_hashes(records: pa.Table, contract: Contract, units: Units) -> pa.StringArray:
    """Hash of all that a record says, whatever stood around it in the file.

    A unit goes by its first code: that its code is another one now is no news of its rows.
    """
    said = {name: records[name].to_pylist() for name in contract.record_kind.names()}
    said["county"] = [code and units.first_code(code) for code in said["county"]]
    fields = list(said.values())
    return pa.array(
        [
            hashlib.blake2b(repr(values).encode(), digest_size=8).hexdigest()
            for values in zip(*fields, strict=True)
        ],
        pa.string(),
    )
