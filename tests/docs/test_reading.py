"""What counts as a guide's command, and what it shows that was not printed is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.practice import Reader
from tests.docs.reading import ROOT, Ids, Shown, Step, guides, steps
from tests.quick import without_zhiben

PAGE = """# Page

```console
$ cat > names <<'EOF'
> one
> two
> EOF
$ echo hello
hello
```

```sh
make up
```

```sql
SELECT 1
```
"""


def test_commands_queries_and_nothing_else_are_steps() -> None:
    wanted = [
        Step("console", "cat > names <<'EOF'\none\ntwo\nEOF", 4),
        Step("console", "echo hello", 8, (Shown("hello", 9),)),
        Step("sql", "SELECT 1\n", 17),
    ]
    assert list(steps(PAGE)) == wanted


@pytest.mark.parametrize(
    ("shown", "missing"),
    [
        (["a", "c"], None),
        (["a    b", "…", "c"], None),
        (["…end", "c"], None),
        (["c", "a"], "a"),  # in order
        (["b"], "b"),  # a line, not a part of one
        (["a…", "a…", "a…"], "a…"),  # as often as shown
    ],
)
def test_a_line_that_is_not_printed_is_found(shown: list[str], missing: str | None) -> None:
    step = Step("console", "", 1, tuple(Shown(line, place) for place, line in enumerate(shown)))
    found = step.first_missing("a\na b  \nin the end\nc\n", Ids())
    assert (found.text if found else None) == missing


@pytest.mark.parametrize(
    ("command", "line"), [("false", 4), ("echo bye", 5), ("false | cat", 4), ("export A=1; $A", 4)]
)
def test_a_guide_that_is_not_so_fails_with_its_line(
    tmp_path: Path, command: str, line: int
) -> None:
    reader = Reader(tmp_path, without_zhiben())
    page = f"# Page\n\n```console\n$ {command}\nhello\n```\n"
    with pytest.raises(pytest.fail.Exception, match=f"^docs/page.md:{line}: "):
        reader.follow(ROOT / "docs/page.md", list(steps(page)))


def test_an_id_stands_for_the_one_that_is_printed_in_its_place(tmp_path: Path) -> None:
    shown, printed, other = ("P" + letter * 16 for letter in "ABC")
    page = f"```console\n$ echo {printed} open\n{shown} open\n$ echo {shown}\n{shown}\n```\n"
    reader = Reader(tmp_path, without_zhiben())
    reader.follow(ROOT / "docs/page.md", list(steps(page)))
    changed = page.replace(f"$ echo {shown}", f"$ echo {other}")
    with pytest.raises(pytest.fail.Exception, match=r"page\.md:5: not printed"):
        reader.follow(ROOT / "docs/page.md", list(steps(changed)))


def test_variables_outlive_a_command(tmp_path: Path) -> None:
    reader = Reader(tmp_path, without_zhiben())
    reader.follow(ROOT / "docs/page.md", list(steps("```console\n$ A=1\n$ echo $A\n1\n```\n")))


def test_the_guides_that_promise_to_be_run_are_run() -> None:
    names = {page.relative_to(ROOT).as_posix() for page in guides()}
    promised = {"practice.md", "data-engineer.md", "analyst.md", "reviewer.zh.md"}
    runbooks = {page.name for page in (ROOT / "docs/runbooks").glob("*.md")} - {"README.md"}
    wanted = {f"docs/{one}" for one in promised} | {f"docs/runbooks/{one}" for one in runbooks}
    assert wanted <= names


def test_both_readmes_name_the_same_things_in_the_same_order() -> None:
    pages = [(ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md")]
    rows = [re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE) for page in pages]
    named = [
        [name.split(" --")[0] for row in one for name in re.findall(r"`([^`]+)`", row)]
        for one in rows
    ]
    assert named[0] == named[1]
    assert len(named[0]) > 50
    levels = [re.findall(r"^(#+) ", page, re.MULTILINE) for page in pages]
    assert levels[0] == levels[1]
