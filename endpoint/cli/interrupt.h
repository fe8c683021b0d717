// Ctrl-C while a query runs: PostgreSQL is told to cancel, and the command ends in order.
#ifndef ANAMORPH_ENDPOINT_CLI_INTERRUPT_H
#define ANAMORPH_ENDPOINT_CLI_INTERRUPT_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/error.h"

typedef struct Interrupt {
  void (*cancel)(void *self);
  void *self;
  pthread_t thread;
  sigset_t before;
  atomic_bool came;
} Interrupt;

// From now until interrupt_end, SIGINT and SIGTERM call cancel(self) on another thread; a second
// one ends the process. Errors: STATUS_INTERNAL when there is no thread.
Status interrupt_begin(Interrupt *interrupt, void (*cancel)(void *self), void *self,
                       Error *err) MUST_CHECK;
void interrupt_end(Interrupt *interrupt);

#endif
