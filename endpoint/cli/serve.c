// anamorph serve: the SPARQL endpoint, until Ctrl-C.
#include <stdio.h>

#include "base/log.h"
#include "endpoint/cli/command.h"
#include "endpoint/cli/gateway.h"
#include "endpoint/cli/model_advisor.h"
#include "endpoint/http/server.h"
#include "endpoint/ui/examples.h"

enum { DEFAULT_PORT = 7333 };

static const struct argp_option OPTIONS[] = {
    OPTIONS_MEMBERS,
    OPTIONS_DATABASE,
    OPTIONS_KNOWLEDGE,
    OPTION_EXISTENTIALS,
    OPTION_SAME_AS,
    OPTION_ADVISOR,
    {"port", 'p', "PORT", 0, "listen on this port (7333; 0: any that is free)", 2},
    {"host", 'H', "ADDRESS", 0,
     "listen on this address (127.0.0.1: this machine only), or, as unix:PATH, on a Unix socket",
     2},
    {"connections", KEY_POOL, "N", 0, "connections to PostgreSQL (8)", 2},
    {"plan-cache", KEY_PLAN_CACHE, "N", 0,
     "plans kept for queries of the same shape (4096; 0: every query is planned anew)", 2},
    {"timeout", KEY_TIMEOUT, "MS", 0, "the longest that a request may take (300000)", 2},
    {"examples", 'q', "FOLDER", 0, "a folder of .rq files, shown on the front page", 2},
    {"title", 't', "TEXT", 0, "title of the front page", 2},
    OPTION_STRICT,
    OPTION_UNION,
    OPTION_WITHOUT,
    OPTIONS_SERVICE,
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "serve", NULL,
    "Serves the mapped database at /sparql (SPARQL 1.1 Protocol), with a page to ask at /."
    "\vExample:\n"
    "  anamorph serve -m mapping.ttl -d dbname=shop -p 7333",
    OPTIONS};

// Tells SERVICE, and who started it, what the endpoints are called from outside.
static void announce(const Arguments *arguments, const Gateway *gateway, const Server *server) {
  const char *host = arguments->host == NULL ? "127.0.0.1" : arguments->host;
  const char *path = server_socket(server);
  const unsigned port = server_port(server);
  Arena *arena = arguments->arena;
  const char *near =
      path != NULL ? "http://localhost" : arena_format(arena, "http://localhost:%u", port);
  const char *url = path != NULL ? host : arena_format(arena, "http://%s:%u", host, port);
  services_add_address(gateway->services, near);
  if (path == NULL) services_add_address(gateway->services, url);
  printf("anamorph: serving %s%s (SPARQL at /sparql); Ctrl-C stops\n", url,
         path != NULL ? "" : "/");
  if (path != NULL) printf("anamorph: curl --unix-socket %s %s/sparql asks it\n", path, near);
  for (size_t i = 0; i < gateway->member_count; i++)
    printf("anamorph: and %s/%s/sparql\n", path != NULL ? near : url, gateway->member[i].name);
  (void)fflush(stdout);
}

static Status serve(const Arguments *arguments, const Gateway *gateway, const Advisor *advisor,
                    Error *err) {
  const ExampleQuery *examples = NULL;
  size_t example_count = 0;
  if (arguments->examples != NULL)
    TRY(examples_load(arguments->examples, arguments->arena, &examples, &example_count, err));
  ExecuteOptions execution;
  TRY(gateway_options(arguments, gateway, &execution, err));
  ServerMember *members = ARENA_ARRAY(arguments->arena, ServerMember, gateway->member_count + 1);
  for (size_t i = 0; i < gateway->member_count; i++)
    members[i] = (ServerMember){gateway->member[i].name, gateway->member[i].mapping,
                                gateway->member[i].conninfo};
  const ServerOptions options = {
      .host = arguments->host,
      .port = arguments->port_given ? arguments->port : DEFAULT_PORT,
      .mapping = gateway->mapping,
      .knowledge = gateway->knowledge,
      .rules = gateway->entailed != NULL ? gateway->entailed : gateway->rules,
      .services = gateway->services,
      .advisor = advisor,
      .member_count = gateway->member_count,
      .member = members,
      .conninfo = arguments->conninfo,
      .base = arguments->base,
      .union_default_graph = arguments->union_default_graph,
      .strict = arguments->strict,
      .disabled_passes = execution.disabled_passes,
      .title = arguments->title,
      .file_count = arguments->mapping.count,
      .file = arguments->mapping.item,
      .example_count = example_count,
      .example = examples,
      .pool_size = arguments->pool_size,
      .plan_cache_off = arguments->plan_cache_off,
      .plan_cache = arguments->plan_cache,
      .timeout_ms = arguments->timeout_ms,
      .handle_signals = true,
  };
  Server *server;
  TRY(server_create(&options, &server, err));
  announce(arguments, gateway, server);
  const Status status = server_run(server, err);
  server_destroy(server);
  return status;
}

static int run(const Arguments *arguments) {
  Gateway gateway;
  int exit_code = 0;
  log_set_level(LOG_INFO);
  if (gateway_open(arguments, &gateway, &exit_code)) {
    // The server has connections of its own.
    connection_close(gateway.db);
    gateway.db = NULL;
    Error err = {0};
    ModelAdvisor model;
    Status status = model_advisor_open(arguments, &gateway, &model, &err);
    if (status == STATUS_OK) status = serve(arguments, &gateway, model.advisor, &err);
    if (status != STATUS_OK) exit_code = report_error(&err, NULL);
    model_advisor_close(&model);
  }
  gateway_close(&gateway);
  return exit_code;
}

int command_serve(int argc, char **argv) {
  Arguments arguments;
  int exit_code;
  const bool good = arguments_parse(&SYNTAX, argc, argv, &arguments, &exit_code);
  arguments.every_regime = true;
  if (good) exit_code = run(&arguments);
  arguments_free(&arguments);
  return exit_code;
}
