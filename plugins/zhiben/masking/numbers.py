"""Numbers and addresses that lead to a person: telephones, identity cards, cards, accounts, plates.

Spellings are compared on :func:`plain` text, which has a character for a character, so that what is
not hidden stays as it was written. Formats: GB 11643-1999 (identity numbers, check by ISO 7064
MOD 11-2), the numbering plan of mainland telephones, GA 36 (plates).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from zhiben.normalizing.codes import is_credit_code, is_registration_number


class Span(NamedTuple):
    """Characters from ``start`` to ``end``, and what is shown in their place."""

    start: int
    end: int
    shown: str


_DASHES = "－—–‐‑‒―−﹣～·•．"
_BLANKS = "\u3000\u00a0\u2002\u2003\u2009\t\n\r\u200b\u200c\u200d\ufeff\u2060"
_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN |= dict.fromkeys(map(ord, _DASHES), "-") | dict.fromkeys(map(ord, _BLANKS), " ")
_SPOKEN = str.maketrans("零〇○一二三四五六七八九幺两", "00012345678912")

_FREE = r"(?<![0-9A-Za-z*])"
_END = r"(?![0-9A-Za-z*])"
_GAP = r"[ .\-]{1,3}"
_DIALLED = rf"(?:\(?(?:\+|00)?86\)?(?:{_GAP})?|(?<!\d\.)0-?)?"
_GROUPS = (
    (3, 8),
    (3, 4, 4),
    (4, 4, 3),
    (4, 3, 4),
    (3, 3, 5),
    (7, 4),
    (5, 6),
    (4, 7),
    (3, 2, 3, 3),
    (1,) * 11,
)


def _mobile() -> str:
    """A mobile number as people group it: 1[3-9], then nine more digits."""
    ways = []
    for groups in (None, *_GROUPS):
        if groups is None:
            ways.append(r"1[3-9]\d{9}")
            continue
        first = r"1[3-9]" + rf"\d{{{groups[0] - 2}}}" if groups[0] > 1 else rf"1{_GAP}[3-9]"
        rest = groups[1:] if groups[0] > 1 else groups[2:]
        ways.append(first + "".join(rf"{_GAP}\d{{{size}}}" for size in rest))
    return rf"{_FREE}{_DIALLED}(?P<mobile>{'|'.join(ways)}){_END}"


_MOBILE = re.compile(_mobile())
_MOBILES = re.compile(rf"{_FREE}(?:1[3-9]\d{{9}}){{2,3}}{_END}")
_FIGURE = "零〇○一二三四五六七八九幺两0-9"
_SPOKEN_MOBILE = re.compile(
    rf"(?<![{_FIGURE}])[一幺1][三四五六七八九3-9](?:[ \-]?[{_FIGURE}]){{9}}(?![{_FIGURE}])"
)
_AREA = r"0(?:10|2\d|[3-9]\d{2})"
_LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z*])\(?(?P<area>{_AREA})\)?[ \-]{{0,3}}"
    rf"(?P<local>\d{{3,4}}[ \-]?\d{{4}})(?:(?:转|-| )\d{{1,5}})?(?![0-9A-Za-z*])"
)
_CALLED = re.compile(
    r"(?:电话|座机|固话|手机|传真|联系方式|号码|热线|致电|拨打|拨|来电|Tel|TEL|tel)"
    r"(?:号码|号)?[ :为是()-]{0,4}(?P<local>[2-9]\d{2,3}[ \-]?\d{4})(?![0-9A-Za-z*])"
)
_IDENTITY = re.compile(
    rf"(?<![0-9*])(?P<area>[1-8]\d{{5}})[ \-]{{0,2}}(?:18|19|20)\d{{2}}[ \-]?"
    rf"(?:0[1-9]|1[0-2])[ \-]?(?:0[1-9]|[12]\d|3[01])[ \-]{{0,2}}"
    rf"(?P<last>\d{{3}}[ \-]?[0-9Xx]){_END}"
)
_OLD_IDENTITY = re.compile(
    rf"{_FREE}(?P<area>[1-8]\d{{5}})[ \-]?\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ \-]?"
    rf"(?P<last>\d{{3}}){_END}"
)
_CARD = re.compile(
    rf"(?:银行卡|信用卡|储蓄卡|工资卡|卡号)(?:号码|号)?[ :为是]{{0,3}}"
    rf"(?P<card>\d{{4}}(?:[ \-]?\d){{11,15}}){_END}"
)
_PASSPORT = re.compile(
    r"(?:护照|通行证|军官证|居留证|港澳证)(?:号码|号)?[ :为是]{0,3}"
    r"(?P<card>[A-Za-z]{1,2}\d{7,9})(?![0-9A-Za-z])"
)
_CHAT = re.compile(
    r"(?:微信|薇信|威信|V信|v信|VX|vx|Vx|WX|wx|WeChat|wechat|weixin)(?:号码|号|ID|id)?"
    r"(?:[ :为是()-]{0,4}|[^，。；,;()A-Za-z0-9]{1,8}\()"
    r"(?P<name>[A-Za-z][A-Za-z0-9_\-]{5,19}|\d{5,11})(?![A-Za-z0-9_*])"
)
_QQ = re.compile(
    r"(?:QQ|qq|Qq|扣扣|企鹅)(?:号码|号|群)?[ :为是()-]{0,4}(?P<name>[1-9]\d{4,10})(?![0-9A-Za-z*])"
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-*])(?P<name>[A-Za-z0-9][A-Za-z0-9._%+\-]*)@"
    r"(?P<host>[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)"
)
_PLATE = re.compile(
    r"(?P<head>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z])"
    r"[ \-]?[A-HJ-NP-Z0-9]{4,5}(?P<last>[A-HJ-NP-Z0-9])(?![A-Za-z0-9])"
)
_OWN_CAR = re.compile(
    r"私家车|私车|车主|轿车|家用车|本人|自己|个人|业主|电动车|摩托|小车|家属|其车"
)
_NUMBERED = re.compile(
    r"(?:编号|证号|文号|代码|批号|型号|序号|出厂号|设备号|产品号|条码|图号|台账号|注册号|信用码|许可证|登记证|合格证|检验"
    r"|标识|单号|资质|订单|合同号|工号|罐号|机号|柜号|回执|案号|案件|钢印)[^，。；,;]{0,6}$"
)
_CERTIFIED = re.compile(r"证(?:件)?号[^，。；,;]{0,6}$")
_PHONED = re.compile(r"(?:电话|手机|联系|致电|拨打|微信)[^，。；,;]{0,8}$")
_LABELLED = re.compile(r"身份证[^，。；,;]{0,10}$|(?<![A-Za-z])(?:[Tt]|[Ii][Dd]) ?$")
_LETTERED = re.compile(r"[A-Za-z]$")
_NUMBER_SIGN = re.compile(r"(?<![A-Za-z])[Nn][Oo]$")
_HAS_NUMBER = re.compile(r"\d(?:[ .\-]{0,3}\d){4}|@|(?:微信|[Vv]信|[Vv][Xx]|[Ww][Xx])|[A-HJ-NP-Z]")
_HAS_SPOKEN = re.compile(r"[零〇○一二三四五六七八九幺两]{5}")


def plain(text: str) -> str:
    """``text`` with ASCII letters, digits, dashes and blanks, a character for a character."""
    return text if text.isascii() else text.translate(_PLAIN)


def number_spans(text: str) -> Iterator[Span]:
    """What leads to a person in ``text``, a :func:`plain` one, and is written in figures."""
    if _HAS_SPOKEN.search(text):
        for found in _SPOKEN_MOBILE.finditer(text):
            yield Span(found.start(), found.end(), _short(found[0].translate(_SPOKEN)))
    if not _HAS_NUMBER.search(text):
        return
    for pattern, group, shown in _RULES:
        for found in pattern.finditer(text):
            words = shown(found)
            if words is not None:
                yield Span(found.start(group), found.end(group), words)


def is_identity_number(number: str) -> bool:
    """Whether 18 characters pass the check of identity numbers."""
    if len(number) != 18 or not number[:17].isdecimal():
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - 16) : found.start()]


def _is_numbered(found: re.Match[str]) -> bool:
    """Whether a thing's number stands there: a machine's, a document's."""
    before = _before(found)
    return bool(_NUMBERED.search(before)) and not _PHONED.search(before)


def _is_things(found: re.Match[str]) -> bool:
    """Whether a number that may be somebody's is a thing's; 证号 may be of either."""
    return _is_numbered(found) and not _CERTIFIED.search(_before(found))


def _short(words: str) -> str:
    digits = _digits(words)
    return f"{digits[:3]}****{digits[-4:]}"


def _show_mobile(found: re.Match[str]) -> str | None:
    return None if _is_numbered(found) else _short(found["mobile"])


def _show_mobiles(found: re.Match[str]) -> str | None:
    numbers = re.findall(r"\d{11}", found[0])
    return None if _is_numbered(found) else "、".join(map(_short, numbers))


def _show_landline(found: re.Match[str]) -> str | None:
    return None if _is_numbered(found) else f"{found['area']}-****{_digits(found['local'])[-4:]}"


def _show_called(found: re.Match[str]) -> str:
    return f"****{_digits(found['local'])[-4:]}"


def _show_identity(found: re.Match[str]) -> str | None:
    number, before = re.sub(r"[ \-]", "", found[0]).upper(), _before(found)
    is_bare = not _LETTERED.search(before) or _NUMBER_SIGN.search(before)
    is_other = not is_bare or is_credit_code(number) or _is_things(found)
    if is_other and not (is_identity_number(number) or _LABELLED.search(before)):
        return None
    return f"{found['area']}********{number[-4:]}"


def _show_old_identity(found: re.Match[str]) -> str | None:
    is_other = is_registration_number(_digits(found[0])) or _is_things(found)
    before = _before(found)
    if is_other and not (_LABELLED.search(before) or _CERTIFIED.search(before)):
        return None
    return f"{found['area']}******{found['last']}"


def _show_end(found: re.Match[str]) -> str:
    return f"****{found['card'][-4:]}"


def _show_nothing(_found: re.Match[str]) -> str:
    return "******"


def _show_host(found: re.Match[str]) -> str:
    return f"{found['name'][0]}***"


def _show_plate(found: re.Match[str]) -> str | None:
    around = found.string[max(0, found.start() - 12) : found.end() + 8]
    return f"{found['head']}****{found['last']}" if _OWN_CAR.search(around) else None


Showing = Callable[[re.Match[str]], str | None]
_RULES: tuple[tuple[re.Pattern[str], int | str, Showing], ...] = (
    (_IDENTITY, 0, _show_identity),
    (_OLD_IDENTITY, 0, _show_old_identity),
    (_MOBILE, 0, _show_mobile),
    (_MOBILES, 0, _show_mobiles),
    (_LANDLINE, 0, _show_landline),
    (_CALLED, "local", _show_called),
    (_CARD, "card", _show_end),
    (_PASSPORT, "card", _show_end),
    (_CHAT, "name", _show_nothing),
    (_QQ, "name", _show_nothing),
    (_MAIL, "name", _show_host),
    (_PLATE, 0, _show_plate),
)
