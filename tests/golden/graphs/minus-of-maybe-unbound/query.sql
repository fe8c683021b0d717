SELECT m.person, m.team, m.role
FROM public.member AS m
WHERE NOT EXISTS (
    SELECT 1
    FROM (
      SELECT DISTINCT CASE WHEN u.g = 0 THEN 'http://g.example/names'::text WHEN u.g = 1 THEN 'http://g.example/team/' || CASE WHEN u.g2 ~ '^[A-Za-z0-9._~-]*$' THEN u.g2 ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(u.g2, '') WITH ORDINALITY AS s(c, n)) END WHEN u.g = 2 THEN CASE WHEN u.g2 ~ '^[A-Za-z][A-Za-z0-9+.-]*:' THEN u.g2 ELSE 'http://example.com/base/'::text || u.g2 END END AS g
      FROM (
        SELECT 0 AS g, NULL::text AS g2
        FROM public.person AS p
        UNION ALL
        SELECT 1, m2.team
        FROM public.member AS m2
        UNION ALL
        SELECT 2, s.source
        FROM public.said AS s
      ) AS u
    ) AS d
      LEFT JOIN public.member AS m3 ON m3.role IS NOT NULL AND d.g = 'http://g.example/team/' || CASE WHEN m3.team ~ '^[A-Za-z0-9._~-]*$' THEN m3.team ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(m3.team, '') WITH ORDINALITY AS s(c, n)) END
    WHERE 'http://g.example/team/' || CASE WHEN m.team ~ '^[A-Za-z0-9._~-]*$' THEN m.team ELSE (SELECT string_agg(CASE WHEN c ~ E'^[A-Za-z0-9._~\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF\\U00010000-\\U0001FFFD\\U00020000-\\U0002FFFD\\U00030000-\\U0003FFFD\\U00040000-\\U0004FFFD\\U00050000-\\U0005FFFD\\U00060000-\\U0006FFFD\\U00070000-\\U0007FFFD\\U00080000-\\U0008FFFD\\U00090000-\\U0009FFFD\\U000A0000-\\U000AFFFD\\U000B0000-\\U000BFFFD\\U000C0000-\\U000CFFFD\\U000D0000-\\U000DFFFD\\U000E1000-\\U000EFFFD-]$' THEN c ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(m.team, '') WITH ORDINALITY AS s(c, n)) END = d.g
      AND (m.role = m3.role OR NOT (m.role IS NOT NULL) OR NOT (m3.role IS NOT NULL))
      AND m.role IS NOT NULL
      AND m3.role IS NOT NULL
  )
