// Opening worlds, and asking them.
#include "tests/support/world.h"

#include <CUnit/CUnit.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/office.h"

World world_open(const char *folder) {
  World world = {.folder = folder, .fixture = fixture_open(NULL)};
  Arena *arena = world.fixture->arena;
  Error err = {0};
  fixture_run_file(world.fixture, repository_path(arena_format(arena, "%s/world.sql", folder)));
  expect_ok(connection_open(world.fixture->conninfo, &world.db, &err), &err, "connection");
  const char *path = repository_path(arena_format(arena, "%s/world.ttl", folder));
  const char *facts = repository_path(arena_format(arena, "%s/world.facts", folder));
  MappingOptions options = {.facts_count = access(facts, R_OK) == 0, .facts = &facts};
  expect_ok(mapping_load(&path, 1, NULL, world.db, &options, &world.pruned, NULL, &err), &err,
            "mapping");
  options.keep_contained = true;
  expect_ok(mapping_load(&path, 1, NULL, world.db, &options, &world.mapping, NULL, &err), &err,
            "mapping");
  world.index = mapping_index_create(arena, world.mapping);
  return world;
}

void world_close(World *world) {
  mapping_free(world->mapping);
  mapping_free(world->pruned);
  connection_close(world->db);
  fixture_close(world->fixture);
}

// --- Golden files --------------------------------------------------------------------------------

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

Cases cases_read(const char *folder, Arena *arena) {
  VEC(char *) names = {0};
  DIR *list = opendir(repository_path(folder));
  if (list == NULL) exit(1);
  for (struct dirent *entry; (entry = readdir(list)) != NULL;)
    if (strchr(entry->d_name, '.') == NULL)
      VEC_PUSH(arena, &names, arena_copy_text(arena, entry->d_name, strlen(entry->d_name)));
  closedir(list);
  if (names.count > 0) qsort(names.item, names.count, sizeof *names.item, by_text);
  return (Cases){names.count, names.item};
}

void golden_check(const char *path, const char *found) {
  Arena *arena = arena_create(0);
  if (getenv("ANAMORPH_GOLDEN_WRITE") != NULL) {
    FILE *out = fopen(repository_path(path), "w");
    if (out == NULL) exit(1);
    (void)fputs(found, out);
    (void)fclose(out);
  } else {
    const bool same = strcmp(read_file(repository_path(path), arena), found) == 0;
    if (!same) (void)fprintf(stderr, "%s is now:\n%s\n", path, found);
    CU_ASSERT(same);
  }
  arena_destroy(arena);
}

// --- Answers -------------------------------------------------------------------------------------

static Status append(void *self, const char *data, size_t length, Error *err) {
  (void)err;
  buffer_add(self, data, length);
  return STATUS_OK;
}

Output output_to(Buffer *out) { return (Output){append, out}; }

bool is_ordered(const Node *node) {
  while (node->kind == NODE_PROJECT || node->kind == NODE_DISTINCT || node->kind == NODE_SLICE)
    node = node->child[0];
  return node->kind == NODE_ORDER;
}

void sort_lines(Buffer *text, bool head) {
  Arena *arena = arena_create(0);
  char *copy = buffer_copy(text, arena);
  char **line = ARENA_ARRAY(arena, char *, text->length + 1);
  size_t count = 0;
  for (char *at; (at = strsep(&copy, "\n")) != NULL;)
    if (copy != NULL || *at != '\0') line[count++] = at;
  const size_t first = head && count > 0 ? 1 : 0;
  if (count > first) qsort(line + first, count - first, sizeof *line, by_text);
  buffer_clear(text);
  for (size_t i = 0; i < count; i++) buffer_printf(text, "%s\n", line[i]);
  arena_destroy(arena);
}

Status answer_execution(Execution *execution, Connection *db, Buffer *out, Error *err) {
  const Output output = output_to(out);
  const Query *query = execution_query(execution);
  const AnswerFormat format = {query->form == QUERY_ASK ? RESULT_JSON : RESULT_TSV, GRAPH_NTRIPLES};
  const Status status = execution_write(execution, db, format, &output, err);
  if (status == STATUS_OK) execution_learn(execution, db);
  const bool ordered = query->pattern != NULL && is_ordered(query->pattern);
  if (query->form != QUERY_ASK && !ordered) sort_lines(out, query->form == QUERY_SELECT);
  return status;
}

Status answer(const Mapping *mapping, const char *text, const ExecuteOptions *options,
              Connection *db, Buffer *out, Error *err) {
  Execution *execution;
  TRY(execution_prepare(mapping, text, strlen(text), options, &execution, err));
  const Status status = answer_execution(execution, db, out, err);
  execution_destroy(execution);
  return status;
}
