"""Files that a running system keeps of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiben.errors import ZhibenError
from zhiben.whole import read_words, words_made_once, write_words


def test_what_is_kept_is_whole_and_its_owners_alone(tmp_path: Path) -> None:
    place = tmp_path / "new" / "secrets.json"
    assert read_words(place) is None
    write_words(place, {"key": "一"})
    assert (read_words(place), place.stat().st_mode & 0o777) == ({"key": "一"}, 0o600)
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.parametrize("data", [b"", b'{"key":', b"[]", b"\xff"])
def test_what_is_broken_is_told_of_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "secrets.json").write_bytes(data)
    with pytest.raises(ZhibenError, match=r"secrets\.json is broken\. Bring it back"):
        read_words(tmp_path / "secrets.json")


def test_secrets_are_made_once(tmp_path: Path) -> None:
    made = [words_made_once(tmp_path / "secrets.json", lambda n=n: {"key": n}) for n in range(2)]
    assert made == [({"key": 0}, True), ({"key": 0}, False)]
