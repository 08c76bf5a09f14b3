"""The monthly form's rows are strict data, and hold every sector once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from zhiben.campaign.form import load_form, sync_form
from zhiben.errors import ZhibenError
from zhiben.settings import SHIPPED_INCLUDE

SHIPPED = SHIPPED_INCLUDE / "campaign"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("sectors: [煤矿]", "sectrs: [煤矿]", ("monthly_form.yaml:8", "'sectrs'", "'sectors'")),
        ("sectors: [煤矿]", "sectors: [炭矿]", ("monthly_form.yaml:8", "炭矿")),
        ("sectors: [煤矿]", "sectors: [尾矿库]", ("尾矿库 stands in two rows",)),
        ("sectors: [煤矿]", "rest: true, unknown: true", ("has sectors, or is the rest",)),
        ('within: "5"', 'within: "55"', ("no row 55",)),
        ("  in_plan:", "  inplan:", ("'inplan'", "'in_plan'")),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "campaign"))
    path = folder / "monthly_form.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ZhibenError) as caught:
        load_form(folder)
    assert all(one in str(caught.value) for one in words), caught.value


def test_every_sector_stands_in_one_row_and_in_the_total(warehouse: Engine) -> None:
    form, sectors = load_form(SHIPPED)
    query = text(
        """
        SELECT sector, COUNT(*) FILTER (WHERE form_row = 'total') AS in_total,
            COUNT(*) FILTER (WHERE form_row <> 'total' AND within IS NULL) AS in_rows
        FROM core.form_row_sectors INNER JOIN core.form_rows USING (form_row) GROUP BY sector
        """
    )
    with warehouse.begin() as connection:
        sync_form(connection, form, sectors)
        sync_form(connection, form, sectors)
        found = {row.sector: (row.in_total, row.in_rows) for row in connection.execute(query)}
    assert found == dict.fromkeys((*sectors.members, ""), (1, 1))
