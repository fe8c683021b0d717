// Checking the invariants of the tree.
#include "rewriter/ir/verify.h"

#include <string.h>

#include "rewriter/ir/walk.h"

static const char *const phases[NODE_KIND_COUNT] = {
#define NODE(name, children, phases, note) phases,
#include "rewriter/ir/node.def"
#undef NODE
};

typedef struct Verifier {
  Arena *arena;
  const Variables *variables;
  char phase;
} Verifier;

static Status verify_node(Verifier *verifier, const Node *node, const VarSet *around, Error *err);

static Status verify_expr(Verifier *verifier, const Node *node, const Expr *expr,
                          const VarSet *scope, bool aggregates, Error *err);

// The list of a SEMI is made once: it mentions nothing around it, and shares one variable.
static Status verify_listed(const Verifier *verifier, const Node *node, Error *err) {
  if (!node->u.join.listed) return STATUS_OK;
  VarSet shared = varset_copy(verifier->arena, &node->child[0]->variables);
  varset_keep_all(&shared, &node->child[1]->variables);
  VarSet outer = varset_empty(verifier->arena);
  node_free_variables(verifier->arena, node->child[1], &outer);
  if (node->u.join.condition == NULL && varset_count(&shared) == 1 && varset_count(&outer) == 0)
    return STATUS_OK;
  return error_set(err, STATUS_INTERNAL, "the list of a SEMI is not the same in all rows");
}

static Status verify_args(Verifier *verifier, const Node *node, size_t count,
                          const Expr *const arg[], const VarSet *scope, bool aggregates,
                          Error *err) {
  for (size_t i = 0; i < count; i++)
    TRY(verify_expr(verifier, node, arg[i], scope, aggregates, err));
  return STATUS_OK;
}

static Status verify_expr(Verifier *verifier, const Node *node, const Expr *expr,
                          const VarSet *scope, bool aggregates, Error *err) {
  if (expr == NULL) return STATUS_OK;
  if (expr->sort != SORT_NATIVE)
    return error_set(err, STATUS_INTERNAL, "%s holds an expression that is not native",
                     node_kind_name(node->kind));
  switch (expr->kind) {
    case EXPR_VAR:
      if (!varset_has(scope, expr->u.var))
        return error_set(err, STATUS_INTERNAL, "%s mentions ?%s_%u, which is not bound below",
                         node_kind_name(node->kind),
                         variables_hint(verifier->variables, expr->u.var), expr->u.var);
      return STATUS_OK;
    case EXPR_TEMPLATE:
      return verify_args(verifier, node, expr->u.template_.count, expr->u.template_.arg, scope,
                         aggregates, err);
    case EXPR_SQL:
      return verify_args(verifier, node, expr->u.sql.count, expr->u.sql.arg, scope, aggregates,
                         err);
    case EXPR_SQL_CALL:
      return verify_args(verifier, node, expr->u.sql_call.count, expr->u.sql_call.arg, scope,
                         aggregates, err);
    case EXPR_CASE:
      for (size_t i = 0; i < expr->u.case_.count; i++) {
        TRY(verify_expr(verifier, node, expr->u.case_.branch[i].condition, scope, aggregates, err));
        TRY(verify_expr(verifier, node, expr->u.case_.branch[i].value, scope, aggregates, err));
      }
      return verify_expr(verifier, node, expr->u.case_.otherwise, scope, aggregates, err);
    case EXPR_LET: {
      TRY(verify_expr(verifier, node, expr->u.let.value, scope, aggregates, err));
      VarSet inner = varset_copy(verifier->arena, scope);
      varset_add(&inner, expr->u.let.var);
      return verify_expr(verifier, node, expr->u.let.body, &inner, aggregates, err);
    }
    case EXPR_SQL_AGG:
      if (!aggregates)
        return error_set(err, STATUS_INTERNAL, "an aggregate in %s", node_kind_name(node->kind));
      TRY(verify_expr(verifier, node, expr->u.sql_agg.arg, scope, false, err));
      return verify_expr(verifier, node, expr->u.sql_agg.filter, scope, false, err);
    case EXPR_EXISTS: return verify_node(verifier, expr->u.exists.pattern, scope, err);
    default: return STATUS_OK;
  }
}

static Status verify_lifted(Verifier *verifier, const Node *node, const VarSet *around,
                            Error *err) {
  Arena *arena = verifier->arena;
  VarSet scope = varset_copy(arena, around);
  for (size_t i = 0; i < node->child_count; i++) varset_add_all(&scope, &node->child[i]->variables);
  switch (node->kind) {
    case NODE_FILTER:
      if (node->u.filter.condition->type != PG_TYPE_BOOL)
        return error_set(err, STATUS_INTERNAL, "FILTER's condition is no boolean");
      TRY(verify_expr(verifier, node, node->u.filter.condition, &scope, false, err));
      break;
    case NODE_EXTEND:
      for (size_t i = 0; i < node->u.extend.count; i++) {
        const Binding *binding = &node->u.extend.binding[i];
        if (varset_has(&node->child[0]->variables, binding->var))
          return error_set(err, STATUS_INTERNAL, "EXTEND binds ?%s_%u, which is bound below",
                           variables_hint(verifier->variables, binding->var), binding->var);
        TRY(verify_expr(verifier, node, binding->expr, &scope, false, err));
      }
      break;
    case NODE_FAN:
      for (size_t i = 0; i < node->u.values.row_count * node->u.values.var_count; i++)
        TRY(verify_expr(verifier, node, node->u.values.cell[i], &scope, false, err));
      break;
    case NODE_GROUP:
      for (size_t i = 0; i < node->u.group.key_count; i++)
        if (!varset_has(&node->child[0]->variables, node->u.group.key[i]))
          return error_set(err, STATUS_INTERNAL, "GROUP by a variable that is not bound below");
      for (size_t i = 0; i < node->u.group.aggregate_count; i++)
        TRY(verify_expr(verifier, node, node->u.group.aggregate[i].expr, &scope, true, err));
      break;
    case NODE_PROJECT:
      for (size_t i = 0; i < node->u.project.count; i++)
        if (!varset_has(&node->child[0]->variables, node->u.project.var[i]))
          return error_set(err, STATUS_INTERNAL, "PROJECT on ?%s_%u, which is not bound below",
                           variables_hint(verifier->variables, node->u.project.var[i]),
                           node->u.project.var[i]);
      break;
    case NODE_ORDER:
      for (size_t i = 0; i < node->u.order.count; i++)
        TRY(verify_expr(verifier, node, node->u.order.key[i].expr, &scope, false, err));
      break;
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI:
      TRY(verify_listed(verifier, node, err));
      TRY(verify_expr(verifier, node, node->u.join.condition, &scope, false, err));
      break;
    case NODE_RECURSE:
      for (size_t i = 0; i < node->u.recurse.count; i++)
        if (!varset_has(&node->u.recurse.start->variables, node->u.recurse.var[i]) ||
            !varset_has(&node->u.recurse.step->variables, node->u.recurse.step_var[i]))
          return error_set(err, STATUS_INTERNAL, "RECURSE on a variable that is not bound inside");
      TRY(verify_node(verifier, node->u.recurse.start, around, err));
      TRY(verify_node(verifier, node->u.recurse.step, around, err));
      if (node->u.recurse.with != NULL)
        TRY(verify_node(verifier, node->u.recurse.with, around, err));
      break;
    default: break;
  }
  for (int v = varset_next(&node->variables, 0); v >= 0; v = varset_next(&node->variables, v + 1))
    if (!variables_is_native(verifier->variables, (VarId)v))
      return error_set(err, STATUS_INTERNAL, "%s binds an RDF variable",
                       node_kind_name(node->kind));
  return STATUS_OK;
}

static Status verify_node(Verifier *verifier, const Node *node, const VarSet *around, Error *err) {
  if (strchr(phases[node->kind], verifier->phase) == NULL)
    return error_set(err, STATUS_INTERNAL, "%s is not legal in phase %c",
                     node_kind_name(node->kind), verifier->phase);
  if (verifier->phase == 'L') TRY(verify_lifted(verifier, node, around, err));
  for (size_t i = 0; i < node->child_count; i++) {
    VarSet inner = varset_copy(verifier->arena, around);
    if (i == 1 && (node->kind == NODE_SEMI || node->kind == NODE_ANTI))
      varset_add_all(&inner, &node->child[0]->variables);
    TRY(verify_node(verifier, node->child[i], &inner, err));
  }
  return STATUS_OK;
}

Status node_verify(Arena *arena, const Variables *variables, const Node *node, char phase,
                   const VarSet *around, Error *err) {
  Verifier verifier = {.arena = arena, .variables = variables, .phase = phase};
  return verify_node(&verifier, node, around, err);
}
