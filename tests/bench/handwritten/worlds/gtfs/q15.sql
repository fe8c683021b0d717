-- ?stop http://transport.linkeddata.es/madrid/metro/stops/{stop_id}
SELECT s.stop_id, property.p, property.str
FROM stops s
CROSS JOIN LATERAL (VALUES
    ('http://vocab.gtfs.org/terms#code', s.stop_code),
    ('http://purl.org/dc/terms/identifier', s.stop_id),
    ('http://xmlns.com/foaf/0.1/name', s.stop_name),
    ('http://purl.org/dc/terms/description', s.stop_desc),
    ('http://vocab.gtfs.org/terms#zone', s.zone_id),
    ('http://vocab.gtfs.org/terms#timeZone', s.stop_timezone)) AS property (p, str)
WHERE property.str LIKE '%Doctor%'
