// Axioms into inclusions, existentials, Horn rules and constraints.
//
// The left side of an inclusion is spread out into conjunctions of atoms (a union makes several),
// the right side is walked down to what each conjunction implies:
//   B ⊑ C ⊓ D   both                      B ⊑ ¬C     B and C imply a contradiction
//   B ⊑ ∀R.C    B, R(x,y) imply C(y)      B ⊑ ∃R.C   an existential
//   B ⊑ ≤1 R    two values are the same   B ⊑ ¬C ⊔ D  B and C imply D
// One atom that implies one is an inclusion; a longer body is a Horn rule.
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/reading.h"

#define AUXILIARY_PREFIX "urn:anamorph:class:"

enum { BODIES_MAX = 256, CARDINALITY_MAX = 16, ATOMS_MAX = 64 };

bool ontology_is_auxiliary(const Symbol *class_) {
  return strncmp(class_->text, AUXILIARY_PREFIX, sizeof AUXILIARY_PREFIX - 1) == 0;
}

HornTerm horn_variable(unsigned variable) { return (HornTerm){.variable = variable}; }

HornTerm horn_constant(Term constant) { return (HornTerm){.constant = constant}; }

HornAtom horn_class(HornTerm member, const Symbol *class_) {
  return (HornAtom){member, &RDF_TYPE, horn_constant(term_iri(class_))};
}

HornAtom horn_property(PropertyExpression property, HornTerm subject, HornTerm object) {
  if (property.inverse) return (HornAtom){object, property.iri, subject};
  return (HornAtom){subject, property.iri, object};
}

// --- Bodies --------------------------------------------------------------------------------------
// Persistent lists, so that a union can go on in several ways from one place. The last atom added
// stands first.
typedef struct AtomList {
  HornAtom atom;
  const struct AtomList *rest;
} AtomList;

typedef struct BindingList {
  unsigned variable;
  Term value;
  const struct BindingList *rest;
} BindingList;

typedef struct Body {
  const AtomList *atoms;
  const BindingList *bindings;
  unsigned variables;
} Body;

typedef VEC(Body) BodyList;

static Body body_with(Reading *reading, Body body, HornAtom atom) {
  AtomList *list = ARENA_NEW(reading->arena, AtomList);
  *list = (AtomList){atom, body.atoms};
  body.atoms = list;
  return body;
}

static bool is_constant(const HornTerm *term) { return term->constant.kind != TERM_UNBOUND; }

static HornTerm resolve(const Body *body, HornTerm term) {
  if (is_constant(&term)) return term;
  for (const BindingList *b = body->bindings; b != NULL; b = b->rest)
    if (b->variable == term.variable) return horn_constant(b->value);
  return term;
}

static bool fail(Reading *reading, const char *why) {
  if (reading->trouble == NULL) reading->trouble = why;
  return false;
}

// --- The left side -------------------------------------------------------------------------------
static bool expand(Reading *reading, const ClassExpression *e, HornTerm at, Body body,
                   BodyList *out);

static bool keep(Reading *reading, BodyList *out, Body body) {
  if (out->count == BODIES_MAX) return fail(reading, "its unions make too many cases");
  VEC_PUSH(reading->arena, out, body);
  return true;
}

static bool expand_and(Reading *reading, const ClassExpression *e, HornTerm at, Body body,
                       BodyList *out) {
  BodyList now = {0};
  VEC_PUSH(reading->arena, &now, body);
  for (size_t i = 0; i < e->part_count; i++) {
    BodyList next = {0};
    for (size_t j = 0; j < now.count; j++)
      if (!expand(reading, e->part[i], at, now.item[j], &next)) return false;
    now = next;
  }
  for (size_t i = 0; i < now.count; i++)
    if (!keep(reading, out, now.item[i])) return false;
  return true;
}

static bool expand_one_of(Reading *reading, const ClassExpression *e, HornTerm at, Body body,
                          BodyList *out) {
  at = resolve(&body, at);
  for (size_t i = 0; i < e->value_count; i++) {
    Body with = body;
    if (is_constant(&at)) {
      if (!term_equal(&at.constant, &e->value[i])) continue;
    } else {
      BindingList *binding = ARENA_NEW(reading->arena, BindingList);
      *binding = (BindingList){at.variable, e->value[i], body.bindings};
      with.bindings = binding;
    }
    if (!keep(reading, out, with)) return false;
  }
  return true;
}

static bool is_anything(const ClassExpression *e) {
  return e->kind == EXPRESSION_NAME &&
         (e->iri == &OWL_THING || e->iri == &RDFS_LITERAL || e->iri == &RDFS_RESOURCE);
}

static bool expand_some(Reading *reading, const ClassExpression *e, HornTerm at, Body body,
                        BodyList *out) {
  const HornTerm value = horn_variable(body.variables++);
  body = body_with(reading, body, horn_property(e->property, at, value));
  if (e->part_count == 0 || is_anything(e->part[0])) return keep(reading, out, body);
  return expand(reading, e->part[0], value, body, out);
}

static bool expand(Reading *reading, const ClassExpression *e, HornTerm at, Body body,
                   BodyList *out) {
  switch (e->kind) {
    case EXPRESSION_NAME:
      if (is_anything(e)) return keep(reading, out, body);
      if (e->iri == &OWL_NOTHING) return true;
      if (e->data) return fail(reading, "a datatype on the left side needs a look at values");
      return keep(reading, out, body_with(reading, body, horn_class(at, e->iri)));
    case EXPRESSION_AND: return expand_and(reading, e, at, body, out);
    case EXPRESSION_OR:
      for (size_t i = 0; i < e->part_count; i++)
        if (!expand(reading, e->part[i], at, body, out)) return false;
      return true;
    case EXPRESSION_ONE_OF: return expand_one_of(reading, e, at, body, out);
    case EXPRESSION_SOME: return expand_some(reading, e, at, body, out);
    case EXPRESSION_HAS_VALUE:
      return keep(
          reading, out,
          body_with(reading, body, horn_property(e->property, at, horn_constant(e->value[0]))));
    case EXPRESSION_HAS_SELF:
      return keep(reading, out, body_with(reading, body, horn_property(e->property, at, at)));
    case EXPRESSION_MIN:
      if (e->number == 0) return keep(reading, out, body);
      if (e->number == 1) return expand_some(reading, e, at, body, out);
      return fail(reading, "counting on the left side is beyond Horn rules");
    case EXPRESSION_NOT: return fail(reading, "a complement on the left side is beyond Horn rules");
    case EXPRESSION_ALL:
      return fail(reading, "allValuesFrom on the left side is beyond Horn rules");
    default: return fail(reading, "its left side is beyond Horn rules");
  }
}

// --- Making normal forms -------------------------------------------------------------------------
typedef struct Renaming {
  unsigned from[2 * ATOMS_MAX];
  unsigned count;
} Renaming;

static HornTerm rename_term(const Body *body, Renaming *renaming, HornTerm term) {
  term = resolve(body, term);
  if (is_constant(&term)) return term;
  unsigned i = 0;
  while (i < renaming->count && renaming->from[i] != term.variable) i++;
  if (i == renaming->count) renaming->from[renaming->count++] = term.variable;
  return horn_variable(i);
}

static HornAtom rename_atom(const Body *body, Renaming *renaming, HornAtom atom) {
  atom.subject = rename_term(body, renaming, atom.subject);
  atom.object = rename_term(body, renaming, atom.object);
  return atom;
}

// The body's atoms in order, variables from 0; `needs` are terms that must stand in it: a variable
// that does not is any individual. Returns the number of atoms, 0 when there are too many.
static size_t finish(Reading *reading, const Body *body, size_t need_count, const HornTerm need[],
                     Renaming *renaming, HornAtom out[ATOMS_MAX]) {
  size_t count = 0;
  for (const AtomList *a = body->atoms; a != NULL; a = a->rest) count++;
  if (count + need_count > ATOMS_MAX) {
    (void)fail(reading, "it is too long");
    return 0;
  }
  size_t at = count;
  for (const AtomList *a = body->atoms; a != NULL; a = a->rest) out[--at] = a->atom;
  renaming->count = 0;
  for (size_t i = 0; i < count; i++) out[i] = rename_atom(body, renaming, out[i]);
  for (size_t i = 0; i < need_count; i++) {
    const unsigned known = renaming->count;
    const HornTerm term = rename_term(body, renaming, need[i]);
    if (!is_constant(&term) && term.variable >= known) out[count++] = horn_class(term, &OWL_THING);
  }
  return count;
}

static bool is_class_atom(const HornAtom *atom) {
  return atom->predicate == &RDF_TYPE && is_constant(&atom->object) &&
         atom->object.constant.kind == TERM_IRI;
}

static bool is_thing_atom(const HornAtom *atom) {
  return is_class_atom(atom) && !is_constant(&atom->subject) &&
         atom->object.constant.lexical == &OWL_THING;
}

static bool same_variable(const HornTerm *a, const HornTerm *b) {
  return !is_constant(a) && !is_constant(b) && a->variable == b->variable;
}

// The basic concept whose members `term` runs over, if the atom is no more than that.
static bool atom_is_basic(const HornAtom *atom, const HornTerm *term, BasicConcept *out) {
  *out = (BasicConcept){0};
  if (is_class_atom(atom)) {
    out->class_ = atom->object.constant.lexical;
    return same_variable(&atom->subject, term);
  }
  if (is_constant(&atom->subject) || is_constant(&atom->object) ||
      same_variable(&atom->subject, &atom->object))
    return false;
  out->property = (PropertyExpression){atom->predicate, same_variable(&atom->object, term)};
  return out->property.inverse || same_variable(&atom->subject, term);
}

static void add_rule(Reading *reading, unsigned variables, size_t body_count, const HornAtom body[],
                     HornAtom head) {
  const HornRule rule = {.variable_count = variables,
                         .head_count = 1,
                         .head = arena_copy(reading->arena, &head, sizeof head),
                         .body_count = body_count,
                         .body = arena_copy(reading->arena, body, body_count * sizeof *body),
                         .axiom = reading->axiom};
  if (head.predicate == &OWL_SAME_AS)
    VEC_PUSH(reading->arena, &reading->same_rules, rule);
  else
    VEC_PUSH(reading->arena, &reading->rules, rule);
}

static bool add_property_inclusion(Reading *reading, const HornAtom *body, const HornAtom *head) {
  const bool straight =
      same_variable(&body->subject, &head->subject) && same_variable(&body->object, &head->object);
  const bool crossed =
      same_variable(&body->subject, &head->object) && same_variable(&body->object, &head->subject);
  if (is_class_atom(body) || (!straight && !crossed) ||
      same_variable(&body->subject, &body->object))
    return false;
  if (straight && body->predicate == head->predicate) return true;
  const PropertyInclusion inclusion = {{body->predicate, crossed}, head->predicate, reading->axiom};
  VEC_PUSH(reading->arena, &reading->property_inclusions, inclusion);
  return true;
}

static void add_implication(Reading *reading, unsigned variables, size_t count,
                            const HornAtom body[], HornAtom head) {
  if (count == 0) {
    const Fact fact = {head.subject.constant, head.predicate, head.object.constant, reading->axiom};
    VEC_PUSH(reading->arena, &reading->facts, fact);
    return;
  }
  BasicConcept basic;
  if (count == 1 && is_class_atom(&head) && atom_is_basic(&body[0], &head.subject, &basic)) {
    const ConceptInclusion inclusion = {basic, head.object.constant.lexical, reading->axiom};
    if (basic.class_ != inclusion.super)
      VEC_PUSH(reading->arena, &reading->concept_inclusions, inclusion);
    return;
  }
  if (count == 1 && !is_class_atom(&head) && add_property_inclusion(reading, &body[0], &head))
    return;
  if (count == 1 && same_variable(&head.subject, &head.object) && is_class_atom(&body[0]) &&
      body[0].object.constant.lexical == &OWL_THING) {
    const Reflexivity reflexivity = {head.predicate, reading->axiom};
    VEC_PUSH(reading->arena, &reading->reflexivities, reflexivity);
    return;
  }
  add_rule(reading, variables, count, body, head);
}

static bool emit(Reading *reading, const Body *body, HornAtom head) {
  Renaming renaming;
  HornAtom atoms[ATOMS_MAX];
  const HornTerm need[] = {head.subject, head.object};
  const size_t count = finish(reading, body, 2, need, &renaming, atoms);
  if (count == 0 && body->atoms != NULL) return false;
  head = rename_atom(body, &renaming, head);
  if (count == 0 && (!is_constant(&head.subject) || !is_constant(&head.object))) return false;
  add_implication(reading, renaming.count, count, atoms, head);
  return true;
}

static bool deny(Reading *reading, ConstraintKind kind, const Body *body, HornTerm at,
                 size_t distinct_count, const HornTerm distinct[]) {
  Renaming renaming;
  HornAtom atoms[ATOMS_MAX];
  size_t count = finish(reading, body, 1, &at, &renaming, atoms);
  // Of nothing but constants, or of anything there is, and something there is (OWL 2 Direct
  // Semantics, section 2.2): the body holds.
  if (count == 1 && distinct_count == 0 && is_thing_atom(&atoms[0])) count = renaming.count = 0;
  unsigned *variables = ARENA_ARRAY(reading->arena, unsigned, distinct_count + 1);
  for (size_t i = 0; i < distinct_count; i++) {
    const HornTerm term = rename_term(body, &renaming, distinct[i]);
    variables[i] = term.variable;
  }
  const Constraint constraint = {.kind = kind,
                                 .variable_count = renaming.count,
                                 .body_count = count,
                                 .body = arena_copy(reading->arena, atoms, count * sizeof *atoms),
                                 .distinct_count = distinct_count,
                                 .distinct = variables,
                                 .axiom = reading->axiom};
  VEC_PUSH(reading->arena, &reading->constraints, constraint);
  return true;
}

static bool restrict_value(Reading *reading, const Body *body, HornTerm value,
                           const ClassExpression *range) {
  if (is_anything(range)) return true;
  if (!deny(reading, CONSTRAINT_DATATYPE, body, value, 1, &value)) return false;
  Constraint *constraint = &reading->constraints.item[reading->constraints.count - 1];
  constraint->value = constraint->distinct[0];
  constraint->distinct_count = 0;
  constraint->range = range;
  return true;
}

// --- The right side ------------------------------------------------------------------------------
static bool imply(Reading *reading, Body body, HornTerm at, const ClassExpression *e,
                  ConstraintKind kind);

static const Symbol *auxiliary_class(Reading *reading) {
  return symbols_intern_text(reading->symbols, arena_format(reading->arena, AUXILIARY_PREFIX "%u",
                                                            ++reading->auxiliary_count));
}

static bool body_is_basic(Reading *reading, const Body *body, HornTerm at, BasicConcept *out) {
  Renaming renaming;
  HornAtom atoms[ATOMS_MAX];
  if (finish(reading, body, 1, &at, &renaming, atoms) != 1) return false;
  at = rename_term(body, &renaming, at);
  return atom_is_basic(&atoms[0], &at, out);
}

// The name of a filler; a class is made for one that is no name.
static bool name_filler(Reading *reading, const ClassExpression *e, const Symbol **out) {
  *out = NULL;
  if (e->part_count == 0 || is_anything(e->part[0]) || e->data || e->part[0]->data) return true;
  if (e->part[0]->kind == EXPRESSION_NAME) {
    *out = e->part[0]->iri;
    return true;
  }
  *out = auxiliary_class(reading);
  const HornTerm member = horn_variable(0);
  const Body body = body_with(reading, (Body){.variables = 1}, horn_class(member, *out));
  return imply(reading, body, member, e->part[0], CONSTRAINT_DISJOINT_CLASSES);
}

static bool exist(Reading *reading, Body body, HornTerm at, const ClassExpression *e) {
  if (e->part_count > 0 && e->part[0]->kind == EXPRESSION_NAME && e->part[0]->iri == &OWL_NOTHING)
    return deny(reading, CONSTRAINT_NOTHING, &body, at, 0, NULL);
  if (e->part_count > 0 && e->part[0]->kind == EXPRESSION_ONE_OF && e->part[0]->value_count == 1)
    return emit(reading, &body,
                horn_property(e->property, at, horn_constant(e->part[0]->value[0])));
  at = resolve(&body, at);
  if (is_constant(&at))
    return fail(reading, "an individual's unnamed values are not reasoned with");
  Existential existential = {.property = e->property, .data = e->data, .axiom = reading->axiom};
  if (!name_filler(reading, e, &existential.filler)) return false;
  if (!body_is_basic(reading, &body, at, &existential.sub)) {
    existential.sub = (BasicConcept){.class_ = auxiliary_class(reading)};
    if (!emit(reading, &body, horn_class(at, existential.sub.class_))) return false;
  }
  VEC_PUSH(reading->arena, &reading->existentials, existential);
  return true;
}

static bool at_most(Reading *reading, Body body, HornTerm at, const ClassExpression *e,
                    ConstraintKind kind) {
  if (e->number >= CARDINALITY_MAX) return fail(reading, "its cardinality is too large to check");
  HornTerm value[CARDINALITY_MAX + 1];
  BodyList bodies = {0};
  VEC_PUSH(reading->arena, &bodies, body);
  for (unsigned i = 0; i <= e->number; i++) {
    BodyList next = {0};
    for (size_t j = 0; j < bodies.count; j++) {
      // In every case the value has the same number: it is the first variable made here.
      Body with = bodies.item[j];
      value[i] = horn_variable(with.variables);
      if (e->data && e->part_count > 0) {
        ClassExpression unqualified = *e;
        if (!is_anything(e->part[0]))
          return fail(reading, "a data range in a cardinality needs a look at values");
        unqualified.part_count = 0;
        if (!expand_some(reading, &unqualified, at, with, &next)) return false;
      } else if (!expand_some(reading, e, at, with, &next)) {
        return false;
      }
    }
    bodies = next;
    if (bodies.count > 1) return fail(reading, "a union in a cardinality is not known");
  }
  for (size_t j = 0; j < bodies.count; j++) {
    const size_t distinct = e->number == 0 ? 0 : e->number + 1;
    if (e->number == 1 && !e->data &&
        !emit(reading, &bodies.item[j], (HornAtom){value[0], &OWL_SAME_AS, value[1]}))
      return false;
    if (!deny(reading, kind, &bodies.item[j], at, distinct, value)) return false;
  }
  return true;
}

// ¬C ⊔ D: what is denied moves to the left; one alternative may stay.
static bool imply_or(Reading *reading, Body body, HornTerm at, const ClassExpression *e,
                     ConstraintKind kind) {
  const ClassExpression *left_over = NULL;
  BodyList bodies = {0};
  VEC_PUSH(reading->arena, &bodies, body);
  for (size_t i = 0; i < e->part_count; i++) {
    const ClassExpression *part = e->part[i];
    if (part->kind == EXPRESSION_NAME && part->iri == &OWL_NOTHING) continue;
    if (part->kind != EXPRESSION_NOT) {
      if (left_over != NULL) return fail(reading, "a choice between classes is beyond Horn rules");
      left_over = part;
      continue;
    }
    BodyList next = {0};
    for (size_t j = 0; j < bodies.count; j++)
      if (!expand(reading, part->part[0], at, bodies.item[j], &next)) return false;
    bodies = next;
  }
  for (size_t j = 0; j < bodies.count; j++) {
    const bool good = left_over != NULL ? imply(reading, bodies.item[j], at, left_over, kind)
                                        : deny(reading, kind, &bodies.item[j], at, 0, NULL);
    if (!good) return false;
  }
  return true;
}

static bool imply_not(Reading *reading, Body body, HornTerm at, const ClassExpression *e,
                      ConstraintKind kind) {
  BodyList bodies = {0};
  if (!expand(reading, e->part[0], at, body, &bodies)) return false;
  for (size_t i = 0; i < bodies.count; i++)
    if (!deny(reading, kind, &bodies.item[i], at, 0, NULL)) return false;
  return true;
}

static bool imply_all(Reading *reading, Body body, HornTerm at, const ClassExpression *e,
                      ConstraintKind kind) {
  const HornTerm value = horn_variable(body.variables++);
  body = body_with(reading, body, horn_property(e->property, at, value));
  if (e->data || e->part[0]->data) return restrict_value(reading, &body, value, e->part[0]);
  return imply(reading, body, value, e->part[0], kind);
}

static bool imply(Reading *reading, Body body, HornTerm at, const ClassExpression *e,
                  ConstraintKind kind) {
  bool good = true;
  switch (e->kind) {
    case EXPRESSION_NAME:
      if (is_anything(e)) return true;
      if (e->iri == &OWL_NOTHING) return deny(reading, CONSTRAINT_NOTHING, &body, at, 0, NULL);
      if (e->data) return restrict_value(reading, &body, at, e);
      return emit(reading, &body, horn_class(at, e->iri));
    case EXPRESSION_AND:
      // What of an intersection can be used is used.
      for (size_t i = 0; i < e->part_count; i++) good &= imply(reading, body, at, e->part[i], kind);
      return good;
    case EXPRESSION_OR: return imply_or(reading, body, at, e, kind);
    case EXPRESSION_NOT: return imply_not(reading, body, at, e, kind);
    case EXPRESSION_SOME: return exist(reading, body, at, e);
    case EXPRESSION_ALL: return imply_all(reading, body, at, e, kind);
    case EXPRESSION_HAS_VALUE:
      return emit(reading, &body, horn_property(e->property, at, horn_constant(e->value[0])));
    case EXPRESSION_HAS_SELF: return emit(reading, &body, horn_property(e->property, at, at));
    case EXPRESSION_ONE_OF:
      if (e->data) return restrict_value(reading, &body, at, e);
      if (e->value_count != 1)
        return fail(reading, "a choice between individuals is beyond Horn rules");
      return emit(reading, &body, (HornAtom){at, &OWL_SAME_AS, horn_constant(e->value[0])});
    case EXPRESSION_MAX: return at_most(reading, body, at, e, CONSTRAINT_MAX_CARDINALITY);
    case EXPRESSION_EXACT:
      good = at_most(reading, body, at, e, CONSTRAINT_MAX_CARDINALITY);
      if (e->number > 0) good &= exist(reading, body, at, e);
      if (e->number > 1) return fail(reading, "only one of its values is reasoned with");
      return good;
    case EXPRESSION_MIN:
      if (e->number == 0) return true;
      if (!exist(reading, body, at, e)) return false;
      return e->number == 1 || fail(reading, "only one of its values is reasoned with");
    case EXPRESSION_RESTRICTION: return restrict_value(reading, &body, at, e);
  }
  return good;
}

// --- The doors -----------------------------------------------------------------------------------
bool normal_subclass(Reading *reading, const ClassExpression *sub, const ClassExpression *super,
                     ConstraintKind kind) {
  reading->trouble = NULL;
  BodyList bodies = {0};
  const HornTerm member = horn_variable(0);
  if (!expand(reading, sub, member, (Body){.variables = 1}, &bodies)) return false;
  bool good = true;
  for (size_t i = 0; i < bodies.count; i++)
    good &= imply(reading, bodies.item[i], member, super, kind);
  return good;
}

bool normal_assertion(Reading *reading, const Term *individual, const ClassExpression *class_) {
  reading->trouble = NULL;
  return imply(reading, (Body){0}, horn_constant(*individual), class_, CONSTRAINT_DISJOINT_CLASSES);
}

static Body body_of(Reading *reading, size_t count, const HornAtom atoms[]) {
  Body body = {0};
  for (size_t i = 0; i < count; i++) body = body_with(reading, body, atoms[i]);
  return body;
}

void normal_rule(Reading *reading, size_t body_count, const HornAtom body[], HornAtom head) {
  const Body atoms = body_of(reading, body_count, body);
  (void)emit(reading, &atoms, head);
}

void normal_denial(Reading *reading, ConstraintKind kind, size_t body_count, const HornAtom body[],
                   size_t distinct_count, const unsigned distinct[]) {
  HornTerm terms[CARDINALITY_MAX + 1];
  for (size_t i = 0; i < distinct_count; i++) terms[i] = horn_variable(distinct[i]);
  const Body atoms = body_of(reading, body_count, body);
  (void)deny(reading, kind, &atoms, body[0].subject, distinct_count, terms);
}

bool normal_at_most(Reading *reading, ConstraintKind kind, PropertyExpression property) {
  reading->trouble = NULL;
  const unsigned use = name_use(reading, property.iri);
  const ClassExpression one = {.kind = EXPRESSION_MAX,
                               .number = 1,
                               .property = property,
                               .data = (use & NAME_PROPERTY) == NAME_DATA_PROPERTY};
  return at_most(reading, (Body){.variables = 1}, horn_variable(0), &one, kind);
}
