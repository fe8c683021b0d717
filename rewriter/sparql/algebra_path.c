// Property paths (SPARQL 1.1 sections 9.3 and 18.2.2.4): what joins and unions can say becomes
// joins and unions; PATH is left for * + ? and negated sets.
//
// Before: ?x ^(:a/(:b|:c)*) ?y
// After:  PATH ?x (^:b|^:c)* ?v . TRIPLE ?y :a ?v
//
// Laws: ^(a/b) = ^b/^a, ^(a|b) = ^a|^b, ^(a*) = (^a)*, ^^a = a, ^!(a|^b) = !(^a|b); and, as these
// have set semantics, (a*)* = (a+)* = (a?)+ = … = a*, (a+)+ = a+, (a?)? = a?.
#include "rewriter/sparql/algebra.h"

static const Path *make(Translator *t, PathKind kind, size_t count, const Path *const *child,
                        Position at) {
  Path *path = ARENA_NEW(t->arena, Path);
  path->kind = kind;
  path->count = count;
  path->child = child;
  path->at = at;
  return path;
}

static const Path *make1(Translator *t, PathKind kind, const Path *child, Position at) {
  return make(t, kind, 1, arena_copy(t->arena, &child, sizeof child), at);
}

static bool is_repetition(PathKind kind) {
  return kind == PATH_ZERO_OR_MORE || kind == PATH_ONE_OR_MORE || kind == PATH_ZERO_OR_ONE;
}

// The path, inverted or not, with inverses only upon links. Height is bounded by the parser.
static const Path *normalise(Translator *t, const Path *path, bool inverted) {
  switch (path->kind) {
    case PATH_LINK: return inverted ? make1(t, PATH_INVERSE, path, path->at) : path;
    case PATH_INVERSE: return normalise(t, path->child[0], !inverted);
    case PATH_SEQUENCE:
    case PATH_ALTERNATIVE:
    case PATH_NEGATED: {
      const Path **child = ARENA_ARRAY(t->arena, const Path *, path->count);
      const bool reversed = inverted && path->kind == PATH_SEQUENCE;
      for (size_t i = 0; i < path->count; i++)
        child[reversed ? path->count - 1 - i : i] = normalise(t, path->child[i], inverted);
      return make(t, path->kind, path->count, child, path->at);
    }
    case PATH_ZERO_OR_MORE:
    case PATH_ONE_OR_MORE:
    case PATH_ZERO_OR_ONE: {
      const Path *child = normalise(t, path->child[0], inverted);
      if (!is_repetition(child->kind)) return make1(t, path->kind, child, path->at);
      if (child->kind == path->kind) return child;
      return make1(t, PATH_ZERO_OR_MORE, child->child[0], path->at);
    }
  }
  return path;
}

static Slot fresh_slot(Translator *t) {
  return (Slot){.kind = SLOT_VAR, .var = variables_fresh_rdf(t->variables, "step")};
}

static void add_triple(Translator *t, Slot subject, const Symbol *predicate, Slot object,
                       Slot graph, Position at, Operands *operands) {
  const Slot verb = {.kind = SLOT_TERM, .term = term_iri(predicate)};
  operands_add(t, operands, node_triple(t->arena, subject, verb, object, graph, at), true);
}

static void add_normal(Translator *t, Slot subject, const Path *path, Slot object, Slot graph,
                       Position at, Operands *operands) {
  switch (path->kind) {
    case PATH_LINK: add_triple(t, subject, path->iri, object, graph, at, operands); return;
    case PATH_INVERSE:
      add_triple(t, object, path->child[0]->iri, subject, graph, at, operands);
      return;
    case PATH_SEQUENCE:
      for (size_t i = 0; i < path->count; i++) {
        const Slot next = i + 1 < path->count ? fresh_slot(t) : object;
        add_normal(t, subject, path->child[i], next, graph, at, operands);
        subject = next;
      }
      return;
    case PATH_ALTERNATIVE: {
      Nodes branches = {0};
      for (size_t i = 0; i < path->count; i++) {
        Operands branch = {0};
        add_normal(t, subject, path->child[i], object, graph, at, &branch);
        VEC_PUSH(t->arena, &branches, operands_join(t, &branch, graph));
      }
      operands_add(t, operands, translate_branches(t, branches.count, branches.item), true);
      return;
    }
    case PATH_ZERO_OR_MORE:
    case PATH_ONE_OR_MORE:
    case PATH_ZERO_OR_ONE:
    case PATH_NEGATED:
      operands_add(t, operands, node_path(t->arena, subject, path, object, graph, at), true);
      return;
  }
}

void translate_path(Translator *t, Slot subject, const Path *path, Slot object, Slot graph,
                    Position at, Operands *operands) {
  add_normal(t, subject, normalise(t, path, false), object, graph, at, operands);
}
