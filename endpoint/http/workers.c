// Worker threads and the canceller.
#include "endpoint/http/workers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "endpoint/http/conversation.h"

enum { CANCEL_AGAIN_MS = 200 };

// queue: exchanges not begun, linked by next, oldest first. idle: threads that wait for work;
// waiting: those that wait for a client, whom wanted_fd tells that there is work. cancelled:
// exchanges whose query is to be stopped; each holds a reference.
struct Workers {
  pthread_mutex_t lock;
  pthread_cond_t work;
  pthread_cond_t cancel;
  Exchange *first, *last;
  unsigned queued, queue_limit;
  unsigned idle, waiting;
  int wanted_fd;
  bool stopping;
  bool workers_gone;
  Exchange **cancelled;
  size_t cancelled_count, cancelled_capacity;
  pthread_t canceller;
  bool has_canceller;
  unsigned count;
  pthread_t thread[];
};

// The exchange's job, and those of its client's next ones.
static void do_job(Exchange *exchange) {
  while (exchange != NULL) {
    exchange->job(exchange);
    Exchange *next = conversation_next(exchange);
    exchange_release(exchange);
    exchange = next;
  }
}

static void *work(void *self) {
  Workers *workers = self;
  pthread_mutex_lock(&workers->lock);
  for (;;) {
    while (workers->first == NULL && !workers->stopping) {
      workers->idle++;
      pthread_cond_wait(&workers->work, &workers->lock);
      workers->idle--;
    }
    Exchange *exchange = workers->first;
    if (exchange == NULL) break;
    workers->first = exchange->next;
    if (workers->first == NULL) workers->last = NULL;
    workers->queued--;
    pthread_mutex_unlock(&workers->lock);
    do_job(exchange);
    pthread_mutex_lock(&workers->lock);
  }
  pthread_mutex_unlock(&workers->lock);
  return NULL;
}

static void wait_for_cancel(Workers *workers) {
  if (workers->cancelled_count == 0) {
    pthread_cond_wait(&workers->cancel, &workers->lock);
    return;
  }
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += CANCEL_AGAIN_MS * 1000000L;
  if (until.tv_nsec >= 1000000000L) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000L;
  }
  pthread_cond_timedwait(&workers->cancel, &workers->lock, &until);
}

static void remember(Workers *workers, Exchange *exchange) {
  if (workers->cancelled_count == workers->cancelled_capacity) {
    workers->cancelled_capacity = 2 * workers->cancelled_capacity + 8;
    workers->cancelled =
        realloc(workers->cancelled, workers->cancelled_capacity * sizeof(*workers->cancelled));
    if (workers->cancelled == NULL) abort();
  }
  workers->cancelled[workers->cancelled_count++] = exchange;
}

// Cancels each query once and forgets those that have ended. The lock is not held meanwhile.
static void cancel_all(Workers *workers) {
  const size_t count = workers->cancelled_count;
  Exchange **list = workers->cancelled;
  workers->cancelled = NULL;
  workers->cancelled_count = workers->cancelled_capacity = 0;
  pthread_mutex_unlock(&workers->lock);
  size_t left = 0;
  for (size_t i = 0; i < count; i++) {
    if (exchange_cancel_query(list[i]))
      list[left++] = list[i];
    else
      exchange_release(list[i]);
  }
  pthread_mutex_lock(&workers->lock);
  for (size_t i = 0; i < left; i++) remember(workers, list[i]);
  free(list);
}

static void *cancel(void *self) {
  Workers *workers = self;
  pthread_mutex_lock(&workers->lock);
  while (!workers->workers_gone || workers->cancelled_count > 0) {
    cancel_all(workers);
    if (!workers->workers_gone) wait_for_cancel(workers);
  }
  pthread_mutex_unlock(&workers->lock);
  return NULL;
}

Status workers_create(unsigned count, unsigned queue_limit, Workers **out, Error *err) {
  Workers *workers = calloc(1, sizeof *workers + count * sizeof(pthread_t));
  if (workers == NULL) abort();
  workers->queue_limit = queue_limit;
  pthread_mutex_init(&workers->lock, NULL);
  pthread_cond_init(&workers->work, NULL);
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&workers->cancel, &monotonic);
  pthread_condattr_destroy(&monotonic);
  workers->wanted_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  int failure = workers->wanted_fd < 0 ? errno : 0;
  if (failure == 0) failure = pthread_create(&workers->canceller, NULL, cancel, workers);
  workers->has_canceller = failure == 0;
  while (failure == 0 && workers->count < count) {
    failure = pthread_create(&workers->thread[workers->count], NULL, work, workers);
    if (failure == 0) workers->count++;
  }
  if (failure != 0) {
    workers_destroy(workers);
    return error_set(err, STATUS_IO, "cannot start a worker thread: %s", strerror(failure));
  }
  *out = workers;
  return STATUS_OK;
}

void workers_destroy(Workers *workers) {
  if (workers == NULL) return;
  pthread_mutex_lock(&workers->lock);
  workers->stopping = true;
  pthread_cond_broadcast(&workers->work);
  pthread_mutex_unlock(&workers->lock);
  for (unsigned i = 0; i < workers->count; i++) pthread_join(workers->thread[i], NULL);
  pthread_mutex_lock(&workers->lock);
  workers->workers_gone = true;
  pthread_cond_broadcast(&workers->cancel);
  pthread_mutex_unlock(&workers->lock);
  if (workers->has_canceller) pthread_join(workers->canceller, NULL);
  free(workers->cancelled);
  pthread_cond_destroy(&workers->cancel);
  pthread_cond_destroy(&workers->work);
  pthread_mutex_destroy(&workers->lock);
  if (workers->wanted_fd >= 0) close(workers->wanted_fd);
  free(workers);
}

// Wakes the workers that wait for a client.
static void call_back(Workers *workers) {
  const uint64_t one = 1;
  (void)!write(workers->wanted_fd, &one, sizeof one);  // it is readable already if this fails
}

bool workers_submit(Workers *workers, Exchange *exchange) {
  pthread_mutex_lock(&workers->lock);
  const bool room = workers->queued < workers->queue_limit && !workers->stopping;
  if (room) {
    exchange_retain(exchange);
    exchange->next = NULL;
    if (workers->last == NULL)
      workers->first = exchange;
    else
      workers->last->next = exchange;
    workers->last = exchange;
    workers->queued++;
  }
  const bool calls = room && workers->idle < workers->queued && workers->waiting > 0;
  pthread_mutex_unlock(&workers->lock);
  if (calls) call_back(workers);
  if (room) pthread_cond_signal(&workers->work);  // unlocked: who wakes up finds the lock free
  return room;
}

unsigned workers_queued(Workers *workers) {
  pthread_mutex_lock(&workers->lock);
  const unsigned queued = workers->queued;
  pthread_mutex_unlock(&workers->lock);
  return queued;
}

bool workers_are_free(Workers *workers) {
  pthread_mutex_lock(&workers->lock);
  const bool free = workers->idle > workers->queued;
  pthread_mutex_unlock(&workers->lock);
  return free;
}

int workers_begin_waiting(Workers *workers) {
  pthread_mutex_lock(&workers->lock);
  const bool wanted = workers->idle < workers->queued;
  if (!wanted) workers->waiting++;
  pthread_mutex_unlock(&workers->lock);
  return wanted ? -1 : workers->wanted_fd;
}

void workers_end_waiting(Workers *workers, bool called) {
  pthread_mutex_lock(&workers->lock);
  workers->waiting--;
  pthread_mutex_unlock(&workers->lock);
  uint64_t count;
  if (called) (void)!read(workers->wanted_fd, &count, sizeof count);  // another may have read it
}

void workers_cancel_query(Workers *workers, Exchange *exchange) {
  pthread_mutex_lock(&workers->lock);
  exchange_retain(exchange);
  remember(workers, exchange);
  pthread_cond_signal(&workers->cancel);
  pthread_mutex_unlock(&workers->lock);
}
