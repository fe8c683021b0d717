// Expressions by precedence: productions [68], [69], [110] to [120].
#include "base/rdf/vocabulary.h"
#include "rewriter/ir/parameter.h"
#include "rewriter/sparql/parser.h"

static AstExpr *make(Parser *parser, AstExprKind kind, Position at) {
  AstExpr *expr = ARENA_NEW(parser->arena, AstExpr);
  expr->kind = kind;
  expr->at = at;
  expr->height = 1;
  return expr;
}

const AstExpr *ast_term(Parser *parser, Term term, Position at) {
  AstExpr *expr = make(parser, AST_TERM, at);
  expr->u.term = term;
  return expr;
}

const AstExpr *ast_var(Parser *parser, VarId var, Position at) {
  AstExpr *expr = make(parser, AST_VAR, at);
  expr->u.var = var;
  return expr;
}

Status ast_call(Parser *parser, Function function, const Symbol *iri, size_t count,
                const AstExpr *const args[], Position at, AstExpr **out) {
  AstExpr *expr = make(parser, AST_CALL, at);
  expr->u.call.function = function;
  expr->u.call.iri = iri;
  expr->u.call.count = count;
  expr->u.call.arg = arena_copy(parser->arena, args, count * sizeof *args);
  for (size_t i = 0; i < count; i++) {
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a parse that succeeds sets its result
    if (args[i]->height >= expr->height) expr->height = args[i]->height + 1;
    expr->has_aggregate = expr->has_aggregate || args[i]->has_aggregate;
  }
  *out = expr;
  return parser_check_height(parser, expr->height, at);
}

static Status apply(Parser *parser, Function function, size_t count, const AstExpr *const args[],
                    Position at, const AstExpr **out) {
  AstExpr *expr = NULL;
  TRY(ast_call(parser, function, NULL, count, args, at, &expr));
  *out = expr;
  return STATUS_OK;
}

static Status apply2(Parser *parser, Function function, const AstExpr *a, const AstExpr *b,
                     Position at, const AstExpr **out) {
  return apply(parser, function, 2, (const AstExpr *[]){a, b}, at, out);
}

/// [120] BrackettedExpression
Status parse_bracketted(Parser *parser, const AstExpr **out) {
  TRY(parser_require(parser, TOKEN_LPAREN));
  TRY(parse_expression(parser, out));
  return parser_require(parser, TOKEN_RPAREN);
}

/// [119] PrimaryExpression
static Status parse_primary(Parser *parser, const AstExpr **out) {
  const Position at = parser->token.at;
  if (parser->token.kind == TOKEN_LPAREN) return parse_bracketted(parser, out);
  if (parser->token.kind == TOKEN_VARIABLE) {
    VarId var = 0;
    TRY(parse_var(parser, &var));
    *out = ast_var(parser, var, at);
    return STATUS_OK;
  }
  if (parser_at_literal(parser)) {
    Term term;
    TRY(parse_literal(parser, &term));
    *out = ast_term(parser, term, at);
    return STATUS_OK;
  }
  if (parser_at_call(parser)) return parse_call(parser, out);
  if (parser_at_iri(parser)) return parse_function_or_iri(parser, false, out);
  memset(parser->expected, 0, sizeof parser->expected);
  parser_expects(parser, TOKEN_EXPECT_EXPRESSION);
  return parser_fail(parser);
}

/// [118] UnaryExpression
static Status parse_unary(Parser *parser, const AstExpr **out) {
  const Position at = parser->token.at;
  Function function;
  switch (parser->token.kind) {
    case TOKEN_BANG: function = FN_NOT; break;
    case TOKEN_PLUS: function = FN_PLUS; break;
    case TOKEN_MINUS_SIGN: function = FN_NEGATE; break;
    default: return parse_primary(parser, out);
  }
  TRY(parser_step(parser));
  TRY(parse_primary(parser, out));
  return apply(parser, function, 1, out, at, out);
}

// ('*' UnaryExpression | '/' UnaryExpression)*, onto *out.
static Status parse_factors(Parser *parser, const AstExpr **out) {
  for (;;) {
    const Position at = parser->token.at;
    const bool times = parser_at(parser, TOKEN_STAR);
    if (!times && !parser_at(parser, TOKEN_SLASH)) return STATUS_OK;
    const AstExpr *right = NULL;
    TRY(parser_step(parser));
    TRY(parse_unary(parser, &right));
    TRY(apply2(parser, times ? FN_MULTIPLY : FN_DIVIDE, *out, right, at, out));
  }
}

/// [117] MultiplicativeExpression
static Status parse_multiplicative(Parser *parser, const AstExpr **out) {
  TRY(parse_unary(parser, out));
  return parse_factors(parser, out);
}

static bool at_signed_number(const Parser *parser) {
  return parser->token.kind >= TOKEN_INTEGER_SIGNED && parser->token.kind <= TOKEN_DOUBLE_SIGNED;
}

// In `?a -1` the sign belongs to the number's token, but means the operator.
static Status parse_signed_term(Parser *parser, const AstExpr **out, Function *function) {
  const Position at = parser->token.at;
  Term term;
  TRY(parse_literal(parser, &term));
  *function = term.lexical->text[0] == '-' ? FN_SUBTRACT : FN_ADD;
  term.lexical = symbols_intern(parser->symbols, term.lexical->text + 1, term.lexical->length - 1);
  if (term.parameter != NULL) parameter_pin(term.parameter);
  term.parameter = NULL;
  *out = ast_term(parser, term, at);
  return parse_factors(parser, out);
}

/// [116] AdditiveExpression
static Status parse_additive(Parser *parser, const AstExpr **out) {
  TRY(parse_multiplicative(parser, out));
  for (;;) {
    const Position at = parser->token.at;
    const AstExpr *right = NULL;
    Function function = FN_ADD;
    if (at_signed_number(parser)) {
      TRY(parse_signed_term(parser, &right, &function));
    } else {
      const bool plus = parser_at(parser, TOKEN_PLUS);
      if (!plus && !parser_at(parser, TOKEN_MINUS_SIGN)) return STATUS_OK;
      function = plus ? FN_ADD : FN_SUBTRACT;
      TRY(parser_step(parser));
      TRY(parse_multiplicative(parser, &right));
    }
    TRY(apply2(parser, function, *out, right, at, out));
  }
}

/// [72] ExpressionList
Status parse_expression_list(Parser *parser, AstExprs *list) {
  bool more = false;
  TRY(parser_accept(parser, TOKEN_NIL, &more));
  if (more) return STATUS_OK;
  TRY(parser_require(parser, TOKEN_LPAREN));
  do {
    const AstExpr *expr = NULL;
    TRY(parse_expression(parser, &expr));
    VEC_PUSH(parser->arena, list, expr);
    TRY(parser_accept(parser, TOKEN_COMMA, &more));
  } while (more);
  return parser_require(parser, TOKEN_RPAREN);
}

static Status parse_membership(Parser *parser, Function function, const AstExpr **out,
                               Position at) {
  AstExprs args = {0};
  VEC_PUSH(parser->arena, &args, *out);
  TRY(parser_require(parser, TOKEN_IN));
  TRY(parse_expression_list(parser, &args));
  return apply(parser, function, args.count, args.item, at, out);
}

/// [114] RelationalExpression, [115] NumericExpression
static Status parse_relational(Parser *parser, const AstExpr **out) {
  static const struct {
    TokenKind token;
    Function function;
  } operators[] = {{TOKEN_EQUAL, FN_EQ},   {TOKEN_NOT_EQUAL, FN_NE},  {TOKEN_LESS, FN_LT},
                   {TOKEN_GREATER, FN_GT}, {TOKEN_LESS_EQUAL, FN_LE}, {TOKEN_GREATER_EQUAL, FN_GE}};
  TRY(parse_additive(parser, out));
  const Position at = parser->token.at;
  for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
    if (!parser_at(parser, operators[i].token)) continue;
    const AstExpr *right = NULL;
    TRY(parser_step(parser));
    TRY(parse_additive(parser, &right));
    return apply2(parser, operators[i].function, *out, right, at, out);
  }
  bool negated = false;
  TRY(parser_accept(parser, TOKEN_NOT, &negated));
  if (negated) return parse_membership(parser, FN_NOT_IN, out, at);
  if (parser_at(parser, TOKEN_IN)) return parse_membership(parser, FN_IN, out, at);
  return STATUS_OK;
}

// OR and AND are associative (section 17.2), so long chains become balanced trees.
static Status balance(Parser *parser, Function function, size_t count, const AstExpr *const part[],
                      const AstExpr **out) {
  if (count == 1) {
    *out = part[0];
    return STATUS_OK;
  }
  const AstExpr *left = NULL, *right = NULL;
  TRY(balance(parser, function, (count + 1) / 2, part, &left));
  TRY(balance(parser, function, count / 2, part + (count + 1) / 2, &right));
  return apply2(parser, function, left, right, left->at, out);
}

static Status parse_chain(Parser *parser, Function function, TokenKind mark,
                          Status (*part)(Parser *parser, const AstExpr **out),
                          const AstExpr **out) {
  AstExprs parts = {0};
  bool more = true;
  while (more) {
    const AstExpr *expr = NULL;
    TRY(part(parser, &expr));
    VEC_PUSH(parser->arena, &parts, expr);
    TRY(parser_accept(parser, mark, &more));
  }
  return balance(parser, function, parts.count, parts.item, out);
}

/// [112] ConditionalAndExpression, [113] ValueLogical
static Status parse_and(Parser *parser, const AstExpr **out) {
  return parse_chain(parser, FN_AND, TOKEN_AND, parse_relational, out);
}

/// [110] Expression, [111] ConditionalOrExpression
Status parse_expression(Parser *parser, const AstExpr **out) {
  TRY(parser_enter(parser));
  TRY(parse_chain(parser, FN_OR, TOKEN_OR, parse_and, out));
  parser_leave(parser);
  return STATUS_OK;
}

bool parser_at_constraint(Parser *parser) {
  if (parser->token.kind == TOKEN_LPAREN || parser_at_call(parser) || parser_at_iri(parser))
    return true;
  return false;
}

/// [69] Constraint
Status parse_constraint(Parser *parser, const AstExpr **out) {
  if (parser->token.kind == TOKEN_LPAREN) return parse_bracketted(parser, out);
  if (parser_at_call(parser)) return parse_call(parser, out);
  if (parser_at_iri(parser)) return parse_function_or_iri(parser, true, out);
  memset(parser->expected, 0, sizeof parser->expected);
  parser_expects(parser, TOKEN_EXPECT_CONSTRAINT);
  return parser_fail(parser);
}
