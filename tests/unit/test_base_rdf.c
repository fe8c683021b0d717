// IRIs, canonical forms, language tags and terms.
#include <CUnit/CUnit.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/datatype.h"
#include "base/rdf/iri.h"
#include "base/rdf/language_tag.h"
#include "base/rdf/term.h"
#include "base/rdf/vocabulary.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// Compares, and prints both sides when they differ: CUnit only shows the expression.
static void check_text(const char *input, const char *actual, const char *expected) {
  if (strcmp(actual, expected) != 0)
    printf("\n  %s: got \"%s\", expected \"%s\"\n", input, actual, expected);
  CU_ASSERT_STRING_EQUAL(actual, expected);
}

// --- IRIs ----------------------------------------------------------------------------------------

static void resolves_the_examples_of_rfc_3986_section_5_4(void) {
  static const char *const cases[][2] = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"g?y#s", "http://a/b/c/g?y#s"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y#s"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"g#s/./x", "http://a/b/c/g#s/./x"},
      {"g#s/../x", "http://a/b/c/g#s/../x"},
      {"http:g", "http:g"},
  };
  static const char base[] = "http://a/b/c/d;p?q";
  Buffer out = {0};
  for (size_t i = 0; i < COUNT(cases); i++) {
    buffer_clear(&out);
    iri_resolve(base, sizeof base - 1, cases[i][0], strlen(cases[i][0]), &out);
    check_text(cases[i][0], buffer_text(&out), cases[i][1]);
  }
  buffer_free(&out);
}

static void resolves_at_the_edges(void) {
  static const char *const cases[][3] = {
      {"http://a", "b", "http://a/b"},
      {"http://a", "", "http://a"},
      {"http://a?q", "b", "http://a/b"},
      {"http://a/b#old", "", "http://a/b"},
      {"http://a/b", "?", "http://a/b?"},
      {"urn:x:y", "z", "urn:z"},
      {"file:///home/me/q.rq", "../x", "file:///home/x"},
      {"", "x/../y", "x/../y"},
      {"relative", "y", "y"},
      {"http://a/b", "HTTP://c/../d", "HTTP://c/d"},
      {"http://a/b/", "\xC3\xA9?\xC3\xA8", "http://a/b/\xC3\xA9?\xC3\xA8"},
      {"http://a/", "1:b", "http://a/1:b"},
  };
  Buffer out = {0};
  for (size_t i = 0; i < COUNT(cases); i++) {
    buffer_clear(&out);
    iri_resolve(cases[i][0], strlen(cases[i][0]), cases[i][1], strlen(cases[i][1]), &out);
    check_text(cases[i][1], buffer_text(&out), cases[i][2]);
  }
  buffer_free(&out);
}

static void tells_absolute_and_valid_iris(void) {
  CU_ASSERT(iri_is_absolute("http://a", 8));
  CU_ASSERT(iri_is_absolute("x+y-1.2:z", 9));
  CU_ASSERT(!iri_is_absolute("//a/b", 5));
  CU_ASSERT(!iri_is_absolute("a/b:c", 5));
  CU_ASSERT(!iri_is_absolute("1a:b", 4));
  CU_ASSERT(!iri_is_absolute(":b", 2));
  CU_ASSERT(!iri_is_absolute("", 0));
  CU_ASSERT(iri_is_valid("http://a/\xC3\xA9%20[x]", 17));
  static const char *const bad[] = {"a b", "a<b", "a>b", "a\"b", "a{b",  "a}b",
                                    "a|b", "a^b", "a`b", "a\\b", "a\nb", "a\xC3"};
  for (size_t i = 0; i < COUNT(bad); i++) CU_ASSERT(!iri_is_valid(bad[i], strlen(bad[i])));
  CU_ASSERT(iri_is_valid("100%", 4));
  CU_ASSERT(iri_is_strict("http://a/\xC3\xA9%2b#x", 16));
  static const char *const loose[] = {"100%", "%a", "%", "%g0", "%0g", "#a#", "a b"};
  for (size_t i = 0; i < COUNT(loose); i++) CU_ASSERT(!iri_is_strict(loose[i], strlen(loose[i])));
}

static void encodes_values_as_r2rml_7_3_demands(void) {
  static const char *const cases[][2] = {
      {"42", "42"},
      {"Hello World!", "Hello%20World%21"},
      {"2011-08-23T22:17:00Z", "2011-08-23T22%3A17%3A00Z"},
      {"~A_17.1-2", "~A_17.1-2"},
      {"\xE6\x88\x90", "\xE6\x88\x90"},
      {"a/b?c#d%", "a%2Fb%3Fc%23d%25"},
      {"Bolivia, Plurinational State of", "Bolivia%2C%20Plurinational%20State%20of"},
      {"\xEE\x80\x80", "%EE%80%80"},  // U+E000, private use: not iunreserved
      {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {"\x7F", "%7F"},
      {"\xC2\x80", "%C2%80"},
      {"", ""},
  };
  Buffer out = {0};
  Buffer back = {0};
  for (size_t i = 0; i < COUNT(cases); i++) {
    buffer_clear(&out);
    buffer_clear(&back);
    (void)iri_encode(cases[i][0], strlen(cases[i][0]), &out);
    check_text(cases[i][0], buffer_text(&out), cases[i][1]);
    CU_ASSERT(iri_decode(out.data, out.length, &back));
    check_text(cases[i][1], buffer_text(&back), cases[i][0]);
  }
  buffer_free(&out);
  buffer_free(&back);
}

// In memory of its very size, so that sanitizers see each byte read beyond it.
static void encodes_every_byte_at_every_place(void) {
  static const size_t lengths[] = {1, 3, 4, 7, 8, 9, 15, 16, 17, 33};
  Buffer out = {0};
  for (size_t i = 0; i < COUNT(lengths); i++)
    for (size_t place = 0; place < lengths[i]; place++)
      for (int byte = 1; byte < 256; byte++) {
        char *value = malloc(lengths[i]);
        if (value == NULL) abort();
        memset(value, 'x', lengths[i]);
        value[place] = (char)byte;
        const bool plain = byte < 0x80 && (isalnum(byte) || strchr("-._~", byte) != NULL);
        char expected[64] = "", middle[4] = {(char)byte};
        if (!plain) (void)snprintf(middle, sizeof middle, "%%%02X", (unsigned)byte);
        (void)snprintf(expected, sizeof expected, "%.*s%s%.*s", (int)place, value, middle,
                       (int)(lengths[i] - place - 1), value + place + 1);
        buffer_clear(&out);
        (void)iri_encode(value, lengths[i], &out);
        check_text(expected, buffer_text(&out), expected);
        free(value);
      }
  buffer_free(&out);
}

static void decodes_only_what_encoding_makes(void) {
  static const char *const bad[] = {"a b", "a/b", "%2f", "%41",    "%",   "%2",
                                    "%zz", "%00", "%C3", "%C3%A9", "a|b", "\xC3"};
  Buffer out = {0};
  buffer_add_text(&out, "kept");
  for (size_t i = 0; i < COUNT(bad); i++) {
    CU_ASSERT(!iri_decode(bad[i], strlen(bad[i]), &out));
    check_text(bad[i], buffer_text(&out), "kept");
  }
  buffer_free(&out);
}

static void escapes_what_no_iri_may_hold(void) {
  Buffer out = {0};
  static const char text[] = "http://a/x|y z%20\xC3\xA9\xFF";
  CU_ASSERT_EQUAL(iri_escape(text, sizeof text - 1, &out), 3);
  check_text(text, buffer_text(&out), "http://a/x%7Cy%20z%20\xC3\xA9%FF");
  CU_ASSERT(iri_is_valid(out.data, out.length));
  buffer_free(&out);
}

// --- Canonical forms -----------------------------------------------------------------------------

typedef struct PgCase {
  PgType type;
  const char *value;
  const char *expected;  // NULL: not representable
} PgCase;

static void makes_natural_lexical_forms_of_postgresql_values(void) {
  static const PgCase cases[] = {
      {PG_TYPE_BOOL, "t", "true"},
      {PG_TYPE_BOOL, "f", "false"},
      {PG_TYPE_INT4, "-42", "-42"},
      {PG_TYPE_INT8, "9223372036854775807", "9223372036854775807"},
      {PG_TYPE_NUMERIC, "1.50", "1.5"},
      {PG_TYPE_NUMERIC, "2.00", "2"},
      {PG_TYPE_NUMERIC, "0.00", "0"},
      {PG_TYPE_NUMERIC, "-0.0070", "-0.007"},
      {PG_TYPE_NUMERIC, "1200", "1200"},
      {PG_TYPE_NUMERIC, "123456789012345678901234567890.1", "123456789012345678901234567890.1"},
      {PG_TYPE_NUMERIC, "NaN", NULL},
      {PG_TYPE_NUMERIC, "Infinity", NULL},
      {PG_TYPE_FLOAT8, "30", "3.0E1"},
      {PG_TYPE_FLOAT8, "1.65", "1.65E0"},
      {PG_TYPE_FLOAT8, "0", "0.0E0"},
      {PG_TYPE_FLOAT8, "-0", "-0.0E0"},
      {PG_TYPE_FLOAT8, "1e+20", "1.0E20"},
      {PG_TYPE_FLOAT8, "-1.5e-07", "-1.5E-7"},
      {PG_TYPE_FLOAT8, "0.00012", "1.2E-4"},
      {PG_TYPE_FLOAT8, "123456.789", "1.23456789E5"},
      {PG_TYPE_FLOAT8, "1.7976931348623157e+308", "1.7976931348623157E308"},
      {PG_TYPE_FLOAT8, "5e-324", "5.0E-324"},
      {PG_TYPE_FLOAT8, "Infinity", "INF"},
      {PG_TYPE_FLOAT8, "-Infinity", "-INF"},
      {PG_TYPE_FLOAT8, "NaN", "NaN"},
      {PG_TYPE_FLOAT4, "80.25", "8.025E1"},
      {PG_TYPE_DATE, "1981-10-10", "1981-10-10"},
      {PG_TYPE_DATE, "12345-01-01", "12345-01-01"},
      {PG_TYPE_DATE, "infinity", NULL},
      {PG_TYPE_DATE, "-infinity", NULL},
      {PG_TYPE_DATE, "0044-03-15 BC", NULL},
      {PG_TYPE_TIME, "12:12:22", "12:12:22"},
      {PG_TYPE_TIME, "12:12:22.50", "12:12:22.5"},
      {PG_TYPE_TIME, "24:00:00", "24:00:00"},
      {PG_TYPE_TIMETZ, "12:00:00+00", "12:00:00Z"},
      {PG_TYPE_TIMETZ, "12:00:00-08", "12:00:00-08:00"},
      {PG_TYPE_TIMETZ, "12:00:00+05:30", "12:00:00+05:30"},
      {PG_TYPE_TIMETZ, "12:00:00+05:30:10", NULL},
      {PG_TYPE_TIMETZ, "12:00:00+15", NULL},
      {PG_TYPE_TIMESTAMP, "2009-10-10 12:12:22", "2009-10-10T12:12:22"},
      {PG_TYPE_TIMESTAMP, "2009-10-10 12:12:22.120", "2009-10-10T12:12:22.12"},
      {PG_TYPE_TIMESTAMP, "0001-01-01 00:00:00 BC", NULL},
      {PG_TYPE_TIMESTAMP, "infinity", NULL},
      {PG_TYPE_TIMESTAMPTZ, "2009-10-10 12:12:22.5+00", "2009-10-10T12:12:22.5Z"},
      {PG_TYPE_BYTEA, "\\x89504e470d", "89504E470D"},
      {PG_TYPE_BYTEA, "\\x", ""},
      {PG_TYPE_BPCHAR, "Venus          ", "Venus          "},
      {PG_TYPE_TEXT, "\xC3\xA9 t", "\xC3\xA9 t"},
      {PG_TYPE_UUID, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
       "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
      {PG_TYPE_INTERVAL, "P1DT2H", "P1DT2H"},
      {PG_TYPE_OTHER, "{1,2}", "{1,2}"},
  };
  Buffer out = {0};
  for (size_t i = 0; i < COUNT(cases); i++) {
    buffer_clear(&out);
    buffer_add_char(&out, '>');
    const bool made = datatype_from_pg(cases[i].type, cases[i].value, strlen(cases[i].value), &out);
    CU_ASSERT_EQUAL(made, cases[i].expected != NULL);
    check_text(cases[i].value, buffer_text(&out) + 1,
               cases[i].expected == NULL ? "" : cases[i].expected);
    size_t prefix;
    if (datatype_pg_prefix(pg_type_info(cases[i].type)->family, cases[i].value,
                           strlen(cases[i].value), &prefix)) {
      CU_ASSERT_PTR_NOT_NULL(cases[i].expected);
      buffer_clear(&out);
      buffer_add(&out, cases[i].value, prefix);
      check_text(cases[i].value, buffer_text(&out), cases[i].expected);
    }
  }
  buffer_free(&out);
}

static void most_lexical_forms_are_what_postgresql_begins_with(void) {
  static const struct {
    PgType type;
    const char *value;
    int prefix;  // -1: the form is made
  } cases[] = {
      {PG_TYPE_INT4, "-12", 3},
      {PG_TYPE_INT4, "100", 3},
      {PG_TYPE_TEXT, "", 0},
      {PG_TYPE_NUMERIC, "120", 3},
      {PG_TYPE_NUMERIC, "-0.5", 4},
      {PG_TYPE_NUMERIC, "1.50", 3},
      {PG_TYPE_NUMERIC, "0", 1},
      {PG_TYPE_NUMERIC, "0.00", 1},
      {PG_TYPE_NUMERIC, "-100.00", 4},
      {PG_TYPE_NUMERIC, "1.0100", 4},
      {PG_TYPE_NUMERIC, "NaN", -1},
      {PG_TYPE_NUMERIC, "-Infinity", -1},
      {PG_TYPE_DATE, "2024-02-29", 10},
      {PG_TYPE_DATE, "infinity", -1},
      {PG_TYPE_DATE, "-infinity", -1},
      {PG_TYPE_DATE, "0044-03-15 BC", -1},
      {PG_TYPE_DATE, "12024-02-29", -1},
      {PG_TYPE_BOOL, "t", -1},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    size_t prefix;
    const bool is = datatype_pg_prefix(pg_type_info(cases[i].type)->family, cases[i].value,
                                       strlen(cases[i].value), &prefix);
    CU_ASSERT_EQUAL(is ? (int)prefix : -1, cases[i].prefix);
  }
}

typedef struct XsdCase {
  const Symbol *datatype;
  const char *lexical;
  const char *expected;  // NULL: ill-typed
} XsdCase;

static void check_xsd(const XsdCase cases[], size_t count) {
  Buffer out = {0};
  for (size_t i = 0; i < count; i++) {
    const size_t length = strlen(cases[i].lexical);
    buffer_clear(&out);
    buffer_add_char(&out, '>');
    const bool valid = datatype_canonical(cases[i].datatype, cases[i].lexical, length, &out);
    CU_ASSERT_EQUAL(valid, cases[i].expected != NULL);
    CU_ASSERT_EQUAL(datatype_is_valid(cases[i].datatype, cases[i].lexical, length), valid);
    check_text(cases[i].lexical, buffer_text(&out) + 1,
               cases[i].expected == NULL ? "" : cases[i].expected);
  }
  buffer_free(&out);
}

static void canonicalises_numbers_and_booleans(void) {
  static const XsdCase cases[] = {
      {&XSD_INTEGER, "+07", "7"},
      {&XSD_INTEGER, "-0", "0"},
      {&XSD_INTEGER, "0000", "0"},
      {&XSD_INTEGER, "100", "100"},
      {&XSD_INTEGER, "1.0", NULL},
      {&XSD_INTEGER, "", NULL},
      {&XSD_INTEGER, "+", NULL},
      {&XSD_INTEGER, " 7", NULL},
      {&XSD_INTEGER, "seven", NULL},
      {&XSD_BYTE, "-128", "-128"},
      {&XSD_BYTE, "-129", NULL},
      {&XSD_BYTE, "0127", "127"},
      {&XSD_BYTE, "128", NULL},
      {&XSD_LONG, "9223372036854775808", NULL},
      {&XSD_UNSIGNED_LONG, "18446744073709551615", "18446744073709551615"},
      {&XSD_NON_NEGATIVE_INTEGER, "-1", NULL},
      {&XSD_NEGATIVE_INTEGER, "-1", "-1"},
      {&XSD_NEGATIVE_INTEGER, "0", NULL},
      {&XSD_POSITIVE_INTEGER, "0", NULL},
      {&XSD_DECIMAL, "+01.500", "1.5"},
      {&XSD_DECIMAL, ".5", "0.5"},
      {&XSD_DECIMAL, "5.", "5"},
      {&XSD_DECIMAL, "-0.0", "0"},
      {&XSD_DECIMAL, "100.00", "100"},
      {&XSD_DECIMAL, "1e2", NULL},
      {&XSD_DECIMAL, ".", NULL},
      {&XSD_DECIMAL, "1.2.3", NULL},
      {&XSD_DOUBLE, "1", "1.0E0"},
      {&XSD_DOUBLE, "100.10e-1", "1.001E1"},
      {&XSD_DOUBLE, "0.1000000000000000055511", "1.0E-1"},
      {&XSD_DOUBLE, "9007199254740993", "9.007199254740992E15"},
      {&XSD_DOUBLE, "1e400", "INF"},
      {&XSD_DOUBLE, "-1e400", "-INF"},
      {&XSD_DOUBLE, "1e-400", "0.0E0"},
      {&XSD_DOUBLE, "-1e-400", "-0.0E0"},
      {&XSD_DOUBLE, "-0", "-0.0E0"},
      {&XSD_DOUBLE, "+INF", "INF"},
      {&XSD_DOUBLE, "NaN", "NaN"},
      {&XSD_DOUBLE, "Infinity", NULL},
      {&XSD_DOUBLE, "1e", NULL},
      {&XSD_DOUBLE, "0x10", NULL},
      {&XSD_FLOAT, "16777217", "1.6777216E7"},
      {&XSD_FLOAT, "0.1", "1.0E-1"},
      {&XSD_FLOAT, "1e39", "INF"},
      {&XSD_BOOLEAN, "1", "true"},
      {&XSD_BOOLEAN, "0", "false"},
      {&XSD_BOOLEAN, "true", "true"},
      {&XSD_BOOLEAN, "TRUE", NULL},
  };
  check_xsd(cases, COUNT(cases));
}

static void canonicalises_dates_times_and_the_rest(void) {
  static const XsdCase cases[] = {
      {&XSD_DATE_TIME, "2000-02-29T12:00:00.100+00:00", "2000-02-29T12:00:00.1Z"},
      {&XSD_DATE_TIME, "2000-02-29T12:00:00.000", "2000-02-29T12:00:00"},
      {&XSD_DATE_TIME, "2000-02-29T12:00:00-05:00", "2000-02-29T12:00:00-05:00"},
      {&XSD_DATE_TIME, "1900-02-29T12:00:00", NULL},
      {&XSD_DATE_TIME, "-0044-03-15T00:00:00Z", "-0044-03-15T00:00:00Z"},
      {&XSD_DATE_TIME, "2000-01-01T24:00:00", "2000-01-01T24:00:00"},
      {&XSD_DATE_TIME, "2000-01-01T24:00:01", NULL},
      {&XSD_DATE_TIME, "2000-01-01T24:00:00.1", NULL},
      {&XSD_DATE_TIME, "2000-01-01T12:00:60", NULL},
      {&XSD_DATE_TIME, "2000-01-01 12:00:00", NULL},
      {&XSD_DATE_TIME, "2000-01-01T12:00:00.", NULL},
      {&XSD_DATE_TIME, "2000-01-01T12:00:00+14:01", NULL},
      {&XSD_DATE_TIME, "2000-01-01", NULL},
      {&XSD_DATE_TIME, "200-01-01T00:00:00", NULL},
      {&XSD_DATE_TIME, "02000-01-01T00:00:00", NULL},
      {&XSD_DATE_TIME_STAMP, "2000-01-01T12:00:00", NULL},
      {&XSD_DATE_TIME_STAMP, "2000-01-01T12:00:00Z", "2000-01-01T12:00:00Z"},
      {&XSD_DATE, "2000-01-01", "2000-01-01"},
      {&XSD_DATE, "2000-01-01-00:00", "2000-01-01Z"},
      {&XSD_DATE, "2000-13-01", NULL},
      {&XSD_DATE, "2000-04-31", NULL},
      {&XSD_TIME, "12:00:00.5000Z", "12:00:00.5Z"},
      {&XSD_TIME, "12:00", NULL},
      {&XSD_G_YEAR, "2000", "2000"},
      {&XSD_G_YEAR, "20", NULL},
      {&XSD_G_YEAR_MONTH, "2000-12+00:00", "2000-12Z"},
      {&XSD_G_MONTH, "--12", "--12"},
      {&XSD_G_MONTH_DAY, "--02-29", "--02-29"},
      {&XSD_G_MONTH_DAY, "--02-30", NULL},
      {&XSD_G_DAY, "---31", "---31"},
      {&XSD_DURATION, "P1Y2M3DT4H5M6.7S", "P1Y2M3DT4H5M6.7S"},
      {&XSD_DURATION, "-PT1S", "-PT1S"},
      {&XSD_DURATION, "P", NULL},
      {&XSD_DURATION, "P1YT", NULL},
      {&XSD_DURATION, "P1M1Y", NULL},
      {&XSD_DURATION, "PT1.5M", NULL},
      {&XSD_DURATION, "P1S", NULL},
      {&XSD_DAY_TIME_DURATION, "P1DT1M", "P1DT1M"},
      {&XSD_DAY_TIME_DURATION, "P1M", NULL},
      {&XSD_YEAR_MONTH_DURATION, "P1Y1M", "P1Y1M"},
      {&XSD_YEAR_MONTH_DURATION, "P1D", NULL},
      {&XSD_HEX_BINARY, "0aFf", "0AFF"},
      {&XSD_HEX_BINARY, "0aF", NULL},
      {&XSD_HEX_BINARY, "zz", NULL},
      {&XSD_BASE64_BINARY, "SGVs bG8=", "SGVsbG8="},
      {&XSD_BASE64_BINARY, "SGVsbG8", NULL},
      {&XSD_BASE64_BINARY, "SGVsbG9=", NULL},
      {&XSD_STRING, " any thing ", " any thing "},
      {&RDF_TYPE, "a datatype not known", "a datatype not known"},
  };
  check_xsd(cases, COUNT(cases));
}

// --- Language tags and terms ---------------------------------------------------------------------

static void tells_well_formed_and_known_language_tags(void) {
  static const char *const known[] = {
      "en",    "EN-us",  "de-Latn-CH-1996", "zh-yue-HK", "ast",    "sl-rozaj", "en-u-co-phonebk",
      "x-own", "es-419", "de-x-a-b-c",      "nb",        "sr-Cyrl"};
  static const char *const unknown[] = {"english", "spanish", "qq", "i-klingon", "abcd"};
  static const char *const bad[] = {"",    "e",    "en_US",      "en-",  "-en",    "en--us", "12",
                                    "a-b", "en-u", "toolongtag", "en-x", "en-a-b", "en us",  "x"};
  for (size_t i = 0; i < COUNT(known); i++) {
    CU_ASSERT(language_tag_is_well_formed(known[i], strlen(known[i])));
    CU_ASSERT(language_tag_is_known(known[i], strlen(known[i])));
  }
  for (size_t i = 0; i < COUNT(unknown); i++) {
    CU_ASSERT(language_tag_is_well_formed(unknown[i], strlen(unknown[i])));
    if (strcmp(unknown[i], "i-klingon") != 0)
      CU_ASSERT(!language_tag_is_known(unknown[i], strlen(unknown[i])));
  }
  for (size_t i = 0; i < COUNT(bad); i++)
    CU_ASSERT(!language_tag_is_well_formed(bad[i], strlen(bad[i])));
  Buffer out = {0};
  language_tag_lower("zh-Hant-TW", 10, &out);
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), "zh-hant-tw");
  buffer_free(&out);
}

static void compares_terms_by_their_text(void) {
  const Symbol first = {"a", 1};
  const Symbol second = {"a", 1};
  const Symbol english = {"en", 2};
  const Symbol capitals = {"EN", 2};
  const Term string = term_literal(&first, &XSD_STRING);
  const Term same = term_literal(&second, &XSD_STRING);
  const Term iri = term_iri(&first);
  const Term blank = term_blank(&first);
  const Term in_english = term_language_literal(&first, &english);
  const Term in_capitals = term_language_literal(&second, &capitals);
  const Term unbound = {0};
  CU_ASSERT(term_equal(&string, &same));
  CU_ASSERT(term_equal(&in_english, &in_capitals));
  CU_ASSERT(term_equal(&unbound, &unbound));
  CU_ASSERT(!term_equal(&string, &in_english));
  CU_ASSERT(!term_equal(&iri, &blank));
  CU_ASSERT(!term_equal(&iri, &string));
  CU_ASSERT(!term_equal(&unbound, &iri));
}

int main(void) {
  static const TestCase tests[] = {
      TEST(resolves_the_examples_of_rfc_3986_section_5_4),
      TEST(resolves_at_the_edges),
      TEST(tells_absolute_and_valid_iris),
      TEST(encodes_values_as_r2rml_7_3_demands),
      TEST(encodes_every_byte_at_every_place),
      TEST(decodes_only_what_encoding_makes),
      TEST(escapes_what_no_iri_may_hold),
      TEST(makes_natural_lexical_forms_of_postgresql_values),
      TEST(most_lexical_forms_are_what_postgresql_begins_with),
      TEST(canonicalises_numbers_and_booleans),
      TEST(canonicalises_dates_times_and_the_rest),
      TEST(tells_well_formed_and_known_language_tags),
      TEST(compares_terms_by_their_text),
  };
  return suites_run("base/rdf", tests, COUNT(tests));
}
