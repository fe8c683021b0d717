// Law: a value that aggregates of a group speak of again and again is computed once in each row.
//
// Preconditions:
// (1) The value is the whole argument of an aggregate of a GROUP, and stands in the GROUP's
//     aggregates (arguments, filters) more than once.
// (2) It is more than a few operators: computing it costs more than keeping it.
//
// Before: GROUP(X, a := sum(E(v)) FILTER (WHERE E(v) < c), b := count(E(v)))
// After:  GROUP(EXTEND(X, e := E(v)), a := sum(e) FILTER (WHERE e < c), b := count(e))
//
// Why: sums of floating point numbers are guarded against what is out of range, and say their value
// some twenty times. PostgreSQL computes the same aggregate once, but not one over a sub-query, as
// which a LET is written. The SQL's query blocks keep such a column from being written out again
// (sql/block.c).
#include "rewriter/pass/pass.h"

typedef VEC(const Expr *) Values;

typedef struct Gathering {
  Pass *pass;
  Values values;
} Gathering;

static bool has_value(const Values *values, const Expr *expr) {
  for (size_t i = 0; i < values->count; i++)
    if (expr_equal(values->item[i], expr)) return true;
  return false;
}

static const Expr *gather(void *self, const Expr *part) {
  Gathering *gathering = self;
  if (part->kind != EXPR_SQL_AGG) return NULL;
  const Expr *value = part->u.sql_agg.arg;
  if (value != NULL && value->kind != EXPR_VAR && expr_is_large(value) &&  // (2)
      !has_value(&gathering->values, value))
    VEC_PUSH(gathering->pass->arena, &gathering->values, value);
  return part;
}

typedef struct Exchange {
  const Expr *value;
  const Expr *by;
  size_t times;
} Exchange;

static const Expr *exchange(void *self, const Expr *part) {
  Exchange *this = self;
  if (!expr_equal(part, this->value)) return NULL;
  this->times++;
  return this->by;
}

static const Node *summand(Pass *pass, const Node *node) {
  if (node->kind != NODE_GROUP) return node;
  Arena *arena = pass->arena;
  const size_t count = node->u.group.aggregate_count;
  Gathering gathering = {.pass = pass};
  for (size_t i = 0; i < count; i++)
    (void)expr_replace(arena, node->u.group.aggregate[i].expr, gather, &gathering);
  Binding *aggregates = arena_copy(arena, node->u.group.aggregate, count * sizeof *aggregates);
  VEC(Binding) below = {0};
  for (size_t v = 0; v < gathering.values.count; v++) {
    const Expr *value = gathering.values.item[v];
    const Binding named = {variables_fresh_native(pass->variables, value->type, "value"), value};
    Exchange this = {value, expr_var(arena, pass->variables, named.var), 0};
    Binding *exchanged = arena_copy(arena, aggregates, count * sizeof *exchanged);
    for (size_t i = 0; i < count; i++)
      exchanged[i].expr = expr_replace(arena, aggregates[i].expr, exchange, &this);
    if (this.times < 2) continue;  // (1)
    aggregates = exchanged;
    VEC_PUSH(arena, &below, named);
  }
  if (below.count == 0) return node;
  const Node *rows = node_extend(arena, node->child[0], below.count, below.item);
  return node_group(arena, rows, node->u.group.key_count, node->u.group.key, count, aggregates);
}

const Node *pass_summand(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, summand);
}
