// The last step of the split: what is needed of each statement, its SQL, and the EXISTS patterns of
// expressions that are evaluated outside of SQL.
#include "rewriter/plan/hoist.h"
#include "rewriter/plan/split.h"

#include "rewriter/ir/walk.h"

// Where a tree stands. needed: what is used of it above. around: what solutions around it bind (it
// is part of an EXISTS pattern), empty elsewhere. bag: duplicates matter.
typedef struct Place {
  VarSet needed;
  const VarSet *around;
  bool bag;
} Place;

static Status finish(Split *split, const Node *tree, Place place, const Node **out, Error *err);

// --- Statements ----------------------------------------------------------------------------------

static Status finish_statement(Split *split, const Node *tree, Place place, const Node **out,
                               Error *err) {
  Arena *arena = split->arena;
  const Node *pattern = tree->u.statement.pattern;
  if (pattern->kind == NODE_VALUES || pattern->kind == NODE_UNIT || pattern->kind == NODE_EMPTY) {
    *out = pattern;  // what is known already is not asked for
    return STATUS_OK;
  }
  VarSet kept = varset_copy(arena, &place.needed);
  varset_add_all(&kept, place.around);
  varset_keep_all(&kept, &pattern->variables);
  VarId *vars = ARENA_ARRAY(arena, VarId, varset_count(&kept));
  Wanted wanted = {.pattern = pattern, .var = vars, .bag_matters = place.bag};
  for (int v = varset_next(&kept, 0); v >= 0; v = varset_next(&kept, v + 1))
    vars[wanted.count++] = (VarId)v;
  // Whether there is a solution at all: one says it.
  wanted.one = wanted.count == 0 && !place.bag;
  Plan *plan = ARENA_NEW(arena, Plan);
  TRY(statement_write(split->rewriting, &wanted, plan, err));
  *out = node_statement(arena, (unsigned)++split->statement_count, pattern, plan, &kept);
  return STATUS_OK;
}

// --- Expressions ---------------------------------------------------------------------------------

typedef struct Patterns {
  Split *split;
  VarSet outer;
  Status status;
  Error *err;
} Patterns;

static const Expr *keep_variable(void *self, VarId var) {
  (void)self;
  (void)var;
  return NULL;
}

static const Node *finish_exists(void *self, const Node *pattern) {
  Patterns *patterns = self;
  const Node *tree = NULL;
  const bool saved = patterns->split->inside;
  patterns->split->inside = true;
  if (patterns->status == STATUS_OK)
    patterns->status =
        split_inside(patterns->split, pattern, &patterns->outer, &tree, patterns->err);
  const VarSet none = varset_empty(patterns->split->arena);
  if (patterns->status == STATUS_OK)
    patterns->status =
        split_finish(patterns->split, tree, &none, &patterns->outer, false, &tree, patterns->err);
  patterns->split->inside = saved;
  return patterns->status == STATUS_OK ? tree : pattern;
}

// The expression with its EXISTS patterns split; `scope` is what the solutions that it sees bind.
static Status finish_expr(Split *split, const Expr *expr, const VarSet *scope, const VarSet *around,
                          const Expr **out, Error *err) {
  Patterns patterns = {split, varset_copy(split->arena, scope), STATUS_OK, err};
  varset_add_all(&patterns.outer, around);
  *out = expr_substitute_all(split->arena, expr, keep_variable, finish_exists, &patterns);
  return patterns.status;
}

// --- Operators -----------------------------------------------------------------------------------

static Status finish_child(Split *split, const Node *tree, size_t child, Place place,
                           const Node **out, Error *err) {
  return finish(split, tree->child[child], place, out, err);
}

static Status finish_extend(Split *split, const Node *tree, Place place, const Node **out,
                            Error *err) {
  Arena *arena = split->arena;
  Binding *bindings =
      arena_copy(arena, tree->u.extend.binding, tree->u.extend.count * sizeof *bindings);
  const Node *child;
  for (size_t i = tree->u.extend.count; i > 0; i--) {
    expr_variables(bindings[i - 1].expr, &place.needed);
    TRY(finish_expr(split, bindings[i - 1].expr, &tree->variables, place.around,
                    &bindings[i - 1].expr, err));
  }
  TRY(finish_child(split, tree, 0, place, &child, err));
  *out = node_extend(arena, child, tree->u.extend.count, bindings);
  return STATUS_OK;
}

static Status finish_filter(Split *split, const Node *tree, Place place, const Node **out,
                            Error *err) {
  const Expr *condition = tree->u.filter.condition;
  const Node *child;
  expr_variables(condition, &place.needed);
  TRY(finish_expr(split, condition, &tree->variables, place.around, &condition, err));
  TRY(finish_child(split, tree, 0, place, &child, err));
  *out = node_filter(split->arena, child, condition);
  return STATUS_OK;
}

static Status finish_order(Split *split, const Node *tree, Place place, const Node **out,
                           Error *err) {
  Arena *arena = split->arena;
  const size_t count = tree->u.order.count;
  OrderKey *keys = arena_copy(arena, tree->u.order.key, count * sizeof *keys);
  const Node *child;
  for (size_t i = 0; i < count; i++) {
    expr_variables(keys[i].expr, &place.needed);
    TRY(finish_expr(split, keys[i].expr, &tree->variables, place.around, &keys[i].expr, err));
  }
  TRY(finish_child(split, tree, 0, place, &child, err));
  *out = node_order(arena, child, count, keys);
  return STATUS_OK;
}

static bool counts_duplicates(const Expr *aggregate) {
  const Aggregate kind = aggregate->u.agg.aggregate;
  return !aggregate->u.agg.distinct && kind != AGG_MIN && kind != AGG_MAX && kind != AGG_SAMPLE;
}

static Status finish_group(Split *split, const Node *tree, Place place, const Node **out,
                           Error *err) {
  Arena *arena = split->arena;
  const size_t count = tree->u.group.aggregate_count;
  Binding *aggregates = arena_copy(arena, tree->u.group.aggregate, count * sizeof *aggregates);
  const Node *child = tree->child[0];
  place.needed = varset_empty(arena);
  place.bag = false;
  for (size_t i = 0; i < tree->u.group.key_count; i++)
    varset_add(&place.needed, tree->u.group.key[i]);
  for (size_t i = 0; i < count; i++) {
    const Expr *agg = aggregates[i].expr;
    place.bag |= counts_duplicates(agg);
    expr_variables(agg, &place.needed);
    if (agg->u.agg.distinct && agg->u.agg.arg == NULL)
      varset_add_all(&place.needed, &child->variables);
    TRY(finish_expr(split, agg, &child->variables, place.around, &aggregates[i].expr, err));
  }
  TRY(finish_child(split, tree, 0, place, &child, err));
  *out = node_group(arena, child, tree->u.group.key_count, tree->u.group.key, count, aggregates);
  return STATUS_OK;
}

// JOIN, LEFTJOIN, MINUS: what operands share is needed to join them.
static Status finish_operands(Split *split, const Node *tree, Place place, const Node **out,
                              Error *err) {
  Arena *arena = split->arena;
  const bool one_sided = tree->kind != NODE_JOIN;
  const Expr *condition = tree->kind == NODE_LEFTJOIN ? tree->u.join.condition : NULL;
  VarSet once = varset_empty(arena);
  for (size_t i = 0; i < tree->child_count; i++) {
    VarSet shared = varset_copy(arena, &tree->child[i]->variables);
    varset_keep_all(&shared, &once);
    varset_add_all(&place.needed, &shared);
    varset_add_all(&once, &tree->child[i]->variables);
  }
  if (condition != NULL) {
    expr_variables(condition, &place.needed);
    TRY(finish_expr(split, condition, &once, place.around, &condition, err));
  }
  const Node **children = ARENA_ARRAY(arena, const Node *, tree->child_count);
  for (size_t i = 0; i < tree->child_count; i++) {
    Place inner = place;
    inner.needed = varset_copy(arena, &place.needed);
    if (one_sided && i == 1 && tree->kind == NODE_MINUS) inner.bag = false;
    TRY(finish_child(split, tree, i, inner, &children[i], err));
  }
  *out = tree->kind == NODE_LEFTJOIN ? node_leftjoin(arena, children[0], children[1], condition)
                                     : node_with_children(arena, tree, children);
  return STATUS_OK;
}

static Status finish_others(Split *split, const Node *tree, Place place, const Node **out,
                            Error *err) {
  Arena *arena = split->arena;
  const Node **children = ARENA_ARRAY(arena, const Node *, tree->child_count);
  switch (tree->kind) {
    case NODE_PROJECT: varset_keep_all(&place.needed, &tree->variables); break;
    case NODE_DISTINCT:
    case NODE_CLOSURE:
      varset_add_all(&place.needed, &tree->variables);
      place.bag = false;
      break;
    case NODE_SLICE:
      place.bag = true;
      if (tree->u.slice.graph != VAR_NONE) varset_add(&place.needed, tree->u.slice.graph);
      break;
    default: break;
  }
  for (size_t i = 0; i < tree->child_count; i++) {
    Place inner = place;
    inner.needed = varset_copy(arena, &place.needed);
    TRY(finish_child(split, tree, i, inner, &children[i], err));
  }
  *out = node_with_children(arena, tree, children);
  return STATUS_OK;
}

static Status finish(Split *split, const Node *tree, Place place, const Node **out, Error *err) {
  switch (tree->kind) {
    case NODE_STATEMENT: return finish_statement(split, tree, place, out, err);
    case NODE_FILTER: return finish_filter(split, tree, place, out, err);
    case NODE_EXTEND: return finish_extend(split, tree, place, out, err);
    case NODE_ORDER: return finish_order(split, tree, place, out, err);
    case NODE_GROUP: return finish_group(split, tree, place, out, err);
    case NODE_JOIN:
    case NODE_LEFTJOIN:
    case NODE_MINUS: return finish_operands(split, tree, place, out, err);
    case NODE_PROJECT:
    case NODE_DISTINCT:
    case NODE_SLICE:
    case NODE_CLOSURE:
    case NODE_UNION: return finish_others(split, tree, place, out, err);
    default: *out = tree; return STATUS_OK;
  }
}

Status split_finish(Split *split, const Node *tree, const VarSet *needed, const VarSet *around,
                    bool bag, const Node **out, Error *err) {
  const Place place = {varset_copy(split->arena, needed), around, bag};
  return finish(split, tree, place, out, err);
}

// --- Walking -------------------------------------------------------------------------------------

typedef struct Visit {
  void (*visit)(void *self, const Node *statement);
  void *self;
} Visit;

static void visit_expr(void *self, const Expr *expr) {
  const Visit *visit = self;
  if (expr->kind == EXPR_EXISTS)
    mixed_each_statement(expr->u.exists.pattern, visit->visit, visit->self);
  if (expr->kind == EXPR_AGG && expr->u.agg.arg != NULL) visit_expr(self, expr->u.agg.arg);
  if (expr->kind == EXPR_CALL)
    for (size_t i = 0; i < expr->u.call.count; i++) visit_expr(self, expr->u.call.arg[i]);
}

void mixed_each_statement(const Node *mixed, void (*visit)(void *self, const Node *statement),
                          void *self) {
  Visit expressions = {visit, self};
  if (mixed->kind == NODE_STATEMENT) visit(self, mixed);
  node_each_expr(mixed, visit_expr, &expressions);
  for (size_t i = 0; i < mixed->child_count; i++)
    mixed_each_statement(mixed->child[i], visit, self);
}
