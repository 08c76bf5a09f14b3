"""The command line as a user meets it: sentences, exit statuses, JSON."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.typed import zhiben

from zhiben.orchestration.tasks import load_night, take_batch
from zhiben.settings import CHECKOUT, Settings

ZHIBEN = Path(sys.executable).parent / "zhiben"
LEDGER = """企业名称,隐患描述,检查日期,整改期限,备注2
甲厂,灭火器压力不足,2026-03-05,,
乙厂,无,2月30日,,
"""
CONTRACT = 'source: one\ncounty: "411624"\ndepartment: 应急管理局\nkind: hazard\n'


@pytest.fixture
def ledger(settings: Settings) -> Path:
    """A small ledger and its contract."""
    (settings.contracts / "one.yaml").write_text(CONTRACT, encoding="utf-8")
    path = settings.home / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def check(ledger: Path) -> dict[str, Any]:
    done = zhiben("check", str(ledger), "--source", "one", "--date", "2026-03-06", "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_check_says_what_the_night_would_do(ledger: Path) -> None:
    found = check(ledger)
    counts = [found[f"rows_{name}"] for name in ("received", "loaded", "quarantined", "skipped")]
    assert counts == [3, 1, 1, 1]
    assert found["columns"]["隐患描述"] == "description"
    assert [one["column_name"] for one in found["drift"]] == ["备注2"]


def test_check_names_every_reason_and_flag(ledger: Path) -> None:
    found = check(ledger)
    rules = {(one["row_number"], one["rule"]) for one in found["quarantined"]}
    assert rules >= {(3, "unreadable")}
    assert {one["rule"] for one in found["flagged"]} >= {"due_missing", "uscc_missing"}
    assert all(one["message"].endswith("。") for one in found["flagged"])


def test_check_loads_nothing(ledger: Path, settings: Settings) -> None:
    check(ledger)
    rows = zhiben("warehouse", "sql", "SELECT * FROM bi.deliveries", "--json")
    assert json.loads(rows.stdout) == []


def test_check_of_a_file_that_would_be_rejected_fails(ledger: Path) -> None:
    ledger.write_text("没有表头", encoding="utf-8")
    done = zhiben("check", str(ledger), "--source", "one", "--json")
    assert done.returncode == 1
    assert "没有找到台账的表头" in json.loads(done.stdout)["rejected"]


def test_check_prints_tables_for_people(ledger: Path) -> None:
    done = zhiben("check", str(ledger), "--source", "one", "--date", "2026-03-06")
    for words in ("received 3 = loaded 1 + quarantined 1 + skipped 1", "不认识列“备注2”"):
        assert words in done.stdout
    assert re.search(r"uscc_missing +uscc +1 +2 ", done.stdout)


def test_a_proposed_contract_is_used_at_once(ledger: Path, settings: Settings) -> None:
    done = zhiben("contract", "propose", str(ledger), "--source", "two", "--county", "411624")
    assert done.returncode == 0, done.stderr
    assert "questions:" in done.stdout
    assert zhiben("check", str(ledger), "--source", "two").returncode == 0


def test_a_proposal_is_json_where_a_program_reads_it(ledger: Path) -> None:
    done = zhiben("contract", "propose", str(ledger), "--source", "two", "--json")
    said = json.loads(done.stdout)
    assert said["columns"]["隐患描述"] == "description"
    assert {one["key"] for one in said["questions"]} >= {"county", "delivery"}


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("night", "2026-3-5"), 2, "'2026-3-5' is no date."),
        (("night", "2026-03-05", "--to", "2026-03-01"), 2, "lies before"),
        (("night", "2026-03-05", "--source", "onn"), 2, "There is no source 'onn'; did you mean"),
        (("check", "nowhere.csv", "--source", "nobody"), 2, "There is no contract 'nobody'"),
        (("check", "nowhere.csv", "--source", "one"), 1, "cannot be read"),
        (("night", "9999-03-05"), 2, "more than 366 days after today"),
        (("week", "2001-W01"), 1, "No night up to 2001-01-07"),
        (("simulate", "new", "--start", "9999-12-30"), 2, "No nights can be simulated"),
        (("week", "2026-W99"), 2, "There is no week 99"),
        (("month", "2026-3"), 2, "'2026-3' is not a month."),
        (("warehouse", "sql", "DELETE FROM mart.nights"), 1, "read-only transaction"),
        (("warehouse", "sql", "COMMIT; DELETE FROM mart.nights"), 1, "multiple commands"),
        (("warehouse", "url", "--role", "boss"), 2, "There is no role 'boss'"),
        (("simulate", "/"), 1, "is not empty"),
        (("simulate", "new", "--mess", "huge"), 2, "'huge' is no level of mess."),
        (("up", "--port", "99999"), 2, "65535"),
        (("linkage", "rescore", "--county", "火星"), 2, "There is no reporting unit '火星'."),
        (("sendings", "list", "--status", "gone"), 2, "There is no status 'gone'"),
        (("sendings", "again", "ab", "--by", "王", "--why", "没收到"), 1, "no sending ab in doubt"),
        (("sendings", "confirm", "ab", "--by", "王", "--why", " "), 1, "needs a name and a reason"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_a_refusal_is_a_sentence(
    ledger: Path, words: tuple[str, ...], status: int, sentence: str
) -> None:
    done = zhiben(*words)
    assert (done.returncode, sentence in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [("check", "x.csv"), ("check", "x.csv", "--sauce", "a"), ("nihgt",), ("review", "show")],
    ids=["option missing", "option unknown", "verb unknown", "argument missing"],
)
def test_wrong_usage_is_json_where_a_program_reads_it(
    settings: Settings, words: tuple[str, ...]
) -> None:
    done = zhiben(*words, "--json")
    assert (done.returncode, done.stderr) == (2, "")
    assert set(json.loads(done.stdout)) == {"error", "hint"}


def test_an_error_is_json_where_a_program_reads_it(settings: Settings) -> None:
    url = "postgresql://nobody:secret@127.0.0.1:9/none"
    done = zhiben("night", "2026-03-05", "--json", ZHIBEN_WAREHOUSE_URL=url)
    assert done.returncode == 1
    assert set(json.loads(done.stdout)) == {"error", "hint"}


def test_a_database_that_is_not_there_is_named(settings: Settings) -> None:
    url = "postgresql://nobody:secret@127.0.0.1:9/none"
    done = zhiben("night", "2026-03-05", ZHIBEN_WAREHOUSE_URL=url)
    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert "secret" not in done.stderr


def test_a_database_url_that_is_none_is_said(settings: Settings) -> None:
    done = zhiben("night", "2026-03-05", ZHIBEN_WAREHOUSE_URL="postgresql://a:b@host:port/none")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "ZHIBEN_WAREHOUSE_URL is no database URL." in done.stderr


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    home = str(tmp_path / "file" / "home")
    done = zhiben("night", "2026-03-05", ZHIBEN_HOME=home, ZHIBEN_WAREHOUSE_URL="")
    assert done.returncode == 1
    assert home in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_says_what_to_mend(ledger: Path, settings: Settings) -> None:
    (settings.contracts / "two.yaml").write_text(CONTRACT + "chanel: joint\n", encoding="utf-8")
    done = zhiben("doctor", "--json")
    broken = [one for one in json.loads(done.stdout) if not one["ok"]]
    assert done.returncode == 1
    assert ["two.yaml:5" in one["words"] for one in broken] == [True]


@pytest.mark.parametrize(
    ("variable", "check"), [("ZHIBEN_INCLUDE", "include"), ("ZHIBEN_INBOX", "inbox")]
)
def test_doctor_looks_at_folders_that_are_named(
    settings: Settings, variable: str, check: str
) -> None:
    done = zhiben("doctor", "--json", **{variable: str(settings.home / "nowhere")})
    broken = {one["check"]: one["words"] for one in json.loads(done.stdout) if not one["ok"]}
    assert (done.returncode, list(broken)) == (1, [check])
    assert f"{settings.home / 'nowhere'} is no folder" in broken[check]


def test_a_night_needs_the_include_folder_that_is_named(settings: Settings) -> None:
    done = zhiben("night", "2026-03-05", ZHIBEN_INCLUDE=str(settings.home / "nowhere"))
    assert (done.returncode, "Airflow" in done.stderr) == (1, False)
    assert "is no folder" in done.stderr


def test_a_closed_output_is_no_error(settings: Settings) -> None:
    command = f"'{ZHIBEN}' warehouse sql 'SELECT 1' --json >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("mess", ["clean", "nasty"])
def test_simulate_writes_contracts_files_and_truth(tmp_path: Path, mess: str) -> None:
    target = tmp_path / "sample"
    done = zhiben("simulate", str(target), "--nights", "2", "--mess", mess, "--rows", "60")
    assert done.returncode == 0, done.stderr
    for folder in ("contracts", "inbox", "truth", "campaign", "vocabulary"):
        assert any((target / folder).iterdir())


def _make(folder: Path, *words: str, path: str) -> subprocess.CompletedProcess[str]:
    for name in ("Makefile", "requirements.txt", "requirements-uv.txt", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, folder)
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_says_that_python_is_too_old(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "cat", "cksum", "cut", "echo", "grep", "make", "sed"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    (tools / "python3").write_text('#!/bin/bash\necho "Python 3.9.1"\n[ "$1" = "--version" ]\n')
    (tools / "python3").chmod(0o755)
    done = _make(tmp_path, "run", path=str(tools))
    assert done.returncode != 0
    assert "zhiben needs Python 3.11, 3.12 or 3.13; found Python 3.9.1." in done.stderr


def test_letting_through_what_is_not_held_is_refused(settings: Settings) -> None:
    done = zhiben("release", "D1", "--by", "王科长", "--why", "已核实", "--no-run", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"] == "There is no held delivery 'D1'."


def test_letting_through_needs_a_name_and_a_reason(settings: Settings) -> None:
    assert zhiben("release", "D1", "--by", "王科长").returncode == 2


def test_quarantine_is_listed_exported_replayed_and_waived(
    ledger: Path, settings: Settings
) -> None:
    deliver(settings, ledger)
    (case,) = json.loads(zhiben("quarantine", "list", "--json").stdout)
    assert (case["rule"], case["times_seen"], case["row_number"]) == ("unreadable", 1, 3)
    book = str(settings.home / "更正.xlsx")
    exported = zhiben("quarantine", "export", book, "--json")
    assert json.loads(exported.stdout)["rows"] == {"one": 1}
    told = json.loads(zhiben("quarantine", "replay", book, "--dry-run", "--json").stdout)
    assert (told["dry_run"], told["replayed"]) == (True, 0)
    again = zhiben("quarantine", "replay", "--source", "one", "--no-publish")
    assert (again.returncode, "仍不能接收" in again.stdout) == (0, True)
    unknown = zhiben("quarantine", "list", "--rule", "unreadible")
    assert (unknown.returncode, "There is no rule 'unreadible'." in unknown.stderr) == (2, True)
    typed = case["quarantine_id"].lower()
    done = zhiben("quarantine", "waive", typed, "--why", "重复", "--by", "王")
    assert done.returncode == 0, done.stdout
    (case,) = json.loads(zhiben("quarantine", "list", "--status", "waived", "--json").stdout)
    assert (case["closed_by"], case["why"]) == ("王", "重复")


def deliver(settings: Settings, ledger: Path) -> None:
    """Load the ledger as a night does, without Airflow."""
    folder = settings.inbox / "one" / "2026-03-06"
    folder.mkdir(parents=True)
    shutil.copy(ledger, folder)
    assert take_batch(["one"], "2026-03-06") == {"one": None}
    load_night("2026-03-06", [])


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("quarantine", "list", "--status", "shut"), 2, "Use one of open, replayed, waived, all."),
        (("quarantine", "list", "--source", "nobody"), 2, "There is no source 'nobody'"),
        (
            ("quarantine", "export", "x.xlsx", "--source", "nobody"),
            2,
            "There is no source 'nobody'",
        ),
        (("quarantine", "export", "x.csv"), 1, "is no .xlsx file"),
        (("quarantine", "export", "x.xlsx"), 1, "No row is open in quarantine."),
        (("quarantine", "replay", "no.xlsx"), 1, "cannot be read"),
        (("quarantine", "replay", "a.xlsx", "--id", "Q"), 2, "names its rows itself"),
        (("quarantine", "waive", "Q", "--why", " "), 1, "A waiver needs a reason."),
        (("quarantine", "waive", "Q"), 2, "--why"),
    ],
)
def test_quarantine_refuses_with_a_sentence(
    settings: Settings, words: tuple[str, ...], status: int, sentence: str
) -> None:
    done = zhiben(*words)
    assert (done.returncode, sentence in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "status", "answer"),
    [
        (("list",), 0, []),
        (("list", "--county", "411624", "--county", "沈丘县"), 0, []),
        (("list", "--status", "shut"), 2, "There is no status 'shut'."),
        (("list", "--county", "火星"), 2, "There is no reporting unit '火星'."),
        (("export", "x.xlsx", "--county", "火星"), 2, "There is no reporting unit '火星'."),
        (("decide", "P1", "same", "--by", "王", "--why", "看过"), 1, "没有判定编号“P1”。"),
        (("show", "P1"), 1, "没有判定编号“P1”。"),
    ],
)
def test_review_answers_as_json(
    settings: Settings, words: tuple[str, ...], status: int, answer: object
) -> None:
    done = zhiben("review", *words, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["error"] if status else told) == (status, answer)


def test_a_decision_without_a_reason_is_wrong_usage(settings: Settings) -> None:
    assert zhiben("review", "decide", "P1", "same", "--by", "王").returncode == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("train", "--by", "张"), "Too little was decided by people to train on: 0 decisions."),
        (("use", "items-0", "--by", "张", "--why", "试"), "There is no model 'items-0'."),
        (("rescore",), "No night is loaded yet"),
    ],
)
def test_linkage_refuses_in_one_sentence(
    settings: Settings, words: tuple[str, ...], told: str
) -> None:
    done = zhiben("linkage", *words, "--json")
    assert (done.returncode, told in json.loads(done.stdout)["error"]) == (1, True)


def test_the_shipped_model_is_listed_and_can_be_chosen(settings: Settings) -> None:
    done = zhiben("linkage", "use", "shipped", "--by", "张", "--why", "试", "--json")
    (shipped,) = json.loads(zhiben("linkage", "list", "--json").stdout)
    assert (shipped["version"], shipped["is_used"]) == (json.loads(done.stdout)["version"], True)


def test_the_command_line_is_there_before_anything_heavy_is_loaded() -> None:
    heavy = ("matplotlib", "sqlalchemy", "pyarrow", "airflow", "zhiben.reporting")
    code = f"import sys, zhiben.cli; print([one for one in {heavy} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_make_says_that_the_disk_is_full(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "df").write_text("#!/bin/bash\necho head; echo '/dev/x 100 60 40 60% /'\n")
    (tools / "df").chmod(0o755)
    done = _make(tmp_path, "setup", path=f"{tools}:{os.environ['PATH']}")
    assert done.returncode != 0
    assert "Set-up needs 2000 MB, and the disk of" in done.stderr
    assert "has 40 MB free" in done.stderr


def test_make_says_that_packages_cannot_be_fetched(tmp_path: Path) -> None:
    path = f"{tmp_path}/bin:{os.environ['PATH']}"
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").write_text("#!/bin/bash\necho no route >&2; exit 1\n")
    (tmp_path / ".venv" / "bin" / "python").chmod(0o755)
    done = _make(tmp_path, "setup", path=path)
    assert done.returncode != 0
    assert "no route" in done.stderr
    assert "The packages could not be fetched; why stands above." in done.stderr
