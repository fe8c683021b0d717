// The numbers of a model: one table of entities, one of relations, and the optimiser's memory.
#ifndef ANAMORPH_EMBED_MODEL_PARAMETERS_H
#define ANAMORPH_EMBED_MODEL_PARAMETERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "embed/model/model.h"

// value[rows][stride], of which width floats count; the rest is 0. state[rows][state_stride] is the
// optimiser's; NULL in a model that is only asked.
typedef struct Table {
  size_t rows, width, stride;
  float *value;
  size_t state_stride;
  float *state;
} Table;

static inline float *table_row(const Table *table, int32_t row) {
  return table->value + (size_t)row * table->stride;
}
static inline float *table_state(const Table *table, int32_t row) {
  return table->state + (size_t)row * table->state_stride;
}

// entity[entities][dim], relation[2 m][…]. mapped: the tables lie in a model file and are not ours.
typedef struct Parameters {
  const Model *model;
  size_t dim;
  Table entity, relation;
  bool mapped;
} Parameters;

// Floats from one row to the next: whole cache lines.
size_t table_stride(size_t width);

// All values 0. entities_beside: NULL, or the path beside which the entities' table lies on disk
// (memory_map_file). state_of(width): floats that the optimiser keeps for a row, a multiple of 16,
// or 0. Errors: STATUS_LIMIT; STATUS_IO.
Status parameters_create(const Model *model, size_t dim, int32_t entities, int32_t relations,
                         size_t entity_state, size_t relation_state, Parameters *out,
                         Error *err) MUST_CHECK;
Status parameters_create_beside(const Model *model, size_t dim, int32_t entities, int32_t relations,
                                size_t entity_state, size_t relation_state,
                                const char *entities_beside, Parameters *out,
                                Error *err) MUST_CHECK;
void parameters_free(Parameters *parameters);

// First values, the same for the same seed: of entities in their order (stream 0 of the seed), then
// of relations.
void parameters_init(Parameters *parameters, float scale, uint64_t seed);
void parameters_init_relations(Parameters *parameters, float scale, Random *random);

// Bytes that parameters_create takes.
size_t parameters_bytes(const Model *model, size_t dim, int32_t entities, int32_t relations,
                        size_t entity_state, size_t relation_state);

#endif
