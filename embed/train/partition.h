// Entity tables larger than memory: partitions on disk, of which a few are in memory at a time
// (PyTorch-BigGraph, Lerer et al. 2019; the order of swaps, Marius, Mohoney et al. 2021).
//
// Entities are cut into `count` partitions of equal size, in the order of their ids; the triples
// between two partitions are a bucket. A *state* is a set of `buffer` partitions in memory, and a
// bucket is trained in the first state that holds both of its partitions. From one state to the
// next one partition is read and one written, but where the fixed part of the buffer has met all
// others and is replaced.
#ifndef ANAMORPH_EMBED_TRAIN_PARTITION_H
#define ANAMORPH_EMBED_TRAIN_PARTITION_H

#include "embed/data/graph.h"
#include "embed/model/parameters.h"

typedef struct Partitions {
  int32_t entities;
  size_t count, buffer;  // 2 <= buffer <= count
  size_t states;
  uint32_t *resident;  // [states][buffer]
  uint32_t *state;     // [count][count]: where the bucket is trained
  size_t loads;        // partitions read in one pass over all states
} Partitions;

// count is at most the number of entities. Free with partitions_free.
Partitions partitions_plan(int32_t entities, size_t count, size_t buffer);
void partitions_free(Partitions *partitions);

size_t partition_of(const Partitions *partitions, int32_t entity);
// Its entities: *begin to *end - 1.
void partition_range(const Partitions *partitions, size_t partition, int32_t *begin, int32_t *end);
size_t partition_state(const Partitions *partitions, Triple triple);

// Writes back and lets go of the partitions that `to` does not hold, asks for those that it does.
// from: the state before; `states` for none (everything else is let go).
void partitions_swap(const Partitions *partitions, const Table *entity, size_t from, size_t to);

#endif
