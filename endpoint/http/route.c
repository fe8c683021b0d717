// Routes and the handlers of the small answers.
#include "endpoint/http/route.h"

#include <string.h>

#include "endpoint/http/answer.h"
#include "endpoint/http/json.h"
#include "endpoint/http/parts.h"
#include "endpoint/http/protocol.h"
#include "endpoint/http/suggest.h"
#include "endpoint/ui/page.h"

enum { METHOD_GET = 1, METHOD_POST = 2 };

// job(exchange) on a worker, by `timeout_ms` from the request's arrival at the latest (0: the
// server's default; capped).
static void dispatch(Exchange *exchange, void (*job)(Exchange *exchange), unsigned timeout_ms) {
  const struct Server *server = exchange->server;
  const unsigned wanted = timeout_ms == 0 ? server->options.default_timeout_ms : timeout_ms;
  const unsigned cap = server->options.timeout_ms;
  exchange->deadline = exchange->arrived + (wanted < cap ? wanted : cap);
  exchange->job = job;
}

void route_refuse(Exchange *exchange) {
  atomic_fetch_add(&exchange->server->metrics.rejected, 1);
  Error err;
  error_set(&err, STATUS_LIMIT, "too many requests are waiting, try again in a moment");
  answer_error(exchange, 503, &err, NULL);
}

// --- The protocol ------------------------------------------------------------------------------

static void answer_refusal(Exchange *exchange, const Refusal *refusal) {
  Error err;
  error_set(&err, STATUS_USAGE, "%s", refusal->text);
  answer_error(exchange, refusal->status, &err, NULL);
}

static void handle_sparql(Exchange *exchange) {
  Message *message = exchange->message;
  ProtocolRequest *request = ARENA_NEW(message->arena, ProtocolRequest);
  Refusal refusal;
  exchange->request = request;
  if (!protocol_parse(message, request, &refusal))
    answer_refusal(exchange, &refusal);
  else if (request->query == NULL)
    dispatch(exchange, answer_description, request->timeout_ms);
  else
    dispatch(exchange, answer_query, request->timeout_ms);
}

// The reading side of the Graph Store HTTP Protocol.
static void handle_graph(Exchange *exchange) {
  Message *message = exchange->message;
  ProtocolRequest *request = ARENA_NEW(message->arena, ProtocolRequest);
  Refusal refusal;
  exchange->request = request;
  if (graph_store_parse(message, request, &refusal))
    dispatch(exchange, answer_graph, request->timeout_ms);
  else
    answer_refusal(exchange, &refusal);
}

static void handle_suggest(Exchange *exchange) {
  Message *message = exchange->message;
  SuggestRequest *request = ARENA_NEW(message->arena, SuggestRequest);
  Refusal refusal;
  exchange->request = &request->protocol;
  atomic_fetch_add(&exchange->server->metrics.suggest_requests, 1);
  if (suggest_parse(message, exchange->server->options.mapping, request, &refusal))
    dispatch(exchange, answer_suggest, request->protocol.timeout_ms);
  else
    answer_suggest_refusal(exchange, &refusal);
}

static bool is_blank(const char *text) { return text[strspn(text, " \t\r\n")] == '\0'; }

// The page takes the protocol's parameters too, and answers them as a page.
static void handle_page(Exchange *exchange) {
  Message *message = exchange->message;
  PageRequest *request = ARENA_NEW(message->arena, PageRequest);
  FormParameters parameters = {0};
  Refusal refusal;
  const bool good = protocol_parse(message, &request->protocol, &refusal);
  request->protocol.format = "html";
  exchange->request = &request->protocol;
  if (!good) {
    answer_refusal(exchange, &refusal);
    return;
  }
  if (message->query != NULL)  // parsed once already
    (void)parameters_parse(message->arena, message->query, strlen(message->query), &parameters);
  request->describe = parameters_find(&parameters, "describe");
  request->draft = parameters_find(&parameters, "draft");
  if (request->describe != NULL && *request->describe != '\0')
    dispatch(exchange, page_resource, request->protocol.timeout_ms);
  else if (request->protocol.query != NULL && !is_blank(request->protocol.query))
    dispatch(exchange, answer_query, request->protocol.timeout_ms);
  else
    dispatch(exchange, page_home, 0);
}

// --- Small answers -----------------------------------------------------------------------------

static void reply(Exchange *exchange, int status, const char *type, const char *body,
                  size_t length) {
  exchange_begin(exchange, status, type);
  exchange_field(exchange, "Cache-Control", "no-store");
  exchange_reply(exchange, body, length);
}

static void handle_live(Exchange *exchange) {
  static const char body[] = "{\"status\":\"ok\"}\n";
  reply(exchange, 200, "application/json", body, sizeof body - 1);
}

static void handle_health(Exchange *exchange) {
  static const char *const names[] = {"unknown", "up", "down"};
  PoolState state = {.health = POOL_UNKNOWN};
  if (exchange->member->pool != NULL) pool_state(exchange->member->pool, &state);
  const bool down = state.health == POOL_DOWN;
  Buffer body = {0};
  buffer_printf(&body, "{\"status\":\"%s\",\"database\":\"%s\"", down ? "degraded" : "ok",
                names[state.health]);
  if (down) {
    buffer_add_text(&body, ",\"message\":");
    json_add_string(&body, state.message);
  }
  buffer_printf(&body, ",\"connections\":{\"size\":%u,\"open\":%u,\"busy\":%u,\"waiting\":%u}}\n",
                state.size, state.open, state.busy, state.waiting);
  reply(exchange, down ? 503 : 200, "application/json", body.data, body.length);
  buffer_free(&body);
}

static void handle_metrics(Exchange *exchange) {
  struct Server *server = exchange->server;
  Buffer body = {0};
  metrics_print(&server->metrics, exchange->member->pool, exchange->member->executor->cache,
                workers_queued(server->workers), &body);
  reply(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", body.data, body.length);
  buffer_free(&body);
}

static void handle_icon(Exchange *exchange) {
  exchange_begin(exchange, 200, "image/svg+xml");
  exchange_field(exchange, "Cache-Control", "max-age=86400");
  exchange_reply(exchange, page_icon, strlen(page_icon));
}

// --- Finding the way ---------------------------------------------------------------------------

static const struct {
  const char *path;
  unsigned methods;
  void (*handle)(Exchange *exchange);
} routes[] = {
#define ROUTE(path, methods, handler) {path, methods, handler},
#include "endpoint/http/route.def"
#undef ROUTE
};

static const char *allowed(unsigned methods) {
  return methods & METHOD_POST ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS";
}

// A plain OPTIONS, or a browser's question whether another site's script may ask.
static void answer_options(Exchange *exchange, unsigned methods) {
  exchange_begin(exchange, 204, NULL);
  exchange_field(exchange, "Allow", allowed(methods));
  if (message_header(exchange->message, "Access-Control-Request-Method") != NULL) {
    exchange_field(exchange, "Access-Control-Allow-Methods", allowed(methods));
    exchange_field(exchange, "Access-Control-Allow-Headers", "Accept, Content-Type, Authorization");
    exchange_field(exchange, "Access-Control-Max-Age", "86400");
  }
  exchange_reply(exchange, "", 0);
}

static unsigned method_of(const char *method) {
  if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) return METHOD_GET;
  return strcmp(method, "POST") == 0 ? METHOD_POST : 0;
}

// The other mapping that /NAME/sparql asks, or NULL.
static const struct Member *find_member(const struct Server *server, const char *path) {
  for (size_t i = 1; i <= server->options.member_count; i++) {
    const struct Member *member = &server->member[i];
    const size_t length = strlen(member->name);
    if (path[0] == '/' && strncmp(path + 1, member->name, length) == 0 &&
        strcmp(path + 1 + length, "/sparql") == 0)
      return member;
  }
  return NULL;
}

void route_find(Exchange *exchange) {
  const Message *message = exchange->message;
  const struct Member *member = find_member(exchange->server, message->path);
  const char *path = member == NULL ? message->path : "/sparql";
  exchange->member = member == NULL ? &exchange->server->member[0] : member;
  const bool is_options = strcmp(message->method, "OPTIONS") == 0;
  Error err;
  for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
    if (strcmp(routes[i].path, path) != 0) continue;
    if (is_options) {
      answer_options(exchange, routes[i].methods);
    } else if (method_of(message->method) & routes[i].methods) {
      routes[i].handle(exchange);
    } else {
      error_set(&err, STATUS_USAGE, "%s is not done here, but %s is", message->method,
                allowed(routes[i].methods));
      answer_error_with(exchange, 405, &err, NULL, "Allow", allowed(routes[i].methods));
    }
    return;
  }
  if (is_options && strcmp(message->target, "*") == 0) {
    answer_options(exchange, METHOD_GET | METHOD_POST);
    return;
  }
  error_set(&err, STATUS_USAGE, "there is nothing at %.200s", message->path);
  error_hint(&err, "queries are answered at /sparql, and the page is at /");
  answer_error(exchange, 404, &err, NULL);
}
