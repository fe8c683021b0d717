// Escapes by table: 0 marks a byte that stands for itself.
#include "endpoint/write/escape.h"

#include "base/rdf/vocabulary.h"
#include "base/span.h"
#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };
static const char HEX[] = "0123456789ABCDEF";

// What becomes of a byte: itself, a backslash and that letter, or a numeric escape; SLOW: UTF-8 to
// look at.
enum { SELF = 0, NUMERIC = 1, SLOW = 2 };

#define CONTROLS(b, t, n, f, r)                                                                   \
  [0x00] = 1, [0x01] = 1, [0x02] = 1, [0x03] = 1, [0x04] = 1, [0x05] = 1, [0x06] = 1, [0x07] = 1, \
  [0x08] = (b), [0x09] = (t), [0x0A] = (n), [0x0B] = 1, [0x0C] = (f), [0x0D] = (r), [0x0E] = 1,   \
  [0x0F] = 1, [0x10] = 1, [0x11] = 1, [0x12] = 1, [0x13] = 1, [0x14] = 1, [0x15] = 1, [0x16] = 1, \
  [0x17] = 1, [0x18] = 1, [0x19] = 1, [0x1A] = 1, [0x1B] = 1, [0x1C] = 1, [0x1D] = 1, [0x1E] = 1, \
  [0x1F] = 1
#define HIGH4(n)  [n] = SLOW, [(n) + 1] = SLOW, [(n) + 2] = SLOW, [(n) + 3] = SLOW
#define HIGH16(n) HIGH4(n), HIGH4((n) + 4), HIGH4((n) + 8), HIGH4((n) + 12)
#define HIGH                                                                          \
  HIGH16(0x80), HIGH16(0x90), HIGH16(0xA0), HIGH16(0xB0), HIGH16(0xC0), HIGH16(0xD0), \
      HIGH16(0xE0), HIGH16(0xF0)

static const unsigned char JSON[256] = {
    CONTROLS('b', 't', 'n', 'f', 'r'), ['"'] = '"', ['\\'] = '\\', HIGH};
static const unsigned char STRING[256] = {
    CONTROLS('b', 't', 'n', 'f', 'r'), ['"'] = '"', ['\\'] = '\\', [0x7F] = 1, HIGH};
static const unsigned char IRI[256] = {CONTROLS(1, 1, 1, 1, 1),
                                       [' '] = 1,
                                       ['<'] = 1,
                                       ['>'] = 1,
                                       ['"'] = 1,
                                       ['{'] = 1,
                                       ['}'] = 1,
                                       ['|'] = 1,
                                       ['^'] = 1,
                                       ['`'] = 1,
                                       ['\\'] = 1,
                                       HIGH};
static const unsigned char XML[256] = {
    CONTROLS(1, 't', 'n', 1, 'r'), ['<'] = '<', ['>'] = '>', ['&'] = '&', ['"'] = '"', HIGH};
static const unsigned char PLAIN[256] = {HIGH};
static const unsigned char QUOTE[256] = {['"'] = 1, HIGH};
static const unsigned char FIELD[256] = {[','] = 1, ['"'] = 1, ['\n'] = 1, ['\r'] = 1, HIGH};
static const unsigned char TERMINAL[256] = {CONTROLS(1, 't', 'n', 1, 'r'), [0x7F] = 1, HIGH};

// The same sets over vectors. A signed byte below 0x20 is a control character or not ASCII.
#define JSON_SET   ((v < 0x20) | (v == '"') | (v == '\\'))
#define STRING_SET (JSON_SET | (v == 0x7F))
#define IRI_SET                                                                                \
  ((v <= ' ') | (v == '<') | (v == '>') | (v == '"') | (v == '\\') | (v == '^') | (v == '`') | \
   ((v >= '{') & (v <= '}')))
#define XML_SET   ((v < 0x20) | (v == '<') | (v == '>') | (v == '&') | (v == '"'))
#define FIELD_SET ((v < 0) | (v == ',') | (v == '"') | (v == '\n') | (v == '\r'))
SPAN_DEFINE(json_span, JSON, JSON_SET)
SPAN_DEFINE(string_span, STRING, STRING_SET)
SPAN_DEFINE(iri_span, IRI, IRI_SET)
SPAN_DEFINE(xml_span, XML, XML_SET)
SPAN_DEFINE(plain_span, PLAIN, v < 0)
SPAN_DEFINE(quote_span, QUOTE, (v < 0) | (v == '"'))
SPAN_DEFINE(field_span, FIELD, FIELD_SET)
SPAN_DEFINE(terminal_span, TERMINAL, (v < 0x20) | (v == 0x7F))
SPAN_DEFINE_COPY(json_copy, JSON, JSON_SET)
SPAN_DEFINE_COPY(string_copy, STRING, STRING_SET)
SPAN_DEFINE_COPY(iri_copy, IRI, IRI_SET)
SPAN_DEFINE_COPY(xml_copy, XML, XML_SET)
SPAN_DEFINE_COPY(field_copy, FIELD, FIELD_SET)

typedef size_t (*SpanEnd)(const char *text, size_t from, size_t length);

size_t escape_next(const char *text, size_t left, uint32_t *character) {
  const size_t size = utf8_decode(text, left, character);
  if (size > 0) return size;
  *character = REPLACEMENT;
  return 1;
}

static bool is_high(char c) { return (unsigned char)c >= 0x80; }

// The end of the characters from `i` on that UTF-8 writes with several bytes, all of them valid.
static size_t skip_characters(const char *text, size_t i, size_t length) {
  while (i < length && is_high(text[i])) {
    uint32_t character;
    const size_t size = utf8_decode(text + i, length - i, &character);
    if (size == 0) break;
    i += size;
  }
  return i;
}

// The end of the span from `i` on that is copied whole: no byte of the set, and valid UTF-8.
static inline size_t copy_end(SpanEnd span, const char *text, size_t i, size_t length) {
  for (;;) {
    i = span(text, i, length);
    if (i == length || !is_high(text[i])) return i;
    const size_t end = skip_characters(text, i, length);
    if (end < length && is_high(text[end])) return end;
    i = end;
  }
}

// What stands for a byte that is not UTF-8.
static void add_replacement(Buffer *out) { buffer_add(out, "\xEF\xBF\xBD", 3); }

static void add_u4(Buffer *out, unsigned code) {
  const char escape[6] = {
      '\\', 'u', HEX[code >> 12 & 15], HEX[code >> 8 & 15], HEX[code >> 4 & 15], HEX[code & 15]};
  buffer_add(out, escape, sizeof escape);
}

typedef size_t (*SpanCopy)(char *out, const char *text, size_t length);

// Most texts need no escape: one is looked for while they are copied. Returns the bytes added.
static inline size_t add_span(Buffer *out, SpanCopy copy, const char *text, size_t length) {
  if (length > out->capacity - out->length) buffer_reserve(out, length);
  if (length == 0) return 0;
  const size_t copied = copy(out->data + out->length, text, length);
  out->length += copied;
  return copied;
}

// From position `i` on.
static inline void escape_backslash(Buffer *out, const unsigned char table[256], SpanEnd span,
                                    const char *text, size_t i, size_t length) {
  for (;;) {
    const size_t end = copy_end(span, text, i, length);
    buffer_add(out, text + i, end - i);
    if (end == length) return;
    const unsigned char byte = (unsigned char)text[end];
    const unsigned char action = table[byte];
    if (action == SLOW) {
      add_replacement(out);
    } else if (action == NUMERIC) {
      add_u4(out, byte);
    } else {
      buffer_add_char(out, '\\');
      buffer_add_char(out, (char)action);
    }
    i = end + 1;
  }
}

void escape_json(Buffer *out, const char *text, size_t length) {
  const size_t copied = add_span(out, json_copy, text, length);
  if (copied < length) escape_backslash(out, JSON, json_span, text, copied, length);
}

void escape_string(Buffer *out, const char *text, size_t length) {
  const size_t copied = add_span(out, string_copy, text, length);
  if (copied < length) escape_backslash(out, STRING, string_span, text, copied, length);
}

void escape_iri(Buffer *out, const char *text, size_t length) {
  const size_t copied = add_span(out, iri_copy, text, length);
  if (copied < length) escape_backslash(out, IRI, iri_span, text, copied, length);
}

static Status xml_cannot(unsigned character, Error *err) {
  error_set(err, STATUS_DATA, "a value holds the character U+%04X, which XML 1.0 cannot carry",
            character);
  error_hint(err, "ask for a format that is not XML");
  return STATUS_DATA;
}

// Copies the character at text, of several bytes; *size are its bytes.
static Status copy_xml_character(Buffer *out, const char *text, size_t left, size_t *size,
                                 Error *err) {
  uint32_t character;
  *size = utf8_decode(text, left, &character);
  if (*size == 0) {
    *size = 1;
    add_replacement(out);
    return STATUS_OK;
  }
  if (character == 0xFFFE || character == 0xFFFF) return xml_cannot(character, err);
  buffer_add(out, text, *size);
  return STATUS_OK;
}

Status escape_xml(Buffer *out, const char *text, size_t length, Error *err) {
  size_t end = add_span(out, xml_copy, text, length);
  for (size_t i = end;; end = xml_span(text, i, length)) {
    buffer_add(out, text + i, end - i);
    if (end == length) return STATUS_OK;
    size_t size = 1;
    switch (XML[(unsigned char)text[end]]) {
      case '<': buffer_add(out, "&lt;", 4); break;
      case '>': buffer_add(out, "&gt;", 4); break;
      case '&': buffer_add(out, "&amp;", 5); break;
      case '"': buffer_add(out, "&quot;", 6); break;
      case 't': buffer_add(out, "&#9;", 4); break;
      case 'n': buffer_add(out, "&#10;", 5); break;
      case 'r': buffer_add(out, "&#13;", 5); break;
      case SLOW: TRY(copy_xml_character(out, text + end, length - end, &size, err)); break;
      default: return xml_cannot((unsigned char)text[end], err);
    }
    i = end + size;
  }
}

// With quotes doubled where the span ends at them.
static inline void copy_field(Buffer *out, const char *text, size_t length, SpanEnd span) {
  for (size_t i = 0;;) {
    const size_t end = copy_end(span, text, i, length);
    buffer_add(out, text + i, end - i);
    if (end == length) return;
    if (is_high(text[end]))
      add_replacement(out);
    else
      buffer_add(out, "\"\"", 2);
    i = end + 1;
  }
}

void escape_csv(Buffer *out, const char *text, size_t length) {
  size_t special = add_span(out, field_copy, text, length);
  if (special == length) return;
  out->length -= special;
  while (special < length && is_high(text[special]))
    special = field_span(text, special + 1, length);
  if (special == length) {
    copy_field(out, text, length, plain_span);
    return;
  }
  buffer_add_char(out, '"');
  copy_field(out, text, length, quote_span);
  buffer_add_char(out, '"');
}

// C1 controls, line and paragraph separators, and the bidirectional controls.
static bool is_invisible(unsigned c) {
  return (c >= 0x80 && c <= 0x9F) || (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

// Copies the character at text, of several bytes, or what shows it; returns its bytes.
static size_t show_character(Buffer *out, const char *text, size_t left) {
  uint32_t character;
  const size_t size = utf8_decode(text, left, &character);
  if (size == 0)
    add_replacement(out);
  else if (is_invisible(character))
    add_u4(out, character);
  else
    buffer_add(out, text, size);
  return size == 0 ? 1 : size;
}

void escape_terminal(Buffer *out, const char *text, size_t length) {
  for (size_t i = 0;;) {
    const size_t end = terminal_span(text, i, length);
    buffer_add(out, text + i, end - i);
    if (end == length) return;
    const unsigned char action = TERMINAL[(unsigned char)text[end]];
    i = end + 1;
    if (action == SLOW) {
      i = end + show_character(out, text + end, length - end);
    } else if (action == NUMERIC) {
      add_u4(out, (unsigned char)text[end]);
    } else {
      buffer_add_char(out, '\\');
      buffer_add_char(out, (char)action);
    }
  }
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

void escape_label(Buffer *out, const char *text, size_t length) {
  if (length == 0) buffer_add_char(out, '_');
  for (size_t i = 0; i < length; i++) {
    const char c = text[i];
    if (is_letter(c) || (i > 0 && is_digit(c))) {
      buffer_add_char(out, c);
    } else if (c == '_') {
      buffer_add(out, "__", 2);
    } else {
      const char escape[3] = {'_', HEX[(unsigned char)c >> 4], HEX[(unsigned char)c & 15]};
      buffer_add(out, escape, sizeof escape);
    }
  }
}

void escape_language(Buffer *out, const Symbol *language) {
  for (size_t i = 0; i < language->length; i++) {
    const char c = language->text[i];
    if (is_letter(c) || is_digit(c) || c == '-') buffer_add_char(out, c);
  }
}

void escape_term(Buffer *out, const Term *term) {
  switch (term->kind) {
    case TERM_UNBOUND: return;
    case TERM_IRI:
      buffer_add_char(out, '<');
      if (term_is_plain(term))
        buffer_add_symbol(out, term->lexical);
      else
        escape_iri(out, term->lexical->text, term->lexical->length);
      buffer_add_char(out, '>');
      return;
    case TERM_BLANK:
      buffer_add(out, "_:", 2);
      escape_label(out, term->lexical->text, term->lexical->length);
      return;
    case TERM_LITERAL:
      buffer_add_char(out, '"');
      if (term_is_plain(term))
        buffer_add_symbol(out, term->lexical);
      else
        escape_string(out, term->lexical->text, term->lexical->length);
      buffer_add_char(out, '"');
      if (term->language != NULL) {
        buffer_add_char(out, '@');
        escape_language(out, term->language);
      } else if (term->datatype != &XSD_STRING) {
        buffer_add(out, "^^<", 3);
        escape_iri(out, term->datatype->text, term->datatype->length);
        buffer_add_char(out, '>');
      }
      return;
  }
}

static const char *skip_digits(const char *text) {
  while (is_digit(*text)) text++;
  return text;
}

// [-] then 0 or a number without leading zeros; NULL when there is none. Negative zero is kept out.
static const char *skip_integer(const char *text) {
  const bool negative = *text == '-';
  if (negative) text++;
  if (!is_digit(*text)) return NULL;
  if (*text == '0') return is_digit(text[1]) ? NULL : text + 1;
  return skip_digits(text);
}

// "." then digits that end in no zero unless it is the only one; NULL when there is none.
static const char *skip_fraction(const char *text) {
  if (*text != '.' || !is_digit(text[1])) return NULL;
  const char *end = skip_digits(text + 1);
  return end[-1] == '0' && end - text > 2 ? NULL : end;
}

bool literal_is_bare(const Term *literal, bool booleans) {
  const char *text = literal->lexical->text;
  const char *end = NULL;
  if (literal->datatype == &XSD_INTEGER) {
    end = skip_integer(text);
    if (end != NULL && text[0] == '-' && text[1] == '0') end = NULL;
  } else if (literal->datatype == &XSD_DECIMAL) {
    end = skip_integer(text);
    if (end != NULL) end = skip_fraction(end);
  } else if (literal->datatype == &XSD_DOUBLE) {
    end = skip_integer(text);
    if (end != NULL) end = skip_fraction(end);
    if (end != NULL) end = *end == 'E' ? skip_integer(end + 1) : NULL;
  } else if (booleans && literal->datatype == &XSD_BOOLEAN) {
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
  }
  return end != NULL && *end == '\0' && end == text + literal->lexical->length;
}
