// The shape of a query's text: its tokens, with the constants that may stand for others left out.
#ifndef ANAMORPH_REWRITER_PLAN_SHAPE_H
#define ANAMORPH_REWRITER_PLAN_SHAPE_H

#include "rewriter/ir/parameter.h"

// key: two texts of one key differ in white space, comments, and the values of their parameters, in
// nothing else; they are parsed to the same algebra up to these.
// Not among the parameters are constants that the mapping knows (whose symbol is in `parent`), so a
// parameter is never the same term as a constant of the mapping; relative IRIs; the prologue's
// IRIs.
typedef struct Shape {
  const char *key;
  size_t key_length;
  Parameters *parameters;
} Shape;

// False: such a text has no shape (it is no sequence of tokens, too long, or asks SERVICE, whose
// patterns go out as they are written).
bool shape_read(Arena *arena, const Symbols *parent, const char *text, size_t length, Shape *out);

#endif
