// The table of datatypes, and what follows from it.
#include "reasoner/datatype.h"

#include <string.h>

static const char XSD[] = "http://www.w3.org/2001/XMLSchema#";

#define INTEGERS                                                                       \
  "integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger " \
  "negativeInteger unsignedLong unsignedInt unsignedShort unsignedByte"

const Datatype datatype_row[] = {
    {"string", "string normalizedString token", NULL, NULL},
    {"boolean", "boolean", NULL, NULL},
    {"decimal", "decimal " INTEGERS, NULL, NULL},
    {"integer", INTEGERS, NULL, NULL},
    {"long", INTEGERS, "-9223372036854775808", "9223372036854775807"},
    {"int", INTEGERS, "-2147483648", "2147483647"},
    {"short", INTEGERS, "-32768", "32767"},
    {"byte", INTEGERS, "-128", "127"},
    {"nonNegativeInteger", INTEGERS, "0", NULL},
    {"positiveInteger", INTEGERS, "1", NULL},
    {"nonPositiveInteger", INTEGERS, NULL, "0"},
    {"negativeInteger", INTEGERS, NULL, "-1"},
    {"unsignedLong", INTEGERS, "0", "18446744073709551615"},
    {"unsignedInt", INTEGERS, "0", "4294967295"},
    {"unsignedShort", INTEGERS, "0", "65535"},
    {"unsignedByte", INTEGERS, "0", "255"},
    {"double", "double", NULL, NULL},
    {"float", "float", NULL, NULL},
    {"dateTime", "dateTime dateTimeStamp", NULL, NULL},
    {"dateTimeStamp", "dateTimeStamp", NULL, NULL},
    {"date", "date", NULL, NULL},
    {"time", "time", NULL, NULL},
    {"gYear", "gYear", NULL, NULL},
    {"gYearMonth", "gYearMonth", NULL, NULL},
    {"gMonth", "gMonth", NULL, NULL},
    {"gMonthDay", "gMonthDay", NULL, NULL},
    {"gDay", "gDay", NULL, NULL},
    {"duration", "duration dayTimeDuration yearMonthDuration", NULL, NULL},
    {"dayTimeDuration", "dayTimeDuration", NULL, NULL},
    {"yearMonthDuration", "yearMonthDuration", NULL, NULL},
    {"hexBinary", "hexBinary", NULL, NULL},
    {"base64Binary", "base64Binary", NULL, NULL},
    {"anyURI", "anyURI", NULL, NULL},
};
const size_t datatype_count = sizeof datatype_row / sizeof *datatype_row;

const Datatype *datatype_find(const Symbol *iri) {
  if (strncmp(iri->text, XSD, sizeof XSD - 1) != 0) return NULL;
  for (size_t i = 0; i < datatype_count; i++)
    if (strcmp(datatype_row[i].name, iri->text + sizeof XSD - 1) == 0) return &datatype_row[i];
  return NULL;
}

static bool is_listed(const char *names, const char *name) {
  const size_t length = strlen(name);
  for (const char *at = names; *at != '\0'; at += strspn(at, " ")) {
    const size_t here = strcspn(at, " ");
    if (here == length && strncmp(at, name, length) == 0) return true;
    at += here;
  }
  return false;
}

// Decimal integers without leading zeros.
static int compare_integers(const char *a, const char *b) {
  const bool below_a = *a == '-', below_b = *b == '-';
  if (below_a != below_b) return below_a ? -1 : 1;
  const size_t length_a = strlen(a), length_b = strlen(b);
  const int order = length_a != length_b ? (length_a < length_b ? -1 : 1) : strcmp(a, b);
  return below_a ? -order : order;
}

bool datatype_within(size_t count, const Datatype *const given[], const Datatype *super) {
  bool listed = false, above = super->least == NULL, below = super->most == NULL;
  for (size_t i = 0; i < count; i++) {
    listed = listed || is_listed(super->within, given[i]->name);
    if (!above && given[i]->least != NULL)
      above = compare_integers(given[i]->least, super->least) >= 0;
    if (!below && given[i]->most != NULL)
      below = compare_integers(given[i]->most, super->most) <= 0;
  }
  return listed && above && below;
}
