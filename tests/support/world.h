// A golden folder's world (world.sql, world.ttl, and world.facts if there is one), opened over a
// database of its own; and answers to questions of it.
#ifndef ANAMORPH_TESTS_SUPPORT_WORLD_H
#define ANAMORPH_TESTS_SUPPORT_WORLD_H

#include "base/db/connection.h"
#include "endpoint/run/execute.h"
#include "mapping/mapping.h"
#include "rewriter/unfold/index.h"
#include "tests/support/fixture.h"

typedef struct World {
  const char *folder;
  Fixture *fixture;
  Connection *db;
  Mapping *mapping;  // with assertions that lie in others: laws over queries have them to see
  MappingIndex *index;
  Mapping *pruned;  // without
} World;

// folder: below the repository's root. Failures end the test program, as those of a fixture do.
World world_open(const char *folder);
void world_close(World *world);

// The folders of cases in a folder, sorted.
typedef struct Cases {
  size_t count;
  char **name;
} Cases;
Cases cases_read(const char *folder, Arena *arena);

// Compares with a golden file, a path below the repository's root, or writes it (when
// ANAMORPH_GOLDEN_WRITE is set). A difference is printed and fails the test.
void golden_check(const char *path, const char *found);

// Does the query order its solutions?
bool is_ordered(const Node *pattern);

// Sorts the text's lines, without the first where that is a head.
void sort_lines(Buffer *text, bool head);

// An output that adds all to the buffer.
Output output_to(Buffer *out);

// Appends the answer in TSV, N-Triples, or JSON for ASK; its lines sorted where their order says
// nothing (and where a kept plan does not know of one). db: may be NULL where none is asked.
Status answer_execution(Execution *execution, Connection *db, Buffer *out, Error *err) MUST_CHECK;
Status answer(const Mapping *mapping, const char *text, const ExecuteOptions *options,
              Connection *db, Buffer *out, Error *err) MUST_CHECK;

#endif
