// Learning a model whole.
#include "embed/learn.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/evaluate/observe.h"
#include "embed/rules/learn.h"

enum {
  MOST_RANKED = 1000,  // validation triples that choose an aggregation
  MOST_ASKED = 5000,   // validation triples that weights are fitted to; curves take some of them
  STEPS = 21           // weights tried, from 0 to 1
};

// --- Questions of validation ---------------------------------------------------------------------

typedef struct Asked {
  LinkQuery query;
  int32_t answer;
} Asked;

typedef struct Probe {
  const Trained *trained;
  const Predictor *predictor;
  const Graph *train, *filter;
  Asked *asked;
  size_t count;
  atomic_size_t next;
  float (*reciprocal)[STEPS];  // [count], by weight
  Triple *triple;              // the triples asked about
  size_t triples;
} Probe;

static int by_query(const void *a, const void *b) {
  const Asked *x = a, *y = b;
  if (x->query.relation != y->query.relation) return x->query.relation < y->query.relation ? -1 : 1;
  if (x->query.head != y->query.head) return x->query.head < y->query.head ? -1 : 1;
  return (x->answer > y->answer) - (x->answer < y->answer);
}

static void ask_validation(const Dataset *data, Probe *probe) {
  const size_t count = data->valid_count < MOST_ASKED ? data->valid_count : MOST_ASKED;
  const int32_t relations = (int32_t)data->relations.count;
  probe->asked = memory_take(2 * count, sizeof *probe->asked);
  probe->triple = memory_take(count, sizeof *probe->triple);
  for (size_t i = 0; i < count; i++) {
    const size_t at = (size_t)((double)i * (double)data->valid_count / (double)count);
    const Triple forth = data->valid[at], back = triple_inverse(forth, relations);
    probe->triple[probe->triples++] = forth;
    probe->asked[probe->count++] = (Asked){{forth.head, forth.relation}, forth.tail};
    probe->asked[probe->count++] = (Asked){{back.head, back.relation}, back.tail};
  }
  qsort(probe->asked, probe->count, sizeof *probe->asked, by_query);
}

// --- Weights -------------------------------------------------------------------------------------

static float step_weight(size_t step) { return (float)step / (STEPS - 1); }

static void weigh_worker(void *context, unsigned index) {
  Probe *probe = context;
  (void)index;
  const Trained *trained = probe->trained;
  // Each part by itself.
  Trained embedding_only = *trained;
  embedding_only.rules = (RuleList){0};
  Predictor *embedding = predictor_create(&embedding_only, probe->train);
  const Scorer by_embedding = predictor_scorer(embedding);
  const Scorer by_rules = rule_scorer(predictor_rules(probe->predictor));
  const size_t entities = (size_t)by_embedding.entities;
  float *first = memory_take_aligned(3 * entities, sizeof *first);
  float *second = first + entities, *sum = second + entities;
  for (;;) {
    const size_t i = atomic_fetch_add(&probe->next, 1);
    if (i >= probe->count) break;
    const Asked *asked = &probe->asked[i];
    by_embedding.score(by_embedding.self, &asked->query, 1, first);
    by_rules.score(by_rules.self, &asked->query, 1, second);
    const EdgeSpan known = graph_answers(probe->filter, asked->query.head, asked->query.relation);
    for (size_t step = 0; step < STEPS; step++) {
      predictor_blend(step_weight(step), entities, first, second, sum);
      probe->reciprocal[i][step] =
          (float)(1 / rank_answer(sum, (int32_t)entities, asked->answer, known));
    }
  }
  free(first);
  predictor_destroy(embedding);
}

// The weight with the best mean reciprocal rank, per relation; a relation counts as much as its
// questions, and ten more that are like the mean of all.
static float *fit_weights(Probe *probe, Team *team) {
  const size_t relations = 2 * (size_t)probe->trained->data.relations.count;
  float *weight = memory_take(relations, sizeof *weight);
  probe->reciprocal = memory_take(probe->count, sizeof *probe->reciprocal);
  atomic_store(&probe->next, 0);
  team_run(team, weigh_worker, probe);
  double mean[STEPS] = {0};
  for (size_t i = 0; i < probe->count; i++)
    for (size_t step = 0; step < STEPS; step++)
      mean[step] += (double)probe->reciprocal[i][step] / (double)probe->count;
  size_t at = 0;
  for (size_t r = 0; r < relations; r++) {
    double sum[STEPS];
    for (size_t step = 0; step < STEPS; step++) sum[step] = 10 * mean[step];
    for (; at < probe->count && (size_t)probe->asked[at].query.relation == r; at++)
      for (size_t step = 0; step < STEPS; step++) sum[step] += (double)probe->reciprocal[at][step];
    size_t best = STEPS / 2;
    for (size_t step = 0; step < STEPS; step++)
      if (sum[step] > sum[best]) best = step;
    weight[r] = step_weight(best);
  }
  free(probe->reciprocal);
  return weight;
}

// --- Samples -------------------------------------------------------------------------------------

// `most` of the triples asked about, at equal distances; *count: how many there are.
static Triple *some_triples(const Probe *probe, size_t most, size_t *count) {
  *count = probe->triples < most ? probe->triples : most;
  Triple *some = memory_take(*count, sizeof *some);
  for (size_t i = 0; i < *count; i++)
    some[i] = probe->triple[(size_t)((double)i * (double)probe->triples / (double)*count)];
  return some;
}

// --- Aggregation ---------------------------------------------------------------------------------

// Settles "best": the way in which rules alone rank validation better.
static void choose_aggregation(const Probe *probe, Team *team, Trained *trained) {
  double best = -1;
  int chosen = AGGREGATE_MAX;
  for (int way = AGGREGATE_MAX; way <= AGGREGATE_NOISY_OR; way++) {
    RuleIndex *rules = rule_index_create(&trained->rules, probe->train, (Aggregation)way);
    const RankTask task = {.scorer = rule_scorer(rules),
                           .filter = probe->filter,
                           .train = probe->train,
                           .team = team,
                           .relations = (int32_t)trained->data.relations.count};
    size_t count;
    Triple *some = some_triples(probe, MOST_RANKED, &count);
    Ranking ranking = rank_triples(&task, some, count);
    if (ranking.filtered.mrr > best) {
      best = ranking.filtered.mrr;
      chosen = way;
    }
    ranking_free(&ranking);
    free(some);
    rule_index_destroy(rules);
  }
  trained->settings.aggregation = chosen;
}

// --- Calibration ---------------------------------------------------------------------------------

// Fitted to one half of the questions and judged on the other; then fitted to all.
static void calibrate(const Probe *probe, Team *team, Trained *trained) {
  const size_t relations = 2 * (size_t)trained->data.relations.count;
  const ObserveTask task = {predictor_scorer(probe->predictor), probe->train, probe->filter, team,
                            (int32_t)trained->data.relations.count};
  size_t asked;
  Triple *some = some_triples(probe, (size_t)trained->settings.calibration_most, &asked);
  Observed seen = observe_best(&task, some, asked);
  free(some);
  Observation *half[2];
  size_t count[2] = {0};
  for (int h = 0; h < 2; h++) half[h] = memory_take(seen.count, sizeof **half);
  for (size_t i = 0; i < seen.count; i++) {
    // A question goes whole into one half.
    const size_t h = (size_t)(seen.head[i] & 1);
    half[h][count[h]++] = seen.item[i];
  }
  Curve *curve = memory_take(relations + 1, sizeof *curve);
  calibration_fit(half[0], count[0], relations, curve);
  const Calibration tried = {curve, relations};
  trained->info.calibration_error = calibration_error(half[1], count[1], &tried);
  calibration_fit(seen.item, seen.count, relations, curve);
  trained->calibration = tried;
  free(half[0]);
  free(half[1]);
  observed_free(&seen);
}

// --- The whole -----------------------------------------------------------------------------------

Graph learn_graph(const Dataset *data, bool with_validation) {
  const size_t more = with_validation ? data->valid_count : 0;
  Triple *triples = memory_take(data->train_count + more, sizeof *triples);
  if (data->train_count > 0) memcpy(triples, data->train, data->train_count * sizeof *triples);
  if (more > 0) memcpy(triples + data->train_count, data->valid, more * sizeof *triples);
  Graph graph = graph_build(triples, data->train_count + more, (int32_t)data->entities.count,
                            (int32_t)data->relations.count);
  free(triples);
  return graph;
}

void learn_from_validation(Trained *trained, Team *team) {
  if (trained->data.valid_count == 0) return;
  Graph train = learn_graph(&trained->data, false), filter = learn_graph(&trained->data, true);
  Probe probe = {.trained = trained, .train = &train, .filter = &filter};
  ask_validation(&trained->data, &probe);
  if (trained->rules.count > 0 && trained->settings.aggregation == AGGREGATE_BEST)
    choose_aggregation(&probe, team, trained);
  Predictor *predictor = predictor_create(trained, &train);
  probe.predictor = predictor;
  if (trained->parameters.model != NULL && trained->rules.count > 0)
    trained->weights =
        (Weights){fit_weights(&probe, team), 2 * (size_t)trained->data.relations.count};
  calibrate(&probe, team, trained);
  free(probe.asked);
  free(probe.triple);
  predictor_destroy(predictor);
  graph_free(&train);
  graph_free(&filter);
}

static void learn_rules(const LearnTask *task, Team *team, Trained *trained) {
  const Settings *settings = &task->train.settings;
  Graph graph = learn_graph(&trained->data, false);
  const RuleTask rules = {.graph = &graph,
                          .seconds = settings->rules_time,
                          .draws = (uint64_t)settings->rule_draws,
                          .clock = (ClockKind)settings->clock,
                          .length = (int32_t)settings->rule_length,
                          .seed = (uint64_t)settings->seed,
                          .team = team,
                          .stop = task->train.watch.stop,
                          .progress = task->rule_progress,
                          .self = task->self};
  Rule *rule;
  rule_learn(&rules, &rule, &trained->rules.count);
  trained->rules.rule = rule;
  graph_free(&graph);
}

static void note_rules(const TrainTask *task, Trained *out) {
  *out = (Trained){.settings = task->settings, .data = task->data};
  (void)snprintf(out->info.version, sizeof out->info.version, "%s", ANAMORPH_VERSION);
  (void)snprintf(out->info.mapping, sizeof out->info.mapping, "%s",
                 task->mapping == NULL ? "" : task->mapping);
}

Status learn_model(const LearnTask *task, Team *team, Trained *out, Error *err) {
  *out = (Trained){0};
  gemm_prepare();
  if (task->train.path != NULL)
    TRY(container_probe(task->train.path, trained_bytes(&task->train.settings, &task->train.data),
                        err));
  if (task->train.settings.model != NULL)
    TRY(train_embedding(&task->train, team, out, err));
  else
    note_rules(&task->train, out);
  if (task->rules) {
    const double before = clock_wall();
    learn_rules(task, team, out);
    out->info.seconds += clock_wall() - before;
  }
  learn_from_validation(out, team);
  train_time(out->info.created);
  if (task->train.path == NULL) return STATUS_OK;
  const Status status = trained_write(task->train.path, out, err);
  if (status != STATUS_OK) learn_free(out);
  return status;
}

void learn_free(Trained *learned) {
  parameters_free(&learned->parameters);
  parameters_free(&learned->last);
  free((void *)(uintptr_t)learned->rules.rule);
  free((void *)(uintptr_t)learned->calibration.curve);
  free((void *)(uintptr_t)learned->weights.of_embedding);
  *learned = (Trained){0};
}
