// The walk over a query's algebra: which triple patterns make a block, what of it is seen from
// outside, and where it does not matter how often a solution comes.
#include "rewriter/entail/entail.h"

#include <string.h>

#include "rewriter/entail/block.h"
#include "rewriter/entail/expand.h"

enum { MOST_DEPTH = 400 };  // as unfolding's, which tells the user

// scope: the variables of the solution that an EXISTS pattern is matched for.
typedef struct Walk {
  EntailState state;
  VarSet scope;
  unsigned depth;
} Walk;

// outside: variables that something else than `node` mentions. as_set: how often a solution comes
// does not matter.
static const Node *walk_node(Walk *walk, const Node *node, const VarSet *outside, bool as_set);

static VarSet with(Walk *walk, const VarSet *set, const VarSet *more) {
  VarSet all = varset_copy(walk->state.arena, set);
  if (more != NULL) varset_add_all(&all, more);
  return all;
}

// --- EXISTS --------------------------------------------------------------------------------------

static const Node *walk_pattern(void *self, const Node *pattern) {
  Walk *walk = self;
  return walk_node(walk, pattern, &walk->scope, true);
}

static const Expr *keep_variable(void *self, VarId var) {
  (void)self;
  (void)var;
  return NULL;
}

static const Expr *walk_expr(Walk *walk, const Expr *expr, const VarSet *scope) {
  if (expr == NULL) return NULL;
  const VarSet saved = walk->scope;
  walk->scope = with(walk, &saved, scope);
  expr = expr_substitute_all(walk->state.arena, expr, keep_variable, walk_pattern, walk);
  walk->scope = saved;
  return expr;
}

// --- Joins ---------------------------------------------------------------------------------------

typedef VEC(const Node *) NodeList;

static void flatten(Walk *walk, const Node *node, NodeList *out) {
  if (node->kind != NODE_JOIN) {
    VEC_PUSH(walk->state.arena, out, node);
    return;
  }
  for (size_t i = 0; i < node->child_count; i++) flatten(walk, node->child[i], out);
}

static bool is_atom(const Node *node) { return node->kind == NODE_TRIPLE && block_takes(node); }

// Variables of the members that are not marked, and `outside`.
static VarSet around(Walk *walk, const NodeList *members, const bool *marked,
                     const VarSet *outside) {
  VarSet all = with(walk, outside, NULL);
  for (size_t i = 0; i < members->count; i++)
    if (!marked[i]) varset_add_all(&all, &members->item[i]->variables);
  return all;
}

static const Node *walk_join(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  Arena *arena = walk->state.arena;
  NodeList members = {0}, result = {0}, block = {0};
  flatten(walk, node, &members);
  size_t count = members.count;
  const Node *const *expanded =
      expand_expressions(&walk->state, &count, members.item, outside, as_set);
  bool changed = expanded != members.item;
  if (changed) {
    members = (NodeList){0};
    for (size_t i = 0; i < count; i++) VEC_PUSH(arena, &members, expanded[i]);
  }
  bool *done = ARENA_ARRAY(arena, bool, members.count);
  for (size_t i = 0; i < members.count; i++) {
    if (done[i]) continue;
    const Node *first = members.item[i];
    bool *marked = ARENA_ARRAY(arena, bool, members.count);
    block.count = 0;
    for (size_t j = i; j < members.count; j++) {
      marked[j] = j == i || (is_atom(first) && is_atom(members.item[j]) &&
                             slot_equal(&first->u.triple.graph, &members.item[j]->u.triple.graph));
      if (!marked[j]) continue;
      done[j] = true;
      VEC_PUSH(arena, &block, members.item[j]);
    }
    const VarSet others = around(walk, &members, marked, outside);
    const Node *made = is_atom(first)
                           ? block_entail(&walk->state, block.count, block.item, &others, as_set)
                       : first->kind == NODE_TRIPLE ? first
                                                    : walk_node(walk, first, &others, as_set);
    changed |= made != NULL && made != first;
    if (made != NULL)
      VEC_PUSH(arena, &result, made);
    else
      for (size_t j = 0; j < block.count; j++) VEC_PUSH(arena, &result, block.item[j]);
  }
  if (!changed) return node;
  return result.count == 1 ? result.item[0] : node_join(arena, result.count, result.item);
}

// --- Kinds ---------------------------------------------------------------------------------------

static const Node *with_child(Walk *walk, const Node *node, const Node *child) {
  return child == node->child[0] ? node : node_with_children(walk->state.arena, node, &child);
}

static const Node *walk_filter(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  VarSet needed = with(walk, outside, NULL);
  expr_variables(node->u.filter.condition, &needed);
  const Node *child = walk_node(walk, node->child[0], &needed, as_set);
  const Expr *condition = walk_expr(walk, node->u.filter.condition, &node->child[0]->variables);
  if (child == node->child[0] && condition == node->u.filter.condition) return node;
  return node_filter(walk->state.arena, child, condition);
}

static const Node *walk_extend(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  VarSet needed = with(walk, outside, NULL);
  Binding *bindings = ARENA_ARRAY(walk->state.arena, Binding, node->u.extend.count);
  bool changed = false;
  for (size_t i = 0; i < node->u.extend.count; i++) {
    const Binding *binding = &node->u.extend.binding[i];
    expr_variables(binding->expr, &needed);
    bindings[i] =
        (Binding){binding->var, walk_expr(walk, binding->expr, &node->child[0]->variables)};
    changed |= bindings[i].expr != binding->expr;
  }
  const Node *child = walk_node(walk, node->child[0], &needed, as_set);
  if (child == node->child[0] && !changed) return node;
  return node_extend(walk->state.arena, child, node->u.extend.count, bindings);
}

// What a projection hides is seen by nobody above it.
static const Node *walk_project(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  VarSet needed = with(walk, outside, NULL);
  varset_keep_all(&needed, &node->variables);
  varset_add_all(&needed, &walk->scope);
  return with_child(walk, node, walk_node(walk, node->child[0], &needed, as_set));
}

// Every variable that is left counts in what is distinct, unless nobody counts.
static const Node *walk_distinct(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  const VarSet needed = with(walk, outside, as_set ? NULL : &node->variables);
  return with_child(walk, node, walk_node(walk, node->child[0], &needed, true));
}

static const Node *walk_group(Walk *walk, const Node *node, const VarSet *outside) {
  (void)outside;
  VarSet needed = with(walk, &walk->scope, NULL);
  bool changed = false;
  for (size_t i = 0; i < node->u.group.key_count; i++) varset_add(&needed, node->u.group.key[i]);
  Binding *bindings = ARENA_ARRAY(walk->state.arena, Binding, node->u.group.aggregate_count);
  for (size_t i = 0; i < node->u.group.aggregate_count; i++) {
    const Binding *binding = &node->u.group.aggregate[i];
    expr_variables(binding->expr, &needed);
    // COUNT(DISTINCT *) looks at every variable.
    if (binding->expr->kind == EXPR_AGG && binding->expr->u.agg.arg == NULL &&
        binding->expr->u.agg.distinct)
      varset_add_all(&needed, &node->child[0]->variables);
    bindings[i] =
        (Binding){binding->var, walk_expr(walk, binding->expr, &node->child[0]->variables)};
    changed |= bindings[i].expr != binding->expr;
  }
  const Node *child = walk_node(walk, node->child[0], &needed, false);
  if (child == node->child[0] && !changed) return node;
  return node_group(walk->state.arena, child, node->u.group.key_count, node->u.group.key,
                    node->u.group.aggregate_count, bindings);
}

static const Node *walk_order(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  VarSet needed = with(walk, outside, NULL);
  OrderKey *keys = ARENA_ARRAY(walk->state.arena, OrderKey, node->u.order.count);
  bool changed = false;
  for (size_t i = 0; i < node->u.order.count; i++) {
    const OrderKey *key = &node->u.order.key[i];
    expr_variables(key->expr, &needed);
    keys[i] = (OrderKey){walk_expr(walk, key->expr, &node->child[0]->variables), key->descending};
    changed |= keys[i].expr != key->expr;
  }
  const Node *child = walk_node(walk, node->child[0], &needed, as_set);
  if (child == node->child[0] && !changed) return node;
  return node_order(walk->state.arena, child, node->u.order.count, keys);
}

static const Node *walk_leftjoin(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  VarSet needed = with(walk, outside, NULL), scope = with(walk, &node->variables, NULL);
  const Expr *condition = node->u.join.condition;
  if (condition != NULL) expr_variables(condition, &needed);
  const VarSet left = with(walk, &needed, &node->child[1]->variables);
  const VarSet right = with(walk, &needed, &node->child[0]->variables);
  const Node *children[2] = {walk_node(walk, node->child[0], &left, as_set),
                             walk_node(walk, node->child[1], &right, as_set)};
  condition = walk_expr(walk, condition, &scope);
  if (children[0] == node->child[0] && children[1] == node->child[1] &&
      condition == node->u.join.condition)
    return node;
  return node_leftjoin(walk->state.arena, children[0], children[1], condition);
}

static const Node *walk_minus(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  const VarSet left = with(walk, outside, &node->child[1]->variables);
  const VarSet right = with(walk, &node->child[0]->variables, &walk->scope);
  const Node *children[2] = {walk_node(walk, node->child[0], &left, as_set),
                             walk_node(walk, node->child[1], &right, true)};
  if (children[0] == node->child[0] && children[1] == node->child[1]) return node;
  return node_with_children(walk->state.arena, node, children);
}

static const Node *walk_union(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  const Node **children = ARENA_ARRAY(walk->state.arena, const Node *, node->child_count);
  bool changed = false;
  for (size_t i = 0; i < node->child_count; i++) {
    children[i] = walk_node(walk, node->child[i], outside, as_set);
    changed |= children[i] != node->child[i];
  }
  return changed ? node_with_children(walk->state.arena, node, children) : node;
}

static const Node *walk_kind(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  switch (node->kind) {
    case NODE_TRIPLE:
    case NODE_JOIN: return walk_join(walk, node, outside, as_set);
    case NODE_FILTER: return walk_filter(walk, node, outside, as_set);
    case NODE_EXTEND: return walk_extend(walk, node, outside, as_set);
    case NODE_PROJECT: return walk_project(walk, node, outside, as_set);
    case NODE_DISTINCT: return walk_distinct(walk, node, outside, as_set);
    case NODE_GROUP: return walk_group(walk, node, outside);
    case NODE_ORDER: return walk_order(walk, node, outside, as_set);
    case NODE_SLICE: return with_child(walk, node, walk_node(walk, node->child[0], outside, false));
    case NODE_LEFTJOIN: return walk_leftjoin(walk, node, outside, as_set);
    case NODE_MINUS: return walk_minus(walk, node, outside, as_set);
    case NODE_UNION: return walk_union(walk, node, outside, as_set);
    default: return node;
  }
}

static const Node *walk_node(Walk *walk, const Node *node, const VarSet *outside, bool as_set) {
  if (walk->depth >= MOST_DEPTH) return node;
  walk->depth++;
  node = walk_kind(walk, node, outside, as_set);
  walk->depth--;
  return node;
}

// --- Queries -------------------------------------------------------------------------------------

static void add_slot(const Slot *slot, VarSet *set, bool *blank) {
  if (slot->kind == SLOT_VAR) varset_add(set, slot->var);
  *blank |= slot->kind == SLOT_TERM && slot->term.kind == TERM_BLANK;
}

// The variables that the form uses of the pattern's solutions; *as_set: only which there are.
static VarSet used_by_form(const Query *query, bool *as_set) {
  VarSet used = varset_empty(query->arena);
  bool blank = false;
  *as_set = query->form != QUERY_SELECT;
  for (size_t i = 0; i < query->projected_count; i++) varset_add(&used, query->projected[i]);
  for (size_t i = 0; i < query->template_count; i++) {
    add_slot(&query->template_[i].subject, &used, &blank);
    add_slot(&query->template_[i].predicate, &used, &blank);
    add_slot(&query->template_[i].object, &used, &blank);
  }
  for (size_t i = 0; i < query->described_count; i++) add_slot(&query->described[i], &used, &blank);
  if (query->form == QUERY_CONSTRUCT && blank) *as_set = false;
  return used;
}

const Query *entail_query(const Query *query, const MappingIndex *index,
                          const struct RuleSet *rules, const Entailment *entailment,
                          EntailReport *report) {
  *report = (EntailReport){0};
  if (query->pattern == NULL || entailment == NULL || entailment->regime == REGIME_OFF)
    return query;
  Walk walk = {
      .state = {query->arena, query, index, rules, entailment, report, varset_empty(query->arena)},
      .scope = varset_empty(query->arena)};
  bool as_set;
  const VarSet used = used_by_form(query, &as_set);
  const Node *pattern = walk_node(&walk, query->pattern, &used, as_set);
  if (pattern == query->pattern) return query;
  Query *entailed = arena_copy(query->arena, query, sizeof *query);
  entailed->pattern = pattern;
  return entailed;
}
