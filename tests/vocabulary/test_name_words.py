"""The words of enterprise names are read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary import load_name_words
from zhiben.vocabulary.load import VocabularyError

SHIPPED = yaml.safe_load((SHIPPED_INCLUDE / "vocabulary" / "names.yaml").read_text("utf-8"))


def words_with(folder: Path, **changed: object) -> None:
    path = folder / "names.yaml"
    path.write_text(yaml.safe_dump(SHIPPED | changed, allow_unicode=True), "utf-8")


def test_one_form_stands_for_all_its_spellings() -> None:
    forms = load_name_words(SHIPPED_INCLUDE / "vocabulary").company_forms
    assert forms["有限责任公司"] == forms["有限公司"] == "有限公司"
    assert list(forms) == sorted(forms, key=lambda form: (-len(form), form))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"company_forms": [["公司"], ["厂", "公司"]]}, "公司", id="a form twice"),
        pytest.param({"brances": []}, "brances", id="a key nobody knows"),
        pytest.param({"generic": "工程"}, "generic", id="no list"),
    ],
)
def test_contradiction_is_refused_with_its_place(
    tmp_path: Path, changed: dict[str, object], told: str
) -> None:
    words_with(tmp_path, **changed)
    with pytest.raises(VocabularyError, match=told):
        load_name_words(tmp_path)


def test_every_change_changes_the_digest(tmp_path: Path) -> None:
    words_with(tmp_path, generic=[])
    assert (
        load_name_words(tmp_path).digest != load_name_words(SHIPPED_INCLUDE / "vocabulary").digest
    )
