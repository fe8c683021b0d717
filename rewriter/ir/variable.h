// Variables of a query: SPARQL's, blank nodes of patterns, and those that the rewriter makes; and
// sets of them.
#ifndef ANAMORPH_REWRITER_IR_VARIABLE_H
#define ANAMORPH_REWRITER_IR_VARIABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/db/pg_type.h"
#include "base/symbol.h"

typedef unsigned VarId;
#define VAR_NONE UINT32_MAX  // no variable

typedef struct Variables Variables;

Variables *variables_create(Arena *arena);

// The same variables, with the same ids; what is made in the copy is not in the original.
Variables *variables_copy(Arena *arena, const Variables *variables);

// The RDF-sorted variable of that name (without ? or $), made when it is new.
VarId variables_named(Variables *variables, const Symbol *name);

// A new variable that no query text can name: hint is for printing ("emp.id" prints as ?emp.id_7).
VarId variables_fresh_rdf(Variables *variables, const char *hint);
VarId variables_fresh_native(Variables *variables, PgType type, const char *hint);

size_t variables_count(const Variables *variables);
const Symbol *variables_name(const Variables *variables, VarId var);  // NULL when fresh
const char *variables_hint(const Variables *variables, VarId var);    // name or hint, never NULL
bool variables_is_native(const Variables *variables, VarId var);
PgType variables_type(const Variables *variables, VarId var);  // of a native variable

// Characters (printable ASCII) that no value of the native variable holds; NULL where none are
// known. The text is the caller's and outlives the variables.
const char *variables_without(const Variables *variables, VarId var);
void variables_set_without(Variables *variables, VarId var, const char *characters);

// --- Sets --------------------------------------------------------------------------------------
// The words of a bit set that have a member, in ascending order: a set of few variables is small
// however many variables there are. Zero-initialised (with the arena set) it is empty.
typedef struct VarWord {
  size_t index;  // variables from 64 * index on
  uint64_t bits;
} VarWord;
typedef struct VarSet {
  Arena *arena;
  size_t count, capacity;
  VarWord *word;
} VarSet;

static inline VarSet varset_empty(Arena *arena) { return (VarSet){arena, 0, 0, NULL}; }
VarSet varset_copy(Arena *arena, const VarSet *set);
void varset_add(VarSet *set, VarId var);
void varset_remove(VarSet *set, VarId var);
void varset_add_all(VarSet *set, const VarSet *other);
void varset_keep_all(VarSet *set, const VarSet *other);    // intersection
void varset_remove_all(VarSet *set, const VarSet *other);  // difference
bool varset_has(const VarSet *set, VarId var);
bool varset_subset(const VarSet *part, const VarSet *whole);
bool varset_intersects(const VarSet *a, const VarSet *b);
bool varset_equal(const VarSet *a, const VarSet *b);
size_t varset_count(const VarSet *set);
// The least member ≥ from, or -1: for (int v = varset_next(&s, 0); v >= 0; v = varset_next(&s,
// v+1))
int varset_next(const VarSet *set, int from);

#endif
