// A graph with facts that came and went since it was built: a view that holds the edges of the
// entities concerned, and leaves all others to the graph below.
#ifndef ANAMORPH_EMBED_DATA_PATCH_H
#define ANAMORPH_EMBED_DATA_PATCH_H

#include "embed/data/graph.h"

typedef struct GraphPatch GraphPatch;

// Relations are 0..m-1; triples may be repeated. What is removed and added is there.
typedef struct GraphChanges {
  const Triple *added, *removed;
  size_t added_count, removed_count;
} GraphChanges;

// `base`, which has no patch and must outlive the view, with the changes made and with `entities`
// entities, at least as many as it has. graph_free lets go of the view alone.
Graph graph_patch(const Graph *base, int32_t entities, const GraphChanges *changes);

// For graph_edges and graph_free.
EdgeSpan patch_edges(const GraphPatch *patch, int32_t head);
void patch_free(const GraphPatch *patch);

#endif
