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

// The tabs and backslashes among the `left` bytes at line + at, of which sixteen are looked at.
static unsigned special_bytes(const char *line, size_t at, size_t left) {
  SpanVector v = {0};
  size_t before = 0;  // bytes of `v` that are before `at`
  if (left >= SPAN_LANES) {
    v = span_load(line + at);
  } else if (at + left >= SPAN_LANES) {
    before = SPAN_LANES - left;
    v = span_load(line + at - before);
  } else {
    memcpy(&v, line + at, left);
  }
  return span_mask((SpanVector)((v == '\t') | (v == '\\'))) >> before;
}

int copy_text_split(char *line, size_t size, int count, const char *value[], int length[]) {
  if (size > 0 && line[size - 1] == '\n') size--;
  if (count == 0 && size == 0) return 0;
  char *start = line, *escape = NULL;  // of the value at hand; escape: its first backslash
  int found = 0;
  for (size_t at = 0;; at += SPAN_LANES) {
    const bool last = size - at <= SPAN_LANES;
    unsigned special = size == at ? 0 : special_bytes(line, at, size - at);
    if (last) special |= 1U << (size - at);  // as a tab: the end of the line
    for (; special != 0; special &= special - 1) {
      char *const end = line + at + __builtin_ctz(special);
      if (end < line + size && *end == '\\') {
        if (escape == NULL) escape = end;
        continue;
      }
      int bytes = (int)(end - start);
      if (escape != NULL)
        bytes = finish_escaped(start, escape, end);
      else
        *end = '\0';
      if (found < count) {
        value[found] = bytes < 0 ? NULL : start;
        length[found] = bytes < 0 ? 0 : bytes;
      }
      found++;
      start = end + 1;
      escape = NULL;
    }
    if (last) return found;
  }
}
