// A predicate alone.
#include "endpoint/suggest/survey.h"

#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

enum { SURVEYED = 64, MOST_EACH = 3 };

// Those that may have the relation: first those without it, then those that may have more of it.
typedef struct Subjects {
  int32_t *item;
  size_t without, all;
} Subjects;

static void mark(bool *has, int32_t relation, const Triple triples[], size_t count) {
  for (size_t i = 0; i < count; i++)
    if (triples[i].relation == relation) has[triples[i].head] = true;
}

static Subjects list_subjects(const Advisor *advisor, int32_t relation) {
  const Dataset *data = advisor_data(advisor);
  const size_t entities = data->entities.count;
  bool *may = advisor_subjects(advisor, relation), *has = memory_take(entities, sizeof *has);
  mark(has, relation, data->train, data->train_count);
  mark(has, relation, data->valid, data->valid_count);
  Subjects subjects = {.item = memory_take(entities, sizeof *subjects.item)};
  for (int round = 0; round < 2; round++) {
    for (size_t e = 0; e < entities; e++)
      // A blank node cannot be asked about by name.
      if (may[e] && has[e] == (round == 1) &&
          strncmp(dictionary_name(&data->entities, (int32_t)e, NULL), "_:", 2) != 0)
        subjects.item[subjects.all++] = (int32_t)e;
    if (round == 0) subjects.without = subjects.all;
  }
  free(may);
  free(has);
  return subjects;
}

// `most` of item[count], at equal distances, as questions.
static size_t ask_about(const Dataset *data, const int32_t item[], size_t count, size_t most,
                        const char *predicate, Question out[]) {
  const size_t taken = count < most ? count : most;
  for (size_t i = 0; i < taken; i++)
    out[i] = (Question){dictionary_name(&data->entities, item[i * count / taken], NULL), predicate,
                        NULL};
  return taken;
}

static int by_falling_probability(const void *a, const void *b) {
  const Advised *x = a, *y = b;
  if (x->probability != y->probability) return x->probability > y->probability ? -1 : 1;
  const int order = strcmp(x->fact.subject, y->fact.subject);
  return order != 0 ? order : strcmp(x->fact.object, y->fact.object);
}

static void merge(const Advice advice[], size_t count, size_t most, size_t subjects, Arena *arena,
                  Advice *out) {
  size_t all = 0;
  for (size_t i = 0; i < count; i++) all += advice[i].count;
  Advised *item = ARENA_ARRAY(arena, Advised, all + 1);
  size_t filled = 0;
  for (size_t i = 0; i < count; i++) {
    if (advice[i].count > 0) memcpy(item + filled, advice[i].item, advice[i].count * sizeof *item);
    filled += advice[i].count;
  }
  qsort(item, all, sizeof *item, by_falling_probability);
  // What there is to say of the model is said of each question; the first one's will do.
  const size_t known = count > 0 ? advice[0].warning_count : 0;
  const char **warning = ARENA_ARRAY(arena, const char *, known + 1);
  for (size_t i = 0; i < known; i++) warning[i] = advice[0].warning[i];
  warning[known] = arena_format(
      arena, "of %zu things that may have it %zu were asked about, first those without it",
      subjects, count);
  out->count = all < most ? all : most;
  out->item = item;
  out->warning_count = known + 1;
  out->warning = warning;
}

Status advisor_survey(const Advisor *advisor, Asker *asker, const char *predicate,
                      const AskOptions *options, Arena *arena, Advice *out, Error *err) {
  const Dataset *data = advisor_data(advisor);
  const int32_t relation = dictionary_find_text(&data->relations, predicate);
  Question *question = ARENA_ARRAY(arena, Question, SURVEYED);
  Subjects subjects = {0};
  size_t count = 0;
  if (relation >= 0) {
    subjects = list_subjects(advisor, relation);
    count = ask_about(data, subjects.item, subjects.without, SURVEYED, predicate, question);
    count += ask_about(data, subjects.item + subjects.without, subjects.all - subjects.without,
                       SURVEYED - count, predicate, question + count);
    free(subjects.item);
  }
  AskOptions each = *options;
  if (each.count > MOST_EACH) each.count = MOST_EACH;
  Advice *advice = ARENA_ARRAY(arena, Advice, count + 1);
  *out = (Advice){.question = {NULL, predicate, NULL}};
  if (count > 0) TRY(advisor_ask(advisor, asker, question, count, &each, arena, advice, err));
  merge(advice, count, options->count, subjects.all, arena, out);
  return STATUS_OK;
}
