// unify: variables equated in a block become one.
//
// Law: in FILTER (a = b) (JOIN …) every row has a = b, neither NULL; so b may be called a, and the
// equality is the natural join's.
// Preconditions:
//   1. the same type, whose `=` means the same term (pg_type.def);
//   2. the variable that goes is bound in scans of this block only, so that renaming it equates
//      columns and nothing else; or one member alone mentions it, and does not mention the other.
//      Both sides are not in one scan;
//   3. `a = c` and `b = c` for one constant c equate a and b too;
//   4. a renamed variable that is used above gets its name back at the first PROJECT, GROUP,
//      DISTINCT or UNION above the block, or at the root;
//   5. two variables of one column of one scan are one, NULL or not; what equated them asked that
//   it
//      is not NULL, and goes on asking that where no other member shares the variable;
//   6. on the right of LEFTJOIN, SEMI and ANTI, variables that the left side binds too keep their
//      names: outside, they are something else.
// And in a left join, semi-join or anti-join: LEFTJOIN (l = r) L R, l of L and r a column of a scan
// in R that NULL of an inner OPTIONAL cannot touch, is LEFTJOIN L R' where that scan binds the
// column to l as well. r stays, for it says whether a row matched. Before: FILTER (= ?a ?b) (JOIN
// (SCAN s a) (SCAN t b)) After: JOIN (SCAN s a) (SCAN t a) Why: keys that two scans agree on become
// visible, and SQL says ON s.x = t.y.
#include <string.h>

#include "rewriter/pass/pass.h"

typedef struct Renamed {
  VarId from, to;
} Renamed;
typedef VEC(Renamed) RenamedList;

typedef struct Unified {
  const Node *node;
  RenamedList renamed;
} Unified;

static Unified unify_node(Pass *pass, const Node *node, const VarSet *fixed);

static Renaming to_renaming(Pass *pass, const RenamedList *list) {
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  for (size_t i = 0; i < list->count; i++)
    renaming_add(&renaming, list->item[i].from, list->item[i].to);
  return renaming;
}

// Gives the old names back above `node` (4).
static const Node *restore(Pass *pass, const Node *node, const VarSet *wanted,
                           const RenamedList *list) {
  if (list->count == 0) return node;
  const Renaming renaming = to_renaming(pass, list);
  VEC(Binding) bindings = {0};
  for (size_t i = 0; i < list->count; i++) {
    const VarId from = list->item[i].from, to = renaming_of(&renaming, from);
    if (!varset_has(wanted, from) || varset_has(&node->variables, from)) continue;
    const Binding binding = {from, expr_var(pass->arena, pass->variables, to)};
    VEC_PUSH(pass->arena, &bindings, binding);
  }
  return bindings.count == 0 ? node : node_extend(pass->arena, node, bindings.count, bindings.item);
}

static const Node *unify_pattern(void *self, const Node *pattern) {
  Pass *pass = self;
  // Around the pattern, its variables mean nothing unless they are free in it.
  VarSet free_variables = varset_empty(pass->arena);
  node_free_variables(pass->arena, pattern, &free_variables);
  return unify_node(pass, pattern, &free_variables).node;
}

// The leaves of the block that bind the variable: how many, and are all of them scans?
static size_t binders(const JoinBlock *block, VarId var, bool *scans, size_t *last) {
  size_t count = 0;
  *scans = true;
  for (size_t i = 0; i < block->leaf.count; i++) {
    if (!varset_has(&block->leaf.item[i]->variables, var)) continue;
    count++;
    *last = i;
    *scans &= block->leaf.item[i]->kind == NODE_SCAN;
  }
  return count;
}

static bool share_a_leaf(const JoinBlock *block, VarId a, VarId b) {
  for (size_t i = 0; i < block->leaf.count; i++)
    if (varset_has(&block->leaf.item[i]->variables, a) &&
        varset_has(&block->leaf.item[i]->variables, b))
      return true;
  return false;
}

// Is the variable one member's own, which does not know the other?
static bool is_own_name(Pass *pass, const JoinBlock *block, VarId own, VarId other) {
  size_t count = 0;
  for (size_t i = 0; i < block->leaf.count && count < 2; i++) {
    VarSet mentioned = varset_empty(pass->arena);
    node_mentions(block->leaf.item[i], &mentioned);
    if (!varset_has(&mentioned, own)) continue;
    if (varset_has(&mentioned, other)) return false;
    count++;
  }
  return count == 1;
}

// Which of two equal variables goes; false when neither may.
static bool choose(Pass *pass, const JoinBlock *block, const VarSet *fixed, VarId a, VarId b,
                   Renamed *out) {
  if (varset_has(fixed, a) || varset_has(fixed, b)) return false;  // 6
  const PgType type = variables_type(pass->variables, a);
  if (a == b || type != variables_type(pass->variables, b) ||
      !pg_type_info(type)->native_equality)  // 1
    return false;
  bool a_scans, b_scans;
  size_t last;
  if (binders(block, a, &a_scans, &last) == 0 || binders(block, b, &b_scans, &last) == 0)
    return false;
  if (share_a_leaf(block, a, b)) return false;  // 2
  if (!a_scans && !b_scans) {
    const bool drop = is_own_name(pass, block, b, a);
    if (!drop && !is_own_name(pass, block, a, b)) return false;
    *out = drop ? (Renamed){b, a} : (Renamed){a, b};
    return true;
  }
  const bool drop_b = b_scans && (!a_scans || a < b);
  *out = drop_b ? (Renamed){b, a} : (Renamed){a, b};
  return true;
}

static bool is_constant_equality(const Expr *condition) {
  return condition->kind == EXPR_SQL && condition->u.sql.op == OP_EQ &&
         condition->u.sql.arg[0]->kind == EXPR_VAR && expr_is_given(condition->u.sql.arg[1]);
}

// Two names for one column (5).
static bool find_twin(const JoinBlock *block, const VarSet *fixed, Renamed *out) {
  for (size_t i = 0; i < block->leaf.count; i++) {
    const Node *scan = block->leaf.item[i];
    if (scan->kind != NODE_SCAN) continue;
    const ScanColumn *column = scan->u.scan.column;
    for (size_t j = 0; j < scan->u.scan.count; j++)
      for (size_t k = j + 1; k < scan->u.scan.count; k++) {
        if (column[j].column != column[k].column || column[j].var == column[k].var) continue;
        if (varset_has(fixed, column[j].var) || varset_has(fixed, column[k].var)) continue;
        bool scans, others;
        size_t last;
        (void)binders(block, column[j].var, &scans, &last);
        (void)binders(block, column[k].var, &others, &last);
        if (!others && !scans) continue;
        *out = others ? (Renamed){column[k].var, column[j].var}
                      : (Renamed){column[j].var, column[k].var};
        return true;
      }
  }
  return false;
}

static bool find_equality(Pass *pass, const JoinBlock *block, const VarSet *fixed, Renamed *out) {
  if (find_twin(block, fixed, out)) return true;
  for (size_t i = 0; i < block->condition.count; i++) {
    const Expr *condition = block->condition.item[i];
    if (condition->kind != EXPR_SQL || condition->u.sql.op != OP_EQ) continue;
    const Expr *const *arg = condition->u.sql.arg;
    if (arg[0]->kind == EXPR_VAR && arg[1]->kind == EXPR_VAR &&
        choose(pass, block, fixed, arg[0]->u.var, arg[1]->u.var, out))
      return true;
    if (!is_constant_equality(condition)) continue;
    for (size_t j = i + 1; j < block->condition.count; j++) {
      const Expr *other = block->condition.item[j];
      if (is_constant_equality(other) && expr_equal(arg[1], other->u.sql.arg[1]) &&
          choose(pass, block, fixed, arg[0]->u.var, other->u.sql.arg[0]->u.var, out))  // 3
        return true;
    }
  }
  return false;
}

static void rename_block(Pass *pass, JoinBlock *block, const Renamed *one) {
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  renaming_add(&renaming, one->from, one->to);
  for (size_t i = 0; i < block->leaf.count; i++)
    block->leaf.item[i] = node_rename(&renaming, block->leaf.item[i]);
  Conditions kept = {0};
  for (size_t i = 0; i < block->condition.count; i++) {
    const Expr *condition = expr_rename(&renaming, block->condition.item[i]);
    if (condition->kind == EXPR_SQL && condition->u.sql.op == OP_EQ &&
        expr_equal(condition->u.sql.arg[0], condition->u.sql.arg[1]) &&
        condition->u.sql.arg[0]->kind == EXPR_VAR) {
      bool scans;
      size_t last;
      if (binders(block, condition->u.sql.arg[0]->u.var, &scans, &last) > 1) continue;
      condition = expr_sql1(pass->arena, OP_IS_NOT_NULL, condition->u.sql.arg[0]);  // 5
    }
    expr_conjuncts(pass->arena, condition, &kept);
  }
  block->condition = kept;
}

static void append(Pass *pass, RenamedList *list, const RenamedList *more) {
  for (size_t i = 0; i < more->count; i++) VEC_PUSH(pass->arena, list, more->item[i]);
}

static Unified unify_block(Pass *pass, const Node *node, const VarSet *fixed) {
  Unified out = {node, {0}};
  JoinBlock block = pass_open_block(pass, node);
  bool changed = false;
  for (size_t i = 0; i < block.leaf.count; i++) {
    if (block.leaf.item[i]->kind == NODE_SCAN) continue;
    const Unified leaf = unify_node(pass, block.leaf.item[i], fixed);
    changed |= leaf.node != block.leaf.item[i];
    block.leaf.item[i] = leaf.node;
    append(pass, &out.renamed, &leaf.renamed);
  }
  const Renaming below = out.renamed.count > 0 ? to_renaming(pass, &out.renamed) : (Renaming){0};
  for (size_t i = 0; i < block.condition.count; i++) {
    const Expr *condition = pass_map_expr(pass, block.condition.item[i], unify_pattern, pass);
    if (out.renamed.count > 0) condition = expr_rename(&below, condition);
    changed |= condition != block.condition.item[i];
    block.condition.item[i] = condition;
  }
  if (out.renamed.count > 0)
    for (size_t i = 0; i < block.leaf.count; i++)
      block.leaf.item[i] = node_rename(&below, block.leaf.item[i]);
  Renamed one;
  while (find_equality(pass, &block, fixed, &one)) {
    rename_block(pass, &block, &one);
    VEC_PUSH(pass->arena, &out.renamed, one);
    changed = true;
  }
  if (changed) out.node = pass_close_block(pass, &block);
  return out;
}

// --- Two sides -----------------------------------------------------------------------------------

// The tree with the scan that binds `var` binding its column to `other` too; NULL when no scan
// below joins and filters alone does.
static const Node *bind_too(Pass *pass, const Node *node, VarId var, VarId other) {
  if (!varset_has(&node->variables, var)) return NULL;
  switch (node->kind) {
    case NODE_SCAN:
      for (size_t i = 0; i < node->u.scan.count; i++) {
        if (node->u.scan.column[i].var != var) continue;
        ScanColumn *columns = ARENA_ARRAY(pass->arena, ScanColumn, node->u.scan.count + 1);
        memcpy(columns, node->u.scan.column, node->u.scan.count * sizeof *columns);
        columns[node->u.scan.count] = (ScanColumn){node->u.scan.column[i].column, other};
        return node_scan(pass->arena, node->u.scan.table, node->u.scan.count + 1, columns);
      }
      return NULL;
    case NODE_FILTER:
    case NODE_EXTEND:
    case NODE_JOIN:
    case NODE_LEFTJOIN:
      for (size_t i = 0; i < node->child_count; i++) {
        if (i == 1 && node->kind == NODE_LEFTJOIN) break;
        const Node *bound = bind_too(pass, node->child[i], var, other);
        if (bound != NULL) return node_with_child(pass->arena, node, i, bound);
      }
      return NULL;
    default: return NULL;
  }
}

static const Node *unify_sides(Pass *pass, const Node *node) {
  if (node->u.join.condition == NULL) return node;
  Conditions all = {0}, kept = {0};
  expr_conjuncts(pass->arena, node->u.join.condition, &all);
  const Node *left = node->child[0], *right = node->child[1];
  for (size_t i = 0; i < all.count; i++) {
    const Expr *condition = all.item[i];
    const Node *bound = NULL;
    if (condition->kind == EXPR_SQL && condition->u.sql.op == OP_EQ &&
        condition->u.sql.arg[0]->kind == EXPR_VAR && condition->u.sql.arg[1]->kind == EXPR_VAR) {
      VarId l = condition->u.sql.arg[0]->u.var, r = condition->u.sql.arg[1]->u.var;
      if (varset_has(&left->variables, r)) {
        const VarId other = l;
        l = r;
        r = other;
      }
      const PgType type = variables_type(pass->variables, l);
      if (varset_has(&left->variables, l) && !varset_has(&right->variables, l) &&
          !varset_has(&left->variables, r) && type == variables_type(pass->variables, r) &&
          pg_type_info(type)->native_equality)
        bound = bind_too(pass, right, r, l);
    }
    if (bound == NULL) {
      VEC_PUSH(pass->arena, &kept, condition);
    } else {
      right = bound;
    }
  }
  if (right == node->child[1]) return node;
  const Expr *condition = expr_all(pass->arena, kept.count, kept.item);
  switch (node->kind) {
    case NODE_SEMI: return node_semi(pass->arena, left, right, condition);
    case NODE_ANTI: return node_anti(pass->arena, left, right, condition);
    default: return node_leftjoin(pass->arena, left, right, condition);
  }
}

// The node over children that were unified, its own expressions renamed as they were.
static Unified unify_node(Pass *pass, const Node *node, const VarSet *fixed) {
  Arena *arena = pass->arena;
  if (pass_is_block(node) || node->kind == NODE_SCAN) return unify_block(pass, node, fixed);
  Unified out = {node, {0}};
  if (node->child_count == 0) return out;
  const Node **child = ARENA_ARRAY(arena, const Node *, node->child_count);
  bool changed = false;
  const bool barrier = node->kind == NODE_PROJECT || node->kind == NODE_GROUP ||
                       node->kind == NODE_UNION || node->kind == NODE_DISTINCT;
  for (size_t i = 0; i < node->child_count; i++) {
    VarSet here = varset_copy(arena, fixed);
    if (i == 1) varset_add_all(&here, &node->child[0]->variables);
    const Unified one = unify_node(pass, node->child[i], &here);
    child[i] = one.node;
    if (barrier) {
      VarSet wanted = varset_copy(arena, &node->child[i]->variables);
      if (node->kind == NODE_PROJECT || node->kind == NODE_UNION)
        varset_keep_all(&wanted, &node->variables);
      child[i] = restore(pass, child[i], &wanted, &one.renamed);
    } else if (i == 0 || node->kind == NODE_LEFTJOIN) {
      append(pass, &out.renamed, &one.renamed);
    } else {
      child[i] = restore(pass, child[i], &node->child[i]->variables, &one.renamed);
    }
    changed |= child[i] != node->child[i];
  }
  // The node's own expressions, with the patterns in them unified.
  const Node *mapped = changed ? node_with_children(arena, node, child) : node;
  if (out.renamed.count > 0) {
    const Renaming renaming = to_renaming(pass, &out.renamed);
    mapped = node_rename(&renaming, mapped);
  }
  const bool sides =
      mapped->kind == NODE_LEFTJOIN || mapped->kind == NODE_SEMI || mapped->kind == NODE_ANTI;
  out.node = sides ? unify_sides(pass, mapped) : mapped;
  return out;
}

const Node *pass_unify(Pass *pass, const Node *tree) {
  const VarSet none = varset_empty(pass->arena);
  const Unified unified = unify_node(pass, tree, &none);
  return restore(pass, unified.node, &tree->variables, &unified.renamed);
}
