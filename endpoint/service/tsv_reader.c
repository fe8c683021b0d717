// SPARQL 1.1 Query Results TSV Format: a line a solution, terms as in SPARQL and Turtle.
#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "base/utf8.h"
#include "endpoint/service/reader_parts.h"

typedef struct TsvReader {
  ResultReader base;
  Buffer line;   // without its end
  Buffer names;  // the head's variables, without "?", each with a NUL
  size_t *name;  // where each begins in `names`
  size_t name_count;
  bool has_head;
} TsvReader;

enum { MOST_COLUMNS = 10000 };

static void open(ResultReader *base) { (void)base; }

static void close(ResultReader *base) {
  TsvReader *reader = (TsvReader *)base;
  buffer_free(&reader->line);
  buffer_free(&reader->names);
  free(reader->name);
}

static Status bad_field(const TsvReader *reader, Error *err, const char *field) {
  return reader_error(&reader->base, STATUS_DATA, err, "'%.*s' is no term", (int)strnlen(field, 60),
                      field);
}

// --- Terms ---------------------------------------------------------------------------------------

/// [160] ECHAR and UCHAR. Moves *at past it; false: there is none.
static bool take_escape(const char **at, const char *end, bool is_iri, Buffer *out) {
  static const char escapes[] = "t\tb\bn\nr\rf\f\\\\\"\"''";
  const char kind = *at + 1 < end ? (*at)[1] : '\0';
  if (kind == 'u' || kind == 'U') {
    const size_t digits = kind == 'u' ? 4 : 8;
    char hex[9] = "";
    if ((size_t)(end - *at) < 2 + digits) return false;
    memcpy(hex, *at + 2, digits);
    if (strspn(hex, "0123456789abcdefABCDEF") != digits) return false;
    const unsigned long code = strtoul(hex, NULL, 16);
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
    utf8_append(out, (uint32_t)code);
    *at += 2 + digits;
    return true;
  }
  for (const char *e = escapes; !is_iri && kind != '\0' && *e != '\0'; e += 2)
    if (*e == kind) {
      buffer_add_char(out, e[1]);
      *at += 2;
      return true;
    }
  return false;
}

// What stands between the mark at *at and `close`; *at is left behind it.
static bool take_quoted(const char **at, const char *end, char close_mark, Buffer *out) {
  for (++*at; *at < end && **at != close_mark;) {
    if (**at == '\\') {
      if (!take_escape(at, end, close_mark == '>', out)) return false;
    } else {
      buffer_add_char(out, *(*at)++);
    }
  }
  if (*at == end) return false;
  ++*at;
  return true;
}

static bool take_literal(const char *at, const char *end, Cell *cell) {
  if (!take_quoted(&at, end, *at, &cell->lexical)) return false;
  if (at == end) return true;
  if (*at == '@') {
    cell->has_language = true;
    buffer_add(&cell->language, at + 1, (size_t)(end - at - 1));
    return true;
  }
  if (end - at < 4 || memcmp(at, "^^<", 3) != 0) return false;
  at += 2;
  cell->has_datatype = true;
  return take_quoted(&at, end, '>', &cell->datatype) && at == end;
}

/// [146] INTEGER, DECIMAL, DOUBLE, with a sign or without.
static const Symbol *number_type(const char *c, const char *end) {
  const Symbol *type = &XSD_INTEGER;
  size_t digits = 0;
  if (c < end && (*c == '+' || *c == '-')) c++;
  for (; c < end && *c >= '0' && *c <= '9'; c++) digits++;
  if (c < end && *c == '.') {
    type = &XSD_DECIMAL;
    const char *fraction = ++c;
    for (; c < end && *c >= '0' && *c <= '9'; c++) digits++;
    if (c == fraction && (c == end || (*c != 'e' && *c != 'E'))) return NULL;
  }
  if (digits == 0) return NULL;
  if (c == end) return type;
  if (*c != 'e' && *c != 'E') return NULL;
  if (++c < end && (*c == '+' || *c == '-')) c++;
  if (c == end) return NULL;
  while (c < end && *c >= '0' && *c <= '9') c++;
  return c == end ? &XSD_DOUBLE : NULL;
}

static bool take_bare(const char *at, const char *end, Cell *cell) {
  const size_t length = (size_t)(end - at);
  const bool is_boolean =
      (length == 4 && memcmp(at, "true", 4) == 0) || (length == 5 && memcmp(at, "false", 5) == 0);
  const Symbol *datatype = is_boolean ? &XSD_BOOLEAN : number_type(at, end);
  if (datatype == NULL) return false;
  cell->has_datatype = true;
  buffer_add(&cell->lexical, at, length);
  buffer_add_symbol(&cell->datatype, datatype);
  return true;
}

static bool take_term(const char *at, const char *end, Cell *cell, TermKind *kind) {
  *kind = TERM_LITERAL;
  if (*at == '<') {
    *kind = TERM_IRI;
    return take_quoted(&at, end, '>', &cell->lexical) && at == end;
  }
  if (end - at > 2 && at[0] == '_' && at[1] == ':') {
    *kind = TERM_BLANK;
    buffer_add(&cell->lexical, at + 2, (size_t)(end - at - 2));
    return true;
  }
  if (*at == '"' || *at == '\'') return take_literal(at, end, cell);
  return take_bare(at, end, cell);
}

// --- Lines ---------------------------------------------------------------------------------------

static Status take_name(TsvReader *reader, const char *at, const char *end, Error *err) {
  if (at == end || (*at != '?' && *at != '$') || end - at < 2)
    return reader_error(&reader->base, STATUS_DATA, err, "the head is no list of variables");
  if (reader->name_count == MOST_COLUMNS)
    return reader_error(&reader->base, STATUS_LIMIT, err, "more than %d columns", MOST_COLUMNS);
  size_t *grown = realloc(reader->name, (reader->name_count + 1) * sizeof *grown);
  if (grown == NULL) abort();
  reader->name = grown;
  reader->name[reader->name_count++] = reader->names.length;
  buffer_add(&reader->names, at + 1, (size_t)(end - at - 1));
  buffer_add_char(&reader->names, '\0');
  return STATUS_OK;
}

static Status take_field(TsvReader *reader, size_t column, const char *at, const char *end,
                         Error *err) {
  if (column >= reader->name_count)
    return reader_error(&reader->base, STATUS_DATA, err, "more fields than the head has variables");
  if (at == end) return STATUS_OK;
  const char *name = reader->names.data + reader->name[column];
  Cell *cell;
  TermKind kind;
  TRY(reader_cell(&reader->base, name, strlen(name), &cell, err));
  if (!take_term(at, end, cell, &kind)) return bad_field(reader, err, at);
  return reader_set_cell(&reader->base, cell, kind, err);
}

// A line of no columns is a solution of no variables.
static Status take_line(TsvReader *reader, ReaderEvent *event, Error *err) {
  const bool is_head = !reader->has_head;
  if (!is_head) reader_begin_row(&reader->base);
  const char *at = buffer_text(&reader->line), *end = at + reader->line.length;
  if (!utf8_is_valid(at, reader->line.length) || memchr(at, '\0', reader->line.length) != NULL)
    return reader_error(&reader->base, STATUS_DATA, err, "the line is not UTF-8, or holds a NUL");
  size_t column = 0;
  for (bool more = at < end || (!is_head && reader->name_count > 0); more; column++) {
    const char *tab = memchr(at, '\t', (size_t)(end - at));
    const char *stop = tab == NULL ? end : tab;
    if (is_head)
      TRY(take_name(reader, at, stop, err));
    else
      TRY(take_field(reader, column, at, stop, err));
    more = tab != NULL;
    at = stop + 1;
  }
  reader->has_head = true;
  if (is_head) return STATUS_OK;
  if (column < reader->name_count)
    return reader_error(&reader->base, STATUS_DATA, err,
                        "fewer fields than the head has variables");
  *event = READER_ROW;
  return reader_end_row(&reader->base, err);
}

static Status add_to_line(TsvReader *reader, const char *start, const char *end, Error *err) {
  if (reader->line.length + (size_t)(end - start) > reader->base.limits.max_row)
    return reader_error(&reader->base, STATUS_LIMIT, err, "a line is longer than %zu bytes",
                        reader->base.limits.max_row);
  buffer_add(&reader->line, start, (size_t)(end - start));
  return STATUS_OK;
}

// Every line of the grammar ends; a last one without its end is one that was cut off.
static Status finish(const TsvReader *reader, ReaderEvent *event, Error *err) {
  if (!reader->has_head || reader->line.length > 0)
    return reader_error(&reader->base, STATUS_DATA, err, "the answer is cut off");
  *event = READER_END;
  return STATUS_OK;
}

static Status next(ResultReader *base, ReaderEvent *event, Error *err) {
  TsvReader *reader = (TsvReader *)base;
  Input *input = &base->input;
  *event = READER_MORE;
  while (*event == READER_MORE) {
    if (input->at == input->end) return input->last ? finish(reader, event, err) : STATUS_OK;
    const char *stop = memchr(input->at, '\n', (size_t)(input->end - input->at));
    const char *end = stop == NULL ? input->end : stop;
    TRY(add_to_line(reader, input->at, end, err));
    input->at = stop == NULL ? input->end : stop + 1;
    if (stop == NULL) continue;
    if (reader->line.length > 0 && reader->line.data[reader->line.length - 1] == '\r')
      reader->line.length--;
    TRY(take_line(reader, event, err));
    buffer_clear(&reader->line);
  }
  return STATUS_OK;
}

const ReaderMethods tsv_reader_methods = {sizeof(TsvReader), open, next, close};
