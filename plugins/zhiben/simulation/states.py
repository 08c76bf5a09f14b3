"""What a row shows on one night: the states its source has heard of by then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.simulation.model import Cell, Entry, Step
from zhiben.simulation.templates import Source
from zhiben.simulation.writing import Written

Version = tuple[int, bool, bool]


@dataclass(frozen=True)
class Shown:
    """A row as it stands in the ledger, and what a careful reader takes from it."""

    version_id: str
    cells: Mapping[str, Cell]  # by field
    stated: Mapping[str, str]  # by field, normalised
    texts: tuple[str, ...]  # one a part
    rule: str  # why it must be quarantined; empty where it is loaded
    rule_field: str
    by_part: tuple[Mapping[str, str], ...] = ()  # what parts of a cell state each for itself


def version_of(written: Written, source: Source, day: date) -> Version:
    """Changes whenever the row does: steps known, text corrected, fault mended."""
    steps = _known_steps(written.entry, source, day)
    is_faulty = written.fault is not None and day < written.mended_on
    return len(steps), day >= written.reworded_on, is_faulty


def show(written: Written, source: Source, day: date) -> Shown:
    """The row as it stands on the night of ``day``."""
    count, is_reworded, is_faulty = version_of(written, source, day)
    texts = written.new_texts if is_reworded else written.texts
    cells = dict(written.cells)
    stated = dict(written.stated)
    cells["description"] = number(texts, source.template.habits.numbering)
    _show_progress(written, source, day, cells, stated)
    if written.fault and is_faulty:
        cells.update({f: cell for f, cell in written.fault.cells.items() if f in cells})
    return Shown(
        version_id=f"{written.entry.entry_id}.{count}{'r' * is_reworded}{'f' * is_faulty}",
        cells=cells,
        stated=stated,
        texts=texts,
        rule=written.fault.rule if written.fault and is_faulty else "",
        rule_field=written.fault.field if written.fault and is_faulty else "",
    )


def is_listed(written: Written, day: date) -> bool:
    """Whether a full ledger holds the row on the night of ``day``."""
    return written.entry.appears_on <= day < written.gone_on


def number(texts: tuple[str, ...], numbering: str) -> str:
    """``texts`` in one cell, told apart by numbers where there are several."""
    if len(texts) == 1:
        return texts[0]
    if any(text.strip()[0].isdigit() for text in texts):
        numbering = numbering.replace("{n}.", "{n}、")  # 1.2具 would read as a decimal
    parts = (numbering.format(n=n, text=text.strip()) for n, text in enumerate(texts, start=1))
    return "".join(parts).rstrip()


def _known_steps(entry: Entry, source: Source, day: date) -> list[Step]:
    """The steps its source knows of; the first always, and never one it has no word for."""
    heard_on = entry.appears_on if entry.is_stale else day - timedelta(days=entry.lag_days)
    steps = entry.items[0].life.steps
    known = sum(step.on <= heard_on for step in steps) or 1
    if steps[known - 1].status == "verified" and not source.department.verifies:
        known -= 1
    return list(steps[:known])


def _show_progress(
    written: Written, source: Source, day: date, cells: dict[str, Cell], stated: dict[str, str]
) -> None:
    """Fill in status, dates of rectification and verification, as far as they are known."""
    template, steps = source.template, _known_steps(written.entry, source, day)
    status = steps[-1].status
    rectified = _last(steps, "rectified") if steps[-1].is_dated else None
    verified = _last(steps, "verified") if status == "verified" else None
    style = template.habits.status
    choices = style.words[status]
    word = choices[written.word_pick % len(choices)]
    default = "rectified" if rectified else "open"
    cells["status"] = None if written.has_blank_status else word
    stated["status"] = default if written.has_blank_status else style.meaning(word, status)
    done = verified if written.is_redated and rectified and verified else rectified
    for field, step in (("rectified_on", done), ("verified_on", verified)):
        if step and template.has(field):
            cells[field], stated[field] = written.dates[step], written.days[step].isoformat()
    if template.has("verifier") and verified:
        cells["verifier"] = written.verifier


def _last(steps: list[Step], status: str) -> Step | None:
    return next((step for step in reversed(steps) if step.status == status), None)
