// Two trees walked side by side; each variable of one meets the same variable of the other.
#include "rewriter/ir/alpha.h"

#include "rewriter/ir/walk.h"

typedef struct Pair {
  bool taken;
  VarId from, to;
} Pair;

// What has met what, both ways: tables with open addressing.
typedef struct Pairs {
  size_t count, capacity;
  Pair *there, *back;
} Pairs;

// The recursions around, innermost first.
typedef struct Labels {
  unsigned a, b;
  const struct Labels *up;
} Labels;

typedef struct Alpha {
  Arena *arena;
  const Variables *variables;
  Pairs pairs;
  const Labels *labels;
} Alpha;

// --- Variables -----------------------------------------------------------------------------------

static Pair *place(Pair *table, size_t capacity, VarId from) {
  size_t at = (from * (size_t)0x9E3779B1u) & (capacity - 1);
  while (table[at].taken && table[at].from != from) at = (at + 1) & (capacity - 1);
  return &table[at];
}

static void grow(Alpha *alpha) {
  const Pairs old = alpha->pairs;
  Pairs *pairs = &alpha->pairs;
  pairs->capacity = old.capacity == 0 ? 32 : 2 * old.capacity;
  pairs->there = ARENA_ARRAY(alpha->arena, Pair, pairs->capacity);
  pairs->back = ARENA_ARRAY(alpha->arena, Pair, pairs->capacity);
  for (size_t i = 0; i < old.capacity; i++) {
    if (!old.there[i].taken) continue;
    const VarId a = old.there[i].from, b = old.there[i].to;
    *place(pairs->there, pairs->capacity, a) = (Pair){true, a, b};
    *place(pairs->back, pairs->capacity, b) = (Pair){true, b, a};
  }
}

static bool meet(void *self, VarId a, VarId b) {
  Alpha *alpha = self;
  Pairs *pairs = &alpha->pairs;
  if (2 * pairs->count >= pairs->capacity) grow(alpha);
  Pair *there = place(pairs->there, pairs->capacity, a),
       *back = place(pairs->back, pairs->capacity, b);
  if (there->taken || back->taken) return there->taken && back->taken && there->to == b;
  const Variables *variables = alpha->variables;
  if (variables_is_native(variables, a) != variables_is_native(variables, b) ||
      (variables_is_native(variables, a) &&
       variables_type(variables, a) != variables_type(variables, b)))
    return false;
  *there = (Pair){true, a, b};
  *back = (Pair){true, b, a};
  pairs->count++;
  return true;
}

static bool meet_all(Alpha *alpha, size_t count, const VarId a[], size_t other, const VarId b[]) {
  if (count != other) return false;
  for (size_t i = 0; i < count; i++)
    if (!meet(alpha, a[i], b[i])) return false;
  return true;
}

// --- Parts ---------------------------------------------------------------------------------------

static bool trees(void *self, const Node *a, const Node *b);

static bool exprs(Alpha *alpha, const Expr *a, const Expr *b) {
  const Likeness like = {meet, trees, alpha};
  return expr_alike(a, b, &like);
}

static bool bindings(Alpha *alpha, size_t count, const Binding a[], size_t other,
                     const Binding b[]) {
  if (count != other) return false;
  for (size_t i = 0; i < count; i++)
    if (!meet(alpha, a[i].var, b[i].var) || !exprs(alpha, a[i].expr, b[i].expr)) return false;
  return true;
}

static bool scans(Alpha *alpha, const Node *a, const Node *b) {
  if (a->u.scan.table->relation != b->u.scan.table->relation || a->u.scan.count != b->u.scan.count)
    return false;
  for (size_t i = 0; i < a->u.scan.count; i++)
    if (a->u.scan.column[i].column != b->u.scan.column[i].column ||
        !meet(alpha, a->u.scan.column[i].var, b->u.scan.column[i].var))
      return false;
  return true;
}

static bool cells(Alpha *alpha, const Node *a, const Node *b) {
  if (a->u.values.row_count != b->u.values.row_count ||
      !meet_all(alpha, a->u.values.var_count, a->u.values.var, b->u.values.var_count,
                b->u.values.var))
    return false;
  for (size_t i = 0; i < a->u.values.row_count * a->u.values.var_count; i++)
    if (!exprs(alpha, a->u.values.cell[i], b->u.values.cell[i])) return false;
  return true;
}

static bool orders(Alpha *alpha, const Node *a, const Node *b) {
  if (a->u.order.count != b->u.order.count) return false;
  for (size_t i = 0; i < a->u.order.count; i++)
    if (a->u.order.key[i].descending != b->u.order.key[i].descending ||
        !exprs(alpha, a->u.order.key[i].expr, b->u.order.key[i].expr))
      return false;
  return true;
}

static bool groups(Alpha *alpha, const Node *a, const Node *b) {
  return meet_all(alpha, a->u.group.key_count, a->u.group.key, b->u.group.key_count,
                  b->u.group.key) &&
         bindings(alpha, a->u.group.aggregate_count, a->u.group.aggregate,
                  b->u.group.aggregate_count, b->u.group.aggregate);
}

// --- Recursions ----------------------------------------------------------------------------------

static bool recursions(Alpha *alpha, const Node *a, const Node *b);

static bool sides(Alpha *alpha, const Node *a, const Node *b) {
  const Labels labels = {a->u.recurse.label, b->u.recurse.label, alpha->labels};
  alpha->labels = &labels;
  const bool same =
      meet_all(alpha, a->u.recurse.count, a->u.recurse.var, b->u.recurse.count, b->u.recurse.var) &&
      meet_all(alpha, a->u.recurse.count, a->u.recurse.step_var, b->u.recurse.count,
               b->u.recurse.step_var) &&
      trees(alpha, a->u.recurse.start, b->u.recurse.start) &&
      trees(alpha, a->u.recurse.step, b->u.recurse.step);
  alpha->labels = labels.up;
  return same;
}

static bool recursions(Alpha *alpha, const Node *a, const Node *b) {
  const Node *first = a->u.recurse.with, *other = b->u.recurse.with;
  if ((first == NULL) != (other == NULL)) return false;
  if (first == NULL) return sides(alpha, a, b);
  if (!recursions(alpha, first, other)) return false;
  const Labels labels = {first->u.recurse.label, other->u.recurse.label, alpha->labels};
  alpha->labels = &labels;
  const bool same = sides(alpha, a, b);
  alpha->labels = labels.up;
  return same;
}

static bool workings(Alpha *alpha, const Node *a, const Node *b) {
  for (const Labels *labels = alpha->labels; labels != NULL; labels = labels->up) {
    if (labels->a != a->u.working.label && labels->b != b->u.working.label) continue;
    return labels->a == a->u.working.label && labels->b == b->u.working.label &&
           meet_all(alpha, a->u.working.count, a->u.working.var, b->u.working.count,
                    b->u.working.var);
  }
  return false;  // of a recursion around
}

// --- Trees ---------------------------------------------------------------------------------------

static bool nodes(Alpha *alpha, const Node *a, const Node *b) {
  switch (a->kind) {
    case NODE_SCAN: return scans(alpha, a, b);
    case NODE_VALUES:
    case NODE_FAN: return cells(alpha, a, b);
    case NODE_UNIT:
    case NODE_DISTINCT:
    case NODE_JOIN:
    case NODE_UNION: return true;
    case NODE_EMPTY: return varset_count(&a->variables) == 0 && varset_count(&b->variables) == 0;
    case NODE_FILTER: return exprs(alpha, a->u.filter.condition, b->u.filter.condition);
    case NODE_EXTEND:
      return bindings(alpha, a->u.extend.count, a->u.extend.binding, b->u.extend.count,
                      b->u.extend.binding);
    case NODE_PROJECT:
      return meet_all(alpha, a->u.project.count, a->u.project.var, b->u.project.count,
                      b->u.project.var);
    case NODE_GROUP: return groups(alpha, a, b);
    case NODE_ORDER: return orders(alpha, a, b);
    case NODE_SLICE:
      return a->u.slice.offset == b->u.slice.offset && a->u.slice.limit == b->u.slice.limit;
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI:
      return a->u.join.listed == b->u.join.listed &&
             exprs(alpha, a->u.join.condition, b->u.join.condition);
    case NODE_RECURSE: return recursions(alpha, a, b);
    case NODE_WORKING: return workings(alpha, a, b);
    default: return false;
  }
}

static bool trees(void *self, const Node *a, const Node *b) {
  Alpha *alpha = self;
  if (a->kind != b->kind || a->size != b->size || a->child_count != b->child_count) return false;
  for (size_t i = 0; i < a->child_count; i++)
    if (!trees(alpha, a->child[i], b->child[i])) return false;
  return nodes(alpha, a, b);
}

static bool is_closed(Arena *arena, const Node *node) {
  VarSet free = varset_empty(arena);
  node_free_variables(arena, node, &free);
  return varset_count(&free) == 0;
}

static bool equal(Alpha *alpha, const Node *a, const Node *b) {
  return trees(alpha, a, b) && is_closed(alpha->arena, a) && is_closed(alpha->arena, b);
}

bool node_alpha_equal(Arena *arena, const Variables *variables, const Node *a, const Node *b) {
  Alpha alpha = {.arena = arena, .variables = variables};
  return equal(&alpha, a, b);
}

bool node_alpha_names(Arena *arena, const Variables *variables, const Node *a, const Node *b,
                      VarId names[]) {
  Alpha alpha = {.arena = arena, .variables = variables};
  if (!equal(&alpha, a, b)) return false;
  size_t count = 0;
  for (int v = varset_next(&a->variables, 0); v >= 0; v = varset_next(&a->variables, v + 1)) {
    if (alpha.pairs.capacity == 0) return false;
    const Pair *there = place(alpha.pairs.there, alpha.pairs.capacity, (VarId)v);
    if (!there->taken || !varset_has(&b->variables, there->to)) return false;
    names[count++] = there->to;
  }
  return true;
}
