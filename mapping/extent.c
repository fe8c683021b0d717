// Extents as tables, equal columns and conditions; containment by laying one onto another.
#include "reasoner/extent.h"

#include <string.h>

#include "base/buffer.h"
#include "reasoner/names.h"

enum { TABLES_MAX = 8, COLUMNS_MAX = 64 };

// A column of one of the tables.
typedef struct Place {
  unsigned table, column;
} Place;

typedef VEC(Place) PlaceList;

typedef struct PlaceCondition {
  ViewTest test;
  Place left, right;
  const char *text;  // instead of right
} PlaceCondition;

// A term map with its columns' places.
typedef struct PlacedMap {
  const TermMap *map;  // NULL: none (no object, the default graph)
  PlaceList places;
} PlacedMap;

// same[i], same[i + 1]: places whose values are equal. is_opaque: more than is modelled here; such
// an extent is contained in itself alone.
typedef struct Extent {
  size_t number;
  size_t table_count;
  const Relation *table[TABLES_MAX];
  PlaceList same;
  VEC(PlaceCondition) conditions;
  PlaceList needed;
  PlacedMap map[3];  // subject, object, graph
  bool is_opaque;
  VEC(size_t) above;
} Extent;

struct Extents {
  Arena *arena;
  Symbols *keys;  // an extent's canonical text tells its number
  Names *names;
  VEC(Extent *) list;
};

Extents *extents_create(Arena *arena) {
  Extents *extents = ARENA_NEW(arena, Extents);
  extents->arena = arena;
  extents->keys = symbols_create(arena, NULL);
  extents->names = names_create(arena);
  return extents;
}

size_t extents_count(const Extents *extents) { return extents->list.count; }

// --- Building ------------------------------------------------------------------------------------
static const Column *column_at(const Extent *extent, Place place) {
  return &extent->table[place.table]->column[place.column];
}

// Precondition 2.
static bool equal_means_same(const Column *a, const Column *b) {
  const PgTypeInfo *s = pg_type_info(a->type), *t = pg_type_info(b->type);
  if (s->family == PG_FAMILY_INTEGER && t->family == PG_FAMILY_INTEGER) return true;
  if (s->family == PG_FAMILY_NUMERIC || s->family == PG_FAMILY_FLOAT) return false;
  return a->oid == b->oid && a->typmod == b->typmod && s->native_equality && a->deterministic &&
         b->deterministic;
}

typedef struct Opening {
  Extents *extents;
  Extent *extent;
  const LogicalTable *table[2];
  const View *view[2];
  unsigned first[2];  // table of the extent where the view's begin
} Opening;

static bool open_side(Opening *opening, unsigned side, const LogicalTable *table) {
  Extent *extent = opening->extent;
  const View *view = table->view;
  opening->table[side] = table;
  opening->view[side] = view;
  opening->first[side] = (unsigned)extent->table_count;
  if (extent->table_count + view->table_count > TABLES_MAX) return false;
  for (size_t i = 0; i < view->table_count; i++)
    extent->table[extent->table_count++] = view->table[i]->relation;
  return true;
}

static Place place_of(const Opening *opening, unsigned side, const ViewOperand *operand) {
  return (Place){opening->first[side] + (unsigned)operand->table, operand->column};
}

static bool place_named(const Opening *opening, unsigned side, const Symbol *name, Place *out) {
  const int column = relation_column(opening->table[side]->relation, name);
  if (column < 0) return false;
  *out = place_of(opening, side, &opening->view[side]->column[column]);
  return true;
}

static void add_equality(Opening *opening, Place left, Place right) {
  Extent *extent = opening->extent;
  Arena *arena = opening->extents->arena;
  if (equal_means_same(column_at(extent, left), column_at(extent, right))) {
    VEC_PUSH(arena, &extent->same, left);
    VEC_PUSH(arena, &extent->same, right);
    VEC_PUSH(arena, &extent->needed, left);
    VEC_PUSH(arena, &extent->needed, right);
    return;
  }
  const PlaceCondition condition = {VIEW_EQ, left, right, NULL};
  VEC_PUSH(arena, &extent->conditions, condition);
}

static void add_view_conditions(Opening *opening, unsigned side) {
  Extent *extent = opening->extent;
  Arena *arena = opening->extents->arena;
  const View *view = opening->view[side];
  for (size_t i = 0; i < view->condition_count; i++) {
    const ViewCondition *condition = &view->condition[i];
    const Place left = place_of(opening, side, &condition->left);
    if (condition->test == VIEW_IS_NOT_NULL) {
      VEC_PUSH(arena, &extent->needed, left);
      continue;
    }
    PlaceCondition placed = {condition->test, left, left, condition->right.text};
    if (condition->test != VIEW_IS_NULL && placed.text == NULL) {
      placed.right = place_of(opening, side, &condition->right);
      if (condition->test == VIEW_EQ) {
        add_equality(opening, left, placed.right);
        continue;
      }
    }
    VEC_PUSH(arena, &extent->conditions, placed);
  }
}

static bool need_name(Opening *opening, unsigned side, const Symbol *name, PlaceList *also) {
  Place place;
  if (!place_named(opening, side, name, &place)) return false;
  VEC_PUSH(opening->extents->arena, &opening->extent->needed, place);
  if (also != NULL) VEC_PUSH(opening->extents->arena, also, place);
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
    VEC_PUSH(opening->extents->arena, &out->places, place);
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

static bool fill(Opening *opening, const Assertion *assertion, bool pair) {
  Extent *extent = opening->extent;
  const unsigned parent = assertion->parent_table == NULL ? 0 : 1;
  if (!open_side(opening, 0, assertion->table)) return false;
  if (parent == 1 && !open_side(opening, 1, assertion->parent_table)) return false;
  add_view_conditions(opening, 0);
  if (parent == 1) add_view_conditions(opening, 1);
  for (size_t i = 0; i < assertion->join_count; i++) {
    Place child, other;
    if (!place_named(opening, 0, assertion->join[i].child, &child) ||
        !place_named(opening, 1, assertion->join[i].parent, &other))
      return false;
    add_equality(opening, child, other);
  }
  for (size_t i = 0; i < assertion->needed_count; i++)
    if (!need_name(opening, assertion->needed[i].parent ? 1 : 0, assertion->needed[i].name, NULL))
      return false;
  return add_map(opening, 0, assertion->subject, &extent->map[0]) &&
         add_map(opening, parent, pair ? assertion->object : NULL, &extent->map[1]) &&
         add_map(opening, 0, assertion->graph, &extent->map[2]);
}

// --- Facts about an extent -----------------------------------------------------------------------
static bool same_place(Place a, Place b) { return a.table == b.table && a.column == b.column; }

// Equality of places as the transitive closure of `same`: a few pairs, walked until nothing
// changes.
static bool places_equal(const Extent *extent, Place a, Place b) {
  if (same_place(a, b)) return true;
  Place reached[COLUMNS_MAX];
  size_t count = 0;
  reached[count++] = a;
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j + 1 < extent->same.count; j += 2)
      for (size_t turn = 0; turn < 2; turn++) {
        if (!same_place(extent->same.item[j + turn], reached[i])) continue;
        const Place next = extent->same.item[j + 1 - turn];
        if (same_place(next, b)) return true;
        bool seen = count == COLUMNS_MAX;
        for (size_t k = 0; k < count && !seen; k++) seen = same_place(reached[k], next);
        if (!seen) reached[count++] = next;
      }
  return false;
}

static bool never_null(const Extent *extent, Place place) {
  if (column_at(extent, place)->not_null) return true;
  for (size_t i = 0; i < extent->needed.count; i++)
    if (places_equal(extent, extent->needed.item[i], place)) return true;
  for (size_t i = 0; i < extent->conditions.count; i++) {
    const PlaceCondition *condition = &extent->conditions.item[i];
    if (condition->test == VIEW_IS_NULL) continue;
    if (places_equal(extent, condition->left, place) ||
        (condition->text == NULL && places_equal(extent, condition->right, place)))
      return true;
  }
  return false;
}

static bool holds(const Extent *extent, const PlaceCondition *wanted) {
  if (wanted->test == VIEW_EQ && wanted->text == NULL &&
      places_equal(extent, wanted->left, wanted->right))
    return true;
  for (size_t i = 0; i < extent->conditions.count; i++) {
    const PlaceCondition *known = &extent->conditions.item[i];
    if (known->test != wanted->test || (known->text == NULL) != (wanted->text == NULL)) continue;
    if (!places_equal(extent, known->left, wanted->left)) continue;
    if (known->text != NULL ? strcmp(known->text, wanted->text) == 0
                            : places_equal(extent, known->right, wanted->right))
      return true;
  }
  return false;
}

// --- Laying one onto another ---------------------------------------------------------------------
typedef struct Laying {
  Arena *arena;
  Extent wide;  // a, with targets of foreign keys
  const Extent *b;
  unsigned onto[TABLES_MAX];  // of each table of b, one of wide's
} Laying;

static Place laid(const Laying *laying, Place place) {
  return (Place){laying->onto[place.table], place.column};
}

// Precondition 4, and the laws of equal terms.
static bool maps_agree(const Laying *laying, const PlacedMap *a, const PlacedMap *b) {
  if (a->map == NULL || b->map == NULL) return a->map == b->map;
  const TermMap *s = a->map, *t = b->map;
  if (s->kind != t->kind || s->term_kind != t->term_kind) return false;
  if (s->kind == TERM_MAP_CONSTANT) return term_equal(&s->constant, &t->constant);
  if (s->datatype != t->datatype || s->language != t->language ||
      s->datatype_given != t->datatype_given ||
      (s->term_kind_column == NULL) != (t->term_kind_column == NULL) ||
      (s->datatype_column == NULL) != (t->datatype_column == NULL) ||
      (s->language_column == NULL) != (t->language_column == NULL) ||
      a->places.count != b->places.count)
    return false;
  if (s->kind == TERM_MAP_TEMPLATE && s->template_->shape != t->template_->shape) return false;
  for (size_t i = 0; i < a->places.count; i++)
    if (!places_equal(&laying->wide, a->places.item[i], laid(laying, b->places.item[i])))
      return false;
  return true;
}

static bool fits(const Laying *laying, const Extent *a) {
  const Extent *b = laying->b;
  for (size_t i = 0; i < 3; i++)
    if (!maps_agree(laying, &a->map[i], &b->map[i])) return false;
  for (size_t i = 0; i + 1 < b->same.count; i += 2)
    if (!places_equal(&laying->wide, laid(laying, b->same.item[i]),
                      laid(laying, b->same.item[i + 1])))
      return false;
  for (size_t i = 0; i < b->needed.count; i++)
    if (!never_null(&laying->wide, laid(laying, b->needed.item[i]))) return false;
  for (size_t i = 0; i < b->conditions.count; i++) {
    PlaceCondition wanted = b->conditions.item[i];
    wanted.left = laid(laying, wanted.left);
    wanted.right = laid(laying, wanted.right);
    if (!holds(&laying->wide, &wanted)) return false;
  }
  return true;
}

static bool lay(Laying *laying, const Extent *a, unsigned table) {
  if (table == laying->b->table_count) return fits(laying, a);
  for (unsigned i = 0; i < laying->wide.table_count; i++) {
    if (laying->wide.table[i] != laying->b->table[table]) continue;
    laying->onto[table] = i;
    if (lay(laying, a, table + 1)) return true;
  }
  return false;
}

static bool reads(const Extent *extent, const Relation *relation) {
  for (size_t i = 0; i < extent->table_count; i++)
    if (extent->table[i] == relation) return true;
  return false;
}

// Precondition 1. The target's row is one more table.
static void follow(Laying *laying, unsigned table, const ForeignKey *key) {
  Extent *wide = &laying->wide;
  if (wide->table_count == TABLES_MAX) return;
  for (size_t i = 0; i < key->columns.count; i++)
    if (!never_null(wide, (Place){table, key->columns.column[i]})) return;
  const unsigned target = (unsigned)wide->table_count;
  wide->table[wide->table_count++] = key->target;
  for (size_t i = 0; i < key->columns.count; i++) {
    const Place from = {table, key->columns.column[i]},
                to = {target, key->target_columns.column[i]};
    VEC_PUSH(laying->arena, &wide->needed, to);
    if (!equal_means_same(column_at(wide, from), column_at(wide, to))) continue;
    VEC_PUSH(laying->arena, &wide->same, from);
    VEC_PUSH(laying->arena, &wide->same, to);
  }
}

// Lists are copied before they grow: wide begins as a, and shares them.
static void widen(Laying *laying, const Extent *a) {
  Extent *wide = &laying->wide;
  const unsigned own = (unsigned)wide->table_count;
  bool copied = false;
  for (unsigned i = 0; i < own; i++) {
    const Relation *relation = wide->table[i];
    for (size_t k = 0; k < relation->foreign_key_count; k++) {
      if (!reads(laying->b, relation->foreign_key[k].target)) continue;
      if (!copied) {
        wide->same = (PlaceList){0};
        wide->needed = (PlaceList){0};
        for (size_t j = 0; j < a->same.count; j++)
          VEC_PUSH(laying->arena, &wide->same, a->same.item[j]);
        for (size_t j = 0; j < a->needed.count; j++)
          VEC_PUSH(laying->arena, &wide->needed, a->needed.item[j]);
        copied = true;
      }
      follow(laying, i, &relation->foreign_key[k]);
    }
  }
}

static bool lies_in(Arena *scratch, const Extent *a, const Extent *b) {
  if (a->is_opaque || b->is_opaque) return false;
  Laying laying = {.arena = scratch, .wide = *a, .b = b};
  widen(&laying, a);
  return lay(&laying, a, 0);
}

// --- Numbers -------------------------------------------------------------------------------------
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
    bool known = column_at(extent, place)->not_null;
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
  for (size_t i = 0; i < 3; i++) print_map(&out, &extent->map[i]);
  buffer_add_text(&out, "|n ");
  for (size_t i = 0; i < extent->needed.count; i++) print_place(&out, extent->needed.item[i]);
  buffer_add_text(&out, "|e ");
  for (size_t i = 0; i < extent->same.count; i++) print_place(&out, extent->same.item[i]);
  for (size_t i = 0; i < extent->conditions.count; i++) {
    const PlaceCondition *condition = &extent->conditions.item[i];
    buffer_printf(&out, "|c %d ", (int)condition->test);
    print_place(&out, condition->left);
    if (condition->text == NULL)
      print_place(&out, condition->right);
    else
      buffer_printf(&out, "'%s'", condition->text);
  }
  const Symbol *key = symbols_intern(extents->keys, out.data, out.length);
  buffer_free(&out);
  return key;
}

size_t extents_add(Extents *extents, const Assertion *assertion, bool pair) {
  Extent *extent = ARENA_NEW(extents->arena, Extent);
  Opening opening = {.extents = extents, .extent = extent};
  extent->is_opaque = !fill(&opening, assertion, pair);
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

// --- Comparing all -------------------------------------------------------------------------------
// An extent can only contain those that read (or refer to) its first table and demand its first
// condition there. So extents are listed under that table and condition.
typedef struct Shelf {
  VEC(Extent *) list;
} Shelf;

typedef struct Library {
  Extents *extents;
  Symbols *keys;
  Names *names;
  VEC(Shelf) shelves;
  Arena *scratch;
} Library;

static const Symbol *shelf_key(Library *library, const Relation *relation, const Extent *extent,
                               const PlaceCondition *condition) {
  Buffer out = {0};
  buffer_printf(&out, "%p", (const void *)relation);
  // What terms look like goes with it: others are not worth a comparison.
  for (size_t i = 0; i < 3; i++) {
    const TermMap *map = extent->map[i].map;
    const void *mark = map == NULL                      ? NULL
                       : map->kind == TERM_MAP_CONSTANT ? (const void *)map->constant.lexical
                       : map->kind == TERM_MAP_TEMPLATE ? (const void *)map->template_->shape
                                                        : (const void *)map->datatype;
    buffer_printf(&out, " %d %p", map == NULL ? -1 : (int)map->kind, mark);
  }
  if (condition != NULL && condition->text != NULL)
    buffer_printf(&out, " %u %d '%s'", condition->left.column, (int)condition->test,
                  condition->text);
  const Symbol *key = symbols_intern(library->keys, out.data, out.length);
  buffer_free(&out);
  return key;
}

// The condition by which an extent is listed: the first with a constant on its first table.
static const PlaceCondition *first_condition(const Extent *extent) {
  for (size_t i = 0; i < extent->conditions.count; i++) {
    const PlaceCondition *condition = &extent->conditions.item[i];
    if (condition->text != NULL && condition->left.table == 0) return condition;
  }
  return NULL;
}

static void shelve(Library *library, Extent *extent) {
  const Symbol *key = shelf_key(library, extent->table[0], extent, first_condition(extent));
  const size_t number = names_add(library->names, key);
  Arena *arena = library->extents->arena;
  if (number == library->shelves.count) {
    const Shelf empty = {0};
    VEC_PUSH(arena, &library->shelves, empty);
  }
  VEC_PUSH(arena, &library->shelves.item[number].list, extent);
}

static void compare_with(Library *library, Extent *a, const Symbol *key) {
  const size_t number = names_find(library->names, key);
  if (number == NAMES_NONE) return;
  const Shelf *shelf = &library->shelves.item[number];
  for (size_t i = 0; i < shelf->list.count; i++) {
    const Extent *b = shelf->list.item[i];
    bool known = b == a;
    for (size_t j = 0; j < a->above.count && !known; j++) known = a->above.item[j] == b->number;
    if (known || !lies_in(library->scratch, a, b)) continue;
    VEC_PUSH(library->extents->arena, &a->above, b->number);
  }
  arena_reset(library->scratch);
}

static void compare_table(Library *library, Extent *a, const Relation *relation) {
  compare_with(library, a, shelf_key(library, relation, a, NULL));
  for (size_t i = 0; i < a->conditions.count; i++)
    if (a->conditions.item[i].text != NULL)
      compare_with(library, a, shelf_key(library, relation, a, &a->conditions.item[i]));
}

void extents_compare(Extents *extents) {
  Library library = {.extents = extents,
                     .keys = symbols_create(extents->arena, NULL),
                     .names = names_create(extents->arena),
                     .scratch = arena_create(0)};
  if (library.scratch == NULL) arena_fail(extents->arena, STATUS_LIMIT, "out of memory");
  for (size_t i = 0; i < extents->list.count; i++)
    if (!extents->list.item[i]->is_opaque) shelve(&library, extents->list.item[i]);
  for (size_t i = 0; i < extents->list.count; i++) {
    Extent *a = extents->list.item[i];
    if (a->is_opaque) continue;
    for (size_t t = 0; t < a->table_count; t++) {
      compare_table(&library, a, a->table[t]);
      for (size_t k = 0; k < a->table[t]->foreign_key_count; k++)
        compare_table(&library, a, a->table[t]->foreign_key[k].target);
    }
  }
  arena_destroy(library.scratch);
}

size_t extents_above(const Extents *extents, size_t number, const size_t **out) {
  const Extent *extent = extents->list.item[number];
  *out = extent->above.item;
  return extent->above.count;
}
