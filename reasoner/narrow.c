// Term maps inverted into conditions on columns, and those added to views and queries.
//
// Law: the narrowed table has the rows of the table, each as often, for which the map's term is one
// of those asked for.
// Preconditions:
//   1. a column's IRI is its text, or base + text where that is no absolute IRI (R2RML 7.4);
//   2. a template's column is what iri_decode makes of what stands between its texts, and nothing
//      else is encoded so;
//   3. an integer has one lexical form, and one out of its type's range is none;
//   4. in anamorph:termTypeColumn, what is none of the three words is the map's own kind.
#include "reasoner/narrow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/db/identifier.h"
#include "base/rdf/iri.h"
#include "base/vec.h"
#include "mapping/view.h"

typedef VEC(const char *) Texts;

static const char *const KIND_NAMES[] = {
    [TERM_IRI] = "IRI", [TERM_BLANK] = "BlankNode", [TERM_LITERAL] = "Literal"};

static const Column *column_named(const LogicalTable *table, const Symbol *name, unsigned *number) {
  const int at = relation_column(table->relation, name);
  if (at < 0) return NULL;
  *number = (unsigned)at;
  return &table->relation->column[at];
}

static bool is_text(const Column *column) {
  return pg_type_info(column->type)->family == PG_FAMILY_TEXT && column->deterministic;
}

static bool is_integer(const Column *column) {
  return pg_type_info(column->type)->family == PG_FAMILY_INTEGER;
}

static const Symbol *lexical_column(const TermMap *map) {
  if (map->kind == TERM_MAP_COLUMN) return map->column;
  return map->kind == TERM_MAP_TEMPLATE && map->template_->column_count == 1
             ? map->template_->column[0]
             : NULL;
}

bool narrow_sees(const LogicalTable *table, const TermMap *map) {
  if (map->kind == TERM_MAP_CONSTANT) return true;
  if (map->term_kind != TERM_IRI && map->term_kind_column == NULL) return false;
  unsigned number = 0;
  const Symbol *name = lexical_column(map);
  const Column *column = name == NULL ? NULL : column_named(table, name, &number);
  if (column == NULL) return false;
  if (map->kind == TERM_MAP_COLUMN || is_text(column)) return is_text(column);
  return is_integer(column);
}

// --- Terms to values -----------------------------------------------------------------------------

static void add_copy(Arena *arena, Texts *out, const char *text, size_t length) {
  VEC_PUSH(arena, out, arena_copy_text(arena, text, length));
}

// Precondition 3.
static bool integer_fits(const char *text, PgType type) {
  const char *digits = text[0] == '-' ? text + 1 : text;
  const size_t length = strlen(digits);
  if (length == 0 || strspn(digits, "0123456789") != length) return false;
  if (digits[0] == '0' && (length > 1 || text[0] == '-')) return false;
  errno = 0;
  const long long value = strtoll(text, NULL, 10);
  if (errno != 0) return false;
  if (type == PG_TYPE_INT2) return value >= INT16_MIN && value <= INT16_MAX;
  return type == PG_TYPE_INT8 || (value >= INT32_MIN && value <= INT32_MAX);
}

// Precondition 2, of an IRI that may lack the base.
static void invert_template(const Narrowing *narrowing, const Template *template_, PgType type,
                            const char *iri, size_t length, Texts *out) {
  const Symbol *before = template_->text[0], *after = template_->text[1];
  if (length < before->length + after->length || memcmp(iri, before->text, before->length) != 0 ||
      memcmp(iri + length - after->length, after->text, after->length) != 0)
    return;
  Buffer value = {0};
  if (iri_decode(iri + before->length, length - before->length - after->length, &value) &&
      (pg_type_info(type)->family != PG_FAMILY_INTEGER || integer_fits(buffer_text(&value), type)))
    add_copy(narrowing->arena, out, value.data == NULL ? "" : value.data, value.length);
  buffer_free(&value);
}

static void invert(const Narrowing *narrowing, const TermMap *map, PgType type, const Symbol *iri,
                   Texts *out) {
  const size_t base = strlen(narrowing->base);
  const bool based = iri->length >= base && memcmp(iri->text, narrowing->base, base) == 0 &&
                     !iri_is_absolute(iri->text + base, iri->length - base);
  if (map->kind == TERM_MAP_COLUMN) {
    add_copy(narrowing->arena, out, iri->text, iri->length);
    if (based) add_copy(narrowing->arena, out, iri->text + base, iri->length - base);  // 1
    return;
  }
  invert_template(narrowing, map->template_, type, iri->text, iri->length, out);
  if (based)
    invert_template(narrowing, map->template_, type, iri->text + base, iri->length - base, out);
}

// --- Conditions ----------------------------------------------------------------------------------

typedef struct Narrowed {
  const Narrowing *narrowing;
  const LogicalTable *table;
  VEC(ViewCondition) conditions;
  Buffer where;
  bool empty;
} Narrowed;

static bool has_text(const Texts *texts, const char *text) {
  for (size_t i = 0; i < texts->count; i++)
    if (strcmp(texts->item[i], text) == 0) return true;
  return false;
}

// The column is one of the texts, or none of them.
static void demand(Narrowed *narrowed, unsigned number, const Texts *texts, bool none) {
  Arena *arena = narrowed->narrowing->arena;
  const ViewOperand operand = narrowed->table->view->column[number];
  if (operand.text != NULL) {
    narrowed->empty |= has_text(texts, operand.text) == none;
    return;
  }
  if (!none && texts->count == 0) narrowed->empty = true;
  if (texts->count == 0) return;
  for (size_t i = 0; i < texts->count && (none || texts->count == 1); i++) {
    const ViewCondition one = {
        .test = none ? VIEW_NE : VIEW_EQ, .left = operand, .right = {.text = texts->item[i]}};
    VEC_PUSH(arena, &narrowed->conditions, one);
  }
  if (!none && texts->count > 1) {
    const ViewCondition any = {
        .test = VIEW_IN, .left = operand, .text_count = texts->count, .text = texts->item};
    VEC_PUSH(arena, &narrowed->conditions, any);
  }
  Buffer *where = &narrowed->where;
  const Symbol *column = narrowed->table->relation->column[number].name;
  buffer_add_text(where, where->length == 0 ? " WHERE " : " AND ");
  identifier_append(where, column->text, column->length);
  buffer_add_text(where, none ? " NOT IN (" : " IN (");
  for (size_t i = 0; i < texts->count; i++) {
    if (i > 0) buffer_add_text(where, ", ");
    identifier_append_literal(where, texts->item[i], strlen(texts->item[i]));
  }
  buffer_add_char(where, ')');
}

// Precondition 4: the term's kind is one of those in `wanted` (by TermKind).
static bool demand_kind(Narrowed *narrowed, const TermMap *map, const bool wanted[]) {
  if (map->term_kind_column == NULL) return wanted[map->term_kind];
  unsigned number = 0;
  const Column *column = column_named(narrowed->table, map->term_kind_column, &number);
  if (column == NULL || !is_text(column)) return false;
  const bool other = wanted[map->term_kind];  // what a word that is none of the three means
  if (other && !view_column_not_null(narrowed->table->view, number)) return false;
  Texts names = {0};
  for (TermKind kind = TERM_IRI; kind <= TERM_LITERAL; kind++)
    if (wanted[kind] != other) VEC_PUSH(narrowed->narrowing->arena, &names, KIND_NAMES[kind]);
  demand(narrowed, number, &names, other);
  return true;
}

static const LogicalTable *close_table(Narrowed *narrowed) {
  const Narrowing *narrowing = narrowed->narrowing;
  const LogicalTable *base = narrowed->table;
  Arena *arena = narrowing->arena;
  if (narrowed->conditions.count == 0) return base;
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT * FROM ");
  if (base->query != NULL) {
    buffer_printf(&sql, "(%s) AS whole", base->query->text);
  } else {
    relation_append_name(base->relation, &sql);
  }
  buffer_add(&sql, narrowed->where.data, narrowed->where.length);
  View *view = arena_copy(arena, base->view, sizeof *view);
  const size_t count = view->condition_count + narrowed->conditions.count;
  ViewCondition *conditions = ARENA_ARRAY(arena, ViewCondition, count);
  for (size_t i = 0; i < view->condition_count; i++) conditions[i] = view->condition[i];
  for (size_t i = view->condition_count; i < count; i++)
    conditions[i] = narrowed->conditions.item[i - view->condition_count];
  view->condition = conditions;
  view->condition_count = count;
  LogicalTable *table = ARENA_NEW(arena, LogicalTable);
  *table = (LogicalTable){.query = symbols_intern(narrowing->symbols, sql.data, sql.length),
                          .relation = base->relation,
                          .view = view,
                          .source = base->source};
  buffer_free(&sql);
  return table;
}

static const LogicalTable *finish(Narrowed *narrowed, bool possible) {
  const LogicalTable *table = possible && !narrowed->empty ? close_table(narrowed) : NULL;
  buffer_free(&narrowed->where);
  return table;
}

const LogicalTable *narrow_to_iris(const Narrowing *narrowing, const LogicalTable *table,
                                   const TermMap *map, const IriList *list) {
  if (map->kind == TERM_MAP_CONSTANT) {
    for (size_t i = 0; map->constant.kind == TERM_IRI && i < list->count; i++)
      if (map->constant.lexical == list->iri[i]) return table;
    return NULL;
  }
  unsigned number = 0;
  const Column *column = column_named(table, lexical_column(map), &number);
  Texts texts = {0};
  for (size_t i = 0; i < list->count; i++)
    invert(narrowing, map, column->type, list->iri[i], &texts);
  Narrowed narrowed = {.narrowing = narrowing, .table = table};
  demand(&narrowed, number, &texts, false);
  static const bool iris[] = {[TERM_IRI] = true, [TERM_LITERAL] = false};
  const bool possible = !narrowed.empty && demand_kind(&narrowed, map, iris);
  return finish(&narrowed, possible);
}

const LogicalTable *narrow_to_resources(const Narrowing *narrowing, const LogicalTable *table,
                                        const TermMap *map) {
  if (map->kind == TERM_MAP_CONSTANT) return map->constant.kind == TERM_LITERAL ? NULL : table;
  static const bool resources[] = {[TERM_IRI] = true, [TERM_BLANK] = true, [TERM_LITERAL] = false};
  Narrowed narrowed = {.narrowing = narrowing, .table = table};
  const bool possible = demand_kind(&narrowed, map, resources);
  return finish(&narrowed, possible);
}
