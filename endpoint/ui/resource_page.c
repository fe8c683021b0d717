// The page about a resource: what the graph says of it, and what refers to it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "endpoint/http/answer.h"
#include "endpoint/ui/html.h"
#include "endpoint/ui/layout.h"
#include "endpoint/ui/page.h"

enum { SHOWN_STATEMENTS = 500 };

// A property and one value's HTML.
typedef struct Statement {
  const char *property;
  const char *value;
} Statement;

typedef struct Statements {
  Arena *arena;
  const Prefixes *prefixes;
  VEC(Statement) item;
  const char *language;  // the reader's: the first of Accept-Language
  const char *label;     // the resource's name, if it has one
  int label_rank;
  bool full;
} Statements;

static bool is_label(const char *iri) {
  static const char *const names[] = {"label", "name", "prefLabel", "title"};
  const char *end = strpbrk(iri, "#") != NULL ? strrchr(iri, '#') : strrchr(iri, '/');
  for (size_t i = 0; end != NULL && i < sizeof names / sizeof *names; i++)
    if (strcmp(end + 1, names[i]) == 0) return true;
  return false;
}

// The reader's language goes first, then English, then none, then any.
static int rank_of(const Statements *statements, const Symbol *language) {
  if (language == NULL) return 2;
  const size_t length = strcspn(statements->language, "-,; ");
  if (length == strcspn(language->text, "-") &&
      strncasecmp(statements->language, language->text, length) == 0)
    return 4;
  return strncasecmp(language->text, "en", 2) == 0 ? 3 : 1;
}

static void consider_label(Statements *statements, const char *property, const Term *value) {
  if (value->kind != TERM_LITERAL || !is_label(property)) return;
  const int rank = rank_of(statements, value->language);
  if (rank <= statements->label_rank) return;
  statements->label_rank = rank;
  statements->label =
      arena_copy_text(statements->arena, value->lexical->text, value->lexical->length);
}

static Status add_statement(void *self, const Term terms[], Error *err) {
  Statements *statements = self;
  if (statements->item.count >= SHOWN_STATEMENTS) {
    statements->full = true;
    return error_set(err, STATUS_CANCELLED, "the page is full");
  }
  if (terms[0].kind != TERM_IRI || terms[1].kind == TERM_UNBOUND) return STATUS_OK;
  Buffer html = {0};
  layout_add_term(&html, &terms[1], statements->prefixes);
  const Statement statement = {
      arena_copy_text(statements->arena, terms[0].lexical->text, terms[0].lexical->length),
      buffer_copy(&html, statements->arena)};
  buffer_free(&html);
  VEC_PUSH(statements->arena, &statements->item, statement);
  consider_label(statements, statement.property, &terms[1]);
  return STATUS_OK;
}

// Runs a SELECT of two variables, property and value.
static Status ask(Exchange *exchange, const char *text, Statements *statements, Connection **db,
                  Error *err) {
  const ResultSink sink = {.row = add_statement, .self = statements};
  void *query;
  TRY(query_prepare(exchange, text, &query, err));
  Status status = *db == NULL ? query_connect(exchange, query, db, err) : STATUS_OK;
  if (status == STATUS_OK) status = exchange->member->executor->rows(query, *db, &sink, err);
  query_destroy(exchange, query);
  return statements->full ? STATUS_OK : status;
}

static int compare(const void *a, const void *b) {
  const Statement *first = a, *second = b;
  const int order = strcmp(first->property, second->property);
  return order != 0 ? order : strcmp(first->value, second->value);
}

static void add_statements(Buffer *out, const char *title, Statements *statements) {
  if (statements->item.count == 0) return;
  qsort(statements->item.item, statements->item.count, sizeof *statements->item.item, compare);
  buffer_printf(out, "<section><h2>%s</h2><div class=\"scroll\"><table><tbody>\n", title);
  const char *last = "";
  for (size_t i = 0; i < statements->item.count; i++) {
    const Statement *statement = &statements->item.item[i];
    if (strcmp(last, statement->property) != 0) {
      if (i > 0) buffer_add_text(out, "</td></tr>\n");
      const Symbol symbol = {statement->property, strlen(statement->property)};
      const Term property = term_iri(&symbol);
      buffer_add_text(out, "<tr><th class=\"prop\" scope=\"row\">");
      layout_add_term(out, &property, statements->prefixes);
      buffer_add_text(out, "</th><td>");
      last = statement->property;
    }
    buffer_printf(out, "<span class=\"value\">%s</span>", statement->value);
  }
  buffer_add_text(out, "</td></tr>\n</tbody></table></div>");
  if (statements->full)
    buffer_printf(out, "<p class=\"hint\">Only %d statements are shown.</p>", SHOWN_STATEMENTS);
  buffer_add_text(out, "</section>\n");
}

static void add_downloads(Buffer *out, const char *iri) {
  static const char *const formats[][2] = {
      {"ttl", "Turtle"}, {"nt", "N-Triples"}, {"jsonld", "JSON-LD"}};
  buffer_add_text(out, "<span class=\"formats\">");
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    buffer_printf(out, "<a href=\"/sparql?format=%s&amp;query=DESCRIBE+%%3C", formats[i][0]);
    html_add_parameter(out, iri, strlen(iri));
    buffer_printf(out, "%%3E\">%s</a>", formats[i][1]);
  }
  buffer_add_text(out, "</span>");
}

static void reply(Exchange *exchange, const char *iri, Statements *about, Statements *referring) {
  const struct Server *server = exchange->server;
  Buffer out = {0};
  Buffer name = {0};
  if (about->label != NULL)
    buffer_add_text(&name, about->label);
  else
    layout_add_iri(&name, iri, strlen(iri), about->prefixes);
  layout_begin(&out, server, about->label != NULL ? about->label : iri);
  buffer_add_text(&out, "<h1>");
  if (about->label != NULL)
    html_add(&out, name.data, name.length);
  else
    buffer_add(&out, name.data, name.length);  // escaped already
  buffer_add_text(&out, "</h1>\n<div class=\"bar\"><code>");
  html_add_text(&out, iri);
  buffer_add_text(&out, "</code>");
  if (strncmp(iri, "http://", 7) == 0 || strncmp(iri, "https://", 8) == 0) {
    buffer_add_text(&out, "<a rel=\"noreferrer\" href=\"");
    html_add_text(&out, iri);
    buffer_add_text(&out, "\">open this address</a>");
  }
  if (server->options.advisor != NULL) {
    buffer_add_text(&out, "<a href=\"/suggest?subject=");
    html_add_parameter(&out, iri, strlen(iri));
    buffer_add_text(&out, "\">what may be missing</a>");
  }
  add_downloads(&out, iri);
  buffer_add_text(&out, "</div>\n");
  if (about->item.count + referring->item.count == 0)
    buffer_add_text(&out, "<p class=\"card meta\">The graph says nothing about it.</p>\n");
  add_statements(&out, "What the graph says", about);
  add_statements(&out, "What refers to it", referring);
  layout_end(&out, server);
  layout_reply(exchange, about->item.count + referring->item.count == 0 ? 404 : 200, &out);
  buffer_free(&name);
}

// IRIREF [139]: what may stand between "<" and ">".
static bool is_iri(const char *text) {
  for (const char *c = text; *c != '\0'; c++)
    if ((unsigned char)*c <= ' ' || strchr("<>\"{}|^`\\", *c) != NULL) return false;
  return strchr(text, ':') != NULL;
}

void page_resource(Exchange *exchange) {
  const PageRequest *request = exchange->request;
  const char *iri = request->describe;
  Arena *arena = exchange->message->arena;
  Error err = {0};
  if (!is_iri(iri) || !text_is_utf8(iri, strlen(iri))) {
    error_set(&err, STATUS_USAGE, "describe= takes an absolute IRI");
    answer_error(exchange, 400, &err, NULL);
    return;
  }
  const Prefixes prefixes = layout_prefixes(exchange->server, arena);
  const char *language = message_header(exchange->message, "Accept-Language");
  if (language == NULL) language = "";
  Statements about = {.arena = arena, .prefixes = &prefixes, .language = language};
  Statements referring = {.arena = arena, .prefixes = &prefixes, .language = language};
  Connection *db = NULL;
  const char *out_query =
      arena_format(arena, "SELECT ?property ?value WHERE { <%s> ?property ?value } LIMIT %d", iri,
                   SHOWN_STATEMENTS + 1);
  const char *in_query =
      arena_format(arena, "SELECT ?property ?value WHERE { ?value ?property <%s> } LIMIT %d", iri,
                   SHOWN_STATEMENTS + 1);
  Status status = ask(exchange, out_query, &about, &db, &err);
  if (status == STATUS_OK) status = ask(exchange, in_query, &referring, &db, &err);
  if (status == STATUS_OK)
    reply(exchange, iri, &about, &referring);
  else
    answer_failure(exchange, status, &err, NULL, db);
  query_release(exchange, db);
}
