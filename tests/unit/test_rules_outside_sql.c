// Rules whose bodies SQL refuses. Each question is asked of rules that SQL can do, and of the same
// rules with a condition that it cannot do and that always holds: the rows are the same.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/vec.h"
#include "tests/support/fixture.h"

#define PREFIX "PREFIX : <http://family.example/>\n"

static Fixture *family;
static char in_sql[] = "/tmp/anamorph-rules-XXXXXX.rq";
static char outside[] = "/tmp/anamorph-rules-XXXXXX.rq";

static void write_rules(char *path, const char *condition) {
  const int file = mkstemps(path, 3);
  const char *text =
      arena_format(family->arena,
                   PREFIX
                   "CONSTRUCT { ?x :met ?y } WHERE { ?x :knows ?y %s };\n"
                   "CONSTRUCT { ?x :kin ?y . ?y :kin ?x } WHERE { ?x :parent ?y %s };\n"
                   "CONSTRUCT { ?x :grand ?z } WHERE { ?x :parent/:parent ?z };\n"
                   "CONSTRUCT { ?x a :Elder } WHERE { ?x :born ?b FILTER(?b < 1926) %s };\n"
                   "CONSTRUCT { ?x :alone true } WHERE { ?x a :Person MINUS { ?x :met ?y } %s };\n"
                   "CONSTRUCT { ?x :nearby ?z } WHERE { ?x :met ?y . ?y :kin ?z }\n",
                   condition, condition, condition, condition);
  if (file < 0 || write(file, text, strlen(text)) != (ssize_t)strlen(text)) exit(1);
  close(file);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

// The rows, sorted; errors where there are any.
static char *answer_of(const char *rules, const char *query) {
  Buffer out = {0}, errors = {0};
  const char *const arguments[] = {"query",
                                   "-m",
                                   repository_path("tests/golden/rules/world.ttl"),
                                   "-d",
                                   family->conninfo,
                                   "-r",
                                   rules,
                                   "-f",
                                   "tsv",
                                   "-e",
                                   arena_format(family->arena, PREFIX "%s", query),
                                   NULL};
  const int code = run_anamorph(arguments, &out, &errors);
  char *text = buffer_copy(code == 0 ? &out : &errors, family->arena);
  VEC(char *) lines = {0};
  for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
    VEC_PUSH(family->arena, &lines, line);
  if (lines.count > 1) qsort(lines.item, lines.count, sizeof *lines.item, by_text);
  buffer_clear(&out);
  for (size_t i = 0; i < lines.count; i++) buffer_printf(&out, "%s\n", lines.item[i]);
  if (code != 0) buffer_printf(&out, "failed\n");
  text = buffer_copy(&out, family->arena);
  buffer_free(&out);
  buffer_free(&errors);
  return text;
}

static void compare(size_t count, const char *const queries[]) {
  for (size_t i = 0; i < count; i++) {
    const char *expected = answer_of(in_sql, queries[i]), *found = answer_of(outside, queries[i]);
    const bool same = strcmp(expected, found) == 0 && strstr(expected, "failed\n") == NULL;
    if (!same)
      (void)fprintf(stderr, "%s\nin SQL:\n%s\noutside:\n%s\n", queries[i], expected, found);
    CU_ASSERT(same);
  }
}

#define COMPARE(...)                                    \
  do {                                                  \
    static const char *const queries[] = {__VA_ARGS__}; \
    compare(sizeof queries / sizeof *queries, queries); \
  } while (0)

static void triple_patterns_have_what_such_rules_give(void) {
  COMPARE("SELECT * { ?x :met ?y }", "SELECT * { ?x :kin ?y }", "SELECT * { ?x a :Elder }",
          "SELECT * { ?x ?p ?y }", "SELECT * { <http://family.example/p/3> ?p ?y }",
          "SELECT ?p (COUNT(*) AS ?n) { ?x ?p ?y } GROUP BY ?p", "SELECT * { ?x :kin ?x }",
          "SELECT * { <http://family.example/p/1> :met ?y . ?y :name ?n }",
          "SELECT * { ?x :met ?y ; :name ?n . ?y :born ?b } ORDER BY ?n",
          "SELECT * { ?x :nearby ?y }", "SELECT DISTINCT ?c { ?x a ?c }",
          "SELECT * { ?x :name ?n OPTIONAL { ?x :met ?y } }",
          "SELECT * { ?x :name ?n MINUS { ?x :met ?y } }", "SELECT * { ?x :alone ?y }",
          "SELECT * { GRAPH ?g { ?x :met ?y } }", "ASK { ?x :met <http://family.example/p/7> }");
}

static void exists_sees_what_such_rules_give(void) {
  COMPARE("SELECT * { ?x :name ?n FILTER EXISTS { ?x :met ?y } }",
          "SELECT * { ?x :name ?n FILTER NOT EXISTS { ?y :met ?x } }",
          "SELECT * { ?x :name ?n FILTER NOT EXISTS { ?x :met ?y . ?y :kin ?z } }",
          "SELECT * { ?x :name ?n FILTER EXISTS { ?x :kin ?y FILTER(STRLEN(?n) = 3) } }",
          "SELECT * { ?x :name ?n FILTER EXISTS { ?x :met+ ?x } }",
          "SELECT * { ?x :name ?n ; :born ?b FILTER EXISTS { ?x (:met|:kin)+ ?y . ?y :born ?b } }",
          "SELECT * { ?x :alone ?y FILTER NOT EXISTS { ?x :kin* ?z . ?z a :Elder } }");
}

static void paths_walk_over_what_such_rules_give(void) {
  COMPARE(
      "SELECT * { ?x :met+ ?y }", "SELECT * { ?x :met* ?y }", "SELECT * { ?x :met? ?y }",
      "SELECT * { <http://family.example/p/1> :met+ ?y }",
      "SELECT * { <http://family.example/p/1> :met* ?y }",
      "SELECT * { <http://family.example/nobody> :met* ?y }",
      "SELECT * { ?x :met+ <http://family.example/p/7> }",
      "SELECT * { ?x :met* <http://family.example/p/7> }",
      "SELECT * { ?x :met? <http://family.example/p/7> }",
      "SELECT * { <http://family.example/p/1> :met+ <http://family.example/p/7> }",
      "SELECT (COUNT(*) AS ?n) { <http://family.example/p/1> :met* <http://family.example/p/1> }",
      "SELECT * { ?x :met+ ?x }", "SELECT * { ?x :met* ?x }", "SELECT * { ?x (:kin/:met)+ ?y }",
      "SELECT * { ?x (:met|^:kin)+ ?y }", "SELECT * { ?x (:met/:kin*)+ ?y }",
      "SELECT * { ?x :name ?n . ?x :met+ ?y . ?y :name ?m }",
      "SELECT * { VALUES ?x { <http://family.example/p/5> } ?x (:met|:kin)+ ?y }",
      "SELECT * { ?x !(:name|:sex|:born) ?y }", "SELECT * { ?x !(:name|^:met|^:kin) ?y }",
      "SELECT * { ?x !^:kin ?y }", "SELECT * { ?x :grand/:met* ?y }",
      "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?x :met* ?y } }",
      "SELECT * { ?x :name ?n OPTIONAL { ?x :met+ ?y } }");
}

int main(void) {
  family = fixture_open(NULL);
  fixture_run_file(family, repository_path("tests/golden/rules/world.sql"));
  write_rules(in_sql, "");
  write_rules(outside, "FILTER(STRLEN(SHA1(STR(?x))) = 40)");
  static const TestCase tests[] = {
      TEST(triple_patterns_have_what_such_rules_give),
      TEST(exists_sees_what_such_rules_give),
      TEST(paths_walk_over_what_such_rules_give),
  };
  const int code = suites_run("rules outside SQL", tests, sizeof tests / sizeof *tests);
  unlink(in_sql);
  unlink(outside);
  fixture_close(family);
  return code;
}
