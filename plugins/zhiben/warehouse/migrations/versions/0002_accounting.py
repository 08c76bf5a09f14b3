"""Every row of a delivery is accounted for: held by the database when a transaction ends."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE FUNCTION ledger.check_accounting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted record;
BEGIN
    SELECT
        COUNT(*) FILTER (WHERE outcome = 'loaded') AS loaded,
        COUNT(*) FILTER (WHERE outcome = 'quarantined') AS quarantined,
        COUNT(*) FILTER (WHERE outcome = 'skipped') AS skipped
    INTO counted
    FROM ledger.rows WHERE delivery_id = NEW.delivery_id;
    IF counted.loaded + NEW.rows_unchanged <> NEW.rows_loaded
        OR counted.quarantined <> NEW.rows_quarantined
        OR counted.skipped <> NEW.rows_skipped
    THEN
        RAISE EXCEPTION 'delivery % does not account for its rows', NEW.delivery_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$
"""
TRIGGER = """
CREATE CONSTRAINT TRIGGER accounting AFTER INSERT OR UPDATE ON ledger.deliveries
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_accounting()
"""


def upgrade() -> None:
    """Add the deferred check that a delivery's counts are the counts of its rows."""
    op.execute(FUNCTION)
    op.execute(TRIGGER)
