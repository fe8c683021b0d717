// The table of datatypes, and the way from each to its scanner.
#include "base/rdf/datatype.h"

#include <string.h>

#include "base/rdf/lexical.h"
#include "base/rdf/vocabulary.h"

typedef struct DatatypeInfo {
  const Symbol *datatype;
  DatatypeFamily family;
  const char *smallest;
  const char *largest;
} DatatypeInfo;

static const DatatypeInfo infos[] = {
#define DATATYPE(symbol, family_, smallest_, largest_) \
  {&(symbol), DATATYPE_##family_, (smallest_), (largest_)},
#include "base/rdf/datatype.def"
#undef DATATYPE
};

static const DatatypeInfo *find(const Symbol *datatype) {
  static const DatatypeInfo unknown = {.family = DATATYPE_OTHER};
  for (size_t i = 0; i < sizeof infos / sizeof infos[0]; i++)
    if (infos[i].datatype == datatype) return &infos[i];
  return &unknown;
}

DatatypeFamily datatype_family(const Symbol *datatype) { return find(datatype)->family; }

bool datatype_is_numeric(const Symbol *datatype) {
  const DatatypeFamily family = find(datatype)->family;
  return family >= DATATYPE_INTEGER && family <= DATATYPE_DOUBLE;
}

// --- From lexical forms --------------------------------------------------------------------------

static bool copy(const char *text, size_t length, Buffer *out) {
  buffer_add(out, text, length);
  return true;
}

static bool is_text(const char *text, size_t length, const char *word) {
  return length == strlen(word) && memcmp(text, word, length) == 0;
}

static bool copy_boolean(const char *text, size_t length, Buffer *out) {
  const bool yes = is_text(text, length, "true") || is_text(text, length, "1");
  if (!yes && !is_text(text, length, "false") && !is_text(text, length, "0")) return false;
  buffer_add_text(out, yes ? "true" : "false");
  return true;
}

static bool copy_integer(const DatatypeInfo *info, const char *text, size_t length, Buffer *out) {
  const size_t start = out->length;
  if (!lexical_integer(text, length, out)) return false;
  const char *value = out->data + start;
  const size_t size = out->length - start;
  const char *low = info->smallest;
  const char *high = info->largest;
  if ((low != NULL && lexical_compare_integers(value, size, low, strlen(low)) < 0) ||
      (high != NULL && lexical_compare_integers(value, size, high, strlen(high)) > 0)) {
    out->length = start;
    return false;
  }
  return true;
}

static char upper_hex(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')) return c;
  return c >= 'a' && c <= 'f' ? (char)(c - 'a' + 'A') : '\0';
}

static bool copy_hex(const char *text, size_t length, Buffer *out) {
  if (length % 2 != 0) return false;
  buffer_reserve(out, length);
  for (size_t i = 0; i < length; i++) {
    const char digit = upper_hex(text[i]);
    if (digit == '\0') {
      out->length -= i;
      return false;
    }
    out->data[out->length++] = digit;
  }
  return true;
}

static int base64_value(char c) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const char *digit = c == '\0' ? NULL : strchr(digits, c);
  return digit == NULL ? -1 : (int)(digit - digits);
}

// 3.3.16: groups of four; the canonical form has no spaces. Bits beyond the last byte are zero.
static bool copy_base64(const char *text, size_t length, Buffer *out) {
  const size_t start = out->length;
  size_t padding = 0;
  int last = 0;
  bool good = true;
  for (size_t i = 0; i < length && good; i++) {
    if (text[i] == ' ' && i > 0 && i + 1 < length && text[i - 1] != ' ') continue;
    if (text[i] == '=') {
      good = ++padding <= 2;
    } else {
      last = base64_value(text[i]);
      good = last >= 0 && padding == 0;
    }
    buffer_add_char(out, text[i]);
  }
  good = good && (out->length - start) % 4 == 0;
  if (padding == 1) good = good && last % 4 == 0;
  if (padding == 2) good = good && last % 16 == 0;
  if (!good) out->length = start;
  return good;
}

bool datatype_canonical(const Symbol *datatype, const char *lexical, size_t length, Buffer *out) {
  const DatatypeInfo *info = find(datatype);
  switch (info->family) {
    case DATATYPE_OTHER:
    case DATATYPE_STRING: return copy(lexical, length, out);
    case DATATYPE_BOOLEAN: return copy_boolean(lexical, length, out);
    case DATATYPE_INTEGER: return copy_integer(info, lexical, length, out);
    case DATATYPE_DECIMAL: return lexical_decimal(lexical, length, out);
    case DATATYPE_FLOAT: return lexical_float(lexical, length, out);
    case DATATYPE_DOUBLE: return lexical_double(lexical, length, out);
    case DATATYPE_HEX_BINARY: return copy_hex(lexical, length, out);
    case DATATYPE_BASE64_BINARY: return copy_base64(lexical, length, out);
    default: return lexical_time(info->family, lexical, length, out);
  }
}

const char *datatype_collapse(const char *text, size_t *length) {
  static const char SPACE[] = " \t\n\r";
  while (*length > 0 && memchr(SPACE, text[*length - 1], sizeof SPACE - 1) != NULL) --*length;
  while (*length > 0 && memchr(SPACE, text[0], sizeof SPACE - 1) != NULL) text++, --*length;
  return text;
}

bool datatype_is_valid(const Symbol *datatype, const char *lexical, size_t length) {
  const DatatypeFamily family = find(datatype)->family;
  if (family == DATATYPE_OTHER || family == DATATYPE_STRING) return true;
  Buffer canonical = {0};
  const bool valid = datatype_canonical(datatype, lexical, length, &canonical);
  buffer_free(&canonical);
  return valid;
}

// --- From PostgreSQL -----------------------------------------------------------------------------

bool datatype_from_pg(PgType type, const char *value, size_t length, Buffer *out) {
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_BOOLEAN:
      buffer_add_text(out, length > 0 && value[0] == 't' ? "true" : "false");
      return true;
    case PG_FAMILY_NUMERIC: return lexical_decimal(value, length, out);
    case PG_FAMILY_FLOAT: return lexical_pg_float(value, length, out);
    case PG_FAMILY_DATE: return lexical_pg_time(DATATYPE_DATE, value, length, out);
    case PG_FAMILY_TIME: return lexical_pg_time(DATATYPE_TIME, value, length, out);
    case PG_FAMILY_TIMESTAMP: return lexical_pg_time(DATATYPE_DATE_TIME, value, length, out);
    case PG_FAMILY_BINARY:
      return length >= 2 && value[0] == '\\' && value[1] == 'x' &&
             copy_hex(value + 2, length - 2, out);
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_TEXT:
    case PG_FAMILY_BPCHAR:
    case PG_FAMILY_UUID:
    case PG_FAMILY_OTHER: return copy(value, length, out);
  }
  return false;
}
