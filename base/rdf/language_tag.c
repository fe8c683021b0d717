// Language tags: the grammar of RFC 5646 and the codes of ISO 639-1.
#include "base/rdf/language_tag.h"

#include <strings.h>

enum { TAG_MAX = 255 };

static bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

typedef struct Subtag {
  const char *text;
  size_t length;
} Subtag;

typedef struct Subtags {
  Subtag item[TAG_MAX / 2 + 1];
  size_t count;
} Subtags;

// At hyphens; each of 1 to 8 letters or digits.
static bool split(const char *tag, size_t length, Subtags *out) {
  out->count = 0;
  if (length == 0 || length > TAG_MAX) return false;
  size_t start = 0;
  for (size_t i = 0; i <= length; i++) {
    if (i < length && tag[i] != '-') {
      if (!is_alpha(tag[i]) && !is_digit(tag[i])) return false;
      continue;
    }
    if (i == start || i - start > 8) return false;
    out->item[out->count++] = (Subtag){.text = tag + start, .length = i - start};
    start = i + 1;
  }
  return true;
}

static bool all(const Subtag *subtag, size_t least, size_t most, bool (*is)(char c)) {
  if (subtag->length < least || subtag->length > most) return false;
  for (size_t i = 0; i < subtag->length; i++)
    if (!is(subtag->text[i])) return false;
  return true;
}

// variant = 5*8alphanum / (DIGIT 3alphanum)
static bool is_variant(const Subtag *subtag) {
  return subtag->length >= 5 || (subtag->length == 4 && is_digit(subtag->text[0]));
}

static bool is_private(const Subtag *subtag) {
  return subtag->length == 1 && (subtag->text[0] == 'x' || subtag->text[0] == 'X');
}

// langtag = language ["-" script] ["-" region] *("-" variant) *("-" extension) ["-" privateuse]
static bool is_langtag(const Subtags *tags) {
  size_t i = 0;
  if (!all(&tags->item[i], 2, 8, is_alpha)) return false;
  const bool short_language = tags->item[i++].length <= 3;
  for (int extended = 0; short_language && extended < 3 && i < tags->count; extended++, i++)
    if (!all(&tags->item[i], 3, 3, is_alpha)) break;
  if (i < tags->count && all(&tags->item[i], 4, 4, is_alpha)) i++;
  if (i < tags->count &&
      (all(&tags->item[i], 2, 2, is_alpha) || all(&tags->item[i], 3, 3, is_digit)))
    i++;
  while (i < tags->count && is_variant(&tags->item[i])) i++;
  while (i < tags->count && tags->item[i].length == 1) {
    const bool private_use = is_private(&tags->item[i]);
    const size_t first = ++i;
    while (i < tags->count && (private_use || tags->item[i].length > 1)) i++;
    if (i == first) return false;
  }
  return i == tags->count;
}

// "irregular" of RFC 5646 section 2.1; the regular grandfathered tags follow the grammar of
// langtag.
static bool is_irregular(const char *tag, size_t length) {
  static const char *const irregular[] = {
      "en-GB-oed", "i-ami", "i-bnn",     "i-default", "i-enochian", "i-hak",
      "i-klingon", "i-lux", "i-mingo",   "i-navajo",  "i-pwn",      "i-tao",
      "i-tay",     "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE",
  };
  for (size_t i = 0; i < sizeof irregular / sizeof irregular[0]; i++)
    if (strlen(irregular[i]) == length && strncasecmp(irregular[i], tag, length) == 0) return true;
  return false;
}

bool language_tag_is_well_formed(const char *tag, size_t length) {
  Subtags tags;
  if (!split(tag, length, &tags)) return false;
  if (is_private(&tags.item[0])) return tags.count > 1;
  return is_langtag(&tags) || is_irregular(tag, length);
}

// ISO 639-1 and the withdrawn codes that the IANA registry keeps (bh in iw ji jw mo sh): the second
// letters that each first letter has, from a to z.
static const char *const second_letters[26] = {
    "abefkmnrsvyz",
    "aeghimnors",
    "aehorsuvy",
    "aevz",
    "elnostu",
    "afijory",
    "adlnuv",
    "aeiortuyz",
    "adegiknostuw",
    "aivw",
    "agijklmnorsuvwy",
    "abginotuv",
    "ghiklnorsty",
    "abdeglnorvy",
    "cjmrs",
    "ailst",
    "u",
    "mnouw",
    "acdeghiklmnoqrstuvw",
    "aeghiklnorstwy",
    "gkrz",
    "eio",
    "ao",
    "h",
    "io",
    "ahu",
};

bool language_tag_is_known(const char *tag, size_t length) {
  if (!language_tag_is_well_formed(tag, length)) return false;
  const char *hyphen = memchr(tag, '-', length);
  const size_t primary = hyphen == NULL ? length : (size_t)(hyphen - tag);
  if (primary == 1 || primary == 3) return true;
  if (primary != 2) return false;
  const char first = (char)(tag[0] | 0x20);
  const char second = (char)(tag[1] | 0x20);
  return strchr(second_letters[first - 'a'], second) != NULL;
}

void language_tag_lower(const char *tag, size_t length, Buffer *out) {
  for (size_t i = 0; i < length; i++) {
    const char c = tag[i];
    buffer_add_char(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
  }
}
