// Which endpoints a query may ask: nothing but what is listed, so that the gateway is no
// springboard into the networks that it can reach.
//
// An entry of the list is a URL prefix: scheme, host and port must be the same, and the path must
// begin with the prefix's, at a "/" ("http://h/a" allows http://h/a and http://h/a/b, not
// http://h/ab). "*" is every endpoint of the public Internet, "https:*" every one of that scheme:
// loopback, private, link-local and other special addresses stay closed, whatever name leads there.
// An entry's user and password ("https://user:word@host/") are sent to the endpoints it allows.
#ifndef ANAMORPH_ENDPOINT_SERVICE_RULES_H
#define ANAMORPH_ENDPOINT_SERVICE_RULES_H

#include <sys/socket.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct ServiceRules ServiceRules;

// allow: entries of the list. map: "IRI=URL", the endpoint of that IRI is asked at the URL; such an
// IRI is allowed. All in `arena`. Errors: STATUS_USAGE for what is no such entry.
Status service_rules_create(Arena *arena, size_t allow_count, const char *const allow[],
                            size_t map_count, const char *const map[], ServiceRules **out,
                            Error *err) MUST_CHECK;

// Is any endpoint allowed?
bool service_rules_any(const ServiceRules *rules);

// Where an endpoint is asked. In the arena that it was looked up with.
typedef struct ServiceTarget {
  const char *shown;            // for messages: without user, password, query and fragment
  const char *url;              // without user and password
  const char *user, *password;  // NULL: none
  bool public_only;             // only public addresses may be connected to
} ServiceTarget;

// What an endpoint's IRI, or a redirection's target, leads to. Errors: STATUS_USAGE when it is not
// allowed or no http or https URL; the message shows no user or password.
Status service_rules_find(const ServiceRules *rules, const char *iri, Arena *arena,
                          ServiceTarget *out, Error *err) MUST_CHECK;
// The same for a URL, without regard to the map.
Status service_rules_check(const ServiceRules *rules, const char *text, Arena *arena,
                           ServiceTarget *out, Error *err) MUST_CHECK;

// Is it an address of the public Internet (the registries of RFC 6890)?
bool address_is_public(const struct sockaddr *address);

#endif
