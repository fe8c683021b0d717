// A first walk over a Turtle text, before Raptor sees it: Raptor says neither columns nor where a
// node begins, and crashes on some malformed text. The scan knows Turtle's tokens and brackets, not
// its grammar.
#ifndef ANAMORPH_MAPPING_TURTLE_SCAN_H
#define ANAMORPH_MAPPING_TURTLE_SCAN_H

#include <raptor2.h>

#include "mapping/mapping.h"

typedef struct TurtleSubject {
  const Symbol *iri;
  Position at;
} TurtleSubject;

// subject: IRIs that open a block of triples, in order. blank: where the unlabelled blank nodes
// stand, in the order in which Raptor makes them: by closing bracket, one for every `[]` and every
// member of a collection.
typedef struct TurtleScan {
  VEC(TurtleSubject) subject;
  VEC(Position) blank;
  VEC(struct MappingPrefix) prefix;
} TurtleScan;

// Fills *out; what is wrong is added to `diagnostics`: bytes that are not UTF-8, unterminated
// strings and IRIs, brackets that do not match, prefixes not declared, a missing final dot. Returns
// whether nothing was: only then may Raptor have the text. Everything lives in `arena`.
bool turtle_scan(Arena *arena, Symbols *symbols, raptor_world *raptor, const MappingText *text,
                 const char *base, Diagnostics *diagnostics, TurtleScan *out) MUST_CHECK;

#endif
