"""Files fetched from a real SSH server: whole, once, and only from the right one."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import asyncssh
import pytest

from tests.landing.transports.conftest import NIGHT, Desk
from tests.landing.transports.servers import PASSWORD, SftpServer, wire_to
from zhiben.landing.transports import CutOffError, RefusedError
from zhiben.landing.transports import sftp as module

pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnhandledThreadExceptionWarning"  # the SSH library's, of a cut line
)
WRONG = PASSWORD[::-1]
BIG = os.urandom(3_000_000)


def test_files_of_past_dates_are_fetched_once(desk: Desk, sftp: SftpServer) -> None:
    for day in ("2026-03-04", "2026-03-05", "2026-03-06"):
        sftp.put(f"out/{day}/台账.csv", day.encode())
    assert (desk.fetch(), desk.fetch()) == (2, 0)
    assert desk.lying() == {
        "2026-03-04/台账.csv": b"2026-03-04",
        "2026-03-05/台账.csv": b"2026-03-05",
    }


@pytest.mark.parametrize(
    ("path", "place", "lies"),
    [
        ("/out/{source}/{date}", "out/a/2026-03-05/x/y.csv", "x/y.csv"),
        ("out/{date}/{source}", "out/2026-03-05/a/y.csv", "y.csv"),
        ("/out/{source}-{date:%Y%m%d}.csv", "out/a-20260305.csv", "a-20260305.csv"),
        ("/out/{date:%Y}/{date:%m}/{date:%d}", "out/2026/03/05/y.csv", "y.csv"),
        ("/out/{date:%Y年%m月%d日}/台账.csv", "out/2026年03月05日/台账.csv", "台账.csv"),
        ("/{date}/{date}.csv", "2026-03-05/2026-03-05.csv", "2026-03-05.csv"),
    ],
)
def test_dates_stand_where_the_path_says(
    desk: Desk, sftp: SftpServer, path: str, place: str, lies: str
) -> None:
    sftp.put(place)
    sftp.put("out/a/notes.txt")
    sftp.put("2026-03-05/2026-03-04.csv")
    assert desk.fetch(path=path) == 1
    assert list(desk.lying()) == [f"2026-03-05/{lies}"]


@pytest.mark.parametrize("after", [1_000_000, 2_500_000])
def test_a_cut_line_leaves_no_delivery_and_the_next_night_fetches_it_whole(
    desk: Desk, sftp: SftpServer, after: int
) -> None:
    sftp.put("out/2026-03-05/台账.xlsx", BIG)
    with wire_to(sftp.port) as wire:
        desk.connect("sftp", port=wire.port, extra={"host_key": sftp.host_key})
        wire.cut_after = after
        with pytest.raises(CutOffError, match=r"out/2026-03-05/台账\.xlsx"):
            desk.fetch()
        assert desk.everything() == set()
        wire.cut_after = None
        assert desk.fetch(date(2026, 3, 6)) == 1
    assert desk.lying() == {"2026-03-05/台账.xlsx": BIG}


def test_what_came_before_the_cut_stays(desk: Desk, sftp: SftpServer) -> None:
    sftp.put("out/2026-03-04/a.csv", b"first")
    sftp.put("out/2026-03-05/b.csv", BIG)
    with wire_to(sftp.port) as wire:
        desk.connect("sftp", port=wire.port, extra={"host_key": sftp.host_key})
        wire.cut_after = 1_000_000
        with pytest.raises(CutOffError):
            desk.fetch()
    assert desk.lying() == {"2026-03-04/a.csv": b"first"}


def test_a_server_that_is_down_is_told_of(desk: Desk, sftp: SftpServer) -> None:
    with wire_to(sftp.port) as wire:
        desk.connect("sftp", port=wire.port, extra={"host_key": sftp.host_key})
    with pytest.raises(CutOffError, match=rf"sftp://127.0.0.1:{wire.port}/? does not answer"):
        desk.fetch()


def test_a_wrong_password_is_told_of_without_it(
    desk: Desk, sftp: SftpServer, caplog: pytest.LogCaptureFixture
) -> None:
    desk.connect("sftp", port=sftp.port, password=WRONG, extra={"host_key": sftp.host_key})
    with caplog.at_level("DEBUG"), pytest.raises(RefusedError, match="refuses the login") as caught:
        desk.fetch()
    assert "'far'" in str(caught.value)
    assert WRONG not in str(caught.value) + caplog.text


def test_a_missing_connection_is_told_of(desk: Desk, sftp: SftpServer) -> None:
    with pytest.raises(RefusedError, match="no usable Airflow connection 'none'"):
        desk.fetch(connection="none")


def test_a_connection_of_another_type_is_told_of(desk: Desk, sftp: SftpServer) -> None:
    desk.connect("http")
    with pytest.raises(RefusedError, match="of type 'http', which is no sftp"):
        desk.fetch()


def test_a_connection_with_unusable_fields_is_told_of(desk: Desk, sftp: SftpServer) -> None:
    desk.connect("sftp", extra={"private_key": "no key"})
    with pytest.raises(RefusedError, match="'far' cannot be used"):
        desk.fetch()


def test_an_unknown_host_key_is_refused(desk: Desk, sftp: SftpServer) -> None:
    desk.connect("sftp", port=sftp.port)
    with pytest.raises(RefusedError, match="may be anybody"):
        desk.fetch()


def test_another_host_key_is_refused(desk: Desk, sftp: SftpServer) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
    desk.connect("sftp", port=sftp.port, extra={"host_key": other})
    with pytest.raises(RefusedError, match="another host key"):
        desk.fetch()


def test_a_connection_may_do_without_a_host_key(desk: Desk, sftp: SftpServer) -> None:
    sftp.put("out/2026-03-05/a.csv")
    desk.connect("sftp", port=sftp.port, extra={"no_host_key_check": True})
    assert desk.fetch() == 1


def test_a_key_file_logs_in_no_worse(desk: Desk, sftp: SftpServer) -> None:
    known = Path(os.environ["HOME"]) / ".ssh" / "known_hosts"
    known.parent.mkdir()
    known.write_text(f"[127.0.0.1]:{sftp.port} {sftp.host_key}\n")
    sftp.put("out/2026-03-05/a.csv")
    desk.connect("sftp", port=sftp.port)
    assert desk.fetch() == 1


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "a/b.csv", "a\\b.csv", "a\nb.csv", "台" * 90, "..", "x\x7f"]
)
def test_a_name_that_leads_elsewhere_is_refused(desk: Desk, sftp: SftpServer, name: str) -> None:
    sftp.put("out/2026-03-05/good.csv", b"good")
    sftp.offered.append(name)
    if name == "..":  # every folder lists it; it is no file to be offered
        assert desk.fetch() == 1
    else:
        with pytest.raises(RefusedError, match="cannot be taken"):
            desk.fetch()
    assert desk.everything() == {"good.csv"}


@pytest.mark.parametrize("name", ["a.csv.part", "a.csv.filepart", "a.TMP", ".a.csv", "~$a.xlsx"])
def test_hidden_and_unfinished_files_wait(desk: Desk, sftp: SftpServer, name: str) -> None:
    path = sftp.put(f"out/2026-03-05/{name}")
    assert desk.fetch() == 0
    path.rename(path.with_name("a.csv"))
    assert desk.fetch() == 1


def test_links_at_the_server_are_not_followed(desk: Desk, sftp: SftpServer) -> None:
    path = sftp.put("out/2026-03-05/a.csv")
    path.with_name("b.csv").symlink_to(path)
    path.with_name("loop").symlink_to(path.parent)
    assert desk.fetch() == 1


def test_a_file_that_grows_waits(
    desk: Desk, sftp: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SETTLE_SECONDS", 0)
    path = sftp.put("out/2026-03-05/a.csv", b"half", time.time())
    sftp.meanwhile["/out/2026-03-05/a.csv"] = lambda: path.write_bytes(b"half and half")
    assert desk.fetch() == 0
    assert not sftp.meanwhile
    assert (desk.fetch(), desk.lying()) == (1, {"2026-03-05/a.csv": b"half and half"})


def test_a_corrected_file_lies_beside_the_first_and_after_it(desk: Desk, sftp: SftpServer) -> None:
    sftp.put("out/2026-03-05/台账.csv", b"first")
    desk.fetch()
    sftp.put("out/2026-03-05/台账.csv", b"second")
    assert (desk.fetch(), desk.fetch()) == (1, 0)
    assert list(desk.lying().values()) == [b"first", b"second"]


def test_a_file_that_was_dropped_by_hand_stays(desk: Desk, sftp: SftpServer) -> None:
    dropped = desk.inbox / "a" / "2026-03-05" / "台账.csv"
    dropped.parent.mkdir(parents=True)
    dropped.write_bytes(b"by hand")
    sftp.put("out/2026-03-05/台账.csv", b"from afar")
    desk.fetch()
    assert list(desk.lying().values()) == [b"by hand", b"from afar"]


def test_a_lost_book_costs_a_transfer_and_no_second_delivery(desk: Desk, sftp: SftpServer) -> None:
    sftp.put("out/2026-03-05/台账.csv", b"x")
    desk.fetch()
    (desk.books / "a.jsonl").unlink()
    assert (desk.fetch(), desk.lying()) == (1, {"2026-03-05/台账.csv": b"x"})


def test_a_torn_line_of_the_book_counts_as_none(desk: Desk, sftp: SftpServer) -> None:
    sftp.put("out/2026-03-05/a.csv")
    desk.fetch()
    book = desk.books / "a.jsonl"
    book.write_bytes(book.read_bytes()[:-20])
    assert (desk.fetch(), desk.fetch()) == (1, 0)


def test_a_file_over_the_limit_is_refused_and_stops_no_other(desk: Desk, sftp: SftpServer) -> None:
    sftp.put("out/2026-03-04/huge.csv", BIG)
    sftp.put("out/2026-03-05/a.csv", b"small")
    with pytest.raises(RefusedError, match=r"huge.csv is larger than 1 MB.*max_mb"):
        desk.fetch(max_mb=1)
    assert desk.everything() == {"a.csv"}


def test_a_backlog_of_many_dates_is_fetched_in_their_order(desk: Desk, sftp: SftpServer) -> None:
    days = [date.fromordinal(date(2026, 3, 5).toordinal() - back) for back in range(120)]
    for day in days:
        sftp.put(f"out/{day}/a.csv", day.isoformat().encode())
    assert desk.fetch() == len(desk.lying()) == 120
    lines = (desk.books / "a.jsonl").read_text().splitlines()
    assert lines == sorted(lines)


def test_a_missing_folder_is_told_of_and_a_missing_date_is_none(
    desk: Desk, sftp: SftpServer
) -> None:
    assert desk.fetch() == 0
    with pytest.raises(RefusedError, match=r"/nowhere is not there"):
        desk.fetch(path="/nowhere/{date}")


@pytest.mark.parametrize("link", ["a", "a/2026-03-05"])
def test_a_link_in_the_inbox_leads_nowhere(desk: Desk, sftp: SftpServer, link: str) -> None:
    elsewhere = desk.inbox.parent / "elsewhere"
    elsewhere.mkdir()
    (desk.inbox / link).parent.mkdir(parents=True)
    (desk.inbox / link).symlink_to(elsewhere)
    sftp.put("out/2026-03-05/a.csv")
    with pytest.raises(RefusedError, match="is a link"):
        desk.fetch()
    assert list(elsewhere.iterdir()) == []


def test_no_password_reaches_the_log(
    desk: Desk, sftp: SftpServer, caplog: pytest.LogCaptureFixture
) -> None:
    sftp.put("out/2026-03-05/a.csv")
    with caplog.at_level("DEBUG"):
        desk.fetch()
    assert "a.csv fetched: 1 bytes" in caplog.text
    assert PASSWORD not in caplog.text


def test_folders_of_dates_not_asked_for_are_not_looked_into(desk: Desk, sftp: SftpServer) -> None:
    for day in ("2026-03-02", "2026-03-03", "2026-03-05", "2026-03-06", "2026-02-30"):
        sftp.put(f"out/{day}/a.csv")
    for closed in ("2026-03-02", "2026-03-06"):
        sftp.unreadable.append(closed)
    assert desk.fetch(days=3) == 2
    with pytest.raises(RefusedError, match="out/2026-03-02 may not be read"):
        desk.fetch(days=4)


LONG_AGO = 1_600_000_000
YEAR = [date(2026, 3, 5) - timedelta(days=back) for back in range(365)]


def put_long_ago(sftp: SftpServer, place: str) -> Path:
    """A file in a folder that looks as if nothing had changed in it for years."""
    path = sftp.put(place)
    os.utime(path.parent, (LONG_AGO, LONG_AGO))
    return path


@pytest.mark.parametrize(
    ("path", "place", "looks"),
    [
        ("/out/{date}", "out/{}/a.csv", 1 + 1 + 31),  # of the folder, in it, and into a month's
        ("/out/{date}/{source}", "out/{}/a/a.csv", 2 + 365 + 31),  # each day's may have got one
        ("/out/{source}-{date}.csv", "out/a-{}.csv", 2),
    ],
)
def test_old_folders_are_looked_into_once(
    desk: Desk, sftp: SftpServer, path: str, place: str, looks: int
) -> None:
    for day in YEAR:
        put_long_ago(sftp, place.format(day))
    assert desk.fetch(path=path) == 365
    sftp.asked.clear()
    assert desk.fetch(path=path) == 0
    assert len(sftp.asked) == looks


def test_an_old_folder_that_changed_is_looked_into_again(desk: Desk, sftp: SftpServer) -> None:
    put_long_ago(sftp, "out/2025-03-05/a.csv")
    assert (desk.fetch(), desk.fetch()) == (1, 0)
    sftp.put("out/2025-03-05/late.csv")
    assert (desk.fetch(), desk.fetch()) == (1, 0)


@pytest.mark.parametrize("why", ["unfinished", "too large", "a folder within"])
def test_an_old_folder_is_not_done_with_before_all_of_it_was_fetched(
    desk: Desk, sftp: SftpServer, why: str
) -> None:
    name = {"unfinished": "b.part", "too large": "b.csv", "a folder within": "x/b.csv"}[why]
    put_long_ago(sftp, "out/2025-03-05/a.csv")
    path = sftp.put(f"out/2025-03-05/{name}", BIG if why == "too large" else b"x")
    os.utime(sftp.root / "out/2025-03-05", (LONG_AGO, LONG_AGO))
    with suppress(RefusedError):
        desk.fetch(max_mb=1)
    if why == "unfinished":
        path.rename(path.with_suffix(".csv"))
    os.utime(sftp.root / "out/2025-03-05", (LONG_AGO, LONG_AGO))
    put_long_ago(sftp, "out/2025-03-05/x/late.csv") if why == "a folder within" else None
    assert desk.fetch() == 1


def test_a_contract_that_says_days_has_all_of_them_looked_at(desk: Desk, sftp: SftpServer) -> None:
    path = put_long_ago(sftp, "out/2025-12-05/a.csv")
    desk.fetch(days=120)
    path.write_bytes(b"written over")
    assert (desk.fetch(days=120), desk.fetch()) == (1, 0)


def test_names_in_any_writing_are_fetched_and_what_is_no_text_is_named(
    desk: Desk, sftp: SftpServer
) -> None:
    for name in (b"\xd6\xdc\xff.csv", "周口.csv".encode("gbk"), "台账.csv".encode()):
        sftp.put(f"out/{NIGHT}/{os.fsdecode(name)}")
    with pytest.raises(RefusedError, match="which cannot be taken") as told:
        desk.fetch()
    assert str(told.value).isprintable()
    assert set(desk.lying()) == {f"{NIGHT}/周口.csv", f"{NIGHT}/台账.csv"}
