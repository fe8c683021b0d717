// The scorer of embeddings, and popularity.
#include "embed/evaluate/scorer.h"

#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

// Entities projected together for one relation.
enum { BLOCK = 1024 };

const float *embedding_vector(const EmbeddingScorer *self, int32_t entity) {
  const Table *own = &self->parameters->entity;
  return (size_t)entity < own->rows ? table_row(own, entity)
                                    : table_row(self->more, entity - (int32_t)own->rows);
}

static size_t entity_count(const EmbeddingScorer *self) {
  return self->parameters->entity.rows + (self->more == NULL ? 0 : self->more->rows);
}

// scores[count][stride] of the rows of one table.
static void score_projected(const EmbeddingScorer *self, const Table *table, const float *q,
                            size_t count, int32_t relation, float *scores, size_t stride) {
  const Parameters *p = self->parameters;
  const size_t dim = p->dim;
  const float *r = table_row(&p->relation, relation);
  float *block = memory_take_aligned(BLOCK * dim, sizeof *block);
  for (size_t begin = 0; begin < table->rows; begin += BLOCK) {
    const size_t size = table->rows - begin < BLOCK ? table->rows - begin : BLOCK;
    for (size_t i = 0; i < size; i++)
      p->model->candidate(dim, table_row(table, (int32_t)(begin + i)), r, block + i * dim);
    const Pairs pairs = {p->model->form, dim, count, q, dim, size, block, dim, NULL, false};
    form_scores(self->kernels, &pairs, scores + begin, stride);
  }
  free(block);
}

static void score_table(const EmbeddingScorer *self, const Table *table, const LinkQuery queries[],
                        size_t count, const float *q, float *scores, size_t stride) {
  const Parameters *p = self->parameters;
  const size_t dim = p->dim;
  if (p->model->candidate == NULL) {
    const Pairs pairs = {p->model->form, dim,          count,         q,    dim,
                         table->rows,    table->value, table->stride, NULL, false};
    form_scores(self->kernels, &pairs, scores, stride);
    return;
  }
  for (size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin; end < count && queries[end].relation == queries[begin].relation;) end++;
    score_projected(self, table, q + begin * dim, end - begin, queries[begin].relation,
                    scores + begin * stride, stride);
  }
}

static void score(const void *context, const LinkQuery queries[], size_t count, float *scores) {
  const EmbeddingScorer *self = context;
  const Parameters *p = self->parameters;
  const size_t dim = p->dim, entities = entity_count(self);
  float *q = memory_take_aligned(count * dim, sizeof *q);
  for (size_t i = 0; i < count; i++)
    p->model->query(dim, embedding_vector(self, queries[i].head),
                    table_row(&p->relation, queries[i].relation), q + i * dim);
  score_table(self, &p->entity, queries, count, q, scores, entities);
  if (self->more != NULL && self->more->rows > 0)
    score_table(self, self->more, queries, count, q, scores + p->entity.rows, entities);
  free(q);
}

Scorer embedding_scorer(const EmbeddingScorer *self) {
  return (Scorer){score, self, (int32_t)entity_count(self)};
}

void popularity_scores(const Graph *graph, int32_t relation, float *scores) {
  const bool known = relation >= 0 && relation < 2 * graph->relations;
  for (int32_t e = 0; e < graph->entities; e++)
    scores[e] =
        !known ? 0
               : (float)graph_answers(graph, e, relation_inverse(graph->relations, relation)).count;
}
