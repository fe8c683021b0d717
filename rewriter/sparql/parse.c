// The doors: a text in, a query or a verdict out.
#include "rewriter/sparql/parse.h"

#include "rewriter/sparql/algebra.h"
#include "rewriter/sparql/parser.h"

// One call's state, outside the boundary of arena_run so that the parser's buffer can be freed.
typedef struct Job {
  Parser parser;
  Arena *arena;
  const Symbols *parent;
  const char *text;
  size_t length;
  const char *base;
  Query *query;
  size_t operations;
} Job;

static Status run_query(void *context, Error *err) {
  Job *job = context;
  Parser *parser = &job->parser;
  Symbols *symbols = symbols_create(job->arena, job->parent);
  Query *query = ARENA_NEW(job->arena, Query);
  AstQuery ast;
  TRY(parser_start(parser, job->arena, symbols, job->text, job->length, job->base, err));
  TRY(parse_query(parser, &ast));
  query->arena = job->arena;
  query->symbols = symbols;
  query->variables = parser->variables;
  query->base = parser->base;
  query->prefix_count = parser->prefixes.count;
  query->prefix = parser->prefixes.item;
  TRY(algebra_of_query(&ast, query, err));
  job->query = query;
  return STATUS_OK;
}

Status sparql_parse(Arena *arena, const Symbols *parent, const char *text, size_t length,
                    const char *base, Query **out, Error *err) {
  Job job = {.arena = arena, .parent = parent, .text = text, .length = length, .base = base};
  const Status status = arena_run(arena, run_query, &job, err);
  buffer_free(&job.parser.scratch);
  if (status == STATUS_OK) *out = job.query;
  return status;
}

static Status run_update(void *context, Error *err) {
  Job *job = context;
  Symbols *symbols = symbols_create(job->arena, NULL);
  TRY(parser_start(&job->parser, job->arena, symbols, job->text, job->length, job->base, err));
  return parse_update(&job->parser, &job->operations);
}

Status sparql_parse_update(Arena *arena, const char *text, size_t length, const char *base,
                           size_t *operations, Error *err) {
  Job job = {.arena = arena, .text = text, .length = length, .base = base};
  const Status status = arena_run(arena, run_update, &job, err);
  buffer_free(&job.parser.scratch);
  if (status == STATUS_OK && operations != NULL) *operations = job.operations;
  return status;
}
