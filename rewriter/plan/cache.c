// One hash table of shapes and plans behind a lock that readers share; what is evicted is freed
// when its last user lets go of it.
#include "rewriter/plan/cache.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "rewriter/lower/parameter.h"
#include "rewriter/plan/keep.h"

enum {
  DEFAULT_PLANS = 4096,
  DEFAULT_BYTES = 64 * 1024 * 1024,
  BUCKETS = 8192,  // a power of two
  MOST_VARIANTS = 16,
  SHARE_EVICTED = 8,  // a full cache loses one part in so many
};

// What a $n is: a piece of a guard's decision.
typedef struct GivenPiece {
  size_t guard, piece;
} GivenPiece;

// A shape says which parameters are pinned (a bit each) and whether its plans can be kept at all.
// A plan's key is that of its shape and the values of the pinned parameters.
typedef struct Entry {
  struct Entry *next;  // in its bucket
  uint64_t hash;
  const char *key;
  size_t key_length;
  Arena *arena;
  size_t bytes;
  atomic_ulong used;
  atomic_uint references;  // the table's, and one for each user
  bool is_plan;
  uint64_t pinned;  // shape
  CachedPlan plan;  // plan, and what follows
  size_t guard_count;
  const Guard *const *guard;
  size_t given_count;
  const GivenPiece *given;
  atomic_uint_least64_t rows;  // of the last run, and above 32 bits of the one before
  atomic_size_t most_rows;     // of any run, and one more; 0: there was none
  PlanChoice choice;
} Entry;

struct PlanCache {
  pthread_rwlock_t lock;
  PlanCacheLimits limits;
  size_t count, bytes;
  atomic_ulong clock, hits, misses, refusals, evictions;
  Entry *bucket[BUCKETS];
};

PlanCache *plan_cache_create(PlanCacheLimits limits) {
  PlanCache *cache = calloc(1, sizeof *cache);
  if (cache == NULL) abort();
  cache->limits = limits;
  if (limits.plans == 0) cache->limits.plans = DEFAULT_PLANS;
  if (limits.bytes == 0) cache->limits.bytes = DEFAULT_BYTES;
  (void)pthread_rwlock_init(&cache->lock, NULL);
  return cache;
}

// --- Keys ----------------------------------------------------------------------------------------

static void shape_key(Buffer *out, const char *context, size_t context_length, const Shape *shape) {
  buffer_add(out, context, context_length);
  buffer_add(out, shape->key, shape->key_length);
}

static void add_pinned(Buffer *out, const Shape *shape, uint64_t pinned) {
  for (size_t i = 0; i < shape->parameters->count; i++) {
    if ((pinned >> i & 1) == 0) continue;
    buffer_add_symbol(out, shape->parameters->item[i].lexical);
    buffer_add_char(out, '\0');
  }
}

static bool has_key(const Entry *entry, uint64_t hash, const Buffer *key) {
  return entry->hash == hash && entry->key_length == key->length &&
         (key->length == 0 || memcmp(entry->key, key->data, key->length) == 0);
}

// --- Looking up ----------------------------------------------------------------------------------

static void drop(Entry *entry) {
  if (atomic_fetch_sub(&entry->references, 1) == 1) arena_destroy(entry->arena);
}

static void touch(PlanCache *cache, Entry *entry) {
  atomic_store_explicit(&entry->used, atomic_fetch_add(&cache->clock, 1), memory_order_relaxed);
}

static Entry *find_shape(PlanCache *cache, const Buffer *key) {
  const uint64_t hash = hash_bytes(key->data, key->length);
  Entry *entry = cache->bucket[hash % BUCKETS];
  while (entry != NULL && (entry->is_plan || !has_key(entry, hash, key))) entry = entry->next;
  return entry;
}

// Do all guards decide as they did? Then what the statement's parameters are.
static bool fits(const Entry *entry, Arena *arena, const Parameters *parameters,
                 const char *const **values) {
  const char ***pieces = ARENA_ARRAY(arena, const char **, entry->guard_count);
  for (size_t i = 0; i < entry->guard_count; i++) {
    const Guard *guard = entry->guard[i];
    const Symbol *lexical = parameters->item[guard->parameter].lexical;
    pieces[i] = ARENA_ARRAY(arena, const char *, guard->count + 1);
    const GuardOutcome outcome =
        guard_decide(arena, guard, lexical->text, lexical->length, pieces[i]);
    if (outcome != (guard->fits ? GUARD_FITS : GUARD_FITS_NOT)) return false;
  }
  const char **all = ARENA_ARRAY(arena, const char *, entry->given_count);
  for (size_t i = 0; i < entry->given_count; i++)
    all[i] = pieces[entry->given[i].guard][entry->given[i].piece];
  *values = all;
  return true;
}

typedef struct Search {
  PlanCache *cache;
  Arena *arena;
  const Shape *shape;
  Buffer key;
  Entry *found;
  const char *const *values;
} Search;

static Status search(void *self, Error *err) {
  (void)err;
  Search *this = self;
  Entry *shape = find_shape(this->cache, &this->key);
  if (shape == NULL) return STATUS_OK;
  touch(this->cache, shape);
  const uint64_t pinned = shape->pinned;
  for (size_t i = 0; i < this->shape->parameters->count; i++)
    if ((pinned >> i & 1) != 0) parameter_pin(&this->shape->parameters->item[i]);
  add_pinned(&this->key, this->shape, pinned);
  const uint64_t hash = hash_bytes(this->key.data, this->key.length);
  Entry *entry = this->cache->bucket[hash % BUCKETS];
  for (; entry != NULL && this->found == NULL; entry = entry->next)
    if (entry->is_plan && has_key(entry, hash, &this->key) &&
        fits(entry, this->arena, this->shape->parameters, &this->values))
      this->found = entry;
  return STATUS_OK;
}

const CachedPlan *plan_cache_find(PlanCache *cache, Arena *arena, const char *context,
                                  size_t context_length, const Shape *shape,
                                  const char *const **values) {
  Search this = {.cache = cache, .arena = arena, .shape = shape};
  shape_key(&this.key, context, context_length, shape);
  (void)pthread_rwlock_rdlock(&cache->lock);
  Error ignored;
  if (arena_run(arena, search, &this, &ignored) != STATUS_OK) this.found = NULL;
  if (this.found != NULL) {
    touch(cache, this.found);
    atomic_fetch_add(&this.found->references, 1);
  }
  (void)pthread_rwlock_unlock(&cache->lock);
  buffer_free(&this.key);
  atomic_fetch_add_explicit(this.found != NULL ? &cache->hits : &cache->misses, 1,
                            memory_order_relaxed);
  if (this.found == NULL) return NULL;
  *values = this.values;
  return &this.found->plan;
}

static Entry *entry_of(const CachedPlan *plan) {
  return (Entry *)(void *)((char *)(uintptr_t)plan - offsetof(Entry, plan));
}

void plan_cache_release(PlanCache *cache, const CachedPlan *plan) {
  (void)cache;
  drop(entry_of(plan));
}

// Two runs that end together may count as one: it is a guess at what comes.
void plan_cache_note_rows(const CachedPlan *plan, size_t rows) {
  Entry *entry = entry_of(plan);
  const uint64_t last = atomic_load_explicit(&entry->rows, memory_order_relaxed) & UINT32_MAX;
  const uint64_t now = rows < UINT32_MAX ? rows : UINT32_MAX;
  atomic_store_explicit(&entry->rows, last << 32 | now, memory_order_relaxed);
  size_t most = atomic_load_explicit(&entry->most_rows, memory_order_relaxed);
  while (rows >= most &&
         !atomic_compare_exchange_weak_explicit(&entry->most_rows, &most, rows + 1,
                                                memory_order_relaxed, memory_order_relaxed))
    continue;
}

size_t plan_cache_rows(const CachedPlan *plan) {
  const uint64_t rows = atomic_load_explicit(&entry_of(plan)->rows, memory_order_relaxed);
  const uint64_t last = rows & UINT32_MAX, before = rows >> 32;
  return (size_t)(last < before ? last : before);
}

size_t plan_cache_most_rows(const CachedPlan *plan) {
  return atomic_load_explicit(&entry_of(plan)->most_rows, memory_order_relaxed) - 1;
}

PlanChoice *plan_cache_choice(const CachedPlan *plan) { return &entry_of(plan)->choice; }

// --- Keeping -------------------------------------------------------------------------------------

static Entry *entry_create(const Buffer *key, bool is_plan) {
  Arena *arena = arena_create(0);
  if (arena == NULL) abort();
  Entry *entry = ARENA_NEW(arena, Entry);
  entry->arena = arena;
  entry->is_plan = is_plan;
  entry->key = arena_copy_text(arena, key->data, key->length);
  entry->key_length = key->length;
  entry->hash = hash_bytes(key->data, key->length);
  atomic_init(&entry->references, 1);
  return entry;
}

static void insert(PlanCache *cache, Entry *entry) {
  Entry **bucket = &cache->bucket[entry->hash % BUCKETS];
  entry->next = *bucket;
  entry->bytes = arena_used(entry->arena);
  *bucket = entry;
  cache->count++;
  cache->bytes += entry->bytes;
  touch(cache, entry);
}

// Takes out what was used before `limit`.
static void evict_before(PlanCache *cache, unsigned long limit) {
  for (size_t i = 0; i < BUCKETS; i++)
    for (Entry **at = &cache->bucket[i]; *at != NULL;) {
      Entry *entry = *at;
      if (atomic_load_explicit(&entry->used, memory_order_relaxed) >= limit) {
        at = &entry->next;
        continue;
      }
      *at = entry->next;
      cache->count--;
      cache->bytes -= entry->bytes;
      if (entry->is_plan) atomic_fetch_add_explicit(&cache->evictions, 1, memory_order_relaxed);
      drop(entry);
    }
}

static int compare_stamps(const void *a, const void *b) {
  const unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;
  return (x > y) - (x < y);
}

static void make_room(PlanCache *cache) {
  while (cache->count > cache->limits.plans || cache->bytes > cache->limits.bytes) {
    unsigned long *stamp = calloc(cache->count, sizeof *stamp);
    if (stamp == NULL) abort();
    size_t count = 0;
    for (size_t i = 0; i < BUCKETS; i++)
      for (Entry *entry = cache->bucket[i]; entry != NULL; entry = entry->next)
        stamp[count++] = atomic_load_explicit(&entry->used, memory_order_relaxed);
    qsort(stamp, count, sizeof *stamp, compare_stamps);
    evict_before(cache, stamp[count / SHARE_EVICTED] + 1);
    free(stamp);
  }
}

typedef struct Keeping {
  Entry *entry;
  const Shape *shape;
  const Symbols *lasting;
  const Plan *plan;
} Keeping;

static size_t number_of(const Parameters *parameters, const Guard *guard) {
  size_t i = 0;
  while (parameters->guards.item[i] != guard) i++;
  return i;
}

static Status keep(void *self, Error *err) {
  (void)err;
  const Keeping *this = self;
  Entry *entry = this->entry;
  Arena *arena = entry->arena;
  const Parameters *parameters = this->shape->parameters;
  Parameter *kept = ARENA_ARRAY(arena, Parameter, parameters->count);
  for (size_t i = 0; i < parameters->count; i++) kept[i].number = (unsigned)i;
  Symbols *symbols = symbols_create(arena, this->lasting);
  const Plan *plan = plan_keep(arena, symbols, this->plan, kept);
  const Guard **guards = ARENA_ARRAY(arena, const Guard *, parameters->guards.count);
  for (size_t i = 0; i < parameters->guards.count; i++)
    guards[i] = guard_keep(arena, symbols, parameters->guards.item[i]);
  GivenPiece *given = ARENA_ARRAY(arena, GivenPiece, parameters->given.count);
  for (size_t i = 0; i < parameters->given.count; i++) {
    const Expr *expr = parameters->given.item[i];
    given[i] =
        (GivenPiece){number_of(parameters, expr->u.parameter.guard), expr->u.parameter.piece};
  }
  const Query *query = this->plan->query;
  const char **names = ARENA_ARRAY(arena, const char *, query->projected_count);
  for (size_t i = 0; i < query->projected_count; i++) {
    const char *name = variables_hint(query->variables, query->projected[i]);
    names[i] = arena_copy_text(arena, name, strlen(name));
  }
  entry->plan.plan = plan;
  entry->plan.name = names;
  entry->plan.value_count = parameters->given.count;
  entry->guard_count = parameters->guards.count;
  entry->guard = guards;
  entry->given_count = parameters->given.count;
  entry->given = given;
  return STATUS_OK;
}

static uint64_t pins_of(const Parameters *parameters) {
  uint64_t pinned = 0;
  for (size_t i = 0; i < parameters->count; i++)
    if (parameters->item[i].pinned) pinned |= UINT64_C(1) << i;
  return pinned;
}

// The shape's entry, with the pins that are known now. False: it was pinned otherwise meanwhile.
static bool note_shape(PlanCache *cache, const Buffer *key, uint64_t pinned) {
  Entry *shape = find_shape(cache, key);
  if (shape == NULL) {
    shape = entry_create(key, false);
    insert(cache, shape);
  }
  shape->pinned |= pinned;
  return shape->pinned == pinned;
}

static size_t count_variants(const PlanCache *cache, const Entry *wanted) {
  size_t count = 0;
  const Buffer key = {.data = (char *)(uintptr_t)wanted->key, .length = wanted->key_length};
  for (const Entry *entry = cache->bucket[wanted->hash % BUCKETS]; entry != NULL;
       entry = entry->next)
    count += entry->is_plan && has_key(entry, wanted->hash, &key);
  return count;
}

const CachedPlan *plan_cache_add(PlanCache *cache, const char *context, size_t context_length,
                                 const Shape *shape, const Symbols *lasting, const Plan *plan) {
  const uint64_t pinned = pins_of(shape->parameters);
  Buffer key = {0};
  shape_key(&key, context, context_length, shape);
  if (plan->mixed != NULL || shape->parameters->unsure) {
    atomic_fetch_add_explicit(&cache->refusals, 1, memory_order_relaxed);
    (void)pthread_rwlock_wrlock(&cache->lock);
    // Lifting is not tried again in vain.
    if (!shape->parameters->unsure) (void)note_shape(cache, &key, pinned);
    (void)pthread_rwlock_unlock(&cache->lock);
    buffer_free(&key);
    return NULL;
  }
  const size_t plain = key.length;
  add_pinned(&key, shape, pinned);
  Entry *entry = entry_create(&key, true);
  Keeping keeping = {entry, shape, lasting, plan};
  Error ignored;
  bool good = arena_run(entry->arena, keep, &keeping, &ignored) == STATUS_OK;
  (void)pthread_rwlock_wrlock(&cache->lock);
  key.length = plain;
  good = good && note_shape(cache, &key, pinned) && count_variants(cache, entry) < MOST_VARIANTS;
  if (good) {
    insert(cache, entry);
    atomic_fetch_add(&entry->references, 1);
    make_room(cache);
  }
  (void)pthread_rwlock_unlock(&cache->lock);
  buffer_free(&key);
  if (good) return &entry->plan;
  drop(entry);
  return NULL;
}

const char *const *parameters_values(Arena *arena, const Parameters *parameters) {
  const char **values = ARENA_ARRAY(arena, const char *, parameters->given.count);
  for (size_t i = 0; i < parameters->given.count; i++) {
    const Expr *expr = parameters->given.item[i];
    const Guard *guard = expr->u.parameter.guard;
    const Symbol *lexical = parameters->item[guard->parameter].lexical;
    const char **piece = ARENA_ARRAY(arena, const char *, guard->count + 1);
    (void)guard_decide(arena, guard, lexical->text, lexical->length, piece);
    values[i] = piece[expr->u.parameter.piece];
  }
  return values;
}

// --- The cache as a whole ------------------------------------------------------------------------

void plan_cache_clear(PlanCache *cache) {
  (void)pthread_rwlock_wrlock(&cache->lock);
  evict_before(cache, ULONG_MAX);
  (void)pthread_rwlock_unlock(&cache->lock);
}

void plan_cache_destroy(PlanCache *cache) {
  if (cache == NULL) return;
  plan_cache_clear(cache);
  (void)pthread_rwlock_destroy(&cache->lock);
  free(cache);
}

static size_t count_mode(const PlanCache *cache, PlanMode mode) {
  size_t count = 0;
  for (size_t i = 0; i < BUCKETS; i++)
    for (const Entry *entry = cache->bucket[i]; entry != NULL; entry = entry->next)
      count += entry->is_plan && plan_choice_mode(&entry->choice) == mode;
  return count;
}

void plan_cache_state(PlanCache *cache, PlanCacheState *out) {
  (void)pthread_rwlock_rdlock(&cache->lock);
  *out = (PlanCacheState){.plans = cache->count,
                          .bytes = cache->bytes,
                          .generic = count_mode(cache, PLAN_GENERIC),
                          .custom = count_mode(cache, PLAN_CUSTOM),
                          .hits = atomic_load(&cache->hits),
                          .misses = atomic_load(&cache->misses),
                          .refusals = atomic_load(&cache->refusals),
                          .evictions = atomic_load(&cache->evictions)};
  (void)pthread_rwlock_unlock(&cache->lock);
}
