// QuatE: Zhang et al. 2019.
#include <math.h>

#include "embed/model/model.h"

// score = <h (x) r/|r|, t>: the Hamilton product with a unit quaternion, one for each of dim / 4
// places. Rows are [1 | i | j | k].
typedef struct Quaternion {
  float a, b, c, d;
} Quaternion;

static Quaternion at(const float *row, size_t k, size_t i) {
  return (Quaternion){row[i], row[i + k], row[i + 2 * k], row[i + 3 * k]};
}

static void add(float *row, size_t k, size_t i, Quaternion x) {
  row[i] += x.a;
  row[i + k] += x.b;
  row[i + 2 * k] += x.c;
  row[i + 3 * k] += x.d;
}

static Quaternion product(Quaternion x, Quaternion y) {
  return (Quaternion){
      x.a * y.a - x.b * y.b - x.c * y.c - x.d * y.d, x.a * y.b + x.b * y.a + x.c * y.d - x.d * y.c,
      x.a * y.c - x.b * y.d + x.c * y.a + x.d * y.b, x.a * y.d + x.b * y.c - x.c * y.b + x.d * y.a};
}

static Quaternion conjugate(Quaternion x) { return (Quaternion){x.a, -x.b, -x.c, -x.d}; }

static Quaternion scaled(Quaternion x, float s) {
  return (Quaternion){x.a * s, x.b * s, x.c * s, x.d * s};
}

static float length(Quaternion x) {
  return sqrtf(x.a * x.a + x.b * x.b + x.c * x.c + x.d * x.d) + 1e-12f;
}

static void query(size_t dim, const float *h, const float *r, float *q) {
  const size_t k = dim / 4;
  for (size_t i = 0; i < k; i++) {
    const Quaternion y = at(r, k, i);
    const Quaternion x = product(at(h, k, i), scaled(y, 1 / length(y)));
    q[i] = x.a;
    q[i + k] = x.b;
    q[i + 2 * k] = x.c;
    q[i + 3 * k] = x.d;
  }
}

// <x (x) y, z> = <x, z (x) conj(y)> = <y, conj(x) (x) z>; the length is divided out of dr.
static void query_back(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                       float *dr) {
  const size_t k = dim / 4;
  for (size_t i = 0; i < k; i++) {
    const Quaternion y = at(r, k, i), z = at(dq, k, i);
    const float norm = length(y);
    const Quaternion unit = scaled(y, 1 / norm);
    add(dh, k, i, product(z, conjugate(unit)));
    const Quaternion g = product(conjugate(at(h, k, i)), z);
    const float along = g.a * unit.a + g.b * unit.b + g.c * unit.c + g.d * unit.d;
    add(dr, k, i,
        (Quaternion){(g.a - along * unit.a) / norm, (g.b - along * unit.b) / norm,
                     (g.c - along * unit.c) / norm, (g.d - along * unit.d) / norm});
  }
}

// A relation's length does not matter, so it begins at one: gradients are neither tiny nor huge.
static void init_relation(size_t count, float scale, Random *random, float *row) {
  (void)scale;
  const size_t k = count / 4;
  model_init_normal(count, 1, random, row);
  for (size_t i = 0; i < k; i++) {
    const float norm = length(at(row, k, i));
    for (size_t part = 0; part < 4; part++) row[i + part * k] /= norm;
  }
}

const Model model_quate = {
    .name = "quate",
    .formula = "<h (x) r/|r|, t>",
    .paper = "Zhang et al. 2019, Quaternion Knowledge Graph Embeddings",
    .form = FORM_DOT,
    .parts = 4,
    .relation_width = model_width_same,
    .query = query,
    .query_back = query_back,
    .init_entity = model_init_normal,
    .init_relation = init_relation,
};
