// Rows to RDF terms: the term constructors of a plan, compiled once, applied to every row.
#ifndef ANAMORPH_REWRITER_PLAN_DECODE_H
#define ANAMORPH_REWRITER_PLAN_DECODE_H

#include "base/db/connection.h"
#include "rewriter/rewrite.h"

typedef struct Decoder Decoder;

// What each term of the plan is decoded by, in `arena`: for a plan that is run again and again.
// Raises STATUS_INTERNAL where one is no term constructor in normal form.
const struct Program *const *decode_compile_all(Arena *arena, const Plan *plan);

// In `arena`; keeps pointers into the plan. strict: a value that cannot be a term is STATUS_DATA
// rather than left out (unbound) and counted.
Status decoder_create(Arena *arena, const Plan *plan, const Mapping *mapping, bool strict,
                      Decoder **out, Error *err) MUST_CHECK;

// terms[j] for each of the plan's terms; they point into the decoder and stay valid until the next
// call. *there is false where the row gives no solution (Plan.present): terms say nothing then, and
// no value of it is invalid.
Status decoder_row(Decoder *decoder, const Row *row, Term terms[], bool *there,
                   Error *err) MUST_CHECK;

// Values that could not become terms so far, and an example of one (NULL when there is none).
size_t decoder_invalid_count(const Decoder *decoder, const char **example);

#endif
