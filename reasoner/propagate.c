// Components of the graph of inclusions, bottom up.
#include "reasoner/propagate.h"

#include <stdlib.h>

Entry entry_step(Arena *arena, const Entry *entry, const Axiom *axiom) {
  Derivation *derivation = ARENA_NEW(arena, Derivation);
  *derivation = (Derivation){entry->origin, entry->derivation, axiom};
  Entry next = *entry;
  next.derivation = derivation;
  return next;
}

// --- Components ----------------------------------------------------------------------------------
// Tarjan's algorithm with a stack of its own: hierarchies may be deep. component[node] numbers the
// components so that an edge leads to a smaller number or stays.
typedef struct Components {
  size_t count;
  size_t *component;
} Components;

typedef struct Frame {
  size_t node, edge;
} Frame;

static Components find_components(Arena *arena, size_t nodes, const EdgeTable *up) {
  Components out = {0, ARENA_ARRAY(arena, size_t, nodes + 1)};
  size_t *index = ARENA_ARRAY(arena, size_t, nodes + 1);  // 0: not seen
  size_t *low = ARENA_ARRAY(arena, size_t, nodes + 1);
  bool *open = ARENA_ARRAY(arena, bool, nodes + 1);
  size_t *stack = ARENA_ARRAY(arena, size_t, nodes + 1);
  Frame *frame = ARENA_ARRAY(arena, Frame, nodes + 1);
  size_t seen = 0, held = 0, depth = 0;
  for (size_t start = 0; start < nodes; start++) {
    if (index[start] != 0) continue;
    frame[depth++] = (Frame){start, up->start[start]};
    while (depth > 0) {
      Frame *top = &frame[depth - 1];
      const size_t node = top->node;
      if (index[node] == 0) {
        index[node] = low[node] = ++seen;
        stack[held++] = node;
        open[node] = true;
      }
      bool deeper = false;
      while (top->edge < up->start[node + 1] && !deeper) {
        const size_t to = up->edge[top->edge++].to;
        if (index[to] == 0) {
          frame[depth++] = (Frame){to, up->start[to]};
          deeper = true;
        } else if (open[to] && index[to] < low[node]) {
          low[node] = index[to];
        }
      }
      if (deeper) continue;
      if (low[node] == index[node]) {
        size_t member;
        do {
          member = stack[--held];
          open[member] = false;
          out.component[member] = out.count;
        } while (member != node);
        out.count++;
      }
      depth--;
      if (depth > 0 && low[node] < low[frame[depth - 1].node])
        low[frame[depth - 1].node] = low[node];
    }
  }
  return out;
}

// --- Lists ---------------------------------------------------------------------------------------
// stamp[extent]: the number of the round that saw it last. present: all false between prunings.
typedef struct Rounds {
  const Extents *extents;
  size_t round;
  size_t *stamp;
  bool *present;
} Rounds;

static Rounds rounds_create(Arena *arena, const Extents *extents) {
  const size_t count = extents_count(extents) + 1;
  return (Rounds){extents, 0, ARENA_ARRAY(arena, size_t, count), ARENA_ARRAY(arena, bool, count)};
}

// Of equal extents the first stays.
static void unite(Rounds *rounds, EntryList *list) {
  rounds->round++;
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++) {
    const size_t extent = list->item[i].extent;
    if (rounds->stamp[extent] == rounds->round) continue;
    rounds->stamp[extent] = rounds->round;
    list->item[kept++] = list->item[i];
  }
  list->count = kept;
}

// From the last to the first: what came first stays where two contain each other and are as easy
// to read. An entry goes only for one that is still there, so that something of each chain is left.
static void prune(Rounds *rounds, EntryList *list) {
  unite(rounds, list);
  bool *present = rounds->present;
  for (size_t i = 0; i < list->count; i++) present[list->item[i].extent] = true;
  for (size_t i = list->count; i > 0; i--) {
    const size_t extent = list->item[i - 1].extent;
    if (extents_is_covered(rounds->extents, extent, present)) present[extent] = false;
  }
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++) {
    const Entry entry = list->item[i];
    if (!present[entry.extent]) continue;
    present[entry.extent] = false;
    list->item[kept++] = entry;
  }
  list->count = kept;
}

// Inside a component everything reaches everything: entries go round until nothing is new.
static void go_round(Arena *arena, Arena *scratch, Rounds *rounds, const EdgeTable *up,
                     const Components *components, size_t component, const size_t members[],
                     size_t count, EntryList lists[]) {
  bool changed = true;
  while (changed) {
    changed = false;
    for (size_t m = 0; m < count; m++) {
      const size_t node = members[m];
      for (size_t e = up->start[node]; e < up->start[node + 1]; e++) {
        const size_t to = up->edge[e].to;
        if (components->component[to] != component) continue;
        unite(rounds, &lists[to]);
        const size_t round = rounds->round;
        for (size_t i = 0; i < lists[node].count; i++) {
          const Entry entry = lists[node].item[i];
          if (rounds->stamp[entry.extent] == round) continue;
          VEC_PUSH(scratch, &lists[to], entry_step(arena, &entry, up->edge[e].axiom));
          changed = true;
        }
      }
    }
  }
}

void propagate(Arena *arena, Arena *scratch, size_t node_count, const EdgeTable *up,
               const Extents *extents, EntryList lists[]) {
  const Components components = find_components(scratch, node_count, up);
  Rounds rounds = rounds_create(scratch, extents);
  // Nodes by component.
  size_t *start = ARENA_ARRAY(scratch, size_t, components.count + 2);
  size_t *member = ARENA_ARRAY(scratch, size_t, node_count + 1);
  for (size_t i = 0; i < node_count; i++) start[components.component[i] + 2]++;
  for (size_t i = 2; i <= components.count; i++) start[i] += start[i - 1];
  for (size_t i = 0; i < node_count; i++) member[start[components.component[i] + 1]++] = i;
  for (size_t c = components.count; c > 0; c--) {
    const size_t *members = &member[start[c - 1]];
    const size_t count = start[c] - start[c - 1];
    if (count > 1) go_round(arena, scratch, &rounds, up, &components, c - 1, members, count, lists);
    for (size_t m = 0; m < count; m++) {
      const size_t node = members[m];
      if (lists[node].count == 0) continue;
      prune(&rounds, &lists[node]);
      for (size_t e = up->start[node]; e < up->start[node + 1]; e++) {
        const size_t to = up->edge[e].to;
        if (components.component[to] == c - 1) continue;
        for (size_t i = 0; i < lists[node].count; i++) {
          const Entry entry = lists[node].item[i];
          VEC_PUSH(scratch, &lists[to], entry_step(arena, &entry, up->edge[e].axiom));
        }
      }
    }
  }
}
