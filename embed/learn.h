// Learning a model whole: embedding, rules, the weights between them, and calibration.
#ifndef ANAMORPH_EMBED_LEARN_H
#define ANAMORPH_EMBED_LEARN_H

#include "embed/predict.h"
#include "embed/train/train.h"

typedef struct LearnTask {
  TrainTask train;  // settings.model NULL: rules alone
  bool rules;       // learn rules as well
  // Told about once a second while rules are learnt; may be NULL.
  void (*rule_progress)(void *self, double seconds, size_t rules);
  void *self;
} LearnTask;

// The model, written to train.path (unless NULL) and given in *out; free it with learn_free.
// Errors: train_embedding's, container_write's.
Status learn_model(const LearnTask *task, Team *team, Trained *out, Error *err) MUST_CHECK;
void learn_free(Trained *learned);

// The triples of training, or of training and validation, as a graph; graph_free.
Graph learn_graph(const Dataset *data, bool with_validation);

// Fits weights (when there is an embedding and rules) and calibration to the validation triples of
// `trained`; arrays become its own. What learn_model ends with.
void learn_from_validation(Trained *trained, Team *team);

#endif
