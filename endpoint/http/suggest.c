// Suggestions over HTTP.
#include "endpoint/http/suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/iri.h"
#include "endpoint/http/answer.h"
#include "endpoint/http/clock.h"
#include "endpoint/http/parts.h"

enum { COUNT_DEFAULT = 10, COUNT_MOST = 1000 };

// --- FormParameters
// ----------------------------------------------------------------------------------

static bool refuse(Refusal *refusal, const char *format, const char *what) {
  refusal->status = 400;
  (void)snprintf(refusal->text, sizeof refusal->text, format, what);
  return false;
}

static bool take_iri(const char *name, const char *value, const char **out, Refusal *refusal) {
  if (*out != NULL) return refuse(refusal, "%s stands there twice", name);
  const size_t length = strlen(value);
  if (!iri_is_absolute(value, length) || !iri_is_valid(value, length))
    return refuse(refusal, "%s is no absolute IRI", name);
  *out = value;
  return true;
}

static bool take_number(const char *name, const char *value, double least, double most, double *out,
                        Refusal *refusal) {
  char *end;
  *out = strtod(value, &end);
  if (end != value && *end == '\0' && *out >= least && *out <= most) return true;
  return refuse(refusal,
                strcmp(name, "k") == 0     ? "%s is a number from 1 to 1000"
                : strcmp(name, "min") == 0 ? "%s is a probability from 0 to 1"
                                           : "%s is a number of milliseconds",
                name);
}

static bool take_parameter(const char *name, const char *value, SuggestRequest *out,
                           Refusal *refusal) {
  double number;
  Question *question = &out->question;
  if (strcmp(name, "subject") == 0) return take_iri(name, value, &question->subject, refusal);
  if (strcmp(name, "predicate") == 0) return take_iri(name, value, &question->predicate, refusal);
  if (strcmp(name, "object") == 0) return take_iri(name, value, &question->object, refusal);
  if (strcmp(name, "min") == 0)
    return take_number(name, value, 0, 1, &out->options.minimum, refusal);
  if (strcmp(name, "k") == 0) {
    if (!take_number(name, value, 1, COUNT_MOST, &number, refusal)) return false;
    out->options.count = (size_t)number;
    return true;
  }
  if (strcmp(name, "timeout") == 0) {
    if (!take_number(name, value, 1, 1e9, &number, refusal)) return false;
    out->protocol.timeout_ms = (unsigned)number;
    return true;
  }
  return refuse(refusal, "there is no parameter %.40s: subject, predicate, object, k, min, timeout",
                name);
}

bool suggest_parse(Message *message, SuggestRequest *out, Refusal *refusal) {
  FormParameters parameters = {0};
  *out = (SuggestRequest){.options = {.count = COUNT_DEFAULT}};
  if (message->query != NULL &&
      !parameters_parse(message->arena, message->query, strlen(message->query), &parameters))
    return refuse(refusal, "%s", "the address holds a broken escape");
  for (size_t i = 0; i < parameters.count; i++)
    if (!take_parameter(parameters.item[i].name, parameters.item[i].value, out, refusal))
      return false;
  if (out->question.subject == NULL && out->question.object == NULL)
    return refuse(refusal, "suggestions for what? %s",
                  "Name a subject, an object, or both; a predicate narrows it");
  return true;
}

// --- Cancelling: the asker stands where an executor's query stands ------------------------------

static void cancel(void *asker) { asker_cancel(asker); }
static const Executor asker_executor = {.cancel = cancel};

// --- The answer ----------------------------------------------------------------------------------

static Status ask(Exchange *exchange, Asker *asker, Advice *advice, Error *err) {
  const SuggestRequest *request = (const SuggestRequest *)exchange->request;
  const double left = exchange->deadline - clock_ms();
  asker_set_timeout(asker, left < 1 ? 1 : (unsigned)left);
  return advisor_ask(exchange->server->options.advisor, asker, &request->question, 1,
                     &request->options, exchange->message->arena, advice, err);
}

static void reply(Exchange *exchange, const Advice *advice) {
  Buffer body = {0};
  advice_json(advice, advisor_info(exchange->server->options.advisor), &body);
  exchange_begin(exchange, 200, "application/json");
  exchange_field(exchange, "Cache-Control", "no-cache");
  exchange_note(exchange, "%zu suggestions", advice->count);
  atomic_fetch_add(&exchange->server->metrics.suggestions, advice->count);
  exchange_reply(exchange, body.data, body.length);
  buffer_free(&body);
}

static void answer_unknown(Exchange *exchange, const char *what) {
  Error err = {0};
  error_set(&err, STATUS_USAGE, "the model has no predicate <%.300s>", what);
  answer_error(exchange, 404, &err, NULL);
}

static bool is_known(const Exchange *exchange) {
  const SuggestRequest *request = (const SuggestRequest *)exchange->request;
  const char *predicate = request->question.predicate;
  const Dataset *data = advisor_data(exchange->server->options.advisor);
  return predicate == NULL || dictionary_find_text(&data->relations, predicate) >= 0;
}

void answer_suggest(Exchange *exchange) {
  const Advisor *advisor = exchange->server->options.advisor;
  const SuggestRequest *request = (const SuggestRequest *)exchange->request;
  Error err = {0};
  if (advisor == NULL) {
    error_set(&err, STATUS_USAGE, "this endpoint has no model to make suggestions");
    error_hint(&err, "anamorph train makes one, anamorph serve -M FILE serves it");
    answer_error(exchange, 404, &err, NULL);
    return;
  }
  if (!is_known(exchange)) {
    answer_unknown(exchange, request->question.predicate);
    return;
  }
  Asker *asker = advisor_asker(advisor);
  Connection *db = NULL;
  Advice advice;
  exchange_set_query(exchange, &asker_executor, asker);
  Status status = pool_acquire(exchange->member->pool, (unsigned)(exchange->deadline - clock_ms()),
                               &exchange->cancelled, &db, &err);
  exchange->starved = status == STATUS_LIMIT;
  if (status == STATUS_OK) {
    asker_use(asker, db);
    status = ask(exchange, asker, &advice, &err);
  }
  exchange_set_query(exchange, NULL, NULL);
  if (status == STATUS_OK)
    reply(exchange, &advice);
  else
    answer_failure(exchange, status, &err, NULL, db);
  query_release(exchange, db);
  asker_destroy(asker);
}
