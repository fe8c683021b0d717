// Members of one class from many filtered scans of one table, merged into one scan.
//
// Law: SELECT … FROM t WHERE c = v1 and SELECT … FROM t WHERE c = v2 give together what
// SELECT … FROM t WHERE c IN (v1, v2) gives. Preconditions:
//   1. each logical table is seen through to t alone, with that one condition;
//   2. t's columns go by their own names there, as far as the subject needs them;
//   3. the subject maps are equal, and so are the graphs; nothing else is needed of a row.
// Why: a hierarchy is often one table with a column that tells kinds apart; the class at its top
// would be as many scans as there are kinds.
#ifndef ANAMORPH_REASONER_MERGE_H
#define ANAMORPH_REASONER_MERGE_H

#include "reasoner/propagate.h"

// Merges entries of a class in place; the first of those merged stands for all, with its origin and
// derivation. New tables are in `arena`, their queries in `symbols`.
void entries_merge(Arena *arena, Symbols *symbols, EntryList *list);

#endif
