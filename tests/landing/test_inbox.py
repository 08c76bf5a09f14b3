"""What counts as a delivery in the inbox, and for which night."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from zhiben.landing import LOOSE, Ignored, arrivals, passed_over, sources_present, waiting

NIGHT = date(2026, 3, 5)
TODAY = "2026-03-05"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox" / "a" / TODAY).mkdir(parents=True)
    return tmp_path / "inbox"


def put(inbox: Path, place: str, text: str = "x") -> Path:
    path = inbox / "a" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(inbox: Path, night: date = NIGHT) -> list[str]:
    return [one.file_name for one in arrivals(inbox, "a", night)]


@pytest.mark.parametrize("name", ["台账.xlsx", "a b.csv", "无后缀", "x.tmp.csv", "~x.csv"])
def test_any_plain_file_is_a_delivery(inbox: Path, name: str) -> None:
    put(inbox, f"{TODAY}/{name}")
    (only,) = arrivals(inbox, "a", NIGHT)
    assert (only.file_name, only.folder, only.business_date) == (name, TODAY, NIGHT)


@pytest.mark.parametrize(
    "place",
    [
        f"{TODAY}/.hidden.csv",
        f"{TODAY}/~$台账.xlsx",
        f"{TODAY}/台账.xlsx.part",
        f"{TODAY}/台账.xlsx.PART",
        f"{TODAY}/台账.csv.tmp",
        f"{TODAY}/台账.crdownload",
        f"{TODAY}/.trash/台账.csv",
        f"{TODAY}/Thumbs.db",
        f"{TODAY}/desktop.ini",
        f"{TODAY}/__MACOSX/台账.csv",
        f".{TODAY}/台账.csv",
        ".DS_Store",
    ],
)
def test_hidden_and_unfinished_files_are_ignored(inbox: Path, place: str) -> None:
    put(inbox, place)
    assert names(inbox) == []


@pytest.mark.parametrize("where", [f"a/{TODAY}/link.csv", f"a/{TODAY}/link", "a/2026-03-04", "b"])
@pytest.mark.parametrize("target", ["file", "folder"])
def test_links_are_never_followed(inbox: Path, where: str, target: str) -> None:
    elsewhere = inbox.parent / TODAY
    elsewhere.mkdir()
    (elsewhere / "secret.csv").write_text("x")
    (inbox / where).symlink_to(elsewhere if target == "folder" else elsewhere / "secret.csv")
    assert names(inbox) == list(arrivals(inbox, "b", NIGHT)) == []
    assert sources_present(inbox) == ("a",)


def test_pipes_are_never_opened(inbox: Path) -> None:
    os.mkfifo(inbox / "a" / TODAY / "pipe.csv")
    assert names(inbox) == []


@pytest.mark.parametrize(
    "folder", ["2026-3-5", "20260305", "2026-02-30", "03-05", "2026-W10-4", "３月", TODAY + " "]
)
def test_folder_that_is_no_date_is_told_of(inbox: Path, folder: str) -> None:
    put(inbox, f"{folder}/台账.csv")
    (only,) = arrivals(inbox, "a", NIGHT)
    assert (only.folder, only.business_date) == (folder, None)


def test_file_in_no_date_folder_is_told_of(inbox: Path) -> None:
    put(inbox, "台账.csv")
    (only,) = arrivals(inbox, "a", NIGHT)
    assert (only.folder, only.business_date) == ("", None)


def test_later_dated_files_wait(inbox: Path) -> None:
    for day in ("2026-03-04", TODAY, "2026-03-06"):
        put(inbox, f"{day}/{day}.csv")
    assert names(inbox) == ["2026-03-04.csv", f"{TODAY}.csv"]
    assert waiting(inbox, "a", NIGHT) == 1


def test_order_is_by_date_then_name_at_any_depth(inbox: Path) -> None:
    for place in (f"{TODAY}/b.csv", f"{TODAY}/a.csv", "2026-03-04/z.csv", f"{TODAY}/镇/c.csv"):
        put(inbox, place)
    assert names(inbox) == ["z.csv", "a.csv", "b.csv", "c.csv"]


def test_broken_characters_of_a_name_become_visible(inbox: Path) -> None:
    for name in (b"\xd6\xdc.csv", b"\xd6\xdc\xff.csv"):
        Path(os.fsdecode(os.fsencode(inbox / "a" / TODAY) + b"/" + name)).write_text("x")
    assert sorted(names(inbox)) == ["\\xd6\\xdc\\xff.csv", "周.csv"]


def test_a_source_is_every_folder_that_is_read_as_its_name(inbox: Path) -> None:
    for encoding in ("utf-8", "gbk"):
        folder = inbox / os.fsdecode("周口".encode(encoding)) / TODAY
        folder.mkdir(parents=True)
        (folder / f"{encoding}.csv").write_text("x")
    assert sources_present(inbox) == ("a", "周口")
    assert len(arrivals(inbox, "周口", NIGHT)) == 2


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """Looks at files as a user who owns none."""
    folder.chmod(0o755)
    was = os.geteuid()
    os.seteuid(65534 if was == 0 else was)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.mark.parametrize("mode", [0o000, 0o444])
@pytest.mark.parametrize("place", ["shut", f"shut/{TODAY}"])
def test_a_folder_that_cannot_be_listed_is_told_of_and_stops_no_other(
    mode: int, place: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        inbox = Path(name)
        for source in ("open", "shut"):
            (inbox / source / TODAY).mkdir(parents=True)
            (inbox / source / TODAY / "a.csv").write_text("x")
        (inbox / place).chmod(mode)
        troubles: list[OSError] = []
        with nobody(inbox):
            found = [len(arrivals(inbox, one, NIGHT, troubles)) for one in ("open", "shut")]
            assert (found, passed_over(inbox), waiting(inbox, "shut", NIGHT)) == ([1, 0], {}, 0)
        assert [Path(one.filename).is_relative_to(inbox / place) for one in troubles] == [True]
        (inbox / place).chmod(0o755)


def test_stamp_changes_with_the_file(inbox: Path) -> None:
    path = put(inbox, f"{TODAY}/a.csv")
    (before,) = (one.stamp for one in arrivals(inbox, "a", NIGHT))
    path.write_text("longer")
    assert [one.stamp for one in arrivals(inbox, "a", NIGHT)] != [before]


def test_the_inbox_itself_may_be_a_link(inbox: Path) -> None:
    put(inbox, f"{TODAY}/a.csv")
    (link := inbox.parent / "link").symlink_to(inbox)
    assert (sources_present(link), names(link)) == (("a",), ["a.csv"])


def test_missing_inbox_holds_nothing(tmp_path: Path) -> None:
    assert passed_over(tmp_path / "none") == {}
    assert sources_present(tmp_path / "none") == ()
    assert arrivals(tmp_path / "none", "a", NIGHT) == ()


def test_unseen_characters_of_a_name_become_visible(inbox: Path) -> None:
    put(inbox, f"{TODAY}/a\x1b[31m\n\u202excod.csv")
    assert names(inbox) == ["a\\x1b[31m\\x0a\\x202excod.csv"]


def test_files_beside_the_sources_are_told_of_under_a_name_no_contract_bears(inbox: Path) -> None:
    for name in ("台账.csv", ".DS_Store", "half.part"):
        (inbox / name).write_text("x")
    put(inbox, f"../{LOOSE}/台账.csv")
    found = arrivals(inbox, LOOSE, NIGHT)
    assert sources_present(inbox) == ("a", LOOSE)
    assert sorted((one.folder, one.business_date, one.is_loose) for one in found) == [
        ("", None, False),
        (".", None, True),
    ]


def test_what_is_passed_over_is_counted_and_litter_is_not(inbox: Path) -> None:
    for place in ("~$台账.xlsx", "x.part", ".hidden/y.part", "Thumbs.db", "deep/z.tmp", "good.csv"):
        put(inbox, f"{TODAY}/{place}")
    os.mkfifo(inbox / "pipe")
    (inbox / "link").symlink_to(inbox)
    assert passed_over(inbox) == {Ignored.UNFINISHED: 3, Ignored.NO_FILE: 2}


def test_links_that_lead_round_in_circles_end(inbox: Path) -> None:
    put(inbox, f"{TODAY}/good.csv")
    (inbox / "a" / TODAY / "round").symlink_to(inbox / "a")
    (inbox / "a" / TODAY / "self").symlink_to("self")
    assert names(inbox) == ["good.csv"]
    assert passed_over(inbox) == {Ignored.NO_FILE: 2}
