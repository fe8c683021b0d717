// Law: the first rows of a union are among the first rows of its branches.
//
// Preconditions:
// (1) A SLICE with a limit stands on an ORDER, possibly with PROJECT and EXTEND between, and that
// on
//     a UNION of several branches, possibly with EXTEND and PROJECT between, of nothing made anew
//     for each row.
// (2) The limit and offset together are few rows.
// (3) In some branch, the first key is a column that an index of its table begins with: else a
//     branch would sort as much as the whole does.
// (4) No branch is a SLICE already.
//
// Before: SLICE 10 (ORDER k (UNION A B))
// After:  SLICE 10 (ORDER k (UNION (SLICE 10 (ORDER k A)) (SLICE 10 (ORDER k B))))
//
// Why: PostgreSQL looks for the first rows of a table in an index; of a union that is more than
// plain tables, only where each branch says that it wants no more.
#include "rewriter/pass/scan.h"

enum { FEW = 1000 };

// (1)
static const Node *below(const Node *node, NodeKind wanted) {
  while (node->kind == NODE_PROJECT || node->kind == NODE_EXTEND) {
    if (node->kind == NODE_EXTEND)
      for (size_t i = 0; i < node->u.extend.count; i++)
        if (pass_is_volatile(node->u.extend.binding[i].expr)) return NULL;
    node = node->child[0];
  }
  return node->kind == wanted ? node : NULL;
}

static const Node *over(Pass *pass, const Node *node, const Node *old, const Node *new) {
  if (node == old) return new;
  const Node *child = over(pass, node->child[0], old, new);
  return node_with_children(pass->arena, node, &child);
}

typedef struct Led {
  VarId var;
} Led;

static bool index_leads(const void *self, const Node *scan) {
  const Led *led = self;
  const Relation *relation = scan->u.scan.table->relation;
  for (size_t i = 0; i < relation->index_count; i++)
    if (relation->index[i].count > 0 && scan_binds(scan, relation->index[i].column[0], led->var))
      return true;
  return false;
}

// (3)
static bool is_led_by_index(const Node *branch, const Expr *key) {
  for (;;) {
    if (key->kind != EXPR_VAR) return false;
    if (branch->kind == NODE_EXTEND) {
      for (size_t i = 0; i < branch->u.extend.count; i++)
        if (branch->u.extend.binding[i].var == key->u.var) {
          key = branch->u.extend.binding[i].expr;
          break;
        }
    } else if (branch->kind != NODE_PROJECT) {
      break;
    }
    branch = branch->child[0];
  }
  const Led led = {key->u.var};
  return scan_find(branch, index_leads, &led) != NULL;
}

static const Node *top(Pass *pass, const Node *node) {
  if (node->kind != NODE_SLICE || node->u.slice.limit > FEW || node->u.slice.offset > FEW)
    return node;  // (2)
  const Node *order = below(node->child[0], NODE_ORDER);
  const Node *union_ = order == NULL ? NULL : below(order->child[0], NODE_UNION);  // (1)
  if (union_ == NULL || union_->child_count < 2) return node;
  Arena *arena = pass->arena;
  const uint64_t rows = node->u.slice.limit + node->u.slice.offset;
  const Node **branch = ARENA_ARRAY(arena, const Node *, union_->child_count);
  bool led = false;
  for (size_t i = 0; i < union_->child_count; i++) {
    if (union_->child[i]->kind == NODE_SLICE) return node;  // (4)
    branch[i] = over(pass, order->child[0], union_, union_->child[i]);
    led = led || is_led_by_index(branch[i], order->u.order.key[0].expr);
    branch[i] = node_order(arena, branch[i], order->u.order.count, order->u.order.key);
    branch[i] = node_slice(arena, branch[i], 0, rows);
  }
  if (!led) return node;
  const Node *sorted = node_order(arena, node_union(arena, union_->child_count, branch),
                                  order->u.order.count, order->u.order.key);
  return over(pass, node, order, sorted);
}

const Node *pass_top(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, top); }
