// Stepping through tokens, and saying what is wrong where they do not fit.
#include "rewriter/sparql/parser.h"

enum { MOST_EXPECTED = 8, LONGEST_FOUND = 40 };

Status parser_start(Parser *parser, Arena *arena, Symbols *symbols, const char *text, size_t length,
                    const char *base, Error *err) {
  *parser = (Parser){.arena = arena, .symbols = symbols, .err = err};
  parser->variables = variables_create(arena);
  if (base != NULL && *base != '\0') parser->base = symbols_intern_text(symbols, base);
  parser->previous = TOKEN_END;
  TRY(lexer_start(&parser->lexer, arena, symbols, text, length, err));
  return lexer_next(&parser->lexer, &parser->token);
}

Status parser_step(Parser *parser) {
  memset(parser->expected, 0, sizeof parser->expected);
  parser->previous = parser->token.kind;
  parser->previous_end = parser->token.end;
  return lexer_next(&parser->lexer, &parser->token);
}

void parser_expects(Parser *parser, TokenKind kind) {
  parser->expected[kind / 64] |= UINT64_C(1) << (kind % 64);
}

bool parser_at(Parser *parser, TokenKind kind) {
  if (parser->token.kind == kind) return true;
  parser_expects(parser, kind);
  return false;
}

Status parser_accept(Parser *parser, TokenKind kind, bool *found) {
  *found = parser_at(parser, kind);
  return *found ? parser_step(parser) : STATUS_OK;
}

Status parser_require(Parser *parser, TokenKind kind) {
  if (!parser_at(parser, kind)) return parser_fail(parser);
  return parser_step(parser);
}

// What stands at the token, shortened to whole characters.
static void add_found(Parser *parser, Buffer *out) {
  const Token *token = &parser->token;
  if (token->kind == TOKEN_END) {
    buffer_add_text(out, "the end of the text");
    return;
  }
  const char *text = parser->lexer.text + token->start;
  size_t length = token->end - token->start;
  const bool cut = length > LONGEST_FOUND;
  if (cut)
    for (length = LONGEST_FOUND; length > 0 && (text[length] & 0xC0) == 0x80;) length--;
  buffer_add_char(out, '\'');
  buffer_add(out, text, length);
  buffer_add_text(out, cut ? "…'" : "'");
}

static bool is_expected(const Parser *parser, unsigned kind) {
  return ((parser->expected[kind / 64] >> (kind % 64)) & 1) != 0;
}

static void add_expected(const Parser *parser, Buffer *out) {
  const char *name[MOST_EXPECTED + 1] = {NULL};
  size_t count = 0;
  for (unsigned kind = 0; kind < TOKEN_KIND_COUNT && count <= MOST_EXPECTED; kind++) {
    if (!is_expected(parser, kind)) continue;
    bool known = false;
    for (size_t i = 0; i < count; i++)
      known = known || strcmp(name[i], token_name((TokenKind)kind)) == 0;
    if (!known) name[count++] = token_name((TokenKind)kind);
  }
  for (size_t i = 0; i < count && i < MOST_EXPECTED; i++) {
    const bool last = i + 1 == count;
    buffer_add_text(out, i == 0 ? ", expected " : last ? " or " : ", ");
    buffer_add_text(out, name[i]);
  }
  if (count > MOST_EXPECTED) buffer_add_text(out, " …");
}

Status parser_fail(Parser *parser) {
  Buffer *message = &parser->scratch;
  buffer_clear(message);
  buffer_add_text(message, "found ");
  add_found(parser, message);
  add_expected(parser, message);
  error_at(parser->err, STATUS_SYNTAX, parser->token.at, "%s", buffer_text(message));
  hint_unexpected(parser);
  return STATUS_SYNTAX;
}

Status parser_error(Parser *parser, Position at, const char *format, ...) {
  va_list args;
  va_start(args, format);
  error_vset(parser->err, STATUS_SYNTAX, at, format, args);
  va_end(args);
  return STATUS_SYNTAX;
}

static Status too_deep(Parser *parser, Position at) {
  return error_at(parser->err, STATUS_LIMIT, at, "the query is nested more than %d levels deep",
                  NESTING_MAX);
}

Status parser_enter(Parser *parser) {
  if (parser->depth >= NESTING_MAX) return too_deep(parser, parser->token.at);
  parser->depth++;
  return STATUS_OK;
}

Status parser_check_height(Parser *parser, unsigned height, Position at) {
  return height > NESTING_MAX ? too_deep(parser, at) : STATUS_OK;
}

const char *parser_variable_name(const Parser *parser, VarId var) {
  return variables_hint(parser->variables, var);
}
