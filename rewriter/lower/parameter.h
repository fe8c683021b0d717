// Lowering with parameters (ir/parameter.h): decisions that need a constant's value, recorded as
// guards, and the same decisions again for other constants.
#ifndef ANAMORPH_REWRITER_LOWER_PARAMETER_H
#define ANAMORPH_REWRITER_LOWER_PARAMETER_H

#include "rewriter/ir/parameter.h"

// The parameter whose lexical form, as a whole, the expression is; NULL: none.
Parameter *parameter_of(const Expr *native);

// The native condition that `side` has the parameter as its canonical lexical form, in the way of
// terms_same_text. base: of the IRIs that `side` may leave relative, or NULL.
const Expr *parameter_same_text(Arena *arena, const Expr *side, Parameter *parameter,
                                const char *base);

// The value of the parameter as a literal of `datatype`, like value_native for a constant.
const Expr *parameter_value(Arena *arena, Parameter *parameter, const Symbol *datatype);

// The edge of the doubles that are rounded to the parameter's, as numeric (floating_edge). NULL:
// there is none; the parameter is refused.
const Expr *parameter_edge(Arena *arena, Parameter *parameter, const Symbol *datatype, bool above,
                           bool *kept);

// Has the constant at hand a value, as a literal of `datatype`?
bool parameter_has_value(Parameter *parameter, const Symbol *datatype);

// --- When a plan is run --------------------------------------------------------------------------
typedef enum GuardOutcome {
  GUARD_FITS,
  GUARD_FITS_NOT,
  GUARD_UNSURE,  // decided in no other way than with the constant as it stands
} GuardOutcome;

// How the decision goes for text[0..length). piece[i] gets the values, guard->count of them, in
// `arena`, where it fits; of an edge in any case.
GuardOutcome guard_decide(Arena *arena, const Guard *guard, const char *text, size_t length,
                          const char *piece[]);

#endif
