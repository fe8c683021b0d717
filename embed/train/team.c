// A team of threads that wait for work.
#include "embed/train/team.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

typedef struct Member {
  Team *team;
  unsigned index;
  pthread_t thread;
} Member;

struct Team {
  unsigned size;  // with the caller
  Member *member;
  pthread_mutex_t lock;
  pthread_cond_t begin, end;
  void (*work)(void *context, unsigned index);
  void *context;
  unsigned long round;  // counts the jobs; work NULL in a new round means: go home
  unsigned busy;
};

static void *member_run(void *self) {
  const Member *member = self;
  Team *team = member->team;
  unsigned long done = 0;
  for (;;) {
    (void)pthread_mutex_lock(&team->lock);
    while (team->round == done) (void)pthread_cond_wait(&team->begin, &team->lock);
    done = team->round;
    void (*work)(void *, unsigned) = team->work;
    void *context = team->context;
    (void)pthread_mutex_unlock(&team->lock);
    if (work == NULL) return NULL;
    work(context, member->index);
    (void)pthread_mutex_lock(&team->lock);
    if (--team->busy == 0) (void)pthread_cond_signal(&team->end);
    (void)pthread_mutex_unlock(&team->lock);
  }
}

Status team_create(unsigned threads, Team **out, Error *err) {
  Team *team = memory_take(1, sizeof *team);
  team->size = 1;
  team->member = memory_take(threads, sizeof *team->member);
  (void)pthread_mutex_init(&team->lock, NULL);
  (void)pthread_cond_init(&team->begin, NULL);
  (void)pthread_cond_init(&team->end, NULL);
  for (unsigned i = 1; i < threads; i++) {
    Member *member = &team->member[i];
    *member = (Member){team, i, 0};
    const int failed = pthread_create(&member->thread, NULL, member_run, member);
    if (failed != 0) {
      team_destroy(team);
      *out = NULL;
      return error_set(err, STATUS_LIMIT, "no thread %u of %u: %s", i + 1, threads,
                       strerror(failed));
    }
    team->size++;
  }
  *out = team;
  return STATUS_OK;
}

unsigned team_size(const Team *team) { return team->size; }

static void announce(Team *team, void (*work)(void *, unsigned), void *context) {
  (void)pthread_mutex_lock(&team->lock);
  team->work = work;
  team->context = context;
  team->busy = team->size - 1;
  team->round++;
  (void)pthread_cond_broadcast(&team->begin);
  (void)pthread_mutex_unlock(&team->lock);
}

void team_run(Team *team, void (*work)(void *context, unsigned index), void *context) {
  if (team->size > 1) announce(team, work, context);
  work(context, 0);
  if (team->size == 1) return;
  (void)pthread_mutex_lock(&team->lock);
  while (team->busy > 0) (void)pthread_cond_wait(&team->end, &team->lock);
  (void)pthread_mutex_unlock(&team->lock);
}

void team_destroy(Team *team) {
  if (team == NULL) return;
  announce(team, NULL, NULL);
  for (unsigned i = 1; i < team->size; i++) (void)pthread_join(team->member[i].thread, NULL);
  (void)pthread_mutex_destroy(&team->lock);
  (void)pthread_cond_destroy(&team->begin);
  (void)pthread_cond_destroy(&team->end);
  free(team->member);
  free(team);
}

void team_share(size_t count, unsigned index, unsigned size, size_t *begin, size_t *end) {
  *begin = count / size * index + (count % size) * index / size;
  *end = count / size * (index + 1) + (count % size) * (index + 1) / size;
}
