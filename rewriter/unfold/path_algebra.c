// Parts of property paths as algebra: see path_algebra.h.
#include "rewriter/unfold/path_algebra.h"

#include "base/vec.h"

static Slot fresh_slot(Variables *variables, const char *hint) {
  return (Slot){.kind = SLOT_VAR, .var = variables_fresh_rdf(variables, hint)};
}

// One side of !(a | ^b): the pairs that some predicate joins which is not among those listed for
// this direction, each once. NULL: nothing is listed for it.
static const Node *negated_side(Arena *arena, Variables *variables, const Node *node, bool turned) {
  const Path *path = node->u.path.path;
  const Slot *subject = &node->u.path.subject, *object = &node->u.path.object;
  const VarId predicate = variables_fresh_rdf(variables, "predicate");
  const Slot slot = {.kind = SLOT_VAR, .var = predicate};
  const Node *side = node_triple(arena, turned ? *object : *subject, slot,
                                 turned ? *subject : *object, node->u.path.graph, node->at);
  const Expr **args = ARENA_ARRAY(arena, const Expr *, path->count + 1);
  size_t count = 0;
  args[count++] = expr_var(arena, variables, predicate);
  for (size_t i = 0; i < path->count; i++) {
    const Path *child = path->child[i];
    if ((child->kind == PATH_INVERSE) != turned) continue;
    args[count++] = expr_const(arena, term_iri(turned ? child->child[0]->iri : child->iri));
  }
  if (count > 1)
    side = node_filter(arena, side, expr_call(arena, FN_NOT_IN, NULL, count, args, node->at));
  else if (turned || path->count > 0)
    return NULL;
  return node_distinct(arena, node_project_set(arena, side, &node->variables), false);
}

const Node *path_negated(Arena *arena, Variables *variables, const Node *node) {
  const Node *sides[2];
  size_t count = 0;
  for (size_t turned = 0; turned < 2; turned++) {
    const Node *side = negated_side(arena, variables, node, turned == 1);
    if (side != NULL) sides[count++] = side;
  }
  return count == 1 ? sides[0] : node_union(arena, count, sides);
}

const Node *path_step(Arena *arena, Variables *variables, Slot from, const Path *path, Slot to,
                      Slot graph) {
  switch (path->kind) {
    case PATH_LINK:
    case PATH_INVERSE: {
      const bool turned = path->kind == PATH_INVERSE;
      const Symbol *iri = turned ? path->child[0]->iri : path->iri;
      const Slot verb = {.kind = SLOT_TERM, .term = term_iri(iri)};
      return node_triple(arena, turned ? to : from, verb, turned ? from : to, graph, path->at);
    }
    case PATH_SEQUENCE: {
      const Node **steps = ARENA_ARRAY(arena, const Node *, path->count);
      for (size_t i = 0; i < path->count; i++) {
        const Slot next = i + 1 < path->count ? fresh_slot(variables, "step") : to;
        steps[i] = path_step(arena, variables, from, path->child[i], next, graph);
        from = next;
      }
      return node_join(arena, path->count, steps);
    }
    case PATH_ALTERNATIVE: {
      const Node **ways = ARENA_ARRAY(arena, const Node *, path->count);
      for (size_t i = 0; i < path->count; i++)
        ways[i] = path_step(arena, variables, from, path->child[i], to, graph);
      return node_union(arena, path->count, ways);
    }
    default: return node_path(arena, from, path, to, graph, path->at);
  }
}

const Node *path_nodes(Arena *arena, Variables *variables, Slot node, Slot graph, Position at) {
  const Node *ends[] = {
      node_triple(arena, node, fresh_slot(variables, "p"), fresh_slot(variables, "o"), graph, at),
      node_triple(arena, fresh_slot(variables, "s"), fresh_slot(variables, "p"), node, graph, at)};
  return node_union(arena, 2, ends);
}
