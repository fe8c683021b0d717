// Branches: their definitions, filtering them, and solutions without duplicates.
#include "rewriter/unfold/lifted.h"

#include <stdlib.h>
#include <string.h>

#include "rewriter/ir/dependency.h"
#include "rewriter/unfold/context.h"

const Definition *branch_find(const Branch *branch, VarId var) {
  size_t low = 0, high = branch->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (branch->definition[middle].var == var) return &branch->definition[middle];
    if (branch->definition[middle].var < var) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return NULL;
}

Branch branch_define(Unfold *unfold, const Branch *branch, VarId var, const Expr *term,
                     bool certain) {
  Definition *definitions = ARENA_ARRAY(unfold->arena, Definition, branch->count + 1);
  size_t count = 0, i = 0;
  while (i < branch->count && branch->definition[i].var < var)
    definitions[count++] = branch->definition[i++];
  if (i < branch->count && branch->definition[i].var == var) i++;
  if (term->kind != EXPR_UNBOUND) definitions[count++] = (Definition){var, certain, term};
  while (i < branch->count) definitions[count++] = branch->definition[i++];
  return (Branch){branch->tree, count, definitions};
}

Branch branch_keep(Unfold *unfold, const Branch *branch, const VarSet *vars) {
  Definition *definitions = ARENA_ARRAY(unfold->arena, Definition, branch->count);
  size_t count = 0;
  for (size_t i = 0; i < branch->count; i++)
    if (varset_has(vars, branch->definition[i].var)) definitions[count++] = branch->definition[i];
  return (Branch){branch->tree, count, definitions};
}

bool branch_filter(Unfold *unfold, Branch *branch, const Expr *condition) {
  if (condition == NULL || expr_is_true(condition)) return true;
  if (expr_is_never(condition)) return false;
  branch->tree = node_filter(unfold->arena, branch->tree, condition);
  return true;
}

Lifted lifted_fresh(Unfold *unfold, const Lifted *lifted) {
  Lifted out = {0};
  for (size_t b = 0; b < lifted->count; b++) {
    Branch branch = lifted->item[b];
    Renaming made;
    branch.tree = node_fresh(unfold->arena, unfold->variables, branch.tree, &made);
    Definition *definitions =
        arena_copy(unfold->arena, branch.definition, branch.count * sizeof *definitions);
    for (size_t i = 0; i < branch.count; i++)
      definitions[i].term = expr_rename(&made, definitions[i].term);
    branch.definition = definitions;
    VEC_PUSH(unfold->arena, &out, branch);
  }
  return out;
}

VarSet lifted_variables(Unfold *unfold, const Lifted *lifted) {
  VarSet vars = varset_empty(unfold->arena);
  for (size_t b = 0; b < lifted->count; b++)
    for (size_t i = 0; i < lifted->item[b].count; i++)
      varset_add(&vars, lifted->item[b].definition[i].var);
  return vars;
}

// --- Distinct ------------------------------------------------------------------------------------

// Adds the plain variables of the definition when they tell its terms apart.
static void add_plain_identity(Unfold *unfold, const Expr *term, VarSet *out) {
  if (term->kind != EXPR_RDF) return;
  ExprList identity = {0};
  terms_identity(&unfold->lowering, term, &identity);
  for (size_t i = 0; i < identity.count; i++)
    if (identity.item[i]->kind == EXPR_VAR) varset_add(out, identity.item[i]->u.var);
}

Branch branch_distinct(Unfold *unfold, const Branch *branch, const VarSet *vars) {
  Arena *arena = unfold->arena;
  Branch kept = branch_keep(unfold, branch, vars);
  VarSet identity = varset_empty(arena);
  for (size_t i = 0; i < kept.count; i++)
    if (kept.definition[i].certain) add_plain_identity(unfold, kept.definition[i].term, &identity);
  if (dependency_unique(arena, kept.tree, &identity)) return kept;
  Lifted one = {0};
  VEC_PUSH(arena, &one, kept);
  VarSet columns = varset_empty(arena);
  Branch merged = lifted_merge(unfold, &one, vars, vars, &columns);
  if (dependency_unique(arena, merged.tree, &columns)) return merged;
  const Node *tree = node_project_set(unfold->arena, merged.tree, &columns);
  merged.tree = varset_count(&columns) == 0 ? node_slice(arena, tree, 0, 1)
                                            : node_distinct(arena, tree, false);
  return merged;
}

// Can a row of one give the same solution as a row of the other?
static bool may_share(Unfold *unfold, const Branch *a, const Branch *b, const VarSet *vars) {
  for (size_t pass = 0; pass < 2; pass++)  // constants first: they are cheap
    for (int v = varset_next(vars, 0); v >= 0; v = varset_next(vars, v + 1)) {
      const Definition *x = branch_find(a, (VarId)v), *y = branch_find(b, (VarId)v);
      if (x == NULL && y == NULL) continue;
      if (x == NULL || y == NULL) {
        if ((x == NULL ? y : x)->certain) return false;
        continue;
      }
      if (!x->certain && !y->certain) continue;
      if (x->term->kind == EXPR_CONST && y->term->kind == EXPR_CONST) {
        if (pass == 0 && !term_equal(&x->term->u.constant, &y->term->u.constant)) return false;
      } else if (pass == 1 && !terms_compatible(&unfold->lowering, x->term, y->term)) {
        return false;
      }
    }
  return true;
}

// The scans and conditions of a tree that is nothing but those.
typedef struct Block {
  bool plain;
  Conditions conditions;
  VEC(const Node *) scans;
} Block;

static void open_block(Unfold *unfold, const Node *node, Block *block) {
  switch (node->kind) {
    case NODE_FILTER:
      expr_conjuncts(unfold->arena, node->u.filter.condition, &block->conditions);
      open_block(unfold, node->child[0], block);
      break;
    case NODE_JOIN:
      for (size_t i = 0; i < node->child_count; i++) open_block(unfold, node->child[i], block);
      break;
    case NODE_SCAN: VEC_PUSH(unfold->arena, &block->scans, node); break;
    default: block->plain = false; break;
  }
}

// Does every row of `b` give a solution that `a` gives too? Only seen where both scan the same
// tables and a's conditions are among b's.
static bool covers(Unfold *unfold, const Branch *a, const Branch *b) {
  Block x = {.plain = true}, y = {.plain = true};
  open_block(unfold, a->tree, &x);
  open_block(unfold, b->tree, &y);
  if (!x.plain || !y.plain || x.scans.count != y.scans.count || a->count != b->count) return false;
  for (size_t i = 0; i < x.scans.count; i++)
    if (x.scans.item[i]->u.scan.table != y.scans.item[i]->u.scan.table) return false;
  Renaming renaming = renaming_make(unfold->arena, unfold->variables);
  for (size_t i = 0; i < x.scans.count; i++) {
    const Node *s = x.scans.item[i], *t = y.scans.item[i];
    for (size_t j = 0; j < t->u.scan.count; j++)
      for (size_t k = 0; k < s->u.scan.count; k++)
        if (s->u.scan.column[k].column == t->u.scan.column[j].column)
          renaming_add(&renaming, t->u.scan.column[j].var, s->u.scan.column[k].var);
  }
  for (size_t i = 0; i < a->count; i++)
    if (a->definition[i].var != b->definition[i].var ||
        !expr_equal(a->definition[i].term, expr_rename(&renaming, b->definition[i].term)))
      return false;
  for (size_t i = 0; i < x.conditions.count; i++) {
    bool found = false;
    for (size_t j = 0; j < y.conditions.count && !found; j++)
      found = expr_equal(x.conditions.item[i], expr_rename(&renaming, y.conditions.item[j]));
    if (!found) return false;
  }
  // A table joined in `a` on a condition that is carried by a shared variable: the columns must
  // meet in `b` as well.
  for (size_t i = 0; i < x.scans.count && x.scans.count > 1; i++)
    for (size_t k = 0; k < x.scans.item[i]->u.scan.count; k++) {
      bool found = false;
      for (size_t j = 0; j < y.scans.item[i]->u.scan.count && !found; j++)
        found =
            x.scans.item[i]->u.scan.column[k].column == y.scans.item[i]->u.scan.column[j].column;
      if (!found) return false;
    }
  return true;
}

static size_t find_group(size_t *parent, size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

typedef struct Keyed {
  const void *key;
  size_t branch;
} Keyed;

static int keyed_compare(const void *a, const void *b) {
  const Keyed *x = a, *y = b;
  if (x->key != y->key) return (uintptr_t)x->key < (uintptr_t)y->key ? -1 : 1;
  return (x->branch > y->branch) - (x->branch < y->branch);
}

// The variable that most branches define by a constant: branches with other constants there share
// nothing and need no closer look.
static VarId best_constant(Unfold *unfold, const Lifted *lifted, const VarSet *vars) {
  (void)unfold;
  VarId best = 0;
  size_t most = 0;
  for (int v = varset_next(vars, 0); v >= 0; v = varset_next(vars, v + 1)) {
    size_t count = 0;
    for (size_t b = 0; b < lifted->count; b++) {
      const Definition *definition = branch_find(&lifted->item[b], (VarId)v);
      count += definition != NULL && definition->term->kind == EXPR_CONST;
    }
    if (count > most) {
      most = count;
      best = (VarId)v;
    }
  }
  return best;
}

// Which branches give nothing that another does not give; groups, unless NULL: branches that may
// share solutions, as a forest of parents.
static bool *find_covered(Unfold *unfold, const Lifted *lifted, const VarSet *vars,
                          size_t *parent) {
  Arena *arena = unfold->arena;
  const size_t count = lifted->count;
  bool *covered = ARENA_ARRAY(arena, bool, count);
  Keyed *keyed = ARENA_ARRAY(arena, Keyed, count);
  const VarId constant = best_constant(unfold, lifted, vars);
  for (size_t i = 0; i < count; i++) {
    if (parent != NULL) parent[i] = i;
    const Definition *definition = branch_find(&lifted->item[i], constant);
    const bool has = definition != NULL && definition->certain && varset_has(vars, constant) &&
                     definition->term->kind == EXPR_CONST;
    keyed[i] = (Keyed){has ? definition->term->u.constant.lexical : NULL, i};
  }
  if (count > 0) qsort(keyed, count, sizeof *keyed, keyed_compare);
  for (size_t x = 0; x < count; x++)
    for (size_t y = x + 1; y < count; y++) {
      if (keyed[x].key != NULL && keyed[y].key != keyed[x].key) break;
      const size_t i = keyed[x].branch, j = keyed[y].branch;
      const Branch *a = &lifted->item[i], *b = &lifted->item[j];
      if (covered[i] || covered[j] || !may_share(unfold, a, b, vars)) continue;
      if (covers(unfold, a, b)) {
        covered[j] = true;
      } else if (covers(unfold, b, a)) {
        covered[i] = true;
      } else if (parent != NULL) {
        parent[find_group(parent, j)] = find_group(parent, i);
      }
    }
  return covered;
}

Lifted lifted_thin(Unfold *unfold, const Lifted *lifted, const VarSet *vars) {
  const bool *covered = find_covered(unfold, lifted, vars, NULL);
  Lifted out = {0};
  for (size_t i = 0; i < lifted->count; i++)
    if (!covered[i]) VEC_PUSH(unfold->arena, &out, lifted->item[i]);
  return out;
}

Lifted lifted_distinct(Unfold *unfold, const Lifted *lifted, const VarSet *vars) {
  Arena *arena = unfold->arena;
  const size_t count = lifted->count;
  size_t *parent = ARENA_ARRAY(arena, size_t, count);
  const bool *covered = find_covered(unfold, lifted, vars, parent);
  // A covered branch may have held its group together: that costs a needless merge, nothing more.
  Lifted out = {0};
  for (size_t i = 0; i < count; i++) {
    if (find_group(parent, i) != i) continue;
    Lifted members = {0};
    for (size_t j = 0; j < count; j++)
      if (!covered[j] && find_group(parent, j) == i) VEC_PUSH(arena, &members, lifted->item[j]);
    if (members.count == 0) continue;
    Branch branch;
    if (members.count == 1) {
      branch = branch_distinct(unfold, &members.item[0], vars);
    } else {
      VarSet columns = varset_empty(arena);
      branch = lifted_merge(unfold, &members, vars, vars, &columns);
      const Node *tree = node_project_set(unfold->arena, branch.tree, &columns);
      branch.tree = varset_count(&columns) == 0 ? node_slice(arena, tree, 0, 1)
                                                : node_distinct(arena, tree, false);
    }
    VEC_PUSH(arena, &out, branch);
  }
  return out;
}

// --- Binding -------------------------------------------------------------------------------------

typedef struct Binder {
  Unfold *unfold;
  VEC(Binding) bindings;
  const char *hint;
} Binder;

// A selection stays for the decoder to follow.
static bool is_selection(const Expr *condition) {
  return condition->kind == EXPR_SQL && condition->u.sql.op == OP_EQ &&
         condition->u.sql.arg[0]->kind == EXPR_VAR &&
         condition->u.sql.arg[1]->kind == EXPR_NATIVE &&
         condition->u.sql.arg[0]->type == PG_TYPE_INT4;
}

static const Expr *bind(void *self, const Expr *expr, bool condition) {
  Binder *binder = self;
  if (expr->kind == EXPR_VAR || expr->kind == EXPR_NATIVE) return expr;
  if (condition && is_selection(expr)) return expr;
  for (size_t i = 0; i < binder->bindings.count; i++)
    if (expr_equal(binder->bindings.item[i].expr, expr))
      return var_expr(binder->unfold, binder->bindings.item[i].var);
  const Binding binding = {fresh(binder->unfold, expr->type, binder->hint), expr};
  VEC_PUSH(binder->unfold->arena, &binder->bindings, binding);
  return var_expr(binder->unfold, binding.var);
}

Branch branch_bind(Unfold *unfold, const Branch *branch) {
  Binder binder = {.unfold = unfold};
  Definition *definitions =
      arena_copy(unfold->arena, branch->definition, branch->count * sizeof *definitions);
  for (size_t i = 0; i < branch->count; i++) {
    binder.hint = variables_hint(unfold->variables, definitions[i].var);
    definitions[i].term = terms_map(unfold->arena, definitions[i].term, bind, &binder);
  }
  const Node *tree = branch->tree;
  if (binder.bindings.count > 0)
    tree = node_extend(unfold->arena, tree, binder.bindings.count, binder.bindings.item);
  return (Branch){tree, branch->count, definitions};
}
