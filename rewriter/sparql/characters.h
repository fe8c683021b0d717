// Character classes of the grammar's names (SPARQL 1.1 productions [164] to [173]) and UTF-8.
#ifndef ANAMORPH_REWRITER_SPARQL_CHARACTERS_H
#define ANAMORPH_REWRITER_SPARQL_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>

// The code point at text[0] of well-formed UTF-8, and its length in bytes. length must be > 0.
unsigned char_decode(const char *text, size_t length, size_t *size);

// Bytes of the UTF-8 form of a code point, written to out[0..4).
size_t char_encode(unsigned codepoint, char *out);

bool char_is_base(unsigned c);  // [164] PN_CHARS_BASE
bool char_is_u(unsigned c);     // [165] PN_CHARS_U
bool char_is_name(unsigned c);  // [167] PN_CHARS
bool char_is_var(unsigned c);   // [166] VARNAME, after its first character
int char_hex(char c);           // 0 to 15, or -1

static inline bool char_is_digit(unsigned c) { return c >= '0' && c <= '9'; }
static inline bool char_is_space(char c) {  // [162] WS
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

#endif
