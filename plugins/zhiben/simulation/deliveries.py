"""Plans which nights bring a source's file, and what goes wrong on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from zhiben.simulation.life import Calendar
from zhiben.simulation.mess import Mess
from zhiben.simulation.sheets import Record
from zhiben.simulation.states import Version, is_listed, show, version_of
from zhiben.simulation.templates import Source
from zhiben.simulation.writing import Written

_IRREGULAR = ("missing", "late", "unchanged")
_OUT_OF_DATE = 0.2  # share of the rows of a mistaken ledger
_DAYS_OUT_OF_DATE = 7


@dataclass(frozen=True)
class Delivery:
    """A file of one source for one business date, or one that did not come."""

    source: Source
    business_date: date
    arrives_on: date  # the night with which it is there
    kind: str  # regular | late | missing | unchanged | mistaken | corrected


def plan_deliveries(source: Source, calendar: Calendar, mess: Mess, rng: Random) -> list[Delivery]:
    """Every delivery due from ``source``, in order; trouble never comes twice running.

    The first delivery is regular, so that there is a ledger to continue, and so is the last
    night's, so that every ledger ends complete. A mistaken ledger is followed by the corrected one
    of the same date, which comes some nights later.
    """
    dates = calendar.dates()
    due = dates[::7] if source.every == "week" else dates
    planned: list[Delivery] = []
    for day in due:
        may_fail = bool(planned) and planned[-1].kind == "regular" and day < calendar.end
        fails = may_fail and rng.random() < mess.irregular
        kind = rng.choice(_IRREGULAR) if fails else "regular"
        arrives_on = day + timedelta(days=_lateness(mess, rng) if kind == "late" else 0)
        is_mistaken = may_fail and kind == "regular" and _is_mistaken(source, mess, rng)
        if is_mistaken:
            planned.append(Delivery(source, day, day, "mistaken"))
            kind, arrives_on = "corrected", day + timedelta(days=_lateness(mess, rng))
        planned.append(Delivery(source, day, min(arrives_on, calendar.end), kind))
    return planned


def _lateness(mess: Mess, rng: Random) -> int:
    return rng.randint(1, mess.late_nights) if mess.late_nights > 1 else 1


def _is_mistaken(source: Source, mess: Mess, rng: Random) -> bool:
    return bool(mess.corrected) and source.mode == "full" and rng.random() < mess.corrected


def file_name(delivery: Delivery) -> str:
    """The name of the file, with its date in one of the usual forms."""
    source, day = delivery.source, delivery.business_date
    stem = source.template.file_name.format(
        county=source.unit.name,
        department=source.department.name,
        date=day.isoformat(),
        month=day.month,
        day=day.day,
        compact=f"{day:%Y%m%d}",
    )
    kind = source.template.kind
    mark = "（更正）" if delivery.kind == "corrected" else ""
    return f"{stem}{mark}.{'zip' if kind.is_zipped else kind.extension}"


class Ledger:
    """A source's rows, and which of them each delivery holds."""

    def __init__(self, source: Source, rows: Sequence[Written]) -> None:
        self._source = source
        self._rows = _in_order(source, rows)
        self._sent: dict[str, Version] = {}
        self._records: dict[str, tuple[Version, Record]] = {}

    def records(self, day: date, mistakes: Random | None = None) -> list[Record]:
        """The rows of the file of ``day``: all that stand, or those that changed.

        By the chance of ``mistakes`` some of a full ledger are as they stood a week before.
        """
        listed = [row for row in self._rows if is_listed(row, day)]
        if self._source.mode == "full":
            return [self._record(row, _shown_on(row, day, mistakes)) for row in listed]
        changed = [row for row in listed if self._has_changed(row, day)]
        return [self._record(row, day) for row in changed]

    def _has_changed(self, row: Written, day: date) -> bool:
        version, entry_id = version_of(row, self._source, day), row.entry.entry_id
        if self._sent.get(entry_id) == version:
            return False
        self._sent[entry_id] = version
        return True

    def _record(self, row: Written, day: date) -> Record:
        version, entry_id = version_of(row, self._source, day), row.entry.entry_id
        known = self._records.get(entry_id)
        if known is None or known[0] != version:
            shown = show(row, self._source, day)
            known = (version, Record(row.entry, shown, row.is_followed_by_blank))
            self._records[entry_id] = known
        return known[1]


def _shown_on(row: Written, day: date, mistakes: Random | None) -> date:
    before = day - timedelta(days=_DAYS_OUT_OF_DATE)
    is_mistaken = mistakes is not None and mistakes.random() < _OUT_OF_DATE
    return before if is_mistaken and is_listed(row, before) else day


def _in_order(source: Source, rows: Sequence[Written]) -> list[Written]:
    order = source.template.habits.order
    if order == "enterprise":
        return sorted(rows, key=lambda row: (row.entry.enterprise.name, row.entry.number))
    dated = sorted(rows, key=lambda row: (row.entry.appears_on, row.entry.number))
    return dated[::-1] if order == "newest" else dated
