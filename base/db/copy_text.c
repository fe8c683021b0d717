// COPY's text format (PostgreSQL documentation, COPY, "Text Format").
#include "base/db/copy_text.h"

#include <stdbool.h>
#include <string.h>

// The byte that `\c` stands for. COPY TO writes no octal or hexadecimal escapes.
static char unescape(char c) {
  switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    default: return c;
  }
}

// Ends the value with NUL and returns its length, or -1 for SQL NULL.
static int finish_value(char *start, char *end) {
  char *escape = memchr(start, '\\', (size_t)(end - start));
  if (escape == NULL) {
    *end = '\0';
    return (int)(end - start);
  }
  if (end - start == 2 && start[1] == 'N') return -1;
  char *out = escape;
  for (const char *in = escape; in < end; in++) {
    if (*in == '\\' && in + 1 < end) {
      in++;
      *out++ = unescape(*in);
    } else {
      *out++ = *in;
    }
  }
  *out = '\0';
  return (int)(out - start);
}

int copy_text_split(char *line, size_t size, int count, const char *value[], int length[]) {
  if (size > 0 && line[size - 1] == '\n') size--;
  if (count == 0 && size == 0) return 0;
  char *const line_end = line + size;
  int found = 0;
  for (char *start = line;; found++) {
    char *tab = memchr(start, '\t', (size_t)(line_end - start));
    char *end = tab == NULL ? line_end : tab;
    if (found < count) {
      const int bytes = finish_value(start, end);
      value[found] = bytes < 0 ? NULL : start;
      length[found] = bytes < 0 ? 0 : bytes;
    }
    if (tab == NULL) return found + 1;
    start = tab + 1;
  }
}
