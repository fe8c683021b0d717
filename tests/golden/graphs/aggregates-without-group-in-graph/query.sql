SELECT d2.g, d.count, d.max, d.max2, d.team IS NOT NULL, d.team IS NULL
FROM (
  SELECT DISTINCT CASE WHEN u.g = 0 THEN 'http://g.example/names'::text WHEN u.g = 1 THEN 'http://g.example/team/' || CASE WHEN u.g2 ~ '^[A-Za-z0-9._~-]*$' THEN u.g2 ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(u.g2, '') WITH ORDINALITY AS s(c, n)) END WHEN u.g = 2 THEN CASE WHEN u.g2 ~ '^[A-Za-z][A-Za-z0-9+.-]*:' THEN u.g2 ELSE 'http://example.com/base/'::text || u.g2 END END AS g
  FROM (
    SELECT 0 AS g, NULL::text AS g2
    FROM public.person AS p
    UNION ALL
    SELECT 1, m.team
    FROM public.member AS m
    UNION ALL
    SELECT 2, s.source
    FROM public.said AS s
  ) AS u
) AS d2
  LEFT JOIN (
    SELECT m2.team, count(*) AS count, count(*) = count(m2.role COLLATE "C") AS max, max(m2.role COLLATE "C") AS max2
    FROM public.member AS m2
    WHERE m2.role IS NOT NULL
    GROUP BY m2.team
  ) AS d ON d2.g = 'http://g.example/team/' || CASE WHEN d.team ~ '^[A-Za-z0-9._~-]*$' THEN d.team ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(d.team, '') WITH ORDINALITY AS s(c, n)) END
