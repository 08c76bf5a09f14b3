"""Where a numbering stands in a text: its marks, which start at 1 and rise by one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhiben.normalizing.list_heads import NAMES_FAULT
from zhiben.vocabulary.numerals import chinese_number

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
MARKS = {
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
ARABIC = ("digits", "brackets", "circled", "bracketed_sign", "dotted_sign")
_SIGNS = {
    "circled": ord("①"),
    "bracketed_sign": ord("⑴"),
    "dotted_sign": ord("⒈"),
    "dark_sign": ord("❶"),
}
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
_AFTER_A_WORD = frozenset({"digits", "brackets", "chinese_brackets", "lenticular", "comma"})


@dataclass(frozen=True)
class Mark:
    """A number and where its sign stands in the text."""

    number: int
    start: int
    end: int


def outermost(text: str) -> list[Mark] | None:
    """The numbering that begins first, of those that reach 2."""
    _, marks = opening(text)
    return marks if len(marks) > 1 else None


def opening(text: str) -> tuple[str, list[Mark]]:
    """The numbering that begins first with its style; one that reaches 2 before any other."""
    chains = [(style, chain) for style in MARKS if (chain := chain_of(text, style))]
    order = sorted(chains, key=lambda each: (len(each[1]) < 2, each[1][0].start))
    return order[0] if order else ("", [])


def chain_of(text: str, style: str) -> list[Mark]:
    """The marks of one style that count up from 1; a number typed twice counts twice.

    Arabic numbers may go on in another such style that has no 1 of its own: 1.…；2、…；③….
    Those of a list that starts again at 1 under an item are not counted, up to the item's own.
    """
    chain: list[Mark] = []
    inner = 0
    for match, of_style in _candidates(text, style):
        number = _number(match[1], of_style)
        last = chain[-1].number if chain else 0
        if last > 1 and is_free_one(text, match, of_style):
            inner = 1
        elif inner and number == inner + 1 <= last:
            inner = number
            continue
        follows = number == last + 1 or number == last > 1
        since = chain[-1].end if chain else None
        if number and follows and _stands_free(text, match, of_style, since):
            chain.append(Mark(number, match.start(), match.end()))
    return chain


def _candidates(text: str, style: str) -> list[tuple[re.Match[str], str]]:
    found = [(match, style) for match in MARKS[style].finditer(text)]
    if not found or style not in ARABIC:
        return found
    for other in ARABIC:
        marks = list(MARKS[other].finditer(text)) if other != style else []
        if all(_number(match[1], other) != 1 for match in marks):
            found += [(match, other) for match in marks]
    return sorted(found, key=lambda pair: pair[0].start())


def _number(digits: str, style: str) -> int | None:
    if style in _SIGNS:
        return ord(digits) - _SIGNS[style] + 1
    return int(digits) if digits.isdecimal() else chinese_number(digits)


def is_free_one(text: str, match: re.Match[str], style: str) -> bool:
    """Whether the mark is a 1 with which a list may begin after another."""
    if _number(match[1], style) != 1 or not _stands_free(text, match, style, None):
        return False
    return bool(_STRONG.search(text[max(0, match.start() - 16) : match.start()]))


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
            begins = _LINE_START if is_first else _STRONG
            return not _DECIMAL.match(after) and bool(begins.search(before))
        is_of_place = match[0].endswith("、") and _NUMBERED_PLACE.match(after)
        if not is_first and is_of_place and NAMES_FAULT.search(text[since : match.start()]):
            return True
    if style in _AFTER_A_WORD and not is_strict and _HAN_END.search(before):
        is_clause = "brackets" in style and _CLAUSE_BEFORE.search(before)
        return not (is_clause or ("brackets" in style and _COUNTS.match(after)))
    loosely = _SPACED if style == "chinese" else _WEAK
    return bool((_STRONG if is_strict else loosely).search(before))
