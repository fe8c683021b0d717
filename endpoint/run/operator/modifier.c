// DISTINCT and SLICE.
#include "endpoint/run/operator/operator.h"

static Status open_child(PlanOperator *op, const LeafBlock *block, Error *err) {
  return operator_open(op->child[0], block, err);
}

static size_t *all_positions(Arena *arena, size_t count) {
  size_t *position = ARENA_ARRAY(arena, size_t, count + 1);
  for (size_t i = 0; i < count; i++) position[i] = i;
  return position;
}

// --- DISTINCT ------------------------------------------------------------------------------------

typedef struct Distinct {
  Rows seen;
  size_t *key;
} Distinct;

static Status distinct_make(PlanOperator *op, Error *err) {
  Distinct *distinct = op->state;
  (void)err;
  size_t count;
  const VarId *vars = variables_of(op->runtime->arena, &op->node->variables, &count);
  rows_init(&distinct->seen, op->runtime, count, vars);
  distinct->key = all_positions(op->runtime->arena, count);
  return STATUS_OK;
}

static Status distinct_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Distinct *distinct = op->state;
  rows_index(&distinct->seen, distinct->seen.var_count, distinct->key);
  // What is unbound would be bound by the block, and solutions that differ would not any more.
  return open_child(op, block_restrict(block, &op->node->certain, op->opened), err);
}

// Solutions come in the order in which each came first.
static Status distinct_next(PlanOperator *op, const Solution **out, Error *err) {
  Distinct *distinct = op->state;
  for (;;) {
    TRY(runtime_check(op->runtime, err));
    TRY(operator_next(op->child[0], out, err));
    if (*out == NULL) return STATUS_OK;
    if (rows_find(&distinct->seen, (*out)->term, -1) >= 0) continue;
    return rows_add(&distinct->seen, *out, err);
  }
}

static void distinct_close(PlanOperator *op) {
  operator_close(op->child[0]);
  rows_free(&((Distinct *)op->state)->seen);
}

const OperatorClass OPERATOR_DISTINCT = {"distinct",    sizeof(Distinct), distinct_make,
                                         distinct_open, distinct_next,    distinct_close};

// --- SLICE ---------------------------------------------------------------------------------------

typedef struct Slice {
  uint64_t seen;
} Slice;

static Status slice_make(PlanOperator *op, Error *err) {
  const uint64_t offset = op->node->u.slice.offset, limit = op->node->u.slice.limit;
  (void)err;
  if (op->child[0]->class_ == &OPERATOR_ORDER && limit < UINT64_MAX - offset)
    order_keep_first(op->child[0], offset + limit);
  return STATUS_OK;
}

static Status slice_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  (void)block;  // it would choose among fewer
  ((Slice *)op->state)->seen = 0;
  return open_child(op, NULL, err);
}

static Status slice_next(PlanOperator *op, const Solution **out, Error *err) {
  Slice *slice = op->state;
  const uint64_t offset = op->node->u.slice.offset, limit = op->node->u.slice.limit;
  *out = NULL;
  if (limit == 0) return STATUS_OK;
  if (limit != SLICE_NO_LIMIT && slice->seen >= offset && slice->seen - offset >= limit)
    return STATUS_OK;
  do {
    TRY(operator_next(op->child[0], out, err));
    if (*out == NULL) return STATUS_OK;
  } while (slice->seen++ < offset);
  return STATUS_OK;
}

static void slice_close(PlanOperator *op) { operator_close(op->child[0]); }

const OperatorClass OPERATOR_SLICE = {"slice",    sizeof(Slice), slice_make,
                                      slice_open, slice_next,    slice_close};
