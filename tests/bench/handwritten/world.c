// Loading worlds.
#include "tests/bench/handwritten/world.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/bsbm/draw.h"

enum { MOST_SCRIPTS = 3, MOST_MIX = 64 };

// sql: the folder of the SQL below worlds/. facts: a file there that the gateway is given, or NULL.
// scripts: run one after the other. keys: a script of keys that the data may or may not satisfy,
// run statement by statement; what fails is left out. queries: below the test data; NULL: beside
// the SQL. counts: a table, the column of counts, and what stands before a question's name in it.
struct WorldPlan {
  const char *name, *sql, *facts;
  const char *script[MOST_SCRIPTS];
  const char *unique, *keys;
  const char *mapping, *ontology;
  const char *queries;
  const char *counts;
  int count_column;
  const char *count_prefix;
  const char *mix;  // the questions' names, in order; NULL: each once
  int mixes;
};

// What the worlds over one database share.
#define GTFS                                                                        \
  .sql = "gtfs", .script = {"gtfs/data/schema.sql", "gtfs/data/load.sql"},          \
  .mapping = "gtfs/mapping/gtfs-rdb.r2rml.ttl", .queries = "gtfs/queries/original", \
  .counts = "gtfs/expected/counts.tsv", .count_column = 1, .count_prefix = "original/"
#define NPD                                                                                      \
  .script = {"npd/data/npd_no_spatial_postgres.sql.xz"},                                         \
  .unique = "tests/bench/handwritten/worlds/npd/unique.psql", .keys = "npd/data/npd-fkeys.psql", \
  .mapping = "npd/mapping/npd-v2-ql.r2rml.ttl.xz", .queries = "npd/queries",                     \
  .counts = "npd/expected/counts.tsv", .count_prefix = ""

static const WorldPlan PLANS[] = {
    {.name = "bsbm",
     .sql = "bsbm",
     .mapping = "bsbm/mapping/bsbm.r2rml.ttl",
     .mix = "q1 q2 q2 q3 q2 q2 q4 q2 q2 q5 q7 q7 q5 q7 q7 q8 q9 q9 q8 q9 q9 q10 q10 q11 q12",
     .mixes = 160},
    {.name = "gtfs", GTFS},
    {.name = "gtfs-facts", .facts = "gtfs/facts.txt", GTFS},
    {.name = "npd", .sql = "npd", .count_column = 2, NPD},
    {.name = "npd-facts", .sql = "npd", .facts = "npd/facts.txt", .count_column = 2, NPD},
    {.name = "npd-reasoning",
     .sql = "npd-reasoning",
     .ontology = "npd/ontology/npd-v2-ql.owl.xz",
     .count_column = 1,
     NPD},
    {.name = "npd-reasoning-facts",
     .sql = "npd-reasoning",
     .facts = "npd/facts.txt",
     .ontology = "npd/ontology/npd-v2-ql.owl.xz",
     .count_column = 1,
     NPD},
};
enum { FEW_MIXES = 16 };  // where a question takes tens of milliseconds
enum { PLAN_COUNT = sizeof PLANS / sizeof *PLANS };

const char *const *world_names(void) {
  static const char *const NAMES[] = {"bsbm",      "gtfs",          "gtfs-facts",          "npd",
                                      "npd-facts", "npd-reasoning", "npd-reasoning-facts", NULL};
  return NAMES;
}

// --- Data ----------------------------------------------------------------------------------------

// By way of a file that everybody may read, as psql runs it.
static void run_generated(Fixture *fixture, const BsbmWorld *bsbm) {
  char path[] = "/tmp/bsbm-XXXXXX";
  const int fd = mkstemp(path);
  FILE *script = fd < 0 ? NULL : fdopen(fd, "w");
  if (script == NULL) {
    perror(path);
    exit(1);
  }
  bsbm_write(bsbm, script);
  (void)fclose(script);
  (void)chmod(path, 0644);
  fixture_run_file(fixture, path);
  (void)unlink(path);
}

static void load_data(World *world, int products) {
  const WorldPlan *plan = world->plan;
  for (int i = 0; i < MOST_SCRIPTS && plan->script[i] != NULL; i++)
    fixture_run_file(world->fixture, shared_path(plan->script[i]));
  if (plan->unique != NULL) fixture_run_file(world->fixture, repository_path(plan->unique));
  if (plan->keys != NULL) fixture_run_each(world->fixture, shared_path(plan->keys));
  if (strcmp(plan->name, "bsbm") == 0) {
    world->bsbm = bsbm_world_create(products, 1);
    run_generated(world->fixture, world->bsbm);
  }
  fixture_run_sql(world->fixture, "ANALYZE");
}

// --- Files ---------------------------------------------------------------------------------------

// A gateway reads plain files: what is packed is unpacked into a file that goes with the world.
static const char *plain_file(Fixture *fixture, const char *relative) {
  const char *path = shared_path(relative);
  const size_t length = strlen(path);
  if (strcmp(path + length - 3, ".xz") != 0) return path;
  const char *text = read_file(path, fixture->arena);
  const char *ending = strrchr(arena_copy_text(fixture->arena, path, length - 3), '.');
  char *plain = arena_format(fixture->arena, "/tmp/anamorph-bench-XXXXXX%s", ending);
  const int fd = mkstemps(plain, (int)strlen(ending));
  if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
    perror(plain);
    exit(1);
  }
  (void)close(fd);
  return plain;
}

static void remove_plain(const char *path) {
  if (path != NULL && strncmp(path, "/tmp/anamorph-bench-", 20) == 0) (void)unlink(path);
}

static void read_mix(World *world) {
  const size_t most = world->questions.count > MOST_MIX ? world->questions.count : MOST_MIX;
  unsigned char *mix = ARENA_ARRAY(world->fixture->arena, unsigned char, most);
  world->mix = mix;
  const char *names = world->plan->mix;
  if (names == NULL) {
    world->mix_count = world->questions.count;
    for (size_t i = 0; i < world->mix_count; i++) mix[i] = (unsigned char)i;
    return;
  }
  for (; *names != '\0' && world->mix_count < most; names += *names == ' ') {
    const size_t length = strcspn(names, " ");
    for (size_t i = 0; i < world->questions.count; i++) {
      const char *name = world->questions.item[i].name;
      if (strlen(name) == length && strncmp(name, names, length) == 0)
        mix[world->mix_count++] = (unsigned char)i;
    }
    names += length;
  }
}

World *world_load(const char *name, int products) {
  const WorldPlan *plan = NULL;
  for (size_t i = 0; i < PLAN_COUNT; i++)
    if (strcmp(PLANS[i].name, name) == 0) plan = &PLANS[i];
  if (plan == NULL || shared_path(plan->mapping) == NULL) return NULL;
  Fixture *fixture = fixture_open(NULL);
  World *world = ARENA_NEW(fixture->arena, World);
  *world = (World){.name = name,
                   .plan = plan,
                   .fixture = fixture,
                   .mixes = plan->mixes > 0 ? plan->mixes : FEW_MIXES};
  load_data(world, products);
  world->mapping = plain_file(fixture, plan->mapping);
  if (plan->ontology != NULL) world->ontology = plain_file(fixture, plan->ontology);
  const char *sql =
      repository_path(arena_format(fixture->arena, "tests/bench/handwritten/worlds/%s", plan->sql));
  if (plan->facts != NULL)
    world->facts = repository_path(
        arena_format(fixture->arena, "tests/bench/handwritten/worlds/%s", plan->facts));
  questions_read(plan->queries == NULL ? sql : shared_path(plan->queries), sql, fixture->arena,
                 &world->questions);
  read_mix(world);
  return world;
}

void world_close(World *world) {
  remove_plain(world->mapping);
  remove_plain(world->ontology);
  if (world->bsbm != NULL) bsbm_world_destroy(world->bsbm);
  fixture_close(world->fixture);
}

// --- Questions -----------------------------------------------------------------------------------

void world_draw(const World *world, const Question *question, Random *random, Call *call) {
  if (world->bsbm != NULL) {
    bsbm_draw(world->bsbm, question, random, call);
    return;
  }
  call->question = question;
  buffer_clear(&call->sparql);
  buffer_add_text(&call->sparql, question->sparql);
}

long world_published_count(const World *world, const Question *question) {
  const WorldPlan *plan = world->plan;
  if (plan->counts == NULL) return -1;
  Arena *arena = arena_create(0);
  char *rest = read_file(shared_path(plan->counts), arena);
  const char *wanted = arena_format(arena, "%s%s", plan->count_prefix, question->name);
  long count = -1;
  for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
    const char *field = strsep(&line, "\t");
    if (strcmp(field, wanted) != 0) continue;
    for (int i = 0; i < plan->count_column && field != NULL; i++) field = strsep(&line, "\t");
    if (field != NULL) count = strtol(field, NULL, 10);
  }
  arena_destroy(arena);
  return count;
}
