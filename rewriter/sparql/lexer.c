// The terminals of the grammar.
#include "rewriter/sparql/lexer.h"

#include <string.h>
#include <strings.h>

#include "base/span.h"
#include "rewriter/sparql/characters.h"

static const char *const names[TOKEN_KIND_COUNT] = {
#define TOKEN(id, name) [TOKEN_##id] = (name),
#include "rewriter/sparql/token.def"
};

const char *token_name(TokenKind kind) { return names[kind]; }

static const struct Keyword {
  const char *text;
  TokenKind kind;
} keywords[] = {
#define TOKEN(id, name)
#define KEYWORD(id, text) {text, TOKEN_##id},
#include "rewriter/sparql/token.def"
};
enum { KEYWORD_COUNT = sizeof keywords / sizeof keywords[0] };

bool token_is_keyword(TokenKind kind) {
  return kind >= keywords[0].kind && kind <= keywords[KEYWORD_COUNT - 1].kind;
}

// Moves to `end`, counting lines and columns; a codepoint escape counts the columns it was
// written with.
static void move_to(Lexer *lexer, size_t end) {
  if (lexer->symbols == NULL) lexer->offset = end;
  while (lexer->offset < end) {
    const char c = lexer->text[lexer->offset];
    if (lexer->escape_next < lexer->escape_count &&
        lexer->escape[lexer->escape_next].offset == lexer->offset) {
      lexer->at.column += lexer->escape[lexer->escape_next++].width;
      size_t size = 0;
      (void)char_decode(lexer->text + lexer->offset, lexer->length - lexer->offset, &size);
      lexer->offset += size;
      continue;
    }
    lexer->offset++;
    if (c == '\n') {
      lexer->at.line++;
      lexer->at.column = 1;
    } else if ((c & 0xC0) != 0x80) {
      lexer->at.column++;
    }
  }
}

static char peek(const Lexer *lexer, size_t offset) {
  return offset < lexer->length ? lexer->text[offset] : '\0';
}

// The code point at offset, 0 at the end.
static unsigned decode(const Lexer *lexer, size_t offset, size_t *size) {
  *size = 0;
  if (offset >= lexer->length) return 0;
  return char_decode(lexer->text + offset, lexer->length - offset, size);
}

// Past white space and comments.
static size_t skip_blanks(const Lexer *lexer, size_t offset) {
  for (; offset < lexer->length; offset++) {
    const char c = lexer->text[offset];
    if (c == '#') {
      while (offset < lexer->length && lexer->text[offset] != '\n' && lexer->text[offset] != '\r')
        offset++;
      if (offset == lexer->length) return offset;
    } else if (!char_is_space(c)) {
      return offset;
    }
  }
  return offset;
}

static Status finish(Lexer *lexer, Token *token, TokenKind kind, size_t end) {
  token->kind = kind;
  token->end = end;
  move_to(lexer, end);
  return STATUS_OK;
}

// What token->text becomes.
static const Symbol *text_of(Lexer *lexer, const char *text, size_t length) {
  if (lexer->symbols != NULL) return symbols_intern(lexer->symbols, text, length);
  lexer->bare_text = (Symbol){text, length};
  return &lexer->bare_text;
}

static const Symbol *prefix_of(Lexer *lexer, const char *text, size_t length) {
  if (lexer->symbols != NULL) return symbols_intern(lexer->symbols, text, length);
  lexer->bare_prefix = (Symbol){text, length};
  return &lexer->bare_prefix;
}

static Status finish_text(Lexer *lexer, Token *token, TokenKind kind, size_t start, size_t end) {
  token->text = text_of(lexer, lexer->text + start, end - start);
  return finish(lexer, token, kind, end);
}

static bool ends_iri(char c) {
  switch (c) {
    case '<':
    case '>':
    case '"':
    case '{':
    case '}':
    case '|':
    case '^':
    case '`':
    case '\\': return true;
    default: return (unsigned char)c <= 0x20;
  }
}

// The first character that no IRI holds; sixteen bytes at a time.
static size_t scan_iri(const Lexer *lexer, size_t offset) {
  for (; lexer->length - offset >= SPAN_LANES; offset += SPAN_LANES) {
    const SpanVector v = span_load(lexer->text + offset);
    const size_t lane = span_first((SpanVector)(((v >= 0) & (v <= 0x20)) | (v == '<') | (v == '>') |
                                                (v == '"') | (v == '{') | (v == '}') | (v == '|') |
                                                (v == '^') | (v == '`') | (v == '\\')));
    if (lane < SPAN_LANES) return offset + lane;
  }
  while (offset < lexer->length && !ends_iri(lexer->text[offset])) offset++;
  return offset;
}

/// [139] IRIREF. Where '<' does not begin one, it is the operator.
static Status lex_less(Lexer *lexer, Token *token) {
  const size_t start = lexer->offset + 1, end = scan_iri(lexer, start);
  if (peek(lexer, end) == '>') {
    token->text = text_of(lexer, lexer->text + start, end - start);
    return finish(lexer, token, TOKEN_IRI, end + 1);
  }
  if (peek(lexer, lexer->offset + 1) == '=')
    return finish(lexer, token, TOKEN_LESS_EQUAL, lexer->offset + 2);
  return finish(lexer, token, TOKEN_LESS, lexer->offset + 1);
}

// Past ASCII letters, digits and '_': most of what names are made of.
static size_t skip_word(const Lexer *lexer, size_t offset) {
  for (; offset < lexer->length; offset++) {
    const unsigned char c = (unsigned char)lexer->text[offset];
    const unsigned char letter = (unsigned char)((c | 0x20) - 'a');
    if (letter >= 26 && !char_is_digit(c) && c != '_') break;
  }
  return offset;
}

// Past [166] VARNAME, or `offset` when there is none.
static size_t scan_varname(const Lexer *lexer, size_t offset) {
  size_t size = 0;
  unsigned c = decode(lexer, offset, &size);
  if (!char_is_u(c) && !char_is_digit(c)) return offset;
  do {
    offset = skip_word(lexer, offset + size);
    c = decode(lexer, offset, &size);
  } while (char_is_var(c));
  return offset;
}

// Past ((PN_CHARS | '.')* PN_CHARS)?: dots at the end stay outside.
static size_t scan_name_rest(const Lexer *lexer, size_t offset) {
  size_t end = offset, size = 0;
  for (;;) {
    const size_t word = skip_word(lexer, offset);
    if (word > offset) end = offset = word;
    const unsigned c = decode(lexer, offset, &size);
    if (c != '.' && !char_is_name(c)) return end;
    offset += size;
    if (c != '.') end = offset;
  }
}

// Past [168] PN_PREFIX, or `offset` when there is none.
static size_t scan_prefix(const Lexer *lexer, size_t offset) {
  size_t size = 0;
  if (!char_is_base(decode(lexer, offset, &size))) return offset;
  return scan_name_rest(lexer, offset + size);
}

// Length of [170] PLX at offset, or 0.
static size_t scan_plx(const Lexer *lexer, size_t offset) {
  const char c = peek(lexer, offset);
  if (c == '%')
    return char_hex(peek(lexer, offset + 1)) >= 0 && char_hex(peek(lexer, offset + 2)) >= 0 ? 3 : 0;
  if (c != '\\' || offset + 1 >= lexer->length) return 0;
  return strchr("_~.-!$&'()*+,;=/?#@%", lexer->text[offset + 1]) != NULL ? 2 : 0;
}

// Past [169] PN_LOCAL, or `offset` when there is none.
static size_t scan_local(const Lexer *lexer, size_t offset) {
  const size_t start = offset;
  size_t end = offset;
  for (;;) {
    const size_t word = skip_word(lexer, offset);
    if (word > offset) end = offset = word;
    size_t size = scan_plx(lexer, offset);
    unsigned c = 0;
    if (size == 0) {
      c = decode(lexer, offset, &size);
      const bool first = offset == start;
      const bool fits = first ? char_is_u(c) || c == ':' || char_is_digit(c)
                              : char_is_name(c) || c == ':' || c == '.';
      if (!fits) return end;
    }
    offset += size;
    if (c != '.') end = offset;
  }
}

// A local part without its backslashes ([173] PN_LOCAL_ESC); %-escapes stay as written.
static const Symbol *local_of(Lexer *lexer, size_t start, size_t end) {
  const char *text = lexer->text + start;
  if (memchr(text, '\\', end - start) == NULL) return text_of(lexer, text, end - start);
  char *plain = arena_alloc(lexer->arena, end - start);
  size_t used = 0;
  for (size_t i = 0; i < end - start; i++)
    if (text[i] != '\\') plain[used++] = text[i];
  return text_of(lexer, plain, used);
}

/// [140] PNAME_NS, [141] PNAME_LN: prefix_end is where the colon stands.
static Status lex_prefixed(Lexer *lexer, Token *token, size_t prefix_end) {
  const size_t start = prefix_end + 1;
  const size_t end = scan_local(lexer, start);
  token->prefix = prefix_of(lexer, lexer->text + lexer->offset, prefix_end - lexer->offset);
  token->text = local_of(lexer, start, end);
  return finish(lexer, token, end == start ? TOKEN_PREFIX_NS : TOKEN_PREFIXED, end);
}

static TokenKind find_keyword(const char *text, size_t length) {
  char word[16];
  if (length == 1 && text[0] == 'a') return TOKEN_A;
  if (length >= sizeof word) return TOKEN_WORD;
  memcpy(word, text, length);
  word[length] = '\0';
  size_t low = 0, high = KEYWORD_COUNT;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    const int order = strcasecmp(word, keywords[middle].text);
    if (order == 0) return keywords[middle].kind;
    if (order < 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return TOKEN_WORD;
}

// A prefixed name, a keyword, or another word.
static Status lex_name(Lexer *lexer, Token *token) {
  const size_t prefix_end = scan_prefix(lexer, lexer->offset);
  if (peek(lexer, prefix_end) == ':') return lex_prefixed(lexer, token, prefix_end);
  size_t end = lexer->offset;
  while (end < prefix_end && lexer->text[end] != '.' && lexer->text[end] != '-') end++;
  const TokenKind kind = find_keyword(lexer->text + lexer->offset, end - lexer->offset);
  return finish_text(lexer, token, kind, lexer->offset, end);
}

/// [142] BLANK_NODE_LABEL
static Status lex_blank(Lexer *lexer, Token *token) {
  const size_t start = lexer->offset + 2;
  size_t size = 0;
  const unsigned c = decode(lexer, start, &size);
  if (peek(lexer, lexer->offset + 1) != ':' || (!char_is_u(c) && !char_is_digit(c)))
    return error_at(lexer->err, STATUS_SYNTAX, lexer->at, "a blank node label is written _:name");
  return finish_text(lexer, token, TOKEN_BLANK, start, scan_name_rest(lexer, start + size));
}

static size_t scan_digits(const Lexer *lexer, size_t offset) {
  while (char_is_digit((unsigned char)peek(lexer, offset))) offset++;
  return offset;
}

// Past [155] EXPONENT, or `offset` when there is none.
static size_t scan_exponent(const Lexer *lexer, size_t offset) {
  if ((peek(lexer, offset) | 0x20) != 'e') return offset;
  size_t digits = offset + 1;
  if (peek(lexer, digits) == '+' || peek(lexer, digits) == '-') digits++;
  const size_t end = scan_digits(lexer, digits);
  return end == digits ? offset : end;
}

/// [146] INTEGER, [147] DECIMAL, [148] DOUBLE and their signed forms.
static Status lex_number(Lexer *lexer, Token *token) {
  const char sign = lexer->text[lexer->offset];
  const size_t start = lexer->offset + (sign == '+' || sign == '-' ? 1 : 0);
  size_t end = scan_digits(lexer, start);
  TokenKind kind = TOKEN_INTEGER;
  if (peek(lexer, end) == '.') {
    const size_t fraction = scan_digits(lexer, end + 1);
    if (fraction > end + 1) {
      kind = TOKEN_DECIMAL;
      end = fraction;
    } else if (scan_exponent(lexer, fraction) > fraction) {
      end = fraction;
    }
  }
  const size_t exponent = scan_exponent(lexer, end);
  if (exponent > end) {
    kind = TOKEN_DOUBLE;
    end = exponent;
  }
  if (start > lexer->offset) kind = (TokenKind)(kind + TOKEN_INTEGER_SIGNED - TOKEN_INTEGER);
  return finish_text(lexer, token, kind, lexer->offset, end);
}

// The end of the quoted text that begins at `start` (after its quotes); SIZE_MAX when it has none.
static size_t scan_string(const Lexer *lexer, size_t start, char quote, bool is_long) {
  for (size_t i = start; i < lexer->length; i++) {
    const char c = lexer->text[i];
    if (c == '\\') {
      i++;
    } else if (c == quote) {
      if (!is_long) return i;
      if (peek(lexer, i + 1) == quote && peek(lexer, i + 2) == quote) return i;
    } else if (!is_long && (c == '\n' || c == '\r')) {
      return SIZE_MAX;
    }
  }
  return SIZE_MAX;
}

// What an escape that is no [160] ECHAR deserves to be told. offset: of the backslash.
static Status bad_escape(Lexer *lexer, size_t offset) {
  move_to(lexer, offset);
  const char c = peek(lexer, offset + 1);
  if (c == 'u' || c == 'U') {
    error_at(lexer->err, STATUS_SYNTAX, lexer->at, "this escape names no character");
    error_hint(lexer->err,
               "write \\u and 4 hex digits or \\U and 8; surrogates (D800 to DFFF) and 0 "
               "are no characters");
    return STATUS_SYNTAX;
  }
  size_t size = 0;
  (void)decode(lexer, offset + 1, &size);
  error_at(lexer->err, STATUS_SYNTAX, lexer->at, "unknown escape '\\%.*s' in a string", (int)size,
           lexer->text + offset + 1);
  error_hint(lexer->err,
             "known are \\t \\b \\n \\r \\f \\\\ \\\" \\' \\uXXXX; a backslash itself is \\\\");
  return STATUS_SYNTAX;
}

/// [156] STRING_LITERAL1 to [159] STRING_LITERAL_LONG2
static Status lex_string(Lexer *lexer, Token *token) {
  const char quote = lexer->text[lexer->offset];
  const bool is_long =
      peek(lexer, lexer->offset + 1) == quote && peek(lexer, lexer->offset + 2) == quote;
  const size_t quotes = is_long ? 3 : 1;
  const size_t start = lexer->offset + quotes;
  const size_t end = scan_string(lexer, start, quote, is_long);
  if (end == SIZE_MAX) {
    error_at(lexer->err, STATUS_SYNTAX, lexer->at, "the string that begins here is not closed");
    if (!is_long)
      error_hint(lexer->err, "a string of several lines stands in three quotes: \"\"\"…\"\"\"");
    return STATUS_SYNTAX;
  }
  const char *text = lexer->text + start;
  if (memchr(text, '\\', end - start) == NULL) {
    token->text = text_of(lexer, text, end - start);
    return finish(lexer, token, TOKEN_STRING, end + quotes);
  }
  static const char from[] = "tbnrf\\\"'", to[] = "\t\b\n\r\f\\\"'";
  char *plain = arena_alloc(lexer->arena, end - start);
  size_t used = 0;
  for (size_t i = start; i < end; i++) {
    char c = lexer->text[i];
    if (c == '\\') {
      const char *known = memchr(from, lexer->text[i + 1], sizeof from - 1);
      if (known == NULL) return bad_escape(lexer, i);
      c = to[known - from];
      i++;
    }
    plain[used++] = c;
  }
  token->text = text_of(lexer, plain, used);
  return finish(lexer, token, TOKEN_STRING, end + quotes);
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// [145] LANGTAG
static Status lex_langtag(Lexer *lexer, Token *token) {
  const size_t start = lexer->offset + 1;
  size_t end = start;
  while (is_letter(peek(lexer, end))) end++;
  if (end == start)
    return error_at(lexer->err, STATUS_SYNTAX, lexer->at,
                    "a language tag is written @en or @en-GB");
  for (;;) {
    if (peek(lexer, end) != '-') break;
    size_t part = end + 1;
    while (is_letter(peek(lexer, part)) || char_is_digit((unsigned char)peek(lexer, part))) part++;
    if (part == end + 1) break;
    end = part;
  }
  char *lower = arena_alloc(lexer->arena, end - start);
  for (size_t i = start; i < end; i++) {
    const char c = lexer->text[i];
    lower[i - start] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  }
  token->text = text_of(lexer, lower, end - start);
  return finish(lexer, token, TOKEN_LANGTAG, end);
}

// '(' or [161] NIL; '[' or [163] ANON.
static Status lex_pair(Lexer *lexer, Token *token, char close, TokenKind open, TokenKind both) {
  const size_t next = skip_blanks(lexer, lexer->offset + 1);
  if (peek(lexer, next) == close) return finish(lexer, token, both, next + 1);
  return finish(lexer, token, open, lexer->offset + 1);
}

// A mark of one character, or of two when `second` follows.
static Status lex_mark(Lexer *lexer, Token *token, TokenKind one, char second, TokenKind two) {
  if (second != '\0' && peek(lexer, lexer->offset + 1) == second)
    return finish(lexer, token, two, lexer->offset + 2);
  return finish(lexer, token, one, lexer->offset + 1);
}

static Status unexpected_character(Lexer *lexer) {
  size_t size = 0;
  const unsigned c = decode(lexer, lexer->offset, &size);
  const char next = peek(lexer, lexer->offset + 1);
  if (c == '\\' && (next == 'u' || next == 'U')) return bad_escape(lexer, lexer->offset);
  if (c < 0x20 || c == 0x7F || c == 0xA0)
    return error_at(lexer->err, STATUS_SYNTAX, lexer->at, "unexpected character U+%04X", c);
  error_at(lexer->err, STATUS_SYNTAX, lexer->at, "unexpected character '%.*s' (U+%04X)", (int)size,
           lexer->text + lexer->offset, c);
  if (c == 0x201C || c == 0x201D || c == 0x2018 || c == 0x2019)
    error_hint(lexer->err, "strings stand in straight quotes: \" or '");
  if (c == '&') error_hint(lexer->err, "'and' is written &&");
  return STATUS_SYNTAX;
}

Status lexer_next(Lexer *lexer, Token *token) {
  move_to(lexer, skip_blanks(lexer, lexer->offset));
  *token =
      (Token){.kind = TOKEN_END, .at = lexer->at, .start = lexer->offset, .end = lexer->offset};
  if (lexer->offset == lexer->length) return STATUS_OK;
  const char c = lexer->text[lexer->offset];
  const char next = peek(lexer, lexer->offset + 1);
  switch (c) {
    case '<': return lex_less(lexer, token);
    case '"':
    case '\'': return lex_string(lexer, token);
    case '@': return lex_langtag(lexer, token);
    case '?':
    case '$': {
      const size_t end = scan_varname(lexer, lexer->offset + 1);
      if (end > lexer->offset + 1)
        return finish_text(lexer, token, TOKEN_VARIABLE, lexer->offset + 1, end);
      if (c == '?') return lex_mark(lexer, token, TOKEN_QUESTION, '\0', TOKEN_END);
      return unexpected_character(lexer);
    }
    case '_': return lex_blank(lexer, token);
    case ':': return lex_prefixed(lexer, token, lexer->offset);
    case '(': return lex_pair(lexer, token, ')', TOKEN_LPAREN, TOKEN_NIL);
    case '[': return lex_pair(lexer, token, ']', TOKEN_LBRACKET, TOKEN_ANON);
    case '+':
    case '-':
      if (char_is_digit((unsigned char)next) ||
          (next == '.' && char_is_digit((unsigned char)peek(lexer, lexer->offset + 2))))
        return lex_number(lexer, token);
      return lex_mark(lexer, token, c == '+' ? TOKEN_PLUS : TOKEN_MINUS_SIGN, '\0', TOKEN_END);
    case '.':
      if (char_is_digit((unsigned char)next)) return lex_number(lexer, token);
      return lex_mark(lexer, token, TOKEN_DOT, '\0', TOKEN_END);
    case '{': return lex_mark(lexer, token, TOKEN_LBRACE, '\0', TOKEN_END);
    case '}': return lex_mark(lexer, token, TOKEN_RBRACE, '\0', TOKEN_END);
    case ')': return lex_mark(lexer, token, TOKEN_RPAREN, '\0', TOKEN_END);
    case ']': return lex_mark(lexer, token, TOKEN_RBRACKET, '\0', TOKEN_END);
    case ';': return lex_mark(lexer, token, TOKEN_SEMICOLON, '\0', TOKEN_END);
    case ',': return lex_mark(lexer, token, TOKEN_COMMA, '\0', TOKEN_END);
    case '*': return lex_mark(lexer, token, TOKEN_STAR, '\0', TOKEN_END);
    case '/': return lex_mark(lexer, token, TOKEN_SLASH, '\0', TOKEN_END);
    case '=': return lex_mark(lexer, token, TOKEN_EQUAL, '\0', TOKEN_END);
    case '!': return lex_mark(lexer, token, TOKEN_BANG, '=', TOKEN_NOT_EQUAL);
    case '>': return lex_mark(lexer, token, TOKEN_GREATER, '=', TOKEN_GREATER_EQUAL);
    case '|': return lex_mark(lexer, token, TOKEN_PIPE, '|', TOKEN_OR);
    case '^': return lex_mark(lexer, token, TOKEN_CARET, '^', TOKEN_CARETS);
    case '&':
      if (next == '&') return finish(lexer, token, TOKEN_AND, lexer->offset + 2);
      return unexpected_character(lexer);
    default: break;
  }
  if (char_is_digit((unsigned char)c)) return lex_number(lexer, token);
  size_t size = 0;
  if (char_is_base(decode(lexer, lexer->offset, &size))) return lex_name(lexer, token);
  return unexpected_character(lexer);
}
