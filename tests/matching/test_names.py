"""What a name is made of, how alike two are, and which are compared at all."""

from __future__ import annotations

import json
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.matching.made import READER, SENSE
from zhiben.matching.names import (
    BlockIndex,
    NameModelError,
    blocks,
    choose,
    conflict,
    doubt,
    load_model,
)
from zhiben.matching.names.model import SHIPPED

NAMES = st.text("周口市沈丘县鑫源新盛宏达面粉饲料加油站有限责任公司第一二厂店（）分东", min_size=1)


@pytest.mark.parametrize(
    ("name", "divisions", "trade", "industry", "form", "branch"),
    [
        ("周口市鑫源面粉有限责任公司", "周口", "鑫源", "面粉", "有限公司", ""),
        ("周口市川汇区宏和火锅店", "周口 川汇", "宏和", "", "火锅店", ""),
        ("沈丘縣鑫源麵粉廠", "沈丘", "鑫源", "面粉", "厂", ""),
        ("鑫源面粉", "", "鑫源", "面粉", "", ""),
        ("鑫源（周口）面粉有限公司", "周口", "鑫源", "面粉", "有限公司", ""),
        ("淮阳县鑫源面粉厂", "淮阳", "鑫源", "面粉", "厂", ""),
        ("郑州市鑫源建筑工程有限公司", "郑州", "鑫源", "建筑工程", "有限公司", ""),
        ("临朐县鑫源机械厂", "临朐", "鑫源", "机械", "厂", ""),
        ("金华调味品有限公司", "", "金华", "调味品", "有限公司", ""),
        ("周口金华调味品有限公司", "周口", "金华", "调味品", "有限公司", ""),
        ("盛洋市政工程有限公司", "", "盛洋", "市政工程", "有限公司", ""),
        ("周口路加油站", "", "周口路", "", "加油站", ""),
        ("众达餐馆（个体工商户）", "", "众达", "", "餐馆", ""),
        ("宏达面粉有限公司第一分公司", "", "宏达", "面粉", "有限公司", "1分公司"),
        ("宏达石化有限公司周口市第十二加油站", "", "宏达", "石化", "有限公司", "周口12加油站"),
        ("河南建宏有限公司西华县安置房项目部", "河南", "建宏", "", "有限公司", "西华安置房项目部"),
        ("宏达家具厂（一厂）", "", "宏达", "家具", "厂", "1厂"),
        ("宏达家具二厂", "", "宏达", "家具", "厂", "2厂"),
        ("鑫源超市第二分店", "", "鑫源", "", "超市", "2分店"),
        ("鑫源超市人民路店", "", "鑫源", "", "超市", "人民路店"),
        ("沈丘县第二中学食堂", "沈丘", "第二", "", "中学", "食堂"),
        ("宏达面粉有限工司新区分公司", "", "宏达面粉有限工司新区分公司", "", "", "分公司"),
    ],
)  # fmt: skip
def test_name_comes_apart(
    name: str, divisions: str, trade: str, industry: str, form: str, branch: str
) -> None:
    parts = READER.read(name)
    found = (" ".join(parts.divisions), parts.trade, "".join(parts.industry), parts.form)
    assert (*found, parts.branch) == (divisions, trade, industry, form, branch)


def test_former_name_stands_apart() -> None:
    parts = READER.read("宏达面业有限公司（原：周口市鑫源面粉厂）")
    assert (parts.trade, parts.former) == ("宏达", ("周口市鑫源面粉厂",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("鑫源面粉有限公司", "鑫源面粉有限公司第一分公司"),
        ("鑫源面粉有限公司第一分公司", "鑫源面粉有限公司第二分公司"),
        ("鑫源家具一厂", "鑫源家具二厂"),
        ("鑫源超市", "鑫源超市（人民路店）"),
        ("沈丘县第一中学", "沈丘县第二中学"),
        ("鑫源建筑有限公司", "鑫源建筑有限公司西华安置房项目部"),
    ],
)
def test_branch_site_or_other_number_is_never_the_same(one: str, other: str) -> None:
    assert conflict(READER.read(one), READER.read(other))
    assert SENSE.model.compare(READER.read(one), READER.read(other)).score == 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("周口市鑫源面粉有限责任公司", "鑫源面粉"),
        ("周口市鑫源达面粉有限公司", "鑫原达面粉有限公司"),
        ("鑫源达面粉有限公司", "鑫源达粉有限公司"),
        ("沈丘县瀚成机电设备有限公司", "沈丘县翰成机电设备有限公司"),
        ("鑫源达商贸有限公司", "鑫源达商贸股份有限公司"),
        ("鑫源达面粉有限公司第二分公司", "鑫源达面粉有限公司2分公司"),
    ],
)
def test_slip_leaves_the_enterprise(one: str, other: str) -> None:
    assert choose(SENSE.model, READER.read(one), [("E", READER.read(other))]).is_sure


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("鑫源面粉有限公司", "鑫源饲料有限公司", "行业"),
        ("鑫源食品有限公司", "鑫源调味品有限公司", "行业"),
        ("三利水利工程有限公司", "三利市政工程有限公司", "行业"),
        ("鑫美物流", "鑫美酒楼", "行业"),
        ("鑫盛化工有限公司", "新盛化工有限公司", "字号"),
        ("宇业妇产医院", "盛业妇产医院", "字号"),
        ("沈丘县鑫源面粉有限公司", "郸城县鑫源面粉有限公司", "行政区划"),
    ],
)
def test_names_alone_do_not_suffice(one: str, other: str, why: str) -> None:
    said = doubt(READER.read(one), READER.read(other))
    assert said
    assert said.startswith(why)
    assert not choose(SENSE.model, READER.read(one), [("E", READER.read(other))]).is_sure


def test_two_alike_are_no_choice() -> None:
    known = [("E1", READER.read("鑫源面粉有限公司")), ("E2", READER.read("鑫源面粉厂"))]
    choice = choose(SENSE.model, READER.read("鑫源面粉"), known)
    assert (choice.is_sure, set(choice.rivals)) == (False, {"E1", "E2"})


def test_evidence_is_words_for_a_reviewer() -> None:
    pair = (READER.read("沈丘县瀚成面粉有限公司"), READER.read("翰成饲料厂"))
    words = SENSE.model.compare(*pair).words
    assert words.startswith("＋字号同音：瀚成／翰成；＋一方省略行政区划：沈丘；－")
    assert "－行业用语不同：面粉／饲料" in words


@given(NAMES, NAMES)
def test_likeness_is_mutual_and_a_probability(one: str, other: str) -> None:
    first, second = READER.read(one), READER.read(other)
    score = SENSE.model.score(first, second)
    assert 0.0 <= score <= 1.0
    assert score == pytest.approx(SENSE.model.score(second, first))
    assert (doubt(first, second) is None) == (doubt(second, first) is None)


@given(NAMES)
def test_name_is_found_by_itself_and_by_a_slip_at_its_end(name: str) -> None:
    parts = READER.read(name)
    keys = set(blocks(parts, "411624"))
    assert keys & set(blocks(READER.read(name + "。"), "411624"))
    assert not keys & set(blocks(parts, "411625"))


def test_fullest_blocks_are_passed_over_and_few_candidates_kept() -> None:
    index: BlockIndex[int] = BlockIndex()
    for member in range(3_000):
        index.add(member, (1, 2) if member < 40 else (1,))
    assert index.near((1, 2)) == sorted(range(40), key=str)[:20]
    assert index.near((1,)) == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda said: said["weights"].pop("whole"), id="a feature is missing"),
        pytest.param(lambda said: said["weights"].update(other=1), id="a feature nobody knows"),
        pytest.param(lambda said: said.update(same="high"), id="a threshold that is no number"),
        pytest.param(lambda said: said.clear(), id="empty"),
    ],
)
def test_damaged_model_is_refused_with_its_name(tmp_path: Path, damage: object) -> None:
    said = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert callable(damage)
    damage(said)
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(NameModelError, match=r"broken\.json"):
        load_model(path)
