"""The production files say nothing that the repository, Airflow or the Compose format lacks."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema import Draft202012Validator

from zhiben.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yaml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {name for name, service in SERVICES.items() if service.get("restart") == "no"}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
SETTINGS = [*load_settings({}).environment(), "ZHIBEN_WAREHOUSE_URL"]
IMAGES = sorted(
    {service["image"] for service in SERVICES.values()}
    | set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))
)
SOURCES = [
    source
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    for source in line.split()[:-1]
]
# ${NAME:?sentence} must be set, ${NAME:-value} may be.
REQUIRED = dict(re.findall(r"\$\{(\w+):\?([^}]*)\}", COMPOSE_TEXT))
OPTIONAL = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", COMPOSE_TEXT))
SECRET = re.compile(r"PASSWORD|SECRET|KEY|CONN|BROKER|BACKEND|WAREHOUSE_URL|AUTH$")
ENVIRONMENT = sorted(
    {
        (key, str(value))
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
    }
)
SECRETS = [(key, value) for key, value in ENVIRONMENT if SECRET.search(key)]
VARIABLES = sorted({key for key, _ in ENVIRONMENT})


def spoken(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield what ``words`` runs: itself, or each line of the shell script it carries."""
    if words[0] in {"bash", "CMD-SHELL"}:
        yield from (tuple(shlex.split(line)) for line in words[-1].splitlines())
    else:
        yield tuple(words[1:] if words[0] == "CMD" else words)


COMMANDS = sorted(
    {
        command
        for service in SERVICES.values()
        if service["image"].startswith("zhiben:")
        for words in (service["command"], service.get("healthcheck", {}).get("test"))
        if words
        for command in spoken(words)
    }
)
WARM = ("python", "-m", "zhiben.orchestration.warm")  # is Airflow, once it has imported the rest
AIRFLOWS = [
    *(command for command in COMMANDS if command[0] == "airflow"),
    *(("airflow", *command[len(WARM) :]) for command in COMMANDS if command[: len(WARM)] == WARM),
]
MAINS = {"zhiben": "zhiben.cli", "celery": "celery.__main__"}
# One process answers for all: importing Airflow takes longer than everything else here.
PROBE = """
import contextlib, io, json, sys
from airflow.cli.cli_parser import get_parser
from airflow.configuration import conf
from airflow.executors.executor_loader import ExecutorLoader
from airflow.providers_manager import ProvidersManager

def parses(words):
    with contextlib.suppress(SystemExit), contextlib.redirect_stderr(io.StringIO()):
        return bool(parser.parse_args(words[1:]))
    return False

def trouble():
    try:
        ExecutorLoader.load_executor(conf.get("core", "executor"))
        conf.getimport("core", "auth_manager")
    except Exception as error:
        return repr(error.__cause__ or error)

ProvidersManager().initialize_providers_configuration()
parser = get_parser()
variables = [
    f"AIRFLOW__{section}__{option}".replace(".", "_").upper()
    for section, body in conf.configuration_description.items()
    for option in body["options"]
]
parsed = [words for words in json.load(sys.stdin) if parses(words)]
print("ANSWER", json.dumps({"variables": variables, "parsed": parsed, "trouble": trouble()}))
"""


@pytest.fixture(scope="module")
def child_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what a child needs to run Airflow as the containers do, in a home of its own."""
    chosen = {
        key: value for key, value in ENVIRONMENT if key.endswith(("EXECUTOR", "AUTH_MANAGER"))
    }
    home = str(tmp_path_factory.mktemp("airflow"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    modules = os.pathsep.join(filter(None, [str(ROOT / "plugins"), os.environ.get("PYTHONPATH")]))
    return {**chosen, "AIRFLOW_HOME": home, "HOME": home, "PATH": path, "PYTHONPATH": modules}


@pytest.fixture(scope="module")
def airflow(child_environment: dict[str, str]) -> dict[str, Any]:
    """Return the installed Airflow's variables, and those of our commands it understands."""
    asked = json.dumps(AIRFLOWS)
    said = said_by([sys.executable, "-c", PROBE], child_environment, asked)
    answer: dict[str, Any] = json.loads(said.rpartition("ANSWER")[2])
    return answer


def said_by(words: list[str], environment: dict[str, str], asked: str = "") -> str:
    """Return what a command prints; its failure is the test's."""
    done = subprocess.run(words, input=asked, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def compose_is_there() -> bool:
    try:
        return subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def test_the_file_is_what_the_compose_specification_describes() -> None:
    schema = get_builtin_schema("vendor.compose-spec")
    assert [e.message for e in Draft202012Validator(schema).iter_errors(COMPOSE)] == []


@pytest.mark.skipif(not compose_is_there(), reason="no docker client with the compose plugin")
def test_docker_compose_accepts_the_file_with_the_example_filled_in(tmp_path: Path) -> None:
    filled = tmp_path / "filled.env"
    filled.write_text(re.sub(r"^(\w+)=$", r"\1=x", EXAMPLE, flags=re.MULTILINE), "utf-8")
    compose = ["docker", "compose", "--env-file", str(filled), "--profile", "tools"]
    done = subprocess.run([*compose, "config", "--quiet"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("image", IMAGES)
def test_every_image_is_pinned_to_a_full_version(image: str) -> None:
    assert re.fullmatch(r"[\w./-]+:\d+(\.\d+)+(-[\w.-]+)?", image)


def test_our_image_bears_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert [image for image in IMAGES if image.startswith("zhiben")] == [f"zhiben:{version}"]


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - ONE_SHOT))
def test_every_lasting_service_is_health_checked_and_restarted(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[service].get("restart") == "unless-stopped"


def test_only_the_preparation_and_the_command_line_are_one_shot() -> None:
    assert {"airflow-init", "cli"} == ONE_SHOT


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_waits_only_for_what_can_be_waited_for(service: str) -> None:
    for needed, wait in SERVICES[service].get("depends_on", {}).items():
        done = "service_completed_successfully" if needed in ONE_SHOT else "service_healthy"
        assert wait["condition"] == done
        assert needed in SERVICES


@pytest.mark.parametrize(("variable", "value"), SECRETS)
def test_a_secret_comes_from_the_environment_and_has_no_default(variable: str, value: str) -> None:
    assert re.search(r"\$\{\w+:\?Set \w+, see \.env\.example\.\}", value), variable
    assert ":-" not in value


@pytest.mark.parametrize("name", sorted(REQUIRED.keys() | OPTIONAL.keys()))
def test_the_example_lists_each_variable_empty_or_with_its_default(name: str) -> None:
    line = f"{name}=" if name in REQUIRED else f"#{name}={OPTIONAL[name]}"
    assert line in EXAMPLE.splitlines()


def test_the_example_names_nothing_that_compose_does_not_read() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert named == REQUIRED.keys() | OPTIONAL.keys() | SERVICES["cli"]["build"]["args"].keys()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_mounts_named_volumes_only(service: str) -> None:
    mounted = {volume.partition(":")[0] for volume in SERVICES[service]["volumes"]}
    assert mounted <= COMPOSE["volumes"].keys()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"/opt/[\w/]+", COMPOSE_TEXT))))
def test_a_path_in_a_container_is_in_the_repository_or_made_by_the_image(path: str) -> None:
    made = re.search(r"install --directory (.*)", DOCKERFILE)
    assert made
    assert path in made[1].split() or (ROOT / Path(path).relative_to("/opt/zhiben")).is_dir()


@pytest.mark.parametrize("source", sorted(set(SOURCES)))
def test_what_the_image_copies_exists_and_reaches_the_builder(source: str) -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    assert f"!{source.rstrip('/')}" in ignored
    assert (ROOT / source).exists()


@pytest.mark.parametrize("variable", [v for v in VARIABLES if v.startswith("AIRFLOW__")])
def test_an_airflow_variable_is_an_option_of_the_installed_airflow(
    variable: str, airflow: dict[str, Any]
) -> None:
    assert variable in airflow["variables"]


def test_the_locked_packages_can_load_the_executor_and_the_auth_manager(
    airflow: dict[str, Any],
) -> None:
    assert airflow["trouble"] is None


@pytest.mark.parametrize("variable", [v for v in VARIABLES if v.startswith("ZHIBEN_")])
def test_a_zhiben_variable_is_one_of_the_settings(variable: str) -> None:
    settings = (ROOT / "plugins/zhiben/settings.py").read_text("utf-8")
    assert f'"{variable}"' in settings


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_reaches_the_tasks_and_stands_once_in_the_readme(name: str) -> None:
    assert name in SERVICES["worker"]["environment"]
    rows = re.findall(rf"^\| `{name}` \|", README, re.MULTILINE)
    assert len(rows) == 1


@pytest.mark.parametrize("name", [name for name in SETTINGS if name in OPTIONAL])
def test_a_default_is_the_same_in_compose_and_in_the_code(name: str) -> None:
    assert load_settings({name: OPTIONAL[name]}) == load_settings({})


@pytest.mark.parametrize("command", AIRFLOWS, ids=" ".join)
def test_an_airflow_command_is_understood(
    command: tuple[str, ...], airflow: dict[str, Any]
) -> None:
    assert list(command) in airflow["parsed"]


@pytest.mark.parametrize("command", [c for c in COMMANDS if c[0] in MAINS], ids=" ".join)
def test_a_command_of_ours_or_of_celery_is_known(
    command: tuple[str, ...], child_environment: dict[str, str]
) -> None:
    ask = f"import sys; from {MAINS[command[0]]} import main; sys.exit(main())"
    assert said_by([sys.executable, "-c", ask, *command[1:], "--help"], child_environment)


def test_nothing_else_runs_in_our_image() -> None:
    assert {command[0] for command in COMMANDS} == {"airflow", "python", *MAINS}


def test_a_worker_holds_no_secret_it_does_not_need() -> None:
    held = {name: service.get("environment", {}).keys() for name, service in SERVICES.items()}
    withheld = {
        v for v in VARIABLES if v.endswith(("SQL_ALCHEMY_CONN", "FERNET_KEY", "JWT_SECRET"))
    }
    assert len(withheld) == 3
    assert withheld <= held["scheduler"]
    assert withheld.isdisjoint(held["worker"])
