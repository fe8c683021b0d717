// Columns and templates that name classes and predicates, over an ontology: what follows from their
// rows, and what does not (reasoner/open.h, narrow.h, schema.h).
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/office.h"

#define NS "http://o.example/ns#"

// said: a triple store's table. kind, coded, dated, twice: what a template makes a class or
// predicate of.
static const char SCHEMA[] =
    "CREATE TABLE said (s text, p text NOT NULL, o text, kind text NOT NULL);\n"
    "INSERT INTO said VALUES ('" NS "a', '" NS "p', '" NS
    "b', 'IRI'),\n"
    "  ('" NS "a', '" NS "p', 'five', 'Literal'), ('" NS "c', 'q', '" NS
    "d', 'IRI'),\n"
    "  ('" NS "e', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type', '" NS
    "A', 'IRI'),\n"
    "  ('" NS "f', '" NS "unheard', '" NS "g', 'IRI'), ('" NS "h', '" NS
    "p', NULL, 'IRI');\n"
    "CREATE TABLE kind (id int PRIMARY KEY, name text NOT NULL);\n"
    "INSERT INTO kind VALUES (1, 'Big Cat'), (2, 'Dog'), (3, 'Big%20Cat');\n"
    "CREATE TABLE coded (id int PRIMARY KEY, code int NOT NULL, short char(4) NOT NULL);\n"
    "INSERT INTO coded VALUES (1, 7, 'ab'), (2, 8, 'abcd');\n"
    "CREATE TABLE dated (id int PRIMARY KEY, day date NOT NULL, one text NOT NULL,\n"
    "  two text NOT NULL);\n"
    "INSERT INTO dated VALUES (1, '2020-01-02', 'x', 'y');\n";

static const char MAPPING[] =
    "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
    "@prefix anamorph: <https://anamorph.dev/ns#> .\n"
    "@prefix : <" NS
    "> .\n"
    "<#said> rr:logicalTable [ rr:tableName \"said\" ] ; rr:subjectMap [ rr:column \"s\" ] ;\n"
    "  rr:predicateObjectMap [ rr:predicateMap [ rr:column \"p\" ] ;\n"
    "    rr:objectMap [ rr:column \"o\" ; anamorph:termTypeColumn \"kind\" ] ] .\n"
    "<#kind> rr:logicalTable [ rr:tableName \"kind\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://o.example/kind/{id}\" ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ;\n"
    "    rr:objectMap [ rr:template \"" NS
    "{name}\" ] ] .\n"
    "<#coded> rr:logicalTable [ rr:tableName \"coded\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://o.example/coded/{id}\" ] ;\n"
    "  rr:predicateObjectMap [ rr:predicateMap [ rr:template \"" NS
    "code-{code}\" ] ;\n"
    "    rr:object :x ] ;\n"
    "  rr:predicateObjectMap [ rr:predicateMap [ rr:template \"" NS
    "short-{short}\" ] ;\n"
    "    rr:object :x ] .\n"
    "<#dated> rr:logicalTable [ rr:tableName \"dated\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://o.example/dated/{id}\" ] ;\n"
    "  rr:predicateObjectMap [ rr:predicateMap [ rr:template \"" NS
    "day-{day}\" ] ;\n"
    "    rr:object :x ] ;\n"
    "  rr:predicateObjectMap [ rr:predicateMap [ rr:template \"" NS
    "{one}-{two}\" ] ;\n"
    "    rr:object :x ] .\n";

static Office place;

// answer: what ?x is, ascending, as office_ask writes it.
typedef struct Case {
  const char *axioms, *pattern, *answer;
} Case;

static void check(const Case *test, Regime regime) {
  Ontology *ontology = office_ontology(&place, test->axioms);
  Knowledge *knowledge = knowledge_create(place.mapping, ontology, regime, true, false);
  Error err = {0};
  expect_ok(knowledge_add_rules(knowledge, NULL, SAME_AS_OFF, NULL, &err), &err, test->axioms);
  Buffer query = {0}, found = {0};
  buffer_printf(&query, "SELECT ?x { %s } ORDER BY STR(?x)", test->pattern);
  office_ask(&place, knowledge_at(knowledge, regime), buffer_text(&query), &found);
  if (strcmp(buffer_text(&found), test->answer) != 0)
    printf("\n%s\n  %s: %s, not %s\n", test->axioms, test->pattern, buffer_text(&found),
           test->answer);
  CU_ASSERT_STRING_EQUAL(buffer_text(&found), test->answer);
  buffer_free(&query);
  buffer_free(&found);
  knowledge_free(knowledge);
  ontology_free(ontology);
}

static void check_all(size_t count, const Case cases[]) {
  for (size_t i = 0; i < count; i++) check(&cases[i], REGIME_FULL);
}

#define CHECK_ALL(cases) check_all(sizeof(cases) / sizeof *(cases), cases)

// --- Columns -------------------------------------------------------------------------------------
static void a_column_of_predicates_implies_what_lies_above(void) {
  static const Case cases[] = {
      {":p rdfs:subPropertyOf :above .", "?x :above :b", "a"},
      {":p rdfs:subPropertyOf :above .", "?x :above []", "a, a"},
      {":above rdfs:subPropertyOf :p .", "?x :above []", ""},
      // Relative to the base.
      {"<http://example.com/base/q> rdfs:subPropertyOf :above .", "?x :above []", "c"},
      {":q rdfs:subPropertyOf :above .", "?x :above []", ""},
      // Literals have no properties, rows without a value neither.
      {":p owl:inverseOf :back .", ":b :back ?x", "a"},
      {":p owl:inverseOf :back .", "?x :back []", "b"},
      {":p rdfs:domain :Sayer .", "?x a :Sayer", "a"},
      {":p rdfs:range :Said .", "?x a :Said", "b"},
      {":p rdfs:subPropertyOf :above . :above rdfs:domain :Sayer .", "?x a :Sayer", "a"},
      {":unknown rdfs:subPropertyOf :above .", "?x :above []", ""},
      {":p rdfs:subPropertyOf :above .", "?x :unheard []", "f"},
  };
  CHECK_ALL(cases);
}

static void a_column_of_classes_implies_what_lies_above(void) {
  static const Case cases[] = {
      {":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", "?x a :C", "e"},
      {":B rdfs:subClassOf :A .", "?x a :B", ""},
      {":A rdfs:subClassOf :B .", "?x a :A", "e"},
      {":A rdfs:subClassOf :B . :p rdfs:domain :A .", "?x a :B", "a, e"},
  };
  CHECK_ALL(cases);
}

static void what_speaks_with_the_ontologys_words_is_an_individual(void) {
  static const Case cases[] = {
      {"owl:Thing rdfs:subClassOf :Being . :p a owl:ObjectProperty .", "?x a :Being", "a, b"},
      {"owl:Thing rdfs:subClassOf :Being . :A a owl:Class .", "?x a :Being", "e"},
      {"owl:Thing rdfs:subClassOf :Being .", "?x a :Being", ""},
  };
  CHECK_ALL(cases);
}

// --- Templates -----------------------------------------------------------------------------------
static void templates_are_read_backwards(void) {
  static const Case cases[] = {
      {":Dog rdfs:subClassOf :Pet .", "?x a :Pet", "2"},
      {"<" NS "Big%20Cat> rdfs:subClassOf :Pet .", "?x a :Pet", "1"},
      {"<" NS "Big%2520Cat> rdfs:subClassOf :Pet .", "?x a :Pet", "3"},
      // Nothing but the rows' own form is made.
      {"<" NS "D%6Fg> rdfs:subClassOf :Pet .", "?x a :Pet", ""},
      {"<http://p.example/ns#Dog> rdfs:subClassOf :Pet .", "?x a :Pet", ""},
      {":code-7 rdfs:subPropertyOf :code .", "?x :code :x", "1"},
      {":code-7 rdfs:subPropertyOf :code . :code-8 rdfs:subPropertyOf :code .", "?x :code :x",
       "1, 2"},
      {":code-07 rdfs:subPropertyOf :code .", "?x :code :x", ""},
      {":code-x rdfs:subPropertyOf :code .", "?x :code :x", ""},
      {":code-99999999999 rdfs:subPropertyOf :code .", "?x :code :x", ""},
  };
  CHECK_ALL(cases);
}

static void what_columns_cannot_tell_implies_nothing(void) {
  static const Case cases[] = {
      {"<" NS "day-2020-01-02> rdfs:subPropertyOf :day .", "?x :day :x", ""},
      {"<" NS "day-2020-01-02> rdfs:subPropertyOf :day .", "?x <" NS "day-2020-01-02> :x", "1"},
      {":x-y rdfs:subPropertyOf :both .", "?x :both :x", ""},
      {":x-y rdfs:subPropertyOf :both .", "?x :x-y :x", "1"},
      // character(n) is compared without the blanks that it is filled up with, IRIs are not.
      {":short-ab rdfs:subPropertyOf :short .", "?x :short :x", ""},
      {":short-ab rdfs:subPropertyOf :short .", "?x <" NS "short-ab%20%20> :x", "1"},
  };
  CHECK_ALL(cases);
}

// --- Classes and properties themselves -----------------------------------------------------------
static void what_follows_about_names_is_answered(void) {
  static const Case cases[] = {
      {":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":A rdfs:subClassOf ?x",
       "A, B, C, Thing"},
      {":A rdfs:subClassOf :B .", ":B rdfs:subClassOf ?x", "B, Thing"},
      {":A owl:equivalentClass :B .", "?x owl:equivalentClass :A", "A, B"},
      {":A rdfs:subClassOf :B .", "?x owl:equivalentClass :A", "A"},
      {":p rdfs:subPropertyOf :r . :r rdfs:domain :A .", ":p rdfs:domain ?x", "A, Thing"},
      {":p rdfs:subPropertyOf :r . :p rdfs:domain :A .", ":r rdfs:domain ?x", "Thing"},
      {":p owl:inverseOf :r .", ":p owl:inverseOf ?x", "r"},
      // What nothing speaks of is no class.
      {":A rdfs:subClassOf :B .", ":Z a ?x", ""},
  };
  CHECK_ALL(cases);
}

static void kinds_of_properties_are_answered(void) {
  static const Case cases[] = {
      {":p a owl:FunctionalProperty . :r rdfs:subPropertyOf :p . :p rdfs:subPropertyOf :s .",
       "?x a owl:FunctionalProperty", "p, r"},
      {":p a owl:FunctionalProperty . :r owl:inverseOf :p .", "?x a owl:InverseFunctionalProperty",
       "r"},
      {":p a owl:InverseFunctionalProperty . :r rdfs:subPropertyOf :p .",
       "?x a owl:InverseFunctionalProperty", "p, r"},
      {":p a owl:TransitiveProperty . :r rdfs:subPropertyOf :p . :s owl:inverseOf :p .",
       "?x a owl:TransitiveProperty", "p, s"},
      {":p owl:propertyChainAxiom ( :p :p ) .", "?x a owl:TransitiveProperty", "p"},
      {":p owl:propertyChainAxiom ( :p :r ) .", "?x a owl:TransitiveProperty", ""},
      {":p a owl:SymmetricProperty .", "?x a owl:SymmetricProperty", "p"},
      {":p owl:inverseOf :r . :r owl:equivalentProperty :p .", "?x a owl:SymmetricProperty",
       "p, r"},
      {":p owl:inverseOf :r .", "?x a owl:SymmetricProperty", ""},
      {":p a owl:AsymmetricProperty . :r rdfs:subPropertyOf :p .", "?x a owl:AsymmetricProperty",
       "p, r"},
      {":p a owl:AsymmetricProperty .", "?x a owl:IrreflexiveProperty", "p"},
      {":p a owl:IrreflexiveProperty .", "?x a owl:AsymmetricProperty", ""},
      {":p a owl:ReflexiveProperty . :p rdfs:subPropertyOf :r . :s rdfs:subPropertyOf :p .",
       "?x a owl:ReflexiveProperty", "p, r"},
      {":A owl:disjointWith :B .", "?x owl:disjointWith :A", "B"},
      {":A rdfs:subClassOf [ owl:complementOf :B ] .", "?x owl:disjointWith :A", "B"},
      {":p owl:propertyDisjointWith :r .", "?x owl:propertyDisjointWith :p", "r"},
  };
  CHECK_ALL(cases);
}

static void ranges_of_data_hold_all_values(void) {
  static const Case cases[] = {
      {":v a owl:DatatypeProperty ; rdfs:range xsd:byte .", ":v rdfs:range ?x",
       "Literal, byte, decimal, int, integer, long, short"},
      {":v a owl:DatatypeProperty ; rdfs:range xsd:short , xsd:unsignedInt .",
       ":v rdfs:range xsd:unsignedShort . ?x rdfs:range xsd:unsignedShort", "v"},
      {":v a owl:DatatypeProperty ; rdfs:range xsd:short .", "?x rdfs:range xsd:unsignedShort", ""},
      {":v a owl:DatatypeProperty ; rdfs:range xsd:nonNegativeInteger , xsd:nonPositiveInteger .",
       "?x rdfs:range xsd:byte", "v"},
      {":v a owl:DatatypeProperty ; rdfs:range xsd:token . :w rdfs:subPropertyOf :v .",
       ":w rdfs:range ?x", "Literal, token"},
      {":v a owl:DatatypeProperty ; rdfs:range xsd:dateTimeStamp . :v rdfs:subPropertyOf :w .",
       "?x rdfs:range xsd:dateTime", "v"},
      {":v a owl:DatatypeProperty ; rdfs:range :own . :own a rdfs:Datatype .", ":v rdfs:range ?x",
       "own, Literal"},
  };
  CHECK_ALL(cases);
}

static void rdfs_speaks_of_resources_and_owl_does_not(void) {
  static const Case rdfs = {":A rdfs:subClassOf :B .", ":f a ?x", "Resource"};
  static const Case full = {":A rdfs:subClassOf :B .", ":f a ?x", ""};
  check(&rdfs, REGIME_RDFS);
  check(&full, REGIME_FULL);
  static const Case kinds = {":p a owl:FunctionalProperty .", "?x a owl:FunctionalProperty", ""};
  check(&kinds, REGIME_RDFS);
}

int main(void) {
  place.fixture = fixture_open(SCHEMA);
  Error err = {0};
  expect_ok(connection_open(place.fixture->conninfo, &place.db, &err), &err, "connection");
  const MappingText text = {"mapping.ttl", MAPPING, sizeof MAPPING - 1};
  expect_ok(mapping_load_texts(&text, 1, NULL, place.db, NULL, &place.mapping, NULL, &err), &err,
            "mapping");
  static const TestCase tests[] = {
      TEST(a_column_of_predicates_implies_what_lies_above),
      TEST(a_column_of_classes_implies_what_lies_above),
      TEST(what_speaks_with_the_ontologys_words_is_an_individual),
      TEST(templates_are_read_backwards),
      TEST(what_columns_cannot_tell_implies_nothing),
      TEST(what_follows_about_names_is_answered),
      TEST(kinds_of_properties_are_answered),
      TEST(ranges_of_data_hold_all_values),
      TEST(rdfs_speaks_of_resources_and_owl_does_not),
  };
  const int failed = suites_run("open", tests, sizeof tests / sizeof *tests);
  office_close(&place);
  return failed;
}
