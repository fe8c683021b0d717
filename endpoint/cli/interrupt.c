// A thread that waits for the signals, which are blocked everywhere else.
#include "endpoint/cli/interrupt.h"

#include <unistd.h>

static sigset_t signals(void) {
  sigset_t set;
  (void)sigemptyset(&set);
  (void)sigaddset(&set, SIGINT);
  (void)sigaddset(&set, SIGTERM);
  return set;
}

static void *wait_for_signal(void *self) {
  Interrupt *interrupt = self;
  const sigset_t set = signals();
  int number;
  if (sigwait(&set, &number) != 0) return NULL;
  atomic_store(&interrupt->came, true);
  // Here the next one takes its default course.
  (void)pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  int old;
  (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  interrupt->cancel(interrupt->self);
  (void)pthread_setcancelstate(old, NULL);
  for (;;) (void)pause();
}

Status interrupt_begin(Interrupt *interrupt, void (*cancel)(void *self), void *self, Error *err) {
  interrupt->cancel = cancel;
  interrupt->self = self;
  atomic_init(&interrupt->came, false);
  const sigset_t set = signals();
  (void)pthread_sigmask(SIG_BLOCK, &set, &interrupt->before);
  if (pthread_create(&interrupt->thread, NULL, wait_for_signal, interrupt) == 0) return STATUS_OK;
  (void)pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
  return error_set(err, STATUS_INTERNAL, "cannot start a thread");
}

void interrupt_end(Interrupt *interrupt) {
  (void)pthread_cancel(interrupt->thread);
  (void)pthread_join(interrupt->thread, NULL);
  (void)pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
}
