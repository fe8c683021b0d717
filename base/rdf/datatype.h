// Lexical forms of XSD datatypes: canonical ones from PostgreSQL's text format and from any other
// lexical form (XSD 1.1 part 2), and validity.
//
// Canonical forms here: integer and decimal without sign "+", leading or trailing zeros; a whole
// decimal has no point ("2", as in XSD 1.1). double and float "3.0E1", "0.0E0", "-0.0E0", INF,
// -INF, NaN. boolean true/false. Dates and times with "Z" for a zero offset and no trailing zeros
// in the fraction; other offsets stay, and so does 24:00:00, which PostgreSQL tells from 00:00:00.
// hexBinary in upper case. Durations stay as they are.
#ifndef ANAMORPH_BASE_RDF_DATATYPE_H
#define ANAMORPH_BASE_RDF_DATATYPE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/db/pg_type.h"

typedef enum DatatypeFamily {
  DATATYPE_OTHER,   // not known here
  DATATYPE_STRING,  // xsd:string, rdf:langString, xsd:anyURI: any text
  DATATYPE_BOOLEAN,
  DATATYPE_INTEGER,  // xsd:integer and the types derived from it
  DATATYPE_DECIMAL,
  DATATYPE_FLOAT,
  DATATYPE_DOUBLE,
  DATATYPE_DATE_TIME,
  DATATYPE_DATE_TIME_STAMP,
  DATATYPE_DATE,
  DATATYPE_TIME,
  DATATYPE_G_YEAR,
  DATATYPE_G_YEAR_MONTH,
  DATATYPE_G_MONTH,
  DATATYPE_G_MONTH_DAY,
  DATATYPE_G_DAY,
  DATATYPE_DURATION,
  DATATYPE_DAY_TIME_DURATION,
  DATATYPE_YEAR_MONTH_DURATION,
  DATATYPE_HEX_BINARY,
  DATATYPE_BASE64_BINARY,
} DatatypeFamily;

// `datatype` is interned (compared by address). NULL gives DATATYPE_OTHER.
DatatypeFamily datatype_family(const Symbol *datatype);

// INTEGER, DECIMAL, FLOAT or DOUBLE: SPARQL 1.1 section 17.1.
bool datatype_is_numeric(const Symbol *datatype);

// Appends the natural RDF lexical form (R2RML section 10.2) of a value in PostgreSQL's text format,
// under the settings of base/db/connection.h; the datatype is pg_type_info(type)->datatype. Neither
// floating point nor memory of its own. false, with nothing appended, when the datatype has no such
// value: dates BC, infinite dates, NaN and infinity as numeric, offsets with seconds.
bool datatype_from_pg(PgType type, const char *value, size_t length, Buffer *out);

// Has every value of the type a lexical form?
static inline bool datatype_pg_is_total(PgType type) {
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_NUMERIC:
    case PG_FAMILY_DATE:
    case PG_FAMILY_TIMESTAMP: return false;
    default: return type != PG_TYPE_TIMETZ;
  }
}

// datatype_from_pg where the lexical form is the beginning of PostgreSQL's text, of *lexical bytes:
// always for integers and text, for most dates, and for numerics, which lose the zeros that end a
// fraction. It looks at few bytes, and may say false of such a text.
static inline bool datatype_pg_prefix(PgFamily family, const char *value, size_t length,
                                      size_t *lexical) {
  *lexical = length;
  switch (family) {
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_TEXT:
    case PG_FAMILY_BPCHAR:
    case PG_FAMILY_UUID:
    case PG_FAMILY_OTHER: return true;
    case PG_FAMILY_NUMERIC: {
      const char last = length == 0 ? '\0' : value[length - 1];
      if (last < '0' || last > '9') return false;  // NaN and the infinities
      if (last > '0' || memchr(value, '.', length) == NULL) return true;
      while (value[length - 1] == '0') length--;
      *lexical = length - (value[length - 1] == '.');
      return true;
    }
    // Four digits of year: neither BC nor infinity is as long.
    case PG_FAMILY_DATE: return length == 10 && value[4] == '-' && value[7] == '-';
    default: return false;
  }
}

// Is `lexical` in the datatype's lexical space? No white space is trimmed. true for a datatype that
// is not known here.
bool datatype_is_valid(const Symbol *datatype, const char *lexical, size_t length);

// The text without the white space around it, and its length: what casts read, for the facet
// whiteSpace is "collapse" (XSD 1.1 part 2 section 4.3.6) and no lexical form of the datatypes that
// are known here, but for strings and IRIs, has white space within. Owned as `text` is.
const char *datatype_collapse(const char *text, size_t *length);

// Appends the canonical form; false, with nothing appended, when `lexical` is not in the lexical
// space. A datatype that is not known here keeps its text.
bool datatype_canonical(const Symbol *datatype, const char *lexical, size_t length, Buffer *out);

#endif
