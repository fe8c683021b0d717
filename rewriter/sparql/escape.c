// What is done to a text before its tokens are read: checking UTF-8 and applying the codepoint
// escape sequences (SPARQL 1.1 section 19.2).
#include "base/utf8.h"
#include "base/vec.h"
#include "rewriter/sparql/characters.h"
#include "rewriter/sparql/lexer.h"

// The code point of the escape \uXXXX or \UXXXXXXXX at text, and its length in bytes. False when it
// is none, or names no character: a surrogate, U+0000 or beyond U+10FFFF.
static bool read_escape(const char *text, size_t length, unsigned *codepoint, size_t *size) {
  if (length < 2 || text[0] != '\\' || (text[1] != 'u' && text[1] != 'U')) return false;
  const size_t digits = text[1] == 'u' ? 4 : 8;
  if (length < 2 + digits) return false;
  unsigned c = 0;
  for (size_t i = 0; i < digits; i++) {
    const int hex = char_hex(text[2 + i]);
    if (hex < 0) return false;
    c = (c << 4) | (unsigned)hex;
  }
  if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return false;
  *codepoint = c;
  *size = 2 + digits;
  return true;
}

static bool has_escape(const char *text, size_t length) {
  const char *end = text + length;
  for (const char *at = text; (at = memchr(at, '\\', (size_t)(end - at))) != NULL; at++)
    if (at + 1 < end && (at[1] == 'u' || at[1] == 'U')) return true;
  return false;
}

// One pass: what an escape yields is not looked at again.
static void apply_escapes(Lexer *lexer, const char *text, size_t length) {
  VEC(CodepointEscape) escapes = {0};
  char *out = arena_alloc(lexer->arena, length + 1);
  size_t used = 0;
  for (size_t i = 0; i < length;) {
    unsigned codepoint = 0;
    size_t size = 0;
    if (read_escape(text + i, length - i, &codepoint, &size)) {
      const CodepointEscape escape = {used, (unsigned)size};
      VEC_PUSH(lexer->arena, &escapes, escape);
      used += char_encode(codepoint, out + used);
      i += size;
    } else if (text[i] == '\\' && i + 1 < length && text[i + 1] == '\\') {
      out[used++] = text[i++];
      out[used++] = text[i++];
    } else {
      out[used++] = text[i++];
    }
  }
  lexer->text = out;
  lexer->length = used;
  lexer->escape = escapes.item;
  lexer->escape_count = escapes.count;
}

static Position position_of(const char *text, size_t offset) {
  Position at = {1, 1};
  for (size_t i = 0; i < offset; i++) {
    if (text[i] == '\n') {
      at.line++;
      at.column = 1;
    } else if ((text[i] & 0xC0) != 0x80) {
      at.column++;
    }
  }
  return at;
}

Status lexer_start(Lexer *lexer, Arena *arena, Symbols *symbols, const char *text, size_t length,
                   Error *err) {
  if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
    text += 3;
    length -= 3;
  }
  *lexer = (Lexer){
      .arena = arena, .symbols = symbols, .err = err, .text = text, .length = length, .at = {1, 1}};
  const char *nul = memchr(text, '\0', length);
  const size_t valid = utf8_prefix(text, nul == NULL ? length : (size_t)(nul - text));
  if (valid < length) {
    const Position at = position_of(text, valid);
    if (text[valid] == '\0')
      return error_at(err, STATUS_SYNTAX, at, "the character U+0000 is not allowed in a query");
    error_at(err, STATUS_SYNTAX, at, "the text is not UTF-8 here (byte 0x%02X)",
             (unsigned char)text[valid]);
    error_hint(err, "save the query as UTF-8");
    return STATUS_SYNTAX;
  }
  if (has_escape(text, length)) apply_escapes(lexer, text, length);
  return STATUS_OK;
}
