"""Recognises rows that their source has sent before: by what they say, then by their key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from zhiben.matching.book import Book, RowId
from zhiben.matching.episodes import is_over
from zhiben.matching.model import Finding, SourceRow, stable_id

Recogniser = Callable[[Book, Finding, str, set[RowId]], RowId | None]
_Place = tuple[str | None, int]  # key and part


def content_key(finding: Finding, enterprises: Mapping[str, str]) -> str:
    """What a row says, and of which of ``enterprises`` (by birth)."""
    enterprise_id = enterprises[finding.birth]
    words = stable_id("", finding.site_key, finding.text_key, finding.found_on.isoformat())
    return f"{enterprise_id}/{words}"


def _enterprise_of(content_key: str) -> str:
    return content_key.partition("/")[0]


def _by_content_and_key(
    book: Book, finding: Finding, content: str, taken: set[RowId]
) -> RowId | None:
    place = (finding.source_key, finding.part)
    known = (book.rows[row_id] for row_id in book.by_content[finding.source, content])
    at_place = (row for row in known if (row.source_key, row.part) == place)
    return _likeliest(book, finding, at_place, taken)


def _by_content(book: Book, finding: Finding, content: str, taken: set[RowId]) -> RowId | None:
    known = (book.rows[row_id] for row_id in book.by_content[finding.source, content])
    return _likeliest(book, finding, known, taken)


def _by_key(book: Book, finding: Finding, content: str, taken: set[RowId]) -> RowId | None:
    """The row that bears this key, where it still speaks of this enterprise and this finding."""
    if finding.source_key is None:
        return None
    place = (finding.source, finding.source_key, finding.part)
    known = (book.rows[row_id] for row_id in book.by_key[place])
    enterprise_id = _enterprise_of(content)
    alike = (row for row in known if _may_be_corrected(book, finding, row, enterprise_id))
    return _likeliest(book, finding, alike, taken)


def _may_be_corrected(book: Book, finding: Finding, row: SourceRow, enterprise_id: str) -> bool:
    """Whether ``finding`` can be ``row`` in other words; what was closed before it cannot."""
    closed_on = book.episode(row.item_id)[1]
    is_same_visit = finding.site_key == row.site_key and finding.found_on == row.found_on
    return (
        book.items[row.item_id].enterprise_id == enterprise_id
        and (finding.text_key == row.text_key or is_same_visit)
        and (closed_on is None or finding.found_on <= closed_on)
    )


def _likeliest(
    book: Book, finding: Finding, known: Iterable[SourceRow], taken: set[RowId]
) -> RowId | None:
    """Of several rows alike, one said before, still listed, saying the same, said last."""
    alike = list(known)
    free = [
        row
        for row in alike
        if (row.source, row.row_key) not in taken and not is_over(book, finding, row, alike)
    ]
    if not free:
        return None
    best = min(
        free,
        key=lambda row: (
            row.business_date > finding.business_date,
            row.missing_since is not None,
            row.state_hash != finding.state_hash,
            -row.business_date.toordinal(),
            row.row_key,
        ),
    )
    return best.source, best.row_key


def by_state_where_moved(
    book: Book,
    findings: Iterable[Finding],
    contents: Mapping[str, str],
    taken: set[RowId],
    full: Collection[str],
) -> Recogniser:
    """Recognises rows alike by their state where their ``full`` ledger was numbered anew.

    It was where a key that a row alike had stands before other words today, and one of the
    ``findings`` alike has a key that none had. Elsewhere the key tells rows alike apart.
    """
    places: defaultdict[tuple[str, str], set[_Place]] = defaultdict(set)
    bearers: defaultdict[tuple[str, _Place], set[str]] = defaultdict(set)
    for one in findings:
        if one.source in full and one.source_key is not None:
            content, place = contents[one.birth], (one.source_key, one.part)
            places[one.source, content].add(place)
            bearers[one.source, place].add(content)

    def is_moved(source: str, content: str) -> bool:
        free = [book.rows[one] for one in book.by_content[source, content] if one not in taken]
        known = {(one.source_key, one.part) for one in free if one.missing_since is None}
        today = places[source, content]
        return not today <= known and any(bearers.get((source, one)) for one in known - today)

    moved = {one for one in list(places) if is_moved(*one)}

    def by_state(book: Book, finding: Finding, content: str, taken: set[RowId]) -> RowId | None:
        if (finding.source, content) not in moved:
            return None
        known = (book.rows[row_id] for row_id in book.by_content[finding.source, content])
        same = [row for row in known if row.state_hash == finding.state_hash]
        place = (finding.source_key, finding.part)
        at_place = [row for row in same if (row.source_key, row.part) == place]
        return _likeliest(book, finding, at_place, taken) or _likeliest(book, finding, same, taken)

    return by_state


def by_words_dated_anew(
    book: Book,
    findings: Iterable[Finding],
    contents: Mapping[str, str],
    taken: set[RowId],
    full: Collection[str],
) -> Recogniser:
    """Recognises a row that its ``full`` ledger lists with another found date.

    It is one where one of ``findings`` and one row that is not ``taken`` read alike: of several
    nobody knows which is which.
    """
    alike: defaultdict[tuple[str, str, str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        if one.source in full:
            enterprise_id = _enterprise_of(contents[one.birth])
            alike[one.source, enterprise_id, one.site_key, one.text_key].append(one)
    known: dict[str, RowId] = {}
    for said, ones in alike.items():
        rows = list(_dated_otherwise(book, ones[0], said[1], taken))
        if len(ones) == len(rows) == 1:
            known[ones[0].birth] = rows[0]
    return lambda book, finding, content, taken: known.get(finding.birth)


def _dated_otherwise(
    book: Book, one: Finding, enterprise_id: str, taken: set[RowId]
) -> Iterator[RowId]:
    """Rows that were listed until today and say the same; what was closed before it cannot."""
    place = (enterprise_id, one.site_key, one.text_key)
    said = (one.source, one.site_key, one.text_key)
    for item_id in book.by_place[place]:
        closed_on = book.episode(item_id)[1]
        is_over = closed_on is not None and closed_on < one.found_on
        for row in () if is_over else book.current_rows(item_id):
            row_id = (row.source, row.row_key)
            is_free = row.missing_since is None and row_id not in taken
            is_dated_otherwise = row.found_on != one.found_on
            is_same_key = one.source_key in {None, row.source_key} or row.source_key is None
            says_so = (row.source, row.site_key, row.text_key) == said
            if is_free and is_dated_otherwise and is_same_key and says_so:
                yield row_id


RECOGNISERS: tuple[tuple[Recogniser, str], ...] = (
    (_by_content_and_key, "same row: same content and key"),
    (_by_content, "same row: same content"),
    (_by_key, "same row: same key"),
)
MOVED_RULE = "same row: same content and state"
DATED_RULE = "same row: another found date"
