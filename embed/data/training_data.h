// What a model is trained on: names, triples to learn from, triples to check with.
#ifndef ANAMORPH_EMBED_DATA_TRAINING_DATA_H
#define ANAMORPH_EMBED_DATA_TRAINING_DATA_H

#include "embed/data/collect.h"

// Views: the arrays belong to a TrainingData or to a model file.
typedef struct Dataset {
  Dictionary entities, relations;
  const Triple *train;
  size_t train_count;
  const Triple *valid;
  size_t valid_count;
} Dataset;

// Owns the arrays of a Dataset made in memory.
typedef struct TrainingData {
  DictionaryBuilder entities, relations;
  TripleList train, valid;
} TrainingData;

// Takes over what the collector gathered (collect_finish was called) and, from the file
// `valid_path`, the validation triples. NULL: one in twenty of the triples, 5000 at most, is set
// aside, chosen by `seed`, never the last one of an entity or a relation.
// Errors: STATUS_DATA (no triples at all, or none of them between entities), and collect_file's.
Status training_data_create(Collector *collector, const char *valid_path, uint64_t seed,
                            TrainingData *out, Error *err) MUST_CHECK;
Dataset training_data_view(const TrainingData *owner);
void training_data_free(TrainingData *owner);

#endif
