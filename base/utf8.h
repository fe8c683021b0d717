// UTF-8 (RFC 3629): validation, and one code point at a time.
#ifndef ANAMORPH_BASE_UTF8_H
#define ANAMORPH_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

// No overlong forms, no surrogates, nothing above U+10FFFF.
bool utf8_is_valid(const char *text, size_t length);

// The length of the longest prefix that is.
size_t utf8_prefix(const char *text, size_t length);

// The code point that text[0..length) begins with, and its size in bytes (1 to 4); 0 when the bytes
// are not UTF-8 or length is 0.
size_t utf8_decode(const char *text, size_t length, uint32_t *code_point);

// code_point must be one of Unicode's scalar values.
void utf8_append(Buffer *out, uint32_t code_point);

// Number of code points; every byte that is not a continuation byte counts as one.
size_t utf8_count(const char *text, size_t length);

#endif
