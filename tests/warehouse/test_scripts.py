"""A script is taken apart where its statements end, and nowhere else."""

from __future__ import annotations

import pytest

from tests.warehouse.golden import shipped
from zhiben.warehouse.scripts import statements


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("SELECT 1;\nSELECT 2;\n", ("SELECT 1;", "SELECT 2;")),
        ("SELECT 1; SELECT 2", ("SELECT 1;", "SELECT 2")),
        ("-- first; of all\nSELECT 1 -- one;\n;", ("SELECT 1  \n;",)),
        ("SELECT /* a;\nb */ 1;", ("SELECT   1;",)),
        ("SELECT ';', 'it''s; --', \";\";", ("SELECT ';', 'it''s; --', \";\";",)),
        ("DO $do$ BEGIN; $$;$$; END $do$; SELECT $1;",
         ("DO $do$ BEGIN; $$;$$; END $do$;", "SELECT $1;")),
        ("\n -- nothing\n", ()),
    ],
)  # fmt: skip
def test_a_script_is_split_at_its_ends(script: str, expected: tuple[str, ...]) -> None:
    assert statements(script) == expected


def test_every_shipped_statement_is_whole() -> None:
    begins = ("WITH", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "ANALYZE", "SELECT")
    split = [one for query in shipped().values() for one in statements(query)]
    assert len(split) > len(shipped())
    assert all(one.startswith(begins) and one.endswith(";") for one in split)
