"""Whether a description states a finding at all: rules first, a learned judgement after them."""

from __future__ import annotations

from zhiben.validating.nothing.judging import reasons
from zhiben.validating.nothing.model import Model, WrongModelError
from zhiben.validating.nothing.rules import why_nothing

__all__ = ["Model", "WrongModelError", "reasons", "why_nothing"]
