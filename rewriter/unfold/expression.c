// Expressions in the scope of a branch, with the solutions around EXISTS patterns.
#include "rewriter/unfold/context.h"

const Expr *definition_bound(Unfold *unfold, const Definition *definition) {
  if (definition == NULL) return expr_bool(unfold->arena, false);
  if (definition->certain) return NULL;
  const Expr *bound = terms_bound(&unfold->lowering, definition->term);
  return expr_is_true(bound) ? NULL : bound;
}

// A variable as an expression sees it. The solution around an EXISTS pattern comes first: it is
// what substitution has put there.
static const Expr *look_up(Unfold *unfold, const Branch *branch, const Outer *outer, VarId var) {
  if (outer == NULL) {
    const Definition *definition = branch == NULL ? NULL : branch_find(branch, var);
    return definition == NULL ? NULL : definition->term;
  }
  const Expr *inner = look_up(unfold, branch, outer->up, var);
  const Definition *around = branch_find(outer->branch, var);
  if (around == NULL) return inner;
  const Expr *bound = definition_bound(unfold, around);
  if (bound == NULL || inner == NULL) return around->term;
  const CaseBranch first = {bound, around->term};
  return expr_case(unfold->arena, 1, &first, inner);
}

static const Expr *definition_in_scope(void *self, VarId var) {
  Unfold *unfold = self;
  return look_up(unfold, unfold->scope, unfold->outer, var);
}

// The solution in scope with the definitions around it, as one branch.
static Branch flatten_scope(Unfold *unfold) {
  Branch scope = {0};
  if (unfold->scope != NULL) scope = *unfold->scope;
  for (const Outer *outer = unfold->outer; outer != NULL; outer = outer->up)
    for (size_t i = 0; i < outer->branch->count; i++) {
      const Definition *around = &outer->branch->definition[i];
      const Definition *inner = branch_find(&scope, around->var);
      const bool certain = around->certain || (inner != NULL && inner->certain);
      const Expr *term = look_up(unfold, unfold->scope, unfold->outer, around->var);
      scope = branch_define(unfold, &scope, around->var, term, certain);
    }
  return scope;
}

static Status exists_in_scope(void *self, const Node *algebra, bool negated, const Expr **out,
                              Error *err) {
  Unfold *unfold = self;
  Arena *arena = unfold->arena;
  const Branch scope = flatten_scope(unfold);
  const Branch *saved_scope = unfold->scope;
  const Outer *saved_outer = unfold->outer;
  const Known *saved_known = unfold->known;
  const Outer outer = {&scope, NULL};
  unfold->outer = &outer;
  unfold->known = NULL;
  Lifted pattern = {0};
  const Status status = unfold_as_set(unfold, algebra, &pattern, err);
  unfold->scope = saved_scope;
  unfold->outer = saved_outer;
  unfold->known = saved_known;
  TRY(status);
  Conditions each = {0};
  for (size_t i = 0; i < pattern.count; i++) {
    if (pattern.item[i].tree->kind == NODE_EMPTY) continue;
    if (pattern.item[i].tree->kind == NODE_UNIT) {
      *out = expr_bool(arena, !negated);
      return STATUS_OK;
    }
    VEC_PUSH(arena, &each,
             expr_exists(arena, negated, pattern.item[i].tree, SORT_NATIVE, algebra->at));
  }
  if (each.count == 0) {
    *out = expr_bool(arena, negated);
  } else if (negated) {
    *out = expr_all(arena, each.count, each.item);
  } else {
    *out = each.count == 1 ? each.item[0]
                           : expr_sql(arena, OP_OR, PG_TYPE_BOOL, each.count, each.item);
  }
  return STATUS_OK;
}

void unfold_start_lowering(Unfold *unfold) {
  unfold->lowering = (Lowering){
      .arena = unfold->arena,
      .symbols = unfold->symbols,
      .variables = unfold->variables,
      .base = unfold->query->base,
      .mapping_base = mapping_index_mapping(unfold->index)->base,
      .mapping = mapping_index_mapping(unfold->index),
      .definition = definition_in_scope,
      .exists = exists_in_scope,
      .self = unfold,
  };
}

// The scope while an expression is lowered: where it stands, and what is never NULL there.
typedef struct Scope {
  const Branch *branch;
  const VarSet *certain;
} Scope;

static Scope enter(Unfold *unfold, const Branch *branch) {
  const Scope saved = {unfold->scope, unfold->lowering.certain};
  unfold->scope = branch;
  unfold->lowering.certain = branch != NULL && branch->tree != NULL ? &branch->tree->certain : NULL;
  return saved;
}

static void leave(Unfold *unfold, Scope saved) {
  unfold->scope = saved.branch;
  unfold->lowering.certain = saved.certain;
}

Status unfold_condition(Unfold *unfold, const Branch *branch, const Expr *expr, const Expr **out,
                        Error *err) {
  const Scope saved = enter(unfold, branch);
  const Status status = lower_condition(&unfold->lowering, expr, out, err);
  leave(unfold, saved);
  return status;
}

Status unfold_term(Unfold *unfold, const Branch *branch, const Expr *expr, const Expr **out,
                   Error *err) {
  const Scope saved = enter(unfold, branch);
  const Status status = lower_expr(&unfold->lowering, expr, out, err);
  leave(unfold, saved);
  return status;
}

Status unfold_order_keys(Unfold *unfold, const Branch *branch, const Expr *expr, bool last,
                         ExprList *out, Error *err) {
  const Scope saved = enter(unfold, branch);
  const Status status = lower_order(&unfold->lowering, expr, last, out, err);
  leave(unfold, saved);
  return status;
}

Status unfold_aggregate(Unfold *unfold, const Branch *branch, const Expr *expr, const Expr **out,
                        Error *err) {
  const Scope saved = enter(unfold, branch);
  const Status status = lower_aggregate(&unfold->lowering, expr, out, err);
  leave(unfold, saved);
  return status;
}

const Expr *outer_condition(Unfold *unfold, VarId var, const Expr *term) {
  if (unfold->outer == NULL) return NULL;
  const Definition *around = branch_find(unfold->outer->branch, var);
  if (around == NULL) return NULL;
  const Expr *same = terms_same(&unfold->lowering, around->term, term);
  const Expr *bound = definition_bound(unfold, around);
  if (bound == NULL || expr_is_true(same)) return same;
  const Expr *unbound = expr_sql1(unfold->arena, OP_NOT, bound);
  return expr_sql2(unfold->arena, OP_OR, same, unbound);
}

bool outer_compatible(Unfold *unfold, VarId var, const Expr *term) {
  if (unfold->outer == NULL) return true;
  const Definition *around = branch_find(unfold->outer->branch, var);
  if (around == NULL || !around->certain) return true;
  return terms_compatible(&unfold->lowering, around->term, term);
}
