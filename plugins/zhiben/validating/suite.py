"""The rules a record of a kind must obey: a suite as data, from the kind's own declaration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from zhiben.records import FieldType, RecordKind, unread_column


class Severity(StrEnum):
    """What follows when a rule is broken: refused or held, reported, or only counted."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class RuleName(StrEnum):
    """What a row rule asks; users meet the critical ones in ``bi.quarantined_rows.rule``."""

    REQUIRED = "required"
    BROKEN_CODE_ONLY = "broken_code_only"
    UNREADABLE = "unreadable"
    NO_NUMBER = "no_number"
    UNKNOWN_WORD = "unknown_word"
    FUTURE_DATE = "future_date"
    DATE_ORDER = "date_order"
    STATES_NOTHING = "states_no_hazard"
    CODE_CHECK = "code_check"
    FORMAT = "format"
    KNOWN_PLACE = "known_place"
    LEFT_BLANK = "left_blank"


class Check(StrEnum):
    """The shape of an expectation."""

    GIVEN = "given"  # the column is not null
    EMPTY = "empty"  # the column is null
    ORDERED = "ordered"  # the column is not before the one in ``earlier``


@dataclass(frozen=True)
class Rule:
    """One rule over the frame; ``field`` is the field it speaks of and whose value is shown.

    ``flags`` are what the room before put on a record that breaks it: the frame's ``column``
    then holds the first of them.
    """

    name: RuleName
    field: str
    check: Check
    column: str
    earlier: str | None = None
    severity: Severity = Severity.CRITICAL
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suite:
    """All row rules for one kind."""

    kind: RecordKind
    rules: tuple[Rule, ...]


def given_column(field: str) -> str:
    """Column that is null only where ``field`` was left empty (not where it defied reading)."""
    return f"{field}__given"


def flagged_column(rule: RuleName, field: str) -> str:
    """Column that holds the flag of a record that breaks a rule the room before looked after."""
    return f"{field}__{rule}"


NOTHING_STATED = "nothing_stated"
BROKEN_CODE = "broken_code"
BUSINESS_DATE = "business_date"
BROKEN_CODES = ("uscc_broken", "uscc_15_digits", "uscc_9_digits")
_FLAGGED = (
    (RuleName.CODE_CHECK, "uscc", (*BROKEN_CODES, "uscc_rounded")),
    (RuleName.FORMAT, "phone", ("phone_odd", "phone_rounded")),
    (RuleName.KNOWN_PLACE, "county", ("county_unknown",)),
    (RuleName.KNOWN_PLACE, "town", ("town_unknown",)),
)
_VALUES_SET_ASIDE = (FieldType.MONEY, FieldType.COUNT, FieldType.FLAG)


@cache
def suite_for(kind: RecordKind) -> Suite:
    """The row rules of ``kind``: those that refuse a record first, then those that only tell."""
    return Suite(kind, (*_critical(kind), *_telling(kind)))


def _critical(kind: RecordKind) -> Iterator[Rule]:
    for field in kind.required():
        yield Rule(RuleName.REQUIRED, field.name, Check.GIVEN, given_column(field.name))
    for field in kind.of_type(FieldType.CODE):
        yield Rule(RuleName.BROKEN_CODE_ONLY, field.name, Check.EMPTY, BROKEN_CODE)
    for field in kind.of_type(FieldType.DATE, FieldType.WORD):
        is_word = field.type is FieldType.WORD
        name = RuleName.UNKNOWN_WORD if is_word else RuleName.UNREADABLE
        if not (field.derived or field.incidental):
            yield Rule(name, field.name, Check.EMPTY, unread_column(field.name))
    for field in kind.fields:
        if field.vital:
            yield Rule(RuleName.NO_NUMBER, field.name, Check.EMPTY, unread_column(field.name))
    yield Rule(
        RuleName.FUTURE_DATE, kind.happened, Check.ORDERED, BUSINESS_DATE, earlier=kind.happened
    )
    for order in kind.orders:
        yield Rule(
            RuleName.DATE_ORDER, order.later, Check.ORDERED, order.later, earlier=order.earlier
        )
    if kind.text:
        yield Rule(RuleName.STATES_NOTHING, kind.text, Check.EMPTY, NOTHING_STATED)


def _telling(kind: RecordKind) -> Iterator[Rule]:
    warning, info = Severity.WARNING, Severity.INFO
    for name, field, flags in _FLAGGED:
        if field in kind.names():
            column = flagged_column(name, field)
            yield Rule(name, field, Check.EMPTY, column, severity=warning, flags=flags)
    for one in kind.of_type(*_VALUES_SET_ASIDE):
        if one.vital:
            continue
        column = unread_column(one.name)
        yield Rule(RuleName.FORMAT, one.name, Check.EMPTY, column, severity=warning)
    for one in kind.fields:
        if one.incidental:
            column = unread_column(one.name)
            yield Rule(RuleName.UNKNOWN_WORD, one.name, Check.EMPTY, column, severity=warning)
        if one.wanted and not one.required and one.type is not FieldType.WORD:
            column = given_column(one.name)
            yield Rule(RuleName.LEFT_BLANK, one.name, Check.GIVEN, column, severity=info)
