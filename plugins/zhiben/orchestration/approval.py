"""Asks a person whether a week's draft may be issued and sent, by Airflow's own operator."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator

if TYPE_CHECKING:
    from airflow.sdk import Context

    from zhiben.reporting import Week
    from zhiben.settings import Settings

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
CHANNELS = {"mail": "邮件", "dingtalk": "钉钉", "wecom": "企业微信"}


class SummaryApproval(ApprovalOperator):
    """Airflow's approval, whose answer is kept in the warehouse before anything follows from it."""

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:  # noqa: ANN401
        """Note who said what, and when; then go on, or skip what follows.

        In this order: Airflow skips by raising.
        """
        if "error" not in event:
            self._note(context, event)
        return super().execute_complete(context, event)

    def _note(self, context: Context, event: dict[str, Any]) -> None:
        task = context["ti"]
        proposal = task.xcom_pull(task_ids=next(iter(self.upstream_task_ids)))
        user = event["responded_by_user"] or {}
        _keep(
            run_id=context["run_id"],
            asked=task.try_number,
            week=proposal["week"],
            digest=proposal["digest"],
            decision="approved" if self.APPROVE in event["chosen_options"] else "rejected",
            decided_by=user.get("name") or user.get("id"),
            decided_at=event["responded_at"],
        )


def _keep(**said: Any) -> None:  # noqa: ANN401 - the fields of an approval
    from zhiben.settings import load_settings
    from zhiben.warehouse.connection import connect
    from zhiben.warehouse.sendings import Approval, note_approval

    with connect(load_settings()).begin() as connection:
        note_approval(connection, Approval(**said))


def propose(settings: Settings, folder: Path, week: Week) -> dict[str, str]:
    """What is asked of the draft in ``folder``: its digest, and subject and body in Chinese."""
    from zhiben.sending.summary_letter import digest_of, key_sentences, title_of

    title = title_of(folder)
    sentences = [f"- {_plain(one)}" for one in key_sentences(folder)]
    files = sorted(path.name for path in folder.glob("*.*") if not path.name.startswith("."))
    silence = "同意" if settings.approval_default == "approve" else "不同意"
    body = [
        "### 主要内容",
        *sentences,
        "### 送审文件",
        f"`{folder}`：{'、'.join(f'`{one}`' for one in files)}",
        "### 怎样答复",
        f"- **Approve（同意）**：印发，并{_whom(settings, week.last_day)}。",
        "- **Reject（不同意）**：不印发、不发送，草稿保留；改好后重新运行 weekly_summary。",
        f"- {settings.approval_hours} 小时内无人答复，按“{silence}”处理。",
    ]
    return {
        "week": week.label,
        "folder": str(folder),
        "digest": digest_of(folder),
        "subject": f"请审批：{title}",
        "body": "\n\n".join(body),
    }


def _whom(settings: Settings, on: date) -> str:
    """To how many it goes by which channel; whether a channel is set up is told by the sending."""
    from zhiben.contracts.units import load_units
    from zhiben.sending import load_recipients

    units = load_units(settings.campaign / "units.yaml")
    recipients = load_recipients(settings.campaign, units, on)
    counts = Counter(CHANNELS[one.channel] for one in recipients)
    if not counts:
        return "不发送（recipients.yaml 中没有收件人）"
    told = "、".join(f"{name} {number} 个" for name, number in counts.items())
    return f"发送给 {len(recipients)} 个收件人（{told}）"


def _plain(text: str) -> str:
    """What stands in a name is text here, never markup."""
    return _MARKUP.sub(r"\\\1", text)
