// Messages between the ranks of one training: the few that it needs, without a word of MPI. mpi.c
// has them by MPI; alone.c those of a single rank, for the build without it.
//
// All but send and receive are collective: every rank calls them in the same order. Waiting naps,
// so that a rank with nothing to do leaves the processor to others. What the network cannot deliver
// ends all ranks (MPI's own way, with its message).
#ifndef ANAMORPH_EMBED_TRAIN_RANKS_MESSAGE_H
#define ANAMORPH_EMBED_TRAIN_RANKS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct Messenger Messenger;

// *out is NULL when this process is alone: not started by mpirun, or as its only one. Errors:
// STATUS_USAGE when several were started together and this program has no MPI.
Status message_open(Messenger **out, Error *err) MUST_CHECK;
// Waits for all ranks. NULL is allowed.
void message_close(Messenger *messenger);

size_t message_rank(const Messenger *messenger);  // from 0
size_t message_ranks(const Messenger *messenger);

// What rank `from` has there, to all.
void message_share(Messenger *messenger, size_t from, void *data, size_t bytes);
// Each number becomes the sum, or the least, of all ranks'. Sums of floats are the same on all.
void message_sum(Messenger *messenger, double *numbers, size_t count);
void message_sum_floats(Messenger *messenger, float *numbers, size_t count);
void message_least(Messenger *messenger, double *numbers, size_t count);
// Each word becomes the union of all ranks'.
void message_unite(Messenger *messenger, uint64_t *words, size_t count);

// from[r] becomes what rank r has in to[own rank].
void message_counts(Messenger *messenger, const size_t to[], size_t from[]);
// Items of so many bytes, those for rank 0 first, then those for rank 1, …; likewise received.
void message_exchange(Messenger *messenger, size_t item, const void *send, const size_t to[],
                      void *receive, const size_t from[]);

// Between two ranks, in order; of any size.
void message_send(Messenger *messenger, size_t to, const void *data, size_t bytes);
void message_receive(Messenger *messenger, size_t from, void *data, size_t bytes);

#endif
