"""Reads contracts from YAML; every complaint names the file, the line and the nearest known key."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from zhiben.contracts.model import Contract, misfit
from zhiben.contracts.units import Units
from zhiben.errors import ZhibenError
from zhiben.strict import Document, nearest, read_document


class ContractError(ZhibenError):
    """A contract that cannot be used; the message names file and line."""


@dataclass(frozen=True)
class ContractFault:
    """A contract file of which nothing can be loaded until it is mended."""

    source: str
    message: str


def load_contract(
    path: Path, units: Units | None = None, programmes: Collection[str] = ()
) -> Contract:
    """The contract in ``path``, its county as the code that one of ``units`` has today.

    Without ``units`` the county is left as it is written, without ``programmes`` these are.

    Raises:
        ContractError: on broken YAML, an unknown key, an impossible value, a source that is not
            the file's name, or a county that is none of ``units``.
    """
    document = _as_written(read_document(path, path.name, ContractError))
    contract = document.validated(Contract)
    if contract.source != path.stem:
        raise document.refusal(
            ("source",), f"source is {contract.source!r}, but the file is {path.name}."
        )
    if found := misfit(contract):
        raise document.refusal(*found)
    for place, code in enumerate(contract.programmes if programmes else ()):
        if code not in programmes:
            words = f"there is no programme {code!r}{nearest(code, programmes)}"
            raise document.refusal(("programmes", place), words)
    if units is None:
        return contract
    county = units.meant(contract.county)
    if county is None:
        near = nearest(contract.county, units.spellings)
        raise document.refusal(
            ("county",), f"county {contract.county!r} is no unit of units.yaml{near}"
        )
    return contract.model_copy(update={"county": county})


def _as_written(document: Document) -> Document:
    """``document`` with the words of ``values`` as they are written: 01 and Yes are words."""
    values = document.data.get("values")
    if not isinstance(values, dict):
        return document
    written = {field: document.words_at("values", field) for field in values}
    told = {
        field: written[field] if len(written[field]) >= len(words) else words
        for field, words in values.items()
        if isinstance(words, dict)
    }
    return replace(document, data=document.data | {"values": values | told})


def load_contracts(
    folder: Path, units: Units | None = None, programmes: Collection[str] = ()
) -> tuple[dict[str, Contract], tuple[ContractFault, ...]]:
    """Every contract of ``folder`` by source, and the ones that could not be loaded.

    One broken contract never keeps the others from being used.
    """
    contracts: dict[str, Contract] = {}
    faults: list[ContractFault] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            contracts[path.stem] = load_contract(path, units, programmes)
        except ContractError as error:
            faults.append(ContractFault(path.stem, error.message))
    for path in sorted(folder.glob("*.yml")):
        if not path.with_suffix(".yaml").exists():
            words = f"{path.name}: is passed over; a contract's name ends in .yaml."
            faults.append(ContractFault(path.stem, words))
    return contracts, tuple(faults)


def programme_codes(folder: Path) -> frozenset[str]:
    """The codes of the programmes in ``folder``; none where one of its files cannot be read.

    What is wrong with such a file is told where the programmes themselves are loaded.
    """
    try:
        told = [read_document(path).data.get("programme") for path in folder.glob("*.yaml")]
    except ZhibenError:
        return frozenset()
    return frozenset(code for code in told if isinstance(code, str))


def fingerprint(contract: Contract, *others: bytes) -> str:
    """Hash of all that decides how this source's rows are read: contract, vocabulary, code."""
    digest = hashlib.sha256(contract.model_dump_json().encode())
    for other in others:
        digest.update(other)
    return digest.hexdigest()[:16]
