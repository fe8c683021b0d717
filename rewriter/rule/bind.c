// Law: the solutions of a pattern in which ?v is a constant c are those of the pattern with c put
// in ?v's places, extended by ?v := c.
//
// Preconditions, for a part of the pattern: (1) ?v is bound in each of its solutions, or it does
// not mention ?v; (2) it has no EXISTS, whose own substitution comes first; (3) it is made of
// patterns, joins, unions and filters alone. A part that does not fulfil them is taken apart, and
// keeps ?v where it stands.
//
// Before: FILTER(?v = <b>) JOIN(TRIPLE ?v :p ?x, TRIPLE ?x :q ?y)
// After:  EXTEND(?v := <b>) JOIN(TRIPLE <b> :p ?x, TRIPLE ?x :q ?y)
// Why: a path or a recursive rule below starts from the constant; an aggregate sees one group only.
#include "rewriter/rule/bind.h"

#include "rewriter/ir/walk.h"
#include "rewriter/rule/body.h"

typedef struct Binder {
  Arena *arena;
  const Variables *variables;
  VarId var;
  Term term;
} Binder;

static bool mentions(const Binder *binder, const Node *node) {
  VarSet vars = varset_empty(binder->arena);
  node_mentions(node, &vars);
  return varset_has(&vars, binder->var);
}

// --- Everywhere at once --------------------------------------------------------------------------

static const Expr *replace_variable(void *self, VarId var) {
  const Binder *binder = self;
  return var == binder->var ? expr_const(binder->arena, binder->term) : NULL;
}

static Slot put(const Binder *binder, Slot slot) {
  if (slot.kind == SLOT_VAR && slot.var == binder->var)
    slot = (Slot){.kind = SLOT_TERM, .term = binder->term};
  return slot;
}

// The part with the constant in the variable's places; NULL where more than places is to be done.
static const Node *replace(Binder *binder, const Node *node) {
  Arena *arena = binder->arena;
  if (!mentions(binder, node)) return node;
  const Node **child = ARENA_ARRAY(arena, const Node *, node->child_count + 1);
  switch (node->kind) {
    case NODE_TRIPLE:
      return node_triple(arena, put(binder, node->u.triple.subject),
                         put(binder, node->u.triple.predicate), put(binder, node->u.triple.object),
                         put(binder, node->u.triple.graph), node->at);
    case NODE_PATH:
      return node_path(arena, put(binder, node->u.path.subject), node->u.path.path,
                       put(binder, node->u.path.object), put(binder, node->u.path.graph), node->at);
    case NODE_FILTER:
      if (rule_has_exists(node->u.filter.condition) ||
          !varset_has(&node->child[0]->certain, binder->var))
        return NULL;
      child[0] = replace(binder, node->child[0]);
      if (child[0] == NULL) return NULL;
      return node_filter(
          arena, child[0],
          expr_substitute(arena, node->u.filter.condition, replace_variable, binder));
    case NODE_JOIN:
    case NODE_UNION:
      for (size_t i = 0; i < node->child_count; i++) {
        child[i] = replace(binder, node->child[i]);
        if (child[i] == NULL) return NULL;
      }
      return node_with_children(arena, node, child);
    default: return NULL;
  }
}

// --- Part by part --------------------------------------------------------------------------------

static const Node *bind(Binder *binder, const Node *node);

static const Node *bind_child(Binder *binder, const Node *child) {
  return varset_has(&child->certain, binder->var) ? bind(binder, child) : child;
}

static const Node *keep_equal(Binder *binder, const Node *node) {
  const Expr *args[] = {expr_var(binder->arena, binder->variables, binder->var),
                        expr_const(binder->arena, binder->term)};
  return node_filter(binder->arena, node,
                     expr_call(binder->arena, FN_SAMETERM, NULL, 2, args, node->at));
}

static bool is_key(const Binder *binder, const Node *group) {
  for (size_t i = 0; i < group->u.group.key_count; i++)
    if (group->u.group.key[i] == binder->var) return true;
  return false;
}

static const Node *bind(Binder *binder, const Node *node) {
  Arena *arena = binder->arena;
  if (!varset_has(&node->certain, binder->var)) return keep_equal(binder, node);
  const Node *replaced = replace(binder, node);
  if (replaced != NULL) {
    const Binding again = {binder->var, expr_const(arena, binder->term)};
    return node_extend(arena, replaced, 1, &again);
  }
  const Node **child = ARENA_ARRAY(arena, const Node *, node->child_count + 1);
  switch (node->kind) {
    case NODE_JOIN:
    case NODE_UNION:
    case NODE_LEFTJOIN:
    case NODE_MINUS:
    case NODE_FILTER:
    case NODE_DISTINCT:
    case NODE_PROJECT:
    case NODE_ORDER: break;
    case NODE_EXTEND:
      for (size_t i = 0; i < node->u.extend.count; i++)
        if (node->u.extend.binding[i].var == binder->var) return keep_equal(binder, node);
      break;
    case NODE_GROUP:
      if (!is_key(binder, node)) return keep_equal(binder, node);
      break;
    default: return keep_equal(binder, node);
  }
  for (size_t i = 0; i < node->child_count; i++) child[i] = bind_child(binder, node->child[i]);
  return node_with_children(arena, node, child);
}

const Node *algebra_bind(Arena *arena, const Variables *variables, const Node *node, VarId var,
                         Term term) {
  Binder binder = {arena, variables, var, term};
  return bind(&binder, node);
}
