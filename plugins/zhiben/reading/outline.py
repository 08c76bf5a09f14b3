"""What can be said of a long table only once all its pieces were seen, and then holds for each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zhiben.reading.columns import ColumnRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.reading.model import SourceTable


@dataclass
class _Shape:
    """Headings by place on the sheet, whether sections head any of the rows, how many pieces."""

    pieces: int = 0
    headings: dict[int, str] = field(default_factory=dict)
    has_sections: bool = False


class Outline:
    """The shapes of a file's tables, learned piece by piece.

    A column without a heading counts where any row fills it, and a row's hash says whether its
    table has sections: neither is known before the last piece.
    """

    def __init__(self) -> None:
        self._shapes: list[_Shape] = []

    def learn(self, piece: SourceTable) -> None:
        """Takes in the next piece of the file."""
        if not piece.is_continued:
            self._shapes.append(_Shape())
        shape = self._shapes[-1]
        shape.pieces += 1
        shape.headings.update(zip(piece.columns, piece.headings, strict=True))
        shape.has_sections = shape.has_sections or bool(piece.sections)

    def settled(self, pieces: Iterable[SourceTable]) -> Iterator[SourceTable]:
        """The same pieces again, from the first on, each in the shape of its whole table."""
        shapes = iter(self._shapes)
        for piece in pieces:
            if not piece.is_continued:
                shape = next(shapes)
            yield _in_shape(piece, shape)


def _in_shape(piece: SourceTable, shape: _Shape) -> SourceTable:
    if shape.pieces > 1:
        piece = replace(piece, is_whole=False)
    if shape.has_sections and not piece.sections_above:
        piece = replace(piece, sections_above=("",))
    places = tuple(sorted(shape.headings))
    if places == piece.columns:
        return piece
    own = {place: own for own, place in enumerate(piece.columns)}
    now = {own[place]: now for now, place in enumerate(places) if place in own}
    return replace(
        piece,
        headings=tuple(shape.headings[place] for place in places),
        columns=places,
        rows=_widened(piece.rows, [own.get(place) for place in places]),
        dittos=_moved(piece.dittos, now),
    )


def _widened(rows: Sequence[list[str]], places: Sequence[int | None]) -> Sequence[list[str]]:
    """``rows`` with the columns at ``places``, None being one they did not have."""
    if isinstance(rows, ColumnRows):
        return rows.at(places)
    return [["" if place is None else row[place] for place in places] for row in rows]


def _moved(
    dittos: Mapping[int, Mapping[int, str]], now: Mapping[int, int]
) -> Mapping[int, Mapping[int, str]]:
    return {
        number: {now[place]: sign for place, sign in signs.items()}
        for number, signs in dittos.items()
    }
