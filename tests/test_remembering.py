"""What was made of files is made again when they say something else, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiben.remembering import Last, digest_of


def test_the_same_is_made_once() -> None:
    last: Last[object] = Last()
    one = last.of("a", object)
    assert last.of("a", object) is one
    assert last.of("b", object) is not one


def test_what_failed_is_tried_again() -> None:
    last: Last[float] = Last()
    with pytest.raises(ZeroDivisionError):
        last.of("a", lambda: 1 / 0)
    assert last.of("a", lambda: 1.0) == 1.0


@pytest.mark.parametrize("change", ["other words", "another file", "gone"])
def test_a_digest_changes_with_the_files(tmp_path: Path, change: str) -> None:
    (tmp_path / "a.yaml").write_text("every: night")
    before = digest_of([tmp_path])
    if change == "other words":
        (tmp_path / "a.yaml").write_text("every: month")
    elif change == "another file":
        (tmp_path / "b.yaml").touch()
    else:
        (tmp_path / "a.yaml").unlink()
    assert digest_of([tmp_path]) != before
    assert digest_of([tmp_path]) == digest_of([tmp_path])
