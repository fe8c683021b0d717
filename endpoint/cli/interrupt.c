// A handler that wakes a thread, which does what no handler may.
//
// Blocking the signals everywhere and waiting for them with sigwait would not do: a library may
// have started threads before main (OpenBLAS does), and a signal goes to any thread that lets it
// through.
#include "endpoint/cli/interrupt.h"

#include <errno.h>
#include <semaphore.h>

static const int SIGNALS[INTERRUPT_SIGNALS] = {SIGINT, SIGTERM};

// What the handler reaches. A signal's course belongs to the whole process, and so does this; it is
// never destroyed, since a handler may still run on another thread when its signal has another
// course.
static sem_t woken;

static void wake(int number) {
  (void)number;
  const int before = errno;
  (void)sem_post(&woken);
  errno = before;
}

static sigset_t signal_set(void) {
  sigset_t set;
  (void)sigemptyset(&set);
  for (size_t i = 0; i < INTERRUPT_SIGNALS; i++) (void)sigaddset(&set, SIGNALS[i]);
  return set;
}

static void *wait_for_signal(void *self) {
  Interrupt *interrupt = self;
  while (sem_wait(&woken) != 0) continue;
  if (atomic_load(&interrupt->over)) return NULL;
  // The next one takes its default course; this thread lets it through, whoever else blocks it.
  const struct sigaction usual = {.sa_handler = SIG_DFL};
  for (size_t i = 0; i < INTERRUPT_SIGNALS; i++) (void)sigaction(SIGNALS[i], &usual, NULL);
  atomic_store(&interrupt->came, true);
  interrupt->cancel(interrupt->self);
  while (!atomic_load(&interrupt->over)) (void)sem_wait(&woken);
  return NULL;
}

// With the calling thread's signals blocked, so that its waits are not cut short; the new thread
// lets them through.
static bool start_thread(Interrupt *interrupt) {
  const sigset_t set = signal_set();
  sigset_t before;
  (void)pthread_sigmask(SIG_UNBLOCK, &set, &before);
  const int failed = pthread_create(&interrupt->thread, NULL, wait_for_signal, interrupt);
  interrupt->mask = before;
  (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
  return failed == 0;
}

static void restore(Interrupt *interrupt) {
  for (size_t i = 0; i < INTERRUPT_SIGNALS; i++)
    (void)sigaction(SIGNALS[i], &interrupt->action[i], NULL);
  (void)pthread_sigmask(SIG_SETMASK, &interrupt->mask, NULL);
}

Status interrupt_begin(Interrupt *interrupt, void (*cancel)(void *self), void *self, Error *err) {
  interrupt->cancel = cancel;
  interrupt->self = self;
  atomic_init(&interrupt->came, false);
  atomic_init(&interrupt->over, false);
  (void)sem_init(&woken, 0, 0);
  const struct sigaction action = {
      .sa_handler = wake, .sa_mask = signal_set(), .sa_flags = SA_RESTART};
  for (size_t i = 0; i < INTERRUPT_SIGNALS; i++)
    (void)sigaction(SIGNALS[i], &action, &interrupt->action[i]);
  if (start_thread(interrupt)) return STATUS_OK;
  restore(interrupt);
  return error_set(err, STATUS_INTERNAL, "cannot start a thread");
}

void interrupt_end(Interrupt *interrupt) {
  atomic_store(&interrupt->over, true);
  (void)sem_post(&woken);
  (void)pthread_join(interrupt->thread, NULL);
  restore(interrupt);
}
