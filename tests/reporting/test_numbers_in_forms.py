"""Every digit of every form comes from a number of the summary, or from a date or a name in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from zhiben.reporting import (
    Summary,
    compose,
    compose_brief,
    mail_form,
    render_docx,
    render_html,
    render_pdf,
)

from . import made, pages
from .read import Page, docx_text, docx_words_of_pictures, printed

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS = made.with_charts()
SUMMARIES = {
    "summary": compose(NUMBERS),
    "brief": compose_brief(NUMBERS, NUMBERS.units[0]),
}


def told(summary: Summary) -> Counter[str]:
    """The digits a form has to show: of numbers, of names and dates, of what stands around them."""
    texts = [summary.title, *summary.under_title]
    texts += [part if isinstance(part, str) else part.text for part in summary.fragments()]
    return Counter(token for text in texts for token in pages.DIGITS.findall(text))


def in_pdf(summary: Summary) -> Counter[str]:
    return pages.digits(render_pdf(summary))


def in_docx(summary: Summary) -> Counter[str]:
    content = render_docx(summary)
    return _tokens(docx_text(content) + docx_words_of_pictures(content))


def in_html(summary: Summary) -> Counter[str]:
    body = render_html(summary).partition("<body>")[2]
    told, _, rest = body.partition('<section class="sources">')
    html = told + rest.partition("</section>")[2]
    return _tokens("\n".join(Page(html).text).replace(summary.numbers_file, ""))


def in_mail(summary: Summary) -> Counter[str]:
    """Charts are told by the words that stand for the picture."""
    html = "<body" + mail_form(summary).html.partition("<body")[2]
    words = "\n".join([*Page(html).text, *re.findall(r' alt="([^"]*)"', html)])
    return _tokens(words.replace(summary.numbers_file, ""))


def _tokens(text: str) -> Counter[str]:
    return Counter(pages.DIGITS.findall(text))


@pytest.mark.parametrize("form", [in_pdf, in_docx, in_html, in_mail])
@pytest.mark.parametrize("name", SUMMARIES)
def test_a_form_shows_every_number_and_no_other(
    name: str, form: Callable[[Summary], Counter[str]]
) -> None:
    summary = SUMMARIES[name]
    assert len(summary.numbers) > 20
    assert form(summary) == told(summary)


@pytest.mark.parametrize("form", [in_pdf, in_docx, in_html, in_mail])
def test_a_digit_of_no_number_is_found(form: Callable[[Summary], Counter[str]]) -> None:
    summary = SUMMARIES["brief"]
    first, *others = summary.sections
    slipped = replace(first, heading=f"{first.heading}4321")
    extra = form(replace(summary, sections=(slipped, *others)))
    assert extra - told(summary) == Counter({"4321": 1})


def test_the_web_page_shows_the_numbers_in_their_order() -> None:
    summary = SUMMARIES["summary"]
    assert Page(render_html(summary)).numbers == printed(summary)


def test_charts_are_among_the_blocks_and_their_numbers_among_the_numbers() -> None:
    summary = SUMMARIES["summary"]
    assert len(summary.charts) == 3
    drawn = [n for chart in summary.charts for line in chart.lines for n in line.numbers]
    assert set(drawn) <= set(summary.numbers)
