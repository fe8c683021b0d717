// Following the body of a rule through the graph.
#ifndef ANAMORPH_EMBED_RULES_PATH_H
#define ANAMORPH_EMBED_RULES_PATH_H

#include "embed/rules/rule.h"

// Which entities have been met in this walk: stamp[e] == now. Cleared by a step of `now`.
typedef struct Marks {
  uint32_t *stamp;  // [entities]
  uint32_t now;
} Marks;

Marks marks_create(int32_t entities);
void marks_free(Marks *marks);
void marks_clear(Marks *marks, int32_t entities);
static inline bool marks_add(Marks *marks, int32_t entity) {
  if (marks->stamp[entity] == marks->now) return false;
  marks->stamp[entity] = marks->now;
  return true;
}

typedef struct EntityList {
  int32_t *item;
  size_t count, capacity;
} EntityList;
void entity_list_add(EntityList *list, int32_t entity);

// The entities at the end of a path from `start`: each once, none equal to `start` or to another
// place of its path (object identity, Meilicke et al. 2019). At most `steps` edges are walked, and
// nothing more is found then. Adds to `out`; marks must be clear. Returns the steps left.
size_t path_follow(const Graph *graph, int32_t start, const int32_t *relation, int32_t length,
                   size_t steps, Marks *marks, EntityList *out);

// The same path seen from its end: inverse relations in reverse.
void path_reverse(int32_t relations, const int32_t *relation, int32_t length, int32_t *out);

// One way along the path from `start` to `end` (-1: to anywhere): node[length + 1]. False: none
// within `steps`.
bool path_find(const Graph *graph, int32_t start, const int32_t *relation, int32_t length,
               int32_t end, size_t steps, int32_t *node);

#endif
