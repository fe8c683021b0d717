// The parser and the algebra: golden trees, errors with their positions and hints, the static
// rules, limits.
#include <CUnit/CUnit.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/ir/print.h"
#include "rewriter/sparql/lexer.h"
#include "rewriter/sparql/parse.h"
#include "tests/support/fixture.h"

static Status parse_text(Arena *arena, const char *text, Query **query, Error *err) {
  return sparql_parse(arena, NULL, text, strlen(text), NULL, query, err);
}

static Status parse_only(const char *text, Error *err) {
  Arena *arena = arena_create(0);
  Query *query = NULL;
  const Status status = parse_text(arena, text, &query, err);
  arena_destroy(arena);
  return status;
}

// The query's tree as text, or the error's message; in `arena`.
static const char *tree_of(Arena *arena, const char *text) {
  Query *query = NULL;
  Error err = {0};
  if (parse_text(arena, text, &query, &err) != STATUS_OK)
    return arena_format(arena, "%u:%u: %s\n", err.at.line, err.at.column, err.message);
  Buffer out = {0};
  print_query(query, &out);
  const char *tree = buffer_copy(&out, arena);
  buffer_free(&out);
  return tree;
}

// --- Golden trees --------------------------------------------------------------------------------

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
    (void)fprintf(stderr, "cannot write %s\n", path);
    exit(1);
  }
}

static void check_golden(const char *query_path, bool rewrite) {
  Arena *arena = arena_create(0);
  const size_t folder = strlen(query_path) - strlen("query.rq");
  const char *tree_path = arena_format(arena, "%.*stree.txt", (int)folder, query_path);
  const char *found = tree_of(arena, read_file(query_path, arena));
  if (rewrite) {
    write_file(tree_path, found);
  } else {
    const char *wanted = read_file(tree_path, arena);
    if (strcmp(found, wanted) != 0) {
      printf("\n%s\nwanted:\n%sfound:\n%s", tree_path, wanted, found);
      CU_FAIL("another tree than the golden one");
    }
  }
  arena_destroy(arena);
}

static void trees_are_the_golden_ones(void) {
  const bool rewrite = getenv("ANAMORPH_GOLDEN_WRITE") != NULL;
  Arena *arena = arena_create(0);
  glob_t found;
  const char *pattern =
      arena_format(arena, "%s/*/query.rq", repository_path("tests/golden/algebra"));
  CU_ASSERT_EQUAL_FATAL(glob(pattern, 0, NULL, &found), 0);
  CU_ASSERT(found.gl_pathc > 30);
  for (size_t i = 0; i < found.gl_pathc; i++) check_golden(found.gl_pathv[i], rewrite);
  globfree(&found);
  arena_destroy(arena);
}

// --- Errors --------------------------------------------------------------------------------------

typedef struct Fault {
  const char *text;
  unsigned line, column;
  const char *message;  // a part of it
  const char *hint;     // a part of it, or NULL
} Fault;

static void check_faults(size_t count, const Fault *fault, Status code) {
  for (size_t i = 0; i < count; i++) {
    Error err = {0};
    const Status status = parse_only(fault[i].text, &err);
    const bool right = status == code && err.at.line == fault[i].line &&
                       err.at.column == fault[i].column &&
                       strstr(err.message, fault[i].message) != NULL &&
                       (fault[i].hint == NULL || strstr(err.hint, fault[i].hint) != NULL);
    if (!right)
      printf("\n%s\n  %s at %u:%u: %s\n  hint: %s\n", fault[i].text, status_name(status),
             err.at.line, err.at.column, err.message, err.hint);
    CU_ASSERT(right);
  }
}
#define CHECK_FAULTS(faults, code) \
  check_faults(sizeof(faults) / sizeof((faults)[0]), (faults), (code))

static void errors_say_where_what_and_what_else(void) {
  static const Fault faults[] = {
      {"", 1, 1, "found the end of the text, expected", NULL},
      {"SELECT", 1, 7, "found the end of the text, expected variable, '(', '*'", NULL},
      {"SELECT * {", 1, 11, "expected '}'", "'}' missing"},
      {"SELECT *\n{ ?s ?p }", 2, 9, "found '}', expected term", NULL},
      {"SELECT * { ?s ?p ?o }\n}", 2, 1, "found '}'", NULL},
      {"SELECT ?x { ?x ?y 'é👪' ; ?z }", 1, 29, "found '}'", NULL},
      {"SELECT ?x { ?x ?y '\\u00e9' ; ?z }", 1, 33, "found '}'", NULL},
      {"SELECT ?x { ?x ?y ?z FILTER() }", 1, 28, "expected condition", NULL},
      {"SELECT ?x { ?x ?y ?z FILTER(?x +) }", 1, 33, "found ')', expected expression", NULL},
      {"SELECT ?x { ?x ?y ?z } LIMIT x", 1, 30, "found 'x', expected integer", NULL},
      {"SELECT ?x { ?x ?y ?z } ORDER ?x", 1, 30, "found '?x', expected BY", NULL},
      {"SELECT ?x { ?x ?y 'abc }", 1, 19, "not closed", "three quotes"},
      {"SELECT ?x { ?x ?y 'a\\qc' }", 1, 21, "unknown escape '\\q'", NULL},
      {"SELECT ?x { ?x ?y '\\uD800' }", 1, 20, "names no character", "surrogates"},
      {"SELECT ?x { ?x ?y @ }", 1, 19, "language tag", NULL},
      {"SELECT ?x { ?x ?y ~ }", 1, 19, "unexpected character '~' (U+007E)", NULL},
      {"SELECT ?x { ?x ?y \xff }", 1, 19, "not UTF-8", NULL},
      {"INSERT DATA { <a> <b> <c> }", 1, 1, "this is an update", "SELECT"},
  };
  CHECK_FAULTS(faults, STATUS_SYNTAX);
}

static void hints_say_what_was_meant(void) {
  static const Fault faults[] = {
      {"SELECT ?x { ?x foaf:name 1 }", 1, 16, "'foaf:' is not declared",
       "PREFIX foaf: <http://xmlns.com/foaf/0.1/>"},
      {"PREFIX Ex: <x> SELECT ?x { ?x ex:a 1 }", 1, 31, "'ex:' is not declared", "case-sensitive"},
      {"SELECT ?x { ?x unknown:name 1 }", 1, 16, "not declared", "PREFIX unknown: <"},
      {"@prefix a: <b> . SELECT * {}", 1, 1, "found '@prefix'", "without @"},
      {"PREFIX a: <b> . SELECT * {}", 1, 15, "found '.'", "without a dot"},
      {"SELECT ?x, ?y { ?x ?y ?z }", 1, 10, "found ','", "without commas"},
      {"SELECT COUNT(*) { ?x ?y ?z }", 1, 8, "found 'COUNT'", "AS ?count"},
      {"SELECT * { ?a ?b ?c ?d ?e ?f }", 1, 21, "found '?d'", "'.' missing"},
      {"SELECT * { FILTER(?a => ?b) }", 1, 23, "found '>'", ">="},
      {"SELECT * { FILTER(?a =< ?b) }", 1, 23, "found '<'", "<="},
      {"SELECT * { FILTER(?a == ?b) }", 1, 23, "found '='", "one ="},
      {"SELECT * { FILTER(?a <> ?b) }", 1, 22, "found '<>'", NULL},
      {"SELECT * { FILTER(?a AND ?b) }", 1, 22, "found 'AND'", "&&"},
      {"SELECT * { FILTER(SUBSTRING(?a, 1)) }", 1, 19, "unknown function", "SUBSTR"},
      {"SELECT * { FILTER(STRLENN(?a) = 1) }", 1, 19, "unknown function", "STRLEN"},
      {"SELECT * { FITLER(?a) }", 1, 12, "found 'FITLER'", "did you mean FILTER"},
      {"SELECT * WHER { ?a ?b ?c }", 1, 10, "found 'WHER'", "did you mean WHERE"},
      {"SELECT * { <a b> ?p ?o }", 1, 12, "found '<'", "spaces"},
      {"SELECT * { ?a ?b ?c FILTER(?a<?b&&?c>?d) }", 1, 30, "found '<?b&&?c>'", "a space"},
  };
  CHECK_FAULTS(faults, STATUS_SYNTAX);
}

static void static_rules_hold(void) {
  static const Fault faults[] = {
      {"SELECT * { _:a ?p ?o { _:a ?q ?r } }", 1, 24, "_:a was already used", "variable"},
      {"SELECT * { _:a ?p ?o OPTIONAL { ?o ?q ?r } _:a ?s ?t }", 1, 44, "_:a was already", NULL},
      {"SELECT * { ?s ?p ?o BIND(1 AS ?o) }", 1, 31, "BIND cannot assign ?o", NULL},
      {"SELECT * { { ?s ?p ?o } BIND(1 AS ?o) }", 1, 35, "BIND cannot assign ?o", NULL},
      {"SELECT (1 AS ?s) { ?s ?p ?o }", 1, 14, "SELECT cannot assign ?s", NULL},
      {"SELECT ?x (1 AS ?x) { ?s ?p ?o }", 1, 17, "SELECT cannot assign ?x", NULL},
      {"SELECT (1 AS ?x) (2 AS ?x) {}", 1, 24, "SELECT cannot assign ?x", NULL},
      {"SELECT * { ?s ?p ?o } GROUP BY ?s", 1, 1, "SELECT *", NULL},
      {"SELECT ?o { ?s ?p ?o } GROUP BY ?s", 1, 8, "?o is neither", "SAMPLE(?o)"},
      {"SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", 1, 8, "?s is neither", "GROUP BY"},
      {"SELECT (?o + COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s", 1, 9, "?o is neither", NULL},
      {"SELECT (COUNT(MAX(?o)) AS ?n) { ?s ?p ?o }", 1, 15, "inside another", NULL},
      {"SELECT * { ?s ?p ?o FILTER(COUNT(?o) > 1) }", 1, 28, "COUNT cannot stand here", "HAVING"},
      {"SELECT ?s { ?s ?p ?o } GROUP BY ?s (1 AS ?o)", 1, 42, "GROUP BY cannot assign", NULL},
      {"SELECT * { VALUES (?a ?b) { (1) } }", 1, 29, "1 value, but there are 2", NULL},
      {"SELECT * { VALUES (?a ?a) { (1 1) } }", 1, 23, "twice", NULL},
      {"SELECT * { VALUES ?a { _:b } }", 1, 24, "blank nodes", NULL},
      {"SELECT (STRLEN() AS ?n) {}", 1, 9, "STRLEN takes 1 argument, not 0", NULL},
      {"SELECT (SUBSTR('a') AS ?n) {}", 1, 9, "SUBSTR takes 2 to 3", NULL},
      {"SELECT (BOUND(1) AS ?n) {}", 1, 15, "found '1', expected variable", NULL},
  };
  CHECK_FAULTS(faults, STATUS_SYNTAX);
}

static void what_looks_wrong_and_is_right_is_accepted(void) {
  static const char *const texts[] = {
      "SELECT * { ?s ?p ?o MINUS { ?s ?q ?x } BIND(1 AS ?x) }",
      "SELECT * { ?s ?p ?o FILTER(?x = 1) BIND(1 AS ?x) }",
      "SELECT * { { BIND(1 AS ?x) } UNION { BIND(2 AS ?x) } }",
      "SELECT (COUNT(*) AS ?n) ?n {}",
      "SELECT ?s ?s { ?s ?p ?o }",
      "SELECT ?text { ?s ?p ?o } GROUP BY (STR(?s) AS ?text)",
      "CONSTRUCT { _:a ?p ?o } { _:a ?p ?o }",
      "select*where{?s?p?o.?o?q?r}",
      "SELECT * { ?s ?p 1.?s ?p 1.5.?s ?p .5 }",
      "PREFIX a: <x> SELECT * { ?s a a:a , a:b.c\\.d . a: a: a:1a }",
      "SELECT * { ?s ?p ?o FILTER(?o-1=2&&?o -1<3) }",
      "SELECT * { ?s ?p ?o # comment }\n }",
      "\xEF\xBB\xBFSELECT * { }",
      "SELECT * { ?s ?p ( #no\n ) , [ \t ] }",
      "PREFIX : <> ASK { : : : }",
      "SELECT * { \\u003Fs ?p \"\\u0022 } #",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    Error err = {0};
    const Status status = parse_only(texts[i], &err);
    if (status != STATUS_OK) printf("\n%s\n  %s\n", texts[i], err.message);
    CU_ASSERT_EQUAL(status, STATUS_OK);
  }
}

static void custom_aggregates_are_refused(void) {
  static const Fault faults[] = {
      {"SELECT (<http://f>(DISTINCT ?s) AS ?n) { ?s ?p ?o }", 1, 9, "custom aggregates", NULL},
  };
  CHECK_FAULTS(faults, STATUS_UNSUPPORTED);
}

// --- Terms ---------------------------------------------------------------------------------------

static const Term *object_of(Arena *arena, const char *object) {
  Query *query = NULL;
  Error err = {0};
  const char *text = arena_format(arena, "ASK { <s> <p> %s }", object);
  if (parse_text(arena, text, &query, &err) != STATUS_OK) {
    printf("\n%s: %s\n", object, err.message);
    CU_FAIL_FATAL("not parsed");
  }
  CU_ASSERT_EQUAL_FATAL(query->pattern->kind, NODE_TRIPLE);
  return &query->pattern->u.triple.object.term;
}

static void literals_have_their_value_and_type(void) {
  static const struct {
    const char *text, *lexical;
    const Symbol *datatype;
  } cases[] = {
      {"1", "1", &XSD_INTEGER},
      {"-01", "-01", &XSD_INTEGER},
      {"+1.50", "+1.50", &XSD_DECIMAL},
      {"1e5", "1e5", &XSD_DOUBLE},
      {"1.E-5", "1.E-5", &XSD_DOUBLE},
      {"TRUE", "true", &XSD_BOOLEAN},
      {"'a\"b'", "a\"b", &XSD_STRING},
      {"\"\"\"a\"b\n\"\"\"", "a\"b\n", &XSD_STRING},
      {"'''\\t\\'\\\\'''", "\t'\\", &XSD_STRING},
      {"''", "", &XSD_STRING},
      {"'\\U0001F46A'", "👪", &XSD_STRING},
  };
  Arena *arena = arena_create(0);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const Term *term = object_of(arena, cases[i].text);
    CU_ASSERT_EQUAL(term->kind, TERM_LITERAL);
    CU_ASSERT_STRING_EQUAL(term->lexical->text, cases[i].lexical);
    CU_ASSERT_PTR_EQUAL(term->datatype, cases[i].datatype);
  }
  const Term *tagged = object_of(arena, "'x'@EN-gb");
  CU_ASSERT_STRING_EQUAL(tagged->language->text, "en-gb");
  CU_ASSERT_PTR_EQUAL(tagged->datatype, &RDF_LANG_STRING);
  arena_destroy(arena);
}

static void symbols_of_the_mapping_are_shared(void) {
  Arena *arena = arena_create(0);
  Symbols *mapping = symbols_create(arena, NULL);
  const Symbol *iri = symbols_intern_text(mapping, "http://example.org/p");
  const char *text = "ASK { ?s <http://example.org/p> ?o }";
  Query *query = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(sparql_parse(arena, mapping, text, strlen(text), NULL, &query, &err),
                        STATUS_OK);
  CU_ASSERT_PTR_EQUAL(query->pattern->u.triple.predicate.term.lexical, iri);
  arena_destroy(arena);
}

static void every_keyword_is_found_in_any_case(void) {
  Arena *arena = arena_create(0);
  Symbols *symbols = symbols_create(arena, NULL);
  for (unsigned kind = 0; kind < TOKEN_KIND_COUNT; kind++) {
    if (!token_is_keyword((TokenKind)kind)) continue;
    Buffer text = {0};
    for (const char *c = token_name((TokenKind)kind); *c != '\0'; c++)
      buffer_add_char(&text, (char)(*c ^ (*c == '_' ? 0 : 0x20)));
    Lexer lexer;
    Token token;
    Error err = {0};
    CU_ASSERT_EQUAL(lexer_start(&lexer, arena, symbols, text.data, text.length, &err), STATUS_OK);
    CU_ASSERT_EQUAL(lexer_next(&lexer, &token), STATUS_OK);
    CU_ASSERT_EQUAL(token.kind, kind);
    buffer_free(&text);
  }
  arena_destroy(arena);
}

static bool same_text(const Symbol *a, const Symbol *b) {
  if (a == NULL || b == NULL) return a == b;
  return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static void bare_tokens_are_the_same(void) {
  static const char text[] =
      "PREFIX ex: <http://example.org/> # with a comment\n"
      "SELECT ?s $t (COUNT(*) AS ?n) WHERE { ?s a ex:C\\,d ; ex: 'a\\tb', "
      "\"\"\"long\n\"\"\"@EN-gb,\n"
      "-1.5e3 , +2 , 3.0 , _:b1 , :x , <a\\u0042c> . FILTER(?s <= 3 && ?t < 4) } ORDER BY ?n";
  Arena *arena = arena_create(0);
  Lexer plain, bare;
  Token token, other;
  Error err = {0};
  CU_ASSERT_EQUAL(
      lexer_start(&plain, arena, symbols_create(arena, NULL), text, sizeof text - 1, &err),
      STATUS_OK);
  CU_ASSERT_EQUAL(lexer_start(&bare, arena, NULL, text, sizeof text - 1, &err), STATUS_OK);
  do {
    CU_ASSERT_EQUAL_FATAL(lexer_next(&plain, &token), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(lexer_next(&bare, &other), STATUS_OK);
    CU_ASSERT_EQUAL(token.kind, other.kind);
    CU_ASSERT_EQUAL(token.start, other.start);
    CU_ASSERT_EQUAL(token.end, other.end);
    CU_ASSERT(same_text(token.text, other.text));
    CU_ASSERT(same_text(token.prefix, other.prefix));
  } while (token.kind != TOKEN_END);
  arena_destroy(arena);
}

// --- Limits --------------------------------------------------------------------------------------

static void add_times(Buffer *out, size_t count, const char *text) {
  for (size_t i = 0; i < count; i++) buffer_add_text(out, text);
}

static void absurd_depth_is_refused_calmly(void) {
  static const struct {
    const char *before, *open, *middle, *close, *after;
  } shapes[] = {
      {"ASK { FILTER(", "(", "1", ")", ") }"},
      {"ASK ", "{", "", "}", ""},
      {"ASK { FILTER(", "!(", "1", ")", ") }"},
      {"ASK { FILTER ", "EXISTS { FILTER ", "(1)", "}", "}"},
      {"ASK { ?s ?p ", "( ", "1", " )", " }"},
      {"ASK { ?s ?p ", "[ <p> ", "1", " ]", " }"},
      {"ASK { ?s ", "(", "<p>", ")", " ?o }"},
      {"ASK { ?s ", "(", "<p>", ")*", " ?o }"},
      {"ASK { ", "{ SELECT * {", "", "} }", " }"},
      {"ASK { FILTER(1", " + 1", "", "", ") }"},
      {"ASK { ", "OPTIONAL {} ", "", "", "}"},
      {"ASK { ", "MINUS {} ", "", "", "}"},
      {"ASK { FILTER(", "STR(", "1", ")", ") }"},
  };
  enum { DEPTH = 10000 };
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
    Buffer text = {0};
    Error err = {0};
    buffer_add_text(&text, shapes[i].before);
    add_times(&text, DEPTH, shapes[i].open);
    buffer_add_text(&text, shapes[i].middle);
    add_times(&text, DEPTH, shapes[i].close);
    buffer_add_text(&text, shapes[i].after);
    CU_ASSERT_EQUAL(parse_only(buffer_text(&text), &err), STATUS_LIMIT);
    CU_ASSERT(strstr(err.message, "nested") != NULL);
    buffer_free(&text);
  }
}

static void long_queries_are_no_trouble(void) {
  Buffer text = {0};
  Error err = {0};
  buffer_add_text(&text, "ASK { { ?s ?p 0 }");
  for (int i = 1; i < 5000; i++) buffer_printf(&text, " UNION { ?s%d ?p %d }", i, i);
  buffer_add_text(&text, " VALUES (?s ?o) {");
  for (int i = 0; i < 100000; i++) buffer_printf(&text, " (<http://e/%d> UNDEF)", i);
  buffer_add_text(&text, " } FILTER(?s = 0");
  for (int i = 1; i < 20000; i++) buffer_printf(&text, " || ?s = %d", i);
  buffer_add_text(&text, ") ?a <p>");
  add_times(&text, 5000, "/<p>");
  buffer_add_text(&text, " ?b }");
  CU_ASSERT_EQUAL(parse_only(buffer_text(&text), &err), STATUS_OK);
  buffer_free(&text);
}

static void a_full_arena_is_an_error(void) {
  Arena *arena = arena_create((size_t)64 * 1024);
  Buffer text = {0};
  Query *query = NULL;
  Error err = {0};
  buffer_add_text(&text, "ASK {");
  for (int i = 0; i < 1000; i++) buffer_printf(&text, " ?s <http://example.org/%d> ?o .", i);
  buffer_add_text(&text, "}");
  CU_ASSERT_EQUAL(parse_text(arena, buffer_text(&text), &query, &err), STATUS_LIMIT);
  buffer_free(&text);
  arena_destroy(arena);
}

// --- Updates -------------------------------------------------------------------------------------

static void updates_are_checked_and_counted(void) {
  static const char text[] =
      "PREFIX : <http://e/> INSERT DATA { :a :b _:c GRAPH :g { :a :b _:c } } ;\n"
      "DELETE { ?s ?p ?o } INSERT { ?s ?p [] } USING :g WHERE { ?s ?p ?o FILTER(?o > 1) } ;\n"
      "COPY DEFAULT TO :h ; BASE <http://f/> CLEAR SILENT NAMED ;";
  static const char *const wrong[] = {"DELETE DATA { <a> <b> ?c }",
                                      "DELETE WHERE { <a> <b> [] }",
                                      "INSERT DATA { _:a <b> <c> } ; INSERT DATA { _:a <b> <c> }",
                                      "SELECT * {}",
                                      "INSERT DATA { <a> <b>/<c> <d> }",
                                      "CLEAR"};
  Arena *arena = arena_create(0);
  Error err = {0};
  size_t count = 0;
  CU_ASSERT_EQUAL(sparql_parse_update(arena, text, strlen(text), NULL, &count, &err), STATUS_OK);
  CU_ASSERT_EQUAL(count, 4);
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    CU_ASSERT_EQUAL(sparql_parse_update(arena, wrong[i], strlen(wrong[i]), NULL, NULL, &err),
                    STATUS_SYNTAX);
  arena_destroy(arena);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(trees_are_the_golden_ones),
      TEST(errors_say_where_what_and_what_else),
      TEST(hints_say_what_was_meant),
      TEST(static_rules_hold),
      TEST(what_looks_wrong_and_is_right_is_accepted),
      TEST(custom_aggregates_are_refused),
      TEST(literals_have_their_value_and_type),
      TEST(symbols_of_the_mapping_are_shared),
      TEST(every_keyword_is_found_in_any_case),
      TEST(bare_tokens_are_the_same),
      TEST(absurd_depth_is_refused_calmly),
      TEST(long_queries_are_no_trouble),
      TEST(a_full_arena_is_an_error),
      TEST(updates_are_checked_and_counted),
  };
  return suites_run("sparql", tests, sizeof tests / sizeof tests[0]);
}
