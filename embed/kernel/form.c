// Scores of many pairs at once, and their gradients, by the form of the model.
#include <math.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/kernel/kernel.h"

// A few queries read each candidate once; to pack candidates for a matrix product would cost more.
enum { FEW = 4, ROWS_AHEAD = 4 };

static void dot_scores(const Kernels *kernels, const Pairs *of, float *s, size_t lds) {
  for (size_t j = 0; j < of->n; j++) {
    const float *c = of->c + j * of->ldc;
    if (j + ROWS_AHEAD < of->n) memory_prefetch(c + ROWS_AHEAD * of->ldc, of->dim);
    for (size_t i = 0; i < of->m; i++)
      s[i * lds + j] = kernels->dot(of->dim, of->q + i * of->ldq, c);
  }
}

static void multiply_scores(const Pairs *of, float *s, size_t lds) {
  gemm(&(Product){.m = of->m,
                  .n = of->n,
                  .k = of->dim,
                  .a = of->q,
                  .lda = of->ldq,
                  .b_turned = true,
                  .b = of->c,
                  .ldb = of->ldc,
                  .c = s,
                  .ldc = lds,
                  .wanted = of->wanted,
                  .bfloat = of->bfloat && of->form == FORM_DOT});
}

// -||q - c|| = -sqrt(|q|^2 - 2 <q, c> + |c|^2): the products are one GEMM.
static void l2_scores(const Kernels *kernels, const Pairs *of, float *s, size_t lds) {
  const size_t dim = of->dim, m = of->m, n = of->n;
  multiply_scores(of, s, lds);
  for (size_t j = 0; j < n; j++) {
    const float square = kernels->dot(dim, of->c + j * of->ldc, of->c + j * of->ldc);
    for (size_t i = 0; i < m; i++) s[i * lds + j] = square - 2 * s[i * lds + j];
  }
  for (size_t i = 0; i < m; i++) {
    const float square = kernels->dot(dim, of->q + i * of->ldq, of->q + i * of->ldq);
    float *row = s + i * lds;
    for (size_t j = 0; j < n; j++) {
      const float apart = row[j] + square;
      row[j] = -sqrtf(apart > 0 ? apart : 0);
    }
  }
}

void form_scores(const Kernels *kernels, const Pairs *of, float *s, size_t lds) {
  switch (of->form) {
    case FORM_DOT:
      if (of->m < FEW)
        dot_scores(kernels, of, s, lds);
      else
        multiply_scores(of, s, lds);
      return;
    case FORM_L2: l2_scores(kernels, of, s, lds); return;
    case FORM_L1:
      for (size_t j = 0; j < of->n; j++)
        for (size_t i = 0; i < of->m; i++)
          s[i * lds + j] = -kernels->l1(of->dim, of->q + i * of->ldq, of->c + j * of->ldc);
      return;
    case FORM_MODULUS:
      for (size_t j = 0; j < of->n; j++)
        for (size_t i = 0; i < of->m; i++)
          s[i * lds + j] = -kernels->modulus(of->dim / 2, of->q + i * of->ldq, of->c + j * of->ldc);
      return;
  }
}

// For FORM_L2 the weight is w_ij = g_ij / ||q_i - c_j||, so that dq_i = sum_j w_ij (c_j - q_i).
void form_weights(ScoreForm form, size_t m, size_t n, const float *s, float *g, size_t ld) {
  if (form != FORM_L2) return;
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n; j++) {
      const float apart = -s[i * ld + j];
      g[i * ld + j] = apart > 1e-6f ? g[i * ld + j] / apart : 0;
    }
}

static void clear(size_t rows, size_t dim, float *x, size_t ldx) {
  for (size_t i = 0; i < rows; i++) memset(x + i * ldx, 0, dim * sizeof *x);
}

// to += weight times the gradient by x of form(x, y), of a form that no product gives.
static void add_back(const Kernels *kernels, const Pairs *of, float weight, const float *x,
                     const float *y, float *to) {
  if (weight == 0) return;
  if (of->form == FORM_L1) kernels->l1_back(of->dim, weight, x, y, to);
  if (of->form == FORM_MODULUS) kernels->modulus_back(of->dim / 2, weight, x, y, to);
}

// The gradient by q. Of weight[m][n]; or, if turned, of weight[n][m].
static void back(const Kernels *kernels, const Pairs *of, const float *weight, size_t ldw,
                 bool turned, bool keep, float *dq, size_t lddq) {
  if (of->form == FORM_DOT || of->form == FORM_L2)
    gemm(&(Product){.m = of->m,
                    .n = of->dim,
                    .k = of->n,
                    .a_turned = turned,
                    .a = weight,
                    .lda = ldw,
                    .b = of->c,
                    .ldb = of->ldc,
                    .keep = keep,
                    .c = dq,
                    .ldc = lddq,
                    .wanted = of->wanted,
                    .bfloat = of->bfloat && of->form == FORM_DOT});
  else if (!keep)
    clear(of->m, of->dim, dq, lddq);
  const size_t by_query = turned ? 1 : ldw, by_candidate = turned ? ldw : 1;
  for (size_t i = 0; i < of->m && of->form != FORM_DOT; i++) {
    const float *q = of->q + i * of->ldq;
    float *to = dq + i * lddq, sum = 0;
    for (size_t j = 0; j < of->n; j++) {
      const float w = weight[i * by_query + j * by_candidate];
      sum += w;
      add_back(kernels, of, w, q, of->c + j * of->ldc, to);
    }
    if (of->form == FORM_L2) kernels->add_scaled(of->dim, -sum, q, to);
  }
}

void form_back_query(const Kernels *kernels, const Pairs *of, const float *weight, size_t ldw,
                     bool keep, float *dq, size_t lddq) {
  back(kernels, of, weight, ldw, false, keep, dq, lddq);
}

// Every form is symmetric: c takes the place of q.
void form_back_candidate(const Kernels *kernels, const Pairs *of, const float *weight, size_t ldw,
                         bool keep, float *dc, size_t lddc) {
  const Pairs mirrored = {of->form, of->dim, of->n,   of->c,      of->ldc,
                          of->m,    of->q,   of->ldq, of->wanted, of->bfloat};
  back(kernels, &mirrored, weight, ldw, true, keep, dc, lddc);
}
