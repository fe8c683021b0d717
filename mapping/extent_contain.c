// Does one extent lie in another? The rows that one's rows imply, and the other's tables laid onto
// them. It is containment of conjunctive queries under keys and inclusion dependencies: the chase
// (Maier, Mendelzon and Sagiv 1979; Johnson and Klug 1984), bounded.
#include "mapping/extent_parts.h"

enum { MOST_STEPS = 4096 };  // of laying one pair: what takes more is taken for not contained

// --- Which relations lead to which ---------------------------------------------------------------

typedef VEC(const Relation *) RelationList;

struct Reach {
  Arena *arena;
  Names *names;
  VEC(RelationList) targets;  // by a relation's number: itself and all that it leads to
  Names *queries;             // relations of queries that are seen through
  VEC(const LogicalTable *) query;
};

Reach *reach_create(Arena *arena, const Mapping *mapping) {
  Reach *reach = ARENA_NEW(arena, Reach);
  reach->arena = arena;
  reach->names = names_create(arena);
  reach->queries = names_create(arena);
  for (size_t i = 0; i < mapping->table_count; i++) {
    const LogicalTable *table = mapping->table[i];
    if (table->relation == NULL || table->relation->kind != RELATION_QUERY ||
        table->view->table[0]->relation == table->relation)
      continue;
    if (names_add(reach->queries, table->relation) == reach->query.count)
      VEC_PUSH(arena, &reach->query, table);
  }
  return reach;
}

// The logical table of a query that is seen through; NULL: it is none.
static const LogicalTable *seen_through(const Reach *reach, const Relation *relation) {
  const size_t number = names_find(reach->queries, relation);
  return number == NAMES_NONE ? NULL : reach->query.item[number];
}

static void add_new(Arena *arena, RelationList *list, const Relation *relation) {
  for (size_t i = 0; i < list->count; i++)
    if (list->item[i] == relation) return;
  VEC_PUSH(arena, list, relation);
}

static void add_target(Reach *reach, RelationList *list, const Relation *target) {
  const LogicalTable *query = seen_through(reach, target);
  add_new(reach->arena, list, target);
  for (size_t i = 0; query != NULL && i < query->view->table_count; i++)
    add_new(reach->arena, list, query->view->table[i]->relation);
}

static const RelationList *targets_of(Reach *reach, const Relation *from) {
  const size_t number = names_add(reach->names, from);
  if (number == reach->targets.count) {
    const RelationList none = {0};
    VEC_PUSH(reach->arena, &reach->targets, none);
  }
  RelationList *list = &reach->targets.item[number];
  if (list->count > 0) return list;
  add_target(reach, list, from);
  for (size_t i = 0; i < list->count; i++)
    for (size_t j = 0; j < list->item[i]->foreign_key_count; j++)
      add_target(reach, list, list->item[i]->foreign_key[j].target);
  return list;
}

static bool leads(Reach *reach, const Relation *from, const Relation *to) {
  const RelationList *list = targets_of(reach, from);
  for (size_t i = 0; i < list->count; i++)
    if (list->item[i] == to) return true;
  return false;
}

// --- The chase -----------------------------------------------------------------------------------

// wide: a, with rows that its rows refer to. onto: of each table of b, one of wide's.
typedef struct Laying {
  Arena *arena;
  Reach *reach;
  Extent wide;
  const Extent *b;
  unsigned onto[TABLES_MAX];
  unsigned steps;
} Laying;

// Its lists grow: those of a stay as they are.
static Extent copy_of(const Extent *a) {
  Extent wide = *a;
  wide.sources.capacity = wide.sources.count;
  wide.same.capacity = wide.same.count;
  wide.conditions.capacity = wide.conditions.count;
  wide.needed.capacity = wide.needed.count;
  return wide;
}

static bool leads_to_b(const Laying *laying, const Relation *from) {
  for (size_t i = 0; i < laying->b->table_count; i++)
    if (leads(laying->reach, from, laying->b->table[i])) return true;
  return false;
}

// Is there a row already that is what the foreign key promises?
static bool is_kept(const Extent *wide, const RowSource *from, const ForeignKey *key) {
  for (size_t i = 0; i < wide->sources.count; i++) {
    const RowSource *to = &wide->sources.item[i];
    if (to->relation != key->target) continue;
    bool equal = true;
    for (size_t j = 0; j < key->columns.count && equal; j++)
      equal = place_equal(wide, source_place(from, key->columns.column[j]),
                          source_place(to, key->target_columns.column[j]));
    if (equal) return true;
  }
  return false;
}

// Precondition 1. The target's row is one more row.
static void follow(Laying *laying, RowSource from, const ForeignKey *key) {
  Extent *wide = &laying->wide;
  if (!leads_to_b(laying, key->target) || is_kept(wide, &from, key)) return;
  for (size_t i = 0; i < key->columns.count; i++)
    if (!place_never_null(wide, source_place(&from, key->columns.column[i]))) return;
  const LogicalTable *query = seen_through(laying->reach, key->target);
  if (query == NULL) {
    if (wide->table_count == TABLES_MAX) return;
    extent_add_relation(laying->arena, wide, key->target);
  } else if (!extent_add_table(laying->arena, wide, query, TABLES_MAX)) {
    return;
  }
  const RowSource to = wide->sources.item[wide->sources.count - 1];
  for (size_t i = 0; i < key->columns.count; i++)
    extent_add_equality(laying->arena, wide, source_place(&from, key->columns.column[i]),
                        source_place(&to, key->target_columns.column[i]));
}

// Two rows of a table that agree on a key are one.
static bool agree_on_key(const Extent *wide, unsigned a, unsigned b) {
  const Relation *relation = wide->table[a];
  for (size_t i = 0; i < relation->key_count; i++) {
    const ColumnSet *columns = &relation->key[i].columns;
    bool agree = columns->count > 0;
    for (size_t j = 0; j < columns->count && agree; j++) {
      const Place left = {a, columns->column[j]}, right = {b, columns->column[j]};
      const PlaceCondition equal = {VIEW_EQ, left, right, NULL},
                           turned = {VIEW_EQ, right, left, NULL};
      agree = place_never_null(wide, left) &&
              (place_condition_holds(wide, &equal) || place_condition_holds(wide, &turned));
    }
    if (agree) return true;
  }
  return false;
}

static void settle(Extent *wide) {
  bool changed = true;
  while (changed) {
    changed = false;
    for (unsigned b = 1; b < wide->table_count; b++)
      for (unsigned a = 0; a < b && wide->row[b] == b; a++) {
        if (wide->row[a] != a || wide->table[a] != wide->table[b] || !agree_on_key(wide, a, b))
          continue;
        for (unsigned i = 0; i < wide->table_count; i++)
          if (wide->row[i] == b) wide->row[i] = a;
        changed = true;
      }
  }
}

static void widen(Laying *laying) {
  Extent *wide = &laying->wide;
  settle(wide);
  for (size_t i = 0; i < wide->sources.count; i++) {
    const RowSource from = wide->sources.item[i];
    for (size_t k = 0; k < from.relation->foreign_key_count; k++)
      follow(laying, from, &from.relation->foreign_key[k]);
  }
  settle(wide);
}

// --- Laying --------------------------------------------------------------------------------------

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
    if (!place_equal(&laying->wide, a->places.item[i], laid(laying, b->places.item[i])))
      return false;
  return true;
}

static bool fits(const Laying *laying, const Extent *a) {
  const Extent *b = laying->b;
  for (size_t i = 0; i < MAPS; i++)
    if (!maps_agree(laying, &a->map[i], &b->map[i])) return false;
  for (size_t i = 0; i + 1 < b->same.count; i += 2)
    if (!place_equal(&laying->wide, laid(laying, b->same.item[i]),
                     laid(laying, b->same.item[i + 1])))
      return false;
  for (size_t i = 0; i < b->needed.count; i++)
    if (!place_never_null(&laying->wide, laid(laying, b->needed.item[i]))) return false;
  for (size_t i = 0; i < b->written.count; i++)
    if (!place_is_written(&laying->wide, laid(laying, b->written.item[i]))) return false;
  for (size_t i = 0; i < b->conditions.count; i++) {
    PlaceCondition wanted = b->conditions.item[i];
    wanted.left = laid(laying, wanted.left);
    wanted.right = laid(laying, wanted.right);
    if (!place_condition_holds(&laying->wide, &wanted)) return false;
  }
  return true;
}

static bool lay(Laying *laying, const Extent *a, unsigned table) {
  if (++laying->steps > MOST_STEPS) return false;
  if (table == laying->b->table_count) return fits(laying, a);
  for (unsigned i = 0; i < laying->wide.table_count; i++) {
    if (laying->wide.row[i] != i || laying->wide.table[i] != laying->b->table[table]) continue;
    laying->onto[table] = i;
    if (lay(laying, a, table + 1)) return true;
  }
  return false;
}

bool extent_leads(Reach *reach, const Extent *a, const Relation *to) {
  for (size_t i = 0; i < a->sources.count; i++)
    if (leads(reach, a->sources.item[i].relation, to)) return true;
  return false;
}

bool extent_lies_in(Arena *scratch, Reach *reach, const Extent *a, const Extent *b) {
  for (size_t i = 0; i < b->table_count; i++)
    if (!extent_leads(reach, a, b->table[i])) return false;
  Laying laying = {.arena = scratch, .reach = reach, .wide = copy_of(a), .b = b};
  widen(&laying);
  return lay(&laying, a, 0);
}
