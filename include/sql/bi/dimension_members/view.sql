CREATE VIEW bi.dimension_members AS
SELECT
    dimension,
    member,
    name_zh,
    words,
    report_order
FROM core.members;
