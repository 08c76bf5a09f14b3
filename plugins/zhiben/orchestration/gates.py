"""Holds what is far outside its own history, and lets through what a person has said is right.

All files that a source sends together for a day are one ledger: they are measured as one, and
held or let through as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection

from zhiben.contracts import Contract
from zhiben.errors import ZhibenError
from zhiben.landing import Archived, Arrival, archived
from zhiben.orchestration import timing
from zhiben.orchestration.gathering import Gathered
from zhiben.orchestration.judging import Judged
from zhiben.orchestration.outcome import Draft, Outcome, Told
from zhiben.orchestration.reference import Reference
from zhiben.validating import Portrait, RuleOutcome, Severity, judge_whole, prepare, together
from zhiben.warehouse import quality
from zhiben.warehouse.ledger import HeldFile

HELD = (
    "与以往报送相差太大，已暂缓入库，等待市局核实：{reasons}"
    "如属实，请告知市局放行；如有误，请改正后重新报送。"
)
_PLACE = ("file_name", "sheet", "row_number")


@dataclass(frozen=True)
class Took:
    """A file with its outcome, its draft and what was judged of it."""

    outcome: Outcome
    draft: Draft
    judged: Gathered | None = None


@dataclass
class Gate:
    """What a source's ledgers of a night must pass, one day after the other.

    ``passed`` are the days of this night that did, which the warehouse does not know yet.
    """

    connection: Connection
    reference: Reference
    contract: Contract
    released: frozenset[str]
    passed: list[tuple[date, Portrait]] = field(default_factory=list)

    def settle(self, day: date, took: Sequence[Took]) -> list[Took]:
        """The files of a day with what the rules on all of them said; held where one must be.

        What was replaced by another file of the day is no part of the ledger.

        Raises:
            RuleCrashedError: when a rule could not be evaluated.
        """
        if not any(one.judged for one in took):
            return list(took)
        portraits = {place: found for place, one in enumerate(took) if (found := self._of(one))}
        last = [
            found for place, found in portraits.items() if took[place].outcome.replaced_by is None
        ]
        now = together(last, files=len(last))
        whole = self._judge(day, now)
        is_let_through = any(one.outcome.delivery_id in self.released for one in took)
        if (why := _why_held(whole)) and not is_let_through:
            return [_held(one, whole, why) if one.judged else one for one in took]
        self.passed.append((day, now))
        first = next(place for place, one in enumerate(took) if one.judged)
        return [
            self._told(one, whole if place == first else (), portraits.get(place))
            for place, one in enumerate(took)
        ]

    def objection(self, day: date, judged: Judged) -> str | None:
        """Why a file would be held that came alone on ``day``; None where it would not be.

        Raises:
            RuleCrashedError: when a rule could not be evaluated.
        """
        now = replace(judged.portrait, same=self._rows_known(judged.accepted))
        return _why_held(self._judge(day, now))

    def _judge(self, day: date, now: Portrait) -> tuple[RuleOutcome, ...]:
        with timing.stage("judge whole"):
            prepare()
            return judge_whole(now, self._recent(day), self.contract, self._label)

    def _of(self, one: Took) -> Portrait | None:
        """What a file looks like: as judged, or as the same bytes looked before."""
        if one.judged is not None:
            return replace(one.judged.portrait, same=self._same(one.judged))
        if one.outcome.status != "unchanged":
            return None
        data = quality.portrait_of_bytes(self.connection, one.outcome.source, one.outcome.sha256)
        return replace(Portrait.of(data), same=data["rows"]) if data else None

    def _same(self, judged: Gathered) -> int | None:
        """Rows that say what the source said before, also where their cells were written anew."""
        if not judged.is_compared:
            return None
        same = judged.rows_unchanged
        if 2 * same >= judged.portrait.rows:
            return same
        pieces = judged.draft.accepted_pieces((*_PLACE, "state_hash"))
        return same + sum(map(self._rows_known, pieces))

    def _rows_known(self, records: pa.Table) -> int:
        """How many rows of a piece say what some row of the source said before."""
        states = [str(one) for one in records["state_hash"].to_pylist()]
        known = quality.states_known(self.connection, self.contract.source, states)
        places = zip(*(records[name].to_pylist() for name in _PLACE), strict=True)
        return len({row for row, one in zip(places, states, strict=True) if one in known})

    def _recent(self, day: date) -> list[Portrait]:
        """The last ledgers before ``day``, the oldest first, those of this night among them."""
        sent = quality.sent_before(self.connection, self.contract.source, day)
        before = [(one.business_date, _whole(one)) for one in sent]
        known = [*before, *(one for one in self.passed if one[0] < day)]
        known.sort(key=lambda one: one[0])
        return [whole for _, whole in known[-quality.RECENT :]]

    def _label(self, name: str, value: str) -> str:
        return self.reference.vocabularies[self.contract.kind].label(name, value)

    def _told(self, one: Took, whole: tuple[RuleOutcome, ...], portrait: Portrait | None) -> Took:
        if portrait is None:
            return one
        wanted, filled = portrait.completeness(self.contract.record_kind)
        told = Told(
            rows=one.judged.outcomes if one.judged else (),
            whole=whole,
            portrait=portrait.as_data(),
            cells_wanted=wanted,
            cells_filled=filled,
        )
        return replace(one, outcome=one.outcome.model_copy(update={"told": told}))


def _whole(sent: quality.Sent) -> Portrait:
    parts = [Portrait.of(data) for data in sent.portraits]
    return together(parts, files=len(parts))


def _why_held(whole: Sequence[RuleOutcome]) -> str | None:
    """The sentence for the clerk, where a rule on the whole holds the delivery."""
    reasons = [one for one in whole if one.unexpected and one.severity is Severity.CRITICAL]
    return HELD.format(reasons="".join(one.message for one in reasons)) if reasons else None


def _held(one: Took, whole: tuple[RuleOutcome, ...], why: str) -> Took:
    """The file with nothing of it counted: no row is received until all are."""
    outcome, judged = one.outcome, one.judged
    blank = Outcome(
        **{name: getattr(outcome, name) for name in _SAID},
        status="held",
        message=why,
        told=Told(
            rows=judged.outcomes if judged else (),
            whole=whole,
            rows_read=judged.portrait.rows if judged else 0,
        ),
    )
    return Took(blank, one.draft)


_SAID = (
    "delivery_id", "source", "county_code", "business_date", "night", "file_name", "sha256",
    "file_stamp", "reading_fingerprint", "kind", "is_full", "authority", "verifies",
    "grace_days",
)  # fmt: skip


@dataclass(frozen=True)
class Returned(Arrival):
    """A held file that is let through, as it lay in the inbox; its bytes are in the archive."""

    name: str

    @property
    def file_name(self) -> str:
        """Name of the file as it was delivered."""
        return self.name


def returned(archive: Path, files: Sequence[HeldFile]) -> Iterator[tuple[Arrival, Archived]]:
    """Held files that are let through, from the archive: the inbox may not have them any more."""
    for one in files:
        kept = archived(archive, one.sha256)
        day = one.business_date
        place = (one.source, day.isoformat(), day, kept.path, one.file_stamp)
        yield Returned(*place, one.file_name), kept


def release(
    connection: Connection, delivery_id: str, by: str, why: str, at: datetime
) -> tuple[quality.Hold, list[str]]:
    """Let a held delivery through, and what was held with it; who and why are kept.

    Gives back the hold and the ids of all that is let through, none where it was before.

    Raises:
        ZhibenError: when it is not held, or nobody says who and why.
    """
    if not by.strip() or not why.strip():
        raise ZhibenError("Nobody says who lets it through, and why.", "Give --by and --why.")
    hold = quality.hold_of(connection, delivery_id)
    if hold is None:
        raise ZhibenError(
            f"There is no held delivery {delivery_id!r}.",
            'See bi.held_deliveries, or zhiben warehouse sql "SELECT * FROM bi.held_deliveries".',
        )
    if hold.status == "superseded":
        raise ZhibenError(
            f"{delivery_id} was superseded by {hold.superseded_by}: a newer ledger is loaded.",
            "Nothing is left to let through.",
        )
    if hold.status == "lifted":
        raise ZhibenError(f"{delivery_id} was judged anew and is loaded.")
    if hold.status == "released":
        return hold, []
    return hold, quality.write_release(connection, hold, by.strip(), why.strip(), at)
