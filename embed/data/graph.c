// The index of triples: edges by head, sorted.
#include "embed/data/graph.h"

#include <stdlib.h>

#include "embed/data/memory.h"
#include "embed/data/patch.h"

int edge_compare(const void *a, const void *b) {
  const Edge *x = a, *y = b;
  if (x->relation != y->relation) return x->relation < y->relation ? -1 : 1;
  return (x->tail > y->tail) - (x->tail < y->tail);
}

// Sorts each head's edges and closes the gaps that repetitions leave.
static void sort_and_pack(Graph *graph) {
  uint64_t kept = 0, begin = 0;
  for (int32_t h = 0; h < graph->entities; h++) {
    const uint64_t end = graph->offset[h + 1];
    qsort(graph->edge + begin, end - begin, sizeof *graph->edge, edge_compare);
    const uint64_t first = kept;
    for (uint64_t i = begin; i < end; i++)
      if (kept == first || edge_compare(&graph->edge[kept - 1], &graph->edge[i]) != 0)
        graph->edge[kept++] = graph->edge[i];
    begin = end;
    graph->offset[h + 1] = kept;
  }
}

static inline uint64_t met_bit(int32_t relation) {
  return UINT64_C(1) << ((uint32_t)relation % 64);
}
static inline int32_t met_word(int32_t relation) {
  return (int32_t)((uint32_t)relation % GRAPH_MET_BITS / 64);
}

static void note_relations(Graph *graph) {
  for (int32_t h = 0; h < graph->entities; h++)
    for (uint64_t i = graph->offset[h]; i < graph->offset[h + 1]; i++) {
      const int32_t relation = graph->edge[i].relation;
      graph->met[h].word[met_word(relation)] |= met_bit(relation);
    }
}

static Graph graph_create(size_t edges, int32_t entities, int32_t relations) {
  return (Graph){entities,
                 relations,
                 memory_take((size_t)entities + 2, sizeof(uint64_t)),
                 memory_take(edges, sizeof(Edge)),
                 NULL,
                 memory_take((size_t)entities, sizeof(GraphMet))};
}

// With `back`, each triple is an edge of its tail as well.
static Graph build(const Triple triples[], size_t count, int32_t entities, int32_t relations,
                   bool back) {
  Graph graph = graph_create(back ? 2 * count : count, entities, relations);
  // Counted one place further on, so that filling leaves offset[h + 1] as the end of h.
  uint64_t *next = graph.offset + 1;
  for (size_t i = 0; i < count; i++) {
    next[triples[i].head + 1]++;
    if (back) next[triples[i].tail + 1]++;
  }
  for (int32_t h = 0; h < entities; h++) next[h + 1] += next[h];
  for (size_t i = 0; i < count; i++) {
    graph.edge[next[triples[i].head]++] = (Edge){triples[i].relation, triples[i].tail};
    if (!back) continue;
    const Triple turned = triple_inverse(triples[i], relations);
    graph.edge[next[turned.head]++] = (Edge){turned.relation, turned.tail};
  }
  sort_and_pack(&graph);
  note_relations(&graph);
  return graph;
}

Graph graph_build(const Triple triples[], size_t count, int32_t entities, int32_t relations) {
  return build(triples, count, entities, relations, true);
}

Graph graph_build_forward(const Triple triples[], size_t count, int32_t entities,
                          int32_t relations) {
  return build(triples, count, entities, relations, false);
}

void graph_free(Graph *graph) {
  if (graph->patch != NULL) {
    patch_free(graph->patch);
  } else {
    free(graph->offset);
    free(graph->edge);
    free(graph->met);
  }
  *graph = (Graph){0};
}

EdgeSpan graph_edges(const Graph *graph, int32_t head) {
  if (graph->patch != NULL) return patch_edges(graph->patch, head);
  if (head < 0 || head >= graph->entities) return (EdgeSpan){graph->edge, 0};
  const uint64_t begin = graph->offset[head];
  return (EdgeSpan){graph->edge + begin, graph->offset[head + 1] - begin};
}

// Edges in their order as numbers: relations and ids are not negative.
static inline uint64_t edge_key(int32_t relation, int32_t tail) {
  return (uint64_t)(uint32_t)relation << 32 | (uint32_t)tail;
}

// The first of the edges that is not before (relation, tail). Without a branch that depends on the
// data: this is asked for every triple of training.
static size_t lower_bound(EdgeSpan edges, int32_t relation, int32_t tail) {
  const uint64_t wanted = edge_key(relation, tail);
  const Edge *first = edges.edge;
  size_t left = edges.count;
  while (left > 0) {
    const size_t half = (left + 1) / 2;
    first += edge_key(first[half - 1].relation, first[half - 1].tail) < wanted ? half : 0;
    left -= half;
  }
  return (size_t)(first - edges.edge);
}

EdgeSpan graph_answers(const Graph *graph, int32_t head, int32_t relation) {
  const EdgeSpan edges = graph_edges(graph, head);
  if (graph->patch == NULL && edges.count > 0 && relation >= 0 &&
      (graph->met[head].word[met_word(relation)] & met_bit(relation)) == 0)
    return (EdgeSpan){edges.edge, 0};
  const size_t begin = lower_bound(edges, relation, 0);
  const EdgeSpan rest = {edges.edge + begin, edges.count - begin};
  return (EdgeSpan){rest.edge, lower_bound(rest, relation + 1, 0)};
}

bool graph_has(const Graph *graph, int32_t head, int32_t relation, int32_t tail) {
  const EdgeSpan edges = graph_edges(graph, head);
  const size_t at = lower_bound(edges, relation, tail);
  return at < edges.count && edges.edge[at].relation == relation && edges.edge[at].tail == tail;
}

static int compare_triples(const void *a, const void *b) {
  const Triple *x = a, *y = b;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  if (x->relation != y->relation) return x->relation < y->relation ? -1 : 1;
  return (x->tail > y->tail) - (x->tail < y->tail);
}

size_t triples_sort(Triple triples[], size_t count) {
  if (count == 0) return 0;
  qsort(triples, count, sizeof *triples, compare_triples);
  size_t kept = 1;
  for (size_t i = 1; i < count; i++)
    if (compare_triples(&triples[kept - 1], &triples[i]) != 0) triples[kept++] = triples[i];
  return kept;
}
