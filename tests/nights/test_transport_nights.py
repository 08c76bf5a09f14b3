"""Nights through Airflow with sources on an SFTP server: fetched, cut off, fetched whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.landing.transports.servers import (
    HOST,
    PASSWORD,
    SftpServer,
    Wire,
    sftp_server,
    wire_to,
)
from tests.nights.conftest import House, house_up

pytestmark = pytest.mark.airflow
FIRST, SECOND = date(2026, 3, 5), date(2026, 3, 6)
CONTRACT = """
source: {source}
county: "411624"
department: 应急管理局
kind: hazard
transport: {{kind: sftp, connection: {connection}, path: "/out/{{source}}/{{date}}"}}
"""
HEADINGS = "企业名称,隐患描述,检查日期\n"
ROWS = (f"甲厂,{number}号机无防护罩,2026-03-01\n" for number in range(300))
LEDGER = (HEADINGS + "".join(ROWS)).encode() + b",,\n" * 300_000  # big on the line, quick to read
SMALL = (HEADINGS + "甲厂,灭火器压力不足,2026-03-01\n").encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    root = tmp_path_factory.mktemp("far")
    with sftp_server(root) as server:
        server.put(f"out/near/{FIRST}/台账.csv", SMALL)
        server.put(f"out/far/{FIRST}/台账.csv", LEDGER)
        yield server


@pytest.fixture(scope="module")
def wire(server: SftpServer) -> Iterator[Wire]:
    """The line to the source ``far``, which is cut half-way in the first night."""
    with wire_to(server.port) as wire:
        yield wire


@pytest.fixture(scope="module")
def house(
    server: SftpServer,
    wire: Wire,
    own_include: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """Airflow with both connections in its environment, after the first night."""
    with pytest.MonkeyPatch.context() as patch:
        for source, port in (("near", server.port), ("far", wire.port)):
            said = {"conn_type": "sftp", "host": HOST, "login": "zhiben", "password": PASSWORD}
            said |= {"port": port, "extra": {"host_key": server.host_key, "compress": False}}
            patch.setenv(f"AIRFLOW_CONN_COUNTY_{source.upper()}", json.dumps(said))
            words = CONTRACT.format(source=source, connection=f"county_{source}")
            (own_include / "contracts" / f"{source}.yaml").write_text(words, encoding="utf-8")
        wire.cut_after = 300_000
        with house_up(own_include, tmp_path_factory.mktemp("fetched") / "inbox") as house:
            house.result = house.night(FIRST)
            wire.cut_after = None
            yield house


def _statuses(house: House) -> list[tuple[object, ...]]:
    query = "SELECT source, business_date, status FROM bi.deliveries ORDER BY 1, 2, 3"
    return [tuple(row.values()) for row in house.rows(query)]


def test_a_cut_line_fails_the_run_and_stops_no_other(house: House, server: SftpServer) -> None:
    assert house.result is not None
    assert (house.result.nightly, house.result.is_published) == ("failed", True)
    (trouble,) = house.result.troubles
    assert "far: sftp://127.0.0.1:" in trouble
    assert f"/out/far/{FIRST}/台账.csv" in trouble
    assert PASSWORD not in trouble
    assert _statuses(house) == [("near", FIRST, "loaded")]


def test_no_password_stands_in_a_log(house: House) -> None:
    logs = [path for path in (house.settings.home / "airflow").rglob("*.log") if path.is_file()]
    assert logs
    assert not [path for path in logs if PASSWORD.encode() in path.read_bytes()]


def test_the_next_night_fetches_it_whole(house: House) -> None:
    result = house.night(SECOND, "far")
    assert (result.is_good, result.troubles) == (True, [])
    (row,) = house.rows(
        "SELECT * FROM bi.deliveries WHERE source = 'far' AND business_date <= '2026-03-05'"
    )
    assert (row["business_date"], row["night"]) == (FIRST, SECOND)
    assert (
        row["rows_received"] == row["rows_loaded"] + row["rows_quarantined"] + row["rows_skipped"]
    )
    digest = str(row["sha256"])
    archived = house.settings.archive / digest[:2] / digest
    assert archived.read_bytes() == LEDGER
