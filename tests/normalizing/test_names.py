"""Enterprise names: what is dropped for comparison, and what never is (domain.md 7.3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.normalizing import clean_name, name_key

from .made import UNITS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("沈丘县老王食品有限责任公司", "老王食品有限公司"),
        ("河南省周口市沈丘县老王食品有限公司", "沈丘老王食品有限公司"),
        ("周口市（川汇区）老王超市", "川汇区老王超市"),
        ("老王超市（个体工商户）", "老王超市"),
        ("老王会计所(普通合伙)", "老王会计所"),
        ("老王商贸（周口）有限公司", "老王商贸(周口) 有限公司"),
        ("ＡＢＣ食品【一厂】", "abc食品（一厂）"),
        ("淮阳县老王超市", "淮阳区老王超市"),
        ("老王·超市", "老 王超市"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert name_key(one, UNITS) == name_key(other, UNITS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("老王食品有限公司（一厂）", "老王食品有限公司（二厂）"),
        ("老王食品有限公司", "老王食品有限公司沈丘分公司"),
        ("老王超市第一分店", "老王超市第二分店"),
        ("老王商贸（周口）有限公司", "老王商贸有限公司"),
        ("周口路加油站", "太康路加油站"),
        ("项城市场超市", "超市"),
        ("老王食品有限公司", "老王食品股份有限公司"),
    ],
)
def test_different_enterprises_stay_apart(one: str, other: str) -> None:
    assert name_key(one, UNITS) != name_key(other, UNITS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" 老王 食品\n有限公司 ", "老王食品有限公司"),
        ("老王食品(一厂)", "老王食品（一厂）"),
        ("ＡＢＣ Foods 有限公司", "ABC Foods有限公司"),
        ("老王食品，", "老王食品"),
    ],
)
def test_names_are_tidied(text: str, name: str) -> None:
    assert clean_name(text) == name


@given(
    st.text(max_size=40)
    | st.text(alphabet="周口市沈丘县川汇区（）()有限责任公司老王路", max_size=20)
)
def test_tidying_and_keying_twice_change_nothing(text: str) -> None:
    name, key = clean_name(text), name_key(text, UNITS)
    assert clean_name(name) == name
    assert name_key(key, UNITS) == key


NAMES = st.text(max_size=30) | st.text("周口市川汇区甲乙應萬厂公司有限责任()（一） ·", max_size=24)


@given(NAMES)
def test_tidying_any_name_twice_changes_nothing(name: str) -> None:
    assert clean_name(clean_name(name)) == clean_name(name)


@given(st.text("甲乙丙丁鑫源达机械粮油", min_size=3, max_size=8))
def test_every_spelling_of_a_name_has_its_key(stem: str) -> None:
    plain = name_key(f"沈丘县{stem}有限公司", UNITS)
    others = (
        f"周口市沈丘县{stem}有限责任公司", f"沈丘{stem}有限公司", f" 沈丘县 {stem}有限公司　",
        f"{stem}有限公司",
    )  # fmt: skip
    assert {name_key(other, UNITS) for other in others} == {plain}


@given(NAMES)
def test_the_key_of_a_tidied_name_is_the_name_s_key(name: str) -> None:
    assert name_key(clean_name(name), UNITS) == name_key(clean_name(clean_name(name)), UNITS)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("沈丘县永安燃气站 13812345678", "沈丘县永安燃气站"),
        ("永安燃气站 电话：138 1234 5678", "永安燃气站"),
        ("永安燃气站（联系电话：0394-5221234）", "永安燃气站"),
        ("张三饭店（张三 412728198001011234）", "张三饭店"),
        ("企业名称：永安燃气站", "永安燃气站"),
        ("1.永安燃气站（副本）", "永安燃气站"),
        ("3.15商城", "3.15商城"),
        ("企业家大厦", "企业家大厦"),
        ("7天酒店（周口）", "7天酒店（周口）"),
        ("2026000号仓库", "2026000号仓库"),
    ],
)
def test_what_a_clerk_puts_beside_a_name_is_no_part_of_it(cell: str, name: str) -> None:
    assert clean_name(cell) == name
    assert clean_name(name) == name
