"""Refused rows are known again when they come corrected, and never in another row's place."""

from __future__ import annotations

from datetime import date

import pytest

from zhiben.matching import BadRow, GoodRow, Headings, pair_corrected

HEADINGS = Headings(
    idle=frozenset({"序号"}),
    progress=frozenset({"状态"}),
    names=frozenset({"企业"}),
    words=frozenset({"描述"}),
    telling=frozenset({"部位", "措施"}),
    fixed=frozenset({"部位", "日期"}),
)
ROW = {
    "序号": "2", "企业": "甲厂", "日期": "2月30日", "部位": "1号车间", "描述": "阀门漏油",
    "措施": "更换阀门", "状态": "未整改",
}  # fmt: skip
DATE = frozenset({"日期"})
WORDS = frozenset({"描述"})


def bad(
    name: str = "Q1",
    key: str | None = None,
    part: int = 1,
    in_question: frozenset[str] = DATE,
    seen: tuple[int, int] = (5, 5),
    **cells: str,
) -> BadRow:
    days = date(2026, 3, seen[0]), date(2026, 3, seen[1])
    return BadRow(name, key, part, ROW | cells, in_question, days)


def good(name: str = "r1", key: str | None = None, part: int = 1, **cells: str) -> GoodRow:
    return GoodRow("D", name, key, part, ROW | {"日期": "2月28日"} | cells)


def paired(cases: list[BadRow], rows: list[GoodRow]) -> list[tuple[str, str]]:
    pairs = pair_corrected(cases, rows, HEADINGS)
    return sorted((one.quarantine_id, other.record_id) for one, other in pairs)


@pytest.mark.parametrize(
    ("case", "row"),
    [
        (bad(), good()),
        (bad(), good(序号="9", 状态="已整改")),
        (bad(), good(企业=" 甲厂 ")),
        (bad(in_question=WORDS, 描述="无"), good(日期="2月30日", 描述="插座烧焦")),
        (bad(key="2"), good(key="2", 描述="阀门 A 漏油")),
        (bad(in_question=frozenset({"企业"}), 企业=""), good(日期="2月30日")),
        (bad(), good(日期="2月30日")),
        (bad(), good(备注="已更正")),
        (bad(期限="3月1日", 责任人="张三"), good(期限="3月9日", 责任人="张三")),
        (bad(代码=""), good(代码="91411600MA00000001")),
        (bad(备注="甲", 责任人="张三"), good()),
    ],
    ids=[
        "date",
        "moved and rectified",
        "blanks",
        "words",
        "key",
        "name",
        "accepted as it was",
        "a remark besides",
        "another deadline",
        "a cell filled in",
        "columns left out",
    ],
)
def test_a_corrected_row_closes_its_case(case: BadRow, row: GoodRow) -> None:
    assert paired([case], [row]) == [("Q1", "r1")]


@pytest.mark.parametrize(
    ("case", "row"),
    [
        (bad(), good(描述="插座烧焦", 部位="2号车间", 措施="更换插座")),
        (bad(), good(部位="2号车间")),
        (bad(), good(企业="乙厂")),
        (bad(), good(part=2)),
        (bad(key="2"), good(key="3")),
        (bad(key="2"), good(key="2", 描述="插座烧焦", 部位="2号车间", 措施="更换插座")),
        (bad(key="2"), good(key="2", 企业="乙厂")),
        (bad(in_question=WORDS, 描述="无"), good(描述="插座烧焦", 措施="更换插座")),
        (bad(in_question=frozenset({"措施"})), good()),
        (bad(期限="1", 责任人="2"), good(期限="3", 责任人="4", 措施="拆除")),
    ],
    ids=[
        "another hazard", "another place", "another firm", "another part", "another key",
        "key used again", "key used for another firm", "words of another hazard", "another day",
        "too much else",
    ],
)  # fmt: skip
def test_another_row_that_comes_as_the_bad_one_goes_closes_nothing(
    case: BadRow, row: GoodRow
) -> None:
    assert paired([case], [row]) == []


def test_a_thin_ledger_cannot_say_which_hazard_a_row_without_words_was() -> None:
    thin = {"部位": "", "措施": ""}
    case = bad(in_question=WORDS, 描述="无", **thin)
    assert paired([case], [good(日期="2月30日", 描述="插座烧焦", **thin)]) == []


def test_two_rows_as_good_as_each_other_close_nothing() -> None:
    assert paired([bad()], [good("r1"), good("r2", 日期="2月27日")]) == []
    assert paired([bad("Q1"), bad("Q2", 日期="2月31日")], [good()]) == []


def test_of_twins_any_may_be_the_one_that_was_corrected() -> None:
    assert paired([bad("Q1"), bad("Q2")], [good()]) == [("Q1", "r1")]
    both = [good("r1"), good("r2", 日期="2月27日")]
    assert paired([bad("Q1"), bad("Q2")], both) == [("Q1", "r1"), ("Q2", "r2")]


def test_the_key_beats_equal_cells() -> None:
    rows = [good("r1", key="2", 描述="阀门A漏油"), good("r2", key=None)]
    assert paired([bad(key="2")], rows) == [("Q1", "r1")]


def test_a_correction_closes_every_version_of_the_row_that_came_before_it() -> None:
    versions = [bad("Q1", seen=(2, 4)), bad("Q2", seen=(5, 7), 状态="整改中")]
    assert paired(versions, [good(状态="已整改")]) == [("Q1", "r1"), ("Q2", "r1")]


def test_versions_that_stood_side_by_side_are_two_rows() -> None:
    rows = [bad("Q1", seen=(2, 5)), bad("Q2", seen=(5, 7), 状态="整改中")]
    assert paired(rows, [good(状态="已整改")]) == []


def test_of_two_rows_that_differ_in_a_deadline_each_closes_its_own_case() -> None:
    cases = [bad("Q1", 期限="3月1日"), bad("Q2", 期限="3月2日")]
    rows = [good("r2", 期限="3月2日", 备注="改"), good("r1", 期限="3月1日", 备注="改")]
    assert paired(cases, rows) == [("Q1", "r1"), ("Q2", "r2")]


def test_two_rows_as_good_close_nothing() -> None:
    assert (
        paired([bad(期限="3月1日")], [good("r1", 期限="3月8日"), good("r2", 期限="3月9日")]) == []
    )
