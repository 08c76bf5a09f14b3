"""Doubtful pairs in a workbook: written for a reviewer to decide in, and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from zhiben.errors import ZhibenError
from zhiben.masking import mask_user
from zhiben.orchestration.handed import sheets_of
from zhiben.orchestration.linkage import model_in_use
from zhiben.orchestration.reference import load_reference
from zhiben.orchestration.review import Done, Told, decided, known_wish, lock, outdate
from zhiben.orchestration.side_by_side import Desk
from zhiben.reporting.reviews import (
    HandedBack,
    Wanted,
    ids_in,
    read_verdicts,
    review_workbook,
)
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.reviews import KnownPair, Wish, known_pairs
from zhiben.whole import write_whole

_NO_REASON = "按工作簿判定"


@dataclass(frozen=True)
class Exported:
    """What was written for the reviewers: the file, and the pairs of each county."""

    file: Path
    pairs: Mapping[str, int]


def export_pairs(settings: Settings, file: Path, wish: Wish) -> Exported:
    """Write the pairs that wait into a workbook to decide in, enterprise by enterprise.

    Raises:
        ZhibenError: when ``file`` is no ``.xlsx``, or no pair waits.
    """
    if file.suffix.lower() != ".xlsx":
        raise ZhibenError(f"{file} is no .xlsx file.", "Name a file that ends in .xlsx.")
    reference = load_reference(settings)
    with connect(settings).connect() as connection:
        meant = known_wish(settings, reference, connection, wish)
        found = known_pairs(connection, replace(meant, status="open"))
        if not found:
            whose = " of those" if wish.sources or wish.counties else ""
            hint = "zhiben review list --status all shows all."
            raise ZhibenError(f"No pair{whose} waits for a decision.", hint)
        desk = Desk(reference, connection, model_in_use(settings, connection))
        desk.read(found)
        rows = [desk.row(one) for one in sorted(found, key=_by_enterprise)]
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, review_workbook(rows))
    return Exported(file, Counter(row.county for row in rows))


def _by_enterprise(one: KnownPair) -> tuple[object, ...]:
    return one.county_code, one.enterprise_name, one.enterprise_id, -one.score, one.judgement_id


def import_workbook(settings: Settings, file: Path, by: str, *, dry_run: bool) -> Told:
    """Take back a workbook that was exported, in one transaction; what is odd is left and told.

    Raises:
        ZhibenError: when nobody is said to decide, or the file holds no pair.
    """
    if not by.strip():
        raise ZhibenError("A decision needs somebody who takes it.", "Say it with --by.")
    reference = load_reference(settings)
    sheets = sheets_of(reference, file)
    ids = ids_in(sheets)
    if not ids:
        raise ZhibenError(
            f"“{file.name}”里没有带判定编号的行。", "请交回由 zhiben review export 导出的工作簿。"
        )
    with connect(settings).connect() as connection:
        lock(settings, connection)
        known = {one.judgement_id: one for one in known_pairs(connection, Wish(ids=ids))}
        back = read_verdicts(sheets, known)
        done = [
            _at(one, decided(reference, connection, known[one.judgement_id], one.verdict, by,
                             one.why or _NO_REASON))
            for one in back.wanted
        ]  # fmt: skip
        outdated = outdate(connection, done, f"pairs decided by {mask_user(by)}")
        notes = tuple(_left_out(connection, back, known.values()))
        if dry_run:
            connection.rollback()
        else:
            connection.commit()
    return Told(tuple(done), back.remarks, notes, outdated, dry_run)


def _at(wanted: Wanted, done: Done) -> Done:
    """``done`` with the line of the workbook it is about, where there is something to say."""
    return replace(done, words=f"{wanted.place}：{done.words}") if done.words else done


def _left_out(
    connection: Connection, back: HandedBack[Wanted], known: Iterable[KnownPair]
) -> Iterable[str]:
    """How many pairs still wait in the workbook's counties and do not stand in it."""
    counties = {one.county_code for one in known}
    if not counties:
        return
    waiting = known_pairs(connection, Wish(counties=counties, status="open"))
    count = sum(one.judgement_id not in back.held for one in waiting)
    if count:
        yield f"另有 {count} 对待判定的记录不在这份工作簿里，保持待判定。"
