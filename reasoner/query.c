// Conjunctive queries: homomorphisms between them under inclusions, and what follows for their
// size.
#include "reasoner/query.h"

#include "base/rdf/vocabulary.h"

bool query_term_equal(const HornTerm *a, const HornTerm *b) {
  if (query_is_variable(a) || query_is_variable(b))
    return query_is_variable(a) && query_is_variable(b) && a->variable == b->variable;
  return term_equal(&a->constant, &b->constant);
}

bool query_is_answer(const QueryScope *scope, const HornTerm *term) {
  return query_is_variable(term) && term->variable < scope->answer_count &&
         scope->answer[term->variable];
}

const Symbol *query_atom_class(const HornAtom *atom) {
  const bool typed = atom->predicate == &RDF_TYPE && atom->object.constant.kind == TERM_IRI;
  return typed ? atom->object.constant.lexical : NULL;
}

// --- Implication between atoms -------------------------------------------------------------------

static BasicConcept class_concept(const Symbol *class_) { return (BasicConcept){.class_ = class_}; }

static BasicConcept end_concept(const HornAtom *atom, bool inverse) {
  return (BasicConcept){.property = {atom->predicate, inverse}};
}

static bool implies_class(const QueryScope *scope, const HornAtom *atom, const HornTerm *member,
                          const Symbol *class_) {
  const Symbol *own = query_atom_class(atom);
  const BasicConcept super = class_concept(class_);
  if (own != NULL)
    return query_term_equal(&atom->subject, member) &&
           (own == class_ || closure_concept_below(scope->closure, class_concept(own), super));
  if (query_term_equal(&atom->subject, member) &&
      closure_concept_below(scope->closure, end_concept(atom, false), super))
    return true;
  return query_term_equal(&atom->object, member) &&
         !scope->facts.literal_objects(scope->facts.self, atom->predicate) &&
         closure_concept_below(scope->closure, end_concept(atom, true), super);
}

static bool implies_property(const QueryScope *scope, const HornAtom *atom,
                             const HornAtom *implied) {
  const PropertyExpression super = {implied->predicate, false};
  if (query_term_equal(&atom->subject, &implied->subject) &&
      query_term_equal(&atom->object, &implied->object) &&
      (atom->predicate == implied->predicate ||
       closure_property_below(scope->closure, (PropertyExpression){atom->predicate, false}, super)))
    return true;
  return query_term_equal(&atom->subject, &implied->object) &&
         query_term_equal(&atom->object, &implied->subject) &&
         !scope->facts.literal_objects(scope->facts.self, atom->predicate) &&
         closure_property_below(scope->closure, (PropertyExpression){atom->predicate, true}, super);
}

bool query_implies(const QueryScope *scope, const HornAtom *atom, const HornAtom *implied) {
  const Symbol *class_ = query_atom_class(implied);
  if (class_ != NULL) return implies_class(scope, atom, &implied->subject, class_);
  return query_atom_class(atom) == NULL && implies_property(scope, atom, implied);
}

// --- Unification ---------------------------------------------------------------------------------

static HornTerm replaced(const HornTerm *term, unsigned variable, const HornTerm *by) {
  return query_is_variable(term) && term->variable == variable ? *by : *term;
}

static void substitute(const QueryScope *scope, ConjunctiveQuery *query, unsigned variable,
                       const HornTerm *by) {
  HornAtom *atoms = ARENA_ARRAY(scope->arena, HornAtom, query->atom_count);
  for (size_t i = 0; i < query->atom_count; i++) {
    atoms[i] = query->atom[i];
    atoms[i].subject = replaced(&atoms[i].subject, variable, by);
    atoms[i].object = replaced(&atoms[i].object, variable, by);
  }
  QueryBinding *bindings = ARENA_ARRAY(scope->arena, QueryBinding, query->binding_count + 1);
  for (size_t i = 0; i < query->binding_count; i++)
    bindings[i] =
        (QueryBinding){query->binding[i].variable, replaced(&query->binding[i].term, variable, by)};
  bindings[query->binding_count++] = (QueryBinding){variable, *by};
  query->atom = atoms;
  query->binding = bindings;
}

HornTerm query_resolve(const ConjunctiveQuery *query, const HornTerm *term) {
  for (size_t i = 0; query_is_variable(term) && i < query->binding_count; i++)
    if (query->binding[i].variable == term->variable) return query->binding[i].term;
  return *term;
}

bool query_unify(const QueryScope *scope, ConjunctiveQuery *query, const HornTerm *a,
                 const HornTerm *b) {
  const HornTerm left = query_resolve(query, a), right = query_resolve(query, b);
  if (query_term_equal(&left, &right)) return true;
  if (!query_is_variable(&left) && !query_is_variable(&right)) return false;
  const bool keep_left =
      !query_is_variable(&left) || (query_is_variable(&right) && !query_is_answer(scope, &right));
  if (keep_left)
    substitute(scope, query, right.variable, &left);
  else
    substitute(scope, query, left.variable, &right);
  return true;
}

ConjunctiveQuery query_answer_bindings(const QueryScope *scope, const ConjunctiveQuery *query) {
  ConjunctiveQuery less = *query;
  QueryBinding *bindings = ARENA_ARRAY(scope->arena, QueryBinding, query->binding_count);
  less.binding_count = 0;
  for (size_t i = 0; i < query->binding_count; i++) {
    const HornTerm bound = {.variable = query->binding[i].variable};
    if (query_is_answer(scope, &bound)) bindings[less.binding_count++] = query->binding[i];
  }
  less.binding = bindings;
  return less;
}

// --- Containment ---------------------------------------------------------------------------------

bool query_is_empty(const QueryScope *scope, const ConjunctiveQuery *query) {
  for (size_t i = 0; i < query->atom_count; i++) {
    const Symbol *class_ = query_atom_class(&query->atom[i]);
    if (class_ != NULL ? !scope->facts.has_class(scope->facts.self, class_)
                       : !scope->facts.has_property(scope->facts.self, query->atom[i].predicate))
      return true;
  }
  return false;
}

enum { MOST_TRIALS = 20000 };  // of a homomorphism; beyond, there is none as far as we know

// A homomorphism in the making: image of the variables of `from`, among the terms of `to`.
typedef struct Homomorphism {
  const QueryScope *scope;
  const ConjunctiveQuery *from, *to;
  size_t without;  // an atom of `to` that does not count; SIZE_MAX: none
  size_t variable_count;
  HornTerm *image;
  bool *placed;
  size_t trials;
} Homomorphism;

static HornTerm image_of(const Homomorphism *map, const HornTerm *term) {
  if (!query_is_variable(term)) return *term;
  return map->placed[term->variable] ? map->image[term->variable] : *term;
}

static bool place(Homomorphism *map, const HornTerm *term, const HornTerm *image) {
  if (!query_is_variable(term)) return query_term_equal(term, image);
  if (map->placed[term->variable]) return query_term_equal(&map->image[term->variable], image);
  map->placed[term->variable] = true;
  map->image[term->variable] = *image;
  return true;
}

static bool find_image(Homomorphism *map, size_t at);

// The atom's ends on these terms, if the image then follows from `by`.
static bool try_ends(Homomorphism *map, size_t at, const HornTerm *subject, const HornTerm *object,
                     const HornAtom *by) {
  const HornAtom *atom = &map->from->atom[at];
  const HornTerm *ends[2] = {&atom->subject, &atom->object};
  bool had[2];
  for (size_t i = 0; i < 2; i++)
    had[i] = !query_is_variable(ends[i]) || map->placed[ends[i]->variable];
  bool found = place(map, ends[0], subject) && (object == NULL || place(map, ends[1], object));
  if (found) {
    const HornAtom image = {image_of(map, ends[0]), atom->predicate, image_of(map, ends[1])};
    found = query_implies(map->scope, by, &image) && find_image(map, at + 1);
  }
  if (found) return true;
  for (size_t i = 0; i < 2; i++)
    if (!had[i]) map->placed[ends[i]->variable] = false;
  return false;
}

static bool find_image(Homomorphism *map, size_t at) {
  if (at == map->from->atom_count) return true;
  const bool is_class = query_atom_class(&map->from->atom[at]) != NULL;
  for (size_t i = 0; i < map->to->atom_count; i++) {
    if (i == map->without) continue;
    if (++map->trials > MOST_TRIALS) return false;
    const HornAtom *by = &map->to->atom[i];
    const bool by_class = query_atom_class(by) != NULL;
    if (is_class) {
      if (try_ends(map, at, &by->subject, NULL, by)) return true;
      if (!by_class && try_ends(map, at, &by->object, NULL, by)) return true;
    } else if (!by_class) {
      if (try_ends(map, at, &by->subject, &by->object, by)) return true;
      if (try_ends(map, at, &by->object, &by->subject, by)) return true;
    }
  }
  return false;
}

static size_t variables_of(const QueryScope *scope, const ConjunctiveQuery *query) {
  size_t count = scope->answer_count;
  for (size_t i = 0; i < query->atom_count; i++) {
    const HornTerm *ends[2] = {&query->atom[i].subject, &query->atom[i].object};
    for (size_t j = 0; j < 2; j++)
      if (query_is_variable(ends[j]) && ends[j]->variable >= count)
        count = (size_t)ends[j]->variable + 1;
  }
  return count;
}

// Answer variables are mapped to what they stand for on both sides.
static bool maps(const QueryScope *scope, const ConjunctiveQuery *from, const ConjunctiveQuery *to,
                 size_t without) {
  Homomorphism map = {.scope = scope, .from = from, .to = to, .without = without};
  map.variable_count = variables_of(scope, from);
  map.image = ARENA_ARRAY(scope->arena, HornTerm, map.variable_count);
  map.placed = ARENA_ARRAY(scope->arena, bool, map.variable_count);
  for (unsigned v = 0; v < scope->answer_count; v++) {
    const HornTerm self = {.variable = v};
    if (!query_is_answer(scope, &self)) continue;
    const HornTerm there = query_resolve(to, &self), here = query_resolve(from, &self);
    if (!place(&map, &here, &there)) return false;
  }
  return find_image(&map, 0);
}

bool query_contains(const QueryScope *scope, const ConjunctiveQuery *whole,
                    const ConjunctiveQuery *part) {
  return maps(scope, whole, part, SIZE_MAX);
}

// --- Fewer atoms, fewer queries ------------------------------------------------------------------

static bool has_term(const HornAtom *atom, const HornTerm *term) {
  return query_term_equal(&atom->subject, term) || query_term_equal(&atom->object, term);
}

// By one other atom that has all of its variables: as many solutions with it as without.
static bool follows_from_one(const QueryScope *scope, const ConjunctiveQuery *query, size_t at) {
  const HornAtom *atom = &query->atom[at];
  for (size_t i = 0; i < query->atom_count; i++) {
    const HornAtom *by = &query->atom[i];
    if (i == at || !has_term(by, &atom->subject)) continue;
    if (query_atom_class(atom) == NULL && !has_term(by, &atom->object)) continue;
    if (query_implies(scope, by, atom)) return true;
  }
  return false;
}

ConjunctiveQuery query_minimise(const QueryScope *scope, const ConjunctiveQuery *query,
                                bool as_set) {
  ConjunctiveQuery less = *query;
  for (size_t i = 0; i < less.atom_count && less.atom_count > 1;) {
    if (!follows_from_one(scope, &less, i) && !(as_set && maps(scope, &less, &less, i))) {
      i++;
      continue;
    }
    HornAtom *atoms = arena_copy(scope->arena, less.atom, less.atom_count * sizeof *atoms);
    memmove(&atoms[i], &atoms[i + 1], (less.atom_count - i - 1) * sizeof *atoms);
    less.atom = atoms;
    less.atom_count--;
  }
  return less;
}

void query_prune(const QueryScope *scope, QueryList *list, size_t kept) {
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++)
    if (i < kept || !query_is_empty(scope, &list->item[i])) list->item[count++] = list->item[i];
  list->count = count;
  for (size_t i = kept; i < list->count;) {
    bool contained = false;
    for (size_t j = 0; j < list->count && !contained; j++)
      contained = j != i && query_contains(scope, &list->item[j], &list->item[i]);
    if (contained) {
      memmove(&list->item[i], &list->item[i + 1], (list->count - i - 1) * sizeof *list->item);
      list->count--;
    } else {
      i++;
    }
  }
}
