// The allow-list of endpoints.
#include "endpoint/service/rules.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/vec.h"

typedef struct Url {
  const char *scheme, *host, *port, *path;  // lower case but the path; the port is never NULL
  const char *user, *password;              // NULL: none
  const char *bare;                         // the whole, without user and password
  const char *shown;                        // and without query and fragment
} Url;

typedef struct Rule {
  bool any_host;
  const char *scheme;  // any_host: NULL for both
  Url url;
} Rule;

typedef struct Mapped {
  const char *iri;
  Url url;
} Mapped;

struct ServiceRules {
  VEC(Rule) rules;
  VEC(Mapped) mapped;
};

// --- URLs ----------------------------------------------------------------------------------------

static const char *part(CURLU *parsed, CURLUPart which, unsigned flags, Arena *arena) {
  char *text = NULL;
  if (curl_url_get(parsed, which, &text, flags) != CURLUE_OK) return NULL;
  const char *copy = arena_copy_text(arena, text, strlen(text));
  curl_free(text);
  return copy;
}

static const char *lower(const char *text, Arena *arena) {
  char *copy = arena_copy_text(arena, text, strlen(text));
  for (char *c = copy; *c != '\0'; c++)
    if (*c >= 'A' && *c <= 'Z') *c = (char)(*c | 0x20);
  return copy;
}

static void take_parts(CURLU *parsed, Arena *arena, Url *out) {
  out->scheme = part(parsed, CURLUPART_SCHEME, 0, arena);
  const char *host = part(parsed, CURLUPART_HOST, 0, arena);
  if (host != NULL) out->host = lower(host, arena);
  out->port = part(parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT, arena);
  out->path = part(parsed, CURLUPART_PATH, 0, arena);
  out->user = part(parsed, CURLUPART_USER, CURLU_URLDECODE, arena);
  out->password = part(parsed, CURLUPART_PASSWORD, CURLU_URLDECODE, arena);
  (void)curl_url_set(parsed, CURLUPART_USER, NULL, 0);
  (void)curl_url_set(parsed, CURLUPART_PASSWORD, NULL, 0);
  (void)curl_url_set(parsed, CURLUPART_FRAGMENT, NULL, 0);
  out->bare = part(parsed, CURLUPART_URL, 0, arena);
  (void)curl_url_set(parsed, CURLUPART_QUERY, NULL, 0);
  out->shown = part(parsed, CURLUPART_URL, 0, arena);
}

// Escapes that a server may take for "." or "/" would step out of a prefix.
static bool has_hidden_steps(const char *path) {
  for (const char *c = path; (c = strchr(c, '%')) != NULL; c++)
    if (strncasecmp(c, "%2e", 3) == 0 || strncasecmp(c, "%2f", 3) == 0 ||
        strncasecmp(c, "%5c", 3) == 0)
      return true;
  return strchr(path, '\\') != NULL;
}

// By libcurl's own parser, which is the one that will connect.
static bool parse_url(const char *text, Arena *arena, Url *out) {
  *out = (Url){0};
  const bool is_http = strncasecmp(text, "http://", 7) == 0;
  if (!is_http && strncasecmp(text, "https://", 8) != 0) return false;
  CURLU *parsed = curl_url();
  if (parsed == NULL) return false;
  const bool good = curl_url_set(parsed, CURLUPART_URL, text, 0) == CURLUE_OK;
  if (good) take_parts(parsed, arena, out);
  curl_url_cleanup(parsed);
  return good && out->scheme != NULL && out->host != NULL && *out->host != '\0' &&
         out->port != NULL && out->path != NULL && out->bare != NULL && out->shown != NULL &&
         !has_hidden_steps(out->path);
}

static bool path_within(const char *path, const char *prefix) {
  const size_t length = strlen(prefix);
  if (strncmp(path, prefix, length) != 0) return false;
  return path[length] == '\0' || path[length] == '/' || prefix[length - 1] == '/';
}

static bool rule_allows(const Rule *rule, const Url *url) {
  if (rule->any_host) return rule->scheme == NULL || strcmp(rule->scheme, url->scheme) == 0;
  return strcmp(rule->url.scheme, url->scheme) == 0 && strcmp(rule->url.host, url->host) == 0 &&
         strcmp(rule->url.port, url->port) == 0 && path_within(url->path, rule->url.path);
}

// --- The list ------------------------------------------------------------------------------------

static Status add_rule(ServiceRules *rules, const char *text, Arena *arena, Error *err) {
  Rule rule = {.any_host = true};
  const bool any_scheme = strcmp(text, "*") == 0;
  if (strcmp(text, "http:*") == 0 || strcmp(text, "https:*") == 0) {
    rule.scheme = text[4] == 's' ? "https" : "http";
  } else if (!any_scheme) {
    rule.any_host = false;
    if (!parse_url(text, arena, &rule.url)) {
      error_set(err, STATUS_USAGE, "--service-allow: this is no http or https URL, nor a *");
      error_hint(err, "an entry is a prefix such as https://query.example.org/sparql, or *");
      return STATUS_USAGE;
    }
  }
  VEC_PUSH(arena, &rules->rules, rule);
  return STATUS_OK;
}

static Status add_mapped(ServiceRules *rules, const char *text, Arena *arena, Error *err) {
  // The URL begins after the last "=http": an IRI may hold "=" too.
  const char *equals = NULL;
  for (const char *c = text; (c = strstr(c, "=http")) != NULL; c++)
    if (equals == NULL) equals = c;
  Mapped mapped = {0};
  if (equals == NULL || equals == text || !parse_url(equals + 1, arena, &mapped.url)) {
    error_set(err, STATUS_USAGE, "--service-map takes IRI=URL, with an http or https URL");
    error_hint(err, "for instance https://query.example.org/sparql=http://127.0.0.1:8080/sparql");
    return STATUS_USAGE;
  }
  mapped.iri = arena_copy_text(arena, text, (size_t)(equals - text));
  VEC_PUSH(arena, &rules->mapped, mapped);
  return STATUS_OK;
}

Status service_rules_create(Arena *arena, size_t allow_count, const char *const allow[],
                            size_t map_count, const char *const map[], ServiceRules **out,
                            Error *err) {
  *out = ARENA_NEW(arena, ServiceRules);
  for (size_t i = 0; i < allow_count; i++) TRY(add_rule(*out, allow[i], arena, err));
  for (size_t i = 0; i < map_count; i++) TRY(add_mapped(*out, map[i], arena, err));
  return STATUS_OK;
}

bool service_rules_any(const ServiceRules *rules) {
  return rules->rules.count + rules->mapped.count > 0;
}

static ServiceTarget target_of(const Url *url, const char *shown) {
  return (ServiceTarget){
      .shown = shown, .url = url->bare, .user = url->user, .password = url->password};
}

Status service_rules_check(const ServiceRules *rules, const char *text, Arena *arena,
                           ServiceTarget *out, Error *err) {
  Url url;
  if (!parse_url(text, arena, &url)) {
    error_set(err, STATUS_USAGE, "a service is asked at an http or https URL, and this is none");
    return STATUS_USAGE;
  }
  *out = target_of(&url, url.shown);
  out->public_only = true;
  const Rule *found = NULL;
  for (size_t i = 0; i < rules->rules.count; i++) {
    const Rule *rule = &rules->rules.item[i];
    if (rule_allows(rule, &url) && (found == NULL || found->any_host)) found = rule;
  }
  if (found == NULL) {
    error_set(err, STATUS_USAGE, "the service <%s> is not among those that may be asked",
              url.shown);
    error_hint(err, "whoever runs the gateway allows it by --service-allow %s", url.shown);
    return STATUS_USAGE;
  }
  out->public_only = found->any_host;
  if (out->user == NULL) {
    out->user = found->url.user;
    out->password = found->url.password;
  }
  return STATUS_OK;
}

Status service_rules_find(const ServiceRules *rules, const char *iri, Arena *arena,
                          ServiceTarget *out, Error *err) {
  for (size_t i = 0; i < rules->mapped.count; i++)
    if (strcmp(rules->mapped.item[i].iri, iri) == 0) {
      Url shown;
      const bool is_url = parse_url(iri, arena, &shown);
      *out = target_of(&rules->mapped.item[i].url, is_url ? shown.shown : iri);
      return STATUS_OK;
    }
  return service_rules_check(rules, iri, arena, out, err);
}

// --- Addresses -----------------------------------------------------------------------------------

static bool in_block(const unsigned char *address, const char *block, unsigned bits, size_t size) {
  unsigned char network[16];
  if (inet_pton(size == 4 ? AF_INET : AF_INET6, block, network) != 1) return true;
  const unsigned whole = bits / 8, rest = bits % 8;
  if (memcmp(address, network, whole) != 0) return false;
  return rest == 0 || (address[whole] ^ network[whole]) >> (8 - rest) == 0;
}

static bool is_public_4(const unsigned char *address) {
  static const struct {
    const char *network;
    unsigned bits;
  } blocks[] = {{"0.0.0.0", 8},      {"10.0.0.0", 8},     {"100.64.0.0", 10}, {"127.0.0.0", 8},
                {"169.254.0.0", 16}, {"172.16.0.0", 12},  {"192.0.0.0", 24},  {"192.0.2.0", 24},
                {"192.88.99.0", 24}, {"192.168.0.0", 16}, {"198.18.0.0", 15}, {"198.51.100.0", 24},
                {"203.0.113.0", 24}, {"224.0.0.0", 4},    {"240.0.0.0", 4}};
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    if (in_block(address, blocks[i].network, blocks[i].bits, 4)) return false;
  return true;
}

// What is not global unicast (2000::/3) is special; within it, so are the blocks below. An IPv4
// address inside an IPv6 one counts as what it is.
static bool is_public_6(const unsigned char *address) {
  static const struct {
    const char *network;
    unsigned bits;
  } blocks[] = {{"2001::", 23}, {"2001:db8::", 32}, {"2002::", 16}, {"3fff::", 20}};
  if (in_block(address, "::ffff:0:0", 96, 16) || in_block(address, "64:ff9b::", 96, 16))
    return is_public_4(address + 12);
  if (!in_block(address, "2000::", 3, 16)) return false;
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    if (in_block(address, blocks[i].network, blocks[i].bits, 16)) return false;
  return true;
}

bool address_is_public(const struct sockaddr *address) {
  if (address->sa_family == AF_INET) {
    struct sockaddr_in v4;
    memcpy(&v4, address, sizeof v4);
    return is_public_4((const unsigned char *)&v4.sin_addr);
  }
  if (address->sa_family != AF_INET6) return false;
  struct sockaddr_in6 v6;
  memcpy(&v6, address, sizeof v6);
  return is_public_6(v6.sin6_addr.s6_addr);
}
