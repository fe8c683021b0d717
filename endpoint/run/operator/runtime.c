// Clocks, limits and blank rows.
#include "endpoint/run/operator/runtime.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

enum { STEPS_BETWEEN_CLOCKS = 64 };

unsigned runtime_left(const Runtime *runtime) {
  if (runtime->deadline <= 0) return 0;
  const double left = runtime->deadline - clock_ms();
  return left < 1 ? 1 : (unsigned)left;
}

Status runtime_limit_commands(Runtime *runtime, Error *err) {
  const unsigned left = runtime_left(runtime);
  if (left == 0) return STATUS_OK;
  char setting[64];
  (void)snprintf(setting, sizeof setting, "SET LOCAL statement_timeout = %u", left);
  PGresult *result;
  TRY(connection_query(runtime->db, setting, &result, err));
  PQclear(result);
  runtime->limited = clock_ms();
  return STATUS_OK;
}

Status runtime_ended(const Runtime *runtime, Error *err) {
  if (atomic_load_explicit(runtime->cancelled, memory_order_relaxed))
    return error_set(err, STATUS_CANCELLED, "the query was cancelled");
  return error_set(err, STATUS_LIMIT, "the query took longer than its time limit");
}

Status runtime_check(Runtime *runtime, Error *err) {
  if (atomic_load_explicit(runtime->cancelled, memory_order_relaxed))
    return runtime_ended(runtime, err);
  if (runtime->deadline <= 0 || ++runtime->steps % STEPS_BETWEEN_CLOCKS != 0) return STATUS_OK;
  return clock_ms() < runtime->deadline ? STATUS_OK : runtime_ended(runtime, err);
}

Status runtime_hold(Runtime *runtime, ptrdiff_t bytes, Error *err) {
  runtime->held += (size_t)bytes;
  if (bytes <= 0 || runtime->held <= runtime->limit) return STATUS_OK;
  error_set(err, STATUS_LIMIT,
            "what has to be kept of this query outside PostgreSQL is more than %zu MB",
            runtime->limit / ((size_t)1024 * 1024));
  error_hint(err, "`anamorph explain` shows which part of it is not SQL");
  return STATUS_LIMIT;
}

void runtime_clear_row(const Runtime *runtime, Term *row) {
  if (runtime->outer != NULL)
    memcpy(row, runtime->outer, runtime->width * sizeof *row);
  else
    memset(row, 0, runtime->width * sizeof *row);
}

uint64_t runtime_next_id(Runtime *runtime) { return ++runtime->last_id; }
