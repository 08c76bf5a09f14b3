"""What taking a very long ledger costs: from the inbox to the staging folder, or to the warehouse.

``take.py --rows 10000000`` puts a GB18030 CSV of so many rows into an inbox of its own and takes
it in one process, whose highest memory (its children's included) is printed; ``--load`` loads it
into an embedded warehouse, too. Nothing of what it makes stays.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil
from speed import CSV_COLUMNS, HEADINGS, make_csv, watch

NIGHT = "2026-03-05"
SOURCE = "411602-bench"
_CONTRACT = f"""source: {SOURCE}
county: "411602"
department: 应急管理局
kind: hazard
channel: supervision
"""
_BLOCK = 1_000_000  # rows after which a longer file repeats itself
_TAKE = f"""
import time
from datetime import date
from zhiben.orchestration.reference import load_reference
from zhiben.orchestration.outcome import staged
from zhiben.orchestration.take import take_source
from zhiben.orchestration.load import load_night
from zhiben.settings import load_settings
from zhiben.warehouse.connection import connect
settings, night = load_settings(), date.fromisoformat("{NIGHT}")
engine = connect(settings)
begun = time.perf_counter()
if STEP == "take":
    with engine.connect() as connection:
        take_source(settings, load_reference(settings), connection, "{SOURCE}", night)
    for one in staged(settings.staging, night):
        print(one.status, f"{{one.rows_received:,}} rows", one.message, end=" ")
else:
    with engine.begin() as connection:
        print(load_night(settings, connection, night), end=" ")
print(f"{{time.perf_counter() - begun:.0f}} s", end=" ")
"""


def _make_home(home: Path, rows: int) -> dict[str, str]:
    """An empty warehouse and an inbox with one file; gives back the environment to use them."""
    include = home / "include" / "contracts"
    folder = home / "inbox" / SOURCE / NIGHT
    include.mkdir(parents=True)
    folder.mkdir(parents=True)
    (include / f"{SOURCE}.yaml").write_text(_CONTRACT, encoding="utf-8")
    _make_long_csv(folder / "ledger.csv", rows)
    return os.environ | {"ZHIBEN_HOME": str(home), "ZHIBEN_INCLUDE": str(home / "include")}


def _make_long_csv(path: Path, rows: int) -> None:
    make_csv(path, min(rows, _BLOCK))
    heading = (",".join(HEADINGS[:CSV_COLUMNS]) + "\r\n").encode("gb18030")
    block = path.read_bytes().removeprefix(heading)
    with path.open("ab") as file:
        for _ in range(rows // _BLOCK - 1):
            file.write(block)


def _run(step: str, environment: dict[str, str]) -> None:
    code = f"STEP = {step!r}\n{_TAKE}"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    )
    peak = [0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    told, _ = process.communicate()
    watcher.join()
    print(f"  {step}: {told.strip()}, peak {peak[0] >> 20} MiB", flush=True)


def main() -> None:
    """Makes the file, takes it, and loads it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=_BLOCK)
    parser.add_argument("--load", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhiben-take-") as name:
        home = Path(name)
        home.chmod(0o755)
        environment = _make_home(home, asked.rows)
        os.environ |= environment
        from zhiben import postgres
        from zhiben.settings import load_settings
        from zhiben.warehouse.connection import connect
        from zhiben.warehouse.migrate import upgrade

        settings = load_settings()
        upgrade(connect(settings), settings.sql)
        print(f"{asked.rows:,} rows, {psutil.virtual_memory().available >> 30} GiB free")
        try:
            for step in ("take", "load") if asked.load else ("take",):
                _run(step, environment)
        finally:
            postgres.stop(home)


if __name__ == "__main__":
    main()
