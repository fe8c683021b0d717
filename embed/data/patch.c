// Edges of single heads in the place of a graph's own.
#include "embed/data/patch.h"

#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

typedef struct Patched {
  int32_t head;
  EdgeSpan edges;
} Patched;

struct GraphPatch {
  Graph base;  // not ours
  size_t count;
  Patched *item;  // by head
  Edge *edge;     // all of their edges
};

typedef struct Change {
  int32_t head;
  Edge edge;
  bool added;
} Change;

// Removals stand before additions of the same edge.
static int compare_changes(const void *a, const void *b) {
  const Change *x = a, *y = b;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  const int order = edge_compare(&x->edge, &y->edge);
  return order != 0 ? order : (int)x->added - (int)y->added;
}

static size_t list_changes(const GraphChanges *changes, int32_t relations, Change *out) {
  size_t count = 0;
  for (size_t i = 0; i < changes->removed_count + changes->added_count; i++) {
    const bool added = i >= changes->removed_count;
    const Triple t = added ? changes->added[i - changes->removed_count] : changes->removed[i];
    out[count++] = (Change){t.head, {t.relation, t.tail}, added};
    out[count++] = (Change){t.tail, {relation_inverse(relations, t.relation), t.head}, added};
  }
  qsort(out, count, sizeof *out, compare_changes);
  return count;
}

// Merges old edges with the changes of one head, both in order; returns how many there are then.
static size_t merge(EdgeSpan old, const Change *change, size_t count, Edge *out) {
  size_t kept = 0, i = 0, c = 0;
  while (i < old.count || c < count) {
    const int order = c == count       ? -1
                      : i == old.count ? 1
                                       : edge_compare(&old.edge[i], &change[c].edge);
    if (order < 0) {
      out[kept++] = old.edge[i++];
      continue;
    }
    const Edge edge = change[c].edge;
    bool there = false;
    for (; c < count && edge_compare(&change[c].edge, &edge) == 0; c++) there = change[c].added;
    if (order == 0) i++;
    if (there) out[kept++] = edge;
  }
  return kept;
}

Graph graph_patch(const Graph *base, int32_t entities, const GraphChanges *changes) {
  GraphPatch *patch = memory_take(1, sizeof *patch);
  patch->base = *base;
  const size_t most = 2 * (changes->added_count + changes->removed_count);
  Change *change = memory_take(most, sizeof *change);
  const size_t count = list_changes(changes, base->relations, change);
  size_t edges = count;
  for (size_t i = 0; i < count; i++)
    if (i == 0 || change[i - 1].head != change[i].head) {
      edges += graph_edges(base, change[i].head).count;
      patch->count++;
    }
  patch->item = memory_take(patch->count, sizeof *patch->item);
  patch->edge = memory_take(edges, sizeof *patch->edge);
  size_t at = 0, place = 0;
  for (size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin; end < count && change[end].head == change[begin].head;) end++;
    const int32_t head = change[begin].head;
    Edge *out = patch->edge + at;
    const size_t kept = merge(graph_edges(base, head), change + begin, end - begin, out);
    patch->item[place++] = (Patched){head, {out, kept}};
    at += kept;
  }
  free(change);
  return (Graph){entities, base->relations, base->offset, base->edge, patch, base->met};
}

EdgeSpan patch_edges(const GraphPatch *patch, int32_t head) {
  size_t low = 0, high = patch->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (patch->item[middle].head < head)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < patch->count && patch->item[low].head == head) return patch->item[low].edges;
  return graph_edges(&patch->base, head);
}

void patch_free(const GraphPatch *patch) {
  free(patch->item);
  free(patch->edge);
  free((void *)(uintptr_t)patch);
}
