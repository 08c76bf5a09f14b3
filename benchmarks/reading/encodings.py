"""Share of the real texts whose encoding is found, beside charset-normalizer and chardet.

Right is what decodes the file to the very text its folder's encoding does.
"""

from __future__ import annotations

import codecs
import io
from collections import Counter

import chardet
import charset_normalizer
from given import files

from zhiben.reading.encodings import find_encoding

_CODECS = {
    "EUC-TW": None,
    "windows-1251-russian": "cp1251",
    "CP932": "cp932",
    "SHIFT_JIS": "cp932",
    "GB2312": "gb18030",
    "CP949": "cp949",
    "EUC-KR": "cp949",
    "Big5": "big5hkscs",
}


_SUPERSETS = {
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
}


def _wide(codec: str) -> str:
    """The encoding that holds all of ``codec``: naming the smaller one is as right."""
    name = codecs.lookup(codec).name.replace("-", "_")
    return _SUPERSETS.get(name, name)


def _ours(data: bytes) -> str | None:
    found = find_encoding(io.BytesIO(data))
    return found and found.codec


def _normalizer(data: bytes) -> str | None:
    best = charset_normalizer.from_bytes(data).best()
    return best and best.encoding


TOOLS = {
    "zhiben": _ours,
    "charset-normalizer": _normalizer,
    "chardet": lambda data: chardet.detect(data)["encoding"],
}


def _text(data: bytes, codec: str | None) -> str | None:
    try:
        return codec and data.decode(_wide(codec), "replace").lstrip("\ufeff")
    except LookupError:
        return None


def _cases() -> list[tuple[str, str | None, bytes]]:
    cases: list[tuple[str, str | None, bytes]] = []
    for name, data in files("messy-encodings"):
        folder = name.split("/")[0] if "/" in name else "GB2312"
        cases.append((folder, _CODECS.get(folder, folder), data))
    return cases


def main() -> None:
    """Prints a line for every encoding and one for all."""
    right = {tool: Counter[str]() for tool in TOOLS}
    total = Counter[str]()
    for folder, codec, data in _cases():
        total[folder] += 1
        truth = _text(data, codec)
        for tool, find in TOOLS.items():
            right[tool][folder] += truth is not None and _text(data, find(data)) == truth
    print(f"{'encoding':22}{'files':>6}" + "".join(f"{tool:>20}" for tool in TOOLS))
    for folder in (*sorted(total), None):
        count = total[folder] if folder else total.total()
        shares = (right[tool][folder] if folder else right[tool].total() for tool in TOOLS)
        print(f"{folder or 'all':22}{count:6}" + "".join(f"{one / count:20.1%}" for one in shares))


if __name__ == "__main__":
    main()
