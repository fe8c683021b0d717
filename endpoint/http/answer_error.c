// Errors as answers: which status, and as text, JSON or a page.
#include <stdio.h>

#include "base/log.h"
#include "endpoint/http/answer.h"
#include "endpoint/http/json.h"
#include "endpoint/http/negotiate.h"
#include "endpoint/http/parts.h"
#include "endpoint/ui/page.h"

static const char RETRY_AFTER[] = "5";  // seconds

static int http_status(Status code) {
  switch (code) {
    case STATUS_SYNTAX:
    case STATUS_USAGE: return 400;
    case STATUS_UNSUPPORTED: return 501;
    case STATUS_LIMIT: return 507;
    case STATUS_SERVICE: return 502;
    case STATUS_CANCELLED: return 503;
    default: return 500;
  }
}

static ErrorForm form_of(Exchange *exchange) {
  const ProtocolRequest *request = exchange->request;
  if (request != NULL && request->format != NULL && strcmp(request->format, "html") == 0)
    return ERROR_PAGE;
  const Offer *offer = negotiate(&error_offers, message_accept(exchange->message));
  return offer == NULL ? ERROR_TEXT : (ErrorForm)offer->format;
}

// The line of `text` that `at` is in, with a caret below the column (which counts code points).
static void add_place(Buffer *out, const char *text, Position at) {
  unsigned line = 1;
  while (line < at.line && (text = strchr(text, '\n')) != NULL) {
    text++;
    line++;
  }
  if (text == NULL) return;
  const size_t length = strcspn(text, "\r\n");
  buffer_printf(out, "\n    %.*s\n    ", (int)length, text);
  unsigned column = 1;
  for (size_t i = 0; i < length && column < at.column; i++) {
    if (((unsigned char)text[i] & 0xC0) == 0x80) continue;
    buffer_add_char(out, text[i] == '\t' ? '\t' : ' ');
    column++;
  }
  buffer_add_text(out, "^\n");
}

static void add_text(Buffer *out, const Error *err, const char *query) {
  if (err->at.line > 0) buffer_printf(out, "line %u, column %u: ", err->at.line, err->at.column);
  buffer_printf(out, "%s\n", err->message);
  if (err->at.line > 0 && query != NULL) add_place(out, query, err->at);
  if (*err->hint != '\0') buffer_printf(out, "\nhint: %s\n", err->hint);
}

static void add_json(Buffer *out, int status, const Error *err) {
  buffer_printf(out, "{\"status\":%d,\"error\":\"%s\",\"message\":", status,
                status_name(err->code));
  json_add_string(out, err->message);
  if (err->at.line > 0)
    buffer_printf(out, ",\"line\":%u,\"column\":%u", err->at.line, err->at.column);
  if (*err->hint != '\0') {
    buffer_add_text(out, ",\"hint\":");
    json_add_string(out, err->hint);
  }
  buffer_add_text(out, "}\n");
}

void answer_error_with(Exchange *exchange, int status, const Error *err, const char *query,
                       const char *field, const char *value) {
  static const char *const types[] = {"text/plain; charset=utf-8", "application/json",
                                      "text/html; charset=utf-8"};
  const ErrorForm form = form_of(exchange);
  Buffer body = {0};
  switch (form) {
    case ERROR_TEXT: add_text(&body, err, query); break;
    case ERROR_JSON: add_json(&body, status, err); break;
    case ERROR_PAGE: page_error(exchange->server, status, err, query, &body); break;
  }
  exchange_begin(exchange, status, types[form]);
  exchange_field(exchange, "Vary", "Accept");
  if (form == ERROR_PAGE) exchange_field(exchange, "Content-Security-Policy", page_policy);
  if (field != NULL) exchange_field(exchange, field, value);
  if (status == 503) exchange_field(exchange, "Retry-After", RETRY_AFTER);
  exchange_reply(exchange, body.data == NULL ? "" : body.data, body.length);
  buffer_free(&body);
}

void answer_error(Exchange *exchange, int status, const Error *err, const char *query) {
  answer_error_with(exchange, status, err, query, NULL, NULL);
}

// The connection itself has failed, rather than a statement on it.
static bool is_lost(Status code, Connection *db) {
  return code == STATUS_DATABASE &&
         (db == NULL || PQstatus(connection_handle(db)) != CONNECTION_OK);
}

// What the client is told of a failure, and with which status.
static int explain(Exchange *exchange, Status code, Connection *db, Error *err) {
  switch (exchange_cancel_reason(exchange)) {
    case CANCEL_TIMEOUT:
      if (exchange->starved) {
        error_set(err, STATUS_LIMIT, "no connection to the database came free within %.0f ms",
                  exchange->deadline - exchange->arrived);
        return 503;
      }
      error_set(err, STATUS_LIMIT, "the query did not end within %.0f ms",
                exchange->deadline - exchange->arrived);
      error_hint(err, "ask for less, or give more time by timeout= (at most %u ms here)",
                 exchange->server->options.timeout_ms);
      return 504;
    case CANCEL_SHUTDOWN: error_set(err, STATUS_CANCELLED, "the server is stopping"); return 503;
    default: break;
  }
  if (is_lost(code, db)) {
    char message[ERROR_MESSAGE_MAX];
    (void)snprintf(message, sizeof message, "%.900s", err->message);
    error_set(err, STATUS_DATABASE, "the database cannot be reached: %s", message);
    return 503;
  }
  if (exchange->starved) return 503;
  if (code != STATUS_SYNTAX && code != STATUS_UNSUPPORTED && code != STATUS_USAGE &&
      code != STATUS_SERVICE)
    err->at = (Position){0, 0};  // it points into the SQL, not into the query
  return http_status(code);
}

void answer_failure(Exchange *exchange, Status code, const Error *err, const char *query,
                    Connection *db) {
  Error told = *err;
  const int status = explain(exchange, code, db, &told);
  const CancelReason reason = exchange_cancel_reason(exchange);
  if (status >= 500 && reason == CANCEL_NONE)
    log_write(code == STATUS_UNSUPPORTED ? LOG_INFO : LOG_WARNING, "%s %s: %s", exchange->peer,
              status_name(code), err->message);
  if (reason == CANCEL_GONE || reason == CANCEL_STALLED || !exchange_retract(exchange))
    exchange_abort(exchange);
  else
    answer_error(exchange, status, &told, query);
}
