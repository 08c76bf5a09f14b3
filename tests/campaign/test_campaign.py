"""Campaign files are strict: every fault is a sentence that names the file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, text

from zhiben.campaign import load_campaign
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.errors import ZhibenError
from zhiben.settings import SHIPPED_INCLUDE

SHIPPED = SHIPPED_INCLUDE / "campaign"


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


def test_shipped_campaign_is_sound() -> None:
    campaign = load_campaign(SHIPPED)
    assert [one.programme for one in campaign.programmes] == ["zhiben"]
    assert set(campaign.programmes[0].metrics) <= set(campaign.metrics)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"metrics": ["found", "fuond"], "targets": []}, ("unknown metric fuond", "'found'")),
        ({"metrics": ["found"]}, ("target for 'stock_open'", "not among the metrics")),
        ({"starts_on": "2027-01-01"}, ("starts_on 2027-01-01 is after ends_on 2026-12-31",)),
        ({"starts_on": "2024-02-30"}, ("starts_on",)),
        ({"ends": "2026-12-31"}, ("ends", "not permitted")),
        ({"programme": "治本"}, ("programme",)),
        ({"targets": [{"metric": "found", "due_on": "2026-12-31"}]}, ("targets.0.value",)),
        (
            {"targets": [{"metric": "found", "due_on": "2026-12-31", "value": 1}] * 2},
            ("2 targets for 'found' on 2026-12-31",),
        ),
    ],
)
def test_fault_of_a_programme_names_its_file(
    folder: Path, more: dict[str, Any], words: tuple[str, ...]
) -> None:
    change(folder / "programmes" / "zhiben.yaml", **more)
    said = fault(folder)
    assert str(folder / "programmes" / "zhiben.yaml") in said
    assert all(word in said for word in words)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"metrics": {"found": {"name_zh": "数"}}}, "metrics.found.unit"),
        ({"metrics": None}, "metrics"),
        ({"metrix": {}}, "metrix"),
    ],
)
def test_fault_of_the_metrics_names_their_file(
    folder: Path, more: dict[str, Any], word: str
) -> None:
    change(folder / "metrics.yaml", **more)
    said = fault(folder)
    assert f"{folder / 'metrics.yaml'}: {word}" in said


@pytest.mark.parametrize("content", [b"- a\n", b"a: [", b"\xff\xfe\xff", b""])
def test_file_that_is_no_campaign_is_named(folder: Path, content: bytes) -> None:
    (folder / "metrics.yaml").write_bytes(content)
    assert str(folder / "metrics.yaml") in fault(folder)


def test_missing_metrics_are_named(folder: Path) -> None:
    (folder / "metrics.yaml").unlink()
    assert str(folder / "metrics.yaml") in fault(folder)


def test_programme_told_twice_is_named(folder: Path) -> None:
    shutil.copy(folder / "programmes" / "zhiben.yaml", folder / "programmes" / "zweite.yaml")
    assert "zweite.yaml: programme 'zhiben' is in another file" in fault(folder)


def test_tables_say_what_the_files_say(warehouse: Engine, folder: Path) -> None:
    units = load_units(SHIPPED / "units.yaml")
    for targets in ([{"metric": "overdue", "due_on": "2026-12-31", "value": 7}], []):
        change(folder / "programmes" / "zhiben.yaml", targets=targets)
        with warehouse.begin() as connection:
            sync_reference(connection, units, folder)
            found = connection.execute(text("SELECT metric, value FROM core.targets")).all()
        assert [tuple(one) for one in found] == [(one["metric"], one["value"]) for one in targets]
    with warehouse.connect() as connection:
        kinds = connection.execute(text("SELECT COUNT(*) FROM core.units")).scalar()
    assert kinds == len(units.units) + 1
