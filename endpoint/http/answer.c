// Query answers: prepare, negotiate, connect, stream.
#include "endpoint/http/answer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "endpoint/http/negotiate.h"
#include "endpoint/http/parts.h"
#include "endpoint/service/service.h"
#include "endpoint/ui/page.h"
#include "rewriter/knowledge.h"
#include "rewriter/rule/rule.h"

// PostgreSQL's own timeout, should this process be too busy to cancel in time: at least so much
// longer, and one of few values, so that a session seldom has to be told of another.
enum { STATEMENT_MARGIN_MS = 5000 };

static unsigned statement_timeout(unsigned left) {
  unsigned step = 1024;
  while (step < left / 4) step *= 2;
  return (left + STATEMENT_MARGIN_MS) / step * step + step;
}

static unsigned time_left(const Exchange *exchange) {
  const double left = exchange->deadline - clock_ms();
  return left < 1 ? 1 : (unsigned)left;
}

static Status cancelled(const Exchange *exchange, Error *err) {
  if (exchange_cancel_reason(exchange) == CANCEL_NONE) return STATUS_OK;
  return error_set(err, STATUS_CANCELLED, "the request was cancelled");
}

// The regimen under the request's own mode of owl:sameAs.
static Status choose_same_as(const Exchange *exchange, Regime regime, const Regimen **out,
                             Error *err) {
  const ProtocolRequest *request = exchange->request;
  const ServerOptions *options = &exchange->server->options;
  const SameAs loaded = options->knowledge != NULL ? options->knowledge->same_as
                        : options->rules != NULL   ? options->rules->same_as
                                                   : SAME_AS_OFF;
  if (!request->same_as_given || request->same_as == loaded) return STATUS_OK;
  if (options->knowledge != NULL) {
    *out = knowledge_under(options->knowledge, regime, request->same_as);
    if (*out != NULL) return STATUS_OK;
  }
  error_set(err, STATUS_USAGE, "same-as=%s is not what this endpoint has loaded",
            same_as_name(request->same_as));
  error_hint(err, "same-as is %s here", same_as_name(loaded));
  return STATUS_USAGE;
}

// What the request is answered over: its own regime, or the one that was loaded.
static Status choose_regimen(const Exchange *exchange, const Regimen **out, Error *err) {
  const ProtocolRequest *request = exchange->request;
  const Knowledge *knowledge = exchange->server->options.knowledge;
  const Regime loaded = knowledge == NULL ? REGIME_OFF : knowledge->regime;
  const Regime wanted = request->reasoning_given ? request->reasoning : loaded;
  *out = NULL;
  if (wanted > loaded) {
    error_set(err, STATUS_USAGE, "reasoning=%s is more than this endpoint has loaded",
              regime_name(wanted));
    error_hint(err, "reasoning is %s%s here", loaded == REGIME_OFF ? "" : "one of off to ",
               regime_name(loaded));
    return STATUS_USAGE;
  }
  if (knowledge != NULL) *out = knowledge_at(knowledge, wanted);
  return choose_same_as(exchange, wanted, out, err);
}

Status query_prepare(Exchange *exchange, const char *text, void **query, Error *err) {
  const struct Server *server = exchange->server;
  const ProtocolRequest *request = exchange->request;
  const bool is_main = exchange->member == &server->member[0];
  const Regimen *regimen = NULL;
  if (is_main) TRY(choose_regimen(exchange, &regimen, err));
  ExecuteOptions options = {
      .base = server->options.base,
      .default_graph_count = request->default_graph.count,
      .default_graph = request->default_graph.item,
      .named_graph_count = request->named_graph.count,
      .named_graph = request->named_graph.item,
      .union_default_graph = server->options.union_default_graph,
      .strict = server->options.strict,
      .disabled_passes = server->options.disabled_passes,
      .memory_limit = server->options.memory_limit,
      .timeout_ms = statement_timeout(time_left(exchange)),
      .services =
          server->options.services == NULL ? NULL : services_leaf_maker(server->options.services),
      .regimen = regimen,
  };
  if (server->options.services != NULL)
    services_set_options(server->options.services, exchange->member->name, &options);
  *query = NULL;
  TRY(cancelled(exchange, err));
  TRY(exchange->member->executor->prepare(exchange->member->executor->self, text, strlen(text),
                                          &options, query, err));
  exchange_set_query(exchange, exchange->member->executor, *query);
  return STATUS_OK;
}

Status query_connect(Exchange *exchange, void *query, Connection **db, Error *err) {
  *db = NULL;
  TRY(cancelled(exchange, err));
  if (exchange->member->pool == NULL || exchange->member->executor->is_known(query))
    return STATUS_OK;
  const Status status =
      pool_acquire(exchange->member->pool, time_left(exchange), &exchange->cancelled, db, err);
  exchange->starved = status == STATUS_LIMIT || status == STATUS_CANCELLED;
  return status;
}

void query_release(Exchange *exchange, Connection *db) {
  if (db != NULL) pool_release(exchange->member->pool, db);
}

void query_destroy(Exchange *exchange, void *query) {
  exchange_set_query(exchange, NULL, NULL);
  if (query != NULL) exchange->member->executor->destroy(query);
}

const char *message_accept(Message *message) {
  const char *all = NULL;
  for (size_t i = 0; i < message->header.count; i++) {
    if (strcasecmp(message->header.item[i].name, "Accept") != 0) continue;
    const char *value = message->header.item[i].value;
    all = all == NULL ? value : arena_format(message->arena, "%s, %s", all, value);
  }
  return all;
}

// --- Query results -----------------------------------------------------------------------------

// What to answer with. NULL: 406 or 400 was answered.
static const Offer *choose(Exchange *exchange, QueryForm form) {
  const ProtocolRequest *request = exchange->request;
  const bool graph = query_form_gives_graph(form);
  const Offers *offers = graph ? &graph_offers : &result_offers;
  Error err;
  if (request->format != NULL) {
    const Offer *offer = offer_find(offers, request->format);
    if (offer != NULL) return offer;
    error_set(&err, STATUS_USAGE, "there is no format '%.60s' for this form of query",
              request->format);
    error_hint(&err, graph ? "format is one of ttl, nt, jsonld, rdfxml, trig, nq, html"
                           : "format is one of json, xml, csv, tsv, table, html");
    answer_error(exchange, 400, &err, request->query);
    return NULL;
  }
  const Offer *offer = negotiate(offers, message_accept(exchange->message));
  if (offer != NULL) return offer;
  error_set(&err, STATUS_USAGE, "none of the formats that the client accepts is given here");
  error_hint(&err, graph ? "given are text/turtle, application/n-triples, application/ld+json, "
                           "application/rdf+xml, application/trig, application/n-quads"
                         : "given are application/sparql-results+json, "
                           "application/sparql-results+xml, text/csv, text/tab-separated-values");
  answer_error(exchange, 406, &err, request->query);
  return NULL;
}

static void begin(Exchange *exchange, const char *media_type) {
  exchange_begin(exchange, 200, media_type);
  exchange_field(exchange, "Vary", "Accept");
  exchange_field(exchange, "Cache-Control", "no-cache");
}

// RFC 7234 5.5: 199 is "miscellaneous warning".
static void add_warning(Exchange *exchange, const Executor *executor, const void *query) {
  const char *warning = executor->warning == NULL ? NULL : executor->warning(query);
  if (warning == NULL) return;
  Arena *arena = exchange->message->arena;
  exchange_field(exchange, "Warning", arena_format(arena, "199 anamorph \"%s\"", warning));
  exchange_field(exchange, "X-Anamorph-Warning", warning);
}

static void stream(Exchange *exchange, void *query, QueryForm form, const Offer *offer) {
  const bool graph = query_form_gives_graph(form);
  AnswerFormat format = {0};
  if (graph)
    format.graph = (GraphFormat)offer->format;
  else
    format.result = (ResultFormat)offer->format;
  const Executor *executor = exchange->member->executor;
  const Output output = {exchange_write, exchange};
  const ProtocolRequest *request = exchange->request;
  begin(exchange,
        graph ? graph_format_media_type(format.graph) : result_format_media_type(format.result));
  add_warning(exchange, executor, query);
  if (exchange->head_only) {
    exchange_finish(exchange);
    return;
  }
  Error err = {0};
  Connection *db = NULL;
  Status status = query_connect(exchange, query, &db, &err);
  if (status == STATUS_OK) status = executor->write(query, db, format, &output, &err);
  exchange_note_count(exchange, executor->written(query), graph ? "triples" : "solutions");
  if (status == STATUS_OK) {
    exchange_finish(exchange);
    if (executor->learn != NULL) executor->learn(query, db);
  } else {
    answer_failure(exchange, status, &err, request->query, db);
  }
  query_release(exchange, db);
}

void answer_query(Exchange *exchange) {
  const ProtocolRequest *request = exchange->request;
  Error err = {0};
  void *query;
  const Status status = query_prepare(exchange, request->query, &query, &err);
  if (status != STATUS_OK) {
    answer_failure(exchange, status, &err, request->query, NULL);
    return;
  }
  const QueryForm form = exchange->member->executor->form(query);
  const Offer *offer = choose(exchange, form);
  if (offer != NULL) {
    if (offer->format == RESULT_PAGE || offer->format == GRAPH_PAGE)
      page_answer(exchange, query);
    else
      stream(exchange, query, form, offer);
  }
  query_destroy(exchange, query);
}
