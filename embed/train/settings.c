// Settings: a table of names, kinds and places in the record.
#include "embed/train/settings.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "embed/train/dropout.h"

typedef enum SettingKind { KIND_CHOICE, KIND_INTEGER, KIND_REAL } SettingKind;

typedef struct Setting {
  const char *name;
  SettingKind kind;
  size_t at;  // in Settings
  double least, most, start;
  const char *values;
  const char *about;
} Setting;

static const Setting SETTINGS[] = {
#define CHOICE(name, values, start, about) \
  {#name, KIND_CHOICE, offsetof(Settings, name), 0, 0, start, values, about},
#define INTEGER(name, least, most, start, about)                                          \
  {#name, KIND_INTEGER, offsetof(Settings, name), (double)(least), (double)(most), start, \
   NULL,  about},
#define REAL(name, least, most, start, about) \
  {#name, KIND_REAL, offsetof(Settings, name), least, most, start, NULL, about},
#include "embed/train/setting.def"
#undef CHOICE
#undef INTEGER
#undef REAL
};
enum { SETTING_COUNT = sizeof SETTINGS / sizeof *SETTINGS };

// Above so many entities a softmax over all of them costs more than it gives.
enum { MANY_ENTITIES = 200000 };

static void *place(const Setting *setting, Settings *settings) {
  return (char *)settings + setting->at;
}

static void store(const Setting *setting, Settings *settings, double value) {
  switch (setting->kind) {
    case KIND_CHOICE: *(int *)place(setting, settings) = (int)value; return;
    case KIND_INTEGER: *(int64_t *)place(setting, settings) = (int64_t)value; return;
    case KIND_REAL: *(double *)place(setting, settings) = value; return;
  }
}

void settings_sample(Settings *settings) {
  if (settings->negatives > 0) return;
  settings->negatives = 256;
  settings->lambda = 1e-4;
  settings->relation_weight = 0;
}

Settings settings_default(const Model *model, uint64_t entities) {
  Settings settings = {.model = model};
  for (size_t i = 0; i < SETTING_COUNT; i++) store(&SETTINGS[i], &settings, SETTINGS[i].start);
  if (model == NULL) return settings;
  if (model->form != FORM_DOT) {
    settings.loss = LOSS_SELF_ADVERSARIAL;
    settings.negatives = 256;
    settings.regulariser = REGULARISER_NONE;
    settings.epochs = 50;
  } else if (entities > MANY_ENTITIES) {
    settings_sample(&settings);
  }
  if (model->relation_query != NULL && settings.negatives == 0) settings.relation_weight = 1;
  if (model->relation_width(64) > (size_t)4 * 64) {
    settings.dim = 64;
    settings.relation_weight = 0;
  }
  return settings;
}

static bool same_name(const char *a, const char *b) {
  for (; *a != '\0' && (*a == *b || (*a == '-' && *b == '_')); a++) b++;
  return *a == '\0' && *b == '\0';
}

// The index of `text` among "a|b|c"; -1.
static int find_value(const char *values, const char *text) {
  const size_t length = strlen(text);
  for (int index = 0;; index++) {
    const size_t size = strcspn(values, "|");
    if (size == length && memcmp(values, text, size) == 0) return index;
    if (values[size] == '\0') return -1;
    values += size + 1;
  }
}

static Status set_number(const Setting *setting, Settings *settings, const char *value,
                         Error *err) {
  char *end;
  errno = 0;
  if (setting->kind == KIND_INTEGER) {
    const int64_t number = strtoll(value, &end, 10);
    if (errno == 0 && end != value && *end == '\0' && (double)number >= setting->least &&
        (double)number <= setting->most) {
      *(int64_t *)place(setting, settings) = number;
      return STATUS_OK;
    }
  } else {
    const double number = strtod(value, &end);
    if (errno == 0 && end != value && *end == '\0' && number >= setting->least &&
        number <= setting->most) {
      *(double *)place(setting, settings) = number;
      return STATUS_OK;
    }
  }
  return error_set(err, STATUS_USAGE, "%s must be a number from %g to %g, not '%s'", setting->name,
                   setting->least, setting->most, value);
}

Status settings_set(Settings *settings, const char *name, const char *value, Error *err) {
  if (same_name(name, "model")) {
    settings->model = strcmp(value, "rules") == 0 ? NULL : model_find(value);
    if (settings->model == NULL && strcmp(value, "rules") != 0)
      return error_set(err, STATUS_USAGE, "there is no model '%s'", value);
    return STATUS_OK;
  }
  for (size_t i = 0; i < SETTING_COUNT; i++) {
    const Setting *setting = &SETTINGS[i];
    if (!same_name(name, setting->name)) continue;
    if (setting->kind != KIND_CHOICE) return set_number(setting, settings, value, err);
    const int index = find_value(setting->values, value);
    if (index < 0)
      return error_set(err, STATUS_USAGE, "%s must be one of %s, not '%s'", setting->name,
                       setting->values, value);
    store(setting, settings, index);
    return STATUS_OK;
  }
  error_set(err, STATUS_USAGE, "there is no setting '%s'", name);
  error_hint(err, "`anamorph train --help` lists them");
  return STATUS_USAGE;
}

Status settings_assign(Settings *settings, const char *assignment, Error *err) {
  const char *equals = strchr(assignment, '=');
  char name[64];
  if (equals == NULL || (size_t)(equals - assignment) >= sizeof name)
    return error_set(err, STATUS_USAGE, "'%s' is no NAME=VALUE", assignment);
  memcpy(name, assignment, (size_t)(equals - assignment));
  name[equals - assignment] = '\0';
  return settings_set(settings, name, equals + 1, err);
}

Status settings_check(const Settings *settings, Error *err) {
  const Model *model = settings->model;
  if (model == NULL) return STATUS_OK;
  if ((size_t)settings->dim % model->parts != 0)
    return error_set(err, STATUS_USAGE, "the dim of %s must be a multiple of %zu, not %" PRId64,
                     model->name, model->parts, settings->dim);
  if (settings->negatives == 0 && model->candidate != NULL)
    return error_set(err, STATUS_USAGE,
                     "%s projects every answer, so it needs sampled negatives "
                     "(negatives=256)",
                     model->name);
  if (settings->negatives == 0 &&
      (settings->loss == LOSS_MARGIN || settings->loss == LOSS_SELF_ADVERSARIAL))
    return error_set(err, STATUS_USAGE, "this loss needs sampled negatives (negatives=256)");
  if (settings->relation_weight > 0 && model->relation_query == NULL)
    return error_set(err, STATUS_USAGE,
                     "%s is not linear in the relation: relation_weight "
                     "must be 0",
                     model->name);
  if (settings->partitions > 1 && settings->negatives == 0)
    return error_set(
        err, STATUS_USAGE,
        "partitions need samples (--set negatives=256): against all entities, all must "
        "be in memory");
  if (settings->partitions > 1 && settings->average > 0)
    return error_set(
        err, STATUS_USAGE,
        "partitions are for what memory does not hold, and the mean of epochs (average) "
        "must be in memory");
  if (settings->relation_weight > 0 && settings->negatives > 0)
    return error_set(err, STATUS_USAGE, "relation_weight needs negatives=0");
  if (dropout_any(dropout_of(settings)) && (settings->negatives > 0 || model->form != FORM_DOT))
    return error_set(err, STATUS_USAGE, "dropout is for bilinear models with negatives=0");
  if (settings->popularity > 0 && (settings->negatives > 0 || settings->loss != LOSS_SOFTMAX))
    return error_set(err, STATUS_USAGE, "popularity is for the loss softmax with negatives=0");
  if (settings->rounding > 0 &&
      (settings->negatives > 0 || model->form != FORM_DOT || settings->loss == LOSS_LOGISTIC))
    return error_set(
        err, STATUS_USAGE,
        "rounding is for bilinear models with negatives=0 and the loss softmax or zlpr");
  if (settings->scores != SCORES_FLOAT && model->form != FORM_DOT)
    return error_set(err, STATUS_USAGE, "scores=bfloat16 is for bilinear models");
  if (settings->regulariser == REGULARISER_DURA && model->form != FORM_DOT)
    return error_set(err, STATUS_USAGE, "DURA is for bilinear models, and %s measures a distance",
                     model->name);
  return STATUS_OK;
}

static void print_value(const Setting *setting, const Settings *settings, Buffer *out) {
  const void *at = (const char *)settings + setting->at;
  if (setting->kind == KIND_INTEGER) {
    buffer_printf(out, "%" PRId64, *(const int64_t *)at);
  } else if (setting->kind == KIND_REAL) {
    buffer_printf(out, "%.17g", *(const double *)at);
  } else {
    const char *value = setting->values;
    for (int skip = *(const int *)at; skip > 0; skip--) value = strchr(value, '|') + 1;
    buffer_add(out, value, strcspn(value, "|"));
  }
}

void settings_print(const Settings *settings, Buffer *out) {
  buffer_printf(out, "model=%s\n", settings->model == NULL ? "rules" : settings->model->name);
  for (size_t i = 0; i < SETTING_COUNT; i++) {
    buffer_printf(out, "%s=", SETTINGS[i].name);
    print_value(&SETTINGS[i], settings, out);
    buffer_add_char(out, '\n');
  }
}

Status settings_parse(const char *text, size_t length, Settings *out, Error *err) {
  *out = settings_default(NULL, 0);
  const char *end = text + length;
  while (text < end) {
    const char *stop = memchr(text, '\n', (size_t)(end - text));
    char line[256];
    if (stop == NULL || (size_t)(stop - text) >= sizeof line)
      return error_set(err, STATUS_DATA, "the settings of the model file cannot be read");
    memcpy(line, text, (size_t)(stop - text));
    line[stop - text] = '\0';
    if (settings_assign(out, line, err) != STATUS_OK)
      return error_set(err, STATUS_DATA, "the model file has a setting unknown here: %s", line);
    text = stop + 1;
  }
  return STATUS_OK;
}

void settings_describe(Buffer *out) {
  const Settings start = settings_default(NULL, 0);
  for (size_t i = 0; i < SETTING_COUNT; i++) {
    Buffer value = {0};
    if (SETTINGS[i].kind == KIND_REAL)
      buffer_printf(&value, "%g", SETTINGS[i].start);
    else
      print_value(&SETTINGS[i], &start, &value);
    buffer_printf(out, "  %s=%s  %s", SETTINGS[i].name, buffer_text(&value), SETTINGS[i].about);
    if (SETTINGS[i].values != NULL) buffer_printf(out, " (%s)", SETTINGS[i].values);
    buffer_add_char(out, '\n');
    buffer_free(&value);
  }
}
