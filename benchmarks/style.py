"""The shape of the code in figures: functions, modules, comments, tests; beside a commit's.

    .venv/bin/python -m benchmarks.style [--at REVISION]

A function's lines are all of it, from ``def`` to its last line, with its docstring.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import statistics
import subprocess
import tarfile
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
_TESTS, _PRODUCT = ("tests/",), ("plugins/zhiben/", "dags/")
_NOT_COUNTED = ("migrations/versions/",)  # written once, in the words of their time
_LEFT_OPEN = re.compile(r"\b(TODO|FIXME|XXX)\b")
_MOCKS = ("mock", "Mock", "MagicMock")
_REPLACES = "setattr"  # of pytest's monkeypatch: another value or part in the place of ours
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A file's text, and what stands in it."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones among them."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))

    @property
    def comments(self) -> int:
        """Lines with a comment on them."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return sum(token.type == tokenize.COMMENT for token in tokens)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", metavar="REVISION", help="a commit to stand before what is here")
    revision = parser.parse_args().at
    columns = [measured(_here())]
    if revision:
        columns.insert(0, measured(_at(revision)))
    print("| | " + " | ".join([revision, "now"] if revision else ["now"]) + " |")
    print("|---|" + "---|" * len(columns))
    for name in columns[-1]:
        print(f"| {name} | " + " | ".join(column[name] for column in columns) + " |")


def measured(texts: Mapping[str, str]) -> dict[str, str]:
    """The figures of all files of ``texts``, by what they say."""
    modules = [Module(path, text) for path, text in texts.items()]
    own = [one for one in modules if one.path.startswith(_PRODUCT)]
    tests = [one for one in modules if one.path.startswith(_TESTS)]
    functions = [node for one in own for node in one.functions]
    tried = [node for one in tests for node in one.functions if node.name.startswith("test_")]
    lengths, test_lengths = _lengths(functions), _lengths(tried)
    public = [node for node in functions if not node.name.startswith("_")]
    lines = sum(len(one.text.splitlines()) for one in own)
    return {
        "lines of code and of tests": f"{lines:,}; {_lines(tests):,}",
        "functions, median": f"{statistics.median(lengths):.0f} lines",
        "functions, 90th percentile": f"{_percentile(lengths):.0f} lines",
        "largest function": f"{max(lengths)} lines",
        "largest module": _largest(own),
        "longest DAG file": _largest([one for one in own if one.path.startswith("dags/")]),
        "blanket except": str(sum(map(_blankets, own))),
        "return annotations": _share(functions, lambda node: node.returns is not None),
        "public functions with a docstring": _share(public, lambda node: bool(_doc(node))),
        "lines with a comment": f"{sum(one.comments for one in own) / lines:.1%}",
        "TODO, FIXME": str(sum(len(_LEFT_OPEN.findall(one.text)) for one in own)),
        "tests": str(len(tried)),
        "tests, median": f"{statistics.median(test_lengths):.0f} lines",
        "tests, 90th percentile": f"{_percentile(test_lengths):.0f} lines",
        "mocks": str(sum(map(_mocks, tests))),
        "parts or limits replaced in tests": str(sum(map(_replaced, tests))),
    }


def _lengths(functions: Iterable[Function]) -> list[int]:
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions]


def _percentile(lengths: list[int]) -> float:
    return statistics.quantiles(lengths, n=10)[-1]


def _lines(modules: Iterable[Module]) -> int:
    return sum(len(one.text.splitlines()) for one in modules)


def _largest(modules: Iterable[Module]) -> str:
    lines, path = max((len(one.text.splitlines()), one.path) for one in modules)
    return f"{lines} lines, {path}"


def _share(functions: list[Function], is_so: Callable[[Function], bool]) -> str:
    return f"{sum(map(is_so, functions)) / len(functions):.1%} of {len(functions)}"


def _doc(node: Function) -> str | None:
    return ast.get_docstring(node)


def _blankets(module: Module) -> int:
    """Handlers of everything that neither name what they catch nor raise again."""
    return sum(
        isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
        for node in ast.walk(module.tree)
    )


def _mocks(module: Module) -> int:
    names = (node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name))
    return sum(name in _MOCKS for name in names)


def _replaced(module: Module) -> int:
    calls = (node.func for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    return sum(isinstance(call, ast.Attribute) and call.attr == _REPLACES for call in calls)


def _here() -> dict[str, str]:
    found = (path for top in (*_PRODUCT, *_TESTS) for path in (ROOT / top).rglob("*.py"))
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}
    return _counted(texts)


def _at(revision: str) -> dict[str, str]:
    folders = [top.rstrip("/") for top in (*_PRODUCT, *_TESTS)]
    command = ["git", "archive", revision, *folders]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        files = {
            one.name: archive.extractfile(one) for one in archive if one.name.endswith(".py")
        }  # fmt: skip
        texts = {name: file.read().decode() for name, file in files.items() if file}
    return _counted(texts)


def _counted(texts: Mapping[str, str]) -> dict[str, str]:
    return {
        path: text for path, text in texts.items() if not any(part in path for part in _NOT_COUNTED)
    }


if __name__ == "__main__":
    main()
