// Explanations as text, JSON and Graphviz.
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint/why/proof.h"
#include "reasoner/axiom.h"
#include "rewriter/ir/print.h"

// Terms as the mapping's files would shorten them.
typedef struct Style {
  Arena *arena;
  Printer printer;
  Buffer scratch;
} Style;

static Style style_start(const Mapping *mapping) {
  Style style = {.arena = arena_create(0)};
  if (style.arena == NULL) abort();
  struct QueryPrefix *prefix =
      ARENA_ARRAY(style.arena, struct QueryPrefix, mapping->prefix_count + 1);
  Symbols *symbols = symbols_create(style.arena, NULL);
  for (size_t i = 0; i < mapping->prefix_count; i++)
    prefix[i] = (struct QueryPrefix){symbols_intern_text(symbols, mapping->prefix[i].prefix),
                                     symbols_intern_text(symbols, mapping->prefix[i].iri)};
  style.printer.prefix_count = mapping->prefix_count;
  style.printer.prefix = prefix;
  return style;
}

static void style_end(Style *style) {
  buffer_free(&style->scratch);
  arena_destroy(style->arena);
}

static void add_term(Style *style, const Term *term) {
  if (term->kind == TERM_UNBOUND)
    buffer_printf(&style->scratch, "?%s", term->lexical == NULL ? "" : term->lexical->text);
  else
    print_term(&style->printer, term);
}

// Valid until the style ends.
static const char *triple_text(Style *style, const Triple *triple) {
  buffer_clear(&style->scratch);
  style->printer.out = &style->scratch;
  const Term *terms[] = {&triple->subject, &triple->predicate, &triple->object};
  for (size_t i = 0; i < 3; i++) {
    if (i > 0) buffer_add_char(&style->scratch, ' ');
    add_term(style, terms[i]);
  }
  return buffer_copy(&style->scratch, style->arena);
}

static const char *place(Style *style, const Source *source) {
  return arena_format(style->arena, "%s:%u", source->file == NULL ? "?" : source->file,
                      source->at.line);
}

static const char *row_text(Style *style, const TableRow *row) {
  buffer_clear(&style->scratch);
  buffer_printf(&style->scratch, "row of %s", row->table);
  for (size_t i = 0; i < row->count; i++)
    buffer_printf(&style->scratch, "%s%s = %s", i == 0 ? " with " : ", ", row->column[i],
                  row->value[i]);
  return buffer_copy(&style->scratch, style->arena);
}

static const Source *assertion_source(const Assertion *assertion) {
  const TermMap *object = assertion->object;
  if (object != NULL && object->source.at.line > 0) return &object->source;
  if (assertion->subject->source.at.line > 0) return &assertion->subject->source;
  return assertion->triples_map == NULL ? &assertion->subject->source
                                        : &assertion->triples_map->source;
}

static const char *rule_text(Style *style, const Rule *rule) {
  return rule->axiom == NULL
             ? arena_format(style->arena, "rule %s", place(style, &rule->source))
             : arena_format(style->arena, "%s (%s)", rule->axiom, place(style, &rule->source));
}

// --- Text ----------------------------------------------------------------------------------------

static void text_proof(Style *style, const Proof *proof, int indent, Buffer *out) {
  if (proof->kind == PROOF_PATH) {
    buffer_printf(out, "%*s%s\n", indent, "", proof->path);
    return;
  }
  buffer_printf(out, "%*s%s%s\n", indent, "", triple_text(style, &proof->triple),
                proof->kind == PROOF_SAME ? "  (as above)" : "");
  for (size_t i = proof->axiom_count; i-- > 0;)
    buffer_printf(out, "%*sby %s (%s)\n", indent + 2, "", proof->axiom[i]->text,
                  place(style, &proof->axiom[i]->source));
  if (proof->kind == PROOF_ROW)
    buffer_printf(out, "%*sfrom the %s (%s)\n", indent + 2, "", row_text(style, &proof->row),
                  place(style, assertion_source(proof->assertion)));
  if (proof->kind == PROOF_FACT) buffer_printf(out, "%*sas the ontology says\n", indent + 2, "");
  if (proof->kind != PROOF_RULE) return;
  buffer_printf(out, "%*sby %s\n", indent + 2, "", rule_text(style, proof->rule));
  for (size_t i = 0; i < proof->premise_count; i++)
    text_proof(style, proof->premise[i], indent + 4, out);
  for (size_t i = 0; i < proof->note_count; i++)
    buffer_printf(out, "%*s%s\n", indent + 4, "", proof->note[i]);
}

static void text_gap(Style *style, const Gap *gap, Buffer *out) {
  if (gap->missing_count == 0) {
    if (gap->rule == NULL)
      buffer_printf(out, "  %s (%s)\n", gap->text, place(style, &gap->source));
    else
      buffer_printf(out, "  %s would give it, but %s\n", rule_text(style, gap->rule), gap->text);
    return;
  }
  buffer_printf(out, "  it would follow by %s if\n", rule_text(style, gap->rule));
  for (size_t i = 0; i < gap->missing_count; i++)
    buffer_printf(out, "    %s\n", triple_text(style, &gap->missing[i]));
  buffer_printf(out, "  held; %s\n", gap->missing_count == 1 ? "it does not" : "they do not all");
}

void why_print_text(const Explanation *explanation, const Mapping *mapping, Buffer *out) {
  Style style = style_start(mapping);
  if (explanation->proof != NULL) {
    text_proof(&style, explanation->proof, 0, out);
  } else {
    buffer_printf(out, "%s  does not hold\n", triple_text(&style, &explanation->triple));
    for (size_t i = 0; i < explanation->gap_count; i++) text_gap(&style, &explanation->gap[i], out);
    if (explanation->gap_count == 0)
      buffer_add_text(out, "  neither the mapping nor a rule makes such a triple\n");
  }
  style_end(&style);
}

// --- JSON ----------------------------------------------------------------------------------------

static json_t *json_source(const Source *source) {
  json_t *out = json_object();
  json_object_set_new(out, "file", json_string(source->file == NULL ? "" : source->file));
  json_object_set_new(out, "line", json_integer(source->at.line));
  return out;
}

static json_t *json_rule(const Rule *rule) {
  json_t *out = json_source(&rule->source);
  if (rule->axiom != NULL) json_object_set_new(out, "axiom", json_string(rule->axiom));
  return out;
}

static json_t *json_row(const TableRow *row) {
  json_t *out = json_object(), *key = json_object();
  json_object_set_new(out, "table", json_string(row->table));
  for (size_t i = 0; i < row->count; i++)
    json_object_set_new(key, row->column[i], json_string(row->value[i]));
  json_object_set_new(out, "key", key);
  return out;
}

static json_t *json_proof(Style *style, const Proof *proof) {
  static const char *const kind[] = {"row", "fact", "rule", "path", "proved above"};
  json_t *out = json_object();
  json_object_set_new(out, "kind", json_string(kind[proof->kind]));
  json_object_set_new(
      out, "holds",
      json_string(proof->kind == PROOF_PATH ? proof->path : triple_text(style, &proof->triple)));
  if (proof->axiom_count > 0) {
    json_t *axioms = json_array();
    for (size_t i = 0; i < proof->axiom_count; i++) {
      json_t *axiom = json_source(&proof->axiom[i]->source);
      json_object_set_new(axiom, "axiom", json_string(proof->axiom[i]->text));
      json_array_append_new(axioms, axiom);
    }
    json_object_set_new(out, "axioms", axioms);
  }
  if (proof->kind == PROOF_ROW) {
    json_object_set_new(out, "row", json_row(&proof->row));
    json_object_set_new(out, "mapping", json_source(assertion_source(proof->assertion)));
  }
  if (proof->kind != PROOF_RULE) return out;
  json_object_set_new(out, "rule", json_rule(proof->rule));
  json_t *premises = json_array();
  for (size_t i = 0; i < proof->premise_count; i++)
    json_array_append_new(premises, json_proof(style, proof->premise[i]));
  json_object_set_new(out, "premises", premises);
  if (proof->note_count == 0) return out;
  json_t *notes = json_array();
  for (size_t i = 0; i < proof->note_count; i++)
    json_array_append_new(notes, json_string(proof->note[i]));
  json_object_set_new(out, "notes", notes);
  return out;
}

static json_t *json_gap(Style *style, const Gap *gap) {
  json_t *out = json_object();
  if (gap->text != NULL) json_object_set_new(out, "text", json_string(gap->text));
  if (gap->rule != NULL)
    json_object_set_new(out, "rule", json_rule(gap->rule));
  else
    json_object_set_new(out, "mapping", json_source(&gap->source));
  if (gap->missing_count == 0) return out;
  json_t *missing = json_array();
  for (size_t i = 0; i < gap->missing_count; i++)
    json_array_append_new(missing, json_string(triple_text(style, &gap->missing[i])));
  json_object_set_new(out, "missing", missing);
  return out;
}

void why_print_json(const Explanation *explanation, const Mapping *mapping, Buffer *out) {
  Style style = style_start(mapping);
  json_t *root = json_object();
  json_object_set_new(root, "triple", json_string(triple_text(&style, &explanation->triple)));
  json_object_set_new(root, "holds", json_boolean(explanation->proof != NULL));
  if (explanation->proof != NULL) {
    json_object_set_new(root, "proof", json_proof(&style, explanation->proof));
  } else {
    json_t *gaps = json_array();
    for (size_t i = 0; i < explanation->gap_count; i++)
      json_array_append_new(gaps, json_gap(&style, &explanation->gap[i]));
    json_object_set_new(root, "nearest", gaps);
  }
  char *text = json_dumps(root, JSON_INDENT(2));
  buffer_printf(out, "%s\n", text == NULL ? "{}" : text);
  free(text);
  json_decref(root);
  style_end(&style);
}

// --- Graphviz ------------------------------------------------------------------------------------

static void dot_quoted(const char *text, Buffer *out) {
  buffer_add_char(out, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\') buffer_add_char(out, '\\');
    buffer_add_char(out, *text);
  }
  buffer_add_char(out, '"');
}

static void dot_node(const char *name, const char *label, const char *shape, Buffer *out) {
  buffer_add_text(out, "  ");
  dot_quoted(name, out);
  buffer_printf(out, " [shape=%s, label=", shape);
  dot_quoted(label, out);
  buffer_add_text(out, "];\n");
}

static void dot_edge(const char *from, const char *to, const char *label, Buffer *out) {
  buffer_add_text(out, "  ");
  dot_quoted(from, out);
  buffer_add_text(out, " -> ");
  dot_quoted(to, out);
  buffer_add_text(out, " [label=");
  dot_quoted(label, out);
  buffer_add_text(out, "];\n");
}

static void dot_proof(Style *style, const Proof *proof, Buffer *out) {
  if (proof->kind == PROOF_SAME || proof->kind == PROOF_PATH) return;
  const char *name = triple_text(style, &proof->triple);
  dot_node(name, name, "box", out);
  if (proof->kind != PROOF_RULE) {
    const char *from = proof->kind == PROOF_ROW ? row_text(style, &proof->row) : "the ontology";
    dot_node(from, from, "cylinder", out);
    const char *by = proof->axiom_count > 0 ? proof->axiom[proof->axiom_count - 1]->text
                                            : place(style, assertion_source(proof->assertion));
    dot_edge(from, name, by, out);
    return;
  }
  const char *rule = rule_text(style, proof->rule);
  for (size_t i = 0; i < proof->premise_count; i++) {
    const Proof *premise = proof->premise[i];
    const bool path = premise->kind == PROOF_PATH;
    const char *from = path ? premise->path : triple_text(style, &premise->triple);
    if (path) dot_node(from, from, "plaintext", out);
    dot_edge(from, name, rule, out);
    dot_proof(style, premise, out);
  }
  if (proof->premise_count == 0) {
    dot_node(rule, rule, "plaintext", out);
    dot_edge(rule, name, "", out);
  }
}

static void dot_gap(Style *style, const Gap *gap, const char *name, Buffer *out) {
  if (gap->missing_count == 0) {
    dot_node(gap->text, gap->text, "plaintext", out);
    dot_edge(gap->text, name, gap->rule == NULL ? "" : rule_text(style, gap->rule), out);
  }
  for (size_t i = 0; i < gap->missing_count; i++) {
    const char *missing = triple_text(style, &gap->missing[i]);
    dot_node(missing, missing, "box, style=dashed", out);
    dot_edge(missing, name, rule_text(style, gap->rule), out);
  }
}

void why_print_dot(const Explanation *explanation, const Mapping *mapping, Buffer *out) {
  Style style = style_start(mapping);
  buffer_add_text(out, "digraph proof {\n  rankdir=BT;\n");
  if (explanation->proof != NULL) {
    dot_proof(&style, explanation->proof, out);
  } else {
    const char *name = triple_text(&style, &explanation->triple);
    dot_node(name, name, "box, style=dashed", out);
    for (size_t i = 0; i < explanation->gap_count; i++)
      dot_gap(&style, &explanation->gap[i], name, out);
  }
  buffer_add_text(out, "}\n");
  style_end(&style);
}
