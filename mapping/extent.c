// Extents as tables, equal columns and conditions, made of assertions and numbered.
#include "mapping/extent.h"

#include <string.h>

#include "base/buffer.h"
#include "base/rdf/datatype.h"
#include "mapping/extent_parts.h"

Extents *extents_create(Arena *arena, const Mapping *mapping) {
  Extents *extents = ARENA_NEW(arena, Extents);
  extents->arena = arena;
  extents->mapping = mapping;
  extents->keys = symbols_create(arena, NULL);
  extents->names = names_create(arena);
  return extents;
}

size_t extents_count(const Extents *extents) { return extents->list.count; }

// --- Tables and conditions -----------------------------------------------------------------------

// Precondition 2.
static bool equal_means_same(const Column *a, const Column *b) {
  const PgTypeInfo *s = pg_type_info(a->type), *t = pg_type_info(b->type);
  if (s->family == PG_FAMILY_INTEGER && t->family == PG_FAMILY_INTEGER) return true;
  if (s->family == PG_FAMILY_NUMERIC && (a->typmod < 0 || a->typmod != b->typmod)) return false;
  if (!s->native_equality || !t->native_equality || !a->deterministic || !b->deterministic)
    return false;
  if (s->family == PG_FAMILY_TEXT && t->family == PG_FAMILY_TEXT) return true;
  return a->oid == b->oid && a->typmod == b->typmod;
}

void extent_add_equality(Arena *arena, Extent *extent, Place left, Place right) {
  VEC_PUSH(arena, &extent->needed, left);
  VEC_PUSH(arena, &extent->needed, right);
  if (equal_means_same(extent_column(extent, left), extent_column(extent, right))) {
    VEC_PUSH(arena, &extent->same, left);
    VEC_PUSH(arena, &extent->same, right);
    return;
  }
  const PlaceCondition condition = {VIEW_EQ, left, right, NULL};
  VEC_PUSH(arena, &extent->conditions, condition);
}

void extent_add_relation(Arena *arena, Extent *extent, const Relation *relation) {
  const unsigned number = (unsigned)extent->table_count++;
  extent->table[number] = relation;
  extent->row[number] = number;
  const RowSource source = {relation, NULL, number};
  VEC_PUSH(arena, &extent->sources, source);
}

static bool add_condition(Arena *arena, Extent *extent, const RowSource *source,
                          const ViewCondition *condition) {
  if (condition->test == VIEW_IN) return false;
  const Place left = {source->first + (unsigned)condition->left.table, condition->left.column};
  const Place right = {source->first + (unsigned)condition->right.table, condition->right.column};
  if (condition->test == VIEW_IS_NOT_NULL) {
    VEC_PUSH(arena, &extent->needed, left);
    return true;
  }
  const bool constant = condition->right.text != NULL || condition->test == VIEW_IS_NULL;
  if (condition->test == VIEW_EQ && !constant) {
    extent_add_equality(arena, extent, left, right);
    return true;
  }
  const PlaceCondition placed = {condition->test, left, constant ? left : right,
                                 condition->right.text};
  VEC_PUSH(arena, &extent->conditions, placed);
  return true;
}

bool extent_add_table(Arena *arena, Extent *extent, const LogicalTable *table, size_t most) {
  const View *view = table->view;
  if (extent->table_count + view->table_count > most) return false;
  const RowSource source = {table->relation, view, (unsigned)extent->table_count};
  for (size_t i = 0; i < view->table_count; i++)
    extent_add_relation(arena, extent, view->table[i]->relation);
  const bool itself = view->table[0]->relation == table->relation;
  if (itself && view->condition_count == 0) return true;
  VEC_PUSH(arena, &extent->sources, source);
  for (size_t i = 0; i < view->condition_count; i++)
    if (!add_condition(arena, extent, &source, &view->condition[i])) return false;
  return true;
}

// --- Assertions ----------------------------------------------------------------------------------

typedef struct Opening {
  Arena *arena;
  Extent *extent;
  RowSource side[2];  // child, parent
} Opening;

static bool open_side(Opening *opening, unsigned side, const LogicalTable *table) {
  Extent *extent = opening->extent;
  if (!extent_add_table(opening->arena, extent, table, OWN_TABLES)) return false;
  opening->side[side] = extent->sources.item[extent->sources.count - 1];
  return true;
}

static bool place_named(const Opening *opening, unsigned side, const Symbol *name, Place *out) {
  const RowSource *source = &opening->side[side];
  const int column = relation_column(source->relation, name);
  if (column < 0) return false;
  *out = source_place(source, (unsigned)column);
  return true;
}

static bool need_name(Opening *opening, unsigned side, const Symbol *name, PlaceList *also) {
  Place place;
  if (!place_named(opening, side, name, &place)) return false;
  VEC_PUSH(opening->arena, &opening->extent->needed, place);
  if (also != NULL) VEC_PUSH(opening->arena, also, place);
  return true;
}

// The columns that decide kind, datatype or language may be NULL; they stand in the map's places
// after those that make the lexical form.
static bool add_deciding(Opening *opening, unsigned side, const TermMap *map, PlacedMap *out) {
  const Symbol *const deciding[] = {map->term_kind_column, map->datatype_column,
                                    map->language_column};
  for (size_t i = 0; i < 3; i++) {
    Place place;
    if (deciding[i] == NULL) continue;
    if (!place_named(opening, side, deciding[i], &place)) return false;
    VEC_PUSH(opening->arena, &out->places, place);
  }
  return true;
}

static bool add_map(Opening *opening, unsigned side, const TermMap *map, PlacedMap *out) {
  out->map = map;
  if (map == NULL || map->kind == TERM_MAP_CONSTANT) return true;
  if (map->kind == TERM_MAP_COLUMN) {
    if (!need_name(opening, side, map->column, &out->places)) return false;
  } else {
    for (size_t i = 0; i < map->template_->column_count; i++)
      if (!need_name(opening, side, map->template_->column[i], &out->places)) return false;
  }
  return add_deciding(opening, side, map, out);
}

static bool fill(Opening *opening, const Assertion *assertion, ExtentOf of) {
  Extent *extent = opening->extent;
  const unsigned parent = assertion->parent_table == NULL ? 0 : 1;
  if (!open_side(opening, 0, assertion->table)) return false;
  if (parent == 1 && !open_side(opening, 1, assertion->parent_table)) return false;
  for (size_t i = 0; i < assertion->join_count; i++) {
    Place child, other;
    if (!place_named(opening, 0, assertion->join[i].child, &child) ||
        !place_named(opening, 1, assertion->join[i].parent, &other))
      return false;
    extent_add_equality(opening->arena, extent, child, other);
  }
  for (size_t i = 0; i < assertion->needed_count; i++) {
    const NeededColumn *needed = &assertion->needed[i];
    if (!need_name(opening, needed->parent ? 1 : 0, needed->name,
                   datatype_pg_is_total(needed->type) ? NULL : &extent->written))
      return false;
  }
  const TermMap *object = of == EXTENT_SUBJECTS ? NULL : assertion->object;
  const TermMap *predicate = of == EXTENT_TRIPLES ? assertion->predicate : NULL;
  return add_map(opening, 0, assertion->subject, &extent->map[0]) &&
         add_map(opening, parent, object, &extent->map[1]) &&
         add_map(opening, 0, assertion->graph, &extent->map[2]) &&
         add_map(opening, 0, predicate, &extent->map[3]);
}

// --- Numbers -------------------------------------------------------------------------------------

static bool same_place(Place a, Place b) { return a.table == b.table && a.column == b.column; }

static void print_place(Buffer *out, Place place) {
  buffer_printf(out, "%u.%u ", place.table, place.column);
}

static void print_map(Buffer *out, const PlacedMap *placed) {
  const TermMap *map = placed->map;
  if (map == NULL) {
    buffer_add_text(out, "|-");
    return;
  }
  buffer_printf(out, "|%d %d ", (int)map->kind, (int)map->term_kind);
  if (map->kind == TERM_MAP_CONSTANT)
    buffer_printf(out, "%p %p %p", (const void *)map->constant.lexical,
                  (const void *)map->constant.datatype, (const void *)map->constant.language);
  else
    buffer_printf(out, "%p %p %p %d %d%d%d ",
                  (const void *)(map->kind == TERM_MAP_TEMPLATE ? map->template_->shape : NULL),
                  (const void *)map->datatype, (const void *)map->language, map->datatype_given,
                  map->term_kind_column != NULL, map->datatype_column != NULL,
                  map->language_column != NULL);
  for (size_t i = 0; i < placed->places.count; i++) print_place(out, placed->places.item[i]);
}

// Columns declared NOT NULL and repeated ones say nothing new.
static void simplify(Extent *extent) {
  size_t kept = 0;
  for (size_t i = 0; i < extent->needed.count; i++) {
    const Place place = extent->needed.item[i];
    bool known = extent_column(extent, place)->not_null;
    for (size_t j = 0; j < kept && !known; j++) known = same_place(extent->needed.item[j], place);
    if (!known) extent->needed.item[kept++] = place;
  }
  extent->needed.count = kept;
  // In order of place, so that equal sets print equally.
  for (size_t i = 1; i < kept; i++)
    for (size_t j = i; j > 0; j--) {
      Place *a = &extent->needed.item[j - 1], *b = &extent->needed.item[j];
      if (a->table < b->table || (a->table == b->table && a->column <= b->column)) break;
      const Place swap = *a;
      *a = *b;
      *b = swap;
    }
}

static const Symbol *key_of(Extents *extents, const Extent *extent) {
  Buffer out = {0};
  for (size_t i = 0; i < extent->table_count; i++)
    buffer_printf(&out, "%p ", (const void *)extent->table[i]);
  for (size_t i = 0; i < MAPS; i++) print_map(&out, &extent->map[i]);
  buffer_add_text(&out, "|n ");
  for (size_t i = 0; i < extent->needed.count; i++) print_place(&out, extent->needed.item[i]);
  buffer_add_text(&out, "|w ");
  for (size_t i = 0; i < extent->written.count; i++) print_place(&out, extent->written.item[i]);
  buffer_add_text(&out, "|e ");
  for (size_t i = 0; i < extent->same.count; i++) print_place(&out, extent->same.item[i]);
  for (size_t i = 0; i < extent->conditions.count; i++) {
    const PlaceCondition *condition = &extent->conditions.item[i];
    buffer_printf(&out, "|c %d ", (int)condition->test);
    print_place(&out, condition->left);
    if (condition->text == NULL)
      print_place(&out, condition->right);
    else
      buffer_printf(&out, "%zu:%s", strlen(condition->text), condition->text);
  }
  const Symbol *key = symbols_intern(extents->keys, out.data, out.length);
  buffer_free(&out);
  return key;
}

size_t extents_add(Extents *extents, const Assertion *assertion, ExtentOf of) {
  Extent *extent = ARENA_NEW(extents->arena, Extent);
  Opening opening = {.arena = extents->arena, .extent = extent};
  extent->is_opaque = !fill(&opening, assertion, of);
  extent->number = extents->list.count;
  if (extent->is_opaque) {
    VEC_PUSH(extents->arena, &extents->list, extent);
    (void)names_add(extents->names, extent);
    return extent->number;
  }
  simplify(extent);
  const size_t number = names_add(extents->names, key_of(extents, extent));
  if (number == extents->list.count) VEC_PUSH(extents->arena, &extents->list, extent);
  return number;
}

static bool is_easier(const Extent *a, const Extent *b) {
  if (a->table_count != b->table_count) return a->table_count < b->table_count;
  return a->conditions.count + a->needed.count < b->conditions.count + b->needed.count;
}

static bool lies_in(const Extent *a, const Extent *b) {
  for (size_t i = 0; i < a->above.count; i++)
    if (a->above.item[i] == b->number) return true;
  return false;
}

bool extents_is_covered(const Extents *extents, size_t number, const bool present[]) {
  const Extent *extent = extents->list.item[number];
  for (size_t i = 0; i < extent->above.count; i++) {
    const Extent *other = extents->list.item[extent->above.item[i]];
    if (present[other->number] && !(is_easier(extent, other) && lies_in(other, extent)))
      return true;
  }
  return false;
}
