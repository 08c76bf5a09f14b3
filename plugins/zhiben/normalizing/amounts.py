"""Money and counts as people write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from zhiben.normalizing.repair import repaired
from zhiben.vocabulary.numerals import chinese_number

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = Decimal(10) ** 15

_NOISE = re.compile(
    r"[\s,，￥¥$_]|人民币|RMB|CNY|大写|小写|整|正|约|共计?|合计|左右|余(?=[万亿元])"
)
_YUAN = str.maketrans("圆圓块", "元元元")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:E[+-]?\d{1,2})?")
_OF_HOUSEHOLDS = re.compile(r"^\d+户[,，、共]?(\d+间)$")  # 2户5间: rooms, in so many households
_COUNTED = re.compile(r"[个项条处起人次家户名台件间座套亩]$")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_BRACKETED_UNIT = re.compile(r"(?<=[^万亿元])\(([十百千万亿]*[元人户间]|[万亿])\)")

_TOLD = re.compile(r"[\s。.;；,，、]|经济损失|损失|金额|人数")
_ASSESSED = "(?:核定|核算|核实|核查|统计|评估|估算|调查|认定|鉴定|确定|测算)"
_PENDING = re.compile(
    f"(?:[待未]|正在|尚在|尚?未|还未|暂未|有待)(?:进一步|作|做|完成)?{_ASSESSED}(?:之?中)?|{_ASSESSED}之?中"
)
_LOST = {
    "deaths": frozenset({"死亡", "死", "亡", "遇难", "身亡"}),
    "serious_injuries": frozenset({"重伤"}),
}
_WHAT = "(?P<what>死亡|死|身亡|亡|遇难|重伤|轻伤|受伤|伤|失踪|失联)"
_PEOPLE = r"(?P<n>\d+|[零一二两三四五六七八九十百]+)[人名]?"
_LOSSES = (re.compile(rf"{_WHAT}(?:人数|人员)?:?{_PEOPLE}"), re.compile(rf"{_PEOPLE}{_WHAT}"))
_STATEMENTS = tuple(
    re.compile(rf"(?:{re.sub('[?]P<[a-z]+>', '?:', one.pattern)}[、;/。.和及]*)+")
    for one in _LOSSES
)
_CAUSED = re.compile("^(?:事故)?(?:共|已)?(?:造成|致|导致)")


def read_money(text: str, unit: Decimal, units: Mapping[str, Decimal]) -> Decimal | None:
    """Yuan to two decimals; ``unit`` holds for a number that names none of ``units`` itself.

    None where the text is no single amount that is at least zero.
    """
    plain = _plain(text)
    for name, yuan in units.items():
        if plain.endswith(name):
            return _yuan(_number(plain.removesuffix(name)), yuan)
    return _yuan(_number(plain), unit)


def names_unit(text: str, units: Mapping[str, Decimal]) -> bool:
    """Whether the amount itself names one of ``units``: 5（万元）, but not 5（另有2万元）."""
    plain = _plain(text)
    return any(name in plain for name in units)


def read_count(text: str, unit: int = 1) -> int | None:
    """A whole number of at least zero, "12项" and "1.2万人" included; None where the text is none.

    ``unit`` holds for a number that names none itself: under 受灾人口（万人） 1.2 is 12,000, and so
    is 12000人. 2户5间 is 5 rooms.
    """
    whole = _plain(text)
    plain = _COUNTED.sub("", _OF_HOUSEHOLDS.sub(r"\1", whole))
    number = _number(plain.removesuffix("万"))
    if number is None:
        return None
    number *= 10_000 if plain.endswith("万") else unit if plain == whole else 1
    if number != number.to_integral_value() or not 0 <= number < LARGEST:
        return None
    return int(number)


def is_pending(text: str) -> bool:
    """Whether an amount is still to be established: 待核定, 正在核算, 统计中."""
    plain = unicodedata.normalize("NFKC", repaired(text))
    return bool(_PENDING.fullmatch(_TOLD.sub("", plain)))


def people_lost(text: str, field: str) -> int | None:
    """How many people a statement of losses counts in ``field``, None where it is none.

    死亡1人，重伤2人 and 1死2伤 are such statements; who is hurt without a word of how badly is not
    counted. Where only others are named, nobody died.
    """
    plain = _CAUSED.sub("", _plain(text))
    stated = zip(_STATEMENTS, _LOSSES, strict=True)
    losses = next((loss for whole, loss in stated if whole.fullmatch(plain)), None)
    if losses is None:
        return None
    counts = [(found["what"], _number(found["n"])) for found in losses.finditer(plain)]
    if any(count is None for _, count in counts):
        return None
    own = [int(count or 0) for what, count in counts if what in _LOST[field]]
    return sum(own) if own or field == "deaths" else None


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", repaired(text)).upper().translate(_YUAN)
    return _BRACKETED.sub("", _BRACKETED_UNIT.sub(r"\1", _NOISE.sub("", plain)))


def _number(plain: str) -> Decimal | None:
    if _NUMBER.fullmatch(plain):
        try:
            return Decimal(plain)
        except InvalidOperation:
            return None
    written = chinese_number(plain)
    return None if written is None else Decimal(written)


def _yuan(number: Decimal | None, unit: Decimal) -> Decimal | None:
    if number is None or not 0 <= number * unit < LARGEST:
        return None
    return (number * unit).quantize(Decimal("0.01"))
