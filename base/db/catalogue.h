// What PostgreSQL's catalogue says about the relations a mapping uses: columns, keys, foreign keys.
#ifndef ANAMORPH_BASE_DB_CATALOGUE_H
#define ANAMORPH_BASE_DB_CATALOGUE_H

#include "base/buffer.h"
#include "base/db/connection.h"
#include "base/db/pg_type.h"
#include "base/symbol.h"

typedef enum CheckTest {
  CHECK_LT,
  CHECK_LE,
  CHECK_GT,
  CHECK_GE,
  CHECK_IN,
  CHECK_WITHOUT
} CheckTest;

// What a validated CHECK constraint of the table, or of the column's domain, says of each value of
// the column that is not NULL: it is below (…) value[0], or one of value[0..value_count), or a text
// that holds none of the characters of value[0] (CHECK_WITHOUT: printable ASCII). Numbers, dates
// and texts as PostgreSQL writes them; only CHECK_IN and CHECK_WITHOUT say something of texts.
typedef struct ColumnCheck {
  CheckTest test;
  size_t value_count;
  const char *const *value;
} ColumnCheck;

// A column of a table, view or described query. Domains are resolved to their base type.
typedef struct Column {
  const Symbol *name;
  PgType type;
  PgOid oid;   // the base type's oid
  int typmod;  // of the base type; -1 when there is none (length or scale otherwise)
  // Declared NOT NULL or part of the primary key. A domain's NOT NULL does not count: PostgreSQL
  // lets NULLs through it (CREATE DOMAIN, Notes).
  bool not_null;
  bool deterministic;  // its collation makes `=` mean equality of bytes; true for other than text
  bool domain;         // of a domain's type, or of a query, which does not tell
  const Symbol *type_name;  // as format_type() prints it: for messages and casts
  size_t check_count;
  const ColumnCheck *check;
} Column;

// A set of columns, as indexes into Relation.column.
typedef struct ColumnSet {
  size_t count;
  const unsigned *column;
} ColumnSet;

// A unique constraint or unique index: valid, checked at once, neither partial nor over
// expressions. not_null: no column of it is nullable. When false, many rows may hold NULL in the
// key: it is unique only among the rows where all its columns are not NULL. A table that others
// inherit from (not partitions) has no key: its rows include theirs.
typedef struct Key {
  ColumnSet columns;
  bool primary;
  bool not_null;
} Key;

// A validated foreign key (MATCH SIMPLE, unless all columns are not_null: a row with a NULL in
// `columns` refers to nothing). Left out: where the target has row-level security, or the
// referencing table has children by inheritance. Deferrable ones count, as every snapshot that
// the gateway reads from is of committed rows.
typedef struct ForeignKey {
  ColumnSet columns;  // in the referencing relation
  const struct Relation *target;
  ColumnSet target_columns;  // same order
} ForeignKey;

// A functional dependency: rows that agree on `from`, where none of it is NULL, have the same
// values in `to`, NULLs counting as equal. A fact; no catalogue says it.
typedef struct Dependency {
  ColumnSet from, to;
} Dependency;

// No value of the column `column`, in any row, is a value of the target's. A fact, kept on both
// sides.
typedef struct Disjoint {
  unsigned column;
  const struct Relation *target;
  unsigned target_column;
} Disjoint;

typedef enum RelationKind { RELATION_TABLE, RELATION_VIEW, RELATION_QUERY } RelationKind;

typedef struct Relation {
  RelationKind kind;
  const Symbol *schema;  // NULL for RELATION_QUERY
  const Symbol *name;    // NULL for RELATION_QUERY
  const Symbol *query;   // RELATION_QUERY: the SQL text, no trailing semicolon; else NULL
  size_t column_count;
  const Column *column;
  size_t key_count;
  const Key *key;
  size_t foreign_key_count;
  const ForeignKey *foreign_key;
  size_t dependency_count;
  const Dependency *dependency;
  size_t disjoint_count;
  const Disjoint *disjoint;
  size_t index_count;
  const ColumnSet
      *index;    // leading columns of every valid index: for what is fast, not for what is right
  double rows;   // the planner's estimate; -1 unknown
  double pages;  // of 8 kB, as estimated too; -1 unknown, or in parts (children)
} Relation;

// Does a valid index begin with that column?
bool relation_leads_index(const Relation *relation, unsigned column);

typedef struct Catalogue Catalogue;

// Reads all tables (partitioned and foreign ones too), views and materialized views (as views) but
// the system's own, in four round trips; the result lives in `arena`. Errors: STATUS_DATABASE.
Status catalogue_load(Connection *db, Arena *arena, Symbols *symbols, Catalogue **out,
                      Error *err) MUST_CHECK;

// schema NULL: found along the connection's search path. NULL when there is none.
const Relation *catalogue_find(const Catalogue *catalogue, const Symbol *schema,
                               const Symbol *name);

// A relation with the same name in another case, for hints. NULL when there is none.
const Relation *catalogue_find_similar(const Catalogue *catalogue, const Symbol *schema,
                                       const Symbol *name);

// Asks PostgreSQL to prepare each query as a subquery and describe its columns; nothing is
// executed, and neither keys nor NOT NULL are known of the results. Where sql[i] was refused out[i]
// is NULL, and error[i] PostgreSQL's message (STATUS_DATABASE, at the position in the SQL text).
// Returns an error only when the connection failed.
Status catalogue_describe(Catalogue *catalogue, Connection *db, size_t count,
                          const Symbol *const sql[], const Relation *out[], Error error[],
                          Error *err) MUST_CHECK;

// Facts that the database does not declare, believed as if it did. The relation is one that this
// catalogue gave out; columns are copied. Keys: as Key says, not_null where their columns are.
void catalogue_declare_not_null(Catalogue *catalogue, const Relation *relation,
                                const ColumnSet *columns);
void catalogue_declare_key(Catalogue *catalogue, const Relation *relation,
                           const ColumnSet *columns);
void catalogue_declare_foreign_key(Catalogue *catalogue, const Relation *relation,
                                   const ColumnSet *columns, const Relation *target,
                                   const ColumnSet *target_columns);

void catalogue_declare_dependency(Catalogue *catalogue, const Relation *relation,
                                  const ColumnSet *from, const ColumnSet *to);
void catalogue_declare_disjoint(Catalogue *catalogue, const Relation *relation, unsigned column,
                                const Relation *target, unsigned target_column);

// No value of the columns, which are text, holds one of these characters (printable ASCII).
void catalogue_declare_without(Catalogue *catalogue, const Relation *relation,
                               const ColumnSet *columns, const char *characters);

// All that was loaded, in order of name and then schema.
size_t catalogue_relation_count(const Catalogue *catalogue);
const Relation *catalogue_relation(const Catalogue *catalogue, size_t index);

// Index of the column of that exact name, or -1; the second ignores case, for hints.
int relation_column(const Relation *relation, const Symbol *name);
int relation_column_similar(const Relation *relation, const Symbol *name);

// Appends the name of a relation that is no query, as SQL has it, with its schema.
void relation_append_name(const Relation *relation, Buffer *out);

// The characters that, as far as is known, no value of the column holds; NULL for none.
const char *column_without(const Column *column, Arena *arena);

#endif
