// Operators: the nodes of a mixed tree, as streams of solutions.
//
// Each is opened, asked for solutions one at a time, and closed; it can be opened again after that.
// An operator that needs one of its operands whole reads and closes it before it opens another, so
// that at no time more than one SQL statement is under way.
#ifndef ANAMORPH_ENDPOINT_RUN_OPERATOR_OPERATOR_H
#define ANAMORPH_ENDPOINT_RUN_OPERATOR_OPERATOR_H

#include "endpoint/run/operator/rows.h"

typedef struct PlanOperator PlanOperator;

typedef struct OperatorClass {
  const char *name;
  size_t state_size;
  // What is made once, from the runtime's arena; the children are there. May be NULL.
  Status (*make)(PlanOperator *op, Error *err);
  // block: bindings of a partner in a join, for leaves that can use them; NULL: none. What comes is
  // joined with the partner anyway. After an error, too, close follows; closing twice is harmless.
  Status (*open)(PlanOperator *op, const LeafBlock *block, Error *err);
  // *out is NULL after the last solution; else it is valid until the next call.
  Status (*next)(PlanOperator *op, const Solution **out, Error *err);
  void (*close)(PlanOperator *op);
} OperatorClass;

struct PlanOperator {
  const OperatorClass *class_;
  Runtime *runtime;
  const Node *node;
  size_t child_count;
  PlanOperator **child;
  Arena *opened;      // what lives while it is open: blocks for its operands
  Arena *scratch;     // what expressions make for one solution
  Solution solution;  // what next gives, where the operator makes solutions itself
  Term *term;         // solution.term, to be written
  void *state;        // the class's own
  size_t count;       // solutions given, over all openings
};

// The operator of a finished mixed tree (phase M), in the runtime's arena; whatever else it holds
// goes with that arena. Errors: those of decoders and of the makers of leaves.
Status operator_create(Runtime *runtime, const Node *node, PlanOperator **out,
                       Error *err) MUST_CHECK;

Status operator_open(PlanOperator *op, const LeafBlock *block, Error *err) MUST_CHECK;
Status operator_next(PlanOperator *op, const Solution **out, Error *err) MUST_CHECK;
void operator_close(PlanOperator *op);

// --- For the classes -----------------------------------------------------------------------------

extern const OperatorClass OPERATOR_STATEMENT, OPERATOR_SERVICE, OPERATOR_VALUES, OPERATOR_UNIT,
    OPERATOR_EMPTY, OPERATOR_KEPT, OPERATOR_FILTER, OPERATOR_EXTEND, OPERATOR_PROJECT,
    OPERATOR_DISTINCT, OPERATOR_GROUP, OPERATOR_ORDER, OPERATOR_SLICE, OPERATOR_LOOKUP,
    OPERATOR_BLOCKS, OPERATOR_UNION, OPERATOR_CLOSURE;

// An operator of that class for a node, with room for the class's state (cleared).
PlanOperator *operator_make(Runtime *runtime, const OperatorClass *class_, const Node *node,
                            size_t child_count);

// A new solution, all unbound but what the solution around binds.
void operator_begin_row(PlanOperator *op);

// Answers the statements and services in the EXISTS patterns of the expression, before the
// operator's own operands are opened (exists.c).
Status exists_prepare(Runtime *runtime, const Expr *expr, Error *err) MUST_CHECK;

// The evaluator's question (evaluate.h); self is the Runtime.
Status exists_holds(void *self, const Node *pattern, const Solution *solution, bool *out,
                    Error *err);

// Makes operators for the EXISTS patterns of an expression.
Status exists_create(Runtime *runtime, const Expr *expr, Error *err) MUST_CHECK;

// Values of the mapping's functions for this run (call.c), in the runtime's arena.
struct Calls *calls_create(Arena *arena);

// The evaluator's question; self is the Runtime. Errors: what the function raises, STATUS_USAGE
// without a connection, STATUS_LIMIT, STATUS_CANCELLED.
Status call_value(void *self, const Expr *call, const Term args[], Arena *memory, Term *out,
                  Error *err);

// A leaf inside EXISTS is read once in a run, and kept (kept.c).
Status kept_fill(PlanOperator *op, Error *err) MUST_CHECK;
void kept_forget(PlanOperator *op);

// What an operator keeps while a run lasts, between its openings (runtime->kept), goes.
void operator_forget(PlanOperator *op);
void closure_forget(PlanOperator *op);

// Only the first so many of an ORDER will be asked for (order.c).
void order_keep_first(PlanOperator *op, uint64_t count);

// Does the operator, or one below it, need the connection when it is opened?
bool operator_asks_database(const PlanOperator *op);

// The operands of a JOIN in the order in which they are joined: order[0] with order[1], that with
// order[2], and so on.
void join_order(Arena *arena, const Node *join, const Node *order[]);

// How many rows a block for the operator may have; 0: no leaf below makes use of one.
size_t operator_block_rows(const PlanOperator *op);

// The block's bindings of variables in `allowed` only, in `memory`; NULL where nothing is left.
const LeafBlock *block_restrict(const LeafBlock *block, const VarSet *allowed, Arena *memory);

// What may go to an operand of a join: bindings of what is certain there, so that the operand gives
// the same solutions, fewer; a service may bind the others too, since the join above it is the
// next.
const LeafBlock *block_for_operand(const PlanOperator *operand, const LeafBlock *block,
                                   Arena *memory);

#endif
