// Classes of characters: reading them, and writing them for PostgreSQL and for PCRE2.
#include "rewriter/regex/class.h"

#include <string.h>
#include <unictype.h>

#include "base/utf8.h"

enum { NESTING_MAX = 20, CODE_POINT_MAX = 0x10FFFF };

// --- Reading -------------------------------------------------------------------------------------

char class_escaped(char c) {
  switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c != '\0' && strchr("\\|.-^?*+{}()[]$/", c) != NULL ? c : '\0';
  }
}

static bool is_category(const char *name, size_t length) {
  static const char all[] =
      " L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So"
      " C Cc Cf Co Cn ";
  char word[5] = " ";
  if (length == 0 || length > 2) return false;
  memcpy(word + 1, name, length);
  word[length + 1] = ' ';
  return strstr(all, word) != NULL;
}

// A block of Unicode whose name without its spaces is that (XSD 1.1 part 2, G.4.2.3).
static const uc_block_t *find_block(const char *name) {
  const uc_block_t *blocks;
  size_t count;
  uc_all_blocks(&blocks, &count);
  for (size_t i = 0; i < count; i++) {
    const char *a = blocks[i].name, *b = name;
    while (*a != '\0' || *b != '\0') {
      if (*a == ' ') {
        a++;
        continue;
      }
      if (*a != *b) break;
      a++;
      b++;
    }
    if (*a == '\0' && *b == '\0') return &blocks[i];
  }
  return NULL;
}

// `{name}` after \p.
static bool parse_property(const char **at, ClassItem *item) {
  const char *end = **at == '{' ? strchr(*at, '}') : NULL;
  if (end == NULL) return false;
  const char *name = *at + 1;
  const size_t length = (size_t)(end - name);
  if (length >= sizeof item->name) return false;
  memcpy(item->name, name, length);
  item->name[length] = '\0';
  *at = end + 1;
  if (strncmp(item->name, "Is", 2) == 0) return find_block(item->name + 2) != NULL;
  return is_category(name, length);
}

bool class_parse_escape(Arena *arena, const char **at, CharacterClass *out) {
  if (**at == '\0' || strchr("dDsSwWiIcCpP", **at) == NULL) return false;
  ClassItem item = {.escape = *(*at)++};
  *out = (CharacterClass){0};
  if ((item.escape == 'p' || item.escape == 'P') && !parse_property(at, &item)) {
    *at = NULL;
    return false;
  }
  VEC_PUSH(arena, &out->items, item);
  return true;
}

// One character, or an escape that stands for one.
static bool parse_character(const char **at, uint32_t *out) {
  if (**at == '\\') {
    const char c = class_escaped((*at)[1]);
    if (c == '\0') return false;
    *out = (unsigned char)c;
    *at += 2;
    return true;
  }
  const size_t size = utf8_decode(*at, strlen(*at), out);
  *at += size;
  return size > 0;
}

// A hyphen stands for itself at either end of the class only.
static bool parse_item(Arena *arena, const char **at, bool first, CharacterClass *out) {
  if (**at == '\\') {
    CharacterClass escape;
    const char *after = *at + 1;
    if (class_parse_escape(arena, &after, &escape)) {
      VEC_PUSH(arena, &out->items, escape.items.item[0]);
      *at = after;
      return true;
    }
    if (after == NULL) return false;
  }
  ClassItem item = {0};
  const char start = **at;
  if (start == '\0' || start == '[') return false;
  if (start == '-' && !first && (*at)[1] != ']' && strncmp(*at, "--[", 3) != 0) return false;
  if (!parse_character(at, &item.low)) return false;
  item.high = item.low;
  if (**at == '-' && (*at)[1] != ']' && (*at)[1] != '[') {
    const char *after = *at + 1;
    if (*after == '-' || *after == '\0') return false;
    if (!parse_character(&after, &item.high) || item.high < item.low) return false;
    *at = after;
  }
  VEC_PUSH(arena, &out->items, item);
  return true;
}

static bool parse_nested(Arena *arena, const char **at, CharacterClass *out, unsigned depth) {
  *out = (CharacterClass){0};
  if (depth > NESTING_MAX) return false;
  out->negated = **at == '^';
  *at += out->negated;
  for (bool first = true; **at != ']'; first = false) {
    if (!first && **at == '-' && (*at)[1] == '[') {
      CharacterClass *minus = ARENA_NEW(arena, CharacterClass);
      *at += 2;
      out->minus = minus;
      if (!parse_nested(arena, at, minus, depth + 1) || **at != ']') return false;
      break;
    }
    if (!parse_item(arena, at, first, out)) return false;
  }
  (*at)++;
  return out->items.count > 0;
}

bool class_parse(Arena *arena, const char **at, CharacterClass *out) {
  return parse_nested(arena, at, out, 0);
}

// --- PostgreSQL ----------------------------------------------------------------------------------

static const char *write_plain_character(uint32_t c, Buffer *out) {
  if (c < 0x80 && strchr("^[]\\-", (int)c) != NULL && c != 0) buffer_add_char(out, '\\');
  utf8_append(out, c);
  return NULL;
}

// The characters that XPath's classes have in a Unicode collation. \w is all but punctuation,
// separators and controls.
#define NOT_WORD "[:punct:][:space:][:cntrl:]"

static const char *write_plain_item(const ClassItem *item, bool alone, bool *negated, Buffer *out,
                                    bool *unicode) {
  switch (item->escape) {
    case '\0':
      if (item->high > item->low && item->high >= 0x80) return "a range beyond ASCII";
      write_plain_character(item->low, out);
      if (item->high == item->low) return NULL;
      buffer_add_char(out, '-');
      return write_plain_character(item->high, out);
    case 's':
    case 'S': buffer_add_text(out, " \\t\\n\\r"); break;
    case 'd':
    case 'D': buffer_add_text(out, "[:digit:]"); break;
    case 'w':
    case 'W': buffer_add_text(out, NOT_WORD); break;
    case 'p':
    case 'P': return "\\p";
    default: return "\\i or \\c";
  }
  *unicode |= item->escape != 's' && item->escape != 'S';
  // What is written is \s, \d and \W: the others are what is not in them.
  const bool other = strchr("SDw", item->escape) != NULL;
  if (other && !alone) return "a negated class in brackets";
  *negated ^= other;
  return NULL;
}

static const char *write_plain(const CharacterClass *class_, Buffer *out, bool *unicode) {
  if (class_->minus != NULL) return "class subtraction";
  Buffer inside = {0};
  bool negated = class_->negated;
  const char *refused = NULL;
  for (size_t i = 0; i < class_->items.count && refused == NULL; i++)
    refused = write_plain_item(&class_->items.item[i], class_->items.count == 1, &negated, &inside,
                               unicode);
  buffer_add_text(out, negated ? "[^" : "[");
  buffer_add(out, inside.data, inside.length);
  buffer_add_char(out, ']');
  buffer_free(&inside);
  return refused;
}

// --- PCRE2 ---------------------------------------------------------------------------------------

typedef struct Range {
  uint32_t low, high;
} Range;

static const Range spaces[] = {{0x9, 0xA}, {0xD, 0xD}, {0x20, 0x20}};

// XML 1.0 (fifth edition), productions [4] NameStartChar and [4a] NameChar.
static const Range name_start[] = {
    {':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
static const Range name[] = {
    {'-', '.'},       {'0', ':'},       {'A', 'Z'},        {'_', '_'},       {'a', 'z'},
    {0xB7, 0xB7},     {0xC0, 0xD6},     {0xD8, 0xF6},      {0xF8, 0x37D},    {0x37F, 0x1FFF},
    {0x200C, 0x200D}, {0x203F, 0x2040}, {0x2070, 0x218F},  {0x2C00, 0x2FEF}, {0x3001, 0xD7FF},
    {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};

static void write_range(uint32_t low, uint32_t high, Buffer *out) {
  if (low > high) return;
  // Surrogates are no characters and may not end a range.
  if (high >= 0xD800 && high <= 0xDFFF) high = 0xD7FF;
  if (low >= 0xD800 && low <= 0xDFFF) low = 0xE000;
  if (low <= high) buffer_printf(out, "\\x{%X}-\\x{%X}", low, high);
}

// Sorted ranges, or all that lies between them.
static void write_ranges(const Range *ranges, size_t count, bool between, Buffer *out) {
  uint32_t next = 0;
  for (size_t i = 0; i < count; i++) {
    if (!between)
      write_range(ranges[i].low, ranges[i].high, out);
    else if (ranges[i].low > next)
      write_range(next, ranges[i].low - 1, out);
    next = ranges[i].high + 1;
  }
  if (between && next <= CODE_POINT_MAX) write_range(next, CODE_POINT_MAX, out);
}
#define WRITE_RANGES(ranges, between, out) \
  write_ranges(ranges, sizeof(ranges) / sizeof *(ranges), between, out)

static void write_property(const ClassItem *item, Buffer *out) {
  if (strncmp(item->name, "Is", 2) != 0) {
    buffer_printf(out, "\\%c{%s}", item->escape, item->name);
    return;
  }
  const uc_block_t *block = find_block(item->name + 2);
  const Range range = {block->start, block->end};
  write_ranges(&range, 1, item->escape == 'P', out);
}

// Characters written out fall under flag i, classes with a name do not (F&O 5.6.1.1).
static void write_item(const ClassItem *item, Buffer *written, Buffer *named) {
  switch (item->escape) {
    case '\0': write_range(item->low, item->high, written); break;
    case 'd': buffer_add_text(named, "\\p{Nd}"); break;
    case 'D': buffer_add_text(named, "\\P{Nd}"); break;
    case 'w': buffer_add_text(named, "\\p{L}\\p{M}\\p{N}\\p{S}"); break;
    case 'W': buffer_add_text(named, "\\p{P}\\p{Z}\\p{C}"); break;
    case 's':
    case 'S': WRITE_RANGES(spaces, item->escape == 'S', named); break;
    case 'i':
    case 'I': WRITE_RANGES(name_start, item->escape == 'I', named); break;
    case 'c':
    case 'C': WRITE_RANGES(name, item->escape == 'C', named); break;
    default: write_property(item, named); break;
  }
}

static void write_bracket(const Buffer *inside, bool negated, bool exact, Buffer *out) {
  buffer_add_text(out, exact ? "(?-i:" : "");
  buffer_add_text(out, negated ? "[^" : "[");
  buffer_add(out, inside->data, inside->length);
  buffer_add_text(out, exact ? "])" : "]");
}

static void write_whole(const CharacterClass *class_, bool insensitive, Buffer *out) {
  Buffer written = {0}, named = {0};
  for (size_t i = 0; i < class_->items.count; i++)
    write_item(&class_->items.item[i], &written, insensitive ? &named : &written);
  buffer_add_text(out, "(?:");
  if (class_->minus != NULL) {
    buffer_add_text(out, "(?!");
    write_whole(class_->minus, insensitive, out);
    buffer_add_char(out, ')');
  }
  // A class may be empty of characters: surrogates are none.
  if (written.length == 0 && named.length == 0) {
    buffer_add_text(out, class_->negated ? "(?s:.)" : "(?!)");
  } else if (named.length == 0) {
    write_bracket(&written, class_->negated, false, out);
  } else if (written.length == 0) {
    write_bracket(&named, class_->negated, true, out);
  } else if (class_->negated) {
    buffer_add_text(out, "(?!");
    write_bracket(&named, false, true, out);
    buffer_add_char(out, ')');
    write_bracket(&written, true, false, out);
  } else {
    buffer_add_text(out, "(?:");
    write_bracket(&written, false, false, out);
    buffer_add_char(out, '|');
    write_bracket(&named, false, true, out);
    buffer_add_char(out, ')');
  }
  buffer_add_char(out, ')');
  buffer_free(&written);
  buffer_free(&named);
}

const char *class_write(RegexDialect dialect, const CharacterClass *class_, bool insensitive,
                        Buffer *out, bool *unicode) {
  if (dialect == REGEX_POSTGRESQL) return write_plain(class_, out, unicode);
  write_whole(class_, insensitive, out);
  return NULL;
}
