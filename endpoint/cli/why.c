// anamorph why: the proof of a triple, down to rows of tables; or what is missing for one.
#include <stdio.h>
#include <string.h>

#include "endpoint/cli/command.h"
#include "endpoint/cli/gateway.h"
#include "endpoint/why/proof.h"
#include "rewriter/sparql/parse.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MAPPING,    OPTIONS_DATABASE,
    OPTIONS_KNOWLEDGE, OPTION_FORMAT("text (the default), json, or dot for Graphviz"),
    OPTIONS_COMMON,    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "why", "'SUBJECT PREDICATE OBJECT'",
    "Says why a triple is in the graph: rules, axioms, assertions of the mapping, and the rows "
    "they read. When it is not there, says what is nearest to it."
    "\vThe triple is written as in SPARQL; the mapping's prefixes are known.\n"
    "Example:\n"
    "  anamorph why -m family.ttl -d dbname=family -r rules.rq ':gus :ancestor :ada'",
    OPTIONS};

typedef void (*PrintFunction)(const Explanation *explanation, const Mapping *mapping, Buffer *out);

static Status choose_format(const char *name, PrintFunction *out, Error *err) {
  static const struct {
    const char *name;
    PrintFunction print;
  } formats[] = {{"text", why_print_text}, {"json", why_print_json}, {"dot", why_print_dot}};
  *out = why_print_text;
  if (name == NULL) return STATUS_OK;
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    if (strcmp(formats[i].name, name) == 0) {
      *out = formats[i].print;
      return STATUS_OK;
    }
  error_set(err, STATUS_USAGE, "there is no format '%s' for a proof", name);
  error_hint(err, "it is text, json or dot");
  return STATUS_USAGE;
}

static Status not_a_triple(Error *err) {
  error_set(err, STATUS_USAGE, "one triple is asked for, without variables");
  error_hint(err, "as in SPARQL: '<http://example.com/a> a <http://example.com/B>'");
  return STATUS_USAGE;
}

// The triple as a pattern of an ASK query, with the mapping's prefixes around it.
static Status read_triple(const Arguments *arguments, const Mapping *mapping, Triple *out,
                          Error *err) {
  if (arguments->file == NULL) return not_a_triple(err);
  Buffer text = {0};
  for (size_t i = 0; i < mapping->prefix_count; i++)
    buffer_printf(&text, "PREFIX %s: <%s>\n", mapping->prefix[i].prefix, mapping->prefix[i].iri);
  buffer_printf(&text, "ASK {\n%s\n}", arguments->file);
  Query *query;
  Error inner = {0};
  const Status status =
      sparql_parse(arguments->arena, mapping->symbols, buffer_text(&text), text.length,
                   arguments->base == NULL ? mapping->base : arguments->base, &query, &inner);
  buffer_free(&text);
  if (status != STATUS_OK) {
    error_set(err, STATUS_USAGE, "the triple is not well-formed: %s", inner.message);
    if (inner.hint[0] != '\0') error_hint(err, "%s", inner.hint);
    return STATUS_USAGE;
  }
  const Node *pattern = query->pattern;
  while (pattern->kind == NODE_PROJECT || (pattern->kind == NODE_JOIN && pattern->child_count == 1))
    pattern = pattern->child[0];
  if (pattern->kind != NODE_TRIPLE || pattern->u.triple.subject.kind != SLOT_TERM ||
      pattern->u.triple.predicate.kind != SLOT_TERM || pattern->u.triple.object.kind != SLOT_TERM)
    return not_a_triple(err);
  *out = (Triple){pattern->u.triple.subject.term, pattern->u.triple.predicate.term,
                  pattern->u.triple.object.term};
  return STATUS_OK;
}

static Status explain(const Arguments *arguments, const Gateway *gateway, PrintFunction print,
                      Error *err) {
  const Mapping *mapping = gateway_mapping(gateway);
  Triple triple;
  TRY(read_triple(arguments, mapping, &triple, err));
  Explanation explanation;
  TRY(why_explain(arguments->arena, gateway->db, mapping, gateway_rules(gateway), &triple,
                  &explanation, err));
  Buffer out = {0};
  print(&explanation, mapping, &out);
  report_print(&out, stdout);
  buffer_free(&out);
  return STATUS_OK;
}

static int run(const Arguments *arguments) {
  Error err = {0};
  PrintFunction print;
  if (choose_format(arguments->format, &print, &err) != STATUS_OK) return report_error(&err, NULL);
  Gateway gateway;
  int exit_code = 0;
  if (gateway_open(arguments, &gateway, &exit_code) &&
      explain(arguments, &gateway, print, &err) != STATUS_OK)
    exit_code = gateway_report(&err, NULL);
  gateway_close(&gateway);
  return exit_code;
}

int command_why(int argc, char **argv) { return arguments_run(&SYNTAX, argc, argv, run); }
