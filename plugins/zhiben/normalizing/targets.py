"""A task whose state counts what was done, held against its target: 已培训80人 of 120."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import Column, Mask, each_distinct, filled_with
from zhiben.normalizing.repair import repaired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiben.vocabulary import Vocabulary

_TARGET, _STATUS = "quantity_target", "status"
_DONE, _UNDER_WAY = "done", "in_progress"


def heed_target(
    columns: dict[str, Column], texts: Mapping[str, pa.StringArray], vocabulary: Vocabulary
) -> None:
    """Let a task be under way whose status counts less done than its target asks for."""
    if _TARGET not in texts or _STATUS not in texts:
        return
    counted = each_distinct(
        texts[_STATUS], lambda text: vocabulary.counted(_STATUS, repaired(text)), pa.int64()
    )
    is_less: Any = pc.less(counted, columns[_TARGET].values)
    is_done: Any = pc.equal(columns[_STATUS].values, pa.scalar(_DONE))
    where: Mask = pc.fill_null(pc.and_(is_less, is_done), False).to_numpy(zero_copy_only=False)
    columns[_STATUS] = filled_with(columns[_STATUS], _UNDER_WAY, where)
