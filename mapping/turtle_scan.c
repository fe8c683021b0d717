// Turtle's tokens (Turtle 1.1, section 6.5), brackets, prefixes and positions.
#include "mapping/turtle_scan.h"

#include <ctype.h>
#include <unistr.h>

enum { DEPTH_MAX = 64 };

// What kind of token ended last: a block's first token is its subject.
typedef enum Expect { EXPECT_STATEMENT, EXPECT_PREFIX_NAME, EXPECT_PREFIX_IRI, EXPECT_REST } Expect;

// An open bracket; count is the number of members so far (collections only).
typedef struct Open {
  char bracket;
  Position at;
  size_t count;
} Open;

typedef struct Scanner {
  Arena *arena;
  Symbols *symbols;
  raptor_world *raptor;
  Diagnostics *diagnostics;
  TurtleScan *out;
  const char *name;
  const char *text, *end, *here;
  const char *line_start;
  unsigned line;
  Expect expect;
  bool at_keyword;       // the directive was written with @, so a dot ends it
  bool is_base;          // the directive is a base, not a prefix
  const char *declared;  // the prefix being declared
  bool datatype_follows;
  raptor_uri *base;
  size_t depth;
  Open open[DEPTH_MAX];
} Scanner;

// Columns count characters, not bytes.
static Position position_of(const Scanner *s, const char *at) {
  unsigned column = 1;
  for (const char *c = s->line_start; c < at; c++) column += ((unsigned char)*c & 0xC0) != 0x80;
  return (Position){s->line, column};
}

static Diagnostic *report(Scanner *s, Position at, const char *message) {
  return diagnostics_add(s->diagnostics, SEVERITY_ERROR, (Source){s->name, at}, "%s", message);
}

static void pass_newline(Scanner *s, const char *newline) {
  s->line++;
  s->line_start = newline + 1;
}

// --- Names -------------------------------------------------------------------------------------
static const struct {
  const char *prefix, *iri;
} well_known[] = {
    {"rr", "http://www.w3.org/ns/r2rml#"},
    {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    {"owl", "http://www.w3.org/2002/07/owl#"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
    {"skos", "http://www.w3.org/2004/02/skos/core#"},
    {"foaf", "http://xmlns.com/foaf/0.1/"},
    {"dc", "http://purl.org/dc/elements/1.1/"},
    {"dcterms", "http://purl.org/dc/terms/"},
    {"schema", "http://schema.org/"},
    {"geo", "http://www.opengis.net/ont/geosparql#"},
};

static const char *prefix_find(const Scanner *s, const char *name, size_t length) {
  for (size_t i = s->out->prefix.count; i > 0; i--) {
    const struct MappingPrefix *prefix = &s->out->prefix.item[i - 1];
    if (strlen(prefix->prefix) == length && memcmp(prefix->prefix, name, length) == 0)
      return prefix->iri;
  }
  return NULL;
}

// An undeclared prefix is told once; it counts as declared from then on.
static void report_prefix(Scanner *s, const char *at, size_t length) {
  const char *name = arena_copy_text(s->arena, at, length);
  Diagnostic *diagnostic =
      diagnostics_add(s->diagnostics, SEVERITY_ERROR, (Source){s->name, position_of(s, at)},
                      "the prefix \"%s:\" is not declared", name);
  for (size_t i = 0; i < sizeof well_known / sizeof *well_known; i++) {
    if (strcmp(well_known[i].prefix, name) == 0)
      diagnostic_hint(s->diagnostics, diagnostic, "add @prefix %s: <%s> .", name,
                      well_known[i].iri);
  }
  const struct MappingPrefix entry = {name, ""};
  VEC_PUSH(s->arena, &s->out->prefix, entry);
}

static const Symbol *resolve(Scanner *s, const char *iri) {
  raptor_uri *uri = raptor_new_uri_relative_to_base(s->raptor, s->base, (const unsigned char *)iri);
  if (uri == NULL) return symbols_intern_text(s->symbols, iri);
  size_t length = 0;
  const unsigned char *text = raptor_uri_as_counted_string(uri, &length);
  const Symbol *symbol = symbols_intern(s->symbols, (const char *)text, length);
  raptor_free_uri(uri);
  return symbol;
}

static void add_subject(Scanner *s, const Symbol *iri, Position at) {
  const TurtleSubject subject = {iri, at};
  VEC_PUSH(s->arena, &s->out->subject, subject);
}

// A member of the innermost collection, if that is what a term at this place is.
static void count_member(Scanner *s) {
  if (s->datatype_follows) {
    s->datatype_follows = false;
    return;
  }
  if (s->depth > 0 && s->open[s->depth - 1].bracket == '(') s->open[s->depth - 1].count++;
}

// --- Tokens ------------------------------------------------------------------------------------
// [18] IRIREF. Numeric escapes are left to Raptor: such subjects merely have no position.
static bool scan_iri(Scanner *s) {
  const char *start = s->here;
  const char *c = start + 1;
  while (c < s->end && *c != '>' && *c != '<' && *c != '"' && (unsigned char)*c > ' ') c++;
  if (c == s->end || *c != '>') {
    Diagnostic *diagnostic =
        report(s, position_of(s, start), "this IRI does not end: no \">\" follows its \"<\"");
    if (c < s->end && *c == ' ')
      diagnostic_hint(s->diagnostics, diagnostic, "an IRI holds no blanks: write %%20");
    return false;
  }
  s->here = c + 1;
  const char *iri = arena_copy_text(s->arena, start + 1, (size_t)(c - start - 1));
  if (s->expect == EXPECT_PREFIX_IRI) {
    const Symbol *resolved = resolve(s, iri);
    if (s->is_base) {
      raptor_free_uri(s->base);
      s->base = raptor_new_uri(s->raptor, (const unsigned char *)resolved->text);
    } else {
      const struct MappingPrefix entry = {s->declared, resolved->text};
      VEC_PUSH(s->arena, &s->out->prefix, entry);
    }
    s->expect = s->at_keyword ? EXPECT_REST : EXPECT_STATEMENT;
    return true;
  }
  if (s->expect == EXPECT_STATEMENT) {
    add_subject(s, resolve(s, iri), position_of(s, start));
    s->expect = EXPECT_REST;
  }
  count_member(s);
  return true;
}

// [22] to [25]: strings in one or three quotes of either kind.
static bool scan_string(Scanner *s) {
  const char *start = s->here;
  const Position at = position_of(s, start);
  const char quote = *start;
  const bool is_long = s->end - start >= 3 && start[1] == quote && start[2] == quote;
  const char *c = start + (is_long ? 3 : 1);
  for (;; c++) {
    if (c >= s->end) {
      Diagnostic *diagnostic = report(s, at, "this string does not end");
      diagnostic_hint(s->diagnostics, diagnostic, "it begins with %s%c and must end so",
                      is_long ? (quote == '"' ? "\"\"" : "''") : "", quote);
      return false;
    }
    if (*c == '\\') {
      c++;
      if (c < s->end && strchr("tbnrf\"'\\uU", *c) == NULL) {
        Diagnostic *diagnostic =
            report(s, position_of(s, c - 1), "a string has no such escape after its backslash");
        diagnostic_hint(s->diagnostics, diagnostic,
                        "a template's own escapes need a doubled backslash: \"\\\\{\"");
        return false;
      }
    } else if (*c == '\n') {
      if (!is_long) {
        Diagnostic *diagnostic = report(s, at, "this string does not end on its line");
        diagnostic_hint(s->diagnostics, diagnostic,
                        "a string over several lines stands in three quotes: \"\"\"…\"\"\"");
        return false;
      }
      pass_newline(s, c);
    } else if (*c == quote) {
      if (!is_long) break;
      if (s->end - c >= 3 && c[1] == quote && c[2] == quote) {
        c += 2;
        break;
      }
    }
  }
  s->here = c + 1;
  count_member(s);
  return true;
}

static bool is_name_byte(char c) {
  return isalnum((unsigned char)c) || ((unsigned char)c & 0x80) || strchr("_-.:%+", c) != NULL;
}

// Directives are told from names by their first letter: @prefix, @base, PREFIX, BASE (any case).
static bool scan_directive(Scanner *s, const char *word, size_t length) {
  const bool is_prefix = length == 6 && strncasecmp(word, "prefix", 6) == 0;
  s->is_base = length == 4 && strncasecmp(word, "base", 4) == 0;
  if (!is_prefix && !s->is_base) return false;
  s->expect = is_prefix ? EXPECT_PREFIX_NAME : EXPECT_PREFIX_IRI;
  return true;
}

// Prefixed names, blank node labels, numbers, keywords.
static bool scan_name(Scanner *s) {
  const char *start = s->here;
  const char *c = start;
  while (c < s->end && (is_name_byte(*c) || (*c == '\\' && c + 1 < s->end)))
    c += *c == '\\' ? 2 : 1;
  while (c > start && c[-1] == '.' && (c - start < 2 || c[-2] != '\\')) c--;
  if (c == start) {
    report(s, position_of(s, start),
           arena_format(s->arena, "unexpected character \"%c\"",
                        isprint((unsigned char)*start) ? *start : '?'));
    return false;
  }
  const size_t length = (size_t)(c - start);
  s->here = c;
  const char *colon = memchr(start, ':', length);
  if (s->expect == EXPECT_PREFIX_NAME) {
    if (colon != c - 1) {
      report(s, position_of(s, start),
             "a prefix declaration needs a name with a colon: @prefix ex: <…> .");
      return false;
    }
    s->declared = arena_copy_text(s->arena, start, length - 1);
    s->expect = EXPECT_PREFIX_IRI;
    return true;
  }
  if (s->expect == EXPECT_STATEMENT && colon == NULL && scan_directive(s, start, length)) {
    s->at_keyword = false;
    return true;
  }
  const bool is_subject = s->expect == EXPECT_STATEMENT;
  s->expect = EXPECT_REST;
  count_member(s);
  if (colon == NULL || (colon == start + 1 && *start == '_')) return true;
  const size_t prefix_length = (size_t)(colon - start);
  const char *iri = prefix_find(s, start, prefix_length);
  if (iri == NULL) {
    report_prefix(s, start, prefix_length);
  } else if (is_subject) {
    Buffer name = {0};
    buffer_add_text(&name, iri);
    for (const char *p = colon + 1; p < c; p++) {
      if (*p == '\\') p++;
      buffer_add_char(&name, *p);
    }
    add_subject(s, symbols_intern(s->symbols, name.data, name.length), position_of(s, start));
    buffer_free(&name);
  }
  return true;
}

static bool scan_open(Scanner *s) {
  const Position at = position_of(s, s->here);
  if (s->depth == DEPTH_MAX) {
    report(s, at, "brackets are nested too deep");
    return false;
  }
  s->open[s->depth++] = (Open){*s->here, at, 0};
  if (s->expect == EXPECT_STATEMENT) s->expect = EXPECT_REST;
  s->here++;
  return true;
}

static bool scan_close(Scanner *s) {
  const char wanted = *s->here == ']' ? '[' : '(';
  if (s->depth == 0 || s->open[s->depth - 1].bracket != wanted) {
    Diagnostic *diagnostic =
        report(s, position_of(s, s->here),
               *s->here == ']' ? "\"]\" closes nothing" : "\")\" closes nothing");
    if (s->depth > 0)
      diagnostic_hint(s->diagnostics, diagnostic, "the bracket open here is the \"%c\" of line %u",
                      s->open[s->depth - 1].bracket, s->open[s->depth - 1].at.line);
    return false;
  }
  const Open open = s->open[--s->depth];
  const size_t nodes = wanted == '[' ? 1 : open.count;
  for (size_t i = 0; i < nodes; i++) VEC_PUSH(s->arena, &s->out->blank, open.at);
  count_member(s);
  s->here++;
  return true;
}

static bool scan_dot(Scanner *s) {
  if (s->depth > 0) {
    const Open *open = &s->open[s->depth - 1];
    Diagnostic *diagnostic =
        diagnostics_add(s->diagnostics, SEVERITY_ERROR, (Source){s->name, position_of(s, s->here)},
                        "a statement ends here, but a \"%c\" is still open", open->bracket);
    diagnostic_hint(s->diagnostics, diagnostic, "it was opened in line %u, column %u",
                    open->at.line, open->at.column);
    return false;
  }
  s->expect = EXPECT_STATEMENT;
  s->here++;
  return true;
}

static bool scan_at(Scanner *s) {
  const char *word = ++s->here;
  while (s->here < s->end && (isalnum((unsigned char)*s->here) || *s->here == '-')) s->here++;
  if (s->expect == EXPECT_STATEMENT) {
    if (!scan_directive(s, word, (size_t)(s->here - word))) {
      report(s, position_of(s, word - 1), "unknown directive: only @prefix and @base exist");
      return false;
    }
    s->at_keyword = true;
  }
  return true;
}

static bool scan_token(Scanner *s) {
  switch (*s->here) {
    case '\n': pass_newline(s, s->here++); return true;
    case ' ':
    case '\t':
    case '\r': s->here++; return true;
    case '#':
      while (s->here < s->end && *s->here != '\n') s->here++;
      return true;
    case '<': return scan_iri(s);
    case '"':
    case '\'': return scan_string(s);
    case '[':
    case '(': return scan_open(s);
    case ']':
    case ')': return scan_close(s);
    case '@': return scan_at(s);
    case ';':
    case ',': s->here++; return true;
    case '^':
      if (s->end - s->here < 2 || s->here[1] != '^') break;
      s->here += 2;
      s->datatype_follows = true;
      return true;
    case '.':
      if (s->here + 1 < s->end && isdigit((unsigned char)s->here[1])) break;
      return scan_dot(s);
    default: break;
  }
  return scan_name(s);
}

// The first byte that is not part of UTF-8 text; U+0000 counts as none.
static bool check_bytes(Scanner *s) {
  const size_t length = (size_t)(s->end - s->text);
  const char *bad = (const char *)u8_check((const uint8_t *)s->text, length);
  if (bad == NULL) bad = memchr(s->text, '\0', length);
  if (bad == NULL) return true;
  for (const char *c = s->text; c < bad; c++) {
    if (*c == '\n') pass_newline(s, c);
  }
  report(s, position_of(s, bad), "this byte is not text: the file must be UTF-8");
  return false;
}

static bool scan_all(Scanner *s) {
  if (!check_bytes(s)) return false;
  while (s->here < s->end) {
    if (!scan_token(s)) return false;
  }
  if (s->depth > 0) {
    const Open *open = &s->open[s->depth - 1];
    report(s, open->at, arena_format(s->arena, "this \"%c\" is never closed", open->bracket));
    return false;
  }
  if (s->expect != EXPECT_STATEMENT) {
    Diagnostic *diagnostic =
        report(s, position_of(s, s->end), "the text ends in the middle of a statement");
    diagnostic_hint(s->diagnostics, diagnostic, "end it with a dot");
    return false;
  }
  return true;
}

bool turtle_scan(Arena *arena, Symbols *symbols, raptor_world *raptor, const MappingText *text,
                 const char *base, Diagnostics *diagnostics, TurtleScan *out) {
  const size_t errors = diagnostics->error_count;
  Scanner s = {.arena = arena,
               .symbols = symbols,
               .raptor = raptor,
               .diagnostics = diagnostics,
               .out = out,
               .name = text->name,
               .text = text->text,
               .end = text->text + text->length,
               .here = text->text,
               .line_start = text->text,
               .line = 1};
  if (text->length >= 3 && memcmp(text->text, "\xEF\xBB\xBF", 3) == 0) s.here = s.line_start += 3;
  s.base = raptor_new_uri(raptor, (const unsigned char *)base);
  (void)scan_all(&s);
  raptor_free_uri(s.base);
  return diagnostics->error_count == errors;
}
