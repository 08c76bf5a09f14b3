"""The texts that models learn from and are tried on: written for it, and real ones."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

HERE = Path(__file__).parent
REAL = HERE.parents[2] / "shared" / "data" / "shenzhen-hazard-text" / "train_shared.csv.gz"


def paraphrases() -> list[list[str]]:
    """Hazards, each in several wordings."""
    lines = (HERE / "paraphrases.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(" | ") for line in lines if line and not line.startswith("#")]


def real_texts() -> list[str]:
    """Real findings that state a hazard; none where the data is not at hand."""
    return [text for _, text in real_findings()]


def real_findings() -> list[tuple[str, str]]:
    """Real findings with the check-list line they stand under."""
    if not REAL.exists():
        return []
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] == "0"]
    return [(row["level_4"], row["content"]) for row in rows]
