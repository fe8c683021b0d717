// What all pages share.
#include "endpoint/ui/layout.h"

#include <strings.h>

#include "base/rdf/vocabulary.h"
#include "endpoint/ui/html.h"
#include "endpoint/ui/page.h"

enum { SHOWN_TEXT = 2000, DEFAULT_QUERY_LIMIT = 100 };

void layout_begin(Buffer *out, const struct Server *server, const char *heading) {
  buffer_add_text(out,
                  "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<title>");
  if (heading != NULL) {
    html_add_text(out, heading);
    buffer_add_text(out, " – ");
  }
  html_add_text(out, server->options.title);
  buffer_add_text(out,
                  "</title>\n<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n"
                  "<style>");
  for (size_t i = 0; page_style[i] != NULL; i++) buffer_add_text(out, page_style[i]);
  buffer_add_text(
      out,
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to content</a>\n"
      "<header><img src=\"/favicon.svg\" alt=\"\" width=\"32\" height=\"32\">"
      "<a class=\"name\" href=\"/\">");
  html_add_text(out, server->options.title);
  buffer_add_text(out,
                  "</a><nav aria-label=\"Main\"><a href=\"/\">Ask</a>"
                  "<a href=\"/#examples\">Examples</a>");
  if (server->options.advisor != NULL) buffer_add_text(out, "<a href=\"/suggest\">Suggest</a>");
  buffer_add_text(out, "<a href=\"/#about\">About</a></nav></header>\n<main id=\"main\">\n");
}

void layout_end(Buffer *out, const struct Server *server) {
  (void)server;
  buffer_add_text(out,
                  "</main>\n<footer>Served by Anamorph from live tables. Programs ask at "
                  "<a href=\"/sparql?format=ttl\"><code>/sparql</code></a>, the SPARQL 1.1 "
                  "Protocol.</footer>\n</body>\n</html>\n");
}

static const char FIRST_QUERY[] =
    "SELECT ?class (COUNT(?thing) AS ?things)\nWHERE {\n  ?thing a ?class\n}\nGROUP BY ?class\n"
    "ORDER BY DESC(?things)\n";

void layout_add_form(Buffer *out, const struct Server *server, const char *query) {
  buffer_add_text(out,
                  "<form action=\"/\" method=\"get\"><label for=\"query\">SPARQL query</label>\n"
                  "<textarea id=\"query\" name=\"query\" spellcheck=\"false\" "
                  "autocapitalize=\"off\" autocomplete=\"off\" required>\n");
  html_add_text(out, query == NULL ? FIRST_QUERY : query);
  buffer_printf(out,
                "</textarea>\n<div class=\"row\"><button type=\"submit\">Run</button>"
                "<span class=\"hint\">The page shows up to %zu rows; downloads hold all."
                "</span></div></form>\n",
                server->options.page_rows);
}

void layout_add_href(Buffer *out, const char *name, const char *value, size_t length) {
  buffer_printf(out, "href=\"/?%s=", name);
  html_add_parameter(out, value, length);
  buffer_add_char(out, '"');
}

void layout_reply(Exchange *exchange, int status, Buffer *page) {
  exchange_begin(exchange, status, "text/html; charset=utf-8");
  exchange_field(exchange, "Content-Security-Policy", page_policy);
  exchange_field(exchange, "Referrer-Policy", "no-referrer");
  exchange_field(exchange, "Cache-Control", "no-cache");
  exchange_field(exchange, "Vary", "Accept");
  exchange_reply(exchange, page->data, page->length);
  buffer_free(page);
}

// --- Terms -------------------------------------------------------------------------------------

Prefixes layout_prefixes(const struct Server *server, Arena *arena) {
  static const WriterPrefix known[] = {
      {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
      {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
      {"owl", "http://www.w3.org/2002/07/owl#"},
      {"xsd", "http://www.w3.org/2001/XMLSchema#"},
  };
  enum { KNOWN = sizeof known / sizeof *known };
  const Mapping *mapping = server->options.mapping;
  const size_t count = mapping == NULL ? 0 : mapping->prefix_count;
  WriterPrefix *prefixes = ARENA_ARRAY(arena, WriterPrefix, count + KNOWN);
  for (size_t i = 0; i < count; i++)
    prefixes[i] = (WriterPrefix){mapping->prefix[i].prefix, mapping->prefix[i].iri};
  memcpy(prefixes + count, known, sizeof known);
  return (Prefixes){count + KNOWN, prefixes};
}

// Unlike in Turtle, what follows the prefix may hold slashes: it is read by people only.
void layout_add_iri(Buffer *out, const char *iri, size_t length, const Prefixes *prefixes) {
  const WriterPrefix *best = NULL;
  size_t best_length = 0;
  for (size_t i = 0; i < prefixes->count; i++) {
    const size_t size = strlen(prefixes->item[i].iri);
    if (size > best_length && size < length && memcmp(iri, prefixes->item[i].iri, size) == 0) {
      best = &prefixes->item[i];
      best_length = size;
    }
  }
  if (best == NULL) {
    html_add(out, iri, length);
    return;
  }
  html_add_text(out, best->prefix);
  buffer_add_char(out, ':');
  html_add(out, iri + best_length, length - best_length);
}

bool layout_is_number(const Term *term) {
  static const char *const names[] = {"integer", "decimal", "double",
                                      "float",   "int",     "long",
                                      "short",   "byte",    "nonNegativeInteger"};
  static const char xsd[] = "http://www.w3.org/2001/XMLSchema#";
  if (term->kind != TERM_LITERAL || strncmp(term->datatype->text, xsd, sizeof xsd - 1) != 0)
    return false;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(term->datatype->text + sizeof xsd - 1, names[i]) == 0) return true;
  return false;
}

// Up to SHOWN_TEXT bytes, never cutting a character.
static void add_cut(Buffer *out, const Symbol *text) {
  size_t length = text->length;
  if (length > SHOWN_TEXT) {
    length = SHOWN_TEXT;
    while (length > 0 && ((unsigned char)text->text[length] & 0xC0) == 0x80) length--;
  }
  html_add(out, text->text, length);
  if (length < text->length)
    buffer_printf(out, "… <span class=\"tag\">%zu bytes</span>", text->length);
}

void layout_add_term(Buffer *out, const Term *term, const Prefixes *prefixes) {
  static const char string[] = "http://www.w3.org/2001/XMLSchema#string";
  switch (term->kind) {
    case TERM_UNBOUND: break;
    case TERM_IRI:
      buffer_add_text(out, "<a ");
      layout_add_href(out, "describe", term->lexical->text, term->lexical->length);
      buffer_add_text(out, " title=\"");
      html_add(out, term->lexical->text, term->lexical->length);
      buffer_add_text(out, "\">");
      layout_add_iri(out, term->lexical->text, term->lexical->length, prefixes);
      buffer_add_text(out, "</a>");
      break;
    case TERM_BLANK:
      buffer_add_text(out, "<span class=\"blank\">_:");
      add_cut(out, term->lexical);
      buffer_add_text(out, "</span>");
      break;
    case TERM_LITERAL:
      add_cut(out, term->lexical);
      if (term->language != NULL) {
        buffer_add_text(out, "<span class=\"tag\">@");
        html_add(out, term->language->text, term->language->length);
        buffer_add_text(out, "</span>");
      } else if (strcmp(term->datatype->text, string) != 0 && !layout_is_number(term)) {
        buffer_add_text(out, "<span class=\"tag\">");
        layout_add_iri(out, term->datatype->text, term->datatype->length, prefixes);
        buffer_add_text(out, "</span>");
      }
      break;
  }
}
