"""Enterprise names: their parts, how alike two are, and which may be alike at all."""

from __future__ import annotations

from zhiben.matching.names.blocks import FULLEST, MOST, SCHEME, BlockIndex, blocks
from zhiben.matching.names.choice import Choice, choose
from zhiben.matching.names.compare import Evidence, conflict, doubt
from zhiben.matching.names.divisions import Gazetteer, gazetteer_of, may_be_one_place
from zhiben.matching.names.model import Comparison, NameModel, NameModelError, load_model
from zhiben.matching.names.parts import NameParts, NameReader

__all__ = [
    "FULLEST",
    "MOST",
    "SCHEME",
    "BlockIndex",
    "Choice",
    "Comparison",
    "Evidence",
    "Gazetteer",
    "NameModel",
    "NameModelError",
    "NameParts",
    "NameReader",
    "blocks",
    "choose",
    "conflict",
    "doubt",
    "gazetteer_of",
    "load_model",
    "may_be_one_place",
]
