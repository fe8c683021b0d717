// The front page: what is served here, examples, the box.
#include <string.h>

#include "endpoint/ui/html.h"
#include "endpoint/ui/layout.h"
#include "endpoint/ui/page.h"
#include "endpoint/ui/summary.h"

enum { LISTED_TERMS = 500, LINKED_ROWS = 100 };

static void add_fact(Buffer *out, size_t count, const char *one, const char *many) {
  buffer_printf(out, "<li><b>%zu</b> %s</li>", count, count == 1 ? one : many);
}

static void add_facts(Buffer *out, const Mapping *mapping, const Summary *summary) {
  if (mapping == NULL) return;
  buffer_add_text(out, "<ul class=\"facts\">");
  add_fact(out, summary->class_count, "class", "classes");
  add_fact(out, summary->predicate_count, "property", "properties");
  add_fact(out, mapping->triples_map_count, "triples map", "triples maps");
  add_fact(out, mapping->table_count, "table or query behind them",
           "tables and queries behind them");
  buffer_add_text(out, "</ul>\n");
}

static void add_examples(Buffer *out, const ServerOptions *options) {
  buffer_add_text(out,
                  "<section class=\"card\" id=\"examples\" aria-labelledby=\"examples-title\">"
                  "<h2 id=\"examples-title\">Questions to begin with</h2>\n");
  if (options->example_count == 0) {
    static const char things[] =
        "SELECT ?subject ?predicate ?object\nWHERE {\n  ?subject "
        "?predicate ?object\n}\nLIMIT 50\n";
    static const char classes[] =
        "SELECT DISTINCT ?class\nWHERE {\n  ?thing a ?class\n}\n"
        "ORDER BY ?class\n";
    buffer_add_text(out, "<ul class=\"list\"><li><a ");
    layout_add_href(out, "query", classes, sizeof classes - 1);
    buffer_add_text(out, ">Which classes are there?</a></li><li><a ");
    layout_add_href(out, "query", things, sizeof things - 1);
    buffer_add_text(out, ">Some triples</a></li></ul></section>\n");
    return;
  }
  buffer_add_text(out, "<ul class=\"list\">\n");
  for (size_t i = 0; i < options->example_count; i++) {
    const ExampleQuery *example = &options->example[i];
    buffer_add_text(out, "<li><a ");
    layout_add_href(out, "query", example->text, strlen(example->text));
    buffer_add_char(out, '>');
    html_add_text(out, example->title);
    buffer_add_text(out, "</a></li>\n");
  }
  buffer_add_text(out, "</ul></section>\n");
}

// before IRI after: the query that a term of the list leads to.
static void add_terms(Buffer *out, const char *title, const Symbol *const *term, size_t count,
                      const char *before, const char *after, const Prefixes *prefixes) {
  if (count == 0) return;
  buffer_printf(out, "<details><summary>%s (%zu)</summary><ul class=\"terms\">\n", title, count);
  Buffer query = {0};
  for (size_t i = 0; i < count && i < LISTED_TERMS; i++) {
    buffer_clear(&query);
    buffer_printf(&query, "%s<%s>%s", before, term[i]->text, after);
    buffer_add_text(out, "<li><a ");
    layout_add_href(out, "query", query.data, query.length);
    buffer_add_text(out, " title=\"");
    html_add(out, term[i]->text, term[i]->length);
    buffer_add_text(out, "\">");
    layout_add_iri(out, term[i]->text, term[i]->length, prefixes);
    buffer_add_text(out, "</a></li>\n");
  }
  buffer_free(&query);
  buffer_add_text(out, "</ul>");
  if (count > LISTED_TERMS)
    buffer_printf(out, "<p class=\"hint\">…and %zu more.</p>", count - LISTED_TERMS);
  buffer_add_text(out, "</details>\n");
}

static void add_prefixes(Buffer *out, const Mapping *mapping) {
  if (mapping == NULL || mapping->prefix_count == 0) return;
  buffer_printf(out, "<details><summary>Prefixes (%zu)</summary><table><tbody>\n",
                mapping->prefix_count);
  for (size_t i = 0; i < mapping->prefix_count; i++) {
    buffer_add_text(out, "<tr><td><code>");
    html_add_text(out, mapping->prefix[i].prefix);
    buffer_add_text(out, ":</code></td><td><code>");
    html_add_text(out, mapping->prefix[i].iri);
    buffer_add_text(out, "</code></td></tr>\n");
  }
  buffer_add_text(out, "</tbody></table></details>\n");
}

static void add_files(Buffer *out, const ServerOptions *options) {
  if (options->file_count == 0) return;
  buffer_add_text(out, "<p class=\"meta\">Mapped by ");
  for (size_t i = 0; i < options->file_count; i++) {
    const char *slash = strrchr(options->file[i], '/');
    buffer_add_text(out, i == 0 ? "<code>" : ", <code>");
    html_add_text(out, slash == NULL ? options->file[i] : slash + 1);
    buffer_add_text(out, "</code>");
  }
  buffer_add_text(out, ".</p>\n");
}

static void add_about(Buffer *out, const ServerOptions *options, const Summary *summary,
                      const Prefixes *prefixes) {
  Buffer limit = {0};
  buffer_add_text(out,
                  "<section class=\"card\" id=\"about\" aria-labelledby=\"about-title\">"
                  "<h2 id=\"about-title\">What is in here</h2>\n"
                  "<p class=\"meta\">A view of a relational database as a graph. Nothing is "
                  "copied: each answer is computed from the tables as they are now, and nothing "
                  "can be changed from here.</p>\n");
  add_files(out, options);
  buffer_printf(&limit, "\n}\nLIMIT %d\n", LINKED_ROWS);
  add_terms(out, "Classes", summary->class_, summary->class_count,
            "SELECT ?thing\nWHERE {\n  ?thing a ", buffer_text(&limit), prefixes);
  buffer_clear(&limit);
  buffer_printf(&limit, " ?object\n}\nLIMIT %d\n", LINKED_ROWS);
  add_terms(out, "Properties", summary->predicate, summary->predicate_count,
            "SELECT ?subject ?object\nWHERE {\n  ?subject ", buffer_text(&limit), prefixes);
  buffer_free(&limit);
  add_prefixes(out, options->mapping);
  buffer_add_text(out,
                  "<details><summary>For programs</summary><ul>"
                  "<li><code>/sparql</code>: the SPARQL 1.1 Protocol; results as JSON, XML, CSV, "
                  "TSV, graphs as Turtle, N-Triples, JSON-LD, RDF/XML</li>"
                  "<li><code>timeout=</code> milliseconds and <code>format=</code> json, csv, … "
                  "are understood beside <code>query=</code></li>"
                  "<li><a href=\"/sparql?format=ttl\">service description</a>, "
                  "<a href=\"/health\">health</a>, <a href=\"/metrics\">metrics</a></li>"
                  "</ul></details></section>\n");
}

void page_home(Exchange *exchange) {
  const struct Server *server = exchange->server;
  const ServerOptions *options = &server->options;
  const PageRequest *request = exchange->request;
  Arena *arena = exchange->message->arena;
  const Summary summary = summary_of_mapping(options->mapping, arena);
  const Prefixes prefixes = layout_prefixes(server, arena);
  Buffer out = {0};
  layout_begin(&out, server, NULL);
  buffer_add_text(&out, "<h1>");
  html_add_text(&out, options->title);
  buffer_add_text(&out, "</h1>\n<p class=\"lead\">");
  html_add_text(&out, options->description != NULL
                          ? options->description
                          : "A knowledge graph over a relational database: ask it in SPARQL.");
  buffer_add_text(&out, "</p>\n");
  add_facts(&out, options->mapping, &summary);
  buffer_add_text(&out, "<div class=\"two\"><section class=\"card ask\">");
  layout_add_form(&out, server, request->draft);
  buffer_add_text(&out, "</section>\n");
  add_examples(&out, options);
  add_about(&out, options, &summary, &prefixes);
  buffer_add_text(&out, "</div>\n");
  layout_end(&out, server);
  layout_reply(exchange, 200, &out);
}
