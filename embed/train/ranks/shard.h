// What one rank holds of the graph: its entities, the questions about them, and who its answers'
// entities belong to.
//
// A *question* (head, relation, ?), in either direction, belongs to its head's rank. So a rank
// knows all answers of what it asks (negatives that are true are found without a message), every
// head is its own, and of a triple between two ranks each has one direction, with only the answer
// to be fetched. A triple within a rank is a *pair* of its questions, which is learnt together, as
// in one process. Ids on a rank: its own entities from 0, in the order of the whole graph's ids;
// then the others' that answer its questions, by place.
#ifndef ANAMORPH_EMBED_TRAIN_RANKS_SHARD_H
#define ANAMORPH_EMBED_TRAIN_RANKS_SHARD_H

#include "embed/data/graph.h"
#include "embed/train/ranks/message.h"

// Where an entity's row is: rank << 32 | row.
typedef uint64_t Place;

static inline Place place_of(size_t rank, size_t row) { return (Place)rank << 32 | row; }
static inline size_t place_rank(Place place) { return (size_t)(place >> 32); }
static inline size_t place_row(Place place) { return (size_t)(uint32_t)place; }

typedef struct Shard {
  size_t rank, ranks;
  uint64_t *owned;    // [ranks]: entities of each
  int32_t relations;  // m
  size_t foreign;     // other ranks' entities that answer questions here
  Place *place;       // [foreign], ascending
  size_t questions;   // both directions
  size_t pairs;       // of them: questions 2 i and 2 i + 1 are the sides of a triple for i < pairs
  Triple *question;   // the pairs, then those with a foreign answer; by head; ids of this rank
} Shard;

static inline size_t shard_entities(const Shard *shard) {
  return (size_t)shard->owned[shard->rank];
}

// What the leader knows beyond its own shard: which entities each rank has.
typedef struct Division {
  size_t ranks;
  int32_t *member;  // [entities], of rank 0 first; ascending within a rank
  size_t *begin;    // [ranks + 1], into member
} Division;

// part[entities]: the rank of each. Free with division_free.
Division division_create(const int32_t part[], int32_t entities, size_t ranks);
void division_free(Division *division);
// The share of the graph's triples whose ends are in different parts, 0 to 1.
double division_cut(const Graph *graph, const int32_t part[]);

// The shard of `rank`; `graph` is the whole one. Free with shard_free.
Shard shard_cut(const Graph *graph, const Division *division, size_t rank);
void shard_free(Shard *shard);

void shard_send(const Shard *shard, Messenger *messenger, size_t to);
Shard shard_receive(Messenger *messenger, size_t from);

// The answers of its questions, by head; tails are ids of this rank. graph_free.
Graph shard_graph(const Shard *shard);

// The id here of another rank's entity; -1 when it answers nothing.
int32_t shard_find(const Shard *shard, Place place);

#endif
