-- ?trip http://transport.linkeddata.es/madrid/metro/trips/{trip_id}
-- ?service http://transport.linkeddata.es/madrid/metro/services/{service_id}
-- ?route http://transport.linkeddata.es/madrid/metro/routes/{route_id}
-- ?shape http://transport.linkeddata.es/madrid/metro/shape/{shape_id}
-- ?shapePoint http://transport.linkeddata.es/madrid/metro/shape_point/{shape_id}-{shape_pt_sequence}
SELECT t.trip_id, t.trip_short_name AS "tripShortName", t.service_id, t.route_id, shape_id,
  s.shape_pt_sequence, s.shape_pt_lat AS lat
FROM trips t
JOIN shapes s USING (shape_id)
WHERE s.shape_pt_lat > 40.40
  AND (EXISTS (SELECT FROM calendar c WHERE c.service_id = t.service_id)
    OR EXISTS (SELECT FROM calendar_dates c WHERE c.service_id = t.service_id))
