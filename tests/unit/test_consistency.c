// Constraints over the office: what violates each kind, the rows that do, and names that can never
// have members.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "endpoint/consistency/consistency.h"
#include "tests/support/office.h"

static Office office;

typedef struct Checked {
  Arena *arena;
  Ontology *ontology;
  Knowledge *knowledge;
  Consistency found;
} Checked;

static Checked check(const char *axioms) {
  Checked checked = {.arena = arena_create(0), .ontology = office_ontology(&office, axioms)};
  checked.knowledge = knowledge_create(office.mapping, checked.ontology, REGIME_FULL, true, false);
  const ConsistencyOptions options = {0};
  Error err = {0};
  expect_ok(consistency_check(checked.arena, knowledge_at(checked.knowledge, REGIME_FULL),
                              office.db, &options, &checked.found, &err),
            &err, axioms);
  return checked;
}

// What is said to differ and is the same by an axiom: found where owl:sameAs counts.
static void what_differs_is_asked_of_the_merged_graph(void) {
  static const struct {
    const char *axioms;
    size_t violations, merged;
  } cases[] = {
      {":x owl:differentFrom :y . :f a owl:InverseFunctionalProperty . :x :f :z . :y :f :z .", 1,
       2},
      {":x owl:differentFrom :y . :f a owl:InverseFunctionalProperty . :x :f :z . :y :f :v .", 0,
       0},
      {":x owl:differentFrom :y . :z owl:sameAs :x , :y .", 0, 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    for (unsigned merges = 0; merges < 2; merges++) {
      Arena *arena = arena_create(0);
      Ontology *ontology = office_ontology(&office, cases[i].axioms);
      Knowledge *knowledge = knowledge_create(office.mapping, ontology, REGIME_FULL, true, true);
      Error err = {0};
      expect_ok(knowledge_add_rules(knowledge, NULL, SAME_AS_MEMBERS, NULL, &err), &err, "rules");
      const ConsistencyOptions options = {
          .merged = merges == 1 ? knowledge_at(knowledge, REGIME_FULL) : NULL};
      Consistency found;
      expect_ok(consistency_check(arena, knowledge_under(knowledge, REGIME_FULL, SAME_AS_OFF),
                                  office.db, &options, &found, &err),
                &err, cases[i].axioms);
      CU_ASSERT_EQUAL(found.violations.count, merges == 1 ? cases[i].merged : cases[i].violations);
      knowledge_free(knowledge);
      ontology_free(ontology);
      arena_destroy(arena);
    }
  }
}

static void release(Checked *checked) {
  knowledge_free(checked->knowledge);
  ontology_free(checked->ontology);
  arena_destroy(checked->arena);
}

// count: violations; row: of one of the examples, or NULL.
typedef struct Case {
  const char *axioms;
  ConstraintKind kind;
  size_t count;
  const char *row;
} Case;

static bool has_row(const Violation *violation, const char *row) {
  bool found = false;
  Buffer text = {0};
  for (size_t i = 0; i < violation->examples.count; i++)
    for (size_t j = 0; j < violation->examples.item[i].rows.count; j++) {
      buffer_clear(&text);
      row_source_print(&violation->examples.item[i].rows.item[j], &text);
      found = found || strcmp(buffer_text(&text), row) == 0;
    }
  if (!found) printf("\nnot %s but %s\n", row, buffer_text(&text));
  buffer_free(&text);
  return found;
}

static void each_kind_of_constraint_finds_its_rows(void) {
  static const Case cases[] = {
      {":boss rdfs:domain :Subordinate . :Employee owl:disjointWith :Subordinate .",
       CONSTRAINT_DISJOINT_CLASSES, 4, "table emp, row with id = 2"},
      {":OsloDept owl:disjointWith :Employee .", CONSTRAINT_DISJOINT_CLASSES, 0, NULL},
      {"[] a owl:AllDisjointClasses ; owl:members ( :Guest :Dept :OsloDept ) .",
       CONSTRAINT_DISJOINT_CLASSES, 2, "table dept, row with id = 3"},
      {":boss rdfs:subPropertyOf :knows . :knows owl:propertyDisjointWith :boss .",
       CONSTRAINT_DISJOINT_PROPERTIES, 4, "table emp, row with id = 4, boss = 2"},
      {":name a owl:FunctionalProperty .", CONSTRAINT_FUNCTIONAL, 1,
       "table former, row with id = 4, name = Dina"},
      {":badge a owl:FunctionalProperty .", CONSTRAINT_FUNCTIONAL, 0, NULL},
      {":boss a owl:InverseFunctionalProperty .", CONSTRAINT_INVERSE_FUNCTIONAL, 2,
       "table emp, row with id = 3, boss = 1"},
      {":near a owl:IrreflexiveProperty . <http://o.example/dept/1> :near "
       "<http://o.example/dept/1> , <http://o.example/dept/2> .",
       CONSTRAINT_IRREFLEXIVE, 1, NULL},
      {":near a owl:AsymmetricProperty . <http://o.example/dept/1> :near "
       "<http://o.example/dept/2> . <http://o.example/dept/2> :near <http://o.example/dept/1> .",
       CONSTRAINT_ASYMMETRIC, 2, NULL},
      {":boss a owl:AsymmetricProperty , owl:IrreflexiveProperty .", CONSTRAINT_ASYMMETRIC, 0,
       NULL},
      // Two people called Bo, and Ada is a guest too.
      {":Person owl:hasKey ( :name ) .", CONSTRAINT_KEY, 2,
       "table emp, row with id = 5, name = Bo"},
      {":Employee owl:hasKey ( :badge ) .", CONSTRAINT_KEY, 0, NULL},
      {":Dept rdfs:subClassOf [ owl:onProperty [ owl:inverseOf :worksIn ] ; "
       "owl:maxCardinality 1 ] .",
       CONSTRAINT_MAX_CARDINALITY, 2, NULL},
      {":Dept rdfs:subClassOf [ owl:onProperty [ owl:inverseOf :worksIn ] ; "
       "owl:maxCardinality 2 ] .",
       CONSTRAINT_MAX_CARDINALITY, 0, NULL},
      {":Dept rdfs:subClassOf [ owl:onProperty :name ; owl:maxCardinality 0 ] .",
       CONSTRAINT_MAX_CARDINALITY, 3, "table dept, row with id = 2, name = Research"},
      {":level a owl:DatatypeProperty ; rdfs:range xsd:string .", CONSTRAINT_DATATYPE, 4,
       "table skill, row with emp = 1, skill = sql, level = 5"},
      {":level a owl:DatatypeProperty ; rdfs:range xsd:nonNegativeInteger .", CONSTRAINT_DATATYPE,
       0, NULL},
      {":level a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ; owl:onDatatype "
       "xsd:integer ; owl:withRestrictions ( [ xsd:maxInclusive 4 ] ) ] .",
       CONSTRAINT_DATATYPE, 2, NULL},
      {":name a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:string ; "
       "owl:withRestrictions ( [ xsd:pattern \"[A-Z].*\" ] ) ] .",
       CONSTRAINT_DATATYPE, 3, "table dept, row with id = 1, name = Sales"},
      {":what a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ; owl:oneOf ( \"sql\" \"rdf\" "
       ") ] .",
       CONSTRAINT_DATATYPE, 1, NULL},
      {":Guest rdfs:subClassOf owl:Nothing .", CONSTRAINT_NOTHING, 3,
       "table guest, row with code = g1"},
      {":x a owl:Nothing .", CONSTRAINT_NOTHING, 1, NULL},
      {"owl:Thing rdfs:subClassOf owl:Nothing .", CONSTRAINT_NOTHING, 1, NULL},
      {":x owl:differentFrom :x .", CONSTRAINT_DIFFERENT, 1, NULL},
      {":x owl:differentFrom :y .", CONSTRAINT_DIFFERENT, 0, NULL},
      {":x owl:differentFrom :y ; owl:sameAs :y .", CONSTRAINT_DIFFERENT, 1, NULL},
      {"[] a owl:NegativePropertyAssertion ; owl:assertionProperty :boss ; owl:sourceIndividual "
       "<http://o.example/person/2> ; owl:targetIndividual <http://o.example/person/1> .",
       CONSTRAINT_NEGATIVE, 1, "table emp, row with id = 2, boss = 1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Checked checked = check(cases[i].axioms);
    size_t count = 0;
    const Violation *violation = NULL;
    for (size_t j = 0; j < checked.found.violations.count; j++) {
      violation = &checked.found.violations.item[j];
      CU_ASSERT_EQUAL(violation->constraint->kind, cases[i].kind);
      count += violation->count;
    }
    if (count != cases[i].count || checked.found.unchecked.count > 0)
      printf("\n%s: %zu %s\n", cases[i].axioms, count,
             checked.found.unchecked.count > 0 ? checked.found.unchecked.item[0].why : "");
    CU_ASSERT_EQUAL(count, cases[i].count);
    CU_ASSERT_EQUAL(checked.found.unchecked.count, 0);
    if (cases[i].row != NULL && violation != NULL) CU_ASSERT(has_row(violation, cases[i].row));
    release(&checked);
  }
}

static void what_is_inferred_can_violate_too(void) {
  // A guest's host is a manager by range, and an employee by the table.
  Checked checked = check(
      ":host rdfs:range :Manager . :Manager rdfs:subClassOf :Boss . :Boss owl:disjointWith "
      ":Employee .");
  CU_ASSERT_EQUAL_FATAL(checked.found.violations.count, 1);
  CU_ASSERT_EQUAL(checked.found.violations.item[0].count, 2);
  release(&checked);
}

static const Unsatisfiable *find(const Checked *checked, const char *iri) {
  for (size_t i = 0; i < checked->found.unsatisfiable_count; i++)
    if (strcmp(checked->found.unsatisfiable[i].iri->text, iri) == 0)
      return &checked->found.unsatisfiable[i];
  return NULL;
}

#define NS "http://o.example/ns#"

static void classes_that_can_never_have_members_have_a_reason(void) {
  Checked checked = check(
      ":Cat owl:disjointWith :Dog . :CatDog rdfs:subClassOf :Cat , :Dog .\n"
      ":Puppy rdfs:subClassOf :CatDog .\n"
      ":Breeder rdfs:subClassOf [ owl:onProperty :breeds ; owl:someValuesFrom :Puppy ] .\n"
      ":owns rdfs:domain :Cat , :Dog . :Owner rdfs:subClassOf [ owl:onProperty :owns ; "
      "owl:someValuesFrom owl:Thing ] .\n"
      ":likes owl:propertyDisjointWith :hates . :torn rdfs:subPropertyOf :likes , :hates .\n"
      ":Fine rdfs:subClassOf :Cat .");
  const Unsatisfiable *puppy = find(&checked, NS "Puppy");
  CU_ASSERT_PTR_NOT_NULL_FATAL(puppy);
  CU_ASSERT_EQUAL_FATAL(puppy->reason.count, 4);
  CU_ASSERT_STRING_EQUAL(puppy->reason.axiom[0]->text, "SubClassOf(:Puppy :CatDog)");
  CU_ASSERT_STRING_EQUAL(puppy->reason.axiom[3]->text, "DisjointClasses(:Cat :Dog)");
  CU_ASSERT_PTR_NOT_NULL(find(&checked, NS "CatDog"));
  CU_ASSERT_PTR_NOT_NULL(find(&checked, NS "Breeder"));
  CU_ASSERT_PTR_NOT_NULL(find(&checked, NS "Owner"));
  CU_ASSERT_PTR_NOT_NULL(find(&checked, NS "owns"));
  CU_ASSERT_PTR_NOT_NULL(find(&checked, NS "torn"));
  CU_ASSERT_PTR_NULL(find(&checked, NS "Fine"));
  CU_ASSERT_PTR_NULL(find(&checked, NS "likes"));
  CU_ASSERT_EQUAL(checked.found.unsatisfiable_count, 6);
  release(&checked);
}

static void names_that_nothing_gives_members_are_told(void) {
  Checked checked = check(
      ":Ghost a owl:Class . :Guest rdfs:subClassOf :Visitor . :haunts a owl:ObjectProperty .\n"
      ":chain owl:propertyChainAxiom ( :boss :boss ) ; rdfs:domain :Low .");
  CU_ASSERT_EQUAL_FATAL(checked.found.empty.count, 2);
  CU_ASSERT_STRING_EQUAL(checked.found.empty.item[0]->iri->text, NS "Ghost");
  CU_ASSERT_STRING_EQUAL(checked.found.empty.item[1]->iri->text, NS "haunts");
  release(&checked);
}

int main(void) {
  office = office_open();
  static const TestCase tests[] = {
      TEST(what_differs_is_asked_of_the_merged_graph),
      TEST(each_kind_of_constraint_finds_its_rows),
      TEST(what_is_inferred_can_violate_too),
      TEST(classes_that_can_never_have_members_have_a_reason),
      TEST(names_that_nothing_gives_members_are_told),
  };
  const int exit_code = suites_run("consistency", tests, sizeof tests / sizeof *tests);
  office_close(&office);
  return exit_code;
}
