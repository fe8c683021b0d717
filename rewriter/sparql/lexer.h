// The lexer: text to tokens (SPARQL 1.1 sections 19.2 and 19.8, terminals [139] to [173]).
#ifndef ANAMORPH_REWRITER_SPARQL_LEXER_H
#define ANAMORPH_REWRITER_SPARQL_LEXER_H

#include "base/symbol.h"

typedef enum TokenKind {
#define TOKEN(id, name) TOKEN_##id,
#include "rewriter/sparql/token.def"
  TOKEN_KIND_COUNT
} TokenKind;

// text, prefix: symbols, or bare texts (lexer_start).
// text: the value: an IRI without brackets, a name without its mark, a string without quotes and
// escapes, a number as written, a language tag in lower case, a prefixed name's local part.
typedef struct Token {
  TokenKind kind;
  Position at;
  size_t start, end;     // bytes in Lexer.text
  const Symbol *text;    // NULL for keywords and punctuation
  const Symbol *prefix;  // PREFIXED and PREFIX_NS: without the colon
} Token;

// A character that was written as a codepoint escape: where it is, and how many columns it took.
typedef struct CodepointEscape {
  size_t offset;
  unsigned width;
} CodepointEscape;

typedef struct Lexer {
  Arena *arena;
  Symbols *symbols;  // NULL: tokens are bare
  Symbol bare_text, bare_prefix;
  Error *err;
  const char *text;  // after 19.2; kept until the lexer is done
  size_t length;
  size_t offset;
  Position at;  // of offset; not counted where tokens are bare
  size_t escape_count, escape_next;
  const CodepointEscape *escape;
} Lexer;

// Checks that text is UTF-8 without U+0000, skips a byte order mark and applies the codepoint
// escapes (19.2); an escape that names no character is left for lexer_next to refuse. symbols NULL:
// tokens are bare: their texts, without NUL at the end, are part of `text` or in `arena`, the
// records of them are valid until the next token, and nobody counts lines and columns. Errors:
// STATUS_SYNTAX.
Status lexer_start(Lexer *lexer, Arena *arena, Symbols *symbols, const char *text, size_t length,
                   Error *err) MUST_CHECK;

// The next token; TOKEN_END at the end, again and again. Errors: STATUS_SYNTAX.
Status lexer_next(Lexer *lexer, Token *token) MUST_CHECK;

// How messages name a kind of token: "'{'", "SELECT", "IRI".
const char *token_name(TokenKind kind);
bool token_is_keyword(TokenKind kind);

#endif
