"""A week's summary as it is written: a draft, an issue that stays, and what corrects it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from unittest.mock import Mock

import pytest
from sqlalchemy import Engine, text

from tests.warehouse.given import insert
from zhiben.errors import ZhibenError
from zhiben.orchestration.explaining import explain
from zhiben.orchestration.weekly import must_be_issued, write
from zhiben.reporting import issue
from zhiben.reporting.correcting import Correction, Revision
from zhiben.reporting.summary import Filter, Measure, Number
from zhiben.settings import Settings

from . import made
from .filled import publish

AT = datetime(2026, 3, 30, 1, tzinfo=UTC)
REVISED = {
    "business_date": made.WEEK.last_day, "programme": "zhiben", "metric": "rectified",
    "county_code": "411621", "level": "", "channel": "", "is_published": True,
    "old_value": 95, "new_value": 96, "cause": "411621-zhujian 补报 2026-03-28 的台账",
    "revised_at": "2026-03-31 01:00+08",
}  # fmt: skip


@pytest.fixture
def city(settings: Settings, warehouse: Engine) -> Settings:
    with warehouse.begin() as connection:
        publish(connection, made.week_numbers())
    return settings


@pytest.fixture
def issued(city: Settings, warehouse: Engine) -> Settings:
    """A week whose first edition is issued; then one number of one unit is revised."""
    write(city, made.WEEK)
    with warehouse.begin() as connection:
        issue(connection, made.WEEK, AT)
        connection.execute(
            text(
                "UPDATE mart.campaign_progress SET printed = 96, value = 96 "
                "WHERE business_date = '2026-03-29' AND metric = 'rectified' "
                "AND county_code = '411621'"
            )
        )
        insert(connection, {"mart.revisions": [REVISED]})
    return city


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def page(settings: Settings, edition: str = "") -> str:
    path = settings.reports / made.WEEK.label / edition / "summary.html"
    return path.read_text(encoding="utf-8")


def test_a_draft_is_written_anew_with_what_is_published_by_then(
    city: Settings, warehouse: Engine
) -> None:
    first = write(city, made.WEEK)
    with warehouse.begin() as connection:
        connection.execute(text("UPDATE mart.campaign_progress SET printed = printed + 1"))
    second = write(city, made.WEEK)
    assert (first.edition, second.edition) == (1, 1)
    assert [one.value for one in first.numbers] != [one.value for one in second.numbers]


def test_the_digest_is_that_of_the_numbers(city: Settings) -> None:
    draft = write(city, made.WEEK)
    content = files(draft.folder(city.reports))["numbers.json"]
    assert sha256(content).hexdigest() == draft.digest
    kept = [(one["number"], one["text"]) for one in json.loads(content)["printed"]]
    assert kept == [(one.number, one.printed) for one in draft.numbers]


def test_an_issue_stays_as_it_is(issued: Settings) -> None:
    folder = issued.reports / made.WEEK.label
    before = files(folder)
    again = write(issued, made.WEEK)
    assert (again.edition, again.issued_at) == (1, AT)
    assert files(folder) == before


def test_a_correction_says_what_changed_and_why(issued: Settings) -> None:
    before = files(issued.reports / made.WEEK.label)
    corrected = write(issued, made.WEEK, "扶沟县补报台账。")
    assert (corrected.edition, corrected.is_draft) == (2, True)
    html = page(issued, "edition-2")
    assert "安全生产工作周报（更正）" in html
    assert "本期为第2版，代替2026年3月30日印发的第1版。更正原因：扶沟县补报台账。" in html
    assert "补报 2026-03-28 的台账" in html
    assert files(issued.reports / made.WEEK.label) == before


@pytest.mark.parametrize(
    ("member", "cause"), [("joint", "补报"), ("expert", "改级别"), ("supervision", "")]
)
def test_a_number_of_a_member_is_revised_under_its_name(member: str, cause: str) -> None:
    told = {"found.channel.joint": "补报", "found.channel.expert": "改级别"}
    revisions = tuple(Revision("p", metric, "c1", why) for metric, why in told.items())
    where = Filter(Measure.SPLIT, made.WEEK.last_day, programme="p", county_code="c1",
                   dimension="channel", member=member)  # fmt: skip
    number = Number("a", "found", where, None, "—")
    assert Correction(Mock(), made.WEEK.last_day, "", revisions).cause(number) == cause


def test_a_correction_lists_each_changed_number_once(issued: Settings) -> None:
    numbers = write(issued, made.WEEK, "补报").numbers
    pairs = [one for one in numbers if one.placeholder.startswith("correction.")]
    told = [(one.metric, one.county_code, one.printed) for one in pairs]
    assert told[:2] == [("rectified", "411621", "95"), ("rectified", "411621", "96")]
    assert len({one.placeholder for one in pairs}) == len(pairs)


def test_numbers_before_the_correction_are_asked_of_the_issue(issued: Settings) -> None:
    numbers = write(issued, made.WEEK, "补报").numbers
    number = next(n.number for n in numbers if n.placeholder.startswith("correction.before."))
    told = explain(issued, made.WEEK, number)
    assert (told["value_now"], told["rows"][0]["cause"]) == (95, REVISED["cause"])


def test_a_correction_is_a_draft_until_it_is_issued(issued: Settings, warehouse: Engine) -> None:
    write(issued, made.WEEK, "补报")
    assert write(issued, made.WEEK).why == "补报"
    with warehouse.begin() as connection:
        assert issue(connection, made.WEEK, AT).edition == 2
    assert write(issued, made.WEEK).issued_at == AT


@pytest.mark.parametrize(("why", "message"), [("补报", "is not issued"), (" ", "says why")])
def test_a_draft_is_not_corrected(city: Settings, why: str, message: str) -> None:
    write(city, made.WEEK)
    with pytest.raises(ZhibenError, match=message):
        must_be_issued(city, made.WEEK, why)


def test_a_number_is_explained_by_its_rows(city: Settings, warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        items = [{"item_id": f"I{n}"} for n in range(3)]
        states = [
            {**one, "county_code": "411602", "valid_from": made.WEEK.days[0]} for one in items
        ]
        states[2] |= {"valid_from": made.WEEK.last_day, "status": "withdrawn"}
        insert(connection, {"core.items": items, "mart.item_history": states})
    numbers = write(city, made.WEEK).numbers
    place = next(n.number for n in numbers if n.placeholder == "units.411602.found")
    told = explain(city, made.WEEK, place)
    assert (told["name_zh"], told["printed"], told["row_count"]) == ("累计排查隐患数", "200", 2)
    assert {row["item_id"] for row in told["rows"]} == {"I0", "I1"}


@pytest.mark.parametrize(
    ("number", "edition", "message"),
    [(0, None, "has no number 0"), (9999, None, "go from 1 to"), (1, 2, "no edition 2")],
)
def test_what_is_not_there_is_not_explained(
    city: Settings, number: int, edition: int | None, message: str
) -> None:
    write(city, made.WEEK)
    with pytest.raises(ZhibenError, match=message):
        explain(city, made.WEEK, number, edition)
