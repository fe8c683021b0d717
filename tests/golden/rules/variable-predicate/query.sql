SELECT r.subject, r.object
FROM (
  WITH RECURSIVE reached(subject, predicate, object) AS (
    SELECT k.a, v.predicate, k.b
    FROM public.knows AS k
      CROSS JOIN (VALUES ('http://family.example/likes'::text, '5'::text), ('http://family.example/loves', '7')) AS v(predicate, n)
    WHERE 'http://family.example/p/' || k.b::text = CASE WHEN ('http://family.example/p/'::text || v.n) ~ E'[\\x01-\\x20<>"{}|\\\\^`]|%(?![0-9A-Fa-f]{2})|#.*#' THEN NULL::text WHEN ('http://family.example/p/'::text || v.n) ~ '^[A-Za-z][A-Za-z0-9+.-]*:' THEN 'http://family.example/p/'::text || v.n WHEN ('http://family.example/p/'::text || v.n) ~ '^[^?#]*(^|/)[.]{1,2}(/|[?#]|$)' THEN NULL::text ELSE CASE WHEN ('http://family.example/p/'::text || v.n) ~ '^//' THEN 'http:'::text || ('http://family.example/p/'::text || v.n) ELSE CASE WHEN ('http://family.example/p/'::text || v.n) ~ '^/' THEN 'http://family.example'::text || ('http://family.example/p/'::text || v.n) ELSE CASE WHEN ('http://family.example/p/'::text || v.n) ~ '^[?]' THEN 'http://family.example/'::text || ('http://family.example/p/'::text || v.n) ELSE CASE WHEN ('http://family.example/p/'::text || v.n) ~ '^(#|$)' THEN 'http://family.example/'::text || ('http://family.example/p/'::text || v.n) ELSE 'http://family.example/'::text || ('http://family.example/p/'::text || v.n) END END END END END
    UNION
    SELECT w.subject, v2.predicate, w.object
    FROM reached AS w
      CROSS JOIN (VALUES ('http://family.example/likes'::text, '5'::text), ('http://family.example/loves', '7')) AS v2(predicate, n)
    WHERE 'http://family.example/p/' || w.object::text = CASE WHEN ('http://family.example/p/'::text || v2.n) ~ E'[\\x01-\\x20<>"{}|\\\\^`]|%(?![0-9A-Fa-f]{2})|#.*#' THEN NULL::text WHEN ('http://family.example/p/'::text || v2.n) ~ '^[A-Za-z][A-Za-z0-9+.-]*:' THEN 'http://family.example/p/'::text || v2.n WHEN ('http://family.example/p/'::text || v2.n) ~ '^[^?#]*(^|/)[.]{1,2}(/|[?#]|$)' THEN NULL::text ELSE CASE WHEN ('http://family.example/p/'::text || v2.n) ~ '^//' THEN 'http:'::text || ('http://family.example/p/'::text || v2.n) ELSE CASE WHEN ('http://family.example/p/'::text || v2.n) ~ '^/' THEN 'http://family.example'::text || ('http://family.example/p/'::text || v2.n) ELSE CASE WHEN ('http://family.example/p/'::text || v2.n) ~ '^[?]' THEN 'http://family.example/'::text || ('http://family.example/p/'::text || v2.n) ELSE CASE WHEN ('http://family.example/p/'::text || v2.n) ~ '^(#|$)' THEN 'http://family.example/'::text || ('http://family.example/p/'::text || v2.n) ELSE 'http://family.example/'::text || ('http://family.example/p/'::text || v2.n) END END END END END
      AND w.predicate = 'http://family.example/knows'
  )
  TABLE reached
) AS r
WHERE r.predicate = 'http://family.example/loves'
