// Content negotiation (RFC 9110, 12.5.1).
#ifndef ANAMORPH_ENDPOINT_HTTP_NEGOTIATE_H
#define ANAMORPH_ENDPOINT_HTTP_NEGOTIATE_H

#include "endpoint/write/writer.h"

// The HTML page, beside the writers' formats.
enum { RESULT_PAGE = 100, GRAPH_PAGE = 101 };

// What can be given: type NULL is never matched by Accept, name NULL never by format=.
typedef struct Offer {
  int format;
  const char *name;
  const char *type;
} Offer;

typedef struct Offers {
  size_t count;
  const Offer *offer;
} Offers;

extern const Offers result_offers;   // SELECT, ASK
extern const Offers graph_offers;    // CONSTRUCT, DESCRIBE
extern const Offers error_offers;    // ERROR_TEXT, ERROR_JSON, ERROR_PAGE
extern const Offers suggest_offers;  // SUGGEST_JSON, SUGGEST_PAGE

typedef enum ErrorForm { ERROR_TEXT, ERROR_JSON, ERROR_PAGE } ErrorForm;
typedef enum SuggestForm { SUGGEST_JSON, SUGGEST_PAGE } SuggestForm;

// The offer that `accept` (NULL or empty: anything) wants most: by quality, then by how precisely
// it was named, then in order of the offers. The most specific range that matches a type gives its
// quality; q=0 excludes it. NULL when nothing is acceptable.
const Offer *negotiate(const Offers *offers, const char *accept);

// By name or media type, as in format=csv or format=text/csv; NULL when there is none.
const Offer *offer_find(const Offers *offers, const char *name);

#endif
