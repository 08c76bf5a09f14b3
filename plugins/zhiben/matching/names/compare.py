"""How alike two enterprise names are, part by part: numbers for the model, words for people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from zhiben.matching.names.divisions import DivisionPath, may_be_one_place
from zhiben.matching.names.parts import NameParts

FEATURES = (
    "trade_sound",  # likeness of the trade names as spoken
    "core_sound",  # likeness of trade name and industry as spoken
    "whole",  # likeness of the names letter by letter, branch aside
    "shared_rarity",  # how rare the characters are that both trade names have
    "core_shared",  # share of the cores' characters, weighed by rarity, that both have
    "trade_shared",  # the same of the trade names
    "trade_within",  # one trade name opens the other
    "core_one_slip",  # one character, heard otherwise, left out or added, parts the cores
    "core_within",  # one core is the other with characters left out
    "short_trade_other",  # two characters make the trade name, and they are not the same two
    "trade_and_industry_other",
    "industry_left_out",
    "industry_shared",
    "industry_other",
    "division_same",
    "division_nested",
    "division_left_out",
    "division_other",
    "form_other",
    "town_other",
)
_ORDINAL = re.compile(
    r"第([0-9一二三四五六七八九十百]+)|([0-9一二三四五六七八九十百]+)(?=[中小号厂院分矿站])"
)
_SHORT = 2  # characters of a trade name of which none can be wrong
_UNHEARD = 7.0  # rarity of a character no trade name was seen with


@dataclass(frozen=True)
class Evidence:
    """What speaks for (or against) two names meaning one enterprise, in words for a reviewer."""

    speaks_for: bool
    words: str


def conflict(one: NameParts, other: NameParts) -> str | None:
    """Why two names can never mean one enterprise, in words; None where nothing forbids it.

    A branch or a site is not its parent, and 第一中学 is not 第二中学.
    """
    if one.branch != other.branch:
        return f"分支或场所不同：{one.branch or '（本部）'}／{other.branch or '（本部）'}"
    if _ordinals(one.core) != _ordinals(other.core):
        return f"序号不同：{one.core}／{other.core}"
    return None


def doubt(one: NameParts, other: NameParts) -> str | None:
    """Why names alone never suffice, however alike they are; None where they may.

    鑫源面粉 and 鑫源饲料 may well be two firms of one owner, as may a 厂 and a 有限公司;
    鑫盛 and 新盛, 宇业 and 盛业 are names that two owners chose.
    """
    divisions = _divisions(one, other)
    is_here = bool(one.divisions) and divisions[0] == 1.0
    if _is_other_head(one.trade, other.trade, is_here=is_here):
        return f"字号不同：{one.trade}／{other.trade}"
    if one.line and other.line and not _have_words_in_common(one.line, other.line):
        return f"行业不同：{one.line}／{other.line}"
    if divisions[-1]:
        return f"行政区划不同：{''.join(one.divisions)}／{''.join(other.divisions)}"
    if _is_other_form(one, other):
        return f"组织形式不同：{one.form}／{other.form}"
    return None


def _is_other_head(one: str, other: str, *, is_here: bool) -> bool:
    """Whether the two characters that carry a trade name are others, not only misheard ones.

    A homophone is a slip where more is the same: a third character, or the division in front.
    """
    if one[:_SHORT] == other[:_SHORT]:
        return False
    if len(one) != len(other):
        return not _is_left_out(*sorted((one, other), key=len))
    is_heard = spoken(one[:_SHORT]) == spoken(other[:_SHORT])
    return not is_heard or (len(one) <= _SHORT and not is_here)


def _have_words_in_common(one: str, other: str) -> bool:
    pairs = {one[place : place + 2] for place in range(len(one) - 1)}
    is_within = one in other or other in one
    return is_within or any(other[place : place + 2] in pairs for place in range(len(other) - 1))


def features(one: NameParts, other: NameParts, rarity: Mapping[str, float]) -> tuple[float, ...]:
    """The values of :data:`FEATURES`, each between 0 and 1."""
    common = Counter(one.trade) & Counter(other.trade)
    divisions = _divisions(one, other)
    return (
        _sounds(one.trade, other.trade),
        _sounds(one.core, other.core),
        _alike(_written(one, other), _written(other, one)),
        min(_rarity(common, rarity) / 12.0, 1.0),
        _shared(one.core, other.core, rarity),
        _shared(one.trade, other.trade, rarity),
        float(_opens(one.trade, other.trade) and not divisions[-1]),
        *_cores(one, other),
        *_industries(one, other),
        *divisions,
        float(_is_other_form(one, other)),
        float(bool(one.town and other.town and one.town != other.town)),
    )


def evidence(one: NameParts, other: NameParts) -> Iterator[Evidence]:
    """What a reviewer should see of two names, part by part."""
    yield _of_trade(one.trade, other.trade)
    if one.industry != other.industry:
        yield _of_industry("".join(one.industry), "".join(other.industry))
    yield from _of_divisions(one, other)
    if one.form != other.form:
        is_other = _is_other_form(one, other)
        said = f"{one.form or '（省略）'}／{other.form or '（省略）'}"
        yield Evidence(not is_other, f"组织形式{'不同' if is_other else '写法不同'}：{said}")
    if one.town and other.town and one.town != other.town:
        yield Evidence(False, f"乡镇不同：{one.town}／{other.town}")


def _of_trade(one: str, other: str) -> Evidence:
    if one == other:
        return Evidence(True, f"字号相同：{one}")
    if _sounds(one, other) == 1.0:
        return Evidence(True, f"字号同音：{one}／{other}")
    if _opens(one, other):
        return Evidence(True, f"字号一长一短：{one}／{other}")
    is_near = DamerauLevenshtein.distance(one, other) == 1 and min(len(one), len(other)) > 2
    return Evidence(is_near, f"字号{'差一字' if is_near else '不同'}：{one}／{other}")


def _of_industry(one: str, other: str) -> Evidence:
    if not one or not other:
        return Evidence(True, f"一方省略行业：{one or other}")
    return Evidence(bool(set(one) & set(other)), f"行业用语不同：{one}／{other}")


def _of_divisions(one: NameParts, other: NameParts) -> Iterator[Evidence]:
    same, nested, left_out, is_other = _divisions(one, other)
    said = f"{''.join(one.divisions)}／{''.join(other.divisions)}"
    if is_other:
        yield Evidence(False, f"行政区划不同：{said}")
    elif nested:
        yield Evidence(True, f"行政区划有隶属关系：{said}")
    elif left_out:
        yield Evidence(True, f"一方省略行政区划：{''.join(one.divisions or other.divisions)}")
    elif same and one.divisions:
        yield Evidence(True, f"行政区划相同：{''.join(one.divisions)}")


def _written(name: NameParts, beside: NameParts) -> str:
    """A name as it stands, but for a form or division that the other leaves out."""
    divisions = "".join(name.divisions) if beside.divisions else ""
    return divisions + name.core + (name.form if beside.form else "")


@lru_cache(maxsize=262_144)
def spoken(text: str) -> tuple[str, ...]:
    """The syllables of ``text``, without tones: what an input method was given."""
    return tuple(_syllable(char) for char in text)


@lru_cache(maxsize=32_768)
def _syllable(char: str) -> str:
    from pypinyin import lazy_pinyin  # its dictionaries are large, and few tasks compare names

    return str(lazy_pinyin(char)[0])


def _sounds(one: str, other: str) -> float:
    """Likeness of two texts where a homophone costs a tenth of another character."""
    if one == other:
        return 1.0
    return max(_alike(spoken(one), spoken(other)), _alike(one, other))


def _alike(one: str | tuple[str, ...], other: str | tuple[str, ...]) -> float:
    longest = max(len(one), len(other))
    return 1.0 - DamerauLevenshtein.distance(one, other) / longest if longest else 1.0


def _rarity(chars: Counter[str], rarity: Mapping[str, float]) -> float:
    return sum(rarity.get(char, _UNHEARD) * times for char, times in chars.items())


def _shared(one: str, other: str, rarity: Mapping[str, float]) -> float:
    ones, others = Counter(one), Counter(other)
    every = _rarity(ones | others, rarity)
    return _rarity(ones & others, rarity) / every if every else 1.0


def _opens(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and len(short) < len(long) and long.startswith(short)


def _cores(one: NameParts, other: NameParts) -> tuple[float, float, float, float]:
    """One slip apart; one within the other; another short trade name; apart in all."""
    is_heard = spoken(one.trade) == spoken(other.trade)
    is_short = not is_heard and max(len(one.trade), len(other.trade)) <= _SHORT
    is_slip = DamerauLevenshtein.distance(spoken(one.core), spoken(other.core)) <= 1
    short, long = sorted((one.core, other.core), key=len)
    is_within = len(short) > _SHORT and _is_left_out(short, long)
    is_near = is_slip or is_within
    is_other = not is_heard and one.industry != other.industry and not is_near
    return float(is_slip and not is_short), float(is_within), float(is_short), float(is_other)


def _is_left_out(short: str, long: str) -> bool:
    """Whether ``short`` is ``long`` with characters left out."""
    rest = iter(long)
    return all(char in rest for char in short)


def _industries(one: NameParts, other: NameParts) -> tuple[float, float, float]:
    """Left out by one, share of characters in common, nothing in common."""
    if one.industry == other.industry:
        return 0.0, 1.0, 0.0
    if not one.industry or not other.industry:
        return 1.0, 0.0, 0.0
    ones, others = set("".join(one.industry)), set("".join(other.industry))
    shared = len(ones & others) / len(ones | others)
    return 0.0, shared, float(not shared)


def _divisions(one: NameParts, other: NameParts) -> tuple[float, float, float, float]:
    """Same, one within the other, left out by one, different."""
    deep, deep_other = set(_deepest(one.paths)), set(_deepest(other.paths))
    is_same = bool(set(one.divisions) & set(other.divisions)) and (
        not deep or not deep_other or bool(deep & deep_other)
    )
    if is_same or not (one.divisions or other.divisions):
        return 1.0, 0.0, 0.0, 0.0
    if may_be_one_place(deep, deep_other):
        return 0.0, 1.0, 0.0, 0.0
    if not one.divisions or not other.divisions:
        return 0.0, 0.0, 1.0, 0.0
    return 0.0, 0.0, 0.0, 1.0


def _deepest(paths: Iterable[DivisionPath]) -> Iterator[DivisionPath]:
    every = list(paths)
    for path in every:
        if not any(one != path and one[: len(path)] == path for one in every):
            yield path


def _is_other_form(one: NameParts, other: NameParts) -> bool:
    """有限公司 and 股份有限公司 are forms a firm changes between; 厂 and 店 are not."""
    if one.form == other.form or not one.form or not other.form:
        return False
    return not (one.is_company and other.is_company) and not (
        one.form.endswith(other.form) or other.form.endswith(one.form)
    )


def _ordinals(text: str) -> list[str]:
    return sorted(first or second for first, second in _ORDINAL.findall(text))
