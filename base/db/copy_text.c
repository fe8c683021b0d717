// COPY's text format (PostgreSQL documentation, COPY, "Text Format").
#include "base/db/copy_text.h"

#include <stdbool.h>
#include <string.h>

#include "base/span.h"

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

// Ends with NUL the value that has its first backslash at `escape`; returns its length, or -1 for
// SQL NULL.
static int finish_escaped(const char *start, char *escape, const char *end) {
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

static const char ENDS[256] = {['\t'] = 1, ['\\'] = 1};
SPAN_DEFINE(value_span, ENDS, (v == '\t') | (v == '\\'))

int copy_text_split(char *line, size_t size, int count, const char *value[], int length[]) {
  if (size > 0 && line[size - 1] == '\n') size--;
  if (count == 0 && size == 0) return 0;
  char *const line_end = line + size;
  int found = 0;
  for (char *start = line;; found++) {
    char *const special = start + value_span(start, 0, (size_t)(line_end - start));
    char *end = special;
    int bytes = (int)(end - start);
    if (special < line_end && *special == '\\') {
      end = memchr(special, '\t', (size_t)(line_end - special));
      if (end == NULL) end = line_end;
      bytes = finish_escaped(start, special, end);
    } else {
      *end = '\0';
    }
    if (found < count) {
      value[found] = bytes < 0 ? NULL : start;
      length[found] = bytes < 0 ? 0 : bytes;
    }
    if (end == line_end) return found + 1;
    start = end + 1;
  }
}
