// The rewriter from query to rows: a golden folder for each world (world.sql, world.ttl) holds one
// for each question, with the query, the optimised tree, the SQL and the rows.
//
// ANAMORPH_GOLDEN_WRITE=1 writes the files anew; read the diff before you commit it.
#include <CUnit/CUnit.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapping/mapping.h"
#include "rewriter/ir/print.h"
#include "rewriter/ir/verify.h"
#include "rewriter/pass/pass.h"
#include "rewriter/plan/decode.h"
#include "rewriter/sparql/parse.h"
#include "rewriter/unfold/index.h"
#include "tests/support/fixture.h"

static const char *const folders[] = {"tests/golden/rewrite", "tests/golden/paths",
                                      "tests/golden/graphs"};
enum { WORLDS = sizeof folders / sizeof folders[0] };

// A world, opened once for all tests.
typedef struct World {
  const char *folder;
  Fixture *fixture;
  Connection *db;
  Mapping *mapping;
  MappingIndex *index;
  size_t count;
  char **name;  // of the questions, sorted
} World;
static World worlds[WORLDS];

static void expect_ok(Status status, const Error *err, const char *what) {
  if (status == STATUS_OK) return;
  (void)fprintf(stderr, "%s: %s\n", what, err->message);
  exit(1);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *file_of(const World *world, const char *name) {
  return repository_path(arena_format(world->fixture->arena, "%s/%s", world->folder, name));
}

static void open_world(World *world, const char *folder) {
  Error err = {0};
  world->folder = folder;
  world->fixture = fixture_open(NULL);
  fixture_run_file(world->fixture, file_of(world, "world.sql"));
  expect_ok(connection_open(world->fixture->conninfo, &world->db, &err), &err, "connection");
  const char *path = file_of(world, "world.ttl");
  expect_ok(mapping_load(&path, 1, NULL, world->db, NULL, &world->mapping, NULL, &err), &err,
            "mapping");
  Arena *arena = world->fixture->arena;
  world->index = mapping_index_create(arena, world->mapping);
  DIR *entries = opendir(repository_path(folder));
  if (entries == NULL) exit(1);
  world->name = ARENA_ARRAY(arena, char *, 1000);
  for (struct dirent *entry; (entry = readdir(entries)) != NULL && world->count < 1000;)
    if (strchr(entry->d_name, '.') == NULL)
      world->name[world->count++] = arena_copy_text(arena, entry->d_name, strlen(entry->d_name));
  closedir(entries);
  qsort(world->name, world->count, sizeof *world->name, by_text);
}

static void close_world(World *world) {
  mapping_free(world->mapping);
  connection_close(world->db);
  fixture_close(world->fixture);
}

// --- One answer ----------------------------------------------------------------------------------

typedef struct Answer {
  Arena *arena;
  Query *query;
  Plan *plan;
  size_t row_count;
  char **row;  // sorted unless the query orders them
} Answer;

static void print_row(const Query *query, const Term terms[], size_t count, Buffer *out) {
  const Printer printer = printer_of_query(query, out);
  for (size_t i = 0; i < count; i++) {
    if (i > 0) buffer_add_char(out, '\t');
    if (terms[i].kind != TERM_UNBOUND) print_term(&printer, &terms[i]);
  }
}

static bool is_ordered(const Node *node) {
  while (node->kind == NODE_PROJECT || node->kind == NODE_DISTINCT || node->kind == NODE_SLICE)
    node = node->child[0];
  return node->kind == NODE_ORDER;
}

static void read_rows(const World *world, Answer *answer, const char *name) {
  Error err = {0};
  Decoder *decoder;
  RowStream *stream;
  const Plan *plan = answer->plan;
  if (plan->sql == NULL) return;
  expect_ok(decoder_create(answer->arena, plan, world->mapping, false, &decoder, &err), &err, name);
  expect_ok(
      row_stream_open(world->db, plan->sql, STREAM_ROWS, (int)plan->column_count, &stream, &err),
      &err, name);
  VEC(char *) rows = {0};
  Term *terms = ARENA_ARRAY(answer->arena, Term, plan->term_count + 1);
  for (;;) {
    const Row *row;
    expect_ok(row_stream_next(stream, &row, &err), &err, name);
    if (row == NULL) break;
    expect_ok(decoder_row(decoder, row, terms, &err), &err, name);
    Buffer text = {0};
    print_row(answer->query, terms, plan->term_count, &text);
    VEC_PUSH(answer->arena, &rows, buffer_copy(&text, answer->arena));
    buffer_free(&text);
  }
  row_stream_close(stream);
  if (rows.count > 0 && !is_ordered(answer->query->pattern))
    qsort(rows.item, rows.count, sizeof *rows.item, by_text);
  answer->row_count = rows.count;
  answer->row = rows.item;
}

static Answer ask(const World *world, const char *name, unsigned disabled_passes) {
  Error err = {0};
  Answer answer = {.arena = arena_create(0)};
  char *path = arena_format(answer.arena, "%s/%s/query.rq", world->folder, name);
  const char *text = read_file(repository_path(path), answer.arena);
  expect_ok(sparql_parse(answer.arena, world->mapping->symbols, text, strlen(text), NULL,
                         &answer.query, &err),
            &err, name);
  const RewriteOptions options = {.disabled_passes = disabled_passes, .index = world->index};
  expect_ok(rewrite_query(answer.query, world->mapping, &options, &answer.plan, &err), &err, name);
  const VarSet none = varset_empty(answer.arena);
  expect_ok(node_verify(answer.arena, answer.query->variables, answer.plan->tree, 'L', &none, &err),
            &err, name);
  read_rows(world, &answer, name);
  return answer;
}

// --- Golden files --------------------------------------------------------------------------------

static void check_file(const World *world, const char *name, const char *file, const char *found) {
  Arena *arena = arena_create(0);
  const char *path = repository_path(arena_format(arena, "%s/%s/%s", world->folder, name, file));
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

static void check_question(const World *world, const char *name) {
  Answer answer = ask(world, name, 0);
  Buffer text = {0};
  const Printer printer = printer_of_query(answer.query, &text);
  print_node(&printer, answer.plan->tree, 0);
  for (size_t j = 0; j < answer.plan->term_count; j++) {
    buffer_printf(&text,
                  "?%s := ", variables_hint(answer.query->variables, answer.plan->variable[j]));
    print_expr(&printer, answer.plan->term[j]);
    buffer_add_char(&text, '\n');
  }
  check_file(world, name, "tree.txt", buffer_text(&text));
  buffer_clear(&text);
  buffer_printf(&text, "%s\n", answer.plan->sql == NULL ? "-- no solution" : answer.plan->sql);
  check_file(world, name, "query.sql", buffer_text(&text));
  buffer_clear(&text);
  for (size_t j = 0; j < answer.row_count; j++) buffer_printf(&text, "%s\n", answer.row[j]);
  check_file(world, name, "rows.tsv", buffer_text(&text));
  buffer_free(&text);
  arena_destroy(answer.arena);
}

static void trees_sql_and_rows_are_the_golden_ones(void) {
  for (size_t w = 0; w < WORLDS; w++)
    for (size_t i = 0; i < worlds[w].count; i++) check_question(&worlds[w], worlds[w].name[i]);
}

static bool same_rows(const Answer *a, const Answer *b) {
  if (a->row_count != b->row_count) return false;
  for (size_t i = 0; i < a->row_count; i++)
    if (strcmp(a->row[i], b->row[i]) != 0) return false;
  return true;
}

static void compare_passes(const World *world, const char *name) {
  Answer all = ask(world, name, 0);
  for (unsigned pass = 0; pass <= PASS_COUNT; pass++) {
    Answer without = ask(world, name, pass == PASS_COUNT ? ~0u : 1u << pass);
    const bool same = same_rows(&all, &without);
    if (!same)
      (void)fprintf(stderr, "%s/%s: other rows without %s\n", world->folder, name,
                    pass == PASS_COUNT ? "passes" : pass_name(pass));
    CU_ASSERT(same);
    arena_destroy(without.arena);
  }
  arena_destroy(all.arena);
}

static void no_pass_changes_rows(void) {
  for (size_t w = 0; w < WORLDS; w++)
    for (size_t i = 0; i < worlds[w].count; i++) compare_passes(&worlds[w], worlds[w].name[i]);
}

int main(void) {
  for (size_t w = 0; w < WORLDS; w++) open_world(&worlds[w], folders[w]);
  const TestCase tests[] = {
      TEST(trees_sql_and_rows_are_the_golden_ones),
      TEST(no_pass_changes_rows),
  };
  const int code = suites_run("rewrite", tests, sizeof tests / sizeof tests[0]);
  for (size_t w = 0; w < WORLDS; w++) close_world(&worlds[w]);
  return code;
}
