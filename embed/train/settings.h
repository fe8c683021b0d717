// Everything that training can be told, as one record; setting.def lists it.
#ifndef ANAMORPH_EMBED_TRAIN_SETTINGS_H
#define ANAMORPH_EMBED_TRAIN_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "embed/model/model.h"

typedef enum Loss {
  LOSS_SOFTMAX,
  LOSS_LOGISTIC,
  LOSS_MARGIN,
  LOSS_SELF_ADVERSARIAL,
  LOSS_ZLPR
} Loss;
typedef enum OptimiserKind {
  OPTIMISER_ADAGRAD,
  OPTIMISER_ADAGRAD_ROW,
  OPTIMISER_ADAM
} OptimiserKind;
typedef enum Regulariser {
  REGULARISER_NONE,
  REGULARISER_N3,
  REGULARISER_DURA,
  REGULARISER_L2
} Regulariser;

typedef enum ScoreNumbers { SCORES_FLOAT, SCORES_BFLOAT16 } ScoreNumbers;

typedef struct Settings {
  const Model *model;  // NULL: rules alone
#define CHOICE(name, values, start, about)       int name;
#define INTEGER(name, least, most, start, about) int64_t name;
#define REAL(name, least, most, start, about)    double name;
#include "embed/train/setting.def"
#undef CHOICE
#undef INTEGER
#undef REAL
} Settings;

// What suits the model (which may be NULL) and a graph of that size: bilinear models are trained
// against all entities where these are few, distance models and large graphs against samples.
Settings settings_default(const Model *model, uint64_t entities);
// Against samples, where it would be against all entities.
void settings_sample(Settings *settings);

// Names are written as in setting.def; "-" may stand for "_". Errors: STATUS_USAGE.
Status settings_set(Settings *settings, const char *name, const char *value, Error *err) MUST_CHECK;
// "NAME=VALUE"
Status settings_assign(Settings *settings, const char *assignment, Error *err) MUST_CHECK;

// Are they lawful together? Errors: STATUS_USAGE.
Status settings_check(const Settings *settings, Error *err) MUST_CHECK;

// "model=complex\ndim=200\n…", and back. Errors: STATUS_DATA.
void settings_print(const Settings *settings, Buffer *out);
Status settings_parse(const char *text, size_t length, Settings *out, Error *err) MUST_CHECK;

// The list for --help: name, default, meaning.
void settings_describe(Buffer *out);

#endif
