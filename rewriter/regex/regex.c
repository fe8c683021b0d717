// The translation of regular expressions: a recursive descent over regExp ::= branch ('|' branch)*,
// branch ::= piece*, piece ::= atom quantifier?, which writes as it reads.
#include "rewriter/regex/regex.h"

#include <string.h>

#include "rewriter/regex/class.h"

typedef struct Parser {
  Arena *arena;
  RegexDialect dialect;
  const char *at;
  Buffer out;
  bool dot_all, extended, literal, insensitive, lines;
  bool unicode, ambiguous;
  unsigned groups;
  unsigned variable;  // quantifiers that leave a choice
  unsigned depth;
  uint64_t closed;  // the groups up to 63 that have ended, and so can be referred to
  const char *unsupported;
} Parser;

enum { DEPTH_MAX = 100 };

// The largest number in braces.
static unsigned repeat_max(const Parser *p) { return p->dialect == REGEX_POSTGRESQL ? 255 : 65535; }

static bool refuse(Parser *p, const char *what) {
  if (p->unsupported == NULL) p->unsupported = what;
  return false;
}

static void skip_space(Parser *p) {
  while (p->extended && *p->at != '\0' && strchr(" \t\n\r", *p->at) != NULL) p->at++;
}

// A byte that stands for itself.
static void put_literal(Parser *p, const char *c) {
  if (*c != '\0' && strchr("\\^$.|?*+()[]{}", *c) != NULL) buffer_add_char(&p->out, '\\');
  buffer_add_char(&p->out, *c);
}

static bool write_class(Parser *p, const CharacterClass *class_) {
  const char *refused = class_write(p->dialect, class_, p->insensitive, &p->out, &p->unicode);
  return refused == NULL || refuse(p, refused);
}

// \N: to a group that has ended; of two digits where there are so many groups (F&O 5.6.1).
static bool parse_reference(Parser *p, bool *nullable) {
  unsigned group = (unsigned)(*p->at++ - '0');
  while (*p->at >= '0' && *p->at <= '9' && group * 10 + (unsigned)(*p->at - '0') <= p->groups)
    group = group * 10 + (unsigned)(*p->at++ - '0');
  if (group > p->groups || group > 63 || (p->closed >> group & 1) == 0) return false;
  if (p->dialect == REGEX_POSTGRESQL) return refuse(p, "a back-reference");
  buffer_printf(&p->out, "\\g{%u}", group);
  *nullable = true;
  return true;
}

// What follows a backslash.
static bool parse_escape(Parser *p, bool *nullable) {
  CharacterClass class_;
  if (class_parse_escape(p->arena, &p->at, &class_)) return write_class(p, &class_);
  if (p->at == NULL) {
    p->at = "";
    return false;
  }
  if (*p->at >= '1' && *p->at <= '9') return parse_reference(p, nullable);
  const char c = class_escaped(*p->at);
  if (c == '\0') return false;
  p->at++;
  put_literal(p, &c);
  return true;
}

// '[' has been read.
static bool parse_class(Parser *p) {
  CharacterClass class_;
  return class_parse(p->arena, &p->at, &class_) && write_class(p, &class_);
}

static bool parse_alternatives(Parser *p, bool *nullable);

// *quantifiable: may ? * + { } follow?
static bool parse_atom(Parser *p, bool *nullable, bool *quantifiable) {
  *nullable = false;
  *quantifiable = true;
  const char c = *p->at;
  switch (c) {
    case '(': {
      const bool capturing = p->at[1] != '?';
      if (!capturing && p->at[2] != ':') return refuse(p, "(? groups");
      p->at += capturing ? 1 : 3;
      const unsigned group = capturing ? ++p->groups : 0;
      if (++p->depth > DEPTH_MAX) return refuse(p, "groups nested this deep");
      buffer_add_text(&p->out, capturing ? "(" : "(?:");
      if (!parse_alternatives(p, nullable) || *p->at != ')') return false;
      p->depth--;
      p->at++;
      if (group < 64) p->closed |= UINT64_C(1) << group;
      buffer_add_char(&p->out, ')');
      return true;
    }
    case '[': p->at++; return parse_class(p);
    case '.':
      p->at++;
      buffer_add_text(&p->out, !p->dot_all                 ? "[^\\n\\r]"
                               : p->dialect == REGEX_PCRE2 ? "(?s:.)"
                                                           : ".");
      return true;
    case '^':
    case '$':
      p->at++;
      buffer_add_char(&p->out, c);
      *nullable = true;
      *quantifiable = false;
      return true;
    case '\\': p->at++; return parse_escape(p, nullable);
    case '?':
    case '*':
    case '+':
    case '{':
    case '}':
    case ']': return false;
    default:
      put_literal(p, p->at);
      p->at++;
      // The further bytes of a character.
      while (((unsigned char)*p->at & 0xC0) == 0x80) buffer_add_char(&p->out, *p->at++);
      return true;
  }
}

static bool parse_number(Parser *p, unsigned *out) {
  if (*p->at < '0' || *p->at > '9') return false;
  *out = 0;
  while (*p->at >= '0' && *p->at <= '9' && *out <= repeat_max(p))
    *out = *out * 10 + (unsigned)(*p->at++ - '0');
  return *out <= repeat_max(p) || refuse(p, "so many repetitions");
}

static bool parse_quantifier(Parser *p, bool *nullable, bool quantifiable) {
  skip_space(p);
  const char c = *p->at;
  if (c == '\0' || strchr("?*+{", c) == NULL) return true;
  if (!quantifiable) return refuse(p, "a repeated ^ or $");
  p->at++;
  if (c == '{') {
    unsigned least, most;
    if (!parse_number(p, &least)) return false;
    most = least;
    buffer_printf(&p->out, "{%u", least);
    if (*p->at == ',') {
      p->at++;
      p->variable++;
      buffer_add_char(&p->out, ',');
      if (*p->at != '}') {
        if (!parse_number(p, &most) || most < least) return false;
        buffer_printf(&p->out, "%u", most);
      }
    }
    if (*p->at != '}') return false;
    p->at++;
    buffer_add_char(&p->out, '}');
    *nullable |= least == 0;
  } else {
    buffer_add_char(&p->out, c);
    p->variable++;
    *nullable |= c != '+';
  }
  if (*p->at == '?') {
    p->at++;
    buffer_add_char(&p->out, '?');
    p->ambiguous = true;
  }
  skip_space(p);
  return *p->at == '\0' || strchr("?*+{", *p->at) == NULL;
}

static bool parse_branch(Parser *p, bool *nullable) {
  *nullable = true;
  for (;;) {
    skip_space(p);
    if (*p->at == '\0' || *p->at == '|' || *p->at == ')') return true;
    bool atom_nullable, quantifiable;
    if (!parse_atom(p, &atom_nullable, &quantifiable)) return false;
    if (!parse_quantifier(p, &atom_nullable, quantifiable)) return false;
    *nullable &= atom_nullable;
  }
}

static bool parse_alternatives(Parser *p, bool *nullable) {
  if (!parse_branch(p, nullable)) return false;
  while (*p->at == '|') {
    p->at++;
    p->ambiguous = true;
    buffer_add_char(&p->out, '|');
    bool branch_nullable;
    if (!parse_branch(p, &branch_nullable)) return false;
    *nullable |= branch_nullable;
  }
  return true;
}

static bool parse_flags(Parser *p, const char *flags) {
  for (; *flags != '\0'; flags++) {
    switch (*flags) {
      case 's': p->dot_all = true; break;
      case 'm': p->lines = true; break;
      case 'i': p->insensitive = true; break;
      case 'x': p->extended = true; break;
      case 'q': p->literal = true; break;
      default: return false;
    }
  }
  p->unicode = p->insensitive;
  return true;
}

// PostgreSQL's options stand before the pattern; w: ^ and $ match at lines, . is not touched.
static void write_options(Parser *p) {
  const bool lines = p->lines && !p->literal;
  if (p->dialect != REGEX_POSTGRESQL || (!p->insensitive && !lines)) return;
  buffer_printf(&p->out, "(?%s%s)", p->insensitive ? "i" : "", lines ? "w" : "");
}

bool regex_translate(Arena *arena, RegexDialect dialect, const char *pattern, const char *flags,
                     RegexText *out, const char **unsupported) {
  Parser p = {.arena = arena, .dialect = dialect, .at = pattern};
  bool nullable = false;
  bool lawful = parse_flags(&p, flags);
  if (lawful) write_options(&p);
  if (lawful && p.literal) {
    nullable = *pattern == '\0';
    for (const char *c = pattern; *c != '\0'; c++) put_literal(&p, c);
  } else if (lawful) {
    lawful = parse_alternatives(&p, &nullable) && *p.at == '\0';
  }
  *out = (RegexText){.pattern = buffer_copy(&p.out, arena),
                     .insensitive = p.insensitive,
                     .lines = p.lines && !p.literal,
                     .unicode = p.unicode,
                     .ambiguous = p.ambiguous || p.variable > 1,
                     .matches_empty = nullable,
                     .groups = p.groups};
  *unsupported = lawful ? NULL : p.unsupported;
  buffer_free(&p.out);
  return lawful;
}
