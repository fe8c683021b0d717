-- ?route http://transport.linkeddata.es/madrid/metro/routes/{route_id}
-- ?agency http://transport.linkeddata.es/madrid/agency/{agency_id}
SELECT r.route_id, r.route_short_name AS "routeShortName", r.route_long_name AS "routeLongName",
  r.route_desc AS "routeDescription", agency_id, a.agency_url AS "agencyPage", a.agency_name AS "agencyName",
  a.agency_phone AS "agencyPhone"
FROM routes r
JOIN agency a USING (agency_id)
