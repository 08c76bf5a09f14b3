CREATE VIEW bi.standards AS
SELECT
    standard,
    number AS standard_number,
    title AS standard_title,
    sector,
    applies_to,
    valid_from,
    known_to AS valid_from_known_to,
    valid_to,
    replaces,
    source AS evidence,
    is_verified,
    note AS standard_note
FROM core.standards;
