// The W3C SPARQL syntax suites: every text must be accepted, or refused with a position, as its
// test says. The texts of evaluation tests must be accepted as well.
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "rewriter/ir/print.h"
#include "rewriter/sparql/parse.h"
#include "tests/conformance/syntax/manifest.h"
#include "tests/support/fixture.h"

#define MF "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"

// The classes of test that have a text to parse.
static const struct TestClass {
  const char *iri;
  bool update, positive;
} classes[] = {
    {MF "PositiveSyntaxTest", false, true},        {MF "NegativeSyntaxTest", false, false},
    {MF "PositiveSyntaxTest11", false, true},      {MF "NegativeSyntaxTest11", false, false},
    {MF "QueryEvaluationTest", false, true},       {MF "CSVResultFormatTest", false, true},
    {MF "PositiveUpdateSyntaxTest11", true, true}, {MF "NegativeUpdateSyntaxTest11", true, false},
    {MF "UpdateEvaluationTest", true, true},
};
enum { CLASS_COUNT = sizeof classes / sizeof classes[0] };

typedef struct Tally {
  size_t passed[CLASS_COUNT], failed[CLASS_COUNT];
} Tally;

static const struct TestClass *class_of(const char *iri) {
  for (size_t i = 0; i < CLASS_COUNT; i++)
    if (strcmp(classes[i].iri, iri) == 0) return &classes[i];
  return NULL;
}

// What is wrong with how the text was taken; NULL when nothing is.
static const char *judge(Arena *arena, const struct TestClass *class_, const char *file) {
  const char *text = read_file(file, arena);
  Error err = {0};
  Query *query = NULL;
  const Status status =
      class_->update
          ? sparql_parse_update(arena, text, strlen(text), "http://example.org/", NULL, &err)
          : sparql_parse(arena, NULL, text, strlen(text), "http://example.org/", &query, &err);
  if (status == STATUS_OK && !class_->positive) return "accepted, and should not be";
  if (status != STATUS_OK && class_->positive)
    return arena_format(arena, "%u:%u: %s", err.at.line, err.at.column, err.message);
  if (status != STATUS_OK && (status != STATUS_SYNTAX || err.at.line == 0))
    return arena_format(arena, "refused, but as: %s: %s", status_name(status), err.message);
  if (query != NULL) {
    Buffer out = {0};
    print_query(query, &out);
    buffer_free(&out);
  }
  return NULL;
}

static void run_manifest(const char *path, Tally *tally) {
  Arena *arena = arena_create(0);
  ManifestTests tests = {0};
  Error err = {0};
  if (manifest_read(arena, path, &tests, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s: %s\n", path, err.message);
    exit(1);
  }
  for (size_t i = 0; i < tests.count; i++) {
    const struct TestClass *class_ = class_of(tests.item[i].type);
    if (class_ == NULL) continue;
    Arena *own = arena_create(0);
    const char *fault = judge(own, class_, tests.item[i].file);
    if (fault == NULL) {
      tally->passed[class_ - classes]++;
    } else {
      tally->failed[class_ - classes]++;
      printf("FAIL %s\n  %s\n  %s\n", tests.item[i].id, tests.item[i].file, fault);
    }
    arena_destroy(own);
  }
  arena_destroy(arena);
}

static void run_suite(const char *folder, Tally *tally) {
  Arena *arena = arena_create(0);
  glob_t found;
  const char *pattern = arena_format(arena, "%s/*/*manifest.ttl", folder);
  if (glob(pattern, 0, NULL, &found) != 0) {
    (void)fprintf(stderr, "no manifest is like %s\n", pattern);
    exit(1);
  }
  for (size_t i = 0; i < found.gl_pathc; i++) run_manifest(found.gl_pathv[i], tally);
  globfree(&found);
  arena_destroy(arena);
}

int main(void) {
  const char *const suites[] = {shared_path("sparql10-tests"), shared_path("sparql11-tests")};
  Tally tally = {0};
  size_t passed = 0, failed = 0;
  for (size_t i = 0; i < 2; i++)
    if (suites[i] != NULL) run_suite(suites[i], &tally);
  for (size_t i = 0; i < CLASS_COUNT; i++) {
    printf("%-28s %4zu passed, %zu failed\n", classes[i].iri + sizeof MF - 1, tally.passed[i],
           tally.failed[i]);
    passed += tally.passed[i];
    failed += tally.failed[i];
  }
  printf("%zu passed, %zu failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
