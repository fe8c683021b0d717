// Training and validation triples.
#include "embed/data/training_data.h"

#include <stdlib.h>

#include "embed/data/memory.h"
#include "embed/data/random.h"

enum { ONE_IN = 20, MOST_SET_ASIDE = 5000 };

static Status check_not_empty(const Collector *collector, Error *err) {
  if (collector->triples.count > 0) return STATUS_OK;
  const CollectStats *stats = &collector->stats;
  if (stats->read == 0)
    error_set(err, STATUS_DATA, "there are no triples to learn from");
  else
    error_set(err, STATUS_DATA,
              "none of the %llu triples can be learnt from: %llu have a literal as object, %llu "
              "were filtered out",
              (unsigned long long)stats->read, (unsigned long long)stats->literals,
              (unsigned long long)stats->filtered);
  error_hint(err, "a model learns from triples whose subject and object are both IRIs");
  return STATUS_DATA;
}

// Moves some triples from train to valid. What is left must still mention every name.
static void set_aside(TrainingData *owner, uint64_t seed) {
  const size_t count = owner->train.count;
  size_t wanted = count / ONE_IN;
  if (wanted > MOST_SET_ASIDE) wanted = MOST_SET_ASIDE;
  uint32_t *of_entity = memory_take(owner->entities.count, sizeof *of_entity);
  uint32_t *of_relation = memory_take(owner->relations.count, sizeof *of_relation);
  bool *taken = memory_take(count, sizeof *taken);
  for (size_t i = 0; i < count; i++) {
    const Triple t = owner->train.item[i];
    of_entity[t.head]++;
    of_entity[t.tail]++;
    of_relation[t.relation]++;
  }
  Random random = random_create(seed, 1);
  for (size_t tries = 0; tries < 20 * wanted && owner->valid.count < wanted; tries++) {
    const size_t at = (size_t)(random_unit(&random) * (double)count);
    const Triple t = owner->train.item[at];
    // A loop counts twice for its entity.
    if (taken[at] || of_entity[t.head] < 3 || of_entity[t.tail] < 3 || of_relation[t.relation] < 2)
      continue;
    taken[at] = true;
    of_entity[t.head]--;
    of_entity[t.tail]--;
    of_relation[t.relation]--;
    triple_list_add(&owner->valid, t);
  }
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (!taken[i]) owner->train.item[kept++] = owner->train.item[i];
  owner->train.count = kept;
  free(of_entity);
  free(of_relation);
  free(taken);
}

Status training_data_create(Collector *collector, const char *valid_path, uint64_t seed,
                            TrainingData *out, Error *err) {
  *out = (TrainingData){0};
  TRY(check_not_empty(collector, err));
  *out = (TrainingData){collector->entities, collector->relations, collector->triples, {0}};
  *collector = (Collector){0};
  if (valid_path == NULL) {
    set_aside(out, seed);
    return STATUS_OK;
  }
  const Status status =
      collect_known(valid_path, &out->entities, &out->relations, &out->valid, err);
  if (status != STATUS_OK) training_data_free(out);
  return status;
}

Dataset training_data_view(const TrainingData *owner) {
  return (Dataset){dictionary_view(&owner->entities),
                   dictionary_view(&owner->relations),
                   owner->train.item,
                   owner->train.count,
                   owner->valid.item,
                   owner->valid.count};
}

void training_data_free(TrainingData *owner) {
  dictionary_builder_free(&owner->entities);
  dictionary_builder_free(&owner->relations);
  free(owner->train.item);
  free(owner->valid.item);
  *owner = (TrainingData){0};
}
