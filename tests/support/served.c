// Servers in threads.
#include "tests/support/served.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "endpoint/ui/html.h"

static void *run(void *self) {
  Served *served = self;
  Error err = {0};
  if (server_run(served->server, &err) != STATUS_OK) {
    (void)fprintf(stderr, "server_run: %s\n", err.message);
    exit(1);
  }
  return NULL;
}

void served_start(Served *served, const ServerOptions *options, bool real) {
  Error err = {0};
  memset(served, 0, sizeof *served);
  served->executor = scripted_executor(&served->script);
  ServerOptions used = *options;
  if (!real && used.executor == NULL) used.executor = &served->executor;
  if (server_create(&used, &served->server, &err) != STATUS_OK ||
      pthread_create(&served->thread, NULL, run, served) != 0) {
    (void)fprintf(stderr, "server_create: %s\n", err.message);
    exit(1);
  }
  served->port = server_port(served->server);
}

void served_stop(Served *served) {
  server_stop(served->server);
  pthread_join(served->thread, NULL);
  server_destroy(served->server);
}

void served_query(Served *served, const char *text, const char *more, const char *accept,
                  Response *out) {
  Buffer head = {0};
  buffer_add_text(&head, "GET /sparql?query=");
  html_add_parameter(&head, text, strlen(text));
  buffer_printf(&head, "%s HTTP/1.1\r\n", more);
  if (accept != NULL) buffer_printf(&head, "Accept: %s\r\n", accept);
  http_ask(served->port, buffer_text(&head), NULL, out);
  buffer_free(&head);
}

int served_send(const Served *served, const char *text) {
  const int fd = http_connect(served->port);
  http_send_text(fd, text);
  return fd;
}

unsigned served_started(void *self) { return atomic_load(&((Served *)self)->script.started); }

unsigned served_running(void *self) { return atomic_load(&((Served *)self)->script.running); }

unsigned served_cancelled(void *self) { return atomic_load(&((Served *)self)->script.cancelled); }

unsigned long served_metric(const Served *served, const char *name) {
  Response response;
  http_ask(served->port, "GET /metrics HTTP/1.1\r\n", NULL, &response);
  Buffer wanted = {0};
  buffer_printf(&wanted, "\n%s ", name);
  const char *line = strstr(response_body(&response), buffer_text(&wanted));
  const unsigned long value = line == NULL ? 0 : strtoul(line + wanted.length, NULL, 10);
  buffer_free(&wanted);
  response_free(&response);
  return value;
}

bool eventually(unsigned (*value)(void *self), void *self, unsigned wanted) {
  enum { TRIES = 6000 };
  for (int i = 0; i < TRIES; i++) {
    if (value(self) == wanted) return true;
    usleep(10000);
  }
  return value(self) == wanted;
}
