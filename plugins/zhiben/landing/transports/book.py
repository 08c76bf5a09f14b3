"""What was fetched before, a line a file, so that a second night fetches only what is new."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from zhiben.landing.transports.remote import Folder, Offer

Key = tuple[str, str, str]


@dataclass
class FetchBook:
    """Every file that was fetched for a source; losing it costs a transfer, never a delivery."""

    path: Path
    known: set[Key] = field(default_factory=set)
    exhausted: set[Folder] = field(default_factory=set)

    @classmethod
    def open(cls, path: Path) -> FetchBook:
        """The book at ``path``; a line that a killed process left unfinished counts as none."""
        book = cls(path)
        lines = path.read_bytes().splitlines() if path.exists() else []
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):
                book._learn(json.loads(line))
        return book

    def _learn(self, entry: Mapping[str, str]) -> None:
        day, version = entry["business_date"], entry["version"]
        if "folder" in entry:
            self.exhausted.add(Folder(date.fromisoformat(day), entry["folder"], version))
        else:
            self.known.add((day, entry["place"], version))

    def holds(self, offer: Offer) -> bool:
        """Whether this very version was fetched."""
        return _key(offer) in self.known

    def write(self, offer: Offer, sha256: str, size: int) -> None:
        """Note that ``offer`` lies in the inbox."""
        day, place, version = _key(offer)
        entry = {"business_date": day, "place": place, "version": version}
        self._append([entry | {"sha256": sha256, "size": size}])
        self.known.add((day, place, version))

    def write_exhausted(self, folders: Iterable[Folder]) -> None:
        """Note folders of which everything lies in the inbox."""
        fresh = [one for one in folders if one not in self.exhausted]
        self._append(
            {
                "business_date": one.business_date.isoformat(),
                "folder": one.place,
                "version": one.version,
            }
            for one in fresh
        )
        self.exhausted.update(fresh)

    def _append(self, entries: Iterable[Mapping[str, object]]) -> None:
        lines = "".join(f"{json.dumps(entry, ensure_ascii=True)}\n" for entry in entries)
        if not lines:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            file.write(b"\n" * _ends_within_a_line(file) + lines.encode())
            file.flush()
            os.fsync(file.fileno())


def _ends_within_a_line(file: BinaryIO) -> bool:
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def _key(offer: Offer) -> Key:
    return offer.business_date.isoformat(), offer.place, offer.version
