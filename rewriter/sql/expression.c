// Native expressions as SQL text.
#include <string.h>

#include "rewriter/ir/parameter.h"
#include "rewriter/sql/block.h"
#include "rewriter/sql/deparse.h"

static void open_if(Buffer *out, bool needed) {
  if (needed) buffer_add_char(out, '(');
}

static void close_if(Buffer *out, bool needed) {
  if (needed) buffer_add_char(out, ')');
}

// --- Constants -----------------------------------------------------------------------------------

// bare: the other operand gives the type.
static void render_native(Buffer *out, const Expr *expr, bool bare, Strength around) {
  const char *text = expr->u.native;
  const PgTypeInfo *info = pg_type_info(expr->type);
  const bool negative = text[0] == '-';
  switch (info->family) {
    case PG_FAMILY_BOOLEAN: buffer_add_text(out, text); return;
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_NUMERIC: {
      if (strspn(text, "-0123456789.") != strlen(text)) break;
      const bool typed = expr->type == PG_TYPE_INT4 ||
                         (expr->type == PG_TYPE_NUMERIC && strchr(text, '.') != NULL) ||
                         (expr->type == PG_TYPE_INT8 && strlen(text) > 11);
      if (!typed && !bare) {
        open_if(out, negative);
        buffer_add_text(out, text);
        close_if(out, negative);
        buffer_printf(out, "::%s", info->name);
        return;
      }
      open_if(out, negative && around > STRENGTH_COMPARISON);
      buffer_add_text(out, text);
      close_if(out, negative && around > STRENGTH_COMPARISON);
      return;
    }
    case PG_FAMILY_FLOAT:
      if (!bare || strspn(text, "-0123456789.") != strlen(text)) break;
      buffer_add_text(out, text);
      return;
    case PG_FAMILY_TEXT:
      if (!bare) break;
      deparse_string(out, text);
      return;
    default: break;
  }
  deparse_string(out, text);
  buffer_printf(out, "::%s", info->name);
}

// --- Lexical forms and templates -----------------------------------------------------------------

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

static void render_lexical(Deparser *deparser, Buffer *out, const Block *block, const Expr *value,
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
  open_if(out, collate && around > STRENGTH_COLLATE);
  buffer_add_text(out, before);
  render_expr(deparser, out, block, value, STRENGTH_CAST, indent);
  buffer_add_text(out, "::text");
  buffer_add_text(out, after);
  // A type of the user's may be a text type with another notion of equality.
  if (collate) buffer_add_text(out, " COLLATE \"C\"");
  close_if(out, collate && around > STRENGTH_COLLATE);
}

bool expression_needs_encoding(PgType type) {
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

static void render_template(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                            Strength around, int indent) {
  const size_t count = expr->u.template_.count;
  if (count == 0) {
    deparse_string(out, expr->u.template_.text[0]->text);
    return;
  }
  open_if(out, around > STRENGTH_OTHER);
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
    if (expr->u.template_.encode && expression_needs_encoding(arg->type)) {
      render_encoded(deparser, out, block, arg, indent);
    } else {
      render_lexical(deparser, out, block, arg, STRENGTH_ADD, indent);
    }
  }
  close_if(out, around > STRENGTH_OTHER);
}

// OP_HAS_LEXICAL: agrees with datatype_from_pg too. Comparisons rather than functions, of which the
// planner makes good estimates.
static void render_has_lexical(Deparser *deparser, Buffer *out, const Block *block,
                               const Expr *value, Strength around, int indent) {
  const PgFamily family = pg_type_info(value->type)->family;
  const bool moment = family == PG_FAMILY_DATE || family == PG_FAMILY_TIMESTAMP;
  const Strength own = moment ? STRENGTH_AND : STRENGTH_COMPARISON;
  const bool parenthesised = around > own || (around == own && !moment);
  open_if(out, parenthesised);
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
  close_if(out, parenthesised);
}

// --- Operators -----------------------------------------------------------------------------------

typedef struct OperatorForm {
  const char *text;
  Strength strength;
} OperatorForm;

static const OperatorForm forms[OP_COUNT] = {
#define OPERATOR(id, written, result) [OP_##id] = {written, STRENGTH_NONE},
#include "rewriter/ir/operator.def"
#undef OPERATOR
};

static Strength strength_of(Operator op) {
  switch (op) {
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE: return STRENGTH_COMPARISON;
    case OP_AND: return STRENGTH_AND;
    case OP_OR: return STRENGTH_OR;
    case OP_NOT: return STRENGTH_NOT;
    case OP_IS_NULL:
    case OP_IS_NOT_NULL:
    case OP_IS_DISTINCT:
    case OP_IS_NOT_DISTINCT: return STRENGTH_IS;
    case OP_ADD:
    case OP_SUBTRACT: return STRENGTH_ADD;
    case OP_MULTIPLY:
    case OP_DIVIDE: return STRENGTH_MULTIPLY;
    case OP_NEGATE: return STRENGTH_SIGN;
    case OP_CONCAT: return STRENGTH_OTHER;
    case OP_CAST: return STRENGTH_CAST;
    default: return STRENGTH_ATOM;
  }
}

// A constant that is given when the plan is run. Whole lexical forms of IRIs and numbers would only
// be compared with built strings.
static void render_parameter(Buffer *out, const Expr *expr) {
  Parameter *parameter = expr->u.parameter.parameter;
  if (expr->u.parameter.guard == NULL) parameter_refuse(parameter);
  buffer_printf(out, "$%zu::%s", parameters_place(parameter->all, expr),
                pg_type_info(expr->type)->name);
}

static bool is_operand_const(const Expr *expr) { return expr->kind == EXPR_NATIVE; }

// An operand of a comparison: a constant takes its type from the other side.
static void render_compared(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                            const Expr *other, int indent) {
  if (is_operand_const(expr) && !is_operand_const(other) && other->type != PG_TYPE_OTHER) {
    render_native(out, expr, true, STRENGTH_NONE);
  } else {
    render_expr(deparser, out, block, expr, STRENGTH_OTHER, indent);
  }
}

// x = a OR x = b … with constants a, b: x IN (a, b).
static bool is_membership(const Expr *expr) {
  if (expr->u.sql.count < 2) return false;
  const Expr *subject = NULL;
  for (size_t i = 0; i < expr->u.sql.count; i++) {
    const Expr *arg = expr->u.sql.arg[i];
    if (arg->kind != EXPR_SQL || arg->u.sql.op != OP_EQ || !expr_is_given(arg->u.sql.arg[1]) ||
        expr_is_given(arg->u.sql.arg[0]))
      return false;
    if (subject == NULL) subject = arg->u.sql.arg[0];
    if (!expr_equal(subject, arg->u.sql.arg[0])) return false;
  }
  return true;
}

static void render_membership(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                              Strength around, int indent) {
  const Expr *subject = expr->u.sql.arg[0]->u.sql.arg[0];
  open_if(out, around >= STRENGTH_COMPARISON);
  render_expr(deparser, out, block, subject, STRENGTH_OTHER, indent);
  buffer_add_text(out, " IN (");
  for (size_t i = 0; i < expr->u.sql.count; i++) {
    if (i > 0) buffer_add_text(out, ", ");
    render_compared(deparser, out, block, expr->u.sql.arg[i]->u.sql.arg[1], subject, indent);
  }
  buffer_add_char(out, ')');
  close_if(out, around >= STRENGTH_COMPARISON);
}

static void render_call(Deparser *deparser, Buffer *out, const Block *block, const char *name,
                        size_t count, const Expr *const args[], int indent) {
  buffer_add_text(out, name);
  buffer_add_char(out, '(');
  for (size_t i = 0; i < count; i++) {
    if (i > 0) buffer_add_text(out, ", ");
    render_expr(deparser, out, block, args[i], STRENGTH_NONE, indent);
  }
  buffer_add_char(out, ')');
}

// What is not written with the operator's sign between operands. false: it is another one.
static bool render_other_form(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                              Strength around, int indent) {
  const Operator op = expr->u.sql.op;
  const Expr *const *arg = expr->u.sql.arg;
  if (op == OP_LEXICAL)
    render_lexical(deparser, out, block, arg[0], around, indent);
  else if (op == OP_HAS_LEXICAL)
    render_has_lexical(deparser, out, block, arg[0], around, indent);
  else if (op == OP_COALESCE)
    render_call(deparser, out, block, "COALESCE", expr->u.sql.count, arg, indent);
  else if (op == OP_OR && is_membership(expr))
    render_membership(deparser, out, block, expr, around, indent);
  else if (op == OP_EQ && arg[1]->kind == EXPR_NATIVE && arg[1]->type == PG_TYPE_BOOL &&
           arg[1]->u.native[0] == 't')
    render_expr(deparser, out, block, arg[0], around, indent);
  else
    return false;
  return true;
}

// Operators group to the left: a - (b - c) keeps its parentheses.
static void render_between(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                           int indent) {
  const Operator op = expr->u.sql.op;
  const Strength own = strength_of(op);
  for (size_t i = 0; i < expr->u.sql.count; i++) {
    if (i > 0) buffer_printf(out, " %s ", forms[op].text);
    const Strength operand = i == 0 || own <= STRENGTH_AND ? own : (Strength)(own + 1);
    const Strength strong =
        op == OP_IS_DISTINCT || op == OP_IS_NOT_DISTINCT ? STRENGTH_OTHER : operand;
    render_expr(deparser, out, block, expr->u.sql.arg[i], strong, indent);
  }
}

static void render_operator(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                            Strength around, int indent) {
  if (render_other_form(deparser, out, block, expr, around, indent)) return;
  const Operator op = expr->u.sql.op;
  const Expr *const *arg = expr->u.sql.arg;
  const Strength own = strength_of(op);
  const bool parenthesised =
      around > own || (around == own && (own == STRENGTH_COMPARISON || own == STRENGTH_IS));
  open_if(out, parenthesised);
  switch (op) {
    case OP_CAST:
      render_expr(deparser, out, block, arg[0], STRENGTH_CAST, indent);
      buffer_printf(out, "::%s", pg_type_info(expr->type)->name);
      break;
    case OP_NOT:
      buffer_add_text(out, "NOT ");
      render_expr(deparser, out, block, arg[0], STRENGTH_IS, indent);
      break;
    case OP_NEGATE:
      buffer_add_text(out, "- ");
      render_expr(deparser, out, block, arg[0], STRENGTH_COLLATE, indent);
      break;
    case OP_IS_NULL:
    case OP_IS_NOT_NULL:
      render_expr(deparser, out, block, arg[0], STRENGTH_OTHER, indent);
      buffer_printf(out, " %s", forms[op].text);
      break;
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
      render_compared(deparser, out, block, arg[0], arg[1], indent);
      buffer_printf(out, " %s ", forms[op].text);
      render_compared(deparser, out, block, arg[1], arg[0], indent);
      break;
    default: render_between(deparser, out, block, expr, indent);
  }
  close_if(out, parenthesised);
}

// ENCODE_FOR_URI (SPARQL 1.1 section 17.4.3.11): all but the unreserved characters of ASCII.
static void render_uri_encoded(Deparser *deparser, Buffer *out, const Block *block,
                               const Expr *text, int indent) {
  buffer_add_text(out,
                  "(SELECT string_agg(CASE WHEN c ~ '^[A-Za-z0-9._~-]$' THEN c ELSE "
                  "regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', E'%\\\\1', "
                  "'g') END, '' ORDER BY n) FROM regexp_split_to_table(");
  render_expr(deparser, out, block, text, STRENGTH_NONE, indent);
  buffer_add_text(out, ", '') WITH ORDINALITY AS s(c, n))");
}

// A name that is no word is an operator: x ~ y; `COLLATE "C"` and `[1]` follow their operand.
static void render_sql_call(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                            Strength around, int indent) {
  const char *name = expr->u.sql_call.name;
  const Expr *const *arg = expr->u.sql_call.arg;
  const size_t count = expr->u.sql_call.count;
  if (strncmp(name, "COLLATE ", 8) == 0) {
    open_if(out, around > STRENGTH_COLLATE);
    render_expr(deparser, out, block, arg[0], STRENGTH_COLLATE, indent);
    buffer_printf(out, " %s", name);
    close_if(out, around > STRENGTH_COLLATE);
    return;
  }
  if (strcmp(name, "@encode_for_uri") == 0) {
    render_uri_encoded(deparser, out, block, arg[0], indent);
    return;
  }
  if (name[0] == '[') {
    buffer_add_char(out, '(');
    render_expr(deparser, out, block, arg[0], STRENGTH_NONE, indent);
    buffer_printf(out, ")%s", name);
    return;
  }
  const bool word =
      name[0] == '"' || (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
  if (word) {
    render_call(deparser, out, block, name, count, arg, indent);
    return;
  }
  open_if(out, around >= STRENGTH_OTHER);
  if (count > 1) {
    render_expr(deparser, out, block, arg[0], STRENGTH_ADD, indent);
    buffer_add_char(out, ' ');
  }
  buffer_printf(out, "%s ", name);
  const Expr *last = arg[count - 1];
  if (count > 1 && last->kind == EXPR_NATIVE && last->type == PG_TYPE_TEXT) {
    render_native(out, last, true, STRENGTH_ADD);
  } else {
    render_expr(deparser, out, block, last, STRENGTH_ADD, indent);
  }
  close_if(out, around >= STRENGTH_OTHER);
}

// What a variable or expression is when it is a constant here, else NULL.
static const Expr *constant_here(const Block *block, const Expr *expr) {
  while (expr->kind == EXPR_VAR) {
    const Block *owner;
    const BlockDefinition *definition = block_resolve(block, expr->u.var, &owner);
    if (definition == NULL || definition->item != NULL || definition->expr == NULL) return NULL;
    expr = definition->expr;
    block = owner;
  }
  return expr->kind == EXPR_NATIVE ? expr : NULL;
}

typedef enum Truth { TRUTH_UNKNOWN, TRUTH_TRUE, TRUTH_FALSE } Truth;

// Tags are constants within one branch of a union: `tag = n` is decided there.
static Truth truth_here(const Block *block, const Expr *condition) {
  const Expr *constant = constant_here(block, condition);
  if (constant != NULL) return constant->u.native[0] == 't' ? TRUTH_TRUE : TRUTH_FALSE;
  if (condition->kind != EXPR_SQL || condition->u.sql.op != OP_EQ) return TRUTH_UNKNOWN;
  const Expr *left = constant_here(block, condition->u.sql.arg[0]);
  const Expr *right = constant_here(block, condition->u.sql.arg[1]);
  if (left == NULL || right == NULL || left->type != right->type ||
      pg_type_info(left->type)->family != PG_FAMILY_INTEGER)
    return TRUTH_UNKNOWN;
  return strcmp(left->u.native, right->u.native) == 0 ? TRUTH_TRUE : TRUTH_FALSE;
}

void render_plain(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                  int indent) {
  const bool cast = expr->type == PG_TYPE_OTHER && expr->kind != EXPR_NATIVE;
  render_expr(deparser, out, block, expr, cast ? STRENGTH_CAST : STRENGTH_NONE, indent);
  if (cast) buffer_printf(out, "::%s", pg_type_info(expr->type)->name);
}

static void render_case(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                        Strength around, int indent) {
  size_t written = 0;
  const Expr *otherwise = expr->u.case_.otherwise;
  for (size_t i = 0; i < expr->u.case_.count; i++) {
    const CaseBranch *branch = &expr->u.case_.branch[i];
    const Truth truth = truth_here(block, branch->condition);
    if (truth == TRUTH_FALSE) continue;
    if (truth == TRUTH_TRUE) {
      otherwise = branch->value;
      break;
    }
    buffer_add_text(out, written++ == 0 ? "CASE WHEN " : " WHEN ");
    render_expr(deparser, out, block, branch->condition, STRENGTH_NONE, indent);
    buffer_add_text(out, " THEN ");
    render_plain(deparser, out, block, branch->value, indent);
  }
  if (written == 0 && otherwise != NULL) {
    render_expr(deparser, out, block, otherwise, around, indent);
    return;
  }
  if (written == 0) {
    buffer_printf(out, "NULL::%s", pg_type_info(expr->type)->name);
    return;
  }
  if (otherwise != NULL) {
    buffer_add_text(out, " ELSE ");
    render_plain(deparser, out, block, otherwise, indent);
  }
  buffer_add_text(out, " END");
}

static void render_aggregate(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                             int indent) {
  buffer_add_text(out, expr->u.sql_agg.name);
  buffer_add_char(out, '(');
  if (expr->u.sql_agg.distinct) buffer_add_text(out, "DISTINCT ");
  if (expr->u.sql_agg.arg == NULL) {
    buffer_add_char(out, '*');
  } else {
    render_expr(deparser, out, block, expr->u.sql_agg.arg, STRENGTH_NONE, indent);
  }
  if (expr->u.sql_agg.extra != NULL) {
    buffer_add_text(out, ", ");
    render_expr(deparser, out, block, expr->u.sql_agg.extra, STRENGTH_NONE, indent);
  }
  if (expr->u.sql_agg.order != NULL) {
    buffer_add_text(out, " ORDER BY ");
    render_expr(deparser, out, block, expr->u.sql_agg.order, STRENGTH_NONE, indent);
    if (expr->u.sql_agg.descending) buffer_add_text(out, " DESC");
  }
  buffer_add_char(out, ')');
  if (expr->u.sql_agg.filter != NULL) {
    buffer_add_text(out, " FILTER (WHERE ");
    render_expr(deparser, out, block, expr->u.sql_agg.filter, STRENGTH_NONE, indent);
    buffer_add_char(out, ')');
  }
}

static void render_pattern(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                           int indent) {
  Block *inner;
  if (deparser->status != STATUS_OK) return;
  deparser->status = block_build(deparser, expr->u.exists.pattern, &inner, deparser->err);
  if (deparser->status != STATUS_OK) return;
  inner = block_plain(deparser, inner);
  block_correlate(deparser, inner, (Block *)block);
  render_exists(deparser, out, inner, expr->u.exists.negated, indent);
}

// --- Variables -----------------------------------------------------------------------------------

void render_definition(Deparser *deparser, Buffer *out, const Block *block,
                       const BlockDefinition *definition, Strength around, int indent) {
  if (definition->item == NULL) {
    render_expr(deparser, out, block, definition->expr, around, indent);
    return;
  }
  for (size_t i = 0; i < definition->item->columns.count; i++)
    if (definition->item->columns.item[i].column == definition->column)
      definition->item->columns.item[i].hidden = false;
  buffer_add_text(out, definition->item->alias);
  buffer_add_char(out, '.');
  deparse_identifier(out, definition->column->text);
}

static void render_variable(Deparser *deparser, Buffer *out, const Block *block, VarId var,
                            Strength around, int indent) {
  const Block *owner;
  const BlockDefinition *definition = block_resolve(block, var, &owner);
  if (definition != NULL) {
    render_definition(deparser, out, owner, definition, around, indent);
  } else if (deparser->status == STATUS_OK) {
    deparser->status =
        error_set(deparser->err, STATUS_INTERNAL, "nothing defines the native variable %s (%u)",
                  variables_hint(deparser->variables, var), var);
  }
}

// --- LET -----------------------------------------------------------------------------------------

// Is it as cheap as its name would be: a column, a constant, a cast of one?
static bool is_cheap(const Block *block, const Expr *expr) {
  if (expr_is_given(expr)) return true;
  if (expr->kind == EXPR_SQL && expr->u.sql.op == OP_CAST)
    return is_cheap(block, expr->u.sql.arg[0]);
  if (expr->kind != EXPR_VAR) return false;
  const Block *owner;
  const BlockDefinition *definition = block_resolve(block, expr->u.var, &owner);
  return definition != NULL && (definition->item != NULL || is_cheap(owner, definition->expr));
}

// A scalar subquery over one row that holds the value: OFFSET 0 keeps PostgreSQL from writing the
// value out again wherever its name stands.
static void render_let(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                       Strength around, int indent) {
  static const Symbol column = {"v", 1};
  Block inner = {.parent = (Block *)block};
  FromItem item = {.kind = FROM_BLOCK, .alias = "x"};
  BlockDefinition definition = {.var = expr->u.let.var, .expr = expr->u.let.value};
  const bool cheap = is_cheap(block, expr->u.let.value);
  if (!cheap) {
    definition = (BlockDefinition){.var = expr->u.let.var, .item = &item, .column = &column};
    item.alias = alias_take(deparser->arena, &deparser->aliases, "x");
  }
  VEC_PUSH(deparser->arena, &inner.definitions, definition);
  if (cheap) {
    render_expr(deparser, out, &inner, expr->u.let.body, around, indent);
    return;
  }
  buffer_add_text(out, "(SELECT ");
  render_expr(deparser, out, &inner, expr->u.let.body, STRENGTH_NONE, indent);
  buffer_add_text(out, " FROM (SELECT ");
  render_expr(deparser, out, block, expr->u.let.value, STRENGTH_NONE, indent);
  buffer_printf(out, " AS v OFFSET 0) AS %s)", item.alias);
}

void render_expr(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                 Strength around, int indent) {
  switch (expr->kind) {
    case EXPR_VAR: render_variable(deparser, out, block, expr->u.var, around, indent); return;
    case EXPR_NATIVE: render_native(out, expr, false, around); return;
    case EXPR_PARAMETER: render_parameter(out, expr); return;
    case EXPR_UNBOUND: buffer_printf(out, "NULL::%s", pg_type_info(expr->type)->name); return;
    case EXPR_TEMPLATE: render_template(deparser, out, block, expr, around, indent); return;
    case EXPR_SQL: render_operator(deparser, out, block, expr, around, indent); return;
    case EXPR_SQL_CALL: render_sql_call(deparser, out, block, expr, around, indent); return;
    case EXPR_CASE: render_case(deparser, out, block, expr, around, indent); return;
    case EXPR_LET: render_let(deparser, out, block, expr, around, indent); return;
    case EXPR_SQL_AGG: render_aggregate(deparser, out, block, expr, indent); return;
    case EXPR_EXISTS:
      open_if(out, expr->u.exists.negated && around > STRENGTH_NOT);
      render_pattern(deparser, out, block, expr, indent);
      close_if(out, expr->u.exists.negated && around > STRENGTH_NOT);
      return;
    case EXPR_CONST:
    case EXPR_CALL:
    case EXPR_RDF:
    case EXPR_AGG: break;
  }
  if (deparser->status == STATUS_OK)
    deparser->status =
        error_at(deparser->err, STATUS_INTERNAL, expr->at, "an RDF term has no place in SQL");
}
