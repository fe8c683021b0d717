// Open assertions: those whose predicate, or class, a column or a template names, so that rows tell
// which inclusions hold for them. They give what they give; here is what follows.
#ifndef ANAMORPH_REASONER_OPEN_H
#define ANAMORPH_REASONER_OPEN_H

#include "reasoner/closure_parts.h"
#include "reasoner/form.h"
#include "reasoner/narrow.h"
#include "reasoner/propagate.h"

// Whether a predicate or class comes from a row of it.
bool open_is(const Assertion *assertion);

// Whether its columns tell which.
bool open_sees(const Assertion *assertion);

// Adds, for each property and class of the closure, the rows of the open assertion that lie below
// it by at least one inclusion: one assertion for each way in which they do (subclasses,
// subproperties, inverses, domains, ranges). What open_sees does not see gives nothing.
void open_add_implied(const Narrowing *narrowing, const Closure *closure,
                      const Assertion *assertion, AssertionList *out);

// The forms of what an open assertion's subjects, and objects, are where it says something with the
// ontology's words: individuals.
void open_individuals(const Narrowing *narrowing, const Closure *closure,
                      const Assertion *assertion, AssertionList *out);

#endif
