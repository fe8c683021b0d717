// Which row gives a triple: the mapping asked with the row's key in the place of the graph.
//
// Each assertion of the default graph is copied, its graph an IRI of the assertion's number and the
// row's key. GRAPH ?row { s p o } then finds the rows, by the same indexes as ever.
#include <stdlib.h>
#include <string.h>

#include "base/rdf/iri.h"
#include "base/rdf/vocabulary.h"
#include "endpoint/why/why.h"
#include "reasoner/saturate.h"

#define ROW_PREFIX "urn:anamorph:row:"

typedef VEC(const Symbol *) Names;

static void add_name(Arena *arena, Names *names, const Symbol *name) {
  for (size_t i = 0; i < names->count; i++)
    if (names->item[i] == name) return;
  VEC_PUSH(arena, names, name);
}

static void add_columns(Arena *arena, const TermMap *map, Names *names) {
  if (map->kind == TERM_MAP_COLUMN) add_name(arena, names, map->column);
  if (map->kind != TERM_MAP_TEMPLATE) return;
  for (size_t i = 0; i < map->template_->column_count; i++)
    add_name(arena, names, map->template_->column[i]);
}

// The columns of a key that is never NULL; without one, those that the terms are made of.
static Names row_columns(Arena *arena, const Assertion *assertion) {
  Names names = {0};
  const Relation *relation = assertion->table->relation;
  for (size_t k = 0; k < relation->key_count; k++) {
    const ColumnSet *key = &relation->key[k].columns;
    bool known = true;
    for (size_t i = 0; i < key->count; i++) known &= relation->column[key->column[i]].not_null;
    if (!known) continue;
    for (size_t i = 0; i < key->count; i++)
      add_name(arena, &names, relation->column[key->column[i]].name);
    return names;
  }
  add_columns(arena, assertion->subject, &names);
  add_columns(arena, assertion->predicate, &names);
  if (assertion->parent_table == NULL) add_columns(arena, assertion->object, &names);
  return names;
}

static const TermMap *row_map(Why *why, size_t number, const Names *names) {
  Arena *arena = why->arena;
  TermMap *map = ARENA_NEW(arena, TermMap);
  const char *prefix = arena_format(arena, ROW_PREFIX "%zu", number);
  map->term_kind = TERM_IRI;
  if (names->count == 0) {
    map->kind = TERM_MAP_CONSTANT;
    map->constant = term_iri(symbols_intern_text(why->symbols, prefix));
    return map;
  }
  const Symbol **text = ARENA_ARRAY(arena, const Symbol *, names->count + 1);
  text[0] = symbols_intern_text(why->symbols, arena_format(arena, "%s/", prefix));
  for (size_t i = 1; i < names->count; i++) text[i] = symbols_intern_text(why->symbols, "/");
  text[names->count] = symbols_intern_text(why->symbols, "");
  Template *template_ = ARENA_NEW(arena, Template);
  *template_ = (Template){.column_count = names->count,
                          .text = text,
                          .column = names->item,
                          .shape = symbols_intern_text(
                              why->symbols, arena_format(arena, "%s/{%zu}", prefix, names->count))};
  map->kind = TERM_MAP_TEMPLATE;
  map->template_ = template_;
  return map;
}

void why_make_rows(Why *why) {
  Arena *arena = why->arena;
  Mapping *rows = arena_copy(arena, why->mapping, sizeof *why->mapping);
  Assertion *assertions =
      arena_copy(arena, why->mapping->assertion,
                 why->mapping->assertion_count * sizeof *why->mapping->assertion);
  for (size_t i = 0; i < rows->assertion_count; i++) {
    // What stands in named graphs is out of sight: nothing asks for this one.
    Names names = {0};
    if (assertions[i].graph == NULL && assertions[i].table != NULL)
      names = row_columns(arena, &assertions[i]);
    const size_t number = assertions[i].graph == NULL ? i : SIZE_MAX;
    assertions[i].graph = row_map(why, number, &names);
  }
  rows->assertion = assertions;
  rows->symbols = why->symbols;
  why->rows = rows;
  why->row_index = mapping_index_create(arena, rows);
}

// --- Reading a row -------------------------------------------------------------------------------

static const char *decoded(Arena *arena, const char *text, size_t length) {
  Buffer out = {0};
  const bool good = iri_decode(text, length, &out);
  const char *value = good ? buffer_copy(&out, arena) : arena_copy_text(arena, text, length);
  buffer_free(&out);
  return value;
}

static const char *table_name(Arena *arena, const LogicalTable *table) {
  if (table == NULL) return "the ontology";
  if (table->name == NULL)
    return arena_format(arena, "the query at %s:%u", table->source.file, table->source.at.line);
  return table->schema == NULL
             ? table->name->text
             : arena_format(arena, "%s.%s", table->schema->text, table->name->text);
}

// The assertion and the row that an IRI of row_map names. False: one of a named graph.
static bool read_row(Why *why, const Term *iri, const Assertion **assertion, TableRow *row) {
  Arena *arena = why->arena;
  const char *at = iri->lexical->text + strlen(ROW_PREFIX);
  char *end;
  const unsigned long long number = strtoull(at, &end, 10);
  if (number >= why->mapping->assertion_count) return false;
  *assertion = &why->mapping->assertion[number];
  Names names = {0};
  if ((*assertion)->table != NULL) names = row_columns(arena, *assertion);
  const char **column = ARENA_ARRAY(arena, const char *, names.count + 1);
  const char **value = ARENA_ARRAY(arena, const char *, names.count + 1);
  *row = (TableRow){table_name(arena, (*assertion)->table), 0, column, value};
  for (at = end; *at == '/' && row->count < names.count; row->count++) {
    const size_t length = strcspn(++at, "/");
    column[row->count] = names.item[row->count]->text;
    value[row->count] = decoded(arena, at, length);
    at += length;
  }
  return true;
}

// The axioms on the way from what the mapping says, in order.
static void take_derivation(Why *why, Proof *proof, const Assertion *assertion) {
  proof->assertion = assertion;
  size_t count = 0;
  for (const Derivation *d = assertion->derivation; d != NULL; d = d->before) {
    proof->assertion = d->from;
    count += d->axiom != NULL;
  }
  const Axiom **axioms = ARENA_ARRAY(why->arena, const Axiom *, count + 1);
  proof->axiom_count = count;
  proof->axiom = axioms;
  for (const Derivation *d = assertion->derivation; d != NULL; d = d->before)
    if (d->axiom != NULL) axioms[--count] = d->axiom;
}

static Status ask_rows(Why *why, const Triple *triple, const Term *object, size_t limit,
                       Solutions *out, Error *err) {
  Question question = question_start(why);
  const VarId vars[] = {variables_fresh_rdf(question.query->variables, "row"),
                        variables_fresh_rdf(question.query->variables, "object")};
  const Slot any = {.kind = SLOT_VAR, .var = vars[1]};
  const Node *pattern = node_triple(question.arena, question_slot(&question, &triple->subject),
                                    question_slot(&question, &triple->predicate),
                                    object == NULL ? any : question_slot(&question, object),
                                    (Slot){.kind = SLOT_VAR, .var = vars[0]}, (Position){0, 0});
  return question_ask(why, &question, pattern, object == NULL ? 2 : 1, vars, 0, true, limit, out,
                      err);
}

enum { ROWS_ENOUGH = 20 };

Status why_find_row(Why *why, const Triple *triple, const Proof **out, Error *err) {
  *out = NULL;
  Solutions found;
  TRY(ask_rows(why, triple, &triple->object, ROWS_ENOUGH, &found, err));
  for (size_t i = 0; i < found.row_count; i++) {
    Proof *proof = ARENA_NEW(why->arena, Proof);
    proof->triple = *triple;
    const Assertion *assertion;
    if (!read_row(why, &found.term[i * found.count], &assertion, &proof->row)) continue;
    take_derivation(why, proof, assertion);
    proof->kind =
        assertion->table == NULL || assertion->table->relation == NULL ? PROOF_FACT : PROOF_ROW;
    // What the mapping says by itself goes before what axioms say.
    const Proof *best = *out;
    if (best == NULL || proof->axiom_count < best->axiom_count) *out = proof;
  }
  return STATUS_OK;
}

// --- Rows that come near -------------------------------------------------------------------------

static const char *row_text(Arena *arena, const TableRow *row) {
  Buffer out = {0};
  buffer_add_text(&out, row->table);
  for (size_t i = 0; i < row->count; i++)
    buffer_printf(&out, "%s%s = %s", i == 0 ? " with " : ", ", row->column[i], row->value[i]);
  const char *text = buffer_copy(&out, arena);
  buffer_free(&out);
  return text;
}

static void add_gap(Why *why, Gaps *out, const Assertion *assertion, const char *text) {
  Proof proof = {0};
  take_derivation(why, &proof, assertion);
  const Gap gap = {.text = text, .source = proof.assertion->subject->source};
  for (size_t i = 0; i < out->count; i++)
    if (strcmp(out->item[i].text, text) == 0) return;
  VEC_PUSH(why->arena, out, gap);
}

// The values that the template's columns must have for the IRI; false: it makes no such IRI.
static bool read_template(Arena *arena, const Template *template_, const Term *term,
                          const char *values[]) {
  const char *at = term->lexical->text;
  const Symbol *first = template_->text[0];
  if (strncmp(at, first->text, first->length) != 0) return false;
  at += first->length;
  for (size_t i = 0; i < template_->column_count; i++) {
    const Symbol *next = template_->text[i + 1];
    const char *end = next->length == 0 ? at + strlen(at) : strstr(at, next->text);
    if (end == NULL || end == at) return false;
    values[i] = decoded(arena, at, (size_t)(end - at));
    at = end + next->length;
  }
  return *at == '\0';
}

// "no row of emp with id = 9", or that there is one but what it lacks.
static Status add_missing_row(Why *why, const Assertion *assertion, const Triple *triple, Gaps *out,
                              Error *err) {
  Arena *arena = why->arena;
  const TermMap *subject = assertion->subject;
  if (subject->kind != TERM_MAP_TEMPLATE || assertion->table == NULL ||
      assertion->table->name == NULL || subject->term_kind != triple->subject.kind)
    return STATUS_OK;
  const Template *template_ = subject->template_;
  const char **value = ARENA_ARRAY(arena, const char *, template_->column_count + 1);
  if (!read_template(arena, template_, &triple->subject, value)) return STATUS_OK;
  const char **column = ARENA_ARRAY(arena, const char *, template_->column_count + 1);
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT 1 FROM ");
  PGconn *handle = connection_handle(why->db);
  const Symbol *parts[] = {assertion->table->schema, assertion->table->name};
  for (size_t i = 0; i < 2; i++) {
    if (parts[i] == NULL) continue;
    char *quoted = PQescapeIdentifier(handle, parts[i]->text, parts[i]->length);
    buffer_printf(&sql, "%s%s", quoted == NULL ? "?" : quoted, i == 0 ? "." : "");
    PQfreemem(quoted);
  }
  for (size_t i = 0; i < template_->column_count; i++) {
    column[i] = template_->column[i]->text;
    char *name = PQescapeIdentifier(handle, column[i], strlen(column[i]));
    char *literal = PQescapeLiteral(handle, value[i], strlen(value[i]));
    buffer_printf(&sql, " %s %s::text = %s", i == 0 ? "WHERE" : "AND", name == NULL ? "?" : name,
                  literal == NULL ? "?" : literal);
    PQfreemem(name);
    PQfreemem(literal);
  }
  buffer_add_text(&sql, " LIMIT 1");
  PGresult *result = NULL;
  const Status status = connection_query(why->db, buffer_text(&sql), &result, err);
  buffer_free(&sql);
  TRY(status);
  const bool there = PQntuples(result) > 0;
  PQclear(result);
  const TableRow row = {table_name(arena, assertion->table), template_->column_count, column,
                        value};
  add_gap(why, out, assertion,
          there ? arena_format(arena, "a row of %s is there, but has no value for this",
                               row_text(arena, &row))
                : arena_format(arena, "no row of %s", row_text(arena, &row)));
  return STATUS_OK;
}

Status why_row_gaps(Why *why, const Triple *triple, Gaps *out, Error *err) {
  Arena *arena = why->arena;
  Solutions found = {0};
  const bool type = triple->predicate.lexical == &RDF_TYPE && triple->object.kind == TERM_IRI;
  // A class does not stand in the place of another.
  if (!type) TRY(ask_rows(why, triple, NULL, 5, &found, err));
  for (size_t i = 0; i < found.row_count; i++) {
    const Assertion *assertion;
    TableRow row;
    if (!read_row(why, &found.term[i * 2], &assertion, &row)) continue;
    const Term *object = &found.term[i * 2 + 1];
    add_gap(why, out, assertion,
            arena_format(arena, "the row of %s gives %s%s%s instead", row_text(arena, &row),
                         object->kind == TERM_LITERAL ? "\"" : "<", object->lexical->text,
                         object->kind == TERM_LITERAL ? "\"" : ">"));
  }
  if (out->count > 0) return STATUS_OK;
  const Candidates candidates = mapping_index_candidates(why->index, triple->predicate.lexical,
                                                         type ? triple->object.lexical : NULL);
  for (size_t p = 0; p < 3; p++)
    for (size_t i = 0; i < candidates.part[p].count && out->count < 10; i++)
      if (candidates.part[p].item[i]->graph == NULL)
        TRY(add_missing_row(why, candidates.part[p].item[i], triple, out, err));
  return STATUS_OK;
}
