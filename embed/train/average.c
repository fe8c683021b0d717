// The mean of epochs.
#include "embed/train/average.h"

#include <math.h>
#include <string.h>

typedef struct Adding {
  const Parameters *mean, *now;
  float weight;  // of the new epoch
  unsigned size;
} Adding;

static void copy(const Table *from, const Table *to) {
  memcpy(to->value, from->value, from->rows * from->stride * sizeof(float));
}

Status average_create(const Parameters *from, Average *out, Error *err) {
  *out = (Average){0};
  TRY(parameters_create(from->model, from->dim, (int32_t)from->entity.rows,
                        (int32_t)(from->relation.rows / 2), 0, 0, &out->mean, err));
  copy(&from->entity, &out->mean.entity);
  copy(&from->relation, &out->mean.relation);
  return STATUS_OK;
}

static void add_share(const Adding *adding, unsigned index, const Table *now, const Table *mean) {
  size_t begin, end;
  team_share(now->rows, index, adding->size, &begin, &end);
  const float *x = now->value, weight = adding->weight;
  float *to = mean->value;
  for (size_t i = begin * now->stride; i < end * now->stride; i++) to[i] += weight * (x[i] - to[i]);
}

static void add_worker(void *context, unsigned index) {
  const Adding *adding = context;
  add_share(adding, index, &adding->now->entity, &adding->mean->entity);
  add_share(adding, index, &adding->now->relation, &adding->mean->relation);
}

void average_add(Average *average, const Parameters *now, double keep, Team *team) {
  average->epochs++;
  const double weight = (1 - keep) / (1 - pow(keep, (double)average->epochs));
  Adding adding = {&average->mean, now, (float)weight, team_size(team)};
  team_run(team, add_worker, &adding);
}

static void swap(Table *a, Table *b) {
  float *value = a->value;
  a->value = b->value;
  b->value = value;
}

void average_swap(Average *average, Parameters *parameters) {
  if (average->mean.model == NULL) return;
  swap(&average->mean.entity, &parameters->entity);
  swap(&average->mean.relation, &parameters->relation);
}
