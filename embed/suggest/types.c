// Candidates by the types that are observed among a relation's answers.
#include <stdlib.h>

#include "embed/data/memory.h"
#include "embed/suggest/suggest.h"

// A relation (or type) speaks for an answer when one in so many of its holders is one.
enum { ONE_IN = 20 };

// Calls `visit` for each thing that says what an entity is: its types, or its relations.
static void visit_signs(const Graph *graph, int32_t entity, int32_t type_relation,
                        void (*visit)(void *self, int32_t sign), void *self) {
  if (type_relation >= 0) {
    const EdgeSpan types = graph_answers(graph, entity, type_relation);
    for (size_t i = 0; i < types.count; i++) visit(self, types.edge[i].tail);
    return;
  }
  const EdgeSpan edges = graph_edges(graph, entity);
  for (size_t i = 0; i < edges.count; i++)
    if (i == 0 || edges.edge[i - 1].relation != edges.edge[i].relation)
      visit(self, edges.edge[i].relation);
}

typedef struct Signs {
  uint32_t *held, *answering;  // by sign
  int32_t own;                 // the sign that an answer has by being one: says nothing
  bool is_answer, found;
} Signs;

static void count_sign(void *self, int32_t sign) {
  Signs *signs = self;
  signs->held[sign]++;
  signs->answering[sign] += signs->is_answer;
}

static void test_sign(void *self, int32_t sign) {
  Signs *signs = self;
  if (sign == signs->own) return;
  signs->found |=
      signs->answering[sign] > 0 && signs->answering[sign] * ONE_IN >= signs->held[sign];
}

static bool answers(const Graph *graph, int32_t entity, int32_t relation) {
  return graph_answers(graph, entity, relation_inverse(graph->relations, relation)).count > 0;
}

bool *observed_type(const Graph *graph, int32_t relation, int32_t type_relation) {
  const size_t entities = (size_t)graph->entities, relations = 2 * (size_t)graph->relations;
  bool *allowed = memory_take(entities, sizeof *allowed);
  const size_t signs_count = type_relation >= 0 ? entities : relations;
  Signs signs = {.held = memory_take(signs_count, sizeof(uint32_t)),
                 .answering = memory_take(signs_count, sizeof(uint32_t)),
                 .own = type_relation >= 0 ? -1 : relation_inverse(graph->relations, relation)};
  for (int32_t e = 0; e < graph->entities; e++) {
    signs.is_answer = answers(graph, e, relation);
    visit_signs(graph, e, type_relation, count_sign, &signs);
  }
  for (int32_t e = 0; e < graph->entities; e++) {
    signs.found = answers(graph, e, relation);
    if (!signs.found) visit_signs(graph, e, type_relation, test_sign, &signs);
    allowed[e] = signs.found;
  }
  free(signs.held);
  free(signs.answering);
  return allowed;
}
