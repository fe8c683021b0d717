// For each name, the IRIs below it, and the rows that have one of them.
//
// Law: where a column's value is the predicate p, the row's triple implies one with q for p ⊑ q,
// one with subject and object exchanged for p⁻ ⊑ q, and memberships of its subject for ∃p ⊑ c, of
// its object for ∃p⁻ ⊑ c; where the predicate is rdf:type and the object the class d, a membership
// in c for d ⊑ c. So q and c have the rows whose column is one of the names below.
// Before: [ rr:predicateMap [ rr:column "p" ] ; rr:objectMap [ rr:column "o" ] ]
// After:  that, and over SELECT * FROM t WHERE p IN (…): [ rr:predicate :q ; … ]
// Why: all names below in one condition that an index on the column serves; the hierarchy itself
// need not be joined in.
#include "reasoner/open.h"

#include "base/rdf/vocabulary.h"
#include "reasoner/form.h"

static bool is_constant(const TermMap *map) { return map->kind == TERM_MAP_CONSTANT; }

static bool is_type(const TermMap *predicate) {
  return is_constant(predicate) && predicate->constant.lexical == &RDF_TYPE;
}

bool open_is(const Assertion *assertion) {
  return !is_constant(assertion->predicate) ||
         (is_type(assertion->predicate) && !is_constant(assertion->object));
}

bool open_sees(const Assertion *assertion) {
  const LogicalTable *table =
      assertion->parent_table != NULL ? assertion->parent_table : assertion->table;
  return narrow_sees(assertion->table, assertion->predicate) &&
         (!is_type(assertion->predicate) || narrow_sees(table, assertion->object));
}

// --- Names below ---------------------------------------------------------------------------------

// chain: the inclusions of the first one.
typedef struct NameList {
  VEC(const Symbol *) iris;
  Chain chain;
} NameList;

static void add_name(Arena *arena, NameList *list, const Symbol *iri, const Chain *chain) {
  for (size_t i = 0; i < list->iris.count; i++)
    if (list->iris.item[i] == iri) return;
  if (list->iris.count == 0) list->chain = *chain;
  VEC_PUSH(arena, &list->iris, iri);
}

static const Derivation *derivation_of(Arena *arena, const Assertion *from, const Chain *chain) {
  const Derivation *last = NULL;
  for (size_t i = 0; i < chain->count; i++) {
    Derivation *step = ARENA_NEW(arena, Derivation);
    *step = (Derivation){from, last, chain->axiom[i]};
    last = step;
  }
  return last;
}

// --- Rows ----------------------------------------------------------------------------------------

typedef struct Opening {
  const Narrowing *narrowing;
  const Closure *closure;
  const Assertion *assertion;
  AssertionList *out;
} Opening;

static const LogicalTable *table_of_object(const Assertion *form) {
  return form->parent_table != NULL ? form->parent_table : form->table;
}

static bool narrow_predicate(const Opening *opening, Assertion *form, size_t count,
                             const Symbol *const iri[]) {
  const IriList list = {count, iri};
  if (!narrow_sees(form->table, form->predicate)) return false;
  form->table = narrow_to_iris(opening->narrowing, form->table, form->predicate, &list);
  return form->table != NULL;
}

static bool set_object_table(Assertion *form, const LogicalTable *table) {
  if (form->parent_table != NULL)
    form->parent_table = table;
  else
    form->table = table;
  return table != NULL;
}

static bool narrow_object(const Opening *opening, Assertion *form, const NameList *names) {
  const IriList list = {names->iris.count, names->iris.item};
  const LogicalTable *table = table_of_object(form);
  return narrow_sees(table, form->object) &&
         set_object_table(form, narrow_to_iris(opening->narrowing, table, form->object, &list));
}

// The rows whose predicate is one of the names, their object first where `turned`.
static bool form_of(const Opening *opening, const NameList *names, bool turned, Assertion *out) {
  Arena *arena = opening->narrowing->arena;
  Assertion form = *opening->assertion;
  if (names->iris.count == 0 || is_constant(form.predicate) ||
      !narrow_predicate(opening, &form, names->iris.count, names->iris.item))
    return false;
  *out = form;
  if (!turned) return true;
  const LogicalTable *table =
      narrow_to_resources(opening->narrowing, table_of_object(&form), form.object);
  if (!set_object_table(&form, table)) return false;
  // What the rows' predicates are, their table says.
  TermMap *any = ARENA_NEW(arena, TermMap);
  *any =
      (TermMap){.kind = TERM_MAP_CONSTANT, .term_kind = TERM_IRI, .constant = term_iri(&RDF_TYPE)};
  form.predicate = any;
  return form_turn(arena, &form, out);
}

// The rows that put something into one of the classes.
static bool form_of_members(const Opening *opening, const NameList *names, Assertion *out) {
  *out = *opening->assertion;
  const Symbol *type = &RDF_TYPE;
  return names->iris.count > 0 && narrow_predicate(opening, out, 1, &type) &&
         narrow_object(opening, out, names);
}

static const TermMap *iri_map(const Opening *opening, const Symbol *iri) {
  TermMap *map = ARENA_NEW(opening->narrowing->arena, TermMap);
  *map = (TermMap){.kind = TERM_MAP_CONSTANT,
                   .term_kind = TERM_IRI,
                   .constant = term_iri(iri),
                   .source = opening->assertion->predicate->source};
  return map;
}

static void emit(const Opening *opening, Assertion form, const TermMap *predicate,
                 const TermMap *object, const NameList *names) {
  Arena *arena = opening->narrowing->arena;
  form.predicate = predicate;
  if (object != NULL) form.object = object;
  form.derivation = derivation_of(arena, opening->assertion, &names->chain);
  VEC_PUSH(arena, opening->out, form);
}

// --- Names ---------------------------------------------------------------------------------------

static void add_property(const Opening *opening, const Symbol *property) {
  Arena *arena = opening->narrowing->arena;
  NameList same = {0}, inverse = {0};
  PropertyStep *below;
  const size_t count = closure_sub_properties(opening->closure, arena,
                                              (PropertyExpression){property, false}, &below);
  for (size_t i = 1; i < count; i++)  // [0] is the property itself
    add_name(arena, below[i].property.inverse ? &inverse : &same, below[i].property.iri,
             &below[i].chain);
  Assertion form;
  if (form_of(opening, &same, false, &form))
    emit(opening, form, iri_map(opening, property), NULL, &same);
  if (form_of(opening, &inverse, true, &form))
    emit(opening, form, iri_map(opening, property), NULL, &inverse);
}

static void add_class(const Opening *opening, const Symbol *class_) {
  Arena *arena = opening->narrowing->arena;
  NameList classes = {0}, domains = {0}, ranges = {0};
  ConceptStep *below;
  const size_t count =
      closure_sub_concepts(opening->closure, arena, (BasicConcept){.class_ = class_}, &below);
  for (size_t i = 1; i < count; i++) {
    const BasicConcept *concept = &below[i].concept;
    NameList *list = concept->class_ != NULL     ? &classes
                     : concept->property.inverse ? &ranges
                                                 : &domains;
    add_name(arena, list, concept->class_ != NULL ? concept->class_ : concept->property.iri,
             &below[i].chain);
  }
  const TermMap *type = iri_map(opening, &RDF_TYPE), *object = iri_map(opening, class_);
  Assertion form;
  if (form_of_members(opening, &classes, &form)) emit(opening, form, type, object, &classes);
  if (form_of(opening, &domains, false, &form))
    emit(opening, *form_of_subject(arena, &form), type, object, &domains);
  if (form_of(opening, &ranges, true, &form))
    emit(opening, *form_of_subject(arena, &form), type, object, &ranges);
}

void open_add_implied(const Narrowing *narrowing, const Closure *closure,
                      const Assertion *assertion, AssertionList *out) {
  const Opening opening = {narrowing, closure, assertion, out};
  for (size_t i = 0; i < names_count(closure->properties); i++)
    add_property(&opening, names_at(closure->properties, i));
  for (size_t i = 0; i < names_count(closure->classes); i++) {
    const Symbol *class_ = names_at(closure->classes, i);
    if (!ontology_is_auxiliary(class_)) add_class(&opening, class_);
  }
}

// --- Individuals ---------------------------------------------------------------------------------

void open_individuals(const Narrowing *narrowing, const Closure *closure,
                      const Assertion *assertion, AssertionList *out) {
  const Opening opening = {narrowing, closure, assertion, out};
  Arena *arena = narrowing->arena;
  NameList classes = {0}, properties = {0};
  const Chain none = {0};
  const Ontology *ontology = closure->ontology;
  for (size_t i = 0; i < ontology->declaration_count; i++)
    add_name(arena, ontology->declaration[i].is_property ? &properties : &classes,
             ontology->declaration[i].iri, &none);
  Assertion form;
  if (form_of_members(&opening, &classes, &form)) VEC_PUSH(arena, out, form);
  if (form_of(&opening, &properties, false, &form))
    VEC_PUSH(arena, out, *form_of_subject(arena, &form));
  if (form_of(&opening, &properties, true, &form))
    VEC_PUSH(arena, out, *form_of_subject(arena, &form));
}
