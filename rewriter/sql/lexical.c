// Lexical forms of values, and the templates made of them, as SQL text.
#include "rewriter/sql/block.h"
#include "rewriter/sql/deparse.h"

// How the canonical lexical form of a type is made: text before and after the value cast to text.
// It agrees with datatype_from_pg, NULL where that has none.
static void lexical_wrapping(PgType type, const char **before, const char **after) {
  *before = "";
  *after = "";
  switch (type) {
    case PG_TYPE_NUMERIC:
      *before = "substring(";
      *after = ", '^-?[0-9]+(?:[.][0-9]*[1-9])?')";
      return;
    case PG_TYPE_DATE:
      *before = "substring(";
      *after = ", '^[0-9]+-[0-9]+-[0-9]+$')";
      return;
    case PG_TYPE_TIMESTAMP:
      *before = "replace(substring(";
      *after = ", '^[0-9-]+ [0-9:.]+$'), ' ', 'T')";
      return;
    case PG_TYPE_TIMESTAMPTZ:
      *before = "replace(replace(substring(";
      *after = ", '^[0-9-]+ [0-9:.]+[+]00$'), ' ', 'T'), '+00', 'Z')";
      return;
    case PG_TYPE_TIMETZ:
      *before = "regexp_replace(regexp_replace(substring(";
      *after =
          ", '^[0-9:.]+[+-](?:(?:0[0-9]|1[0-3])(?::[0-9]{2})?|14)$'), '[+]00$', 'Z'), "
          "'([+-][0-9]{2})$', E'\\\\1:00')";
      return;
    default: return;
  }
}

static void render_float(Deparser *deparser, Buffer *out, const Block *block, const Expr *value,
                         int indent) {
  buffer_add_text(out, "CASE ");
  render_expr(deparser, out, block, value, STRENGTH_CAST, indent);
  buffer_add_text(out,
                  "::text WHEN 'NaN' THEN 'NaN' WHEN 'Infinity' THEN 'INF' WHEN '-Infinity' "
                  "THEN '-INF' WHEN '0' THEN '0.0E0' WHEN '-0' THEN '-0.0E0' ELSE "
                  "regexp_replace(regexp_replace(ltrim(to_char(");
  render_expr(deparser, out, block, value, STRENGTH_CAST, indent);
  buffer_add_text(out,
                  "::text::numeric, '9.0000000000000000EEEE')), "
                  "'([.][0-9](?:[0-9]*[1-9])?)0*e', E'\\\\1E'), "
                  "'E[+]?(-?)0*([0-9])', E'E\\\\1\\\\2') END");
}

void render_lexical(Deparser *deparser, Buffer *out, const Block *block, const Expr *value,
                    Strength around, int indent) {
  switch (value->type) {
    case PG_TYPE_TEXT:
    case PG_TYPE_VARCHAR: render_expr(deparser, out, block, value, around, indent); return;
    case PG_TYPE_BPCHAR:
      // A plain cast would drop the padding.
      buffer_add_text(out, "textin(bpcharout(");
      render_expr(deparser, out, block, value, STRENGTH_NONE, indent);
      buffer_add_text(out, "))");
      return;
    case PG_TYPE_INET:
      // A plain cast would add the length of the mask to a single address.
      buffer_add_text(out, "textin(inet_out(");
      render_expr(deparser, out, block, value, STRENGTH_NONE, indent);
      buffer_add_text(out, "))");
      return;
    case PG_TYPE_BYTEA:
      buffer_add_text(out, "upper(encode(");
      render_expr(deparser, out, block, value, STRENGTH_NONE, indent);
      buffer_add_text(out, ", 'hex'))");
      return;
    case PG_TYPE_FLOAT4:
    case PG_TYPE_FLOAT8: render_float(deparser, out, block, value, indent); return;
    default: break;
  }
  const char *before, *after;
  lexical_wrapping(value->type, &before, &after);
  const bool collate = value->type == PG_TYPE_OTHER;
  render_open(out, collate && around > STRENGTH_COLLATE);
  buffer_add_text(out, before);
  render_expr(deparser, out, block, value, STRENGTH_CAST, indent);
  buffer_add_text(out, "::text");
  buffer_add_text(out, after);
  // A type of the user's may be a text type with another notion of equality.
  if (collate) buffer_add_text(out, " COLLATE \"C\"");
  render_close(out, collate && around > STRENGTH_COLLATE);
}

// OP_HAS_LEXICAL: agrees with datatype_from_pg too. Comparisons rather than functions, of which the
// planner makes good estimates.
void render_has_lexical(Deparser *deparser, Buffer *out, const Block *block, const Expr *value,
                        Strength around, int indent) {
  const PgFamily family = pg_type_info(value->type)->family;
  const bool moment = family == PG_FAMILY_DATE || family == PG_FAMILY_TIMESTAMP;
  const Strength own = moment ? STRENGTH_AND : STRENGTH_COMPARISON;
  const bool parenthesised = around > own || (around == own && !moment);
  render_open(out, parenthesised);
  render_expr(deparser, out, block, value, moment ? STRENGTH_OTHER : STRENGTH_CAST, indent);
  if (moment) {
    buffer_add_text(out, " >= '0001-01-01' AND ");
    render_expr(deparser, out, block, value, STRENGTH_OTHER, indent);
    buffer_add_text(out, " < 'infinity'");
  } else if (family == PG_FAMILY_NUMERIC) {
    // With a precision it is never infinite. The difference of infinities is NaN, whose name,
    // unlike theirs, all versions know.
    const Column *column = value->kind == EXPR_VAR ? block_column(block, value->u.var) : NULL;
    if (column == NULL || column->typmod < 0) {
      buffer_add_text(out, " - ");
      render_expr(deparser, out, block, value, STRENGTH_MULTIPLY, indent);
    }
    buffer_add_text(out, " <> 'NaN'");
  } else {
    buffer_add_text(out, "::text ~ '^[0-9:.]+[+-]((0[0-9]|1[0-3])(:[0-9]{2})?|14)$'");
  }
  render_close(out, parenthesised);
}

// --- Percent-encoding and templates --------------------------------------------------------------

bool lexical_needs_encoding(PgType type) {
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_BOOLEAN:
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_NUMERIC:
    case PG_FAMILY_FLOAT:
    case PG_FAMILY_BINARY:
    case PG_FAMILY_DATE:
    case PG_FAMILY_UUID: return false;
    default: return true;
  }
}

// iunreserved of RFC 3987, as a bracket expression's content.
#define IUNRESERVED                                                                   \
  "A-Za-z0-9._~\\\\u00A0-\\\\uD7FF\\\\uF900-\\\\uFDCF\\\\uFDF0-\\\\uFFEF"             \
  "\\\\U00010000-\\\\U0001FFFD\\\\U00020000-\\\\U0002FFFD\\\\U00030000-\\\\U0003FFFD" \
  "\\\\U00040000-\\\\U0004FFFD\\\\U00050000-\\\\U0005FFFD\\\\U00060000-\\\\U0006FFFD" \
  "\\\\U00070000-\\\\U0007FFFD\\\\U00080000-\\\\U0008FFFD\\\\U00090000-\\\\U0009FFFD" \
  "\\\\U000A0000-\\\\U000AFFFD\\\\U000B0000-\\\\U000BFFFD\\\\U000C0000-\\\\U000CFFFD" \
  "\\\\U000D0000-\\\\U000DFFFD\\\\U000E1000-\\\\U000EFFFD-"

// R2RML 7.3, IRI-safe: what is plainly safe passes, anything else goes character by character.
static void render_encoded(Deparser *deparser, Buffer *out, const Block *block, const Expr *value,
                           int indent) {
  buffer_add_text(out, "CASE WHEN ");
  render_lexical(deparser, out, block, value, STRENGTH_OTHER, indent);
  buffer_add_text(out, " ~ '^[A-Za-z0-9._~-]*$' THEN ");
  render_lexical(deparser, out, block, value, STRENGTH_NONE, indent);
  buffer_add_text(out, " ELSE (SELECT string_agg(CASE WHEN c ~ E'^[" IUNRESERVED
                       "]$' THEN c "
                       "ELSE regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', "
                       "E'%\\\\1', 'g') END, '' ORDER BY n) FROM regexp_split_to_table(");
  render_lexical(deparser, out, block, value, STRENGTH_NONE, indent);
  buffer_add_text(out, ", '') WITH ORDINALITY AS s(c, n)) END");
}

void render_template(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                     Strength around, int indent) {
  const size_t count = expr->u.template_.count;
  if (count == 0) {
    deparse_string(out, expr->u.template_.text[0]->text);
    return;
  }
  render_open(out, around > STRENGTH_OTHER);
  bool first = true;
  for (size_t i = 0; i <= count; i++) {
    const Symbol *text = expr->u.template_.text[i];
    if (text->length > 0) {
      buffer_add_text(out, first ? "" : " || ");
      deparse_string(out, text->text);
      first = false;
    }
    if (i == count) break;
    buffer_add_text(out, first ? "" : " || ");
    first = false;
    const Expr *arg = expr->u.template_.arg[i];
    if (expr->u.template_.encode && lexical_needs_encoding(arg->type)) {
      render_encoded(deparser, out, block, arg, indent);
    } else {
      render_lexical(deparser, out, block, arg, STRENGTH_ADD, indent);
    }
  }
  render_close(out, around > STRENGTH_OTHER);
}

// ENCODE_FOR_URI (SPARQL 1.1 section 17.4.3.11): all but the unreserved characters of ASCII.
void render_uri_encoded(Deparser *deparser, Buffer *out, const Block *block, const Expr *text,
                        int indent) {
  buffer_add_text(out,
                  "(SELECT string_agg(CASE WHEN c ~ '^[A-Za-z0-9._~-]$' THEN c ELSE "
                  "regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\\\1', "
                  "'g') END, '' ORDER BY n) FROM regexp_split_to_table(");
  render_expr(deparser, out, block, text, STRENGTH_NONE, indent);
  buffer_add_text(out, ", '') WITH ORDINALITY AS s(c, n))");
}

// Is the type's text as a column of an answer also what a cast to text gives? Not that of a boolean
// ('t'), nor of CHAR(n), whose blanks a cast takes off.
static bool writes_itself(PgType type) {
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_NUMERIC:
    case PG_FAMILY_FLOAT:
    case PG_FAMILY_TEXT:
    case PG_FAMILY_DATE:
    case PG_FAMILY_TIME:
    case PG_FAMILY_TIMESTAMP:
    case PG_FAMILY_UUID: return true;
    default: return false;
  }
}

const Expr *lexical_written_value(const Block *block, const BlockDefinition *definition) {
  const Expr *expr = definition->item == NULL ? definition->expr : NULL;
  if (!block->is_answer || block->distinct || block->grouped || expr == NULL ||
      expr->kind != EXPR_SQL || expr->u.sql.op != OP_CAST || expr->type != PG_TYPE_TEXT)
    return NULL;
  return writes_itself(expr->u.sql.arg[0]->type) ? expr->u.sql.arg[0] : NULL;
}
