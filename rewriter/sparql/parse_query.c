// Query forms, solution modifiers and the prologue: productions [1], [2], [4] to [28], [73].
#include <errno.h>
#include <stdlib.h>

#include "rewriter/sparql/parser.h"

typedef VEC(AstItem) Items;
typedef VEC(AstOrder) Orders;
typedef VEC(const Symbol *) Iris;

/// [5] BaseDecl
static Status parse_base(Parser *parser) {
  TRY(parser_step(parser));
  if (!parser_at(parser, TOKEN_IRI)) return parser_fail(parser);
  parser->base = parser_resolve(parser, parser->token.text);
  return parser_step(parser);
}

/// [6] PrefixDecl
static Status parse_prefix(Parser *parser) {
  TRY(parser_step(parser));
  if (!parser_at(parser, TOKEN_PREFIX_NS)) return parser_fail(parser);
  const Symbol *prefix = parser->token.prefix;
  TRY(parser_step(parser));
  if (!parser_at(parser, TOKEN_IRI)) return parser_fail(parser);
  TRY(parser_declare_prefix(parser, prefix, parser_resolve(parser, parser->token.text)));
  return parser_step(parser);
}

/// [4] Prologue
Status parse_prologue(Parser *parser) {
  for (;;) {
    if (parser_at(parser, TOKEN_BASE)) {
      TRY(parse_base(parser));
    } else if (parser_at(parser, TOKEN_PREFIX)) {
      TRY(parse_prefix(parser));
    } else {
      return STATUS_OK;
    }
  }
}

// '(' Expression 'AS' Var ')'; AS may be left out where `optional` says so.
static Status parse_as(Parser *parser, bool optional, AstItem *item) {
  TRY(parser_require(parser, TOKEN_LPAREN));
  TRY(parse_expression(parser, &item->expr));
  item->named = true;
  if (optional) {
    TRY(parser_accept(parser, TOKEN_AS, &item->named));
  } else {
    TRY(parser_require(parser, TOKEN_AS));
  }
  item->at = parser->token.at;
  if (item->named) TRY(parse_var(parser, &item->var));
  return parser_require(parser, TOKEN_RPAREN);
}

static Status parse_plain(Parser *parser, AstItem *item) {
  item->named = true;
  return parse_var(parser, &item->var);
}

/// [9] SelectClause
static Status parse_select_clause(Parser *parser, AstLevel *level) {
  Items items = {0};
  TRY(parser_require(parser, TOKEN_SELECT));
  TRY(parser_accept(parser, TOKEN_DISTINCT, &level->distinct));
  if (!level->distinct) TRY(parser_accept(parser, TOKEN_REDUCED, &level->reduced));
  TRY(parser_accept(parser, TOKEN_STAR, &level->star));
  if (level->star) return STATUS_OK;
  parser->aggregate_context = AGGREGATE_ALLOWED;
  for (;;) {
    AstItem item = {.at = parser->token.at};
    if (parser_at(parser, TOKEN_VARIABLE)) {
      TRY(parse_plain(parser, &item));
    } else if (parser_at(parser, TOKEN_LPAREN)) {
      TRY(parse_as(parser, false, &item));
    } else if (items.count == 0) {
      return parser_fail(parser);
    } else {
      break;
    }
    VEC_PUSH(parser->arena, &items, item);
  }
  parser->aggregate_context = AGGREGATE_FORBIDDEN;
  level->item_count = items.count;
  level->item = items.item;
  return STATUS_OK;
}

/// [17] WhereClause
static Status parse_where(Parser *parser, AstLevel *level) {
  bool given = false;
  TRY(parser_accept(parser, TOKEN_WHERE, &given));
  return parse_group(parser, &level->where);
}

/// [20] GroupCondition
static Status parse_group_condition(Parser *parser, Items *items, bool *found) {
  AstItem item = {.at = parser->token.at};
  *found = true;
  if (parser_at(parser, TOKEN_VARIABLE)) {
    TRY(parse_plain(parser, &item));
  } else if (parser_at(parser, TOKEN_LPAREN)) {
    TRY(parse_as(parser, true, &item));
  } else if (parser_at_constraint(parser)) {
    TRY(parse_constraint(parser, &item.expr));
  } else {
    *found = false;
    return STATUS_OK;
  }
  VEC_PUSH(parser->arena, items, item);
  return STATUS_OK;
}

/// [19] GroupClause
static Status parse_group_clause(Parser *parser, AstLevel *level) {
  Items items = {0};
  bool found = false;
  TRY(parser_accept(parser, TOKEN_GROUP, &found));
  if (!found) return STATUS_OK;
  TRY(parser_require(parser, TOKEN_BY));
  while (found) TRY(parse_group_condition(parser, &items, &found));
  if (items.count == 0) return parser_fail(parser);
  level->group_count = items.count;
  level->group = items.item;
  return STATUS_OK;
}

/// [21] HavingClause, [22] HavingCondition
static Status parse_having(Parser *parser, AstLevel *level) {
  AstExprs conditions = {0};
  bool found = false;
  TRY(parser_accept(parser, TOKEN_HAVING, &found));
  if (!found) return STATUS_OK;
  do {
    const AstExpr *condition = NULL;
    TRY(parse_constraint(parser, &condition));
    VEC_PUSH(parser->arena, &conditions, condition);
  } while (parser_at_constraint(parser));
  level->having_count = conditions.count;
  level->having = conditions.item;
  return STATUS_OK;
}

/// [24] OrderCondition
static Status parse_order_condition(Parser *parser, Orders *orders, bool *found) {
  AstOrder order = {NULL, false};
  *found = true;
  if (parser_at(parser, TOKEN_ASC) || parser_at(parser, TOKEN_DESC)) {
    order.descending = parser->token.kind == TOKEN_DESC;
    TRY(parser_step(parser));
    TRY(parse_bracketted(parser, &order.expr));
  } else if (parser_at(parser, TOKEN_VARIABLE)) {
    const Position at = parser->token.at;
    VarId var = 0;
    TRY(parse_var(parser, &var));
    order.expr = ast_var(parser, var, at);
  } else if (parser_at_constraint(parser)) {
    TRY(parse_constraint(parser, &order.expr));
  } else {
    *found = false;
    return STATUS_OK;
  }
  VEC_PUSH(parser->arena, orders, order);
  return STATUS_OK;
}

/// [23] OrderClause
static Status parse_order(Parser *parser, AstLevel *level) {
  Orders orders = {0};
  bool found = false;
  TRY(parser_accept(parser, TOKEN_ORDER, &found));
  if (!found) return STATUS_OK;
  TRY(parser_require(parser, TOKEN_BY));
  while (found) TRY(parse_order_condition(parser, &orders, &found));
  if (orders.count == 0) return parser_fail(parser);
  level->order_count = orders.count;
  level->order = orders.item;
  return STATUS_OK;
}

// An INTEGER; what is larger than any result counts as the largest number.
static Status parse_count(Parser *parser, uint64_t *out) {
  if (!parser_at(parser, TOKEN_INTEGER)) return parser_fail(parser);
  errno = 0;
  *out = strtoull(parser->token.text->text, NULL, 10);
  if (errno == ERANGE || *out > INT64_MAX) *out = INT64_MAX;
  return parser_step(parser);
}

/// [25] LimitOffsetClauses, [26] LimitClause, [27] OffsetClause
static Status parse_slice(Parser *parser, AstLevel *level) {
  bool has_limit = false, has_offset = false;
  level->limit = SLICE_NO_LIMIT;
  for (;;) {
    if (!has_limit && parser_at(parser, TOKEN_LIMIT)) {
      has_limit = true;
      TRY(parser_step(parser));
      TRY(parse_count(parser, &level->limit));
    } else if (!has_offset && parser_at(parser, TOKEN_OFFSET)) {
      has_offset = true;
      TRY(parser_step(parser));
      TRY(parse_count(parser, &level->offset));
    } else {
      break;
    }
  }
  level->sliced = has_limit || has_offset;
  return STATUS_OK;
}

/// [28] ValuesClause
static Status parse_values(Parser *parser, AstLevel *level) {
  TRY(parser_accept(parser, TOKEN_VALUES, &level->has_values));
  return level->has_values ? parse_data_block(parser, &level->values) : STATUS_OK;
}

/// [18] SolutionModifier, and [28] ValuesClause, which follows it everywhere
static Status parse_modifiers(Parser *parser, AstLevel *level) {
  TRY(parse_group_clause(parser, level));
  parser->aggregate_context = AGGREGATE_ALLOWED;
  TRY(parse_having(parser, level));
  TRY(parse_order(parser, level));
  parser->aggregate_context = AGGREGATE_FORBIDDEN;
  TRY(parse_slice(parser, level));
  TRY(parse_values(parser, level));
  level->mentions.end = parser->mentions.count;
  return level_check(parser, level);
}

static AstLevel *new_level(Parser *parser) {
  AstLevel *level = ARENA_NEW(parser->arena, AstLevel);
  level->at = parser->token.at;
  level->mentions.start = parser->mentions.count;
  return level;
}

/// [8] SubSelect
Status parse_sub_select(Parser *parser, const AstLevel **out) {
  AstLevel *level = new_level(parser);
  TRY(parse_select_clause(parser, level));
  TRY(parse_where(parser, level));
  TRY(parse_modifiers(parser, level));
  *out = level;
  return STATUS_OK;
}

/// [13] DatasetClause to [16] SourceSelector
static Status parse_dataset(Parser *parser, AstQuery *query) {
  Iris from = {0}, named = {0};
  bool found = false;
  for (;;) {
    TRY(parser_accept(parser, TOKEN_FROM, &found));
    if (!found) break;
    const Symbol *iri = NULL;
    TRY(parser_accept(parser, TOKEN_NAMED, &found));
    TRY(parse_iri(parser, &iri));
    if (found) {
      VEC_PUSH(parser->arena, &named, iri);
    } else {
      VEC_PUSH(parser->arena, &from, iri);
    }
  }
  query->from_count = from.count;
  query->from = from.item;
  query->from_named_count = named.count;
  query->from_named = named.item;
  return STATUS_OK;
}

/// [7] SelectQuery
static Status parse_select(Parser *parser, AstQuery *query, AstLevel *level) {
  TRY(parse_select_clause(parser, level));
  TRY(parse_dataset(parser, query));
  return parse_where(parser, level);
}

/// [73] ConstructTemplate
static Status parse_template(Parser *parser, AstQuery *query) {
  AstTriples triples = {0};
  TRY(parser_require(parser, TOKEN_LBRACE));
  parser->blank_context = BLANK_IN_TEMPLATE;
  TRY(parse_triples(parser, false, &triples));
  parser->blank_context = BLANK_IN_PATTERN;
  query->template_count = triples.count;
  query->template_ = triples.item;
  return parser_require(parser, TOKEN_RBRACE);
}

// CONSTRUCT WHERE: the template once more, as a group.
static void template_to_group(Parser *parser, const AstQuery *query, AstLevel *level) {
  AstGroup *group = ARENA_NEW(parser->arena, AstGroup);
  AstElement *element = ARENA_NEW(parser->arena, AstElement);
  element->kind = ELEMENT_TRIPLES;
  element->u.triples.count = query->template_count;
  element->u.triples.triple = query->template_;
  group->at = level->at;
  group->height = 1;
  group->count = query->template_count > 0 ? 1 : 0;
  group->element = element;
  group->scope = varset_empty(parser->arena);
  for (size_t i = 0; i < query->template_count; i++) {
    const AstTriple *triple = &query->template_[i];
    const Slot slots[] = {triple->subject, triple->predicate, triple->object};
    for (size_t j = 0; j < 3; j++)
      if (slots[j].kind == SLOT_VAR) varset_add(&group->scope, slots[j].var);
  }
  level->where = group;
}

/// [10] ConstructQuery
static Status parse_construct(Parser *parser, AstQuery *query, AstLevel *level) {
  TRY(parser_step(parser));
  if (parser_at(parser, TOKEN_LBRACE)) {
    TRY(parse_template(parser, query));
    TRY(parse_dataset(parser, query));
    return parse_where(parser, level);
  }
  query->construct_where = true;
  TRY(parse_dataset(parser, query));
  TRY(parser_require(parser, TOKEN_WHERE));
  TRY(parse_template(parser, query));
  template_to_group(parser, query, level);
  return STATUS_OK;
}

/// [11] DescribeQuery
static Status parse_describe(Parser *parser, AstQuery *query, AstLevel *level) {
  VEC(Slot) described = {0};
  TRY(parser_step(parser));
  TRY(parser_accept(parser, TOKEN_STAR, &query->describe_all));
  if (!query->describe_all) {
    do {
      Slot slot;
      TRY(parse_var_or_iri(parser, &slot));
      VEC_PUSH(parser->arena, &described, slot);
    } while (parser_at(parser, TOKEN_VARIABLE) || parser_at_iri(parser));
    query->described_count = described.count;
    query->described = described.item;
  }
  TRY(parse_dataset(parser, query));
  if (parser_at(parser, TOKEN_WHERE) || parser_at(parser, TOKEN_LBRACE))
    return parse_where(parser, level);
  return STATUS_OK;
}

/// [12] AskQuery
static Status parse_ask(Parser *parser, AstQuery *query, AstLevel *level) {
  TRY(parser_step(parser));
  TRY(parse_dataset(parser, query));
  return parse_where(parser, level);
}

static bool at_update(const Parser *parser) {
  switch (parser->token.kind) {
    case TOKEN_INSERT:
    case TOKEN_DELETE:
    case TOKEN_LOAD:
    case TOKEN_CLEAR:
    case TOKEN_DROP:
    case TOKEN_CREATE:
    case TOKEN_ADD:
    case TOKEN_MOVE:
    case TOKEN_COPY:
    case TOKEN_WITH: return true;
    default: return false;
  }
}

/// [2] Query
Status parse_query(Parser *parser, AstQuery *out) {
  static const struct {
    TokenKind first;
    QueryForm form;
    Status (*parse)(Parser *parser, AstQuery *query, AstLevel *level);
  } forms[] = {{TOKEN_SELECT, QUERY_SELECT, parse_select},
               {TOKEN_CONSTRUCT, QUERY_CONSTRUCT, parse_construct},
               {TOKEN_DESCRIBE, QUERY_DESCRIBE, parse_describe},
               {TOKEN_ASK, QUERY_ASK, parse_ask}};
  *out = (AstQuery){0};
  TRY(parse_prologue(parser));
  AstLevel *level = new_level(parser);
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    if (!parser_at(parser, forms[i].first)) continue;
    out->form = forms[i].form;
    out->at = parser->token.at;
    out->level = level;
    TRY(forms[i].parse(parser, out, level));
    TRY(parse_modifiers(parser, level));
    out->mention_count = parser->mentions.count;
    out->mention = parser->mentions.item;
    return STATUS_OK;
  }
  if (at_update(parser)) {
    parser_error(parser, parser->token.at, "this is an update, and the gateway only reads");
    error_hint(parser->err, "queries begin with SELECT, CONSTRUCT, DESCRIBE or ASK");
    return STATUS_SYNTAX;
  }
  return parser_fail(parser);
}
