// Law: among values of character(n), equal texts are equal values; no text has another length.
//
// Preconditions:
// (1) A conjunct of a FILTER compares the lexical form of a variable with a constant text.
// (2) A scan below binds the variable to a column of type character(n), with n known.
// (3) The constant has n characters, trailing blanks and all: then it is that value. With any other
//     number the comparison is never true.
//
// Before: FILTER(SCAN t(c: v), LEXICAL v = 'US'), where c is character(2)
// After:  FILTER(SCAN t(c: v), v = 'US'::bpchar)
//
// Why: character(n) compares without trailing blanks, so lexical forms are compared beside values;
// PostgreSQL takes the two for independent, and expects next to nothing where both hold.
#include "base/utf8.h"
#include "rewriter/pass/scan.h"

enum { TYPMOD_HEADER = 4 };

static const Column *column_of(const Node *scan, VarId var) {
  for (size_t i = 0; i < scan->u.scan.count; i++) {
    const ScanColumn *bound = &scan->u.scan.column[i];
    if (bound->var == var) return &scan->u.scan.table->relation->column[bound->column];
  }
  return NULL;
}

// (2)
static bool is_fixed_width(const void *self, const Node *scan) {
  const VarId *var = self;
  const Column *column = column_of(scan, *var);
  return column != NULL && column->type == PG_TYPE_BPCHAR && column->typmod > TYPMOD_HEADER;
}

// (1) The variable, its comparison with `*text`; false where `expr` is no such conjunct.
static bool compares_lexical(const Expr *expr, VarId *var, const char **text) {
  if (expr->kind != EXPR_SQL || expr->u.sql.op != OP_EQ) return false;
  const Expr *lexical = expr->u.sql.arg[0], *constant = expr->u.sql.arg[1];
  if (lexical->kind == EXPR_NATIVE) lexical = constant, constant = expr->u.sql.arg[0];
  if (constant->kind != EXPR_NATIVE || lexical->kind != EXPR_SQL ||
      lexical->u.sql.op != OP_LEXICAL || lexical->u.sql.arg[0]->kind != EXPR_VAR)
    return false;
  *var = lexical->u.sql.arg[0]->u.var;
  *text = constant->u.native;
  return true;
}

static const Expr *as_value(Pass *pass, const Node *below, const Expr *condition) {
  VarId var;
  const char *text;
  if (!compares_lexical(condition, &var, &text)) return condition;
  const Node *scan = scan_find(below, is_fixed_width, &var);
  if (scan == NULL) return condition;
  const size_t width = (size_t)(column_of(scan, var)->typmod - TYPMOD_HEADER);
  if (utf8_count(text, strlen(text)) != width) return expr_bool(pass->arena, false);  // (3)
  return expr_sql2(pass->arena, OP_EQ, expr_var(pass->arena, pass->variables, var),
                   expr_native(pass->arena, PG_TYPE_BPCHAR, text));
}

static const Node *padded(Pass *pass, const Node *node) {
  if (node->kind != NODE_FILTER) return node;
  Conditions all = {0}, kept = {0};
  expr_conjuncts(pass->arena, node->u.filter.condition, &all);
  bool changed = false;
  for (size_t i = 0; i < all.count; i++) {
    const Expr *condition = as_value(pass, node->child[0], all.item[i]);
    changed |= condition != all.item[i];
    if (!expr_is_among(condition, &kept)) VEC_PUSH(pass->arena, &kept, condition);
  }
  return changed ? pass_filter(pass, node->child[0], kept.count, kept.item) : node;
}

const Node *pass_padded(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, padded); }
