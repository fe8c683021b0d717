// A trained model as it stands in its file: settings, names, triples, numbers, rules, calibration.
#ifndef ANAMORPH_EMBED_FILE_TRAINED_H
#define ANAMORPH_EMBED_FILE_TRAINED_H

#include "embed/data/training_data.h"
#include "embed/evaluate/calibrate.h"
#include "embed/file/container.h"
#include "embed/model/parameters.h"
#include "embed/rules/rule.h"
#include "embed/train/settings.h"

enum { TRAINED_TEXT_MAX = 128 };

// What was noted while training.
typedef struct TrainedInfo {
  char version[TRAINED_TEXT_MAX];  // of anamorph
  char created[TRAINED_TEXT_MAX];  // end of training, xsd:dateTime in UTC
  char mapping[TRAINED_TEXT_MAX];  // hash of the mapping's files; empty: trained from files
  int64_t epoch;                   // passes done
  double seconds;                  // spent on training
  double loss;                     // mean, of the last pass
  double valid_mrr;                // of the last look at validation; 0: none
  int64_t averaged;                // passes in the mean that `parameters` is; 0: it is none
  double calibration_error;        // on the half of validation that was not fitted
} TrainedInfo;

// Weight of the embedding against the rules, per relation and direction.
typedef struct Weights {
  const float *of_embedding;  // [2 m], 0 to 1; NULL: no ensemble
  size_t relations;
} Weights;

// Parts that are not there are empty: parameters.model NULL, rules.count 0, …
typedef struct Trained {
  Settings settings;
  TrainedInfo info;
  Dataset data;
  Parameters parameters;
  Parameters last;  // values alone, to go on from; model NULL: `parameters` are those
  RuleList rules;
  Calibration calibration;
  Weights weights;
  Container *container;  // NULL when not of a file
} Trained;

// About how many bytes the file of an embedding will have; settings->model NULL: without one.
uint64_t trained_bytes(const Settings *settings, const Dataset *data);

// Errors: container_write's.
Status trained_write(const char *path, const Trained *trained, Error *err) MUST_CHECK;

// Errors: container_open's; STATUS_DATA when sections do not fit together. Close with
// trained_close.
Status trained_open(const char *path, Trained *out, Error *err) MUST_CHECK;
void trained_close(Trained *trained);

#endif
