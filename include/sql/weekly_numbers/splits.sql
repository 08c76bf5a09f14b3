-- The city's numbers of a night split by the members of dimensions, in the order of these.
SELECT
    split.programme,
    split.metric,
    split.dimension,
    split.member,
    split.printed AS value,
    COALESCE(named.name_zh, '未写明') AS name_zh
FROM bi.campaign_breakdown AS split
INNER JOIN bi.city AS city ON split.county_code = city.city_code
LEFT JOIN bi.dimension_members AS named
    ON split.dimension = named.dimension AND split.member = named.member
WHERE split.business_date = :as_of
ORDER BY
    split.programme ASC, split.dimension ASC, named.report_order ASC NULLS LAST, split.metric ASC
