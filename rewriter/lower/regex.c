// XPath regular expressions (F&O 5.6.1, XSD part 2 appendix F) as PostgreSQL's advanced ones: the
// common subset, translated so that it means the same; what is not in it is refused.
//
// A recursive descent over regExp ::= branch ('|' branch)*, branch ::= piece*, piece ::= atom
// quantifier?, which checks the syntax too: what passes never makes PostgreSQL fail.
#include <string.h>

#include "base/buffer.h"
#include "rewriter/lower/call.h"

typedef struct Parser {
  const char *at;
  Buffer out;
  bool dot_all, extended, literal;
  bool unicode, lazy;
  unsigned groups, closed;
  unsigned depth;
  const char *unsupported;
} Parser;

enum { DEPTH_MAX = 100, REPEAT_MAX = 255 };

static bool refuse(Parser *p, const char *what) {
  if (p->unsupported == NULL) p->unsupported = what;
  return false;
}

static void skip_space(Parser *p) {
  while (p->extended && *p->at != '\0' && strchr(" \t\n\r", *p->at) != NULL) p->at++;
}

// A character that stands for itself.
static void put_literal(Parser *p, const char *c) {
  if (strchr("\\^$.|?*+()[]{}", *c) != NULL) buffer_add_char(&p->out, '\\');
  buffer_add_char(&p->out, *c);
}

// One escape after the backslash; nullable: none of these is empty. bracket: inside [ ].
static bool parse_escape(Parser *p, bool bracket) {
  const char c = *p->at;
  switch (c) {
    case 'n': buffer_add_text(&p->out, "\\n"); break;
    case 'r': buffer_add_text(&p->out, "\\r"); break;
    case 't': buffer_add_text(&p->out, "\\t"); break;
    case 'd': buffer_add_text(&p->out, bracket ? "0-9" : "[0-9]"); break;
    case 's': buffer_add_text(&p->out, bracket ? " \\t\\n\\r" : "[ \\t\\n\\r]"); break;
    case 'D':
    case 'S':
      if (bracket) return refuse(p, "a negated class in brackets");
      buffer_add_text(&p->out, c == 'D' ? "[^0-9]" : "[^ \\t\\n\\r]");
      break;
    case 'w':
      p->unicode = true;
      buffer_add_text(&p->out, bracket ? "[:alnum:]_" : "[[:alnum:]_]");
      break;
    case 'W':
      if (bracket) return refuse(p, "a negated class in brackets");
      p->unicode = true;
      buffer_add_text(&p->out, "[^[:alnum:]_]");
      break;
    case 'p':
    case 'P': return refuse(p, "\\p");
    case 'i':
    case 'I':
    case 'c':
    case 'C': return refuse(p, "\\i or \\c");
    case '\\':
    case '|':
    case '.':
    case '-':
    case '^':
    case '?':
    case '*':
    case '+':
    case '{':
    case '}':
    case '(':
    case ')':
    case '[':
    case ']':
    case '$':
    case '/':
      if (c != '/' && (c != '-' || bracket)) buffer_add_char(&p->out, '\\');
      buffer_add_char(&p->out, c);
      break;
    default:
      if (c >= '1' && c <= '9' && !bracket) return refuse(p, "a back-reference");
      return false;
  }
  p->at++;
  return true;
}

// '[' has been read.
static bool parse_class(Parser *p) {
  buffer_add_char(&p->out, '[');
  if (*p->at == '^') {
    buffer_add_char(&p->out, '^');
    p->at++;
  }
  if (*p->at == ']') return false;
  bool first = true;
  while (*p->at != ']') {
    if (*p->at == '\0') return false;
    if (*p->at == '[') return refuse(p, "[ within brackets");
    if (*p->at == '-' && p->at[1] == '[') return refuse(p, "class subtraction");
    if (*p->at == '\\') {
      p->at++;
      if (!parse_escape(p, true)) return false;
      first = false;
      continue;
    }
    // A hyphen between two characters makes a range; elsewhere it stands for itself.
    if (*p->at == '-' && (first || p->at[1] == ']')) {
      buffer_add_text(&p->out, "\\-");
    } else if (*p->at == '^') {
      buffer_add_text(&p->out, "\\^");
    } else if (*p->at == '-') {
      const unsigned char low = (unsigned char)p->at[-1], high = (unsigned char)p->at[1];
      if (low >= 0x80 || high >= 0x80 || high == '\\' || p->at[-1] == ']')
        return refuse(p, "a range beyond ASCII");
      if (low > high) return false;
      buffer_add_char(&p->out, '-');
      if (strchr("^[]\\", (int)high) != NULL) buffer_add_char(&p->out, '\\');
      buffer_add_char(&p->out, (char)high);
      p->at++;
    } else {
      buffer_add_char(&p->out, *p->at);
    }
    p->at++;
    first = false;
  }
  p->at++;
  buffer_add_char(&p->out, ']');
  return true;
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
      if (capturing) p->groups++;
      if (++p->depth > DEPTH_MAX) return refuse(p, "groups nested this deep");
      buffer_add_text(&p->out, capturing ? "(" : "(?:");
      if (!parse_alternatives(p, nullable) || *p->at != ')') return false;
      p->depth--;
      p->at++;
      buffer_add_char(&p->out, ')');
      return true;
    }
    case '[': p->at++; return parse_class(p);
    case '.':
      p->at++;
      buffer_add_text(&p->out, p->dot_all ? "." : "[^\\n\\r]");
      return true;
    case '^':
    case '$':
      p->at++;
      buffer_add_char(&p->out, c);
      *nullable = true;
      *quantifiable = false;
      return true;
    case '\\': p->at++; return parse_escape(p, false);
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
  while (*p->at >= '0' && *p->at <= '9' && *out <= REPEAT_MAX)
    *out = *out * 10 + (unsigned)(*p->at++ - '0');
  return *out <= REPEAT_MAX || refuse(p, "a repetition beyond 255");
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
    buffer_printf(&p->out, "{%u", least);
    if (*p->at == ',') {
      p->at++;
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
    *nullable |= c != '+';
  }
  if (*p->at == '?') {
    p->at++;
    buffer_add_char(&p->out, '?');
    p->lazy = true;
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
    buffer_add_char(&p->out, '|');
    bool branch_nullable;
    if (!parse_branch(p, &branch_nullable)) return false;
    *nullable |= branch_nullable;
  }
  return true;
}

static bool parse_flags(Parser *p, const char *flags, char *options, size_t *count) {
  bool insensitive = false, lines = false;
  for (; *flags != '\0'; flags++) {
    switch (*flags) {
      case 's': p->dot_all = true; break;
      case 'm': lines = true; break;
      case 'i': insensitive = true; break;
      case 'x': p->extended = true; break;
      case 'q': p->literal = true; break;
      default: return false;
    }
  }
  *count = 0;
  if (insensitive) options[(*count)++] = 'i';
  if (lines && !p->literal) options[(*count)++] = 'w';
  p->unicode = insensitive;
  return true;
}

bool regex_translate(Arena *arena, const char *pattern, const char *flags, RegexText *out,
                     const char **unsupported) {
  Parser p = {.at = pattern};
  char options[2];
  size_t option_count;
  bool nullable = false;
  bool lawful = parse_flags(&p, flags, options, &option_count);
  if (lawful && option_count > 0) {
    buffer_add_text(&p.out, "(?");
    buffer_add(&p.out, options, option_count);
    buffer_add_char(&p.out, ')');
  }
  if (lawful && p.literal) {
    nullable = *pattern == '\0';
    for (const char *c = pattern; *c != '\0'; c++) put_literal(&p, c);
  } else if (lawful) {
    lawful = parse_alternatives(&p, &nullable) && *p.at == '\0';
  }
  *out = (RegexText){buffer_copy(&p.out, arena), p.unicode, p.lazy, nullable, p.groups};
  *unsupported = lawful ? NULL : p.unsupported;
  buffer_free(&p.out);
  return lawful;
}
