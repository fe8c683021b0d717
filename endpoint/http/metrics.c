// Counters, and their text.
#include "endpoint/http/metrics.h"

#include "rewriter/plan/cache.h"

static const struct {
  int code;
  const char *reason;
} statuses[] = {
#define HTTP_STATUS(code, reason) {code, reason},
#include "endpoint/http/status.def"
#undef HTTP_STATUS
};

static const char *const reason_names[] = {"none", "client_gone", "client_stalled", "timeout",
                                           "shutdown"};
static const double bounds[] = DURATION_BOUNDS;

static int status_index(int code) {
  for (int i = 0; i < HTTP_STATUS_COUNT; i++)
    if (statuses[i].code == code) return i;
  return -1;
}

const char *http_reason(int status) {
  const int index = status_index(status);
  return index < 0 ? "" : statuses[index].reason;
}

void metrics_count(Metrics *metrics, int status, bool whole, CancelReason cancelled,
                   double duration_ms, size_t body_bytes) {
  const int index = status_index(status);
  if (whole && index >= 0)
    atomic_fetch_add(&metrics->answers[index], 1);
  else
    atomic_fetch_add(&metrics->broken_off, 1);
  if (cancelled != CANCEL_NONE) atomic_fetch_add(&metrics->cancelled[cancelled], 1);
  atomic_fetch_add(&metrics->body_bytes, body_bytes);
  size_t bucket = 0;
  while (bucket + 1 < DURATION_BUCKETS && duration_ms > 1e3 * bounds[bucket]) bucket++;
  atomic_fetch_add(&metrics->duration[bucket], 1);
  atomic_fetch_add(&metrics->duration_us, (unsigned long)(1e3 * duration_ms));
}

static void print_head(Buffer *out, const char *name, const char *type, const char *help) {
  buffer_printf(out, "# HELP anamorph_%s %s\n# TYPE anamorph_%s %s\n", name, help, name, type);
}

static void print_one(Buffer *out, const char *name, const char *type, const char *help,
                      unsigned long value) {
  print_head(out, name, type, help);
  buffer_printf(out, "anamorph_%s %lu\n", name, value);
}

static void print_durations(Metrics *metrics, Buffer *out) {
  print_head(out, "request_duration_seconds", "histogram", "From a request to its last byte.");
  unsigned long count = 0;
  for (size_t i = 0; i < DURATION_BUCKETS; i++) {
    count += atomic_load(&metrics->duration[i]);
    if (i + 1 < DURATION_BUCKETS)
      buffer_printf(out, "anamorph_request_duration_seconds_bucket{le=\"%g\"} %lu\n", bounds[i],
                    count);
  }
  buffer_printf(out,
                "anamorph_request_duration_seconds_bucket{le=\"+Inf\"} %lu\n"
                "anamorph_request_duration_seconds_sum %.6f\n"
                "anamorph_request_duration_seconds_count %lu\n",
                count, (double)atomic_load(&metrics->duration_us) / 1e6, count);
}

static void print_pool(Pool *pool, Buffer *out) {
  PoolState state;
  pool_state(pool, &state);
  print_one(out, "database_up", "gauge", "1 when the database answered when last asked.",
            state.health == POOL_UP);
  print_one(out, "pool_size", "gauge", "Most connections to the database.", state.size);
  print_one(out, "pool_open", "gauge", "Open connections to the database.", state.open);
  print_one(out, "pool_busy", "gauge", "Connections in use.", state.busy);
  print_one(out, "pool_waiting", "gauge", "Requests that wait for a connection.", state.waiting);
  print_one(out, "pool_opened_total", "counter", "Connections opened.", state.opened);
  print_one(out, "pool_broken_total", "counter", "Connections found broken.", state.broken);
}

static void print_cache(PlanCache *cache, Buffer *out) {
  PlanCacheState state;
  plan_cache_state(cache, &state);
  print_one(out, "plan_cache_hits_total", "counter", "Queries answered by a plan that was there.",
            state.hits);
  print_one(out, "plan_cache_misses_total", "counter", "Queries that were planned.", state.misses);
  print_one(out, "plan_cache_refusals_total", "counter", "Plans that no other query can use.",
            state.refusals);
  print_one(out, "plan_cache_evictions_total", "counter", "Plans that made room for others.",
            state.evictions);
  print_one(out, "plan_cache_entries", "gauge", "Plans and shapes kept.", state.plans);
  print_one(out, "plan_cache_bytes", "gauge", "Memory of the plans kept.", state.bytes);
  print_one(out, "plan_cache_generic", "gauge",
            "Plans that PostgreSQL makes once for all values, as that was measured to be quicker.",
            state.generic);
  print_one(out, "plan_cache_custom", "gauge",
            "Plans that PostgreSQL makes anew for each query's values, as that was quicker.",
            state.custom);
}

void metrics_print(Metrics *metrics, Pool *pool, PlanCache *cache, unsigned queued, Buffer *out) {
  print_head(out, "requests_total", "counter", "Answers sent whole, by status.");
  for (size_t i = 0; i < HTTP_STATUS_COUNT; i++) {
    const unsigned long count = atomic_load(&metrics->answers[i]);
    if (count > 0)
      buffer_printf(out, "anamorph_requests_total{status=\"%d\"} %lu\n", statuses[i].code, count);
  }
  print_head(out, "cancelled_total", "counter", "Requests cancelled, by reason.");
  for (size_t i = 1; i < CANCEL_REASON_COUNT; i++)
    buffer_printf(out, "anamorph_cancelled_total{reason=\"%s\"} %lu\n", reason_names[i],
                  atomic_load(&metrics->cancelled[i]));
  print_one(out, "broken_off_total", "counter", "Answers that ended before their time.",
            atomic_load(&metrics->broken_off));
  print_one(out, "rejected_total", "counter", "Requests turned away because all was busy.",
            atomic_load(&metrics->rejected));
  print_one(out, "body_bytes_total", "counter", "Bytes of answers' bodies.",
            atomic_load(&metrics->body_bytes));
  print_one(out, "conversed_total", "counter",
            "Requests read by the worker that had answered their client's last.",
            atomic_load(&metrics->conversed));
  print_one(out, "suggest_requests_total", "counter", "Requests for suggestions.",
            atomic_load(&metrics->suggest_requests));
  print_one(out, "suggestions_total", "counter", "Suggestions given to them.",
            atomic_load(&metrics->suggestions));
  print_one(out, "clients", "gauge", "Open client connections.", atomic_load(&metrics->clients));
  print_one(out, "running", "gauge", "Requests being answered.", atomic_load(&metrics->running));
  print_one(out, "queued", "gauge", "Requests that wait for a worker.", queued);
  print_durations(metrics, out);
  if (pool != NULL) print_pool(pool, out);
  if (cache != NULL) print_cache(cache, out);
}
