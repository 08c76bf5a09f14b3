"""The summary as one HTML file: everything inline, good on a screen and on paper."""

from __future__ import annotations

import base64
from functools import cache, partial
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from zhiben.errors import ZhibenError
from zhiben.reporting.drawing import draw_svg
from zhiben.reporting.sources import sources_of
from zhiben.reporting.summary import Chart, Label, Number, Summary, Table
from zhiben.reporting.wording import day
from zhiben.settings import SHIPPED_INCLUDE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TEMPLATES = SHIPPED_INCLUDE / "reports"


def render_html(summary: Summary) -> str:
    """Each number is a ``data`` element whose id is its place in ``numbers.json``.

    It leads to where the page says at its end what it counts and by which query.
    """
    pictures = {chart: _data_url(chart) for chart in summary.charts}
    return fill_template("summary.html.j2", summary, pictures)


def fill_template(
    name: str, summary: Summary, pictures: Mapping[Chart, str], folder: Path = TEMPLATES
) -> str:
    """The template called ``name`` with the summary in it; ``pictures`` say where charts lie.

    Raises:
        ZhibenError: naming a placeholder of the template that nothing is given for.
    """
    template = _environment(folder).get_template(name)
    ordinals = {number.placeholder: n for n, number in enumerate(summary.numbers, start=1)}
    try:
        return template.render(
            summary=summary,
            as_of=day(summary.as_of),
            ordinals=ordinals,
            pictures=pictures,
            sources=partial(sources_of, summary),
        )
    except UndefinedError as error:
        raise ZhibenError(
            f"The template {name} asks for what the summary does not have: {error.message}.",
            f"Mend {folder / name}.",
        ) from error


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["number"] = lambda part: isinstance(part, Number)
    environment.tests["label"] = lambda part: isinstance(part, Label)
    environment.tests["table"] = lambda block: isinstance(block, Table)
    environment.tests["chart"] = lambda block: isinstance(block, Chart)
    return environment


def _data_url(chart: Chart) -> str:
    drawn = draw_svg(chart, with_text=False).encode()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"
