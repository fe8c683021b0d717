// The rewriter from query to rows: a golden folder for each world (world.sql, world.ttl) holds one
// for each question, with the query, the optimised tree, the SQL and the rows.
//
// ANAMORPH_GOLDEN_WRITE=1 writes the files anew; read the diff before you commit it.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rewriter/ir/print.h"
#include "rewriter/ir/verify.h"
#include "rewriter/pass/pass.h"
#include "rewriter/plan/decode.h"
#include "rewriter/sparql/parse.h"
#include "tests/support/office.h"
#include "tests/support/world.h"

static const char *const folders[] = {
    "tests/golden/rewrite", "tests/golden/laws",     "tests/golden/facts",
    "tests/golden/paths",   "tests/golden/graphs",   "tests/golden/unions",
    "tests/golden/lexical", "tests/golden/floating", "tests/golden/lists"};
enum { WORLDS = sizeof folders / sizeof folders[0] };

static World worlds[WORLDS];
static Cases questions[WORLDS];

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
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

// Strictly: a row that holds a value which cannot be a term fails the test.
static void read_rows(const World *world, Answer *answer, const char *name) {
  Error err = {0};
  Decoder *decoder;
  RowStream *stream;
  const Plan *plan = answer->plan;
  if (plan->sql == NULL) return;
  expect_ok(decoder_create(answer->arena, plan, world->mapping, true, &decoder, &err), &err, name);
  expect_ok(
      row_stream_open(world->db, plan->sql, STREAM_ROWS, (int)plan->column_count, &stream, &err),
      &err, name);
  VEC(char *) rows = {0};
  Term *terms = ARENA_ARRAY(answer->arena, Term, plan->term_count + 1);
  for (;;) {
    const Row *row;
    expect_ok(row_stream_next(stream, &row, &err), &err, name);
    if (row == NULL) break;
    bool there = false;
    expect_ok(decoder_row(decoder, row, terms, &there, &err), &err, name);
    if (!there) continue;
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

// text: what `name` is the name of; NULL: the question's own.
static Answer ask_text(const World *world, const char *name, const char *text,
                       uint64_t disabled_passes) {
  Error err = {0};
  Answer answer = {.arena = arena_create(0)};
  char *path = arena_format(answer.arena, "%s/%s/query.rq", world->folder, name);
  if (text == NULL) text = read_file(repository_path(path), answer.arena);
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

static Answer ask(const World *world, const char *name, uint64_t disabled_passes) {
  return ask_text(world, name, NULL, disabled_passes);
}

// --- Golden files --------------------------------------------------------------------------------

static void check_file(const World *world, const char *name, const char *file, const char *found) {
  golden_check(arena_format(world->fixture->arena, "%s/%s/%s", world->folder, name, file), found);
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
    for (size_t i = 0; i < questions[w].count; i++)
      check_question(&worlds[w], questions[w].name[i]);
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
    Answer without = ask(world, name, pass == PASS_COUNT ? ~UINT64_C(0) : UINT64_C(1) << pass);
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
  if (getenv("ANAMORPH_GOLDEN_WRITE") != NULL) return;
  for (size_t w = 0; w < WORLDS; w++)
    for (size_t i = 0; i < questions[w].count; i++)
      compare_passes(&worlds[w], questions[w].name[i]);
}

// The question as a sub-SELECT whose solutions are counted; NULL: it is none.
static const char *counting(const World *world, const char *name, const Answer *answer) {
  const Query *query = answer->query;
  if (query->form != QUERY_SELECT || query->has_dataset) return NULL;
  const char *path = arena_format(answer->arena, "%s/%s/query.rq", world->folder, name);
  const char *text = read_file(repository_path(path), answer->arena), *select = text;
  for (unsigned line = 1; line < query->at.line; line++) select = strchr(select, '\n') + 1;
  select += query->at.column - 1;
  return arena_format(answer->arena, "%.*s SELECT (COUNT(*) AS ?counted) {\n%s\n}",
                      (int)(select - text), text, select);
}

// What is counted nobody reads: tests that are left to the reader of rows are made in SQL.
static void rows_are_as_many_as_sql_counts(void) {
  if (getenv("ANAMORPH_GOLDEN_WRITE") != NULL) return;
  for (size_t w = 0; w < WORLDS; w++)
    for (size_t i = 0; i < questions[w].count; i++) {
      const char *name = questions[w].name[i];
      Answer all = ask(&worlds[w], name, 0);
      const char *text = counting(&worlds[w], name, &all);
      if (text != NULL) {
        Answer counted = ask_text(&worlds[w], name, text, 0);
        const char *rows = arena_format(all.arena, "%zu", all.row_count);
        const bool same = counted.row_count == 1 && strcmp(counted.row[0], rows) == 0;
        if (!same)
          (void)fprintf(stderr, "%s/%s: %s rows, counted %s\n", worlds[w].folder, name, rows,
                        counted.row_count == 0 ? "none" : counted.row[0]);
        CU_ASSERT(same);
        arena_destroy(counted.arena);
      }
      arena_destroy(all.arena);
    }
}

static void leaving_contained_assertions_out_changes_no_rows(void) {
  if (getenv("ANAMORPH_GOLDEN_WRITE") != NULL) return;
  size_t left_out = 0;
  for (size_t w = 0; w < WORLDS; w++) {
    World pruned = worlds[w];
    pruned.mapping = pruned.pruned;
    pruned.index = mapping_index_create(pruned.fixture->arena, pruned.mapping);
    left_out += pruned.mapping->contained_count;
    for (size_t i = 0; i < questions[w].count; i++) {
      const char *name = questions[w].name[i];
      Answer whole = ask(&worlds[w], name, 0), fewer = ask(&pruned, name, 0);
      if (!same_rows(&whole, &fewer))
        (void)fprintf(stderr, "%s/%s: other rows without contained assertions\n", pruned.folder,
                      name);
      CU_ASSERT(same_rows(&whole, &fewer));
      arena_destroy(whole.arena);
      arena_destroy(fewer.arena);
    }
  }
  CU_ASSERT(left_out > 0);
}

int main(void) {
  for (size_t w = 0; w < WORLDS; w++) {
    worlds[w] = world_open(folders[w]);
    questions[w] = cases_read(folders[w], worlds[w].fixture->arena);
  }
  const TestCase tests[] = {
      TEST(trees_sql_and_rows_are_the_golden_ones),
      TEST(no_pass_changes_rows),
      TEST(rows_are_as_many_as_sql_counts),
      TEST(leaving_contained_assertions_out_changes_no_rows),
  };
  const int code = suites_run("rewrite", tests, sizeof tests / sizeof tests[0]);
  for (size_t w = 0; w < WORLDS; w++) world_close(&worlds[w]);
  return code;
}
