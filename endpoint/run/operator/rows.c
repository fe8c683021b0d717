// Kept solutions and their hash index.
#include "endpoint/run/operator/rows.h"

#include <stdlib.h>
#include <string.h>

static void *grow(void *memory, size_t count, size_t size) {
  void *grown = realloc(memory, count * size);
  if (grown == NULL) abort();
  return grown;
}

void rows_init(Rows *rows, Runtime *runtime, size_t var_count, const VarId vars[]) {
  *rows = (Rows){.runtime = runtime, .var_count = var_count, .var = vars};
}

void rows_free(Rows *rows) {
  arena_destroy(rows->memory);
  free(rows->row);
  free(rows->id);
  free(rows->bucket);
  free(rows->next);
  free(rows->hash);
  // Giving back never fails.
  if (rows->runtime != NULL) (void)!runtime_hold(rows->runtime, -(ptrdiff_t)rows->used, NULL);
  if (rows->runtime != NULL) rows_init(rows, rows->runtime, rows->var_count, rows->var);
}

// --- Index ---------------------------------------------------------------------------------------

static uint64_t hash_of_row(const Rows *rows, const Term *row) {
  uint64_t hash = 0;
  for (size_t i = 0; i < rows->key_count; i++)
    hash = hash * 0x9E3779B97F4A7C15u + evaluate_hash(&row[rows->var[rows->key[i]]]);
  return hash ^ (hash >> 29);
}

static uint64_t hash_of_kept(const Rows *rows, size_t number) {
  uint64_t hash = 0;
  for (size_t i = 0; i < rows->key_count; i++)
    hash = hash * 0x9E3779B97F4A7C15u + evaluate_hash(&rows->row[number][rows->key[i]]);
  return hash ^ (hash >> 29);
}

static void link_row(Rows *rows, size_t number) {
  uint32_t *bucket = &rows->bucket[rows->hash[number] & (rows->bucket_count - 1)];
  rows->next[number] = *bucket;
  *bucket = (uint32_t)(number + 1);
}

// Later rows are linked in front: linking all anew, from the last, keeps chains in order of
// arrival.
static void rebuild(Rows *rows) {
  rows->bucket_count = 64;
  while (rows->bucket_count < 2 * rows->capacity) rows->bucket_count *= 2;
  rows->bucket = grow(rows->bucket, rows->bucket_count, sizeof *rows->bucket);
  rows->next = grow(rows->next, rows->capacity + 1, sizeof *rows->next);
  rows->hash = grow(rows->hash, rows->capacity + 1, sizeof *rows->hash);
  memset(rows->bucket, 0, rows->bucket_count * sizeof *rows->bucket);
}

void rows_index(Rows *rows, size_t key_count, const size_t keys[]) {
  rows->key_count = key_count;
  rows->key = keys;
  rebuild(rows);
  for (size_t i = rows->count; i > 0; i--) {
    rows->hash[i - 1] = hash_of_kept(rows, i - 1);
    link_row(rows, i - 1);
  }
}

ptrdiff_t rows_find(const Rows *rows, const Term *row, ptrdiff_t previous) {
  if (rows->bucket == NULL || rows->count == 0) return -1;
  uint64_t hash;
  uint32_t at;
  if (previous < 0) {
    hash = hash_of_row(rows, row);
    at = rows->bucket[hash & (rows->bucket_count - 1)];
  } else {
    hash = rows->hash[previous];
    at = rows->next[previous];
  }
  for (; at != 0; at = rows->next[at - 1]) {
    const size_t number = at - 1;
    if (rows->hash[number] != hash) continue;
    bool same = true;
    for (size_t i = 0; i < rows->key_count && same; i++)
      same = term_equal(&rows->row[number][rows->key[i]], &row[rows->var[rows->key[i]]]);
    if (same) return (ptrdiff_t)number;
  }
  return -1;
}

bool rows_key_bound(const Rows *rows, const Term *row) {
  for (size_t i = 0; i < rows->key_count; i++)
    if (row[rows->var[rows->key[i]]].kind == TERM_UNBOUND) return false;
  return true;
}

// --- Rows ----------------------------------------------------------------------------------------

Status rows_add(Rows *rows, const Solution *solution, Error *err) {
  if (rows->memory == NULL) {
    rows->memory = arena_create(0);
    if (rows->memory == NULL) abort();
  }
  if (rows->count == rows->capacity) {
    if (rows->count > UINT32_MAX / 4)
      return error_set(err, STATUS_LIMIT, "too many solutions to keep outside PostgreSQL");
    rows->capacity = rows->capacity == 0 ? 16 : 2 * rows->capacity;
    rows->row = grow(rows->row, rows->capacity, sizeof *rows->row);
    rows->id = grow(rows->id, rows->capacity, sizeof *rows->id);
    if (rows->bucket != NULL) rows_index(rows, rows->key_count, rows->key);
  }
  Term *kept = arena_alloc(rows->memory, rows->var_count * sizeof *kept);
  for (size_t i = 0; i < rows->var_count; i++)
    kept[i] = evaluate_copy(rows->runtime->evaluator, &solution->term[rows->var[i]], rows->memory);
  const size_t number = rows->count++;
  rows->row[number] = kept;
  rows->id[number] = solution->id;
  if (rows->bucket != NULL) {
    rows->hash[number] = hash_of_kept(rows, number);
    link_row(rows, number);
  }
  const size_t used = arena_used(rows->memory) + rows->capacity * (sizeof *rows->row + 32);
  const size_t more = used - rows->used;
  rows->used = used;
  return runtime_hold(rows->runtime, (ptrdiff_t)more, err);
}

void rows_read(const Rows *rows, size_t number, Term *row) {
  for (size_t i = 0; i < rows->var_count; i++) row[rows->var[i]] = rows->row[number][i];
}

bool rows_compatible(const Rows *rows, size_t number, const Term *row) {
  const Term *kept = rows->row[number];
  for (size_t i = 0; i < rows->var_count; i++) {
    const Term *other = &row[rows->var[i]];
    if (kept[i].kind != TERM_UNBOUND && other->kind != TERM_UNBOUND && !term_equal(&kept[i], other))
      return false;
  }
  return true;
}

const VarId *variables_of(Arena *arena, const VarSet *set, size_t *count) {
  VarId *vars = ARENA_ARRAY(arena, VarId, varset_count(set) + 1);
  *count = 0;
  for (int v = varset_next(set, 0); v >= 0; v = varset_next(set, v + 1))
    vars[(*count)++] = (VarId)v;
  return vars;
}
