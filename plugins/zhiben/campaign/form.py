"""The monthly form's rows, and the cells of ledgers that fill what no field does, as data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator
from sqlalchemy import Connection

from zhiben.campaign.dimensions import Dimension, load_sectors, words_of
from zhiben.settings import of_campaign
from zhiben.strict import Strict, read_document
from zhiben.warehouse import form_schema
from zhiben.warehouse.loading import replace_all

TOTAL = "total"


class FormRow(Strict):
    """A row of the form: the sectors it holds, or the rest of them, or what names none."""

    row: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    label: str
    sectors: tuple[str, ...] = ()
    rest: bool = False
    unknown: bool = False
    within: str | None = None
    verified: bool = True

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if bool(self.sectors) + self.rest + self.unknown != 1:
            raise ValueError("a row has sectors, or is the rest, or what is unknown")
        return self


class Mark(Strict):
    """Cells by which a ledger says something that is no field: headings and words."""

    headings: tuple[str, ...]
    says: tuple[str, ...]
    but: tuple[str, ...] = ()


class Marks(Strict):
    """The form's columns that only such cells fill."""

    in_plan: Mark
    five_in_place: Mark
    province_supervised: Mark


class MonthlyForm(Strict):
    """The form as the city files it."""

    title: str
    rows: tuple[FormRow, ...]
    marks: Marks

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        names = [one.row for one in self.rows]
        tops = [one for one in self.rows if one.within is None]
        held = [sector for one in tops for sector in one.sectors]
        if twice := {one for one in (*names, *held) if (*names, *held).count(one) > 1}:
            raise ValueError(f"{', '.join(sorted(twice))} stands in two rows")
        if lost := {one.within for one in self.rows if one.within} - {one.row for one in tops}:
            raise ValueError(f"there is no row {', '.join(map(str, lost))} to be within")
        return self


def load_form(folder: Path) -> tuple[MonthlyForm, Dimension]:
    """The form of ``folder`` (``include/campaign``) and the sectors its rows are made of.

    Raises:
        ZhibenError: naming file and line, on an unknown key, a sector that is listed nowhere or in
            two rows, or a row within none.
    """
    path = of_campaign(folder, "monthly_form.yaml")
    document = read_document(path)
    form = document.validated(MonthlyForm)
    sectors = load_sectors(path.parent)
    for place, row in enumerate(form.rows):
        if unknown := [one for one in row.sectors if not sectors.called(one)]:
            words = f"no sector is listed as {', '.join(unknown)}."
            raise document.refusal(("rows", place, "sectors"), words)
    return form, sectors


def sync_form(connection: Connection, form: MonthlyForm, sectors: Dimension) -> None:
    """Make the warehouse say what the files say; a night published before keeps its numbers."""
    words = [{"word": word, "sector": sector} for word, sector in words_of(sectors)]
    replace_all(connection, form_schema.sector_words, words)
    replace_all(connection, form_schema.form_rows, [*_row_rows(form), _total()])
    replace_all(connection, form_schema.form_row_sectors, list(_sector_rows(form, sectors)))
    replace_all(connection, form_schema.form_marks, list(_mark_rows(form.marks)))


def _row_rows(form: MonthlyForm) -> Iterator[dict[str, Any]]:
    for place, one in enumerate(form.rows, start=1):
        yield {
            "form_row": one.row,
            "label": one.label,
            "within": one.within,
            "row_order": place,
            "is_verified": one.verified,
        }


def _total() -> dict[str, Any]:
    return {
        "form_row": TOTAL, "label": "合计", "within": None, "row_order": 0, "is_verified": True,
    }  # fmt: skip


def _sector_rows(form: MonthlyForm, sectors: Dimension) -> Iterator[dict[str, str]]:
    """Which sector each row holds; ``''`` is what names none. The total holds all."""
    held = {row.row: [sectors.called(name) or "" for name in row.sectors] for row in form.rows}
    rest = sectors.members.keys() - {sector for row in held.values() for sector in row}
    for row in form.rows:
        for sector in held[row.row] or (sorted(rest) if row.rest else [""]):
            yield {"form_row": row.row, "sector": sector}
    for sector in (*sectors.members, ""):
        yield {"form_row": TOTAL, "sector": sector}


def _mark_rows(marks: Marks) -> Iterator[dict[str, Any]]:
    for name in Marks.model_fields:
        mark: Mark = getattr(marks, name)
        for heading in mark.headings:
            words = {"says": list(mark.says), "but": list(mark.but)}
            yield {"mark": name, "heading": heading, **words}
