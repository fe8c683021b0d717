// Law: membership in a class expression that a query writes out is what its parts say of members.
//
// Preconditions:
//   1. The regime is one of OWL's: RDF Schema knows no class expressions.
//   2. The blank nodes of the expression occur in its own triples only, but for the root, which
//      may be the object of rdf:type or rdfs:subClassOf; all of these are in one graph.
//   3. The expression is one that the parts below can say (else a warning, and nothing changes).
//
// Before:  ?x a [ owl:onProperty p ; owl:someValuesFrom C ]
// After:   DISTINCT ?x { ?x p _:y . _:y a C }
//          unions become branches, intersections joins, complements what is disjoint with the name;
//          the expression's individuals may be nameless: they are no variables of the query.
//
// Why: under OWL 2's Direct Semantics such blank nodes are no individuals (SPARQL 1.1 Entailment
// Regimes, section 6.2); solutions are those for which the assertion follows. That is exact for
// names, SOME, MIN 1, AND, OR, HAS_VALUE, HAS_SELF, ONE_OF in OWL 2 QL;
// for NOT it counts disjointness with names, for ALL and EXACT 1 functional properties: sound.
#include "rewriter/entail/expand.h"

#include "base/rdf/vocabulary.h"
#include "reasoner/query.h"
#include "rewriter/entail/expression.h"

enum { MOST_BRANCHES = 64 };

typedef VEC(const Node *) Branch;
typedef VEC(Branch) Branches;

typedef struct Expansion {
  EntailState *state;
  Slot graph;
  Position at;
  VarSet made;  // existential
} Expansion;

static bool expand(Expansion *x, const Slot *at, const PatternExpression *e, Branches *out);

// --- Symbols -------------------------------------------------------------------------------------

static const Symbol *in_ontology(const Expansion *x, const Slot *slot) {
  if (slot->kind != SLOT_TERM) return NULL;
  const Symbol *iri = slot->term.lexical;
  const Symbol *known =
      symbols_find(x->state->entailment->ontology->symbols, iri->text, iri->length);
  return known == NULL ? iri : known;
}

static Slot iri_slot(const Expansion *x, const Symbol *iri) {
  const Symbol *own = symbols_intern(x->state->query->symbols, iri->text, iri->length);
  return (Slot){.kind = SLOT_TERM, .term = term_iri(own)};
}

static bool is_thing(const PatternExpression *e) {
  return e->kind == EXPRESSION_NAME && e->name.kind == SLOT_TERM &&
         e->name.term.lexical == &OWL_THING;
}

static bool counts(const Expansion *x, const Axiom *axiom) {
  return axiom->regime <= x->state->entailment->regime;
}

static Slot fresh(Expansion *x) {
  const VarId var = variables_fresh_rdf(x->state->query->variables, "member");
  varset_add(&x->made, var);
  return (Slot){.kind = SLOT_VAR, .var = var};
}

// --- Branches ------------------------------------------------------------------------------------

static const Node *triple(const Expansion *x, Slot subject, Slot predicate, Slot object) {
  return node_triple(x->state->arena, subject, predicate, object, x->graph, x->at);
}

static bool add_branch(Expansion *x, Branches *out, size_t count, const Node *const nodes[]) {
  if (out->count == MOST_BRANCHES) return false;
  Branch branch = {0};
  for (size_t i = 0; i < count; i++) VEC_PUSH(x->state->arena, &branch, nodes[i]);
  VEC_PUSH(x->state->arena, out, branch);
  return true;
}

static bool add_node(Expansion *x, Branches *out, const Node *node) {
  return add_branch(x, out, 1, &node);
}

// Each of a with each of b.
static bool combine(Expansion *x, const Branches *a, const Branches *b, Branches *out) {
  for (size_t i = 0; i < a->count; i++)
    for (size_t j = 0; j < b->count; j++) {
      if (!add_branch(x, out, a->item[i].count, a->item[i].item)) return false;
      Branch *branch = &out->item[out->count - 1];
      for (size_t k = 0; k < b->item[j].count; k++)
        VEC_PUSH(x->state->arena, branch, b->item[j].item[k]);
    }
  return true;
}

// The solutions that give `at` one of the terms.
static bool among(Expansion *x, const Slot *at, size_t count, const Slot values[], Branches *out) {
  Arena *arena = x->state->arena;
  if (at->kind == SLOT_TERM) {
    for (size_t i = 0; i < count; i++)
      if (term_equal(&at->term, &values[i].term)) return add_branch(x, out, 0, NULL);
    return true;
  }
  const Expr **cells = ARENA_ARRAY(arena, const Expr *, count);
  size_t rows = 0;
  for (size_t i = 0; i < count; i++) {
    bool again = false;
    for (size_t j = 0; j < rows; j++) again |= term_equal(&cells[j]->u.constant, &values[i].term);
    if (!again) cells[rows++] = expr_const(arena, values[i].term);
  }
  return rows == 0 || add_node(x, out, node_values(arena, 1, &at->var, rows, cells));
}

// --- Kinds ---------------------------------------------------------------------------------------

static const Node *link(const Expansion *x, const PatternExpression *e, Slot from, Slot to) {
  return e->inverse ? triple(x, to, e->property, from) : triple(x, from, e->property, to);
}

static bool expand_some(Expansion *x, const Slot *at, const PatternExpression *e, Branches *out) {
  const Slot to = fresh(x);
  Branches first = {0}, rest = {0};
  if (!add_node(x, &first, link(x, e, *at, to))) return false;
  const bool anything = e->part_count == 0 || is_thing(e->part[0]);
  if (!(anything ? add_branch(x, &rest, 0, NULL) : expand(x, &to, e->part[0], &rest))) return false;
  return combine(x, &first, &rest, out);
}

static bool expand_and(Expansion *x, const Slot *at, const PatternExpression *e, Branches *out) {
  Branches all = {0};
  if (!add_branch(x, &all, 0, NULL)) return false;
  for (size_t i = 0; i < e->part_count; i++) {
    Branches part = {0}, both = {0};
    if (!expand(x, at, e->part[i], &part) || !combine(x, &all, &part, &both)) return false;
    all = both;
  }
  for (size_t i = 0; i < all.count; i++)
    if (!add_branch(x, out, all.item[i].count, all.item[i].item)) return false;
  return e->part_count > 0;
}

static bool expand_or(Expansion *x, const Slot *at, const PatternExpression *e, Branches *out) {
  for (size_t i = 0; i < e->part_count; i++)
    if (!expand(x, at, e->part[i], out)) return false;
  return true;
}

// Whether the property has at most one value, by the ontology.
static bool at_most_one(const Expansion *x, const PatternExpression *e) {
  const Entailment *entailment = x->state->entailment;
  if (e->property.kind != SLOT_TERM) return false;
  const PropertyExpression property = {in_ontology(x, &e->property), e->inverse};
  for (size_t i = 0; i < entailment->ontology->constraint_count; i++) {
    const Constraint *c = &entailment->ontology->constraint[i];
    const bool inverse = c->kind == CONSTRAINT_INVERSE_FUNCTIONAL;
    if ((c->kind != CONSTRAINT_FUNCTIONAL && !inverse) || !counts(x, c->axiom)) continue;
    // R(x, y), R(x, z): the shared variable is that whose values are at most one.
    const bool back = c->body[0].subject.variable != c->body[1].subject.variable;
    if (closure_property_below(entailment->closure, property,
                               (PropertyExpression){c->body[0].predicate, back}))
      return true;
  }
  return false;
}

// --- Complements ---------------------------------------------------------------------------------

static bool mentions(const HornAtom *atom, const HornTerm *term) {
  return query_term_equal(&atom->subject, term) || query_term_equal(&atom->object, term);
}

// What of the class stands at `term` by the atom: the atom's other term is anything. False:
// nothing.
static bool concept_at(const HornAtom *atom, const HornTerm *term, BasicConcept *out) {
  if (!query_is_variable(term)) return false;
  if (atom->predicate == &RDF_TYPE) {
    *out = (BasicConcept){.class_ = atom->object.constant.lexical};
    return query_term_equal(&atom->subject, term) && !query_is_variable(&atom->object);
  }
  const bool inverse = query_term_equal(&atom->object, term);
  *out = (BasicConcept){.property = {atom->predicate, inverse}};
  return !query_term_equal(&atom->subject, &atom->object) &&
         query_is_variable(inverse ? &atom->subject : &atom->object);
}

static Slot slot_of(Expansion *x, const HornTerm *term, const HornTerm *centre, const Slot *at,
                    Slot *renamed) {
  if (query_term_equal(term, centre)) return *at;
  if (query_is_variable(term)) {
    if (renamed[term->variable].kind == SLOT_NONE) renamed[term->variable] = fresh(x);
    return renamed[term->variable];
  }
  Term constant = term->constant;
  if (constant.kind == TERM_IRI) return iri_slot(x, constant.lexical);
  return (Slot){.kind = SLOT_TERM, .term = constant};
}

// All of the denial but its atom `left_out`, about `at`.
static bool add_rest(Expansion *x, const Constraint *c, size_t left_out, const HornTerm *centre,
                     const Slot *at, Branches *out) {
  Branch branch = {0};
  Slot *renamed = ARENA_ARRAY(x->state->arena, Slot, c->variable_count);
  for (size_t i = 0; i < c->body_count; i++) {
    if (i == left_out) continue;
    const HornAtom *atom = &c->body[i];
    const Slot subject = slot_of(x, &atom->subject, centre, at, renamed);
    const Slot object = slot_of(x, &atom->object, centre, at, renamed);
    VEC_PUSH(x->state->arena, &branch, triple(x, subject, iri_slot(x, atom->predicate), object));
  }
  return add_branch(x, out, branch.count, branch.item);
}

// Whether the variables of atom `left_out` other than the centre stand in no other atom, and the
// centre in one.
static bool hangs_on(const Constraint *c, size_t left_out, const HornTerm *centre) {
  const HornAtom *atom = &c->body[left_out];
  const HornTerm *other = query_term_equal(&atom->subject, centre) ? &atom->object : &atom->subject;
  bool shared = false;
  for (size_t i = 0; i < c->body_count; i++) {
    if (i == left_out) continue;
    if (query_is_variable(other) && mentions(&c->body[i], other)) return false;
    shared |= mentions(&c->body[i], centre);
  }
  return shared;
}

// x is no C where x's being a C would violate a denial.
static bool expand_not_name(Expansion *x, const Slot *at, const Slot *name, Branches *out) {
  const Entailment *entailment = x->state->entailment;
  if (name->kind != SLOT_TERM) return false;
  const BasicConcept class_ = {.class_ = in_ontology(x, name)};
  for (size_t i = 0; i < entailment->ontology->constraint_count; i++) {
    const Constraint *c = &entailment->ontology->constraint[i];
    if (!counts(x, c->axiom) || c->distinct_count > 0 || c->range != NULL) continue;
    for (size_t k = 0; k < c->body_count; k++) {
      const HornTerm ends[] = {c->body[k].subject, c->body[k].object};
      for (size_t n = 0; n < 2; n++) {
        BasicConcept concept;
        if (!concept_at(&c->body[k], &ends[n], &concept) || !hangs_on(c, k, &ends[n]) ||
            !closure_concept_below(entailment->closure, class_, concept))
          continue;
        if (!add_rest(x, c, k, &ends[n], at, out)) return false;
      }
    }
  }
  return true;
}

static bool expand_not(Expansion *x, const Slot *at, const PatternExpression *e, Branches *out) {
  if (e->kind == EXPRESSION_NOT) return expand(x, at, e->part[0], out);
  if (e->kind == EXPRESSION_NAME) return expand_not_name(x, at, &e->name, out);
  if (e->kind != EXPRESSION_OR) return false;
  PatternExpression *nots = ARENA_ARRAY(x->state->arena, PatternExpression, e->part_count);
  const PatternExpression **parts =
      ARENA_ARRAY(x->state->arena, const PatternExpression *, e->part_count);
  for (size_t i = 0; i < e->part_count; i++) {
    nots[i] = (PatternExpression){.kind = EXPRESSION_NOT, .part_count = 1, .part = &e->part[i]};
    parts[i] = &nots[i];
  }
  const PatternExpression all = {
      .kind = EXPRESSION_AND, .part_count = e->part_count, .part = parts};
  return expand_and(x, at, &all, out);
}

static bool expand(Expansion *x, const Slot *at, const PatternExpression *e, Branches *out) {
  switch (e->kind) {
    case EXPRESSION_NAME: return add_node(x, out, triple(x, *at, iri_slot(x, &RDF_TYPE), e->name));
    case EXPRESSION_AND: return expand_and(x, at, e, out);
    case EXPRESSION_OR: return expand_or(x, at, e, out);
    case EXPRESSION_NOT: return expand_not(x, at, e->part[0], out);
    case EXPRESSION_ONE_OF: return among(x, at, e->value_count, e->value, out);
    case EXPRESSION_SOME: return expand_some(x, at, e, out);
    case EXPRESSION_MIN: return e->number == 1 && expand_some(x, at, e, out);
    case EXPRESSION_EXACT: return e->number == 1 && at_most_one(x, e) && expand_some(x, at, e, out);
    case EXPRESSION_ALL: return at_most_one(x, e) && expand_some(x, at, e, out);
    case EXPRESSION_HAS_VALUE: return add_node(x, out, link(x, e, *at, e->value[0]));
    case EXPRESSION_HAS_SELF: return add_node(x, out, link(x, e, *at, *at));
    default: return false;
  }
}

// --- Below an expression -------------------------------------------------------------------------

typedef VEC(Slot) Names;

static void add_below(Expansion *x, BasicConcept concept, Names *out) {
  ConceptStep *steps;
  const size_t count =
      closure_sub_concepts(x->state->entailment->closure, x->state->arena, concept, &steps);
  for (size_t i = 0; i < count; i++) {
    const Symbol *class_ = steps[i].concept.class_;
    if (class_ != NULL && !ontology_is_auxiliary(class_))
      VEC_PUSH(x->state->arena, out, iri_slot(x, class_));
  }
}

// The named classes below SOME property filler (NULL: anything).
static bool below_some(Expansion *x, const Slot *at, const PatternExpression *e, Branches *out) {
  const Entailment *entailment = x->state->entailment;
  const bool anything = e->part_count == 0 || is_thing(e->part[0]);
  if (e->property.kind != SLOT_TERM) return false;
  if (!anything && (e->part[0]->kind != EXPRESSION_NAME || e->part[0]->name.kind != SLOT_TERM))
    return false;
  const PropertyExpression property = {in_ontology(x, &e->property), e->inverse};
  const BasicConcept filler = {.class_ = anything ? NULL : in_ontology(x, &e->part[0]->name)};
  Names names = {0};
  VEC_PUSH(x->state->arena, &names, iri_slot(x, &OWL_NOTHING));
  if (anything) add_below(x, (BasicConcept){.property = property}, &names);
  for (size_t i = 0; i < entailment->ontology->existential_count; i++) {
    const Existential *some = &entailment->ontology->existential[i];
    if (!counts(x, some->axiom) ||
        !closure_property_below(entailment->closure, some->property, property))
      continue;
    const BasicConcept has = {.class_ = some->filler};
    const BasicConcept led = {.property = {some->property.iri, !some->property.inverse}};
    if (anything ||
        (some->filler != NULL && closure_concept_below(entailment->closure, has, filler)) ||
        closure_concept_below(entailment->closure, led, filler))
      add_below(x, some->sub, &names);
  }
  return among(x, at, names.count, names.item, out);
}

static bool below(Expansion *x, const Slot *at, const PatternExpression *e, Branches *out) {
  if (e->kind == EXPRESSION_SOME || (e->kind == EXPRESSION_MIN && e->number == 1))
    return below_some(x, at, e, out);
  if (e->kind != EXPRESSION_AND || e->part_count == 0) return false;
  Branches all = {0};
  if (!add_branch(x, &all, 0, NULL)) return false;
  for (size_t i = 0; i < e->part_count; i++) {
    const PatternExpression *p = e->part[i];
    Branches part = {0}, both = {0};
    const bool good =
        p->kind == EXPRESSION_NAME
            ? add_node(x, &part, triple(x, *at, iri_slot(x, &RDFS_SUB_CLASS_OF), p->name))
            : below(x, at, p, &part);
    if (!good || !combine(x, &all, &part, &both)) return false;
    all = both;
  }
  *out = all;
  return true;
}

// --- Joins ---------------------------------------------------------------------------------------

static const Node *branch_node(const Expansion *x, const Branch *branch) {
  if (branch->count == 0) return node_unit(x->state->arena);
  return branch->count == 1 ? branch->item[0]
                            : node_join(x->state->arena, branch->count, branch->item);
}

// One solution for each value of what is no existential.
static const Node *as_distinct(const Expansion *x, const Branches *branches) {
  Arena *arena = x->state->arena;
  if (branches->count == 0) return node_empty(arena, NULL);
  const Node **nodes = ARENA_ARRAY(arena, const Node *, branches->count);
  for (size_t i = 0; i < branches->count; i++) nodes[i] = branch_node(x, &branches->item[i]);
  const Node *all = branches->count == 1 ? nodes[0] : node_union(arena, branches->count, nodes);
  VarSet seen = varset_copy(arena, &all->variables);
  varset_remove_all(&seen, &x->made);
  if (branches->count == 1 && varset_equal(&seen, &all->variables)) return all;
  return node_distinct(arena, node_project_set(arena, all, &seen), false);
}

// What a pattern with an expression as its object asks of it.
static const Symbol *asks(const Node *node) {
  if (node->kind != NODE_TRIPLE || node->u.triple.object.kind != SLOT_VAR) return NULL;
  const Slot *predicate = &node->u.triple.predicate;
  if (predicate->kind != SLOT_TERM || predicate->term.kind != TERM_IRI) return NULL;
  const Symbol *iri = predicate->term.lexical;
  return iri == &RDF_TYPE || iri == &RDFS_SUB_CLASS_OF ? iri : NULL;
}

static bool is_asked_of(const Node *node, VarId root) {
  return asks(node) != NULL && node->u.triple.object.var == root &&
         !(node->u.triple.subject.kind == SLOT_VAR && node->u.triple.subject.var == root);
}

// 2.
static bool is_apart(size_t count, const Node *const members[], const bool used[], VarId root,
                     const VarSet *nodes, const VarSet *outside, const Slot *graph) {
  if (varset_intersects(nodes, outside)) return false;
  for (size_t i = 0; i < count; i++) {
    const bool asked = !used[i] && is_asked_of(members[i], root);
    if ((used[i] || asked) && !slot_equal(&members[i]->u.triple.graph, graph)) return false;
    if (!used[i] && !asked && varset_intersects(&members[i]->variables, nodes)) return false;
    if (asked && members[i]->u.triple.subject.kind == SLOT_VAR &&
        varset_has(nodes, members[i]->u.triple.subject.var))
      return false;
  }
  return true;
}

static const Node *const *expand_root(EntailState *state, size_t *count,
                                      const Node *const members[], size_t at, const VarSet *outside,
                                      bool as_set) {
  Arena *arena = state->arena;
  const VarId root = members[at]->u.triple.object.var;
  bool *used = ARENA_ARRAY(arena, bool, *count);
  VarSet nodes = varset_empty(arena);
  const PatternExpression *e = expression_read(state->query, root, *count, members, used, &nodes);
  if (e == NULL ||
      !is_apart(*count, members, used, root, &nodes, outside, &members[at]->u.triple.graph))
    return members;
  Expansion x = {state, members[at]->u.triple.graph, members[at]->at, varset_empty(arena)};
  Branch result = {0};
  for (size_t i = 0; i < *count; i++) {
    if (used[i]) continue;
    if (!is_asked_of(members[i], root)) {
      VEC_PUSH(arena, &result, members[i]);
      continue;
    }
    Branches branches = {0};
    const Slot *subject = &members[i]->u.triple.subject;
    if (!(asks(members[i]) == &RDF_TYPE ? expand(&x, subject, e, &branches)
                                        : below(&x, subject, e, &branches))) {  // 3
      if (state->report->warning == NULL)
        state->report->warning = arena_format(
            arena, "the class expression at %u:%u is beyond what is reasoned with in queries",
            x.at.line, x.at.column);
      return members;
    }
    if (as_set && branches.count == 1) {
      for (size_t k = 0; k < branches.item[0].count; k++)
        VEC_PUSH(arena, &result, branches.item[0].item[k]);
    } else {
      VEC_PUSH(arena, &result, as_distinct(&x, &branches));
    }
  }
  varset_add_all(&state->nameless, &x.made);
  if (result.count == 0) VEC_PUSH(arena, &result, node_unit(arena));
  *count = result.count;
  return result.item;
}

const Node *const *expand_expressions(EntailState *state, size_t *count,
                                      const Node *const members[], const VarSet *outside,
                                      bool as_set) {
  if (state->entailment->regime < REGIME_QL) return members;  // 1
  for (bool again = true; again;) {
    again = false;
    for (size_t i = 0; i < *count && !again; i++) {
      if (asks(members[i]) == NULL) continue;
      const Node *const *expanded = expand_root(state, count, members, i, outside, as_set);
      again = expanded != members;
      members = expanded;
    }
  }
  return members;
}
