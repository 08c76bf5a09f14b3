"""A portrait counts what a look at every row counts, however the rows are cut into pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.contracts import Contract
from zhiben.normalizing import reader_for
from zhiben.reading import first_characters
from zhiben.records import HAZARD
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.validating import gathered, portrait_of
from zhiben.validating.checksums import checksums, repeats
from zhiben.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(SHIPPED_INCLUDE / "vocabulary", HAZARD)
HEADINGS = {"编号": None, "分号": None, "隐患描述": "description", "整改状态": "status"}
BLANKS = st.sampled_from(sorted(VOCABULARY.blanks)).map(lambda word: f" {word}。")
TEXTS = st.one_of(
    st.just(""),
    BLANKS,
    st.sampled_from(
        ["无防护罩", "不详细", "3号机", "Ｎ／Ａ", "é", "𠮷", "已整改", "没见过的词", " \u3000"]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
)
KEYS = st.one_of(
    st.sampled_from(["", " ", "\u3000", "1", "1 ", "12345678", "123456789"]),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), max_size=20),
)
ROWS = st.lists(st.tuples(KEYS, st.sampled_from(["", "a", "b"]), TEXTS, TEXTS), max_size=8)


def _columns(rows: Sequence[Sequence[str]]) -> list[pa.StringArray]:
    return [pa.array([row[place] for row in rows], pa.string()) for place in range(len(HEADINGS))]


def _contract(key: list[str]) -> Contract:
    said = {"source": "a", "county": "411624", "department": "局", "kind": "hazard", "key": key}
    return Contract.model_validate(said)


@pytest.mark.parametrize("key", [["编号"], ["编号", "分号"]])
@given(rows=ROWS, cuts=st.sets(st.integers(1, 7)))
def test_counts_are_those_of_every_row(
    key: list[str], rows: list[tuple[str, ...]], cuts: set[int]
) -> None:
    contract, every = _contract(key), _columns(rows)
    ends = [*sorted(cut for cut in cuts if cut < len(rows)), len(rows)]
    pieces = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    found = gathered(
        [
            portrait_of(
                {name: one[piece] for name, one in zip(HEADINGS, every, strict=True)},
                ["00000000000000a1"] * (piece.stop - piece.start),
                contract,
                VOCABULARY,
                date(2026, 3, 5),
            )
            for piece in pieces
        ]
    )
    read = reader_for(HAZARD.field("status"), "整改状态", {}, VOCABULARY)
    said = [row[3] for row in rows if not VOCABULARY.is_blank(row[3])]
    keys = [tuple(one.strip() for one in row[: len(key)]) for row in rows]
    given_keys = [one for one in keys if any(one)]
    assert found.rows == len(rows)
    assert found.filled == {
        "description": sum(not VOCABULARY.is_blank(row[2]) for row in rows),
        "status": len(said),
    }
    assert found.values["status"] == Counter(str(read(one).value or one.strip()) for one in said)
    assert found.repeated == len(given_keys) - len(set(given_keys))


@given(st.lists(TEXTS, min_size=1), st.integers(0, 3))
def test_the_first_character_is_the_first(texts: list[str], start: int) -> None:
    codes = [ord(text[0]) if text else 0 for text in texts[start:]]
    sliced = pa.array(texts, pa.string())[start:]
    told = [code if code < 0x80 or 0x800 <= code < 0x10000 else 0 for code in codes]
    assert first_characters(sliced).tolist() == told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["12345678"], ["12345678\0"]),
        (["12345678abcdefgh"], ["abcdefgh12345678"]),
        (["a", "b"], ["b", "a"]),
        (["a", ""], ["", "a"]),
        (["ab", "c"], ["a", "bc"]),
    ],
)
def test_other_texts_have_other_checksums(one: list[str], other: list[str]) -> None:
    found = checksums([pa.array(cells, pa.string()) for cells in zip(one, other, strict=True)])
    assert found[0] != found[1]


def test_many_numbers_have_checksums_of_their_own() -> None:
    texts = pa.array([f"{number:x}" * (number % 5 + 1) for number in range(200_000)])
    distinct = len(set(texts.to_pylist()))
    assert repeats(checksums([texts])) == len(texts) - distinct


@given(st.lists(st.integers(0, 5)))
def test_repeats_are_all_but_the_first(numbers: list[int]) -> None:
    assert repeats(np.array(numbers, np.uint64)) == len(numbers) - len(set(numbers))
