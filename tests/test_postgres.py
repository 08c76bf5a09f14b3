"""The embedded server of homes that were left half made, or bear odd names."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

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
