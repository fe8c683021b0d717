// The plan cache: a plan made for other constants gives the rows that planning anew gives.
//
// Every golden question is asked with a cache and without, as it stands, again, and with its
// constants replaced by others: by ones that the same templates make, by ones that are written in
// a way that no row is, and by ones that no template makes.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rewriter/plan/cache.h"
#include "tests/support/world.h"

static const char *const folders[] = {
    "tests/golden/rewrite", "tests/golden/paths",  "tests/golden/graphs",  "tests/golden/laws",
    "tests/golden/facts",   "tests/golden/unions", "tests/golden/lexical", "tests/golden/lists"};
enum { WORLDS = sizeof folders / sizeof folders[0] };

static World worlds[WORLDS];

// The answer's lines in order, or what is wrong.
static void ask(const World *world, const char *text, PlanCache *cache, Buffer *out) {
  Error err = {0};
  const ExecuteOptions options = {.index = world->index, .cache = cache};
  buffer_clear(out);
  const Status status = answer(world->mapping, text, &options, world->db, out, &err);
  if (status == STATUS_OK) {
    sort_lines(out, false);
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
  const char *path = arena_format(arena, "%s/%s/query.rq", world->folder, name);
  const char *text = read_file(repository_path(path), arena);
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
    const Cases cases = cases_read(worlds[w].folder, worlds[w].fixture->arena);
    for (size_t i = 0; i < cases.count; i++) ask_in_all_ways(&worlds[w], cases.name[i], cache);
    PlanCacheState state;
    plan_cache_state(cache, &state);
    (void)printf("%s: %lu hits, %lu misses, %lu refusals\n", worlds[w].folder, state.hits,
                 state.misses, state.refusals);
    CU_ASSERT(state.hits > 0);
    plan_cache_destroy(cache);
  }
}

// --- Doubles -------------------------------------------------------------------------------------

// At, below and above edges where an exact number rounds to another double; of both signs, written
// in other ways, too large or too small to have edges, and no numbers.
static const char *const doubles[] = {"0.1e0",
                                      "0.10000000000000001e0",
                                      "0.1000000000000000124900090270330110797658562660217e0",
                                      "0.10000000000000002e0",
                                      "0.09999999999999999e0",
                                      "-0.1e0",
                                      "-0.10000000000000002e0",
                                      "-0.09999999999999999e0",
                                      "1e0",
                                      "1.0E+00",
                                      "1.0000000000000002e0",
                                      "0.9999999999999999e0",
                                      "-1e0",
                                      "40.4e0",
                                      "40.400000000000006e0",
                                      "40.39999999999999e0",
                                      "9007199254740991e0",
                                      "9007199254740992e0",
                                      "9007199254740993e0",
                                      "9007199254740994e0",
                                      "1e22",
                                      "1.0000000000000002e22",
                                      "9.999999999999998e21",
                                      "0e0",
                                      "-0e0",
                                      "-0.0e0",
                                      "5e-324",
                                      "-5e-324",
                                      "1e-323",
                                      "2.4e-324",
                                      "2.48e-324",
                                      "2e-324",
                                      "1e-305",
                                      "-1e-305",
                                      "1e-90",
                                      "1e90",
                                      "1e300",
                                      "-1e300",
                                      "1e305",
                                      "-1e305",
                                      "1.7976931348623157e308",
                                      "-1.7976931348623157e308",
                                      "1e309",
                                      "-1e309",
                                      "1e-400"};
static const char *const others[] = {"INF", "-INF",  "NaN", "+INF", "0.1",
                                     "-0",  "1e999", "1",   "x",    ""};
static const char *const comparisons[] = {"<", "<=", ">", ">=", "=", "!="};

static void compare_doubles(const World *world, PlanCache *cache, const char *property,
                            const char *comparison, const char *constant) {
  Arena *arena = arena_create(0);
  compare(world, property,
          arena_format(arena,
                       "PREFIX : <http://f.example/ns#> "
                       "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
                       "SELECT ?m { ?m :%s ?v FILTER (?v %s %s) }",
                       property, comparison, constant),
          cache);
  arena_destroy(arena);
}

static void cached_plans_compare_exact_numbers_as_doubles(void) {
  static const char *const properties[] = {"value", "price", "step"};
  static const char *const datatypes[] = {"double", "float", "decimal", "integer"};
  World world = world_open("tests/golden/floating");
  PlanCache *cache = plan_cache_create((PlanCacheLimits){0});
  char constant[128];
  for (size_t p = 0; p < sizeof properties / sizeof *properties; p++)
    for (size_t c = 0; c < sizeof comparisons / sizeof *comparisons; c++) {
      for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        compare_doubles(&world, cache, properties[p], comparisons[c], doubles[i]);
        (void)snprintf(constant, sizeof constant, "\"%s\"^^xsd:double", doubles[i]);
        compare_doubles(&world, cache, properties[p], comparisons[c], constant);
      }
      for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        for (size_t d = 0; d < sizeof datatypes / sizeof *datatypes; d++) {
          (void)snprintf(constant, sizeof constant, "\"%s\"^^xsd:%s", others[i], datatypes[d]);
          compare_doubles(&world, cache, properties[p], comparisons[c], constant);
        }
    }
  PlanCacheState state;
  plan_cache_state(cache, &state);
  (void)printf("%s: %lu hits, %lu misses, %lu refusals\n", world.folder, state.hits, state.misses,
               state.refusals);
  CU_ASSERT(state.hits > state.misses);
  plan_cache_destroy(cache);
  world_close(&world);
}

// A question asked often has both ways of planning it measured, and goes on giving the same.
static void what_is_asked_often_is_measured(void) {
  static const char planned[] =
      "SELECT coalesce(sum(custom_plans), 0), coalesce(sum(generic_plans), 0)"
      " FROM pg_prepared_statements WHERE statement LIKE '%born%'";
  World world = world_open("tests/golden/lists");
  PlanCache *cache = plan_cache_create((PlanCacheLimits){0});
  char text[256];
  enum { TIMES = 20 };
  for (int i = 1; i <= TIMES; i++) {
    (void)snprintf(text, sizeof text,
                   "PREFIX : <http://b.example/ns#> SELECT ?n ?b {"
                   " <http://b.example/reader/%d> :name ?n ; :born ?b }",
                   i);
    compare(&world, "asked often", text, cache);
  }
  Error err = {0};
  PGresult *result = NULL;
  CU_ASSERT_EQUAL_FATAL(connection_query(world.db, planned, &result, &err), STATUS_OK);
  const unsigned long custom = strtoul(PQgetvalue(result, 0, 0), NULL, 10);
  const unsigned long generic = strtoul(PQgetvalue(result, 0, 1), NULL, 10);
  PQclear(result);
  CU_ASSERT_EQUAL(custom + generic,
                  TIMES + 4 * 3);  // both ways, twice, of the sixth run to the eighth
  CU_ASSERT(generic >= 3);
  PlanCacheState state;
  plan_cache_state(cache, &state);
  CU_ASSERT(state.generic + state.custom <= 1);  // which of the two, or neither, time decides
  plan_cache_destroy(cache);
  world_close(&world);
}

int main(void) {
  for (size_t w = 0; w < WORLDS; w++) worlds[w] = world_open(folders[w]);
  const TestCase tests[] = {
      TEST(cached_plans_give_the_same_rows_for_all_constants),
      TEST(cached_plans_compare_exact_numbers_as_doubles),
      TEST(what_is_asked_often_is_measured),
  };
  const int code = suites_run("plan cache", tests, sizeof tests / sizeof tests[0]);
  for (size_t w = 0; w < WORLDS; w++) world_close(&worlds[w]);
  return code;
}
