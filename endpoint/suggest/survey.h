// A predicate alone: the likeliest facts that are missing, whoever's they are.
#ifndef ANAMORPH_ENDPOINT_SUGGEST_SURVEY_H
#define ANAMORPH_ENDPOINT_SUGGEST_SURVEY_H

#include "endpoint/suggest/advisor.h"

// The likeliest suggestions for `predicate`, options->count at most, three of a subject at most.
// The model scores every pair of a subject that may have it by the observed types and an answer;
// the 64 subjects (or as many as suggestions are wanted, up to 1024) whose likeliest new fact is
// the most probable are then asked about as any other, beside the database. Where there are too
// many pairs (2^29; with rules, more than 2000 subjects), a part of the subjects is scored: first
// those that training knew without the predicate, then others, at equal distances. A warning says
// how many. Errors: advisor_ask's.
Status advisor_survey(const Advisor *advisor, Asker *asker, const char *predicate,
                      const AskOptions *options, Arena *arena, Advice *out, Error *err) MUST_CHECK;

#endif
