"""Every flag a room sets has a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhiben.matching import enterprises
from zhiben.normalizing import flags
from zhiben.records import HAZARD

ROOMS = (Path(flags.__file__).parent, Path(enterprises.__file__).parent)
SET = {
    word
    for room in ROOMS
    for path in room.glob("*.py")
    if path.name != "flags.py"
    for word in re.findall(r'"([a-z0-9]+_[a-z0-9_]+)"', path.read_text(encoding="utf-8"))
} & set(flags.FLAGS)


@pytest.mark.parametrize("flag", sorted(flags.FLAGS))
def test_a_flag_is_set_somewhere_and_speaks_of_a_field(flag: str) -> None:
    assert flag in SET
    told = flags.describe(flag)
    assert told.field in {"", *HAZARD.names()}
    assert told.message.endswith("。")
