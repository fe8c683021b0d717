// SPARQL 1.1 Update: productions [3], [29] to [51]. Only checked, never done.
#include "rewriter/sparql/parser.h"

/// [46] GraphRef
static Status parse_graph_ref(Parser *parser) {
  const Symbol *iri = NULL;
  TRY(parser_require(parser, TOKEN_GRAPH));
  return parse_iri(parser, &iri);
}

/// [45] GraphOrDefault
static Status parse_graph_or_default(Parser *parser) {
  const Symbol *iri = NULL;
  bool found = false;
  TRY(parser_accept(parser, TOKEN_DEFAULT, &found));
  if (found) return STATUS_OK;
  TRY(parser_accept(parser, TOKEN_GRAPH, &found));
  return parse_iri(parser, &iri);
}

/// [47] GraphRefAll
static Status parse_graph_ref_all(Parser *parser) {
  if (parser_at(parser, TOKEN_DEFAULT) || parser_at(parser, TOKEN_NAMED) ||
      parser_at(parser, TOKEN_ALL))
    return parser_step(parser);
  return parse_graph_ref(parser);
}

static Status skip_silent(Parser *parser) {
  bool silent = false;
  TRY(parser_step(parser));
  return parser_accept(parser, TOKEN_SILENT, &silent);
}

/// [31] Load
static Status parse_load(Parser *parser) {
  const Symbol *iri = NULL;
  bool into = false;
  TRY(skip_silent(parser));
  TRY(parse_iri(parser, &iri));
  TRY(parser_accept(parser, TOKEN_INTO, &into));
  return into ? parse_graph_ref(parser) : STATUS_OK;
}

/// [32] Clear, [33] Drop
static Status parse_clear(Parser *parser) {
  TRY(skip_silent(parser));
  return parse_graph_ref_all(parser);
}

/// [34] Create
static Status parse_create(Parser *parser) {
  TRY(skip_silent(parser));
  return parse_graph_ref(parser);
}

/// [35] Add, [36] Move, [37] Copy
static Status parse_transfer(Parser *parser) {
  TRY(skip_silent(parser));
  TRY(parse_graph_or_default(parser));
  TRY(parser_require(parser, TOKEN_TO));
  return parse_graph_or_default(parser);
}

/// [51] QuadsNotTriples
static Status parse_quads_of_graph(Parser *parser) {
  AstTriples triples = {0};
  Slot name;
  TRY(parser_require(parser, TOKEN_GRAPH));
  TRY(parse_var_or_iri(parser, &name));
  TRY(parser_require(parser, TOKEN_LBRACE));
  TRY(parse_triples(parser, false, &triples));
  return parser_require(parser, TOKEN_RBRACE);
}

/// [48] QuadPattern, [49] QuadData, [50] Quads, [52] TriplesTemplate
static Status parse_quads(Parser *parser, BlankContext blanks, bool data) {
  AstTriples triples = {0};
  bool dot = false;
  TRY(parser_require(parser, TOKEN_LBRACE));
  parser->blank_context = blanks;
  parser->variables_forbidden = data;
  TRY(parse_triples(parser, false, &triples));
  while (parser_at(parser, TOKEN_GRAPH)) {
    TRY(parse_quads_of_graph(parser));
    TRY(parser_accept(parser, TOKEN_DOT, &dot));
    TRY(parse_triples(parser, false, &triples));
  }
  TRY(parser_require(parser, TOKEN_RBRACE));
  parser->blank_context = BLANK_IN_PATTERN;
  parser->variables_forbidden = false;
  return STATUS_OK;
}

/// [44] UsingClause
static Status parse_using(Parser *parser) {
  bool found = false;
  for (;;) {
    const Symbol *iri = NULL;
    TRY(parser_accept(parser, TOKEN_USING, &found));
    if (!found) return STATUS_OK;
    TRY(parser_accept(parser, TOKEN_NAMED, &found));
    TRY(parse_iri(parser, &iri));
  }
}

// UsingClause* 'WHERE' GroupGraphPattern
static Status parse_modify_where(Parser *parser) {
  const AstGroup *group = NULL;
  TRY(parse_using(parser));
  TRY(parser_require(parser, TOKEN_WHERE));
  return parse_group(parser, &group);
}

/// [43] InsertClause, after INSERT
static Status parse_insert_template(Parser *parser) {
  return parse_quads(parser, BLANK_IN_TEMPLATE, false);
}

/// [41] Modify with [42] DeleteClause, after DELETE; [39] DeleteData, [40] DeleteWhere
static Status parse_delete(Parser *parser, bool with) {
  bool found = false;
  TRY(parser_require(parser, TOKEN_DELETE));
  if (!with) {
    TRY(parser_accept(parser, TOKEN_DATA, &found));
    if (found) return parse_quads(parser, BLANK_FORBIDDEN, true);
    TRY(parser_accept(parser, TOKEN_WHERE, &found));
    if (found) return parse_quads(parser, BLANK_FORBIDDEN, false);
  }
  TRY(parse_quads(parser, BLANK_FORBIDDEN, false));
  TRY(parser_accept(parser, TOKEN_INSERT, &found));
  if (found) TRY(parse_insert_template(parser));
  return parse_modify_where(parser);
}

/// [41] Modify with [43] InsertClause; [38] InsertData
static Status parse_insert(Parser *parser, bool with) {
  bool found = false;
  TRY(parser_require(parser, TOKEN_INSERT));
  if (!with) {
    TRY(parser_accept(parser, TOKEN_DATA, &found));
    if (found) return parse_quads(parser, BLANK_IN_DATA, true);
  }
  TRY(parse_insert_template(parser));
  return parse_modify_where(parser);
}

/// [41] Modify, after WITH
static Status parse_with(Parser *parser) {
  const Symbol *iri = NULL;
  TRY(parser_step(parser));
  TRY(parse_iri(parser, &iri));
  if (parser_at(parser, TOKEN_DELETE)) return parse_delete(parser, true);
  return parse_insert(parser, true);
}

static Status parse_plain_delete(Parser *parser) { return parse_delete(parser, false); }
static Status parse_plain_insert(Parser *parser) { return parse_insert(parser, false); }

/// [30] Update1. *found is false when no operation begins here.
static Status parse_operation(Parser *parser, bool *found) {
  static const struct {
    TokenKind first;
    Status (*parse)(Parser *parser);
  } operations[] = {{TOKEN_LOAD, parse_load},           {TOKEN_CLEAR, parse_clear},
                    {TOKEN_DROP, parse_clear},          {TOKEN_CREATE, parse_create},
                    {TOKEN_ADD, parse_transfer},        {TOKEN_MOVE, parse_transfer},
                    {TOKEN_COPY, parse_transfer},       {TOKEN_INSERT, parse_plain_insert},
                    {TOKEN_DELETE, parse_plain_delete}, {TOKEN_WITH, parse_with}};
  *found = true;
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
    if (parser_at(parser, operations[i].first)) return operations[i].parse(parser);
  *found = false;
  return STATUS_OK;
}

/// [3] UpdateUnit, [29] Update
Status parse_update(Parser *parser, size_t *operations) {
  bool more = true;
  while (more) {
    bool found = false;
    TRY(parse_prologue(parser));
    parser->operation++;
    TRY(parse_operation(parser, &found));
    if (!found) {
      parser->operation--;
      break;
    }
    TRY(parser_accept(parser, TOKEN_SEMICOLON, &more));
  }
  if (!parser_at(parser, TOKEN_END)) return parser_fail(parser);
  *operations = parser->operation;
  return STATUS_OK;
}
