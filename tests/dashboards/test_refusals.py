"""What stands in the way of the dashboards is said in a sentence, before anything is started."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from zhiben import postgres
from zhiben.errors import ZhibenError
from zhiben.orchestration import superset
from zhiben.orchestration.processes import HOST, free_port
from zhiben.settings import Settings, load_settings


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Superset looks installed; nothing here comes so far as to run it."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    monkeypatch.setattr(superset, "ENVIRONMENT", tmp_path)


def refusal(settings: Settings, port: int | None = None) -> str:
    with pytest.raises(ZhibenError) as refused:
        superset.bring_up(settings, port or free_port(), lambda _words: None)
    return str(refused.value)


def test_superset_that_is_not_installed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(superset, "ENVIRONMENT", tmp_path / "nowhere")
    assert refusal(settings) == "Superset is not installed here. Run make bi."


@pytest.mark.usefixtures("installed")
def test_port_that_is_taken(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refusal(settings, port).startswith(f"Port {port} is in use.")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("warehouse_url", "bi_url", "sentence"),
    [
        (None, None, "There is no warehouse under"),
        ("postgresql://zhiben@db/warehouse", None, "which dashboards must not have"),
        (None, "nonsense", "ZHIBEN_BI_URL is no database URL"),
        (None, "postgresql://bi_reader:secret@127.0.0.1:1/warehouse", "does not answer"),
    ],
)
def test_warehouse_that_cannot_be_read(
    settings: Settings, warehouse_url: str | None, bi_url: str | None, sentence: str
) -> None:
    said = refusal(replace(settings, warehouse_url=warehouse_url, bi_url=bi_url))
    assert sentence in said
    assert "secret" not in said


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("login", "sentence"),
    [
        ("zhiben", "The login zhiben sees more than the views of bi."),
        ("bi_reader", "No night is published yet"),
    ],
)
def test_login_that_sees_too_much_or_nothing(
    settings: Settings, server: postgres.Server, login: str, sentence: str
) -> None:
    url = make_url(settings.warehouse_url or "").set(
        username=login, password=server.passwords[login]
    )
    bi_url = url.render_as_string(hide_password=False)
    assert refusal(replace(settings, bi_url=bi_url)).startswith(sentence)


def test_two_homes_have_keys_and_cookies_of_their_own(tmp_path: Path) -> None:
    one, other = (load_settings({"ZHIBEN_HOME": str(tmp_path / name)}) for name in "ab")
    first, _ = superset._secrets(one)
    second, _ = superset._secrets(other)
    assert not set(first.values()) & set(second.values())
    assert superset._secrets(one) == (first, False)
    assert (one.home / "superset" / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_server_of_an_older_version_gets_the_login_it_lacks(tmp_path: Path) -> None:
    older = {"postgres": "p", "airflow": "a", "zhiben": "z", "bi_reader": "b"}
    (tmp_path / "passwords.json").write_text(json.dumps(older))
    known = postgres._passwords(tmp_path)
    assert known["superset"]
    assert known == older | {"superset": known["superset"]}
    assert postgres._passwords(tmp_path) == known
