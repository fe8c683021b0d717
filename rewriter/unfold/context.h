// What the files of the unfolding share: the state of one unfolding, and each other's functions.
#ifndef ANAMORPH_REWRITER_UNFOLD_CONTEXT_H
#define ANAMORPH_REWRITER_UNFOLD_CONTEXT_H

#include "rewriter/ir/walk.h"
#include "rewriter/lower/lower.h"
#include "rewriter/unfold/lifted.h"
#include "rewriter/unfold/unfold.h"

// rewriter/rule/rule.h
struct Clause;
struct Rule;
struct RuleSet;

// The solution that an EXISTS pattern is evaluated for: its variables are replaced inside
// (SPARQL 1.1 section 18.6, substitute).
typedef struct Outer {
  const Branch *branch;
  const struct Outer *up;
} Outer;

// What is known of the solutions of a pattern that will count: they will meet one of `lifted`, and
// fulfil `condition`. Triple patterns leave out candidates that cannot; paths begin there.
// Either may be NULL. node: the algebra that `lifted` was made of, NULL when it is not at hand.
typedef struct Known {
  const Lifted *lifted;
  const Node *node;
  const Expr *condition;
  const struct Known *up;
} Known;

typedef VEC(const struct RuleRows *) RuleRowsList;

// The rows of a recursion that came last, as a pattern of its step sees them: subject, predicate,
// object and, where places is 4, graph.
typedef struct RuleRows {
  unsigned label;
  size_t places;
  size_t width[4];
  const VarId *column[4];
  const Expr *term[4];
  VarSet certain;      // columns that are never NULL
  RuleRowsList *seen;  // gets the rows under the names that each pattern gave them
} RuleRows;

// A component of rules that is being unfolded: inside, its patterns are what the mapping and other
// rules give (rows NULL), or nothing but what came last.
typedef struct RuleFrame {
  const struct RuleSet *rules;
  unsigned component;
  const RuleRows *rows;
  const struct RuleFrame *up;
} RuleFrame;

// The equalities of a round (same.c), once they have been unfolded.
typedef struct SamePairs {
  bool made;
  VarId from, to;
  Lifted lifted;
} SamePairs;

enum {
  MOST_DEPTH = 400,  // nesting of the algebra
  MOST_PAIRS = 256,  // pairs of branches that a join may make before branches are merged
  MOST_BRANCHES = 50000,
  MOST_PARTS = 100000,  // of an expression bound to a variable
  MOST_RULES = 20000,   // applications of rules in one query
  MOST_ROUNDS_OF_SAME = 1,
};

typedef struct Unfold {
  Arena *arena;
  const Query *query;
  Symbols *symbols;
  Variables *variables;
  const MappingIndex *index;
  const RewriteOptions *options;
  Lowering lowering;
  const Branch *scope;  // where expressions are being lowered
  const Outer *outer;
  const Known *known;
  bool bag_matters;  // duplicates count; false below DISTINCT, EXISTS and the like
  unsigned depth;
  unsigned recursions;  // labels given so far
  const RuleFrame *rule_frame;
  bool inside_path;
  SamePairs same_pairs[MOST_ROUNDS_OF_SAME];
  unsigned same_rounds;  // in which equals are merged still (same.c); 0: no more
  unsigned rules_applied;
  VEC(const struct Rule *) rules_used;
} Unfold;

Status unfold_node(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;

// The same where duplicates do not matter.
Status unfold_as_set(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;

// triple.c
size_t unfold_triple_estimate(Unfold *unfold, const Node *triple);
Status unfold_triple(Unfold *unfold, const Node *triple, Lifted *out, Error *err) MUST_CHECK;
// Without what other triples imply by owl:sameAs.
Status unfold_triple_alone(Unfold *unfold, const Node *triple, Lifted *out, Error *err) MUST_CHECK;
Status unfold_graph_names(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;

// service.c
Status unfold_service(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;

// join.c
Lifted lifted_join(Unfold *unfold, Lifted a, Lifted b);
Status unfold_join(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;
Status unfold_leftjoin(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;
Status unfold_minus(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;

// modifier.c
Status unfold_project(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;
Status unfold_distinct(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;
Status unfold_group(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;
Status unfold_order(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;
Status unfold_slice(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;

// path.c
Status unfold_path(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;

// same.c: is the pattern one that equal terms match too, and what it gives then.
bool unfold_is_merged(const Unfold *unfold, const Node *triple);
Status unfold_merged(Unfold *unfold, const Node *triple, Lifted *out, Error *err) MUST_CHECK;
// Where representatives are asked for: only solutions whose term at the variable is one. Inside
// paths, rules and equalities all members count.
Status unfold_least(Unfold *unfold, const Slot *slot, const Slot *graph, Position at,
                    Lifted *solutions, Error *err) MUST_CHECK;

// rule.c: what rules add to a triple pattern. *whole: that is all there is, the mapping's own
// triples with it.
Status unfold_rules(Unfold *unfold, const Node *triple, Lifted *out, bool *whole,
                    Error *err) MUST_CHECK;
// Do rules make the pattern a walk along a path?
bool unfold_walks(Unfold *unfold, const Node *triple);
// What one clause gives of the pattern.
Status unfold_clause(Unfold *unfold, const struct RuleSet *rules, const struct Clause *clause,
                     const Node *triple, Lifted *out, Error *err) MUST_CHECK;

// A rule's body, as a set, in the frame of its component.
Status unfold_body(Unfold *unfold, const struct RuleSet *rules, unsigned component,
                   const Node *body, Lifted *out, Error *err) MUST_CHECK;
// The rows as solutions of the pattern, of which the first rows->places places count.
void unfold_rows(Unfold *unfold, const RuleRows *rows, const Node *triple, Lifted *out);

// recursion.c: what a recursive component, which is no path, gives of the pattern.
Status unfold_recursion(Unfold *unfold, const struct RuleSet *rules, unsigned component,
                        const Node *triple, Lifted *out, Error *err) MUST_CHECK;

// values.c
Status unfold_values(Unfold *unfold, const Node *node, Lifted *out, Error *err) MUST_CHECK;
// The branch joined with inline rows, inverted into values of its native variables. False (and
// nothing added): it takes a general join.
bool values_join(Unfold *unfold, const Branch *branch, const Node *values, Lifted *out);
// One row in which `var` is the constant, made as `term` makes it. False: it cannot, or a condition
// would have to say when.
bool values_invert(Unfold *unfold, VarId var, const Expr *term, const Expr *constant, Branch *out);

// expression.c: expressions in the scope of a branch.
void unfold_start_lowering(Unfold *unfold);
Status unfold_condition(Unfold *unfold, const Branch *branch, const Expr *expr, const Expr **out,
                        Error *err) MUST_CHECK;
Status unfold_term(Unfold *unfold, const Branch *branch, const Expr *expr, const Expr **out,
                   Error *err) MUST_CHECK;
Status unfold_order_keys(Unfold *unfold, const Branch *branch, const Expr *expr, bool last,
                         ExprList *out, Error *err) MUST_CHECK;
Status unfold_aggregate(Unfold *unfold, const Branch *branch, const Expr *expr, const Expr **out,
                        Error *err) MUST_CHECK;

// triple.c: could another part of the join have that term for `var`?
bool known_compatible(Unfold *unfold, VarId var, const Expr *term);

// Is the term bound in every row? And as a condition: NULL when it is certainly so.
const Expr *definition_bound(Unfold *unfold, const Definition *definition);

// What an EXISTS pattern's solution must fulfil for `var`, which the solution around it may bind:
// the same term, or unbound there. NULL when nothing is asked.
const Expr *outer_condition(Unfold *unfold, VarId var, const Expr *term);

// Could `term` be what the solution around the pattern has for `var`?
bool outer_compatible(Unfold *unfold, VarId var, const Expr *term);

static inline VarId fresh(Unfold *unfold, PgType type, const char *hint) {
  return variables_fresh_native(unfold->variables, type, hint);
}
static inline const Expr *var_expr(Unfold *unfold, VarId var) {
  return expr_var(unfold->arena, unfold->variables, var);
}

#endif
