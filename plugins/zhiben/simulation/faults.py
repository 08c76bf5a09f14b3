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
    """A broken row: the rule it breaks, named as clerks meet it, in which field, and how."""

    rule: str
    field: str
    cells: Mapping[str, Cell]  # typed in place of the right ones


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
        Fault("required", "description", {"description": None}),
        Fault("states_no_hazard", "description", {"description": rng.choice(lists["no_hazard"])}),
        Fault("states_no_hazard", "description", {"description": rng.choice(lists["no_hazard"])}),
        Fault("unreadable", "found_on", {"found_on": february}),
        Fault("future_date", "found_on", {"found_on": future}),
        Fault("required", "found_on", {"found_on": None}),
        Fault("unknown_word", "status", {"status": rng.choice(lists["unknown_statuses"])}),
        _without_enterprise(entry, source, rng),
    ]
    if template.has("due_on"):
        choices.append(Fault("date_order", "due_on", {"due_on": before}))
        choices.append(Fault("unreadable", "due_on", {"due_on": f"{due.year}-04-31"}))
    if template.has("level"):
        word = rng.choice(lists["unknown_levels"])
        choices.append(Fault("unknown_word", "level", {"level": word}))
    if template.has("check_item"):
        line = entry.items[0].kind.check_item
        choices.append(Fault("states_no_hazard", "description", {"description": line}))
    return rng.choice(choices)


def _without_enterprise(entry: Entry, source: Source, rng: Random) -> Fault:
    code = entry.enterprise.uscc
    if not source.template.has("uscc") or not code:
        return Fault("required", "enterprise_name", {"enterprise_name": None, "uscc": None})
    cells = {"enterprise_name": None, "uscc": break_code(rng, code)}
    return Fault("broken_code_only", "uscc", cells)
