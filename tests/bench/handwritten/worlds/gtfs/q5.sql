-- ?service http://transport.linkeddata.es/madrid/metro/services/{service_id}
-- ?serviceRule http://transport.linkeddata.es/madrid/metro/calendar_date_rule/{service_id}-{date}
SELECT service_id, date
FROM calendar_dates
WHERE exception_type = 1 AND date > '2016-06-01'
