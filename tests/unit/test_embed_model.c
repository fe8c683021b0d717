// Models and kernels: gradients against numbers, AVX2 against plain C, losses.
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/kernel/kernel.h"
#include "embed/model/model.h"
#include "embed/train/dropout.h"
#include "embed/train/loss.h"
#include "embed/train/picks.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { DIM = 8, MOST = 128 };

typedef struct Sample {
  size_t width;  // of the relation
  float h[MOST], r[MOST], t[MOST];
} Sample;

static Sample draw(const Model *model, uint64_t seed) {
  Sample sample = {.width = model->relation_width(DIM)};
  Random random = random_create(seed, 3);
  model_init_normal(DIM, 1, &random, sample.h);
  model_init_normal(sample.width, 1, &random, sample.r);
  model_init_normal(DIM, 1, &random, sample.t);
  return sample;
}

static double score(const Model *model, const Sample *sample) {
  float scratch[2 * DIM];
  return (double)model_score_triple(model, DIM, sample->h, sample->r, sample->t, scratch);
}

// The gradient by central differences, at place `at` of h, r or t.
static double numeric(const Model *model, const Sample *sample, size_t offset, size_t at) {
  static const float step = 1e-2f;
  Sample moved = *sample;
  float *value = (float *)(void *)((char *)&moved + offset) + at;
  const float before = *value;
  *value = before + step;
  const double above = score(model, &moved);
  *value = before - step;
  const double below = score(model, &moved);
  return (above - below) / (2 * (double)step);
}

static void compare(const Model *model, const Sample *sample, size_t offset, size_t count,
                    const float *gradient) {
  for (size_t i = 0; i < count; i++) {
    const double expected = numeric(model, sample, offset, i);
    const double apart = fabs(expected - (double)gradient[i]);
    if (apart > 2e-2 * (1 + fabs(expected)))
      fprintf(stderr, "%s: at %zu+%zu %g, not %g\n", model->name, offset, i, (double)gradient[i],
              expected);
    CU_ASSERT(apart <= 2e-2 * (1 + fabs(expected)));
  }
}

static void check_gradient(const Model *model, uint64_t seed) {
  const Sample sample = draw(model, seed);
  float q[DIM], c[DIM], dq[DIM] = {0}, dc[DIM] = {0};
  float dh[MOST] = {0}, dr[MOST] = {0}, dt[MOST] = {0};
  model->query(DIM, sample.h, sample.r, q);
  memcpy(c, sample.t, sizeof c);
  if (model->candidate != NULL) model->candidate(DIM, sample.t, sample.r, c);
  model_score_back(model, DIM, q, c, 1, dq, dc);
  model->query_back(DIM, sample.h, sample.r, dq, dh, dr);
  if (model->candidate != NULL)
    model->candidate_back(DIM, sample.t, sample.r, dc, dt, dr);
  else
    memcpy(dt, dc, sizeof dc);
  compare(model, &sample, offsetof(Sample, h), DIM, dh);
  compare(model, &sample, offsetof(Sample, r), sample.width, dr);
  compare(model, &sample, offsetof(Sample, t), DIM, dt);
}

static void every_gradient_agrees_with_differences(void) {
  for (size_t m = 0; model_at(m) != NULL; m++)
    for (uint64_t seed = 1; seed <= 5; seed++) check_gradient(model_at(m), seed);
  CU_ASSERT(model_find("complex") != NULL);
  CU_ASSERT(model_find("none") == NULL);
}

static void scores_are_linear_in_the_relation_where_they_say_so(void) {
  for (size_t m = 0; model_at(m) != NULL; m++) {
    const Model *model = model_at(m);
    if (model->relation_query == NULL) continue;
    const Sample sample = draw(model, 9);
    float u[MOST], du[MOST], dh[DIM] = {0}, dt[DIM] = {0};
    model->relation_query(DIM, sample.h, sample.t, u);
    double sum = 0;
    for (size_t i = 0; i < sample.width; i++) sum += (double)u[i] * (double)sample.r[i];
    CU_ASSERT_DOUBLE_EQUAL(sum, score(model, &sample), 1e-4);
    memcpy(du, sample.r, sizeof du);
    model->relation_query_back(DIM, sample.h, sample.t, du, dh, dt);
    compare(model, &sample, offsetof(Sample, h), DIM, dh);
    compare(model, &sample, offsetof(Sample, t), DIM, dt);
  }
}

// --- Dropout -------------------------------------------------------------------------------------

static const Dropout SOME = {0.3f, 0.4f, 0.2f};

// <q, t> with the same numbers missing each time.
static double thinned_score(const Model *model, const Sample *sample, uint64_t question) {
  float scratch[4 * MOST], q[DIM];
  dropout_query(SOME, (DropoutDraw){7, question}, model, DIM, sample->h, sample->r, scratch, q);
  return (double)model_score(model, DIM, q, sample->t);
}

static void dropout_passes_back_what_it_left(void) {
  for (size_t m = 0; model_at(m) != NULL; m++) {
    const Model *model = model_at(m);
    if (model->form != FORM_DOT) continue;
    for (uint64_t question = 0; question < 5; question++) {
      const Sample sample = draw(model, question + 1);
      float scratch[4 * MOST], dq[DIM], dh[MOST] = {0}, dr[MOST] = {0};
      memcpy(dq, sample.t, sizeof dq);
      dropout_query_back(SOME, (DropoutDraw){7, question}, model, DIM, sample.h, sample.r, dq,
                         scratch, dh, dr);
      for (size_t i = 0; i < DIM + sample.width; i++) {
        Sample moved = sample;
        float *value = i < DIM ? &moved.h[i] : &moved.r[i - DIM];
        *value += 1e-2f;
        const double above = thinned_score(model, &moved, question);
        *value -= 2e-2f;
        const double below = thinned_score(model, &moved, question);
        CU_ASSERT_DOUBLE_EQUAL(i < DIM ? dh[i] : dr[i - DIM], (above - below) / 2e-2, 2e-2);
      }
    }
  }
}

static void dropout_leaves_the_mean_and_repeats(void) {
  enum { NUMBERS = 1000, QUESTIONS = 100 };
  static float ones[NUMBERS], scratch[4 * NUMBERS], first[NUMBERS], again[NUMBERS];
  const Model *model = model_find("distmult");
  for (size_t i = 0; i < NUMBERS; i++) ones[i] = 1;
  const Dropout dropout = {.query = 0.3f};
  size_t zeros = 0;
  double sum = 0;
  for (uint64_t question = 0; question < QUESTIONS; question++) {
    const DropoutDraw draw = {1, question};
    dropout_query(dropout, draw, model, NUMBERS, ones, ones, scratch, first);
    dropout_query(dropout, draw, model, NUMBERS, ones, ones, scratch, again);
    CU_ASSERT(memcmp(first, again, sizeof first) == 0);
    for (size_t i = 0; i < NUMBERS; i++) {
      zeros += first[i] == 0;
      sum += (double)first[i];
    }
  }
  // Four standard deviations of 100,000 draws are .006.
  CU_ASSERT_DOUBLE_EQUAL((double)zeros / (NUMBERS * QUESTIONS), 0.3, 0.006);
  CU_ASSERT_DOUBLE_EQUAL(sum / (NUMBERS * QUESTIONS), 1, 0.01);
  const DropoutDraw other = {2, QUESTIONS - 1};
  dropout_query(dropout, other, model, NUMBERS, ones, ones, scratch, again);
  CU_ASSERT(memcmp(first, again, sizeof first) != 0);
}

// --- Rounding ------------------------------------------------------------------------------------

// Over evenly spread units the mean of what is left is what was there, whatever the stretches.
static void rounding_leaves_the_mean(void) {
  enum { NUMBERS = 203, UNITS = 4000 };
  static const double least = 0.02;
  float x[NUMBERS];
  double mean[NUMBERS] = {0}, sum = 0;
  Random random = random_create(3, 1);
  for (size_t i = 0; i < NUMBERS; i++) {
    x[i] = (float)pow(random_unit(&random), 8);
    sum += (double)x[i];
  }
  PickList list = {0};
  for (size_t u = 0; u < UNITS; u++) {
    picks_clear(&list);
    picks_round(&list, kernels_best(), 7, 1000, NUMBERS, x, least, 0.5f, ((double)u + 0.5) / UNITS);
    CU_ASSERT((double)list.count <= sum / least + 1);
    for (size_t k = 0; k < list.count; k++) {
      const Pick pick = list.pick[k];
      CU_ASSERT_FATAL(pick.question == 7 && pick.entity - 1000 < NUMBERS);
      CU_ASSERT((double)pick.gradient >= 0.5 * least * 0.999);
      mean[pick.entity - 1000] += (double)pick.gradient / UNITS;
    }
  }
  for (size_t i = 0; i < NUMBERS; i++) CU_ASSERT_DOUBLE_EQUAL(mean[i], 0.5 * (double)x[i], 2e-5);
  picks_clear(&list);
  picks_round(&list, kernels_best(), 0, 0, NUMBERS, x, (double)INFINITY, 1, 0);
  CU_ASSERT_EQUAL(list.count, 0);
  picks_free(&list);
}

static void picks_are_sorted_by_block(void) {
  PickList list = {0};
  static const uint32_t entity[] = {45, 41, 20, 39, 22, 44};
  for (uint32_t i = 0; i < COUNT(entity); i++) picks_add(&list, (Pick){i, entity[i], 1});
  picks_sort(&list, 20, 10, 3);
  static const uint32_t order[] = {2, 4, 3, 0, 1, 5}, begin[] = {0, 2, 3, 6};
  for (size_t i = 0; i < COUNT(order); i++) CU_ASSERT_EQUAL(list.sorted[i].question, order[i]);
  for (size_t b = 0; b < COUNT(begin); b++) CU_ASSERT_EQUAL(list.begin[b], begin[b]);
  picks_free(&list);
}

// --- Kernels -------------------------------------------------------------------------------------

static void fill(float *x, size_t count, uint64_t seed) {
  Random random = random_create(seed, 0);
  for (size_t i = 0; i < count; i++) x[i] = (float)random_normal(&random);
}

static void agrees_with_plain_c(const Kernels *fast) {
  const Kernels *plain = &kernels_portable;
  if (fast == NULL) return;
  for (size_t count = 0; count < 70; count++) {
    float x[140], y[140], a[140], b[140];
    fill(x, 140, count);
    fill(y, 140, count + 1000);
    CU_ASSERT_DOUBLE_EQUAL((double)fast->dot(count, x, y), (double)plain->dot(count, x, y), 1e-4);
    CU_ASSERT_DOUBLE_EQUAL((double)fast->l1(count, x, y), (double)plain->l1(count, x, y), 1e-3);
    CU_ASSERT_DOUBLE_EQUAL((double)fast->modulus(count, x, y), (double)plain->modulus(count, x, y),
                           1e-3);
    if (count > 0) CU_ASSERT_EQUAL(fast->maximum(count, x), plain->maximum(count, x));
    memcpy(a, x, sizeof a);
    memcpy(b, x, sizeof b);
    CU_ASSERT_DOUBLE_EQUAL((double)fast->exp_sum(count, 0.5f, a),
                           (double)plain->exp_sum(count, 0.5f, b), 1e-3);
    for (size_t i = 0; i < 140; i++) CU_ASSERT(fabsf(a[i] - b[i]) <= 1e-6f * (1 + fabsf(b[i])));
    memcpy(a, x, sizeof a);
    memcpy(b, x, sizeof b);
    fast->modulus_back(count, 0.7f, x, y, a);
    plain->modulus_back(count, 0.7f, x, y, b);
    fast->l1_back(count, 0.3f, x, y, a);
    plain->l1_back(count, 0.3f, x, y, b);
    fast->add_scaled(count, 2, y, a);
    plain->add_scaled(count, 2, y, b);
    fast->scale(count, 0.9f, a);
    plain->scale(count, 0.9f, b);
    for (size_t i = 0; i < 140; i++) CU_ASSERT_DOUBLE_EQUAL((double)a[i], (double)b[i], 1e-5);
    float s[140] = {0}, t[140] = {0};
    fast->adagrad(count, 0.1f, y, s, a);
    plain->adagrad(count, 0.1f, y, t, b);
    for (size_t parts = 1; parts <= 4; parts *= 2) {
      fast->cubes_back(count / parts, parts, 0.1f, x, a);
      plain->cubes_back(count / parts, parts, 0.1f, x, b);
    }
    for (size_t i = 0; i < 140; i++) CU_ASSERT_DOUBLE_EQUAL((double)a[i], (double)b[i], 1e-4);
  }
}

static void avx2_agrees_with_plain_c(void) { agrees_with_plain_c(kernels_avx2()); }
static void avx512_agrees_with_plain_c(void) { agrees_with_plain_c(kernels_avx512()); }

static void exponentials_of(const Kernels *fast) {
  float x[16] = {0, -1, -10, -50, -86, -88, -200, -INFINITY, 1, 2, 3, 80, -0.5f, 1e-6f, -3, 5};
  float y[16];
  memcpy(y, x, sizeof y);
  (void)fast->exp_sum(16, 0, x);
  for (size_t i = 0; i < 16; i++) {
    const double exact = exp((double)y[i]);
    CU_ASSERT(fabs((double)x[i] - exact) <= 2e-6 * exact + 1e-37);
  }
}

static void exponentials_reach_far(void) {
  exponentials_of(&kernels_portable);
  if (kernels_avx2() != NULL) exponentials_of(kernels_avx2());
  if (kernels_avx512() != NULL) exponentials_of(kernels_avx512());
}

// Scores of many pairs, and their gradients, are those of single pairs; what stood where gradients
// go counts if it is kept, and only then.
static void many_pairs_are_scored_as_single_ones(void) {
  enum { M = 5, N = 7 };
  gemm_prepare();
  for (size_t k = 0; model_at(k / 2) != NULL; k++) {
    const Model *model = model_at(k / 2);
    const bool keep = k % 2 != 0;
    float q[M * DIM], c[N * DIM], s[M * N], w[M * N], g[M * N];
    float dq[M * DIM], dc[N * DIM], eq[M * DIM] = {0}, ec[N * DIM] = {0};
    fill(q, COUNT(q), k);
    fill(c, COUNT(c), k + 50);
    fill(g, COUNT(g), k + 70);
    fill(dq, COUNT(dq), k + 90);
    fill(dc, COUNT(dc), k + 110);
    if (keep) {
      memcpy(eq, dq, sizeof eq);
      memcpy(ec, dc, sizeof ec);
    }
    const Pairs pairs = {model->form, DIM, M, q, DIM, N, c, DIM, NULL, false};
    form_scores(kernels_best(), &pairs, s, N);
    memcpy(w, g, sizeof w);
    form_weights(model->form, M, N, s, w, N);
    form_back_query(kernels_best(), &pairs, w, N, keep, dq, DIM);
    form_back_candidate(kernels_best(), &pairs, w, N, keep, dc, DIM);
    for (size_t i = 0; i < M; i++)
      for (size_t j = 0; j < N; j++) {
        CU_ASSERT_DOUBLE_EQUAL((double)s[i * N + j],
                               (double)model_score(model, DIM, q + i * DIM, c + j * DIM), 1e-4);
        model_score_back(model, DIM, q + i * DIM, c + j * DIM, g[i * N + j], eq + i * DIM,
                         ec + j * DIM);
      }
    for (size_t i = 0; i < COUNT(dq); i++)
      CU_ASSERT_DOUBLE_EQUAL((double)dq[i], (double)eq[i], 1e-3);
    for (size_t i = 0; i < COUNT(dc); i++)
      CU_ASSERT_DOUBLE_EQUAL((double)dc[i], (double)ec[i], 1e-3);
  }
}

// Products of whole numbers are exact, whatever the shape; and what they ask for meanwhile changes
// nothing and is taken off the list, as far as they came.
static void products_that_ask_for_rows_are_the_same(void) {
  enum { WANTED = 40, WIDTH = 50, SIDE = 45, DEPTH = 400 };
  float *a = memory_take(SIDE * DEPTH, sizeof *a), *b = memory_take(SIDE * DEPTH, sizeof *b);
  float *row = memory_take(WANTED * WIDTH, sizeof *row);
  const float *wanted_row[WANTED];
  for (size_t i = 0; i < WANTED; i++) wanted_row[i] = row + i * WIDTH;
  gemm_prepare();
  fill(a, SIDE * DEPTH, 1);
  fill(b, SIDE * DEPTH, 2);
  for (size_t i = 0; i < SIDE * DEPTH; i++) a[i] = floorf(4 * a[i]), b[i] = floorf(4 * b[i]);
  for (size_t m = 1; m <= SIDE; m++) {
    const size_t n = SIDE + 1 - m, k = 1 + 9 * (m - 1);
    float c[SIDE * SIDE], asking[SIDE * SIDE];
    Wanted wanted = {wanted_row, WANTED, WIDTH};
    Product product = {.m = m, .n = n, .k = k, .a_turned = m % 2 == 0, .b_turned = m % 3 == 0};
    product.a = a;
    product.lda = product.a_turned ? SIDE : DEPTH;
    product.b = b;
    product.ldb = product.b_turned ? DEPTH : SIDE;
    product.c = c;
    product.ldc = n;
    gemm(&product);
    product.c = asking;
    product.wanted = &wanted;
    gemm(&product);
    CU_ASSERT(wanted.count <= WANTED && wanted.row + wanted.count == wanted_row + WANTED);
    CU_ASSERT(kernels_avx512() == NULL || wanted.count < WANTED);
    for (size_t i = 0; i < m; i++)
      for (size_t j = 0; j < n; j++) {
        float sum = 0;
        for (size_t p = 0; p < k; p++)
          sum += a[product.a_turned ? p * SIDE + i : i * DEPTH + p] *
                 b[product.b_turned ? j * DEPTH + p : p * SIDE + j];
        CU_ASSERT_EQUAL(c[i * n + j], sum);
        CU_ASSERT_EQUAL(asking[i * n + j], sum);
      }
  }
  free(a);
  free(b);
  free(row);
}

// By whatever the processor does best.
static bool product_best(const Product *product) {
  Product rounded = *product;
  rounded.bfloat = true;
  gemm(&rounded);
  return true;
}

static double number_of_a(const Product *product, size_t i, size_t p) {
  return (double)product->a[product->a_turned ? p * product->lda + i : i * product->lda + p];
}

static double number_of_b(const Product *product, size_t p, size_t j) {
  return (double)product->b[product->b_turned ? j * product->ldb + p : p * product->ldb + j];
}

// Against sums of doubles: exact if the numbers are small and whole, and so bfloat16 themselves,
// and else off by 2^-8 of both factors at most, and a sum by its last digits. Behind a row nothing
// is written. What stands behind A's and B's rows is no number, which nothing may read.
static void check_bfloat16(bool (*multiply)(const Product *), const Product *product, bool whole) {
  for (size_t i = 0; i < product->m * product->ldc; i++) product->c[i] = 77;
  if (!multiply(product)) return;
  for (size_t i = 0; i < product->m; i++) {
    const float *row = product->c + i * product->ldc;
    for (size_t j = 0; j < product->n; j++) {
      double exact = product->keep ? 77 : 0, most = exact;
      for (size_t p = 0; p < product->k; p++) {
        const double x = number_of_a(product, i, p), y = number_of_b(product, p, j);
        exact += x * y;
        most += fabs(x * y);
      }
      CU_ASSERT(fabs((double)row[j] - exact) <= (whole ? 0 : 0x1.02p-7 * most + 1e-6));
    }
    CU_ASSERT_EQUAL(row[product->n], 77);
  }
}

// What is no number makes its row of C none, and no other.
static void check_no_number(bool (*multiply)(const Product *), const Product *product, float *a) {
  a[0] = NAN;
  if (!multiply(product)) return;
  CU_ASSERT(isnan(product->c[0]));
  if (product->m > 1) CU_ASSERT_FALSE(isnan(product->c[product->ldc]));
}

// A matrix of rows by columns, each row with some numbers behind it that are not its own.
static float *filled(size_t rows, size_t columns, uint64_t seed, bool whole) {
  const size_t ld = columns + 3;
  float *x = memory_take(rows * ld, sizeof *x);
  fill(x, rows * ld, seed);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < ld; j++)
      if (j >= columns)
        x[i * ld + j] = NAN;
      else if (whole)
        x[i * ld + j] = floorf(8 * x[i * ld + j]);
  return x;
}

static void products_of_bfloat16_agree_with_those_of_floats(void) {
  static bool (*const ways[])(const Product *) = {product_best, product_bfloat, product_tiles};
  static const size_t shapes[][3] = {{1, 1, 1},     {4, 16, 2},     {5, 17, 31},   {14, 32, 64},
                                     {15, 33, 33},  {29, 47, 9},    {421, 40, 50}, {3, 5, 2050},
                                     {33, 70, 512}, {40, 300, 1030}};
  gemm_prepare();
  for (size_t shape = 0; shape < COUNT(shapes); shape++)
    for (int kind = 0; kind < 16; kind++) {
      const size_t m = shapes[shape][0], n = shapes[shape][1], k = shapes[shape][2];
      const bool whole = (kind & 1) != 0, keep = (kind & 2) != 0;
      const bool a_turned = (kind & 4) != 0, b_turned = (kind & 8) != 0;
      float *a = a_turned ? filled(k, m, shape, whole) : filled(m, k, shape, whole);
      float *b = b_turned ? filled(n, k, shape + 9, whole) : filled(k, n, shape + 9, whole);
      float *c = memory_take(m * (n + 1), sizeof *c);
      const Product product = {.m = m,
                               .n = n,
                               .k = k,
                               .a_turned = a_turned,
                               .b_turned = b_turned,
                               .keep = keep,
                               .a = a,
                               .lda = (a_turned ? m : k) + 3,
                               .b = b,
                               .ldb = (b_turned ? k : n) + 3,
                               .c = c,
                               .ldc = n + 1};
      for (size_t way = 0; way < COUNT(ways); way++) check_bfloat16(ways[way], &product, whole);
      for (size_t way = 0; way < COUNT(ways); way++) check_no_number(ways[way], &product, a);
      free(a);
      free(b);
      free(c);
    }
}

// --- Losses --------------------------------------------------------------------------------------

static double loss_at(const LossTask *task, float positive, const float *negative) {
  float scores[4], gradient;
  memcpy(scores, negative, sizeof scores);
  return loss_sampled(task, positive, 4, scores, &gradient);
}

static void every_loss_agrees_with_differences(void) {
  static const float step = 1e-2f;
  for (int kind = LOSS_SOFTMAX; kind <= LOSS_ZLPR; kind++) {
    // Self-adversarial weights count as constants, so their temperature is 0 here.
    const LossTask task = {kernels_best(), (Loss)kind, 1, 0};
    const float positive = 0.3f;
    float negative[4] = {-0.4f, 0.9f, 0.1f, -2}, gradient[4], by_positive;
    memcpy(gradient, negative, sizeof gradient);
    (void)loss_sampled(&task, positive, 4, gradient, &by_positive);
    CU_ASSERT_DOUBLE_EQUAL(
        (loss_at(&task, positive + step, negative) - loss_at(&task, positive - step, negative)) /
            (2 * (double)step),
        (double)by_positive, 1e-3);
    for (size_t i = 0; i < 4; i++) {
      float above[4], below[4];
      memcpy(above, negative, sizeof above);
      memcpy(below, negative, sizeof below);
      above[i] += step;
      below[i] -= step;
      CU_ASSERT_DOUBLE_EQUAL(
          (loss_at(&task, positive, above) - loss_at(&task, positive, below)) / (2 * (double)step),
          (double)gradient[i], 1e-3);
    }
  }
}

static void masked_negatives_have_no_gradient(void) {
  for (int kind = LOSS_SOFTMAX; kind <= LOSS_ZLPR; kind++) {
    const LossTask task = {kernels_best(), (Loss)kind, 1, 1};
    float negative[3] = {-INFINITY, 0.5f, -INFINITY}, by_positive;
    const double loss = loss_sampled(&task, 0.2f, 3, negative, &by_positive);
    CU_ASSERT(isfinite(loss));
    CU_ASSERT_EQUAL(negative[0], 0);
    CU_ASSERT(negative[1] > 0);
    CU_ASSERT(by_positive < 0);
    float none[2] = {-INFINITY, -INFINITY};
    CU_ASSERT(isfinite(loss_sampled(&task, 0.2f, 2, none, &by_positive)));
    CU_ASSERT_EQUAL(none[0], 0);
  }
}

int main(void) {
  static const TestCase tests[] = {
      TEST(every_gradient_agrees_with_differences),
      TEST(scores_are_linear_in_the_relation_where_they_say_so),
      TEST(dropout_passes_back_what_it_left),
      TEST(dropout_leaves_the_mean_and_repeats),
      TEST(rounding_leaves_the_mean),
      TEST(picks_are_sorted_by_block),
      TEST(avx2_agrees_with_plain_c),
      TEST(avx512_agrees_with_plain_c),
      TEST(exponentials_reach_far),
      TEST(many_pairs_are_scored_as_single_ones),
      TEST(products_that_ask_for_rows_are_the_same),
      TEST(products_of_bfloat16_agree_with_those_of_floats),
      TEST(every_loss_agrees_with_differences),
      TEST(masked_negatives_have_no_gradient),
  };
  return suites_run("embed_model", tests, COUNT(tests));
}
