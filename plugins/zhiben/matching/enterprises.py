"""Resolves enterprises: by valid code, else by normalised name within the county."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from zhiben.matching.book import Book
from zhiben.matching.model import Enterprise, EnterpriseName, Finding, stable_id


def resolve_enterprises(book: Book, findings: Iterable[Finding]) -> dict[str, str]:
    """Enterprise of each finding, by ``birth``; the book learns new ones and new names.

    Rows with a valid code go first: they say most, and a name alone may then find them.
    """
    ordered = sorted(findings, key=lambda finding: (finding.uscc is None, finding.birth))
    return {finding.birth: _resolve(book, finding) for finding in ordered}


def _resolve(book: Book, finding: Finding) -> str:
    enterprise_id = _known(book, finding) or _found(book, finding)
    if finding.name_key:
        name = finding.enterprise_name or ""
        book.put_name(EnterpriseName(enterprise_id, finding.county_code, finding.name_key, name))
    return enterprise_id


def _known(book: Book, finding: Finding) -> str | None:
    if finding.uscc in book.by_code:
        return book.by_code[finding.uscc]
    if not finding.name_key:
        return None
    named = [book.enterprises[one] for one in book.by_name[finding.county_code, finding.name_key]]
    named.sort(key=lambda one: (one.uscc is not None, one.enterprise_id))
    if finding.uscc is None:
        return named[0].enterprise_id if named else None
    if named and named[0].uscc is None:
        book.put_enterprise(replace(named[0], uscc=finding.uscc))
        return named[0].enterprise_id
    return None


def _found(book: Book, finding: Finding) -> str:
    name = finding.name_key or finding.enterprise_name
    identity = finding.uscc or f"{finding.county_code}/{name}"
    enterprise = Enterprise(
        enterprise_id=stable_id("E", identity),
        county_code=finding.county_code,
        enterprise_name=finding.enterprise_name or finding.uscc or "",
        uscc=finding.uscc,
    )
    book.put_enterprise(enterprise)
    return enterprise.enterprise_id
