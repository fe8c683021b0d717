// Law: a row that both sides name by the same constants is shared.
//
// Preconditions:
// (1) The right side of a LEFTJOIN, SEMI or ANTI is a SCAN b, or a JOIN with it as a member,
//     possibly under FILTER and EXTEND.
// (2) The left side has, where nothing can leave it NULL, a SCAN a of the same relation.
// (3) For some key of it, none of whose columns may be NULL, a and b bind each column to the same
//     variable, or to two that conditions fix to one constant: in each row of the left side, and in
//     each of the right.
//
// Before: LEFTJOIN(FILTER(A(SCAN t(id: v)), v = 7), FILTER(SCAN t(id: w, x: u), w = 7))
// After:  LEFTJOIN(FILTER(A(SCAN t(id: v)), v = 7), EXTEND(SCAN t(id: v, x: u), w := v))
//
// Why: a query about one thing names it in each pattern, those of its OPTIONALs too. With the
// variable shared, the laws about rows read again see that it is one row (optional_key,
// optional_row, exists_key).
#include "rewriter/pass/scan.h"
#include "rewriter/pass/side.h"

// Conditions that hold in each row of a side.
typedef struct Sides {
  Conditions left, right;
} Sides;

// Is what the left side calls v what the right side calls w?
static bool is_one(const Sides *sides, VarId v, VarId w) {
  if (v == w) return true;
  const Expr *left = side_fixed(&sides->left, v), *right = side_fixed(&sides->right, w);
  return left != NULL && right != NULL && expr_equal(left, right);
}

static bool agree(const Sides *sides, const Node *a, const Node *b, unsigned column) {
  VarId v, w;
  return scan_variable(a, column, &v) && scan_variable(b, column, &w) && is_one(sides, v, w);
}

typedef struct Twin {
  const Sides *sides;
  const Node *b;
} Twin;

// (3)
static bool is_twin(const void *self, const Node *a) {
  const Twin *twin = self;
  const Relation *relation = a->u.scan.table->relation;
  if (relation != twin->b->u.scan.table->relation) return false;
  for (size_t k = 0; k < relation->key_count; k++) {
    const ColumnSet *key = &relation->key[k].columns;
    bool same = relation->key[k].not_null;
    for (size_t i = 0; i < key->count && same; i++)
      same = agree(twin->sides, a, twin->b, key->column[i]);
    if (same) return true;
  }
  return false;
}

// What the right side calls otherwise than the left.
typedef struct Names {
  const Sides *sides;
  Renaming renaming;
  VEC(Binding) own;
} Names;

static void add_names(Pass *pass, const Node *left, const Node *b, Names *names) {
  const Twin twin = {names->sides, b};
  const Node *a = b->kind == NODE_SCAN ? scan_find(left, is_twin, &twin) : NULL;
  if (a == NULL) return;
  for (size_t i = 0; i < b->u.scan.count; i++) {
    const VarId w = b->u.scan.column[i].var;
    VarId v;
    if (varset_has(&left->variables, w) || renaming_of(&names->renaming, w) != w ||
        !scan_variable(a, b->u.scan.column[i].column, &v) || !is_one(names->sides, v, w))
      continue;
    renaming_add(&names->renaming, w, v);
    const Binding own = {w, expr_var(pass->arena, pass->variables, v)};
    VEC_PUSH(pass->arena, &names->own, own);
  }
}

// Does the condition fix a variable to what the left side fixes its new name to?
static bool is_settled(const Names *names, const Expr *condition) {
  const Conditions one = {.count = 1, .item = &condition};
  for (size_t i = 0; i < names->own.count; i++) {
    const Binding *own = &names->own.item[i];
    const Expr *right = side_fixed(&one, own->var);
    if (right != NULL && expr_equal(right, side_fixed(&names->sides->left, own->expr->u.var)))
      return true;
  }
  return false;
}

static Conditions unsettled(Pass *pass, const Names *names, const Expr *condition) {
  Conditions all = {0}, kept = {0};
  if (condition != NULL) expr_conjuncts(pass->arena, condition, &all);
  for (size_t i = 0; i < all.count; i++) {
    if (!is_settled(names, all.item[i]))
      VEC_PUSH(pass->arena, &kept, expr_rename(&names->renaming, all.item[i]));
  }
  return kept;
}

static const Node *rename_side(Pass *pass, const Names *names, const Node *node) {
  if (node->kind == NODE_FILTER) {
    const Conditions kept = unsettled(pass, names, node->u.filter.condition);
    return pass_filter(pass, rename_side(pass, names, node->child[0]), kept.count, kept.item);
  }
  const Node *renamed = node_rename(&names->renaming, node);
  if (node->kind != NODE_EXTEND) return renamed;
  return node_with_children(pass->arena, renamed,
                            (const Node *[]){rename_side(pass, names, node->child[0])});
}

static const Node *constant_key(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN && node->kind != NODE_SEMI && node->kind != NODE_ANTI)
    return node;
  const Node *left = node->child[0], *right = node->child[1], *base = right;
  Sides sides = {0};
  side_conditions(pass, left, &sides.left);
  if (sides.left.count == 0) return node;
  while (base->kind == NODE_FILTER || base->kind == NODE_EXTEND) base = base->child[0];
  if (base->kind != NODE_SCAN && base->kind != NODE_JOIN) return node;
  side_conditions(pass, right, &sides.right);
  if (node->u.join.condition != NULL)
    expr_conjuncts(pass->arena, node->u.join.condition, &sides.right);
  Names names = {.sides = &sides, .renaming = renaming_make(pass->arena, pass->variables)};
  if (base->kind == NODE_SCAN) add_names(pass, left, base, &names);
  for (size_t i = 0; base->kind == NODE_JOIN && i < base->child_count; i++)
    add_names(pass, left, base->child[i], &names);
  if (names.own.count == 0) return node;
  right = rename_side(pass, &names, right);
  if (!pass_hides_apart(pass, right, left)) return node;
  if (node->kind == NODE_LEFTJOIN)
    right = node_extend(pass->arena, right, names.own.count, names.own.item);
  const Conditions kept = unsettled(pass, &names, node->u.join.condition);
  const Expr *condition = expr_all(pass->arena, kept.count, kept.item);
  if (node->kind == NODE_LEFTJOIN) return node_leftjoin(pass->arena, left, right, condition);
  if (node->kind == NODE_SEMI) return node_semi(pass->arena, left, right, condition);
  return node_anti(pass->arena, left, right, condition);
}

const Node *pass_constant_key(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, constant_key);
}
