"""The world behind the files: enterprises, visits, items that live on from night to night."""

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from zhiben.simulation import simulate
from zhiben.simulation.catalog import load_catalog
from zhiben.simulation.codes import is_valid_code

from .made import UNITS, World


def week(day: str) -> tuple[int, int]:
    return date.fromisoformat(day).isocalendar()[:2]


def test_every_hazard_has_four_wordings_of_its_own() -> None:
    kinds = load_catalog().kinds
    wordings = Counter(word for kind in kinds for word in set(kind.words))
    assert len(kinds) >= 60
    assert all(len(kind.words) >= 4 for kind in kinds)
    assert max(wordings.values()) == 1


def test_codes_of_enterprises_are_valid_and_names_unlike(world: World) -> None:
    enterprises = world.truth("enterprises")
    codes = [each["uscc"] for each in enterprises if each["uscc"]]
    names = {(each["county_code"], each["enterprise_name"]) for each in enterprises}
    assert all(is_valid_code(code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert len(names) == len(enterprises)


def test_three_in_ten_items_share_place_and_week(world: World) -> None:
    met = Counter((item["place_id"], week(item["found_on"])) for item in world.items)
    shared = sum(count for count in met.values() if count > 1)
    assert shared / len(world.items) >= 0.3


def test_some_items_are_listed_by_several_sources(world: World) -> None:
    shares = Counter(item["source_count"] for item in world.items)
    assert 0.05 < 1 - shares["1"] / len(world.items) < 0.4


def test_one_hazard_at_one_place_is_one_item_at_a_time(world: World) -> None:
    episodes = defaultdict(list)
    for item in world.items:
        episodes[item["place_id"], item["hazard"]].append(item)
    for chain in episodes.values():
        for earlier, later in pairwise(chain):
            assert later["recurrence_of"] == earlier["item_id"]
            assert earlier["closed_on"] < later["found_on"]


@pytest.mark.parametrize("field", ["due_on", "rectified_on"])
def test_departments_agree_on_some_days_and_not_on_all(nasty: World, field: str) -> None:
    said: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for one in nasty.statements.values():
        if one[field] and one["outcome"] == "loaded":
            day = date.fromisoformat(one[field])
            since = date.fromisoformat(one["found_on"]) if field == "due_on" else date.min
            said[one["item_id"]][one["source"]] = (day - since).days
    agree = [len({*days.values()}) == 1 for days in said.values() if len(days) > 1]
    assert 0.3 < sum(agree) / len(agree) < 0.95


def test_a_source_lists_an_item_once(world: World) -> None:
    for item in world.items:
        sources = [entry.rsplit("-", 1)[0] for entry in item["entries"].split()]
        assert len(set(sources)) == len(sources)


def test_some_hazards_come_back(world: World) -> None:
    recurred = [item for item in world.items if item["recurrence_of"]]
    assert len(recurred) / len(world.items) > 0.01


def test_ledgers_grow_and_rows_move_on(world: World) -> None:
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in world.rows:
        seen[row["source"]][row["business_date"]].add(row["statement_id"])
    nights = [seen[source] for source in world.simulation.sources if len(seen[source]) > 1]
    first = {statement for night in nights for statement in night[min(night)]}
    last = {statement for night in nights for statement in night[max(night)]}
    assert len(last - first) > 10


@pytest.mark.parametrize("field", ["found_on", "rectified_on", "verified_on"])
def test_no_loaded_row_speaks_of_the_future(world: World, field: str) -> None:
    for row in (row for row in world.rows if row["outcome"] == "loaded"):
        assert world.statements[row["statement_id"]][field] <= row["business_date"]


def test_dates_of_loaded_rows_are_in_order(world: World) -> None:
    for said in world.statements.values():
        for field in ("due_on", "rectified_on", "verified_on"):
            assert not said[field] or said["found_on"] <= said[field]


def test_nasty_deliveries_are_missing_late_and_sent_twice(nasty: World) -> None:
    kinds = Counter(file["kind"] for file in nasty.files)
    assert kinds.keys() == {"regular", "missing", "late", "unchanged"}
    assert all(f["arrives_on"] > f["business_date"] for f in nasty.files if f["kind"] == "late")


def test_unsettled_deliveries_come_out_of_order_and_corrected(tmp_path: Path) -> None:
    made = World(simulate(tmp_path, UNITS[:1], nights=40, sources=4, seed=3, mess="unsettled"))
    days = [
        (date.fromisoformat(f["arrives_on"]) - date.fromisoformat(f["business_date"])).days
        for f in made.files
        if f["kind"] in {"late", "corrected"}
    ]
    mistaken = {(f["source"], f["business_date"]) for f in made.files if f["kind"] == "mistaken"}
    corrected = [f for f in made.files if f["kind"] == "corrected"]
    assert set(days) > {1, 2, 3}
    assert mistaken == {(f["source"], f["business_date"]) for f in corrected}
    assert all("（更正）" in f["file_name"] for f in corrected)


def test_mended_rows_are_sent_again(nasty: World) -> None:
    outcomes = defaultdict(set)
    for row in nasty.rows:
        outcomes[row["entry_id"]].add(row["outcome"])
    assert sum(both == {"quarantined", "loaded"} for both in outcomes.values()) > 5


def test_small_sources_report_that_there_is_nothing(nasty: World) -> None:
    assert any(row["reason"] == "zero_report" for row in nasty.rows)
