"""How rows name an enterprise: rows that name it alike are one mention, decided once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from zhiben.matching.model import Named
from zhiben.matching.names import NameModel, NameParts, NameReader, blocks
from zhiben.normalizing import is_organisation_code, is_registration_number

_ORGANISATION = slice(8, 17)  # of a credit code: GB 32100-2015, 主体标识码


@dataclass(frozen=True)
class NameSense:
    """All that is known of names in general: how to take them apart, how to compare them."""

    reader: NameReader
    model: NameModel

    def parts(self, name: str) -> NameParts:
        """The parts of a reported name."""
        return self.reader.read(name)

    def blocks(self, name: str, county_code: str) -> tuple[int, ...]:
        """The block keys of a name reported in a county."""
        return blocks(self.reader.read(name), county_code)


@dataclass(frozen=True)
class Mention:
    """What a row says of its enterprise; ``number`` is an older number met in the code's place."""

    county_code: str
    name: str
    name_key: str
    uscc: str | None
    town: str | None
    typed_code: str | None
    number: str | None


def mention_of(named: Named) -> Mention:
    """What a row says of its enterprise."""
    return Mention(
        county_code=named.county_code,
        name=named.enterprise_name or "",
        name_key=named.name_key,
        uscc=named.uscc,
        town=named.town,
        typed_code=named.typed_code,
        number=older_number(named.typed_code),
    )


def older_number(typed: str | None) -> str | None:
    """The registration number (15 digits) or organisation code (9) in ``typed``, if it is one."""
    is_older = typed and (is_registration_number(typed) or is_organisation_code(typed))
    return typed if is_older else None


def organisation_code(uscc: str) -> str:
    """The organisation code inside a credit code."""
    return uscc[_ORGANISATION]


def in_order(findings: Iterable[Named], sense: NameSense) -> list[tuple[Mention, list[Named]]]:
    """Mentions with their findings, those that say the most and are said the most first.

    A valid code goes before none, a parent before its branches, and what many rows say before
    what one does: so a code typed once for the wrong enterprise meets the right one known.
    """
    said: defaultdict[Mention, list[Named]] = defaultdict(list)
    for finding in findings:
        said[mention_of(finding)].append(finding)
    support: Counter[tuple[str, str, str | None]] = Counter()
    for mention, rows in said.items():
        support[mention.county_code, mention.name_key, mention.uscc] += len(rows)

    def rank(mention: Mention) -> tuple[object, ...]:
        return (
            mention.uscc is None,
            bool(mention.name and sense.parts(mention.name).branch),
            -support[mention.county_code, mention.name_key, mention.uscc],
            mention.number is None,
            mention.town is None,
            mention.county_code,
            mention.name_key,
            mention.uscc or "",
            -len(mention.name),
            mention.name,
            mention.town or "",
            mention.typed_code or "",
        )

    return sorted(said.items(), key=lambda pair: rank(pair[0]))


@dataclass(frozen=True)
class Wanted:
    """What a night's rows call their enterprises, each once: what the book must know of them."""

    codes: tuple[str, ...]
    numbers: tuple[str, ...]
    names: tuple[tuple[str, str, str], ...]  # county, name key, name


def wanted_of(findings: Iterable[Named]) -> Wanted:
    """Every code, older number and name in ``findings``."""
    mentions = {mention_of(finding) for finding in findings}
    codes = {one.uscc for one in mentions if one.uscc}
    numbers = {one.number for one in mentions if one.number} | set(map(organisation_code, codes))
    names = {(one.county_code, one.name_key, one.name) for one in mentions if one.name_key}
    return Wanted(tuple(sorted(codes)), tuple(sorted(numbers)), tuple(sorted(names)))
