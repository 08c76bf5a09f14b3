"""The headings and words real ledgers use, so that a contract lists only deviations."""

from __future__ import annotations

from zhiben.vocabulary.keys import (
    character_class,
    group_and_own,
    heading_key,
    heading_parts,
    whole_brackets,
    without_brackets,
    word_key,
)
from zhiben.vocabulary.load import load_vocabulary
from zhiben.vocabulary.model import UNSAID, Claim, Review, Vocabulary
from zhiben.vocabulary.names import NameWords, load_name_words

__all__ = [
    "UNSAID",
    "Claim",
    "NameWords",
    "Review",
    "Vocabulary",
    "character_class",
    "group_and_own",
    "heading_key",
    "heading_parts",
    "load_name_words",
    "load_vocabulary",
    "whole_brackets",
    "without_brackets",
    "word_key",
]
