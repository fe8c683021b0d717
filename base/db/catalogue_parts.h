// What a Catalogue is made of: for the files of base/db/ only.
#ifndef ANAMORPH_BASE_DB_CATALOGUE_PARTS_H
#define ANAMORPH_BASE_DB_CATALOGUE_PARTS_H

#include "base/db/catalogue.h"
#include "base/vec.h"

// A relation under construction. number[i] is the attnum of column i, ascending.
// inherited: other tables inherit from it, so neither keys nor its foreign keys hold for its rows.
typedef struct Entry {
  Relation relation;
  PgOid oid;
  bool visible;
  bool inherited;
  VEC(Column) columns;
  VEC(int) number;
  VEC(Key) keys;
  VEC(ForeignKey) foreign_keys;
  VEC(ColumnSet) indexes;
} Entry;

// entry: by name and schema. by_oid: the same, by oid.
// bytewise: the database has no nondeterministic collation at all.
struct Catalogue {
  Arena *arena;
  Symbols *symbols;
  size_t count;
  Entry **entry;
  Entry **by_oid;
  bool bytewise;
};

// NULL when it was not loaded. The column's index, or -1.
Entry *catalogue_entry(const Catalogue *catalogue, PgOid oid);
int catalogue_column(const Entry *entry, int number);

#endif
