// How an exchange ended: counted, and a line in the access log.
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "endpoint/http/exchange.h"
#include "endpoint/http/parts.h"

enum { LOGGED_TARGET = 400 };

// `peer "method target" status n bytes n.n ms`, how it ended (NULL: whole), what was counted.
static void log_answer(Exchange *exchange, int status, size_t body_bytes, double ms,
                       const char *end) {
  const Message *message = exchange->message;
  const uint64_t tenths = (uint64_t)(ms * 10 + 0.5);
  pthread_mutex_lock(&exchange->lock);
  const char *counted = exchange->counted;
  const size_t count = exchange->count;
  pthread_mutex_unlock(&exchange->lock);
  Buffer line = {0};
  buffer_add_text(&line, exchange->peer);
  buffer_add_text(&line, " \"");
  buffer_add_text(&line, message->method);
  buffer_add_char(&line, ' ');
  buffer_add(&line, message->target, strnlen(message->target, LOGGED_TARGET));
  buffer_add_text(&line, "\" ");
  buffer_add_number(&line, (uint64_t)status);
  buffer_add_char(&line, ' ');
  buffer_add_number(&line, body_bytes);
  buffer_add_text(&line, " bytes ");
  buffer_add_number(&line, tenths / 10);
  buffer_add_char(&line, '.');
  buffer_add_number(&line, tenths % 10);
  buffer_add_text(&line, " ms");
  if (end != NULL) {
    buffer_add_char(&line, ' ');
    buffer_add_text(&line, end);
  }
  if (counted != NULL) {
    buffer_add_char(&line, ' ');
    buffer_add_number(&line, count);
    buffer_add_char(&line, ' ');
    buffer_add_text(&line, counted);
  }
  log_line(LOG_INFO, line.data, line.length);
  buffer_free(&line);
}

void exchange_account(Exchange *exchange, int status, size_t body_bytes, bool whole) {
  static const char *const ends[] = {"broken off", "client gone", "client stalled", "timeout",
                                     "shutdown"};
  Metrics *metrics = &exchange->server->metrics;
  const CancelReason reason = exchange_cancel_reason(exchange);
  const double ms = clock_ms() - exchange->arrived;
  pthread_mutex_lock(&exchange->lock);
  if (exchange->raw) {  // the loop may know nothing of it
    status = exchange->status;
    body_bytes = exchange->length;
  }
  pthread_mutex_unlock(&exchange->lock);
  metrics_count(metrics, status, whole, reason, ms, body_bytes);
  atomic_fetch_sub(&metrics->running, 1);
  if (log_has(LOG_INFO)) log_answer(exchange, status, body_bytes, ms, whole ? NULL : ends[reason]);
}
