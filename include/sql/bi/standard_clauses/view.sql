CREATE VIEW bi.standard_clauses AS
SELECT
    standard,
    number AS standard_number,
    article AS clause,
    says AS clause_says,
    is_verified,
    clause_order
FROM core.standard_clauses;
