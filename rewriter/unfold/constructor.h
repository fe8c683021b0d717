// The constructors of terms, taken apart and put together: their arguments, whether two have one
// shape, their lexical forms as text. A *value* here is EXPR_CONST, EXPR_RDF or EXPR_UNBOUND.
#ifndef ANAMORPH_REWRITER_UNFOLD_CONSTRUCTOR_H
#define ANAMORPH_REWRITER_UNFOLD_CONSTRUCTOR_H

#include "rewriter/ir/expr.h"

enum { MOST_ARGS = 64 };

// The native arguments: of the template or the lexical value, then kind, datatype and language
// where columns say them. How many there are.
size_t constructor_args(const Expr *value, const Expr *args[MOST_ARGS]);

// The same constructor over other arguments, in that order.
const Expr *constructor_with_args(Arena *arena, const Expr *value, const Expr *const args[]);

// Do both say the same kind, datatype and language, and say it for all rows?
bool constructor_same_type(const Expr *a, const Expr *b);

// The same shape: equal but for the native arguments, whose types meet?
bool constructor_same_shape(const Expr *a, const Expr *b);

// Is the lexical form a column of text? And the value as one of which that holds.
bool constructor_is_text(const Expr *value);
const Expr *constructor_as_text(Arena *arena, const Expr *value);

bool constructor_is_text_type(PgType type);

// The type of a column that holds values of both; false where there is none.
bool constructor_types_meet(PgType a, PgType b, PgType *out);

// Some value of the type that is not NULL, always the same; NULL where none is known.
const Expr *constructor_filler(Arena *arena, PgType type);

#endif
