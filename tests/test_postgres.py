"""The embedded server of homes that were left half made, or bear odd names."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.homes import with_warehouse
from zhiben import postgres


def test_a_home_whose_making_was_killed_is_made_anew(tmp_path: Path) -> None:
    home = tmp_path / "o'neil 的"
    half = home / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    (home / "postgres" / "initial").write_text("secret")
    try:
        url = postgres.start(home).url("warehouse", "zhiben")
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        reader = postgres.start(home).url("warehouse", "bi_reader")
        with psycopg.connect(reader) as connection, pytest.raises(psycopg.Error, match="denied"):
            connection.execute("SELECT lo_create(0)")
        assert not {"initial", "data.new"} & {path.name for path in (home / "postgres").iterdir()}
    finally:
        postgres.stop(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_a_home_copied_into_a_private_folder_starts_whoever_owns_it(
    tmp_path: Path,
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    moved = private / "home"
    with_warehouse(moved)
    subprocess.run(["chown", "-R", "root", str(moved)], check=True)
    try:
        with psycopg.connect(postgres.start(moved).url("warehouse", "zhiben")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        postgres.stop(moved)
