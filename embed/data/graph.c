// The index of triples: edges by head, sorted.
#include "embed/data/graph.h"

#include <stdlib.h>

#include "embed/data/memory.h"

static int compare_edges(const void *a, const void *b) {
  const Edge *x = a, *y = b;
  if (x->relation != y->relation) return x->relation < y->relation ? -1 : 1;
  return (x->tail > y->tail) - (x->tail < y->tail);
}

// Sorts each head's edges and closes the gaps that repetitions leave.
static void sort_and_pack(Graph *graph) {
  uint64_t kept = 0, begin = 0;
  for (int32_t h = 0; h < graph->entities; h++) {
    const uint64_t end = graph->offset[h + 1];
    qsort(graph->edge + begin, end - begin, sizeof *graph->edge, compare_edges);
    const uint64_t first = kept;
    for (uint64_t i = begin; i < end; i++)
      if (kept == first || compare_edges(&graph->edge[kept - 1], &graph->edge[i]) != 0)
        graph->edge[kept++] = graph->edge[i];
    begin = end;
    graph->offset[h + 1] = kept;
  }
}

Graph graph_build(const Triple triples[], size_t count, int32_t entities, int32_t relations) {
  Graph graph = {entities, relations, memory_take((size_t)entities + 2, sizeof *graph.offset),
                 memory_take(2 * count, sizeof *graph.edge)};
  // Counted one place further on, so that filling leaves offset[h + 1] as the end of h.
  uint64_t *next = graph.offset + 1;
  for (size_t i = 0; i < count; i++) {
    next[triples[i].head + 1]++;
    next[triples[i].tail + 1]++;
  }
  for (int32_t h = 0; h < entities; h++) next[h + 1] += next[h];
  for (size_t i = 0; i < count; i++) {
    const Triple back = triple_inverse(triples[i], relations);
    graph.edge[next[triples[i].head]++] = (Edge){triples[i].relation, triples[i].tail};
    graph.edge[next[back.head]++] = (Edge){back.relation, back.tail};
  }
  sort_and_pack(&graph);
  return graph;
}

void graph_free(Graph *graph) {
  free(graph->offset);
  free(graph->edge);
  *graph = (Graph){0};
}

EdgeSpan graph_edges(const Graph *graph, int32_t head) {
  if (head < 0 || head >= graph->entities) return (EdgeSpan){graph->edge, 0};
  const uint64_t begin = graph->offset[head];
  return (EdgeSpan){graph->edge + begin, graph->offset[head + 1] - begin};
}

// The first of the edges that is not before (relation, tail).
static size_t lower_bound(EdgeSpan edges, int32_t relation, int32_t tail) {
  const Edge wanted = {relation, tail};
  size_t low = 0, high = edges.count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (compare_edges(&edges.edge[middle], &wanted) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

EdgeSpan graph_answers(const Graph *graph, int32_t head, int32_t relation) {
  const EdgeSpan edges = graph_edges(graph, head);
  const size_t begin = lower_bound(edges, relation, 0);
  const size_t end = lower_bound(edges, relation + 1, 0);
  return (EdgeSpan){edges.edge + begin, end - begin};
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
