"""Towns and counties, written as people call them."""

from collections import Counter
from random import Random

from zhiben.simulation.habits.told import Telling, Told

_ENDS = ("回族镇", "回族乡", "街道", "镇", "乡")


def town(told: Told, rng: Random) -> Telling | None:
    """Without 镇, behind the county's name, as a 办事处 or a 政府."""
    name, unit = told.stated, told.clerk.source.unit
    end = next((end for end in _ENDS if name.endswith(end)), "")
    stem = name.removesuffix(end)
    if not end or len(stem) < 2:
        return None
    stems = Counter(_stem(other) for other in unit.towns)
    forms = [f"{unit.name}{name}", f"{name} ", f" {name}"]
    forms += [stem] if stems[stem] == 1 else []
    forms += [f"{stem}办事处", f"{stem}街道办事处", f"{stem}办"] if end == "街道" else []
    forms += [f"{name}人民政府", f"{name}政府"] if end in {"镇", "乡"} else []
    return rng.choice(forms), name


def county(told: Told, rng: Random) -> Telling | None:
    """The unit's short name, the city before it, or a name it bore once."""
    unit = told.clerk.source.unit
    forms = [unit.name, f"{unit.city}{unit.name}", f" {unit.name}", *unit.old_names]
    forms += [unit.short_name] if len(unit.short_name) > 1 else []
    return rng.choice(forms), told.stated


def _stem(name: str) -> str:
    end = next((end for end in _ENDS if name.endswith(end)), "")
    return name.removesuffix(end)
