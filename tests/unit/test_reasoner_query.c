// Tests of the reasoner's queries: tree witnesses, containment, the union that they make.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/rdf/vocabulary.h"
#include "reasoner/existential.h"
#include "tests/support/fixture.h"

#define NS "http://x/"

static const char PREFIXES[] =
    "@prefix : <" NS
    "> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    ":A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class .\n"
    ":p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .\n"
    ":d a owl:DatatypeProperty .\n";

// --- A query as text: "x p y . y a B". Letters from u on are variables, other words IRIs. --------

typedef struct Case {
  Arena *arena;
  Ontology *ontology;
  const char *without;  // a word that has no triples
  const char *literal;  // a word whose objects may be literals
  QueryScope scope;
  bool answer[26];
} Case;

static bool is_variable(const char *word) { return word[1] == '\0' && word[0] >= 'u'; }

static HornTerm term_of(Case *c, const char *word) {
  if (is_variable(word)) return (HornTerm){.variable = (unsigned)(word[0] - 'a')};
  const char *iri = arena_format(c->arena, NS "%s", word);
  return (HornTerm){.constant = term_iri(symbols_intern_text(c->ontology->symbols, iri))};
}

static ConjunctiveQuery read_query(Case *c, const char *text) {
  VEC(HornAtom) atoms = {0};
  char *copy = arena_copy_text(c->arena, text, strlen(text)), *at = NULL;
  for (char *word = strtok_r(copy, " ", &at); word != NULL; word = strtok_r(NULL, " ", &at)) {
    if (strcmp(word, ".") == 0) word = strtok_r(NULL, " ", &at);
    const char *predicate = strtok_r(NULL, " ", &at), *object = strtok_r(NULL, " ", &at);
    const HornTerm link = term_of(c, predicate);
    const HornAtom atom = {term_of(c, word),
                           strcmp(predicate, "a") == 0 ? &RDF_TYPE : link.constant.lexical,
                           term_of(c, object)};
    VEC_PUSH(c->arena, &atoms, atom);
  }
  return (ConjunctiveQuery){atoms.count, atoms.item, 0, NULL};
}

// Variables that the reasoner made are "_".
static void print_term(const HornTerm *term, Buffer *out) {
  if (!query_is_variable(term))
    buffer_add_text(out, term->constant.lexical->text + strlen(NS));
  else
    buffer_add_char(out, term->variable < 26 ? (char)('a' + term->variable) : '_');
}

static void print_query(const ConjunctiveQuery *query, Buffer *out) {
  for (size_t i = 0; i < query->atom_count; i++) {
    const HornAtom *atom = &query->atom[i];
    if (i > 0) buffer_add_text(out, " . ");
    print_term(&atom->subject, out);
    const bool is_class = query_atom_class(atom) != NULL;
    buffer_printf(out, " %s ", is_class ? "a" : atom->predicate->text + strlen(NS));
    print_term(&atom->object, out);
  }
  for (size_t i = 0; i < query->binding_count; i++) {
    buffer_printf(out, " ; %c = ", (char)('a' + query->binding[i].variable));
    print_term(&query->binding[i].term, out);
  }
}

static bool is_word(const char *word, const Symbol *symbol) {
  return word != NULL && strcmp(symbol->text + strlen(NS), word) == 0;
}
static bool has(const void *self, const Symbol *symbol) {
  return !is_word(((const Case *)self)->without, symbol);
}
static bool literals(const void *self, const Symbol *symbol) {
  return is_word(((const Case *)self)->literal, symbol);
}

static int compare_lines(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void open_case(Case *c, const char *ontology, const char *answers) {
  c->arena = arena_create(0);
  const char *text = arena_format(c->arena, "%s%s", PREFIXES, ontology);
  const MappingText document = {"ontology.ttl", text, strlen(text)};
  Error err = {0};
  if (ontology_load_texts(&document, 1, NULL, NULL, &c->ontology, NULL, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    exit(1);
  }
  for (const char *v = answers; *v != '\0'; v++) c->answer[*v - 'a'] = true;
  c->scope = (QueryScope){.arena = c->arena,
                          .ontology = c->ontology,
                          .closure = closure_create(c->arena, c->ontology, REGIME_FULL),
                          .regime = REGIME_FULL,
                          .facts = {has, has, literals, c},
                          .answer_count = 26,
                          .answer = c->answer};
}

static void close_case(Case *c) {
  ontology_free(c->ontology);
  arena_destroy(c->arena);
}

// The union's queries, one a line, sorted.
static void check(Case c, const char *ontology, const char *query, const char *answers,
                  const char *expected) {
  open_case(&c, ontology, answers);
  const ConjunctiveQuery asked = read_query(&c, query);
  const ExistentialRewriting rewriting = existential_rewrite(&c.scope, &asked);
  CU_ASSERT_EQUAL(rewriting.part_count, 1);
  VEC(char *) lines = {0};
  Buffer line = {0}, all = {0};
  for (size_t i = 0; i < rewriting.part[0].count; i++) {
    buffer_clear(&line);
    print_query(&rewriting.part[0].item[i], &line);
    VEC_PUSH(c.arena, &lines, buffer_copy(&line, c.arena));
  }
  if (lines.count > 1) qsort(lines.item, lines.count, sizeof *lines.item, compare_lines);
  for (size_t i = 0; i < lines.count; i++) buffer_printf(&all, "%s\n", lines.item[i]);
  if (strcmp(buffer_text(&all), expected) != 0)
    printf("\n%s\n-- is\n%s-- expected\n%s", query, buffer_text(&all), expected);
  CU_ASSERT_STRING_EQUAL(buffer_text(&all), expected);
  buffer_free(&line);
  buffer_free(&all);
  close_case(&c);
}

#define SOME(property, filler) \
  "[ a owl:Restriction ; owl:onProperty " property " ; owl:someValuesFrom " filler " ]"

static const Case ALL = {0};

// --- Tests ---------------------------------------------------------------------------------------

static void a_variable_that_nothing_mentions_may_be_nameless(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":p", ":B") " .", "x p y . y a B", "x",
        "x a A\nx p y . y a B\n");
}

static void an_answer_has_a_name(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":p", ":B") " .", "x p y . y a B", "xy", "x p y . y a B\n");
}

static void the_filler_counts(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":p", "owl:Thing") " .", "x p y . y a B", "x",
        "x p y . y a B\n");
  check(ALL, ":A rdfs:subClassOf " SOME(":p", ":B") " . :B rdfs:subClassOf :C .", "x p y . y a C",
        "x", "x a A\nx p y . y a C\n");
}

static void ranges_and_superproperties_count(void) {
  check(ALL,
        ":A rdfs:subClassOf " SOME(":q",
                                   "owl:Thing") " . :q rdfs:subPropertyOf :p . :p rdfs:range :B .",
        "x p y . y a B", "x", "x a A\nx p y\n");
}

static void inverse_properties_lead_backwards(void) {
  check(ALL, ":A rdfs:subClassOf " SOME("[ owl:inverseOf :p ]", "owl:Thing") " .", "y p x", "x",
        "x a A\ny p x\n");
}

static void a_tree_is_as_deep_as_the_query(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":p", ":B") " . :B rdfs:subClassOf " SOME(":q", ":C") " .",
        "x p y . y q z . z a C", "x", "x a A\nx p y . y a B\nx p y . y q z . z a C\n");
}

static void roots_of_one_witness_are_one(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":p", ":B") " .", "x p y . z p y", "xz",
        "x p y . z p y\nz a A ; x = z\n");
}

static void constants_are_roots(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":p", ":B") " .", "i p y . x p y", "x",
        "i a A ; x = i\ni p y . x p y\n");
}

static void two_constants_are_never_one(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":p", ":B") " .", "i p y . j p y", "", "i p y . j p y\n");
}

static void a_component_may_lie_in_a_tree_whole(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":p", ":B") " . :B rdfs:subClassOf " SOME(":q", ":C") " .",
        "x a D . y q z", "x", "x a D . _ a A\nx a D . y a B\nx a D . y q z\n");
}

static void what_a_nameless_neighbour_implies_counts(void) {
  check(ALL,
        ":A rdfs:subClassOf " SOME(":p", "owl:Thing") " . " SOME(
            ":p", "owl:Thing") " rdfs:subClassOf " SOME(":q", "owl:Thing") " .",
        "x q y", "x", "x a A\nx p _\nx q y\n");
}

static void a_nameless_literal_has_no_class(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":d", "rdfs:Literal") " .", "x d y", "x", "x a A\nx d y\n");
}

static void what_has_no_triples_is_left_out(void) {
  Case c = {.without = "A"};
  check(c, ":A rdfs:subClassOf " SOME(":p", ":B") " .", "x p y . y a B", "x", "x p y . y a B\n");
  c.without = "B";
  check(c, ":A rdfs:subClassOf " SOME(":p", ":B") " .", "x p y . y a B", "x", "x a A\n");
}

static void what_another_query_contains_is_left_out(void) {
  check(ALL,
        ":A rdfs:subClassOf " SOME(
            ":p", ":B") " . :C rdfs:subClassOf :A . :C rdfs:subClassOf " SOME(":p", ":B") " .",
        "x p y", "x", "x a A\nx p y\n");
  check(ALL, ":p rdfs:domain :A . :A rdfs:subClassOf " SOME(":p", "owl:Thing") " .", "x p y", "x",
        "x a A\n");
}

static void implied_atoms_are_left_out(void) {
  check(ALL, ":p rdfs:domain :A . :p rdfs:range :B .", "x p y . x a A . y a B", "xy", "x p y\n");
  const Case c = {.literal = "p"};
  check(c, ":p rdfs:range :B .", "x p y . y a B", "xy", "x p y . y a B\n");
}

static void reflexive_properties_lead_nowhere(void) {
  check(ALL, ":A rdfs:subClassOf " SOME(":p", ":B") " . :r a owl:ReflexiveProperty .",
        "x p y . y r z . z a B", "x", "x a A\nx p y . y r z . z a B\n");
}

static void the_rest_is_without_what_the_query_finds(void) {
  Case c = ALL;
  open_case(&c, ":A rdfs:subClassOf " SOME(":p", ":B") " . :p rdfs:domain :C .", "x");
  ConjunctiveQuery query = read_query(&c, "x p y");
  ExistentialRewriting rest = existential_rewrite_rest(&c.scope, &query);
  CU_ASSERT_EQUAL(rest.part_count, 1);
  CU_ASSERT_EQUAL(rest.part[0].count, 1);
  query = read_query(&c, "x a C");
  rest = existential_rewrite_rest(&c.scope, &query);
  CU_ASSERT_EQUAL(rest.part_count, 0);
  close_case(&c);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(a_variable_that_nothing_mentions_may_be_nameless),
      TEST(an_answer_has_a_name),
      TEST(the_filler_counts),
      TEST(ranges_and_superproperties_count),
      TEST(inverse_properties_lead_backwards),
      TEST(a_tree_is_as_deep_as_the_query),
      TEST(roots_of_one_witness_are_one),
      TEST(constants_are_roots),
      TEST(two_constants_are_never_one),
      TEST(a_component_may_lie_in_a_tree_whole),
      TEST(what_a_nameless_neighbour_implies_counts),
      TEST(a_nameless_literal_has_no_class),
      TEST(what_has_no_triples_is_left_out),
      TEST(what_another_query_contains_is_left_out),
      TEST(implied_atoms_are_left_out),
      TEST(reflexive_properties_lead_nowhere),
      TEST(the_rest_is_without_what_the_query_finds),
  };
  return suites_run("reasoner_query", tests, sizeof tests / sizeof tests[0]);
}
