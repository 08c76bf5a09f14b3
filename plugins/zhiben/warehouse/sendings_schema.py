"""Who was sent what and when, and who approved it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Integer, Table, Text

from zhiben.warehouse.schema import flag, metadata, needed

# One row a report, edition and recipient. It is `claimed` right before the last byte leaves and
# `sent` or `refused` by the other side's answer; one that stays `claimed` may have arrived or not.
# A `deferred` one did not arrive: it is tried again. `recipient` and `sent_to` are personal.
sendings = Table(
    "sendings",
    metadata,
    Column("sending_id", Text, primary_key=True),
    needed("report"),
    needed("about"),
    needed("edition"),
    needed("county_code"),
    Column("source", Text),
    needed("channel"),
    needed("recipient"),
    needed("sent_to"),
    needed("sent_to_shown"),
    needed("status"),
    Column("message_id", Text),
    Column("claimed_at", DateTime(timezone=True)),
    Column("settled_at", DateTime(timezone=True)),
    needed("answer"),
    Column("decided_by", Text),
    Column("why", Text),
    CheckConstraint("report IN ('summary', 'brief', 'receipt')", "report"),
    CheckConstraint("channel IN ('mail', 'dingtalk', 'wecom')", "channel"),
    CheckConstraint("status IN ('deferred', 'claimed', 'sent', 'refused')", "status"),
    CheckConstraint("(status = 'claimed') = (settled_at IS NULL)", "settled_unless_claimed"),
    CheckConstraint("num_nulls(decided_by, why) <> 1", "decided_for_a_reason"),
    Index(None, "about", "report"),
    schema="ledger",
)

# What became of the question whether a week's draft may be issued, by the run that asked it.
approvals = Table(
    "approvals",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("asked", Integer, primary_key=True),
    needed("week"),
    needed("digest"),
    needed("decision"),
    flag("is_by_default"),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("decision IN ('approved', 'rejected')", "decision"),
    CheckConstraint("is_by_default = (decided_by IS NULL)", "decided_by_somebody"),
    Index(None, "week"),
    schema="ledger",
)
