"""Which rows speak of one event: an inspection, an accident, a disaster or a task.

A row of such a ledger stands for one thing, told by its source's key, else by what the kind names
as its identity (of an accident the day, the place and the type). There is no likeness to weigh, so
whatever is not told apart by these is flagged and left to a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from zhiben.matching.model import Relation, stable_id

SAME_IDENTITY = "same_identity"
RowId = tuple[str, str]  # source and row key


@dataclass(frozen=True)
class Telling:
    """An accepted record of an event, as its source told it.

    ``identity`` are the natural parts, ``""`` where the row does not say; ``birth`` names the row
    for all time, as of a finding.
    """

    record_id: str
    delivery_id: str
    birth: str
    source: str
    business_date: date
    source_key: str | None
    identity: tuple[str, ...]
    row_hash: str
    state_hash: str
    reading_fingerprint: str


@dataclass(frozen=True)
class EventRow:
    """The current version of one row that a source lists."""

    source: str
    row_key: str
    event_id: str
    source_key: str | None
    identity: str
    state_hash: str
    row_hash: str
    reading_fingerprint: str
    business_date: date
    missing_since: date | None
    changed_by: str


@dataclass(frozen=True)
class Recognised:
    """What became of a telling; ``is_change`` is False where it says what was said before.

    A late word holds until ``resumed_on``, when a newer ledger said again what stood before.
    """

    telling: Telling
    event_id: str
    row_key: str
    relation: Relation
    is_change: bool
    flags: tuple[str, ...] = ()
    resumed_on: date | None = None


@dataclass
class EventBook:
    """The rows of one kind that may be meant, and what they said when.

    ``states`` are the versions of a row: business date and state, in order.
    """

    rows: dict[RowId, EventRow] = field(default_factory=dict)
    states: dict[RowId, list[tuple[date, str]]] = field(default_factory=dict)
    changed: dict[RowId, None] = field(default_factory=dict)
    by_identity: defaultdict[str, dict[RowId, None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    events_of: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def learn(self, row: EventRow) -> None:
        """Add a row that is known, or change it."""
        row_id = (row.source, row.row_key)
        if before := self.rows.get(row_id):
            self.by_identity[before.identity].pop(row_id, None)
        self.rows[row_id] = row
        self.by_identity[row.identity][row_id] = None
        self.events_of[row.source].add(row.event_id)

    def put(self, row: EventRow) -> None:
        """Add a row, or change it, so that it is to be written."""
        self.learn(row)
        self.changed[row.source, row.row_key] = None

    def in_force(self, row_id: RowId, day: date) -> str | None:
        """What the row said on ``day``, by the versions known."""
        said = [state for since, state in self.states.get(row_id, []) if since <= day]
        return said[-1] if said else None

    def resumed_on(self, row_id: RowId, day: date, newer: date | None) -> date | None:
        """When the ledger of ``newer`` said again what stood before ``day``, if it did.

        It did where it lists the row and no version of its own is known.
        """
        gone = self.rows[row_id].missing_since
        said = [since for since, _ in self.states.get(row_id, ())]
        if newer is None or (gone is not None and gone <= newer):
            return None
        is_known = any(since < day for since in said)
        return newer if is_known and not any(day < since <= newer for since in said) else None

    def note(self, row_id: RowId, day: date, state: str) -> None:
        """Remember that the row said ``state`` on ``day``."""
        versions = self.states.setdefault(row_id, [])
        versions.append((day, state))
        versions.sort(key=lambda one: one[0])


def joined(identity: Sequence[str]) -> str:
    """An identity as one text, whose parts can be told again."""
    return "|".join(part.replace("|", "/") for part in identity)


def recognise_day(
    book: EventBook,
    tellings: Iterable[Telling],
    listed: Mapping[str, Collection[str]],
    full: Collection[str],
    beside: Collection[RowId] = (),
    newer: Mapping[str, date] | None = None,
) -> list[Recognised]:
    """What became of each telling of one business date, heard in the order given.

    Args:
        book: The rows known; it learns what is new.
        tellings: Accepted records of all sources of the day.
        listed: By source the hashes of rows that came as they were.
        full: Sources whose whole ledger of the day was read.
        beside: Rows that stood beside the tellings and cannot be meant by them.
        newer: By full source the date of its next ledger, where that was loaded before.
    """
    by_source: defaultdict[str, list[Telling]] = defaultdict(list)
    for one in tellings:
        by_source[one.source].append(one)
    return [
        result
        for source, told in sorted(by_source.items())
        for result in _Ledger(
            book, source, set(listed.get(source, ())), beside, (newer or {}).get(source)
        ).recognise(told, is_full=source in full)
    ]


class _Ledger:
    """One source's rows of one day, each taken by one telling at most."""

    def __init__(
        self,
        book: EventBook,
        source: str,
        listed: Collection[str],
        beside: Collection[RowId],
        newer: date | None,
    ) -> None:
        self._book, self._newer = book, newer
        own = [row for row in book.rows.values() if row.source == source]
        free = [
            row
            for row in own
            if not (row.row_hash and row.row_hash in listed) and (source, row.row_key) not in beside
        ]
        self._free = {row.row_key: row for row in sorted(free, key=lambda one: one.row_key)}
        self._by_key: defaultdict[str, list[str]] = defaultdict(list)
        self._by_identity: defaultdict[str, list[str]] = defaultdict(list)
        for row in self._free.values():
            self._index(row)
        self._told: dict[tuple[str, str], str] = {}  # name and state → row key
        self._last: dict[str, tuple[str, str]] = {}  # name → delivery and row key

    def recognise(self, told: Sequence[Telling], *, is_full: bool) -> list[Recognised]:
        """Tellings placed: by key or identity, then by all but one part of it, else as new."""
        placed: dict[str, Recognised] = {}
        left: list[Telling] = []
        for one in told:
            if found := self._again(one) or self._known(one) or self._of_another_file(one):
                placed[one.birth] = found
            else:
                left.append(one)
        corrected = self._corrected(left) if is_full else {}
        for one in left:
            row = corrected.get(one.birth)
            placed[one.birth] = (
                self._update(one, row) if row else self._again(one) or self._new(one)
            )
        return [placed[one.birth] for one in told]

    def _again(self, one: Telling) -> Recognised | None:
        """A row that was told today in the same words already."""
        row_key = self._told.get((_name(one), one.state_hash))
        if row_key is None:
            return None
        row = self._book.rows[one.source, row_key]
        return Recognised(one, row.event_id, row_key, Relation.DUPLICATE, is_change=False)

    def _of_another_file(self, one: Telling) -> Recognised | None:
        """A row that another file of the day told otherwise; the later file's word stands."""
        delivery_id, row_key = self._last.get(_name(one), (one.delivery_id, ""))
        if delivery_id == one.delivery_id:
            return None
        return self._update(one, self._book.rows[one.source, row_key])

    def _known(self, one: Telling) -> Recognised | None:
        """The row of the telling's key, else of its identity: in the same state, or any."""
        keys = self._by_key.get(one.source_key, []) if one.source_key else []
        same = self._by_identity.get(joined(one.identity), [])
        rows = [self._free[key] for key in keys if key in self._free] or [
            row
            for key in same
            if (row := self._free.get(key)) and None in {one.source_key, row.source_key}
        ]
        if not rows:
            return None
        return self._update(one, next((r for r in rows if r.state_hash == one.state_hash), rows[0]))

    def _corrected(self, left: Sequence[Telling]) -> dict[str, EventRow]:
        """Rows that a full ledger lists no more, told anew with one part of identity corrected.

        Only where the one can be nothing else, and the other is of nothing else.
        """
        gone = [row for row in self._free.values() if row.missing_since is None]
        pairs = [
            (one, row)
            for one in left
            for row in gone
            if row.business_date <= one.business_date
            and None in {one.source_key, row.source_key}
            and _nearly(one.identity, row.identity)
        ]
        births = Counter(one.birth for one, _ in pairs)
        rows = Counter(row.row_key for _, row in pairs)
        return {
            one.birth: row
            for one, row in pairs
            if births[one.birth] == 1 and rows[row.row_key] == 1
        }

    def _update(self, one: Telling, row: EventRow) -> Recognised:
        row_id = (row.source, row.row_key)
        before = self._book.in_force(row_id, one.business_date)
        is_change = before != one.state_hash
        resumed_on = self._book.resumed_on(row_id, one.business_date, self._newer)
        if self._newer is None and one.business_date >= row.business_date:
            self._book.put(_row(one, row.row_key, row.event_id))
        self._take(one, row.row_key, is_change=is_change)
        if not is_change or before is None or resumed_on is None:
            return Recognised(one, row.event_id, row.row_key, Relation.UPDATE, is_change)
        self._book.note(row_id, resumed_on, before)
        return Recognised(
            one, row.event_id, row.row_key, Relation.UPDATE, is_change, resumed_on=resumed_on
        )

    def _new(self, one: Telling) -> Recognised:
        """A row not known before; its event is another source's, where one names it alike."""
        known = self._of_others(one)
        event_id = known or stable_id("V", one.birth)
        row_key = self._free_key(one)
        again = _name(one) in self._last
        self._book.put(replace(_row(one, row_key, event_id), missing_since=self._newer))
        self._take(one, row_key, is_change=True)
        relation = Relation.DUPLICATE if known else Relation.NEW
        flags = (SAME_IDENTITY,) if again else ()
        return Recognised(one, event_id, row_key, relation, is_change=True, flags=flags)

    def _of_others(self, one: Telling) -> str | None:
        """The oldest event of this identity that other sources tell of and this one does not."""
        if not all(one.identity):
            return None
        own = self._book.events_of[one.source]
        same = (self._book.rows[row_id] for row_id in self._book.by_identity[joined(one.identity)])
        return min((row.event_id for row in same if row.event_id not in own), default=None)

    def _free_key(self, one: Telling) -> str:
        base = stable_id("K", one.source_key) if one.source_key else stable_id("N", *one.identity)
        names = (base, *(f"{base}-{number}" for number in range(2, len(self._book.rows) + 3)))
        return next(name for name in names if (one.source, name) not in self._book.rows)

    def _take(self, one: Telling, row_key: str, *, is_change: bool) -> None:
        self._free.pop(row_key, None)
        self._told[_name(one), one.state_hash] = row_key
        self._last[_name(one)] = (one.delivery_id, row_key)
        if is_change:
            self._book.note((one.source, row_key), one.business_date, one.state_hash)

    def _index(self, row: EventRow) -> None:
        if row.source_key:
            self._by_key[row.source_key].append(row.row_key)
        self._by_identity[row.identity].append(row.row_key)


def _name(one: Telling) -> str:
    return one.source_key or joined(one.identity)


def _nearly(identity: Sequence[str], other: str) -> bool:
    """Whether all parts but one are the same."""
    one, another = joined(identity).split("|"), other.split("|")
    is_same_shape = len(one) == len(another)
    return is_same_shape and sum(map(str.__eq__, one, another)) == len(one) - 1


def _row(one: Telling, row_key: str, event_id: str) -> EventRow:
    return EventRow(
        source=one.source,
        row_key=row_key,
        event_id=event_id,
        source_key=one.source_key,
        identity=joined(one.identity),
        state_hash=one.state_hash,
        row_hash=one.row_hash,
        reading_fingerprint=one.reading_fingerprint,
        business_date=one.business_date,
        missing_since=None,
        changed_by=one.delivery_id,
    )
