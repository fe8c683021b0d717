// Law: a step that SQL cannot do stands above what SQL can.
//
// Preconditions, for a step over X:
//   1. FILTER(X, c) over a join with Y: what c mentions and Y may bind is certain in X, so that c
//      sees the same values above. Variables of EXISTS patterns in c count: they would be
//      substituted.
//   2. EXTEND(X, v, e) over a join with Y: as 1 for e; Y does not bind v, else the join compares
//   it;
//      e is not volatile, since the join may make several solutions of one.
//   3. PROJECT(X, V) over a join with Y: Y does not bind what V hides. Above, what Y binds is kept.
//   4. DISTINCT: a FILTER always; an EXTEND whose e is not volatile; no PROJECT.
//   5. ORDER by k: a FILTER always; an EXTEND of a v that k does not mention; a PROJECT that hides
//      nothing that k mentions.
//   6. SLICE: an EXTEND, a PROJECT; no FILTER.
//   7. PROJECT(V) itself goes below a FILTER when V hides nothing that c mentions, below an EXTEND
//      when V hides nothing that e mentions; an EXTEND of a v outside V is dropped.
// Before: JOIN(FILTER(X, SHA1(?n) = "…"), Y)
// After:  FILTER(JOIN(X, Y), SHA1(?n) = "…")
// Why:    X and Y are one statement then, and what is left streams; ORDER and LIMIT stay in SQL.
#include "rewriter/plan/hoist.h"

#include "rewriter/ir/walk.h"

bool is_step(const Node *node) {
  return node->kind == NODE_FILTER || node->kind == NODE_PROJECT ||
         (node->kind == NODE_EXTEND && node->u.extend.count == 1);
}

VarSet expr_mentions(Arena *arena, const Expr *expr) {
  VarSet set = varset_empty(arena);
  expr_variables(expr, &set);
  return set;
}

void node_reach(const Node *node, VarSet *set) {
  varset_add_all(set, &node->variables);
  for (size_t i = 0; i < node->child_count; i++) node_reach(node->child[i], set);
}

// What the PROJECT hides.
static VarSet hidden_by(Arena *arena, const Node *project) {
  VarSet hidden = varset_copy(arena, &project->child[0]->variables);
  varset_remove_all(&hidden, &project->variables);
  return hidden;
}

static bool same_above(Arena *arena, const Node *below, const VarSet *mentions,
                       const VarSet *others) {
  VarSet both = varset_copy(arena, mentions);
  varset_keep_all(&both, others);
  return varset_subset(&both, &below->certain);
}

bool step_rises_join(Arena *arena, const Node *step, const VarSet *others) {
  const Node *below = step->child[0];
  if (step->kind == NODE_FILTER) {
    const VarSet mentions = expr_mentions(arena, step->u.filter.condition);
    return same_above(arena, below, &mentions, others);  // 1
  }
  if (step->kind == NODE_EXTEND) {
    const Binding *binding = &step->u.extend.binding[0];
    const VarSet mentions = expr_mentions(arena, binding->expr);
    return !varset_has(others, binding->var) && !expr_is_volatile(binding->expr) &&
           same_above(arena, below, &mentions, others);  // 2
  }
  const VarSet hidden = hidden_by(arena, step);
  return !varset_intersects(&hidden, others);  // 3
}

bool step_rises_distinct(const Node *step) {  // 4
  if (step->kind == NODE_EXTEND) return !expr_is_volatile(step->u.extend.binding[0].expr);
  return step->kind == NODE_FILTER;
}

bool step_rises_order(Arena *arena, const Node *step, size_t key_count,
                      const OrderKey keys[]) {  // 5
  if (step->kind == NODE_FILTER) return true;
  VarSet mentions = varset_empty(arena);
  for (size_t i = 0; i < key_count; i++) expr_variables(keys[i].expr, &mentions);
  if (step->kind == NODE_EXTEND) return !varset_has(&mentions, step->u.extend.binding[0].var);
  const VarSet hidden = hidden_by(arena, step);
  return !varset_intersects(&hidden, &mentions);
}

bool step_rises_slice(const Node *step) { return step->kind != NODE_FILTER; }  // 6

static const Node *project_to(Arena *arena, const Node *child, const VarSet *kept) {
  VarId *vars = ARENA_ARRAY(arena, VarId, varset_count(kept));
  size_t count = 0;
  for (int v = varset_next(kept, 0); v >= 0; v = varset_next(kept, v + 1))
    if (varset_has(&child->variables, (VarId)v)) vars[count++] = (VarId)v;
  return node_project(arena, child, count, vars);
}

const Node *step_over(Arena *arena, const Node *step, const Node *child, const VarSet *more) {
  if (step->kind != NODE_PROJECT) return node_with_children(arena, step, &child);
  VarSet kept = varset_copy(arena, &step->variables);
  if (more != NULL) varset_add_all(&kept, more);
  return project_to(arena, child, &kept);
}

// Does it keep all that `mentions` and the tree below bind?
static bool keeps(Arena *arena, const Node *below, const VarSet *kept, const VarSet *mentions) {
  VarSet both = varset_copy(arena, mentions);
  varset_keep_all(&both, &below->variables);
  return varset_subset(&both, kept);
}

const Node *project_deep(Arena *arena, const Node *tree, const VarSet *kept, bool apart) {
  if (varset_subset(&tree->variables, kept)) return tree;
  switch (tree->kind) {
    case NODE_STATEMENT:
      if (apart) break;
      return node_statement(arena, 0, project_to(arena, tree->u.statement.pattern, kept), NULL,
                            NULL);
    case NODE_FILTER: {  // 7
      const VarSet mentions = expr_mentions(arena, tree->u.filter.condition);
      if (!keeps(arena, tree->child[0], kept, &mentions)) break;
      return step_over(arena, tree, project_deep(arena, tree->child[0], kept, apart), NULL);
    }
    case NODE_EXTEND: {  // 7
      if (tree->u.extend.count != 1) break;
      const Binding *binding = &tree->u.extend.binding[0];
      const VarSet mentions = expr_mentions(arena, binding->expr);
      if (!varset_has(kept, binding->var)) return project_deep(arena, tree->child[0], kept, apart);
      if (!keeps(arena, tree->child[0], kept, &mentions)) break;
      return step_over(arena, tree, project_deep(arena, tree->child[0], kept, apart), NULL);
    }
    case NODE_PROJECT: return project_deep(arena, tree->child[0], kept, apart);
    default: break;
  }
  return project_to(arena, tree, kept);
}

bool step_lets_sink(Arena *arena, const Node *step, const VarSet *mentions, const VarId *var) {
  if (step->kind == NODE_PROJECT) {
    const VarSet hidden = hidden_by(arena, step);
    return !varset_intersects(&hidden, mentions) && (var == NULL || !varset_has(&hidden, *var));
  }
  if (step->kind == NODE_FILTER) {
    const VarSet condition = expr_mentions(arena, step->u.filter.condition);
    return var == NULL || !varset_has(&condition, *var);
  }
  const Binding *binding = &step->u.extend.binding[0];
  const VarSet expr = expr_mentions(arena, binding->expr);
  return !varset_has(mentions, binding->var) && (var == NULL || !varset_has(&expr, *var));
}

int operand_of_condition(Arena *arena, const Node *node, const VarSet *mentions) {
  VarSet bound = varset_copy(arena, mentions);
  varset_keep_all(&bound, &node->variables);
  if (varset_next(&bound, 0) < 0) return -1;
  const size_t count = node->kind == NODE_JOIN ? node->child_count : 1;
  for (size_t i = 0; i < count; i++) {
    VarSet others = varset_empty(arena);
    for (size_t j = 0; j < node->child_count; j++)
      if (j != i) node_reach(node->child[j], &others);
    // MINUS leaves its left side's solutions as they are.
    const bool same =
        node->kind == NODE_MINUS || same_above(arena, node->child[i], mentions, &others);
    if (same && varset_subset(&bound, &node->child[i]->variables)) return (int)i;
  }
  return -1;
}
