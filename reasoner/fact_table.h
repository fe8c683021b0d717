// An ontology's facts as assertions over tables of constants, so that they are part of the virtual
// graph like any row.
#ifndef ANAMORPH_REASONER_FACT_TABLE_H
#define ANAMORPH_REASONER_FACT_TABLE_H

#include "base/vec.h"
#include "reasoner/form.h"
#include "reasoner/ontology.h"

// Adds one assertion for each predicate, class and kind of term among the facts that count in the
// regime; each reads a VALUES list (a logical table with a query). Everything is in
// `arena`, new symbols in `symbols`.
void fact_tables_add(Arena *arena, Symbols *symbols, size_t fact_count, const Fact facts[],
                     Regime regime, AssertionList *out);

#endif
