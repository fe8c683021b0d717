// What follows where two names are of the same thing, and what does not (rewriter/unfold/same.c).
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/office.h"

static Office office;

typedef struct Case {
  const char *axioms, *query, *answer;  // the answer as office_ask writes it
} Case;

static void check(size_t count, const Case cases[], SameAs same_as) {
  for (size_t i = 0; i < count; i++) {
    Ontology *ontology = office_ontology(&office, cases[i].axioms);
    Knowledge *knowledge = knowledge_create(office.mapping, ontology, REGIME_FULL, true, false);
    Error err = {0};
    expect_ok(knowledge_add_rules(knowledge, NULL, same_as, NULL, &err), &err, cases[i].axioms);
    Buffer found = {0};
    office_ask(&office, knowledge_at(knowledge, REGIME_FULL), cases[i].query, &found);
    if (strcmp(buffer_text(&found), cases[i].answer) != 0)
      printf("\n%s\n  %s: %s, not %s\n", cases[i].axioms, cases[i].query, buffer_text(&found),
             cases[i].answer);
    CU_ASSERT_STRING_EQUAL(buffer_text(&found), cases[i].answer);
    buffer_free(&found);
    knowledge_free(knowledge);
    ontology_free(ontology);
  }
}

#define CHECK(cases, same_as) check(sizeof(cases) / sizeof *(cases), cases, same_as)
#define ADA                   "<http://o.example/person/1> owl:sameAs :ada . "

static void what_holds_of_one_holds_of_the_other(void) {
  static const Case cases[] = {
      {ADA, "SELECT ?x { :ada :name ?x }", "Ada"},
      {ADA, "SELECT ?x { ?x :boss :ada } ORDER BY STR(?x)", "2, 3"},
      {ADA, "SELECT ?x { <http://o.example/person/1> owl:sameAs ?x } ORDER BY STR(?x)", "ada, 1"},
      // Symmetric and transitive.
      {":lovelace owl:sameAs :ada . " ADA, "SELECT ?x { :lovelace :name ?x }", "Ada"},
      {":lovelace owl:sameAs :ada . " ADA, "SELECT ?x { ?x :name \"Ada\" } ORDER BY STR(?x)",
       "g1, ada, lovelace, 1"},
      {":bo owl:sameAs :beau .", "SELECT ?x { :ada :name ?x }", ""},
      // Along a path, and where the predicate is asked for.
      {ADA, "SELECT ?x { ?x :boss+ :ada } ORDER BY STR(?x)", "2, 3, 4, 5"},
      {ADA ":ada :likes :tea .", "SELECT ?x { <http://o.example/person/1> :likes ?x }", "tea"},
  };
  CHECK(cases, SAME_AS_MEMBERS);
}

static void names_alone_say_nothing(void) {
  static const Case cases[] = {
      // What is the same as no other is not said to be the same as itself.
      {ADA, "SELECT ?x { <http://o.example/person/2> owl:sameAs ?x }", ""},
      // Neither predicates nor classes are merged.
      {":chief owl:sameAs :boss .", "SELECT ?x { ?x :chief [] }", ""},
      {":Worker owl:sameAs :Employee .", "SELECT ?x { ?x a :Worker }", ""},
  };
  CHECK(cases, SAME_AS_MEMBERS);
  static const Case off[] = {{ADA, "SELECT ?x { :ada :name ?x }", ""},
                             {ADA, "SELECT ?x { ?x owl:sameAs :ada }", "1"}};
  CHECK(off, SAME_AS_OFF);
}

#define WHO "SELECT ?x { :a owl:sameAs ?x } ORDER BY STR(?x)"

static void axioms_make_things_the_same(void) {
  static const Case cases[] = {
      {":f a owl:ObjectProperty , owl:FunctionalProperty . :x :f :a , :b .", WHO, "a, b"},
      {":f a owl:ObjectProperty . :x :f :a , :b .", WHO, ""},
      {":f a owl:InverseFunctionalProperty . :a :f :x . :b :f :x .", WHO, "a, b"},
      {":f a owl:InverseFunctionalProperty . :a :f :x . :b :f :y .", WHO, "a"},
      {":C owl:hasKey ( :k ) . :a a :C ; :k 1 . :b a :C ; :k 1 .", WHO, "a, b"},
      // What has a key has it in common with itself.
      // A key is one of its class alone, and needs all its parts.
      {":C owl:hasKey ( :k ) . :a a :C ; :k 1 . :b :k 1 .", WHO, "a"},
      {":C owl:hasKey ( :k :l ) . :a a :C ; :k 1 ; :l 2 . :b a :C ; :k 1 .", WHO, "a"},
      {":C owl:hasKey ( :k :l ) . :a a :C ; :k 1 ; :l 2 . :b a :C ; :k 1 ; :l 2 .", WHO, "a, b"},
      {":C rdfs:subClassOf [ owl:onProperty :f ; owl:maxCardinality 1 ] . :x a :C ; :f :a , :b .",
       WHO, "a, b"},
      {":C rdfs:subClassOf [ owl:onProperty :f ; owl:maxCardinality 2 ] . :x a :C ; :f :a , :b .",
       WHO, ""},
      {":C rdfs:subClassOf [ owl:oneOf ( :a ) ] . :b a :C .", WHO, "a, b"},
      // By the hierarchy below.
      {":f a owl:ObjectProperty , owl:FunctionalProperty . :g rdfs:subPropertyOf :f . "
       ":x :f :a ; :g :b .",
       WHO, "a, b"},
  };
  CHECK(cases, SAME_AS_MEMBERS);
}

// Equalities see the graph as it is without merging.
static void one_round_is_gone(void) {
  static const Case cases[] = {
      {":f a owl:ObjectProperty , owl:FunctionalProperty . :x :f :y , :z . :y :f :a . :z :f :b .",
       "SELECT ?x { :y owl:sameAs ?x } ORDER BY STR(?x)", "y, z"},
      {":f a owl:ObjectProperty , owl:FunctionalProperty . :x :f :y , :z . :y :f :a . :z :f :b .",
       WHO, "a"},
  };
  CHECK(cases, SAME_AS_MEMBERS);
}

static void representatives_are_the_least(void) {
  static const Case cases[] = {
      {ADA, "SELECT ?x { ?x a :Employee ; :name \"Ada\" }", "ada"},
      {":zz owl:sameAs <http://o.example/person/1> .",
       "SELECT ?x { ?x a :Employee ; :name \"Ada\" }", "zz"},
      {"<http://z.example/ada> owl:sameAs <http://o.example/person/1> .",
       "SELECT ?x { ?x a :Employee ; :name \"Ada\" }", "1"},
      {ADA, "SELECT ?y { <http://o.example/person/2> :boss ?y }", "ada"},
      // A constant stands for all that are the same; a filter compares.
      {ADA, "SELECT ?x { <http://o.example/person/1> :name ?x }", "Ada"},
      {ADA, "SELECT ?x { ?x :name \"Ada\" FILTER(?x = <http://o.example/person/1>) }", ""},
      {ADA, "SELECT ?x { ?x :name \"Ada\" FILTER(?x = :ada) }", "ada"},
      // Equalities themselves are all there.
      {ADA, "SELECT ?x { :ada owl:sameAs ?x } ORDER BY STR(?x)", "ada, 1"},
  };
  CHECK(cases, SAME_AS_REPRESENTATIVES);
}

int main(void) {
  office = office_open();
  static const TestCase tests[] = {
      TEST(what_holds_of_one_holds_of_the_other), TEST(names_alone_say_nothing),
      TEST(axioms_make_things_the_same),          TEST(one_round_is_gone),
      TEST(representatives_are_the_least),
  };
  const int failed = suites_run("same", tests, sizeof tests / sizeof *tests);
  office_close(&office);
  return failed;
}
