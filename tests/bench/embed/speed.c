// How fast: joint-negative training, of floats and of bfloat16, against two bounds of its matrix
// products, what OpenBLAS takes for them, of floats, and what our own take of the same numbers
// (embed/kernel/gemm.c); and top-10 of 100,000 candidates. Usage: bench_embed [THREADS [SECONDS
// [CHUNK]...]]
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/evaluate/scorer.h"
#include "embed/train/train.h"

// LINE_DIM: floats from one row to the next, whole cache lines.
enum { DIM = 200, LINE_DIM = 208, NEGATIVES = 256, ENTITIES = 14541, RELATIONS = 237 };

// Seconds of processor time, of all threads together: what a busy machine does not change much.
static double processor_clock(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double number[], size_t count) {
  qsort(number, count, sizeof *number, ascending);
  return count == 0 ? 0 : (number[(count - 1) / 2] + number[count / 2]) / 2;
}

// --- The bounds ----------------------------------------------------------------------------------

enum { MOST_THREADS = 64, MOST_PIECES = 10000 };
static const double PIECE = 0.1;  // seconds

typedef struct Products {
  size_t chunk;
  bool by_openblas;            // else by what training multiplies with
  bool bfloat;                 // of what training multiplies
  double count[MOST_THREADS];  // of chunks, by thread
} Products;

static void multiply_by_openblas(size_t chunk, const float *q, const float *c, float *s, float *d) {
  const blasint m = (blasint)chunk;
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, NEGATIVES, DIM, 1, q, LINE_DIM, c,
              LINE_DIM, 0, s, NEGATIVES);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, DIM, NEGATIVES, 1, s, NEGATIVES, c,
              LINE_DIM, 0, d, LINE_DIM);
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, NEGATIVES, DIM, m, 1, s, NEGATIVES, q,
              LINE_DIM, 0, d, LINE_DIM);
}

static void multiply_by_own(size_t chunk, bool bfloat, const float *q, const float *c, float *s,
                            float *d) {
  const Product products[] = {{chunk, NEGATIVES, DIM, false, true, false, q, LINE_DIM, c, LINE_DIM,
                               s, NEGATIVES, NULL, bfloat},
                              {chunk, DIM, NEGATIVES, false, false, false, s, NEGATIVES, c,
                               LINE_DIM, d, LINE_DIM, NULL, bfloat},
                              {NEGATIVES, DIM, chunk, true, false, false, s, NEGATIVES, q, LINE_DIM,
                               d, LINE_DIM, NULL, bfloat}};
  for (size_t i = 0; i < sizeof products / sizeof *products; i++) gemm(&products[i]);
}

// The three products of a chunk, over and over.
static void multiply(void *context, unsigned index) {
  Products *products = context;
  const size_t chunk = products->chunk;
  float *q = memory_take_aligned(chunk * LINE_DIM, sizeof *q);
  float *c = memory_take_aligned((size_t)NEGATIVES * LINE_DIM, sizeof *c);
  float *s = memory_take_aligned(chunk * NEGATIVES, sizeof *s);
  float *d = memory_take_aligned((chunk + NEGATIVES) * LINE_DIM, sizeof *d);
  Random random = random_create(1, index);
  for (size_t i = 0; i < chunk * LINE_DIM; i++) q[i] = (float)random_unit(&random);
  for (size_t i = 0; i < (size_t)NEGATIVES * LINE_DIM; i++) c[i] = (float)random_unit(&random);
  const double started = clock_wall();
  products->count[index] = 0;
  while (clock_wall() - started < PIECE) {
    if (products->by_openblas)
      multiply_by_openblas(chunk, q, c, s, d);
    else
      multiply_by_own(chunk, products->bfloat, q, c, s, d);
    products->count[index]++;
  }
  free(q);
  free(c);
  free(s);
  free(d);
}

// --- Training ------------------------------------------------------------------------------------

enum { TRIPLES = 272115 };

// A bound: what the products alone give, and how many times that of training.
typedef struct Bound {
  size_t count;
  double speed[MOST_PIECES], ratio[MOST_PIECES];
} Bound;

// Pieces of training, with the products alone behind each, by one or the other in turn, so that all
// meet the same load. Speeds are triples a second, of processor time but for `wall`.
typedef struct Pieces {
  Team *team;
  bool bfloat;
  size_t chunk, count;
  Bound own, openblas;
  double training[MOST_PIECES], wall[MOST_PIECES];
  double done, processor, started;  // when training went on
} Pieces;

static void measure_products(Pieces *pieces, bool by_openblas, double training, Bound *out) {
  Products products = {
      .chunk = pieces->chunk, .by_openblas = by_openblas, .bfloat = pieces->bfloat};
  const double processor = processor_clock();
  team_run(pieces->team, multiply, &products);
  double chunks = 0;
  for (unsigned t = 0; t < team_size(pieces->team); t++) chunks += products.count[t];
  const double speed = chunks * (double)products.chunk / (processor_clock() - processor);
  out->speed[out->count] = speed;
  out->ratio[out->count++] = speed / training;
}

static void measure_piece(void *self, const TrainProgress *progress) {
  Pieces *pieces = self;
  const double done = ((double)(progress->epoch - 1) + progress->done) * 2 * TRIPLES;
  const double processor = processor_clock(), wall = clock_wall();
  const double triples = done - pieces->done, seconds = wall - pieces->started;
  // From the first word on: making the graph and the first values is no training.
  if (pieces->started > 0 && triples > 0 && pieces->count < MOST_PIECES) {
    const double training = triples / (processor - pieces->processor);
    pieces->training[pieces->count] = training;
    pieces->wall[pieces->count] = triples / seconds;
    const bool by_openblas = pieces->count++ % 2 == 1;
    measure_products(pieces, by_openblas, training, by_openblas ? &pieces->openblas : &pieces->own);
  }
  pieces->done = done;
  pieces->processor = processor_clock();
  pieces->started = clock_wall();
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

static void print_bound(const char *whose, Bound *bound) {
  const double speed = median(bound->speed, bound->count);
  printf(
      "matrix products alone, by %s: %.1f GFLOP/s and %.0f triples a second of processor time; "
      "training takes %.2f times that (bar: 1.5)\n",
      whose, speed * 6 * NEGATIVES * DIM / 1e9, speed, median(bound->ratio, bound->count));
}

static int train_speed(Team *team, double seconds, size_t chunk, bool bfloat) {
  TrainingData data = random_graph();
  Pieces *pieces = memory_take(1, sizeof *pieces);
  pieces->team = team;
  pieces->bfloat = bfloat;
  pieces->chunk = chunk;
  TrainTask task = {.settings = settings_default(model_find("complex"), ENTITIES),
                    .data = training_data_view(&data),
                    .watch = {measure_piece, pieces, NULL}};
  task.settings.dim = DIM;
  task.settings.negatives = NEGATIVES;
  task.settings.chunk = (int64_t)chunk;
  task.settings.relation_weight = 0;
  task.settings.scores = bfloat ? SCORES_BFLOAT16 : SCORES_FLOAT;
  task.settings.epochs = 0;
  task.settings.time = seconds;
  task.settings.threads = team_size(team);
  Trained trained;
  Error err = {0};
  if (train_embedding(&task, team, &trained, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
  }
  const size_t count = pieces->count;
  printf(
      "joint-negative ComplEx, dim %d, chunks of %zu with %d negatives, products of %s, %u "
      "threads; "
      "medians of %zu pieces:\n"
      "training: %.0f triples a second of processor time, %.0f of the wall's (bar: 250000 on two "
      "idle cores, so 125000)\n",
      DIM, chunk, NEGATIVES, bfloat ? "bfloat16" : "floats", team_size(team), count,
      median(pieces->training, count), median(pieces->wall, count));
  print_bound("OpenBLAS, of floats", &pieces->openblas);
  print_bound(bfloat ? "our own products, of bfloat16" : "our own products, of floats",
              &pieces->own);
  parameters_free(&trained.parameters);
  training_data_free(&data);
  free(pieces);
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

static int usage(void) {
  (void)fprintf(stderr, "usage: bench_embed [THREADS [SECONDS [CHUNK]...]], up to %d threads\n",
                MOST_THREADS);
  return 2;
}

int main(int argc, char **argv) {
  const unsigned threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;
  const double seconds = argc > 2 ? strtod(argv[2], NULL) : 20;
  Team *team;
  Error err = {0};
  if (threads < 1 || threads > MOST_THREADS || !(seconds > 0)) return usage();
  gemm_prepare();
  if (team_create(threads, &team, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
  }
  static const size_t CHUNKS[] = {256, 512, 1024};
  const size_t count = argc > 3 ? (size_t)argc - 3 : sizeof CHUNKS / sizeof *CHUNKS;
  int failed = 0;
  for (size_t i = 0; i < count; i++) {
    const size_t chunk = argc > 3 ? strtoul(argv[3 + i], NULL, 10) : CHUNKS[i];
    if (chunk < 1) return usage();
    for (int bfloat = 0; bfloat < 2; bfloat++)
      failed |= train_speed(team, seconds, chunk, bfloat == 1);
  }
  failed |= top_ten();
  team_destroy(team);
  return failed;
}
