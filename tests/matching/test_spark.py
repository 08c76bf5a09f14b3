"""Spark scores pairs as DuckDB does, in a process of its own: it leaves threads and sockets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

COMPARED = """
from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np

from tests.matching.made import ITEM_SENSE
from zhiben.matching import Told
from zhiben.matching.item_columns import Subject

TEXTS = (
    "3具灭火器压力不足", "2具灭火器失压未更换", "通道不畅通", "通道已畅通", "配电箱门缺失",
    "配电箱无警示标志", "液化气瓶无警示标志", "",
)
SITES = ("1号车间", "2号车间北侧", "", "一楼东侧", "1楼东侧配电室")
REST = (("更换灭火器", "", "重大"), ("", "疏散通道", "一般"), ("", "", ""))
said = [Told(text, site, *rest) for text, site, rest in product(TEXTS, SITES, REST)]
subjects = [
    Subject(
        f"r{at:03}", f"E{at % 3}", f"s{at % 4}", date(2026, 3, 1 + at % 9), at % 5 > 0, at % 2,
        due_on=date(2026, 3, 10 + at % 7) if at % 4 else None,
        rectified_on=date(2026, 3, 9 + at % 11) if at % 3 else None,
    )
    for at in range(len(said))
]
senses = [replace(ITEM_SENSE, engine=engine) for engine in ("duckdb", "spark")]
ours, theirs = (sense.score(subjects, said) for sense in senses)
assert len(ours) > 1000
for name in ("left", "right", "odds", "is_possible"):
    np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), name)
assert ours.weights.keys() == theirs.weights.keys()
for name, column in ours.weights.items():
    np.testing.assert_array_equal(column, theirs.weights[name], name)
assert {name for name, column in ours.weights.items() if len(set(column)) == 1} <= {"spot"}
"""

# So short a life is not worth optimising for.
DEFAULTS = """
spark.master local[2]
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1
spark.sql.shuffle.partitions 2
spark.ui.enabled false
"""


HAS_JAVA = bool(shutil.which("java") or os.environ.get("JAVA_HOME"))


@pytest.mark.skipif(
    not (HAS_JAVA and find_spec("pyspark")), reason="needs requirements-spark.txt and a Java"
)
def test_spark_scores_as_duckdb_does(tmp_path: Path) -> None:
    (tmp_path / "spark-defaults.conf").write_text(DEFAULTS, encoding="utf-8")
    environment = os.environ | {"SPARK_CONF_DIR": str(tmp_path), "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", COMPARED], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
