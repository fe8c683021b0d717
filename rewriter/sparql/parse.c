// The doors: a text in, a query or a verdict out.
#include "rewriter/sparql/parse.h"

#include "rewriter/sparql/algebra.h"
#include "rewriter/sparql/parser.h"

// One call's state, outside the boundary of arena_run so that the parser's buffer can be freed.
typedef struct Job {
  Parser parser;
  Arena *arena;
  const Symbols *parent;
  Symbols *symbols;
  const char *text;
  size_t length;
  const char *base;
  struct Parameters *parameters;
  VEC(Query *) queries;
  size_t operations;
} Job;

static Status translate(Job *job, const AstQuery *ast, Error *err) {
  const Parser *parser = &job->parser;
  Query *query = ARENA_NEW(job->arena, Query);
  query->arena = job->arena;
  query->symbols = job->symbols;
  query->variables = parser->variables;
  query->base = parser->base;
  query->parameters = job->parameters;
  query->prefix_count = parser->prefixes.count;
  query->prefix = parser->prefixes.item;
  TRY(algebra_of_query(ast, query, err));
  VEC_PUSH(job->arena, &job->queries, query);
  return STATUS_OK;
}

/// [1] QueryUnit
static Status run_query(void *context, Error *err) {
  Job *job = context;
  Parser *parser = &job->parser;
  AstQuery ast;
  job->symbols = symbols_create(job->arena, job->parent);
  TRY(parser_start(parser, job->arena, job->symbols, job->text, job->length, job->base, err));
  parser->parameters = job->parameters;
  TRY(parse_query(parser, &ast));
  if (!parser_at(parser, TOKEN_END)) return parser_fail(parser);
  return translate(job, &ast, err);
}

Status sparql_parse(Arena *arena, const Symbols *parent, const char *text, size_t length,
                    const char *base, Query **out, Error *err) {
  return sparql_parse_shape(arena, parent, text, length, base, NULL, out, err);
}

Status sparql_parse_shape(Arena *arena, const Symbols *parent, const char *text, size_t length,
                          const char *base, struct Parameters *parameters, Query **out,
                          Error *err) {
  Job job = {.arena = arena,
             .parent = parent,
             .text = text,
             .length = length,
             .base = base,
             .parameters = parameters};
  const Status status = arena_run(arena, run_query, &job, err);
  buffer_free(&job.parser.scratch);
  if (status == STATUS_OK) *out = job.queries.item[0];
  return status;
}

// What a query names is its own; prefixes and the base go on.
static void start_anew(Parser *parser) {
  parser->variables = variables_create(parser->arena);
  memset(&parser->mentions, 0, sizeof parser->mentions);
  memset(&parser->labels, 0, sizeof parser->labels);
}

static Status run_several(void *context, Error *err) {
  Job *job = context;
  Parser *parser = &job->parser;
  TRY(parser_start(parser, job->arena, job->symbols, job->text, job->length, job->base, err));
  bool more = true;
  while (more) {
    TRY(parse_prologue(parser));
    if (parser_at(parser, TOKEN_END)) break;
    AstQuery ast;
    TRY(parse_query(parser, &ast));
    TRY(translate(job, &ast, err));
    start_anew(parser);
    TRY(parser_accept(parser, TOKEN_SEMICOLON, &more));
  }
  return parser_at(parser, TOKEN_END) ? STATUS_OK : parser_fail(parser);
}

Status sparql_parse_several(Arena *arena, Symbols *symbols, const char *text, size_t length,
                            const char *base, size_t *count, Query *const **out, Error *err) {
  Job job = {.arena = arena, .symbols = symbols, .text = text, .length = length, .base = base};
  const Status status = arena_run(arena, run_several, &job, err);
  buffer_free(&job.parser.scratch);
  if (status != STATUS_OK) return status;
  *count = job.queries.count;
  *out = job.queries.item;
  return STATUS_OK;
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
