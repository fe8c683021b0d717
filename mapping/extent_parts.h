// What an extent is made of: for mapping/extent*.c only.
#ifndef ANAMORPH_MAPPING_EXTENT_PARTS_H
#define ANAMORPH_MAPPING_EXTENT_PARTS_H

#include "base/names.h"
#include "base/symbol.h"
#include "mapping/extent.h"

// An extent has at most OWN_TABLES of its own, and TABLES_MAX with what they refer to.
enum { OWN_TABLES = 8, TABLES_MAX = 16, COLUMNS_MAX = 64, MAPS = 4 };

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

// A relation of which the extent has a row: a table (view NULL), or a query that was seen through,
// whose tables begin at `first`.
typedef struct RowSource {
  const Relation *relation;
  const View *view;
  unsigned first;
} RowSource;

// same[i], same[i + 1]: places whose values are equal. row[i]: a table whose row is that of table
// i, i itself or before it. needed: what is not NULL in rows that count. written: what, beside
// the maps' columns, has a lexical form there, of a type that has values without. is_opaque: more
// than is modelled here; such an extent is contained in itself alone.
typedef struct Extent {
  size_t number;
  size_t table_count;
  const Relation *table[TABLES_MAX];
  unsigned row[TABLES_MAX];
  VEC(RowSource) sources;
  PlaceList same;
  VEC(PlaceCondition) conditions;
  PlaceList needed, written;
  PlacedMap map[MAPS];  // subject, object, graph, predicate
  bool is_opaque;
  VEC(size_t) above;
} Extent;

struct Extents {
  Arena *arena;
  const Mapping *mapping;
  Symbols *keys;  // an extent's canonical text tells its number
  Names *names;
  VEC(Extent *) list;
};

static inline const Column *extent_column(const Extent *extent, Place place) {
  return &extent->table[place.table]->column[place.column];
}

// The place of a column of the relation.
static inline Place source_place(const RowSource *source, unsigned column) {
  if (source->view == NULL) return (Place){source->first, column};
  const ViewOperand *operand = &source->view->column[column];
  return (Place){source->first + (unsigned)operand->table, operand->column};
}

// --- Building (extent.c) -------------------------------------------------------------------------

// Adds a row of the logical table: its view's tables with their conditions. The last of `sources`
// is the logical table's own relation. false: too many tables (then nothing was added), or more
// than is modelled.
bool extent_add_table(Arena *arena, Extent *extent, const LogicalTable *table, size_t most);

// A row of a relation by itself.
void extent_add_relation(Arena *arena, Extent *extent, const Relation *relation);

// left = right in SQL, neither of them NULL.
void extent_add_equality(Arena *arena, Extent *extent, Place left, Place right);

// --- What is known of its rows (extent_row.c) ----------------------------------------------------

bool place_equal(const Extent *extent, Place a, Place b);
bool place_never_null(const Extent *extent, Place place);
// Has the value a lexical form, as its own type's? Only seen where the extent asks for it.
bool place_is_written(const Extent *extent, Place place);
bool place_condition_holds(const Extent *extent, const PlaceCondition *wanted);

// --- Containment (extent_contain.c) --------------------------------------------------------------

// The relations that rows of a relation refer to, over any number of foreign keys.
typedef struct Reach Reach;
Reach *reach_create(Arena *arena, const Mapping *mapping);

// Does a row of the extent's lead to a row of the relation?
bool extent_leads(Reach *reach, const Extent *a, const Relation *to);

// Does a lie in b? Neither is opaque.
bool extent_lies_in(Arena *scratch, Reach *reach, const Extent *a, const Extent *b);

#endif
