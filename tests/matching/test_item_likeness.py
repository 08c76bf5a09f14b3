"""What is one hazard in other words, what never is, and what the model file may be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from splink import SettingsCreator

from tests.matching.made import ITEM_SENSE, finding, night
from zhiben.errors import ZhibenError
from zhiben.matching import Book, Relation, Told, Verdict
from zhiben.matching.item_columns import Subject
from zhiben.matching.item_model import (
    SHIPPED,
    ItemModelError,
    load_item_model,
    save_item_model,
)
from zhiben.matching.likeness import odds_among
from zhiben.matching.scoring import Scored
from zhiben.matching.training import fit, fit_among
from zhiben.matching.visits import CONTEXT

PRESSURE, EMPTY = "灭火器压力不足", "灭火器失压未更换"
OTHER = {"source": "b", "row": 2, "found": "2026-03-02"}
VERIFIED = {"status": "verified", "verified": "2026-03-05", "day": "2026-03-05"}


def scored(*texts: str, sites: Sequence[str] = ("1号车间", "1号车间")) -> Scored:
    told = [Told(text, site) for text, site in zip(texts, sites, strict=True)]
    subjects = [
        Subject(f"r{place}", "E1", f"s{place}", date(2026, 3, 1), is_new=True)
        for place in range(len(texts))
    ]
    return ITEM_SENSE.score(subjects, told)


def test_same_hazard_in_other_words_is_likelier_than_another_fault_of_the_thing() -> None:
    (same,), (other,) = scored(PRESSURE, EMPTY).odds, scored(PRESSURE, "灭火器摆放不当").odds
    assert same > 0 > other


@pytest.mark.parametrize(
    ("one", "other", "speaks"),
    [
        ("配电箱无警示标志", "液化气瓶无警示标志", True),
        ("配电箱无警示标志", "无警示标志", False),
        ("配电箱无警示标志", "配电箱未贴警示标志", False),
        ("配电箱周围堆放杂物", "灭火器被杂物压住", True),
    ],
)
def test_what_each_row_names_besides_speaks_against_a_thing_that_both_name(
    one: str, other: str, *, speaks: bool
) -> None:
    (weight,) = scored(one, other).weights["besides"]
    assert bool(weight < 0) is speaks


def odds_by(one: dict[str, date], other: dict[str, date]) -> float:
    subjects = [
        Subject(name, "E1", name, date(2026, 3, day), is_new=True, **given)
        for name, day, given in (("a", 1, one), ("b", 3, other))
    ]
    return float(ITEM_SENSE.score(subjects, [Told(PRESSURE), Told(EMPTY)]).odds[0])


@pytest.mark.parametrize(
    ("field", "first", "alike", "apart"),
    [("due_on", 8, 10, 31), ("rectified_on", 8, 9, 28)],
)
def test_as_many_days_or_one_day_of_completion_speak_for_one_item(
    field: str, first: int, alike: int, apart: int
) -> None:
    said, near, far = ({field: date(2026, 3, day)} for day in (first, alike, apart))
    assert odds_by(said, near) > odds_by(said, {}) > odds_by(said, far)


def test_what_was_closed_long_before_is_no_rival() -> None:
    mine = Subject("a1", "E1", "a", date(2026, 3, 3), is_new=True)
    beside = Subject("b1", "E1", "b", date(2026, 3, 1), is_new=False)
    long_closed = replace(beside, row_id="b2", found_on=date(2025, 3, 1))
    among = {}
    for closed_on in (None, date(2025, 3, 9)):
        subjects = [mine, beside, replace(long_closed, closed_on=closed_on)]
        told = [Told(text, site="1号车间") for text in (PRESSURE, EMPTY, EMPTY)]
        scored = ITEM_SENSE.score(subjects, told)
        assert (scored.left.tolist(), scored.right.tolist()) == ([0, 0], [1, 2])
        among[closed_on] = odds_among(scored, subjects, ITEM_SENSE.model)
    assert among[date(2025, 3, 9)][0] > among[None][0]
    assert among[date(2025, 3, 9)][1] == among[None][1]


@pytest.mark.parametrize(
    ("texts", "sites"),
    [
        pytest.param((PRESSURE, PRESSURE), ("1号车间", "2号车间"), id="another place"),
        pytest.param(("疏散通道不畅通", "疏散通道已畅通"), ("", ""), id="the opposite"),
        pytest.param(("阀门未关闭", "阀门已关闭"), ("", ""), id="completed"),
    ],
)
def test_hard_constraints_forbid_whatever_else_speaks_for_it(
    texts: tuple[str, str], sites: tuple[str, str]
) -> None:
    assert not scored(*texts, sites=sites).is_possible.any()


def test_rows_of_two_enterprises_are_no_candidates() -> None:
    subjects = [Subject(one, one, one, date(2026, 3, 1), is_new=True) for one in "ab"]
    assert len(ITEM_SENSE.score(subjects, [Told(PRESSURE), Told(PRESSURE)])) == 0


def test_visit_of_another_source_joins_what_it_found_too() -> None:
    book = Book()
    first = night(book, finding(text=PRESSURE), finding(row=3, text="配电箱门缺失"))
    same, new = night(
        book,
        finding(**OTHER | {"text": f"{PRESSURE}，已失效"}),
        finding(**OTHER | {"row": 4, "text": "灭火器摆放不当"}),
        sense=ITEM_SENSE,
    )
    assert (same.item_id, same.relation) == (first[0].item_id, Relation.DUPLICATE)
    assert same.pairs[0].verdict == "same"
    assert same.pairs[0].evidence["place"] > 0
    assert new.verdict is Verdict.NEW


def test_two_rows_of_one_visit_never_share_an_item() -> None:
    book = Book()
    night(book, finding(text=PRESSURE))
    two = night(
        book,
        finding(**OTHER | {"text": f"{PRESSURE}，已失效", "key": "1"}),
        finding(**OTHER | {"row": 4, "text": f"{PRESSURE}，已失压", "key": "2"}),
        sense=ITEM_SENSE,
    )
    assert len({link.item_id for link in two}) == 2


def test_hazard_back_in_other_words_after_closure_points_to_the_old_one() -> None:
    book = Book()
    (old,) = night(book, finding(text=PRESSURE, **VERIFIED))
    again = {"day": "2026-04-02", "found": "2026-04-01", "text": f"{PRESSURE}，已失效", "row": 5}
    (new,) = night(book, finding(**again), sense=ITEM_SENSE)
    assert book.items[new.item_id].recurrence_of == old.item_id


def test_hazard_back_in_its_first_words_points_to_its_last_return() -> None:
    book, items = Book(), []
    for month, words in ((1, PRESSURE), (2, EMPTY), (3, PRESSURE)):
        day = f"2026-0{month}"
        said = {"text": words, "found": f"{day}-01", "day": f"{day}-10"}
        (link,) = night(
            book, finding(**said, status="verified", verified=f"{day}-09"), sense=ITEM_SENSE
        )
        items.append(link.item_id)
    assert [book.items[one].recurrence_of for one in items] == [None, *items[:2]]


@pytest.mark.parametrize("words", [f"{PRESSURE}，须立即更换", f"2具{EMPTY}", "个别灭火器欠压"])
def test_row_of_a_full_ledger_in_other_words_stays_its_item(words: str) -> None:
    book = Book()
    (one,) = night(book, finding(text=PRESSURE, key="7"))
    said = {"day": "2026-03-02", "row": 9, "text": words, "key": "9"}
    (two,) = night(book, finding(**said), sense=ITEM_SENSE, full=("a",))
    assert (two.item_id, two.relation) == (one.item_id, Relation.UPDATE)


@pytest.mark.parametrize(
    ("words", "is_known"),
    [("灭火器欠压", True), ("灭火器摆放不当", False)],
    ids=["same", "another"],
)
def test_row_that_a_source_sends_again_by_itself_is_known_in_other_words(
    words: str, is_known: bool
) -> None:
    book = Book()
    (one,) = night(book, finding(text=PRESSURE))
    said = {"day": "2026-03-02", "row": 9, "text": words}
    (two,) = night(book, finding(**said), sense=ITEM_SENSE)
    assert (two.item_id == one.item_id) is is_known


def test_retrained_model_moves_no_id() -> None:
    book = Book()
    (one,) = night(book, finding(text=PRESSURE))
    night(book, finding(**OTHER | {"text": f"{PRESSURE}，已失效"}), sense=ITEM_SENSE)
    strict = replace(ITEM_SENSE.model.thresholds, same=99.0)
    other = replace(ITEM_SENSE, model=replace(ITEM_SENSE.model, thresholds=strict))
    again = {**OTHER, "text": f"{PRESSURE}，已失效", "day": "2026-03-03", "status": "rectified"}
    (link,) = night(book, finding(**again), sense=other)
    assert link.item_id == one.item_id


def test_more_pairs_than_any_honest_night_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiben.matching.likeness.MOST_PAIRS", 3)
    findings = [finding(row=row, text=f"{row}号机无防护罩") for row in (1, 2)]
    with pytest.raises(ZhibenError, match="4 pairs"):
        night(Book(), *findings, sense=ITEM_SENSE)


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_model_is_one_of_splinks_for_every_engine(engine: str) -> None:
    settings = SettingsCreator.from_path_or_dict(ITEM_SENSE.model.splink_settings(engine))
    model = settings.get_settings(engine)
    assert len(model.comparisons) == len(ITEM_SENSE.model.chances)


def test_model_read_back_is_the_same(tmp_path: Path) -> None:
    save_item_model(tmp_path / "m.json", load_item_model())
    assert load_item_model(tmp_path / "m.json") == load_item_model()


@pytest.mark.parametrize("damage", ["", "{}", '{"format": 9}', "[1]"])
def test_damaged_model_is_refused_with_its_path(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(damage, encoding="utf-8")
    with pytest.raises(ItemModelError, match=r"m\.json"):
        load_item_model(path)


def test_model_that_answers_other_questions_is_refused(tmp_path: Path) -> None:
    said = json.loads(SHIPPED.read_text(encoding="utf-8"))
    said["chances"]["days"] = {"otherwise": [0.5, 0.5]}
    (tmp_path / "m.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ItemModelError, match="another version"):
        load_item_model(tmp_path / "m.json")


@pytest.mark.parametrize(("curves", "feature"), [("among", "overlap"), ("returns", "share")])
@pytest.mark.parametrize(
    ("curve", "told"),
    [
        pytest.param(None, "another version", id="a feature too few"),
        pytest.param([[0.0, 0.0], [1.0, 2.0]], "no curve", id="knots that do not rise"),
        pytest.param([[0.0, 1.0], [1.0]], "no curve", id="a value too few"),
    ],
)
def test_model_that_weighs_otherwise_is_refused(
    tmp_path: Path, curves: str, feature: str, curve: list[list[float]] | None, told: str
) -> None:
    said = json.loads(SHIPPED.read_text(encoding="utf-8"))
    del said[curves]["curves"][feature]
    said[curves]["curves"] |= {feature: curve} if curve else {}
    (tmp_path / "m.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ItemModelError, match=told):
        load_item_model(tmp_path / "m.json")


def test_a_curve_bends_where_the_truth_does_and_an_answer_gets_its_own_value() -> None:
    rng = np.random.default_rng(1)
    around = {name: rng.uniform(-4, 4, 4000) for name in CONTEXT}
    gave = {"days": rng.choice([-1.0, 1.0], 4000)}
    odds = 2 * np.maximum(around["odds"], 0) - 3 + 2 * gave["days"]
    is_same = rng.random(4000) < 1 / (1 + np.exp(-odds))
    among = fit_among(ITEM_SENSE.model, around, gave, is_same, np.ones(4000, np.bool_)).among
    low, middle, high = among.curves["odds"].at(np.array([-2.0, 0.0, 4.0]))
    assert (middle - low, high - middle) == (pytest.approx(0, abs=0.8), pytest.approx(8, abs=1.5))
    assert among.curves["days"].knots == (-1.0, 1.0)
    assert np.ptp(among.curves["days"].values) == pytest.approx(4, abs=0.6)


def test_model_says_what_it_reached() -> None:
    assert "held out" in json.loads(SHIPPED.read_text(encoding="utf-8"))["figures"]


def test_weights_lean_to_what_tells_pairs_apart() -> None:
    is_same = np.array([True, False] * 20)
    telling, idle = is_same.astype(float), np.ones(40)
    columns = {("q", "telling"): telling, ("q", "idle"): idle}
    weights, _ = fit(columns, is_same, np.ones(40, np.bool_))
    assert weights["q", "telling"] > 1 > abs(weights["q", "idle"])
