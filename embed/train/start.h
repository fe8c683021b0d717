// First values of a training: drawn; another model's, of the things and relations that it has too;
// or those of the file to go on from.
#ifndef ANAMORPH_EMBED_TRAIN_START_H
#define ANAMORPH_EMBED_TRAIN_START_H

#include "embed/file/trained.h"

typedef struct Start {
  const Trained *resume;  // NULL: training begins; else its data is the training's
  const Trained *from;    // NULL: no other model
  const Dataset *data;
  Parameters *to;  // that get values
  Random random;
  float scale;
} Start;

// Before `to` is known. Errors: STATUS_USAGE: `resume` has another model, dim or optimiser; `from`
// has no vectors, or such as the settings' model cannot begin with, or names nothing of the data.
Status start_create(const Settings *settings, const Dataset *data, const Trained *resume,
                    const Trained *from, Start *out, Error *err) MUST_CHECK;

// Of one entity, into value[stride] and state[state_stride], which are 0. self: a Start; all are
// asked for in the order of ids.
void start_entity(void *self, int32_t entity, float *value, float *state);
// Then of all relations.
void start_relations(Start *start);
// Of all entities and relations of a process alone.
void start_all(Start *start);

#endif
