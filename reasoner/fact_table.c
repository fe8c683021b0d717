// Facts grouped by what is constant about them; the rest becomes rows of a VALUES list.
#include "reasoner/fact_table.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/db/identifier.h"
#include "base/rdf/vocabulary.h"
#include "mapping/view.h"

static int compare_pointers(const void *a, const void *b) {
  return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

static bool is_class(const Fact *fact) {
  return fact->predicate == &RDF_TYPE && fact->object.kind == TERM_IRI;
}

// Facts of one group make one assertion: the same predicate, class, kinds, datatype and language.
static int compare_groups(const Fact *a, const Fact *b) {
  int order = compare_pointers(a->predicate, b->predicate);
  if (order == 0) order = (int)a->subject.kind - (int)b->subject.kind;
  if (order == 0) order = (int)a->object.kind - (int)b->object.kind;
  if (order == 0) order = compare_pointers(a->object.datatype, b->object.datatype);
  if (order == 0) order = compare_pointers(a->object.language, b->object.language);
  if (order == 0 && is_class(a) && is_class(b))
    order = compare_pointers(a->object.lexical, b->object.lexical);
  return order;
}

static int compare_facts(const void *left, const void *right) {
  const Fact *a = *(const Fact *const *)left, *b = *(const Fact *const *)right;
  int order = compare_groups(a, b);
  if (order == 0) order = symbol_compare(a->subject.lexical, b->subject.lexical);
  return order != 0 ? order : symbol_compare(a->object.lexical, b->object.lexical);
}

// --- The table -----------------------------------------------------------------------------------
static const Symbol *query_of(Symbols *symbols, const Fact *const order[], size_t count,
                              bool pairs) {
  Buffer sql = {0};
  buffer_add_text(&sql,
                  pairs ? "SELECT subject, object FROM (VALUES " : "SELECT subject FROM (VALUES ");
  for (size_t i = 0; i < count; i++) {
    const Fact *fact = order[i];
    buffer_add_text(&sql, i == 0 ? "(" : ", (");
    identifier_append_literal(&sql, fact->subject.lexical->text, fact->subject.lexical->length);
    if (i == 0) buffer_add_text(&sql, "::text");
    if (pairs) {
      buffer_add_text(&sql, ", ");
      identifier_append_literal(&sql, fact->object.lexical->text, fact->object.lexical->length);
      if (i == 0) buffer_add_text(&sql, "::text");
    }
    buffer_add_char(&sql, ')');
  }
  buffer_add_text(&sql, pairs ? ") AS fact (subject, object)" : ") AS fact (subject)");
  const Symbol *symbol = symbols_intern(symbols, sql.data, sql.length);
  buffer_free(&sql);
  return symbol;
}

// A described query whose rows are known to be distinct and without NULL.
static const LogicalTable *table_of(Arena *arena, Symbols *symbols, const Fact *const order[],
                                    size_t count, bool pairs) {
  static const char *const names[] = {"subject", "object"};
  static const unsigned both[] = {0, 1};
  const size_t columns = pairs ? 2 : 1;
  Column *column = ARENA_ARRAY(arena, Column, columns);
  for (size_t i = 0; i < columns; i++)
    column[i] = (Column){.name = symbols_intern_text(symbols, names[i]),
                         .type = PG_TYPE_TEXT,
                         .oid = pg_type_info(PG_TYPE_TEXT)->oid,
                         .typmod = -1,
                         .not_null = true,
                         .deterministic = true,
                         .type_name = symbols_intern_text(symbols, "text")};
  Key *key = ARENA_NEW(arena, Key);
  *key = (Key){.columns = {columns, both}, .not_null = true};
  Relation *relation = ARENA_NEW(arena, Relation);
  const Symbol *query = query_of(symbols, order, count, pairs);
  *relation = (Relation){.kind = RELATION_QUERY,
                         .query = query,
                         .column_count = columns,
                         .column = column,
                         .key_count = 1,
                         .key = key,
                         .rows = (double)count};
  LogicalTable *table = ARENA_NEW(arena, LogicalTable);
  *table = (LogicalTable){.query = query, .relation = relation, .source = order[0]->axiom->source};
  table->view = view_itself(arena, table);
  return table;
}

// --- The assertion -------------------------------------------------------------------------------
static const TermMap *constant_map(Arena *arena, Term constant, Source source) {
  TermMap *map = ARENA_NEW(arena, TermMap);
  *map = (TermMap){.kind = TERM_MAP_CONSTANT,
                   .term_kind = constant.kind,
                   .constant = constant,
                   .source = source};
  return map;
}

static const TermMap *column_map(Arena *arena, const Symbol *column, const Term *like,
                                 Source source) {
  TermMap *map = ARENA_NEW(arena, TermMap);
  *map = (TermMap){.kind = TERM_MAP_COLUMN,
                   .term_kind = like->kind,
                   .column = column,
                   .datatype = like->kind == TERM_LITERAL ? like->datatype : NULL,
                   .datatype_given = like->kind == TERM_LITERAL && like->language == NULL &&
                                     like->datatype != &XSD_STRING,
                   .language = like->language,
                   .source = source};
  return map;
}

static void add_group(Arena *arena, Symbols *symbols, const Fact *const order[], size_t count,
                      AssertionList *out) {
  const Fact *first = order[0];
  const Source source = first->axiom->source;
  const bool pairs = !is_class(first);
  const LogicalTable *table = table_of(arena, symbols, order, count, pairs);
  const Column *column = table->relation->column;
  const Assertion assertion = {
      .table = table,
      .subject = column_map(arena, column[0].name, &first->subject, source),
      .predicate = constant_map(arena, term_iri(first->predicate), source),
      .object = pairs ? column_map(arena, column[1].name, &first->object, source)
                      : constant_map(arena, first->object, source)};
  VEC_PUSH(arena, out, assertion);
}

void fact_tables_add(Arena *arena, Symbols *symbols, size_t fact_count, const Fact facts[],
                     Regime regime, AssertionList *out) {
  const Fact **order = ARENA_ARRAY(arena, const Fact *, fact_count + 1);
  size_t count = 0;
  for (size_t i = 0; i < fact_count; i++)
    if (facts[i].axiom->regime <= regime) order[count++] = &facts[i];
  if (count > 1) qsort(order, count, sizeof *order, compare_facts);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || compare_facts(&order[kept - 1], &order[i]) != 0) order[kept++] = order[i];
  for (size_t start = 0, end; start < kept; start = end) {
    end = start + 1;
    while (end < kept && compare_groups(order[start], order[end]) == 0) end++;
    add_group(arena, symbols, &order[start], end - start, out);
  }
}
