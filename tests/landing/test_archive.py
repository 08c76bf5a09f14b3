"""Bytes are kept once, whole or not at all."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest

from zhiben.landing import UnsettledError, arrivals, keep
from zhiben.whole import write_whole


def kept_files(archive: Path) -> list[Path]:
    return [path for path in archive.rglob("*") if path.is_file()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_bytes(b"\x00\xff\r\n")
    return path


def test_bytes_lie_under_their_hash(tmp_path: Path, file: Path) -> None:
    archived = keep(tmp_path / "archive", file)
    assert archived.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert archived.path.name == archived.sha256
    assert archived.read() == file.read_bytes()


def test_same_bytes_are_written_once(tmp_path: Path, file: Path) -> None:
    first = keep(tmp_path / "archive", file)
    written = first.path.stat().st_mtime_ns
    second = keep(tmp_path / "archive", file.rename(tmp_path / "again.csv"))
    assert (second, second.path.stat().st_mtime_ns) == (first, written)


def test_other_bytes_of_one_name_are_kept_beside(tmp_path: Path, file: Path) -> None:
    keep(tmp_path / "archive", file)
    file.write_bytes(b"other")
    keep(tmp_path / "archive", file)
    assert len(kept_files(tmp_path / "archive")) == 2


def test_archive_survives_the_inbox(tmp_path: Path, file: Path) -> None:
    archived = keep(tmp_path / "archive", file)
    file.unlink()
    assert archived.read() == b"\x00\xff\r\n"


def test_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "target", b"x")
    assert kept_files(tmp_path) == []


def test_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        keep(tmp_path / "archive", tmp_path / "none.csv")
    assert kept_files(tmp_path) == []


@pytest.mark.parametrize("kind", ["link", "pipe", "device"])
def test_only_a_plain_file_is_ever_opened(tmp_path: Path, file: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "link":
        path.symlink_to(file)
    elif kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(OSError, match=r"plain|symbolic"):
        keep(tmp_path / "archive", Path("/dev/zero") if kind == "device" else path)


def test_a_file_that_grows_while_it_is_taken_is_not_kept(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    path = inbox / "a" / "2026-03-05" / "台账.csv"
    path.parent.mkdir(parents=True)
    path.write_text("half")
    (listed,) = arrivals(inbox, "a", date(2026, 3, 5))
    path.write_text("half and half")
    with pytest.raises(UnsettledError):
        keep(tmp_path / "archive", listed.path, listed.stamp)
    assert kept_files(tmp_path / "archive") == []
