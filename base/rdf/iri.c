// IRIs: splitting, resolving, checking, percent-encoding.
#include "base/rdf/iri.h"

#include <stdint.h>

#include "base/span.h"
#include "base/utf8.h"

static bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_hex(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

// --- Components (RFC 3986 section 3) -------------------------------------------------------------

// Length of `ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )` before a colon; 0 when there is no scheme.
static size_t scheme_length(const char *iri, size_t length) {
  if (length == 0 || !is_alpha(iri[0])) return 0;
  for (size_t i = 1; i < length; i++) {
    const char c = iri[i];
    if (c == ':') return i;
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return 0;
  }
  return 0;
}

bool iri_is_absolute(const char *iri, size_t length) { return scheme_length(iri, length) > 0; }

// The part from *at up to the first of the characters in `stops`; moves *at there.
static IriPart take_until(const char **at, const char *end, const char *stops) {
  const char *start = *at;
  while (*at < end && strchr(stops, **at) == NULL) (*at)++;
  return (IriPart){.text = start, .length = (size_t)(*at - start)};
}

IriParts iri_split(const char *iri, size_t length) {
  IriParts parts = {0};
  const char *at = iri;
  const char *end = iri + length;
  const size_t scheme = scheme_length(iri, length);
  if (scheme > 0) {
    parts.scheme = (IriPart){.text = iri, .length = scheme};
    at += scheme + 1;
  }
  if (end - at >= 2 && at[0] == '/' && at[1] == '/') {
    at += 2;
    parts.authority = take_until(&at, end, "/?#");
  }
  parts.path = take_until(&at, end, "?#");
  if (at < end && *at == '?') {
    at++;
    parts.query = take_until(&at, end, "#");
  }
  if (at < end) parts.fragment = (IriPart){.text = at + 1, .length = (size_t)(end - at - 1)};
  return parts;
}

// --- Resolution (RFC 3986 section 5.2) -----------------------------------------------------------

static bool starts_with(const char *at, const char *end, const char *prefix) {
  const size_t length = strlen(prefix);
  return (size_t)(end - at) >= length && memcmp(at, prefix, length) == 0;
}

static bool is_rest(const char *at, const char *end, const char *text) {
  return (size_t)(end - at) == strlen(text) && memcmp(at, text, (size_t)(end - at)) == 0;
}

// Drops the last segment, and its slash, from the path that begins at `start` of the buffer.
static void drop_segment(Buffer *out, size_t start) {
  while (out->length > start && out->data[out->length - 1] != '/') out->length--;
  if (out->length > start) out->length--;
}

// 5.2.4, steps 2A to 2E, over a path that ends the buffer: from `start` on. It is
// copied aside and written again.
static void remove_dot_segments(Buffer *out, size_t start) {
  if (out->length == start) return;
  Buffer path = {0};
  buffer_add(&path, out->data + start, out->length - start);
  out->length = start;
  const char *at = path.data;
  const char *end = path.data + path.length;
  while (at < end) {
    if (starts_with(at, end, "../")) {
      at += 3;
    } else if (starts_with(at, end, "./") || starts_with(at, end, "/./")) {
      at += 2;
    } else if (is_rest(at, end, "/.")) {
      buffer_add_char(out, '/');
      break;
    } else if (starts_with(at, end, "/../")) {
      drop_segment(out, start);
      at += 3;
    } else if (is_rest(at, end, "/..")) {
      drop_segment(out, start);
      buffer_add_char(out, '/');
      break;
    } else if (is_rest(at, end, ".") || is_rest(at, end, "..")) {
      break;
    } else {
      do {
        buffer_add_char(out, *at++);
      } while (at < end && *at != '/');
    }
  }
  buffer_free(&path);
}

static void add_part(Buffer *out, const char *before, IriPart part, const char *after) {
  if (part.text == NULL) return;
  buffer_add_text(out, before);
  buffer_add(out, part.text, part.length);
  buffer_add_text(out, after);
}

// 5.2.3 followed by 5.2.4.
static void add_merged_path(Buffer *out, const IriParts *base, IriPart reference) {
  const size_t start = out->length;
  if (reference.length == 0 || reference.text[0] != '/') {
    if (base->authority.text != NULL && base->path.length == 0) {
      buffer_add_char(out, '/');
    } else {
      size_t kept = base->path.length;
      while (kept > 0 && base->path.text[kept - 1] != '/') kept--;
      buffer_add(out, base->path.text, kept);
    }
  }
  buffer_add(out, reference.text, reference.length);
  remove_dot_segments(out, start);
}

void iri_resolve(const char *base, size_t base_length, const char *reference, size_t length,
                 Buffer *out) {
  const IriParts ref = iri_split(reference, length);
  const IriParts from = iri_split(base, base_length);
  if (ref.scheme.text == NULL && from.scheme.text == NULL) {
    buffer_add(out, reference, length);
    return;
  }
  const bool whole = ref.scheme.text != NULL;
  add_part(out, "", whole ? ref.scheme : from.scheme, ":");
  IriPart query = ref.query;
  if (whole || ref.authority.text != NULL) {
    add_part(out, "//", ref.authority, "");
    const size_t start = out->length;
    buffer_add(out, ref.path.text, ref.path.length);
    remove_dot_segments(out, start);
  } else {
    add_part(out, "//", from.authority, "");
    if (ref.path.length > 0) {
      add_merged_path(out, &from, ref.path);
    } else {
      buffer_add(out, from.path.text, from.path.length);
      if (query.text == NULL) query = from.query;
    }
  }
  add_part(out, "?", query, "");
  add_part(out, "#", ref.fragment, "");
}

// --- Characters ----------------------------------------------------------------------------------

// All but the ASCII part of iunreserved (RFC 3987 section 2.2): ALPHA / DIGIT / "-" / "." / "_" /
// "~". As a table, and over a vector (base/span.h).
#define FOUR(c)   [c] = true, [(c) + 1] = true, [(c) + 2] = true, [(c) + 3] = true
#define EIGHT(c)  FOUR(c), FOUR((c) + 4)
#define EACH32(c) EIGHT(c), EIGHT((c) + 8), EIGHT((c) + 16), EIGHT((c) + 24)
static const bool RESERVED[256] = {
    EACH32(0x00), EIGHT(0x20),  FOUR(0x28),   [','] = true, ['/'] = true,
    FOUR(':'),    ['>'] = true, ['?'] = true, ['@'] = true, FOUR('['),
    ['`'] = true, ['{'] = true, ['|'] = true, ['}'] = true, [0x7F] = true,
    EACH32(0x80), EACH32(0xA0), EACH32(0xC0), EACH32(0xE0)};
#define BETWEEN(low, high) ((v >= (low)) & (v <= (high)))
#define RESERVED_SET                                                                      \
  ~(BETWEEN('0', '9') | BETWEEN('a', 'z') | BETWEEN('A', 'Z') | (v == '-') | (v == '.') | \
    (v == '_') | (v == '~'))
SPAN_DEFINE_COPY(unreserved_copy, RESERVED, RESERVED_SET)

// ucschar, the rest of iunreserved.
static bool is_ucschar(uint32_t c) {
  if (c >= 0x10000) return c < 0xF0000 && (c & 0xFFFF) <= 0xFFFD && (c < 0xE0000 || c >= 0xE1000);
  return (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFEF);
}

// [^<>"{}|^`\] minus U+0000 to U+0020.
static bool is_allowed(unsigned char c) {
  static const char refused[] = "<>\"{}|^`\\";
  return c > 0x20 && memchr(refused, c, sizeof refused - 1) == NULL;
}

bool iri_is_valid(const char *iri, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (!is_allowed((unsigned char)iri[i])) return false;
  return utf8_is_valid(iri, length);
}

bool iri_is_strict(const char *iri, size_t length) {
  bool fragment = false;
  for (size_t i = 0; i < length; i++) {
    if (iri[i] == '%' && !(i + 2 < length && is_hex(iri[i + 1]) && is_hex(iri[i + 2])))
      return false;
    if (iri[i] == '#' && fragment) return false;
    fragment |= iri[i] == '#';
  }
  return iri_is_valid(iri, length);
}

static void add_triplet(Buffer *out, char byte) {
  static const char hex[] = "0123456789ABCDEF";
  const unsigned value = (unsigned char)byte;
  const char triplet[3] = {'%', hex[value >> 4], hex[value & 15U]};
  buffer_add(out, triplet, sizeof triplet);
}

bool iri_encode(const char *value, size_t length, Buffer *out) {
  buffer_reserve(out, length);
  const size_t copied = length == 0 ? 0 : unreserved_copy(out->data + out->length, value, length);
  out->length += copied;
  if (copied == length) return true;
  for (size_t i = copied;;) {
    const size_t start = i;
    while (i < length && !RESERVED[(unsigned char)value[i]]) i++;
    buffer_add(out, value + start, i - start);
    if (i == length) return false;
    uint32_t code_point = 0;
    size_t size = utf8_decode(value + i, length - i, &code_point);
    if (size > 1 && is_ucschar(code_point)) {
      buffer_add(out, value + i, size);
      i += size;
      continue;
    }
    for (size = size == 0 ? 1 : size; size > 0; size--) add_triplet(out, value[i++]);
  }
}

static int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool iri_decode(const char *encoded, size_t length, Buffer *out) {
  if (length == 0) return true;
  const size_t start = out->length;
  bool good = true;
  for (size_t i = 0; i < length && good;) {
    if (encoded[i] != '%') {
      buffer_add_char(out, encoded[i++]);
      continue;
    }
    const int high = length - i < 3 ? -1 : hex_value(encoded[i + 1]);
    const int low = length - i < 3 ? -1 : hex_value(encoded[i + 2]);
    good = high >= 0 && low >= 0 && (high > 0 || low > 0);
    if (good) buffer_add_char(out, (char)(high * 16 + low));
    i += 3;
  }
  if (good && utf8_is_valid(out->data + start, out->length - start)) {
    Buffer again = {0};
    (void)iri_encode(out->data + start, out->length - start, &again);
    good = again.length == length && memcmp(again.data, encoded, length) == 0;
    buffer_free(&again);
  } else {
    good = false;
  }
  if (!good) out->length = start;
  return good;
}

size_t iri_escape(const char *iri, size_t length, Buffer *out) {
  size_t count = 0;
  for (size_t i = 0; i < length;) {
    uint32_t code_point = 0;
    const size_t size = utf8_decode(iri + i, length - i, &code_point);
    if (size > 0 && is_allowed((unsigned char)iri[i])) {
      buffer_add(out, iri + i, size);
      i += size;
    } else {
      add_triplet(out, iri[i++]);
      count++;
    }
  }
  return count;
}
