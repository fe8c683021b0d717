// Dropout: masks that are drawn again rather than kept.
#include "embed/train/dropout.h"

#include <string.h>

#include "embed/data/random.h"

typedef enum Part { PART_HEAD, PART_RELATION, PART_QUERY, PARTS } Part;

// to = x without a share of its numbers. Of each random number four are made, of 16 bits.
static void thin(DropoutDraw draw, Part part, float share, size_t count, const float *x,
                 float *to) {
  if (share <= 0) {
    if (x != to) memcpy(to, x, count * sizeof *to);
    return;
  }
  Random random = random_create(draw.seed, draw.question * PARTS + part);
  const uint64_t below = (uint64_t)((double)share * 0x1p16);
  const float scale = 1 / (1 - share);
  uint64_t bits = 0;
  for (size_t i = 0; i < count; i++, bits >>= 16) {
    if (i % 4 == 0) bits = random_next(&random);
    to[i] = (bits & 0xFFFF) < below ? 0 : scale * x[i];
  }
}

static void add(size_t count, const float *x, float *to) {
  for (size_t i = 0; i < count; i++) to[i] += x[i];
}

size_t dropout_scratch(const Model *model, size_t dim) {
  return 2 * (dim + model->relation_width(dim));
}

void dropout_query(Dropout dropout, DropoutDraw draw, const Model *model, size_t dim,
                   const float *h, const float *r, float *scratch, float *q) {
  float *head = scratch, *relation = scratch + dim;
  thin(draw, PART_HEAD, dropout.head, dim, h, head);
  thin(draw, PART_RELATION, dropout.relation, model->relation_width(dim), r, relation);
  model->query(dim, head, relation, q);
  thin(draw, PART_QUERY, dropout.query, dim, q, q);
}

void dropout_query_back(Dropout dropout, DropoutDraw draw, const Model *model, size_t dim,
                        const float *h, const float *r, float *dq, float *scratch, float *dh,
                        float *dr) {
  const size_t width = model->relation_width(dim);
  float *head = scratch, *relation = head + dim, *by_head = relation + width,
        *by_relation = by_head + dim;
  thin(draw, PART_HEAD, dropout.head, dim, h, head);
  thin(draw, PART_RELATION, dropout.relation, width, r, relation);
  memset(by_head, 0, (dim + width) * sizeof *by_head);
  thin(draw, PART_QUERY, dropout.query, dim, dq, dq);
  model->query_back(dim, head, relation, dq, by_head, by_relation);
  thin(draw, PART_HEAD, dropout.head, dim, by_head, by_head);
  thin(draw, PART_RELATION, dropout.relation, width, by_relation, by_relation);
  add(dim, by_head, dh);
  add(width, by_relation, dr);
}
