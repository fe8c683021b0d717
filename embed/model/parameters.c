// Tables of numbers.
#include "embed/model/parameters.h"

#include "embed/data/memory.h"

enum { LINE_FLOATS = 16 };

size_t table_stride(size_t width) { return (width + LINE_FLOATS - 1) / LINE_FLOATS * LINE_FLOATS; }

static size_t value_bytes(const Table *table) {
  return table->rows * table->stride * sizeof(float);
}
static size_t state_bytes(const Table *table) {
  return table->rows * table->state_stride * sizeof(float);
}

static Status take(const char *beside, size_t bytes, void **out, Error *err) {
  return beside == NULL ? memory_map(bytes, out, err) : memory_map_file(beside, bytes, out, err);
}

static Status create_table(size_t rows, size_t width, size_t state, const char *beside, Table *out,
                           Error *err) {
  *out =
      (Table){.rows = rows, .width = width, .stride = table_stride(width), .state_stride = state};
  void *memory;
  TRY(take(beside, value_bytes(out) + sizeof(float), &memory, err));
  out->value = memory;
  if (state == 0) return STATUS_OK;
  const Status status = take(beside, state_bytes(out) + sizeof(float), &memory, err);
  out->state = memory;
  return status;
}

static void free_table(Table *table) {
  memory_unmap(table->value, value_bytes(table) + sizeof(float));
  memory_unmap(table->state, state_bytes(table) + sizeof(float));
}

Status parameters_create(const Model *model, size_t dim, int32_t entities, int32_t relations,
                         size_t entity_state, size_t relation_state, Parameters *out, Error *err) {
  return parameters_create_beside(model, dim, entities, relations, entity_state, relation_state,
                                  NULL, out, err);
}

Status parameters_create_beside(const Model *model, size_t dim, int32_t entities, int32_t relations,
                                size_t entity_state, size_t relation_state,
                                const char *entities_beside, Parameters *out, Error *err) {
  *out = (Parameters){.model = model, .dim = dim};
  Status status =
      create_table((size_t)entities, dim, entity_state, entities_beside, &out->entity, err);
  if (status == STATUS_OK)
    status = create_table(2 * (size_t)relations, model->relation_width(dim), relation_state, NULL,
                          &out->relation, err);
  if (status != STATUS_OK) parameters_free(out);
  return status;
}

void parameters_free(Parameters *parameters) {
  if (!parameters->mapped) {
    free_table(&parameters->entity);
    free_table(&parameters->relation);
  }
  *parameters = (Parameters){0};
}

void parameters_init(Parameters *parameters, float scale, uint64_t seed) {
  const Model *model = parameters->model;
  Random random = random_create(seed, 0);
  for (size_t i = 0; i < parameters->entity.rows; i++)
    model->init_entity(parameters->dim, scale, &random, table_row(&parameters->entity, (int32_t)i));
  parameters_init_relations(parameters, scale, &random);
}

void parameters_init_relations(Parameters *parameters, float scale, Random *random) {
  const Table *relation = &parameters->relation;
  for (size_t i = 0; i < relation->rows; i++)
    parameters->model->init_relation(relation->width, scale, random,
                                     table_row(relation, (int32_t)i));
}

size_t parameters_bytes(const Model *model, size_t dim, int32_t entities, int32_t relations,
                        size_t entity_state, size_t relation_state) {
  const size_t of_entity = table_stride(dim) + entity_state;
  const size_t of_relation = table_stride(model->relation_width(dim)) + relation_state;
  return sizeof(float) * ((size_t)entities * of_entity + 2 * (size_t)relations * of_relation);
}
