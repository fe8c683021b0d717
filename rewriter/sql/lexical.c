// Canonical lexical forms and percent-encoding, in SQL: for the few queries that compare or build
// text. The decoder does the same outside SQL (base/rdf/datatype.h, base/rdf/iri.h); tests hold the
// two together.
#include "rewriter/sql/block.h"

// Each % stands for the operand.
static void append_pattern(Buffer *out, const char *pattern, const char *operand) {
  for (const char *c = pattern; *c != '\0'; c++) {
    if (*c == '%') {
      buffer_add_text(out, operand);
    } else {
      buffer_add_char(out, *c);
    }
  }
}

// Digits and exponent of a finite, non-zero float, from PostgreSQL's shortest exact text.
static const char float_pattern[] =
    "(SELECT CASE WHEN f.v = 'Infinity' THEN 'INF' WHEN f.v = '-Infinity' THEN '-INF'"
    " WHEN f.v = 'NaN' THEN 'NaN'"
    " WHEN f.v = 0 THEN CASE WHEN f.v::text LIKE '-_' THEN '-0.0E0' ELSE '0.0E0' END"
    " ELSE (SELECT CASE WHEN f.v < 0 THEN '-' ELSE '' END || left(g.d, 1) || '.'"
    " || CASE WHEN length(g.d) > 1 THEN substr(g.d, 2) ELSE '0' END || 'E' || g.e"
    " FROM (SELECT rtrim(ltrim(replace(h.s, '.', ''), '0'), '0') AS d,"
    " CASE WHEN h.s LIKE '0.'||chr(37) THEN -1 - length(substring(h.s FROM '^0\\.(0*)'))"
    " ELSE length(split_part(h.s, '.', 1)) - 1 END AS e"
    " FROM (SELECT abs(f.v::text::numeric)::text AS s) AS h) AS g) END"
    " FROM (SELECT %) AS f(v))";

void lexical_append(Buffer *out, PgType type, const char *operand) {
  switch (type) {
    case PG_TYPE_TEXT: buffer_add_text(out, operand); break;
    case PG_TYPE_NUMERIC:
      append_pattern(out,
                     "CASE WHEN %::text LIKE chr(37)||'.'||chr(37)"
                     " THEN rtrim(rtrim(%::text, '0'), '.')"
                     " WHEN %::text ~ '^-?[0-9]' THEN %::text END",
                     operand);
      break;
    case PG_TYPE_FLOAT4:
    case PG_TYPE_FLOAT8: {
      // LIKE's wildcard is % too, so the pattern of a negative zero is '-_'.
      append_pattern(out, float_pattern, operand);
      break;
    }
    case PG_TYPE_BPCHAR:
      append_pattern(out, "CASE WHEN % IS NOT NULL THEN concat(%) END", operand);
      break;
    case PG_TYPE_BYTEA: append_pattern(out, "upper(encode(%, 'hex'))", operand); break;
    case PG_TYPE_DATE:
      append_pattern(out, "CASE WHEN isfinite(%) AND % >= '0001-01-01'::date THEN %::text END",
                     operand);
      break;
    case PG_TYPE_TIMESTAMP:
      append_pattern(out,
                     "CASE WHEN isfinite(%) AND % >= '0001-01-01'::timestamp"
                     " THEN replace(%::text, ' ', 'T') END",
                     operand);
      break;
    case PG_TYPE_TIMESTAMPTZ:
      append_pattern(out,
                     "CASE WHEN isfinite(%) AND % >= '0001-01-01Z'::timestamptz"
                     " THEN replace(replace(%::text, ' ', 'T'), '+00', 'Z') END",
                     operand);
      break;
    case PG_TYPE_TIMETZ:
      append_pattern(out,
                     "CASE WHEN %::text LIKE chr(37)||'+00' THEN replace(%::text, '+00', 'Z')"
                     " WHEN %::text ~ '[+-][0-9]{2}$' THEN %::text||':00'"
                     " WHEN %::text ~ '[+-][0-9]{2}:[0-9]{2}$' THEN %::text END",
                     operand);
      break;
    default: append_pattern(out, "%::text", operand); break;
  }
}

// iunreserved of RFC 3987: letters, digits, - . _ ~ and ucschar.
static const char encode_pattern[] =
    "CASE WHEN % ~ '^[A-Za-z0-9._~-]*$' THEN % ELSE (SELECT string_agg("
    "CASE WHEN u.c ~ '[A-Za-z0-9._~-]' OR ascii(u.c) BETWEEN 160 AND 55295"
    " OR ascii(u.c) BETWEEN 63744 AND 64975 OR ascii(u.c) BETWEEN 65008 AND 65519"
    " OR (ascii(u.c) BETWEEN 65536 AND 983037 AND (ascii(u.c) & 65535) < 65534"
    " AND ascii(u.c) NOT BETWEEN 917504 AND 921599)"
    " THEN u.c ELSE regexp_replace(upper(encode(convert_to(u.c, 'UTF8'), 'hex')),"
    " '(..)', chr(37)||'\\1', 'g') END, '' ORDER BY u.n)"
    " FROM unnest(string_to_array(%, NULL)) WITH ORDINALITY AS u(c, n)) END";

void lexical_append_encoded(Buffer *out, const char *operand) {
  append_pattern(out, encode_pattern, operand);
}
