// Domains, ranges, disjointness, functional properties, by the ids of a model.
#include "endpoint/suggest/admit.h"

#include <string.h>

#include "base/rdf/vocabulary.h"

// A set of signs that an entity is a member of some classes: classes by id, and relations that it
// has (0..2m-1).
typedef struct Signs {
  size_t class_count, relation_count;
  int32_t *class_, *relation;
} Signs;

// One end of a relation: the classes that what is there must be of, or must not.
typedef struct End {
  Signs good, bad;
  bool limited;  // there is a domain or range
  const char *axiom;
} End;

// Of a relation 0..2m-1, made when it is first asked for.
typedef struct Limits {
  bool made;
  End end[2];  // of the head, of the answer
  bool functional, irreflexive, asymmetric;
  Signs single;  // relations of which the head may have one value in all
} Limits;

// Of a class by id: the signs of those that are disjoint with it.
typedef struct Strangers {
  int32_t class_;
  Signs signs;
  const struct Strangers *next;
} Strangers;

struct Admitting {
  Arena *arena;
  const Entailment *entailment;
  const Symbols *symbols;
  const Dataset *names;
  int32_t relations, type_relation;
  const Graph *known;
  Limits *limits;  // [2 m]
  const Strangers *strangers;
  Admission admission;
};

static const Symbol *symbol_of(const Admitting *admitting, int32_t relation) {
  size_t length;
  const char *name = dictionary_name(&admitting->names->relations, relation, &length);
  return symbols_find(admitting->symbols, name, length);
}

static PropertyExpression property_of(const Admitting *admitting, int32_t relation) {
  const bool inverse = relation >= admitting->relations;
  return (PropertyExpression){
      symbol_of(admitting, inverse ? relation - admitting->relations : relation), inverse};
}

// 0..2m-1, or -1: the model has no such relation.
static int32_t relation_of(const Admitting *admitting, PropertyExpression property) {
  const int32_t id =
      dictionary_find(&admitting->names->relations, property.iri->text, property.iri->length);
  return id < 0 || !property.inverse ? id : id + admitting->relations;
}

// --- Signs ---------------------------------------------------------------------------------------

static void add_id(Arena *arena, int32_t **list, size_t *count, int32_t id) {
  for (size_t i = 0; i < *count; i++)
    if ((*list)[i] == id) return;
  int32_t *grown = ARENA_ARRAY(arena, int32_t, *count + 1);
  if (*count > 0) memcpy(grown, *list, *count * sizeof *grown);
  grown[(*count)++] = id;
  *list = grown;
}

static void add_concept(Admitting *admitting, BasicConcept concept, Signs *out) {
  Arena *arena = admitting->arena;
  if (concept.class_ != NULL) {
    const int32_t id =
        dictionary_find(&admitting->names->entities, concept.class_->text, concept.class_->length);
    if (id >= 0) add_id(arena, &out->class_, &out->class_count, id);
  } else {
    const int32_t id = relation_of(admitting, concept.property);
    if (id >= 0) add_id(arena, &out->relation, &out->relation_count, id);
  }
}

// All that makes something a member of the class.
static void add_below(Admitting *admitting, const Symbol *class_, Signs *out) {
  ConceptStep *below;
  const size_t count = closure_sub_concepts(admitting->entailment->closure, admitting->arena,
                                            (BasicConcept){.class_ = class_}, &below);
  for (size_t i = 0; i < count; i++) add_concept(admitting, below[i].concept, out);
}

static bool holds(const Admitting *admitting, const Signs *signs, int32_t entity) {
  for (size_t i = 0; i < signs->class_count && admitting->type_relation >= 0; i++)
    if (graph_has(admitting->known, entity, admitting->type_relation, signs->class_[i]))
      return true;
  for (size_t i = 0; i < signs->relation_count; i++)
    if (graph_answers(admitting->known, entity, signs->relation[i]).count > 0) return true;
  return false;
}

// --- Constraints ---------------------------------------------------------------------------------

static bool counts(const Admitting *admitting, const Constraint *constraint) {
  return constraint->axiom->regime <= admitting->entailment->regime;
}

// The class of an rdf:type atom; NULL: it is none.
static const Symbol *class_of(const HornAtom *atom) {
  return atom->predicate == &RDF_TYPE ? atom->object.constant.lexical : NULL;
}

// The classes disjoint with this one, and all below them.
static void add_disjoint(Admitting *admitting, const Symbol *class_, Signs *out) {
  const Ontology *ontology = admitting->entailment->ontology;
  for (size_t i = 0; i < ontology->constraint_count; i++) {
    const Constraint *constraint = &ontology->constraint[i];
    if (constraint->kind != CONSTRAINT_DISJOINT_CLASSES || constraint->body_count != 2 ||
        !counts(admitting, constraint))
      continue;
    const Symbol *one = class_of(&constraint->body[0]), *other = class_of(&constraint->body[1]);
    if (one == NULL || other == NULL) continue;
    if (one == class_) add_below(admitting, other, out);
    if (other == class_) add_below(admitting, one, out);
  }
}

static bool is_constrained(const Admitting *admitting, ConstraintKind kind,
                           const Symbol *property) {
  const Ontology *ontology = admitting->entailment->ontology;
  for (size_t i = 0; i < ontology->constraint_count; i++) {
    const Constraint *constraint = &ontology->constraint[i];
    if (constraint->kind == kind && constraint->body_count > 0 &&
        constraint->body[0].predicate == property && counts(admitting, constraint))
      return true;
  }
  return false;
}

// --- Limits of a relation ------------------------------------------------------------------------

// What stands where the property leads from.
static End make_end(Admitting *admitting, PropertyExpression property) {
  End end = {0};
  ConceptStep *above;
  const size_t count = closure_super_concepts(admitting->entailment->closure, admitting->arena,
                                              (BasicConcept){.property = property}, &above);
  for (size_t i = 0; i < count; i++) {
    const Symbol *class_ = above[i].concept.class_;
    if (class_ == NULL || ontology_is_auxiliary(class_)) continue;
    add_disjoint(admitting, class_, &end.bad);
    // The nearest class says most; those above it only exclude.
    if (end.limited) continue;
    end.limited = true;
    add_below(admitting, class_, &end.good);
    if (above[i].chain.count > 0) end.axiom = above[i].chain.axiom[0]->text;
  }
  return end;
}

// Functional properties above count, and all that lies below those has their one value.
static void find_single(Admitting *admitting, PropertyExpression property, Limits *out) {
  const Closure *closure = admitting->entailment->closure;
  PropertyStep *above, *below;
  const size_t count = closure_super_properties(closure, admitting->arena, property, &above);
  for (size_t i = 0; i < count; i++) {
    const PropertyExpression p = above[i].property;
    const ConstraintKind kind = p.inverse ? CONSTRAINT_INVERSE_FUNCTIONAL : CONSTRAINT_FUNCTIONAL;
    if (!is_constrained(admitting, kind, p.iri)) continue;
    out->functional = true;
    const size_t size = closure_sub_properties(closure, admitting->arena, p, &below);
    for (size_t k = 0; k < size; k++) {
      const int32_t id = relation_of(admitting, below[k].property);
      if (id >= 0) add_id(admitting->arena, &out->single.relation, &out->single.relation_count, id);
    }
  }
}

static const Limits *limits_of(Admitting *admitting, int32_t relation) {
  Limits *limits = &admitting->limits[relation];
  if (limits->made) return limits;
  limits->made = true;
  PropertyExpression property = property_of(admitting, relation);
  if (property.iri == NULL || relation % admitting->relations == admitting->type_relation)
    return limits;
  limits->irreflexive = is_constrained(admitting, CONSTRAINT_IRREFLEXIVE, property.iri);
  limits->asymmetric = is_constrained(admitting, CONSTRAINT_ASYMMETRIC, property.iri);
  find_single(admitting, property, limits);
  limits->end[0] = make_end(admitting, property);
  property.inverse = !property.inverse;
  limits->end[1] = make_end(admitting, property);
  return limits;
}

// --- The admission -------------------------------------------------------------------------------

static bool is_typed(const Admitting *admitting, int32_t entity) {
  return admitting->type_relation >= 0 &&
         graph_answers(admitting->known, entity, admitting->type_relation).count > 0;
}

static bool fits(const Admitting *admitting, const End *end, int32_t entity) {
  if (holds(admitting, &end->bad, entity)) return false;
  const bool known = end->good.class_count + end->good.relation_count > 0;
  return !end->limited || !known || !is_typed(admitting, entity) ||
         holds(admitting, &end->good, entity);
}

static bool has_single(const Admitting *admitting, const Limits *limits, int32_t head) {
  for (size_t i = 0; limits->functional && i < limits->single.relation_count; i++)
    if (graph_answers(admitting->known, head, limits->single.relation[i]).count > 0) return true;
  return false;
}

// Those disjoint with the class or with one above it.
static const Signs *strangers_of(Admitting *admitting, int32_t class_) {
  for (const Strangers *known = admitting->strangers; known != NULL; known = known->next)
    if (known->class_ == class_) return &known->signs;
  Strangers *made = ARENA_NEW(admitting->arena, Strangers);
  *made = (Strangers){.class_ = class_, .next = admitting->strangers};
  admitting->strangers = made;
  size_t length;
  const char *name = dictionary_name(&admitting->names->entities, class_, &length);
  const Symbol *symbol = symbols_find(admitting->symbols, name, length);
  if (symbol == NULL) return &made->signs;
  ConceptStep *above;
  const size_t count = closure_super_concepts(admitting->entailment->closure, admitting->arena,
                                              (BasicConcept){.class_ = symbol}, &above);
  for (size_t i = 0; i < count; i++)
    if (above[i].concept.class_ != NULL)
      add_disjoint(admitting, above[i].concept.class_, &made->signs);
  return &made->signs;
}

// May the entity be of the class?
static bool admit_type(Admitting *admitting, int32_t entity, int32_t class_) {
  const bool known = class_ < (int32_t)admitting->names->entities.count;
  return !known || !holds(admitting, strangers_of(admitting, class_), entity);
}

static bool admit_query(void *self, LinkQuery query) {
  Admitting *admitting = self;
  const Limits *limits = limits_of(admitting, query.relation);
  return !has_single(admitting, limits, query.head) && fits(admitting, &limits->end[0], query.head);
}

static bool admit_candidate(void *self, LinkQuery query, int32_t candidate) {
  Admitting *admitting = self;
  if (query.relation == admitting->type_relation)
    return admit_type(admitting, query.head, candidate);
  if (query.relation == admitting->type_relation + admitting->relations &&
      admitting->type_relation >= 0)
    return admit_type(admitting, candidate, query.head);
  const Limits *limits = limits_of(admitting, query.relation);
  if (limits->irreflexive && candidate == query.head) return false;
  if (limits->asymmetric && graph_has(admitting->known, candidate, query.relation, query.head))
    return false;
  if (!fits(admitting, &limits->end[1], candidate)) return false;
  const int32_t back = relation_inverse(admitting->relations, query.relation);
  return !has_single(admitting, limits_of(admitting, back), candidate);
}

// An existential says so of a class that the head is of: each A has some R.
static const Axiom *expectation(Admitting *admitting, LinkQuery query) {
  const Entailment *entailment = admitting->entailment;
  const PropertyExpression property = property_of(admitting, query.relation);
  if (property.iri == NULL) return NULL;
  for (size_t i = 0; i < entailment->ontology->existential_count; i++) {
    const Existential *existential = &entailment->ontology->existential[i];
    if (existential->axiom->regime > entailment->regime || existential->sub.class_ == NULL ||
        !closure_property_below(entailment->closure, existential->property, property))
      continue;
    Signs signs = {0};
    add_below(admitting, existential->sub.class_, &signs);
    if (holds(admitting, &signs, query.head)) return existential->axiom;
  }
  return NULL;
}

static bool admit_expects(void *self, LinkQuery query) {
  Admitting *admitting = self;
  return graph_answers(admitting->known, query.head, query.relation).count == 0 &&
         expectation(admitting, query) != NULL;
}

static const char *admit_reason(void *self, Triple triple) {
  Admitting *admitting = self;
  const LinkQuery query = {triple.head, triple.relation};
  if (admit_expects(self, query)) return expectation(admitting, query)->text;
  const Limits *limits = limits_of(admitting, triple.relation);
  const End *range = &limits->end[1], *domain = &limits->end[0];
  if (range->axiom != NULL && holds(admitting, &range->good, triple.tail)) return range->axiom;
  return domain->axiom != NULL && holds(admitting, &domain->good, triple.head) ? domain->axiom
                                                                               : NULL;
}

Admitting *admit_create(Arena *arena, const Entailment *entailment, const Symbols *symbols,
                        const Dataset *names) {
  Admitting *admitting = ARENA_NEW(arena, Admitting);
  *admitting = (Admitting){
      .arena = arena,
      .entailment = entailment,
      .symbols = symbols,
      .names = names,
      .relations = (int32_t)names->relations.count,
      .type_relation = dictionary_find(&names->relations, RDF_TYPE.text, RDF_TYPE.length),
      .limits = ARENA_ARRAY(arena, Limits, 2 * (size_t)names->relations.count + 1),
      .admission = {admitting, admit_query, admit_candidate, admit_expects, admit_reason}};
  return admitting;
}

const Admission *admit_over(Admitting *admitting, const Graph *known) {
  admitting->known = known;
  return &admitting->admission;
}
