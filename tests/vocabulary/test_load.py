"""A vocabulary that contradicts itself is refused with the file's name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from zhiben.documents import read_yaml
from zhiben.errors import ZhibenError
from zhiben.records import HAZARD
from zhiben.vocabulary import load_vocabulary
from zhiben.vocabulary.names import load_name_words
from zhiben.vocabulary.wording import load_wording

from .test_headings import FOLDER

READERS = {
    "common.yaml": lambda folder: load_vocabulary(folder, HAZARD),
    "wording.yaml": load_wording,
    "names.yaml": load_name_words,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "vocabulary"))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("  site: [", "  code: [", "no field code"),
        ("  site: [", "  site: [县区, ", "claimed by county and site"),
        ("  site: [", "  site: [序号, ", "claimed by ignored and site"),
        ("    major: [", "    huge: [", "none of general, major"),
        ("    major: [", "    major: [一般, ", "means general and major"),
        ("otherwise:", "elsewise:", "elsewise"),
        ("  检查内容: check_item", "  检查内容: item", "no field item"),
        ("  检查内容: check_item", "  天气: null", "fills no field first"),
        ("headings: [问题, 检查情况", "headings: [天气, 检查情况", "weak names 天气"),
        ("instead: {category: level}", "instead: {category: tier}", "no field tier"),
        ("headings:", "headings: [", "no readable YAML"),
        ("done: rectified", "done: finished", "says which of open, in_progress"),
        ("done: rectified, ", "", "says which of open, in_progress"),
        ("status: {open", "site: {open", "site has no list of words"),
    ],
)
def test_contradictions_are_refused(folder: Path, old: str, new: str, complaint: str) -> None:
    path = folder / "hazard.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ZhibenError, match=complaint) as refusal:
        load_vocabulary(folder, HAZARD)
    assert "hazard.yaml" in str(refusal.value)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("  closed: [", "  shut: [", "no sign is called shut: they are silent, already"),
        ("  closed: [", "  closed: [未, ", "'未' means"),
    ],
)
def test_signs_of_sentences_are_checked(folder: Path, old: str, new: str, complaint: str) -> None:
    path = folder / "common.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ZhibenError, match=complaint):
        load_vocabulary(folder, HAZARD)


@pytest.mark.parametrize(
    ("file", "lists", "within"),
    [
        ("common.yaml", ["over", "urged"], "signs"),
        ("common.yaml", ["denied"], ""),
        ("wording.yaml", ["vague"], ""),
        ("names.yaml", ["formerly", "generic"], ""),
    ],
)
def test_lists_that_an_older_release_had_not_are_named_with_what_to_do(
    folder: Path, file: str, lists: list[str], within: str
) -> None:
    data = read_yaml((folder / file).read_text("utf-8"))
    for one in lists:
        del (data[within] if within else data)[one]
    (folder / file).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    with pytest.raises(ZhibenError) as refusal:
        READERS[file](folder)
    named = ", ".join(f"{within}.{one}" if within else one for one in lists)
    told = (
        f"{file} has no {named}, which this release reads. Copy it from include/vocabulary/{file}"
    )
    assert str(refusal.value).startswith(told)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ZhibenError, match=r"common\.yaml"):
        load_vocabulary(tmp_path, HAZARD)


def test_the_digest_changes_with_any_file(folder: Path) -> None:
    before = load_vocabulary(folder, HAZARD).digest
    path = folder / "common.yaml"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert load_vocabulary(folder, HAZARD).digest != before
