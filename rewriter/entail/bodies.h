// Entailment in the bodies of the user's rules: what queries are answered with (entail.h), rules
// look at too. "Who employs someone is an employer" holds of a company that is known to employ
// someone, whom no row names.
#ifndef ANAMORPH_REWRITER_ENTAIL_BODIES_H
#define ANAMORPH_REWRITER_ENTAIL_BODIES_H

#include "mapping/diagnostic.h"
#include "rewriter/entail/entail.h"
#include "rewriter/rule/rule.h"

// The user's rules with what the ontology adds to their bodies, in `arena`; `user` itself where it
// adds nothing. mapping: the saturated one, of which `index` is. rules: what the user's and the
// axioms' rules give as they are: only what may have triples is added. What may be missing from a
// body's solutions is a warning (diagnostics may be NULL). `user` must outlive the result, which
// is not to be freed.
const RuleSet *entail_bodies(Arena *arena, const RuleSet *user, const Mapping *mapping,
                             const MappingIndex *index, const RuleSet *rules,
                             const Entailment *entailment, Diagnostics *diagnostics);

#endif
