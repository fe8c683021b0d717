// Native expressions as SQL text.
#include <string.h>

#include "rewriter/ir/parameter.h"
#include "rewriter/sql/block.h"
#include "rewriter/sql/deparse.h"

void render_open(Buffer *out, bool needed) {
  if (needed) buffer_add_char(out, '(');
}

void render_close(Buffer *out, bool needed) {
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
        render_open(out, negative);
        buffer_add_text(out, text);
        render_close(out, negative);
        buffer_printf(out, "::%s", info->name);
        return;
      }
      render_open(out, negative && around > STRENGTH_COMPARISON);
      buffer_add_text(out, text);
      render_close(out, negative && around > STRENGTH_COMPARISON);
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
  render_open(out, around >= STRENGTH_COMPARISON);
  render_expr(deparser, out, block, subject, STRENGTH_OTHER, indent);
  buffer_add_text(out, " IN (");
  for (size_t i = 0; i < expr->u.sql.count; i++) {
    if (i > 0) buffer_add_text(out, ", ");
    render_compared(deparser, out, block, expr->u.sql.arg[i]->u.sql.arg[1], subject, indent);
  }
  buffer_add_char(out, ')');
  render_close(out, around >= STRENGTH_COMPARISON);
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
  render_open(out, parenthesised);
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
  render_close(out, parenthesised);
}

// A name that is no word is an operator: x ~ y; `COLLATE "C"` and `[1]` follow their operand.
static void render_sql_call(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                            Strength around, int indent) {
  const char *name = expr->u.sql_call.name;
  const Expr *const *arg = expr->u.sql_call.arg;
  const size_t count = expr->u.sql_call.count;
  if (strncmp(name, "COLLATE ", 8) == 0) {
    render_open(out, around > STRENGTH_COLLATE);
    render_expr(deparser, out, block, arg[0], STRENGTH_COLLATE, indent);
    buffer_printf(out, " %s", name);
    render_close(out, around > STRENGTH_COLLATE);
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
  render_open(out, around >= STRENGTH_OTHER);
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
  render_close(out, around >= STRENGTH_OTHER);
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
      render_open(out, expr->u.exists.negated && around > STRENGTH_NOT);
      render_pattern(deparser, out, block, expr, indent);
      render_close(out, expr->u.exists.negated && around > STRENGTH_NOT);
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
