// Escapes against a plain way of writing them, a character at a time: every length around the
// vectors' width, what must be escaped at every place, in memory that ends where the text ends.
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/iri.h"
#include "base/utf8.h"
#include "endpoint/write/escape.h"
#include "tests/support/fixture.h"

enum { LONGEST = 70 };

typedef enum Syntax {
  SYNTAX_JSON,
  SYNTAX_STRING,
  SYNTAX_IRI,
  SYNTAX_XML,
  SYNTAX_CSV,
  SYNTAX_TERMINAL,
  SYNTAX_COUNT
} Syntax;

// --- The plain way -------------------------------------------------------------------------------

static void plain_backslash(Buffer *out, char byte, const char *letters, const char *bytes) {
  const char *at = byte == '\0' ? NULL : strchr(bytes, byte);
  if (at == NULL)
    buffer_printf(out, "\\u%04X", (unsigned)(unsigned char)byte);
  else
    buffer_printf(out, "\\%c", letters[at - bytes]);
}

// False for what XML cannot carry.
static bool plain_ascii(Buffer *out, Syntax syntax, char byte) {
  const bool control = byte >= 0 && byte < 0x20;
  switch (syntax) {
    case SYNTAX_JSON:
    case SYNTAX_STRING:
      if (control || byte == '"' || byte == '\\' || (syntax == SYNTAX_STRING && byte == 0x7F))
        plain_backslash(out, byte, "btnfr\"\\", "\b\t\n\f\r\"\\");
      else
        buffer_add_char(out, byte);
      return true;
    case SYNTAX_IRI:
      if (byte <= ' ' || strchr("<>\"{}|^`\\", byte) != NULL)
        plain_backslash(out, byte, "", "");
      else
        buffer_add_char(out, byte);
      return true;
    case SYNTAX_XML:
      if (byte == '<' || byte == '>' || byte == '&' || byte == '"')
        buffer_add_text(out, byte == '<'   ? "&lt;"
                             : byte == '>' ? "&gt;"
                             : byte == '&' ? "&amp;"
                                           : "&quot;");
      else if (byte == '\t' || byte == '\n' || byte == '\r')
        buffer_printf(out, "&#%d;", byte);
      else if (control)
        return false;
      else
        buffer_add_char(out, byte);
      return true;
    case SYNTAX_CSV:
      if (byte == '"') buffer_add_char(out, '"');
      buffer_add_char(out, byte);
      return true;
    default:
      if (control || byte == 0x7F)
        plain_backslash(out, byte, "tnr", "\t\n\r");
      else
        buffer_add_char(out, byte);
      return true;
  }
}

static bool plain_escape(Buffer *out, Syntax syntax, const char *text, size_t length) {
  bool quoted = false;
  for (size_t i = 0; i < length; i++)
    quoted = quoted || text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r';
  quoted = quoted && syntax == SYNTAX_CSV;
  if (quoted) buffer_add_char(out, '"');
  for (size_t i = 0; i < length;) {
    uint32_t character = 0;
    const size_t size = utf8_decode(text + i, length - i, &character);
    if (size == 1) {
      if (!plain_ascii(out, syntax, text[i])) return false;
    } else if (size == 0) {
      buffer_add_text(out, "\xEF\xBF\xBD");
    } else if (syntax == SYNTAX_XML && (character == 0xFFFE || character == 0xFFFF)) {
      return false;
    } else if (syntax == SYNTAX_TERMINAL && character == 0x202E) {
      buffer_add_text(out, "\\u202E");
    } else {
      buffer_add(out, text + i, size);
    }
    i += size == 0 ? 1 : size;
  }
  if (quoted) buffer_add_char(out, '"');
  return true;
}

// --- Comparing -----------------------------------------------------------------------------------

static bool escape(Buffer *out, Syntax syntax, const char *text, size_t length) {
  Error err = {0};
  switch (syntax) {
    case SYNTAX_JSON: escape_json(out, text, length); return true;
    case SYNTAX_STRING: escape_string(out, text, length); return true;
    case SYNTAX_IRI: escape_iri(out, text, length); return true;
    case SYNTAX_XML: return escape_xml(out, text, length, &err) == STATUS_OK;
    case SYNTAX_CSV: escape_csv(out, text, length); return true;
    default: escape_terminal(out, text, length); return true;
  }
}

// The text is copied to memory of its very size, so that sanitizers see each byte read beyond it.
static void check(const char *text, size_t length) {
  char *exact = malloc(length > 0 ? length : 1);
  if (exact == NULL) abort();
  memcpy(exact, text, length);
  Buffer made = {0}, expected = {0};
  for (Syntax syntax = 0; syntax < SYNTAX_COUNT; syntax++) {
    buffer_clear(&made);
    buffer_clear(&expected);
    const bool could = escape(&made, syntax, exact, length);
    const bool can = plain_escape(&expected, syntax, exact, length);
    const bool same =
        could == can &&
        (!can || (made.length == expected.length &&
                  memcmp(buffer_text(&made), buffer_text(&expected), made.length) == 0));
    CU_ASSERT_TRUE(same);
    if (!same)
      (void)fprintf(stderr, "syntax %d, %zu bytes: \"%.*s\"\n", (int)syntax, length, (int)length,
                    text);
  }
  buffer_free(&made);
  buffer_free(&expected);
  free(exact);
}

// --- Tests ---------------------------------------------------------------------------------------

static void every_byte_at_every_place_of_some_lengths(void) {
  static const size_t LENGTH[] = {1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33};
  char text[LONGEST];
  for (size_t i = 0; i < sizeof LENGTH / sizeof *LENGTH; i++)
    for (size_t place = 0; place < LENGTH[i]; place++)
      for (int byte = 0; byte < 256; byte++) {
        memset(text, 'x', sizeof text);
        text[place] = (char)byte;
        check(text, LENGTH[i]);
      }
}

// Specials, a broken sequence, and characters of two, three and four bytes, whole or cut at the
// end.
static const char *const SPECIAL[] = {"\"",
                                      "\\",
                                      "<",
                                      "}",
                                      "`",
                                      ",",
                                      "\n",
                                      "\x01",
                                      "\x7F",
                                      "\xFF",
                                      "\x80",
                                      "\xC3\xA9",
                                      "\xC3",
                                      "\xE6\xBC\xA2",
                                      "\xE6\xBC",
                                      "\xEF\xBF\xBE",
                                      "\xE2\x80\xAE",
                                      "\xF0\x9F\x90\x98",
                                      "\xF0\x9F",
                                      "\xED\xA0\x80",
                                      "\xC0\xAF",
                                      "\"\"",
                                      "&",
                                      "\xEF\xBF\xBD"};
enum { SPECIAL_COUNT = sizeof SPECIAL / sizeof *SPECIAL };

static void specials_at_every_place_of_every_length(void) {
  char text[LONGEST];
  for (size_t length = 0; length <= LONGEST; length++)
    for (size_t place = 0; place < length; place++)
      for (size_t i = 0; i < SPECIAL_COUNT; i++) {
        memset(text, 'a', sizeof text);
        const size_t size = strlen(SPECIAL[i]);
        memcpy(text + place, SPECIAL[i], size < length - place ? size : length - place);
        check(text, length);
      }
  check("", 0);
}

static void characters_of_several_bytes_are_copied_in_runs(void) {
  static const char *const RUN[] = {"\xC3\xA9",  "\xE6\xBC\xA2",   "\xF0\x9F\x90\x98",
                                    "a\xC3\xA9", "\xE6\xBC\xA2\"", "\xC3\xA9\xFFz"};
  for (size_t i = 0; i < sizeof RUN / sizeof *RUN; i++) {
    char text[LONGEST * 4 + 8] = "";
    size_t length = 0;
    while (length < LONGEST) {
      memcpy(text + length, RUN[i], strlen(RUN[i]));
      length += strlen(RUN[i]);
    }
    for (size_t cut = 0; cut <= length; cut++) check(text, cut);
  }
}

static void templates_encode_every_byte_but_the_unreserved(void) {
  for (int byte = 1; byte < 0x80; byte++) {
    const char text[4] = {'a', (char)byte, 'z'};
    const bool plain =
        strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", byte) != NULL;
    Buffer made = {0}, expected = {0};
    (void)iri_encode(text, 3, &made);
    buffer_printf(&expected, plain ? "a%cz" : "a%%%02Xz", byte);
    CU_ASSERT_STRING_EQUAL(buffer_text(&made), buffer_text(&expected));
    buffer_free(&made);
    buffer_free(&expected);
  }
}

static void plain_texts_stand_for_themselves_in_every_syntax(void) {
  for (int byte = 0; byte < 256; byte++) {
    const char text[] = {'a', (char)byte};
    if (!term_text_is_plain(text, 2)) continue;
    for (Syntax syntax = 0; syntax < SYNTAX_COUNT; syntax++) {
      Buffer made = {0};
      CU_ASSERT_TRUE(escape(&made, syntax, text, 2));
      CU_ASSERT_EQUAL_FATAL(made.length, 2);
      CU_ASSERT_EQUAL(memcmp(made.data, text, 2), 0);
      buffer_free(&made);
    }
  }
  CU_ASSERT_TRUE(term_text_is_plain("http://e/a?b=c#d%20", 19));
  CU_ASSERT_FALSE(term_text_is_plain("a\0", 2));
}

int main(void) {
  static const TestCase TESTS[] = {
      TEST(every_byte_at_every_place_of_some_lengths),
      TEST(specials_at_every_place_of_every_length),
      TEST(characters_of_several_bytes_are_copied_in_runs),
      TEST(templates_encode_every_byte_but_the_unreserved),
      TEST(plain_texts_stand_for_themselves_in_every_syntax),
  };
  return suites_run("escape", TESTS, sizeof TESTS / sizeof *TESTS);
}
