"""A text suggests a clause by all its signs, of the version and sector that speak of it."""

from __future__ import annotations

from datetime import date

import pytest

from zhiben.campaign.leads import LeadReader
from zhiben.campaign.standards import load_standards
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

DAY = date(2025, 3, 1)


@pytest.fixture(scope="module")
def reader() -> LeadReader:
    wording = load_wording(SHIPPED_INCLUDE / "vocabulary")
    return LeadReader(load_standards(SHIPPED_INCLUDE / "campaign"), wording)


def clauses(reader: LeadReader, text: str, day: date = DAY, industry: str | None = None) -> str:
    return " ".join(f"{one.standard}{one.article}" for one in reader.leads(text, day, industry))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("有限空间未辨识、未建立台账，也未设警示标志", "gongmao第十三条（一）"),
        ("有限空间未设警示标志", ""),
        ("未对有限空间进行辨识", ""),
        ("有限空间作业未审批", "gongmao第十三条（二）"),
        ("有限空间作业无专人监护", "gongmao第十三条（二）"),
    ],
)
def test_both_or_any_as_the_clause_says(reader: LeadReader, text: str, expected: str) -> None:
    assert clauses(reader, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "未发现电工无证上岗现象",
        "电工是否无证上岗",
        "电工无证上岗，已整改",
        "现场焊工无证作业，当场整改",
        "依据《工贸企业重大事故隐患判定标准》，焊工无证作业属于重大隐患，本次检查未发现",
        "电工证过期未复审",
        "消防车道未被占用",
        "",
    ],
)
def test_what_is_denied_asked_or_mended_suggests_nothing(reader: LeadReader, text: str) -> None:
    assert clauses(reader, text) == ""


@pytest.mark.parametrize(
    ("text", "day", "industry", "expected"),
    [
        ("消防车道被占用", date(2025, 10, 31), None, "xiaofang消防车道"),
        ("消防车道被占用", date(2025, 11, 1), None, ""),
        ("电工无证上岗", date(2023, 5, 14), None, ""),
        ("电工无证上岗", date(2023, 5, 15), None, "gongmao第三条（二）"),
        ("特种作业人员无证上岗", date(2026, 9, 29), "化工", "huagong（二）"),
        ("特种作业人员无证上岗", date(2026, 9, 30), "化工", ""),
        ("主要负责人未经考核合格", DAY, None, ""),
        ("主要负责人未经考核合格", DAY, "危化品", "huagong（一）"),
        ("电工无证上岗", DAY, "工贸行业", "gongmao第三条（二）"),
        ("电工无证上岗", DAY, "学校", ""),
        ("电工无证上岗", DAY, "其他", "gongmao第三条（二）"),
        ("消防车道被占用", DAY, "学校", "xiaofang消防车道"),
    ],
)
def test_version_and_sector_decide_who_speaks(
    reader: LeadReader, text: str, day: date, industry: str | None, expected: str
) -> None:
    assert clauses(reader, text, day, industry) == expected


def test_a_lead_tells_its_words_and_whether_the_clause_was_seen(reader: LeadReader) -> None:
    (lead,) = reader.leads("2号塔吊力矩限制器失效", DAY, "建筑施工")
    assert (lead.number, lead.article) == ("建质规〔2024〕5号", "第八条（安全装置）")
    assert lead.words == ("塔吊", "力矩限制器", "失效")
    assert not lead.is_verified
