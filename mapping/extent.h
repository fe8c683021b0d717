// Extents: the sets of terms, of pairs of terms, or of triples, that assertions give, and when one
// contains another whatever the tables hold.
//
// Law: extent a lies in extent b when b's tables can be laid onto rows that each row of a implies,
// such that b's terms are made of the same values as a's, and those rows fulfil what b demands.
// Implied are a's own rows, and over any number of foreign keys the rows that these refer to; two
// rows of a table that agree on a key are one.
// Preconditions:
//   1. a foreign key (declared, or a fact) counts when none of its columns is NULL in a's rows
//      (MATCH SIMPLE);
//   2. columns count as equal only where equal values have equal lexical forms: native equality,
//      deterministic collations, and the same type, two integers, two texts, or numeric of one
//      scale;
//   3. a comparison holds in a when the same one stands in a, between equal columns or with the
//      same constant; or follows from a's constants and from CHECK constraints (a = 7 implies
//      a > 5); IS NOT NULL also when the column is declared so, or a's terms, joins or comparisons
//      need it; and so for what has to have a lexical form, and does not make the terms, when a
//      asks for the same;
//   4. term maps whose kind, datatype or language comes from a column make equal terms only when
//      all their columns are equal.
// Before: the subjects of SELECT * FROM manager, which refers to employee, and those of employee
// After:  those of employee
// Why: a class high in a hierarchy has an extent for each class and property below; most of them
// lie in others, and one scan for each table is left. It is containment of conjunctive queries
// under keys and inclusion dependencies (Johnson and Klug 1984), by a bounded chase: sound, not
// complete.
#ifndef ANAMORPH_MAPPING_EXTENT_H
#define ANAMORPH_MAPPING_EXTENT_H

#include "base/vec.h"
#include "mapping/view.h"

typedef struct Extents Extents;

// What of an assertion's triples an extent holds, always with the graph: subjects alone (predicate
// and object do not count, what the assertion needs does), subjects and objects, or all three.
typedef enum ExtentOf { EXTENT_SUBJECTS, EXTENT_PAIRS, EXTENT_TRIPLES } ExtentOf;

// In `arena`; extents are numbered from 0. The mapping was loaded with a catalogue; assertions are
// its own or made of its tables.
Extents *extents_create(Arena *arena, const Mapping *mapping);

// Equal extents have one number.
size_t extents_add(Extents *extents, const Assertion *assertion, ExtentOf of);

size_t extents_count(const Extents *extents);

// Finds, for each extent, those that contain it; to be called once, after all have been added.
void extents_compare(Extents *extents);

// Does it lie in an extent of those that are present (by number), and is it not the one to read of
// two that contain each other: the one of fewer tables, or that demands less? Asked of one after
// the other, each of which is then no more present, it leaves something of each chain.
bool extents_is_covered(const Extents *extents, size_t number, const bool present[]);

#endif
