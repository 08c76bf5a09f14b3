"""The real files beside the checkout, opened from inside their archives."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def files(folder: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file of ``folder``, those in archives and compressed ones too."""
    for path in sorted((DATA / folder).iterdir()):
        data = path.read_bytes()
        if path.suffix == ".gz":
            yield path.stem, gzip.decompress(data)
        elif path.name.endswith(".tar.xz"):
            with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                for member in archive:
                    if (file := archive.extractfile(member)) is not None:
                        yield member.name, file.read()
        elif path.suffix == ".zip":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for entry in archive.infolist():
                    if not entry.is_dir():
                        yield entry.filename, archive.read(entry)
        else:
            yield path.name, data
