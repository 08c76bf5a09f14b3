"""Settings that cannot be meant are refused in a sentence that tells no password."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhiben.errors import ZhibenError
from zhiben.orchestration.doctor import examine
from zhiben.settings import SHIPPED_INCLUDE, load_settings
from zhiben.warehouse.connection import warehouse_url


@pytest.mark.parametrize("zone", ["Asia", "../x", "Mars/X", "北京"])
def test_what_is_no_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(ZhibenError, match="which is no time zone"):
        load_settings({"ZHIBEN_TIMEZONE": zone})


def test_a_bare_at_sign_in_a_password_is_told_of_without_it() -> None:
    url = "postgresql://u:sek@ret@127.0.0.1:1/x"
    with pytest.raises(ZhibenError, match="%40") as told:
        warehouse_url(load_settings({"ZHIBEN_WAREHOUSE_URL": url}))
    assert "ret@" not in str(told.value)


def test_a_home_that_is_a_file_is_looked_at_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    found = {one.name: one for one in examine(load_settings({"ZHIBEN_HOME": f"{tmp_path}/home"}))}
    assert (found["disk"].ok, found["warehouse"].ok) == (False, False)
    assert "is no folder: check ZHIBEN_HOME" in found["disk"].words


def test_doctor_says_what_of_a_citys_own_campaign_is_ours(tmp_path: Path) -> None:
    own = tmp_path / "include" / "campaign"
    (own / "programmes").mkdir(parents=True)
    shutil.copy(SHIPPED_INCLUDE / "campaign" / "units.yaml", own)
    settings = load_settings({"ZHIBEN_HOME": f"{tmp_path}", "ZHIBEN_INCLUDE": f"{own.parent}"})
    (found,) = (one for one in examine(settings) if one.name == "include")
    lacking = "dimensions, leads.yaml, metrics, monthly_form.yaml, recipients.yaml, standards"
    assert found.ok
    assert found.words.endswith(f"; {own} has no {lacking}: ours are used")
