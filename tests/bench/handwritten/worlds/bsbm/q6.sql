-- parameters: W
-- ?product http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromProducer{producer}/Product{nr}
SELECT producer, nr, label FROM product WHERE label LIKE '%' || $1 || '%'
