// The plan cache: a plan made for other constants gives the rows that planning anew gives.
//
// Every golden question is asked with a cache and without, as it stands, again, and with its
// constants replaced by others: by ones that the same templates make, by ones that are written in
// a way that no row is, and by ones that no template makes.
#include <CUnit/CUnit.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint/run/execute.h"
#include "mapping/mapping.h"
#include "rewriter/plan/cache.h"
#include "rewriter/unfold/index.h"
#include "tests/support/fixture.h"

static const char *const folders[] = {
    "tests/golden/rewrite", "tests/golden/paths",  "tests/golden/graphs", "tests/golden/laws",
    "tests/golden/facts",   "tests/golden/unions", "tests/golden/lexical"};
enum { WORLDS = sizeof folders / sizeof folders[0], MOST_QUESTIONS = 1000 };

typedef struct World {
  const char *folder;
  Fixture *fixture;
  Connection *db;
  Mapping *mapping;
  MappingIndex *index;
} World;
static World worlds[WORLDS];

static void expect_ok(Status status, const Error *err, const char *what) {
  if (status == STATUS_OK) return;
  (void)fprintf(stderr, "%s: %s\n", what, err->message);
  exit(1);
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
  world->index = mapping_index_create(world->fixture->arena, world->mapping);
}

static void close_world(World *world) {
  mapping_free(world->mapping);
  connection_close(world->db);
  fixture_close(world->fixture);
}

// --- Asking --------------------------------------------------------------------------------------

static Status add_output(void *self, const char *data, size_t length, Error *err) {
  (void)err;
  buffer_add(self, data, length);
  return STATUS_OK;
}

static Status write_answer(Execution *execution, Connection *db, Buffer *out, Error *err) {
  const Output output = {add_output, out};
  const QueryForm form = execution_form(execution);
  Status status;
  if (form == QUERY_SELECT || form == QUERY_ASK) {
    ResultWriter *writer;
    TRY(result_writer_create(form == QUERY_ASK ? RESULT_JSON : RESULT_TSV, &output, 0, NULL,
                             &writer, err));
    status = execution_results(execution, db, writer, err);
    result_writer_destroy(writer);
  } else {
    GraphWriter *writer;
    TRY(graph_writer_create(GRAPH_NTRIPLES, &output, 0, NULL, &writer, err));
    status = execution_graph(execution, db, writer, err);
    graph_writer_destroy(writer);
  }
  return status;
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_lines(Buffer *text) {
  VEC(char *) lines = {0};
  Arena *arena = arena_create(0);
  char *copy = buffer_copy(text, arena);
  for (char *line; (line = strsep(&copy, "\n")) != NULL;) VEC_PUSH(arena, &lines, line);
  if (lines.count > 0) qsort(lines.item, lines.count, sizeof *lines.item, by_text);
  buffer_clear(text);
  for (size_t i = 0; i < lines.count; i++) buffer_printf(text, "%s\n", lines.item[i]);
  arena_destroy(arena);
}

// The answer's lines in order, or what is wrong.
static void ask(const World *world, const char *text, PlanCache *cache, Buffer *out) {
  Error err = {0};
  const ExecuteOptions options = {.index = world->index, .cache = cache};
  Execution *execution = NULL;
  buffer_clear(out);
  Status status = execution_prepare(world->mapping, text, strlen(text), &options, &execution, &err);
  if (status == STATUS_OK) status = write_answer(execution, world->db, out, &err);
  execution_destroy(execution);
  if (status == STATUS_OK) {
    sort_lines(out);
  } else {
    buffer_clear(out);
    buffer_printf(out, "%s: %s", status_name(status), err.message);
  }
}

static void compare(const World *world, const char *name, const char *text, PlanCache *cache) {
  Buffer with = {0}, without = {0};
  ask(world, text, cache, &with);
  ask(world, text, NULL, &without);
  const bool same = strcmp(buffer_text(&with), buffer_text(&without)) == 0;
  if (!same)
    (void)fprintf(stderr, "%s/%s: for\n%s\nwith the cache\n%s\nwithout\n%s\n", world->folder, name,
                  text, buffer_text(&with), buffer_text(&without));
  CU_ASSERT(same);
  buffer_free(&with);
  buffer_free(&without);
}

// --- Other constants -----------------------------------------------------------------------------

// Where the constant that begins at `start` ends.
static size_t end_of(const char *text, size_t start) {
  const char first = text[start];
  size_t end = start + 1;
  if (first == '<' || first == '"' || first == '\'') {
    const char last = first == '<' ? '>' : first;
    while (text[end] != '\0' && text[end] != last) end += text[end] == '\\' ? 2 : 1;
    return end + 1;
  }
  const bool number = strchr("0123456789+-.", first) != NULL;
  end = start + strcspn(text + start, number ? " \t\r\n)};,/*<>=!&|" : " \t\r\n)};,/*<>=!&|(^");
  while (end > start + 1 && text[end - 1] == '.') end--;
  return end;
}

static const char *const strings[] = {"", "Ann", "a'b", "%", "07", "é"};
static const char *const numbers[] = {"0", "1", "2", "30", "100", "99999999999", "007"};
static const char *const endings[] = {"1",   "2",           "3", "10",    "01",    "+1",
                                      "1.0", "99999999999", "",  "a%20b", "A%2fb", "%41"};
enum { WAYS = 12 };

// What stands instead of text[from..to): the constant written anew in one of WAYS ways.
static void replace(const char *text, size_t from, size_t to, size_t way, Buffer *out) {
  if (text[from] == '"' || text[from] == '\'') {
    buffer_printf(out, "\"%s\"", strings[way % (sizeof strings / sizeof strings[0])]);
  } else if (strchr("0123456789", text[from]) != NULL) {
    buffer_add_text(out, numbers[way % (sizeof numbers / sizeof numbers[0])]);
  } else if (text[from] == '<') {
    size_t kept = to - 1;
    while (kept > from + 1 && strchr("0123456789", text[kept - 1]) != NULL) kept--;
    if (kept == to - 1)
      while (kept > from + 1 && strchr("/#=", text[kept - 1]) == NULL) kept--;
    buffer_add(out, text + from, kept - from);
    buffer_printf(out, "%s>", endings[way]);
  } else {
    buffer_add(out, text + from, to - from);
    if (way % 3 > 0) buffer_printf(out, "%zu", way);
  }
}

static void write_variant(const char *text, const Parameters *parameters, size_t way, Buffer *out) {
  size_t at = 0;
  buffer_clear(out);
  for (size_t i = 0; i < parameters->token_count; i++) {
    const size_t start = parameters->token[i].start, end = end_of(text, start);
    buffer_add(out, text + at, start - at);
    replace(text, start, end, (way + 5 * parameters->token[i].parameter) % WAYS, out);
    at = end;
  }
  buffer_add_text(out, text + at);
}

static void ask_in_all_ways(const World *world, const char *name, PlanCache *cache) {
  Arena *arena = arena_create(0);
  const char *text = read_file(file_of(world, arena_format(arena, "%s/query.rq", name)), arena);
  compare(world, name, text, cache);
  compare(world, name, text, cache);
  Shape shape;
  if (shape_read(arena, world->mapping->symbols, text, strlen(text), &shape) &&
      shape.parameters->count > 0) {
    Buffer variant = {0};
    for (size_t way = 0; way < WAYS; way++) {
      write_variant(text, shape.parameters, way, &variant);
      compare(world, name, buffer_text(&variant), cache);
    }
    buffer_free(&variant);
  }
  arena_destroy(arena);
}

static void cached_plans_give_the_same_rows_for_all_constants(void) {
  for (size_t w = 0; w < WORLDS; w++) {
    PlanCache *cache = plan_cache_create((PlanCacheLimits){0});
    DIR *entries = opendir(repository_path(worlds[w].folder));
    if (entries == NULL) exit(1);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
      if (strchr(entry->d_name, '.') == NULL) ask_in_all_ways(&worlds[w], entry->d_name, cache);
    closedir(entries);
    PlanCacheState state;
    plan_cache_state(cache, &state);
    (void)printf("%s: %lu hits, %lu misses, %lu refusals\n", worlds[w].folder, state.hits,
                 state.misses, state.refusals);
    CU_ASSERT(state.hits > 0);
    plan_cache_destroy(cache);
  }
}

int main(void) {
  for (size_t w = 0; w < WORLDS; w++) open_world(&worlds[w], folders[w]);
  const TestCase tests[] = {
      TEST(cached_plans_give_the_same_rows_for_all_constants),
  };
  const int code = suites_run("plan cache", tests, sizeof tests / sizeof tests[0]);
  for (size_t w = 0; w < WORLDS; w++) close_world(&worlds[w]);
  return code;
}
