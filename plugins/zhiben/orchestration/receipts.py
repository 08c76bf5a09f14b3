"""Writes what each source's clerk gets back from a night: a receipt, and marked workbooks."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain, count
from pathlib import Path, PurePosixPath
from traceback import format_exception

from sqlalchemy import Connection

from zhiben.contracts import Contract
from zhiben.landing import archived
from zhiben.normalizing import map_columns
from zhiben.orchestration.judging import hints_for
from zhiben.orchestration.reference import Reference
from zhiben.reading import (
    ReadingHints,
    Sheet,
    SourceTable,
    UnreadableFileError,
    read,
    read_grids,
    workbook_bytes,
)
from zhiben.records import FieldType
from zhiben.reporting.receipts import (
    MOST_BYTES,
    Delivery,
    Handback,
    Mark,
    Receipt,
    Refused,
    Workbook,
    collect_receipts,
    handback,
    render_receipt,
)
from zhiben.settings import Settings
from zhiben.validating import RuleName
from zhiben.whole import write_whole

log = logging.getLogger(__name__)
_LONGEST_NAME = 200  # bytes of a file's name, of the 255 that file systems allow
_TOO_LARGE = "文件较大，没有生成标注好的台账。"


def write_receipts(
    settings: Settings,
    reference: Reference,
    connection: Connection,
    night: date,
    wanted: Iterable[str],
) -> dict[str, str | None]:
    """Write ``reports/nights/<night>/<source>.html`` and the marked workbooks beside it.

    Gives back each source's trouble in words, None where there was none: a receipt that cannot
    be written stops no other.
    """
    troubles: dict[str, str | None] = {}
    receipts = collect_receipts(
        connection, night, wanted, reference.contracts, reference.vocabularies
    )
    for receipt in receipts:
        with ThreadPoolExecutor(1) as pool:
            trouble = pool.submit(_write, settings, reference, receipt).exception()
        if trouble is not None:
            # As text: the run's own failure, told at its end, is the sentence people see.
            log.error(
                "receipt of %s failed:\n%s", receipt.source, "".join(format_exception(trouble))
            )
        troubles[receipt.source] = f"{type(trouble).__name__}: {trouble}" if trouble else None
    return troubles


def _write(settings: Settings, reference: Reference, receipt: Receipt) -> None:
    folder = settings.receipts / receipt.night.isoformat()
    contract = reference.contracts.get(receipt.source)
    name = _short(receipt.source)
    shutil.rmtree(folder / name, ignore_errors=True)
    deliveries = tuple(
        _with_workbooks(settings, reference, contract, folder, name, one)
        if contract and one.refused
        else one
        for one in receipt.deliveries
    )
    folder.mkdir(parents=True, exist_ok=True)
    page = render_receipt(replace(receipt, deliveries=deliveries))
    write_whole(folder / f"{name}.html", page.encode("utf-8", "replace"))


def _with_workbooks(
    settings: Settings,
    reference: Reference,
    contract: Contract,
    folder: Path,
    source: str,
    delivery: Delivery,
) -> Delivery:
    """The delivery with its marked workbooks written, one for each file inside it."""
    path = archived(settings.archive, delivery.sha256).path
    located = _Located(reference, contract, delivery.file_name, path)
    place = PurePosixPath(source) / delivery.business_date.isoformat()
    (folder / place).mkdir(parents=True, exist_ok=True)
    books, made = [], located.handbacks(delivery.refused)
    for name, one in made.items():
        if one is not None:
            inside = name.removeprefix(f"{delivery.file_name}/")
            free = _free_name(folder / place, _name_for(inside))
            write_whole(folder / place / free, one.data)
            books.append(Workbook(str(place / free), one.note))
    is_whole = None not in made.values()
    return replace(delivery, workbooks=tuple(books), workbook_note="" if is_whole else _TOO_LARGE)


def _free_name(folder: Path, name: str) -> str:
    """``name``, numbered where a file of another folder or archive has it already."""
    stem = name.removesuffix(".xlsx")
    numbered = (f"{stem}~{number}.xlsx" for number in count(2))
    return next(one for one in chain([name], numbered) if not (folder / one).exists())


def _name_for(name: str) -> str:
    """A name for the marked copy that no file system minds: the file's own, ending in .xlsx."""
    plain = "_".join(part for part in name.replace("\\", "/").split("/") if part not in {"", ".."})
    plain = "".join(char if char.isprintable() and char not in '<>:"|?*' else "_" for char in plain)
    plain = plain.lstrip(".") or "台账"
    stem = plain[:-5] if plain.lower().endswith(".xlsx") else plain
    return f"{_short(stem)}.xlsx"


def _short(stem: str) -> str:
    """``stem``, cut short where no file system would take it with an ending."""
    if len(stem.encode()) <= _LONGEST_NAME:
        return stem
    short = stem.encode()[: _LONGEST_NAME - 9].decode(errors="ignore")
    return f"{short}~{hashlib.sha256(stem.encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class _Located:
    """A delivered file read again, to find where on a sheet a field of a row stands."""

    reference: Reference
    contract: Contract
    file_name: str
    path: Path

    def handbacks(self, refused: Iterable[Refused]) -> dict[str, Handback | None]:
        """The marked workbook of each file inside the delivery; None where it is beyond measure."""
        try:
            return {name: self._handback(name, marks) for name, marks in self._marks(refused)}
        except UnreadableFileError:  # within the limits of that night, beyond those of today
            return {self.file_name: None}

    def _handback(self, name: str, marks: Sequence[Mark]) -> Handback | None:
        data = workbook_bytes(self.file_name, self.path, name, MOST_BYTES, self._hints())
        return handback(data, partial(self._sheets, name), marks) if data is not None else None

    def _marks(self, refused: Iterable[Refused]) -> Iterable[tuple[str, list[Mark]]]:
        """Marks by the file inside the delivery; a field without a column marks the first cell."""
        tables = self._tables()
        marks: defaultdict[str, list[Mark]] = defaultdict(list)
        for one in refused:
            table = tables.get((one.place.file_name, one.place.sheet, one.place.row_number))
            if table is not None:
                marks[one.place.file_name] += self._marks_of(one, table)
        return marks.items()

    def _tables(self) -> dict[tuple[str, str, int], SourceTable]:
        tables = read(self.file_name, self.path, self._hints()).tables
        return {
            (table.file_name, table.sheet, number): table
            for table in tables
            for number in table.row_numbers
        }

    def _marks_of(self, one: Refused, table: SourceTable) -> Iterator[Mark]:
        vocabulary = self.reference.vocabularies[self.contract.kind]
        main = map_columns(table.headings, self.contract, vocabulary).main
        opening = f"第 {one.part} 条：" if one.part > 1 else ""
        for reason in one.reasons:
            places = {main.get(reason.field, 0)}
            if reason.rule == RuleName.BROKEN_CODE_ONLY:
                names = self.contract.record_kind.of_type(FieldType.NAME)
                places |= {main[field.name] for field in names if field.name in main}
            for place in sorted(places):
                words = f"{opening}{reason.message}"
                yield Mark(table.sheet, *table.spot(one.place.row_number, place), words)

    def _sheets(self, name: str) -> Sequence[Sheet]:
        """The grids of one file inside the delivery."""
        grids = read_grids(self.file_name, self.path, self._hints())
        return [sheet for sheet in grids if sheet.file_name == name]

    def _hints(self) -> ReadingHints:
        return hints_for(self.reference, self.contract)
