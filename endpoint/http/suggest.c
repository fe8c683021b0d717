// Suggestions over HTTP.
#include "endpoint/http/suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rdf/iri.h"
#include "endpoint/http/answer.h"
#include "endpoint/http/negotiate.h"
#include "endpoint/http/parts.h"
#include "endpoint/suggest/survey.h"
#include "endpoint/ui/page.h"

enum { COUNT_DEFAULT = 10, COUNT_MOST = 1000 };

// --- Parameters ----------------------------------------------------------------------------------

static bool refuse(Refusal *refusal, const char *format, const char *what) {
  refusal->status = 400;
  (void)snprintf(refusal->text, sizeof refusal->text, format, what);
  return false;
}

// As people write it: without space around, <IRI>, prefix:name.
static const char *read_name(Arena *arena, const Mapping *mapping, const char *text) {
  text += strspn(text, " \t\r\n");
  size_t length = strlen(text);
  while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) length--;
  if (length > 1 && *text == '<' && text[length - 1] == '>') {
    text++;
    length -= 2;
  }
  const char *name = arena_copy_text(arena, text, length);
  const size_t prefix = strcspn(name, ":");
  for (size_t i = 0; mapping != NULL && i < mapping->prefix_count; i++)
    if (name[prefix] == ':' && strlen(mapping->prefix[i].prefix) == prefix &&
        strncmp(mapping->prefix[i].prefix, name, prefix) == 0)
      return arena_format(arena, "%s%s", mapping->prefix[i].iri, name + prefix + 1);
  return name;
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
  if (strcmp(name, "format") == 0)
    return offer_find(&suggest_offers, value) != NULL ||
           refuse(refusal, "%s is json or html", name);
  return refuse(refusal,
                "there is no parameter %.40s: subject, predicate, object, k, min, timeout, format",
                name);
}

static bool wants_page(Message *message, const FormParameters *parameters) {
  const char *format = parameters_find(parameters, "format");
  const Offer *offer = format != NULL ? offer_find(&suggest_offers, format)
                                      : negotiate(&suggest_offers, message_accept(message));
  return offer != NULL && offer->format == SUGGEST_PAGE;
}

bool suggest_parse(Message *message, const Mapping *mapping, SuggestRequest *out,
                   Refusal *refusal) {
  FormParameters parameters = {0};
  *out = (SuggestRequest){.options = {.count = COUNT_DEFAULT}};
  const bool readable =
      message->query == NULL ||
      parameters_parse(message->arena, message->query, strlen(message->query), &parameters);
  out->page = wants_page(message, &parameters);
  out->protocol.format = out->page ? "html" : NULL;
  if (!readable) return refuse(refusal, "%s", "the address holds a broken escape");
  Question *question = &out->question;
  for (size_t i = 0; i < parameters.count; i++) {
    const char *value = parameters.item[i].value;
    if (out->page) value = read_name(message->arena, mapping, value);
    if (*value != '\0' && !take_parameter(parameters.item[i].name, value, out, refusal))
      return false;
  }
  if (out->page || question->subject != NULL || question->predicate != NULL ||
      question->object != NULL)
    return true;
  return refuse(refusal, "suggestions for what? %s", "Name a subject, a predicate or an object");
}

// --- Cancelling: the asker stands where an executor's query stands ------------------------------

static void cancel(void *asker) { asker_cancel(asker); }
static const Executor asker_executor = {.cancel = cancel};

// --- The answer ----------------------------------------------------------------------------------

static Status ask(Exchange *exchange, Asker *asker, Advice *advice, Error *err) {
  const SuggestRequest *request = (const SuggestRequest *)exchange->request;
  const double left = exchange->deadline - clock_ms();
  asker_set_timeout(asker, left < 1 ? 1 : (unsigned)left);
  const Advisor *advisor = exchange->server->options.advisor;
  const Question *question = &request->question;
  Arena *arena = exchange->message->arena;
  if (question->subject == NULL && question->object == NULL)
    return advisor_survey(advisor, asker, question->predicate, &request->options, arena, advice,
                          err);
  return advisor_ask(advisor, asker, question, 1, &request->options, arena, advice, err);
}

static void reply(Exchange *exchange, const Advice *advice) {
  const SuggestRequest *request = (const SuggestRequest *)exchange->request;
  exchange_note_count(exchange, advice->count, "suggestions");
  atomic_fetch_add(&exchange->server->metrics.suggestions, advice->count);
  if (request->page) {
    page_suggest(exchange, 200, NULL, advice);
    return;
  }
  Buffer body = {0};
  advice_json(advice, advisor_info(exchange->server->options.advisor), &body);
  exchange_begin(exchange, 200, "application/json");
  exchange_field(exchange, "Cache-Control", "no-cache");
  exchange_field(exchange, "Vary", "Accept");
  exchange_reply(exchange, body.data, body.length);
  buffer_free(&body);
}

static void decline(Exchange *exchange, int status, const Error *err) {
  const SuggestRequest *request = (const SuggestRequest *)exchange->request;
  if (request->page)
    page_suggest(exchange, status, err, NULL);
  else
    answer_error(exchange, status, err, NULL);
}

void answer_suggest_refusal(Exchange *exchange, const Refusal *refusal) {
  Error err = {0};
  error_set(&err, STATUS_USAGE, "%s", refusal->text);
  decline(exchange, refusal->status, &err);
}

static bool is_known(const Exchange *exchange) {
  const SuggestRequest *request = (const SuggestRequest *)exchange->request;
  const char *predicate = request->question.predicate;
  const Dataset *data = advisor_data(exchange->server->options.advisor);
  return predicate == NULL || dictionary_find_text(&data->relations, predicate) >= 0;
}

static bool is_empty(const Question *question) {
  return question->subject == NULL && question->predicate == NULL && question->object == NULL;
}

// False: there is nothing to ask the model, and the answer is given.
static bool is_askable(Exchange *exchange) {
  const SuggestRequest *request = (const SuggestRequest *)exchange->request;
  Error err = {0};
  if (exchange->server->options.advisor == NULL) {
    error_set(&err, STATUS_USAGE, "this endpoint has no model to make suggestions");
    error_hint(&err, "anamorph train makes one, anamorph serve -M FILE serves it");
    decline(exchange, 404, &err);
    return false;
  }
  if (!is_known(exchange)) {
    error_set(&err, STATUS_USAGE, "the model has no predicate <%.300s>",
              request->question.predicate);
    decline(exchange, 404, &err);
    return false;
  }
  if (!is_empty(&request->question)) return true;
  page_suggest(exchange, 200, NULL, NULL);
  return false;
}

void answer_suggest(Exchange *exchange) {
  const Advisor *advisor = exchange->server->options.advisor;
  Error err = {0};
  if (!is_askable(exchange)) return;
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
