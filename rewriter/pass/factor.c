// Law: of branches that differ in what they ask to exist, one asks for any of that.
//
// Preconditions:
// (1) A UNION stands below a DISTINCT, with nothing between that counts rows (PROJECT, FILTER,
//     EXTEND).
// (2) Its branches are alike but for the names of the variables inside them, down to a SEMI without
//     a condition: PROJECT (or not), then any of EXTEND and FILTER.
// (3) The left sides are the same scans, joined or not; the right sides share the same variables
//     with them.
// A row that several branches give is given once after: hence (1).
//
// Before: DISTINCT(UNION(SEMI(SCAN trip(id: v, s: w), A(w)), SEMI(SCAN trip(id: v, s: w), B(w))))
// After:  DISTINCT(SEMI(SCAN trip(id: v, s: w), UNION(A(w), B(w))))
//
// Why: a class that several tables fill makes such unions; once they are gone, the rows have a key,
// DISTINCT goes, and the scan is seen by the laws about joins.
#include "rewriter/pass/alike.h"
#include "rewriter/pass/as_set.h"

typedef VEC(const Node *) Chain;

// From the top to the SEMI; false when the branch is something else (2).
static bool open_chain(Pass *pass, const Node *branch, Chain *chain) {
  const Node *node = branch;
  if (node->kind == NODE_PROJECT) {
    VEC_PUSH(pass->arena, chain, node);
    node = node->child[0];
  }
  for (; node->kind == NODE_EXTEND || node->kind == NODE_FILTER; node = node->child[0])
    VEC_PUSH(pass->arena, chain, node);
  VEC_PUSH(pass->arena, chain, node);
  return node->kind == NODE_SEMI && node->u.join.condition == NULL;
}

static bool same_step(Pass *pass, Alike *alike, const Node *a, const Node *b) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case NODE_PROJECT: return varset_equal(&a->variables, &b->variables);
    case NODE_FILTER:
      return expr_equal(a->u.filter.condition, alike_renamed(pass, alike, b->u.filter.condition));
    default: return alike_extends(pass, alike, a, b);
  }
}

static VarSet asked_for(Pass *pass, const Node *semi) {
  VarSet shared = varset_copy(pass->arena, &semi->child[0]->variables);
  varset_keep_all(&shared, &semi->child[1]->variables);
  return shared;
}

// What branch b asks for, in the variables of branch a; NULL when they are not alike.
static const Node *asked(Pass *pass, const VarSet *common, const Chain *a, const Chain *b) {
  if (a->count != b->count) return NULL;
  Alike alike = {.common = common, .arena = pass->arena};
  const Node *x = a->item[a->count - 1], *y = b->item[b->count - 1];
  if (!alike_scans(&alike, x->child[0], y->child[0])) return NULL;  // (3)
  for (size_t i = a->count - 1; i-- > 0;)
    if (!same_step(pass, &alike, a->item[i], b->item[i])) return NULL;
  const Renaming renaming = alike_renaming(pass, &alike);
  const Node *right = node_rename(&renaming, y->child[1]);
  VarSet mine = asked_for(pass, x), others = varset_copy(pass->arena, &x->child[0]->variables);
  varset_keep_all(&others, &right->variables);
  if (!varset_equal(&mine, &others)) return NULL;  // (3)
  const Node *one = pass_project(pass, right, &mine);
  return pass_hides_apart(pass, one, x->child[0]) ? one : NULL;
}

static const Node *factor_union(Pass *pass, const Node *node) {
  Chain first = {0};
  if (node->kind != NODE_UNION || node->child_count < 2 ||
      !open_chain(pass, node->child[0], &first))
    return node;
  const Node *semi = first.item[first.count - 1];
  const VarSet shared = asked_for(pass, semi);
  VEC(const Node *) right = {0};
  VEC_PUSH(pass->arena, &right, pass_project(pass, semi->child[1], &shared));
  for (size_t i = 1; i < node->child_count; i++) {
    Chain chain = {0};
    if (!open_chain(pass, node->child[i], &chain)) return node;
    const Node *one = asked(pass, &node->variables, &first, &chain);
    if (one == NULL) return node;
    VEC_PUSH(pass->arena, &right, one);
  }
  const Node *any = node_union(pass->arena, right.count, right.item);
  const Node *result = node_semi(pass->arena, semi->child[0], any, NULL);
  for (size_t i = first.count - 1; i-- > 0;)
    result = node_with_children(pass->arena, first.item[i], &result);
  return result;
}

static const Node *factor(Pass *pass, const Node *node) {
  if (node->kind != NODE_DISTINCT) return node;
  const Node *child = pass_below_set(pass, node->child[0], SET_ROWS, factor_union);  // (1)
  return child == node->child[0] ? node : node_with_children(pass->arena, node, &child);
}

const Node *pass_factor(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, factor); }
