"""The summary as a mail: styles on each element, pictures as parts of the message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import css_inline

from zhiben.reporting.drawing import draw_png
from zhiben.reporting.html_form import fill_template

if TYPE_CHECKING:
    from zhiben.reporting.summary import Chart, Summary


@dataclass(frozen=True)
class Picture:
    """A PNG that the mail shows where its HTML says ``cid:<content_id>``."""

    content_id: str
    filename: str
    content: bytes


@dataclass(frozen=True)
class MailForm:
    """What a mail is made of: its HTML, and the pictures to attach inline beside it."""

    html: str
    pictures: tuple[Picture, ...]


def mail_form(summary: Summary) -> MailForm:
    """The same for the same summary.

    Mail programs drop style sheets, scripts and pictures from elsewhere; this needs none of them.
    """
    pictures = {chart: _picture(place, chart) for place, chart in enumerate(summary.charts, 1)}
    addresses = {chart: f"cid:{picture.content_id}" for chart, picture in pictures.items()}
    html = fill_template("summary_mail.html.j2", summary, addresses)
    inlined = css_inline.inline(
        html, keep_at_rules=True, apply_width_attributes=True, load_remote_stylesheets=False
    )
    return MailForm(inlined, tuple(pictures.values()))


def _picture(place: int, chart: Chart) -> Picture:
    name = f"chart-{place}"
    return Picture(f"{name}@zhiben", f"{name}.png", draw_png(chart))
