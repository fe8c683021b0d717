// Training on graphs whose truth is known.
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/learn.h"
#include "embed/train/partition.h"
#include "tests/support/families.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void every_model_learns_the_families(void) {
  TrainingData owner = families();
  for (size_t m = 0; model_at(m) != NULL; m++) {
    Settings settings = families_settings(model_at(m)->name);
    // The bilinear ones learn fast; a distance has 12 towns to tell apart. Chance is about .26.
    Trained trained = families_train(&owner, &settings, 1, false);
    const double mrr = families_mrr(&trained);
    if (mrr < 0.5) fprintf(stderr, "%s: %.3f\n", settings.model->name, mrr);
    CU_ASSERT(mrr >= 0.5);
    learn_free(&trained);
  }
  training_data_free(&owner);
}

static void every_loss_and_optimiser_learns(void) {
  TrainingData owner = families();
  for (int loss = LOSS_SOFTMAX; loss <= LOSS_ZLPR; loss++)
    for (int sampled = 0; sampled < 2; sampled++)
      for (int optimiser = OPTIMISER_ADAGRAD; optimiser <= OPTIMISER_ADAM; optimiser++) {
        Settings settings = families_settings("complex");
        if (!sampled && (loss == LOSS_MARGIN || loss == LOSS_SELF_ADVERSARIAL)) continue;
        if (optimiser != OPTIMISER_ADAGRAD && loss != LOSS_SOFTMAX) continue;
        settings.loss = loss;
        settings.optimiser = optimiser;
        settings.margin = 1;
        settings.rate = optimiser == OPTIMISER_ADAM ? 0.01 : 0.1;
        settings.init = 0.1;
        settings.lambda = 0.001;
        if (sampled) {
          settings.negatives = 64;
          settings.relation_weight = 0;
        }
        settings.epochs = 50;
        Trained trained = families_train(&owner, &settings, 1, false);
        // The logistic loss calls what it does not know false, so what it knows is looked at.
        const double mrr = families_mrr_of(&trained, trained.data.train, trained.data.train_count);
        if (mrr < 0.5)
          fprintf(stderr, "loss %d, optimiser %d, sampled %d: %.3f\n", loss, optimiser, sampled,
                  mrr);
        CU_ASSERT(mrr >= 0.5);
        learn_free(&trained);
      }
  Settings settings = families_settings("complex");
  settings.regulariser = REGULARISER_DURA;
  Trained trained = families_train(&owner, &settings, 1, false);
  CU_ASSERT(families_mrr(&trained) >= 0.5);
  learn_free(&trained);
  training_data_free(&owner);
}

// The mean square of the training triples' queries.
static double query_size(const Trained *trained) {
  const Parameters *p = &trained->parameters;
  float *q = memory_take(p->dim, sizeof *q);
  double sum = 0;
  for (size_t i = 0; i < trained->data.train_count; i++) {
    const Triple t = trained->data.train[i];
    p->model->query(p->dim, table_row(&p->entity, t.head), table_row(&p->relation, t.relation), q);
    sum += (double)kernels_portable.dot(p->dim, q, q);
  }
  free(q);
  return sum / (double)trained->data.train_count;
}

// The more their weight in DURA, the smaller they are; the families are learnt anyway.
static void dura_keeps_queries_small(void) {
  TrainingData owner = families();
  double size[3];
  for (int i = 0; i < 3; i++) {
    Settings settings = families_settings("complex");
    settings.regulariser = REGULARISER_DURA;
    settings.dura_query = i == 0 ? 0 : i == 1 ? 1 : 8;
    Trained trained = families_train(&owner, &settings, 1, false);
    CU_ASSERT(families_mrr(&trained) >= 0.5);
    size[i] = query_size(&trained);
    learn_free(&trained);
  }
  CU_ASSERT(size[1] < 0.8 * size[0] && size[2] < 0.8 * size[1]);
  training_data_free(&owner);
}

static void drop_some(Settings *settings) {
  settings->head_dropout = 0.2;
  settings->relation_dropout = 0.1;
  settings->query_dropout = 0.2;
}

static void what_is_left_after_dropout_is_learnt(void) {
  TrainingData owner = families();
  Settings settings = families_settings("complex");
  drop_some(&settings);
  Trained one = families_train(&owner, &settings, 1, false);
  CU_ASSERT(families_mrr(&one) >= 0.5);
  learn_free(&one);
  // What is missing does not depend on who asks.
  settings.epochs = 3;
  one = families_train(&owner, &settings, 1, false);
  Trained three = families_train(&owner, &settings, 3, false);
  CU_ASSERT(fabs(one.info.loss - three.info.loss) < 0.01 * one.info.loss);
  settings.query_dropout = 0;
  Trained other = families_train(&owner, &settings, 1, false);
  CU_ASSERT(!families_same_entities(&one, &other, 1e-3f));
  learn_free(&other);
  learn_free(&three);
  learn_free(&one);
  training_data_free(&owner);
}

static void rounded_probabilities_teach_the_same(void) {
  TrainingData owner = families();
  static const Loss losses[] = {LOSS_SOFTMAX, LOSS_ZLPR};
  for (size_t l = 0; l < COUNT(losses); l++)
    for (unsigned threads = 1; threads <= 3; threads += 2) {
      Settings settings = families_settings("complex");
      settings.loss = (int)losses[l];
      if (losses[l] == LOSS_ZLPR) settings.init = 0.1;
      settings.rounding = 0.05;
      Trained trained = families_train(&owner, &settings, threads, false);
      const double mrr = families_mrr_of(&trained, trained.data.train, trained.data.train_count);
      if (mrr < 0.6) fprintf(stderr, "loss %d, %u threads: %.3f\n", losses[l], threads, mrr);
      CU_ASSERT(mrr >= 0.6);
      learn_free(&trained);
      // Where next to nothing is small enough, all is as without.
      settings.epochs = 2;
      settings.rounding = 1e-9;
      trained = families_train(&owner, &settings, threads, false);
      settings.rounding = 0;
      Trained whole = families_train(&owner, &settings, threads, false);
      CU_ASSERT(fabs(trained.info.loss - whole.info.loss) < 0.001 * whole.info.loss);
      learn_free(&whole);
      learn_free(&trained);
    }
  training_data_free(&owner);
}

// It learns as well: against all entities, with small probabilities rounded too, and against
// samples. Of these the graph has too few to guess from for each seed, of floats as well: what was
// told is looked at.
static void scores_of_bfloat16_teach_the_same(void) {
  TrainingData owner = families();
  for (int way = 0; way < 3; way++)
    for (unsigned threads = 1; threads <= 3; threads += 2) {
      Settings settings = families_settings("complex");
      settings.relation_weight = 1;
      if (way == 1) settings.rounding = 0.05;
      if (way == 2) settings_sample(&settings);
      settings.scores = SCORES_BFLOAT16;
      Trained trained = families_train(&owner, &settings, threads, false);
      const double told = families_mrr_of(&trained, trained.data.train, trained.data.train_count);
      CU_ASSERT(told >= 0.9 && (way == 2 || families_mrr(&trained) >= 0.5));
      learn_free(&trained);
    }
  training_data_free(&owner);
}

// Where threads do not meet in a row.
static void first_losses_of_bfloat16_differ_by_rounding(void) {
  TrainingData owner = families();
  for (int way = 0; way < 4; way++) {
    Settings settings = families_settings("complex");
    settings.relation_weight = 1;
    settings.epochs = 1;
    if (way == 1) settings.rounding = 0.05;
    if (way == 2) settings_sample(&settings);
    double loss[2];
    for (int scores = SCORES_FLOAT; scores <= SCORES_BFLOAT16; scores++) {
      settings.scores = scores;
      Trained trained = families_train(&owner, &settings, way == 3 ? 3 : 1, false);
      loss[scores] = trained.info.loss;
      learn_free(&trained);
    }
    CU_ASSERT(fabs(loss[1] - loss[0]) < 0.02 * loss[0]);
  }
  training_data_free(&owner);
}

// Where the regulariser leaves room for little, what has many facts is learnt first.
static void popular_answers_weigh_more(void) {
  TrainingData owner = families();
  double mrr[2];
  for (int popular = 0; popular < 2; popular++) {
    Settings settings = families_settings("complex");
    settings.lambda = 0.8;
    settings.popularity = popular == 1 ? 0.95 : 0;
    Trained trained = families_train(&owner, &settings, 1, false);
    mrr[popular] = families_mrr(&trained);
    learn_free(&trained);
    settings.rounding = 0.05;
    settings.lambda = 0.03;
    trained = families_train(&owner, &settings, 3, false);
    CU_ASSERT(families_mrr(&trained) >= 0.5);
    learn_free(&trained);
  }
  CU_ASSERT(mrr[1] > mrr[0] + 0.05);
  training_data_free(&owner);
}

// Whether mean = share * with + (1 - share) * without, of all their numbers.
static bool is_between(const Table *mean, float share, const Table *with, const Table *without) {
  for (size_t row = 0; row < mean->rows; row++)
    for (size_t i = 0; i < mean->width; i++) {
      const float expected = share * table_row(with, (int32_t)row)[i] +
                             (1 - share) * table_row(without, (int32_t)row)[i];
      if (fabsf(table_row(mean, (int32_t)row)[i] - expected) > 1e-6f) return false;
    }
  return true;
}

// Against all entities and against samples.
static void the_mean_of_epochs_is_asked(void) {
  TrainingData owner = families();
  for (int kind = 0; kind < 2; kind++) {
    Settings settings = families_settings(kind == 0 ? "complex" : "rotate");
    settings.valid_every = 0;
    settings.epochs = 1;
    Trained first = families_train(&owner, &settings, 1, false);
    CU_ASSERT_PTR_NULL(first.last.model);
    settings.epochs = 2;
    Trained second = families_train(&owner, &settings, 1, false);
    settings.average = 0.5;
    Trained mean = families_train(&owner, &settings, 1, false);
    // The second epoch weighs twice as much as the first.
    CU_ASSERT_EQUAL(mean.info.averaged, 2);
    CU_ASSERT(is_between(&mean.parameters.entity, 2 / 3.0f, &second.parameters.entity,
                         &first.parameters.entity));
    CU_ASSERT(is_between(&mean.parameters.relation, 2 / 3.0f, &second.parameters.relation,
                         &first.parameters.relation));
    CU_ASSERT(!families_same_entities(&mean, &second, 1e-5f));
    // Training does not know of it.
    CU_ASSERT(families_same_table(&mean.last.entity, &second.parameters.entity, 0));
    CU_ASSERT(families_same_table(&mean.last.relation, &second.parameters.relation, 0));
    CU_ASSERT_EQUAL(mean.info.loss, second.info.loss);
    learn_free(&mean);
    // One epoch is its own mean, but for the last digit.
    settings.epochs = 1;
    mean = families_train(&owner, &settings, 1, false);
    CU_ASSERT(families_same_entities(&mean, &first, 1e-6f));
    learn_free(&mean);
    learn_free(&second);
    learn_free(&first);
  }
  training_data_free(&owner);
}

static void validation_chooses_among_means(void) {
  TrainingData owner = families();
  Settings settings = families_settings("complex");
  settings.average = 0.8;
  settings.valid_every = 0;
  Trained last = families_train(&owner, &settings, 1, false);
  settings.valid_every = 1;
  Trained best = families_train(&owner, &settings, 1, false);
  CU_ASSERT_EQUAL(best.info.averaged, settings.epochs);
  CU_ASSERT(families_mrr(&last) >= 0.5);
  CU_ASSERT(families_mrr(&best) > families_mrr(&last) - 0.02);
  CU_ASSERT(families_same_table(&last.last.entity, &best.last.entity, 0));
  learn_free(&best);
  learn_free(&last);
  training_data_free(&owner);
}

static void a_mean_of_epochs_takes_memory(void) {
  TrainingData owner = families();
  const Dataset data = training_data_view(&owner);
  Settings settings = families_settings("complex");
  const size_t memory = train_bytes(&settings, &data, 1);
  const uint64_t file = trained_bytes(&settings, &data);
  const size_t values =
      parameters_bytes(settings.model, (size_t)settings.dim, (int32_t)data.entities.count, 4, 0, 0);
  settings.average = 0.9;
  CU_ASSERT_EQUAL(train_bytes(&settings, &data, 1), memory + values);
  CU_ASSERT_EQUAL(trained_bytes(&settings, &data), file + values);
  training_data_free(&owner);
}

static void a_seed_gives_the_same_model(void) {
  TrainingData owner = families();
  for (int kind = 0; kind < 6; kind++) {
    Settings settings = families_settings(kind == 1 ? "rotate" : "complex");
    if (kind == 5) settings.scores = SCORES_BFLOAT16;
    if (kind == 4) settings.average = 0.9;
    if (kind == 3) settings.rounding = 0.1;
    if (kind == 2) drop_some(&settings);
    settings.epochs = 5;
    settings.chunk = 150;  // of several blocks
    Trained first = families_train(&owner, &settings, 1, false);
    Trained second = families_train(&owner, &settings, 1, false);
    CU_ASSERT(families_same_entities(&first, &second, 0));
    learn_free(&second);
    settings.seed = 2;
    second = families_train(&owner, &settings, 1, false);
    CU_ASSERT(!families_same_entities(&first, &second, 1e-3f));
    learn_free(&second);
    learn_free(&first);
  }
  training_data_free(&owner);
}

static void threads_change_nothing_against_all_entities(void) {
  TrainingData owner = families();
  Settings settings = families_settings("complex");
  settings.epochs = 3;
  Trained one = families_train(&owner, &settings, 1, false),
          two = families_train(&owner, &settings, 3, false);
  // Sums in another order differ in the last digits, which Adagrad's first steps enlarge.
  CU_ASSERT(fabs(one.info.loss - two.info.loss) < 0.01 * one.info.loss);
  learn_free(&one);
  learn_free(&two);
  Settings sampled = families_settings("transe");
  Trained many = families_train(&owner, &sampled, 3, false);
  CU_ASSERT(families_mrr(&many) >= 0.5);
  learn_free(&many);
  training_data_free(&owner);
}

// Every bucket in one state, that holds both of its partitions; and few loads: those that a buffer
// of so many cannot avoid, and half as many again at most.
static void partitions_meet_with_few_swaps(void) {
  for (size_t count = 2; count <= 20; count++)
    for (size_t buffer = 2; buffer <= count; buffer++) {
      Partitions plan = partitions_plan(1000, count, buffer);
      for (int32_t head = 0; head < 1000; head += 37)
        for (int32_t tail = 0; tail < 1000; tail += 41) {
          const size_t state = partition_state(&plan, (Triple){head, 0, tail});
          CU_ASSERT_FATAL(state < plan.states);
          size_t found = 0;
          for (size_t i = 0; i < buffer; i++) {
            int32_t begin, end;
            partition_range(&plan, plan.resident[state * buffer + i], &begin, &end);
            found += head >= begin && head < end;
            found += tail >= begin && tail < end;
          }
          CU_ASSERT_EQUAL(found, 2);
        }
      // Each load lets a partition meet buffer - 1 others.
      const double pairs = (double)(count * (count - 1)) / 2;
      const double first = (double)(buffer * (buffer - 1)) / 2;
      const double least = (double)buffer + (pairs - first) / (double)(buffer - 1);
      CU_ASSERT((double)plan.loads <= 1.5 * least + (double)buffer);
      partitions_free(&plan);
    }
}

// A model that is mostly on disk learns as one in memory does.
static void partitions_learn_the_families(void) {
  TrainingData owner = families();
  for (int kind = 0; kind < 2; kind++) {
    Settings settings = families_settings(kind == 0 ? "transe" : "transh");
    settings.partitions = 5;
    settings.buffer = 2;
    Trained trained = families_train(&owner, &settings, 2, false);
    const double mrr = families_mrr(&trained);
    if (mrr < 0.4) fprintf(stderr, "%s in partitions: %.3f\n", settings.model->name, mrr);
    CU_ASSERT(mrr >= 0.4);
    learn_free(&trained);
  }
  // Against all entities, all must be in memory; and a disk without room is told.
  Settings settings = families_settings("complex");
  settings.partitions = 2;
  Error err = {0};
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_USAGE);
  settings.negatives = 64;
  settings.relation_weight = 0;
  const TrainTask task = {
      .settings = settings, .data = training_data_view(&owner), .path = "/nowhere/model"};
  Team *team = families_team(1);
  Trained trained;
  const Status status = train_embedding(&task, team, &trained, &err);
  if (status != STATUS_IO) fprintf(stderr, "%d %s\n", status, err.message);
  CU_ASSERT_EQUAL(status, STATUS_IO);
  CU_ASSERT(strstr(err.message, "/nowhere/model") != NULL);
  team_destroy(team);
  training_data_free(&owner);
}

// Names in another order are the same graph: ids do not matter to what is learnt.
static void a_permutation_of_names_changes_no_rank(void) {
  TrainingData owner = families();
  Settings settings = families_settings("distmult");
  settings.epochs = 20;
  Trained trained = families_train(&owner, &settings, 1, false);
  const double before = families_mrr(&trained);
  const int32_t count = (int32_t)owner.entities.count;
  CU_ASSERT_FATAL(count > 0);
  // The model of the permuted graph: rows and triples moved alike.
  Parameters *p = &trained.parameters;
  const size_t bytes = p->entity.stride * sizeof(float);
  float *rows = malloc((size_t)count * bytes + 1);
  for (int32_t e = 0; e < count; e++)
    memcpy(rows + (size_t)((e * 7 + 3) % count) * p->entity.stride, table_row(&p->entity, e),
           bytes);
  memcpy(p->entity.value, rows, (size_t)count * bytes);
  free(rows);
  CU_ASSERT_NOT_EQUAL(count % 7, 0);
  TripleList *lists[] = {&owner.train, &owner.valid};
  for (size_t l = 0; l < 2; l++)
    for (size_t i = 0; i < lists[l]->count; i++) {
      Triple *t = &lists[l]->item[i];
      t->head = (t->head * 7 + 3) % count;
      t->tail = (t->tail * 7 + 3) % count;
    }
  CU_ASSERT_DOUBLE_EQUAL(families_mrr(&trained), before, 1e-6);
  learn_free(&trained);
  training_data_free(&owner);
}

// --- Small and odd graphs ------------------------------------------------------------------------

static void odd_graphs_are_learnt_without_harm(void) {
  static const char *const graphs[][3] = {{"a", "r", "a"}, {"a", "r", "b"}};
  for (size_t g = 0; g < COUNT(graphs); g++)
    for (int kind = 0; kind < 3; kind++) {
      Collector collector = {0};
      families_give(&collector, graphs[g][0], graphs[g][1], graphs[g][2]);
      families_end(&collector);
      TrainingData owner;
      Error err = {0};
      CU_ASSERT_EQUAL_FATAL(training_data_create(&collector, NULL, 1, &owner, &err), STATUS_OK);
      Settings settings = families_settings(kind == 1 ? "transe" : "complex");
      if (kind == 2) settings.model = NULL;
      settings.rules_time = 0.05;
      settings.epochs = 3;
      Trained trained = families_train(&owner, &settings, 2, kind != 1);
      CU_ASSERT_EQUAL(trained.data.valid_count, 0);
      learn_free(&trained);
      training_data_free(&owner);
    }
}

static void settings_that_do_not_go_together_are_refused(void) {
  Settings settings = settings_default(model_find("complex"), 10);
  Error err = {0};
  CU_ASSERT_EQUAL(settings_assign(&settings, "dim=7", &err), STATUS_OK);
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_USAGE);
  CU_ASSERT_EQUAL(settings_assign(&settings, "dim=-7", &err), STATUS_USAGE);
  CU_ASSERT_EQUAL(settings_assign(&settings, "dim", &err), STATUS_USAGE);
  CU_ASSERT_EQUAL(settings_assign(&settings, "colour=red", &err), STATUS_USAGE);
  CU_ASSERT_EQUAL(settings_assign(&settings, "loss=red", &err), STATUS_USAGE);
  CU_ASSERT_EQUAL(settings_assign(&settings, "relation-weight=2", &err), STATUS_OK);
  CU_ASSERT_EQUAL(settings.relation_weight, 2);
  settings = settings_default(model_find("transr"), 10);
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_OK);
  settings.negatives = 0;
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_USAGE);
  settings = settings_default(model_find("complex"), 10);
  settings.query_dropout = 0.2;
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_OK);
  settings_sample(&settings);
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_USAGE);
  settings = settings_default(model_find("complex"), 10);
  settings.rounding = 0.01;
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_OK);
  settings.loss = LOSS_LOGISTIC;
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_USAGE);
  settings.rounding = 0;
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_OK);
  settings.popularity = 0.9;
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_USAGE);
  settings = settings_default(model_find("complex"), 10);
  settings.average = 0.9;
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_OK);
  settings_sample(&settings);
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_OK);
  settings.partitions = 4;
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_USAGE);
  CU_ASSERT_EQUAL(settings_assign(&settings, "average=1", &err), STATUS_USAGE);
  settings = settings_default(model_find("distmult"), 10);
  settings.scores = SCORES_BFLOAT16;
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_OK);
  settings_sample(&settings);
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_OK);
  settings.model = model_find("transe");
  CU_ASSERT_EQUAL(settings_check(&settings, &err), STATUS_USAGE);
  // And they come back from their text.
  settings = settings_default(model_find("rotate"), 10);
  settings.rate = 0.1 + 0.2;
  Buffer text = {0};
  settings_print(&settings, &text);
  Settings back;
  CU_ASSERT_EQUAL(settings_parse(text.data, text.length, &back, &err), STATUS_OK);
  CU_ASSERT_PTR_EQUAL(back.model, settings.model);
  CU_ASSERT_EQUAL(back.rate, settings.rate);
  CU_ASSERT_EQUAL(back.loss, settings.loss);
  buffer_free(&text);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(every_model_learns_the_families),
      TEST(every_loss_and_optimiser_learns),
      TEST(the_mean_of_epochs_is_asked),
      TEST(validation_chooses_among_means),
      TEST(a_mean_of_epochs_takes_memory),
      TEST(a_seed_gives_the_same_model),
      TEST(what_is_left_after_dropout_is_learnt),
      TEST(rounded_probabilities_teach_the_same),
      TEST(dura_keeps_queries_small),
      TEST(scores_of_bfloat16_teach_the_same),
      TEST(first_losses_of_bfloat16_differ_by_rounding),
      TEST(popular_answers_weigh_more),
      TEST(threads_change_nothing_against_all_entities),
      TEST(partitions_meet_with_few_swaps),
      TEST(partitions_learn_the_families),
      TEST(a_permutation_of_names_changes_no_rank),
      TEST(odd_graphs_are_learnt_without_harm),
      TEST(settings_that_do_not_go_together_are_refused),
  };
  return suites_run("embed_train", tests, COUNT(tests));
}
