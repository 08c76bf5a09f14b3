"""What people ask of the ledger of sendings, and say of a sending in doubt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhiben.orchestration.asked import check_word
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.sendings import Standing, decide, list_sendings

_NEXT = {
    "receipt": "The next night sends it; at once: zhiben night {about} --source {source}",
    "summary": "Clear the task `send` of that run of weekly_summary in Airflow: it goes then.",
}


def list_sent(settings: Settings, status: str | None) -> list[dict[str, Any]]:
    """Sendings of one status, or all, with their recipients in full.

    Raises:
        UsageError: when there is no such status.
    """
    if status is not None:
        check_word("status", status, list(Standing))
    with connect(settings).connect() as connection:
        return list_sendings(connection, status)


def decide_sent(
    settings: Settings, sending_id: str, status: str, by: str, why: str, at: datetime
) -> str:
    """Settle a sending by a person's word; give back what is to be done next.

    Raises:
        ZhibenError: when there is none in doubt, or nobody says who and why.
    """
    with connect(settings).begin() as connection:
        row = decide(connection, sending_id, Standing(status), by, why, at)
    if status == Standing.SENT:
        return "It counts as sent; clear its failed task in Airflow, and the run turns green."
    return _NEXT["receipt" if row["report"] == "receipt" else "summary"].format(**row)
