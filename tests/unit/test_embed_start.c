// Training that begins with another model's vectors.
#include <CUnit/CUnit.h>
#include <math.h>
#include <string.h>

#include "embed/learn.h"
#include "tests/support/families.h"
#include "tests/support/fixture.h"

// The triples of `owner` in the opposite order, so that ids differ, and a child that is new.
static TrainingData families_grown(const TrainingData *owner) {
  Collector collector = {0};
  TrainingData grown;
  Error err = {0};
  const Dictionary entities = dictionary_view(&owner->entities),
                   relations = dictionary_view(&owner->relations);
  families_give(&collector, "foundling", "lives", "town3");
  for (size_t i = owner->train.count; i-- > 0;) {
    const Triple *triple = &owner->train.item[i];
    families_give(&collector, dictionary_name(&entities, triple->head, NULL),
                  dictionary_name(&relations, triple->relation, NULL),
                  dictionary_name(&entities, triple->tail, NULL));
  }
  families_end(&collector);
  CU_ASSERT_EQUAL_FATAL(training_data_create(&collector, "/dev/null", 1, &grown, &err), STATUS_OK);
  return grown;
}

static Status begin_from(const TrainingData *owner, const Settings *settings, const Trained *from,
                         Trained *out, Error *err) {
  Team *team = families_team(1);
  const TrainTask task = {.settings = *settings, .data = training_data_view(owner), .from = from};
  const Status status = train_embedding(&task, team, out, err);
  team_destroy(team);
  return status;
}

// Steps too small to be seen.
static Settings without_steps(const char *model) {
  Settings settings = families_settings(model);
  settings.valid_every = 0;
  settings.epochs = 1;
  settings.rate = 1e-9;
  return settings;
}

static int32_t id_in(const Dictionary *names, const Dictionary *others, int32_t id) {
  return dictionary_find_text(others, dictionary_name(names, id, NULL));
}

static float row_distance(const Table *a, int32_t row, const Table *b, int32_t other,
                          size_t width) {
  float most = 0;
  for (size_t i = 0; i < width; i++)
    most = fmaxf(most, fabsf(table_row(a, row)[i] - table_row(b, other)[i]));
  return most;
}

static void check_same_names(const Trained *from, const Trained *now) {
  const Parameters *a = &from->parameters, *b = &now->parameters;
  int news = 0, moved = 0;
  for (int32_t e = 0; e < (int32_t)now->data.entities.count; e++) {
    const int32_t old = id_in(&now->data.entities, &from->data.entities, e);
    news += old < 0;
    moved += old >= 0 && old != e;
    if (old >= 0) CU_ASSERT(row_distance(&a->entity, old, &b->entity, e, a->dim) < 1e-4f);
  }
  CU_ASSERT_EQUAL(news, 1);
  CU_ASSERT(moved > 100);
  const int32_t m = (int32_t)from->data.relations.count, n = (int32_t)now->data.relations.count;
  CU_ASSERT_EQUAL_FATAL(m, n);
  for (int32_t r = 0; r < n; r++) {
    const int32_t old = id_in(&now->data.relations, &from->data.relations, r);
    const size_t width = a->relation.width;
    CU_ASSERT(row_distance(&a->relation, old, &b->relation, r, width) < 1e-4f);
    CU_ASSERT(row_distance(&a->relation, old + m, &b->relation, r + n, width) < 1e-4f);
  }
}

static void things_of_the_same_name_begin_as_they_were(void) {
  TrainingData owner = families(), grown = families_grown(&owner);
  Settings settings = families_settings("complex");
  settings.valid_every = 0;
  settings.epochs = 5;
  Trained from = families_train(&owner, &settings, 1, false), now;
  Error err = {0};
  settings = without_steps("complex");
  CU_ASSERT_EQUAL_FATAL(begin_from(&grown, &settings, &from, &now, &err), STATUS_OK);
  CU_ASSERT_EQUAL(now.info.epoch, 1);
  check_same_names(&from, &now);
  learn_free(&now);
  learn_free(&from);
  training_data_free(&grown);
  training_data_free(&owner);
}

// One epoch more of what is known is worth more than one of what is not.
static void what_was_learnt_is_known(void) {
  TrainingData owner = families();
  Settings settings = families_settings("complex");
  Trained from = families_train(&owner, &settings, 1, false), now;
  Error err = {0};
  settings.epochs = 1;
  Trained anew = families_train(&owner, &settings, 1, false);
  CU_ASSERT_EQUAL_FATAL(begin_from(&owner, &settings, &from, &now, &err), STATUS_OK);
  const double told = families_mrr_of(&now, owner.train.item, owner.train.count),
               guessed = families_mrr_of(&anew, owner.train.item, owner.train.count);
  CU_ASSERT(told > 0.9);
  CU_ASSERT(guessed < told);
  learn_free(&now);
  learn_free(&anew);
  learn_free(&from);
  training_data_free(&owner);
}

// As its paper has it: the same distances, as its matrices change nothing yet.
static void transr_begins_as_transe(void) {
  TrainingData owner = families();
  Settings settings = families_settings("transe");
  Trained from = families_train(&owner, &settings, 1, false), now;
  Error err = {0};
  settings = without_steps("transr");
  CU_ASSERT_EQUAL_FATAL(begin_from(&owner, &settings, &from, &now, &err), STATUS_OK);
  const double before = families_mrr_of(&from, owner.train.item, owner.train.count),
               after = families_mrr_of(&now, owner.train.item, owner.train.count);
  CU_ASSERT(before > 0.5);
  CU_ASSERT_DOUBLE_EQUAL(after, before, 1e-3);
  learn_free(&now);
  learn_free(&from);
  training_data_free(&owner);
}

static void refuses(const TrainingData *owner, const Settings *settings, const Trained *from,
                    const char *message) {
  Trained now;
  Error err = {0};
  CU_ASSERT_EQUAL(begin_from(owner, settings, from, &now, &err), STATUS_USAGE);
  if (strstr(err.message, message) == NULL) CU_FAIL("another message");
}

static void what_cannot_be_begun_with_is_told(void) {
  TrainingData owner = families();
  Settings settings = families_settings("complex");
  settings.epochs = 1;
  Trained from = families_train(&owner, &settings, 1, false);
  Settings other = settings;
  other.dim = 16;
  refuses(&owner, &other, &from, "has dim 32, not 16");
  other = families_settings("rotate");
  refuses(&owner, &other, &from, "rotate cannot start from the vectors of complex");
  Collector collector = {0};
  families_give(&collector, "a", "knows", "b");
  families_give(&collector, "b", "knows", "c");
  families_end(&collector);
  TrainingData strangers;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(training_data_create(&collector, "/dev/null", 1, &strangers, &err),
                        STATUS_OK);
  refuses(&strangers, &settings, &from, "knows none of these things");
  const Trained without = {.data = from.data};
  refuses(&owner, &settings, &without, "rules alone");
  training_data_free(&strangers);
  learn_free(&from);
  training_data_free(&owner);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(things_of_the_same_name_begin_as_they_were),
      TEST(what_was_learnt_is_known),
      TEST(transr_begins_as_transe),
      TEST(what_cannot_be_begun_with_is_told),
  };
  return suites_run("embed_start", tests, sizeof tests / sizeof *tests);
}
