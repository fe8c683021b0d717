// What a dump reads and what it makes of each row; private to the dump.
#ifndef ANAMORPH_MAPPING_DUMP_PLAN_H
#define ANAMORPH_MAPPING_DUMP_PLAN_H

#include "base/vec.h"
#include "mapping/term.h"

// A column of the result: of the (child) table or of the parent table of a join.
typedef struct DumpColumn {
  bool parent;
  const Symbol *name;
  PgType type;  // cast to it where it is not the column's own
} DumpColumn;

// One assertion over the rows of a scan; terms are indexes into the scan's builders, graph is -1
// for the default graph. filter: its quads may repeat, so that they go through the set of those
// seen. once: all terms are constant, so that the first row is enough. needed: columns of the scan
// without whose lexical forms a row gives no quad.
typedef struct DumpQuad {
  int subject, predicate, object, graph;
  size_t needed_count;
  const int *needed;
  bool filter;
  bool once;
} DumpQuad;

// A logical table, or a join of two, read once for all assertions over it.
typedef struct DumpScan {
  const LogicalTable *table;
  const LogicalTable *parent_table;
  size_t join_count;
  const JoinCondition *join;
  VEC(DumpColumn) columns;
  VEC(TermBuilder *) builders;
  VEC(DumpQuad) quads;
  const char *sql;
} DumpScan;

typedef struct DumpPlan {
  VEC(DumpScan *) scans;
} DumpPlan;

// In `arena`, with pointers into the mapping.
DumpPlan *dump_plan_create(Arena *arena, const Mapping *mapping, TermFaults *faults);

#endif
