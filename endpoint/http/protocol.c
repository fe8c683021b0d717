// SPARQL 1.1 Protocol requests.
#include "endpoint/http/protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/utf8.h"

bool parameters_parse(Arena *arena, const char *text, size_t length, FormParameters *out) {
  const char *end = text + length;
  while (text < end) {
    const char *stop = memchr(text, '&', (size_t)(end - text));
    if (stop == NULL) stop = end;
    const char *equals = memchr(text, '=', (size_t)(stop - text));
    const char *name_end = equals == NULL ? stop : equals;
    const char *value = equals == NULL ? stop : equals + 1;
    const Parameter parameter = {percent_decode(arena, text, (size_t)(name_end - text), true),
                                 percent_decode(arena, value, (size_t)(stop - value), true)};
    if (parameter.name == NULL || parameter.value == NULL) return false;
    if (stop > text) VEC_PUSH(arena, out, parameter);
    text = stop + 1;
  }
  return true;
}

const char *parameters_find(const FormParameters *parameters, const char *name) {
  for (size_t i = 0; i < parameters->count; i++)
    if (strcmp(parameters->item[i].name, name) == 0) return parameters->item[i].value;
  return NULL;
}

bool text_is_utf8(const char *text, size_t length) {
  return memchr(text, '\0', length) == NULL && utf8_is_valid(text, length);
}

static bool refuse(Refusal *refusal, int status, const char *text) {
  refusal->status = status;
  (void)snprintf(refusal->text, sizeof refusal->text, "%s", text);
  return false;
}

// "type/subtype; charset=…" is the type, in a charset that is UTF-8 (or part of it).
static bool is_type(const char *content_type, const char *type) {
  const size_t length = strlen(type);
  return strncasecmp(content_type, type, length) == 0 &&
         (content_type[length] == '\0' || strchr(" \t;", content_type[length]) != NULL);
}

static bool has_utf8_charset(const char *content_type) {
  for (const char *c = content_type; (c = strchr(c, ';')) != NULL;) {
    c += 1 + strspn(c + 1, " \t");
    if (strncasecmp(c, "charset=", 8) != 0) continue;
    c += 8;
    if (*c == '"') c++;
    const size_t length = strcspn(c, "\"; \t");
    return (length == 5 && strncasecmp(c, "utf-8", 5) == 0) ||
           (length == 4 && strncasecmp(c, "utf8", 4) == 0) ||
           (length == 8 && strncasecmp(c, "us-ascii", 8) == 0);
  }
  return true;
}

static const char UPDATE[] =
    "this endpoint answers queries only: the database is never changed through it";
static const char TWO_QUERIES[] = "more than one query was given";

// The body's part: parameters of a form, or the query itself (2.1.2, 2.1.3), which is *query then.
static bool read_body(Message *message, FormParameters *parameters, const char **query,
                      Refusal *refusal) {
  const char *type = message_header(message, "Content-Type");
  const char *coding = message_header(message, "Content-Encoding");
  Arena *arena = message->arena;
  if (coding != NULL && strcasecmp(coding, "identity") != 0)
    return refuse(refusal, 415, "a request's body must not be compressed");
  if (type == NULL)
    return refuse(refusal, 415,
                  "POST needs a Content-Type: application/sparql-query or "
                  "application/x-www-form-urlencoded");
  if (!has_utf8_charset(type)) return refuse(refusal, 415, "a request's body must be UTF-8");
  if (is_type(type, "application/sparql-update")) return refuse(refusal, 403, UPDATE);
  if (is_type(type, "application/x-www-form-urlencoded")) {
    if (!parameters_parse(arena, message->body.data, message->body.length, parameters))
      return refuse(refusal, 400, "the form holds a broken escape");
    return true;
  }
  if (!is_type(type, "application/sparql-query"))
    return refuse(refusal, 415,
                  "POST takes application/sparql-query or application/x-www-form-urlencoded");
  if (!text_is_utf8(message->body.data, message->body.length))
    return refuse(refusal, 400, "the query is not UTF-8");
  *query = arena_copy_text(arena, message->body.data, message->body.length);
  return true;
}

static bool read_timeout(const char *text, unsigned *out) {
  char *end;
  const unsigned long long value = strtoull(text, &end, 10);
  if (*text < '0' || *text > '9' || *end != '\0' || value == 0) return false;
  *out = value > 0x7fffffffu ? 0x7fffffffu : (unsigned)value;
  return true;
}

static bool read_parameter(Arena *arena, const Parameter *parameter, ProtocolRequest *out,
                           Refusal *refusal) {
  const char *name = parameter->name;
  const char *value = parameter->value;
  if (!text_is_utf8(value, strlen(value))) return refuse(refusal, 400, "a parameter is not UTF-8");
  if (strcmp(name, "query") == 0) {
    if (out->query != NULL) return refuse(refusal, 400, TWO_QUERIES);
    out->query = value;
  } else if (strcmp(name, "update") == 0) {
    return refuse(refusal, 403, UPDATE);
  } else if (strcmp(name, "default-graph-uri") == 0) {
    VEC_PUSH(arena, &out->default_graph, value);
  } else if (strcmp(name, "named-graph-uri") == 0) {
    VEC_PUSH(arena, &out->named_graph, value);
  } else if (strcmp(name, "timeout") == 0) {
    if (!read_timeout(value, &out->timeout_ms))
      return refuse(refusal, 400, "timeout is a positive number of milliseconds");
  } else if (strcmp(name, "reasoning") == 0) {
    if (!regime_parse(value, &out->reasoning))
      return refuse(refusal, 400, "reasoning is one of off, rdfs, ql, full");
    out->reasoning_given = true;
  } else if (strcmp(name, "same-as") == 0) {
    if (!same_as_parse(value, &out->same_as))
      return refuse(refusal, 400, "same-as is one of off, members, representatives");
    out->same_as_given = true;
  } else if ((strcmp(name, "format") == 0 || strcmp(name, "output") == 0) && *value != '\0') {
    out->format = value;
  }
  return true;
}

bool protocol_parse(Message *message, ProtocolRequest *out, Refusal *refusal) {
  FormParameters parameters = {0};
  *out = (ProtocolRequest){0};
  if (message->query != NULL &&
      !parameters_parse(message->arena, message->query, strlen(message->query), &parameters))
    return refuse(refusal, 400, "the address holds a broken escape");
  const bool post = strcmp(message->method, "POST") == 0;
  const char *body = NULL;
  if (post && !read_body(message, &parameters, &body, refusal)) return false;
  for (size_t i = 0; i < parameters.count; i++)
    if (!read_parameter(message->arena, &parameters.item[i], out, refusal)) return false;
  if (body != NULL && out->query != NULL) return refuse(refusal, 400, TWO_QUERIES);
  if (body != NULL) out->query = body;
  if (out->query == NULL && (post || out->default_graph.count + out->named_graph.count > 0))
    return refuse(refusal, 400, "the query is missing");
  return true;
}
