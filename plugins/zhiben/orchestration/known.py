"""What a source sent before, so that a night reads and judges only what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhiben.orchestration.outcome import Outcome
from zhiben.warehouse.ledger import Listing


@dataclass
class KnownFiles:
    """Files of a source that have their outcome: business date, SHA-256 and name of each.

    ``sent`` are the hashes of all files of the day that is being taken.
    """

    files: set[tuple[date, str, str]]
    sent: frozenset[str] = frozenset()

    def begin(self, sent: Iterable[str]) -> None:
        """Begin with the files of a day, which have the hashes ``sent``."""
        self.sent = frozenset(sent)

    def add(self, day: date, sha256: str, name: str) -> None:
        """Remember a file that was taken."""
        self.files.add((day, sha256, name))

    def forget(self, day: date, sha256: str, name: str) -> None:
        """Forget a file that was taken and is held."""
        self.files.discard((day, sha256, name))

    def repeated(self, day: date, sha256: str, *, is_full: bool) -> tuple[date, str] | None:
        """Date and name of the file that these bytes, sent for ``day``, only repeat.

        A full ledger repeats the one before it or the newest, where all files that made that up
        came again; an older one, or a part of one, takes back what came since, and is news.
        """
        days = {one for one, _, _ in self.files}
        if is_full and days:
            days = {max(days), max((one for one in days if one <= day), default=day)}
            days = {one for one in days if one == day or self._of(one) <= self.sent}
        found = [(one, name) for one, other, name in self.files if other == sha256 and one in days]
        return min(found, default=None)

    def _of(self, day: date) -> set[str]:
        return {sha256 for one, sha256, _ in self.files if one == day}


@dataclass(frozen=True)
class SaidToday:
    """What a file of the day that is being taken said, for those that came after it.

    ``listed`` are the hashes of all its rows, ``accepted`` those of rows that are new or changed,
    with the number of items each stands for; ``anew`` the hashes of known rows that these may be.
    """

    outcome: Outcome
    listed: frozenset[str] = frozenset()
    accepted: Mapping[str, int] = field(default_factory=dict)
    anew: frozenset[str] = frozenset()

    def is_replaced_by(self, later: SaidToday) -> bool:
        """Whether ``later`` is this ledger once more: it lists half of its rows again."""
        again = len(self.listed & later.listed)
        return again > 0 and 2 * again >= len(self.listed)


@dataclass
class KnownRows:
    """Rows accepted before, by hash, with the number of items each stands for.

    A full ledger is compared with the one of the date before, also within one night. A late one,
    older than what was loaded before, is compared with nothing, and nothing with what it changed.
    """

    before: Listing
    day: date | None = None
    fresh: dict[str, int] = field(default_factory=dict)
    is_of_tonight: bool = False  # what was before, which the warehouse does not know yet

    def on(self, day: date, today: Sequence[SaidToday] = ()) -> dict[str, int]:
        """Rows that a delivery of ``day`` need not judge again, after what was said ``today``.

        What a file of today changed is known as that file has it: who takes it back, says it anew.
        Of rows of tonight nobody can say which it changed.
        """
        if self.day is not None and day > self.day:
            self.before, self.day, self.fresh = Listing(self.day, self.fresh), None, {}
            self.is_of_tonight = True
        if self.is_late(day):
            return {}
        known = self.before.rows
        for one in today:
            unsaid = known.keys() - one.listed
            lost = unsaid if self.is_of_tonight else unsaid & one.anew
            known = {each: parts for each, parts in known.items() if each not in lost}
            known |= one.accepted
        return known

    def is_late(self, day: date) -> bool:
        """Whether something newer was loaded before."""
        return self.before.latest is not None and day < self.before.latest

    def learn(
        self, day: date, unchanged: Iterable[str], accepted: Iterable[str], *, is_full: bool
    ) -> None:
        """Remember what a delivery of ``day`` listed: hashes of old rows and of new parts."""
        if self.is_late(day):
            self.before = Listing(self.before.latest, {})
            return
        self.day = day
        if not is_full:
            return
        known = self.before.rows
        self.fresh |= {one: known[one] for one in unchanged if one in known}
        for row_hash, parts in parts_of(accepted).items():
            self.fresh[row_hash] = max(parts, self.fresh.get(row_hash, 0))


def parts_of(accepted: Iterable[str]) -> dict[str, int]:
    """How many parts each row has, by its hash, given once a part; one without is left out."""
    return dict(Counter(filter(None, accepted)))
