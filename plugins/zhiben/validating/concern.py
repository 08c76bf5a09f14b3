"""Which fields a broken rule speaks of: what a clerk may have to change, and what is marked."""

from __future__ import annotations

from zhiben.records import FieldType, RecordKind
from zhiben.validating.suite import RuleName

_NAMES_THE_ENTERPRISE = (FieldType.NAME, FieldType.CODE)


def fields_concerned(kind: RecordKind, rule: str, field: str) -> frozenset[str]:
    """Fields of which one must be changed so that ``rule`` on ``field`` holds.

    A missing name can be mended by a code and the other way round; of two dates in the wrong
    order either may be wrong.
    """
    if field not in kind.names():
        return frozenset()
    is_of_enterprise = kind.field(field).type in _NAMES_THE_ENTERPRISE
    if rule == RuleName.BROKEN_CODE_ONLY or (rule == RuleName.REQUIRED and is_of_enterprise):
        return frozenset(one.name for one in kind.of_type(*_NAMES_THE_ENTERPRISE))
    if rule == RuleName.DATE_ORDER:
        return frozenset({field, *(one.earlier for one in kind.orders if one.later == field)})
    return frozenset({field})
