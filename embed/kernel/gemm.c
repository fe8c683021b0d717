// Matrix products: our own of bfloat16 and for AVX-512, which OpenBLAS as often installed does not
// use on newer processors, and OpenBLAS for all others.
#include <cblas.h>
#include <string.h>

#include "embed/kernel/kernel.h"

void gemm_prepare(void) { openblas_set_num_threads(1); }

static bool multiply_rounded(const Product *product) {
  return product->bfloat && product->k > 0 && (product_tiles(product) || product_bfloat(product));
}

void gemm(const Product *product) {
  if (product->m == 0 || product->n == 0 || multiply_rounded(product) || product_avx512(product))
    return;
  cblas_sgemm(CblasRowMajor, product->a_turned ? CblasTrans : CblasNoTrans,
              product->b_turned ? CblasTrans : CblasNoTrans, (blasint)product->m,
              (blasint)product->n, (blasint)product->k, 1, product->a, (blasint)product->lda,
              product->b, (blasint)product->ldb, product->keep ? 1 : 0, product->c,
              (blasint)product->ldc);
}

void gemm_nt(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb,
             bool keep, float *c, size_t ldc) {
  gemm(&(Product){m, n, k, false, true, keep, a, lda, b, ldb, c, ldc, NULL, false});
}

void gemm_nn(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb,
             bool keep, float *c, size_t ldc) {
  gemm(&(Product){m, n, k, false, false, keep, a, lda, b, ldb, c, ldc, NULL, false});
}

void gemm_tn(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb,
             bool keep, float *c, size_t ldc) {
  gemm(&(Product){m, n, k, true, false, keep, a, lda, b, ldb, c, ldc, NULL, false});
}
