"""The texts that models learn from and are tried on: written for it, and real ones."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
WORDINGS = HERE / "wordings"
REAL = HERE.parents[2] / "shared" / "data" / "shenzhen-hazard-text" / "train_shared.csv.gz"


@dataclass(frozen=True)
class Worded:
    """One hazard in the words of many people, and the thing (of its file) it is written under."""

    thing: str
    texts: tuple[str, ...]


def wordings() -> list[Worded]:
    """All hazards of the files in ``wordings``, each on one line, whatever it may be found at.

    Raises:
        ValueError: where a hazard stands under no thing, or on two lines, which would teach that
            it is another than itself.
    """
    found = [one for path in sorted(WORDINGS.glob("*.txt")) for one in _worded(path)]
    lines = Counter(one.texts[0] for one in found)
    if twice := [name for name, count in lines.items() if count > 1]:
        raise ValueError(f"on more than one line: {', '.join(twice)}")
    return found


def _worded(path: Path) -> Iterator[Worded]:
    thing = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            thing = f"{path.stem}/{line[2:]}"
        elif line and not line.startswith("#"):
            if not thing:
                raise ValueError(f"{path}: no thing above {line}")
            yield Worded(thing, tuple(line.split(" | ")))


def real_texts() -> list[str]:
    """Real findings that state a hazard; none where the data is not at hand."""
    if not REAL.exists():
        return []
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        return [row["content"] for row in csv.DictReader(file) if row["label"] == "0"]
