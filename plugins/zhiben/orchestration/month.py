"""Makes a month's form of what was published on its last night."""

from __future__ import annotations

from pathlib import Path

from zhiben.campaign.form import load_form
from zhiben.reporting.month import Month, collect_month
from zhiben.reporting.month_book import month_book
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect
from zhiben.whole import write_whole

FILE = "monthly_form.xlsx"


def write_month(settings: Settings, month: Month) -> Path:
    """Write ``reports/<month>/monthly_form.xlsx``; give back where it is.

    Raises:
        ZhibenError: when the month's last night is not published.
    """
    form, _ = load_form(settings.campaign)
    with connect(settings).connect() as connection:
        forms = collect_month(connection, month)
    path = settings.reports / month.label / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, month_book(form.title, month, forms))
    return path
