"""Headings that fill a field for want of a better one, beside an unknown one that may be better.

责任单位 is the enterprise of many ledgers; in 某某名称 | 责任单位 it may be who answers for all.
The headings alone cannot tell: taking 责任单位 may make one enterprise of every school, taking
某某名称 may make enterprises of what is none. So neither is taken. A refused file is noticed the
same night and mended by one line of its contract; records of the wrong enterprise are noticed by
nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.normalizing.model import ColumnDrift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.records import RecordKind
    from zhiben.vocabulary import Claim, Vocabulary


def doubted(
    claims: Mapping[int, Claim],
    unknown: Iterable[str],
    kind: RecordKind,
    vocabulary: Vocabulary,
) -> dict[int, str]:
    """Columns that had better not fill a field no record can do without → the heading beside it.

    They are those of a field of which all columns are weak, where an ``unknown`` heading looks
    like one of it.
    """
    headings = list(unknown)
    found: dict[int, str] = {}
    for field in kind.required():
        places = [place for place, claim in claims.items() if claim.field == field.name]
        rival = next((one for one in headings if vocabulary.looks_like(field.name, one)), None)
        if rival and all(claims[place].is_weak for place in places):
            found |= dict.fromkeys(places, rival)
    return found


def told(
    found: Mapping[int, str],
    headings: Sequence[str],
    claims: Mapping[int, Claim],
    kind: RecordKind,
) -> Iterator[ColumnDrift]:
    """What is said of the columns ``found`` to be in doubt."""
    for place, rival in found.items():
        heading, meant = headings[place], kind.field(claims[place].field).zh
        message = (
            f"列“{heading}”没有当作“{meant}”使用：不认识的列“{rival}”更像“{meant}”。"
            "请数据工程师在合同中写明哪一列是，另一列不用的列入 ignore。"
        )
        yield ColumnDrift("new", heading, message)
