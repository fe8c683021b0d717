// Reading identifiers and templates.
#include "mapping/template.h"

#include "base/buffer.h"
#include "base/vec.h"

enum { IDENTIFIER_MAX = 63 };

// --- Identifiers -------------------------------------------------------------------------------
static bool is_identifier_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || ((unsigned char)c & 0x80);
}

static bool is_identifier_part(char c) {
  return is_identifier_start(c) || (c >= '0' && c <= '9') || c == '$';
}

static const Symbol *finish_identifier(Symbols *symbols, Buffer *name) {
  size_t length = name->length;
  if (length > IDENTIFIER_MAX) {
    length = IDENTIFIER_MAX;
    while (length > 0 && ((unsigned char)name->data[length] & 0xC0) == 0x80) length--;
  }
  const Symbol *symbol = symbols_intern(symbols, name->data, length);
  buffer_free(name);
  return symbol;
}

// Reads an identifier at text[*at], moving *at behind it.
static const Symbol *read_identifier(Arena *arena, Symbols *symbols, const char *text,
                                     size_t length, size_t *at, Fault *fault) {
  Buffer name = {0};
  size_t i = *at;
  if (i < length && text[i] == '"') {
    for (i++;; i++) {
      if (i >= length) {
        *fault = (Fault){"a delimited identifier does not end", "it must end with \\\""};
        buffer_free(&name);
        return NULL;
      }
      if (text[i] == '"') {
        if (i + 1 >= length || text[i + 1] != '"') break;
        i++;
      }
      buffer_add_char(&name, text[i]);
    }
    i++;
  } else {
    for (; i < length && is_identifier_part(text[i]) &&
           (name.length > 0 || is_identifier_start(text[i]));
         i++)
      buffer_add_char(&name, text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i]);
  }
  if (name.length == 0) {
    buffer_free(&name);
    *fault =
        (Fault){arena_format(arena, "\"%.*s\" is not an SQL identifier", (int)length, text), NULL};
    if (length > 0 && memchr(text, '"', length) == NULL)
      fault->hint = arena_format(arena, "delimit it: \"\\\"%.*s\\\"\"", (int)length, text);
    return NULL;
  }
  *at = i;
  return finish_identifier(symbols, &name);
}

const Symbol *identifier_parse(Arena *arena, Symbols *symbols, const char *text, size_t length,
                               Fault *fault) {
  while (length > 0 && (text[0] == ' ' || text[0] == '\t')) text++, length--;
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
  size_t at = 0;
  const Symbol *name = read_identifier(arena, symbols, text, length, &at, fault);
  if (name == NULL || at == length) return name;
  *fault =
      (Fault){arena_format(arena, "\"%.*s\" is not an SQL identifier", (int)length, text), NULL};
  if (text[at] == '.')
    fault->hint = "a column is named alone, without its table";
  else if (memchr(text, '"', length) == NULL)
    fault->hint = arena_format(arena, "delimit it: \"\\\"%.*s\\\"\"", (int)length, text);
  return NULL;
}

bool table_name_parse(Arena *arena, Symbols *symbols, const Symbol *text, const Symbol **catalog,
                      const Symbol **schema, const Symbol **name, Fault *fault) {
  const Symbol *part[3] = {NULL, NULL, NULL};
  size_t count = 0, at = 0;
  *catalog = *schema = *name = NULL;
  while (count < 3) {
    part[count] = read_identifier(arena, symbols, text->text, text->length, &at, fault);
    if (part[count++] == NULL) return false;
    if (at == text->length || text->text[at] != '.') break;
    at++;
  }
  if (at != text->length) {
    *fault = (Fault){arena_format(arena, "\"%s\" is not a table name", text->text),
                     "write [schema.]table, each delimited with \\\"…\\\" where it is not plain"};
    return false;
  }
  *name = part[count - 1];
  if (count > 1) *schema = part[count - 2];
  if (count > 2) *catalog = part[0];
  return true;
}

const char *identifier_quote(Arena *arena, const Symbol *name) {
  bool plain = name->length > 0 && is_identifier_start(name->text[0]);
  for (size_t i = 0; i < name->length && plain; i++)
    plain = is_identifier_part(name->text[i]) && !(name->text[i] >= 'A' && name->text[i] <= 'Z');
  if (plain) return name->text;
  Buffer text = {0};
  buffer_add_char(&text, '"');
  for (size_t i = 0; i < name->length; i++) {
    if (name->text[i] == '"') buffer_add_char(&text, '"');
    buffer_add_char(&text, name->text[i]);
  }
  buffer_add_char(&text, '"');
  const char *copy = buffer_copy(&text, arena);
  buffer_free(&text);
  return copy;
}

// --- Templates ---------------------------------------------------------------------------------
typedef struct Parts {
  VEC(const Symbol *) text;
  VEC(const Symbol *) column;
} Parts;

// Reads "{name}" at text[*at], moving *at behind it. Braces inside a name are escaped, or stand
// between double quotes.
static bool read_column(Arena *arena, Symbols *symbols, const Symbol *text, size_t *at,
                        Parts *parts, Fault *fault) {
  Buffer name = {0};
  bool quoted = false;
  size_t i = *at + 1;
  for (;; i++) {
    if (i >= text->length) {
      *fault = (Fault){"in the template, \"{\" is never closed",
                       "a brace that is meant literally is written \\\\{"};
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
    *fault = (Fault){"in the template, \"{}\" names no column", NULL};
  else
    column = identifier_parse(arena, symbols, name.data, name.length, fault);
  buffer_free(&name);
  if (column == NULL) return false;
  VEC_PUSH(arena, &parts->column, column);
  return true;
}

static bool read_parts(Arena *arena, Symbols *symbols, const Symbol *text, Parts *parts,
                       Buffer *literal, Fault *fault) {
  for (size_t i = 0; i < text->length;) {
    const char c = text->text[i];
    if (c == '{') {
      VEC_PUSH(arena, &parts->text, symbols_intern(symbols, literal->data, literal->length));
      buffer_clear(literal);
      if (!read_column(arena, symbols, text, &i, parts, fault)) return false;
    } else if (c == '}') {
      *fault = (Fault){"in the template, \"}\" closes nothing",
                       "a brace that is meant literally is written \\\\}"};
      return false;
    } else if (c == '\\') {
      if (i + 1 >= text->length || strchr("{}\\", text->text[i + 1]) == NULL) {
        *fault = (Fault){"in the template, a backslash precedes something else than {, } or \\",
                         "a backslash that is meant literally is written \\\\\\\\"};
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

const Template *template_parse(Arena *arena, Symbols *symbols, const Symbol *text, Fault *fault) {
  Parts parts = {0};
  Buffer literal = {0};
  buffer_reserve(&literal, 1);
  const bool good = read_parts(arena, symbols, text, &parts, &literal, fault);
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
