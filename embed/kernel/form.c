// Scores of many pairs at once, and their gradients, by the form of the model.
#include <math.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/kernel/kernel.h"

// A few queries read each candidate once; to pack candidates for a matrix product would cost more.
enum { FEW = 4, ROWS_AHEAD = 4 };

static void dot_scores(const Kernels *kernels, size_t dim, size_t m, const float *q, size_t ldq,
                       size_t n, const float *c, size_t ldc, float *s, size_t lds) {
  for (size_t j = 0; j < n; j++) {
    if (j + ROWS_AHEAD < n) memory_prefetch(c + (j + ROWS_AHEAD) * ldc, dim);
    for (size_t i = 0; i < m; i++) s[i * lds + j] = kernels->dot(dim, q + i * ldq, c + j * ldc);
  }
}

// -||q - c|| = -sqrt(|q|^2 - 2 <q, c> + |c|^2): the products are one GEMM.
static void l2_scores(const Kernels *kernels, size_t dim, size_t m, const float *q, size_t ldq,
                      size_t n, const float *c, size_t ldc, float *s, size_t lds) {
  gemm_nt(m, n, dim, q, ldq, c, ldc, false, s, lds);
  for (size_t j = 0; j < n; j++) {
    const float square = kernels->dot(dim, c + j * ldc, c + j * ldc);
    for (size_t i = 0; i < m; i++) s[i * lds + j] = square - 2 * s[i * lds + j];
  }
  for (size_t i = 0; i < m; i++) {
    const float square = kernels->dot(dim, q + i * ldq, q + i * ldq);
    float *row = s + i * lds;
    for (size_t j = 0; j < n; j++) {
      const float apart = row[j] + square;
      row[j] = -sqrtf(apart > 0 ? apart : 0);
    }
  }
}

void form_scores(const Kernels *kernels, ScoreForm form, size_t dim, size_t m, const float *q,
                 size_t ldq, size_t n, const float *c, size_t ldc, float *s, size_t lds) {
  switch (form) {
    case FORM_DOT:
      if (m < FEW)
        dot_scores(kernels, dim, m, q, ldq, n, c, ldc, s, lds);
      else
        gemm_nt(m, n, dim, q, ldq, c, ldc, false, s, lds);
      return;
    case FORM_L2: l2_scores(kernels, dim, m, q, ldq, n, c, ldc, s, lds); return;
    case FORM_L1:
      for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < m; i++) s[i * lds + j] = -kernels->l1(dim, q + i * ldq, c + j * ldc);
      return;
    case FORM_MODULUS:
      for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < m; i++)
          s[i * lds + j] = -kernels->modulus(dim / 2, q + i * ldq, c + j * ldc);
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

void form_back_query(const Kernels *kernels, ScoreForm form, size_t dim, size_t m, const float *q,
                     size_t ldq, size_t n, const float *c, size_t ldc, const float *weight,
                     size_t ldw, bool keep, float *dq, size_t lddq) {
  if (form == FORM_DOT || form == FORM_L2)
    gemm_nn(m, dim, n, weight, ldw, c, ldc, keep, dq, lddq);
  else if (!keep)
    clear(m, dim, dq, lddq);
  for (size_t i = 0; i < m && form != FORM_DOT; i++) {
    const float *row = weight + i * ldw, *qi = q + i * ldq;
    float *to = dq + i * lddq, sum = 0;
    for (size_t j = 0; j < n; j++) {
      sum += row[j];
      if (row[j] == 0) continue;
      if (form == FORM_L1) kernels->l1_back(dim, row[j], qi, c + j * ldc, to);
      if (form == FORM_MODULUS) kernels->modulus_back(dim / 2, row[j], qi, c + j * ldc, to);
    }
    if (form == FORM_L2) kernels->add_scaled(dim, -sum, qi, to);
  }
}

// Distances are symmetric: c takes the place of q.
void form_back_candidate(const Kernels *kernels, ScoreForm form, size_t dim, size_t m,
                         const float *q, size_t ldq, size_t n, const float *c, size_t ldc,
                         const float *weight, size_t ldw, bool keep, float *dc, size_t lddc) {
  if (form == FORM_DOT || form == FORM_L2)
    gemm_tn(n, dim, m, weight, ldw, q, ldq, keep, dc, lddc);
  else if (!keep)
    clear(n, dim, dc, lddc);
  for (size_t j = 0; j < n && form != FORM_DOT; j++) {
    const float *cj = c + j * ldc;
    float *to = dc + j * lddc, sum = 0;
    for (size_t i = 0; i < m; i++) {
      const float w = weight[i * ldw + j];
      sum += w;
      if (w == 0) continue;
      if (form == FORM_L1) kernels->l1_back(dim, w, cj, q + i * ldq, to);
      if (form == FORM_MODULUS) kernels->modulus_back(dim / 2, w, cj, q + i * ldq, to);
    }
    if (form == FORM_L2) kernels->add_scaled(dim, -sum, cj, to);
  }
}
