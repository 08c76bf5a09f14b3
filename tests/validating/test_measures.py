"""A delivery is told of, or held, when it is far from what its own source sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from zhiben.contracts import Contract
from zhiben.validating import Portrait, Severity, judge_whole
from zhiben.validating.measures import measures_of

CONTRACT = {"source": "a", "county": "411624", "department": "应急管理局", "kind": "hazard"}
WORDS = {
    "level": {"general": 90, "major": 10},
    "status": {"open": 40, "rectified": 30, "verified": 30},
    "channel": {"supervision": 100},
    "town": {"东镇": 50, "西镇": 50},
    "found_on": {"2026-02": 60, "2026-03": 40},
}
FILLED = {"level": 100, "status": 100, "channel": 100, "town": 100, "due_on": 95, "found_on": 100}
USUAL = Portrait(rows=100, same=95, filled=FILLED, values=WORDS)
LABELS = {"general": "一般", "open": "未整改"}


def contract(**expect: Any) -> Contract:
    return Contract.model_validate({**CONTRACT, "expect": expect})


def words(**changes: Mapping[str, int]) -> Portrait:
    return replace(USUAL, values={**WORDS, **changes})


def broken(
    now: Portrait, times: int = 4, usual: Portrait = USUAL, said: Contract | None = None
) -> dict[tuple[str, str, Severity], str]:
    """The sentence of every rule that ``now`` breaks after ``times`` usual deliveries."""
    outcomes = judge_whole(
        now, [usual] * times, said or contract(), lambda _field, word: LABELS.get(word, word)
    )
    return {
        (one.rule, one.column_name, one.severity): one.message for one in outcomes if one.unexpected
    }


HELD: dict[str, tuple[Portrait, str, str, str]] = {
    "half its rows gone": (
        replace(USUAL, rows=49), "rows_usual", "", "共49行，近4次报送最少也有100行。",
    ),
    "many times its rows": (
        replace(USUAL, rows=600), "rows_usual", "", "共600行，远多于近4次报送。",
    ),
    "every row new": (
        replace(USUAL, same=2), "rows_kept", "", "与上次相同的只占2%，近4次报送最少也有95%。",
    ),
    "every level the same": (
        words(level={"general": 160}), "one_value", "level",
        "“隐患等级”全部是“一般”，近4次报送都至少有10%是别的内容。",
    ),
    "status gone back": (
        words(status={"open": 100}), "shifted", "status",
        "“整改状态”为“未整改”的占100%，近4次报送最多40%。",
    ),
    "status emptied": (
        replace(USUAL, filled={**FILLED, "status": 0}), "emptied", "status",
        "“整改状态”有100%没有填写，近4次报送最多0%。",
    ),
    "another unit's towns": (
        words(town={"南镇": 60, "北镇": 40}), "shifted", "town",
        "“乡镇街道”为“南镇”的占60%，近4次报送最多0%。",
    ),
    "all dates moved": (
        words(found_on={"2025-02": 60, "2025-03": 40}), "shifted", "found_on",
        "“检查日期”为“2025-02”的占60%，近4次报送最多0%。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HELD)
def test_far_from_its_history_is_held_with_a_sentence(name: str) -> None:
    now, rule, column, sentence = HELD[name]
    assert broken(now)[rule, column, Severity.CRITICAL] == sentence


@pytest.mark.parametrize("name", HELD)
@pytest.mark.parametrize("times", [0, 1, 2])
def test_nothing_is_held_before_its_history_is_known(name: str, times: int) -> None:
    assert not broken(HELD[name][0], times)


@pytest.mark.parametrize("name", HELD)
def test_nothing_of_a_small_source_is_held(name: str) -> None:
    small = replace(USUAL, rows=20, same=19, filled=dict.fromkeys(FILLED, 20))
    now = replace(HELD[name][0], rows=9)
    assert not [key for key in broken(now, usual=small) if key[2] is Severity.CRITICAL]


@pytest.mark.parametrize("name", HELD)
def test_contract_may_ask_to_be_told_only(name: str) -> None:
    found = broken(HELD[name][0], said=contract(hold=False))
    assert {severity for _, _, severity in found} == {Severity.WARNING}


ORDINARY: dict[str, Portrait] = {
    "the same": USUAL,
    "grown": replace(USUAL, rows=120, filled=dict.fromkeys(FILLED, 120)),
    "all work done": words(status={"verified": 100}),
    "one level by chance": words(level={"general": 40}),
    "another column never filled": replace(USUAL, filled={**FILLED, "site": 0}),
    "some dates missing": replace(USUAL, filled={**FILLED, "due_on": 80}),
    "a new town": words(town={"东镇": 48, "西镇": 47, "南镇": 5}),
    "few unchanged": replace(USUAL, same=60),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_what_ledgers_do_is_not_even_told(name: str) -> None:
    assert not broken(ORDINARY[name])


def test_like_one_of_the_recent_is_never_held() -> None:
    other = words(level={"general": 20, "major": 80})
    outcomes = judge_whole(
        other, [USUAL, other, USUAL, USUAL], contract(), lambda _field, word: word
    )
    assert not any(one.unexpected for one in outcomes)


def test_new_values_are_told_by_name() -> None:
    found = broken(words(town={"东镇": 40, "西镇": 35, "南镇": 25}))
    assert found["new_values", "town", Severity.WARNING] == (
        "“乡镇街道”有25%是以前没有出现过的内容，如“南镇”。"
    )


@pytest.mark.parametrize(("rows", "words_"), [(9, "共9行，少于约定的10行。"), (10, "")])
def test_contracts_rows_hold_any_but_the_first(rows: int, words_: str) -> None:
    said = contract(rows={"min": 10})
    now = replace(USUAL, rows=rows)
    assert broken(now, 1, said=said).get(("rows_promised", "", Severity.CRITICAL), "") == words_
    assert ("rows_promised", "", Severity.CRITICAL) not in broken(now, 0, said=said)


def test_zero_report_is_no_loss_of_rows() -> None:
    zero = Portrait(is_zero_report=True)
    assert not broken(zero, said=contract(rows={"min": 10}))


def test_fewer_files_than_usual_are_not_compared() -> None:
    assert not broken(replace(USUAL, rows=40), usual=replace(USUAL, files=2))


def test_what_is_new_since_yesterday_may_come_from_one_town() -> None:
    said = Contract.model_validate({**CONTRACT, "delivery": {"mode": "delta"}})
    found = broken(words(town={"南镇": 100}, status={"open": 100}), said=said)
    assert {severity for _, _, severity in found} == {Severity.WARNING}


def test_repeated_rows_are_told() -> None:
    import numpy as np

    twice = replace(USUAL, identities=np.array([1, 2, 2], np.uint64))
    said = Contract.model_validate({**CONTRACT, "key": ["序号"]})
    assert broken(twice, said=said) == {
        ("repeated_rows", "", Severity.WARNING): "有1行与别的行重复。"
    }


@pytest.mark.parametrize("rows", [30, 300, 3000])
def test_two_samples_of_one_mix_are_no_shift(rows: int) -> None:
    import numpy as np

    draw = np.random.default_rng(7)
    towns = [f"{number}镇" for number in range(20)]

    def drawn() -> Portrait:
        counts = draw.multinomial(rows, [1 / 20] * 20).tolist()
        return replace(words(town=dict(zip(towns, counts, strict=True))), rows=rows)

    for _ in range(50):
        found = measures_of(drawn(), [drawn(), drawn(), drawn()], contract())
        shift = max(one.observed for one in found if one.rule == "shifted")
        assert shift < 0.2
