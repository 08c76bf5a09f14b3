"""Every real table file through ``read``: what became of it, the worst time, the highest memory.

The headings of a file are no ledger's, so the test of headings is: any short text that is no
number. What counts here is that each file ends in tables or in one sentence.
"""

from __future__ import annotations

import resource
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from given import files

from zhiben.reading import ReadingHints, UnreadableFileError, read

FOLDERS = (
    *("railway-hazard-ledger", "shandong-env-penalties", "jp-labour-lists"),
    *("messy-cn-xls", "messy-csv", "messy-encodings", "messy-xls"),
)
_NO_TABLES = ("_parameters.json", "weights.json")


@dataclass
class Outcomes:
    """What became of the files of one folder."""

    counts: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    worst_seconds: float = 0.0
    worst_file: str = ""
    sentences: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, data: bytes) -> None:
        """Reads one file."""
        begun = time.perf_counter()
        try:
            reading = read(name, data, ReadingHints(_may_be_heading))
        except UnreadableFileError as error:
            self.counts["refused"] += 1
            self.sentences[str(error).replace(name, "…")[:40]] += 1
        else:
            self.counts["read"] += 1
            self.rows += sum(table.rows_received for table in reading.tables)
        taken = time.perf_counter() - begun
        if taken > self.worst_seconds:
            self.worst_seconds, self.worst_file = taken, name


def _may_be_heading(text: str) -> bool:
    return 1 < len(text) < 30 and not text[0].isdecimal()


def _memory() -> tuple[int, int]:
    """Highest memory (MiB) of this process and of any child so far."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, child = (resource.getrusage(kind).ru_maxrss >> 10 for kind in kinds)
    return own, child


def main() -> None:
    """Prints a line a folder, then the most frequent sentences."""
    found: dict[str, Outcomes] = defaultdict(Outcomes)
    print(f"{'folder':24}{'files':>7}{'read':>7}{'refused':>9}{'rows':>9}{'worst s':>9}  slowest")
    for folder in FOLDERS:
        for name, data in files(folder):
            if not name.endswith(_NO_TABLES):
                found[folder].add(name, data)
        one = found[folder]
        print(
            f"{folder:24}{one.counts.total():7}{one.counts['read']:7}{one.counts['refused']:9}"
            f"{one.rows:9}{one.worst_seconds:9.2f}  {one.worst_file}",
            flush=True,
        )
    from zhiben.reading.guard import close

    close()
    own, child = _memory()
    print(f"highest memory: this process {own} MiB, a reading child {child} MiB")
    for folder, one in found.items():
        for sentence, count in one.sentences.most_common(4):
            print(f"{folder}: {count} × {sentence}")


if __name__ == "__main__":
    main()
