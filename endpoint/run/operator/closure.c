// CLOSURE: the pairs that one step or more lead between (ALP of SPARQL 1.1 section 18.4), by
// breadth first from each start; a term is visited once, so that cycles stop. Where it starts: from
// the plan's term, from what a partner in a join has there, else from every term that has a step.
//
// The steps are read once in a run, and indexed by where they begin.
#include "endpoint/run/operator/operator.h"

typedef struct Closure {
  Rows steps;       // from, to, graph
  bool filled;      // with all steps
  Rows starts;      // from, graph: each once
  Rows reached;     // to: of the present start, in the order in which they were found
  Rows wanted;      // from: what the partner has
  bool restricted;  // by `wanted`
  VarId var[3];
  VarId start_var[2];
  size_t place[2];  // 0 and where the graph is
  size_t key_count;
  size_t start_key[2];
  size_t start;     // the present one; starts.count: none is left
  size_t expanded;  // of `reached`
  Term *probe;      // a row to look for
} Closure;

static Status closure_make(PlanOperator *op, Error *err) {
  (void)err;
  Closure *closure = op->state;
  const Node *node = op->node;
  const bool graphs = node->u.closure.graph != VAR_NONE;
  closure->var[0] = closure->start_var[0] = node->u.closure.from;
  closure->var[1] = node->u.closure.to;
  closure->var[2] = closure->start_var[1] = node->u.closure.graph;
  closure->key_count = graphs ? 2 : 1;
  closure->place[1] = 2;
  closure->start_key[1] = 1;
  rows_init(&closure->steps, op->runtime, graphs ? 3 : 2, closure->var);
  rows_init(&closure->starts, op->runtime, closure->key_count, closure->start_var);
  rows_init(&closure->reached, op->runtime, 1, &closure->var[1]);
  rows_init(&closure->wanted, op->runtime, 1, closure->var);
  closure->probe = ARENA_ARRAY(op->runtime->arena, Term, op->runtime->width);
  VEC_PUSH(op->runtime->arena, &op->runtime->kept, op);
  return STATUS_OK;
}

// Adds the row of `probe` unless it is there.
static Status add_once(Closure *closure, Rows *rows, Error *err) {
  if (rows_find(rows, closure->probe, -1) >= 0) return STATUS_OK;
  const Solution solution = {closure->probe, rows->runtime->width, 0};
  return rows_add(rows, &solution, err);
}

static Status take_block(PlanOperator *op, const LeafBlock *block, Error *err) {
  Closure *closure = op->state;
  VarSet from = varset_empty(op->opened);
  varset_add(&from, closure->var[0]);
  block = block_restrict(block, &from, op->opened);
  closure->restricted = block != NULL;
  if (block == NULL) return STATUS_OK;
  rows_index(&closure->wanted, 1, closure->place);
  for (size_t i = 0; i < block->row_count; i++) {
    closure->probe[closure->var[0]] = block->cell[i];
    TRY(add_once(closure, &closure->wanted, err));
  }
  return STATUS_OK;
}

static bool may_start(const PlanOperator *op, const Term row[]) {
  const Closure *closure = op->state;
  const Term *start = &op->node->u.closure.start;
  if (start->kind != TERM_UNBOUND && !term_equal(start, &row[closure->var[0]])) return false;
  return !closure->restricted || rows_find(&closure->wanted, row, -1) >= 0;
}

static Status read_steps(PlanOperator *op, Error *err) {
  Closure *closure = op->state;
  rows_free(&closure->steps);
  rows_index(&closure->steps, closure->key_count, closure->place);
  TRY(operator_open(op->child[0], NULL, err));
  for (;;) {
    const Solution *solution;
    TRY(runtime_check(op->runtime, err));
    TRY(operator_next(op->child[0], &solution, err));
    if (solution == NULL) break;
    TRY(rows_add(&closure->steps, solution, err));
  }
  operator_close(op->child[0]);
  closure->filled = true;
  return STATUS_OK;
}

static Status find_starts(PlanOperator *op, Error *err) {
  Closure *closure = op->state;
  for (size_t i = 0; i < closure->steps.count; i++) {
    TRY(runtime_check(op->runtime, err));
    rows_read(&closure->steps, i, closure->probe);
    if (may_start(op, closure->probe)) TRY(add_once(closure, &closure->starts, err));
  }
  return STATUS_OK;
}

static Status closure_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Closure *closure = op->state;
  closure->start = closure->expanded = 0;
  rows_index(&closure->starts, closure->key_count, closure->start_key);
  rows_index(&closure->reached, 1, closure->place);
  if (!closure->filled) TRY(read_steps(op, err));
  TRY(take_block(op, block, err));
  return find_starts(op, err);
}

// What one step leads to from the term at probe's `from`.
static Status expand(PlanOperator *op, Error *err) {
  Closure *closure = op->state;
  ptrdiff_t step = rows_find(&closure->steps, closure->probe, -1);
  for (; step >= 0; step = rows_find(&closure->steps, closure->probe, step)) {
    TRY(runtime_check(op->runtime, err));
    closure->probe[closure->var[1]] = closure->steps.row[step][1];
    TRY(add_once(closure, &closure->reached, err));
  }
  return STATUS_OK;
}

static Status closure_next(PlanOperator *op, const Solution **out, Error *err) {
  Closure *closure = op->state;
  *out = NULL;
  for (; closure->start < closure->starts.count; closure->start++) {
    rows_read(&closure->starts, closure->start, closure->probe);
    if (closure->reached.count == 0) TRY(expand(op, err));
    if (closure->expanded == closure->reached.count) {
      rows_free(&closure->reached);
      rows_index(&closure->reached, 1, closure->place);
      closure->expanded = 0;
      continue;
    }
    const Term *found = closure->reached.row[closure->expanded++];
    closure->probe[closure->var[0]] = *found;
    TRY(expand(op, err));
    operator_begin_row(op);
    rows_read(&closure->starts, closure->start, op->term);
    op->term[closure->var[1]] = *found;
    *out = &op->solution;
    return STATUS_OK;
  }
  return STATUS_OK;
}

static void closure_close(PlanOperator *op) {
  Closure *closure = op->state;
  operator_close(op->child[0]);
  rows_free(&closure->starts);
  rows_free(&closure->reached);
  rows_free(&closure->wanted);
}

void closure_forget(PlanOperator *op) {
  Closure *closure = op->state;
  rows_free(&closure->steps);
  closure->filled = false;
}

const OperatorClass OPERATOR_CLOSURE = {"closure",    sizeof(Closure), closure_make,
                                        closure_open, closure_next,    closure_close};
