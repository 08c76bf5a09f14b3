"""Headings that fill a field for want of a better one, beside an unknown one that may be better.

责任单位 is the enterprise of many ledgers; in 某某名称 | 责任单位 it may be who answers for all.
The headings alone cannot tell: taking 责任单位 may make one enterprise of every school, taking
某某名称 may make enterprises of what is none. So neither is taken. A refused file is noticed the
same night and mended by one line of its contract; records of the wrong enterprise are noticed by
nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhiben.normalizing.cells import plain
from zhiben.normalizing.model import ColumnDrift, UnreadableTableError
from zhiben.records import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.normalizing.columns import ColumnMap
    from zhiben.reading.model import SourceTable
    from zhiben.records import RecordKind
    from zhiben.vocabulary import Claim, Vocabulary

_GOVERNS = re.compile("(?:局|政府|委员会|管委会|安委办|办公室|办事处|[总支大中]队|街道|乡|镇)$")
_MOST = 0.5  # of the cells of a column of enterprises that may name who governs


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


def require_enterprises(columns: ColumnMap, table: SourceTable, kind: RecordKind) -> None:
    """Check that what fills the enterprise for want of a better heading names no departments.

    责任单位 may be who answers for a hazard at a firm that stands under a heading nobody knows; all
    firms of the ledger would be one then, and their hazards.

    Raises:
        UnreadableTableError: where most cells name who governs, and the firm may stand elsewhere.
    """
    for field in kind.of_type(FieldType.NAME):
        place = columns.main.get(field.name)
        if place is None or field.name not in columns.weak:
            continue
        cells = [cell for text in plain(table.texts[place]) if (cell := text.strip())]
        governing = [cell for cell in cells if _GOVERNS.search(cell)]
        if governing and len(governing) > _MOST * len(cells):
            heading = table.headings[place]
            raise UnreadableTableError(
                f"列“{heading}”写的多是政府部门（如“{governing[0]}”），不像“{field.zh}”，"
                f"又没有别的列是“{field.zh}”，无法读取本表。"
                f"请核对表头，或请数据工程师在合同中写明哪一列是“{field.zh}”。"
            )
