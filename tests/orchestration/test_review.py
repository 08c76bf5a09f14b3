"""Doubtful pairs: listed, shown side by side, decided by people, and taken back."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import DAYS, TEXTS, hazards, items, publish
from tests.orchestration.made import ROW, ask, contract, put, run
from tests.warehouse.golden import SQL
from zhiben.errors import ZhibenError
from zhiben.orchestration.review import Told, decide_pair, list_pairs, show_pair, undo_decision
from zhiben.settings import Settings
from zhiben.warehouse.audit import audit
from zhiben.warehouse.query import digest
from zhiben.warehouse.reviews import Wish

ITEM_OF_F = """
SELECT item.item_id, item.recurrence_of FROM core.source_rows AS f
INNER JOIN core.items AS item USING (item_id) WHERE f.source = 'f'
"""
BESIDE_F = """
SELECT f.item_id FROM core.source_rows AS f INNER JOIN core.source_rows AS beside USING (item_id)
WHERE f.source = 'f' AND beside.source = :source
"""
OUTDATED = "SELECT night::text, outdated_by FROM mart.nights WHERE outdated_by IS NOT NULL"


def decide(settings: Settings, pair: str, verdict: str = "same", by: str = "王科长") -> str:
    """Decide a pair; give back the decision's id."""
    return decide_pair(settings, pair, verdict, by, "看过现场").done[0].judgement_id


def undo(settings: Settings, decision: str) -> Told:
    return undo_decision(settings, decision, "李处长", "看错了")


def shown(settings: Settings) -> dict[str, str]:
    """The digest of every view but the ledger of revisions, which forgets nothing."""
    rows = {row["view"]: row["sha256"] for row in digest(settings)}
    return {view: sha for view, sha in rows.items() if view not in {"revisions", "(all)"}}


@pytest.fixture
def doubted(settings: Settings, warehouse: Engine) -> Engine:
    hazards(settings, warehouse)
    return warehouse


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(), ["Pab", "Pac", "Pbc"]),
        (Wish(sources=["c"]), ["Pac", "Pbc"]),
        (Wish(counties=["411624"], status="open"), ["Pab", "Pac", "Pbc"]),
        (Wish(counties=["411625"]), []),
        (Wish(status="decided"), []),
    ],
)
def test_pairs_are_listed_by_source_county_and_status(
    settings: Settings, doubted: Engine, wish: Wish, found: list[str]
) -> None:
    assert [one["judgement_id"] for one in list_pairs(settings, wish)] == found


def test_a_pair_is_shown_with_both_rows_and_reasons_and_nobody_is_named(
    settings: Settings, doubted: Engine
) -> None:
    pair = show_pair(settings, "Pac")
    lines = {title: texts for title, *texts in pair.lines()}
    assert lines["隐患描述"] == ["灭火器过期", "安全出口上锁，联系张**138****5678"]
    assert lines["整改责任人"] == ["张**", "张**"]
    assert lines["报送"] == [
        f"{one} {day} 台账.csv 第 2 行" for one, day in zip("ac", DAYS, strict=True)
    ]
    assert (lines["整改状态"], lines["隐患等级"]) == (["未整改"] * 2, ["一般"] * 2)
    (against,) = pair.row.speaks_against
    assert against.startswith("文字：")
    assert "张小明" not in str(pair.as_data())


def test_a_decision_and_its_undoing_stand_in_the_history(
    settings: Settings, doubted: Engine
) -> None:
    undo(settings, decide(settings, "Pab"))
    pair = show_pair(settings, "Pab")
    told = [(one["decided_by"], one["verdict"], one["holds"]) for one in pair.history]
    assert told == [("-", "doubt", True), ("王科长", "same", False), ("李处长", "same", False)]
    assert pair.known.status == "open"
    assert {str(one["decided_at"])[-6:] for one in pair.history} == {"+08:00"}


def test_a_decision_is_undone_by_the_id_of_its_pair_while_it_holds(
    settings: Settings, doubted: Engine
) -> None:
    decision = decide(settings, "Pab")
    (done,) = undo(settings, "Pab").done
    assert (done.pair_id, done.state, done.verdict) == (decision, "undone", "same")
    with pytest.raises(ZhibenError, match="Pab"):
        undo(settings, "Pab")


def test_rows_decided_the_same_are_one_item_in_every_night_that_knew_them(
    settings: Settings, doubted: Engine
) -> None:
    before = items(doubted)
    told = decide_pair(settings, "Pac", "same", "王科长", "看过现场")
    assert items(doubted) == {"a": before["a"], "b": before["b"], "c": before["a"]}
    assert told.outdated == (DAYS[1],)
    ((night, cause),) = ask(doubted, OUTDATED)
    assert (night, cause) == (DAYS[1], f"pairs decided by 王**: {told.done[0].judgement_id}")
    publish(doubted, *DAYS)
    assert ask(doubted, "SELECT item_id FROM bi.rectification_items ORDER BY 1") == sorted(
        {before["a"], before["b"]}
    )
    assert ask(doubted, "SELECT item_id, points_to FROM bi.item_redirects") == [
        (before["c"], before["a"])
    ]
    counted = "SELECT business_date::text, metric, old_value::int, new_value::int FROM bi.revisions"
    assert ask(doubted, f"{counted} WHERE metric = 'found_total'") == [
        (DAYS[1], "found_total", 3, 2)
    ]


def test_a_night_after_a_merge_is_held_back_by_no_check(
    settings: Settings, doubted: Engine
) -> None:
    decide(settings, "Pac")
    put(settings, "2026-03-07", ROW | {"隐患描述": "插座烧焦", "序号": "9"})
    run("2026-03-07")
    publish(doubted, "2026-03-07")
    with doubted.connect() as connection:
        audit(connection, SQL, date(2026, 3, 7))
    assert len(set(items(doubted).values())) == 2
    assert len(ask(doubted, "SELECT item_id FROM bi.rectification_items")) == 3


def test_the_next_nights_ledger_moves_nothing_that_a_person_decided(
    settings: Settings, doubted: Engine
) -> None:
    decide(settings, "Pab")
    decide(settings, "Pac", "different")
    before = items(doubted)
    put(
        settings, "2026-03-07", ROW | {"隐患描述": "配电箱门缺失", "整改状态": "已整改"}, source="b"
    )
    run("2026-03-07")
    assert items(doubted) == before


@pytest.mark.parametrize(("day", "is_back"), [("2026-03-07", False), ("2026-05-07", True)])
def test_words_of_an_item_that_was_joined_are_known_letter_for_letter(
    settings: Settings, doubted: Engine, day: str, is_back: bool
) -> None:
    decide(settings, "Pac")
    joined = items(doubted)["a"]
    if is_back:
        for source in "ac":
            closed = ROW | {"隐患描述": TEXTS[source], "整改状态": "已销号"}
            put(settings, "2026-03-07", closed, source=source)
        run("2026-03-07")
    contract(settings, "f", key=[])
    put(settings, day, ROW | {"隐患描述": TEXTS["c"], "检查日期": day}, source="f")
    run(day)
    ((item_id, before),) = ask(doubted, ITEM_OF_F)
    assert (before if is_back else item_id) == joined


def test_a_row_told_apart_keeps_its_own_words(settings: Settings, warehouse: Engine) -> None:
    words = {"a": "车间配电箱门未关闭上锁", "b": "车间配电箱箱门未关闭、未上锁"}
    words["f"] = words["a"]
    for source, text in words.items():
        contract(settings, source, key=[])
        firms = (ROW | {"企业名称": f"{name}厂", "隐患描述": text} for name in "甲乙丙丁戊己")
        put(settings, "2026-03-07" if source == "f" else DAYS[0], *firms, source=source)
    run(DAYS[0])
    for pair in list_pairs(settings, Wish()):
        decide(settings, pair["judgement_id"], "different")
    run("2026-03-07")
    beside = {source: len(ask(warehouse, BESIDE_F, source=source)) for source in "ab"}
    assert beside == {"a": 6, "b": 0}


def test_a_decided_pair_is_decided_again_only_once_it_was_undone(
    settings: Settings, doubted: Engine
) -> None:
    first = decide(settings, "Pab")
    assert decide_pair(settings, "Pab", "same", "李处长", "同意").counts["already"] == 1
    with pytest.raises(
        ZhibenError, match=f"已由“王科长”.*“同一隐患”（{first}）.*review undo {first}"
    ):
        decide(settings, "Pab", "different")
    undo(settings, first)
    decide(settings, "Pab", "different")
    assert len(set(items(doubted).values())) == 3


def test_contradictions_are_refused_with_the_chain_of_rows_in_words(
    settings: Settings, doubted: Engine
) -> None:
    first, second = decide(settings, "Pab"), decide(settings, "Pbc")
    before = items(doubted)
    with pytest.raises(ZhibenError) as refused:
        decide(settings, "Pac", "different")
    for words in ("“灭火器过期” = ", "“配电箱门缺失” = ", "≠", "本次判定", first, second):
        assert words in str(refused.value)
    assert "张小明" not in str(refused.value)
    assert items(doubted) == before


def test_what_was_found_after_the_closure_stays_a_recurrence(
    settings: Settings, doubted: Engine
) -> None:
    closed = "UPDATE core.source_rows SET status = 'verified', closed_on = '2026-02-20'"
    with doubted.begin() as connection:
        connection.exec_driver_sql(f"{closed}, found_on = '2026-02-01' WHERE source = 'a'")
    with pytest.raises(ZhibenError, match="闭环后再次发现的是复发"):
        decide(settings, "Pab")


@pytest.mark.parametrize(("by", "why", "words"), [("", "看过", "somebody"), ("王", " ", "reason")])
def test_a_decision_needs_somebody_and_a_reason(
    settings: Settings, doubted: Engine, by: str, why: str, words: str
) -> None:
    with pytest.raises(ZhibenError, match=words):
        decide_pair(settings, "Pab", "same", by, why)


@pytest.mark.parametrize("seed", range(3))
def test_undoing_decisions_in_turn_restores_all_that_is_shown(
    settings: Settings, warehouse: Engine, seed: int
) -> None:
    hazards(settings, warehouse, "abcdef")
    chance = random.Random(seed)  # noqa: S311 - the same decisions every time
    pairs = [one["judgement_id"] for one in list_pairs(settings, Wish()) if "Pde" not in str(one)]
    taken: list[tuple[str, dict[str, str]]] = []
    for pair in ["Pde", *chance.sample(pairs, 6)]:
        before = shown(settings)
        verdict = "different" if pair == "Pde" else chance.choice(["same", "same", "different"])
        with suppress(ZhibenError):
            taken.append((decide(settings, pair, verdict), before))
        publish(warehouse, *DAYS)
    assert len({tuple(each.items()) for _, each in taken}) >= 3
    for decision, before in reversed(taken):
        undo(settings, decision)
        publish(warehouse, *DAYS)
        assert shown(settings) == before


def test_a_decision_taken_back_before_the_night_is_built_leaves_no_revision(
    settings: Settings, doubted: Engine
) -> None:
    before = digest(settings)
    undo(settings, decide(settings, "Pac"))
    publish(doubted, *DAYS)
    assert digest(settings) == before
