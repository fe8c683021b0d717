// Closing a set of variables under the dependencies of a tree.
#include "rewriter/ir/dependency.h"

#include "rewriter/ir/walk.h"

typedef struct Closure {
  Arena *arena;
  VarSet *known;
  bool changed;
} Closure;

static void learn(Closure *closure, VarId var) {
  if (varset_has(closure->known, var)) return;
  varset_add(closure->known, var);
  closure->changed = true;
}

static bool knows_all(const Closure *closure, const Expr *expr) {
  VarSet variables = varset_empty(closure->arena);
  expr_variables(expr, &variables);
  return varset_subset(&variables, closure->known);
}

// Variables equated by a condition that holds in every row: to a known variable or a constant, or
// to anything made of known ones.
static void learn_equalities(Closure *closure, const Expr *condition) {
  if (condition == NULL || condition->kind != EXPR_SQL) return;
  const Expr *const *arg = condition->u.sql.arg;
  if (condition->u.sql.op == OP_AND) {
    for (size_t i = 0; i < condition->u.sql.count; i++) learn_equalities(closure, arg[i]);
  } else if (condition->u.sql.op == OP_EQ) {
    // Equal values are the same value only where the type's `=` says so.
    if (!pg_type_info(arg[0]->type)->native_equality) return;
    for (size_t i = 0; i < 2; i++)
      if (arg[i]->kind == EXPR_VAR && !varset_has(closure->known, arg[i]->u.var) &&
          knows_all(closure, arg[1 - i]))
        learn(closure, arg[i]->u.var);
  } else if (condition->u.sql.op == OP_IS_NULL && arg[0]->kind == EXPR_VAR) {
    learn(closure, arg[0]->u.var);
  }
}

// The variables of a key of the table whose columns are all known and never NULL here.
static bool scan_key_known(const Node *scan, const Key *key, const VarSet *known,
                           const VarSet *certain) {
  for (size_t j = 0; j < key->columns.count; j++) {
    const unsigned column = key->columns.column[j];
    bool found = false;
    for (size_t i = 0; i < scan->u.scan.count && !found; i++) {
      const VarId var = scan->u.scan.column[i].var;
      found = scan->u.scan.column[i].column == column && varset_has(known, var) &&
              (varset_has(certain, var) || varset_has(&scan->certain, var));
    }
    if (!found) return false;
  }
  return true;
}

static bool scan_unique(const Node *scan, const VarSet *known, const VarSet *certain) {
  const Relation *relation = scan->u.scan.table->relation;
  for (size_t k = 0; k < relation->key_count; k++)
    if (scan_key_known(scan, &relation->key[k], known, certain)) return true;
  return false;
}

static bool unique(Arena *arena, const Node *node, const VarSet *known, const VarSet *certain);

static void close_node(Closure *closure, const Node *node, const VarSet *outer_certain);

static void close_extend(Closure *closure, const Node *extend) {
  for (size_t i = 0; i < extend->u.extend.count; i++) {
    const Binding *binding = &extend->u.extend.binding[i];
    if (knows_all(closure, binding->expr))
      learn(closure, binding->var);
    else if (binding->expr->kind == EXPR_VAR && varset_has(closure->known, binding->var))
      learn(closure, binding->expr->u.var);
  }
}

static void close_group(Closure *closure, const Node *group) {
  for (size_t i = 0; i < group->u.group.key_count; i++)
    if (!varset_has(closure->known, group->u.group.key[i])) return;
  for (size_t i = 0; i < group->u.group.aggregate_count; i++)
    learn(closure, group->u.group.aggregate[i].var);
}

static void learn_all(Closure *closure, const VarSet *vars) {
  for (int v = varset_next(vars, 0); v >= 0; v = varset_next(vars, v + 1)) learn(closure, (VarId)v);
}

// One left row has one outcome when the condition fixes a key of the right side; what is known of a
// right row is known only together with the whole left row.
static void close_leftjoin(Closure *closure, const Node *join, const VarSet *certain) {
  Arena *arena = closure->arena;
  const Node *left = join->child[0], *right = join->child[1];
  close_node(closure, left, certain);
  if (!unique(arena, left, closure->known, certain)) return;
  VarSet inside = varset_copy(arena, closure->known);
  varset_add_all(&inside, &left->variables);
  learn_all(closure, &left->variables);
  Closure of_right = {arena, &inside, true};
  VarSet matched = varset_copy(arena, certain);
  varset_add_all(&matched, &right->certain);
  while (of_right.changed) {
    of_right.changed = false;
    learn_equalities(&of_right, join->u.join.condition);
    close_node(&of_right, right, &matched);
  }
  if (unique(arena, right, &inside, &matched)) learn_all(closure, &right->variables);
}

static void close_node(Closure *closure, const Node *node, const VarSet *outer_certain) {
  Arena *arena = closure->arena;
  VarSet certain = varset_copy(arena, outer_certain);
  varset_add_all(&certain, &node->certain);
  switch (node->kind) {
    case NODE_SCAN:
      if (scan_unique(node, closure->known, &certain))
        for (size_t i = 0; i < node->u.scan.count; i++) learn(closure, node->u.scan.column[i].var);
      break;
    case NODE_VALUES:
      for (size_t k = 0; k < node->key_count; k++) {
        if (!varset_subset(&node->key[k], closure->known)) continue;
        for (size_t i = 0; i < node->u.values.var_count; i++) learn(closure, node->u.values.var[i]);
      }
      break;
    case NODE_FILTER:
      learn_equalities(closure, node->u.filter.condition);
      close_node(closure, node->child[0], &certain);
      break;
    case NODE_EXTEND:
      close_node(closure, node->child[0], &certain);
      close_extend(closure, node);
      break;
    case NODE_GROUP: close_group(closure, node); break;
    case NODE_JOIN:
      for (size_t i = 0; i < node->child_count; i++) close_node(closure, node->child[i], &certain);
      break;
    case NODE_LEFTJOIN: close_leftjoin(closure, node, &certain); break;
    case NODE_PROJECT:
    case NODE_DISTINCT:
    case NODE_ORDER:
    case NODE_SLICE:
    case NODE_SEMI:
    case NODE_ANTI: close_node(closure, node->child[0], &certain); break;
    default: break;
  }
}

static bool unique(Arena *arena, const Node *node, const VarSet *known,
                   const VarSet *outer_certain) {
  VarSet certain = varset_copy(arena, outer_certain);
  varset_add_all(&certain, &node->certain);
  switch (node->kind) {
    case NODE_UNIT:
    case NODE_EMPTY: return true;
    case NODE_SCAN: return scan_unique(node, known, &certain);
    case NODE_JOIN:
      for (size_t i = 0; i < node->child_count; i++)
        if (!unique(arena, node->child[i], known, &certain)) return false;
      return true;
    case NODE_LEFTJOIN:
      return unique(arena, node->child[0], known, &certain) &&
             unique(arena, node->child[1], known, &certain);
    case NODE_FILTER:
    case NODE_EXTEND:
    case NODE_ORDER:
    case NODE_SEMI:
    case NODE_ANTI: return unique(arena, node->child[0], known, &certain);
    case NODE_DISTINCT:
      return (!node->u.distinct.reduced && varset_subset(&node->variables, known)) ||
             unique(arena, node->child[0], known, &certain);
    case NODE_GROUP:
      for (size_t i = 0; i < node->u.group.key_count; i++)
        if (!varset_has(known, node->u.group.key[i])) return false;
      return true;
    case NODE_PROJECT: return unique(arena, node->child[0], known, &certain);
    default:
      for (size_t i = 0; i < node->key_count; i++)
        if (varset_subset(&node->key[i], known)) return true;
      return node->kind == NODE_SLICE && unique(arena, node->child[0], known, &certain);
  }
}

void dependency_close(Arena *arena, const Node *node, VarSet *known) {
  Closure closure = {arena, known, true};
  const VarSet none = varset_empty(arena);
  while (closure.changed) {
    closure.changed = false;
    close_node(&closure, node, &none);
  }
}

bool dependency_unique(Arena *arena, const Node *node, const VarSet *known) {
  VarSet closed = varset_copy(arena, known);
  dependency_close(arena, node, &closed);
  const VarSet none = varset_empty(arena);
  return unique(arena, node, &closed, &none);
}
