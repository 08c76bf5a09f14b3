"""Every flag a room sets has a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhiben.normalizing import flags
from zhiben.records import KINDS

ROOM = Path(flags.__file__).parent
ELSEWHERE = (
    ROOM.parent / "orchestration" / "correcting.py",
    ROOM.parent / "orchestration" / "leads.py",
    ROOM.parent / "matching" / "enterprises.py",
    ROOM.parent / "matching" / "events.py",
)
SET = {
    word
    for path in (*ROOM.glob("*.py"), *ELSEWHERE)
    if path.name != "flags.py"
    for word in re.findall(r'"([a-z0-9]+_[a-z0-9_]+)"', path.read_text(encoding="utf-8"))
} & flags.FLAGS.keys()


@pytest.mark.parametrize("flag", sorted(flags.FLAGS))
def test_a_flag_is_set_somewhere_and_speaks_of_a_field(flag: str) -> None:
    assert flag in SET
    told = flags.describe(flag)
    assert told.field in {"", *(name for kind in KINDS.values() for name in kind.names())}
    assert told.message.endswith("。")
