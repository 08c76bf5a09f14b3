"""A standalone Spark cluster on this machine: a master and workers, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
_DEPLOY = "org.apache.spark.deploy"
_SECONDS = 60  # for a part to start


@contextmanager
def standalone(folder: Path, workers: int, memory: str) -> Iterator[str]:
    """The address of a master with ``workers`` of one core each, on free ports, until the end."""
    with ExitStack() as parts:
        master = ("master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        (address,) = parts.enter_context(
            _part(folder / "master.log", r"master at (spark://\S+)", *master)
        )
        for number in range(workers):
            place = folder / f"worker-{number}"
            worker = (
                *("worker.Worker", "--host", "127.0.0.1", "--webui-port", "0"),
                *("--cores", "1", "--memory", memory, "--work-dir", str(place), address),
            )
            parts.enter_context(_part(Path(f"{place}.log"), r"registered with (master)", *worker))
        yield address


@contextmanager
def _part(log: Path, ready: str, name: str, *options: str) -> Iterator[tuple[str, ...]]:
    """A part of the cluster, from when its log says ``ready``; yields what that says of it."""
    command = (str(HOME / "bin" / "spark-class"), f"{_DEPLOY}.{name}", *options)
    environment = os.environ | {"SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": "127.0.0.1"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=environment, cwd=log.parent
        )
    try:
        yield _said(process, log, ready)
    finally:
        process.terminate()
        process.wait()


def _said(process: subprocess.Popen[bytes], log: Path, ready: str) -> tuple[str, ...]:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(ready, log.read_text(encoding="utf-8", errors="replace")):
            return found.groups()
        time.sleep(0.2)
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace"))
