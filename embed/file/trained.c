// A trained model as sections of a file.
#include "embed/file/trained.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/train/optimiser.h"

// --- Notes ---------------------------------------------------------------------------------------

static void print_info(const TrainedInfo *info, Buffer *out) {
  buffer_printf(out,
                "version=%s\ncreated=%s\nmapping=%s\nepoch=%lld\nseconds=%.17g\nloss=%.17g\n"
                "valid_mrr=%.17g\naveraged=%lld\ncalibration_error=%.17g\n",
                info->version, info->created, info->mapping, (long long)info->epoch, info->seconds,
                info->loss, info->valid_mrr, (long long)info->averaged, info->calibration_error);
}

static void copy_text(char to[TRAINED_TEXT_MAX], const char *from) {
  (void)snprintf(to, TRAINED_TEXT_MAX, "%s", from);
}

static void read_note(TrainedInfo *info, const char *name, const char *value) {
  if (strcmp(name, "version") == 0) copy_text(info->version, value);
  if (strcmp(name, "created") == 0) copy_text(info->created, value);
  if (strcmp(name, "mapping") == 0) copy_text(info->mapping, value);
  if (strcmp(name, "epoch") == 0) info->epoch = strtoll(value, NULL, 10);
  if (strcmp(name, "seconds") == 0) info->seconds = strtod(value, NULL);
  if (strcmp(name, "loss") == 0) info->loss = strtod(value, NULL);
  if (strcmp(name, "valid_mrr") == 0) info->valid_mrr = strtod(value, NULL);
  if (strcmp(name, "averaged") == 0) info->averaged = strtoll(value, NULL, 10);
  if (strcmp(name, "calibration_error") == 0) info->calibration_error = strtod(value, NULL);
}

// Notes that are not known here are passed over.
static void parse_info(const char *text, size_t length, TrainedInfo *out) {
  *out = (TrainedInfo){0};
  const char *end = text + length;
  while (text < end) {
    const char *stop = memchr(text, '\n', (size_t)(end - text));
    if (stop == NULL) return;
    char line[TRAINED_TEXT_MAX + 64];
    const size_t size = (size_t)(stop - text);
    if (size < sizeof line) {
      memcpy(line, text, size);
      line[size] = '\0';
      char *equals = strchr(line, '=');
      if (equals != NULL) {
        *equals = '\0';
        read_note(out, line, equals + 1);
      }
    }
    text = stop + 1;
  }
}

// --- Writing -------------------------------------------------------------------------------------

typedef struct SectionList {
  Section item[SECTIONS_MAX];
  size_t count;
} SectionList;

static void add(SectionList *list, const char *name, const void *data, size_t size) {
  if (data == NULL && size > 0) return;
  Section *section = &list->item[list->count++];
  *section = (Section){{0}, data, size};
  (void)snprintf(section->name, sizeof section->name, "%s", name);
}

static void add_dictionary(SectionList *list, const char *const names[3],
                           const Dictionary *dictionary) {
  static const uint64_t none = 0;
  const bool empty = dictionary->count == 0;
  add(list, names[0], empty ? &none : dictionary->offset,
      ((size_t)dictionary->count + 1) * sizeof *dictionary->offset);
  add(list, names[1], empty ? (const char *)&none : dictionary->text,
      empty ? 0 : (size_t)dictionary->offset[dictionary->count]);
  add(list, names[2], empty ? (const uint32_t *)&none : dictionary->slot,
      empty ? sizeof none : ((size_t)dictionary->slot_mask + 1) * sizeof *dictionary->slot);
}

// Of a table its values and, where it has a name, the optimiser's state.
typedef struct TableNames {
  const char *value, *state;
} TableNames;

static void add_table(SectionList *list, TableNames name, const Table *table) {
  add(list, name.value, table->value, table->rows * table->stride * sizeof(float));
  if (table->state != NULL && name.state != NULL)
    add(list, name.state, table->state, table->rows * table->state_stride * sizeof(float));
}

static const char *const ENTITIES[3] = {"entities.offset", "entities.text", "entities.slot"};
static const char *const RELATIONS[3] = {"relations.offset", "relations.text", "relations.slot"};
static const TableNames ENTITY = {"entity", "entity.state"}, LAST_ENTITY = {"entity.last", NULL};
static const TableNames RELATION = {"relation", "relation.state"},
                        LAST_RELATION = {"relation.last", NULL};

Status trained_write(const char *path, const Trained *trained, Error *err) {
  SectionList *list = calloc(1, sizeof *list);
  if (list == NULL) abort();
  Buffer settings = {0}, info = {0};
  settings_print(&trained->settings, &settings);
  print_info(&trained->info, &info);
  add(list, "settings", settings.data, settings.length);
  add(list, "info", info.data, info.length);
  const Dataset *data = &trained->data;
  add_dictionary(list, ENTITIES, &data->entities);
  add_dictionary(list, RELATIONS, &data->relations);
  add(list, "train", data->train, data->train_count * sizeof *data->train);
  add(list, "valid", data->valid, data->valid_count * sizeof *data->valid);
  if (trained->parameters.model != NULL) {
    add_table(list, ENTITY, &trained->parameters.entity);
    add_table(list, RELATION, &trained->parameters.relation);
  }
  if (trained->last.model != NULL) {
    add_table(list, LAST_ENTITY, &trained->last.entity);
    add_table(list, LAST_RELATION, &trained->last.relation);
  }
  add(list, "rules", trained->rules.rule, trained->rules.count * sizeof *trained->rules.rule);
  if (trained->calibration.relations > 0)
    add(list, "calibration", trained->calibration.curve,
        (trained->calibration.relations + 1) * sizeof *trained->calibration.curve);
  if (trained->weights.of_embedding != NULL)
    add(list, "weights", trained->weights.of_embedding,
        trained->weights.relations * sizeof *trained->weights.of_embedding);
  const Status status = container_write(path, list->item, list->count, err);
  buffer_free(&settings);
  buffer_free(&info);
  free(list);
  return status;
}

uint64_t trained_bytes(const Settings *settings, const Dataset *data) {
  const Dictionary *names[] = {&data->entities, &data->relations};
  uint64_t bytes = (data->train_count + data->valid_count) * sizeof(Triple);
  for (size_t i = 0; i < 2; i++)
    if (names[i]->count > 0)
      bytes += names[i]->offset[names[i]->count] + names[i]->count * sizeof *names[i]->offset +
               ((uint64_t)names[i]->slot_mask + 1) * sizeof *names[i]->slot;
  const Model *model = settings->model;
  if (model == NULL) return bytes;
  const size_t dim = (size_t)settings->dim, width = model->relation_width(dim);
  const OptimiserKind optimiser = (OptimiserKind)settings->optimiser;
  if (settings->average > 0)
    bytes += parameters_bytes(model, dim, (int32_t)data->entities.count,
                              (int32_t)data->relations.count, 0, 0);
  return bytes + parameters_bytes(model, dim, (int32_t)data->entities.count,
                                  (int32_t)data->relations.count, optimiser_state(optimiser, dim),
                                  optimiser_state(optimiser, width));
}

// --- Reading -------------------------------------------------------------------------------------

static Status mismatch(const char *path, const char *section, Error *err) {
  error_set(err, STATUS_DATA, "this model file is damaged: section %s does not fit the others",
            section);
  error_file(err, path);
  return STATUS_DATA;
}

static bool read_dictionary(const Container *container, const char *const names[3],
                            Dictionary *out) {
  const Section offset = container_section(container, names[0]);
  const Section text = container_section(container, names[1]);
  const Section slot = container_section(container, names[2]);
  if (offset.data == NULL || slot.data == NULL || offset.size < sizeof(uint64_t)) return false;
  const size_t slots = slot.size / sizeof(uint32_t);
  *out = (Dictionary){.count = (uint32_t)(offset.size / sizeof(uint64_t) - 1),
                      .slot_mask = (uint32_t)(slots - 1),
                      .offset = offset.data,
                      .text = text.data,
                      .slot = slot.data};
  return slots > out->count && (slots & (slots - 1)) == 0 &&
         (out->count == 0 || out->offset[out->count] == text.size);
}

static bool read_table(const Container *container, TableNames name, size_t rows, size_t width,
                       Table *out) {
  const Section value = container_section(container, name.value);
  Section state = {0};
  if (name.state != NULL) state = container_section(container, name.state);
  *out = (Table){.rows = rows, .width = width, .stride = table_stride(width)};
  // The mapping is private: nothing that is written here reaches the file.
  out->value = (float *)(uintptr_t)value.data;
  if (state.data != NULL && rows > 0) {
    out->state = (float *)(uintptr_t)state.data;
    out->state_stride = state.size / sizeof(float) / rows;
  }
  return value.data != NULL && value.size == rows * out->stride * sizeof(float);
}

// trained: with settings and data.
static bool read_parameters(const Container *container, TableNames entity, TableNames relation,
                            const Trained *trained, Parameters *out) {
  const Model *model = trained->settings.model;
  const size_t dim = (size_t)trained->settings.dim;
  *out = (Parameters){.model = model, .dim = dim, .mapped = true};
  return read_table(container, entity, trained->data.entities.count, dim, &out->entity) &&
         read_table(container, relation, 2 * (size_t)trained->data.relations.count,
                    model->relation_width(dim), &out->relation);
}

static bool triples_fit(const Triple *triples, size_t count, const Dataset *data) {
  const uint32_t entities = data->entities.count, relations = data->relations.count;
  for (size_t i = 0; i < count; i++)
    if ((uint32_t)triples[i].head >= entities || (uint32_t)triples[i].tail >= entities ||
        (uint32_t)triples[i].relation >= relations)
      return false;
  return true;
}

// What ids and offsets are read from is checked whole: damage there would lead astray, while in the
// tables of numbers it makes wrong numbers.
static Status verify_names(const Container *container, Error *err) {
  static const char *const names[] = {"train", "valid", "rules", "calibration", "weights"};
  for (size_t i = 0; i < 3; i++) {
    TRY(container_verify_section(container, ENTITIES[i], err));
    TRY(container_verify_section(container, RELATIONS[i], err));
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    TRY(container_verify_section(container, names[i], err));
  return STATUS_OK;
}

static Status read_sections(const Container *container, const char *path, Trained *out,
                            Error *err) {
  const Section settings = container_section(container, "settings");
  const Section info = container_section(container, "info");
  if (settings.data == NULL || info.data == NULL) return mismatch(path, "settings", err);
  TRY(verify_names(container, err));
  TRY(settings_parse(settings.data, settings.size, &out->settings, err));
  parse_info(info.data, info.size, &out->info);
  Dataset *data = &out->data;
  if (!read_dictionary(container, ENTITIES, &data->entities))
    return mismatch(path, "entities", err);
  if (!read_dictionary(container, RELATIONS, &data->relations))
    return mismatch(path, "relations", err);
  const Section train = container_section(container, "train");
  const Section valid = container_section(container, "valid");
  data->train = train.data;
  data->train_count = train.size / sizeof *data->train;
  data->valid = valid.data;
  data->valid_count = valid.size / sizeof *data->valid;
  if (!triples_fit(data->train, data->train_count, data)) return mismatch(path, "train", err);
  if (!triples_fit(data->valid, data->valid_count, data)) return mismatch(path, "valid", err);
  const size_t relations = 2 * (size_t)data->relations.count;
  const bool embeds = out->settings.model != NULL;
  if (embeds && !read_parameters(container, ENTITY, RELATION, out, &out->parameters))
    return mismatch(path, "entity", err);
  if (embeds && container_section(container, LAST_ENTITY.value).data != NULL &&
      !read_parameters(container, LAST_ENTITY, LAST_RELATION, out, &out->last))
    return mismatch(path, LAST_ENTITY.value, err);
  const Section rules = container_section(container, "rules");
  out->rules = (RuleList){rules.data, rules.size / sizeof *out->rules.rule};
  const Section curve = container_section(container, "calibration");
  if (curve.data != NULL) {
    if (curve.size != (relations + 1) * sizeof(Curve)) return mismatch(path, "calibration", err);
    out->calibration = (Calibration){curve.data, relations};
  }
  const Section weights = container_section(container, "weights");
  if (weights.data != NULL) {
    if (weights.size != relations * sizeof(float)) return mismatch(path, "weights", err);
    out->weights = (Weights){weights.data, relations};
  }
  return STATUS_OK;
}

Status trained_open(const char *path, Trained *out, Error *err) {
  *out = (Trained){0};
  TRY(container_open(path, &out->container, err));
  const Status status = read_sections(out->container, path, out, err);
  if (status != STATUS_OK) trained_close(out);
  return status;
}

void trained_close(Trained *trained) {
  container_close(trained->container);
  *trained = (Trained){0};
}
