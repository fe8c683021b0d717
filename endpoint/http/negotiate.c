// Content negotiation.
#include "endpoint/http/negotiate.h"

#include <string.h>
#include <strings.h>

static const Offer results[] = {
#define RESULT_MEDIA(format, name, type) {(int)(format), name, type},
#include "endpoint/http/media.def"
};
static const Offer graphs[] = {
#define GRAPH_MEDIA(format, name, type) {(int)(format), name, type},
#include "endpoint/http/media.def"
};
static const Offer errors[] = {
    {ERROR_TEXT, NULL, "text/plain"},
    {ERROR_JSON, NULL, "application/json"},
    {ERROR_JSON, NULL, "application/sparql-results+json"},
    {ERROR_JSON, NULL, "application/problem+json"},
    {ERROR_JSON, NULL, "application/ld+json"},
    {ERROR_PAGE, NULL, "text/html"},
};

static const Offer suggestions[] = {
    {SUGGEST_JSON, "json", "application/json"},
    {SUGGEST_PAGE, "html", "text/html"},
};

const Offers result_offers = {sizeof results / sizeof *results, results};
const Offers graph_offers = {sizeof graphs / sizeof *graphs, graphs};
const Offers error_offers = {sizeof errors / sizeof *errors, errors};
const Offers suggest_offers = {sizeof suggestions / sizeof *suggestions, suggestions};

// One media range of an Accept header: type/subtype, with its quality in thousandths.
typedef struct Range {
  const char *text;  // "type/subtype"
  size_t length;
  int quality;
} Range;

// weight = OWS ";" OWS "q=" qvalue; qvalue = "0" ["." 0*3DIGIT] / "1" ["." 0*3"0"]
static int parse_quality(const char *text) {
  if (*text != '0' && *text != '1') return 1000;
  int quality = (*text - '0') * 1000;
  if (text[1] == '.') {
    int unit = 100;
    for (const char *c = text + 2; *c >= '0' && *c <= '9' && unit > 0; c++, unit /= 10)
      quality += (*c - '0') * unit;
  }
  return quality > 1000 ? 1000 : quality;
}

// The next range of the list; false at its end. Quoted strings in parameters are passed over.
static bool next_range(const char **list, Range *range) {
  const char *c = *list + strspn(*list, " \t,");
  if (*c == '\0') return false;
  range->text = c;
  range->length = strcspn(c, " \t,;");
  range->quality = 1000;
  c += range->length;
  while (*c != '\0' && *c != ',') {
    if (*c == '"') {
      for (c++; *c != '\0' && *c != '"'; c++)
        if (*c == '\\' && c[1] != '\0') c++;
      if (*c == '"') c++;
    } else if (*c == ';') {
      c += 1 + strspn(c + 1, " \t");
      if ((c[0] == 'q' || c[0] == 'Q') && c[1] == '=') range->quality = parse_quality(c + 2);
    } else {
      c++;
    }
  }
  *list = c;
  return true;
}

// 0: no match; 1: */*, 2: type/*, 3: type/subtype.
static int specificity(const Range *range, const char *type) {
  if (range->length == 3 && strncmp(range->text, "*/*", 3) == 0) return 1;
  if (range->length == 1 && *range->text == '*') return 1;  // as old Java clients send it
  if (range->length == strlen(type) && strncasecmp(range->text, type, range->length) == 0) return 3;
  const size_t main_type = strcspn(type, "/") + 1;
  if (range->length == main_type + 1 && range->text[main_type] == '*' &&
      strncasecmp(range->text, type, main_type) == 0)
    return 2;
  return 0;
}

static void judge(const char *accept, const char *type, int *quality, int *precision) {
  *quality = *precision = 0;
  Range range;
  while (next_range(&accept, &range)) {
    const int match = specificity(&range, type);
    if (match > *precision) {
      *precision = match;
      *quality = range.quality;
    }
  }
}

const Offer *negotiate(const Offers *offers, const char *accept) {
  if (accept == NULL || accept[strspn(accept, " \t,")] == '\0') return &offers->offer[0];
  const Offer *best = NULL;
  int best_quality = 0, best_precision = 0;
  for (size_t i = 0; i < offers->count; i++) {
    if (offers->offer[i].type == NULL) continue;
    int quality, precision;
    judge(accept, offers->offer[i].type, &quality, &precision);
    if (quality > best_quality || (quality == best_quality && precision > best_precision)) {
      best = quality > 0 ? &offers->offer[i] : best;
      best_quality = quality;
      best_precision = precision;
    }
  }
  return best;
}

const Offer *offer_find(const Offers *offers, const char *name) {
  for (size_t i = 0; i < offers->count; i++) {
    const Offer *offer = &offers->offer[i];
    if ((offer->name != NULL && strcasecmp(offer->name, name) == 0) ||
        (offer->type != NULL && strcasecmp(offer->type, name) == 0))
      return offer;
  }
  return NULL;
}
