"""Files asked of a real web server, one date at a time."""

from __future__ import annotations

import base64
import hashlib
import time
from datetime import date

import pytest

from tests.landing.transports.conftest import NIGHT, Desk
from tests.landing.transports.servers import (
    HOST,
    PASSWORD,
    Answer,
    Handler,
    HttpServer,
    says,
    wire_to,
)
from zhiben.landing.transports import CutOffError, RefusedError, placing

TODAY = "/ledger/2026-03-05.csv"
IN_GBK = "台账.xls".encode("gbk").decode("latin-1")  # as headers are written and read
BODY = "序号,企业名称\n1,甲厂\n".encode() * 10_000
WRONG = PASSWORD[::-1]


def chunked(*parts: bytes, ends: bool = True) -> Answer:
    """An answer in chunks, which is whole only with its last, empty one."""

    def answer(handler: Handler) -> None:
        handler.answer(200, Content_Length="", Transfer_Encoding="chunked")
        for part in (*parts, b"") if ends else parts:
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")

    return answer


def hashed(name: str, body: bytes) -> str:
    return base64.b64encode(hashlib.new(name, body).digest()).decode()


def test_each_date_is_asked_for_until_it_came(desk: Desk, http: HttpServer) -> None:
    http.answers[TODAY] = says(BODY)
    assert (desk.fetch(), len(http.asked)) == (1, 31)
    assert (desk.fetch(), len(http.asked)) == (0, 61)
    assert desk.lying() == {"2026-03-05/2026-03-05.csv": BODY}


def test_a_date_that_comes_late_is_fetched_for_its_date(desk: Desk, http: HttpServer) -> None:
    assert desk.fetch() == 0
    http.answers[TODAY] = says(BODY)
    assert desk.fetch(date(2026, 3, 8)) == 1
    assert list(desk.lying()) == ["2026-03-05/2026-03-05.csv"]


def test_a_contract_says_how_far_back_to_ask(desk: Desk, http: HttpServer) -> None:
    desk.fetch(days=2)
    assert http.asked == ["/ledger/2026-03-04.csv", TODAY]


def test_a_date_that_is_refused_stops_no_other(desk: Desk, http: HttpServer) -> None:
    http.answers["/ledger/2026-03-04.csv"] = says(b"", 403)
    http.answers[TODAY] = says(BODY)
    with pytest.raises(RefusedError, match=r"2026-03-04\.csv refuses"):
        desk.fetch()
    assert list(desk.lying().values()) == [BODY]


@pytest.mark.parametrize("status", [204, 404, 410])
def test_nothing_there_is_no_trouble(desk: Desk, http: HttpServer, status: int) -> None:
    http.answers[TODAY] = says(b"", status)
    assert desk.fetch() == 0


@pytest.mark.parametrize(
    "answer",
    [
        says(BODY, Content_Length=str(len(BODY) + 1)),
        chunked(BODY[:1000], BODY[1000:], ends=False),
        says(BODY, Digest="SHA-256=" + hashed("sha256", BODY + b"x")),
        says(BODY, Content_Digest=f"sha-512=:{hashed('sha512', b'')}:"),
        says(BODY, Content_MD5=hashed("md5", BODY + b"x")),
        says(BODY, Content_Length="", Digest="sha-256=" + hashed("sha256", BODY + b"x")),
    ],
    ids=["short", "chunks-cut", "digest", "content-digest", "md5", "digest-only"],
)
def test_half_an_answer_is_no_delivery_and_the_next_night_fetches_it_whole(
    desk: Desk, http: HttpServer, answer: Answer
) -> None:
    http.answers[TODAY] = answer
    with pytest.raises(CutOffError, match=r"2026-03-05\.csv (was cut|differs|does not answer)"):
        desk.fetch()
    assert desk.everything() == set()
    http.answers[TODAY] = says(BODY)
    assert desk.fetch(date(2026, 3, 6)) == 1
    assert desk.lying() == {"2026-03-05/2026-03-05.csv": BODY}


@pytest.mark.parametrize(
    "answer",
    [
        chunked(BODY[:1000], BODY[1000:]),
        says(BODY, Repr_Digest=f"sha-256=:{hashed('sha256', BODY)}:, unixsum=1"),
        says(BODY, Content_Length="", Digest="sha-256=" + hashed("sha256", BODY)),
        says(BODY, Content_MD5="no base64", Digest="md5=abc"),
    ],
    ids=["chunks", "digest", "digest-only", "no-digest"],
)
def test_a_whole_answer_is_a_delivery(desk: Desk, http: HttpServer, answer: Answer) -> None:
    http.answers[TODAY] = answer
    assert desk.fetch() == 1
    assert list(desk.lying().values()) == [BODY]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says(BODY, Content_Length=""), "does not say how long"),
        (says(BODY, Content_Encoding="gzip"), "packs its answer"),
        (says(b"", 302, Location="http://elsewhere.test/x"), "sends us on to elsewhere.test"),
        (says(b"", 400), "answers HTTP 400"),
        (says(b"", 403), "refuses the login"),
        (says(b"x", 206), "answers HTTP 206"),
    ],
)
def test_an_answer_that_trying_again_cannot_mend_is_refused(
    desk: Desk, http: HttpServer, answer: Answer, words: str
) -> None:
    http.answers[TODAY] = answer
    with pytest.raises(RefusedError, match=words):
        desk.fetch()
    assert desk.everything() == set()


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_busy_server_is_worth_another_try(desk: Desk, http: HttpServer, status: int) -> None:
    http.answers[TODAY] = says(b"", status)
    with pytest.raises(CutOffError, match=f"answers HTTP {status}"):
        desk.fetch()


def test_a_server_that_is_down_is_asked_three_times_and_no_more(
    desk: Desk, http: HttpServer
) -> None:
    with wire_to(http.port) as wire:
        desk.connect("http", port=wire.port)
    with pytest.raises(CutOffError, match="does not answer") as caught:
        desk.fetch()
    assert str(caught.value).count("does not answer") == 3


def test_a_line_that_is_cut_leaves_no_delivery(desk: Desk, http: HttpServer) -> None:
    http.answers[TODAY] = says(BODY)
    with wire_to(http.port) as wire:
        desk.connect("http", port=wire.port)
        wire.cut_after = 50_000
        with pytest.raises(CutOffError):
            desk.fetch()
    assert desk.everything() == set()


def test_a_wrong_password_is_told_of_once_and_without_it(
    desk: Desk, http: HttpServer, caplog: pytest.LogCaptureFixture
) -> None:
    desk.connect("http", port=http.port, password=WRONG)
    with caplog.at_level("DEBUG"), pytest.raises(RefusedError, match="refuses the login") as caught:
        desk.fetch()
    assert len(http.asked) == 1
    assert WRONG not in str(caught.value) + caplog.text


def test_a_login_in_the_address_is_not_told(desk: Desk, http: HttpServer) -> None:
    desk.connect("http", host=f"http://zhiben:{WRONG}@{HOST}", login=None, password=None)
    desk.connect("http", host=f"http://zhiben:{WRONG}@{HOST}:1", login=None, password=None)
    with pytest.raises(CutOffError, match=f"http://{HOST}:1/ledger") as caught:
        desk.fetch()
    assert WRONG not in str(caught.value)


def test_a_query_is_not_told(desk: Desk, http: HttpServer) -> None:
    http.answers["/q?day=2026-03-05&key=abc"] = says(b"", 500)
    with pytest.raises(CutOffError, match=r"/q answers HTTP 500") as caught:
        desk.fetch(path="/q?day={date}&key=abc")
    assert "abc" not in str(caught.value)


def test_a_server_that_trickles_is_left(
    desk: Desk, http: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trickle(handler: Handler) -> None:
        handler.answer(200, Content_Length="1000")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.02)

    http.answers[TODAY] = trickle
    monkeypatch.setattr("zhiben.landing.transports.fetching.FILE_SECONDS", 0.2)
    with pytest.raises(CutOffError, match="did not arrive within"):
        desk.fetch()


@pytest.mark.parametrize("answer", [says(b"x" * 1_000_001), chunked(*[b"x" * 100_000] * 11)])
def test_an_answer_over_the_limit_is_refused(desk: Desk, http: HttpServer, answer: Answer) -> None:
    http.answers[TODAY] = answer
    with pytest.raises(RefusedError, match="larger than 1 MB"):
        desk.fetch(max_mb=1)
    assert desk.everything() == set()


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"Content_Disposition": 'attachment; filename="a.xlsx"'}, "a.xlsx"),
        (
            {"Content_Disposition": "attachment; filename*=UTF-8''%E5%8F%B0%E8%B4%A6.xls"},
            "台账.xls",
        ),
        ({"Content_Disposition": 'attachment; filename="../../up.csv"'}, "up.csv"),
        ({"Content_Disposition": r'attachment; filename="C:\\x\\up.csv"'}, "up.csv"),
        ({"Content_Disposition": f'attachment; filename="{IN_GBK}"'}, "台账.xls"),
        ({"Content_Type": "application/json; charset=utf-8"}, "ledger.json"),
        ({"Content_Type": "text/csv"}, "ledger.csv"),
        ({}, "ledger"),
    ],
)
def test_the_server_names_the_file(
    desk: Desk, http: HttpServer, headers: dict[str, str], name: str
) -> None:
    http.answers["/api/ledger?day=20260305"] = says(b"x", **headers)
    assert desk.fetch(path="/api/ledger?day={date:%Y%m%d}") == 1
    assert list(desk.lying()) == [f"{NIGHT}/{name}"]


@pytest.mark.parametrize("nothing", [says(b""), chunked()])
def test_an_empty_answer_is_no_delivery_yet(desk: Desk, http: HttpServer, nothing: Answer) -> None:
    http.answers[TODAY] = nothing
    assert (desk.fetch(), desk.everything()) == (0, set())
    http.answers[TODAY] = says(b"x")
    assert desk.fetch() == 1


def test_a_name_that_cannot_be_written_is_refused(desk: Desk, http: HttpServer) -> None:
    long = "x" * (placing.LONGEST_NAME + 1)
    http.answers[TODAY] = says(b"x", Content_Disposition=f"attachment; filename={long}")
    with pytest.raises(RefusedError, match="cannot be taken"):
        desk.fetch()
