-- ?service http://transport.linkeddata.es/madrid/metro/services/{service_id}
-- ?calendarRule http://transport.linkeddata.es/madrid/metro/calendar_rules/{service_id}
-- ?trip http://transport.linkeddata.es/madrid/metro/trips/{trip_id}
SELECT service_id, t.trip_id, c.start_date AS "startDate", c.end_date AS "endDate"
FROM calendar c
JOIN trips t USING (service_id)
WHERE c.start_date < '2017-07-02' AND c.end_date > '2017-07-02'
  AND NOT EXISTS (SELECT FROM calendar_dates d
    WHERE d.service_id = c.service_id AND d.date = '2017-07-02' AND d.exception_type = 0)
