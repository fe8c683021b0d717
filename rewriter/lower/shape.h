// What strings a template can give: inversion of a constant, injectivity, and disjointness of two
// templates (REWRITER section 1).
#ifndef ANAMORPH_REWRITER_LOWER_SHAPE_H
#define ANAMORPH_REWRITER_LOWER_SHAPE_H

#include "rewriter/ir/expr.h"

// Of two EXPR_TEMPLATEs: have they the same texts, and do the arguments follow from the built
// string in both by one way of reading? Then they build the same string exactly when the lexical
// forms of their arguments are the same, pairwise. shape_aligns(t, t) says that t is injective.
// One argument may hold anything: those before it are read from the left, those behind it from the
// right. Characters that a column is known not to hold (variables_without) count.
bool shape_aligns(const Expr *a, const Expr *b);

// Of two EXPR_TEMPLATEs: the native condition under which both build the same string, without
// building it. Percent-encoding takes each character by itself and leaves no reserved one (R2RML
// 7.3), so a reserved character of the texts is where both strings can be cut; and between two cuts
// the encoded strings are the same exactly when the plain ones are. `same` compares two arguments
// by their lexical forms. NULL: the texts differ where they can be cut, or hold characters that
// encoding would change.
const Expr *shape_same(Arena *arena, const Expr *a, const Expr *b,
                       const Expr *(*same)(Arena *arena, const Expr *a, const Expr *b));

// The same strings by a template that tells its arguments: those between two cuts are one, their
// plain texts with what stands between. NULL where that cannot be (shape_same).
const Expr *shape_injective(Arena *arena, Symbols *symbols, const Expr *template_);

// Is the text certainly no value of the expression, for a character that its column lacks?
bool shape_lacks(const Expr *expr, const char *text, size_t length);

// Can the two native text expressions give the same string? Templates, constants and other
// expressions are looked at by the bytes that their types may hold; true when in doubt.
bool shape_may_meet(Arena *arena, const Expr *a, const Expr *b);

// The native condition under which the template gives exactly text[0..length): false when no
// values can. `equal` makes the condition for one argument and the lexical form it must have.
const Expr *shape_invert(Arena *arena, const Expr *expr, const char *text, size_t length,
                         const Expr *(*equal)(Arena *arena, const Expr *arg, const char *lexical,
                                              size_t length));

#endif
