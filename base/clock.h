// Milliseconds on the monotonic clock, from no point in particular.
#ifndef ANAMORPH_BASE_CLOCK_H
#define ANAMORPH_BASE_CLOCK_H

#include <time.h>

static inline double clock_ms(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

#endif
