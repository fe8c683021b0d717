// Errors for people.
#include "endpoint/cli/report.h"

#include <string.h>
#include <uniwidth.h>

#include "endpoint/write/escape.h"

// Code points shown on both sides of the caret.
enum { AROUND = 60 };

static size_t next_character(const char *text, size_t left) {
  uint32_t character;
  return escape_next(text, left, &character);
}

void report_line(const SourceText *source, Position at, Buffer *out) {
  const char *end = source->text + source->length;
  const char *line = source->text;
  for (unsigned i = 1; i < at.line; i++) {
    line = memchr(line, '\n', (size_t)(end - line));
    if (line == NULL) return;
    line++;
  }
  const char *line_end = memchr(line, '\n', (size_t)(end - line));
  if (line_end == NULL) line_end = end;
  if (line_end > line && line_end[-1] == '\r') line_end--;

  const char *from = line;
  const char *caret = line;
  for (unsigned column = 1; column < at.column && caret < line_end; column++) {
    caret += next_character(caret, (size_t)(line_end - caret));
    if (column >= AROUND) from += next_character(from, (size_t)(line_end - from));
  }
  const char *to = caret;
  for (int i = 0; i < AROUND && to < line_end; i++)
    to += next_character(to, (size_t)(line_end - to));

  Buffer shown = {0};
  if (from > line) buffer_add_text(&shown, "…");
  for (const char *c = from; c < caret; c++) buffer_add_char(&shown, *c == '\t' ? ' ' : *c);
  const int width = u8_width((const uint8_t *)buffer_text(&shown), shown.length, "UTF-8");
  for (const char *c = caret; c < to; c++) buffer_add_char(&shown, *c == '\t' ? ' ' : *c);
  if (to < line_end) buffer_add_text(&shown, "…");
  buffer_add_text(out, "  ");
  escape_terminal(out, shown.data, shown.length);
  buffer_printf(out, "\n  %*s^\n", width, "");
  buffer_free(&shown);
}

void report_format(const Error *err, const SourceText *source, Buffer *out) {
  const bool has_file = err->file[0] != '\0';
  const bool in_source = source != NULL && !has_file && err->at.line > 0;
  buffer_add_text(out, "anamorph: ");
  if (has_file || in_source) buffer_printf(out, "%s:", has_file ? err->file : source->name);
  if (err->at.line > 0) {
    buffer_printf(out, "%u:", err->at.line);
    if (err->at.column > 0) buffer_printf(out, "%u:", err->at.column);
  }
  if (has_file || err->at.line > 0) buffer_add_char(out, ' ');
  buffer_printf(out, "%s\n", err->message);
  if (in_source && err->at.column > 0) report_line(source, err->at, out);
  if (err->hint[0] != '\0') buffer_printf(out, "  hint: %s\n", err->hint);
}

void report_print(const Buffer *text, FILE *stream) {
  if (text->length > 0) (void)fwrite(text->data, 1, text->length, stream);
}

int report_error(const Error *err, const SourceText *source) {
  Buffer out = {0};
  report_format(err, source, &out);
  report_print(&out, stderr);
  buffer_free(&out);
  return status_exit_code(err->code);
}
