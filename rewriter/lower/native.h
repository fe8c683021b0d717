// Native expressions with their constants folded: the bricks that the rest of lowering lays.
//
// Laws: an EXPR_NATIVE holds the text that PostgreSQL itself would print for the value, so that
// equal text means equal values, and different text different ones for booleans, integers, numerics
// and text. Boolean folding keeps SQL's three-valued logic.
#ifndef ANAMORPH_REWRITER_LOWER_NATIVE_H
#define ANAMORPH_REWRITER_LOWER_NATIVE_H

#include "rewriter/ir/expr.h"

bool native_is_true(const Expr *expr);
bool native_is_false(const Expr *expr);
bool native_is_null(const Expr *expr);
// A constant or NULL: known without a row.
bool native_is_constant(const Expr *expr);

const Expr *native_and(Arena *arena, const Expr *a, const Expr *b);
const Expr *native_or(Arena *arena, const Expr *a, const Expr *b);
const Expr *native_not(Arena *arena, const Expr *a);

const Expr *native_text(Arena *arena, const char *text, size_t length);
const Expr *native_symbol(Arena *arena, const Symbol *text);
const Expr *native_integer(Arena *arena, long long value);

// a op b for a comparison operator; the sides are of one family.
const Expr *native_compare(Arena *arena, Operator op, const Expr *a, const Expr *b);

// The value in another type; the same expression when it has it already. Constants are cast by
// PostgreSQL unless both types are integers or numeric.
const Expr *native_cast(Arena *arena, const Expr *expr, PgType type);

// The canonical XSD lexical form, as text (OP_LEXICAL), folded for constants.
const Expr *native_lexical(Arena *arena, const Expr *expr);

const Expr *native_is_not_null(Arena *arena, const Expr *expr);

// expr = regular expression constant (PostgreSQL's advanced syntax): expr ~ 'pattern'.
const Expr *native_matches(Arena *arena, const Expr *text, const char *pattern);

// CASE WHEN condition THEN value END (NULL otherwise), folded; otherwise may be NULL.
const Expr *native_when(Arena *arena, const Expr *condition, const Expr *value,
                        const Expr *otherwise);

// Calls by name.
const Expr *native_call1(Arena *arena, const char *name, PgType type, const Expr *a);
const Expr *native_call2(Arena *arena, const char *name, PgType type, const Expr *a, const Expr *b);
const Expr *native_call3(Arena *arena, const char *name, PgType type, const Expr *a, const Expr *b,
                         const Expr *c);

// --- Lexical forms in C (literal.c) --------------------------------------------------------------

typedef enum Fit {
  FIT_NEVER,  // no value of the type has this canonical lexical form
  FIT_VALUE,  // *native is that value in PostgreSQL's input format
  FIT_TEXT,   // it cannot be told here: compare lexical forms
} Fit;

// Is lexical[0..length) the canonical lexical form of a value of the type?
Fit native_of_lexical(Arena *arena, PgType type, const char *lexical, size_t length,
                      const char **native);

// The canonical lexical form of a native constant; NULL when it has none (dates BC, NaN as
// numeric).
const char *native_to_lexical(Arena *arena, PgType type, const char *native);

#endif
