-- parameters: OI
-- not compared: a graph, or one row for its many triples
SELECT o.*, NULL::text, NULL::int FROM offer o WHERE nr = $1::int UNION ALL
SELECT o.*, NULL::text, NULL::int FROM offer o WHERE offerwebpage = $2 UNION ALL
SELECT (NULL::offer).*, 'producer', nr
  FROM producer WHERE homepage = $2 UNION ALL
SELECT (NULL::offer).*, 'vendor', nr
  FROM vendor WHERE homepage = $2
