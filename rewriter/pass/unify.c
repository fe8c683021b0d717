// unify: variables equated in a block become one.
//
// Law: in FILTER (a = b) (JOIN …) every row has a = b, neither NULL; so b may be called a, and the
// equality is the natural join's.
// Preconditions:
//   1. the same type, whose `=` means the same term (pg_type.def);
//   2. the variable that goes is bound in scans of this block only, so that renaming it equates
//      columns and nothing else; both sides are not in one scan;
//   3. `a = c` and `b = c` for one constant c equate a and b too;
//   4. a renamed variable that is used above gets its name back at the first PROJECT, GROUP,
//      DISTINCT or UNION above the block, or at the root.
// Before: FILTER (= ?a ?b) (JOIN (SCAN s a) (SCAN t b)) After: JOIN (SCAN s a) (SCAN t a)
// Why: keys that two scans agree on become visible, and SQL says ON s.x = t.y.
#include "rewriter/pass/pass.h"

typedef struct Renamed {
  VarId from, to;
} Renamed;
typedef VEC(Renamed) RenamedList;

typedef struct Unified {
  const Node *node;
  RenamedList renamed;
} Unified;

static Unified unify_node(Pass *pass, const Node *node);

static Renaming to_renaming(Pass *pass, const RenamedList *list) {
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  for (size_t i = 0; i < list->count; i++) renaming.to[list->item[i].from] = list->item[i].to;
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
  const VarSet wanted = varset_copy(pass->arena, &pattern->variables);
  Unified unified = unify_node(pass, pattern);
  (void)wanted;
  return unified.node;
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

// Which of two equal variables goes; false when neither may.
static bool choose(Pass *pass, const JoinBlock *block, VarId a, VarId b, Renamed *out) {
  const PgType type = variables_type(pass->variables, a);
  if (a == b || type != variables_type(pass->variables, b) ||
      !pg_type_info(type)->native_equality)  // 1
    return false;
  bool a_scans, b_scans;
  size_t last;
  if (binders(block, a, &a_scans, &last) == 0 || binders(block, b, &b_scans, &last) == 0)
    return false;
  if (share_a_leaf(block, a, b) || (!a_scans && !b_scans)) return false;  // 2
  const bool drop_b = b_scans && (!a_scans || a < b);
  *out = drop_b ? (Renamed){b, a} : (Renamed){a, b};
  return true;
}

static bool is_constant_equality(const Expr *condition) {
  return condition->kind == EXPR_SQL && condition->u.sql.op == OP_EQ &&
         condition->u.sql.arg[0]->kind == EXPR_VAR && condition->u.sql.arg[1]->kind == EXPR_NATIVE;
}

static bool find_equality(Pass *pass, const JoinBlock *block, Renamed *out) {
  for (size_t i = 0; i < block->condition.count; i++) {
    const Expr *condition = block->condition.item[i];
    if (condition->kind != EXPR_SQL || condition->u.sql.op != OP_EQ) continue;
    const Expr *const *arg = condition->u.sql.arg;
    if (arg[0]->kind == EXPR_VAR && arg[1]->kind == EXPR_VAR &&
        choose(pass, block, arg[0]->u.var, arg[1]->u.var, out))
      return true;
    if (!is_constant_equality(condition)) continue;
    for (size_t j = i + 1; j < block->condition.count; j++) {
      const Expr *other = block->condition.item[j];
      if (is_constant_equality(other) && expr_equal(arg[1], other->u.sql.arg[1]) &&
          choose(pass, block, arg[0]->u.var, other->u.sql.arg[0]->u.var, out))  // 3
        return true;
    }
  }
  return false;
}

static void rename_block(Pass *pass, JoinBlock *block, const Renamed *one) {
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  renaming.to[one->from] = one->to;
  for (size_t i = 0; i < block->leaf.count; i++)
    block->leaf.item[i] = node_rename(&renaming, block->leaf.item[i]);
  Conditions kept = {0};
  for (size_t i = 0; i < block->condition.count; i++) {
    const Expr *condition = expr_rename(&renaming, block->condition.item[i]);
    if (condition->kind == EXPR_SQL && condition->u.sql.op == OP_EQ &&
        expr_equal(condition->u.sql.arg[0], condition->u.sql.arg[1]) &&
        condition->u.sql.arg[0]->kind == EXPR_VAR)
      continue;
    expr_conjuncts(pass->arena, condition, &kept);
  }
  block->condition = kept;
}

static void append(Pass *pass, RenamedList *list, const RenamedList *more) {
  for (size_t i = 0; i < more->count; i++) VEC_PUSH(pass->arena, list, more->item[i]);
}

static Unified unify_block(Pass *pass, const Node *node) {
  Unified out = {node, {0}};
  JoinBlock block = pass_open_block(pass, node);
  bool changed = false;
  for (size_t i = 0; i < block.leaf.count; i++) {
    const Unified leaf = unify_node(pass, block.leaf.item[i]);
    changed |= leaf.node != block.leaf.item[i];
    block.leaf.item[i] = leaf.node;
    append(pass, &out.renamed, &leaf.renamed);
  }
  const Renaming below =
      out.renamed.count > 0 ? to_renaming(pass, &out.renamed) : (Renaming){0};
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
  while (find_equality(pass, &block, &one)) {
    rename_block(pass, &block, &one);
    VEC_PUSH(pass->arena, &out.renamed, one);
    changed = true;
  }
  if (changed) out.node = pass_close_block(pass, &block);
  return out;
}

// The node over children that were unified, its own expressions renamed as they were.
static Unified unify_node(Pass *pass, const Node *node) {
  Arena *arena = pass->arena;
  if (pass_is_block(node)) return unify_block(pass, node);
  Unified out = {node, {0}};
  if (node->child_count == 0) return out;
  const Node **child = ARENA_ARRAY(arena, const Node *, node->child_count);
  bool changed = false;
  const bool barrier = node->kind == NODE_PROJECT || node->kind == NODE_GROUP ||
                       node->kind == NODE_UNION || node->kind == NODE_DISTINCT;
  for (size_t i = 0; i < node->child_count; i++) {
    const Unified one = unify_node(pass, node->child[i]);
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
  out.node = mapped;
  return out;
}

const Node *pass_unify(Pass *pass, const Node *tree) {
  const Unified unified = unify_node(pass, tree);
  return restore(pass, unified.node, &tree->variables, &unified.renamed);
}
