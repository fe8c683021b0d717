// The protocol's tests: requests as they are described, and what must be answered.
#include <stdio.h>
#include <unistd.h>

#include "tests/conformance/evaluation/rdf_file.h"
#include "tests/conformance/evaluation/results.h"
#include "tests/conformance/protocol/manifest.h"
#include "tests/conformance/protocol/trial.h"

static void send_request(const Trial *trial, const RequestTest *request, Response *out) {
  Buffer text = {0};
  buffer_printf(&text, "%s %s HTTP/1.1\r\nHost: www.example\r\nConnection: close\r\n%s",
                request->method, request->path, request->headers);
  if (request->body.length > 0)
    buffer_printf(&text, "Content-Length: %zu\r\n", request->body.length);
  buffer_add_text(&text, "\r\n");
  buffer_add(&text, request->body.data, request->body.length);
  const int fd = http_connect(trial->served.port);
  http_send(fd, text.data, text.length);
  (void)http_receive(fd, strcmp(request->method, "HEAD") == 0, out);
  close(fd);
  buffer_free(&text);
}

static bool has_status(const RequestTest *request, int status) {
  for (size_t i = 0; i < request->statuses.count; i++)
    if (request->statuses.item[i][0] - '0' == status / 100) return true;
  return request->statuses.count == 0;
}

// Which kinds of answer a media type may hold.
static bool has_format(const char *format, const char *type) {
  static const struct {
    const char *format, *type;
  } known[] = {{"boolean", "application/sparql-results+xml"},
               {"boolean", "application/sparql-results+json"},
               {"tabular", "application/sparql-results+xml"},
               {"tabular", "application/sparql-results+json"},
               {"tabular", "text/csv"},
               {"tabular", "text/tab-separated-values"},
               {"RDF", "text/turtle"},
               {"RDF", "application/rdf+xml"},
               {"RDF", "application/n-triples"},
               {"RDF", "application/ld+json"}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(known[i].format, format) == 0 &&
        strncmp(type, known[i].type, strlen(known[i].type)) == 0)
      return true;
  return false;
}

static const char *check_boolean(Trial *trial, const RequestTest *request, Response *response) {
  Results results = results_create();
  Error err = {0};
  const char *fault = NULL;
  if (results_read_json(&results, response_body(response), &err) != STATUS_OK)
    fault = arena_format(trial->arena, "the answer cannot be read: %s", err.message);
  else if (!results.is_boolean)
    fault = "the answer is no boolean";
  else if (results.value != (strcmp(request->boolean, "true") == 0))
    fault = results.value ? "the answer is true" : "the answer is false";
  results_free(&results);
  return fault;
}

static const char *check_response(Trial *trial, const RequestTest *request, Response *response) {
  if (!has_status(request, response->status))
    return arena_format(trial->arena, "%s %s: status %d: %.200s", request->method, request->path,
                        response->status, response_body(response));
  const char *type = response_header(response, "Content-Type");
  if (request->format != NULL && !has_format(request->format, type))
    return arena_format(trial->arena, "the answer is %s", type);
  return request->boolean == NULL ? NULL : check_boolean(trial, request, response);
}

static const char *try_requests(Trial *trial, const ProtocolTest *test) {
  const char *fault = test->requests.count == 0 ? "the manifest tells no requests" : NULL;
  for (size_t i = 0; i < test->requests.count && fault == NULL; i++) {
    Response response;
    send_request(trial, &test->requests.item[i], &response);
    fault = check_response(trial, &test->requests.item[i], &response);
    response_free(&response);
  }
  return fault;
}

// This gateway reads only: a test whose update is to succeed must see it refused, and clearly.
static const char *try_refusal(Trial *trial, const ProtocolTest *test) {
  const char *fault = NULL;
  for (size_t i = 0; i < test->requests.count && fault == NULL; i++) {
    const RequestTest *request = &test->requests.item[i];
    if (!request->is_update) continue;
    Response response;
    send_request(trial, request, &response);
    if (response.status != 403 || strstr(response_body(&response), "answers queries only") == NULL)
      fault = arena_format(trial->arena, "an update gets status %d: %.200s", response.status,
                           response_body(&response));
    response_free(&response);
  }
  return fault;
}

static void load_graphs(Trial *trial, const ProtocolTest *test) {
  Dataset *dataset = dataset_create();
  for (size_t i = 0; i < test->graph_count; i++) {
    const char *name = strrchr(test->graph[i].file, '/') + 1;
    const char *path = arena_format(trial->arena, "%s/protocol/%s", trial->suite, name);
    Error err = {0};
    if (rdf_file_read(dataset, path, test->graph[i].iri, test->graph[i].iri, "", &err) != STATUS_OK)
      trial_count(trial, test->id, err.message);
  }
  store_load(&trial->store, dataset);
  dataset_free(dataset);
}

static bool is_update(const ProtocolTest *test) {
  for (size_t i = 0; i < test->requests.count; i++)
    if (test->requests.item[i].is_update) return true;
  return false;
}

void trial_protocol(Trial *trial) {
  ProtocolTests tests = {0};
  manifest_read(arena_format(trial->arena, "%s/protocol/manifest.ttl", trial->suite),
                SUITE_IRI "protocol/manifest.ttl", trial->arena, &tests);
  unsigned updates = 0;
  for (size_t i = 0; i < tests.count; i++) {
    const ProtocolTest *test = &tests.item[i];
    if (is_update(test)) {
      const char *fault = try_refusal(trial, test);
      if (fault != NULL) trial_count(trial, test->id, fault);
      updates++;
      printf("out of scope: %s asks for an update%s\n", test->id,
             fault == NULL ? ", which was refused" : "");
      continue;
    }
    load_graphs(trial, test);
    trial_count(trial, test->id, try_requests(trial, test));
  }
  manifest_free(&tests);
  printf("  protocol: %u tests of updates out of scope\n", updates);
}
