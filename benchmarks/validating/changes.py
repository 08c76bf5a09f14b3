"""A full ledger of which 3% changed: the validating stage, and the whole take, beside all of it.

``python -m benchmarks.validating.changes [--rows N]``; works in a home of its own, without Airflow.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from zhiben import postgres
from zhiben.orchestration import tasks, timing
from zhiben.orchestration.preparing import prepare
from zhiben.settings import load_settings
from zhiben.validating import prepare as prepare_judging

FIRST = date(2026, 3, 5)
CHANGED = 0.03
CONTRACT = 'source: a\ncounty: "411624"\ndepartment: 应急管理局\nkind: hazard\nkey: [序号]\n'
VALIDATING = ("judge", "portrait", "judge whole")


def _ledger(rows: int, night: int) -> str:
    lines = ["序号,企业名称,乡镇,隐患部位,隐患描述,隐患等级,检查日期,整改期限,整改状态"]
    for number in range(rows):
        status = "已整改" if night and number < CHANGED * rows else "未整改"
        lines.append(
            f"{number},周口市{number % 3000}号厂,{number % 20}镇,{number % 9}车间,"
            f"{number}号机无防护罩,一般,2026-02-{number % 28 + 1:02},2026-04-01,{status}"
        )
    return "\n".join(lines)


def _seconds(log: Path) -> dict[str, float]:
    spent: defaultdict[str, float] = defaultdict(float)
    for line in log.read_text().splitlines():
        one = json.loads(line)
        spent[one["stage"]] += one["end"] - one["start"]
    log.unlink()
    return spent


def _nights(home: Path, rows: int) -> list[dict[str, float]]:
    settings, log = load_settings(), home / "timings.jsonl"
    settings.contracts.mkdir(parents=True)
    (settings.contracts / "a.yaml").write_text(CONTRACT, encoding="utf-8")
    prepare(settings)
    tasks.plan_batches(FIRST.isoformat(), (), 1)
    prepare_judging()
    found = []
    for night in range(2):
        day = (FIRST + timedelta(days=night)).isoformat()
        folder = settings.inbox / "a" / day
        folder.mkdir(parents=True)
        (folder / "台账.csv").write_text(_ledger(rows, night), encoding="utf-8")
        with timing.stage("take"):
            assert tasks.take_batch(["a"], day) == {"a": None}
        found.append(_seconds(log))
        tasks.load_night(day, ())
        log.unlink(missing_ok=True)
    return found


def main() -> None:
    """Print both nights' stages and their ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    home = Path(tempfile.mkdtemp(prefix="zhiben-bench-"))
    os.environ |= {
        "ZHIBEN_HOME": str(home),
        "ZHIBEN_INCLUDE": str(home / "include"),
        timing.VARIABLE: str(home / "timings.jsonl"),
    }
    try:
        first, second = _nights(home, rows)
    finally:
        postgres.stop(home)
        shutil.rmtree(home)
    for name in ("read", "normalize", *VALIDATING, "take"):
        print(f"{name:12} {first[name]:6.2f} s  {second[name]:6.2f} s")
    for name, of in (("judging rows", ("judge",)), ("validating", VALIDATING), ("take", ("take",))):
        before, after = (sum(one[stage] for stage in of) for one in (first, second))
        print(f"{name}: {before:.2f} s / {after:.2f} s = {before / after:.1f}×")


if __name__ == "__main__":
    main()
