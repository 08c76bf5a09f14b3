CREATE VIEW bi.source_history AS
SELECT
    source,
    valid_from,
    valid_to,
    county_code,
    department,
    kind,
    channel,
    authority,
    verifies,
    mode,
    programmes,
    has_contract
FROM core.source_history;
