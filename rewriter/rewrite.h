// From a parsed query to an SQL statement: the rewriter's front door.
#ifndef ANAMORPH_REWRITER_REWRITE_H
#define ANAMORPH_REWRITER_REWRITE_H

#include "rewriter/ir/query.h"

struct MappingIndex;
struct Rule;
struct RuleSet;
struct Trace;

// What is sent to PostgreSQL and how its rows become solutions.
// column[i] names the native variable that result column i holds, in PostgreSQL's text format.
// term[j] is the term constructor of result variable j, over those variables only: EXPR_RDF,
// EXPR_CASE of EXPR_RDF, EXPR_CONST or EXPR_UNBOUND.
// result variables: SELECT: query->projected. ASK: none (a row means true). CONSTRUCT: the
// template's variables. DESCRIBE: three or four (subject, predicate, object, graph), each row a
// quad.
typedef struct Plan {
  const Query *query;
  const char *sql;  // NULL: known to have no solution without asking the database
  size_t column_count;
  const VarId *column;
  size_t term_count;
  const VarId *variable;
  const Expr *const *term;
  bool large;        // likely many rows: worth COPY rather than single-row mode
  const Node *tree;  // as last optimised, for explain
  size_t rule_count;
  const struct Rule *const *rule;  // that patterns were unfolded by (rewriter/rule/rule.h)
} Plan;

typedef struct RewriteOptions {
  bool union_default_graph;  // the default graph is the union of all graphs
  unsigned disabled_passes;  // bit set over pass.def
  struct Trace *trace;       // NULL: none (rewriter/trace.h)
  // Of the mapping (rewriter/unfold/index.h), made once where many queries are answered. NULL: made
  // for this query alone.
  const struct MappingIndex *index;
  const struct RuleSet *rules;  // NULL: none
} RewriteOptions;

// Rewrites `query` over `mapping` (loaded with a catalogue). The plan lives in query->arena.
// Errors: STATUS_UNSUPPORTED (with the construct and its position), STATUS_LIMIT, STATUS_INTERNAL.
Status rewrite_query(const Query *query, const Mapping *mapping, const RewriteOptions *options,
                     Plan **out, Error *err) MUST_CHECK;

#endif
