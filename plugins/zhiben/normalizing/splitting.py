"""Splits a cell that lists several hazards, only where its numbering says so.

A numbering starts at 1 and rises by one, its marks standing at line starts or after the end of a
sentence. Cells are split at the outermost level, save where its items are mere headings
(一、茅岭江特大桥。1.…) over an inner numbering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhiben.normalizing.numerals import chinese_number

_CN = r"[一二三四五六七八九十]{1,3}"
_HAN = "[\u3400-\u9fff]"
# What makes of a number before it a quantity or a name: 2处, 3号车间, 1车间, but not 2人员, 1台账.
_COUNTED_OR_NAMED = (
    "(?:[号层栋幢级类米具只块件根名次段期吨元步批节盏扇桶种辆倍度寸毫厘千百十万亿两车月]|台(?!账)|个(?!别|体|人)"
    "|人(?!员)|线(?!路|缆|槽)|部(?!分|位)|道(?!路)|区(?!域)|门(?!锁|口|窗)|面(?!罩|板|具)|条(?!件)|项(?!目)"
    "|家(?!具)|支(?!架|撑)|张(?!贴|拉)|间(?!距|隔)|把(?!手)|套(?!管)|座(?!椅)|排(?!水|气|烟|污|风|插|查)"
    "|组(?!织)|处(?!理)|楼(?!梯|道|板)|年(?!度|检)|日(?!常)|时|分(?!电|配|布|级)|标(?!识|志|牌|示|签|准)"
    "|公(?!司|示|共)|起(?!重|吊)|瓶(?!装|组|库|间)|罐(?!体|区)|箱(?!体|变)|户(?!外|内)|周(?!边|围)|天(?!然|花))"
)
_MARKS = {
    "chinese": re.compile(rf"({_CN})、"),
    "chinese_is": re.compile(rf"({_CN})是"),
    "chinese_brackets": re.compile(rf"[(（]({_CN})[)）][、.．]?"),
    "digits": re.compile(r"(?<!\d)(\d{1,2})(?:、|[.．)）]|[:：](?!\d))"),
    "brackets": re.compile(r"[(（](\d{1,2})[)）][、.．]?"),
    "circled": re.compile(r"([①-⑳])[、.．]?"),
    "bracketed_sign": re.compile(r"([⑴-⒇])[、.．]?"),
    "dotted_sign": re.compile(r"([⒈-⒛])"),
    "dark_sign": re.compile(r"([❶-❿])[、.．]?"),
    "lenticular": re.compile(r"【(\d{1,2})】[、.．]?"),
    "labelled": re.compile(rf"(?:隐患|问题)[(（]?(\d{{1,2}}|{_CN})[)）]?[:：、.．]"),
    "comma": re.compile(rf"(?<!\d)(\d{{1,2}})[，,](?=\s*{_HAN})"),
    "line": re.compile(rf"^[ \t]*(\d{{1,2}})[ \t]*(?!{_COUNTED_OR_NAMED})(?={_HAN})", re.MULTILINE),
}
_ARABIC = ("digits", "brackets", "circled", "bracketed_sign", "dotted_sign")
_SIGNS = {
    "circled": ord("①"),
    "bracketed_sign": ord("⑴"),
    "dotted_sign": ord("⒈"),
    "dark_sign": ord("❶"),
}
_FIRST = re.compile(
    r"(?:^|[\n。；;！!？?：:]|问题|隐患|如下)\s*"
    f"(?:1[、．.)）:：，,]|1\\s*{_HAN}|一[、是:：．.]|[(（][1一][)）])|[①⑴⒈❶]|【1】"
)
_ANY_ONE = re.compile(r"[1一①⑴⒈❶]")
_LONE = re.compile(r"\s*(?:1[、．.)）:：](?!\d)|[(（]1[)）]|[①⑴⒈])[、.．]?\s*")

_LINE_START = re.compile(r"(?:^|[\n：:])[ \t]*$")
_STRONG = re.compile(r"(?:^|[\n。；;！!？?：:]|问题|隐患|如下)\s*$")
_SPACED = re.compile(r"(?:^|[\n。；;！!？?：:\s])\s*$")
_WEAK = re.compile(r"(?:^|[\n。；;！!？?：:，,、)）”/\s])\s*$")
_HAN_END = re.compile(f"{_HAN}$")
_LABEL_START = re.compile(r"(?:^|[\n。；;！!？?：:，,、\s]|存在|发现|主要)\s*$")
_CLAUSE_BEFORE = re.compile("[第条款项]$")  # 第（二）项
_NUMBERED_PLACE = re.compile(r"\d{1,2}\s*[号#＃楼层]")
_DECIMAL = re.compile(
    r"\d+\s*(?:[kcmd]?m(?![a-z])|米|厘米|毫米|公里|千米|k?g|公斤|吨|t(?![a-z])|[万亿元%％倍度℃升㎡秒天年月日条款项章节]|"
    r"[kM]?Pa|k?[VWA](?![A-Za-z])|L|平方|立方|分钟|小时)"
)
_COUNTS = re.compile(r"[号层楼栋幢区级类台处个米排组线条款项]")  # 见图(2), 库房(2)号门
_SAYS_SOMETHING = re.compile(r"[\u3400-\u9fffA-Za-z]{2}")
_TRIMMED = "；;，,、 \n\t"
_UNUSED = frozenset({"", "无", "暂无", "没有", "/", "-", "—", "——", "。"})  # under a printed number

_STATES_HAZARD = re.compile(
    r"未|无|不|缺|没|过期|失效|损|破|堵|占用|脱落|裸露|积水|锈|泄漏|松动|混乱|超|违|变形|裂|老化"
)
_ANNOUNCES = re.compile(r"[:：]\s*$|(?:问题|隐患|如下|方面|情况)\s*[。.]?\s*$")
# Words before a list that its items do not stand without: 企业未建立：1.台账；2.预案.
_DENIES = re.compile(
    r"(?:[未缺没无]|不(?:具备|符合|满足))[^，,。；;]*[:：]\s*$"
    r"|(?:以下|下列)(?!.{0,4}(?:问题|隐患))[^，,。；;]*(?:过期|失效|[损破堵锈裂坏]|脱落|老化|松动)[^，,。；;]*[:：]\s*$"
)
_LISTS_FAULTS = re.compile(
    r"(?:(?:问题|隐患)(?:清单|台账|汇总)?|情况|之处|如下|方面|整改)\s*[:：]\s*$"
)
_NAMES_FAULT = re.compile(
    rf"{_STATES_HAZARD.pattern}|私[拉接自]|乱|[过偏力]低|低于|坏|[渗漏]水|漏油|渗漏|歪斜|坍塌|[遮阻]挡|上锁|锁闭"
    "|杂物|堆放|住人|吸烟|模糊|故障"
)
_AFTER_A_WORD = frozenset({"digits", "brackets", "chinese_brackets", "lenticular", "comma"})
_LONGEST_HEAD = 40
_NEXT_LINE = re.compile(r"(?<=[。；;])\s*\n")
_SHORTEST_HAZARD = 6


@dataclass(frozen=True)
class Part:
    """One hazard of a cell; ``head`` is the heading it stood under, without its mark."""

    text: str
    head: str = ""


@dataclass(frozen=True)
class _Mark:
    number: int
    start: int
    end: int


@dataclass(frozen=True)
class _Items:
    preamble: str
    texts: list[str]


def split_cell(text: str) -> tuple[Part, ...]:
    """The hazards ``text`` lists in order; one part, the text itself, where it lists none.

    Words before the first mark are no hazard of their own and are left out.
    """
    items = _items(text)
    if items is None:
        return (Part(_without_lone_mark(text)),)
    return tuple(part for item in items.texts for part in _item_parts(item))


def listing_pattern() -> str:
    """A pattern for Arrow that finds, in text without white space, all that may be split."""
    return _FIRST.pattern


def pair_cell(text: str, count: int) -> tuple[str, ...]:
    """The ``count`` pieces of a cell numbered like ``count`` hazards; none where it is not."""
    if not _may_list(text):
        return ()
    parts = split_cell(text)
    if len(parts) == count:
        return tuple(part.text for part in parts)
    between = _between(text, _outermost(text) or [])
    for texts in (between, [*between[:-1], *_NEXT_LINE.split(between[-1])] if between else []):
        pieces = [piece.strip(_TRIMMED) for piece in texts]
        if len(pieces) == count and all(pieces):
            return tuple(pieces)
    return ()


def _may_list(text: str) -> bool:
    return bool(_ANY_ONE.search(text) and _FIRST.search(text))


def _items(text: str) -> _Items | None:
    """The outermost numbered items of ``text``, None where there are not two."""
    marks = _outermost(text) if _may_list(text) else None
    if marks is None or _is_statement(text[: marks[0].start]):
        return None
    texts = _with_unnumbered([piece.strip() for piece in _between(text, marks)])
    while texts and _is_unused(texts[-1]):
        texts.pop()
    says_something = all(_SAYS_SOMETHING.search(item) or _is_unused(item) for item in texts)
    if _needs_preamble(text[: marks[0].start], texts):
        return None
    return _Items(text[: marks[0].start], texts) if texts and says_something else None


def _is_unused(item: str) -> bool:
    """Whether nothing stands under a number; before others it is a part that says no hazard."""
    return item.strip(_TRIMMED) in _UNUSED


def _between(text: str, marks: list[_Mark]) -> list[str]:
    ends = [*(mark.start for mark in marks[1:]), len(text)] if marks else []
    return [text[mark.end : end] for mark, end in zip(marks, ends, strict=True)]


def _with_unnumbered(items: list[str]) -> list[str]:
    """``items`` with the last one cut where its next line states a hazard without a number."""
    if any("\n" in item for item in items[:-1]) or _may_list(items[-1]):
        return items
    own, *others = _NEXT_LINE.split(items[-1])
    are_hazards = all(
        len(other) >= _SHORTEST_HAZARD and _STATES_HAZARD.search(other) for other in others
    )
    return [*items[:-1], own, *others] if are_hazards else items


def _item_parts(item: str) -> list[Part]:
    """The item itself, or what stands under it where it is but a heading."""
    inner = _items(item) or _lone_item(item)
    if inner is None or not _is_heading(inner.preamble):
        return [Part(item.strip(_TRIMMED))]
    head = inner.preamble.strip(_TRIMMED + "。.：:")
    return [
        Part(part.text, part.head or head) for text in inner.texts for part in _item_parts(text)
    ]


def _lone_item(text: str) -> _Items | None:
    """A heading's line and the one item below it: 现场方面⏎1.灭火器过期."""
    head, _, rest = text.partition("\n")
    chains = [chain for style in _ARABIC if (chain := _chain(rest.strip(), style))]
    if not head.strip() or not chains or chains[0][0].start:
        return None
    said = rest.strip()[chains[0][0].end :]
    return _Items(head, [said]) if _SAYS_SOMETHING.search(said) else None


def _outermost(text: str) -> list[_Mark] | None:
    """The numbering that begins first, of those that reach 2."""
    chains = [chain for style in _MARKS if len(chain := _chain(text, style)) > 1]
    return min(chains, key=lambda chain: chain[0].start, default=None)


def _chain(text: str, style: str) -> list[_Mark]:
    """The marks of one style that count up from 1; a number typed twice counts twice.

    Arabic numbers may go on in another such style that has no 1 of its own: 1.…；2、…；③….
    """
    chain: list[_Mark] = []
    for match, of_style in _candidates(text, style):
        number = _number(match[1], of_style)
        last = chain[-1].number if chain else 0
        follows = number == last + 1 or number == last > 1
        since = chain[-1].end if chain else None
        if number and follows and _stands_free(text, match, of_style, since):
            chain.append(_Mark(number, match.start(), match.end()))
    return chain


def _candidates(text: str, style: str) -> list[tuple[re.Match[str], str]]:
    found = [(match, style) for match in _MARKS[style].finditer(text)]
    if not found or style not in _ARABIC:
        return found
    for other in _ARABIC:
        marks = list(_MARKS[other].finditer(text)) if other != style else []
        if all(_number(match[1], other) != 1 for match in marks):
            found += [(match, other) for match in marks]
    return sorted(found, key=lambda pair: pair[0].start())


def _number(digits: str, style: str) -> int | None:
    if style in _SIGNS:
        return ord(digits) - _SIGNS[style] + 1
    return int(digits) if digits.isdecimal() else chinese_number(digits)


def _stands_free(text: str, match: re.Match[str], style: str, since: int | None) -> bool:
    """Whether the mark stands where an item may begin, and is no part of a number.

    ``since`` is where the item before it began, None for the first mark.
    """
    if style in {*_SIGNS, "line"}:
        return True
    is_first = since is None
    before = text[max(0, match.start() - 4) : match.start()]
    after = text[match.end() : match.end() + 16]
    if style == "labelled":
        return bool(_LABEL_START.search(before))
    is_strict = is_first or after[:1].isdecimal()
    if style == "digits":
        if match[0].endswith((".", "．")) and after[:1].isdecimal():
            return not _DECIMAL.match(after) and bool(_LINE_START.search(before))
        is_of_place = match[0].endswith("、") and _NUMBERED_PLACE.match(after)
        if not is_first and is_of_place and _NAMES_FAULT.search(text[since : match.start()]):
            return True
    if style in _AFTER_A_WORD and not is_strict and _HAN_END.search(before):
        is_clause = "brackets" in style and _CLAUSE_BEFORE.search(before)
        return not (is_clause or ("brackets" in style and _COUNTS.match(after)))
    loosely = _SPACED if style == "chinese" else _WEAK
    return bool((_STRONG if is_strict else loosely).search(before))


def _is_statement(preamble: str) -> bool:
    """Whether words before a numbering state a hazard, of which the items are details."""
    return bool(_STATES_HAZARD.search(preamble)) and not _ANNOUNCES.search(preamble)


def _needs_preamble(preamble: str, items: list[str]) -> bool:
    """Whether items say what is wrong only together with the words before them."""
    if not _DENIES.search(preamble) or _LISTS_FAULTS.search(preamble):
        return False
    return not all(_NAMES_FAULT.search(item) for item in items)


def _is_heading(head: str) -> bool:
    return len(head.strip()) <= _LONGEST_HEAD and not _is_statement(head)


def _without_lone_mark(text: str) -> str:
    """``text`` without a 1. that no 2. follows: it numbers nothing."""
    match = _LONE.match(text)
    rest = text[match.end() :] if match else ""
    return rest if _SAYS_SOMETHING.search(rest) else text
