// Extents: the sets of terms, or of pairs of terms, that assertions give, and when one contains
// another whatever the tables hold.
//
// Law: extent a lies in extent b when b's tables can be laid onto a's (same relations), such that
// b's terms are made of the same values as a's, and each row of a fulfils what b demands.
// a's tables are first widened by the targets of their foreign keys: those rows exist.
// Preconditions:
//   1. a foreign key counts when none of its columns is NULL in a's rows (MATCH SIMPLE);
//   2. columns count as equal only where equal values have equal lexical forms: the same type with
//      native equality and a deterministic collation, or two integers;
//   3. a comparison holds in a when the same one stands in a, between equal columns or with the
//   same
//      constant; IS NOT NULL also when the column is declared so, or a's terms, joins or
//      comparisons need it;
//   4. term maps whose kind, datatype or language comes from a column make equal terms only when
//   all
//      their columns are equal.
// Why: a class high in a hierarchy has an extent for each class and property below; most of them
// lie in others, and one scan for each table is left.
#ifndef ANAMORPH_REASONER_EXTENT_H
#define ANAMORPH_REASONER_EXTENT_H

#include "base/vec.h"
#include "mapping/view.h"

typedef struct Extents Extents;

// In `arena`; extents are numbered from 0.
Extents *extents_create(Arena *arena);

// The extent of the assertion's subjects (pair false; its predicate and object do not count, what
// it needs does) or of its subjects and objects. Equal extents have one number.
size_t extents_add(Extents *extents, const Assertion *assertion, bool pair);

size_t extents_count(const Extents *extents);

// Finds, for each extent, those that contain it; to be called once, after all have been added.
void extents_compare(Extents *extents);

// The extents that contain extent `number`, itself left out. Two that contain each other are both
// listed.
size_t extents_above(const Extents *extents, size_t number, const size_t **out);

#endif
