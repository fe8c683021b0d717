// Walks along paths of relations.
#include "embed/rules/path.h"

#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

Marks marks_create(int32_t entities) {
  return (Marks){memory_take((size_t)entities, sizeof(uint32_t)), 1};
}

void marks_free(Marks *marks) { free(marks->stamp); }

void marks_clear(Marks *marks, int32_t entities) {
  if (++marks->now != 0) return;
  memset(marks->stamp, 0, (size_t)entities * sizeof *marks->stamp);
  marks->now = 1;
}

void entity_list_add(EntityList *list, int32_t entity) {
  if (list->count == list->capacity) {
    list->capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
    list->item = memory_grow(list->item, list->capacity, sizeof *list->item);
  }
  list->item[list->count++] = entity;
}

typedef struct Walk {
  const Graph *graph;
  const int32_t *relation;
  int32_t length;
  int32_t node[RULE_MOST_ATOMS + 1];
  size_t steps;  // left
  Marks *marks;
  EntityList *out;
  int32_t end;  // of path_find
} Walk;

static bool on_the_way(const Walk *walk, int32_t depth, int32_t entity) {
  for (int32_t i = 0; i <= depth; i++)
    if (walk->node[i] == entity) return true;
  return false;
}

static void follow(Walk *walk, int32_t depth) {
  const EdgeSpan next = graph_answers(walk->graph, walk->node[depth], walk->relation[depth]);
  for (size_t i = 0; i < next.count && walk->steps > 0; i++) {
    const int32_t entity = next.edge[i].tail;
    walk->steps--;
    if (on_the_way(walk, depth, entity)) continue;
    walk->node[depth + 1] = entity;
    if (depth + 1 < walk->length)
      follow(walk, depth + 1);
    else if (marks_add(walk->marks, entity))
      entity_list_add(walk->out, entity);
  }
}

size_t path_follow(const Graph *graph, int32_t start, const int32_t *relation, int32_t length,
                   size_t steps, Marks *marks, EntityList *out) {
  Walk walk = {graph, relation, length, {start}, steps, marks, out, -1};
  if (length > 0) follow(&walk, 0);
  return walk.steps;
}

void path_reverse(int32_t relations, const int32_t *relation, int32_t length, int32_t *out) {
  for (int32_t i = 0; i < length; i++)
    out[i] = relation_inverse(relations, relation[length - 1 - i]);
}

static bool find(Walk *walk, int32_t depth) {
  const EdgeSpan next = graph_answers(walk->graph, walk->node[depth], walk->relation[depth]);
  const bool last = depth + 1 == walk->length;
  if (last && walk->end >= 0) {
    walk->node[depth + 1] = walk->end;
    return !on_the_way(walk, depth, walk->end) &&
           graph_has(walk->graph, walk->node[depth], walk->relation[depth], walk->end);
  }
  for (size_t i = 0; i < next.count && walk->steps > 0; i++) {
    walk->steps--;
    if (on_the_way(walk, depth, next.edge[i].tail)) continue;
    walk->node[depth + 1] = next.edge[i].tail;
    if (last || find(walk, depth + 1)) return true;
  }
  return false;
}

bool path_find(const Graph *graph, int32_t start, const int32_t *relation, int32_t length,
               int32_t end, size_t steps, int32_t *node) {
  Walk walk = {graph, relation, length, {start}, steps, NULL, NULL, end};
  const bool found = length > 0 && find(&walk, 0);
  memcpy(node, walk.node, ((size_t)length + 1) * sizeof *node);
  return found;
}
