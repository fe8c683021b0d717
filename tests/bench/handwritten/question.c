// Reading questions.
#include "tests/bench/handwritten/question.h"

#include <stdlib.h>
#include <unistd.h>

#include "tests/support/fixture.h"

// The rest of the line after the start, in the arena; NULL when the line starts otherwise.
static const char *rest_after(const char *line, size_t length, const char *start, Arena *arena) {
  const size_t skip = strlen(start);
  if (length < skip || strncmp(line, start, skip) != 0) return NULL;
  return arena_copy_text(arena, line + skip, length - skip);
}

static void read_template(const char *text, Arena *arena, Question *question) {
  const char *space = strchr(text, ' ');
  if (space == NULL) return;
  const TermTemplate one = {arena_copy_text(arena, text, (size_t)(space - text)), space + 1};
  VEC_PUSH(arena, &question->templates, one);
}

static void read_header(const char *line, size_t length, Arena *arena, Question *question) {
  const char *rest;
  if ((rest = rest_after(line, length, "-- ?", arena)) != NULL)
    read_template(rest, arena, question);
  else if ((rest = rest_after(line, length, "-- parameters: ", arena)) != NULL)
    question->parameters = rest;
  else if ((rest = rest_after(line, length, "-- in order: ?", arena)) != NULL)
    question->in_order = rest;
  else if (rest_after(line, length, "-- not compared", arena) != NULL)
    question->not_compared = true;
}

static Question read_question(const char *name, const char *sparql, const char *sql, Arena *arena) {
  Question question = {.name = name, .sparql = sparql, .sql = sql, .parameters = ""};
  while (strncmp(question.sql, "--", 2) == 0) {
    const size_t length = strcspn(question.sql, "\n");
    read_header(question.sql, length, arena, &question);
    question.sql += length + (question.sql[length] == '\n');
  }
  question.is_graph = strstr(sparql, "SELECT") == NULL;
  return question;
}

void questions_read(const char *sparql_folder, const char *sql_folder, Arena *arena,
                    Questions *out) {
  QueryNames names = {0};
  measure_list_queries(sparql_folder, arena, &names);
  for (size_t i = 0; i < names.count; i++) {
    const char *name = names.item[i];
    const char *sql = arena_format(arena, "%s/%s.sql", sql_folder, name);
    if (access(sql, R_OK) != 0) continue;
    const char *sparql = arena_format(arena, "%s/%s.rq", sparql_folder, name);
    const Question question =
        read_question(name, read_file(sparql, arena), read_file(sql, arena), arena);
    VEC_PUSH(arena, out, question);
  }
}

void call_free(Call *call) {
  buffer_free(&call->sparql);
  buffer_free(&call->values);
}
