// Triples as ids, and an index of them that answers every question of training, evaluation and
// rules.
//
// There are m relations; relation r + m is the inverse of r. A *query* (head, relation, ?) with
// relation in 0..2m-1 asks for tails, so that (?, r, t) is the query (t, r + m, ?), and nothing
// below needs to know two sides.
#ifndef ANAMORPH_EMBED_DATA_GRAPH_H
#define ANAMORPH_EMBED_DATA_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Triple {
  int32_t head, relation, tail;
} Triple;

typedef struct Edge {
  int32_t relation, tail;
} Edge;

typedef struct EdgeSpan {
  const Edge *edge;
  size_t count;
} EdgeSpan;

// Each triple is two edges: (h, r, t) and (t, r + m, h). Edges stand by head, relation, tail; none
// twice. offset[h] to offset[h + 1] are those of head h.
//
// met: which relations a head has edges of, relation r at bit r modulo GRAPH_MET_BITS; most
// questions of a walk have no answer, and this tells so without a search.
//
// patch: of single heads, the edges that stand in the place of those (embed/data/patch.h); NULL:
// none.
enum { GRAPH_MET_BITS = 256 };

typedef struct GraphMet {
  uint64_t word[GRAPH_MET_BITS / 64];
} GraphMet;

typedef struct Graph {
  int32_t entities;
  int32_t relations;  // m
  uint64_t *offset;   // [entities + 1]
  Edge *edge;
  const struct GraphPatch *patch;
  GraphMet *met;  // [entities]; looked at only without a patch
} Graph;

static inline int32_t relation_inverse(int32_t relations, int32_t relation) {
  return relation < relations ? relation + relations : relation - relations;
}

// The triple seen from its tail.
static inline Triple triple_inverse(Triple triple, int32_t relations) {
  return (Triple){triple.tail, relation_inverse(relations, triple.relation), triple.head};
}

// An index of count triples with relations below m and ids below `entities`. Free it with
// graph_free.
Graph graph_build(const Triple triples[], size_t count, int32_t entities, int32_t relations);
// Each triple as an edge of its head alone, with relations below 2 m; tails may be beyond
// `entities`. For a graph whose other directions are elsewhere.
Graph graph_build_forward(const Triple triples[], size_t count, int32_t entities,
                          int32_t relations);
void graph_free(Graph *graph);

// Heads outside 0..entities-1 have no edges.
EdgeSpan graph_edges(const Graph *graph, int32_t head);
// The tails of (head, relation), relation in 0..2m-1, ascending.
EdgeSpan graph_answers(const Graph *graph, int32_t head, int32_t relation);
bool graph_has(const Graph *graph, int32_t head, int32_t relation, int32_t tail);

// The order of edges: by relation, then tail.
int edge_compare(const void *a, const void *b);

// Sorts by head, relation, tail and removes repetitions; returns how many are left.
size_t triples_sort(Triple triples[], size_t count);

#endif
