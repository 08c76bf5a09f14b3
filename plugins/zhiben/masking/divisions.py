"""Where a text names a county, a town or a street's office: in 鹿邑县张店镇 nobody is named.

What they are called is not asked, only how addresses are written: one division behind the name of
the one that it belongs to, or one alone. A county's name begins a phrase, too: no person's ends so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = "[\u4e00-\u9fff]"
_END = "(?:县(?![长城])|[镇乡](?![长村])|区(?![长域间块内别段分])|市(?![长场政区民]))"
_DIVISION = re.compile(
    rf"(?<=[省市州盟县区旗]){_HAN}{{1,4}}?{_END}"
    rf"|(?<=[市县区旗]){_HAN}{{2,3}}?(?:街道|办事处)"
    rf"|(?:^|(?<=[\s,，;；:：(（、于在到至往从])){_HAN}{{2,3}}县(?!长)"
    rf"|^{_HAN}{{1,5}}?(?:街道|办事处|[镇乡])(?=$|工业|产业|园区|政府)"
)


def divisions(text: str) -> Iterator[range]:
    """The places of the characters of each division that ``text`` names."""
    return (range(*found.span()) for found in _DIVISION.finditer(text))
