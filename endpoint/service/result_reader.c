// The result readers' common part: rows of terms.
#include "endpoint/service/result_reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/rdf/iri.h"
#include "base/rdf/language_tag.h"
#include "base/rdf/vocabulary.h"
#include "base/utf8.h"
#include "endpoint/service/reader_parts.h"

enum { DEFAULT_ROW = 16 * 1024 * 1024, DEFAULT_DEPTH = 32, MOST_DEPTH = 64 };

static const ReaderMethods *const methods_of[] = {
    [RESULT_SYNTAX_JSON] = &json_reader_methods,
    [RESULT_SYNTAX_XML] = &xml_reader_methods,
    [RESULT_SYNTAX_TSV] = &tsv_reader_methods,
};

static void *allocate(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) abort();
  return memory;
}

ResultReader *result_reader_create(ResultSyntax syntax, const ReaderLimits *limits, size_t count,
                                   const char *const name[]) {
  const ReaderMethods *methods = methods_of[syntax];
  ResultReader *reader = allocate(1, methods->size);
  reader->methods = methods;
  reader->limits = *limits;
  if (reader->limits.max_row == 0) reader->limits.max_row = DEFAULT_ROW;
  if (reader->limits.max_depth == 0) reader->limits.max_depth = DEFAULT_DEPTH;
  if (reader->limits.max_depth > MOST_DEPTH) reader->limits.max_depth = MOST_DEPTH;
  reader->count = count;
  reader->name = name;
  reader->cell = allocate(count + 1, sizeof *reader->cell);
  reader->term = allocate(count + 1, sizeof *reader->term);
  methods->open(reader);
  return reader;
}

void result_reader_destroy(ResultReader *reader) {
  if (reader == NULL) return;
  reader->methods->close(reader);
  for (size_t i = 0; i <= reader->count; i++) {
    buffer_free(&reader->cell[i].lexical);
    buffer_free(&reader->cell[i].datatype);
    buffer_free(&reader->cell[i].language);
  }
  free(reader->cell);
  free(reader->term);
  free(reader);
}

void result_reader_feed(ResultReader *reader, const char *data, size_t length, bool last) {
  reader->input = (Input){data, data + length, last};
}

Status result_reader_next(ResultReader *reader, ReaderEvent *event, Error *err) {
  return reader->methods->next(reader, event, err);
}

const Term *result_reader_row(const ResultReader *reader) { return reader->term; }
size_t result_reader_count(const ResultReader *reader) { return reader->rows; }

Status reader_error(const ResultReader *reader, Status code, Error *err, const char *format, ...) {
  char what[ERROR_MESSAGE_MAX];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(what, sizeof what, format, args);
  va_end(args);
  if (reader->in_row) return error_set(err, code, "row %zu: %s", reader->rows + 1, what);
  if (reader->rows == 0) return error_set(err, code, "before the first row: %s", what);
  return error_set(err, code, "after row %zu: %s", reader->rows, what);
}

// --- Rows ----------------------------------------------------------------------------------------

void reader_begin_row(ResultReader *reader) {
  reader->in_row = true;
  reader->row_size = 0;
  for (size_t i = 0; i <= reader->count; i++) reader->cell[i].kind = TERM_UNBOUND;
}

Status reader_cell(ResultReader *reader, const char *name, size_t length, Cell **out, Error *err) {
  size_t i = 0;
  while (i < reader->count &&
         (strlen(reader->name[i]) != length || memcmp(reader->name[i], name, length) != 0))
    i++;
  Cell *cell = &reader->cell[i];
  if (i < reader->count && cell->kind != TERM_UNBOUND)
    return reader_error(reader, STATUS_DATA, err, "?%s has two values", reader->name[i]);
  buffer_clear(&cell->lexical);
  buffer_clear(&cell->datatype);
  buffer_clear(&cell->language);
  cell->has_datatype = cell->has_language = false;
  *out = cell;
  return STATUS_OK;
}

// A symbol for text that will be overwritten; the static one where the program knows the text.
static const Symbol *symbol_of(Symbol *symbol, Buffer *text) {
  *symbol = (Symbol){buffer_text(text), text->length};
  return symbol;
}

static const Symbol *datatype_of(Symbol *symbol, Buffer *text) {
  for (size_t i = 0; i < vocabulary_count; i++)
    if (vocabulary[i]->length == text->length &&
        memcmp(vocabulary[i]->text, text->data, text->length) == 0)
      return vocabulary[i];
  return symbol_of(symbol, text);
}

static bool is_iri(const Buffer *text) {
  return text->length > 0 && iri_is_absolute(text->data, text->length) &&
         iri_is_valid(text->data, text->length);
}

static Status bad_text(const ResultReader *reader, Error *err, const char *what, Buffer *text) {
  return reader_error(reader, STATUS_DATA, err, "'%.100s' is not %s", buffer_text(text), what);
}

// RDF 1.1 Concepts 3.3: a language tag and the datatype rdf:langString go together.
static Status check_literal(const ResultReader *reader, Cell *cell, Error *err) {
  Buffer *datatype = &cell->datatype, *language = &cell->language;
  if (cell->has_datatype && !is_iri(datatype))
    return bad_text(reader, err, "an absolute IRI", datatype);
  const bool is_lang_string = cell->has_datatype && datatype->length == RDF_LANG_STRING.length &&
                              memcmp(datatype->data, RDF_LANG_STRING.text, datatype->length) == 0;
  if (!cell->has_language) {
    if (!is_lang_string) return STATUS_OK;
    return reader_error(reader, STATUS_DATA, err, "a literal of rdf:langString has no language");
  }
  if (cell->has_datatype && !is_lang_string)
    return reader_error(reader, STATUS_DATA, err, "a literal has a datatype and a language");
  if (language->length > 255 || !language_tag_is_well_formed(language->data, language->length))
    return bad_text(reader, err, "a language tag", language);
  for (size_t i = 0; i < language->length; i++)
    if (language->data[i] >= 'A' && language->data[i] <= 'Z') language->data[i] |= 0x20;
  return STATUS_OK;
}

Status reader_set_cell(ResultReader *reader, Cell *cell, TermKind kind, Error *err) {
  reader->row_size += cell->lexical.length + cell->datatype.length + cell->language.length;
  if (reader->row_size > reader->limits.max_row)
    return reader_error(reader, STATUS_LIMIT, err, "it holds more than %zu bytes",
                        reader->limits.max_row);
  if (!utf8_is_valid(cell->lexical.data, cell->lexical.length) ||
      memchr(buffer_text(&cell->lexical), '\0', cell->lexical.length) != NULL)
    return reader_error(reader, STATUS_DATA, err, "a value is not UTF-8, or holds a NUL");
  if (kind == TERM_IRI && !is_iri(&cell->lexical))
    return bad_text(reader, err, "an absolute IRI", &cell->lexical);
  if (kind == TERM_BLANK && cell->lexical.length == 0)
    return reader_error(reader, STATUS_DATA, err, "a blank node has no label");
  if (kind != TERM_LITERAL && (cell->has_datatype || cell->has_language))
    return reader_error(reader, STATUS_DATA, err, "what is no literal has a datatype or language");
  if (kind == TERM_LITERAL) TRY(check_literal(reader, cell, err));
  cell->kind = kind;
  return STATUS_OK;
}

static Term term_of(Cell *cell) {
  const Term none = {.kind = TERM_UNBOUND};
  if (cell->kind == TERM_UNBOUND) return none;
  const Symbol *lexical = symbol_of(&cell->symbol[0], &cell->lexical);
  if (cell->kind == TERM_IRI) return term_iri(lexical);
  if (cell->kind == TERM_BLANK) return term_blank(lexical);
  if (cell->has_language)
    return term_language_literal(lexical, symbol_of(&cell->symbol[2], &cell->language));
  return term_literal(
      lexical, cell->has_datatype ? datatype_of(&cell->symbol[1], &cell->datatype) : &XSD_STRING);
}

Status reader_end_row(ResultReader *reader, Error *err) {
  if (reader->limits.max_rows > 0 && reader->rows == reader->limits.max_rows)
    return reader_error(reader, STATUS_LIMIT, err, "no more than %zu rows are taken",
                        reader->limits.max_rows);
  for (size_t i = 0; i < reader->count; i++) reader->term[i] = term_of(&reader->cell[i]);
  reader->rows++;
  reader->in_row = false;
  return STATUS_OK;
}
