"""Rows kept as columns of Arrow text: what long tables are made of.

Arrow is imported where it is used: the processes that parse small files do without.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast, overload

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

Mask: TypeAlias = "npt.NDArray[np.bool_]"
Bytes: TypeAlias = "npt.NDArray[np.uint8]"
Bounds: TypeAlias = "npt.NDArray[np.int32]"

_ROWS_AT_ONCE = 4096


@dataclass(frozen=True)
class ColumnRows(Sequence[list[str]]):
    """Rows whose cells are kept by column; a row is made when somebody asks for it."""

    columns: tuple[pa.StringArray, ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    def __reduce__(self) -> tuple[Callable[[bytes], ColumnRows], tuple[bytes]]:
        return ColumnRows.from_bytes, (bytes(self.to_bytes()),)

    def __iter__(self) -> Iterator[list[str]]:
        for start in range(0, len(self), _ROWS_AT_ONCE):
            pieces = (column.slice(start, _ROWS_AT_ONCE).to_pylist() for column in self.columns)
            yield from map(list, zip(*pieces, strict=True))

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> ColumnRows: ...
    def __getitem__(self, place: int | slice) -> list[str] | ColumnRows:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            if step != 1:
                raise ValueError("rows are sliced one after another")
            length = max(0, stop - start)
            return ColumnRows(tuple(column.slice(start, length) for column in self.columns))
        return [column[place].as_py() for column in self.columns]

    def at(self, places: Sequence[int | None]) -> ColumnRows:
        """The rows with the columns at ``places``, None being an empty one."""
        import pyarrow as pa

        empty = pa.repeat(pa.scalar("", pa.string()), len(self))
        return ColumnRows(tuple(empty if one is None else self.columns[one] for one in places))

    def only(self, mask: Mask) -> ColumnRows:
        """The rows where ``mask`` holds."""
        import pyarrow as pa

        return ColumnRows(tuple(column.filter(pa.array(mask)) for column in self.columns))

    def filled(self) -> npt.NDArray[np.int64]:
        """How many cells of each row hold text."""
        import numpy as np

        counts = np.zeros(len(self), np.int64)
        for column in self.columns:
            counts += _is_filled(column)
        return counts

    def has_text_in(self, place: int) -> bool:
        """Whether any cell of the column at ``place`` holds text."""
        return bool(_is_filled(self.columns[place]).any())

    def has_any_of(self, texts: Collection[str]) -> bool:
        """Whether some cell is one of ``texts``."""
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = pa.array(sorted(texts), pa.string())
        return any(pc.any(pc.is_in(column, wanted)).as_py() for column in self.columns)

    def longer_than(self, characters: int) -> list[int]:
        """Places of the rows with a cell of more than ``characters`` characters, as they rise."""
        import pyarrow.compute as pc

        places: set[int] = set()
        for column in self.columns:
            _, bounds = bytes_of(column)
            if (bounds[1:] - bounds[:-1]).max(initial=0) > characters:
                lengths = pc.utf8_length(column).to_numpy()
                places.update((lengths > characters).nonzero()[0].tolist())
        return sorted(places)

    def to_bytes(self) -> memoryview:
        """The rows as they cross a pipe or lie in a file."""
        import pyarrow as pa

        names = [str(place) for place in range(len(self.columns))]
        batch = pa.record_batch(list(self.columns), names)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        return memoryview(sink.getvalue())

    @classmethod
    def from_bytes(cls, content: bytes) -> ColumnRows:
        """The rows of which ``to_bytes`` made ``content``."""
        import pyarrow as pa

        columns = pa.ipc.open_stream(content).read_next_batch().columns
        return cls(cast("tuple[pa.StringArray, ...]", tuple(columns)))


def bytes_of(column: pa.StringArray) -> tuple[Bytes, Bounds]:
    """The UTF-8 of all cells in one array, and where each cell begins, with the end of the last."""
    import numpy as np

    _, offsets, data = column.buffers()
    if not len(column) or not offsets:
        return np.empty(0, np.uint8), np.zeros(1, np.int32)
    every = np.frombuffer(memoryview(offsets), np.int32)
    bounds = every[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(memoryview(data or b""), np.uint8)[: bounds[-1]], bounds


def first_characters(texts: pa.StringArray) -> npt.NDArray[np.uint16]:
    """The code of each text's first character as far as it is ASCII or of three bytes, else 0.

    Of three bytes are those from U+0800 to U+FFFF, and so nearly all of Chinese.
    """
    import numpy as np

    data, bounds = bytes_of(texts)
    if not len(data):
        return np.zeros(len(texts), np.uint16)
    starts = bounds[:-1]
    lead, second, third = (data.take(starts + place, mode="clip") for place in range(3))
    low = (second & 0x3F).astype(np.uint16) << 6 | third & 0x3F
    is_ascii = lead < 0x80
    codes = np.where(is_ascii, lead, lead.astype(np.uint16) << 12 | low)
    codes[(bounds[1:] == starts) | ~is_ascii & (lead >> 4 != 0xE)] = 0
    return codes


def cleaned(texts: pa.StringArray) -> pa.StringArray:
    """Cells without NULs; those of nothing but white space are empty."""
    import numpy as np
    import pyarrow.compute as pc

    codes, bounds = bytes_of(texts)
    if not codes[bounds[0] :].all():
        texts = pc.replace_substring(texts, "\0", "")
        codes, bounds = bytes_of(texts)
    first = codes[bounds[:-1][bounds[1:] > bounds[:-1]]]
    pattern, beginnings = _blanks()
    if np.isin(first, beginnings).any():
        empty = pc.match_substring_regex(texts, pattern)
        return cast("pa.StringArray", pc.if_else(empty, "", texts))
    return texts


@cache
def _blanks() -> tuple[str, Bytes]:
    """A pattern of texts of nothing but white space, and the bytes with which they begin."""
    import numpy as np

    spaces = [chr(code) for code in range(0x10000) if chr(code).isspace()]
    beginnings = np.unique([char.encode()[0] for char in spaces]).astype(np.uint8)
    return f"^[{''.join(spaces)}]+$", beginnings


def mask_of(column: pa.StringArray, test: Callable[[str], bool]) -> Mask:
    """Where ``test`` holds, asked once for each distinct text."""
    import pyarrow as pa

    encoded = column.dictionary_encode()
    words: list[Any] = encoded.dictionary.to_pylist()
    held = pa.array(list(map(test, words)), pa.bool_())
    mask: Mask = held.take(encoded.indices).to_numpy(zero_copy_only=False)
    return mask


def are_numbers(column: pa.StringArray) -> Mask:
    """Which texts are digits from end to end."""
    import pyarrow.compute as pc

    mask: Mask = pc.match_substring_regex(column, "^[0-9]+$").to_numpy(zero_copy_only=False)
    return mask


def _is_filled(column: pa.StringArray) -> Mask:
    _, bounds = bytes_of(column)
    mask: Mask = bounds[1:] > bounds[:-1]
    return mask


def rows_at(rows: Sequence[list[str]], places: Sequence[int]) -> Sequence[list[str]]:
    """The rows at ``places``, kept as they were."""
    if not isinstance(rows, ColumnRows):
        return [rows[place] for place in places]
    import pyarrow as pa

    wanted = pa.array(places, pa.int64())
    return ColumnRows(tuple(column.take(wanted) for column in rows.columns))


def text_columns(rows: Sequence[list[str]]) -> tuple[pa.StringArray, ...]:
    """The cells of ``rows`` by column, without what no database can hold."""
    if isinstance(rows, ColumnRows):
        return rows.columns
    return tuple(texts_of(cells) for cells in zip(*rows, strict=True))


def texts_of(cells: Sequence[str]) -> pa.StringArray:
    """Cells as Arrow text, without what no database can hold."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        texts = pa.array(cells, pa.string())
    except UnicodeEncodeError:
        whole = [cell.encode("utf-8", "replace").decode("utf-8") for cell in cells]
        texts = pa.array(whole, pa.string())
    return pc.replace_substring(texts, "\0", "")


def joined_cells(
    columns: Sequence[pa.StringArray], last: Sequence[str], between: str
) -> Iterator[bytes]:
    """The cells of each row joined, those of ``last`` (where it has any) behind them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    join: Any = pc.binary_join_element_wise
    every = [*columns, *([pa.array(last, pa.string())] if last else [])]
    for start in range(0, len(every[0]), _ROWS_AT_ONCE):
        piece = [column.slice(start, _ROWS_AT_ONCE) for column in every]
        yield from join(*piece, between).cast(pa.binary()).to_pylist()
