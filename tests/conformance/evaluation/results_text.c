// Results in CSV and TSV (SPARQL 1.1 Query Results CSV and TSV Formats).
#include "base/rdf/vocabulary.h"
#include "tests/conformance/evaluation/results.h"

// --- CSV -----------------------------------------------------------------------------------------

// One field into `field`; returns what ended it.
static char read_field(const char **at, Buffer *field, bool *quoted) {
  const char *c = *at;
  buffer_clear(field);
  *quoted = *c == '"';
  if (*quoted) {
    for (c++; *c != '\0' && !(c[0] == '"' && c[1] != '"'); c++) {
      if (*c == '"') c++;
      buffer_add_char(field, *c);
    }
    if (*c == '"') c++;
  }
  for (; *c != '\0' && *c != ',' && *c != '\n'; c++)
    if (*c != '\r') buffer_add_char(field, *c);
  const char end = *c;
  *at = end == '\0' ? c : c + 1;
  return end;
}

static Term csv_term(Results *results, const char *text, bool quoted) {
  if (text[0] == '\0' && !quoted) return (Term){0};
  if (strncmp(text, "_:", 2) == 0) return results_blank(results, text + 2);
  return results_literal(results, text, NULL, NULL);
}

Status results_read_csv(Results *results, const char *text, Error *err) {
  Buffer field = {0};
  bool quoted = false;
  Status status = STATUS_OK;
  results->untyped = true;
  char end;
  do {
    end = read_field(&text, &field, &quoted);
    if (field.length > 0) results_add_name(results, buffer_text(&field));
  } while (end == ',');
  while (*text != '\0' && status == STATUS_OK) {
    Term *row = results_add_row(results);
    size_t column = 0;
    do {
      end = read_field(&text, &field, &quoted);
      if (column < results->names.count)
        row[column] = csv_term(results, buffer_text(&field), quoted);
      else if (field.length > 0)
        status = error_set(err, STATUS_SYNTAX, "a row of too many fields");
      column++;
    } while (end == ',');
  }
  buffer_free(&field);
  return status;
}

// --- TSV -----------------------------------------------------------------------------------------

static char unescaped(char c) {
  switch (c) {
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    case 'b': return '\b';
    case 'f': return '\f';
    default: return c;
  }
}

static Term tsv_string(Results *results, const char *text) {
  Buffer lexical = {0};
  const char quote = text[0];
  const char *c = text + 1;
  for (; *c != '\0' && *c != quote; c++)
    buffer_add_char(&lexical, *c == '\\' && c[1] != '\0' ? unescaped(*++c) : *c);
  if (*c != '\0') c++;
  const char *language = *c == '@' ? c + 1 : NULL;
  const char *datatype = NULL;
  if (strncmp(c, "^^<", 3) == 0)
    datatype = arena_copy_text(results->arena, c + 3, strcspn(c + 3, ">"));
  const Term term = results_literal(results, buffer_text(&lexical), datatype, language);
  buffer_free(&lexical);
  return term;
}

static Term tsv_term(Results *results, const char *text) {
  if (text[0] == '\0') return (Term){0};
  if (text[0] == '<')
    return results_iri(results, arena_copy_text(results->arena, text + 1, strlen(text) - 2));
  if (strncmp(text, "_:", 2) == 0) return results_blank(results, text + 2);
  if (text[0] == '"' || text[0] == '\'') return tsv_string(results, text);
  if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
    return results_literal(results, text, XSD_BOOLEAN.text, NULL);
  const Symbol *datatype = strpbrk(text, "eE") != NULL ? &XSD_DOUBLE
                           : strchr(text, '.') != NULL ? &XSD_DECIMAL
                                                       : &XSD_INTEGER;
  return results_literal(results, text, datatype->text, NULL);
}

Status results_read_tsv(Results *results, const char *text, Error *err) {
  bool head = true;
  while (*text != '\0') {
    const size_t length = strcspn(text, "\r\n");
    const char *line = arena_copy_text(results->arena, text, length);
    text += length;
    text += strspn(text, "\r");
    if (*text == '\n') text++;
    Term *row = head ? NULL : results_add_row(results);
    for (size_t column = 0;; column++) {
      const size_t width = strcspn(line, "\t");
      const char *field = arena_copy_text(results->arena, line, width);
      if (head && width > 0)
        results_add_name(results, field + 1);
      else if (!head && column < results->names.count)
        row[column] = tsv_term(results, field);
      else if (width > 0)
        return error_set(err, STATUS_SYNTAX, "a row of too many fields");
      if (line[width] == '\0') break;
      line += width + 1;
    }
    head = false;
  }
  return STATUS_OK;
}
