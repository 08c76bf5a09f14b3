"""Enterprise names: tidied for the eye, and a key under which spellings of one name meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from zhiben.normalizing.repair import simplified
from zhiben.normalizing.texts import clean_text, untidy_pattern

if TYPE_CHECKING:
    from zhiben.contracts.units import Units

_TO_WIDE = str.maketrans("()[]【】〔〕{}", "（）（）（）（）（）")
_TO_PLAIN = str.maketrans("[]【】〔〕{}〈〉《》「」", "()()()()()()()")
_LEGAL_FORM = re.compile(
    r"\((?:个体工商户|个体户|个体|普通合伙|特殊普通合伙|有限合伙|合伙|个人独资|个人独资企业)\)$"
)
_SPACE = re.compile(r"\s+")
_NOT_BETWEEN_LETTERS = re.compile(r"(?<![A-Za-z]) | (?![A-Za-z])")
_DROPPED = re.compile(r"[\s·•.,、。，*\"'“”]+")
_EDGES = re.compile(r"^[\s、，,。.;；:：*·]+|[\s、，,。.;；:：*]+$")
_MARKS = r"[()\[\]【】〔〕{}、，,。.;；:：*·]"  # some of them mean something to ``clean_name``
_LABEL = re.compile(
    r"^(?:\d{1,3}[.、．](?=\D))?(?:(?:受检|被检查|企业|单位|公司|场所)+名?称?[:：])?"
)
_COPY = re.compile(r"（[正副]本）")
# Mobile and landline numbers and identity numbers, with what announces them: they are of a person.
_NUMBER = (
    r"(?:(?:联系|负责人|法人)?(?:电话|手机|身份证)(?:号码?)?[:：]?)?"
    r"(?<![0-9A-Za-z])(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}-?\d{7,8}|\d{17}[0-9Xx])(?![0-9A-Za-z])"
)
_OF_A_PERSON = re.compile(rf"（[^（）]*{_NUMBER}[^（）]*）|{_NUMBER}")
_LIMITED = re.compile(r"有限责任公司")
_STREET_OR_MARKET = re.compile(r"^(?:[东南西北中]?[路街道巷桥]|大道|大街|市?场)")
_SHORTEST_REST = 2


def clean_name(text: str) -> str:
    """The name as a register would print it: no blanks, full-width brackets, half-width letters.

    What a clerk puts beside it is left out: the cell's own label, a serial number, （副本）,
    telephone and identity numbers with the brackets these stand in.
    """
    plain = _SPACE.sub(" ", clean_text(text, is_name=True)[0]).translate(_TO_WIDE)
    bare = _without_asides(_EDGES.sub("", plain))
    return _EDGES.sub("", _NOT_BETWEEN_LETTERS.sub("", bare))


def _without_asides(name: str) -> str:
    for aside in (_LABEL, _COPY, _OF_A_PERSON):
        while (shorter := _EDGES.sub("", aside.sub("", name))) != name:
            name = shorter
    return name


def unclean_pattern() -> str:
    """A pattern for Arrow that finds every text ``clean_name`` changes, and a few others."""
    return f"{_MARKS}|[0-9]{{4}}|{untidy_pattern()}"


@lru_cache(maxsize=131072)
def name_key(name: str, units: Units) -> str:
    """Comparison key of an enterprise's name (企业名称登记管理规定, art. 6: place, name, form).

    Drops the leading division, blanks and the legal form that registers append; keeps what tells
    enterprises apart: （周口）, （一厂）, 分公司, 第二分店.
    """
    return _without_division(
        _LIMITED.sub("有限公司", _without_form(bare_name(name))), units.prefixes
    )


def bare_name(name: str) -> str:
    """The name in the characters names are compared in: simplified, half-width, no blanks."""
    plain = unicodedata.normalize("NFKC", name).translate(_TO_PLAIN).upper()
    return simplified(unicodedata.normalize("NFKC", _DROPPED.sub("", plain)))


def _without_form(name: str) -> str:
    while (shorter := _LEGAL_FORM.sub("", name)) != name:
        name = shorter
    return name


def _without_division(name: str, prefixes: tuple[str, ...]) -> str:
    """``name`` without the divisions it opens with; 周口路加油站 names a street and keeps it."""
    for prefix in prefixes:
        for opening in (prefix, f"({prefix})"):
            rest = name.removeprefix(opening)
            is_division = rest != name and len(rest) >= _SHORTEST_REST
            if is_division and not _STREET_OR_MARKET.match(rest):
                return _without_division(rest, prefixes)
    return name
