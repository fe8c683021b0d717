// Each assertion that may give the triple is asked by itself; its terms' templates, inverted, tell
// the row.
#include "endpoint/consistency/provenance.h"

#include <string.h>

#include "base/db/identifier.h"
#include "base/rdf/iri.h"
#include "base/rdf/vocabulary.h"
#include "endpoint/run/execute.h"
#include "endpoint/write/escape.h"
#include "mapping/view.h"

enum { CANDIDATES_MAX = 64 };

// --- Inverting -----------------------------------------------------------------------------------
static void add_value(Arena *arena, RowSource *source, bool parent, const Symbol *column,
                      const char *text, size_t length) {
  for (size_t i = 0; i < source->values.count; i++)
    if (source->values.item[i].column == column && source->values.item[i].parent == parent) return;
  const RowValue value = {parent, column, arena_copy_text(arena, text, length)};
  VEC_PUSH(arena, &source->values, value);
}

// One argument of a template, as it stands in an IRI or as it is. False: it can be none.
static bool add_argument(Arena *arena, RowSource *source, const TermMap *map, bool parent,
                         const Symbol *column, const char *text, size_t length) {
  if (map->term_kind != TERM_IRI) {
    add_value(arena, source, parent, column, text, length);
    return true;
  }
  Buffer decoded = {0};
  const bool good = iri_decode(text, length, &decoded);
  if (good) add_value(arena, source, parent, column, buffer_text(&decoded), decoded.length);
  buffer_free(&decoded);
  return good;
}

static bool invert_template(Arena *arena, RowSource *source, const TermMap *map, bool parent,
                            const char *text, const char *base) {
  const Template *template = map->template_;
  const Symbol *first = template->text[0];
  if (map->term_kind == TERM_IRI && !iri_is_absolute(first->text, first->length) &&
      strncmp(text, base, strlen(base)) == 0)
    text += strlen(base);
  if (strncmp(text, first->text, first->length) != 0) return false;
  text += first->length;
  for (size_t i = 0; i < template->column_count; i++) {
    const Symbol *next = template->text[i + 1];
    const bool last = i + 1 == template->column_count;
    const size_t rest = strlen(text);
    const char *end = NULL;
    if (last)
      end = rest >= next->length ? text + rest - next->length : NULL;
    else
      end = next->length == 0 ? NULL : strstr(text, next->text);
    if (end == NULL || strncmp(end, next->text, next->length) != 0 ||
        !add_argument(arena, source, map, parent, template->column[i], text, (size_t)(end - text)))
      return false;
    text = end + next->length;
  }
  return true;
}

static bool invert(Arena *arena, RowSource *source, const TermMap *map, bool parent,
                   const Term *term, const char *base) {
  if (map->kind == TERM_MAP_CONSTANT) return term_equal(&map->constant, term);
  if (map->term_kind_column == NULL && map->term_kind != term->kind) return false;
  if (map->kind == TERM_MAP_TEMPLATE)
    return invert_template(arena, source, map, parent, term->lexical->text, base);
  add_value(arena, source, parent, map->column, term->lexical->text, term->lexical->length);
  return true;
}

// --- Asking --------------------------------------------------------------------------------------
static Status take_boolean(void *self, bool value, Error *err) {
  (void)err;
  *(bool *)self = value;
  return STATUS_OK;
}

// A mapping of this assertion alone, asked for the triple.
static Status is_given(const Regimen *regimen, Connection *db, const Assertion *assertion,
                       const char *query, bool *out, Error *err) {
  Mapping alone = *regimen->mapping;
  alone.assertion = assertion;
  alone.assertion_count = 1;
  const ExecuteOptions options = {.union_default_graph = true};
  Execution *execution;
  *out = false;
  TRY(execution_prepare(&alone, query, strlen(query), &options, &execution, err));
  const ResultSink sink = {.boolean = take_boolean, .self = out};
  const Status status = execution_rows(execution, db, &sink, err);
  execution_destroy(execution);
  return status;
}

static const char *ask_query(Arena *arena, const Term *subject, const Symbol *predicate,
                             const Term *object) {
  Buffer out = {0};
  const Term iri = term_iri(predicate);
  buffer_add_text(&out, "ASK { ");
  escape_term(&out, subject);
  buffer_add_char(&out, ' ');
  escape_term(&out, &iri);
  buffer_add_char(&out, ' ');
  escape_term(&out, object);
  buffer_add_text(&out, " }");
  const char *query = buffer_copy(&out, arena);
  buffer_free(&out);
  return query;
}

Status provenance_find(Arena *arena, const Regimen *regimen, Connection *db, const Term *subject,
                       const Symbol *predicate, const Term *object, RowSourceList *out,
                       Error *err) {
  const Symbol *class_ =
      predicate == &RDF_TYPE && object->kind == TERM_IRI ? object->lexical : NULL;
  const Candidates candidates = mapping_index_candidates(regimen->index, predicate, class_);
  const char *query = ask_query(arena, subject, predicate, object);
  const bool blank = subject->kind == TERM_BLANK || object->kind == TERM_BLANK;
  size_t asked = 0;
  for (size_t part = 0; part < 3; part++)
    for (size_t i = 0; i < candidates.part[part].count && asked < CANDIDATES_MAX; i++) {
      const Assertion *assertion = candidates.part[part].item[i];
      RowSource source = {.assertion = assertion};
      const bool joined = assertion->parent_table != NULL;
      if (!invert(arena, &source, assertion->subject, false, subject, regimen->mapping->base) ||
          !invert(arena, &source, assertion->object, joined, object, regimen->mapping->base))
        continue;
      bool given = blank;
      asked++;
      if (!blank) TRY(is_given(regimen, db, assertion, query, &given, err));
      if (given) VEC_PUSH(arena, out, source);
    }
  return STATUS_OK;
}

// --- Printing ------------------------------------------------------------------------------------
static void print_table(const LogicalTable *table, Buffer *out) {
  const View *view = table->view;
  const Symbol *name = view->table_count == 1 ? view->table[0]->name : NULL;
  if (name != NULL) {
    buffer_add_text(out, "table ");
    identifier_append(out, name->text, name->length);
  } else if (table->source.file != NULL) {
    buffer_printf(out, "the query of %s:%u", table->source.file, table->source.at.line);
  } else {
    buffer_add_text(out, "a query");
  }
}

static void print_values(const RowSource *source, bool parent, Buffer *out) {
  const char *before = ", row with ";
  for (size_t i = 0; i < source->values.count; i++) {
    const RowValue *value = &source->values.item[i];
    if (value->parent != parent) continue;
    buffer_add_text(out, before);
    identifier_append(out, value->column->text, value->column->length);
    buffer_add_text(out, " = ");
    escape_terminal(out, value->value, strlen(value->value));
    before = ", ";
  }
}

void row_source_print(const RowSource *source, Buffer *out) {
  print_table(source->assertion->table, out);
  print_values(source, false, out);
  if (source->assertion->parent_table == NULL) return;
  buffer_add_text(out, "; joined with ");
  print_table(source->assertion->parent_table, out);
  print_values(source, true, out);
}
