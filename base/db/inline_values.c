// SQL's tokens, as far as they may hide a dollar sign.
#include "base/db/inline_values.h"

#include <stdbool.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool continues_name(char c) { return starts_name(c) || is_digit(c) || c == '$'; }

// The end of what is quoted from `at` on; a quote written twice begins the next quotation, which is
// as good. escapes: a backslash takes the next character with it.
static const char *skip_quoted(const char *at, bool escapes) {
  const char quote = *at++;
  while (*at != '\0' && *at != quote) at += escapes && *at == '\\' && at[1] != '\0' ? 2 : 1;
  return *at == '\0' ? at : at + 1;
}

static const char *skip_line(const char *at) { return at + strcspn(at, "\n"); }

static const char *skip_comment(const char *at) {
  int depth = 0;
  do {
    const bool opens = at[0] == '/' && at[1] == '*';
    const bool closes = at[0] == '*' && at[1] == '/';
    depth += opens ? 1 : closes ? -1 : 0;
    at += opens || closes ? 2 : 1;
  } while (*at != '\0' && depth > 0);
  return at;
}

// $tag$ … $tag$ from `at` on; `at` itself when there is none.
static const char *skip_dollar_quoted(const char *at) {
  const char *tag_end = at + 1;
  if (starts_name(*tag_end))
    while (*tag_end != '$' && continues_name(*tag_end)) tag_end++;
  if (*tag_end != '$') return at;
  const size_t length = (size_t)(tag_end + 1 - at);
  for (const char *end = tag_end + 1; (end = strchr(end, '$')) != NULL; end++)
    if (strncmp(end, at, length) == 0) return end + length;
  return tag_end + strlen(tag_end);
}

static const char *skip_name(const char *at) {
  const char *start = at;
  while (continues_name(*at)) at++;
  const bool escapes = at - start == 1 && (*start == 'e' || *start == 'E');
  return *at == '\'' ? skip_quoted(at, escapes) : at;
}

// The end of the token at `at`, if it may hide a dollar sign or a quote; else one character.
static const char *skip_token(const char *at) {
  if (starts_name(*at)) return skip_name(at);
  if (*at == '\'' || *at == '"') return skip_quoted(at, false);
  if (at[0] == '-' && at[1] == '-') return skip_line(at);
  if (at[0] == '/' && at[1] == '*') return skip_comment(at);
  if (*at == '$') {
    const char *end = skip_dollar_quoted(at);
    if (end != at) return end;
  }
  return at + 1;
}

static void add_literal(Buffer *out, const char *text) {
  buffer_add_char(out, '\'');
  for (; *text != '\0'; text++) {
    if (*text == '\'') buffer_add_char(out, '\'');
    buffer_add_char(out, *text);
  }
  buffer_add_char(out, '\'');
}

void inline_values(const char *sql, size_t count, const char *const value[], Buffer *out) {
  for (const char *at = sql; *at != '\0';) {
    const char *end = at;
    size_t number = 0;
    if (*at == '$')
      for (end++; is_digit(*end) && number <= count; end++)
        number = 10 * number + (size_t)(*end - '0');
    if (number > 0 && number <= count) {
      add_literal(out, value[number - 1]);
    } else {
      end = skip_token(at);
      buffer_add(out, at, (size_t)(end - at));
    }
    at = end;
  }
}
