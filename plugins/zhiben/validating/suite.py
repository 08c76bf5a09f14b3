"""The rules a record of a kind must obey: a suite as data, from the kind's own declaration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhiben.records import FieldType, RecordKind, unread_column


class RuleName(StrEnum):
    """Why a row may be refused; the names users meet in ``bi.quarantined_rows.rule``."""

    REQUIRED = "required"
    BROKEN_CODE_ONLY = "broken_code_only"
    UNREADABLE = "unreadable"
    UNKNOWN_WORD = "unknown_word"
    FUTURE_DATE = "future_date"
    DATE_ORDER = "date_order"
    STATES_NOTHING = "states_no_hazard"


class Check(StrEnum):
    """The shape of an expectation."""

    GIVEN = "given"  # the column is not null
    EMPTY = "empty"  # the column is null
    ORDERED = "ordered"  # the column is not before the one in ``earlier``


@dataclass(frozen=True)
class Rule:
    """One rule over the frame; ``field`` is the field it speaks of and whose value is shown."""

    name: RuleName
    field: str
    check: Check
    column: str
    earlier: str | None = None


@dataclass(frozen=True)
class Suite:
    """All row rules for one kind and one delivery."""

    kind: RecordKind
    business_date: date
    rules: tuple[Rule, ...]


def given_column(field: str) -> str:
    """Column that is null only where ``field`` was left empty (not where it defied reading)."""
    return f"{field}__given"


NOTHING_STATED = "nothing_stated"
BROKEN_CODE = "broken_code"
BUSINESS_DATE = "business_date"


def suite_for(kind: RecordKind, business_date: date) -> Suite:
    """The row rules of ``kind`` for a delivery of ``business_date``."""
    required = [
        Rule(RuleName.REQUIRED, field.name, Check.GIVEN, given_column(field.name))
        for field in kind.required()
    ]
    unread = [
        Rule(_unread_rule(field.type), field.name, Check.EMPTY, unread_column(field.name))
        for field in kind.of_type(FieldType.DATE, FieldType.WORD)
    ]
    orders = [
        Rule(RuleName.DATE_ORDER, order.later, Check.ORDERED, order.later, earlier=order.earlier)
        for order in kind.orders
    ]
    future = Rule(
        RuleName.FUTURE_DATE, kind.happened, Check.ORDERED, BUSINESS_DATE, earlier=kind.happened
    )
    codes = [
        Rule(RuleName.BROKEN_CODE_ONLY, field.name, Check.EMPTY, BROKEN_CODE)
        for field in kind.of_type(FieldType.CODE)
    ]
    nothing = [
        Rule(RuleName.STATES_NOTHING, field, Check.EMPTY, NOTHING_STATED)
        for field in ((kind.text,) if kind.text else ())
    ]
    return Suite(kind, business_date, (*required, *codes, *unread, future, *orders, *nothing))


def _unread_rule(kind: FieldType) -> RuleName:
    return RuleName.UNKNOWN_WORD if kind is FieldType.WORD else RuleName.UNREADABLE
