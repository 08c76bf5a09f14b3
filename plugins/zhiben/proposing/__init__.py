"""Proposing: a contract for a ledger never seen, with what is sure of it and what is asked."""

from __future__ import annotations

from zhiben.proposing.assemble import propose
from zhiben.proposing.form import contract_yaml
from zhiben.proposing.headings import headings_by_shape
from zhiben.proposing.model import Mapped, Proposal, Question
from zhiben.proposing.origin import Origin, origin_of

__all__ = [
    "Mapped",
    "Origin",
    "Proposal",
    "Question",
    "contract_yaml",
    "headings_by_shape",
    "origin_of",
    "propose",
]
