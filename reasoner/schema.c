// Axiomatic triples, facts about names, and the rows' own words.
#include "reasoner/schema.h"

#include "base/buffer.h"
#include "base/db/identifier.h"
#include "base/rdf/vocabulary.h"
#include "mapping/view.h"
#include "reasoner/narrow.h"
#include "reasoner/saturate.h"
#include "reasoner/schema_kind.h"

#define SCHEMA_FILE   "RDF Schema"
#define MEMBER_PREFIX "http://www.w3.org/1999/02/22-rdf-syntax-ns#_"

static const Axiom AXIOMATIC = {"an axiomatic triple", {SCHEMA_FILE, {0, 0}}, REGIME_RDFS};
static const Axiom OF_NAMES = {
    "what follows about classes and properties", {SCHEMA_FILE, {0, 0}}, REGIME_RDFS};

// --- Axiomatic triples ---------------------------------------------------------------------------

const ConceptInclusion schema_inclusion[] = {
#define DOMAIN(property, class) {{NULL, {&(property), false}}, &(class), &AXIOMATIC},
#define RANGE(property, class)  {{NULL, {&(property), true}}, &(class), &AXIOMATIC},
#define SUBCLASS(sub, super)    {{&(sub), {NULL, false}}, &(super), &AXIOMATIC},
#include "reasoner/schema.def"
#undef DOMAIN
#undef RANGE
#undef SUBCLASS
};
const size_t schema_inclusion_count = sizeof schema_inclusion / sizeof *schema_inclusion;

bool schema_is_spoken_of(const Mapping *mapping) {
  static const Symbol *const words[] = {&RDFS_SUB_CLASS_OF, &RDFS_SUB_PROPERTY_OF, &RDFS_DOMAIN,
                                        &RDFS_RANGE};
  for (size_t i = 0; i < mapping->assertion_count; i++) {
    const TermMap *predicate = mapping->assertion[i].predicate;
    if (predicate->kind != TERM_MAP_CONSTANT) return true;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
      if (predicate->constant.lexical == words[w]) return true;
  }
  return false;
}

// --- Names ---------------------------------------------------------------------------------------

typedef struct Telling {
  Arena *arena;
  const Closure *closure;
  FactList *out;
} Telling;

static void tell(const Telling *telling, const Symbol *subject, const Symbol *predicate,
                 const Symbol *object) {
  const Fact fact = {term_iri(subject), predicate, term_iri(object), &OF_NAMES};
  VEC_PUSH(telling->arena, telling->out, fact);
}

static bool is_told(const Symbol *class_) {
  return class_ != NULL && !ontology_is_auxiliary(class_);
}

static void tell_class(const Telling *telling, const Symbol *class_, bool owl) {
  tell(telling, class_, &RDF_TYPE, &RDFS_CLASS);
  ConceptStep *above;
  const BasicConcept concept = {.class_ = class_};
  const size_t count = closure_super_concepts(telling->closure, telling->arena, concept, &above);
  for (size_t i = 0; i < count; i++) {
    const BasicConcept super = above[i].concept;
    if (!is_told(super.class_)) continue;
    tell(telling, class_, &RDFS_SUB_CLASS_OF, super.class_);
    if (owl && closure_concept_below(telling->closure, super, concept))
      tell(telling, class_, &OWL_EQUIVALENT_CLASS, super.class_);
  }
  if (!owl) return;
  tell(telling, class_, &RDF_TYPE, &OWL_CLASS);
  tell(telling, class_, &RDFS_SUB_CLASS_OF, &OWL_THING);
  tell(telling, &OWL_NOTHING, &RDFS_SUB_CLASS_OF, class_);
}

// The classes of what has the property (inverse: of its values).
static void tell_side(const Telling *telling, PropertyExpression property,
                      const Symbol *predicate) {
  ConceptStep *above;
  const size_t count = closure_super_concepts(telling->closure, telling->arena,
                                              (BasicConcept){.property = property}, &above);
  for (size_t i = 0; i < count; i++)
    if (is_told(above[i].concept.class_))
      tell(telling, property.iri, predicate, above[i].concept.class_);
  tell(telling, property.iri, predicate, &OWL_THING);
}

static void tell_property(const Telling *telling, const Declaration *declaration, bool owl) {
  const PropertyExpression property = {declaration->iri, false};
  tell(telling, property.iri, &RDF_TYPE, &RDF_PROPERTY);
  PropertyStep *above;
  const size_t count = closure_super_properties(telling->closure, telling->arena, property, &above);
  for (size_t i = 0; i < count; i++) {
    const PropertyExpression super = above[i].property;
    const bool same = owl && closure_property_below(telling->closure, super, property);
    if (!super.inverse) tell(telling, property.iri, &RDFS_SUB_PROPERTY_OF, super.iri);
    if (same && !super.inverse) tell(telling, property.iri, &OWL_EQUIVALENT_PROPERTY, super.iri);
    if (same && super.inverse) tell(telling, property.iri, &OWL_INVERSE_OF, super.iri);
  }
  if (!owl) return;
  tell(telling, property.iri, &RDF_TYPE,
       declaration->is_data ? &OWL_DATATYPE_PROPERTY : &OWL_OBJECT_PROPERTY);
  tell_side(telling, property, &RDFS_DOMAIN);
  if (!declaration->is_data)
    tell_side(telling, (PropertyExpression){property.iri, true}, &RDFS_RANGE);
}

void schema_facts(Arena *arena, Symbols *symbols, const Closure *closure, FactList *out) {
  const Telling telling = {arena, closure, out};
  const bool owl = closure->regime >= REGIME_QL;
  const Ontology *ontology = closure->ontology;
  for (size_t i = 0; i < ontology->declaration_count; i++) {
    const Declaration *declaration = &ontology->declaration[i];
    if (declaration->is_property)
      tell_property(&telling, declaration, owl);
    else
      tell_class(&telling, declaration->iri, owl);
  }
  if (owl) schema_kinds(arena, symbols, closure, out);
}

// --- The rows' words -----------------------------------------------------------------------------

typedef struct Rows {
  Arena *arena;
  Symbols *symbols;
  const Assertion *assertion;
  AssertionList *out;
} Rows;

static const TermMap *iri_map(const Rows *rows, const Symbol *iri) {
  TermMap *map = ARENA_NEW(rows->arena, TermMap);
  *map = (TermMap){.kind = TERM_MAP_CONSTANT,
                   .term_kind = TERM_IRI,
                   .constant = term_iri(iri),
                   .source = rows->assertion->subject->source};
  return map;
}

static void say(const Rows *rows, Assertion form, const TermMap *subject, const Symbol *predicate,
                const TermMap *object) {
  Derivation *derivation = ARENA_NEW(rows->arena, Derivation);
  *derivation = (Derivation){rows->assertion, NULL, &AXIOMATIC};
  form.subject = subject;
  form.predicate = iri_map(rows, predicate);
  form.object = object;
  form.derivation = derivation;
  VEC_PUSH(rows->arena, rows->out, form);
}

// The rows with an object, which is then said nothing of.
static Assertion rows_of(const Rows *rows, const Assertion *form) {
  return *form_of_subject(rows->arena, form);
}

// Rows where the column has rdf:_1, rdf:_2, …
static const LogicalTable *member_table(const Rows *rows, const LogicalTable *base,
                                        const Symbol *column) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT * FROM ");
  if (base->query != NULL) {
    buffer_printf(&sql, "(%s) AS whole", base->query->text);
  } else {
    relation_append_name(base->relation, &sql);
  }
  buffer_add_text(&sql, " WHERE ");
  identifier_append(&sql, column->text, column->length);
  buffer_add_text(&sql, " ~ '^" MEMBER_PREFIX "[1-9][0-9]*$'");
  Relation *relation = arena_copy(rows->arena, base->relation, sizeof *relation);
  relation->kind = RELATION_QUERY;
  relation->schema = relation->name = NULL;
  relation->query = symbols_intern(rows->symbols, sql.data, sql.length);
  relation->foreign_key_count = 0;
  buffer_free(&sql);
  LogicalTable *table = ARENA_NEW(rows->arena, LogicalTable);
  *table = (LogicalTable){.query = relation->query, .relation = relation, .source = base->source};
  table->view = view_itself(rows->arena, table);
  return table;
}

static void say_of_members(const Rows *rows) {
  Assertion form = *rows->assertion;
  if (form.predicate->kind != TERM_MAP_COLUMN || !narrow_sees(form.table, form.predicate)) return;
  form.table = member_table(rows, form.table, form.predicate->column);
  say(rows, form, form.subject, &RDFS_MEMBER, form.object);
  const Assertion used = rows_of(rows, &form);
  say(rows, used, form.predicate, &RDF_TYPE, iri_map(rows, &RDFS_CONTAINER_MEMBERSHIP_PROPERTY));
  say(rows, used, form.predicate, &RDFS_SUB_PROPERTY_OF, iri_map(rows, &RDFS_MEMBER));
}

// Objects of rdf:type are classes.
static void say_of_classes(const Rows *rows, const Narrowing *narrowing) {
  Assertion form = *rows->assertion;
  const Symbol *type = &RDF_TYPE;
  const IriList types = {1, &type};
  if (!narrow_sees(form.table, form.predicate) || form.parent_table != NULL) return;
  form.table = narrow_to_iris(narrowing, form.table, form.predicate, &types);
  if (form.table != NULL) form.table = narrow_to_resources(narrowing, form.table, form.object);
  if (form.table == NULL) return;
  say(rows, form, form.object, &RDF_TYPE, iri_map(rows, &RDFS_CLASS));
  say(rows, form, form.object, &RDFS_SUB_CLASS_OF, form.object);
}

static void say_of_object(const Rows *rows, const Narrowing *narrowing) {
  Assertion form = *rows->assertion, turned;
  const LogicalTable *table = form.parent_table != NULL ? form.parent_table : form.table;
  table = narrow_to_resources(narrowing, table, form.object);
  if (table == NULL) return;
  if (form.parent_table != NULL)
    form.parent_table = table;
  else
    form.table = table;
  form.predicate = iri_map(rows, &RDF_TYPE);
  if (form_turn(rows->arena, &form, &turned))
    say(rows, rows_of(rows, &turned), turned.subject, &RDF_TYPE, iri_map(rows, &RDFS_RESOURCE));
}

void schema_add_implied(Arena *arena, Symbols *symbols, const Mapping *mapping, Regime regime,
                        const Assertion *assertion, AssertionList *out) {
  const Rows rows = {arena, symbols, assertion, out};
  const Narrowing narrowing = {arena, symbols, mapping->base};
  const Assertion used = rows_of(&rows, assertion);
  say(&rows, used, assertion->predicate, &RDF_TYPE, iri_map(&rows, &RDF_PROPERTY));
  say(&rows, used, assertion->predicate, &RDFS_SUB_PROPERTY_OF, assertion->predicate);
  say_of_classes(&rows, &narrowing);
  say_of_members(&rows);
  if (regime != REGIME_RDFS) return;
  say(&rows, used, assertion->predicate, &RDF_TYPE, iri_map(&rows, &RDFS_RESOURCE));
  say(&rows, used, assertion->subject, &RDF_TYPE, iri_map(&rows, &RDFS_RESOURCE));
  say_of_object(&rows, &narrowing);
}
