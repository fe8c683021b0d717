// Choosing prefixes, and the character classes of Turtle's and XML's names.
#include "endpoint/write/prefix.h"

#include <stdlib.h>
#include <string.h>

#include "endpoint/write/escape.h"
#include "endpoint/write/writer.h"

typedef struct Range {
  unsigned first, last;
} Range;

// Turtle [163s] PN_CHARS_BASE, but ASCII: the same ranges as XML 1.0's NameStartChar.
static const Range BASE[] = {
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFC}, {0x10000, 0xEFFFF},
};

static bool is_base(unsigned c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  for (size_t i = 0; i < sizeof BASE / sizeof *BASE; i++)
    if (c >= BASE[i].first && c <= BASE[i].last) return true;
  return false;
}

static bool is_digit(unsigned c) { return c >= '0' && c <= '9'; }

// Turtle [166s] PN_CHARS.
static bool is_name(unsigned c) {
  return is_base(c) || c == '_' || c == '-' || is_digit(c) || c == 0xB7 ||
         (c >= 0x300 && c <= 0x36F) || (c >= 0x203F && c <= 0x2040);
}

// Names of is_name with dots inside, the first of which satisfies first().
static bool name_matches(const char *text, size_t length, bool (*first)(unsigned)) {
  size_t i = 0;
  while (i < length) {
    uint32_t c;
    const size_t size = escape_next(text + i, length - i, &c);
    const bool last = i + size == length;
    if (i == 0 ? !first(c) : !is_name(c) && (c != '.' || last)) return false;
    i += size;
  }
  return true;
}

static bool local_first(unsigned c) { return is_base(c) || c == '_' || is_digit(c); }
static bool xml_first(unsigned c) { return is_base(c) || c == '_'; }

bool name_is_local(const char *text, size_t length) {
  return name_matches(text, length, local_first);
}

bool name_is_xml(const char *text, size_t length) {
  return length > 0 && name_matches(text, length, xml_first);
}

size_t name_split_xml(const char *iri, size_t length) {
  size_t best = length;
  size_t i = length;
  while (i > 0) {
    size_t start = i - 1;
    while (start > 0 && ((unsigned char)iri[start] & 0xC0) == 0x80) start--;
    uint32_t c;
    (void)escape_next(iri + start, i - start, &c);
    if (!is_name(c) && (c != '.' || i == length)) break;
    if (xml_first(c)) best = start;
    i = start;
  }
  return best;
}

static int compare_prefixes(const void *a, const void *b) {
  const Prefix *left = a, *right = b;
  if (left->iri_length != right->iri_length) return left->iri_length < right->iri_length ? 1 : -1;
  const int order = strcmp(left->iri, right->iri);
  return order != 0 ? order : strcmp(left->prefix, right->prefix);
}

void prefixes_compile(Arena *arena, size_t count, const WriterPrefix prefixes[], Prefixes *out) {
  out->count = 0;
  out->item = ARENA_ARRAY(arena, Prefix, count);
  for (size_t i = 0; i < count; i++) {
    const size_t prefix_length = strlen(prefixes[i].prefix);
    const size_t iri_length = strlen(prefixes[i].iri);
    if (iri_length == 0 || !name_matches(prefixes[i].prefix, prefix_length, is_base)) continue;
    bool declared = false;
    for (size_t j = 0; j < out->count && !declared; j++)
      declared = strcmp(out->item[j].prefix, prefixes[i].prefix) == 0;
    if (declared) continue;
    out->item[out->count++] =
        (Prefix){.prefix = arena_copy_text(arena, prefixes[i].prefix, prefix_length),
                 .iri = arena_copy_text(arena, prefixes[i].iri, iri_length),
                 .prefix_length = prefix_length,
                 .iri_length = iri_length};
  }
  if (out->count > 1) qsort(out->item, out->count, sizeof *out->item, compare_prefixes);
}

static const Prefix *find_prefix(const Prefixes *prefixes, const char *iri, size_t length) {
  for (size_t i = 0; i < prefixes->count; i++) {
    const Prefix *prefix = &prefixes->item[i];
    const size_t size = prefix->iri_length;
    if (size > length || prefix->iri[size - 1] != iri[size - 1]) continue;
    if (memcmp(prefix->iri, iri, size) == 0 && name_is_local(iri + size, length - size))
      return prefix;
  }
  return NULL;
}

bool prefixes_add_name(const Prefixes *prefixes, const char *iri, size_t length, Buffer *out) {
  const Prefix *prefix = find_prefix(prefixes, iri, length);
  if (prefix == NULL) return false;
  buffer_add(out, prefix->prefix, prefix->prefix_length);
  buffer_add_char(out, ':');
  buffer_add(out, iri + prefix->iri_length, length - prefix->iri_length);
  return true;
}
