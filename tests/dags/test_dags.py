"""The DAG files as Airflow sees them: whole, documented, light to parse, stable."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhiben.settings import CHECKOUT

DAGS = {"nightly", "build_warehouse", "weekly_summary", "replay_quarantine", "maintenance"}
TAGS = {"zhiben", "ingest", "warehouse", "report", "quarantine", "maintenance"}
PROBE = """
import json, sys, time
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization
import airflow.plugins_manager as plugins
start = time.perf_counter()
bag = DagBag({folder!r})
seconds = time.perf_counter() - start
def told(dag):
    first, second = (json.dumps(DagSerialization.to_dict(dag), sort_keys=True) for _ in "ab")
    return dict(
        owner=dag.owner, tags=sorted(dag.tags), doc=dag.doc_md or "", stable=first == second,
        params={{name: dag.params.get_param(name).schema.get("description")
                or dag.params.get_param(name).description for name in dag.params}},
        outlets=sorted({{asset.name for task in dag.tasks for asset in task.outlets}}),
    )
heavy = [name for name in ("pandas", "great_expectations", "splink") if name in sys.modules]
names = [plugin.name for plugin in plugins._get_plugins()[0]]
loose = [path.stem for path in __import__("pathlib").Path({package!r}).rglob("*.py")
         if getattr(sys.modules.get(path.stem), "__file__", None) == str(path)]
print(json.dumps(dict(errors=bag.import_errors, seconds=seconds, heavy=heavy, plugins=names,
                      loose=loose, dags={{name: told(dag) for name, dag in bag.dags.items()}})))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a fresh process finds in ``dags/`` and ``plugins/``."""
    home = tmp_path_factory.mktemp("airflow")
    probe = PROBE.format(
        folder=str(CHECKOUT / "dags"), package=str(CHECKOUT / "plugins" / "zhiben")
    )
    environment = {
        "PATH": "/usr/bin:/bin",
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(CHECKOUT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(CHECKOUT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", probe],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_every_dag_file_is_imported_without_error(seen: dict[str, Any]) -> None:
    assert seen["errors"] == {}
    assert set(seen["dags"]) == DAGS


@pytest.mark.parametrize("name", sorted(DAGS))
def test_a_dag_says_what_it_is_for(seen: dict[str, Any], name: str) -> None:
    dag = seen["dags"][name]
    assert dag["owner"] == "data-engineering"
    assert set(dag["tags"]) <= TAGS
    assert "zhiben" in dag["tags"]
    for word in ("Purpose", "Inputs", "Outputs", "Rerun", "Owner"):
        assert word in dag["doc"]


@pytest.mark.parametrize("name", sorted(DAGS))
def test_every_param_is_described(seen: dict[str, Any], name: str) -> None:
    params = seen["dags"][name]["params"]
    assert params
    assert all(params.values()), params


@pytest.mark.parametrize("name", sorted(DAGS))
def test_a_dag_serialises_the_same_twice(seen: dict[str, Any], name: str) -> None:
    assert seen["dags"][name]["stable"]


def test_assets_are_named_after_the_product(seen: dict[str, Any]) -> None:
    assets = {asset for dag in seen["dags"].values() for asset in dag["outlets"]}
    assert assets == {"zhiben_night", "zhiben_warehouse", "zhiben_weekly_summary"}


def test_parsing_is_light(seen: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\nparse time of dags/: {seen['seconds']:.2f} s")
    assert seen["heavy"] == []


def test_airflow_loads_the_plugin_and_nothing_below_it(seen: dict[str, Any]) -> None:
    assert "zhiben" in seen["plugins"]
    assert seen["loose"] == []


def _lines() -> Iterator[tuple[Path, int]]:
    for path in sorted((CHECKOUT / "dags").glob("*.py")):
        yield path, len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(("path", "lines"), _lines(), ids=lambda value: getattr(value, "stem", ""))
def test_a_dag_file_is_a_table_of_contents(path: Path, lines: int) -> None:
    assert lines <= 120
