"""Breaks a row in one way for which it must be quarantined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from zhiben.simulation.catalog import Catalog
from zhiben.simulation.codes import break_code
from zhiben.simulation.model import Cell, Entry
from zhiben.simulation.templates import Source


@dataclass(frozen=True)
class Fault:
    """A broken row: the rule it breaks, and the cells typed in place of the right ones."""

    rule: str
    cells: Mapping[str, Cell]


def pick_fault(
    entry: Entry, source: Source, catalog: Catalog, future_year: int, rng: Random
) -> Fault:
    """One fault that the source's form allows; no night reaches into ``future_year``."""
    found, due = entry.found_on, entry.due_on
    lists, template = catalog.lists, source.template
    february = f"{found.year}年2月30日"
    future = f"{future_year}-{found:%m}-{min(found.day, 28):02d}"
    before = (found - timedelta(days=rng.randint(5, 40))).isoformat()
    choices = [
        Fault("description_empty", {"description": None}),
        Fault("no_hazard", {"description": rng.choice(lists["no_hazard"])}),
        Fault("no_hazard", {"description": rng.choice(lists["no_hazard"])}),
        Fault("found_on_impossible", {"found_on": february}),
        Fault("found_on_future", {"found_on": future}),
        Fault("found_on_empty", {"found_on": None}),
        Fault("status_unknown", {"status": rng.choice(lists["unknown_statuses"])}),
        _without_enterprise(entry, source, rng),
    ]
    if template.has("due_on"):
        choices.append(Fault("due_before_found", {"due_on": before}))
        choices.append(Fault("due_on_impossible", {"due_on": f"{due.year}-04-31"}))
    if template.has("level"):
        choices.append(Fault("level_unknown", {"level": rng.choice(lists["unknown_levels"])}))
    if template.has("check_item"):
        choices.append(Fault("no_hazard", {"description": entry.items[0].kind.check_item}))
    return rng.choice(choices)


def _without_enterprise(entry: Entry, source: Source, rng: Random) -> Fault:
    cells: dict[str, Cell] = {"enterprise_name": None}
    if source.template.has("uscc"):
        code = entry.enterprise.uscc
        cells["uscc"] = break_code(rng, code) if code else None
    return Fault("enterprise_missing", cells)
