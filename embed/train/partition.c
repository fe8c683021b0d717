// The order of buffer states, and swapping.
#include "embed/train/partition.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

static uint32_t *resident_of(const Partitions *partitions, size_t state) {
  return partitions->resident + state * partitions->buffer;
}

static bool holds(const Partitions *partitions, size_t state, size_t partition) {
  for (size_t i = 0; i < partitions->buffer; i++)
    if (resident_of(partitions, state)[i] == partition) return true;
  return false;
}

// The first buffer - 1 of the partitions that have not met all others stay, and the others come one
// by one; then they have met all, and the rest begins anew.
static void list_states(Partitions *out) {
  const size_t fixed = out->buffer - 1;
  for (size_t first = 0; first + out->buffer <= out->count || first == 0; first += fixed)
    for (size_t other = first + fixed; other < out->count; other++) {
      uint32_t *resident = resident_of(out, out->states++);
      for (size_t i = 0; i < fixed; i++) resident[i] = (uint32_t)(first + i);
      resident[fixed] = (uint32_t)other;
    }
  // What is left over is too few for a state of their own: the last ones of all.
  uint32_t *last = resident_of(out, out->states++);
  for (size_t i = 0; i < out->buffer; i++) last[i] = (uint32_t)(out->count - out->buffer + i);
}

static size_t most_states(size_t count, size_t buffer) {
  const size_t rounds = count / (buffer - 1) + 1;
  return rounds * count + 1;
}

Partitions partitions_plan(int32_t entities, size_t count, size_t buffer) {
  Partitions out = {.entities = entities, .count = count, .buffer = buffer};
  out.resident = memory_take(most_states(count, buffer) * buffer, sizeof *out.resident);
  out.state = memory_take(count * count, sizeof *out.state);
  list_states(&out);
  bool *met = memory_take(count * count, sizeof *met);
  size_t kept = 0;
  for (size_t s = 0; s < out.states; s++) {
    bool needed = false;
    const uint32_t *resident = resident_of(&out, s);
    for (size_t i = 0; i < buffer; i++)
      for (size_t j = 0; j < buffer; j++) {
        const size_t bucket = resident[i] * count + resident[j];
        if (met[bucket]) continue;
        met[bucket] = needed = true;
        out.state[bucket] = (uint32_t)kept;
      }
    if (!needed) continue;
    memmove(resident_of(&out, kept), resident, buffer * sizeof *resident);
    kept++;
  }
  free(met);
  out.states = kept;
  out.loads = buffer;
  for (size_t s = 1; s < kept; s++)
    for (size_t i = 0; i < buffer; i++) out.loads += !holds(&out, s - 1, resident_of(&out, s)[i]);
  return out;
}

void partitions_free(Partitions *partitions) {
  free(partitions->resident);
  free(partitions->state);
  *partitions = (Partitions){0};
}

void partition_range(const Partitions *partitions, size_t partition, int32_t *begin, int32_t *end) {
  const size_t all = (size_t)partitions->entities;
  const size_t count = partitions->count > 0 ? partitions->count : 1;
  *begin = (int32_t)(all * partition / count);
  *end = (int32_t)(all * (partition + 1) / count);
}

size_t partition_of(const Partitions *partitions, int32_t entity) {
  size_t guess = (size_t)entity * partitions->count / (size_t)partitions->entities;
  int32_t begin, end;
  for (;; guess++) {
    partition_range(partitions, guess, &begin, &end);
    if (entity < end) return guess;
  }
}

size_t partition_state(const Partitions *partitions, Triple triple) {
  return partitions->state[partition_of(partitions, triple.head) * partitions->count +
                           partition_of(partitions, triple.tail)];
}

static void each_table(const Partitions *partitions, const Table *entity, size_t partition,
                       void (*use)(void *memory, size_t bytes)) {
  int32_t begin, end;
  partition_range(partitions, partition, &begin, &end);
  const size_t rows = (size_t)(end - begin);
  use(table_row(entity, begin), rows * entity->stride * sizeof(float));
  if (entity->state != NULL)
    use(table_state(entity, begin), rows * entity->state_stride * sizeof(float));
}

void partitions_swap(const Partitions *partitions, const Table *entity, size_t from, size_t to) {
  for (size_t p = 0; p < partitions->count; p++) {
    const bool was = from >= partitions->states || holds(partitions, from, p);
    if (was && !holds(partitions, to, p)) each_table(partitions, entity, p, memory_let_go);
  }
  for (size_t i = 0; i < partitions->buffer; i++) {
    const size_t p = resident_of(partitions, to)[i];
    if (from >= partitions->states || !holds(partitions, from, p))
      each_table(partitions, entity, p, memory_ask_for);
  }
}
