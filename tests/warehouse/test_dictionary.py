"""The committed data dictionary says what the files say that it is made from."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.warehouse.test_views import VIEWS
from zhiben.normalizing.flags import FLAGS
from zhiben.reading import SkipReason
from zhiben.records import HAZARD, Field
from zhiben.warehouse.dictionary import TARGET, dictionary, kinds_of_views


@pytest.fixture(scope="module")
def told(shared_warehouse: Engine) -> str:
    with shared_warehouse.connect() as connection:
        return dictionary(kinds_of_views(connection))


def test_the_committed_dictionary_is_up_to_date(told: str) -> None:
    assert TARGET.read_text(encoding="utf-8") == told, "run: python -m zhiben.warehouse.dictionary"


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_its_chapter(told: str, view: str) -> None:
    assert f"### bi.{view}\n" in told


@pytest.mark.parametrize("field", HAZARD.fields, ids=lambda field: field.name)
def test_every_field_stands_in_it(told: str, field: Field) -> None:
    star = "\\*" if field.required else ""
    assert f"| `{field.name}`{star} | {field.zh} | {field.en} | {field.type}" in told


def test_a_metric_stands_in_it_with_its_parts(told: str) -> None:
    line = next(line for line in told.splitlines() if "`rectification_rate`" in line)
    assert [cell.strip() for cell in line.split("|")][2:4] == ["整改率", "%"]


@pytest.mark.parametrize("name", [*FLAGS, *SkipReason])
def test_flags_and_reasons_to_skip_stand_in_it_in_both_languages(told: str, name: str) -> None:
    _, flags = told.split("## Flags")
    (line,) = (line for line in flags.splitlines() if line.startswith(f"| `{name}` |"))
    chinese, english = line.split("|")[2:4]
    assert (chinese.isascii(), bool(english.strip())) == (False, True)
