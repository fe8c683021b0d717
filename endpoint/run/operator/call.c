// Calls of the mapping's PostgreSQL functions with arguments that only solutions outside SQL have.
//
// PostgreSQL is asked for one value at a time, between two rows of whatever statement is under way
// (STREAM_CURSOR): in the same transaction, within the same time. What it said is remembered, but
// of functions that may say something else the next time (anamorph:volatile).
//
// Law: the value is what the call is inside a statement: the statement is written by lowering, of
// constants (rewriter/lower/custom.c). What the function raises ends the query, as it does there.
#include "base/clock.h"
#include "endpoint/run/operator/operator.h"
#include "rewriter/lower/lower.h"
#include "rewriter/plan/bound.h"
#include "rewriter/plan/decode.h"

// A value is the answer again as long as it is among the last few thousand.
enum {
  FIRST_SLOTS = 64,
  MOST_REMEMBERED = 4096,
  MOST_BYTES = 8 * 1024 * 1024,
  MILLISECONDS_BETWEEN_LIMITS = 1000
};

typedef struct Remembered {
  const UserFunction *function;  // NULL: a free slot
  uint64_t hash;
  const Term *args;
  Term value;
} Remembered;

// capacity: a power of two, more than twice the count.
typedef struct Calls {
  Arena *memory;
  size_t count, capacity;
  Remembered *slot;
} Calls;

static void release(void *memory) { arena_destroy(memory); }

static void forget(Calls *calls) {
  arena_reset(calls->memory);
  calls->count = 0;
  calls->capacity = FIRST_SLOTS;
  calls->slot = ARENA_ARRAY(calls->memory, Remembered, FIRST_SLOTS);
}

struct Calls *calls_create(Arena *arena) {
  Calls *calls = ARENA_NEW(arena, Calls);
  calls->memory = arena_create(0);
  if (calls->memory == NULL) arena_fail(arena, STATUS_LIMIT, "out of memory");
  arena_on_release(arena, release, calls->memory);
  forget(calls);
  return calls;
}

// --- What is remembered --------------------------------------------------------------------------

static uint64_t hash_of(const UserFunction *function, const Term args[]) {
  uint64_t hash = (uint64_t)(uintptr_t)function;
  for (size_t i = 0; i < function->argument_count; i++)
    hash = hash * 0x9E3779B97F4A7C15u + evaluate_hash(&args[i]);
  return hash ^ (hash >> 29);
}

// A free slot where it is not there.
static Remembered *slot_of(Calls *calls, const UserFunction *function, const Term args[],
                           uint64_t hash) {
  for (size_t at = hash & (calls->capacity - 1);; at = (at + 1) & (calls->capacity - 1)) {
    Remembered *slot = &calls->slot[at];
    if (slot->function == NULL) return slot;
    bool same = slot->function == function && slot->hash == hash;
    for (size_t i = 0; i < function->argument_count && same; i++)
      same = term_equal(&slot->args[i], &args[i]);
    if (same) return slot;
  }
}

// Room for one more. The old slots stay in memory until all is forgotten: together as many again.
static void grow(Calls *calls) {
  if (2 * (calls->count + 1) < calls->capacity) return;
  const size_t before = calls->capacity;
  const Remembered *old = calls->slot;
  calls->capacity = 2 * before;
  calls->slot = ARENA_ARRAY(calls->memory, Remembered, calls->capacity);
  for (size_t i = 0; i < before; i++)
    if (old[i].function != NULL)
      *slot_of(calls, old[i].function, old[i].args, old[i].hash) = old[i];
}

static void remember(Runtime *runtime, const UserFunction *function, const Term args[],
                     const Term *value) {
  Calls *calls = runtime->calls;
  if (calls->count == MOST_REMEMBERED || arena_used(calls->memory) > MOST_BYTES) forget(calls);
  grow(calls);
  const uint64_t hash = hash_of(function, args);
  Term *kept = ARENA_ARRAY(calls->memory, Term, function->argument_count + 1);
  for (size_t i = 0; i < function->argument_count; i++)
    kept[i] = evaluate_copy(runtime->evaluator, &args[i], calls->memory);
  *slot_of(calls, function, args, hash) =
      (Remembered){function, hash, kept, evaluate_copy(runtime->evaluator, value, calls->memory)};
  calls->count++;
}

// --- Asking --------------------------------------------------------------------------------------

static Status read_value(Runtime *runtime, const Plan *plan, Arena *work, Arena *memory, Term *out,
                         Error *err) {
  Decoder *decoder;
  RowStream *stream;
  const Row *row;
  Term term = {.kind = TERM_UNBOUND};
  TRY(decoder_create(work, plan, runtime->mapping, runtime->strict, &decoder, err));
  TRY(row_stream_open(runtime->db, plan->sql, STREAM_ROWS, (int)plan->column_count, &stream, err));
  Status status = row_stream_next(stream, &row, err);
  bool there = false;
  if (status == STATUS_OK && row != NULL) status = decoder_row(decoder, row, &term, &there, err);
  if (!there) term = (Term){.kind = TERM_UNBOUND};
  if (status == STATUS_OK) *out = evaluate_copy(runtime->evaluator, &term, memory);
  if (status == STATUS_OK && row != NULL) status = row_stream_next(stream, &row, err);
  row_stream_close(stream);
  return status;
}

static Status ask(Runtime *runtime, const Expr *call, const Term args[], Arena *work, Arena *memory,
                  Term *out, Error *err) {
  Plan *plan;
  TRY(statement_write_call(runtime->plan->query, runtime->mapping, &runtime->rewrite, call, args,
                           work, &plan, err));
  if (plan == NULL || plan->sql == NULL) return STATUS_OK;
  if (runtime->db == NULL)
    return error_set(err, STATUS_USAGE, "this query needs a database connection");
  if (clock_ms() > runtime->limited + MILLISECONDS_BETWEEN_LIMITS)
    TRY(runtime_limit_commands(runtime, err));
  return read_value(runtime, plan, work, memory, out, err);
}

Status call_value(void *self, const Expr *call, const Term args[], Arena *memory, Term *out,
                  Error *err) {
  Runtime *runtime = self;
  const UserFunction *function;
  TRY(custom_find(runtime->mapping, call, &function, err));
  TRY(runtime_check(runtime, err));
  *out = (Term){.kind = TERM_UNBOUND};
  for (size_t i = 0; i < function->argument_count; i++)
    if (args[i].kind == TERM_BLANK) return STATUS_OK;  // of no parameter's datatype
  if (!function->may_be_volatile) {
    const Remembered *known = slot_of(runtime->calls, function, args, hash_of(function, args));
    if (known->function != NULL) {
      *out = evaluate_copy(runtime->evaluator, &known->value, memory);
      return STATUS_OK;
    }
  }
  Arena *work = arena_create(runtime->limit);
  if (work == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  const Status status = ask(runtime, call, args, work, memory, out, err);
  arena_destroy(work);
  if (status == STATUS_OK && !function->may_be_volatile) remember(runtime, function, args, out);
  return status;
}
