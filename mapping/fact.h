// One fact about the data: declared to the catalogue, and asked of the data.
#ifndef ANAMORPH_MAPPING_FACT_H
#define ANAMORPH_MAPPING_FACT_H

#include "base/buffer.h"
#include "base/db/catalogue.h"

typedef enum FactKind {
  FACT_NOT_NULL,
  FACT_UNIQUE,
  FACT_FOREIGN_KEY,  // columns refer to the target's
  FACT_WITHOUT,      // no value of the columns holds one of the characters
  FACT_DEPENDENCY,   // columns determine other columns of the relation: target_columns
  FACT_DISJOINT,     // no value of the column is one of the target's
} FactKind;

typedef struct Fact {
  FactKind kind;
  const Relation *relation;
  ColumnSet columns;
  const Relation *target;
  ColumnSet target_columns;
  const char *characters;
} Fact;

// From now on it is believed. Columns are copied, characters are not.
void fact_declare(const Fact *fact, Catalogue *catalogue);

// Do the data show, within the connection's time limit, that it is not so? A question that fails
// shows nothing.
bool fact_is_refuted(const Fact *fact, Connection *db);

// --- SQL -----------------------------------------------------------------------------------------

// The relation as FROM has it; a query under the name q.
void fact_add_rows(Buffer *out, const Relation *relation);
// The columns in a list, each after `before` (as "c.").
void fact_add_columns(Buffer *out, const Relation *relation, const ColumnSet *set,
                      const char *before);
// A condition of each column, joined with `between`: "a IS NULL OR b IS NULL".
void fact_add_tests(Buffer *out, const Relation *relation, const ColumnSet *set, const char *test,
                    const char *between);
// Is the first value "t"? A query that fails, for its time or its types, shows nothing.
bool fact_shows(Connection *db, Buffer *sql);

#endif
