// Checking language tags.
#include "mapping/language_tag.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char iso639_1[] =
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv "
    "kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr "
    "nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq "
    "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu";

static const char *const grandfathered[] = {
    "en-GB-oed", "i-ami",     "i-bnn",     "i-default",  "i-enochian",  "i-hak",  "i-klingon",
    "i-lux",     "i-mingo",   "i-navajo",  "i-pwn",      "i-tao",       "i-tay",  "i-tsu",
    "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE", "art-lojban", "cel-gaulish", "no-bok", "no-nyn",
    "zh-guoyu",  "zh-hakka",  "zh-min",    "zh-min-nan", "zh-xiang",
};

static const struct {
  const char *name, *tag;
} names[] = {
    {"english", "en"},   {"german", "de"},  {"deutsch", "de"}, {"french", "fr"},
    {"spanish", "es"},   {"italian", "it"}, {"dutch", "nl"},   {"portuguese", "pt"},
    {"norwegian", "no"}, {"swedish", "sv"}, {"danish", "da"},  {"finnish", "fi"},
    {"polish", "pl"},    {"russian", "ru"}, {"chinese", "zh"}, {"japanese", "ja"},
    {"arabic", "ar"},    {"greek", "el"},   {"turkish", "tr"}, {"korean", "ko"},
};

// The kinds of subtags in the order in which they may follow the language.
typedef enum Stage {
  STAGE_EXTLANG,
  STAGE_SCRIPT,
  STAGE_REGION,
  STAGE_VARIANT,
  STAGE_EXTENSION
} Stage;

static bool all(const char *text, size_t length, int (*is)(int)) {
  for (size_t i = 0; i < length; i++) {
    if (!is((unsigned char)text[i])) return false;
  }
  return true;
}

static bool is_registered(const char *subtag, size_t length) {
  if (length == 3) return true;
  if (length != 2) return false;
  for (const char *code = iso639_1;; code += 3) {
    if (strncasecmp(code, subtag, 2) == 0) return true;
    if (code[2] == '\0') return false;
  }
}

// Subtags after a singleton: one or more of 2 to 8 characters (1 to 8 after "x").
static const char *skip_extension(const char *at, size_t shortest) {
  size_t count = 0;
  for (;;) {
    const size_t length = strcspn(at, "-");
    if (length < shortest || length > 8 || !all(at, length, isalnum)) break;
    count++;
    at += length;
    if (*at == '\0') return at;
    at++;
  }
  return count > 0 ? at : NULL;
}

static bool check_rest(const char *at) {
  Stage stage = STAGE_EXTLANG;
  unsigned extlangs = 0;
  while (*at != '\0') {
    const size_t length = strcspn(at, "-");
    const bool alpha = all(at, length, isalpha);
    if (length == 0 || length > 8 || !all(at, length, isalnum)) return false;
    if (length == 1) {
      const bool is_private = *at == 'x' || *at == 'X';
      if (at[1] == '\0') return false;
      at = skip_extension(at + 2, is_private ? 1 : 2);
      if (at == NULL) return false;
      if (is_private) return *at == '\0';
      stage = STAGE_EXTENSION;
      continue;
    }
    if (stage == STAGE_EXTLANG && length == 3 && alpha && extlangs < 3) {
      extlangs++;
    } else if (stage <= STAGE_EXTLANG && length == 4 && alpha) {
      stage = STAGE_SCRIPT;
    } else if (stage <= STAGE_SCRIPT &&
               ((length == 2 && alpha) || (length == 3 && all(at, length, isdigit)))) {
      stage = STAGE_REGION;
    } else if (stage <= STAGE_VARIANT &&
               (length >= 5 || (length == 4 && isdigit((unsigned char)*at)))) {
      stage = STAGE_VARIANT;
    } else {
      return false;
    }
    at += length;
    if (*at == '-' && *++at == '\0') return false;
  }
  return true;
}

bool language_tag_check(const char *tag, const char **hint) {
  *hint = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcasecmp(tag, names[i].name) == 0) *hint = names[i].tag;
  }
  for (size_t i = 0; i < sizeof grandfathered / sizeof *grandfathered; i++) {
    if (strcasecmp(tag, grandfathered[i]) == 0) return true;
  }
  const size_t length = strcspn(tag, "-");
  if ((tag[0] == 'x' || tag[0] == 'X') && length == 1 && tag[1] == '-') {
    const char *end = skip_extension(tag + 2, 1);
    return end != NULL && *end == '\0';
  }
  if (!all(tag, length, isalpha) || !is_registered(tag, length)) return false;
  if (tag[length] == '\0') return true;
  return tag[length + 1] != '\0' && check_rest(tag + length + 1);
}
