-- A unit without an accident and without a finding this year has not shown that it is safe, but
-- perhaps that it does not look: ask it for its ledgers.
SELECT
    accidents.programme,
    accidents.county_code
FROM aside.campaign_progress AS accidents
INNER JOIN aside.campaign_progress AS findings
    ON
        accidents.programme = findings.programme
        AND accidents.county_code = findings.county_code
        AND findings.metric = 'found_this_year'
WHERE accidents.metric = 'accidents' AND accidents.value = 0 AND findings.value = 0;
