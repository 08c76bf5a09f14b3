"""The summary as one HTML file: everything inline, good on a screen, in a mail and on paper."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from zhiben.reporting.sources import sources_of
from zhiben.reporting.summary import Label, Number, Summary, Table
from zhiben.reporting.wording import day
from zhiben.settings import SHIPPED_INCLUDE

TEMPLATES = SHIPPED_INCLUDE / "reports"


def render_html(summary: Summary) -> str:
    """Each number is a ``data`` element whose id is its place in ``numbers.json``.

    It leads to where the page says at its end what it counts and by which query.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["number"] = lambda part: isinstance(part, Number)
    environment.tests["label"] = lambda part: isinstance(part, Label)
    environment.tests["table"] = lambda block: isinstance(block, Table)
    ordinals = {number.placeholder: n for n, number in enumerate(summary.numbers, start=1)}
    template = environment.get_template("summary.html.j2")
    return template.render(
        summary=summary,
        as_of=day(summary.as_of),
        ordinals=ordinals,
        sources=sources_of(summary),
    )
