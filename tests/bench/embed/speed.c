// How fast: joint-negative training against the bound of its matrix products, and top-10 of 100,000
// candidates. Usage: bench_embed [THREADS [SECONDS]]
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/evaluate/scorer.h"
#include "embed/train/train.h"

enum { DIM = 200, NEGATIVES = 256, CHUNK = 256, ENTITIES = 14541, RELATIONS = 237 };

// Seconds of processor time, of all threads together: what a busy machine does not change much.
static double processor_clock(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// --- The bound -----------------------------------------------------------------------------------

typedef struct Products {
  double seconds;
  double flops[1024];  // by thread
} Products;

// The three products of a chunk, over and over.
static void multiply(void *context, unsigned index) {
  Products *products = context;
  float *q = memory_take_aligned(CHUNK * DIM, sizeof *q);
  float *c = memory_take_aligned(NEGATIVES * DIM, sizeof *c);
  float *s = memory_take_aligned(CHUNK * NEGATIVES, sizeof *s);
  float *d = memory_take_aligned(CHUNK * DIM, sizeof *d);
  Random random = random_create(1, index);
  model_init_normal(CHUNK * DIM, 1, &random, q);
  model_init_normal(NEGATIVES * DIM, 1, &random, c);
  const double started = clock_wall();
  double now = started, count = 0;
  while (now - started < products->seconds) {
    gemm_nt(CHUNK, NEGATIVES, DIM, q, DIM, c, DIM, false, s, NEGATIVES);
    gemm_nn(CHUNK, DIM, NEGATIVES, s, NEGATIVES, c, DIM, false, d, DIM);
    gemm_tn(NEGATIVES, DIM, CHUNK, s, NEGATIVES, q, DIM, false, d, DIM);
    count++;
    now = clock_wall();
  }
  products->flops[index] = count * 3 * 2.0 * CHUNK * NEGATIVES * DIM / (now - started);
  free(q);
  free(c);
  free(s);
  free(d);
}

static double bound(Team *team, double seconds) {
  Products products = {.seconds = seconds};
  const double before = processor_clock(), started = clock_wall();
  team_run(team, multiply, &products);
  const double share = (processor_clock() - before) / (clock_wall() - started);
  double flops = 0;
  for (unsigned t = 0; t < team_size(team); t++) flops += products.flops[t];
  const double triples = flops / (6.0 * NEGATIVES * DIM);
  printf(
      "matrix products alone: %.1f GFLOP/s, so at most %.0f triples/s; %.1f GFLOP/s and %.0f "
      "triples a second of processor time\n",
      flops / 1e9, triples, flops / share / 1e9, triples / share);
  return triples / share;
}

// --- Training ------------------------------------------------------------------------------------

enum { TRIPLES = 272115 };

typedef struct Rate {
  double last;      // triples a second
  double started;   // processor time
  double before;    // triples done by then
  double a_second;  // triples a second of processor time
} Rate;

static void take_rate(void *self, const TrainProgress *progress) {
  Rate *rate = self;
  rate->last = progress->rate;
  const double done = ((double)(progress->epoch - 1) + progress->done) * TRIPLES;
  // From the first word on: making the graph and the first values is no training.
  if (rate->started == 0) {
    rate->started = processor_clock();
    rate->before = done;
  }
  rate->a_second = (done - rate->before) / (processor_clock() - rate->started);
}

// A random graph of the size of FB15k-237: speed does not depend on what it says.
static TrainingData random_graph(void) {
  TrainingData data = {0};
  Random random = random_create(1, 1);
  char name[32];
  for (int e = 0; e < ENTITIES; e++)
    (void)dictionary_add(&data.entities, name, (size_t)snprintf(name, sizeof name, "e%d", e));
  for (int r = 0; r < RELATIONS; r++)
    (void)dictionary_add(&data.relations, name, (size_t)snprintf(name, sizeof name, "r%d", r));
  for (int i = 0; i < TRIPLES; i++)
    triple_list_add(&data.train, (Triple){(int32_t)random_below(&random, ENTITIES),
                                          (int32_t)random_below(&random, RELATIONS),
                                          (int32_t)random_below(&random, ENTITIES)});
  return data;
}

static int train_speed(Team *team, double seconds, double most) {
  TrainingData data = random_graph();
  Rate rate = {0};
  TrainTask task = {.settings = settings_default(model_find("complex"), ENTITIES),
                    .data = training_data_view(&data),
                    .watch = {take_rate, &rate, NULL}};
  task.settings.dim = DIM;
  task.settings.negatives = NEGATIVES;
  task.settings.chunk = CHUNK;
  task.settings.relation_weight = 0;
  task.settings.epochs = 0;
  task.settings.time = seconds;
  task.settings.threads = team_size(team);
  Trained trained;
  Error err = {0};
  if (train_embedding(&task, team, &trained, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
  }
  printf(
      "joint-negative ComplEx, dim %d, %d negatives, %u threads: %.0f triples/s; %.0f a second of "
      "processor time, %.2f times the bound's (bars: 250000 on two idle cores, so 125000; 1.5)\n",
      DIM, NEGATIVES, team_size(team), rate.last, rate.a_second, most / rate.a_second);
  parameters_free(&trained.parameters);
  training_data_free(&data);
  return 0;
}

// --- Top ten -------------------------------------------------------------------------------------

static int top_ten(void) {
  enum { CANDIDATES = 100000, TIMES = 50 };
  Parameters parameters;
  Error err = {0};
  if (parameters_create(model_find("complex"), DIM, CANDIDATES, 1, 0, 0, &parameters, &err) !=
      STATUS_OK)
    return 1;
  parameters_init(&parameters, 1, 1);
  const EmbeddingScorer self = {&parameters, kernels_best(), NULL};
  const Scorer scorer = embedding_scorer(&self);
  float *scores = memory_take_aligned(CANDIDATES, sizeof *scores);
  double best = 1e9;
  int32_t top[10] = {0};
  for (int time = 0; time < TIMES; time++) {
    const LinkQuery query = {time, 0};
    const double started = clock_wall();
    scorer.score(scorer.self, &query, 1, scores);
    size_t count = 0;
    for (int32_t e = 0; e < CANDIDATES; e++) {
      if (count == 10 && scores[e] <= scores[top[9]]) continue;
      size_t at = count < 10 ? count++ : 9;
      for (; at > 0 && scores[e] > scores[top[at - 1]]; at--) top[at] = top[at - 1];
      top[at] = e;
    }
    const double taken = clock_wall() - started;
    if (taken < best) best = taken;
  }
  printf("top 10 of %d candidates, dim %d, one thread: %.2f ms (bar: 10)\n", CANDIDATES, DIM,
         1000 * best);
  free(scores);
  parameters_free(&parameters);
  return 0;
}

int main(int argc, char **argv) {
  const unsigned threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;
  const double seconds = argc > 2 ? strtod(argv[2], NULL) : 20;
  Team *team;
  Error err = {0};
  gemm_prepare();
  if (team_create(threads > 0 ? threads : 1, &team, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
  }
  const double most = bound(team, seconds / 4);
  int failed = train_speed(team, seconds, most);
  failed |= top_ten();
  team_destroy(team);
  return failed;
}
