// Contradictions pushed down the graph of inclusions.
#include "reasoner/unsatisfiable.h"

#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/closure_parts.h"

// cause: of a concept that cannot be, the axioms; NULL: it can be, as far as is known.
typedef struct Search {
  const Closure *closure;
  Arena *arena;
  const Chain **cause;  // by concept
  VEC(size_t) queue;
} Search;

static const Chain *chain_join(Arena *arena, Chain a, Chain b, const Axiom *last) {
  const Axiom **axioms = ARENA_ARRAY(arena, const Axiom *, a.count + b.count + 1);
  size_t count = 0;
  for (size_t i = 0; i < a.count + b.count; i++) {
    const Axiom *axiom = i < a.count ? a.axiom[i] : b.axiom[i - a.count];
    bool known = false;
    for (size_t j = 0; j < count && !known; j++) known = axioms[j] == axiom;
    if (!known) axioms[count++] = axiom;
  }
  if (last != NULL) axioms[count++] = last;
  Chain *chain = ARENA_NEW(arena, Chain);
  *chain = (Chain){count, axioms};
  return chain;
}

static void refute(Search *search, size_t concept, const Chain *cause) {
  if (concept == NAMES_NONE || search->cause[concept] != NULL) return;
  search->cause[concept] = cause;
  VEC_PUSH(search->arena, &search->queue, concept);
}

// --- Contradictions ------------------------------------------------------------------------------
static bool is_constant(const HornTerm *term) { return term->constant.kind != TERM_UNBOUND; }

// The concept that the atom says of the variable, if it says no more. A property's other end must
// stand nowhere else, which is the caller's to see.
static bool concept_of(const HornAtom *atom, unsigned variable, BasicConcept *out) {
  *out = (BasicConcept){0};
  if (atom->predicate == &RDF_TYPE) {
    if (!is_constant(&atom->object) || is_constant(&atom->subject) ||
        atom->subject.variable != variable)
      return false;
    out->class_ = atom->object.constant.lexical;
    return true;
  }
  if (is_constant(&atom->subject) || is_constant(&atom->object) ||
      atom->subject.variable == atom->object.variable)
    return false;
  out->property = (PropertyExpression){atom->predicate, atom->object.variable == variable};
  return out->property.inverse || atom->subject.variable == variable;
}

static size_t uses(const Constraint *constraint, unsigned variable) {
  size_t count = 0;
  for (size_t i = 0; i < constraint->body_count; i++) {
    const HornAtom *atom = &constraint->body[i];
    count += !is_constant(&atom->subject) && atom->subject.variable == variable;
    count += !is_constant(&atom->object) && atom->object.variable == variable;
  }
  return count;
}

// All concepts below both sides.
static void refute_both(Search *search, const Axiom *axiom, BasicConcept a, BasicConcept b) {
  ConceptStep *below_a, *below_b;
  const size_t count_a = closure_sub_concepts(search->closure, search->arena, a, &below_a);
  const size_t count_b = closure_sub_concepts(search->closure, search->arena, b, &below_b);
  Chain **chain = ARENA_ARRAY(search->arena, Chain *, search->closure->concept_count + 1);
  for (size_t i = 0; i < count_a; i++) {
    const size_t number = closure_concept(search->closure, below_a[i].concept);
    if (number != NAMES_NONE) chain[number] = &below_a[i].chain;
  }
  for (size_t i = 0; i < count_b; i++) {
    const size_t number = closure_concept(search->closure, below_b[i].concept);
    if (number != NAMES_NONE && chain[number] != NULL)
      refute(search, number, chain_join(search->arena, *chain[number], below_b[i].chain, axiom));
  }
}

static bool is_pair(const Constraint *constraint) {
  if (constraint->body_count != 2 || constraint->distinct_count > 0 || constraint->range != NULL)
    return false;
  return constraint->body[0].predicate != &RDF_TYPE && constraint->body[1].predicate != &RDF_TYPE &&
         uses(constraint, 0) == 2 && uses(constraint, 1) == 2;
}

// Disjoint properties: R(x,y) and S(x,y), or S(y,x).
static void refute_properties(Search *search, const Constraint *constraint) {
  const HornAtom *a = &constraint->body[0], *b = &constraint->body[1];
  if (is_constant(&a->subject) || is_constant(&a->object) || is_constant(&b->subject) ||
      is_constant(&b->object) || a->subject.variable == a->object.variable)
    return;
  const PropertyExpression first = {a->predicate, false};
  const PropertyExpression second = {b->predicate, a->subject.variable != b->subject.variable};
  PropertyStep *below_a, *below_b;
  const size_t count_a = closure_sub_properties(search->closure, search->arena, first, &below_a);
  const size_t count_b = closure_sub_properties(search->closure, search->arena, second, &below_b);
  for (size_t i = 0; i < count_a; i++)
    for (size_t j = 0; j < count_b; j++) {
      if (below_a[i].property.iri != below_b[j].property.iri ||
          below_a[i].property.inverse != below_b[j].property.inverse)
        continue;
      const size_t concept =
          closure_concept(search->closure, (BasicConcept){.property = below_a[i].property});
      refute(search, concept,
             chain_join(search->arena, below_a[i].chain, below_b[j].chain, constraint->axiom));
    }
}

static void refute_constraint(Search *search, const Constraint *constraint) {
  if (constraint->axiom->regime > search->closure->regime || constraint->distinct_count > 0 ||
      constraint->range != NULL)
    return;
  if (is_pair(constraint)) {
    refute_properties(search, constraint);
    return;
  }
  if (constraint->body_count > 2) return;
  for (unsigned v = 0; v < constraint->variable_count; v++) {
    BasicConcept a, b;
    const HornAtom *last = &constraint->body[constraint->body_count - 1];
    if (!concept_of(&constraint->body[0], v, &a) || !concept_of(last, v, &b)) continue;
    // The other ends must be free.
    bool is_free = true;
    for (unsigned w = 0; w < constraint->variable_count; w++)
      is_free = is_free && (w == v || uses(constraint, w) <= 1);
    if (is_free) refute_both(search, constraint->axiom, a, b);
  }
}

// --- Consequences --------------------------------------------------------------------------------
// No R, no inverse of it; what lies below cannot be; nor what needs a value that cannot be.
static void spread(Search *search, size_t concept) {
  const Closure *closure = search->closure;
  const Chain *cause = search->cause[concept];
  const size_t classes = names_count(closure->classes);
  if (concept >= classes) refute(search, classes + ((concept - classes) ^ 1), cause);
  const EdgeTable *down = &closure->concept_down;
  for (size_t e = down->start[concept]; e < down->start[concept + 1]; e++) {
    const Chain step = {1, &down->edge[e].axiom};
    refute(search, down->edge[e].to, chain_join(search->arena, step, *cause, NULL));
  }
  for (size_t i = 0; i < closure->ontology->existential_count; i++) {
    const Existential *existential = &closure->ontology->existential[i];
    if (existential->axiom->regime > closure->regime || existential->filler == NULL ||
        closure_concept(closure, (BasicConcept){.class_ = existential->filler}) != concept)
      continue;
    const Chain step = {1, &existential->axiom};
    refute(search, closure_concept(closure, existential->sub),
           chain_join(search->arena, step, *cause, NULL));
  }
}

static void add_name(Search *search, BasicConcept concept, const Symbol *iri, bool is_property,
                     Unsatisfiable *out, size_t *count) {
  const size_t number = closure_concept(search->closure, concept);
  if (number == NAMES_NONE || search->cause[number] == NULL) return;
  out[(*count)++] = (Unsatisfiable){iri, is_property, *search->cause[number]};
}

size_t unsatisfiable_find(const Closure *closure, Arena *arena, const Unsatisfiable **out) {
  Search search = {.closure = closure,
                   .arena = arena,
                   .cause = ARENA_ARRAY(arena, const Chain *, closure->concept_count + 1)};
  for (size_t i = 0; i < closure->ontology->constraint_count; i++)
    refute_constraint(&search, &closure->ontology->constraint[i]);
  for (size_t i = 0; i < search.queue.count; i++) spread(&search, search.queue.item[i]);
  const size_t classes = names_count(closure->classes);
  const size_t properties = names_count(closure->properties);
  Unsatisfiable *found = ARENA_ARRAY(arena, Unsatisfiable, classes + properties + 1);
  size_t count = 0;
  for (size_t i = 0; i < classes; i++) {
    const Symbol *iri = names_at(closure->classes, i);
    if (iri != &OWL_NOTHING && !ontology_is_auxiliary(iri))
      add_name(&search, (BasicConcept){.class_ = iri}, iri, false, found, &count);
  }
  for (size_t i = 0; i < properties; i++) {
    const Symbol *iri = names_at(closure->properties, i);
    add_name(&search, (BasicConcept){.property = {iri, false}}, iri, true, found, &count);
  }
  *out = found;
  return count;
}
