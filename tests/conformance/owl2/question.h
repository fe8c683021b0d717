// A conclusion's graph as questions for yes or no.
#ifndef ANAMORPH_TESTS_CONFORMANCE_OWL2_QUESTION_H
#define ANAMORPH_TESTS_CONFORMANCE_OWL2_QUESTION_H

#include "tests/support/dataset.h"

typedef VEC(const char *) Questions;

// The conclusion holds when every question is answered with yes: one for each triple without blank
// nodes, and one for all those with them, where a blank node stands for whatever there is. Nothing
// is asked of ontology headers, declarations and annotations; nor, with `direct`, of what else is
// declared to be an annotation. Everything is in `arena`. Errors: STATUS_SYNTAX.
Status questions_read(const char *conclusion, const char *base, bool direct, Arena *arena,
                      Questions *out, Error *err) MUST_CHECK;

#endif
