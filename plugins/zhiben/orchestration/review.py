"""The doubtful pairs as reviewers work with them: listed, shown, decided, and undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from zhiben.errors import ZhibenError
from zhiben.masking import mask_user
from zhiben.matching import RowId
from zhiben.matching.item_model import load_item_model
from zhiben.orchestration.asked import check_sources, check_word, county_code
from zhiben.orchestration.linkage import model_in_use
from zhiben.orchestration.load import LOCK
from zhiben.orchestration.reference import Reference, load_reference
from zhiben.orchestration.side_by_side import Desk, Shown
from zhiben.reporting.reviews import ZH_VERDICTS
from zhiben.settings import Settings
from zhiben.warehouse.agreement import ContradictionError, Said
from zhiben.warehouse.connection import connect
from zhiben.warehouse.decisions import Decided, decide, undo
from zhiben.warehouse.replays import outdate_nights
from zhiben.warehouse.reviews import (
    STATUSES,
    KnownPair,
    Step,
    Wish,
    first_night_of,
    history_of,
    known_pairs,
    last_night,
)

VERDICTS = ("same", "different")


@dataclass(frozen=True)
class Done:
    """What became of a pair: ``decided``, ``undone``, ``already`` so, or ``refused`` and why."""

    pair_id: str
    state: str
    verdict: str = ""
    judgement_id: str = ""
    moved: tuple[tuple[str, str], ...] = ()  # items that rows left, and those they went to
    rows: tuple[RowId, ...] = ()
    words: str = ""
    hint: str = ""

    def as_data(self) -> dict[str, Any]:
        """One JSON object."""
        moved = [{"from_item": one, "to_item": other} for one, other in self.moved]
        names = ("pair_id", "state", "verdict", "judgement_id", "words")
        return {**{name: getattr(self, name) for name in names}, "moved": moved}

    def sentence(self) -> str:
        """What became of it, as the reviewer reads it."""
        if self.words:
            return f"{self.words}{self.hint}"
        moves = "；".join(f"整改项 {one} 的记录归入 {other}" for one, other in self.moved)
        said = ZH_VERDICTS.get(self.verdict, "")
        if self.state == "undone":
            return f"已撤销判定 {self.pair_id}（{said}）。{moves or '没有记录移动'}。"
        return f"判定 {self.judgement_id}：{said}。{moves or '没有记录移动'}。"


@dataclass(frozen=True)
class Told:
    """What a decision or a workbook came to, in a form to print."""

    done: tuple[Done, ...]
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    is_dry_run: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Results by state."""
        told = Counter(one.state for one in self.done)
        return {state: told[state] for state in ("decided", "undone", "already", "refused")}

    @property
    def is_good(self) -> bool:
        """Whether everything that was asked is so now."""
        return not self.remarks and not self.counts["refused"]

    def sentences(self) -> Iterator[str]:
        """Everything there is to say."""
        yield from (*self.remarks, *self.notes)
        yield from (one.sentence() for one in self.done if one.state != "already" or one.words)

    def as_data(self) -> dict[str, Any]:
        """One JSON object."""
        return {
            "dry_run": self.is_dry_run,
            **self.counts,
            "remarks": list(self.remarks),
            "notes": list(self.notes),
            "pairs": [one.as_data() for one in self.done],
            "outdated_nights": list(self.outdated),
        }


def list_pairs(settings: Settings, wish: Wish) -> list[dict[str, Any]]:
    """The pairs that are meant, one a row; people and telephones are hidden.

    Raises:
        UsageError: when there is no such status, source or reporting unit.
    """
    reference = load_reference(settings)
    if wish.status:
        check_word("status", wish.status, (*STATUSES, "all"))
    with connect(settings).connect() as connection:
        at_home(settings, connection)
        found = known_pairs(connection, known_wish(settings, reference, connection, wish))
        desk = Desk(reference, connection, model_in_use(settings, connection))
        desk.read(found)
        return [desk.listed(one) for one in found]


def known_wish(
    settings: Settings, reference: Reference, connection: Connection, wish: Wish
) -> Wish:
    """``wish`` with the codes of its reporting units.

    Raises:
        UsageError: where it names a source or a unit that is none.
    """
    check_sources(settings, connection, wish.sources)
    codes = [county_code(reference.units, one) for one in wish.counties]
    return replace(wish, counties=codes)


def show_pair(settings: Settings, judgement_id: str) -> Shown:
    """A pair side by side, by the id of any judgement about it.

    Raises:
        ZhibenError: when there is no such judgement.
    """
    with connect(settings).connect() as connection:
        at_home(settings, connection)
        known = _known(connection, judgement_id)
        steps = history_of(connection, known.pair)
        weighed = _weighed(connection, steps) or known
        desk = Desk(load_reference(settings), connection, model_in_use(settings, connection))
        desk.read([known])
        return Shown(
            known=replace(known, score=weighed.score, model=weighed.model),
            row=desk.row(weighed),
            item_ids=(desk.item_of(known.pair.one), desk.item_of(known.pair.other)),
            history=tuple({**vars(one), "why": desk.hidden(one.why, known)} for one in steps),
            reasons=tuple(desk.reasons(weighed)),
        )


def _known(connection: Connection, judgement_id: str) -> KnownPair:
    found = known_pairs(connection, Wish(ids=[judgement_id]))
    if not found:
        raise ZhibenError(
            f"没有判定编号“{judgement_id}”。", "编号见 zhiben review list --status all。"
        )
    return found[0]


def _weighed(connection: Connection, steps: Sequence[Step]) -> KnownPair | None:
    """The last judgement of a pair that a model weighed."""
    ids = [one.judgement_id for one in steps if not one.is_human]
    return known_pairs(connection, Wish(ids=ids[-1:]))[0] if ids else None


def decide_pair(settings: Settings, judgement_id: str, verdict: str, by: str, why: str) -> Told:
    """Decide a pair for a reason, by the id of any judgement about it.

    Raises:
        ZhibenError: when it is not known, was decided otherwise, or would contradict others.
    """
    if verdict not in VERDICTS:
        raise ZhibenError(f"There is no verdict {verdict!r}.", "Use same or different.")
    _need(by, why)
    reference = load_reference(settings)
    with connect(settings).begin() as connection:
        lock(settings, connection)
        done = decided(reference, connection, _known(connection, judgement_id), verdict, by, why)
        if done.state == "refused":
            raise ZhibenError(done.words, done.hint)
        return Told(
            (done,), outdated=outdate(connection, [done], f"pairs decided by {mask_user(by)}")
        )


def undo_decision(settings: Settings, judgement_id: str, by: str, why: str) -> Told:
    """Take a decision back for a reason, with everything that followed from it.

    Meant may also be the one that holds of a pair, by the id under which the machine asked of it.

    Raises:
        ZhibenError: when it does not hold, or a later one builds on it.
    """
    _need(by, why)
    with connect(settings).begin() as connection:
        lock(settings, connection)
        meant = _decision(connection, _known(connection, judgement_id))
        took = undo(connection, meant.judgement_id, by, night_of(connection), why)
        done = _done(meant.judgement_id, "undone", meant.verdict, took)
        return Told(
            (done,), outdated=outdate(connection, [done], f"decisions undone by {mask_user(by)}")
        )


def _decision(connection: Connection, named: KnownPair) -> KnownPair:
    """What a person decided of the pair, where a judgement of the machine is named; else that."""
    if named.is_human:
        return named
    ids = [one.judgement_id for one in history_of(connection, named.pair)]
    holding = known_pairs(connection, Wish(ids=ids, status="decided"))
    return holding[0] if len(holding) == 1 else named


def _need(by: str, why: str) -> None:
    if not by.strip():
        raise ZhibenError("A decision needs somebody who takes it.", "Say it with --by.")
    if not why.strip():
        raise ZhibenError("A decision needs a reason.", "Say it with --why.")


def at_home(settings: Settings, connection: Connection) -> None:
    """Tell moments in the city's time zone until the transaction ends."""
    zone = text("SELECT set_config('TimeZone', :zone, TRUE)")
    connection.execute(zone, {"zone": settings.timezone})


def lock(settings: Settings, connection: Connection) -> None:
    """Wait until no night is loaded and nobody else decides; until the transaction ends."""
    at_home(settings, connection)
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def night_of(connection: Connection) -> date:
    """The night that a decision of now belongs to.

    Raises:
        ZhibenError: when no night was loaded yet.
    """
    night = last_night(connection)
    if night is None:
        raise ZhibenError("No night is loaded yet, so there is nothing to decide.")
    return night


def decided(
    reference: Reference, connection: Connection, known: KnownPair, verdict: str, by: str, why: str
) -> Done:
    """Decide a pair, unless a person did; what cannot be is refused with a sentence."""
    steps = history_of(connection, known.pair)
    if (held := next((one for one in steps if one.holds), None)) and held.is_human:
        return _told_before(known, held, verdict)
    try:
        with connection.begin_nested():
            took = decide(connection, known.pair, verdict, by, why, night_of(connection))
    except ContradictionError as error:
        words = _contradiction(reference, connection, error)
        return Done(known.judgement_id, "refused", verdict, words=words, hint=error.hint)
    except ZhibenError as error:
        return Done(known.judgement_id, "refused", verdict, words=error.message, hint=error.hint)
    return _done(known.judgement_id, "decided", verdict, took)


def _told_before(known: KnownPair, held: Step, verdict: str) -> Done:
    if held.verdict == verdict:
        return Done(known.judgement_id, "already", verdict, held.judgement_id)
    words = (
        f"{known.judgement_id} 已由“{held.decided_by}”于 {held.decided_at:%Y-%m-%d %H:%M} "
        f"判定为“{ZH_VERDICTS[held.verdict]}”（{held.judgement_id}），本次没有采用。"
    )
    hint = f"要改判，请先撤销：zhiben review undo {held.judgement_id}。"
    return Done(known.judgement_id, "refused", verdict, held.judgement_id, words=words, hint=hint)


def _contradiction(reference: Reference, connection: Connection, error: ContradictionError) -> str:
    desk = Desk(reference, connection, load_item_model())
    said: tuple[Said, ...] = (*error.chain, error.apart)
    desk.read_rows({row for one in said for row in (one.pair.one, one.pair.other)})
    return error.shown(desk.called)


def _done(pair_id: str, state: str, verdict: str, took: Decided) -> Done:
    moved = tuple(dict.fromkeys((one, other) for _, one, other in took.moved))
    rows = tuple(row for row, _, _ in took.moved)
    return Done(pair_id, state, verdict, took.judgement_id, moved, rows)


def outdate(connection: Connection, done: Sequence[Done], cause: str) -> tuple[str, ...]:
    """Mark the published nights that know rows which were moved; give back all that wait."""
    news = [
        (night, one.judgement_id)
        for one in done
        if (night := first_night_of(connection, one.rows)) is not None
    ]
    return tuple(night.isoformat() for night in outdate_nights(connection, news, cause))
