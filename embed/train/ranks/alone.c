// The build without MPI and METIS: the messages of a single rank to itself, and one part.
#include <string.h>

#include "embed/train/ranks/cut.h"
#include "embed/train/ranks/launch.h"
#include "embed/train/ranks/message.h"

Status message_open(Messenger **out, Error *err) {
  *out = NULL;
  if (launch_ranks() <= 1) return STATUS_OK;
  error_set(err, STATUS_USAGE,
            "%zu processes were started together, but this anamorph was built without MPI",
            launch_ranks());
  error_hint(err, "build it with -DANAMORPH_MPI=ON, or start it without mpirun");
  return STATUS_USAGE;
}

void message_close(Messenger *messenger) { (void)messenger; }

size_t message_rank(const Messenger *messenger) {
  (void)messenger;
  return 0;
}

size_t message_ranks(const Messenger *messenger) {
  (void)messenger;
  return 1;
}

void message_share(Messenger *messenger, size_t from, void *data, size_t bytes) {
  (void)messenger, (void)from, (void)data, (void)bytes;
}

void message_sum(Messenger *messenger, double *numbers, size_t count) {
  (void)messenger, (void)numbers, (void)count;
}

void message_sum_floats(Messenger *messenger, float *numbers, size_t count) {
  (void)messenger, (void)numbers, (void)count;
}

void message_least(Messenger *messenger, double *numbers, size_t count) {
  (void)messenger, (void)numbers, (void)count;
}

void message_unite(Messenger *messenger, uint64_t *words, size_t count) {
  (void)messenger, (void)words, (void)count;
}

void message_counts(Messenger *messenger, const size_t to[], size_t from[]) {
  (void)messenger;
  from[0] = to[0];
}

void message_exchange(Messenger *messenger, size_t item, const void *send, const size_t to[],
                      void *receive, const size_t from[]) {
  (void)messenger, (void)from;
  if (to[0] > 0) memcpy(receive, send, to[0] * item);
}

// There is no other rank to send to or to receive from.
void message_send(Messenger *messenger, size_t to, const void *data, size_t bytes) {
  (void)messenger, (void)to, (void)data, (void)bytes;
}

void message_receive(Messenger *messenger, size_t from, void *data, size_t bytes) {
  (void)messenger, (void)from;
  memset(data, 0, bytes);
}

Status graph_cut(const Graph *graph, size_t parts, uint64_t seed, int32_t part[], Error *err) {
  (void)seed;
  memset(part, 0, (size_t)graph->entities * sizeof *part);
  if (parts == 1) return STATUS_OK;
  return error_set(err, STATUS_USAGE, "this anamorph was built without METIS, which cuts graphs");
}
