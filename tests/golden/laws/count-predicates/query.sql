SELECT u.p, COALESCE(sum(u.count)::bigint, 0::bigint), COALESCE(sum(u.count)::bigint, 0::bigint) = COALESCE(sum(u.count2)::bigint, 0::bigint), min(u.min)
FROM (
  SELECT 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text AS p, count(*) AS count, count(CASE WHEN ('http://r.example/land/' || CASE WHEN l.code ~ '^[A-Za-z0-9._~-]*$' THEN l.code ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(l.code, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C" IS NOT NULL THEN 1 END) AS count2, min(('http://r.example/land/' || CASE WHEN l.code ~ '^[A-Za-z0-9._~-]*$' THEN l.code ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(l.code, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C") AS min
  FROM public.land AS l
  GROUP BY 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text
  UNION ALL
  SELECT 'http://r.example/ns#name'::text, count(*), count(CASE WHEN ('http://r.example/land/' || CASE WHEN l2.code ~ '^[A-Za-z0-9._~-]*$' THEN l2.code ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(l2.code, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/land/' || CASE WHEN l2.code ~ '^[A-Za-z0-9._~-]*$' THEN l2.code ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(l2.code, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C")
  FROM public.land AS l2
  GROUP BY 'http://r.example/ns#name'::text
  UNION ALL
  SELECT 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, count(*), count(CASE WHEN ('http://r.example/station/' || s.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || s.id::text) COLLATE "C")
  FROM public.station AS s
  GROUP BY 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text
  UNION ALL
  SELECT 'http://r.example/ns#name'::text, count(*), count(CASE WHEN ('http://r.example/station/' || s2.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || s2.id::text) COLLATE "C")
  FROM public.station AS s2
  GROUP BY 'http://r.example/ns#name'::text
  UNION ALL
  SELECT 'http://r.example/ns#opened'::text, count(*), count(CASE WHEN ('http://r.example/station/' || s3.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || s3.id::text) COLLATE "C")
  FROM public.station AS s3
  GROUP BY 'http://r.example/ns#opened'::text
  UNION ALL
  SELECT 'http://r.example/ns#rebuilt'::text, count(*), count(CASE WHEN ('http://r.example/station/' || s4.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || s4.id::text) COLLATE "C")
  FROM public.station AS s4
  WHERE s4.rebuilt IS NOT NULL
  GROUP BY 'http://r.example/ns#rebuilt'::text
  UNION ALL
  SELECT 'http://r.example/ns#kind'::text, count(*), count(CASE WHEN ('http://r.example/station/' || s5.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || s5.id::text) COLLATE "C")
  FROM public.station AS s5
  GROUP BY 'http://r.example/ns#kind'::text
  UNION ALL
  SELECT 'http://r.example/ns#twin'::text, count(*), count(CASE WHEN ('http://r.example/station/' || s6.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || s6.id::text) COLLATE "C")
  FROM public.station AS s6
  WHERE s6.twin IS NOT NULL
  GROUP BY 'http://r.example/ns#twin'::text
  UNION ALL
  SELECT 'http://r.example/ns#in'::text, count(*), count(CASE WHEN ('http://r.example/station/' || s7.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || s7.id::text) COLLATE "C")
  FROM public.station AS s7
  GROUP BY 'http://r.example/ns#in'::text
  UNION ALL
  SELECT 'http://r.example/ns#buffet'::text, count(*), count(CASE WHEN ('http://r.example/station/' || b.station::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || b.station::text) COLLATE "C")
  FROM public.buffet AS b
  WHERE b.name IS NOT NULL
  GROUP BY 'http://r.example/ns#buffet'::text
  UNION ALL
  SELECT 'http://r.example/ns#seats'::text, count(*), count(CASE WHEN ('http://r.example/station/' || b2.station::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || b2.station::text) COLLATE "C")
  FROM public.buffet AS b2
  WHERE b2.seats IS NOT NULL
  GROUP BY 'http://r.example/ns#seats'::text
  UNION ALL
  SELECT 'http://r.example/ns#stars'::text, count(*), count(CASE WHEN ('http://r.example/station/' || b3.station::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/station/' || b3.station::text) COLLATE "C")
  FROM public.buffet AS b3
  WHERE b3.stars IS NOT NULL
  GROUP BY 'http://r.example/ns#stars'::text
  UNION ALL
  SELECT 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, count(*), count(CASE WHEN ('http://r.example/halt/' || CASE WHEN d.s ~ '^[A-Za-z0-9._~-]*$' THEN d.s ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d.s, '') WITH ORDINALITY AS s(c, n)) END || '/' || CASE WHEN d.at ~ '^[A-Za-z0-9._~-]*$' THEN d.at ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d.at, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/halt/' || CASE WHEN d.s ~ '^[A-Za-z0-9._~-]*$' THEN d.s ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d.s, '') WITH ORDINALITY AS s(c, n)) END || '/' || CASE WHEN d.at ~ '^[A-Za-z0-9._~-]*$' THEN d.at ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d.at, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C")
  FROM (
    SELECT DISTINCT h.at, h.line || '-'::text || h.place AS s
    FROM public.halt AS h
  ) AS d
  GROUP BY 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text
  UNION ALL
  SELECT 'http://r.example/ns#line'::text, count(*), count(CASE WHEN ('http://r.example/halt/' || CASE WHEN d2.s ~ '^[A-Za-z0-9._~-]*$' THEN d2.s ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d2.s, '') WITH ORDINALITY AS s(c, n)) END || '/' || CASE WHEN d2.at ~ '^[A-Za-z0-9._~-]*$' THEN d2.at ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d2.at, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/halt/' || CASE WHEN d2.s ~ '^[A-Za-z0-9._~-]*$' THEN d2.s ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d2.s, '') WITH ORDINALITY AS s(c, n)) END || '/' || CASE WHEN d2.at ~ '^[A-Za-z0-9._~-]*$' THEN d2.at ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d2.at, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C")
  FROM (
    SELECT DISTINCT h2.line, h2.at, h2.line || '-'::text || h2.place AS s
    FROM public.halt AS h2
  ) AS d2
  GROUP BY 'http://r.example/ns#line'::text
  UNION ALL
  SELECT 'http://r.example/ns#place'::text, count(*), count(CASE WHEN ('http://r.example/halt/' || CASE WHEN d3.s ~ '^[A-Za-z0-9._~-]*$' THEN d3.s ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d3.s, '') WITH ORDINALITY AS s(c, n)) END || '/' || CASE WHEN d3.at ~ '^[A-Za-z0-9._~-]*$' THEN d3.at ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d3.at, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/halt/' || CASE WHEN d3.s ~ '^[A-Za-z0-9._~-]*$' THEN d3.s ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d3.s, '') WITH ORDINALITY AS s(c, n)) END || '/' || CASE WHEN d3.at ~ '^[A-Za-z0-9._~-]*$' THEN d3.at ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d3.at, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C")
  FROM (
    SELECT DISTINCT h3.place, h3.at, h3.line || '-'::text || h3.place AS s
    FROM public.halt AS h3
  ) AS d3
  GROUP BY 'http://r.example/ns#place'::text
  UNION ALL
  SELECT 'http://r.example/ns#note'::text, count(*), count(CASE WHEN ('http://r.example/halt/' || CASE WHEN d4.s ~ '^[A-Za-z0-9._~-]*$' THEN d4.s ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d4.s, '') WITH ORDINALITY AS s(c, n)) END || '/' || CASE WHEN d4.at ~ '^[A-Za-z0-9._~-]*$' THEN d4.at ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d4.at, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/halt/' || CASE WHEN d4.s ~ '^[A-Za-z0-9._~-]*$' THEN d4.s ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d4.s, '') WITH ORDINALITY AS s(c, n)) END || '/' || CASE WHEN d4.at ~ '^[A-Za-z0-9._~-]*$' THEN d4.at ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d4.at, '') WITH ORDINALITY AS s(c, n)) END) COLLATE "C")
  FROM (
    SELECT DISTINCT h4.at, h4.note, h4.line || '-'::text || h4.place AS s
    FROM public.halt AS h4
    WHERE h4.note IS NOT NULL
  ) AS d4
  GROUP BY 'http://r.example/ns#note'::text
  UNION ALL
  SELECT 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, count(*), count(CASE WHEN ('http://r.example/train/' || t.number::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/train/' || t.number::text) COLLATE "C")
  FROM public.train AS t
  GROUP BY 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text
  UNION ALL
  SELECT 'http://r.example/ns#line'::text, count(*), count(CASE WHEN ('http://r.example/train/' || t2.number::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/train/' || t2.number::text) COLLATE "C")
  FROM public.train AS t2
  GROUP BY 'http://r.example/ns#line'::text
  UNION ALL
  SELECT 'http://r.example/ns#cars'::text, count(*), count(CASE WHEN ('http://r.example/train/' || t3.number::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/train/' || t3.number::text) COLLATE "C")
  FROM public.train AS t3
  WHERE t3.cars IS NOT NULL
  GROUP BY 'http://r.example/ns#cars'::text
  UNION ALL
  SELECT 'http://r.example/ns#to'::text, count(*), count(CASE WHEN ('http://r.example/train/' || t4.number::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/train/' || t4.number::text) COLLATE "C")
  FROM public.train AS t4
  GROUP BY 'http://r.example/ns#to'::text
  UNION ALL
  SELECT 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, count(*), count(CASE WHEN ('http://r.example/train/' || d5.number::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/train/' || d5.number::text) COLLATE "C")
  FROM (
    SELECT DISTINCT e.number
    FROM public.express AS e
    WHERE e.number IS NOT NULL
  ) AS d5
  GROUP BY 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text
  UNION ALL
  SELECT 'http://r.example/ns#runs'::text, count(*), count(CASE WHEN ('http://r.example/train/' || d6.number::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/train/' || d6.number::text) COLLATE "C")
  FROM (
    SELECT DISTINCT e2.number, e2.line
    FROM public.express AS e2
    WHERE e2.number IS NOT NULL
      AND e2.line IS NOT NULL
  ) AS d6
  GROUP BY 'http://r.example/ns#runs'::text
  UNION ALL
  SELECT 'http://r.example/ns#german'::text, count(*), count(CASE WHEN ('http://r.example/notice/' || n.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/notice/' || n.id::text) COLLATE "C")
  FROM public.notice AS n
  WHERE n.language = 'de '::bpchar
  GROUP BY 'http://r.example/ns#german'::text
  UNION ALL
  SELECT 'http://r.example/ns#latin'::text, count(*), count(CASE WHEN ('http://r.example/notice/' || d7.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/notice/' || d7.id::text) COLLATE "C")
  FROM (
    SELECT DISTINCT q.id, q.text
    FROM (SELECT id, text FROM notice WHERE language = 'lati'
) AS q
    WHERE q.id IS NOT NULL
      AND q.text IS NOT NULL
  ) AS d7
  GROUP BY 'http://r.example/ns#latin'::text
  UNION ALL
  SELECT 'http://r.example/ns#on'::text, count(*), count(CASE WHEN ('http://r.example/notice/' || n2.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/notice/' || n2.id::text) COLLATE "C")
  FROM public.notice AS n2
  GROUP BY 'http://r.example/ns#on'::text
  UNION ALL
  SELECT 'http://r.example/ns#tongue'::text, count(*), count(CASE WHEN ('http://r.example/notice/' || n3.id::text) COLLATE "C" IS NOT NULL THEN 1 END), min(('http://r.example/notice/' || n3.id::text) COLLATE "C")
  FROM public.notice AS n3
  GROUP BY 'http://r.example/ns#tongue'::text
) AS u
GROUP BY u.p
ORDER BY u.p COLLATE "C" NULLS FIRST
