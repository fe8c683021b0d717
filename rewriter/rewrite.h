// From a parsed query to an SQL statement, or to a tree over several: the rewriter's front door.
#ifndef ANAMORPH_REWRITER_REWRITE_H
#define ANAMORPH_REWRITER_REWRITE_H

#include "rewriter/ir/query.h"

struct Entailment;
struct EntailReport;
struct MappingIndex;
struct Rule;
struct RuleSet;
struct Trace;

// What a statement asks of PostgreSQL's parallel workers (plan/workers.h).
typedef enum Parallel { PARALLEL_EITHER, PARALLEL_NONE, PARALLEL_OF_SERVER } Parallel;

// What is sent to PostgreSQL and how its rows become solutions.
// column[i] names the native variable that result column i holds, in PostgreSQL's text format.
// term[j] is the term constructor of result variable j, over those variables only: EXPR_RDF,
// EXPR_CASE of EXPR_RDF, EXPR_CONST or EXPR_UNBOUND.
// result variables: SELECT: query->projected. ASK: none (a row means true). CONSTRUCT: the
// template's variables. DESCRIBE: three or four (subject, predicate, object, graph), each row a
// quad.
//
// A mixed plan is for what SQL alone cannot compute: `mixed` is a tree of phase M (ir/node.h) whose
// statements are Plans in turn; sql, column, term and tree are not set then.
// query: as it was unfolded, with what the ontology adds to it. entailed: what that was (NULL: no
// ontology was there); its warning is for whoever asked.
typedef struct Plan {
  const Query *query;
  const struct EntailReport *entailed;
  const char *sql;  // NULL: known to have no solution without asking the database
  size_t column_count;
  const VarId *column;
  const bool *present;  // of each column: a row whose value has no lexical form is none; NULL: none
  size_t term_count;
  const VarId *variable;
  const Expr *const *term;
  // Of a plan that is kept: what each term is decoded by (plan/decode.h). NULL: to be compiled.
  const struct Program *const *program;
  bool large;  // likely many rows: worth COPY rather than single-row mode
  Parallel parallel;
  const Node *tree;        // as last optimised, for explain
  const Node *mixed;       // NULL: one statement does it all
  size_t statement_count;  // in `mixed`
  size_t reason_count;
  const struct PlanReason *reason;
  size_t rule_count;
  const struct Rule *const *rule;  // that patterns were unfolded by (rewriter/rule/rule.h)
} Plan;

// What the SQL of a mixed plan could not do, as its refusal said.
typedef struct PlanReason {
  Position at;
  const char *text;
} PlanReason;

// Calls `visit` for each statement of a mixed tree, those in EXISTS patterns too, in the order of
// their numbers as far as the tree has it.
void mixed_each_statement(const Node *mixed, void (*visit)(void *self, const Node *statement),
                          void *self);

// The other mappings of a gateway that lie over the same database, by what SERVICE calls them.
// find: NULL where `iri` names none.
typedef struct LocalServices {
  const struct MappingIndex *(*find)(const void *self, const char *iri);
  const void *self;
} LocalServices;

typedef struct RewriteOptions {
  bool union_default_graph;  // the default graph is the union of all graphs
  // A value that no term can be made of is an error when it is met, so rows with it are not left
  // out.
  bool strict;
  uint64_t disabled_passes;  // bit set over pass.def
  struct Trace *trace;       // NULL: none (rewriter/trace.h)
  // What an ontology implies beyond the mapping (rewriter/entail/entail.h); NULL: nothing.
  const struct Entailment *entailment;
  // Of the mapping (rewriter/unfold/index.h), made once where many queries are answered. NULL: made
  // for this query alone.
  const struct MappingIndex *index;
  const struct RuleSet *rules;  // NULL: none
  // SQL gives triple patterns only, all else is mixed: a second way to the same answer,
  // for tests.
  bool apart;
  const LocalServices *local;  // whose SERVICE is joined in SQL (unfold/service.c); NULL: none
  // A component of the rules, plus one: its patterns are what the mapping and other rules give. 0:
  // none. For proofs.
  unsigned closed;
} RewriteOptions;

// Rewrites `query` over `mapping` (loaded with a catalogue). The plan lives in query->arena.
// Errors: STATUS_UNSUPPORTED (with the construct and its position: neither SQL nor the operators
// outside can do it), STATUS_LIMIT, STATUS_INTERNAL.
Status rewrite_query(const Query *query, const Mapping *mapping, const RewriteOptions *options,
                     Plan **out, Error *err) MUST_CHECK;

#endif
