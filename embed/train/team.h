// A team of threads that do one job together, again and again. --threads bounds it.
#ifndef ANAMORPH_EMBED_TRAIN_TEAM_H
#define ANAMORPH_EMBED_TRAIN_TEAM_H

#include <stddef.h>

#include "base/error.h"

typedef struct Team Team;

// The caller is one of the `threads` (1 or more). Errors: STATUS_LIMIT when the system gives none.
Status team_create(unsigned threads, Team **out, Error *err) MUST_CHECK;
void team_destroy(Team *team);
unsigned team_size(const Team *team);

// Runs work(context, 0 … size - 1), each on a thread of its own, and returns when all are done.
void team_run(Team *team, void (*work)(void *context, unsigned index), void *context);

// The share of `count` things that thread `index` of `size` takes: [*begin, *end), shares in order
// and as equal as can be.
void team_share(size_t count, unsigned index, unsigned size, size_t *begin, size_t *end);

#endif
