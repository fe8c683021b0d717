// Violations and figures, printed.
#include "endpoint/cli/check_report.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "endpoint/write/escape.h"
#include "rewriter/rule/rule.h"

enum { NAMES_SHOWN = 20 };

// --- Text ----------------------------------------------------------------------------------------
static void print_place(Source source, Buffer *out) {
  if (source.file != NULL) buffer_printf(out, "%s:%u: ", source.file, source.at.line);
}

static void print_example(const Violation *violation, const ViolationExample *example,
                          Buffer *out) {
  buffer_add_text(out, "   ");
  for (unsigned i = 0; i < violation->constraint->variable_count; i++) {
    Buffer term = {0};
    escape_term(&term, &example->term[i]);
    buffer_add_char(out, ' ');
    escape_terminal(out, term.data, term.length);
    buffer_free(&term);
  }
  buffer_add_char(out, '\n');
  for (size_t i = 0; i < example->rows.count; i++) {
    buffer_add_text(out, "      ");
    row_source_print(&example->rows.item[i], out);
    buffer_add_char(out, '\n');
  }
}

static void print_violation(const Violation *violation, Buffer *out) {
  const Axiom *axiom = violation->constraint->axiom;
  print_place(axiom->source, out);
  buffer_printf(out, "violated %s%zu time%s: %s\n", violation->more ? "more than " : "",
                violation->count, violation->count == 1 ? "" : "s", axiom->text);
  for (size_t i = 0; i < violation->examples.count; i++)
    print_example(violation, &violation->examples.item[i], out);
}

static void print_unsatisfiable(const Unsatisfiable *name, Buffer *out) {
  buffer_printf(out, "%s <%s> can never have %s:", name->is_property ? "property" : "class",
                name->iri->text, name->is_property ? "a value" : "a member");
  for (size_t i = 0; i < name->reason.count; i++)
    buffer_printf(out, "%s %s", i == 0 ? "" : ",", name->reason.axiom[i]->text);
  buffer_add_char(out, '\n');
}

static void print_empty(const Consistency *consistency, Buffer *out) {
  if (consistency->empty.count == 0) return;
  buffer_printf(out, "%zu names have neither a mapping nor anything that implies them:",
                consistency->empty.count);
  for (size_t i = 0; i < consistency->empty.count && i < NAMES_SHOWN; i++)
    buffer_printf(out, " <%s>", consistency->empty.item[i]->iri->text);
  buffer_add_text(out, consistency->empty.count > NAMES_SHOWN ? " …\n" : "\n");
}

static void print_ontology(const CheckReport *report, Buffer *out) {
  const Ontology *ontology = report->gateway->ontology;
  buffer_printf(out, "ontology: %zu axioms, %zu outside of what is reasoned with\n",
                ontology->axiom_count, ontology->outside_count);
  const Regimen *regimen = gateway_regimen(report->gateway);
  if (regimen != NULL && regimen->entailment.closure != NULL)
    buffer_printf(out,
                  "assertions: %zu with the ontology's own facts, %zu with all that follows, %zu "
                  "when those within others are left out\n",
                  regimen->stats.before, regimen->stats.saturated, regimen->stats.pruned);
  if (regimen != NULL && regimen->stats.left_alone > 0)
    buffer_printf(
        out,
        "%zu assertions take their class or predicate from columns that do not tell it by "
        "themselves: hierarchies above those are not applied\n",
        regimen->stats.left_alone);
  const Consistency *consistency = report->consistency;
  if (consistency == NULL) return;
  for (size_t i = 0; i < consistency->violations.count; i++)
    print_violation(&consistency->violations.item[i], out);
  for (size_t i = 0; i < consistency->unchecked.count; i++) {
    const Unchecked *unchecked = &consistency->unchecked.item[i];
    print_place(unchecked->constraint->axiom->source, out);
    buffer_printf(out, "not checked: %s: %s\n", unchecked->constraint->axiom->text, unchecked->why);
  }
  for (size_t i = 0; i < consistency->unsatisfiable_count; i++)
    print_unsatisfiable(&consistency->unsatisfiable[i], out);
  print_empty(consistency, out);
  buffer_printf(out, "%zu constraints checked, %zu violated\n", consistency->checked,
                consistency->violations.count);
}

void check_print_text(const CheckReport *report) {
  const Mapping *mapping = report->gateway->mapping;
  Buffer out = {0};
  if (mapping != NULL) {
    buffer_printf(&out, "%zu triples maps, %zu assertions, %zu logical tables\n",
                  mapping->triples_map_count, mapping->assertion_count + mapping->contained_count,
                  mapping->table_count);
    if (mapping->contained_count > 0)
      buffer_printf(&out, "%zu of the assertions are left out: others give their triples\n",
                    mapping->contained_count);
  }
  if (report->gateway->ontology != NULL) print_ontology(report, &out);
  const RuleSet *rules = gateway_rules(report->gateway);
  if (rules != NULL && rules->rule_count > 0) rules_report(rules, &out);
  buffer_printf(&out, "%zu errors, %zu warnings, %zu notes\n", report->diagnostics->error_count,
                report->diagnostics->warning_count, report->diagnostics->note_count);
  if (mapping != NULL && mapping->catalogue == NULL)
    buffer_add_text(&out,
                    "checked without a database: -d CONNINFO checks names, queries and types "
                    "too\n");
  report_print(&out, stdout);
  buffer_free(&out);
}

// --- JSON ----------------------------------------------------------------------------------------
static json_t *place_json(Source source) {
  if (source.file == NULL) return json_null();
  return json_pack("{s:s, s:i, s:i}", "file", source.file, "line", (int)source.at.line, "column",
                   (int)source.at.column);
}

static json_t *diagnostics_json(const Diagnostics *diagnostics) {
  static const char *const severities[] = {"error", "warning", "note"};
  json_t *list = json_array();
  for (size_t i = 0; i < diagnostics->list.count; i++) {
    const Diagnostic *diagnostic = &diagnostics->list.item[i];
    json_array_append_new(
        list, json_pack("{s:s, s:o, s:s, s:s?}", "severity", severities[diagnostic->severity], "at",
                        place_json(diagnostic->source), "message", diagnostic->message, "hint",
                        diagnostic->hint));
  }
  return list;
}

static json_t *axiom_json(const Axiom *axiom) {
  return json_pack("{s:s, s:o}", "text", axiom->text, "at", place_json(axiom->source));
}

static json_t *term_json(const Term *term) {
  Buffer text = {0};
  escape_term(&text, term);
  json_t *out = json_stringn(text.data, text.length);
  buffer_free(&text);
  return out;
}

static json_t *row_json(const RowSource *source) {
  json_t *values = json_object(), *partner = json_object();
  for (size_t i = 0; i < source->values.count; i++) {
    const RowValue *value = &source->values.item[i];
    json_object_set_new(value->parent ? partner : values, value->column->text,
                        json_string(value->value));
  }
  const LogicalTable *table = source->assertion->table, *other = source->assertion->parent_table;
  json_t *out =
      json_pack("{s:s?, s:s?, s:o}", "table", table->name == NULL ? NULL : table->name->text,
                "query", table->query == NULL ? NULL : table->query->text, "values", values);
  if (other == NULL) {
    json_decref(partner);
    return out;
  }
  json_object_set_new(
      out, "joinedWith",
      json_pack("{s:s?, s:s?, s:o}", "table", other->name == NULL ? NULL : other->name->text,
                "query", other->query == NULL ? NULL : other->query->text, "values", partner));
  return out;
}

static json_t *violation_json(const Violation *violation) {
  json_t *examples = json_array();
  for (size_t i = 0; i < violation->examples.count; i++) {
    const ViolationExample *example = &violation->examples.item[i];
    json_t *terms = json_array(), *rows = json_array();
    for (unsigned v = 0; v < violation->constraint->variable_count; v++)
      json_array_append_new(terms, term_json(&example->term[v]));
    for (size_t r = 0; r < example->rows.count; r++)
      json_array_append_new(rows, row_json(&example->rows.item[r]));
    json_array_append_new(examples, json_pack("{s:o, s:o}", "terms", terms, "rows", rows));
  }
  return json_pack("{s:s, s:o, s:I, s:b, s:o}", "kind",
                   constraint_name(violation->constraint->kind), "axiom",
                   axiom_json(violation->constraint->axiom), "count", (json_int_t)violation->count,
                   "more", violation->more, "examples", examples);
}

static void add_consistency(const Consistency *consistency, json_t *out) {
  json_t *violations = json_array(), *unchecked = json_array(), *unsatisfiable = json_array(),
         *empty = json_array();
  for (size_t i = 0; i < consistency->violations.count; i++)
    json_array_append_new(violations, violation_json(&consistency->violations.item[i]));
  for (size_t i = 0; i < consistency->unchecked.count; i++)
    json_array_append_new(
        unchecked, json_pack("{s:o, s:s}", "axiom",
                             axiom_json(consistency->unchecked.item[i].constraint->axiom), "why",
                             consistency->unchecked.item[i].why));
  for (size_t i = 0; i < consistency->unsatisfiable_count; i++) {
    const Unsatisfiable *name = &consistency->unsatisfiable[i];
    json_t *reason = json_array();
    for (size_t j = 0; j < name->reason.count; j++)
      json_array_append_new(reason, axiom_json(name->reason.axiom[j]));
    json_array_append_new(unsatisfiable,
                          json_pack("{s:s, s:b, s:o}", "iri", name->iri->text, "property",
                                    name->is_property, "reason", reason));
  }
  for (size_t i = 0; i < consistency->empty.count; i++)
    json_array_append_new(empty, json_string(consistency->empty.item[i]->iri->text));
  json_object_set_new(out, "consistent", json_boolean(consistency->violations.count == 0));
  json_object_set_new(out, "checked", json_integer((json_int_t)consistency->checked));
  json_object_set_new(out, "violations", violations);
  json_object_set_new(out, "unchecked", unchecked);
  json_object_set_new(out, "unsatisfiable", unsatisfiable);
  json_object_set_new(out, "empty", empty);
}

void check_print_json(const CheckReport *report) {
  const Gateway *gateway = report->gateway;
  json_t *out = json_object();
  if (gateway->mapping != NULL)
    json_object_set_new(out, "mapping",
                        json_pack("{s:I, s:I, s:I, s:I}", "triplesMaps",
                                  (json_int_t)gateway->mapping->triples_map_count, "assertions",
                                  (json_int_t)gateway->mapping->assertion_count +
                                      (json_int_t)gateway->mapping->contained_count,
                                  "contained", (json_int_t)gateway->mapping->contained_count,
                                  "logicalTables", (json_int_t)gateway->mapping->table_count));
  if (gateway->ontology != NULL)
    json_object_set_new(
        out, "ontology",
        json_pack("{s:I, s:I}", "axioms", (json_int_t)gateway->ontology->axiom_count, "outside",
                  (json_int_t)gateway->ontology->outside_count));
  const Regimen *regimen = gateway_regimen(gateway);
  if (regimen != NULL)
    json_object_set_new(out, "assertions",
                        json_pack("{s:I, s:I, s:I}", "before", (json_int_t)regimen->stats.before,
                                  "saturated", (json_int_t)regimen->stats.saturated, "pruned",
                                  (json_int_t)regimen->stats.pruned));
  if (report->consistency != NULL) add_consistency(report->consistency, out);
  json_object_set_new(out, "diagnostics", diagnostics_json(report->diagnostics));
  char *text = json_dumps(out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
  if (text != NULL) (void)puts(text);
  free(text);
  json_decref(out);
}
