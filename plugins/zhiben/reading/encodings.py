"""Which encoding a text is in: by its mark, its structure, or how usual its characters are."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.reading import common_characters as common

if TYPE_CHECKING:
    from typing import BinaryIO

SAMPLE_BYTES = 4 << 20
_LOOKED_AT_BYTES = 1 << 18
_WINDOWS = 4
_NUL_SHARE = 0.2
_FAR_FEWER = 2
_USUAL_SHARE = 0.3
_DAMAGE_WEIGHT = 20
_TOLERATED = 0.001
_RIGHT_FOR_WRONG = 4
_ALONE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")  # as accents stand
_ACCENTED = {"cp1252": True, "cp1251": False}  # single bytes: accents alone, words in a row
_LEAD = 1.25  # how much more usual another encoding must look than GB18030
_ESCAPES = ((rb"\x1b\$[@B]|\x1b\([BJ]", "iso2022_jp"), (rb"\x1b\$\)C", "iso2022_kr"))
_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_BY_CHARACTERS = {
    "gb18030": common.SIMPLIFIED,
    "big5hkscs": common.TRADITIONAL,
    "cp932": common.JAPANESE,
    "euc_jp": common.JAPANESE,
    "cp949": common.KOREAN,
    "cp1251": common.CYRILLIC,
    "cp1252": common.WESTERN,
}
_LABELS = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
}


@dataclass(frozen=True)
class Encoding:
    """A codec's name, the name people know it by, and the bytes of its mark."""

    codec: str
    label: str
    mark: int = 0

    @property
    def is_expected(self) -> bool:
        """Whether Chinese offices write in it."""
        return self.codec in _LABELS


def find_encoding(stream: BinaryIO) -> Encoding | None:
    """The encoding that explains the bytes best; None when none does.

    A few broken characters (a file cut off, a cell pasted from elsewhere) do not matter.
    """
    sample = _sample(stream)
    if sample.startswith(codecs.BOM_UTF8):
        mark = len(codecs.BOM_UTF8)
        if _damage(sample[mark:], "utf-8") <= _TOLERATED:
            return Encoding("utf-8", "UTF-8（带 BOM）", mark)
        return _unmarked(sample[mark:], mark)
    for mark_bytes, codec, label in _MARKED:
        if sample.startswith(mark_bytes):
            return Encoding(codec, label, len(mark_bytes))
    return _unmarked(sample, 0)


def is_mixed(stream: BinaryIO) -> bool:
    """Whether some lines are UTF-8 and all others GB18030, as when two files were put together."""
    lines = [line for line in _sample(stream).split(b"\n") if not line.isascii()]
    utf8 = [line for line in lines if _damage(line, "utf-8") == 0]
    others = [line for line in lines if _damage(line, "utf-8") > 0]
    return bool(utf8 and others) and all(_damage(line, "gb18030") == 0 for line in others)


def _sample(stream: BinaryIO) -> bytes:
    """All of a small file; of a large one the beginning and whole lines from further on."""
    size = stream.seek(0, 2)
    stream.seek(0)
    sample = stream.read(SAMPLE_BYTES)
    if size > SAMPLE_BYTES:
        for window in range(1, _WINDOWS + 1):
            stream.seek(size * window // (_WINDOWS + 1) // 4 * 4)
            _, _, lines = stream.read(SAMPLE_BYTES // 4).partition(b"\n")
            sample = sample[: sample.rfind(b"\n") + 1] + lines if lines else sample
    return sample


def _unmarked(sample: bytes, mark: int) -> Encoding | None:
    for codec in (_wide(sample), _escaped(sample), _by_characters(sample)):
        if codec is not None:
            return Encoding(codec, _LABELS.get(codec, codec.replace("_", "-").upper()), mark)
    return None


def _wide(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: its ASCII characters carry NULs on one side.

    A block of NULs that a broken transfer left is neither.
    """
    start = sample[:4096]
    quarter = [start[place::4].count(0) for place in range(4)]
    whole = max(1, len(start) // 4)
    for codec, padding in (("utf-32-le", quarter[2:]), ("utf-32-be", quarter[:2])):
        is_padded = len(start) >= 8 and sum(padding) > 1.9 * whole
        if is_padded and _damage(start[: whole * 4], codec) <= _TOLERATED:
            return codec
    for codec, nuls, others in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if _is_utf16(start, codec, start[nuls::2], start[others::2]):
            return codec
    return None


def _is_utf16(start: bytes, codec: str, high: bytes, low: bytes) -> bool:
    """Whether half the bytes are NULs, or NULs and the high bytes of Chinese characters.

    A few NULs on the low side are those of 一 (4E00) and 开 (5F00), where the text shows it.
    """
    nuls, odd = high.count(0), low.count(0)
    if not nuls or odd * _FAR_FEWER > nuls:
        return False
    if not odd and nuls > len(high) * _NUL_SHARE:
        return True
    text = start[: len(start) // 2 * 2].decode(codec, "replace")
    return "\0" not in text and _usual(text, common.SIMPLIFIED) > _USUAL_SHARE


def _escaped(sample: bytes) -> str | None:
    start = sample[:65536]
    return next((codec for pattern, codec in _ESCAPES if re.search(pattern, start)), None)


def _by_characters(sample: bytes) -> str | None:
    if _is_utf8(sample):
        return "utf-8"
    start = sample[:_LOOKED_AT_BYTES]
    scores = {codec: _score(start, codec, usual) for codec, usual in _BY_CHARACTERS.items()}
    likeliest = max(scores, key=lambda codec: scores[codec])
    first = scores["gb18030"]
    if scores[likeliest] < max(first * _LEAD, first + 0.05) and first > -1:
        likeliest = "gb18030"
    return likeliest if _damage(sample, likeliest) <= _tolerated(sample) else None


def _tolerated(sample: bytes) -> float:
    """Share of damaged characters that may be: one in a thousand, and always one."""
    return max(_TOLERATED, 2.01 / max(1, len(sample)))


def _is_utf8(sample: bytes) -> bool:
    """Whether it is UTF-8, but for a few bytes among many sequences that are right."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return True
    start = sample[:_LOOKED_AT_BYTES]
    damage = _damage(start, "utf-8")
    if damage > max(_TOLERATED, 2 * _tolerated(start)):
        return False
    text = start.decode("utf-8", "replace")
    right = sum(1 for char in text if char > "\x7f" and char != "\N{REPLACEMENT CHARACTER}")
    return right >= _RIGHT_FOR_WRONG * damage * len(text)


def _score(sample: bytes, codec: str, usual: frozenset[str]) -> float:
    text = sample.decode(codec, "replace")
    share = _usual(text, usual)
    if codec in _ACCENTED:
        foreign = sum(1 for char in text if char > "\x7f")
        alone = len(_ALONE.findall(text)) / max(1, foreign)
        share *= alone if _ACCENTED[codec] else 1 - alone
    return share - _DAMAGE_WEIGHT * _damage(sample, codec)


def _usual(text: str, usual: frozenset[str]) -> float:
    """Share of usual characters among those that are no ASCII and no common punctuation."""
    counts = {char: text.count(char) for char in set(text) if char > "\x7f"}
    total = sum(counts.values())
    return sum(number for char, number in counts.items() if char in usual) / total if total else 0.0


def _damage(data: bytes, codec: str) -> float:
    """Share of the characters that ``codec`` cannot read."""
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4 and len(data) >= _LOOKED_AT_BYTES:
            return 0.0  # cut off in the middle of a character
        text = data.decode(codec, "replace")
        return text.count("\N{REPLACEMENT CHARACTER}") / len(text)
    return 0.0
