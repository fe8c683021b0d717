// Where a path's walk may begin: solutions and conditions that the rest of the query knows.
#include "rewriter/unfold/seed.h"

// --- Guesses -------------------------------------------------------------------------------------

enum { ROWS_UNKNOWN = 1000, WALKED_PER_START = 10 };
static const double EQUAL_SHARE = 0.005, OTHER_SHARE = 0.3;  // as PostgreSQL guesses them

// The share of rows that a condition keeps.
static double condition_share(const Node *child, const Expr *condition) {
  if (condition->kind != EXPR_SQL) return OTHER_SHARE;
  const Expr *const *arg = condition->u.sql.arg;
  switch (condition->u.sql.op) {
    case OP_AND: {
      double share = 1;
      for (size_t i = 0; i < condition->u.sql.count; i++) share *= condition_share(child, arg[i]);
      return share;
    }
    case OP_HAS_LEXICAL:
    case OP_IS_NOT_NULL: return 1;
    case OP_EQ: {
      bool inside = true;  // between columns of the tree: a join
      for (size_t i = 0; i < 2; i++)
        inside &= arg[i]->kind == EXPR_VAR && varset_has(&child->variables, arg[i]->u.var);
      return inside ? 1 : EQUAL_SHARE;
    }
    default: return OTHER_SHARE;
  }
}

// Trees share subtrees: what is met once too often is not looked at any more.
enum { MOST_LOOKED_AT = 10000 };

static double guess_rows(const Node *tree, unsigned *left) {
  if (*left == 0) return ROWS_UNKNOWN;
  --*left;
  double rows = 0;
  switch (tree->kind) {
    case NODE_SCAN:
      rows = tree->u.scan.table->relation->rows;
      return rows < 0 ? ROWS_UNKNOWN : rows;
    case NODE_VALUES: return (double)tree->u.values.row_count;
    case NODE_UNIT: return 1;
    case NODE_EMPTY: return 0;
    case NODE_RECURSE: return WALKED_PER_START * guess_rows(tree->u.recurse.start, left);
    case NODE_WORKING: return ROWS_UNKNOWN;
    case NODE_FILTER:
      rows = guess_rows(tree->child[0], left);
      return rows * condition_share(tree->child[0], tree->u.filter.condition);
    case NODE_SLICE:
      rows = guess_rows(tree->child[0], left);
      return rows < (double)tree->u.slice.limit ? rows : (double)tree->u.slice.limit;
    case NODE_JOIN:
      for (size_t i = 0; i < tree->child_count; i++) {
        const double more = guess_rows(tree->child[i], left);
        if (i == 0 || more < rows) rows = more;
      }
      return tree->child_count == 0 ? 1 : rows;
    case NODE_UNION:
      for (size_t i = 0; i < tree->child_count; i++) rows += guess_rows(tree->child[i], left);
      return rows;
    default: return tree->child_count == 0 ? ROWS_UNKNOWN : guess_rows(tree->child[0], left);
  }
}

double seed_guess_rows(const Node *tree) {
  unsigned left = MOST_LOOKED_AT;
  return guess_rows(tree, &left);
}

static double lifted_rows(const Lifted *lifted) {
  double rows = 0;
  for (size_t i = 0; i < lifted->count; i++) rows += seed_guess_rows(lifted->item[i].tree);
  return rows;
}

static double call_share(const Expr *condition) {
  if (condition->kind != EXPR_CALL) return OTHER_SHARE;
  switch (condition->u.call.function) {
    case FN_EQ:
    case FN_SAMETERM:
    case FN_IN: return EQUAL_SHARE;
    default: return OTHER_SHARE;
  }
}

// --- Finding -------------------------------------------------------------------------------------

static bool is_steady(const Expr *expr) {
  if (expr->kind == EXPR_EXISTS || expr->kind == EXPR_AGG) return false;
  if (expr->kind != EXPR_CALL) return true;
  switch (expr->u.call.function) {
    case FN_RAND:
    case FN_UUID:
    case FN_STRUUID:
    case FN_BNODE: return false;
    default: break;
  }
  for (size_t i = 0; i < expr->u.call.count; i++)
    if (!is_steady(expr->u.call.arg[i])) return false;
  return true;
}

// The conjuncts that speak of `var` and nothing else.
static void add_conditions(Unfold *unfold, const Expr *condition, VarId var, Seed *seed) {
  if (condition->kind == EXPR_CALL && condition->u.call.function == FN_AND) {
    for (size_t i = 0; i < condition->u.call.count; i++)
      add_conditions(unfold, condition->u.call.arg[i], var, seed);
    return;
  }
  VarSet used = varset_empty(unfold->arena);
  expr_variables(condition, &used);
  if (varset_count(&used) != 1 || !varset_has(&used, var) || !is_steady(condition)) return;
  VEC_PUSH(unfold->arena, &seed->conditions, condition);
}

static bool is_certain(const Lifted *lifted, VarId var) {
  for (size_t i = 0; i < lifted->count; i++) {
    const Definition *definition = branch_find(&lifted->item[i], var);
    if (definition == NULL || !definition->certain) return false;
  }
  return true;
}

Seed seed_find(Unfold *unfold, VarId var, double most) {
  Seed seed = {.rows = most};
  for (const Known *known = unfold->known; known != NULL; known = known->up) {
    if (known->condition != NULL) add_conditions(unfold, known->condition, var, &seed);
    if (known->lifted == NULL || !is_certain(known->lifted, var)) continue;
    const double rows = lifted_rows(known->lifted);
    if (rows >= seed.rows) continue;
    seed.rows = rows;
    seed.known = known;
  }
  for (size_t i = 0; i < seed.conditions.count; i++)
    seed.rows *= call_share(seed.conditions.item[i]);
  // Solutions around an EXISTS pattern: one at a time.
  if (unfold->outer != NULL && branch_find(unfold->outer->branch, var) != NULL) seed.rows = 1;
  return seed;
}

// --- Applying ------------------------------------------------------------------------------------

// Of the solutions known, what the branches speak of too.
static Lifted shared_part(Unfold *unfold, const Known *known, const Lifted *branches) {
  VarSet vars = varset_empty(unfold->arena);
  for (size_t b = 0; b < branches->count; b++)
    for (size_t i = 0; i < branches->item[b].count; i++) {
      const VarId var = branches->item[b].definition[i].var;
      if (is_certain(known->lifted, var)) varset_add(&vars, var);
    }
  Lifted part = {0};
  for (size_t b = 0; b < known->lifted->count; b++)
    VEC_PUSH(unfold->arena, &part, branch_keep(unfold, &known->lifted->item[b], &vars));
  return lifted_fresh(unfold, &part);
}

static Lifted join_known(Unfold *unfold, const Known *known, const Lifted *branches) {
  Lifted out = {0};
  for (size_t b = 0; b < branches->count; b++) {
    Lifted one = {0};
    VEC_PUSH(unfold->arena, &one, branches->item[b]);
    if (known->node != NULL && known->node->kind == NODE_VALUES &&
        values_join(unfold, &one.item[0], known->node, &out))
      continue;
    const Lifted joined = lifted_join(unfold, shared_part(unfold, known, &one), one);
    for (size_t i = 0; i < joined.count; i++) VEC_PUSH(unfold->arena, &out, joined.item[i]);
  }
  return out;
}

Status seed_apply(Unfold *unfold, const Seed *seed, const Lifted *branches, VarId var, Lifted *out,
                  Error *err) {
  Lifted kept = {0};
  for (size_t b = 0; b < branches->count; b++) {
    Branch branch = branches->item[b];
    const Expr *term = branch_find(&branch, var)->term;
    bool possible = outer_compatible(unfold, var, term) &&
                    branch_filter(unfold, &branch, outer_condition(unfold, var, term));
    for (size_t i = 0; i < seed->conditions.count && possible; i++) {
      const Expr *condition;
      TRY(unfold_condition(unfold, &branch, seed->conditions.item[i], &condition, err));
      possible = branch_filter(unfold, &branch, condition);
    }
    if (possible) VEC_PUSH(unfold->arena, &kept, branch);
  }
  *out = seed->known == NULL ? kept : join_known(unfold, seed->known, &kept);
  return STATUS_OK;
}

Lifted seed_terms(Unfold *unfold, const Seed *seed, VarId var, const Slot *graph) {
  VarSet vars = varset_empty(unfold->arena);
  varset_add(&vars, var);
  if (graph->kind == SLOT_VAR && is_certain(seed->known->lifted, graph->var))
    varset_add(&vars, graph->var);
  Lifted part = {0};
  for (size_t b = 0; b < seed->known->lifted->count; b++)
    VEC_PUSH(unfold->arena, &part, branch_keep(unfold, &seed->known->lifted->item[b], &vars));
  part = lifted_fresh(unfold, &part);
  return lifted_distinct(unfold, &part, &vars);
}

// --- Nodes of a graph ----------------------------------------------------------------------------

static bool is_end(const Slot *slot, VarId var) {
  return slot->kind == SLOT_VAR && slot->var == var;
}

static bool speaks_of(const Node *node, VarId var, const Slot *graph) {
  switch (node->kind) {
    case NODE_TRIPLE:
      return slot_equal(&node->u.triple.graph, graph) &&
             (is_end(&node->u.triple.subject, var) || is_end(&node->u.triple.object, var));
    case NODE_JOIN:
      for (size_t i = 0; i < node->child_count; i++)
        if (speaks_of(node->child[i], var, graph)) return true;
      return false;
    case NODE_FILTER:
    case NODE_EXTEND:
    case NODE_LEFTJOIN:
    case NODE_MINUS: return speaks_of(node->child[0], var, graph);
    default: return false;
  }
}

bool seed_is_node(const Seed *seed, VarId var, const Slot *graph) {
  return seed->known->node != NULL && speaks_of(seed->known->node, var, graph);
}
