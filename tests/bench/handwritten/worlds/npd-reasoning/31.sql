-- ?f http://sws.ifi.uio.no/data/npd-v2/facility/{id}
-- ?country http://dbpedia.org/resource/{resource}
-- ?w http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}
SELECT f."fclNpdidFacility" AS id, f."fclName" AS facility, nation.resource, w."wlbNpdidWellbore",
  w."wlbWellboreName" AS wellbore, w."wlbCompletionYear" AS year, c."cmpLongName" AS company
FROM wellbore_development_all w
JOIN facility_moveable f ON f."fclNpdidFacility" = w."fclNpdidFacilityProducing"
JOIN (VALUES ('Denmark', 'Denmark'), ('NORWAY', 'Norway'), ('China', 'China'), ('Marshall islands', 'Marshall_Islands'),
    ('Bahamas', 'The_Bahamas'), ('Russian federation', 'Russia'), ('Liberia', 'Liberia'), ('Panama', 'Panama'),
    ('GREAT BRITAIN', 'Great_Britain'), ('Singapore', 'Singapore')) AS nation (name, resource)
  ON nation.name = f."fclNationName"
JOIN company c ON c."cmpLongName" = w."wlbDrillingOperator"
WHERE f."fclNpdidFacility" > 0
ORDER BY f."fclName"
