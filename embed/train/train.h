// Training an embedding from beginning to end: epochs, looks at validation, checkpoints.
#ifndef ANAMORPH_EMBED_TRAIN_TRAIN_H
#define ANAMORPH_EMBED_TRAIN_TRAIN_H

#include "embed/evaluate/rank.h"
#include "embed/file/trained.h"
#include "embed/train/trainer.h"

typedef struct TrainTask {
  Settings settings;  // with a model
  Dataset data;
  const char *path;     // of the model file, for checkpoints; NULL: none are written
  const char *mapping;  // hash of the mapping; NULL: none
  TrainWatch watch;
  const Trained *resume;  // go on from there; NULL: begin. Its data must be `data`.
  const Trained *from;    // vectors to begin with, of what has the same name (start.h); NULL: none
  struct Ranks *ranks;    // NULL: this process alone; else it leads them (ranks/ranks.h)
} TrainTask;

// Bytes that training will take, beside the triples and names themselves; with several ranks, in
// each of them.
size_t train_bytes(const Settings *settings, const Dataset *data, size_t ranks);

// On success *out has settings, info, data and parameters (owned by it: parameters_free), and no
// rules or calibration yet; with a mean of epochs (average), parameters are it and `last` is owned
// too. With looks at validation the best parameters seen are the ones given. Errors: STATUS_USAGE
// (settings that do not go together), STATUS_LIMIT (memory; a loss that is no number: the last
// checkpoint stays), STATUS_IO (checkpoints); with several ranks, those of any of them, and
// ranks_check's; start_create's.
Status train_embedding(const TrainTask *task, Team *team, Trained *out, Error *err) MUST_CHECK;

// The part that the ranks have which do not lead: called after each ranks_wait that says so. *stop
// ends the training of all. Errors: the same as the leader has; it tells them.
Status train_follow(struct Ranks *ranks, const atomic_bool *stop, Error *err) MUST_CHECK;

// Now, as xsd:dateTime in UTC.
void train_time(char text[TRAINED_TEXT_MAX]);

#endif
