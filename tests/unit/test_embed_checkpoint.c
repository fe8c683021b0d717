// What training keeps in its file: going on from there, and nothing broken is saved.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "embed/learn.h"
#include "tests/support/families.h"
#include "tests/support/fixture.h"

static void goes_on_from_its_file(double average) {
  TrainingData owner = families();
  char path[64];
  (void)snprintf(path, sizeof path, "/tmp/anamorph-test-%ld-resume", (long)getpid());
  Settings settings = families_settings("complex");
  settings.valid_every = 0;
  settings.average = average;
  settings.epochs = 6;
  Trained whole = families_train(&owner, &settings, 1, false);
  settings.epochs = 3;
  Trained half = families_train(&owner, &settings, 1, false), back;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(trained_write(path, &half, &err), STATUS_OK);
  learn_free(&half);
  CU_ASSERT_EQUAL_FATAL(trained_open(path, &back, &err), STATUS_OK);
  Team *team = families_team(1);
  settings.epochs = 6;
  const TrainTask task = {.settings = settings, .data = back.data, .resume = &back};
  Trained resumed;
  CU_ASSERT_EQUAL_FATAL(train_embedding(&task, team, &resumed, &err), STATUS_OK);
  CU_ASSERT_EQUAL(resumed.info.epoch, 6);
  CU_ASSERT(families_same_entities(&whole, &resumed, 0));
  CU_ASSERT_EQUAL(resumed.last.model != NULL, average > 0);
  CU_ASSERT_EQUAL(resumed.info.averaged, average > 0 ? 6 : 0);
  if (average > 0) CU_ASSERT(families_same_table(&whole.last.entity, &resumed.last.entity, 0));
  learn_free(&resumed);
  // Another dim is no going on.
  TrainTask other = task;
  other.settings.dim = 16;
  CU_ASSERT_EQUAL(train_embedding(&other, team, &resumed, &err), STATUS_USAGE);
  team_destroy(team);
  trained_close(&back);
  learn_free(&whole);
  training_data_free(&owner);
  (void)unlink(path);
}

static void training_goes_on_from_its_file(void) {
  goes_on_from_its_file(0);
  goes_on_from_its_file(0.7);
}

// What goes on and gets worse gives what there was, but goes on from where it was going.
static void the_best_stays_the_best(double average) {
  TrainingData owner = families();
  Settings settings = families_settings("complex");
  settings.average = average;
  settings.valid_every = 1;
  Trained half = families_train(&owner, &settings, 1, false);
  Team *team = families_team(1);
  TrainTask task = {.settings = settings, .data = half.data, .resume = &half};
  task.settings.epochs += 3;
  task.settings.lambda = 90;
  Trained worse;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(train_embedding(&task, team, &worse, &err), STATUS_OK);
  CU_ASSERT(half.info.valid_mrr > 0 && worse.info.valid_mrr == half.info.valid_mrr);
  CU_ASSERT(families_same_entities(&half, &worse, 0));
  if (average > 0) CU_ASSERT(!families_same_table(&half.last.entity, &worse.last.entity, 1e-3f));
  learn_free(&worse);
  learn_free(&half);
  team_destroy(team);
  training_data_free(&owner);
}

static void what_gets_worse_gives_what_there_was(void) {
  the_best_stays_the_best(0);
  the_best_stays_the_best(0.5);
}

// A mean can begin, or end, where training goes on.
static void a_mean_of_epochs_begins_and_ends_with_its_setting(void) {
  TrainingData owner = families();
  Settings settings = families_settings("complex");
  settings.valid_every = 0;
  settings.epochs = 4;
  Trained whole = families_train(&owner, &settings, 1, false);
  settings.epochs = 2;
  Trained half = families_train(&owner, &settings, 1, false);
  Team *team = families_team(1);
  Error err = {0};
  TrainTask task = {.settings = settings, .data = half.data, .resume = &half};
  task.settings.average = 0.9;
  task.settings.epochs = 3;
  Trained mean;
  CU_ASSERT_EQUAL_FATAL(train_embedding(&task, team, &mean, &err), STATUS_OK);
  CU_ASSERT_EQUAL(mean.info.averaged, 1);
  task = (TrainTask){.settings = settings, .data = mean.data, .resume = &mean};
  task.settings.epochs = 4;
  Trained ended;
  CU_ASSERT_EQUAL_FATAL(train_embedding(&task, team, &ended, &err), STATUS_OK);
  CU_ASSERT_EQUAL(ended.info.averaged, 0);
  CU_ASSERT_PTR_NULL(ended.last.model);
  CU_ASSERT(families_same_entities(&whole, &ended, 0));
  learn_free(&ended);
  learn_free(&mean);
  // No epoch is left to do: what is there stays.
  task = (TrainTask){.settings = settings, .data = half.data, .resume = &half};
  task.settings.average = 0.9;
  CU_ASSERT_EQUAL_FATAL(train_embedding(&task, team, &mean, &err), STATUS_OK);
  CU_ASSERT(families_same_entities(&mean, &half, 0));
  CU_ASSERT_EQUAL(mean.info.averaged, 0);
  learn_free(&mean);
  learn_free(&half);
  learn_free(&whole);
  team_destroy(team);
  training_data_free(&owner);
}

static void a_loss_that_is_no_number_stops_training(void) {
  TrainingData owner = families();
  char path[64];
  (void)snprintf(path, sizeof path, "/tmp/anamorph-test-%ld-nan", (long)getpid());
  FILE *file = fopen(path, "we");
  (void)fputs("the last good one", file);
  (void)fclose(file);
  Settings settings = families_settings("complex");
  settings.rate = 99;
  settings.init = 1e20;
  Team *team = families_team(1);
  Error err = {0};
  const TrainTask task = {.settings = settings, .data = training_data_view(&owner), .path = path};
  Trained trained;
  CU_ASSERT_EQUAL(train_embedding(&task, team, &trained, &err), STATUS_LIMIT);
  CU_ASSERT(strstr(err.message, "step") != NULL);
  CU_ASSERT(strstr(err.message, "rate=99") != NULL);
  Arena *arena = arena_create(0);
  CU_ASSERT_STRING_EQUAL(read_file(path, arena), "the last good one");
  arena_destroy(arena);
  team_destroy(team);
  training_data_free(&owner);
  (void)unlink(path);
}

// The loss is finite before the step that makes the numbers infinite.
static void what_the_last_step_breaks_is_not_saved(void) {
  TrainingData owner = families();
  Settings settings = families_settings("complex");
  settings.rate = 1e39;
  settings.epochs = 1;
  settings.batch = 65536;
  settings.valid_every = 0;
  Team *team = families_team(2);
  Error err = {0};
  const TrainTask task = {.settings = settings, .data = training_data_view(&owner)};
  Trained trained;
  CU_ASSERT_EQUAL(train_embedding(&task, team, &trained, &err), STATUS_LIMIT);
  CU_ASSERT(strstr(err.message, "after epoch 1") != NULL);
  CU_ASSERT(strstr(err.message, " rate=9.99") != NULL);
  team_destroy(team);
  training_data_free(&owner);
}

static void count_trouble(void *self, const Error *err) {
  CU_ASSERT(strstr(err->message, "/nowhere/model") != NULL);
  ++*(size_t *)self;
}

// A disk that is full for a while is no reason to lose what was learnt.
static void training_outlives_a_checkpoint_that_fails(void) {
  TrainingData owner = families();
  Settings settings = families_settings("distmult");
  settings.epochs = 4;
  settings.checkpoint_every = 1e-9;
  Team *team = families_team(1);
  Error err = {0};
  size_t troubles = 0;
  TrainTask task = {.settings = settings,
                    .data = training_data_view(&owner),
                    .path = "/nowhere/model",
                    .watch = {.self = &troubles, .trouble = count_trouble}};
  Trained trained;
  CU_ASSERT_EQUAL(train_embedding(&task, team, &trained, &err), STATUS_OK);
  CU_ASSERT_EQUAL(trained.info.epoch, 4);
  CU_ASSERT(troubles >= 4);
  learn_free(&trained);
  task.watch.trouble = NULL;
  CU_ASSERT_EQUAL(train_embedding(&task, team, &trained, &err), STATUS_IO);
  // The whole asks before it begins.
  const LearnTask whole = {.train = task};
  CU_ASSERT_EQUAL(learn_model(&whole, team, &trained, &err), STATUS_IO);
  team_destroy(team);
  training_data_free(&owner);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(training_goes_on_from_its_file),
      TEST(what_gets_worse_gives_what_there_was),
      TEST(a_mean_of_epochs_begins_and_ends_with_its_setting),
      TEST(a_loss_that_is_no_number_stops_training),
      TEST(what_the_last_step_breaks_is_not_saved),
      TEST(training_outlives_a_checkpoint_that_fails),
  };
  return suites_run("embed_checkpoint", tests, sizeof tests / sizeof *tests);
}
