// The reasoner: what is read of ontologies, what follows, and what is left of it in a mapping.
//
// tests/golden/reasoner/ holds a folder for each axiom: ontology.ttl, a query over the office of
// tests/golden/rewrite/, rules of the user's own where rules.rq has some, the rows, the rows with
// reasoning off, and what was told while reading. Where the ontology's first line speaks of
// owl:sameAs, individuals that are the same are merged. ANAMORPH_GOLDEN_WRITE=1 writes rows.tsv,
// off.tsv and told.txt anew; read the diff.
#include <CUnit/CUnit.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rdf/vocabulary.h"
#include "endpoint/run/execute.h"
#include "rewriter/rule/rule.h"
#include "tests/support/office.h"
#include "tests/support/world.h"

static const char *const FOLDER = "tests/golden/reasoner";

// Opened once for all tests.
static Office office;
static size_t folder_count;
static char **folder_name;  // sorted

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void find_folders(void) {
  DIR *folder = opendir(repository_path(FOLDER));
  if (folder == NULL) exit(1);
  folder_name = ARENA_ARRAY(office.fixture->arena, char *, 1000);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL && folder_count < 1000;)
    if (strchr(entry->d_name, '.') == NULL)
      folder_name[folder_count++] =
          arena_copy_text(office.fixture->arena, entry->d_name, strlen(entry->d_name));
  closedir(folder);
  qsort(folder_name, folder_count, sizeof *folder_name, by_text);
}

// --- Golden folders ------------------------------------------------------------------------------

static void ask(const char *query, const Regimen *regimen, Buffer *out, const char *name) {
  Error err = {0};
  const ExecuteOptions options = {.regimen = regimen};
  Execution *execution;
  expect_ok(execution_prepare(regimen->mapping, query, strlen(query), &options, &execution, &err),
            &err, name);
  const AnswerFormat format = {.result = RESULT_TSV};
  const Output output = output_to(out);
  expect_ok(execution_write(execution, office.db, format, &output, &err), &err, name);
  execution_destroy(execution);
  if (strstr(query, "ORDER BY") == NULL) sort_lines(out, true);
}

static void check_file(const char *name, const char *file, const char *found) {
  Arena *arena = arena_create(0);
  const char *path = repository_path(arena_format(arena, "%s/%s/%s", FOLDER, name, file));
  if (getenv("ANAMORPH_GOLDEN_WRITE") != NULL) {
    FILE *out = fopen(path, "w");
    if (out == NULL) exit(1);
    (void)fputs(found, out);
    (void)fclose(out);
  } else {
    const bool same = strcmp(read_file(path, arena), found) == 0;
    if (!same) (void)fprintf(stderr, "%s/%s is now:\n%s\n", name, file, found);
    CU_ASSERT(same);
  }
  arena_destroy(arena);
}

// The folder's rules.rq; NULL: it has none.
static RuleSet *load_rules(Arena *arena, const char *name) {
  const char *path = repository_path(arena_format(arena, "%s/%s/rules.rq", FOLDER, name));
  if (access(path, R_OK) != 0) return NULL;
  const char *content = read_file(path, arena);
  const MappingText text = {"rules.rq", content, strlen(content)};
  RuleSet *rules;
  Error err = {0};
  expect_ok(rules_load_texts(&text, 1, NULL, &rules, NULL, &err), &err, name);
  return rules;
}

static void check_folder(const char *name) {
  Arena *arena = arena_create(0);
  const char *path = arena_format(arena, "%s/%s/ontology.ttl", FOLDER, name);
  const char *content = read_file(repository_path(path), arena);
  const MappingText text = {"ontology.ttl", content, strlen(content)};
  Diagnostics told = {0};
  Ontology *ontology;
  Error err = {0};
  expect_ok(ontology_load_texts(&text, 1, office.mapping->symbols, NULL, &ontology, &told, &err),
            &err, name);
  Knowledge *knowledge = knowledge_create(office.mapping, ontology, REGIME_FULL, true, true);
  const char *owl = strstr(content, "owl:sameAs");
  const bool merged = owl != NULL && owl < strchr(content, '\n');
  RuleSet *rules = load_rules(arena, name);
  expect_ok(
      knowledge_add_rules(knowledge, rules, merged ? SAME_AS_MEMBERS : SAME_AS_OFF, &told, &err),
      &err, name);
  path = arena_format(arena, "%s/%s/query.rq", FOLDER, name);
  const char *query = read_file(repository_path(path), arena);
  Buffer out = {0};
  ask(query, knowledge_at(knowledge, REGIME_FULL), &out, name);
  check_file(name, "rows.tsv", buffer_text(&out));
  buffer_clear(&out);
  ask(query, knowledge_at(knowledge, REGIME_OFF), &out, name);
  check_file(name, "off.tsv", buffer_text(&out));
  buffer_clear(&out);
  diagnostics_print(&told, &out);
  check_file(name, "told.txt", buffer_text(&out));
  buffer_free(&out);
  diagnostics_free(&told);
  knowledge_free(knowledge);
  rules_free(rules);
  ontology_free(ontology);
  arena_destroy(arena);
}

static void each_axiom_adds_its_golden_rows(void) {
  for (size_t i = 0; i < folder_count; i++) check_folder(folder_name[i]);
}

// --- Reading -------------------------------------------------------------------------------------
#define PREFIXES                                              \
  "@prefix : <http://o.example/ns#> .\n"                      \
  "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"         \
  "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n" \
  "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"

static Ontology *load_named(const char *name, const char *content, const Symbols *parent,
                            Diagnostics *told) {
  const MappingText text = {name, content, strlen(content)};
  Ontology *ontology = NULL;
  Error err = {0};
  const Status status = ontology_load_texts(&text, 1, parent, NULL, &ontology, told, &err);
  if (status != STATUS_OK) printf("\n%s:%u: %s\n", err.file, err.at.line, err.message);
  CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
  return ontology;
}

static Ontology *load(const char *content) {
  return load_named("o.ttl", content, office.mapping->symbols, NULL);
}

static void axioms_have_their_text_line_and_regime(void) {
  Ontology *ontology = load(PREFIXES
                            ":A rdfs:subClassOf :B .\n"
                            ":A rdfs:subClassOf [ a owl:Restriction ;\n"
                            "  owl:onProperty :p ; owl:someValuesFrom :B ] .\n"
                            ":p a owl:TransitiveProperty .\n");
  CU_ASSERT_EQUAL(ontology->axiom_count, 3);
  CU_ASSERT_EQUAL_FATAL(ontology->concept_inclusion_count, 1);
  const Axiom *axiom = ontology->concept_inclusion[0].axiom;
  CU_ASSERT_STRING_EQUAL(axiom->text, "SubClassOf(:A :B)");
  CU_ASSERT_EQUAL(axiom->source.at.line, 5);
  CU_ASSERT_EQUAL(axiom->regime, REGIME_RDFS);
  CU_ASSERT_EQUAL_FATAL(ontology->existential_count, 1);
  axiom = ontology->existential[0].axiom;
  CU_ASSERT_STRING_EQUAL(axiom->text, "SubClassOf(:A ObjectSomeValuesFrom(:p :B))");
  CU_ASSERT_EQUAL(axiom->source.at.line, 6);
  CU_ASSERT_EQUAL(axiom->regime, REGIME_QL);
  CU_ASSERT_EQUAL_FATAL(ontology->rule_count, 1);
  CU_ASSERT_EQUAL(ontology->rule[0].axiom->regime, REGIME_FULL);
  CU_ASSERT_EQUAL(ontology->rule[0].body_count, 2);
  ontology_free(ontology);
}

typedef struct Shape {
  const char *axiom;
  size_t concepts, properties, existentials, rules, same, constraints;
} Shape;

static void axioms_become_their_normal_forms(void) {
  static const Shape shapes[] = {
      {":A owl:equivalentClass :B .", 2, 0, 0, 0, 0, 0},
      {":p owl:inverseOf :q .", 0, 2, 0, 0, 0, 0},
      {":p a owl:SymmetricProperty .", 0, 1, 0, 0, 0, 0},
      {":p a owl:AsymmetricProperty .", 0, 0, 0, 0, 0, 1},
      {":p a owl:IrreflexiveProperty .", 0, 0, 0, 0, 0, 1},
      {":p a owl:FunctionalProperty .", 0, 0, 0, 0, 1, 1},
      {":p a owl:InverseFunctionalProperty .", 0, 0, 0, 0, 1, 1},
      {":p a owl:DatatypeProperty , owl:FunctionalProperty .", 0, 0, 0, 0, 0, 1},
      {":p owl:propertyChainAxiom ( :q :r ) .", 0, 0, 0, 1, 0, 0},
      {":p owl:propertyChainAxiom ( :q ) .", 0, 1, 0, 0, 0, 0},
      {":A owl:disjointWith :B .", 0, 0, 0, 0, 0, 1},
      {":p owl:propertyDisjointWith :q .", 0, 0, 0, 0, 0, 1},
      {"[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .", 0, 0, 0, 0, 0, 3},
      {"[] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) .", 0, 0, 0, 0, 0, 3},
      {"[] a owl:AllDifferent ; owl:distinctMembers ( :a :b ) .", 0, 0, 0, 0, 0, 1},
      {":a a owl:Nothing .", 0, 0, 0, 0, 0, 1},
      {"owl:Thing owl:equivalentClass owl:Nothing .", 0, 0, 0, 0, 0, 1},
      {":A owl:hasKey ( :p :q ) .", 0, 0, 0, 0, 1, 1},
      {":p a owl:DatatypeProperty ; rdfs:range xsd:integer .", 0, 0, 0, 0, 0, 1},
      {":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :B ] .", 0, 0, 0, 1, 0, 0},
      {":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :b ] .", 0, 0, 0, 1, 0, 0},
      {"[ owl:onProperty :p ; owl:hasValue :b ] rdfs:subClassOf :A .", 0, 0, 0, 1, 0, 0},
      {"[ owl:onProperty :p ; owl:hasSelf true ] rdfs:subClassOf :A .", 0, 0, 0, 1, 0, 0},
      {"[ owl:onProperty :p ; owl:someValuesFrom :B ] rdfs:subClassOf :A .", 0, 0, 0, 1, 0, 0},
      {"[ owl:intersectionOf ( :A :B ) ] rdfs:subClassOf :C .", 0, 0, 0, 1, 0, 0},
      {"[ owl:unionOf ( :A :B ) ] rdfs:subClassOf :C .", 2, 0, 0, 0, 0, 0},
      {":C rdfs:subClassOf [ owl:intersectionOf ( :A :B ) ] .", 2, 0, 0, 0, 0, 0},
      {":C rdfs:subClassOf [ owl:complementOf :A ] .", 0, 0, 0, 0, 0, 1},
      {":C rdfs:subClassOf owl:Nothing .", 0, 0, 0, 0, 0, 1},
      {":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .", 0, 0, 0, 0, 1, 1},
      {":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 3 ] .", 0, 0, 0, 0, 0, 1},
      {":C rdfs:subClassOf [ owl:onProperty :p ; owl:cardinality 1 ] .", 0, 0, 1, 0, 1, 1},
      {":C rdfs:subClassOf [ owl:unionOf ( :A [ owl:complementOf :B ] ) ] .", 0, 0, 0, 1, 0, 0},
      // A filler without a name gets one: C ⊑ ∃p.X, X ⊑ A, X ⊑ ∃q.
      {":C rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom [ owl:intersectionOf ( :A "
       "[ owl:onProperty :q ; owl:someValuesFrom owl:Thing ] ) ] ] .",
       1, 0, 2, 0, 0, 0},
      {":A rdfs:comment \"nothing\" ; rdfs:seeAlso :B .", 0, 0, 0, 0, 0, 0},
  };
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    const Shape *shape = &shapes[i];
    Buffer text = {0};
    buffer_printf(&text, "%s%s\n", PREFIXES, shape->axiom);
    Ontology *o = load(buffer_text(&text));
    const bool same = o->concept_inclusion_count == shape->concepts &&
                      o->property_inclusion_count == shape->properties &&
                      o->existential_count == shape->existentials &&
                      o->rule_count == shape->rules && o->same_rule_count == shape->same &&
                      o->constraint_count == shape->constraints && o->outside_count == 0;
    if (!same)
      printf("\n%s: %zu %zu %zu %zu %zu %zu, %zu outside\n", shape->axiom,
             o->concept_inclusion_count, o->property_inclusion_count, o->existential_count,
             o->rule_count, o->same_rule_count, o->constraint_count, o->outside_count);
    CU_ASSERT(same);
    ontology_free(o);
    buffer_free(&text);
  }
}

static void what_is_said_to_be_there_becomes_facts(void) {
  static const struct {
    const char *axioms;
    size_t facts;
  } cases[] = {
      {":a a owl:NamedIndividual .", 1},
      {":a a owl:Thing , :A .", 2},
      {":a owl:differentFrom :b .", 2},
      {"[] a owl:AllDifferent ; owl:distinctMembers ( :a :b :c ) .", 6},
      // Names of classes are not in the world, unless they are declared to be.
      {":A a owl:Class , owl:Thing .", 0},
      {":A a owl:Class , owl:NamedIndividual .", 1},
      {":a a owl:Nothing .", 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Buffer text = {0};
    buffer_printf(&text, "%s%s\n", PREFIXES, cases[i].axioms);
    Ontology *o = load(buffer_text(&text));
    if (o->fact_count != cases[i].facts)
      printf("\n%s: %zu facts\n", cases[i].axioms, o->fact_count);
    CU_ASSERT_EQUAL(o->fact_count, cases[i].facts);
    CU_ASSERT_EQUAL(o->outside_count, 0);
    ontology_free(o);
    buffer_free(&text);
  }
}

static void what_is_outside_is_told_once_with_its_line(void) {
  Diagnostics told = {0};
  Ontology *ontology = load_named("o.ttl",
                                  PREFIXES
                                  ":A rdfs:subClassOf :B .\n"
                                  "[ owl:complementOf :B ] rdfs:subClassOf :C .\n"
                                  ":A rdfs:subClassOf [ owl:oneOf ( :a :b ) ] .\n"
                                  ":A rdfs:subClassOf [ owl:onProperty :p ] .\n",
                                  NULL, &told);
  CU_ASSERT_EQUAL(ontology->axiom_count, 1);
  CU_ASSERT_EQUAL(ontology->outside_count, 3);
  CU_ASSERT_EQUAL(told.warning_count, 3);
  for (size_t i = 0; i < told.list.count; i++)
    CU_ASSERT_EQUAL(told.list.item[i].source.at.line, 6 + i);
  ontology_free(ontology);
  diagnostics_free(&told);
}

static void expect_refused(const char *name, const char *content, unsigned line,
                           const char *message) {
  const MappingText text = {name, content, strlen(content)};
  Ontology *ontology = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL(ontology_load_texts(&text, 1, NULL, NULL, &ontology, NULL, &err), STATUS_MAPPING);
  CU_ASSERT_PTR_NULL(ontology);
  CU_ASSERT_EQUAL(err.at.line, line);
  if (err.at.line != line || strstr(err.message, message) == NULL)
    printf("\n%s:%u: %s\n", err.file, err.at.line, err.message);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, message));
  CU_ASSERT_STRING_EQUAL(err.file, name);
}

static void what_is_no_rdf_is_refused_with_its_line(void) {
  expect_refused("o.ttl", PREFIXES ":A rdfs:subClassOf ;; .\n:B", 6, "middle of a statement");
  expect_refused("o.owl",
                 "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                 "<broken>\n</rdf:RDF>\n",
                 2, "not rdfxml");
  expect_refused("o.ofn", "Prefix(:=<http://ex/>)\nOntology(<http://ex/>)", 1, "functional");
  expect_refused("o.omn", "Prefix: : <http://ex/>\nOntology: <http://ex/>", 1, "Manchester");
  expect_refused("o.owx", "<?xml version=\"1.0\"?>\n<Ontology xmlns=\"x\"/>", 1, "OWL/XML");
  expect_refused("o.ttl", PREFIXES "<http://ex/a> a owl:Ontology ;\n  owl:imports <http://ex/b> .",
                 5, "is not at hand");
}

// --- Imports -------------------------------------------------------------------------------------
typedef struct Place {
  Arena *arena;
  char folder[64];
} Place;

static Place make_folder(void) {
  Place place = {.arena = arena_create(0)};
  strcpy(place.folder, "/tmp/anamorph-ontology-XXXXXX");
  if (place.arena == NULL || mkdtemp(place.folder) == NULL) exit(1);
  return place;
}

static const char *write_file(Place *place, const char *name, const char *text) {
  const char *path = arena_format(place->arena, "%s/%s", place->folder, name);
  FILE *file = fopen(path, "w");
  if (file == NULL) exit(1);
  (void)fputs(text, file);
  (void)fclose(file);
  return path;
}

static void remove_folder(Place *place, const char *const names[], size_t count) {
  for (size_t i = 0; i < count; i++)
    (void)unlink(arena_format(place->arena, "%s/%s", place->folder, names[i]));
  (void)rmdir(place->folder);
  arena_destroy(place->arena);
}

#define IMPORTING                                                     \
  PREFIXES                                                            \
  "<http://ex/a> a owl:Ontology ; owl:imports <http://ex/more/b> .\n" \
  ":A rdfs:subClassOf :B .\n"

static void expect_imported(const char *path, const char *catalog) {
  Ontology *ontology = NULL;
  Error err = {0};
  const OntologyOptions options = {catalog};
  const Status status = ontology_load(&path, 1, NULL, &options, &ontology, NULL, &err);
  if (status != STATUS_OK) printf("\n%s: %s\n", err.file, err.message);
  CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
  CU_ASSERT_EQUAL(ontology->file_count, 2);
  CU_ASSERT_EQUAL(ontology->concept_inclusion_count, 2);
  ontology_free(ontology);
}

static void imports_are_found_by_a_catalogue(void) {
  Place place = make_folder();
  const char *a = write_file(&place, "a.ttl", IMPORTING);
  // They import each other.
  (void)write_file(&place, "b.ttl",
                   PREFIXES
                   "<http://ex/more/b> a owl:Ontology ; owl:imports <http://ex/a> .\n"
                   ":B rdfs:subClassOf :C .\n");
  expect_imported(a, write_file(&place, "list", "# ours\nhttp://ex/more/* *.ttl\n"));
  expect_imported(a, write_file(&place, "one", "http://ex/more/b b.ttl\nhttp://ex/a a.ttl"));
  const char *xml =
      "<?xml version=\"1.0\"?>\n<catalog prefer=\"public\" "
      "xmlns=\"urn:oasis:names:tc:entity:xmlns:xml:catalog\">\n<!-- <uri name=\"x\" uri=\"y\"/> -->"
      "<uri id=\"1\" name=\"http://ex/more/b\" uri=\"b.ttl\"/>\n</catalog>";
  expect_imported(a, write_file(&place, "x.xml", xml));
  // As Protégé leaves it beside the file.
  (void)write_file(&place, "catalog-v001.xml", xml);
  expect_imported(a, NULL);
  const char *const names[] = {"a.ttl", "b.ttl", "list", "one", "x.xml", "catalog-v001.xml"};
  remove_folder(&place, names, 6);
}

static void what_is_given_is_not_looked_for(void) {
  static const char b[] = PREFIXES "<http://ex/more/b> a owl:Ontology . :B rdfs:subClassOf :C .";
  const MappingText texts[] = {{"a.ttl", IMPORTING, strlen(IMPORTING)}, {"b.ttl", b, strlen(b)}};
  Ontology *ontology = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(ontology_load_texts(texts, 2, NULL, NULL, &ontology, NULL, &err),
                        STATUS_OK);
  CU_ASSERT_EQUAL(ontology->concept_inclusion_count, 2);
  ontology_free(ontology);
}

// --- Closure -------------------------------------------------------------------------------------
static BasicConcept named(const Ontology *ontology, const char *local) {
  Buffer iri = {0};
  buffer_printf(&iri, "http://o.example/ns#%s", local);
  const BasicConcept concept = {.class_ = symbols_find(ontology->symbols, iri.data, iri.length)};
  buffer_free(&iri);
  return concept;
}

static void chains_are_shortest_and_in_order(void) {
  Ontology *ontology = load(PREFIXES
                            ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .\n"
                            ":C rdfs:subClassOf :D . :A rdfs:subClassOf :C .\n");
  Arena *arena = arena_create(0);
  const Closure *closure = closure_create(arena, ontology, REGIME_FULL);
  ConceptStep *steps;
  const size_t count = closure_super_concepts(closure, arena, named(ontology, "A"), &steps);
  CU_ASSERT_EQUAL_FATAL(count, 4);
  CU_ASSERT_EQUAL(steps[0].chain.count, 0);
  for (size_t i = 0; i < count; i++) {
    if (steps[i].concept.class_ != named(ontology, "D").class_) continue;
    CU_ASSERT_EQUAL_FATAL(steps[i].chain.count, 2);
    CU_ASSERT_STRING_EQUAL(steps[i].chain.axiom[0]->text, "SubClassOf(:A :C)");
    CU_ASSERT_STRING_EQUAL(steps[i].chain.axiom[1]->text, "SubClassOf(:C :D)");
  }
  CU_ASSERT_EQUAL(closure_sub_concepts(closure, arena, named(ontology, "C"), &steps), 3);
  CU_ASSERT(closure_concept_below(closure, named(ontology, "A"), named(ontology, "D")));
  CU_ASSERT_FALSE(closure_concept_below(closure, named(ontology, "D"), named(ontology, "A")));
  arena_destroy(arena);
  ontology_free(ontology);
}

static void regimes_leave_axioms_out(void) {
  Ontology *ontology = load(PREFIXES
                            ":A rdfs:subClassOf :B .\n"
                            ":B owl:equivalentClass :C .\n"
                            ":p owl:propertyChainAxiom ( :q ) .\n");
  Arena *arena = arena_create(0);
  const Closure *rdfs = closure_create(arena, ontology, REGIME_RDFS);
  const Closure *ql = closure_create(arena, ontology, REGIME_QL);
  CU_ASSERT(closure_concept_below(rdfs, named(ontology, "A"), named(ontology, "B")));
  CU_ASSERT_FALSE(closure_concept_below(rdfs, named(ontology, "A"), named(ontology, "C")));
  CU_ASSERT(closure_concept_below(ql, named(ontology, "A"), named(ontology, "C")));
  const PropertyExpression p = {named(ontology, "p").class_, false};
  const PropertyExpression q = {named(ontology, "q").class_, false};
  CU_ASSERT_FALSE(closure_property_below(ql, q, p));
  CU_ASSERT(closure_property_below(closure_create(arena, ontology, REGIME_FULL), q, p));
  arena_destroy(arena);
  ontology_free(ontology);
}

// --- Saturation ----------------------------------------------------------------------------------
// How many assertions there are of a class (or, as predicate, of a property) under the ontology.
static size_t count_assertions(const char *content, const char *local) {
  Ontology *ontology = load(content);
  Arena *arena = arena_create(0);
  const Closure *closure = closure_create(arena, ontology, REGIME_FULL);
  SaturationStats stats;
  const Mapping *mapping = saturate_mapping(arena, office.mapping, ontology, closure, &stats);
  const Symbol *name = named(ontology, local).class_;
  size_t count = 0;
  for (size_t i = 0; i < mapping->assertion_count; i++) {
    const Assertion *a = &mapping->assertion[i];
    const bool is_class = a->predicate->constant.lexical == &RDF_TYPE &&
                          a->object->kind == TERM_MAP_CONSTANT &&
                          a->object->constant.lexical == name;
    count += is_class || a->predicate->constant.lexical == name;
  }
  CU_ASSERT(stats.pruned <= stats.saturated);
  CU_ASSERT_EQUAL(stats.pruned, mapping->assertion_count);
  arena_destroy(arena);
  ontology_free(ontology);
  return count;
}

static void one_table_is_scanned_once_for_a_class(void) {
  // Employee and Person of emp, Person of former and of guest.
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":Employee rdfs:subClassOf :Person .", "Person"), 3);
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":Employee rdfs:subClassOf :H . :Person "
                                            "rdfs:subClassOf :H . :Guest rdfs:subClassOf :H .",
                                   "H"),
                  3);
}

static void a_view_with_a_filter_lies_in_its_table(void) {
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":OsloDept rdfs:subClassOf :Dept .", "Dept"), 1);
  // Alone it stays.
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":OsloDept rdfs:subClassOf :H .", "H"), 1);
}

static void a_column_that_may_be_null_keeps_its_condition(void) {
  // Only those who have a boss; all of emp, and the hosts, who lie in it by their foreign key.
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":boss rdfs:domain :H .", "H"), 1);
  CU_ASSERT_EQUAL(
      count_assertions(PREFIXES ":boss rdfs:domain :H . :Employee rdfs:subClassOf :H .", "H"), 1);
}

static void the_target_of_a_foreign_key_holds_what_refers_to_it(void) {
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":host rdfs:range :Person .", "Person"), 3);
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":boss rdfs:range :Person .", "Person"), 3);
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":worksIn rdfs:range :Dept .", "Dept"), 1);
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":of rdfs:range :Employee .", "Employee"), 1);
  // visit has no foreign key.
  CU_ASSERT_EQUAL(count_assertions(PREFIXES ":visited rdfs:domain :Person .", "Person"), 4);
}

#define KIND(name, value)                                                              \
  "<#" name "> rr:logicalTable [ rr:sqlQuery \"SELECT id FROM emp WHERE dept = " value \
  "\" ] ; "                                                                            \
  "rr:subjectMap [ rr:template \"http://o.example/person/{id}\" ; rr:class :" name " ] .\n"

static void filters_on_one_column_become_one_scan(void) {
  static const char content[] =
      "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix : <http://o.example/ns#> .\n" KIND(
          "Seller", "1") KIND("Thinker", "2") KIND("Sleeper", "3");
  const MappingText text = {"kinds.ttl", content, strlen(content)};
  Mapping *mapping = NULL;
  Error err = {0};
  expect_ok(mapping_load_texts(&text, 1, NULL, office.db, NULL, &mapping, NULL, &err), &err,
            "kinds.ttl");
  static const char axioms[] = PREFIXES
      ":Seller rdfs:subClassOf :H . :Thinker rdfs:subClassOf :H . :Sleeper rdfs:subClassOf :H .";
  Ontology *ontology = load_named("o.ttl", axioms, mapping->symbols, NULL);
  Knowledge *knowledge = knowledge_create(mapping, ontology, REGIME_FULL, true, false);
  const Regimen *regimen = knowledge_at(knowledge, REGIME_FULL);
  CU_ASSERT_EQUAL(regimen->stats.saturated, 6);
  CU_ASSERT_EQUAL(regimen->stats.pruned, 4);
  Buffer out = {0};
  ask("SELECT (COUNT(?x) AS ?n) { ?x a <http://o.example/ns#H> }", regimen, &out, "kinds");
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), "?n\n4\n");
  buffer_free(&out);
  knowledge_free(knowledge);
  ontology_free(ontology);
  mapping_free(mapping);
}

static void derivations_tell_assertion_and_axioms(void) {
  Ontology *ontology = load(PREFIXES
                            ":boss rdfs:subPropertyOf :knows .\n"
                            ":knows rdfs:domain :Social .\n");
  Arena *arena = arena_create(0);
  const Closure *closure = closure_create(arena, ontology, REGIME_FULL);
  const Mapping *mapping = saturate_mapping(arena, office.mapping, ontology, closure, NULL);
  const Assertion *found = NULL;
  for (size_t i = 0; i < mapping->assertion_count; i++)
    if (mapping->assertion[i].object->kind == TERM_MAP_CONSTANT &&
        mapping->assertion[i].object->constant.lexical == named(ontology, "Social").class_)
      found = &mapping->assertion[i];
  CU_ASSERT_PTR_NOT_NULL_FATAL(found);
  CU_ASSERT_PTR_NOT_NULL_FATAL(found->derivation);
  CU_ASSERT_STRING_EQUAL(found->derivation->axiom->text, "ObjectPropertyDomain(:knows :Social)");
  CU_ASSERT_PTR_NOT_NULL_FATAL(found->derivation->before);
  CU_ASSERT_STRING_EQUAL(found->derivation->before->axiom->text, "SubPropertyOf(:boss :knows)");
  CU_ASSERT_PTR_NULL(found->derivation->before->before);
  CU_ASSERT_STRING_EQUAL(found->derivation->from->predicate->constant.lexical->text,
                         "http://o.example/ns#boss");
  CU_ASSERT_EQUAL(found->needed_count, 1);
  arena_destroy(arena);
  ontology_free(ontology);
}

static void a_hierarchy_as_deep_as_wide_is_saturated(void) {
  Buffer text = {0};
  buffer_add_text(&text, PREFIXES ":Employee rdfs:subClassOf :C0 . :Guest rdfs:subClassOf :C0 .\n");
  for (unsigned i = 0; i < 5000; i++)
    buffer_printf(&text, ":C%u rdfs:subClassOf :C%u .\n", i, i + 1);
  CU_ASSERT_EQUAL(count_assertions(buffer_text(&text), "C5000"), 2);
  // The same in a circle.
  buffer_add_text(&text, ":C300 rdfs:subClassOf :C0 .\n");
  CU_ASSERT_EQUAL(count_assertions(buffer_text(&text), "C0"), 2);
  buffer_free(&text);
}

int main(void) {
  office = office_open();
  find_folders();
  static const TestCase tests[] = {
      TEST(each_axiom_adds_its_golden_rows),
      TEST(axioms_have_their_text_line_and_regime),
      TEST(axioms_become_their_normal_forms),
      TEST(what_is_said_to_be_there_becomes_facts),
      TEST(what_is_outside_is_told_once_with_its_line),
      TEST(what_is_no_rdf_is_refused_with_its_line),
      TEST(imports_are_found_by_a_catalogue),
      TEST(what_is_given_is_not_looked_for),
      TEST(chains_are_shortest_and_in_order),
      TEST(regimes_leave_axioms_out),
      TEST(one_table_is_scanned_once_for_a_class),
      TEST(a_view_with_a_filter_lies_in_its_table),
      TEST(a_column_that_may_be_null_keeps_its_condition),
      TEST(the_target_of_a_foreign_key_holds_what_refers_to_it),
      TEST(filters_on_one_column_become_one_scan),
      TEST(derivations_tell_assertion_and_axioms),
      TEST(a_hierarchy_as_deep_as_wide_is_saturated),
  };
  const int exit_code = suites_run("reasoner", tests, sizeof tests / sizeof *tests);
  office_close(&office);
  return exit_code;
}
