// Ctrl-C or a SIGTERM while a command runs: the work is told to end, and the command ends in order.
#ifndef ANAMORPH_ENDPOINT_CLI_INTERRUPT_H
#define ANAMORPH_ENDPOINT_CLI_INTERRUPT_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/error.h"

enum { INTERRUPT_SIGNALS = 2 };

typedef struct Interrupt {
  void (*cancel)(void *self);
  void *self;
  pthread_t thread;
  atomic_bool came, over;
  struct sigaction action[INTERRUPT_SIGNALS];  // before
  sigset_t mask;                               // of the caller's thread, before
} Interrupt;

// From now until interrupt_end, the first SIGINT or SIGTERM calls cancel(self) on another thread,
// whichever thread of the process it is delivered to; a second one ends the process. One at a time
// in a process; begin and end belong to the same thread. Errors: STATUS_INTERNAL when there is no
// thread.
Status interrupt_begin(Interrupt *interrupt, void (*cancel)(void *self), void *self,
                       Error *err) MUST_CHECK;
void interrupt_end(Interrupt *interrupt);

#endif
