// Joins of lifted patterns: inner, left (OPTIONAL) and MINUS.
//
// Equality of RDF terms becomes equality of the constructors' native arguments. A union is lifted
// above the join as long as that does not multiply branches; otherwise branches whose constructors
// of the joined variables have one shape are merged first.
#include "rewriter/unfold/constructor.h"
#include "rewriter/unfold/context.h"

// --- Pairs ---------------------------------------------------------------------------------------

// Can a row of one meet a row of the other?
static bool compatible(Unfold *unfold, const Branch *a, const Branch *b) {
  for (size_t i = 0; i < a->count; i++) {
    const Definition *x = &a->definition[i];
    const Definition *y = branch_find(b, x->var);
    if (y == NULL || !x->certain || !y->certain) continue;
    if (!terms_compatible(&unfold->lowering, x->term, y->term)) return false;
  }
  return true;
}

// `same` where both are bound; what is unbound meets anything.
static const Expr *meeting(Unfold *unfold, const Definition *a, const Definition *b) {
  Arena *arena = unfold->arena;
  const Expr *same = terms_same(&unfold->lowering, a->term, b->term);
  const Expr *any[3] = {same};
  size_t count = 1;
  const Expr *bound = definition_bound(unfold, a);
  if (bound != NULL) any[count++] = expr_sql1(arena, OP_NOT, bound);
  bound = definition_bound(unfold, b);
  if (bound != NULL) any[count++] = expr_sql1(arena, OP_NOT, bound);
  return count == 1 ? same : expr_sql(arena, OP_OR, PG_TYPE_BOOL, count, any);
}

static bool simpler(const Expr *a, const Expr *b) {
  if (a->kind == EXPR_CONST || b->kind == EXPR_CONST) return a->kind == EXPR_CONST;
  return a->kind != EXPR_CASE && b->kind == EXPR_CASE;
}

// The definition in rows where both sides have met.
static Definition met(Unfold *unfold, const Definition *a, const Definition *b) {
  if (a->certain && b->certain) return simpler(b->term, a->term) ? *b : *a;
  if (a->certain) return *a;
  if (b->certain) return *b;
  const Expr *bound = definition_bound(unfold, a);
  if (bound == NULL) return *a;
  const CaseBranch first = {bound, a->term};
  return (Definition){a->var, false, expr_case(unfold->arena, 1, &first, b->term)};
}

// The condition under which rows meet and the definitions they then have. False: never.
static bool meet(Unfold *unfold, const Branch *a, const Branch *b, Branch *out,
                 const Expr **condition) {
  Conditions all = {0};
  Branch branch = *a;
  for (size_t i = 0; i < b->count; i++) {
    const Definition *y = &b->definition[i];
    const Definition *x = branch_find(a, y->var);
    if (x == NULL) {
      branch = branch_define(unfold, &branch, y->var, y->term, y->certain);
      continue;
    }
    const Expr *one = meeting(unfold, x, y);
    if (expr_is_never(one)) return false;
    expr_conjuncts(unfold->arena, one, &all);
    const Definition both = met(unfold, x, y);
    branch = branch_define(unfold, &branch, y->var, both.term, both.certain);
  }
  *condition = expr_all(unfold->arena, all.count, all.item);
  *out = branch;
  return true;
}

// --- Groups --------------------------------------------------------------------------------------

typedef VEC(Lifted) Groups;

static bool same_signature(const Branch *a, const Branch *b, const VarSet *shared) {
  for (int v = varset_next(shared, 0); v >= 0; v = varset_next(shared, v + 1)) {
    const Definition *x = branch_find(a, (VarId)v), *y = branch_find(b, (VarId)v);
    if (x == NULL && y == NULL) continue;
    if (x == NULL || y == NULL || x->certain != y->certain) return false;
    if (!constructor_same_shape(x->term, y->term)) return false;
  }
  return true;
}

static Groups group_by_shape(Unfold *unfold, const Lifted *lifted, const VarSet *shared) {
  Groups groups = {0};
  for (size_t b = 0; b < lifted->count; b++) {
    size_t g = 0;
    while (g < groups.count && !same_signature(&groups.item[g].item[0], &lifted->item[b], shared))
      g++;
    if (g == groups.count) {
      const Lifted none = {0};
      VEC_PUSH(unfold->arena, &groups, none);
    }
    VEC_PUSH(unfold->arena, &groups.item[g], lifted->item[b]);
  }
  return groups;
}

static Lifted merge_groups(Unfold *unfold, const Groups *groups, const bool *wanted) {
  Lifted merged = {0};
  for (size_t g = 0; g < groups->count; g++)
    if (wanted == NULL || wanted[g])
      VEC_PUSH(unfold->arena, &merged, lifted_merge_all(unfold, &groups->item[g]));
  return merged;
}

static VarSet shared_variables(Unfold *unfold, const Lifted *a, const Lifted *b) {
  VarSet shared = lifted_variables(unfold, a);
  const VarSet other = lifted_variables(unfold, b);
  varset_keep_all(&shared, &other);
  return shared;
}

// --- Inner join ----------------------------------------------------------------------------------

static void join_pairs(Unfold *unfold, const Lifted *a, const Lifted *b, Lifted *out) {
  for (size_t i = 0; i < a->count; i++)
    for (size_t j = 0; j < b->count; j++) {
      const Branch *x = &a->item[i], *y = &b->item[j];
      Branch branch;
      const Expr *condition;
      if (!compatible(unfold, x, y) || !meet(unfold, x, y, &branch, &condition)) continue;
      branch.tree = node_join(unfold->arena, 2, (const Node *[]){x->tree, y->tree});
      if (branch_filter(unfold, &branch, condition)) VEC_PUSH(unfold->arena, out, branch);
    }
}

static bool holds_union(const Node *node) {
  if (node->kind == NODE_UNION) return true;
  for (size_t i = 0; i < node->child_count; i++)
    if (holds_union(node->child[i])) return true;
  return false;
}

static bool any_union(const Lifted *lifted) {
  for (size_t b = 0; b < lifted->count; b++)
    if (holds_union(lifted->item[b].tree)) return true;
  return false;
}

// Merges branches of both sides where joining them pairwise would multiply them, or repeat a union
// that one side holds in each branch of the other.
static void restrain(Unfold *unfold, Lifted *a, Lifted *b) {
  const bool repeats = (b->count > 1 && any_union(a)) || (a->count > 1 && any_union(b));
  if (!repeats && (a->count <= 1 || b->count <= 1)) return;
  const VarSet shared = shared_variables(unfold, a, b);
  const Groups left = group_by_shape(unfold, a, &shared);
  const Groups right = group_by_shape(unfold, b, &shared);
  bool *left_wanted = ARENA_ARRAY(unfold->arena, bool, left.count);
  bool *right_wanted = ARENA_ARRAY(unfold->arena, bool, right.count);
  size_t pairs = 0, group_pairs = 0;
  for (size_t i = 0; i < left.count; i++)
    for (size_t j = 0; j < right.count; j++) {
      if (!compatible(unfold, &left.item[i].item[0], &right.item[j].item[0])) continue;
      left_wanted[i] = right_wanted[j] = true;
      pairs += left.item[i].count * right.item[j].count;
      group_pairs++;
    }
  const size_t larger = a->count > b->count ? a->count : b->count;
  if (!repeats && pairs <= larger) return;
  *a = merge_groups(unfold, &left, left_wanted);
  *b = merge_groups(unfold, &right, right_wanted);
  if (group_pairs <= MOST_PAIRS) return;
  const Branch one = lifted_merge_all(unfold, a), other = lifted_merge_all(unfold, b);
  a->count = b->count = 0;
  VEC_PUSH(unfold->arena, a, one);
  VEC_PUSH(unfold->arena, b, other);
}

Lifted lifted_join(Unfold *unfold, Lifted a, Lifted b) {
  Lifted out = {0};
  // restrain replaces items: work on copies of the lists.
  Lifted left = {0}, right = {0};
  for (size_t i = 0; i < a.count; i++) VEC_PUSH(unfold->arena, &left, a.item[i]);
  for (size_t i = 0; i < b.count; i++) VEC_PUSH(unfold->arena, &right, b.item[i]);
  restrain(unfold, &left, &right);
  join_pairs(unfold, &left, &right, &out);
  return out;
}

typedef VEC(const Node *) Parts;

static void flatten(Unfold *unfold, const Node *node, Parts *parts) {
  if (node->kind != NODE_JOIN) {
    VEC_PUSH(unfold->arena, parts, node);
    return;
  }
  for (size_t i = 0; i < node->child_count; i++) flatten(unfold, node->child[i], parts);
}

static size_t estimate(Unfold *unfold, const Node *node) {
  switch (node->kind) {
    case NODE_UNIT:
    case NODE_EMPTY: return 0;
    case NODE_TRIPLE: return 2 + unfold_triple_estimate(unfold, node);
    default: return 1000000;
  }
}

// Inline rows are joined last, inverted into native values where that goes; what they say of
// variables thins out the triple patterns before.
static Status join_values(Unfold *unfold, const Parts *values, Lifted *joined, Error *err) {
  for (size_t i = 0; i < values->count; i++) {
    Lifted out = {0};
    for (size_t b = 0; b < joined->count; b++) {
      if (values_join(unfold, &joined->item[b], values->item[i], &out)) continue;
      Lifted one = {0}, rows = {0};
      VEC_PUSH(unfold->arena, &one, joined->item[b]);
      TRY(unfold_values(unfold, values->item[i], &rows, err));
      const Lifted pairs = lifted_join(unfold, one, rows);
      for (size_t k = 0; k < pairs.count; k++) VEC_PUSH(unfold->arena, &out, pairs.item[k]);
    }
    *joined = out;
  }
  return STATUS_OK;
}

// What is joined at once: a walk along a path, or other parts of the join that share variables.
// The others come first, each group by itself: what they know of a walk's ends is where it begins.
typedef struct Item {
  Parts parts;
  bool walk;
  VarSet vars;
  Lifted lifted;
  bool done;
} Item;
typedef VEC(Item) Items;

static bool is_walk(Unfold *unfold, const Node *node) {
  if (node->kind == NODE_TRIPLE) return unfold_walks(unfold, node);
  return node->kind == NODE_PATH && node->u.path.path->kind != PATH_NEGATED;
}

static void add_item(Unfold *unfold, const Node *part, bool walk, Items *items) {
  Item item = {.walk = walk, .vars = varset_copy(unfold->arena, &part->variables)};
  VEC_PUSH(unfold->arena, &item.parts, part);
  VEC_PUSH(unfold->arena, items, item);
}

// Adds the part to the groups that it touches, which become one. together: they are one anyway.
static void add_to_group(Unfold *unfold, const Node *part, bool together, Items *items) {
  size_t into = items->count;
  for (size_t i = 0; i < items->count;) {
    Item *item = &items->item[i];
    if (item->walk || !(together || varset_intersects(&item->vars, &part->variables))) {
      i++;
    } else if (into == items->count) {
      VEC_PUSH(unfold->arena, &item->parts, part);
      varset_add_all(&item->vars, &part->variables);
      into = i++;
    } else {
      Item *first = &items->item[into];
      for (size_t j = 0; j < item->parts.count; j++)
        VEC_PUSH(unfold->arena, &first->parts, item->parts.item[j]);
      varset_add_all(&first->vars, &item->vars);
      *item = items->item[--items->count];
    }
  }
  if (into == items->count) add_item(unfold, part, false, items);
}

static Status unfold_knowing(Unfold *unfold, const Known *known, const Node *node, Lifted *out,
                             Error *err) {
  const Known *saved = unfold->known;
  unfold->known = known;
  const Status status = unfold_node(unfold, node, out, err);
  unfold->known = saved;
  return status;
}

static Lifted unit_lifted(Unfold *unfold) {
  Lifted unit = {0};
  const Branch branch = {node_unit(unfold->arena), 0, NULL};
  VEC_PUSH(unfold->arena, &unit, branch);
  return unit;
}

// The cheapest part first, then the cheapest of those that are connected with what is there.
static Status join_group(Unfold *unfold, const Known *around, Item *group, Error *err) {
  const Parts *parts = &group->parts;
  bool *done = ARENA_ARRAY(unfold->arena, bool, parts->count);
  size_t *cost = ARENA_ARRAY(unfold->arena, size_t, parts->count);
  for (size_t i = 0; i < parts->count; i++) cost[i] = estimate(unfold, parts->item[i]);
  group->lifted = unit_lifted(unfold);
  VarSet reached = varset_empty(unfold->arena);
  for (size_t step = 0; step < parts->count && group->lifted.count > 0; step++) {
    size_t best = parts->count;
    bool best_connected = false;
    for (size_t i = 0; i < parts->count; i++) {
      if (done[i]) continue;
      const bool connected =
          step == 0 || cost[i] <= 1 || varset_intersects(&parts->item[i]->variables, &reached);
      if (best < parts->count &&
          (connected < best_connected || (connected == best_connected && cost[i] >= cost[best])))
        continue;
      best = i;
      best_connected = connected;
    }
    done[best] = true;
    varset_add_all(&reached, &parts->item[best]->variables);
    Lifted part = {0};
    const Known known = {.lifted = &group->lifted, .up = around};
    TRY(unfold_knowing(unfold, &known, parts->item[best], &part, err));
    group->lifted = lifted_join(unfold, group->lifted, part);
  }
  return STATUS_OK;
}

// Is a place known where the walk can begin?
static bool has_start(const Unfold *unfold, const Known *known, const Node *walk) {
  const bool path = walk->kind == NODE_PATH;
  const Slot *slots[] = {path ? &walk->u.path.subject : &walk->u.triple.subject,
                         path ? &walk->u.path.object : &walk->u.triple.object};
  for (size_t i = 0; i < 2; i++) {
    if (slots[i]->kind != SLOT_VAR) return true;
    if (unfold->outer != NULL && branch_find(unfold->outer->branch, slots[i]->var) != NULL)
      return true;
    for (const Known *one = known; one != NULL; one = one->up)
      for (size_t b = 0; one->lifted != NULL && b < one->lifted->count; b++)
        if (branch_find(&one->lifted->item[b], slots[i]->var) != NULL) return true;
  }
  return false;
}

// Groups before walks, walks that have a start before others, but first what is connected.
static size_t best_item(const Unfold *unfold, const Items *items, const Known *known,
                        const VarSet *reached) {
  size_t best = items->count;
  int most = -1;
  for (size_t i = 0; i < items->count; i++) {
    const Item *item = &items->item[i];
    if (item->done) continue;
    int worth = varset_intersects(&item->vars, reached) ? 4 : 0;
    if (!item->walk) worth += 2;
    if (item->walk && has_start(unfold, known, item->parts.item[0])) worth += 1;
    if (worth <= most) continue;
    best = i;
    most = worth;
  }
  return best;
}

static Status join_items(Unfold *unfold, const Known *around, Items *items, Lifted *out,
                         Error *err) {
  Arena *arena = unfold->arena;
  Known *said = ARENA_ARRAY(arena, Known, items->count);
  const Known *known = around;
  for (size_t i = 0; i < items->count; i++) {
    Item *item = &items->item[i];
    if (item->walk) continue;
    TRY(join_group(unfold, around, item, err));
    const Node *node = node_join(arena, item->parts.count, item->parts.item);
    said[i] = (Known){.lifted = &item->lifted, .node = node, .up = known};
    known = &said[i];
  }
  *out = unit_lifted(unfold);
  VarSet reached = varset_empty(arena);
  for (size_t step = 0; step < items->count && out->count > 0; step++) {
    const size_t best = best_item(unfold, items, known, &reached);
    Item *item = &items->item[best];
    item->done = true;
    if (item->walk) {
      TRY(unfold_knowing(unfold, known, item->parts.item[0], &item->lifted, err));
      said[best] = (Known){.lifted = &item->lifted, .up = known};
      known = &said[best];
    }
    varset_add_all(&reached, &item->vars);
    *out = lifted_join(unfold, *out, item->lifted);
  }
  return STATUS_OK;
}

Status unfold_join(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  Parts all = {0}, values = {0};
  Items items = {0};
  bool walks = false;
  flatten(unfold, node, &all);
  for (size_t i = 0; i < all.count; i++) walks |= is_walk(unfold, all.item[i]);
  for (size_t i = 0; i < all.count; i++)
    if (all.item[i]->kind == NODE_VALUES)
      VEC_PUSH(unfold->arena, &values, all.item[i]);
    else if (is_walk(unfold, all.item[i]))
      add_item(unfold, all.item[i], true, &items);
    else
      add_to_group(unfold, all.item[i], !walks, &items);
  const Known *around = unfold->known;
  Known *said = ARENA_ARRAY(unfold->arena, Known, values.count);
  Lifted *rows = ARENA_ARRAY(unfold->arena, Lifted, values.count);
  for (size_t i = 0; i < values.count; i++) {
    TRY(unfold_values(unfold, values.item[i], &rows[i], err));
    said[i] = (Known){.lifted = &rows[i], .node = values.item[i], .up = around};
    around = &said[i];
  }
  TRY(join_items(unfold, around, &items, out, err));
  return join_values(unfold, &values, out, err);
}

// --- Left join -----------------------------------------------------------------------------------

// Definitions of the right side as they are above the join: unbound where nothing matched. A term
// that would stay bound gets a marker beside it.
static void guard_right(Unfold *unfold, Branch *right) {
  Arena *arena = unfold->arena;
  const VarSet *absent = &right->tree->variables;
  const Expr *marker = NULL;
  Definition *definitions =
      arena_copy(arena, right->definition, right->count * sizeof *definitions);
  const Node *tree = right->tree;
  for (size_t i = 0; i < right->count; i++) {
    definitions[i].certain = false;
    if (expr_rejects_null(definitions[i].term, absent)) continue;
    const int certain = varset_next(&right->tree->certain, 0);
    if (marker == NULL && certain >= 0) {
      marker = expr_sql1(arena, OP_IS_NOT_NULL, var_expr(unfold, (VarId)certain));
    } else if (marker == NULL) {
      const Binding binding = {fresh(unfold, PG_TYPE_BOOL, "matched"), expr_bool(arena, true)};
      tree = node_extend(arena, tree, 1, &binding);
      marker = var_expr(unfold, binding.var);
    }
    const CaseBranch matched = {marker, definitions[i].term};
    definitions[i].term = expr_case(arena, 1, &matched, NULL);
  }
  *right = (Branch){tree, right->count, definitions};
}

static Status left_join_one(Unfold *unfold, const Branch *left, const Lifted *right,
                            const Expr *filter, Branch *out, Error *err) {
  Arena *arena = unfold->arena;
  Lifted partners = {0};
  for (size_t j = 0; j < right->count; j++) {
    Branch both;
    const Expr *condition;
    if (!compatible(unfold, left, &right->item[j]) ||
        !meet(unfold, left, &right->item[j], &both, &condition))
      continue;
    if (filter != NULL) {
      TRY(unfold_condition(unfold, &both, filter, &condition, err));
      if (expr_is_never(condition)) continue;
    }
    VEC_PUSH(arena, &partners, right->item[j]);
  }
  *out = *left;
  if (partners.count == 0) return STATUS_OK;
  Branch partner = lifted_merge_all(unfold, &partners);
  Branch both;
  const Expr *condition = NULL;
  if (!meet(unfold, left, &partner, &both, &condition)) return STATUS_OK;
  if (filter != NULL) {
    const Expr *lowered;
    TRY(unfold_condition(unfold, &both, filter, &lowered, err));
    if (expr_is_never(lowered)) return STATUS_OK;
    if (!expr_is_true(lowered)) condition = expr_and(arena, condition, lowered);
  }
  guard_right(unfold, &partner);
  Branch joined = *left;
  for (size_t i = 0; i < partner.count; i++) {
    const Definition *y = &partner.definition[i];
    const Definition *x = branch_find(left, y->var);
    const Definition now = x == NULL ? *y : met(unfold, x, y);
    joined = branch_define(unfold, &joined, y->var, now.term, now.certain);
  }
  joined.tree = node_leftjoin(arena, left->tree, partner.tree, condition);
  *out = joined;
  return STATUS_OK;
}

Status unfold_leftjoin(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  Lifted left = {0}, right = {0};
  TRY(unfold_node(unfold, node->child[0], &left, err));
  if (left.count == 0) return STATUS_OK;
  const Known *saved = unfold->known;
  const Known known = {.lifted = &left, .node = node->child[0]};
  // What the condition says of the right side alone holds of the rows that will count.
  const Known said = {.condition = node->u.join.condition, .up = &known};
  unfold->known = said.condition == NULL ? &known : &said;
  const Status status = unfold_node(unfold, node->child[1], &right, err);
  unfold->known = saved;
  TRY(status);
  if (left.count > 1 && right.count > 1 && left.count * right.count > MOST_PAIRS) {
    const VarSet shared = shared_variables(unfold, &left, &right);
    const Groups groups = group_by_shape(unfold, &left, &shared);
    left = merge_groups(unfold, &groups, NULL);
  }
  for (size_t i = 0; i < left.count; i++) {
    Branch branch;
    TRY(left_join_one(unfold, &left.item[i], &right, node->u.join.condition, &branch, err));
    VEC_PUSH(unfold->arena, out, branch);
  }
  return STATUS_OK;
}

// --- Minus ---------------------------------------------------------------------------------------

// Removes what some row of `right` is compatible with, sharing a bound variable (18.5, Minus) other
// than `graph`.
static void minus_one(Unfold *unfold, Branch *left, const Branch *right, VarId graph) {
  Arena *arena = unfold->arena;
  Conditions all = {0}, shared = {0};
  bool shares = false;
  for (size_t i = 0; i < right->count; i++) {
    const Definition *y = &right->definition[i];
    const Definition *x = branch_find(left, y->var);
    if (x == NULL) continue;
    expr_conjuncts(arena, meeting(unfold, x, y), &all);
    if (y->var == graph) continue;
    const Expr *both = expr_and(arena, definition_bound(unfold, x), definition_bound(unfold, y));
    if (both == NULL) {
      shares = true;
    } else {
      VEC_PUSH(arena, &shared, both);
    }
  }
  if (!shares) {
    if (shared.count == 0) return;
    VEC_PUSH(arena, &all,
             shared.count == 1 ? shared.item[0]
                               : expr_sql(arena, OP_OR, PG_TYPE_BOOL, shared.count, shared.item));
  }
  const Expr *condition = expr_all(arena, all.count, all.item);
  if (condition != NULL && expr_is_never(condition)) return;
  left->tree = node_anti(arena, left->tree, right->tree, condition);
}

Status unfold_minus(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  Lifted left = {0}, right = {0};
  TRY(unfold_node(unfold, node->child[0], &left, err));
  if (left.count == 0) return STATUS_OK;
  const Known *saved = unfold->known;
  const Known known = {.lifted = &left, .node = node->child[0]};
  unfold->known = &known;
  const Status status = unfold_as_set(unfold, node->child[1], &right, err);
  unfold->known = saved;
  TRY(status);
  if (right.count > 1) {
    const VarSet shared = shared_variables(unfold, &left, &right);
    const Groups groups = group_by_shape(unfold, &right, &shared);
    right = merge_groups(unfold, &groups, NULL);
  }
  for (size_t i = 0; i < left.count; i++) {
    Branch branch = left.item[i];
    for (size_t j = 0; j < right.count; j++)
      if (compatible(unfold, &branch, &right.item[j]))
        minus_one(unfold, &branch, &right.item[j], node->u.minus.graph);
    VEC_PUSH(unfold->arena, out, branch);
  }
  return STATUS_OK;
}
