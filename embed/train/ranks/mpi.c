// Messages by MPI: the one file that knows it.
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "embed/data/memory.h"
#include "embed/train/ranks/launch.h"
#include "embed/train/ranks/message.h"

// Counts of MPI are ints: what is longer goes in pieces.
enum { PIECE = 1 << 29 };
// Looks at a request before the first nap, and the longest nap.
enum { LOOKS = 500, NAP_LEAST = 20000, NAP_MOST = 1000000 };  // naps in nanoseconds

struct Messenger {
  size_t rank, ranks;
  int *to, *to_at, *from, *from_at;  // [ranks], what MPI_Alltoallv takes
};

Status message_open(Messenger **out, Error *err) {
  (void)err;
  *out = NULL;
  if (!launch_launched()) return STATUS_OK;
  int got, rank, ranks;
  // Only the calling thread sends; the team's others compute. What fails ends the program.
  (void)MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &got);
  (void)MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  (void)MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (ranks == 1) {
    (void)MPI_Finalize();
    return STATUS_OK;
  }
  Messenger *messenger = memory_take(1, sizeof *messenger);
  *messenger = (Messenger){.rank = (size_t)rank, .ranks = (size_t)ranks};
  int **const arrays[] = {&messenger->to, &messenger->to_at, &messenger->from, &messenger->from_at};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
    *arrays[i] = memory_take(messenger->ranks, sizeof **arrays[i]);
  *out = messenger;
  return STATUS_OK;
}

void message_close(Messenger *messenger) {
  if (messenger == NULL) return;
  (void)MPI_Finalize();
  free(messenger->to);
  free(messenger->to_at);
  free(messenger->from);
  free(messenger->from_at);
  free(messenger);
}

size_t message_rank(const Messenger *messenger) { return messenger->rank; }

size_t message_ranks(const Messenger *messenger) { return messenger->ranks; }

static void settle(MPI_Request *request) {
  struct timespec nap = {0, NAP_LEAST};
  int done = 0;
  for (size_t looks = 0;; looks++) {
    (void)MPI_Test(request, &done, MPI_STATUS_IGNORE);
    if (done) return;
    if (looks < LOOKS) continue;
    (void)nanosleep(&nap, NULL);
    if (nap.tv_nsec < NAP_MOST) nap.tv_nsec += nap.tv_nsec / 4;
  }
}

static int piece(size_t left) { return left < PIECE ? (int)left : PIECE; }

void message_share(Messenger *messenger, size_t from, void *data, size_t bytes) {
  (void)messenger;
  for (size_t at = 0; at < bytes; at += PIECE) {
    MPI_Request request;
    (void)MPI_Ibcast((char *)data + at, piece(bytes - at), MPI_BYTE, (int)from, MPI_COMM_WORLD,
                     &request);
    settle(&request);
  }
}

static void reduce(void *data, size_t count, size_t size, MPI_Datatype type, MPI_Op operation) {
  for (size_t at = 0; at < count; at += PIECE) {
    MPI_Request request;
    (void)MPI_Iallreduce(MPI_IN_PLACE, (char *)data + at * size, piece(count - at), type, operation,
                         MPI_COMM_WORLD, &request);
    settle(&request);
  }
}

void message_sum(Messenger *messenger, double *numbers, size_t count) {
  (void)messenger;
  reduce(numbers, count, sizeof *numbers, MPI_DOUBLE, MPI_SUM);
}

void message_sum_floats(Messenger *messenger, float *numbers, size_t count) {
  (void)messenger;
  reduce(numbers, count, sizeof *numbers, MPI_FLOAT, MPI_SUM);
}

void message_least(Messenger *messenger, double *numbers, size_t count) {
  (void)messenger;
  reduce(numbers, count, sizeof *numbers, MPI_DOUBLE, MPI_MIN);
}

void message_unite(Messenger *messenger, uint64_t *words, size_t count) {
  (void)messenger;
  reduce(words, count, sizeof *words, MPI_UINT64_T, MPI_BOR);
}

void message_counts(Messenger *messenger, const size_t to[], size_t from[]) {
  (void)messenger;
  MPI_Request request;
  (void)MPI_Ialltoall(to, sizeof *to, MPI_BYTE, from, sizeof *from, MPI_BYTE, MPI_COMM_WORLD,
                      &request);
  settle(&request);
}

static void lay_out(size_t ranks, const size_t counts[], int *count, int *at) {
  size_t sum = 0;
  for (size_t r = 0; r < ranks; r++) {
    count[r] = (int)counts[r];
    at[r] = (int)sum;
    sum += counts[r];
  }
}

void message_exchange(Messenger *messenger, size_t item, const void *send, const size_t to[],
                      void *receive, const size_t from[]) {
  MPI_Datatype type;
  MPI_Request request;
  lay_out(messenger->ranks, to, messenger->to, messenger->to_at);
  lay_out(messenger->ranks, from, messenger->from, messenger->from_at);
  (void)MPI_Type_contiguous((int)item, MPI_BYTE, &type);
  (void)MPI_Type_commit(&type);
  (void)MPI_Ialltoallv(send, messenger->to, messenger->to_at, type, receive, messenger->from,
                       messenger->from_at, type, MPI_COMM_WORLD, &request);
  settle(&request);
  (void)MPI_Type_free(&type);
}

void message_send(Messenger *messenger, size_t to, const void *data, size_t bytes) {
  (void)messenger;
  for (size_t at = 0; at < bytes; at += PIECE) {
    MPI_Request request;
    (void)MPI_Isend((const char *)data + at, piece(bytes - at), MPI_BYTE, (int)to, 0,
                    MPI_COMM_WORLD, &request);
    settle(&request);
  }
}

void message_receive(Messenger *messenger, size_t from, void *data, size_t bytes) {
  (void)messenger;
  for (size_t at = 0; at < bytes; at += PIECE) {
    MPI_Request request;
    (void)MPI_Irecv((char *)data + at, piece(bytes - at), MPI_BYTE, (int)from, 0, MPI_COMM_WORLD,
                    &request);
    settle(&request);
  }
}
