// A predicate alone: which of the things that may have it lack it, or may have more of it.
#ifndef ANAMORPH_ENDPOINT_SUGGEST_SURVEY_H
#define ANAMORPH_ENDPOINT_SUGGEST_SURVEY_H

#include "endpoint/suggest/advisor.h"

// The likeliest suggestions for `predicate`, whoever's they are, options->count at most. Asked are
// 64 of the subjects that may have it by their observed types: first those that training knew
// without it, then others, at equal distances; a warning says how many there are. Errors:
// advisor_ask's.
Status advisor_survey(const Advisor *advisor, Asker *asker, const char *predicate,
                      const AskOptions *options, Arena *arena, Advice *out, Error *err) MUST_CHECK;

#endif
