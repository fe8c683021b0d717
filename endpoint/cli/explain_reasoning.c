// Derivations of the assertions that a query's patterns may match.
#include "endpoint/cli/explain_reasoning.h"

#include "base/rdf/vocabulary.h"
#include "base/vec.h"
#include "endpoint/consistency/provenance.h"
#include "rewriter/ir/print.h"

enum { ASSERTIONS_SHOWN = 20 };

typedef struct Reasoning {
  const Regimen *regimen;
  const Plan *plan;
  Buffer *out;
  size_t patterns;
} Reasoning;

static const Symbol *iri_of(const Slot *slot) {
  return slot->kind == SLOT_TERM && slot->term.kind == TERM_IRI ? slot->term.lexical : NULL;
}

static void print_derivation(const Derivation *derivation, Buffer *out) {
  if (derivation->before != NULL) {
    print_derivation(derivation->before, out);
    buffer_add_text(out, ", ");
  }
  buffer_add_text(out, derivation->axiom == NULL ? "owl:Thing" : derivation->axiom->text);
}

static void print_assertion(const Assertion *assertion, Buffer *out) {
  const RowSource source = {.assertion = assertion};
  buffer_add_text(out, "  ");
  row_source_print(&source, out);
  buffer_add_text(out, ": ");
  print_derivation(assertion->derivation, out);
  buffer_add_char(out, '\n');
}

static void explain_triple(Reasoning *reasoning, const Node *triple) {
  const Symbol *predicate = iri_of(&triple->u.triple.predicate);
  const Symbol *class_ = predicate == &RDF_TYPE ? iri_of(&triple->u.triple.object) : NULL;
  const Candidates candidates =
      mapping_index_candidates(reasoning->regimen->index, predicate, class_);
  size_t shown = 0, more = 0;
  for (size_t part = 0; part < 3; part++)
    for (size_t i = 0; i < candidates.part[part].count; i++) {
      const Assertion *assertion = candidates.part[part].item[i];
      if (assertion->derivation == NULL) continue;
      if (shown == ASSERTIONS_SHOWN) {
        more++;
        continue;
      }
      if (shown++ == 0) {
        const Printer printer = printer_of_query(reasoning->plan->query, reasoning->out);
        if (reasoning->patterns++ == 0) buffer_add_text(reasoning->out, "\n-- reasoning\n");
        print_node(&printer, triple, 0);
      }
      print_assertion(assertion, reasoning->out);
    }
  if (more > 0) buffer_printf(reasoning->out, "  and %zu more\n", more);
}

static void explain_node(Reasoning *reasoning, const Node *node) {
  if (node->kind == NODE_TRIPLE) explain_triple(reasoning, node);
  for (size_t i = 0; i < node->child_count; i++) explain_node(reasoning, node->child[i]);
}

void explain_reasoning(const Plan *plan, const Regimen *regimen, Buffer *out) {
  if (regimen == NULL || regimen->entailment.closure == NULL) return;
  Reasoning reasoning = {regimen, plan, out, 0};
  explain_node(&reasoning, plan->query->pattern);
  const EntailReport *report = plan->entailed;
  if (report == NULL || report->made == 0) return;
  if (reasoning.patterns == 0) buffer_add_text(out, "\n-- reasoning\n");
  buffer_printf(out,
                "existentials: %zu tree witnesses, %zu patterns implied by others; %zu conjunctive "
                "queries made, %zu kept\n",
                report->witnesses, report->dropped, report->made, report->kept);
  if (report->warning != NULL) buffer_printf(out, "%s\n", report->warning);
}
