// Bodies as graph patterns, data ranges as filters.
#include "endpoint/consistency/constraint_query.h"

#include <string.h>

#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "reasoner/datatype.h"

static const char XSD[] = "http://www.w3.org/2001/XMLSchema#";

typedef struct Asking {
  Buffer *out;
  unsigned value;
  const char *why;
} Asking;

static void add_term(Asking *asking, const HornTerm *term) {
  if (term->constant.kind == TERM_UNBOUND) {
    buffer_printf(asking->out, "?v%u", term->variable);
    return;
  }
  if (term->constant.kind == TERM_BLANK) asking->why = "it names a blank node";
  escape_term(asking->out, &term->constant);
}

static void add_atom(Asking *asking, const HornAtom *atom) {
  const Term predicate = term_iri(atom->predicate);
  add_term(asking, &atom->subject);
  buffer_add_char(asking->out, ' ');
  escape_term(asking->out, &predicate);
  buffer_add_char(asking->out, ' ');
  add_term(asking, &atom->object);
  buffer_add_text(asking->out, " . ");
}

// --- Data ranges ---------------------------------------------------------------------------------
static void add_datatypes(Asking *asking, const char *names) {
  buffer_printf(asking->out, "datatype(?v%u) IN (", asking->value);
  for (const char *at = names; *at != '\0';) {
    const size_t length = strcspn(at, " ");
    buffer_printf(asking->out, "%s<%s%.*s>", at == names ? "" : ", ", XSD, (int)length, at);
    at += length;
    at += strspn(at, " ");
  }
  buffer_add_char(asking->out, ')');
}

static bool add_datatype(Asking *asking, const Symbol *iri) {
  if (iri == &RDFS_LITERAL) {
    buffer_printf(asking->out, "isLiteral(?v%u)", asking->value);
    return true;
  }
  if (iri == &RDF_LANG_STRING) {
    buffer_printf(asking->out, "(isLiteral(?v%u) && lang(?v%u) != \"\")", asking->value,
                  asking->value);
    return true;
  }
  if (strcmp(iri->text, "http://www.w3.org/1999/02/22-rdf-syntax-ns#PlainLiteral") == 0) {
    buffer_printf(asking->out, "(datatype(?v%u) IN (<%sstring>, <%s>))", asking->value, XSD,
                  RDF_LANG_STRING.text);
    return true;
  }
  const Datatype *row = datatype_find(iri);
  if (row == NULL) return false;
  buffer_printf(asking->out, "(isLiteral(?v%u) && ", asking->value);
  add_datatypes(asking, row->within);
  if (row->least != NULL) buffer_printf(asking->out, " && ?v%u >= %s", asking->value, row->least);
  if (row->most != NULL) buffer_printf(asking->out, " && ?v%u <= %s", asking->value, row->most);
  buffer_add_char(asking->out, ')');
  return true;
}

static void add_range(Asking *asking, const ClassExpression *range);

static void add_facet(Asking *asking, const Facet *facet) {
  static const struct {
    const char *name, *before, *after;
  } facets[] = {
      {"minInclusive", "?v%u >= ", ""},          {"maxInclusive", "?v%u <= ", ""},
      {"minExclusive", "?v%u > ", ""},           {"maxExclusive", "?v%u < ", ""},
      {"length", "STRLEN(STR(?v%u)) = ", ""},    {"minLength", "STRLEN(STR(?v%u)) >= ", ""},
      {"maxLength", "STRLEN(STR(?v%u)) <= ", ""}};
  const char *name = facet->facet->text + sizeof XSD - 1;
  if (strncmp(facet->facet->text, XSD, sizeof XSD - 1) != 0) name = "";
  if (strcmp(name, "pattern") == 0) {
    buffer_printf(asking->out, "REGEX(STR(?v%u), \"^(", asking->value);
    escape_string(asking->out, facet->value.lexical->text, facet->value.lexical->length);
    buffer_add_text(asking->out, ")$\")");
    return;
  }
  for (size_t i = 0; i < sizeof facets / sizeof *facets; i++) {
    if (strcmp(name, facets[i].name) != 0) continue;
    const char *mark = strstr(facets[i].before, "%u");
    buffer_printf(asking->out, "%.*s%u%s", (int)(mark - facets[i].before), facets[i].before,
                  asking->value, mark + 2);
    escape_term(asking->out, &facet->value);
    return;
  }
  asking->why = "it has a facet that is not known";
}

static void add_parts(Asking *asking, const ClassExpression *range, const char *between) {
  buffer_add_char(asking->out, '(');
  for (size_t i = 0; i < range->part_count; i++) {
    if (i > 0) buffer_add_text(asking->out, between);
    add_range(asking, range->part[i]);
  }
  buffer_add_char(asking->out, ')');
}

static void add_range(Asking *asking, const ClassExpression *range) {
  switch (range->kind) {
    case EXPRESSION_NAME:
      if (!add_datatype(asking, range->iri)) asking->why = "its datatype is not known";
      return;
    case EXPRESSION_AND: add_parts(asking, range, " && "); return;
    case EXPRESSION_OR: add_parts(asking, range, " || "); return;
    case EXPRESSION_NOT:
      buffer_add_char(asking->out, '!');
      add_parts(asking, range, "");
      return;
    case EXPRESSION_ONE_OF:
      buffer_printf(asking->out, "(?v%u IN (", asking->value);
      for (size_t i = 0; i < range->value_count; i++) {
        if (i > 0) buffer_add_text(asking->out, ", ");
        escape_term(asking->out, &range->value[i]);
      }
      buffer_add_text(asking->out, "))");
      return;
    case EXPRESSION_RESTRICTION:
      buffer_add_char(asking->out, '(');
      add_range(asking, range->part[0]);
      for (size_t i = 0; i < range->facet_count; i++) {
        buffer_add_text(asking->out, " && ");
        add_facet(asking, &range->facet[i]);
      }
      buffer_add_char(asking->out, ')');
      return;
    default: asking->why = "its range is no data range"; return;
  }
}

bool constraint_query(const Constraint *constraint, Buffer *out, const char **why) {
  Asking asking = {.out = out, .value = constraint->value};
  buffer_add_text(out, "SELECT DISTINCT *");
  buffer_add_text(out, " { ");
  for (size_t i = 0; i < constraint->body_count; i++) add_atom(&asking, &constraint->body[i]);
  for (size_t i = 0; i < constraint->distinct_count; i++)
    for (size_t j = i + 1; j < constraint->distinct_count; j++)
      buffer_printf(out, "FILTER(!sameTerm(?v%u, ?v%u)) ", constraint->distinct[i],
                    constraint->distinct[j]);
  if (constraint->range != NULL) {
    buffer_add_text(out, "FILTER(!");
    add_range(&asking, constraint->range);
    buffer_add_text(out, ") ");
  }
  buffer_add_char(out, '}');
  *why = asking.why;
  return asking.why == NULL;
}
