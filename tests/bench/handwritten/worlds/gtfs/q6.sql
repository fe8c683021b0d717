SELECT count(*) AS "nRoutes"
FROM routes
WHERE agency_id = 'CRTM'
