// What several threads do together: short runs of everything that has a team, and of what threads
// share without one. Under ThreadSanitizer (./run sanitize thread) each is a proof of its own.
#include <CUnit/CUnit.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/learn.h"
#include "embed/suggest/cluster.h"
#include "embed/suggest/suggest.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { THREADS = 4, PEOPLE = 80, TOWNS = 8 };

// People know each other; those who know each other mostly live in one town.
static TrainingData people(void) {
  Collector collector = {0};
  TrainingData owner;
  Error err = {0};
  for (int i = 0; i < PEOPLE; i++) {
    char me[24], friend[24], town[24];
    (void)snprintf(me, sizeof me, "person%d", i);
    (void)snprintf(town, sizeof town, "town%d", i % TOWNS);
    for (int k = 1; k <= 3; k++) {
      (void)snprintf(friend, sizeof friend, "person%d", (i + k * TOWNS) % PEOPLE);
      CU_ASSERT_EQUAL(
          collect_triple(&collector, me, strlen(me), "knows", 5, friend, strlen(friend), &err),
          STATUS_OK);
    }
    CU_ASSERT_EQUAL(
        collect_triple(&collector, me, strlen(me), "lives", 5, town, strlen(town), &err),
        STATUS_OK);
  }
  CU_ASSERT_EQUAL_FATAL(collect_finish(&collector, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(training_data_create(&collector, NULL, 1, &owner, &err), STATUS_OK);
  collector_free(&collector);
  return owner;
}

static Settings short_settings(const char *model, bool sampled) {
  Settings settings = settings_default(model_find(model), PEOPLE);
  settings.dim = 16;
  settings.batch = 32;
  settings.chunk = 16;
  settings.epochs = 4;
  settings.valid_every = 2;
  settings.threads = THREADS;
  settings.negatives = sampled ? 24 : 0;
  if (sampled) settings.relation_weight = 0;
  return settings;
}

static Trained learn(const TrainingData *owner, const Settings *settings, bool rules,
                     const atomic_bool *stop) {
  Team *team;
  Error err = {0};
  Trained trained;
  CU_ASSERT_EQUAL_FATAL(team_create(THREADS, &team, &err), STATUS_OK);
  const LearnTask task = {
      .train = {.settings = *settings, .data = training_data_view(owner), .watch = {.stop = stop}},
      .rules = rules};
  const Status status = learn_model(&task, team, &trained, &err);
  if (status != STATUS_OK) fprintf(stderr, "%s\n", err.message);
  CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
  team_destroy(team);
  return trained;
}

// --- The team ------------------------------------------------------------------------------------

typedef struct Sum {
  const Team *team;
  size_t count;
  const int *number;
  long part[THREADS];
} Sum;

static void add_share(void *context, unsigned index) {
  Sum *sum = context;
  size_t begin, end;
  team_share(sum->count, index, team_size(sum->team), &begin, &end);
  sum->part[index] = 0;
  for (size_t i = begin; i < end; i++) sum->part[index] += sum->number[i];
}

// What a member writes in one round, another may read in the next, and the caller between them.
static void rounds_follow_each_other(void) {
  enum { NUMBERS = 1000, ROUNDS = 300 };
  int number[NUMBERS];
  Team *team;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(team_create(THREADS, &team, &err), STATUS_OK);
  Sum sum = {.team = team, .count = NUMBERS, .number = number};
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < NUMBERS; i++) number[i] = i + round;
    team_run(team, add_share, &sum);
    long all = 0;
    for (unsigned t = 0; t < THREADS; t++) all += sum.part[t];
    CU_ASSERT_EQUAL(all, (long)NUMBERS * (NUMBERS - 1) / 2 + (long)NUMBERS * round);
  }
  team_destroy(team);
}

// --- Training ------------------------------------------------------------------------------------

static bool has_numbers(const Table *table) {
  for (size_t i = 0; i < table->rows * table->stride; i++)
    if (!isfinite(table->value[i])) return false;
  return table->rows > 0;
}

static void train_shortly(const TrainingData *owner, const Settings *settings) {
  Trained trained = learn(owner, settings, false, NULL);
  CU_ASSERT_EQUAL(trained.info.epoch, 4);
  CU_ASSERT(has_numbers(&trained.parameters.entity));
  CU_ASSERT(has_numbers(&trained.parameters.relation));
  learn_free(&trained);
}

static void rows_are_updated_without_locks(void) {
  static const char *const models[] = {"complex", "transe", "transr"};
  TrainingData owner = people();
  for (size_t m = 0; m < COUNT(models); m++)
    for (int optimiser = OPTIMISER_ADAGRAD; optimiser <= OPTIMISER_ADAM; optimiser++) {
      Settings settings = short_settings(models[m], true);
      settings.optimiser = optimiser;
      if (optimiser == OPTIMISER_ADAM) settings.rate = 0.01;
      train_shortly(&owner, &settings);
    }
  training_data_free(&owner);
}

static void partitions_are_trained_by_all(void) {
  TrainingData owner = people();
  Settings settings = short_settings("distmult", true);
  settings.partitions = 4;
  settings.buffer = 2;
  train_shortly(&owner, &settings);
  training_data_free(&owner);
}

static void questions_and_entities_are_shared_out(void) {
  TrainingData owner = people();
  static const Loss losses[] = {LOSS_SOFTMAX, LOSS_LOGISTIC, LOSS_ZLPR};
  for (size_t l = 0; l < COUNT(losses); l++) {
    Settings settings = short_settings("complex", false);
    settings.loss = (int)losses[l];
    if (losses[l] == LOSS_ZLPR) settings.regulariser = REGULARISER_DURA;
    train_shortly(&owner, &settings);
  }
  Settings thinned = short_settings("complex", false);
  thinned.head_dropout = thinned.query_dropout = 0.2;
  thinned.rounding = 0.05;
  thinned.scores = SCORES_BFLOAT16;
  thinned.average = 0.5;
  train_shortly(&owner, &thinned);
  Settings distance = short_settings("rotate", false);
  distance.loss = LOSS_SOFTMAX;
  train_shortly(&owner, &distance);
  training_data_free(&owner);
}

static void *raise_flag(void *flag) {
  atomic_store((atomic_bool *)flag, true);
  return NULL;
}

// As the thread does that a signal wakes.
static void another_thread_ends_training(void) {
  TrainingData owner = people();
  for (int sampled = 0; sampled < 2; sampled++) {
    Settings settings = short_settings("complex", sampled == 1);
    settings.epochs = 1000000;
    settings.rules_time = 1000;
    atomic_bool stop = false;
    pthread_t other;
    CU_ASSERT_EQUAL_FATAL(pthread_create(&other, NULL, raise_flag, &stop), 0);
    Trained trained = learn(&owner, &settings, true, &stop);
    (void)pthread_join(other, NULL);
    CU_ASSERT(has_numbers(&trained.parameters.entity));
    learn_free(&trained);
  }
  training_data_free(&owner);
}

// --- Rules, weights, calibration, answers --------------------------------------------------------

typedef struct Asking {
  const Trained *trained;
  const Graph *known;
  pthread_t thread;
  int32_t first;
  size_t answers;
} Asking;

// As the workers of a server: the model is shared, the predictor is each one's own.
static void *ask_some(void *self) {
  Asking *asking = self;
  Predictor *predictor = predictor_create(asking->trained, asking->known);
  for (int32_t e = asking->first; e < asking->known->entities; e += THREADS) {
    const SuggestTask task = {.trained = asking->trained,
                              .predictor = predictor,
                              .known = asking->known,
                              .question = {e, ASKED, ASKED},
                              .count = 3};
    size_t count;
    free(suggest(&task, &count));
    asking->answers += count;
  }
  predictor_destroy(predictor);
  return NULL;
}

static void a_model_is_learnt_and_asked_by_many(void) {
  TrainingData owner = people();
  Settings settings = short_settings("complex", false);
  settings.rules_time = 0.3;
  Trained trained = learn(&owner, &settings, true, NULL);
  CU_ASSERT(trained.rules.count > 0);
  CU_ASSERT_PTR_NOT_NULL(trained.weights.of_embedding);
  CU_ASSERT(trained.calibration.relations > 0);
  Graph known = learn_graph(&trained.data, true);
  Asking asking[THREADS];
  for (int t = 0; t < THREADS; t++) {
    asking[t] = (Asking){.trained = &trained, .known = &known, .first = t};
    CU_ASSERT_EQUAL_FATAL(pthread_create(&asking[t].thread, NULL, ask_some, &asking[t]), 0);
  }
  size_t answers = 0;
  for (int t = 0; t < THREADS; t++) {
    (void)pthread_join(asking[t].thread, NULL);
    answers += asking[t].answers;
  }
  CU_ASSERT(answers > 0);
  Team *team;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(team_create(THREADS, &team, &err), STATUS_OK);
  Clustering clustering = entities_cluster(&trained.parameters, 5, 1, team);
  CU_ASSERT_EQUAL(clustering.clusters, 5);
  clustering_free(&clustering);
  team_destroy(team);
  graph_free(&known);
  learn_free(&trained);
  training_data_free(&owner);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(rounds_follow_each_other),      TEST(rows_are_updated_without_locks),
      TEST(partitions_are_trained_by_all), TEST(questions_and_entities_are_shared_out),
      TEST(another_thread_ends_training),  TEST(a_model_is_learnt_and_asked_by_many),
  };
  return suites_run("embed_threads", tests, COUNT(tests));
}
