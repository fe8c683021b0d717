// The rules of a gateway: the user's own (SPARQL CONSTRUCT queries) and those that axioms give,
// read, checked and put in order once, at load; read-only from then on.
//
// A rule says: for each solution of its body, the triples of its head are in the graph. What the
// graph is with all of them is the least one that holds the mapping's triples and is closed under
// the rules, stratum by stratum (Apt, Blair, Walker 1988: stratified negation).
#ifndef ANAMORPH_REWRITER_RULE_RULE_H
#define ANAMORPH_REWRITER_RULE_RULE_H

#include "mapping/diagnostic.h"
#include "mapping/mapping.h"
#include "reasoner/axiom.h"
#include "rewriter/ir/query.h"
#include "rewriter/sparql/symbol_map.h"

// Body and head are over `variables`, their constants in the rule set's symbols. A head has no
// blank nodes: such a node would be another one for each solution, and again in each query.
typedef struct Rule {
  Source source;
  const char *axiom;  // what it was made of; NULL: a user's own
  size_t head_count;
  const TripleTemplate *head;
  const Node *body;  // algebra
  const Variables *variables;
  // An axiom's rule holds in each graph by itself; a user's makes triples of the default graph.
  bool each_graph;
} Rule;

// What a triple pattern, or a triple of a head, may be about. predicate NULL: anything. class_: of
// rdf:type; NULL: any class.
typedef struct RuleKey {
  const Symbol *predicate;
  const Symbol *class_;
} RuleKey;

// One triple of one rule's head: what patterns are matched with.
typedef struct Clause {
  const Rule *rule;
  const TripleTemplate *head;
  RuleKey key;
  unsigned component;
} Clause;

// Clauses that depend on each other; most are alone. They are numbered such that each depends on
// lower ones only.
typedef struct Component {
  size_t count;
  const unsigned *clause;
  unsigned stratum;
  bool recursive;
  const struct Role *role;  // recursive, and as good as a property path (role.h); or NULL
} Component;

typedef struct RuleSet {
  Arena *arena;
  Symbols *symbols;
  size_t rule_count;
  const Rule *const *rule;
  size_t clause_count;
  const Clause *clause;
  size_t component_count;
  const Component *component;
  unsigned stratum_count;
  const struct RuleIndex *index;
  SameAs same_as;
  bool derives_same;  // some rule's head is owl:sameAs, beside its being an equivalence
  const struct RuleSet *in_graphs;  // those that hold in each named graph by itself
} RuleSet;

// Reads the user's rules of paths[0..count): CONSTRUCT queries with ';' between them, a prologue
// holding for all that follow in its file. base: for relative IRIs where no BASE says, or NULL.
// Checked: safety (each variable of a head is bound by its body), stratification (nothing is
// negated, or counted, that depends on the rule itself), and that recursion can be followed in SQL
// and comes to an end.
//
// All that is wrong is added to `diagnostics` (which may be NULL). *out: to be freed with
// rules_free. Errors: STATUS_SYNTAX, STATUS_MAPPING for a rule that is not lawful (the first of
// them, with file and place), STATUS_IO.
Status rules_load(const char *const paths[], size_t count, const char *base, RuleSet **out,
                  Diagnostics *diagnostics, Error *err) MUST_CHECK;
Status rules_load_texts(const MappingText texts[], size_t count, const char *base, RuleSet **out,
                        Diagnostics *diagnostics, Error *err) MUST_CHECK;
void rules_free(RuleSet *rules);

// The rules that queries under a regime see: the user's (NULL: none) and the axioms' that count in
// it, with what the closure's inclusions make of their heads; unless same_as is off, those of
// owl:sameAs itself and of what it follows from. The mapping they go with is saturated by the same
// closure. ontology and closure NULL: the user's alone. An axiom whose recursion cannot
// be followed is left out, with a warning. `user`, and the ontology, must outlive the rules.
// Errors: STATUS_MAPPING where axioms and rules together cannot be put in strata.
struct Ontology;
struct Closure;
Status rules_entail(const RuleSet *user, const struct Ontology *ontology,
                    const struct Closure *closure, Regime regime, SameAs same_as, RuleSet **out,
                    Diagnostics *diagnostics, Error *err) MUST_CHECK;

// The key of a pattern or of a head's triple; its symbols are theirs.
RuleKey rule_key(const Slot *predicate, const Slot *object);
bool rule_keys_meet(const RuleKey *a, const RuleKey *b);

// Clauses that a pattern may match, by number in ascending order, in `arena`.
typedef struct ClauseList {
  size_t count;
  const unsigned *item;
} ClauseList;
ClauseList rules_matching(const RuleSet *rules, Arena *arena, const Slot *predicate,
                          const Slot *object);

// The strata, their rules, and how recursion is followed, a line each.
void rules_report(const RuleSet *rules, Buffer *out);

// "rules.rq:12", or the axiom with its place: how a rule is named to people.
const char *rule_name(Arena *arena, const Rule *rule);

#endif
