// The list of what was found in a mapping.
#include "mapping/diagnostic.h"

#include <stdio.h>
#include <stdlib.h>

void diagnostics_free(Diagnostics *diagnostics) {
  arena_destroy(diagnostics->arena);
  *diagnostics = (Diagnostics){0};
}

static size_t *counter(Diagnostics *diagnostics, Severity severity) {
  if (severity == SEVERITY_ERROR) return &diagnostics->error_count;
  return severity == SEVERITY_WARNING ? &diagnostics->warning_count : &diagnostics->note_count;
}

Diagnostic *diagnostics_add(Diagnostics *diagnostics, Severity severity, Source source,
                            const char *format, ...) {
  if (diagnostics->arena == NULL && (diagnostics->arena = arena_create(0)) == NULL) abort();
  Buffer text = {0};
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  const int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  buffer_reserve(&text, (size_t)length + 1);
  (void)vsnprintf(text.data, (size_t)length + 1, format, again);
  va_end(again);
  text.length = (size_t)length;
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] == '\n' || text.data[i] == '\r') text.data[i] = ' ';
  }
  if (source.file != NULL)
    source.file = arena_copy_text(diagnostics->arena, source.file, strlen(source.file));
  const Diagnostic diagnostic = {
      .severity = severity, .source = source, .message = buffer_copy(&text, diagnostics->arena)};
  buffer_free(&text);
  VEC_PUSH(diagnostics->arena, &diagnostics->list, diagnostic);
  (*counter(diagnostics, severity))++;
  return &diagnostics->list.item[diagnostics->list.count - 1];
}

void diagnostic_hint(Diagnostics *diagnostics, Diagnostic *diagnostic, const char *format, ...) {
  char text[ERROR_HINT_MAX];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(text, sizeof text, format, args);
  va_end(args);
  diagnostic->hint = arena_copy_text(diagnostics->arena, text, strlen(text));
}

static int compare_places(const Diagnostic *a, const Diagnostic *b) {
  const char *left = a->source.file == NULL ? "" : a->source.file;
  const char *right = b->source.file == NULL ? "" : b->source.file;
  const int order = strcmp(left, right);
  if (order != 0) return order;
  const Position p = a->source.at, q = b->source.at;
  if (p.line != q.line) return p.line < q.line ? -1 : 1;
  return (p.column > q.column) - (p.column < q.column);
}

// A merge sort: stable, and n log n for mappings with thousands of notes.
static void sort(Diagnostic *item, Diagnostic *spare, size_t count) {
  if (count < 2) return;
  const size_t half = count / 2;
  sort(item, spare, half);
  sort(item + half, spare, count - half);
  memcpy(spare, item, count * sizeof *item);
  for (size_t i = 0, left = 0, right = half; i < count; i++) {
    const bool take_left =
        right == count || (left < half && compare_places(&spare[left], &spare[right]) <= 0);
    item[i] = take_left ? spare[left++] : spare[right++];
  }
}

void diagnostics_sort(Diagnostics *diagnostics) {
  Diagnostic *item = diagnostics->list.item;
  const size_t count = diagnostics->list.count;
  if (count < 2) return;
  Diagnostic *spare = ARENA_ARRAY(diagnostics->arena, Diagnostic, count);
  sort(item, spare, count);
  size_t kept = 1;
  for (size_t i = 1; i < count; i++) {
    bool seen = false;
    for (size_t j = kept; j > 0 && compare_places(&item[j - 1], &item[i]) == 0 && !seen; j--)
      seen = strcmp(item[j - 1].message, item[i].message) == 0;
    if (seen)
      (*counter(diagnostics, item[i].severity))--;
    else
      item[kept++] = item[i];
  }
  diagnostics->list.count = kept;
}

void diagnostic_print(const Diagnostic *diagnostic, Buffer *out) {
  buffer_add_text(out, "anamorph: ");
  const Source *source = &diagnostic->source;
  if (source->file != NULL) {
    buffer_add_text(out, source->file);
    if (source->at.line > 0) buffer_printf(out, ":%u", source->at.line);
    if (source->at.line > 0 && source->at.column > 0) buffer_printf(out, ":%u", source->at.column);
    buffer_add_text(out, ": ");
  }
  if (diagnostic->severity == SEVERITY_WARNING) buffer_add_text(out, "warning: ");
  if (diagnostic->severity == SEVERITY_NOTE) buffer_add_text(out, "note: ");
  buffer_add_text(out, diagnostic->message);
  buffer_add_char(out, '\n');
  if (diagnostic->hint != NULL) buffer_printf(out, "  hint: %s\n", diagnostic->hint);
}

void diagnostics_print(const Diagnostics *diagnostics, Buffer *out) {
  for (size_t i = 0; i < diagnostics->list.count; i++)
    diagnostic_print(&diagnostics->list.item[i], out);
}
