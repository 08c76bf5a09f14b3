CREATE VIEW bi.programmes AS
SELECT
    programme,
    name_zh,
    undertaking,
    starts_on,
    ends_on,
    units,
    sources,
    stages,
    report_order
FROM core.programmes;
