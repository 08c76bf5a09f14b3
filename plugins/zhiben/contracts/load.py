"""Reads contracts from YAML; every complaint names the file, the line and the nearest known key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from zhiben.contracts.model import Contract
from zhiben.errors import ZhibenError
from zhiben.strict import read_document


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
    document = read_document(path, path.name, ContractError)
    contract = document.validated(Contract)
    if contract.source != path.stem:
        raise document.refusal(
            ("source",), f"source is {contract.source!r}, but the file is {path.name}."
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
