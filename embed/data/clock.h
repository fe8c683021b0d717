// Time: of the wall, or of the processor where others work on it as well.
#ifndef ANAMORPH_EMBED_DATA_CLOCK_H
#define ANAMORPH_EMBED_DATA_CLOCK_H

#include <time.h>

// In the order of the setting `clock`.
typedef enum ClockKind { CLOCK_WALL, CLOCK_PROCESSOR } ClockKind;

static inline double clock_read(clockid_t id) {
  struct timespec now;
  (void)clock_gettime(id, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// Seconds of a clock that only goes forward.
static inline double clock_wall(void) { return clock_read(CLOCK_MONOTONIC); }

// The same, or the processor time of this process, shared by its threads: what the wall would have
// said if nobody else had used the machine.
static inline double clock_seconds(ClockKind kind, unsigned threads) {
  return kind == CLOCK_WALL ? clock_wall() : clock_read(CLOCK_PROCESS_CPUTIME_ID) / (double)threads;
}

#endif
