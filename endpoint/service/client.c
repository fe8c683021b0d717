// Asking another endpoint, over libcurl.
#include "endpoint/service/client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/utf8.h"

enum {
  CONNECT_MS = 10000,
  TIMEOUT_MS = 60000,
  MAX_BYTES = 256 * 1024 * 1024,
  MOST_HELD = 256 * 1024,
  MOST_REDIRECTIONS = 5,
  MOST_FAULT_TEXT = 300,
};

static const char ACCEPT[] =
    "Accept: application/sparql-results+json, application/sparql-results+xml;q=0.9, "
    "text/tab-separated-values;q=0.5";

struct ServiceClient {
  const ServiceRules *rules;
  ClientLimits limits;
  CURLM *multi;
  CURL *easy;  // NULL: no request is open
  struct curl_slist *headers;
  Arena *arena;  // of one request
  ServiceTarget target;
  const char *shown;  // of the endpoint that the query named
  Buffer form;
  Buffer received;  // not yet read
  char *reading;    // what the last read handed out
  size_t size;      // of the answer so far
  double waited;    // milliseconds
  double deadline;  // of the query; 0: none
  CURLcode result;
  bool by_get;  // after 303
  bool done, paused, is_too_large, is_refused;
  atomic_bool cancelled;
};

static void start_library(void) { (void)curl_global_init(CURL_GLOBAL_DEFAULT); }

Status service_client_create(const ServiceRules *rules, const ClientLimits *limits,
                             ServiceClient **out, Error *err) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  (void)pthread_once(&once, start_library);
  ServiceClient *client = calloc(1, sizeof *client);
  if (client == NULL) abort();
  *out = client;
  client->rules = rules;
  client->limits = *limits;
  if (client->limits.connect_ms == 0) client->limits.connect_ms = CONNECT_MS;
  if (client->limits.timeout_ms == 0) client->limits.timeout_ms = TIMEOUT_MS;
  if (client->limits.max_bytes == 0) client->limits.max_bytes = MAX_BYTES;
  client->multi = curl_multi_init();
  client->headers = curl_slist_append(NULL, ACCEPT);
  client->headers = curl_slist_append(client->headers, "Expect:");
  client->arena = arena_create(0);
  if (client->multi != NULL && client->headers != NULL && client->arena != NULL) return STATUS_OK;
  service_client_destroy(client);
  *out = NULL;
  return error_set(err, STATUS_INTERNAL, "libcurl cannot start");
}

void service_client_destroy(ServiceClient *client) {
  if (client == NULL) return;
  service_client_close(client);
  if (client->multi != NULL) (void)curl_multi_cleanup(client->multi);
  curl_slist_free_all(client->headers);
  buffer_free(&client->form);
  arena_destroy(client->arena);
  free(client);
}

void service_client_cancel(ServiceClient *client) {
  atomic_store(&client->cancelled, true);
  (void)curl_multi_wakeup(client->multi);
}

static Status fail(const ServiceClient *client, Status code, Error *err, const char *format, ...)
    PRINTF_LIKE(4, 5);
static Status fail(const ServiceClient *client, Status code, Error *err, const char *format, ...) {
  char what[ERROR_MESSAGE_MAX / 2];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(what, sizeof what, format, args);
  va_end(args);
  return error_set(err, code, "service %.400s: %s", client->shown, what);
}

// --- Callbacks of libcurl: on the thread that waits ----------------------------------------------

static size_t take_body(char *data, size_t size, size_t count, void *self) {
  ServiceClient *client = self;
  const size_t length = size * count;
  if (client->received.length > 0 && client->received.length + length > MOST_HELD) {
    client->paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  client->size += length;
  if (client->size > client->limits.max_bytes) {
    client->is_too_large = true;
    return 0;
  }
  buffer_add(&client->received, data, length);
  return length;
}

// A name that was allowed may lead anywhere: only here is it known where.
static curl_socket_t open_socket(void *self, curlsocktype purpose, struct curl_sockaddr *address) {
  ServiceClient *client = self;
  (void)purpose;
  if (client->target.public_only && !address_is_public(&address->addr)) {
    client->is_refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// --- A request -----------------------------------------------------------------------------------

static void set_request(ServiceClient *client) {
  CURL *easy = client->easy;
  const ServiceTarget *target = &client->target;
  (void)curl_easy_setopt(easy, CURLOPT_URL, target->url);
  (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "anamorph/" ANAMORPH_VERSION);
  (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, client->headers);
  (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)client->limits.connect_ms);
  (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, client);
  (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, client);
  // A proxy would look names up by itself, and lead anywhere.
  if (target->public_only) (void)curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  if (target->user != NULL) (void)curl_easy_setopt(easy, CURLOPT_USERNAME, target->user);
  if (target->password != NULL) (void)curl_easy_setopt(easy, CURLOPT_PASSWORD, target->password);
  if (client->by_get) {
    (void)curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  } else {
    (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, client->form.data);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)client->form.length);
  }
}

static void end_request(ServiceClient *client) {
  if (client->easy == NULL) return;
  (void)curl_multi_remove_handle(client->multi, client->easy);
  curl_easy_cleanup(client->easy);
  client->easy = NULL;
}

static Status begin_request(ServiceClient *client, Error *err) {
  end_request(client);
  buffer_clear(&client->received);
  client->size = 0;
  client->done = client->paused = client->is_too_large = client->is_refused = false;
  client->result = CURLE_OK;
  client->easy = curl_easy_init();
  if (client->easy == NULL) return fail(client, STATUS_INTERNAL, err, "libcurl has no memory");
  set_request(client);
  if (curl_multi_add_handle(client->multi, client->easy) == CURLM_OK) return STATUS_OK;
  curl_easy_cleanup(client->easy);
  client->easy = NULL;
  return fail(client, STATUS_INTERNAL, err, "libcurl takes no request");
}

// --- Waiting -------------------------------------------------------------------------------------

static Status transfer_failed(const ServiceClient *client, Error *err) {
  if (client->is_too_large)
    return fail(client, STATUS_LIMIT, err, "it answered more than %zu bytes",
                client->limits.max_bytes);
  if (client->is_refused) {
    fail(client, STATUS_USAGE, err, "its address is not one of the public Internet");
    error_hint(err, "loopback and private addresses are asked only where the list names the host");
    return STATUS_USAGE;
  }
  return fail(client, STATUS_SERVICE, err, "%s", curl_easy_strerror(client->result));
}

static Status check_time(ServiceClient *client, Error *err) {
  if (atomic_load(&client->cancelled))
    return error_set(err, STATUS_CANCELLED, "the query was cancelled");
  if (client->deadline > 0 && clock_ms() >= client->deadline)
    return fail(client, STATUS_LIMIT, err, "the query's time ended before its answer");
  if (client->waited < client->limits.timeout_ms) return STATUS_OK;
  fail(client, STATUS_LIMIT, err, "it did not answer within %u ms", client->limits.timeout_ms);
  error_hint(err, "--service-timeout MS");
  return STATUS_LIMIT;
}

static int patience(const ServiceClient *client) {
  double left = client->limits.timeout_ms - client->waited;
  if (client->deadline > 0 && client->deadline - clock_ms() < left)
    left = client->deadline - clock_ms();
  return left < 1 ? 1 : left > 1000 ? 1000 : (int)left + 1;
}

static void look_for_end(ServiceClient *client) {
  int left;
  for (CURLMsg *message; (message = curl_multi_info_read(client->multi, &left)) != NULL;)
    if (message->msg == CURLMSG_DONE && message->easy_handle == client->easy) {
      client->done = true;
      client->result = message->data.result;
    }
}

// Until there is something to read, or the answer is whole. Only time spent here counts.
static Status wait_for_bytes(ServiceClient *client, Error *err) {
  while (!client->done && client->received.length == 0) {
    TRY(check_time(client, err));
    const double start = clock_ms();
    int running;
    CURLMcode code = curl_multi_perform(client->multi, &running);
    look_for_end(client);
    if (code == CURLM_OK && !client->done && client->received.length == 0)
      code = curl_multi_poll(client->multi, NULL, 0, patience(client), NULL);
    client->waited += clock_ms() - start;
    if (code != CURLM_OK)
      return fail(client, STATUS_INTERNAL, err, "%s", curl_multi_strerror(code));
  }
  const bool failed = client->done && client->result != CURLE_OK;
  return failed && client->received.length == 0 ? transfer_failed(client, err) : STATUS_OK;
}

// --- The beginning of an answer ------------------------------------------------------------------

// The first words of what came with an error, on one line.
static Status bad_status(ServiceClient *client, long status, Error *err) {
  Buffer text = {0};
  const Buffer *body = &client->received;
  for (size_t i = 0; i < body->length && text.length < MOST_FAULT_TEXT; i++) {
    const char c = body->data[i];
    const bool is_space = (unsigned char)c <= ' ' || c == 0x7f;
    if (!is_space)
      buffer_add_char(&text, c);
    else if (text.length > 0 && text.data[text.length - 1] != ' ')
      buffer_add_char(&text, ' ');
  }
  const bool is_text =
      text.length > 0 && text.data[0] != '<' && utf8_is_valid(text.data, text.length);
  fail(client, STATUS_SERVICE, err, "it answered with status %ld%s%s", status, is_text ? ": " : "",
       is_text ? buffer_text(&text) : "");
  buffer_free(&text);
  return STATUS_SERVICE;
}

static bool is_type(const char *content_type, const char *type) {
  const size_t length = strlen(type);
  return strncasecmp(content_type, type, length) == 0 &&
         strchr("; \t", content_type[length]) != NULL;
}

static Status take_type(const ServiceClient *client, ResultSyntax *syntax, Error *err) {
  static const struct {
    const char *type;
    ResultSyntax syntax;
  } types[] = {{"application/sparql-results+json", RESULT_SYNTAX_JSON},
               {"application/json", RESULT_SYNTAX_JSON},
               {"application/sparql-results+xml", RESULT_SYNTAX_XML},
               {"application/xml", RESULT_SYNTAX_XML},
               {"text/xml", RESULT_SYNTAX_XML},
               {"text/tab-separated-values", RESULT_SYNTAX_TSV}};
  const char *given = NULL;
  (void)curl_easy_getinfo(client->easy, CURLINFO_CONTENT_TYPE, &given);
  if (given == NULL)
    return fail(client, STATUS_SERVICE, err, "it did not tell what it answered with");
  const char *charset = strcasestr(given, "charset=");
  if (charset != NULL) charset += strlen("charset=") + (charset[strlen("charset=")] == '"');
  if (charset != NULL && strncasecmp(charset, "utf-8", 5) != 0 &&
      strncasecmp(charset, "us-ascii", 8) != 0)
    return fail(client, STATUS_SERVICE, err, "its answer is not UTF-8 but %.40s", charset);
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (is_type(given, types[i].type)) {
      *syntax = types[i].syntax;
      return STATUS_OK;
    }
  if (is_type(given, "text/csv"))
    return fail(client, STATUS_SERVICE, err,
                "it answered with CSV, which does not tell IRIs from literals");
  return fail(client, STATUS_SERVICE, err, "it answered with %.80s, which are no SPARQL results",
              given);
}

static Status follow(ServiceClient *client, long status, Error *err) {
  const char *location = NULL;
  (void)curl_easy_getinfo(client->easy, CURLINFO_REDIRECT_URL, &location);
  if (location == NULL) return bad_status(client, status, err);
  Error inner = {0};
  const char *copy = arena_copy_text(client->arena, location, strlen(location));
  if (service_rules_check(client->rules, copy, client->arena, &client->target, &inner) !=
      STATUS_OK) {
    fail(client, STATUS_USAGE, err, "it redirects elsewhere: %s", inner.message);
    error_hint(err, "%s", inner.hint);
    return STATUS_USAGE;
  }
  client->by_get = client->by_get || status == 303;
  return STATUS_OK;
}

static bool is_redirection(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static Status open_target(ServiceClient *client, ResultSyntax *syntax, Error *err) {
  for (unsigned hops = 0; hops <= MOST_REDIRECTIONS; hops++) {
    TRY(begin_request(client, err));
    TRY(wait_for_bytes(client, err));
    long status = 0;
    (void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200) return take_type(client, syntax, err);
    if (!is_redirection(status)) return bad_status(client, status, err);
    TRY(follow(client, status, err));
  }
  return fail(client, STATUS_SERVICE, err, "it redirects more than %d times", MOST_REDIRECTIONS);
}

Status service_client_open(ServiceClient *client, const ServiceTarget *target, const char *query,
                           size_t length, unsigned timeout_ms, ResultSyntax *syntax, Error *err) {
  client->target = *target;
  client->shown = target->shown;
  client->waited = 0;
  client->by_get = false;
  client->deadline = timeout_ms == 0 ? 0 : clock_ms() + timeout_ms;
  buffer_clear(&client->form);
  buffer_add_text(&client->form, "query=");
  char *escaped = curl_easy_escape(NULL, query, (int)length);
  if (escaped == NULL) return fail(client, STATUS_INTERNAL, err, "libcurl has no memory");
  buffer_add_text(&client->form, escaped);
  curl_free(escaped);
  return open_target(client, syntax, err);
}

Status service_client_read(ServiceClient *client, const char **data, size_t *length, bool *last,
                           Error *err) {
  free(client->reading);
  client->reading = NULL;
  if (client->paused && client->received.length == 0) {
    client->paused = false;
    (void)curl_easy_pause(client->easy, CURLPAUSE_CONT);
  }
  TRY(check_time(client, err));
  TRY(wait_for_bytes(client, err));
  // Handed over, so that libcurl can go on writing.
  *data = client->reading = client->received.data;
  *length = client->received.length;
  *last = client->done && client->result == CURLE_OK;
  client->received = (Buffer){0};
  return STATUS_OK;
}

void service_client_close(ServiceClient *client) {
  end_request(client);
  free(client->reading);
  client->reading = NULL;
  buffer_free(&client->received);
  client->received = (Buffer){0};
  arena_reset(client->arena);
}
