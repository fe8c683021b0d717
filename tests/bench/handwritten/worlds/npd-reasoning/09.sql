-- ?country http://dbpedia.org/resource/{resource}
SELECT f."fclName" AS facility, nation.resource, f."fclNpdidFacility" AS id
FROM facility_moveable f
JOIN (VALUES ('Denmark', 'Denmark'), ('NORWAY', 'Norway'), ('China', 'China'), ('Marshall islands', 'Marshall_Islands'),
    ('Bahamas', 'The_Bahamas'), ('Russian federation', 'Russia'), ('Liberia', 'Liberia'), ('Panama', 'Panama'),
    ('GREAT BRITAIN', 'Great_Britain'), ('Singapore', 'Singapore')) AS nation (name, resource)
  ON nation.name = f."fclNationName"
WHERE f."fclNpdidFacility" > 400000
ORDER BY f."fclName"
