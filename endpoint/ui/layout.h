// What all pages share: head and foot, the query box, terms as links.
#ifndef ANAMORPH_ENDPOINT_UI_LAYOUT_H
#define ANAMORPH_ENDPOINT_UI_LAYOUT_H

#include "base/rdf/term.h"
#include "endpoint/http/parts.h"

extern const char *const page_style[];  // CSS, in parts; NULL ends them

// heading: the page's own title, or NULL on the front page.
void layout_begin(Buffer *out, const struct Server *server, const char *heading);
void layout_end(Buffer *out, const struct Server *server);

// The box to ask in, with `query` in it (NULL: a first query to change).
void layout_add_form(Buffer *out, const struct Server *server, const char *query);

// "href="/?name=…"", quoted.
void layout_add_href(Buffer *out, const char *name, const char *value, size_t length);

typedef struct Prefixes {
  size_t count;
  const WriterPrefix *item;
} Prefixes;

// The mapping's prefixes.
Prefixes layout_prefixes(const struct Server *server, Arena *arena);

// An IRI's short form ("ex:a") where a prefix fits, else "<…>".
void layout_add_iri(Buffer *out, const char *iri, size_t length, const Prefixes *prefixes);
// A term: IRIs lead to their pages, literals show language or datatype. Long texts are cut.
void layout_add_term(Buffer *out, const Term *term, const Prefixes *prefixes);
// True for literals of a numeric datatype: they stand to the right.
bool layout_is_number(const Term *term);

// Sends a whole page.
void layout_reply(Exchange *exchange, int status, Buffer *page);

#endif
