// The pane of suggestions: what to ask about; what may be missing, how likely, why, and the same
// question in SPARQL.
#include <inttypes.h>
#include <string.h>

#include "endpoint/http/suggest.h"
#include "endpoint/ui/html.h"
#include "endpoint/ui/layout.h"
#include "endpoint/ui/page.h"

enum { LISTED_PREDICATES = 500 };

typedef struct Pane {
  Buffer out;
  const struct Server *server;
  const SuggestRequest *request;
  Prefixes prefixes;
} Pane;

// --- The form ------------------------------------------------------------------------------------

static void add_field(Buffer *out, const char *name, const char *label, const char *value,
                      const char *more) {
  buffer_printf(out, "<div><label for=\"%s\">%s</label><input id=\"%s\" name=\"%s\" %s value=\"",
                name, label, name, name, more);
  if (value != NULL) html_add_text(out, value);
  buffer_add_text(out, "\"></div>\n");
}

// The predicates that can be asked for.
static void add_predicates(Pane *pane) {
  const Dictionary *relations = &advisor_data(pane->server->options.advisor)->relations;
  buffer_add_text(&pane->out, "<datalist id=\"predicates\">");
  for (uint32_t i = 0; i < relations->count && i < LISTED_PREDICATES; i++) {
    buffer_add_text(&pane->out, "<option value=\"");
    html_add_text(&pane->out, dictionary_name(relations, (int32_t)i, NULL));
    buffer_add_text(&pane->out, "\">");
  }
  buffer_add_text(&pane->out, "</datalist>\n");
}

static void add_form(Pane *pane) {
  static const char free_text[] =
      "type=\"text\" spellcheck=\"false\" autocapitalize=\"off\" autocomplete=\"off\"";
  const Question *question = &pane->request->question;
  Buffer *out = &pane->out, count = {0}, least = {0};
  buffer_printf(&count, "%zu", pane->request->options.count);
  if (pane->request->options.minimum > 0)
    buffer_printf(&least, "%g", pane->request->options.minimum);
  buffer_add_text(out,
                  "<section class=\"card\"><form action=\"/suggest\" method=\"get\">"
                  "<div class=\"fields\">\n");
  add_field(out, "subject", "Subject", question->subject, free_text);
  add_field(out, "predicate", "Predicate", question->predicate,
            "type=\"text\" spellcheck=\"false\" autocapitalize=\"off\" list=\"predicates\"");
  add_field(out, "object", "Object", question->object, free_text);
  buffer_add_text(out, "<div class=\"short\">");
  add_field(out, "k", "How many", buffer_text(&count), "type=\"number\" min=\"1\" max=\"1000\"");
  add_field(out, "min", "Likely at least", buffer_text(&least),
            "type=\"number\" min=\"0\" max=\"1\" step=\"any\"");
  buffer_add_text(out, "</div></div>\n");
  add_predicates(pane);
  buffer_add_text(out,
                  "<div class=\"row\"><button type=\"submit\">Suggest</button><span class=\"hint\">"
                  "An IRI, or a name with a prefix of the mapping. What is left empty is "
                  "looked for.</span></div></form></section>\n");
  buffer_free(&count);
  buffer_free(&least);
}

// --- Names and facts -----------------------------------------------------------------------------

static void add_name(Pane *pane, const char *name) {
  // Blank nodes, and what training has made entities of, have no page.
  if (strncmp(name, "_:", 2) == 0 || strncmp(name, "urn:anamorph:", 13) == 0) {
    buffer_add_text(&pane->out, "<span class=\"blank\">");
    html_add_text(&pane->out, name);
    buffer_add_text(&pane->out, "</span>");
    return;
  }
  const Symbol symbol = {name, strlen(name)};
  const Term term = term_iri(&symbol);
  layout_add_term(&pane->out, &term, &pane->prefixes);
}

static void add_facts(Pane *pane, const AdviceReason *reason) {
  if (reason->fact_count == 0) return;
  buffer_add_text(&pane->out, "<ul class=\"facts-of\" aria-label=\"Facts\">");
  for (size_t i = 0; i < reason->fact_count; i++) {
    const char *const names[] = {reason->fact[i].subject, reason->fact[i].predicate,
                                 reason->fact[i].object};
    buffer_add_text(&pane->out, "<li>");
    for (size_t n = 0; n < 3; n++) {
      if (n > 0) buffer_add_char(&pane->out, ' ');
      add_name(pane, names[n]);
    }
    buffer_add_text(&pane->out, "</li>");
  }
  buffer_add_text(&pane->out, "</ul>");
}

static void add_rule(Buffer *out, const AdviceReason *reason) {
  buffer_add_text(out, "<code>");
  html_add_text(out, reason->rule);
  buffer_printf(out, "</code> held %" PRIu32 " times, confidence %.2f", reason->support,
                reason->confidence);
  if (reason->sparql == NULL) return;
  buffer_add_text(out, " <a ");
  layout_add_href(out, "draft", reason->sparql, strlen(reason->sparql));
  buffer_add_text(out, ">as SPARQL</a>");
}

static void add_reason(Pane *pane, const AdviceReason *reason) {
  Buffer *out = &pane->out;
  buffer_add_text(out, "<li>");
  switch (reason->kind) {
    case REASON_RULE: add_rule(out, reason); break;
    case REASON_SUBJECT:
    case REASON_OBJECT:
      buffer_printf(out, "its %s is like ", reason->kind == REASON_SUBJECT ? "subject" : "object");
      add_name(pane, reason->like);
      buffer_printf(out, " (similarity %.2f)", reason->similarity);
      break;
    case REASON_ONTOLOGY:
      buffer_add_text(out, "the ontology has room for it: <code>");
      html_add_text(out, reason->axiom);
      buffer_add_text(out, "</code>");
      break;
    case REASON_POPULARITY:
      buffer_printf(out, "frequent: %" PRIu32 " others have it", reason->times);
      break;
  }
  add_facts(pane, reason);
  buffer_add_text(out, "</li>");
}

// --- The same elsewhere --------------------------------------------------------------------------

static void add_place(Buffer *query, const char *iri, const char *variable) {
  if (iri == NULL)
    buffer_printf(query, "?%s ", variable);
  else
    buffer_printf(query, "<%s> ", iri);
}

// The question as a SERVICE block. At least one place is a variable, or nothing could be selected
// but the probability.
static void add_sparql(Pane *pane) {
  const Question *question = &pane->request->question;
  const AskOptions *options = &pane->request->options;
  Buffer query = {0};
  buffer_add_text(&query, "PREFIX anamorph: <https://anamorph.dev/ns#>\nSELECT");
  if (question->subject == NULL) buffer_add_text(&query, " ?subject");
  if (question->predicate == NULL) buffer_add_text(&query, " ?predicate");
  if (question->object == NULL) buffer_add_text(&query, " ?object");
  buffer_add_text(&query, " ?probability ?reason\nWHERE {\n");
  // The block needs a value on one side.
  if (question->subject == NULL && question->object == NULL)
    buffer_add_text(&query, "  { SELECT DISTINCT ?subject { ?subject a ?class } LIMIT 64 }\n");
  buffer_add_text(&query, "  SERVICE anamorph:suggest {\n    ");
  add_place(&query, question->subject, "subject");
  add_place(&query, question->predicate, "predicate");
  add_place(&query, question->object, "object");
  buffer_printf(&query,
                ".\n    [] anamorph:probability ?probability ; anamorph:reason ?reason ;\n"
                "       anamorph:limit %zu",
                options->count);
  if (options->minimum > 0) buffer_printf(&query, " ; anamorph:minimum %.6f", options->minimum);
  buffer_add_text(&query, "\n  }\n}\nORDER BY DESC(?probability)\n");
  buffer_add_text(&pane->out, "<a ");
  layout_add_href(&pane->out, "draft", query.data, query.length);
  buffer_add_text(&pane->out, ">SPARQL</a>");
  buffer_free(&query);
}

static void add_json_link(Pane *pane) {
  const Question *question = &pane->request->question;
  const char *const names[] = {"subject", "predicate", "object"};
  const char *const values[] = {question->subject, question->predicate, question->object};
  buffer_printf(&pane->out, "<a href=\"/suggest?format=json&amp;k=%zu",
                pane->request->options.count);
  if (pane->request->options.minimum > 0)
    buffer_printf(&pane->out, "&amp;min=%g", pane->request->options.minimum);
  for (size_t i = 0; i < 3; i++) {
    if (values[i] == NULL) continue;
    buffer_printf(&pane->out, "&amp;%s=", names[i]);
    html_add_parameter(&pane->out, values[i], strlen(values[i]));
  }
  buffer_add_text(&pane->out, "\">JSON</a>");
}

// --- Suggestions ---------------------------------------------------------------------------------

static void add_suggestion(Pane *pane, const Advised *item, const bool shown[3]) {
  Buffer *out = &pane->out;
  const char *const names[] = {item->fact.subject, item->fact.predicate, item->fact.object};
  buffer_printf(out,
                "<tr><td class=\"num\">%.1f&nbsp;%%<meter value=\"%.4f\" aria-hidden=\"true\">"
                "</meter></td>",
                100 * item->probability, item->probability);
  for (size_t n = 0; n < 3; n++) {
    if (!shown[n]) continue;
    buffer_add_text(out, "<td>");
    add_name(pane, names[n]);
    buffer_add_text(out, "</td>");
  }
  buffer_add_text(out, "<td><ul class=\"because\">");
  for (size_t r = 0; r < item->reason_count; r++) add_reason(pane, &item->reason[r]);
  buffer_add_text(out, "</ul></td></tr>\n");
}

// What was not asked for stands in columns of its own.
static void add_table(Pane *pane, const Advice *advice) {
  static const char *const titles[] = {"Subject", "Predicate", "Object"};
  const Question *question = &pane->request->question;
  const bool shown[] = {question->subject == NULL, question->predicate == NULL,
                        question->object == NULL};
  Buffer *out = &pane->out;
  buffer_add_text(out,
                  "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Suggestions\">"
                  "<table><thead><tr><th scope=\"col\" class=\"num\">Likely</th>");
  for (size_t n = 0; n < 3; n++)
    if (shown[n]) buffer_printf(out, "<th scope=\"col\">%s</th>", titles[n]);
  buffer_add_text(out, "<th scope=\"col\">Because</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < advice->count; i++) add_suggestion(pane, &advice->item[i], shown);
  buffer_add_text(out, "</tbody></table></div>\n");
}

static void add_advice(Pane *pane, const Advice *advice) {
  Buffer *out = &pane->out;
  buffer_printf(out,
                "<div class=\"bar\"><span><b>%zu</b> suggestion%s</span>"
                "<span class=\"formats\" aria-label=\"The same as\">",
                advice->count, advice->count == 1 ? "" : "s");
  add_sparql(pane);
  add_json_link(pane);
  buffer_add_text(out, "</span></div>\n");
  for (size_t i = 0; i < advice->warning_count; i++) {
    buffer_add_text(out, "<p class=\"hint\">Note: ");
    html_add_text(out, advice->warning[i]);
    buffer_add_text(out, ".</p>\n");
  }
  if (advice->count > 0)
    add_table(pane, advice);
  else
    buffer_add_text(out, "<p class=\"card meta\">Nothing is suggested.</p>\n");
  Buffer model = {0};
  advice_model_line(advisor_info(pane->server->options.advisor), &model);
  buffer_add_text(out, "<p class=\"meta\">Model: ");
  html_add(out, model.data, model.length);
  buffer_add_text(out, ".</p>\n");
  buffer_free(&model);
}

static void add_trouble(Buffer *out, const Error *trouble) {
  buffer_add_text(out, "<section class=\"card bad\" role=\"alert\"><p>");
  html_add_text(out, trouble->message);
  buffer_add_text(out, "</p>");
  if (trouble->hint[0] != '\0') {
    buffer_add_text(out, "<p class=\"meta\">Hint: ");
    html_add_text(out, trouble->hint);
    buffer_add_text(out, "</p>");
  }
  buffer_add_text(out, "</section>\n");
}

void page_suggest(Exchange *exchange, int status, const Error *trouble, const Advice *advice) {
  const struct Server *server = exchange->server;
  Pane pane = {.server = server,
               .request = (const SuggestRequest *)exchange->request,
               .prefixes = layout_prefixes(server, exchange->message->arena)};
  layout_begin(&pane.out, server, "What may be missing");
  buffer_add_text(&pane.out,
                  "<h1>What may be missing</h1>\n<p class=\"lead\">A model learnt from the graph "
                  "suggests facts that the database does not have, how likely they are, and what "
                  "speaks for them.</p>\n");
  if (trouble != NULL) add_trouble(&pane.out, trouble);
  if (server->options.advisor != NULL) add_form(&pane);
  if (advice != NULL) add_advice(&pane, advice);
  layout_end(&pane.out, server);
  layout_reply(exchange, status, &pane.out);
}
