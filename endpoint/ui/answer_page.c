// The answer of a query as a table, with the ways to download it.
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "endpoint/http/answer.h"
#include "endpoint/ui/html.h"
#include "endpoint/ui/layout.h"
#include "endpoint/ui/page.h"

enum { PAGE_BYTES = 8 * 1024 * 1024, HEADING_MAX = 160 };

// Rows gathered as HTML. full: the page takes no more; the query is then ended.
typedef struct Table {
  Buffer rows;
  const Prefixes *prefixes;
  size_t columns;
  char (*name)[64];
  Arena *arena;
  size_t count, most;
  bool *is_number;  // by the first row: how the column stands
  bool full;
  bool is_boolean, boolean;
} Table;

static Status begin_rows(void *self, size_t count, const char *const names[], Error *err) {
  (void)err;
  Table *table = self;
  table->columns = count;
  table->name = arena_alloc_zero(table->arena, (count + 1) * sizeof *table->name);
  table->is_number = ARENA_ARRAY(table->arena, bool, count + 1);
  for (size_t i = 0; i < count; i++)
    (void)snprintf(table->name[i], sizeof table->name[i], "%s", names[i]);
  return STATUS_OK;
}

static Status check_room(Table *table, Error *err) {
  table->full = table->count >= table->most || table->rows.length > PAGE_BYTES;
  if (!table->full) return STATUS_OK;
  return error_set(err, STATUS_CANCELLED, "the page is full");
}

static void add_cell(Table *table, const Term *term) {
  Buffer *rows = &table->rows;
  if (term->kind == TERM_UNBOUND) {
    buffer_add_text(rows, "<td class=\"none\"><span aria-label=\"unbound\">–</span></td>");
    return;
  }
  buffer_add_text(rows, layout_is_number(term) ? "<td class=\"num\">" : "<td>");
  layout_add_term(rows, term, table->prefixes);
  buffer_add_text(rows, "</td>");
}

static Status add_row(void *self, const Term terms[], Error *err) {
  Table *table = self;
  TRY(check_room(table, err));
  buffer_add_text(&table->rows, "<tr>");
  for (size_t i = 0; i < table->columns; i++) {
    if (table->count == 0) table->is_number[i] = layout_is_number(&terms[i]);
    add_cell(table, &terms[i]);
  }
  buffer_add_text(&table->rows, "</tr>\n");
  table->count++;
  return STATUS_OK;
}

static Status set_boolean(void *self, bool value, Error *err) {
  (void)err;
  Table *table = self;
  table->is_boolean = true;
  table->boolean = value;
  return STATUS_OK;
}

static Status add_quad(void *self, const Quad *quad, Error *err) {
  const Term terms[] = {quad->subject, quad->predicate, quad->object};
  return add_row(self, terms, err);
}

static Status run(Exchange *exchange, void *query, Table *table, Connection **db, Error *err) {
  static const char *const triple[] = {"subject", "predicate", "object"};
  const Executor *executor = exchange->member->executor;
  const ResultSink results = {begin_rows, add_row, set_boolean, table};
  const QuadSink quads = {add_quad, table};
  TRY(query_connect(exchange, query, db, err));
  if (!query_form_gives_graph(executor->form(query)))
    return executor->rows(query, *db, &results, err);
  TRY(begin_rows(table, 3, triple, err));
  return executor->quads(query, *db, &quads, err);
}

// --- The page ----------------------------------------------------------------------------------

static void add_formats(Buffer *out, const ProtocolRequest *request, QueryForm form) {
  static const char *const results[][2] = {
      {"json", "JSON"}, {"xml", "XML"}, {"csv", "CSV"}, {"tsv", "TSV"}};
  static const char *const graphs[][2] = {
      {"ttl", "Turtle"}, {"nt", "N-Triples"}, {"jsonld", "JSON-LD"}, {"rdfxml", "RDF/XML"}};
  const bool is_graph = query_form_gives_graph(form);
  const size_t count = form == QUERY_ASK ? 2 : 4;
  buffer_add_text(out, "<span class=\"formats\" aria-label=\"All rows as\">");
  for (size_t i = 0; i < count; i++) {
    const char *const *format = is_graph ? graphs[i] : results[i];
    buffer_printf(out, "<a href=\"/sparql?format=%s&amp;query=", format[0]);
    html_add_parameter(out, request->query, strlen(request->query));
    for (size_t j = 0; j < request->default_graph.count; j++) {
      buffer_add_text(out, "&amp;default-graph-uri=");
      html_add_parameter(out, request->default_graph.item[j],
                         strlen(request->default_graph.item[j]));
    }
    for (size_t j = 0; j < request->named_graph.count; j++) {
      buffer_add_text(out, "&amp;named-graph-uri=");
      html_add_parameter(out, request->named_graph.item[j], strlen(request->named_graph.item[j]));
    }
    buffer_printf(out, "\">%s</a>", format[1]);
  }
  buffer_add_text(out, "</span>");
}

static void add_count(Buffer *out, const Table *table, QueryForm form, double ms) {
  const bool is_graph = query_form_gives_graph(form);
  const char *one = is_graph ? "triple" : "row";
  if (table->full)
    buffer_printf(out, "<span>The first <b>%zu</b> %ss</span>", table->count, one);
  else if (!table->is_boolean)
    buffer_printf(out, "<span><b>%zu</b> %s%s</span>", table->count, one,
                  table->count == 1 ? "" : "s");
  buffer_printf(out, "<span class=\"meta\">%.*f ms</span>", ms < 10 ? 1 : 0, ms);
}

static void add_table(Buffer *out, const Table *table) {
  if (table->count == 0) {
    buffer_add_text(out, "<p class=\"card meta\">The query matches nothing.</p>\n");
    return;
  }
  buffer_add_text(out,
                  "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Results\">"
                  "<table><thead><tr>");
  for (size_t i = 0; i < table->columns; i++) {
    buffer_printf(out, "<th scope=\"col\"%s>", table->is_number[i] ? " class=\"num\"" : "");
    html_add_text(out, table->name[i]);
    buffer_add_text(out, "</th>");
  }
  buffer_add_text(out, "</tr></thead>\n<tbody>\n");
  buffer_add(out, table->rows.data, table->rows.length);
  buffer_add_text(out, "</tbody></table></div>\n");
  if (table->full)
    buffer_printf(out,
                  "<p class=\"hint\">The page ends after %zu rows. Download the rest, or add a "
                  "LIMIT and an OFFSET.</p>\n",
                  table->count);
}

// A query that begins with a comment has said what it asks.
static const char *heading_of(const char *query, Arena *arena) {
  if (*query != '#') return "Results";
  const char *text = query + strspn(query, "# \t");
  const size_t length = strcspn(text, "\r\n");
  return length == 0 || length > HEADING_MAX ? "Results" : arena_copy_text(arena, text, length);
}

static void reply(Exchange *exchange, const Table *table, QueryForm form, double ms) {
  const struct Server *server = exchange->server;
  const ProtocolRequest *request = exchange->request;
  Buffer out = {0};
  const char *heading = heading_of(request->query, exchange->message->arena);
  layout_begin(&out, server, heading);
  buffer_add_text(&out, "<h1>");
  html_add_text(&out, heading);
  buffer_add_text(&out, "</h1>\n<div class=\"bar\">");
  add_count(&out, table, form, ms);
  add_formats(&out, request, form);
  buffer_add_text(&out, "</div>\n");
  if (table->is_boolean)
    buffer_printf(&out, "<p class=\"card big\">%s</p>\n", table->boolean ? "Yes" : "No");
  else
    add_table(&out, table);
  buffer_add_text(&out, "<section class=\"card\">");
  layout_add_form(&out, server, request->query);
  buffer_add_text(&out, "</section>\n");
  layout_end(&out, server);
  layout_reply(exchange, 200, &out);
}

static Prefixes prefixes_of(Exchange *exchange, void *query) {
  const Executor *executor = exchange->member->executor;
  Prefixes prefixes = layout_prefixes(exchange->server, exchange->message->arena);
  if (executor->prefixes == NULL) return prefixes;
  size_t count;
  const WriterPrefix *own = executor->prefixes(query, &count);
  WriterPrefix *all = ARENA_ARRAY(exchange->message->arena, WriterPrefix, count + prefixes.count);
  if (count > 0) memcpy(all, own, count * sizeof *all);
  memcpy(all + count, prefixes.item, prefixes.count * sizeof *all);
  return (Prefixes){count + prefixes.count, all};
}

void page_answer(Exchange *exchange, void *query) {
  const ProtocolRequest *request = exchange->request;
  const QueryForm form = exchange->member->executor->form(query);
  const Prefixes prefixes = prefixes_of(exchange, query);
  Table table = {.prefixes = &prefixes,
                 .arena = exchange->message->arena,
                 .most = exchange->server->options.page_rows};
  Error err = {0};
  Connection *db = NULL;
  const double start = clock_ms();
  const Status status = run(exchange, query, &table, &db, &err);
  if (status == STATUS_OK || table.full)
    reply(exchange, &table, form, clock_ms() - start);
  else
    answer_failure(exchange, status, &err, request->query, db);
  query_release(exchange, db);
  buffer_free(&table.rows);
}
