// Cutting a graph by METIS.
#include <metis.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/train/ranks/cut.h"

// Two weights: one of each entity, and its triples. A part may have so much more than its share of
// each.
enum { WEIGHTS = 2 };
static const real_t TOLERANCE[WEIGHTS] = {(real_t)1.05, (real_t)1.05};

// METIS's form of a graph: the neighbours of v are adjacent[offset[v] … offset[v + 1]), with the
// number of triples between the two.
typedef struct Adjacency {
  idx_t *offset, *adjacent, *triples;
  idx_t *weight;  // [entities][WEIGHTS]
} Adjacency;

static void free_adjacency(Adjacency *adjacency) {
  free(adjacency->offset);
  free(adjacency->adjacent);
  free(adjacency->triples);
  free(adjacency->weight);
}

static int by_id(const void *a, const void *b) {
  const idx_t x = *(const idx_t *)a, y = *(const idx_t *)b;
  return (x > y) - (x < y);
}

static Adjacency list_neighbours(const Graph *graph) {
  const size_t entities = (size_t)graph->entities, edges = (size_t)graph->offset[entities];
  Adjacency out = {.offset = memory_take(entities + 1, sizeof *out.offset),
                   .adjacent = memory_take(edges, sizeof *out.adjacent),
                   .triples = memory_take(edges, sizeof *out.triples),
                   .weight = memory_take(entities, WEIGHTS * sizeof *out.weight)};
  size_t filled = 0;
  for (int32_t v = 0; v < graph->entities; v++) {
    const EdgeSpan span = graph_edges(graph, v);
    const size_t first = filled;
    for (size_t i = 0; i < span.count; i++)
      if (span.edge[i].tail != v) out.adjacent[filled++] = span.edge[i].tail;
    qsort(out.adjacent + first, filled - first, sizeof *out.adjacent, by_id);
    // Several triples between two entities are one edge of that weight.
    size_t kept = first;
    for (size_t i = first; i < filled; i++) {
      if (kept > first && out.adjacent[kept - 1] == out.adjacent[i]) {
        out.triples[kept - 1]++;
        continue;
      }
      out.adjacent[kept] = out.adjacent[i];
      out.triples[kept++] = 1;
    }
    filled = kept;
    out.offset[v + 1] = (idx_t)filled;
    out.weight[WEIGHTS * v] = 1;
    out.weight[WEIGHTS * v + 1] = (idx_t)span.count;
  }
  return out;
}

// METIS may leave a part of a tiny graph empty: it gets an entity of the largest.
static void fill_empty_parts(int32_t entities, size_t parts, int32_t part[]) {
  size_t *size = memory_take(parts, sizeof *size);
  for (int32_t e = 0; e < entities; e++) size[part[e]]++;
  for (size_t p = 0; p < parts; p++) {
    if (size[p] > 0) continue;
    size_t largest = 0;
    for (size_t other = 1; other < parts; other++)
      if (size[other] > size[largest]) largest = other;
    int32_t moved = 0;
    while ((size_t)part[moved] != largest) moved++;
    part[moved] = (int32_t)p;
    size[largest]--;
    size[p]++;
  }
  free(size);
}

static Status call_metis(const Adjacency *adjacency, int32_t entities, size_t parts, uint64_t seed,
                         idx_t *part, Error *err) {
  idx_t vertices = entities, weights = WEIGHTS, wanted = (idx_t)parts, cut;
  real_t tolerance[WEIGHTS];
  memcpy(tolerance, TOLERANCE, sizeof tolerance);
  idx_t options[METIS_NOPTIONS];
  (void)METIS_SetDefaultOptions(options);
  options[METIS_OPTION_SEED] = (idx_t)(seed & 0x7FFFFFFF);
  const int result = METIS_PartGraphKway(
      &vertices, &weights, adjacency->offset, adjacency->adjacent, adjacency->weight, NULL,
      adjacency->triples, &wanted, NULL, tolerance, options, &cut, part);
  if (result == METIS_OK) return STATUS_OK;
  if (result == METIS_ERROR_MEMORY)
    return error_set(err, STATUS_LIMIT, "no memory for cutting the graph into %zu parts", parts);
  return error_set(err, STATUS_INTERNAL, "METIS cannot cut the graph into %zu parts (%d)", parts,
                   result);
}

Status graph_cut(const Graph *graph, size_t parts, uint64_t seed, int32_t part[], Error *err) {
  const int32_t entities = graph->entities;
  memset(part, 0, (size_t)entities * sizeof *part);
  if (parts == 1) return STATUS_OK;
  if (graph->offset[entities] > INT32_MAX)
    return error_set(err, STATUS_LIMIT,
                     "a graph of more than %d triples is too large for METIS's 32-bit ids",
                     INT32_MAX / 2);
  Adjacency adjacency = list_neighbours(graph);
  idx_t *found = memory_take((size_t)entities, sizeof *found);
  const Status status = call_metis(&adjacency, entities, parts, seed, found, err);
  for (int32_t e = 0; e < entities; e++) part[e] = (int32_t)found[e];
  free(found);
  free_adjacency(&adjacency);
  if (status == STATUS_OK) fill_empty_parts(entities, parts, part);
  return status;
}
