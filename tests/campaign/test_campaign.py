"""Campaign files are strict: every fault is a sentence that names the file and the line."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, text

from zhiben.campaign import load_campaign
from zhiben.campaign.form import load_form
from zhiben.campaign.standards import load_standards
from zhiben.campaign.subjects import SUBJECTS
from zhiben.campaign.tables import sync_reference
from zhiben.campaign.totals import load_totals
from zhiben.contracts.units import load_units
from zhiben.errors import ZhibenError
from zhiben.settings import SHIPPED_INCLUDE

SHIPPED = SHIPPED_INCLUDE / "campaign"
HAZARDS = "metrics/hazards.yaml"
PROGRAMME = "programmes/zhiben.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the campaign that is shipped."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "campaign"))


def change(path: Path, **more: Any) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(data | more, allow_unicode=True), encoding="utf-8")


def fault(folder: Path) -> str:
    with pytest.raises(ZhibenError) as caught:
        load_campaign(folder)
    return str(caught.value)


def test_every_shipped_programme_is_measured_by_shipped_metrics() -> None:
    campaign = load_campaign(SHIPPED)
    used = {metric for one in campaign.programmes for metric in one.metrics}
    assert used <= set(campaign.metrics.by_code)
    assert "zhiben" in {one.programme for one in campaign.programmes}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"metrics": ["found", "fuond"]}, "unknown metric 'fuond'; did you mean 'found'"),
        ({"metrics": ["quality_score"]}, "'quality_score' is no number of a programme"),
        ({"metrics": ["found"], "breakdowns": {}}, "target for 'stock_open', which is not among"),
        ({"starts_on": "2027-01-01"}, "starts_on 2027-01-01 is after ends_on 2026-12-31"),
        ({"starts_on": "2024-02-30"}, "starts_on"),
        ({"ends": "2026-12-31"}, "unknown key 'ends'; did you mean 'ends_on'"),
        ({"programme": "治本"}, "programme"),
        ({"units": ["411699"]}, "unknown unit '411699'; did you mean '4116"),
        ({"targets": [{"metric": "found", "due_on": "2026-12-31"}]}, r"targets\.0\.value"),
        (
            {"targets": [{"metric": "found", "due_on": "2026-12-31", "value": 1}] * 2},
            "2 targets for 'found' on 2026-12-31",
        ),
        ({"breakdowns": {"chanel": []}}, "unknown dimension 'chanel'; did you mean 'channel'"),
        ({"breakdowns": {"channel": ["come_due"]}}, "'come_due' is not among the metrics"),
        ({"scope": {"itmes": "is_open"}}, "unknown subject 'itmes'; did you mean 'items'"),
        ({"scope": {"items": "is_opn"}}, "unknown column 'is_opn'; did you mean 'is_open'"),
    ],
)
def test_fault_of_a_programme_names_file_and_line(
    folder: Path, more: dict[str, Any], words: str
) -> None:
    change(folder / PROGRAMME, **more)
    assert re.search(rf"{folder / PROGRAMME}:\d+: .*{words}", fault(folder))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (("2024-01-01", "2024-06-30"), ("2024-06-30", "2024-12-31"), "乙 overlaps 甲"),
        (("2024-01-01", "2024-06-30"), ("2023-12-31", "2023-12-31"), "乙 lies outside"),
    ],
)
def test_stages_follow_one_another_within_the_programme(
    folder: Path, first: tuple[str, str], second: tuple[str, str], words: str
) -> None:
    stages = [
        {"name_zh": name, "starts_on": starts, "ends_on": ends}
        for name, (starts, ends) in (("甲", first), ("乙", second))
    ]
    change(folder / PROGRAMME, stages=stages)
    assert words in fault(folder)


def test_editions_of_one_undertaking_may_follow_but_not_overlap(folder: Path) -> None:
    later = folder / "programmes" / "zhiben_2027.yaml"
    shutil.copy(folder / PROGRAMME, later)
    edition = {"programme": "zhiben_2027", "undertaking": "zhiben", "stages": [], "targets": []}
    change(later, **edition, starts_on="2027-01-01", ends_on="2029-12-31")
    assert len(load_campaign(folder).programmes) == len(load_campaign(SHIPPED).programmes) + 1
    change(later, starts_on="2026-12-31")
    assert f"{later}:" in fault(folder)
    assert "overlaps 'zhiben', 2024-01-01 to 2026-12-31" in fault(folder)


def test_programme_told_twice_is_named(folder: Path) -> None:
    shutil.copy(folder / PROGRAMME, folder / "programmes" / "zweite.yaml")
    assert re.search(r"zweite.yaml:\d+: programme 'zhiben' is in another file", fault(folder))


METRIC = {"name_zh": "数", "unit": "项", "definition": "数"}


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        (
            {"count": {"of": "items", "where": "is_opn"}},
            "unknown column 'is_opn'; did you mean 'is_",
        ),
        ({"count": {"of": "items", "where": "EXISTS (SELECT 1)"}}, "may not hold"),
        ({"count": {"of": "items", "where": "pg_sleep(9) > 1"}}, "may not hold"),
        ({"count": {"of": "items", "where": "found_on"}}, "'found_on' is neither true nor"),
        ({"count": {"of": "items", "where": "found_on +"}}, "is no condition"),
        ({"count": {"of": "items", "where": "due_on - 1"}}, "neither true nor false"),
        ({"count": {"of": "itmes"}}, "unknown subject 'itmes'; did you mean 'items'"),
        ({"count": {}}, "needs either of"),
        ({"count": {"of": "items", "within": "found"}}, "needs either of"),
        ({"count": {"within": "fuond"}}, "unknown metric 'fuond'; did you mean 'found'"),
        ({"count": {"within": "mine"}}, "'mine' refers to itself"),
        ({"count": {"within": "cure_rate"}}, "counts nothing to be within"),
        ({}, "has 0 of count"),
        ({"count": {"of": "items"}, "given": "SELECT 1"}, "has 2 of count"),
        ({"count": {"of": "items"}, "unit": "家"}, "counted in 项, not in 家"),
        ({"enterprises": {"of": "items"}}, "counted in 家, not in 项"),
        ({"sum": {"of": "items"}}, "sum needs value"),
        ({"sum": {"of": "items", "value": "due"}}, "unknown column 'due'"),
        ({"unit": "%", "count": {"of": "items"}}, "a rate needs ratio"),
        ({"unit": "%", "ratio": {"numerator": "found"}}, "ratio.denominator"),
        ({"unit": "%", "ratio": {"numerator": "found", "denominator": "mine"}}, "refers to itself"),
        (
            {"unit": "%", "ratio": {"numerator": "found", "denominator": "fuond"}},
            "unknown metric 'fuond'; did you mean 'found'",
        ),
        (
            {"unit": "%", "ratio": {"numerator": "found", "denominator": "cure_rate"}},
            "a part must be one that counts",
        ),
        (
            {"unit": "%", "ratio": {"numerator": "found", "denominator": "found_enterprises"}},
            "a rate of 项 over 家 is none",
        ),
        ({"difference": {"of": "found", "less": "found_enterprises"}}, "项 less 家 are not 项"),
        ({"count": {"of": "items"}, "baseline": "fuond"}, "unknown metric 'fuond'"),
        ({"count": {"of": "items"}, "rounding": {"mode": "up"}}, "rounding.mode"),
    ],
)
def test_fault_of_a_metric_names_file_and_line(
    folder: Path, metric: dict[str, Any], words: str
) -> None:
    file = folder / "metrics" / "mine.yaml"
    file.write_text(yaml.safe_dump({"metrics": {"mine": METRIC | metric}}), encoding="utf-8")
    said = fault(folder)
    assert re.match(rf"{file}:\d+: ", said)
    assert words in said


def test_two_metrics_within_one_another_are_named(folder: Path) -> None:
    metrics = {
        one: METRIC | {"count": {"within": other}} for one, other in (("a", "b"), ("b", "a"))
    }
    change(folder / "metrics" / "inspections.yaml", metrics=metrics)
    assert "'a' refers to itself" in fault(folder)


def test_a_metric_is_defined_in_one_file(folder: Path) -> None:
    shutil.copy(folder / HAZARDS, folder / "metrics" / "more.yaml")
    assert "'found' is in hazards.yaml, too" in fault(folder)


@pytest.mark.parametrize(
    ("file", "more", "words"),
    [
        ("topic", {"dimension": "sector"}, "dimension 'sector' is in another file, too"),
        ("topic", {"dimension": "themes"}, "dimension"),
        ("action", {"local": [{"name_zh": "行动九", "member": "trian_leaders"}]},
         "unknown member 'trian_leaders'; did you mean 'train_leaders'"),
        ("action", {"local": [{"name_zh": "动态清零", "member": "train_leaders"}]}, "means"),
    ],
)  # fmt: skip
def test_fault_of_a_dimension_names_file_and_line(
    folder: Path, file: str, more: dict[str, Any], words: str
) -> None:
    change(folder / "dimensions" / f"{file}.yaml", **more)
    assert re.search(rf"{file}.yaml:\d+: .*{words}", fault(folder))


@pytest.mark.parametrize("content", [b"- a\n", b"a: [", b"\xff\xfe\xff", b""])
def test_file_that_is_no_campaign_is_named(folder: Path, content: bytes) -> None:
    (folder / HAZARDS).write_bytes(content)
    assert str(folder / HAZARDS) in fault(folder)


def test_missing_metrics_are_named(folder: Path) -> None:
    shutil.rmtree(folder / "metrics")
    (folder / "metrics").mkdir()
    assert str(folder / "metrics") in fault(folder)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_shown_has_every_column_that_is_counted(warehouse: Engine, subject: str) -> None:
    columns = ", ".join(sorted(SUBJECTS[subject].columns))
    with warehouse.connect() as connection:
        query = text(f"SELECT {columns} FROM {SUBJECTS[subject].shown}")
        assert connection.execute(query).all() == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_an_earlier_night_shows_the_same_columns(warehouse: Engine, subject: str) -> None:
    columns = ", ".join(sorted(SUBJECTS[subject].columns))
    shown = SUBJECTS[subject].shown_on(date(2026, 3, 5))
    with warehouse.connect() as connection:
        assert connection.execute(text(f"SELECT {columns} FROM {shown}")).all() == []


def test_tables_say_what_the_files_say(warehouse: Engine, folder: Path) -> None:
    units = load_units(SHIPPED / "units.yaml")
    for targets in ([{"metric": "overdue", "due_on": "2026-12-31", "value": 7}], []):
        change(folder / PROGRAMME, targets=targets)
        with warehouse.begin() as connection:
            sync_reference(connection, units, folder)
            query = "SELECT metric, value FROM core.targets WHERE programme = 'zhiben'"
            found = connection.execute(text(query)).all()
        assert [tuple(one) for one in found] == [(one["metric"], one["value"]) for one in targets]
    with warehouse.connect() as connection:
        kinds = connection.execute(text("SELECT COUNT(*) FROM core.units")).scalar()
    assert kinds == len(units.units) + 1


def test_the_query_behind_every_metric_runs(warehouse: Engine, folder: Path) -> None:
    with warehouse.begin() as connection:
        sync_reference(connection, load_units(SHIPPED / "units.yaml"), folder)
        queries = connection.execute(text("SELECT metric, sql FROM bi.metrics")).all()
        for metric, query in queries:
            plain = {"no_parameters": True}
            found = connection.exec_driver_sql(query, execution_options=plain)
            assert found.returns_rows, metric
    assert len(queries) > 50


UNITS = """
city: {code: "999900", name: 某市, province: 某省}
units: [{code: "999901", name: 某县, kind: county}]
"""


def test_what_a_campaign_of_a_citys_own_lacks_is_ours(tmp_path: Path) -> None:
    (tmp_path / "units.yaml").write_text(UNITS, encoding="utf-8")
    ours = load_campaign(SHIPPED)
    assert load_campaign(tmp_path) == ours
    assert load_standards(tmp_path) == load_standards(SHIPPED)
    assert load_form(tmp_path) == load_form(SHIPPED)
    assert load_totals(tmp_path, load_units(tmp_path / "units.yaml"), load_form(SHIPPED)[0]) == ()


def test_programmes_of_a_citys_own_stand_for_all_of_ours(tmp_path: Path) -> None:
    (tmp_path / "units.yaml").write_text(UNITS, encoding="utf-8")
    (tmp_path / "programmes").mkdir()
    shutil.copy(SHIPPED / PROGRAMME, tmp_path / PROGRAMME)
    assert [one.programme for one in load_campaign(tmp_path).programmes] == ["zhiben"]


def test_units_are_never_taken_from_another_city(tmp_path: Path) -> None:
    (tmp_path / "programmes").mkdir()
    assert re.search(r"units\.yaml: .* is not there\. A campaign folder", fault(tmp_path))
