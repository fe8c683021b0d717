// Reading and writing SQL identifiers (PostgreSQL documentation, "Identifiers and Key Words").
#include "base/db/identifier.h"

#include <stdlib.h>

#include "base/utf8.h"

static const char *const keywords[] = {
#define KEYWORD(word) word,
#include "base/db/keyword.def"
#undef KEYWORD
};

typedef struct Cursor {
  const char *at;
  const char *end;
} Cursor;

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool is_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_part(char c) { return is_start(c) || (c >= '0' && c <= '9') || c == '$'; }

static void skip_space(Cursor *in) {
  while (in->at < in->end && is_space(*in->at)) in->at++;
}

static Status fail(const Cursor *whole, const char *why, Error *err) {
  error_set(err, STATUS_MAPPING, "%.*s is not an SQL identifier: %s", (int)(whole->end - whole->at),
            whole->at, why);
  error_hint(err, "names with other characters are written in double quotes: \"a name\"");
  return STATUS_MAPPING;
}

static Status read_quoted(Cursor *in, const Cursor *whole, Buffer *out, Error *err) {
  for (in->at++; in->at < in->end; in->at++) {
    if (*in->at == '"') {
      in->at++;
      if (in->at == in->end || *in->at != '"') {
        if (out->length == 0) return fail(whole, "nothing between the quotes", err);
        return STATUS_OK;
      }
    }
    if (*in->at == '\0') return fail(whole, "it holds a NUL", err);
    buffer_add_char(out, *in->at);
  }
  return fail(whole, "the closing quote is missing", err);
}

static Status read_identifier(Cursor *in, const Cursor *whole, Buffer *out, Error *err) {
  skip_space(in);
  if (in->at == in->end) return fail(whole, "a name is missing", err);
  if (*in->at == '"') {
    TRY(read_quoted(in, whole, out, err));
  } else {
    if (!is_start(*in->at)) return fail(whole, "a name begins with a letter or _", err);
    for (; in->at < in->end && is_part(*in->at); in->at++) {
      const char c = *in->at;
      buffer_add_char(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
    }
  }
  skip_space(in);
  return STATUS_OK;
}

// Cut as PostgreSQL cuts: at 63 bytes, not inside a character.
static const Symbol *intern_truncated(Symbols *symbols, const Buffer *name) {
  size_t length = name->length;
  if (length > IDENTIFIER_BYTES_MAX) {
    length = IDENTIFIER_BYTES_MAX;
    while (((unsigned char)name->data[length] & 0xC0U) == 0x80U) length--;
  }
  return symbols_intern(symbols, name->data, length);
}

// part[0] is the first written.
static Status read_names(Symbols *symbols, const char *text, size_t length, size_t most,
                         QualifiedName *out, Error *err) {
  const Cursor whole = {.at = text, .end = text + length};
  Cursor in = whole;
  if (!utf8_is_valid(text, length)) return fail(&whole, "it is not UTF-8", err);
  Buffer name = {0};
  Status status = STATUS_OK;
  for (out->count = 0;;) {
    buffer_clear(&name);
    status = read_identifier(&in, &whole, &name, err);
    if (status != STATUS_OK) break;
    out->part[out->count++] = intern_truncated(symbols, &name);
    if (in.at == in.end) break;
    if (*in.at != '.') status = fail(&whole, "there is more text after the name", err);
    if (*in.at == '.' && out->count == most)
      status = fail(&whole, most == 1 ? "a single name is expected" : "too many names", err);
    if (status != STATUS_OK) break;
    in.at++;
  }
  buffer_free(&name);
  return status;
}

const Symbol *identifier_parse(Symbols *symbols, const char *text, size_t length, Error *err) {
  QualifiedName name;
  return read_names(symbols, text, length, 1, &name, err) == STATUS_OK ? name.part[0] : NULL;
}

Status identifier_parse_qualified(Symbols *symbols, const char *text, size_t length,
                                  QualifiedName *out, Error *err) {
  QualifiedName written = {0};
  TRY(read_names(symbols, text, length, IDENTIFIER_PARTS_MAX, &written, err));
  *out = (QualifiedName){.count = written.count};
  for (size_t i = 0; i < written.count; i++) out->part[i] = written.part[written.count - 1 - i];
  return STATUS_OK;
}

// --- Writing -------------------------------------------------------------------------------------

typedef struct Name {
  const char *text;
  size_t length;
} Name;

static int compare_keyword(const void *key, const void *member) {
  const Name *name = key;
  const char *word = *(const char *const *)member;
  const int order = strncmp(name->text, word, name->length);
  return order != 0 ? order : -(word[name->length] != '\0');
}

static bool needs_quotes(const char *name, size_t length) {
  if (length == 0 || !((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_')) return true;
  for (size_t i = 1; i < length; i++) {
    const char c = name[i];
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return true;
  }
  const Name key = {.text = name, .length = length};
  return bsearch(&key, keywords, sizeof keywords / sizeof keywords[0], sizeof keywords[0],
                 compare_keyword) != NULL;
}

// `text` between two quotes, each quote inside doubled.
static void add_quoted(Buffer *out, const char *text, size_t length, char quote) {
  buffer_add_char(out, quote);
  for (size_t i = 0; i < length; i++) {
    if (text[i] == quote) buffer_add_char(out, quote);
    buffer_add_char(out, text[i]);
  }
  buffer_add_char(out, quote);
}

void identifier_append(Buffer *out, const char *name, size_t length) {
  if (needs_quotes(name, length))
    add_quoted(out, name, length, '"');
  else
    buffer_add(out, name, length);
}

void identifier_append_literal(Buffer *out, const char *text, size_t length) {
  add_quoted(out, text, length, '\'');
}
