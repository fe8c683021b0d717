-- ?shape http://transport.linkeddata.es/madrid/metro/shape/{shape_id}
-- ?shapePoint http://transport.linkeddata.es/madrid/metro/shape_point/{shape_id}-{shape_pt_sequence}
SELECT shape_id, shape_pt_sequence, shape_pt_lat, shape_pt_lon
FROM shapes
