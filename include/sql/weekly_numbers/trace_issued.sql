-- A number as an earlier edition of the summary printed it.
SELECT value AS printed
FROM bi.weekly_numbers
WHERE week = :source AND edition = CAST(:dimension AS INTEGER) AND placeholder = :member
