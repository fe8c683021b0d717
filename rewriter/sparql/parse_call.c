// Functions and aggregates: productions [70], [71], [121] to [128].
#include <strings.h>

#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/sparql/parser.h"

// The builtin of that name, in any case; FN_COUNT when there is none.
static Function find_builtin(const Symbol *name) {
  for (unsigned f = 0; f < FN_COUNT; f++) {
    const char *keyword = function_info((Function)f)->keyword;
    if (keyword != NULL && strcasecmp(keyword, name->text) == 0) return (Function)f;
  }
  return FN_COUNT;
}

// [127] Aggregate; -1 when the token begins none.
static int aggregate_of(TokenKind kind) {
  switch (kind) {
    case TOKEN_COUNT: return AGG_COUNT;
    case TOKEN_SUM: return AGG_SUM;
    case TOKEN_MIN: return AGG_MIN;
    case TOKEN_MAX: return AGG_MAX;
    case TOKEN_AVG: return AGG_AVG;
    case TOKEN_SAMPLE: return AGG_SAMPLE;
    case TOKEN_GROUP_CONCAT: return AGG_GROUP_CONCAT;
    default: return -1;
  }
}

bool parser_at_call(Parser *parser) {
  const TokenKind kind = parser->token.kind;
  return kind == TOKEN_WORD || kind == TOKEN_EXISTS || kind == TOKEN_NOT || aggregate_of(kind) >= 0;
}

static Status check_arity(Parser *parser, const char *name, Position at, size_t found,
                          const FunctionInfo *info) {
  const int count = (int)found;
  if (count >= info->min_args && (info->max_args < 0 || count <= info->max_args)) return STATUS_OK;
  if (info->min_args == info->max_args)
    return parser_error(parser, at, "%s takes %d argument%s, not %d", name, info->min_args,
                        info->min_args == 1 ? "" : "s", count);
  return parser_error(parser, at, "%s takes %d to %d arguments, not %d", name, info->min_args,
                      info->max_args, count);
}

// '(' Var ')'
static Status parse_bound(Parser *parser, AstExprs *args) {
  VarId var = 0;
  TRY(parser_require(parser, TOKEN_LPAREN));
  const Position at = parser->token.at;
  TRY(parse_var(parser, &var));
  VEC_PUSH(parser->arena, args, ast_var(parser, var, at));
  return parser_require(parser, TOKEN_RPAREN);
}

/// [121] BuiltInCall, [122] RegexExpression, [123] SubstringExpression, [124] StrReplaceExpression
static Status parse_builtin(Parser *parser, const AstExpr **out) {
  const Token name = parser->token;
  const Function function = find_builtin(name.text);
  if (function == FN_COUNT) {
    parser_error(parser, name.at, "unknown function '%s'", name.text->text);
    hint_function(parser, name.text);
    return STATUS_SYNTAX;
  }
  const FunctionInfo *info = function_info(function);
  AstExprs args = {0};
  AstExpr *call = NULL;
  TRY(parser_step(parser));
  if (info->max_args == 0) {
    TRY(parser_require(parser, TOKEN_NIL));
  } else if (function == FN_BOUND) {
    TRY(parse_bound(parser, &args));
  } else {
    TRY(parse_expression_list(parser, &args));
  }
  TRY(check_arity(parser, info->keyword, name.at, args.count, info));
  TRY(ast_call(parser, function, NULL, args.count, args.item, name.at, &call));
  *out = call;
  return STATUS_OK;
}

/// [125] ExistsFunc, [126] NotExistsFunc
static Status parse_exists(Parser *parser, const AstExpr **out) {
  AstExpr *expr = ARENA_NEW(parser->arena, AstExpr);
  expr->kind = AST_EXISTS;
  expr->at = parser->token.at;
  TRY(parser_accept(parser, TOKEN_NOT, &expr->u.exists.negated));
  TRY(parser_require(parser, TOKEN_EXISTS));
  TRY(parse_group(parser, &expr->u.exists.group));
  expr->height = expr->u.exists.group->height + 1;
  *out = expr;
  return parser_check_height(parser, expr->height, expr->at);
}

// ';' 'SEPARATOR' '=' String
static Status parse_separator(Parser *parser, AstExpr *expr) {
  expr->u.aggregate.separator = symbols_intern(parser->symbols, " ", 1);
  bool given = false;
  TRY(parser_accept(parser, TOKEN_SEMICOLON, &given));
  if (!given) return STATUS_OK;
  TRY(parser_require(parser, TOKEN_SEPARATOR));
  TRY(parser_require(parser, TOKEN_EQUAL));
  if (!parser_at(parser, TOKEN_STRING)) return parser_fail(parser);
  expr->u.aggregate.separator = parser->token.text;
  return parser_step(parser);
}

/// [127] Aggregate
static Status parse_aggregate(Parser *parser, const AstExpr **out) {
  const Token name = parser->token;
  const AggregateContext context = parser->aggregate_context;
  if (context == AGGREGATE_INSIDE)
    return parser_error(parser, name.at, "an aggregate cannot stand inside another one");
  if (context == AGGREGATE_FORBIDDEN) {
    parser_error(parser, name.at, "%s cannot stand here", token_name(name.kind));
    error_hint(parser->err, "aggregates belong in SELECT, HAVING or ORDER BY");
    return STATUS_SYNTAX;
  }
  AstExpr *expr = ARENA_NEW(parser->arena, AstExpr);
  expr->kind = AST_AGGREGATE;
  expr->at = name.at;
  expr->height = 1;
  expr->has_aggregate = true;
  expr->u.aggregate.aggregate = (Aggregate)aggregate_of(name.kind);
  TRY(parser_step(parser));
  TRY(parser_require(parser, TOKEN_LPAREN));
  parser->aggregate_context = AGGREGATE_INSIDE;
  TRY(parser_accept(parser, TOKEN_DISTINCT, &expr->u.aggregate.distinct));
  if (name.kind == TOKEN_COUNT && parser_at(parser, TOKEN_STAR)) {
    TRY(parser_step(parser));
  } else {
    TRY(parse_expression(parser, &expr->u.aggregate.arg));
    expr->height = expr->u.aggregate.arg->height + 1;
  }
  if (name.kind == TOKEN_GROUP_CONCAT) TRY(parse_separator(parser, expr));
  TRY(parser_require(parser, TOKEN_RPAREN));
  parser->aggregate_context = context;
  *out = expr;
  return parser_check_height(parser, expr->height, expr->at);
}

Status parse_call(Parser *parser, const AstExpr **out) {
  if (aggregate_of(parser->token.kind) >= 0) return parse_aggregate(parser, out);
  if (parser->token.kind == TOKEN_WORD) return parse_builtin(parser, out);
  return parse_exists(parser, out);
}

// XPath constructor functions (section 17.5), of all known datatypes; any other IRI is FN_CUSTOM.
static Function function_of_iri(const Symbol *iri) {
  static const struct {
    const Symbol *iri;
    Function function;
  } casts[] = {{&XSD_STRING, FN_CAST_STRING},      {&XSD_BOOLEAN, FN_CAST_BOOLEAN},
               {&XSD_INTEGER, FN_CAST_INTEGER},    {&XSD_DECIMAL, FN_CAST_DECIMAL},
               {&XSD_FLOAT, FN_CAST_FLOAT},        {&XSD_DOUBLE, FN_CAST_DOUBLE},
               {&XSD_DATE, FN_CAST_DATE},          {&XSD_TIME, FN_CAST_TIME},
               {&XSD_DATE_TIME, FN_CAST_DATE_TIME}};
  for (size_t i = 0; i < sizeof casts / sizeof casts[0]; i++)
    if (casts[i].iri == iri) return casts[i].function;
  return datatype_family(iri) == DATATYPE_OTHER || iri == &RDF_LANG_STRING ? FN_CUSTOM
                                                                           : FN_CAST_OTHER;
}

/// [70] FunctionCall, [71] ArgList, [128] iriOrFunction
Status parse_function_or_iri(Parser *parser, bool must_call, const AstExpr **out) {
  const Position at = parser->token.at;
  const Symbol *iri = NULL;
  const size_t start = parser->token.start;
  TRY(parse_iri(parser, &iri));
  const bool nil = parser_at(parser, TOKEN_NIL);
  if (!nil && !parser_at(parser, TOKEN_LPAREN)) {
    if (must_call) return parser_fail(parser);
    *out = ast_term(parser, parser_with_parameter(parser, term_iri(iri), start), at);
    return STATUS_OK;
  }
  AstExprs args = {0};
  bool distinct = false;
  if (nil) {
    TRY(parser_step(parser));
  } else {
    bool more = true;
    TRY(parser_step(parser));
    TRY(parser_accept(parser, TOKEN_DISTINCT, &distinct));
    while (more) {
      const AstExpr *expr = NULL;
      TRY(parse_expression(parser, &expr));
      VEC_PUSH(parser->arena, &args, expr);
      TRY(parser_accept(parser, TOKEN_COMMA, &more));
    }
    TRY(parser_require(parser, TOKEN_RPAREN));
  }
  const Function function = function_of_iri(iri);
  TRY(check_arity(parser, iri->text, at, args.count, function_info(function)));
  AstExpr *call = NULL;
  TRY(ast_call(parser, function, iri, args.count, args.item, at, &call));
  call->u.call.distinct = distinct;
  *out = call;
  return STATUS_OK;
}
