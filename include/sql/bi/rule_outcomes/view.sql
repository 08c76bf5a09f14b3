CREATE VIEW bi.rule_outcomes AS
SELECT
    outcome.delivery_id,
    delivery.source,
    delivery.county_code,
    delivery.business_date,
    delivery.night,
    outcome.suite,
    outcome.rule,
    outcome.column_name,
    outcome.severity,
    outcome.unexpected = 0 AS is_met,
    outcome.evaluated,
    outcome.unexpected,
    outcome.observed,
    outcome.low,
    outcome.high,
    outcome.message
FROM ledger.rule_outcomes AS outcome
INNER JOIN ledger.deliveries AS delivery ON outcome.delivery_id = delivery.delivery_id;
