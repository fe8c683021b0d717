// SPARQL 1.1 Query Results CSV and TSV Formats. Neither says how a boolean is written: here it is
// the word alone on its line.
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

static Status csv_begin(ResultWriter *writer, Error *err) {
  (void)err;
  for (size_t i = 0; i < writer->count; i++) {
    if (i > 0) buffer_add_char(&writer->buffer, ',');
    escape_csv(&writer->buffer, writer->name[i], strlen(writer->name[i]));
  }
  buffer_add(&writer->buffer, "\r\n", 2);
  return STATUS_OK;
}

static Status csv_row(ResultWriter *writer, const Term terms[], Error *err) {
  (void)err;
  Buffer *out = &writer->buffer;
  for (size_t i = 0; i < writer->count; i++) {
    const Term *term = &terms[i];
    if (i > 0) buffer_add_char(out, ',');
    if (term->kind == TERM_BLANK) {
      buffer_add(out, "_:", 2);
      escape_label(out, term->lexical->text, term->lexical->length);
    } else if (term->kind != TERM_UNBOUND) {
      escape_csv(out, term->lexical->text, term->lexical->length);
    }
  }
  buffer_add(out, "\r\n", 2);
  return STATUS_OK;
}

static Status csv_boolean(ResultWriter *writer, bool value, Error *err) {
  (void)err;
  buffer_add_text(&writer->buffer, value ? "true\r\n" : "false\r\n");
  return STATUS_OK;
}

static Status tsv_begin(ResultWriter *writer, Error *err) {
  (void)err;
  for (size_t i = 0; i < writer->count; i++) {
    if (i > 0) buffer_add_char(&writer->buffer, '\t');
    buffer_add_char(&writer->buffer, '?');
    buffer_add_text(&writer->buffer, writer->name[i]);
  }
  buffer_add_char(&writer->buffer, '\n');
  return STATUS_OK;
}

static Status tsv_row(ResultWriter *writer, const Term terms[], Error *err) {
  (void)err;
  Buffer *out = &writer->buffer;
  for (size_t i = 0; i < writer->count; i++) {
    if (i > 0) buffer_add_char(out, '\t');
    if (terms[i].kind == TERM_LITERAL && literal_is_bare(&terms[i], false))
      buffer_add_symbol(out, terms[i].lexical);
    else
      escape_term(out, &terms[i]);
  }
  buffer_add_char(out, '\n');
  return STATUS_OK;
}

static Status tsv_boolean(ResultWriter *writer, bool value, Error *err) {
  (void)err;
  buffer_add_text(&writer->buffer, value ? "true\n" : "false\n");
  return STATUS_OK;
}

static Status nothing(ResultWriter *writer, Error *err) {
  (void)writer;
  (void)err;
  return STATUS_OK;
}

const ResultMethods csv_results = {csv_begin, csv_row, csv_boolean, nothing, false};
const ResultMethods tsv_results = {tsv_begin, tsv_row, tsv_boolean, nothing, false};
