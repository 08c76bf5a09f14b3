"""Whose ledger a file is: the county and the department that its words point to."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhiben.contracts.units import Unit, Units
    from zhiben.proposing.model import Column

_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:委员会办公室|安委办|委员会|管理局|监督局|监管局|救援支队|救援大队|支队|大队"
    r"|管委会|办事处|办公室|人民政府|局)"
)
_UNIT_LINE = re.compile(r"(?:填报|报送|上报|编报|制表)(?:单位|部门)\s*[:：]?\s*([^\s|]{2,30})")
_SELF = re.compile(r"自查|自纠|自检")
_JOINT = re.compile(r"督导|联合|督查|暗访")
_WEIGHTS = {
    "unit line": 6,
    "title": 4,
    "file name": 4,
    "county column": 3,
    "towns": 3,
    "addresses": 2,
    "enterprise names": 2,
}
_COLUMNS = {
    "county column": "county",
    "addresses": "address",
    "enterprise names": "enterprise_name",
}
_CLEAR = 0.6
_FEWEST_NAMING = 0.2  # of a column's texts, lest a stray 开发区 decide
_LONGEST_DEPARTMENT = 30
_MOST_TEXTS = 500
_NEEDS_SEVERAL = frozenset({"enterprise names", "addresses"})


@dataclass(frozen=True)
class Origin:
    """County code and department, each with the words that speak for it.

    ``is_sure`` says so of the county; where none was recognised it is the city's own code.
    """

    county: str
    is_sure: bool
    evidence: str
    department: str
    department_is_sure: bool
    channel: str
    channel_is_sure: bool


def origin_of(
    units: Units,
    file_name: str,
    titles: Iterable[str],
    columns: Mapping[str, Column],
    county: str | None = None,
) -> Origin:
    """Where the ledger comes from; ``columns`` are known ones by field."""
    text = "\n".join(titles)
    told = [match[1] for match in _UNIT_LINE.finditer(text)]
    code, is_sure, evidence = (
        (county, True, "as told") if county else _county(units, file_name, text, told, columns)
    )
    department = _department(units, [*told, text, file_name], columns.get("department"))
    channel = _channel(text + file_name)
    return Origin(
        code, is_sure, evidence, department or "未写明的部门", department is not None,
        channel or "supervision", channel is not None,
    )  # fmt: skip


def _county(
    units: Units, file_name: str, text: str, told: Sequence[str], columns: Mapping[str, Column]
) -> tuple[str, bool, str]:
    """The unit that most of the evidence names."""
    places: dict[str, Counter[str]] = {
        "unit line": _votes(units, told),
        "title": _votes(units, [text]),
        "file name": _votes(units, [file_name]),
        "towns": _by_towns(units, columns.get("town")),
    }
    for name, field in _COLUMNS.items():
        texts = list(columns[field].said)[:_MOST_TEXTS] if field in columns else []
        found = _without_bureaus(units, _votes(units, texts))
        places[name] = found if found.total() >= _FEWEST_NAMING * len(texts) else Counter()
    votes: Counter[str] = Counter()
    reasons: dict[str, list[str]] = {}
    for place, found in places.items():
        code, count = next(iter(found.most_common(1)), ("", 0))
        if count >= _CLEAR * max(1, found.total()) and (count > 2 or place not in _NEEDS_SEVERAL):
            votes[code] += _WEIGHTS[place]
            reasons.setdefault(code, []).append(place)
    if not votes:
        return units.city_code, False, ""
    (code, weight), *others = votes.most_common(2)
    return code, not others or weight > others[0][1], ", ".join(reasons[code])


def _votes(units: Units, texts: Iterable[str]) -> Counter[str]:
    return Counter(code for text in texts if (code := _named(units, text)))


def _without_bureaus(units: Units, votes: Counter[str]) -> Counter[str]:
    """Votes but those for the city's own bureaus: every enterprise there bears the city's name."""
    bureaus = {unit.code for unit in units.units if unit.kind == "city_bureaus"}
    return Counter({code: count for code, count in votes.items() if code not in bureaus})


def _by_towns(units: Units, column: Column | None) -> Counter[str]:
    """The unit that has the most of the towns named; none where two have as many."""
    towns = list(column.said)[:_MOST_TEXTS] if column else []
    held = Counter(
        {
            unit.code: sum(bool(units.town(unit.code, town)) for town in towns)
            for unit in units.units
        }
    )
    (best, most), (_, second) = (*held.most_common(2), ("", 0), ("", 0))[:2]
    return Counter({best: most}) if most > second and most >= _CLEAR * len(towns) else Counter()


def _named(units: Units, text: str) -> str | None:
    """The unit whose name stands in the text; the longest name wins, a tie names none."""
    found = {
        (len(name), unit.code)
        for unit in units.units
        for name in _names(unit)
        if len(name) > 1 and name in text
    }
    longest = max((length for length, _ in found), default=0)
    codes = {code for length, code in found if length == longest}
    return codes.pop() if len(codes) == 1 else None


def _names(unit: Unit) -> tuple[str, ...]:
    return (*unit.names(), *(old.name for old in unit.old_names))


def _department(units: Units, texts: Iterable[str], column: Column | None) -> str | None:
    """The first authority named, without the unit it opens with; else whom most rows name."""
    names = {name for unit in units.units for name in _names(unit)}
    openings = sorted({*names, *units.prefixes}, key=len, reverse=True)
    for text in texts:
        for match in _DEPARTMENT.finditer(text):
            if len(name := _without(openings, match[0])) > 1:
                return name
    name, count = next(iter(column.said.most_common(1)), ("", 0)) if column else ("", 0)
    is_clear = column is not None and count >= _CLEAR * column.filled
    return name if name and is_clear and len(name) <= _LONGEST_DEPARTMENT else None


def _without(openings: Iterable[str], name: str) -> str:
    for opening in openings:
        name = name.rpartition(opening)[2]
    return name


def _channel(text: str) -> str | None:
    if _SELF.search(text):
        return "self_check"
    return "joint" if _JOINT.search(text) else None
