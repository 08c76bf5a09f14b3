"""What was fetched before, a line a file, so that a second night fetches only what is new."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from zhiben.landing.transports.remote import Offer

Key = tuple[str, str, str]


@dataclass
class FetchBook:
    """Every file that was fetched for a source; losing it costs a transfer, never a delivery."""

    path: Path
    known: set[Key] = field(default_factory=set)

    @classmethod
    def open(cls, path: Path) -> FetchBook:
        """The book at ``path``; a line that a killed process left unfinished counts as none."""
        book = cls(path)
        lines = path.read_bytes().splitlines() if path.exists() else []
        for line in lines:
            try:
                entry = json.loads(line)
                book.known.add((entry["business_date"], entry["place"], entry["version"]))
            except (ValueError, KeyError, TypeError):
                continue
        return book

    def holds(self, offer: Offer) -> bool:
        """Whether this very version was fetched."""
        return _key(offer) in self.known

    def write(self, offer: Offer, sha256: str, size: int) -> None:
        """Note that ``offer`` lies in the inbox."""
        day, place, version = _key(offer)
        entry = {"business_date": day, "place": place, "version": version}
        line = json.dumps(entry | {"sha256": sha256, "size": size}, ensure_ascii=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            file.write(b"\n" * _ends_within_a_line(file) + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.known.add((day, place, version))


def _ends_within_a_line(file: BinaryIO) -> bool:
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def _key(offer: Offer) -> Key:
    return offer.business_date.isoformat(), offer.place, offer.version
