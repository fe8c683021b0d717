// Paths as automata: Glushkov's construction over sets of at most 64 positions.
#include "rewriter/unfold/automaton.h"

#include "base/vec.h"

enum { MOST_LABELS = 64, MOST_TRANSITIONS = 256 };

typedef struct Maker {
  Arena *arena;
  bool whole;  // inner repetitions are labels
  VEC(const Path *) label;
  uint64_t follow[MOST_LABELS];  // the labels that may come after each
  bool full;
} Maker;

// What a part of the path says of its labels, as sets.
typedef struct Part {
  bool nullable;
  uint64_t first, last;
} Part;

static bool repeats(const Path *path) {
  switch (path->kind) {
    case PATH_ZERO_OR_MORE:
    case PATH_ONE_OR_MORE:
    case PATH_ZERO_OR_ONE: return true;
    case PATH_SEQUENCE:
    case PATH_ALTERNATIVE:
      for (size_t i = 0; i < path->count; i++)
        if (repeats(path->child[i])) return true;
      return false;
    default: return false;
  }
}

static Part add_label(Maker *maker, const Path *path) {
  if (maker->label.count == MOST_LABELS) {
    maker->full = true;
    return (Part){0};
  }
  const uint64_t alone = UINT64_C(1) << maker->label.count;
  VEC_PUSH(maker->arena, &maker->label, path);
  return (Part){false, alone, alone};
}

// After each label of `before` any of `after` may come.
static void add_follow(Maker *maker, uint64_t before, uint64_t after) {
  for (size_t i = 0; i < maker->label.count; i++)
    if ((before >> i & 1) != 0) maker->follow[i] |= after;
}

static Part append(Maker *maker, Part a, Part b) {
  add_follow(maker, a.last, b.first);
  return (Part){a.nullable && b.nullable, a.nullable ? a.first | b.first : a.first,
                b.nullable ? a.last | b.last : b.last};
}

static Part add_part(Maker *maker, const Path *path);

// The children [from, to) of a sequence or alternative as one label.
static Part add_run(Maker *maker, const Path *path, size_t from, size_t to) {
  if (to - from == 1) return add_part(maker, path->child[from]);
  Path *run = arena_copy(maker->arena, path, sizeof *path);
  run->count = to - from;
  run->child = path->child + from;
  return add_label(maker, run);
}

static Part add_sequence(Maker *maker, const Path *path) {
  Part all = {.nullable = true};
  for (size_t i = 0; i < path->count;) {
    size_t end = i + 1;
    if (!repeats(path->child[i]))
      while (end < path->count && !repeats(path->child[end])) end++;
    all = append(maker, all, add_run(maker, path, i, end));
    i = end;
  }
  return all;
}

static Part add_alternative(Maker *maker, const Path *path) {
  Path *plain = arena_copy(maker->arena, path, sizeof *path);
  const Path **child = ARENA_ARRAY(maker->arena, const Path *, path->count);
  plain->child = child;
  plain->count = 0;
  Part all = {0};
  for (size_t i = 0; i <= path->count; i++) {
    if (i < path->count && !repeats(path->child[i])) {
      child[plain->count++] = path->child[i];
      continue;
    }
    if (i == path->count && plain->count == 0) break;
    const Part one =
        i < path->count ? add_part(maker, path->child[i]) : add_run(maker, plain, 0, plain->count);
    all.nullable |= one.nullable;
    all.first |= one.first;
    all.last |= one.last;
  }
  return all;
}

static Part add_part(Maker *maker, const Path *path) {
  if (!repeats(path) || maker->full) return add_label(maker, path);
  if (path->kind == PATH_SEQUENCE) return add_sequence(maker, path);
  if (path->kind == PATH_ALTERNATIVE) return add_alternative(maker, path);
  Part part = maker->whole ? add_label(maker, path->child[0]) : add_part(maker, path->child[0]);
  if (path->kind != PATH_ZERO_OR_ONE) add_follow(maker, part.last, part.first);
  part.nullable |= path->kind != PATH_ONE_OR_MORE;
  return part;
}

static void turn(Maker *maker, Part *part) {
  uint64_t turned[MOST_LABELS] = {0};
  for (size_t i = 0; i < maker->label.count; i++)
    for (size_t j = 0; j < maker->label.count; j++)
      if ((maker->follow[i] >> j & 1) != 0) turned[j] |= UINT64_C(1) << i;
  for (size_t i = 0; i < MOST_LABELS; i++) maker->follow[i] = turned[i];
  *part = (Part){part->nullable, part->last, part->first};
}

static void add_step(Arena *arena, Transition *steps, size_t *count, Transition step) {
  (void)arena;
  for (size_t i = 0; i < *count; i++)
    if (steps[i].from == step.from && steps[i].label == step.label) return;
  if (*count < MOST_TRANSITIONS) steps[(*count)++] = step;
}

// How many transitions there would be at most.
static size_t transition_count(const Maker *maker, const Part *part) {
  size_t count = (size_t)__builtin_popcountll(part->first);
  for (size_t i = 0; i < maker->label.count; i++)
    count += (size_t)__builtin_popcountll(maker->follow[i]);
  return count;
}

static Automaton number_states(Maker *maker, const Part *part) {
  Arena *arena = maker->arena;
  const size_t labels = maker->label.count;
  unsigned state[MOST_LABELS] = {0};
  bool *final = ARENA_ARRAY(arena, bool, labels + 1);
  Automaton automaton = {.nullable = part->nullable, .final = final, .label_count = labels};
  for (size_t i = 0; i < labels; i++) {
    size_t same = 0;
    while (same < i && (maker->follow[same] != maker->follow[i] ||
                        ((part->last >> same ^ part->last >> i) & 1) != 0))
      same++;
    state[i] = same < i ? state[same] : automaton.state_count++;
    final[state[i]] = (part->last >> i & 1) != 0;
  }
  Transition *start = ARENA_ARRAY(arena, Transition, MOST_LABELS);
  Transition *step = ARENA_ARRAY(arena, Transition, MOST_TRANSITIONS);
  for (size_t i = 0; i < labels; i++) {
    if ((part->first >> i & 1) != 0) start[automaton.start_count++] = (Transition){0, state[i], i};
    for (size_t j = 0; j < labels; j++)
      if ((maker->follow[i] >> j & 1) != 0)
        add_step(arena, step, &automaton.step_count, (Transition){state[i], state[j], j});
  }
  automaton.start = start;
  automaton.step = step;
  automaton.label = maker->label.item;
  return automaton;
}

Automaton automaton_make(Arena *arena, const Path *path, bool backward) {
  Maker maker = {.arena = arena};
  Part part = add_part(&maker, path);
  if (maker.full || transition_count(&maker, &part) > MOST_TRANSITIONS) {
    maker = (Maker){.arena = arena, .whole = true};
    part = add_part(&maker, path);
  }
  if (backward) turn(&maker, &part);
  return number_states(&maker, &part);
}
