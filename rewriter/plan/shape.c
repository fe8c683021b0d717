// One pass of the lexer over the text.
#include "rewriter/plan/shape.h"

#include <string.h>

#include "base/buffer.h"
#include "base/rdf/iri.h"
#include "rewriter/sparql/lexer.h"

enum { LONGEST_TEXT = 32 * 1024, MOST_PARAMETERS = 63, MOST_PREFIXES = 64, LIFTED = 0xFF };

typedef struct Prefix {
  Symbol name, iri;
} Prefix;

typedef struct Reader {
  Arena *arena;
  const Symbols *parent;
  Lexer lexer;
  const char *text;
  size_t length;
  Buffer key, scratch;
  Parameters *parameters;
  VEC(Parameter) items;
  VEC(struct ParameterToken) tokens;
  size_t prefix_count;
  Prefix prefix[MOST_PREFIXES];
  bool good;
} Reader;

static bool is_text(const Symbol *symbol, const char *text, size_t length) {
  return symbol->length == length && memcmp(symbol->text, text, length) == 0;
}

// The parameter with that lexical form, if there is one already.
static Parameter *find(const Reader *reader, const char *text, size_t length) {
  for (size_t i = 0; i < reader->items.count; i++)
    if (is_text(reader->items.item[i].lexical, text, length)) return &reader->items.item[i];
  return NULL;
}

static const Symbol *copy(Arena *arena, const char *text, size_t length) {
  Symbol *symbol = ARENA_NEW(arena, Symbol);
  *symbol = (Symbol){arena_copy_text(arena, text, length), length};
  return symbol;
}

static void add_plain(Reader *reader, const Token *token) {
  buffer_add_char(&reader->key, (char)(token->kind + 1));
  if (token->prefix != NULL) {
    buffer_add_symbol(&reader->key, token->prefix);
    buffer_add_char(&reader->key, ':');
  }
  if (token->text != NULL) buffer_add_symbol(&reader->key, token->text);
  if (token->text != NULL || token->prefix != NULL) buffer_add_char(&reader->key, '\0');
}

// A constant with that lexical form, or IRI. Its kind stays in the key, and a number's sign, by
// which the parser tells operators.
static void add_constant(Reader *reader, const Token *token, const char *text, size_t length) {
  if (symbols_find(reader->parent, text, length) != NULL) {
    add_plain(reader, token);
    return;
  }
  Parameter *parameter = find(reader, text, length);
  if (parameter == NULL) {
    if (reader->items.count == MOST_PARAMETERS) {
      add_plain(reader, token);
      return;
    }
    const Parameter new_one = {.all = reader->parameters,
                               .number = (unsigned)reader->items.count,
                               .lexical = copy(reader->arena, text, length)};
    VEC_PUSH(reader->arena, &reader->items, new_one);
    parameter = &reader->items.item[reader->items.count - 1];
  }
  parameter->places++;
  const struct ParameterToken place = {token->start, parameter->number};
  VEC_PUSH(reader->arena, &reader->tokens, place);
  const bool is_iri = token->kind == TOKEN_PREFIXED || token->kind == TOKEN_PREFIX_NS;
  buffer_add_char(&reader->key, (char)LIFTED);
  buffer_add_char(&reader->key, (char)(is_iri ? TOKEN_IRI + 1 : token->kind + 1));
  buffer_add_char(&reader->key, (char)(parameter->number + 1));
  if (token->kind >= TOKEN_INTEGER_SIGNED && token->kind <= TOKEN_DOUBLE_SIGNED)
    buffer_add_char(&reader->key, text[0]);
}

static void add_prefixed(Reader *reader, const Token *token) {
  const Symbol *namespace = NULL;
  for (size_t i = reader->prefix_count; i > 0 && namespace == NULL; i--)
    if (is_text(&reader->prefix[i - 1].name, token->prefix->text, token->prefix->length))
  namespace = &reader->prefix[i - 1].iri;
  if (namespace == NULL || !iri_is_absolute(namespace->text, namespace->length)) {
    add_plain(reader, token);
    return;
  }
  buffer_clear(&reader->scratch);
  buffer_add_symbol(&reader->scratch, namespace);
  if (token->text != NULL) buffer_add_symbol(&reader->scratch, token->text);
  add_constant(reader, token, buffer_text(&reader->scratch), reader->scratch.length);
}

static void add_token(Reader *reader, const Token *token) {
  switch (token->kind) {
    case TOKEN_IRI:
      if (iri_is_absolute(token->text->text, token->text->length))
        add_constant(reader, token, token->text->text, token->text->length);
      else
        add_plain(reader, token);
      return;
    case TOKEN_PREFIXED:
    case TOKEN_PREFIX_NS: add_prefixed(reader, token); return;
    case TOKEN_STRING:
    case TOKEN_INTEGER:
    case TOKEN_DECIMAL:
    case TOKEN_DOUBLE:
    case TOKEN_INTEGER_SIGNED:
    case TOKEN_DECIMAL_SIGNED:
    case TOKEN_DOUBLE_SIGNED:
      add_constant(reader, token, token->text->text, token->text->length);
      return;
    case TOKEN_SERVICE: reader->good = false; return;
    default: add_plain(reader, token); return;
  }
}

// PREFIX ns: <iri>, as it stands.
static Status read_prefix(Reader *reader, Token *token) {
  const Symbol name = *token->prefix;
  add_plain(reader, token);
  TRY(lexer_next(&reader->lexer, token));
  if (token->kind != TOKEN_IRI || reader->prefix_count == MOST_PREFIXES) {
    reader->good = false;
    return STATUS_OK;
  }
  reader->prefix[reader->prefix_count++] = (Prefix){name, *token->text};
  add_plain(reader, token);
  return STATUS_OK;
}

static Status read_tokens(Reader *reader, Error *err) {
  TRY(lexer_start(&reader->lexer, reader->arena, NULL, reader->text, reader->length, err));
  Token token;
  TokenKind before = TOKEN_END;
  do {
    TRY(lexer_next(&reader->lexer, &token));
    if (before == TOKEN_PREFIX && token.kind == TOKEN_PREFIX_NS) {
      TRY(read_prefix(reader, &token));
    } else if (before == TOKEN_BASE) {
      add_plain(reader, &token);
    } else {
      add_token(reader, &token);
    }
    before = token.kind;
  } while (token.kind != TOKEN_END && reader->good);
  return STATUS_OK;
}

static Status read(void *self, Error *err) {
  Reader *reader = self;
  reader->parameters = ARENA_NEW(reader->arena, Parameters);
  TRY(read_tokens(reader, err));
  *reader->parameters = (Parameters){.arena = reader->arena,
                                     .count = reader->items.count,
                                     .item = reader->items.item,
                                     .token_count = reader->tokens.count,
                                     .token = reader->tokens.item};
  return STATUS_OK;
}

bool shape_read(Arena *arena, const Symbols *parent, const char *text, size_t length, Shape *out) {
  if (length > LONGEST_TEXT) return false;
  Reader reader = {.arena = arena, .parent = parent, .text = text, .length = length, .good = true};
  Error ignored;
  const Status status = arena_run(arena, read, &reader, &ignored);
  const bool good = status == STATUS_OK && reader.good;
  if (good)
    *out = (Shape){arena_copy_text(arena, buffer_text(&reader.key), reader.key.length),
                   reader.key.length, reader.parameters};
  buffer_free(&reader.key);
  buffer_free(&reader.scratch);
  return good;
}
