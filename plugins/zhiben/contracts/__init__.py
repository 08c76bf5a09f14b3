"""What each source promised, and how to read that promise strictly."""

from __future__ import annotations

from zhiben.contracts.load import (
    ContractError,
    ContractFault,
    fingerprint,
    load_contract,
    load_contracts,
    programme_codes,
)
from zhiben.contracts.model import Contract

__all__ = [
    "Contract",
    "ContractError",
    "ContractFault",
    "fingerprint",
    "load_contract",
    "load_contracts",
    "programme_codes",
]
