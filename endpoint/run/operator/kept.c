// Leaves inside EXISTS patterns: read once in a run, compared with every solution around them.
#include "endpoint/run/operator/operator.h"

typedef struct Kept {
  Rows rows;
  bool filled;
  bool indexed;
  size_t *key;
  // While it is open: by the index, or one after the other.
  bool by_index;
  ptrdiff_t at;
} Kept;

static Status kept_make(PlanOperator *op, Error *err) {
  Kept *kept = op->state;
  (void)err;
  size_t count;
  const VarId *vars = variables_of(op->runtime->arena, &op->node->variables, &count);
  rows_init(&kept->rows, op->runtime, count, vars);
  kept->key = ARENA_ARRAY(op->runtime->arena, size_t, count);
  return STATUS_OK;
}

static Status read_all(PlanOperator *op, Error *err) {
  Kept *kept = op->state;
  TRY(operator_open(op->child[0], NULL, err));
  for (;;) {
    const Solution *solution;
    TRY(operator_next(op->child[0], &solution, err));
    if (solution == NULL) return STATUS_OK;
    TRY(rows_add(&kept->rows, solution, err));
  }
}

Status kept_fill(PlanOperator *op, Error *err) {
  Kept *kept = op->state;
  if (kept->filled) return STATUS_OK;
  const Term *outer = op->runtime->outer;
  op->runtime->outer = NULL;
  const Status status = read_all(op, err);
  operator_close(op->child[0]);
  op->runtime->outer = outer;
  kept->filled = status == STATUS_OK;
  return status;
}

void kept_forget(PlanOperator *op) {
  Kept *kept = op->state;
  rows_free(&kept->rows);
  kept->filled = kept->indexed = false;
}

// By what the first solution around binds and every kept one does.
static void make_index(PlanOperator *op) {
  Kept *kept = op->state;
  const Term *outer = op->runtime->outer;
  size_t count = 0;
  kept->indexed = true;
  for (size_t i = 0; i < kept->rows.var_count; i++) {
    const VarId var = kept->rows.var[i];
    if (varset_has(&op->node->certain, var) && outer[var].kind != TERM_UNBOUND)
      kept->key[count++] = i;
  }
  if (count > 0) rows_index(&kept->rows, count, kept->key);
}

static Status kept_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Kept *kept = op->state;
  (void)block;
  TRY(kept_fill(op, err));
  if (!kept->indexed && op->runtime->outer != NULL) make_index(op);
  kept->by_index = kept->rows.key_count > 0 && op->runtime->outer != NULL &&
                   rows_key_bound(&kept->rows, op->runtime->outer);
  kept->at = -1;
  return STATUS_OK;
}

static Status kept_next(PlanOperator *op, const Solution **out, Error *err) {
  Kept *kept = op->state;
  Runtime *runtime = op->runtime;
  *out = NULL;
  for (;;) {
    TRY(runtime_check(runtime, err));
    kept->at = kept->by_index ? rows_find(&kept->rows, runtime->outer, kept->at) : kept->at + 1;
    if (kept->at < 0 || (size_t)kept->at >= kept->rows.count) {
      kept->at = (ptrdiff_t)kept->rows.count;
      kept->by_index = false;
      return STATUS_OK;
    }
    const size_t number = (size_t)kept->at;
    if (runtime->outer != NULL && !rows_compatible(&kept->rows, number, runtime->outer)) continue;
    operator_begin_row(op);
    for (size_t i = 0; i < kept->rows.var_count; i++)
      if (kept->rows.row[number][i].kind != TERM_UNBOUND)
        op->term[kept->rows.var[i]] = kept->rows.row[number][i];
    *out = &op->solution;
    return STATUS_OK;
  }
}

static void kept_close(PlanOperator *op) { (void)op; }

const OperatorClass OPERATOR_KEPT = {"kept",    sizeof(Kept), kept_make,
                                     kept_open, kept_next,    kept_close};
