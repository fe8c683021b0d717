// Tree witnesses: a search for homomorphisms of parts of the query into the trees of existentials.
#include "reasoner/tree_witness.h"

#include <string.h>

#include "base/rdf/vocabulary.h"

enum { MOST_STEPS = 200000, UNPLACED = -1, ROOT = 0, NOWHERE = -1 };

// A node of a tree: ROOT, or the successor of `parent` (NOWHERE: the tree is seen from here only)
// that `by` makes.
typedef struct Element {
  int parent;
  const Existential *by;
} Element;

typedef VEC(BasicConcept) Concepts;

// A witness as it is collected; `interior` repeats what `atoms` says unless it is empty of atoms.
typedef struct Found {
  TreeWitness witness;
  Concepts from;
} Found;

typedef struct Search {
  const QueryScope *scope;
  const ConjunctiveQuery *query;
  VEC(Element) element;
  VEC(Found) found;
  size_t variable_count;
  int *place;  // of each variable: an element or UNPLACED
  const Existential *start;
  bool detached;
  size_t steps;
} Search;

// --- What holds of the nodes of a tree -----------------------------------------------------------

static BasicConcept has(PropertyExpression property) {
  return (BasicConcept){.property = property};
}

static PropertyExpression inverse_of(PropertyExpression property) {
  property.inverse = !property.inverse;
  return property;
}

static bool counts(const Search *search, const Existential *existential) {
  return existential->axiom->regime <= search->scope->regime;
}

// Is what `by` makes of this concept?
static bool made_is(const Search *search, const Existential *by, BasicConcept concept) {
  const Closure *closure = search->scope->closure;
  if (concept.class_ == &OWL_THING) return !by->data;
  if (!by->data && closure_concept_below(closure, has(inverse_of(by->property)), concept))
    return true;
  return by->filler != NULL &&
         closure_concept_below(closure, (BasicConcept){.class_ = by->filler}, concept);
}

static bool is_below(const Search *search, PropertyExpression sub, const Symbol *iri,
                     bool inverse) {
  return closure_property_below(search->scope->closure, sub, (PropertyExpression){iri, inverse});
}

static bool is_reflexive(const Search *search, const Symbol *iri) {
  const Ontology *ontology = search->scope->ontology;
  for (size_t i = 0; i < ontology->reflexivity_count; i++) {
    const Reflexivity *reflexivity = &ontology->reflexivity[i];
    if (reflexivity->axiom->regime > search->scope->regime) continue;
    const PropertyExpression property = {reflexivity->property, false};
    if (is_below(search, property, iri, false) || is_below(search, property, iri, true))
      return true;
  }
  return false;
}

// Does the atom hold between the element and the successor that `by` makes of it? forward: the
// element is the atom's subject.
static bool links(const Search *search, const Existential *by, const Symbol *predicate,
                  bool forward) {
  return is_below(search, by->property, predicate, !forward);
}

static int successor(Search *search, int parent, const Existential *by) {
  for (size_t i = 0; i < search->element.count; i++)
    if (search->element.item[i].parent == parent && search->element.item[i].by == by) return (int)i;
  const Element element = {parent, by};
  VEC_PUSH(search->scope->arena, &search->element, element);
  return (int)search->element.count - 1;
}

// --- Places --------------------------------------------------------------------------------------

static int place_of(const Search *search, const HornTerm *term) {
  return query_is_variable(term) ? search->place[term->variable] : UNPLACED;
}

static bool is_inside(const Search *search, const HornTerm *term) {
  return place_of(search, term) > ROOT;
}

// A term that may stand at a node without a name.
static bool is_free(const Search *search, const HornTerm *term) {
  return query_is_variable(term) && !query_is_answer(search->scope, term);
}

static const Element *element_of(const Search *search, int place) {
  return &search->element.item[place];
}

static bool holds_between(const Search *search, int subject, int object, const Symbol *predicate) {
  if (subject == object) return is_reflexive(search, predicate);
  const Element *s = element_of(search, subject), *o = element_of(search, object);
  if (o->by != NULL && o->parent == subject && links(search, o->by, predicate, true)) return true;
  return s->by != NULL && s->parent == object && links(search, s->by, predicate, false);
}

static bool class_holds(const Search *search, const HornAtom *atom) {
  const int place = place_of(search, &atom->subject);
  return made_is(search, element_of(search, place)->by,
                 (BasicConcept){.class_ = query_atom_class(atom)});
}

// --- Results -------------------------------------------------------------------------------------

static void add_root(Search *search, TreeWitness *witness, const HornTerm *term) {
  for (size_t i = 0; i < witness->root_count; i++)
    if (query_term_equal(&witness->root[i], term)) return;
  HornTerm *roots = ARENA_ARRAY(search->scope->arena, HornTerm, witness->root_count + 1);
  if (witness->root_count > 0) memcpy(roots, witness->root, witness->root_count * sizeof *roots);
  roots[witness->root_count++] = *term;
  witness->root = roots;
}

static bool has_triples(const Search *search, BasicConcept concept) {
  const QueryFacts *facts = &search->scope->facts;
  return concept.class_ != NULL ? facts->has_class(facts->self, concept.class_)
                                : facts->has_property(facts->self, concept.property.iri);
}

// Do saturated data say that each individual of the one is of the other? What a class implies of
// properties is no triple.
static bool is_within(const Search *search, BasicConcept part, BasicConcept whole) {
  if (whole.class_ != NULL) return closure_concept_below(search->scope->closure, part, whole);
  return part.class_ == NULL &&
         closure_property_below(search->scope->closure, part.property, whole.property);
}

// Only the widest are kept.
static void add_widest(Search *search, Concepts *list, BasicConcept concept) {
  if (!has_triples(search, concept)) return;
  for (size_t i = 0; i < list->count; i++)
    if (is_within(search, concept, list->item[i])) return;
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++)
    if (!is_within(search, list->item[i], concept)) list->item[count++] = list->item[i];
  list->count = count;
  VEC_PUSH(search->scope->arena, list, concept);
}

static bool same_concept(BasicConcept a, BasicConcept b) {
  return a.class_ == b.class_ && (a.class_ != NULL || (a.property.iri == b.property.iri &&
                                                       a.property.inverse == b.property.inverse));
}

// What says of a named individual that it is of the concept. Triples do; of "has some R" so does
// whatever another existential begins with, though then R leads to nobody with a name.
static void add_from(Search *search, Concepts *list, BasicConcept concept) {
  const Ontology *ontology = search->scope->ontology;
  Concepts reached = {0};
  VEC_PUSH(search->scope->arena, &reached, concept);
  for (size_t at = 0; at < reached.count; at++) {
    const BasicConcept here = reached.item[at];
    add_widest(search, list, here);
    for (size_t i = 0; here.class_ == NULL && i < ontology->existential_count; i++) {
      const Existential *by = &ontology->existential[i];
      if (!counts(search, by) ||
          !is_below(search, by->property, here.property.iri, here.property.inverse))
        continue;
      size_t known = 0;
      while (known < reached.count && !same_concept(reached.item[known], by->sub)) known++;
      if (known == reached.count) VEC_PUSH(search->scope->arena, &reached, by->sub);
    }
  }
}

// The existentials whose tree has a node like `start`'s, however deep: what starts any of them.
static void add_all_that_reach(Search *search, Concepts *list) {
  const Ontology *ontology = search->scope->ontology;
  const size_t count = ontology->existential_count;
  bool *reach = ARENA_ARRAY(search->scope->arena, bool, count);
  bool changed = true;
  for (size_t i = 0; i < count; i++) reach[i] = &ontology->existential[i] == search->start;
  while (changed) {
    changed = false;
    for (size_t i = 0; i < count; i++) {
      if (reach[i] || !counts(search, &ontology->existential[i])) continue;
      for (size_t j = 0; j < count && !reach[i]; j++)
        reach[i] =
            reach[j] && made_is(search, &ontology->existential[i], ontology->existential[j].sub);
      changed |= reach[i];
    }
  }
  for (size_t i = 0; i < count; i++)
    if (reach[i]) add_from(search, list, ontology->existential[i].sub);
}

static bool same_roots(const TreeWitness *a, const TreeWitness *b) {
  if (a->root_count != b->root_count) return false;
  for (size_t i = 0; i < a->root_count; i++) {
    bool there = false;
    for (size_t j = 0; j < b->root_count && !there; j++)
      there = query_term_equal(&a->root[i], &b->root[j]);
    if (!there) return false;
  }
  return true;
}

static void record(Search *search) {
  Found found = {0};
  for (size_t i = 0; i < search->query->atom_count; i++) {
    const HornAtom *atom = &search->query->atom[i];
    const bool is_class = query_atom_class(atom) != NULL;
    const bool subject = is_inside(search, &atom->subject);
    const bool object = !is_class && is_inside(search, &atom->object);
    if (!subject && !object) continue;
    found.witness.atoms |= (uint64_t)1 << i;
    if (!subject) add_root(search, &found.witness, &atom->subject);
    if (!is_class && !object) add_root(search, &found.witness, &atom->object);
  }
  size_t at = 0;
  while (at < search->found.count && (search->found.item[at].witness.atoms != found.witness.atoms ||
                                      !same_roots(&search->found.item[at].witness, &found.witness)))
    at++;
  if (at == search->found.count) VEC_PUSH(search->scope->arena, &search->found, found);
  Concepts *from = &search->found.item[at].from;
  if (search->detached)
    add_all_that_reach(search, from);
  else
    add_from(search, from, search->start->sub);
}

// --- The search ----------------------------------------------------------------------------------

static void solve(Search *search);

static void try_place(Search *search, const HornTerm *term, int place) {
  if (place == ROOT) {
    if (query_is_variable(term)) search->place[term->variable] = ROOT;
    solve(search);
  } else if (is_free(search, term)) {
    search->place[term->variable] = place;
    solve(search);
  }
  if (query_is_variable(term)) search->place[term->variable] = UNPLACED;
}

// `other` is the unplaced end of an atom whose subject (forward) or object stands inside.
static void branch(Search *search, const HornAtom *atom, bool forward, const HornTerm *other) {
  const int place = place_of(search, forward ? &atom->subject : &atom->object);
  const Element here = *element_of(search, place);
  if (here.parent != NOWHERE && links(search, here.by, atom->predicate, !forward))
    try_place(search, other, here.parent);
  if (!is_free(search, other)) return;
  if (is_reflexive(search, atom->predicate)) try_place(search, other, place);
  const Ontology *ontology = search->scope->ontology;
  for (size_t i = 0; i < ontology->existential_count; i++) {
    const Existential *by = &ontology->existential[i];
    if (counts(search, by) && links(search, by, atom->predicate, forward) &&
        made_is(search, here.by, by->sub))
      try_place(search, other, successor(search, place, by));
  }
}

// A constant stands nowhere but at the root.
static bool constant_is_parent(const Search *search, const HornAtom *atom, bool forward) {
  const int place = place_of(search, forward ? &atom->subject : &atom->object);
  const Element *here = element_of(search, place);
  return here->parent == ROOT && links(search, here->by, atom->predicate, !forward);
}

// Goes on with the first atom that has an end inside and an end that is nowhere yet.
static void solve(Search *search) {
  if (++search->steps > MOST_STEPS) return;
  for (size_t i = 0; i < search->query->atom_count; i++) {
    const HornAtom *atom = &search->query->atom[i];
    const bool subject = is_inside(search, &atom->subject);
    if (query_atom_class(atom) != NULL) {
      if (subject && !class_holds(search, atom)) return;
      continue;
    }
    const bool object = is_inside(search, &atom->object);
    if (!subject && !object) continue;
    const HornTerm *other = subject ? &atom->object : &atom->subject;
    if (!query_is_variable(other)) {
      if (search->detached || !constant_is_parent(search, atom, subject)) return;
    } else if (place_of(search, other) == UNPLACED) {
      branch(search, atom, subject, other);
      return;
    } else if (!holds_between(search, place_of(search, &atom->subject),
                              place_of(search, &atom->object), atom->predicate)) {
      return;
    }
  }
  record(search);
}

static void start_at(Search *search, unsigned variable, const Existential *by) {
  for (unsigned detached = 0; detached < 2; detached++) {
    search->element.count = 0;
    const Element root = {NOWHERE, NULL};
    VEC_PUSH(search->scope->arena, &search->element, root);
    search->start = by;
    search->detached = detached == 1;
    search->place[variable] = successor(search, search->detached ? NOWHERE : ROOT, by);
    solve(search);
    search->place[variable] = UNPLACED;
  }
}

bool tree_witnesses_find(const QueryScope *scope, const ConjunctiveQuery *query,
                         TreeWitnesses *out) {
  Search search = {.scope = scope, .query = query};
  for (size_t i = 0; i < query->atom_count; i++) {
    const HornTerm *ends[2] = {&query->atom[i].subject, &query->atom[i].object};
    for (size_t j = 0; j < 2; j++)
      if (query_is_variable(ends[j]) && ends[j]->variable >= search.variable_count)
        search.variable_count = (size_t)ends[j]->variable + 1;
  }
  search.place = ARENA_ARRAY(scope->arena, int, search.variable_count);
  bool *used = ARENA_ARRAY(scope->arena, bool, search.variable_count);
  for (size_t v = 0; v < search.variable_count; v++) search.place[v] = UNPLACED;
  for (size_t i = 0; i < query->atom_count; i++) {
    const HornTerm *ends[2] = {&query->atom[i].subject, &query->atom[i].object};
    for (size_t j = 0; j < 2; j++)
      if (query_is_variable(ends[j])) used[ends[j]->variable] = true;
  }
  for (unsigned v = 0; v < search.variable_count; v++) {
    const HornTerm term = {.variable = v};
    if (!used[v] || query_is_answer(scope, &term)) continue;
    for (size_t i = 0; i < scope->ontology->existential_count; i++)
      if (counts(&search, &scope->ontology->existential[i]))
        start_at(&search, v, &scope->ontology->existential[i]);
  }
  for (size_t i = 0; i < search.found.count; i++) {
    Found *found = &search.found.item[i];
    if (found->from.count == 0) continue;
    found->witness.from_count = found->from.count;
    found->witness.from = found->from.item;
    VEC_PUSH(scope->arena, out, found->witness);
  }
  return search.steps <= MOST_STEPS;
}
