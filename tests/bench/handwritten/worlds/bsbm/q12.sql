-- parameters: O
-- not compared: a graph, or one row for its many triples
SELECT p.producer, p.nr, p.label, v.label, v.homepage, o.offerwebpage, o.price,
  o.deliverydays, o.validto FROM offer o JOIN product p ON p.nr = o.product
JOIN vendor v ON v.nr = o.vendor WHERE o.nr = $1::int
