"""Small sample counties, written once for all tests of this folder."""

import pytest

from zhiben.simulation import simulate

from .made import MESSES, UNITS, World


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, World]:
    return {
        mess: World(simulate(tmp_path_factory.mktemp(mess), UNITS, nights=9, sources=21, mess=mess))
        for mess in MESSES
    }


@pytest.fixture(params=MESSES)
def world(request: pytest.FixtureRequest, worlds: dict[str, World]) -> World:
    return worlds[request.param]


@pytest.fixture
def nasty(worlds: dict[str, World]) -> World:
    return worlds["nasty"]
