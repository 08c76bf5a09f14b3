-- As much of schema bi as the weekly numbers read, as tables to be filled by hand.
CREATE SCHEMA bi;

CREATE TABLE bi.city (
    city_code TEXT,
    city_name TEXT
);

CREATE TABLE bi.counties (
    county_code TEXT,
    county_name TEXT,
    kind TEXT,
    report_order INTEGER
);

CREATE TABLE bi.metrics (
    metric TEXT,
    name_zh TEXT,
    definition TEXT,
    unit TEXT,
    sql TEXT
);

CREATE TABLE bi.campaign_progress (
    business_date DATE,
    programme TEXT,
    metric TEXT,
    county_code TEXT,
    value NUMERIC,
    target NUMERIC,
    previous_year_value NUMERIC,
    status TEXT
);

CREATE TABLE bi.deliveries (
    source TEXT,
    county_code TEXT,
    night DATE,
    status TEXT,
    is_late BOOLEAN,
    rows_received INTEGER,
    rows_loaded INTEGER,
    rows_quarantined INTEGER,
    rows_skipped INTEGER
);

CREATE TABLE bi.rectification_items (
    item_id TEXT,
    enterprise_name TEXT,
    site TEXT,
    description TEXT,
    department TEXT,
    supervised BOOLEAN,
    has_recurred BOOLEAN
);

CREATE TABLE bi.item_history (
    item_id TEXT,
    county_code TEXT,
    valid_from DATE,
    valid_to DATE,
    status TEXT,
    level TEXT,
    found_on DATE,
    due_on DATE,
    is_open BOOLEAN
);
