// Graph patterns: productions [53] to [68], with the variables in scope (section 18.2.1) gathered
// on the way.
#include "rewriter/sparql/parser.h"

typedef VEC(AstElement) Elements;
typedef VEC(const AstGroup *) Groups;
typedef VEC(Term) Cells;

// A group being read.
typedef struct Builder {
  Elements elements;
  AstGroup *group;
} Builder;

static void bring_slot(AstGroup *group, const Slot *slot) {
  if (slot->kind == SLOT_VAR) varset_add(&group->scope, slot->var);
}

// Adds an element below which the tree is `below` high. Those that wrap what stands before them
// (OPTIONAL, MINUS, BIND) make the whole group one level higher.
static Status add_element(Parser *parser, Builder *builder, AstElement element, unsigned below,
                          bool wraps) {
  AstGroup *group = builder->group;
  VEC_PUSH(parser->arena, &builder->elements, element);
  if (group->height < below) group->height = below;
  if (wraps) group->height++;
  return parser_check_height(parser, group->height, element.at);
}

// What comes next belongs to another basic graph pattern.
static void end_bgp(Parser *parser) { parser->bgp = ++parser->bgp_count; }

/// [55] TriplesBlock
static Status parse_triples_block(Parser *parser, Builder *builder) {
  AstTriples triples = {0};
  AstElement element = {.kind = ELEMENT_TRIPLES, .at = parser->token.at};
  TRY(parse_triples(parser, true, &triples));
  for (size_t i = 0; i < triples.count; i++) {
    bring_slot(builder->group, &triples.item[i].subject);
    bring_slot(builder->group, &triples.item[i].predicate);
    bring_slot(builder->group, &triples.item[i].object);
  }
  element.u.triples.count = triples.count;
  element.u.triples.triple = triples.item;
  return add_element(parser, builder, element, 1, false);
}

/// [57] OptionalGraphPattern
static Status parse_optional(Parser *parser, Builder *builder) {
  AstElement element = {.kind = ELEMENT_OPTIONAL, .at = parser->token.at};
  TRY(parser_step(parser));
  TRY(parse_group(parser, &element.u.group));
  varset_add_all(&builder->group->scope, &element.u.group->scope);
  return add_element(parser, builder, element, element.u.group->height, true);
}

/// [66] MinusGraphPattern
static Status parse_minus(Parser *parser, Builder *builder) {
  AstElement element = {.kind = ELEMENT_MINUS, .at = parser->token.at};
  TRY(parser_step(parser));
  TRY(parse_group(parser, &element.u.group));
  return add_element(parser, builder, element, element.u.group->height, true);
}

/// [58] GraphGraphPattern
static Status parse_graph(Parser *parser, Builder *builder) {
  AstElement element = {.kind = ELEMENT_GRAPH, .at = parser->token.at};
  TRY(parser_step(parser));
  TRY(parse_var_or_iri(parser, &element.u.graph.name));
  element.u.graph.mentions.start = parser->mentions.count;
  TRY(parse_group(parser, &element.u.graph.group));
  element.u.graph.mentions.end = parser->mentions.count;
  bring_slot(builder->group, &element.u.graph.name);
  varset_add_all(&builder->group->scope, &element.u.graph.group->scope);
  return add_element(parser, builder, element, element.u.graph.group->height + 1, false);
}

/// [59] ServiceGraphPattern
static Status parse_service(Parser *parser, Builder *builder) {
  AstElement element = {.kind = ELEMENT_SERVICE, .at = parser->token.at};
  TRY(parser_step(parser));
  TRY(parser_accept(parser, TOKEN_SILENT, &element.u.service.silent));
  TRY(parse_var_or_iri(parser, &element.u.service.endpoint));
  const size_t start = parser->token.start;
  TRY(parse_group(parser, &element.u.service.group));
  element.u.service.text =
      symbols_intern(parser->symbols, parser->lexer.text + start, parser->previous_end - start);
  bring_slot(builder->group, &element.u.service.endpoint);
  varset_add_all(&builder->group->scope, &element.u.service.group->scope);
  return add_element(parser, builder, element, element.u.service.group->height + 1, false);
}

/// [60] Bind
static Status parse_bind(Parser *parser, Builder *builder) {
  AstElement element = {.kind = ELEMENT_BIND, .at = parser->token.at};
  TRY(parser_step(parser));
  TRY(parser_require(parser, TOKEN_LPAREN));
  TRY(parse_expression(parser, &element.u.bind.expr));
  TRY(parser_require(parser, TOKEN_AS));
  const Position at = parser->token.at;
  TRY(parse_var(parser, &element.u.bind.var));
  TRY(parser_require(parser, TOKEN_RPAREN));
  if (varset_has(&builder->group->scope, element.u.bind.var)) {
    parser_error(parser, at, "BIND cannot assign ?%s: it is already bound in this group",
                 parser_variable_name(parser, element.u.bind.var));
    error_hint(parser->err, "choose another name, or compare with FILTER");
    return STATUS_SYNTAX;
  }
  varset_add(&builder->group->scope, element.u.bind.var);
  return add_element(parser, builder, element, element.u.bind.expr->height, true);
}

/// [61] InlineData
static Status parse_inline_data(Parser *parser, Builder *builder) {
  AstElement element = {.kind = ELEMENT_VALUES, .at = parser->token.at};
  TRY(parser_step(parser));
  TRY(parse_data_block(parser, &element.u.values));
  for (size_t i = 0; i < element.u.values.var_count; i++)
    varset_add(&builder->group->scope, element.u.values.var[i]);
  return add_element(parser, builder, element, 1, false);
}

/// [68] Filter. It does not end a basic graph pattern (section 5.1.1).
static Status parse_filter(Parser *parser, Builder *builder) {
  AstElement element = {.kind = ELEMENT_FILTER, .at = parser->token.at};
  const size_t bgp = parser->bgp;
  TRY(parser_step(parser));
  TRY(parse_constraint(parser, &element.u.filter));
  parser->bgp = bgp;
  return add_element(parser, builder, element, element.u.filter->height + 1, false);
}

/// [67] GroupOrUnionGraphPattern
static Status parse_union(Parser *parser, Builder *builder) {
  AstElement element = {.kind = ELEMENT_UNION, .at = parser->token.at};
  Groups branches = {0};
  unsigned height = 0;
  bool more = true;
  while (more) {
    const AstGroup *branch = NULL;
    TRY(parse_group(parser, &branch));
    VEC_PUSH(parser->arena, &branches, branch);
    varset_add_all(&builder->group->scope, &branch->scope);
    if (branch->height > height) height = branch->height;
    TRY(parser_accept(parser, TOKEN_UNION, &more));
  }
  element.u.union_.count = branches.count;
  element.u.union_.branch = branches.item;
  return add_element(parser, builder, element, height + 1, false);
}

/// [56] GraphPatternNotTriples
static Status parse_not_triples(Parser *parser, Builder *builder, bool *found) {
  static const struct {
    TokenKind first;
    Status (*parse)(Parser *parser, Builder *builder);
  } rules[] = {{TOKEN_LBRACE, parse_union},    {TOKEN_OPTIONAL, parse_optional},
               {TOKEN_MINUS, parse_minus},     {TOKEN_GRAPH, parse_graph},
               {TOKEN_SERVICE, parse_service}, {TOKEN_FILTER, parse_filter},
               {TOKEN_BIND, parse_bind},       {TOKEN_VALUES, parse_inline_data}};
  *found = false;
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
    if (parser->token.kind != rules[i].first) continue;
    *found = true;
    const bool breaks = rules[i].first != TOKEN_FILTER;
    if (breaks) end_bgp(parser);
    TRY(rules[i].parse(parser, builder));
    if (breaks) end_bgp(parser);
    return STATUS_OK;
  }
  parser_expects(parser, TOKEN_EXPECT_PATTERN);
  return STATUS_OK;
}

/// [54] GroupGraphPatternSub
static Status parse_elements(Parser *parser, Builder *builder) {
  if (parser_at_triples(parser)) TRY(parse_triples_block(parser, builder));
  for (;;) {
    bool found = false, dot = false;
    TRY(parse_not_triples(parser, builder, &found));
    if (!found) return STATUS_OK;
    TRY(parser_accept(parser, TOKEN_DOT, &dot));
    if (parser_at_triples(parser)) TRY(parse_triples_block(parser, builder));
  }
}

/// [53] GroupGraphPattern
Status parse_group(Parser *parser, const AstGroup **out) {
  Builder builder = {.group = ARENA_NEW(parser->arena, AstGroup)};
  AstGroup *group = builder.group;
  group->at = parser->token.at;
  group->scope = varset_empty(parser->arena);
  group->height = 1;
  TRY(parser_enter(parser));
  const AggregateContext aggregates = parser->aggregate_context;
  parser->aggregate_context = AGGREGATE_FORBIDDEN;
  TRY(parser_require(parser, TOKEN_LBRACE));
  end_bgp(parser);
  if (parser_at(parser, TOKEN_SELECT)) {
    TRY(parse_sub_select(parser, &group->select));
    group->height = group->select->height + 1;
    for (size_t i = 0; i < group->select->projected_count; i++)
      varset_add(&group->scope, group->select->projected[i]);
    TRY(parser_check_height(parser, group->height, group->at));
  } else {
    TRY(parse_elements(parser, &builder));
    group->count = builder.elements.count;
    group->element = builder.elements.item;
  }
  TRY(parser_require(parser, TOKEN_RBRACE));
  end_bgp(parser);
  parser->aggregate_context = aggregates;
  parser_leave(parser);
  *out = group;
  return STATUS_OK;
}

/// [63] InlineDataOneVar
static Status parse_data_one_var(Parser *parser, AstData *out) {
  VarId *var = ARENA_NEW(parser->arena, VarId);
  Cells cells = {0};
  TRY(parse_var(parser, var));
  TRY(parser_require(parser, TOKEN_LBRACE));
  while (!parser_at(parser, TOKEN_RBRACE)) {
    Term value;
    TRY(parse_data_value(parser, &value));
    VEC_PUSH(parser->arena, &cells, value);
  }
  *out = (AstData){1, cells.count, var, cells.item};
  return parser_step(parser);
}

static Status check_width(Parser *parser, Position at, size_t found, size_t wanted) {
  if (found == wanted) return STATUS_OK;
  return parser_error(parser, at,
                      "this row of VALUES has %zu value%s, but there are %zu variable%s", found,
                      found == 1 ? "" : "s", wanted, wanted == 1 ? "" : "s");
}

// '(' DataBlockValue* ')' | NIL
static Status parse_data_row(Parser *parser, size_t width, Cells *cells) {
  const Position at = parser->token.at;
  bool empty = false;
  size_t found = 0;
  TRY(parser_accept(parser, TOKEN_NIL, &empty));
  if (empty) return check_width(parser, at, 0, width);
  TRY(parser_require(parser, TOKEN_LPAREN));
  for (; !parser_at(parser, TOKEN_RPAREN); found++) {
    Term value;
    TRY(parse_data_value(parser, &value));
    VEC_PUSH(parser->arena, cells, value);
  }
  TRY(parser_step(parser));
  return check_width(parser, at, found, width);
}

/// [64] InlineDataFull
static Status parse_data_full(Parser *parser, AstData *out) {
  VEC(VarId) vars = {0};
  Cells cells = {0};
  size_t rows = 0;
  bool empty = false;
  TRY(parser_accept(parser, TOKEN_NIL, &empty));
  if (!empty) {
    TRY(parser_require(parser, TOKEN_LPAREN));
    while (!parser_at(parser, TOKEN_RPAREN)) {
      const Position at = parser->token.at;
      VarId var = 0;
      TRY(parse_var(parser, &var));
      for (size_t i = 0; i < vars.count; i++)
        if (vars.item[i] == var)
          return parser_error(parser, at, "VALUES names ?%s twice",
                              parser_variable_name(parser, var));
      VEC_PUSH(parser->arena, &vars, var);
    }
    TRY(parser_step(parser));
  }
  TRY(parser_require(parser, TOKEN_LBRACE));
  for (; !parser_at(parser, TOKEN_RBRACE); rows++) TRY(parse_data_row(parser, vars.count, &cells));
  *out = (AstData){vars.count, rows, vars.item, cells.item};
  return parser_step(parser);
}

/// [62] DataBlock
Status parse_data_block(Parser *parser, AstData *out) {
  if (parser_at(parser, TOKEN_VARIABLE)) return parse_data_one_var(parser, out);
  return parse_data_full(parser, out);
}
