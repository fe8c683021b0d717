// Reading templates.
#include "mapping/template.h"

#include "base/buffer.h"
#include "base/db/identifier.h"
#include "base/vec.h"

typedef struct Parts {
  VEC(const Symbol *) text;
  VEC(const Symbol *) column;
} Parts;

// Reads "{name}" at text[*at], moving *at behind it. Braces inside a name are escaped, or stand
// between double quotes.
static bool read_column(Arena *arena, Symbols *symbols, const Symbol *text, size_t *at,
                        Parts *parts, Error *err) {
  Buffer name = {0};
  bool quoted = false;
  size_t i = *at + 1;
  for (;; i++) {
    if (i >= text->length) {
      error_set(err, STATUS_MAPPING, "in the template, \"{\" is never closed");
      error_hint(err, "a brace that is meant literally is written \\\\{");
      buffer_free(&name);
      return false;
    }
    const char c = text->text[i];
    if (c == '\\' && i + 1 < text->length) {
      buffer_add_char(&name, text->text[++i]);
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (c == '}' && !quoted) break;
    buffer_add_char(&name, c);
  }
  *at = i + 1;
  const Symbol *column = NULL;
  if (name.length == 0)
    error_set(err, STATUS_MAPPING, "in the template, \"{}\" names no column");
  else
    column = identifier_parse(symbols, name.data, name.length, err);
  buffer_free(&name);
  if (column == NULL) return false;
  VEC_PUSH(arena, &parts->column, column);
  return true;
}

static bool read_parts(Arena *arena, Symbols *symbols, const Symbol *text, Parts *parts,
                       Buffer *literal, Error *err) {
  for (size_t i = 0; i < text->length;) {
    const char c = text->text[i];
    if (c == '{') {
      VEC_PUSH(arena, &parts->text, symbols_intern(symbols, literal->data, literal->length));
      buffer_clear(literal);
      if (!read_column(arena, symbols, text, &i, parts, err)) return false;
    } else if (c == '}') {
      error_set(err, STATUS_MAPPING, "in the template, \"}\" closes nothing");
      error_hint(err, "a brace that is meant literally is written \\\\}");
      return false;
    } else if (c == '\\') {
      if (i + 1 >= text->length || strchr("{}\\", text->text[i + 1]) == NULL) {
        error_set(err, STATUS_MAPPING,
                  "in the template, a backslash precedes something else than {, } or \\");
        error_hint(err, "a backslash that is meant literally is written \\\\\\\\");
        return false;
      }
      buffer_add_char(literal, text->text[i + 1]);
      i += 2;
    } else {
      buffer_add_char(literal, c);
      i++;
    }
  }
  VEC_PUSH(arena, &parts->text, symbols_intern(symbols, literal->data, literal->length));
  return true;
}

const Template *template_parse(Arena *arena, Symbols *symbols, const Symbol *text, Error *err) {
  Parts parts = {0};
  Buffer literal = {0};
  buffer_reserve(&literal, 1);
  const bool good = read_parts(arena, symbols, text, &parts, &literal, err);
  buffer_clear(&literal);
  if (good) {
    // Texts that hold braces themselves stay distinct from places: they are doubled.
    for (size_t i = 0; i < parts.text.count; i++) {
      if (i > 0) buffer_add_text(&literal, "{}");
      for (const char *c = parts.text.item[i]->text; *c != '\0'; c++) {
        if (*c == '{' || *c == '}') buffer_add_char(&literal, *c);
        buffer_add_char(&literal, *c);
      }
    }
  }
  Template *result = NULL;
  if (good) {
    result = ARENA_NEW(arena, Template);
    *result = (Template){.column_count = parts.column.count,
                         .text = parts.text.item,
                         .column = parts.column.item,
                         .shape = symbols_intern(symbols, literal.data, literal.length)};
  }
  buffer_free(&literal);
  return result;
}
