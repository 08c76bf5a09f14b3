"""How fast long ledgers are read, as a multiple of well-known readers in the same run.

``speed.py xlsx``: 100,000 rows × 20 columns from bytes to normalised rows, beside pandas with
openpyxl reading alone. ``speed.py csv``: a GB18030 text of ``--rows`` rows through
``read_chunks``, beside pyarrow.csv reading alone. Each side runs in a process of its own, which
first reads a short file of the same kind, so that neither the start of processes nor imports are
counted on either side. Seconds are those of the clock, with the processor seconds of the process
and its children behind them; memory is the highest sum over that process and its children.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

HEADINGS = [
    *("序号", "填报单位", "乡镇街道", "企业名称", "统一社会信用代码", "行业领域", "检查日期"),
    *("检查单位", "检查人员", "隐患来源", "隐患部位", "隐患描述", "隐患等级", "判定依据"),
    *("整改措施", "整改责任人", "联系电话", "整改期限", "整改完成日期", "整改状态"),
]
CSV_COLUMNS = 12
_SHORT = 8_000  # rows of the file read first
_DAY = dt.date(2026, 1, 1)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of GB 32100-2015


def _code(number: int) -> str:
    """A credit code with its check character."""
    body = f"91411600MA{number:07}"
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _ALPHABET[-total % 31]


_CODES = [_code(number) for number in range(4000)]


def row_of(number: int, chance: random.Random) -> list[str]:
    """A plausible ledger row; texts vary as those of real ledgers do."""
    found = _DAY + dt.timedelta(days=number % 60)
    return [
        *(
            str(number),
            "川汇区应急管理局",
            f"第{number % 12}街道",
            f"周口第{number % len(_CODES)}机械厂",
        ),
        *(_CODES[number % len(_CODES)], "工贸", found.isoformat(), "区应急管理局"),
        *(
            "张三、李四",
            "监管执法",
            f"{number % 9}号车间",
            f"{number % 9}号车间第{number}处灭火器压力不足",
        ),
        *("一般", "GB50140第5条", "更换灭火器并建立检查台账", "王五", f"138{number % 10**8:08}"),
        *((found + dt.timedelta(days=15)).isoformat(), (found + dt.timedelta(days=9)).isoformat()),
        chance.choice(["已整改", "整改中", "已销号"]),
    ]


def make_xlsx(path: Path, rows: int) -> None:
    """A workbook of ``rows`` rows, dates and serial numbers as such."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy/m/d"})
    sheet.write_row(0, 0, HEADINGS)
    chance = random.Random(1)  # noqa: S311 - reproducible
    for number in range(1, rows + 1):
        for column, cell in enumerate(row_of(number, chance)):
            if column in {6, 17, 18}:
                sheet.write_datetime(number, column, dt.date.fromisoformat(cell), day)
            else:
                sheet.write(number, column, int(cell) if column == 0 else cell)
    book.close()


def make_csv(path: Path, rows: int) -> None:
    """A GB18030 text with the first columns of the ledger."""
    chance = random.Random(1)  # noqa: S311 - reproducible
    with path.open("w", encoding="gb18030", newline="") as file:
        file.write(",".join(HEADINGS[:CSV_COLUMNS]) + "\r\n")
        for number in range(1, rows + 1):
            file.write(",".join(row_of(number, chance)[:CSV_COLUMNS]) + "\r\n")


_READERS = {
    "zhiben xlsx": """
from zhiben.contracts.model import Contract
from zhiben.orchestration.reference import load_reference
from zhiben.orchestration.judging import hashes_of, hints_for
from zhiben.normalizing import normalize
from zhiben.reading import read_chunks
from zhiben.settings import load_settings
import datetime
reference = load_reference(load_settings())
contract = Contract(source="411602-bench", county="411602", department="应急管理局",
    kind="hazard", channel="supervision")
def rows(path):
    count = 0
    for table in read_chunks("a.xlsx", open(path, "rb").read(), hints_for(reference, contract)):
        records = normalize(table, hashes_of(reference, contract, table), contract,
            reference.vocabularies["hazard"], reference.units, datetime.date(2026, 3, 5))
        count += len(records.records)
    return count
""",
    "pandas+openpyxl": """
import pandas
def rows(path):
    return len(pandas.read_excel(path, engine="openpyxl"))
""",
    "zhiben csv": """
from pathlib import Path
from zhiben.reading import ReadingHints, read_chunks
known = set("序号 企业名称 检查日期 隐患描述 整改期限".split())
def rows(path):
    chunks = read_chunks("a.csv", Path(path), ReadingHints(known.__contains__))
    return sum(len(table.rows) for table in chunks)
""",
    "pyarrow.csv": """
from pyarrow import csv
def rows(path):
    return csv.read_csv(path, csv.ReadOptions(encoding="gb18030")).num_rows
""",
}
_MEASURED = """
import psutil
import time
def processor():
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    ended = psutil.Process().cpu_times()
    own = sum(sum(one.cpu_times()[:2]) for one in family)
    return own + ended.children_user + ended.children_system
rows(short)
before, begun = processor(), time.perf_counter()
count = rows(path)
print(count, time.perf_counter() - begun, processor() - before)
"""


def run(name: str, path: Path, short: Path) -> float:
    """Seconds of one reader, which it prints with its highest memory (children included)."""
    code = f"path, short = {str(path)!r}, {str(short)!r}\n{_READERS[name]}{_MEASURED}"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    peak = [0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    told, _ = process.communicate()
    watcher.join()
    count, seconds, processor = told.split()[-3:]
    print(
        f"  {name}: {int(count):,} rows, {float(seconds):.2f} s ({float(processor):.2f} s of "
        f"processor), peak {peak[0] >> 20} MiB",
        flush=True,
    )
    return float(seconds)


def watch(process: subprocess.Popen[str], peak: list[int]) -> None:
    """Keeps the highest memory of ``process`` and its children in ``peak``."""
    parent = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            family = [parent, *parent.children(recursive=True)]
            peak[0] = max(peak[0], sum(one.memory_info().rss for one in family))
        except psutil.Error:
            pass
        time.sleep(0.05)


def main() -> None:
    """Makes the file, runs both readers, prints the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["xlsx", "csv"])
    parser.add_argument("--rows", type=int)
    parser.add_argument("--alone", action="store_true", help="without the other reader")
    asked = parser.parse_args()
    pair = (
        ("zhiben xlsx", "pandas+openpyxl")
        if asked.kind == "xlsx"
        else ("zhiben csv", "pyarrow.csv")
    )
    with tempfile.TemporaryDirectory() as folder:
        path, short = (Path(folder, f"{name}.{asked.kind}") for name in ("ledger", "short"))
        make = make_xlsx if asked.kind == "xlsx" else make_csv
        make(path, asked.rows or (100_000 if asked.kind == "xlsx" else 1_000_000))
        make(short, _SHORT)
        print(f"{path.name}: {path.stat().st_size >> 20} MiB", flush=True)
        ours = run(pair[0], path, short)
        if not asked.alone:
            theirs = run(pair[1], path, short)
            print(f"ours / theirs: {ours / theirs:.2f}, theirs / ours: {theirs / ours:.2f}")


if __name__ == "__main__":
    main()
