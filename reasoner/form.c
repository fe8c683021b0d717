// What rows a form needs, and its sides exchanged.
#include "reasoner/form.h"

#include <string.h>

#include "base/rdf/datatype.h"
#include "mapping/assertion.h"
#include "mapping/view.h"

static bool is_constant(const TermMap *map) { return map->kind == TERM_MAP_CONSTANT; }

bool form_has_literals(const TermMap *map) {
  return map->term_kind == TERM_LITERAL || map->term_kind_column != NULL;
}

static void need(Arena *arena, Assertion *form, bool parent, const TermMap *map,
                 const Symbol *name) {
  NeededColumn *needed = ARENA_ARRAY(arena, NeededColumn, form->needed_count + 1);
  if (form->needed_count > 0) memcpy(needed, form->needed, form->needed_count * sizeof *needed);
  const LogicalTable *table = parent ? form->parent_table : form->table;
  const int column = relation_column(table->relation, name);
  const PgType own = column < 0 ? PG_TYPE_OTHER : table->relation->column[column].type;
  const PgType type = term_map_native_type(map, own);
  if (column >= 0 && datatype_pg_is_total(type) &&
      view_column_not_null(table->view, (size_t)column))
    return;
  for (size_t i = 0; i < form->needed_count; i++)
    if (needed[i].parent == parent && needed[i].name == name && needed[i].type == type) return;
  needed[form->needed_count++] = (NeededColumn){parent, name, type};
  form->needed = needed;
}

// The form's rows are those where the map has a term.
static void need_map(Arena *arena, Assertion *form, bool parent, const TermMap *map) {
  if (map->kind == TERM_MAP_COLUMN) need(arena, form, parent, map, map->column);
  if (map->kind != TERM_MAP_TEMPLATE) return;
  for (size_t i = 0; i < map->template_->column_count; i++)
    need(arena, form, parent, map, map->template_->column[i]);
}

static bool has_columns(const TermMap *map) { return map != NULL && !is_constant(map); }

bool form_swap(Arena *arena, const Assertion *form, Assertion *out) {
  return !form_has_literals(form->object) && form_turn(arena, form, out);
}

bool form_turn(Arena *arena, const Assertion *form, Assertion *out) {
  *out = *form;
  out->subject = form->object;
  out->object = form->subject;
  if (form->parent_table == NULL) return true;
  if (has_columns(form->graph) || has_columns(form->predicate)) return false;
  out->table = form->parent_table;
  out->parent_table = form->table;
  JoinCondition *join = ARENA_ARRAY(arena, JoinCondition, form->join_count);
  for (size_t i = 0; i < form->join_count; i++)
    join[i] = (JoinCondition){form->join[i].parent, form->join[i].child};
  out->join = join;
  NeededColumn *needed = ARENA_ARRAY(arena, NeededColumn, form->needed_count + 1);
  for (size_t i = 0; i < form->needed_count; i++) {
    needed[i] = form->needed[i];
    needed[i].parent = !needed[i].parent;
  }
  out->needed = needed;
  return true;
}

const Assertion *form_of_subject(Arena *arena, const Assertion *property) {
  Assertion *form = arena_copy(arena, property, sizeof *property);
  need_map(arena, form, property->parent_table != NULL, property->object);
  return form;
}
