// The inner loops: vectors of floats, matrix products, and the choice of the processor's best.
#ifndef ANAMORPH_EMBED_KERNEL_KERNEL_H
#define ANAMORPH_EMBED_KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "embed/model/model.h"

// Rows that several threads update without locks (Hogwild, Niu et al. 2011) are written only by
// functions so marked; who reads them then meets no writer that ThreadSanitizer sees. Why this may
// be: gradients are sparse, so two threads seldom meet in a row; where they do, an update is lost
// or a row is half old and half new, which is one more noise in a stochastic gradient; and a float
// is an aligned word, which is never torn. ThreadSanitizer passes over what is marked; everything
// else that it sees (./run sanitize thread) is a fault.
#if defined(__SANITIZE_THREAD__)
#define LOCK_FREE __attribute__((no_sanitize("thread")))
#else
#define LOCK_FREE
#endif

typedef struct Kernels {
  const char *name;
  float (*dot)(size_t count, const float *x, const float *y);
  // y += weight x
  void (*add_scaled)(size_t count, float weight, const float *x, float *y);
  // x *= by
  void (*scale)(size_t count, float by, float *x);
  // The largest of count > 0 numbers; NaN are passed over.
  float (*maximum)(size_t count, const float *x);
  // x_i = exp(x_i - shift); returns their sum. Relative error below 1e-6.
  float (*exp_sum)(size_t count, float shift, float *x);
  // sum |q - c|, and over complex numbers (count of them; [real | imaginary])
  float (*l1)(size_t count, const float *q, const float *c);
  float (*modulus)(size_t count, const float *q, const float *c);
  // The gradient by q of weight times the negated distance, added to dq. That by c is its opposite.
  void (*l1_back)(size_t count, float weight, const float *q, const float *c, float *dq);
  void (*modulus_back)(size_t count, float weight, const float *q, const float *c, float *dq);
  // Adagrad (Duchi et al. 2011): state += g^2, x -= rate g / sqrt(state + 1e-20), with a
  // relative error below 1e-6. Lock-free.
  void (*adagrad)(size_t count, float rate, const float *g, float *state, float *x);
  // The gradient of weight |x|^3 over `count` numbers of `parts` parts each, block after block,
  // added to g: 3 weight |x| x.
  void (*cubes_back)(size_t count, size_t parts, float weight, const float *x, float *g);
} Kernels;

extern const Kernels kernels_portable;
// NULL where the compiler or the processor has no AVX2 and FMA.
const Kernels *kernels_avx2(void);
// NULL where they have no AVX-512.
const Kernels *kernels_avx512(void);
// The best that this processor runs.
const Kernels *kernels_best(void);

// --- Matrix products, always on the calling thread alone -----------------------------------------
// Rows that will be needed soon. A product asks for their lines while it computes, as many as go
// without waiting, and takes those asked for off the list: products that follow each other share
// one. Only products for AVX-512 do so.
typedef struct Wanted {
  const float *const *row;
  size_t count, width;  // rows left; floats of each
} Wanted;

// Matrices are row after row; ld is the distance of rows. C[m][n] = A B, or C += A B if `keep`.
// a_turned: A is stored as a[k][m], and else as a[m][k]; b_turned: B as b[n][k], else as b[k][n].
typedef struct Product {
  size_t m, n, k;
  bool a_turned, b_turned, keep;
  const float *a;
  size_t lda;
  const float *b;
  size_t ldb;
  float *c;
  size_t ldc;
  Wanted *wanted;  // NULL: nothing
  // Of numbers rounded to bfloat16 (8 binary digits), their products summed as floats, where the
  // processor is faster with them: for a k of hundreds the rounding nearly evens out.
  bool bfloat;
} Product;
void gemm(const Product *product);
// a[m][k] b[n][k]: C[m][n] = A B'
void gemm_nt(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb,
             bool keep, float *c, size_t ldc);
// a[m][k] b[k][n]: C[m][n] = A B
void gemm_nn(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb,
             bool keep, float *c, size_t ldc);
// a[k][m] b[k][n]: C[m][n] = A' B
void gemm_tn(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb,
             bool keep, float *c, size_t ldc);
// Threads of OpenBLAS's own are turned off, for the process. Called before the first product.
void gemm_prepare(void);

// False, and nothing done, where the processor has no AVX-512. m, n, k > 0.
bool product_avx512(const Product *product);
// The same for products of bfloat16: by a matrix unit (AMX), if the operating system lends it, and
// A B' by AVX512-BF16.
bool product_tiles(const Product *product);
bool product_bfloat(const Product *product);

// --- Scores of many pairs ------------------------------------------------------------------------
// Each of the rows q[m] with each of the rows c[n], of dim floats.
typedef struct Pairs {
  ScoreForm form;
  size_t dim, m;
  const float *q;
  size_t ldq, n;
  const float *c;
  size_t ldc;
  Wanted *wanted;  // for all products of them; NULL: nothing
  bool bfloat;     // likewise, of FORM_DOT: others are differences, which rounding would spoil
} Pairs;

// s[i][j] = form(q_i, c_j)
void form_scores(const Kernels *kernels, const Pairs *of, float *s, size_t lds);
// Turns g[i][j], the gradient by s[i][j] (what form_scores gave), into the weights that the next
// two take. g may be s itself for FORM_DOT.
void form_weights(ScoreForm form, size_t m, size_t n, const float *s, float *g, size_t ld);
// The gradients by q, dq[m], and by c, dc[n]; added to what is there if `keep`.
void form_back_query(const Kernels *kernels, const Pairs *of, const float *weight, size_t ldw,
                     bool keep, float *dq, size_t lddq);
void form_back_candidate(const Kernels *kernels, const Pairs *of, const float *weight, size_t ldw,
                         bool keep, float *dc, size_t lddc);

#endif
