// Counters of the endpoint, and their text for Prometheus.
#ifndef ANAMORPH_ENDPOINT_HTTP_METRICS_H
#define ANAMORPH_ENDPOINT_HTTP_METRICS_H

#include <stdatomic.h>

#include "base/buffer.h"
#include "endpoint/http/exchange.h"
#include "endpoint/run/pool.h"

typedef enum HttpStatus {
#define HTTP_STATUS(code, reason) HTTP_##code,
#include "endpoint/http/status.def"
#undef HTTP_STATUS
  HTTP_STATUS_COUNT
} HttpStatus;

// Upper bounds of the histogram of durations, in seconds; beyond the last is one bucket more.
#define DURATION_BOUNDS \
  { 0.005, 0.02, 0.1, 0.5, 2, 10, 60 }
enum { DURATION_BUCKETS = 8 };

typedef struct Metrics {
  atomic_ulong answers[HTTP_STATUS_COUNT];
  atomic_ulong broken_off;  // answers that ended before their time
  atomic_ulong cancelled[CANCEL_REASON_COUNT];
  atomic_ulong rejected;  // for want of a worker, a connection or room for a client
  atomic_ulong body_bytes;
  atomic_ulong conversed;         // requests that a worker read (conversation.h)
  atomic_ulong suggest_requests;  // to /suggest
  atomic_ulong suggestions;       // given there
  atomic_ulong duration[DURATION_BUCKETS];
  atomic_ulong duration_us;  // sum
  atomic_uint clients;       // open connections
  atomic_uint running;       // exchanges under way
} Metrics;

// "OK", "Not Found", …; "" for a code that is not in status.def.
const char *http_reason(int status);

// Counts an exchange that has ended.
void metrics_count(Metrics *metrics, int status, bool whole, CancelReason cancelled,
                   double duration_ms, size_t body_bytes);

struct PlanCache;

// The text exposition format, version 0.0.4. pool and cache may be NULL.
void metrics_print(Metrics *metrics, Pool *pool, struct PlanCache *cache, unsigned queued,
                   Buffer *out);

#endif
