// Proofs: why a triple is in the graph, down to the rows of the database, and why it is not.
#ifndef ANAMORPH_ENDPOINT_WHY_PROOF_H
#define ANAMORPH_ENDPOINT_WHY_PROOF_H

#include "base/db/connection.h"
#include "mapping/mapping.h"
#include "rewriter/rule/rule.h"

typedef struct Triple {
  Term subject, predicate, object;
} Triple;

// A row of a logical table: its key's columns, or those that the terms are made of where it has no
// key. table: as in the mapping; a query is "the query at FILE:LINE".
typedef struct TableRow {
  const char *table;
  size_t count;
  const char *const *column;
  const char *const *value;
} TableRow;

typedef enum ProofKind {
  PROOF_ROW,   // a row gives it, by an assertion of the mapping (and axioms, in order)
  PROOF_FACT,  // the ontology says it itself, or what follows from that by axioms
  PROOF_RULE,  // a rule gives it, of premises
  PROOF_PATH,  // a property path of a rule's body holds; its steps are not told
  PROOF_SAME,  // proved above
} ProofKind;

// note: what else the rule asked and was so: "nothing matches its MINUS (rules.rq:7)".
typedef struct Proof {
  ProofKind kind;
  Triple triple;
  const Assertion *assertion;  // ROW, FACT: as the mapping has it; source: its triples map
  TableRow row;
  size_t axiom_count;  // ROW, FACT
  const struct Axiom *const *axiom;
  const Rule *rule;
  size_t premise_count;
  const struct Proof *const *premise;
  size_t note_count;
  const char *const *note;
  const char *path;  // PATH: as text
} Proof;

// What is missing. missing_count 0: what `text` says of a row. Else the triple would follow from
// the rule if the missing triples held; they do not.
typedef struct Gap {
  const char *text;
  Source source;
  const Rule *rule;
  size_t missing_count;
  const Triple *missing;
} Gap;

// proof NULL: the triple is not in the graph, and gaps say what is nearest to it, nearest first.
typedef struct Explanation {
  Triple triple;
  const Proof *proof;
  size_t gap_count;
  const Gap *gap;
} Explanation;

// mapping: as queries are answered over it (saturated). rules: NULL for none. The explanation is
// in `arena`. Errors: those of rewriting and running queries; STATUS_LIMIT where a recursion's
// chain is not found among some thousands of triples.
Status why_explain(Arena *arena, Connection *db, const Mapping *mapping, const RuleSet *rules,
                   const Triple *triple, Explanation *out, Error *err) MUST_CHECK;

// One line of text: shortened by the mapping's prefixes.
void why_print_text(const Explanation *explanation, const Mapping *mapping, Buffer *out);
void why_print_json(const Explanation *explanation, const Mapping *mapping, Buffer *out);
// A digraph for Graphviz: premises point at what follows.
void why_print_dot(const Explanation *explanation, const Mapping *mapping, Buffer *out);

#endif
