// Where the first values of a training come from.
#include "embed/train/start.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "embed/train/optimiser.h"

static float first_scale(const Settings *settings) {
  if (settings->init > 0) return (float)settings->init;
  if (settings->model->form == FORM_DOT) return 1e-3f;
  // As wide as the uniform (margin + 2) / dim of Sun et al. 2019.
  return (float)((settings->margin + 2) / (double)settings->dim / sqrt(3));
}

// --- Another model's -----------------------------------------------------------------------------

// The row of the same name; NULL: there is none.
static const float *same_name(const Dictionary *names, int32_t id, const Dictionary *others,
                              const Table *table, size_t first_row) {
  size_t length;
  const char *name = dictionary_name(names, id, &length);
  const int32_t other = dictionary_find(others, name, length);
  return other < 0 ? NULL : table_row(table, other + (int32_t)first_row);
}

static bool names_some(const Dictionary *names, const Dictionary *others) {
  for (uint32_t id = 0; id < names->count; id++) {
    size_t length;
    const char *name = dictionary_name(names, (int32_t)id, &length);
    if (dictionary_find(others, name, length) >= 0) return true;
  }
  return false;
}

static Status check_from(const Settings *settings, const Dataset *data, const Trained *from,
                         Error *err) {
  const Model *model = from->parameters.model;
  if (model == NULL)
    return error_set(err, STATUS_USAGE, "the model to start from has rules alone, no vectors");
  const char *begins_as = settings->model->begins_as;
  if (model != settings->model && (begins_as == NULL || strcmp(model->name, begins_as) != 0)) {
    error_set(err, STATUS_USAGE, "%s cannot start from the vectors of %s", settings->model->name,
              model->name);
    error_hint(err, "it can from those of %s%s%s", settings->model->name,
               begins_as == NULL ? "" : " or ", begins_as == NULL ? "" : begins_as);
    return STATUS_USAGE;
  }
  if (from->parameters.dim != (size_t)settings->dim) {
    error_set(err, STATUS_USAGE, "the model to start from has dim %zu, not %" PRId64,
              from->parameters.dim, settings->dim);
    error_hint(err, "--dim %zu", from->parameters.dim);
    return STATUS_USAGE;
  }
  if (names_some(&data->entities, &from->data.entities)) return STATUS_OK;
  return error_set(err, STATUS_USAGE, "the model to start from knows none of these things");
}

// A relation's numbers are those of the model that it begins as, and then others: these are drawn.
static void take_relation(const Start *start, int32_t relation) {
  const Dataset *data = start->data, *old = &start->from->data;
  const Table *to = &start->to->relation, *from = &start->from->parameters.relation;
  const int32_t count = (int32_t)data->relations.count;
  const bool inverse = relation >= count;
  const float *row = same_name(&data->relations, inverse ? relation - count : relation,
                               &old->relations, from, inverse ? old->relations.count : 0);
  if (row != NULL) memcpy(table_row(to, relation), row, from->width * sizeof *row);
}

// --- All -----------------------------------------------------------------------------------------

static Status check_resume(const Settings *settings, const Trained *resume, Error *err) {
  const Parameters *from = &resume->parameters;
  const size_t state = optimiser_state((OptimiserKind)settings->optimiser, (size_t)settings->dim);
  if (from->model == settings->model && from->dim == (size_t)settings->dim &&
      from->entity.state != NULL && from->entity.state_stride == state)
    return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "training cannot go on with another model, dim or optimiser than before");
}

Status start_create(const Settings *settings, const Dataset *data, const Trained *resume,
                    const Trained *from, Start *out, Error *err) {
  if (resume != NULL) TRY(check_resume(settings, resume, err));
  if (from != NULL) TRY(check_from(settings, data, from, err));
  *out = (Start){.resume = resume,
                 .from = from,
                 .data = data,
                 .random = random_create((uint64_t)settings->seed, 0),
                 .scale = first_scale(settings)};
  return STATUS_OK;
}

void start_entity(void *self, int32_t entity, float *value, float *state) {
  Start *start = self;
  const Parameters *to = start->to;
  if (start->resume != NULL) {
    const Table *from = &start->resume->parameters.entity;
    memcpy(value, table_row(from, entity), from->stride * sizeof *value);
    memcpy(state, table_state(from, entity), from->state_stride * sizeof *state);
    return;
  }
  to->model->init_entity(to->dim, start->scale, &start->random, value);
  if (start->from == NULL) return;
  const float *row = same_name(&start->data->entities, entity, &start->from->data.entities,
                               &start->from->parameters.entity, 0);
  if (row != NULL) memcpy(value, row, to->dim * sizeof *value);
}

void start_relations(Start *start) {
  const Table *to = &start->to->relation;
  if (start->resume != NULL) {
    const Table *from = &start->resume->parameters.relation;
    memcpy(to->value, from->value, to->rows * to->stride * sizeof(float));
    memcpy(to->state, from->state, to->rows * to->state_stride * sizeof(float));
    return;
  }
  parameters_init_relations(start->to, start->scale, &start->random);
  for (size_t row = 0; start->from != NULL && row < to->rows; row++)
    take_relation(start, (int32_t)row);
}

void start_all(Start *start) {
  const Table *entity = &start->to->entity;
  for (size_t row = 0; row < entity->rows; row++)
    start_entity(start, (int32_t)row, table_row(entity, (int32_t)row),
                 table_state(entity, (int32_t)row));
  start_relations(start);
}
