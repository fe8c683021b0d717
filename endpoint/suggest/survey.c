// A predicate alone.
#include "endpoint/suggest/survey.h"

#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

// BLOCK: questions asked together. MOST_PAIRS: a second or two of matrix products.
enum { BLOCK = 64, MOST_ASKED = 1024, MOST_EACH = 3, MOST_PAIRS = 1 << 29, MOST_BY_RULES = 2000 };

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

// `most` of item[count], at equal distances, in place.
static size_t thin(int32_t item[], size_t count, size_t most) {
  const size_t taken = count < most ? count : most;
  for (size_t i = 0; i < taken; i++) item[i] = item[i * count / taken];
  return taken;
}

// Keeps those that the model is to score; returns how many.
static size_t bound(const Advisor *advisor, Subjects *subjects) {
  const size_t entities = advisor_data(advisor)->entities.count;
  size_t most = entities > 0 ? MOST_PAIRS / entities + 1 : 0;
  if (advisor_has_rules(advisor) && most > MOST_BY_RULES) most = MOST_BY_RULES;
  const size_t without = thin(subjects->item, subjects->without, most);
  const size_t with =
      thin(subjects->item + subjects->without, subjects->all - subjects->without, most - without);
  memmove(subjects->item + without, subjects->item + subjects->without,
          with * sizeof *subjects->item);
  return without + with;
}

static int by_falling_probability(const void *a, const void *b) {
  const Advised *x = a, *y = b;
  if (x->probability != y->probability) return x->probability > y->probability ? -1 : 1;
  const int order = strcmp(x->fact.subject, y->fact.subject);
  return order != 0 ? order : strcmp(x->fact.object, y->fact.object);
}

static void merge(const Advice advice[], size_t count, size_t most, const char *about, Arena *arena,
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
  warning[known] = about;
  out->count = all < most ? all : most;
  out->item = item;
  out->warning_count = known + 1;
  out->warning = warning;
}

// The subjects to ask about, by the model; *about: how they were found.
static const char **choose(const Advisor *advisor, int32_t relation, const AskOptions *options,
                           Arena *arena, size_t *count, const char **about) {
  const Dataset *data = advisor_data(advisor);
  size_t wanted = options->count > BLOCK ? options->count : BLOCK;
  if (wanted > MOST_ASKED) wanted = MOST_ASKED;
  Subjects subjects = list_subjects(advisor, relation);
  const size_t scored = bound(advisor, &subjects);
  int32_t *ranked =
      advisor_rank_subjects(advisor, relation, subjects.item, scored, options, wanted, count);
  const char **name = ARENA_ARRAY(arena, const char *, *count + 1);
  for (size_t i = 0; i < *count; i++) name[i] = dictionary_name(&data->entities, ranked[i], NULL);
  *about =
      scored < subjects.all
          ? arena_format(arena,
                         "of %zu things that may have it %zu were scored, first those without "
                         "it, and the likeliest %zu asked about",
                         subjects.all, scored, *count)
          : arena_format(arena, "of %zu things that may have it the likeliest %zu were asked about",
                         subjects.all, *count);
  free(ranked);
  free(subjects.item);
  return name;
}

Status advisor_survey(const Advisor *advisor, Asker *asker, const char *predicate,
                      const AskOptions *options, Arena *arena, Advice *out, Error *err) {
  const int32_t relation = dictionary_find_text(&advisor_data(advisor)->relations, predicate);
  *out = (Advice){.question = {NULL, predicate, NULL}};
  if (relation < 0) {
    const char **warning = ARENA_ARRAY(arena, const char *, 1);
    *warning = arena_format(arena, "the model has no predicate %s", predicate);
    out->warning = warning;
    out->warning_count = 1;
    return STATUS_OK;
  }
  size_t count;
  const char *about;
  const char **subject = choose(advisor, relation, options, arena, &count, &about);
  Question *question = ARENA_ARRAY(arena, Question, count + 1);
  for (size_t i = 0; i < count; i++) question[i] = (Question){subject[i], predicate, NULL};
  AskOptions each = *options;
  if (each.count > MOST_EACH) each.count = MOST_EACH;
  Advice *advice = ARENA_ARRAY(arena, Advice, count + 1);
  for (size_t done = 0; done < count; done += BLOCK)
    TRY(advisor_ask(advisor, asker, question + done, count - done < BLOCK ? count - done : BLOCK,
                    &each, arena, advice + done, err));
  merge(advice, count, options->count, about, arena, out);
  return STATUS_OK;
}
