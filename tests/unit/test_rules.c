// Rules of the user's own, by the command: tests/golden/rules/ holds a folder for each kind, with
// the rules, a query, its SQL and rows, and where a triple is named, why it holds or not;
// tests/golden/rule-errors/ files of rules that are refused, with what is said of them.
//
// ANAMORPH_GOLDEN_WRITE=1 writes the files anew; read the diff before you commit it.
#include <CUnit/CUnit.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/vec.h"
#include "tests/support/fixture.h"

#define RULES  "tests/golden/rules"
#define ERRORS "tests/golden/rule-errors"

static Fixture *family;

typedef VEC(char *) Names;

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

// Entries of a folder that end with the suffix (NULL: those without a dot), sorted, without it.
static Names entries(const char *folder, const char *suffix) {
  Names names = {0};
  DIR *dir = opendir(repository_path(folder));
  if (dir == NULL) exit(1);
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
    const char *dot = strchr(entry->d_name, '.');
    const size_t length = dot == NULL ? strlen(entry->d_name) : (size_t)(dot - entry->d_name);
    if (length == 0 || (dot == NULL) != (suffix == NULL) ||
        (suffix != NULL && strcmp(dot, suffix) != 0))
      continue;
    VEC_PUSH(family->arena, &names, arena_copy_text(family->arena, entry->d_name, length));
  }
  closedir(dir);
  if (names.count > 0) qsort(names.item, names.count, sizeof *names.item, by_text);
  return names;
}

static const char *path_of(const char *folder, const char *name, const char *file) {
  return repository_path(arena_format(family->arena, "%s/%s%s", folder, name, file));
}

// What is found, without the folder of this machine.
static char *portable(const Buffer *text) {
  Buffer out = {0};
  const char *root = repository_path("");
  const size_t length = strlen(root);
  for (const char *at = text->length == 0 ? "" : text->data, *end = at + text->length; at < end;) {
    if (length > 1 && (size_t)(end - at) >= length && memcmp(at, root, length) == 0)
      at += length;
    else
      buffer_add_char(&out, *at++);
  }
  char *copy = buffer_copy(&out, family->arena);
  buffer_free(&out);
  return copy;
}

static void check_file(const char *path, const char *found) {
  if (getenv("ANAMORPH_GOLDEN_WRITE") != NULL) {
    FILE *out = fopen(path, "w");
    if (out == NULL) exit(1);
    (void)fputs(found, out);
    (void)fclose(out);
    return;
  }
  const bool same = access(path, R_OK) == 0 && strcmp(read_file(path, family->arena), found) == 0;
  if (!same) (void)fprintf(stderr, "%s is now:\n%s\n", path, found);
  CU_ASSERT(same);
}

// Runs the command on a folder's rules; what it prints, portable.
static char *run(const char *command, const char *rules, const char *option, const char *value,
                 const char *last, bool errors) {
  Buffer out = {0};
  const char *const arguments[] = {command,
                                   "-m",
                                   repository_path(RULES "/world.ttl"),
                                   "-d",
                                   family->conninfo,
                                   "-r",
                                   rules,
                                   option,
                                   value,
                                   last,
                                   NULL};
  (void)run_anamorph(arguments, errors ? NULL : &out, errors ? &out : NULL);
  char *text = portable(&out);
  buffer_free(&out);
  return text;
}

static char *sorted_lines(char *text) {
  Names lines = {0};
  for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
    VEC_PUSH(family->arena, &lines, line);
  if (lines.count > 1) qsort(lines.item + 1, lines.count - 1, sizeof *lines.item, by_text);
  Buffer out = {0};
  for (size_t i = 0; i < lines.count; i++) buffer_printf(&out, "%s\n", lines.item[i]);
  char *copy = buffer_copy(&out, family->arena);
  buffer_free(&out);
  return copy;
}

static void sql_and_rows_are_the_golden_ones(void) {
  const Names names = entries(RULES, NULL);
  CU_ASSERT(names.count > 20);
  for (size_t i = 0; i < names.count; i++) {
    const char *name = names.item[i];
    const char *rules = path_of(RULES, name, "/rules.rq"),
               *query = path_of(RULES, name, "/query.rq");
    const char *sql = strstr(run("explain", rules, "-f", "csv", query, false), "-- SQL\n");
    check_file(path_of(RULES, name, "/query.sql"), sql == NULL ? "none\n" : sql + 7);
    // ASK has no tsv.
    const bool ask = strstr(read_file(query, family->arena), "ASK") != NULL;
    check_file(path_of(RULES, name, "/rows.tsv"),
               sorted_lines(run("query", rules, "-f", ask ? "json" : "tsv", query, false)));
  }
}

static void no_pass_changes_rows(void) {
  const Names names = entries(RULES, NULL);
  for (size_t i = 0; i < names.count; i++) {
    const char *name = names.item[i];
    const char *rules = path_of(RULES, name, "/rules.rq"),
               *query = path_of(RULES, name, "/query.rq");
    char *with = sorted_lines(run("query", rules, "-f", "json", query, false));
    char *without =
        sorted_lines(run("query", rules, "--without=push", "--without=lift", query, false));
    (void)with;
    CU_ASSERT_STRING_EQUAL(with, without);
  }
}

static void proofs_are_the_golden_ones(void) {
  const Names names = entries(RULES, NULL);
  for (size_t i = 0; i < names.count; i++) {
    const char *file = path_of(RULES, names.item[i], "/triple.txt");
    if (access(file, R_OK) != 0) continue;
    const char *rules = path_of(RULES, names.item[i], "/rules.rq");
    char *triple = read_file(file, family->arena);
    triple[strcspn(triple, "\n")] = '\0';
    check_file(path_of(RULES, names.item[i], "/why.txt"),
               run("why", rules, "-f", "text", triple, false));
  }
}

static void a_proof_is_json_and_a_graph_too(void) {
  const char *rules = path_of(RULES, "transitive", "/rules.rq");
  const char *triple = "<http://family.example/p/7> :ancestor <http://family.example/p/3>";
  const char *json = run("why", rules, "-f", "json", triple, false);
  CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"holds\": true"));
  CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"table\": \"parent\""));
  const char *dot = run("why", rules, "-f", "dot", triple, false);
  CU_ASSERT_PTR_NOT_NULL(strstr(dot, "digraph proof {"));
  CU_ASSERT_PTR_NOT_NULL(strstr(dot, "row of parent with child = 7, parent = 5"));
  const char *bad = run("why", rules, "-f", "text", "?x :ancestor ?y", true);
  CU_ASSERT_PTR_NOT_NULL(strstr(bad, "without variables"));
}

static void a_dump_has_what_rules_derive_once(void) {
  const char *rules = path_of(RULES, "transitive", "/rules.rq");
  Names lines = {0};
  char *text = run("dump", rules, "-f", "nt", NULL, false);
  for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
    if (strstr(line, "family.example/ancestor>") != NULL) VEC_PUSH(family->arena, &lines, line);
  CU_ASSERT_EQUAL(lines.count, 14);
  if (lines.count > 0) qsort(lines.item, lines.count, sizeof *lines.item, by_text);
  for (size_t i = 1; i < lines.count; i++)
    CU_ASSERT_STRING_NOT_EQUAL(lines.item[i - 1], lines.item[i]);
}

static void unlawful_rules_are_told_with_their_place(void) {
  const Names names = entries(ERRORS, ".rq");
  CU_ASSERT(names.count > 10);
  for (size_t i = 0; i < names.count; i++)
    check_file(
        path_of(ERRORS, names.item[i], ".txt"),
        run("query", path_of(ERRORS, names.item[i], ".rq"), "-e", "ASK { ?s ?p ?o }", NULL, true));
}

int main(void) {
  family = fixture_open(NULL);
  fixture_run_file(family, repository_path(RULES "/world.sql"));
  const TestCase tests[] = {
      TEST(sql_and_rows_are_the_golden_ones),  TEST(no_pass_changes_rows),
      TEST(proofs_are_the_golden_ones),        TEST(a_proof_is_json_and_a_graph_too),
      TEST(a_dump_has_what_rules_derive_once), TEST(unlawful_rules_are_told_with_their_place),
  };
  const int code = suites_run("rules", tests, sizeof tests / sizeof tests[0]);
  fixture_close(family);
  return code;
}
