"""What ``simulate`` promises to its callers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhiben.contracts import load_contracts
from zhiben.errors import ZhibenError
from zhiben.simulation import Unit, simulate

from .made import UNITS, World

PLUGINS = Path(__file__).parents[2] / "plugins"
Content = dict[str, bytes]


def content(directory: Path, folder: str = "") -> Content:
    files = (path for path in (directory / folder).rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("mess", ["ordinary", "nasty"])
def test_the_same_arguments_give_the_same_bytes(tmp_path: Path, mess: str) -> None:
    for name in ("one", "two"):
        simulate(tmp_path / name, UNITS, nights=3, seed=5, mess=mess)
    assert content(tmp_path / "one") == content(tmp_path / "two")


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_order_of_hashes_does_not_matter(tmp_path: Path, hash_seed: str) -> None:
    words = (
        "from pathlib import Path; from zhiben.simulation import Unit, simulate; import sys;"
        "simulate(Path(sys.argv[1]), [Unit('990001', '青河县', ('柳林镇',))], nights=1)"
    )
    place = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(PLUGINS)}
    subprocess.run([sys.executable, "-c", words, tmp_path / "one"], check=True, env=place)
    simulate(tmp_path / "two", [Unit("990001", "青河县", ("柳林镇",))], nights=1)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_another_seed_is_another_world(tmp_path: Path) -> None:
    for seed in (1, 2):
        simulate(tmp_path / str(seed), UNITS, nights=1, seed=seed, counties=1)
    assert content(tmp_path / "1", "truth") != content(tmp_path / "2", "truth")


def test_counties_do_not_depend_on_one_another(tmp_path: Path) -> None:
    simulate(tmp_path / "one", UNITS, nights=2, counties=1)
    simulate(tmp_path / "all", UNITS, nights=2)
    assert content(tmp_path / "one", "inbox").items() <= content(tmp_path / "all", "inbox").items()


def test_through_writes_what_has_come_in_by_then(tmp_path: Path) -> None:
    simulate(tmp_path / "all", UNITS, nights=6, seed=3, mess="nasty")
    seen: set[str] = set()
    for night in (2, 4, 6):
        simulate(tmp_path / "some", UNITS, nights=6, seed=3, mess="nasty", through=night)
        seen |= {str(len(content(tmp_path / "some", "inbox")))}
    assert len(seen) == 3
    assert content(tmp_path / "some") == content(tmp_path / "all")


def test_contracts_are_accepted(world: World) -> None:
    contracts, faults = load_contracts(world.directory / "contracts")
    assert not faults
    assert sorted(contracts) == sorted(world.simulation.sources)


@pytest.mark.parametrize("rows", [300, 1500])
def test_ledgers_hold_about_the_rows_asked_for(tmp_path: Path, rows: int) -> None:
    made = simulate(tmp_path, UNITS, nights=1, sources=9, rows=rows, mess="clean")
    assert rows <= sum(made.rows.values()) <= rows * 1.1 + 9 * 8


def test_texts_become_hazards(tmp_path: Path) -> None:
    texts = [("铭牌应清晰", f"第{number}种说法") for number in range(300)]
    simulate(tmp_path, UNITS, nights=1, texts=texts)
    assert "种说法" in (tmp_path / "truth" / "statements.csv").read_text(encoding="utf-8")


def test_shipped_folders_are_copied(tmp_path: Path) -> None:
    for folder in ("campaign", "vocabulary"):
        (tmp_path / "include" / folder).mkdir(parents=True)
        (tmp_path / "include" / folder / "a.yaml").write_text("a: 1", encoding="utf-8")
    simulate(tmp_path / "out", UNITS, nights=1, include_from=tmp_path / "include")
    assert (tmp_path / "out" / "campaign" / "a.yaml").is_file()
    assert (tmp_path / "out" / "vocabulary" / "a.yaml").is_file()


@pytest.mark.parametrize(
    "wrong",
    [{"mess": "tidy"}, {"nights": 0}, {"sources": 99}, {"sources": 1}, {"through": -1}],
)
def test_impossible_wishes_are_refused(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(ZhibenError):
        simulate(tmp_path, UNITS, **wrong)  # type: ignore[arg-type]


def test_no_city_is_named_in_the_code() -> None:
    room = PLUGINS / "zhiben" / "simulation"
    texts = [
        path.read_text(encoding="utf-8")
        for path in room.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    assert not any("周口" in text or "4116" in text for text in texts)
