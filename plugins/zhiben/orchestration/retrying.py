"""Which failures of a task are worth another try, and how long it waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

OWNER = "data-engineering"

# What a person has to mend fails at once: another try would only hide it for a while.
_UNLESS_ASKED_WRONGLY = ExceptionRetryPolicy(
    [
        RetryRule("zhiben.errors.UnreachableError", RetryAction.RETRY),
        RetryRule("zhiben.errors.ZhibenError", RetryAction.FAIL, reason="A person has to mend it"),
    ]
)


def patient() -> dict[str, Any]:
    """Arguments of tasks that a night depends on: three more tries, ever later."""
    return _args(retries=3, retry_delay=timedelta(seconds=2)) | {
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=5),
    }


def brief(retries: int, delay: timedelta) -> dict[str, Any]:
    """Arguments of tasks that a person can start again."""
    return _args(retries=retries, retry_delay=delay)


def _args(**own: object) -> dict[str, Any]:
    return {"owner": OWNER, "retry_policy": _UNLESS_ASKED_WRONGLY, **own}
