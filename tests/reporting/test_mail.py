"""The summary as a mail: what mail programs drop is not there, and nothing else is missing."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from zhiben.reporting import Unit, compose, mail_form

from . import made
from .read import Page, all_sentences
from .test_forms import MARKUP, ODD_NAMES

SUMMARY = compose(made.with_charts())
MAIL = mail_form(SUMMARY)


def test_a_mail_holds_every_sentence() -> None:
    text = "".join("".join(Page(MAIL.html).text).split())
    assert [told for told in all_sentences(SUMMARY) if told not in text] == []


def test_every_picture_is_shown_once_and_goes_along() -> None:
    shown = re.findall(r'src="cid:([^"]+)"', MAIL.html)
    assert shown == [picture.content_id for picture in MAIL.pictures]
    assert len(set(shown)) == len(SUMMARY.charts) == 3


def test_pictures_are_sharp_on_a_screen_of_double_density() -> None:
    sizes = [Image.open(BytesIO(picture.content)).size for picture in MAIL.pictures]
    assert all(width >= 2 * 656 for width, _ in sizes)


@pytest.mark.parametrize("word", ["http:", "https:", "<script", "<link", "@import", "url(", "var("])
def test_a_mail_needs_nothing_from_elsewhere(word: str) -> None:
    assert word not in MAIL.html


@pytest.mark.parametrize("tag", ["td", "th", "h1", "h2", "p", "img"])
def test_styles_are_on_the_elements_themselves(tag: str) -> None:
    found = re.findall(rf"<{tag}\b[^>]*>", MAIL.html)
    assert found
    assert [
        element for element in found if "style=" not in element and "align=" not in element
    ] == []


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_stay_whole_and_harmless(name: str) -> None:
    html = mail_form(compose(made.week_numbers(units=(Unit("411602", name), made.UNITS[1])))).html
    assert name in "".join(Page(html).text)
    assert MARKUP not in html


def test_the_same_summary_gives_the_same_mail() -> None:
    assert mail_form(compose(made.with_charts())) == MAIL
