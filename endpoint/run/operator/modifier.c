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
  // Within GRAPH ?g: the graphs, and how many solutions of each have been seen.
  bool each;
  Rows graphs;
  size_t *key;
  VEC(uint64_t) seen_of;
} Slice;

static Status slice_make(PlanOperator *op, Error *err) {
  Slice *slice = op->state;
  const uint64_t offset = op->node->u.slice.offset, limit = op->node->u.slice.limit;
  (void)err;
  slice->each = varset_has(&op->node->variables, op->node->u.slice.graph);
  if (slice->each) {
    rows_init(&slice->graphs, op->runtime, 1, &op->node->u.slice.graph);
    slice->key = all_positions(op->runtime->arena, 1);
  } else if (op->child[0]->class_ == &OPERATOR_ORDER && limit < UINT64_MAX - offset) {
    order_keep_first(op->child[0], offset + limit);
  }
  return STATUS_OK;
}

static Status slice_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Slice *slice = op->state;
  slice->seen = 0;
  if (slice->each) {
    slice->seen_of.item = NULL;
    slice->seen_of.count = slice->seen_of.capacity = 0;
    rows_index(&slice->graphs, 1, slice->key);
  }
  (void)block;  // it would choose among fewer
  return open_child(op, NULL, err);
}

// The count of the solutions seen of the one's graph, of all where graphs do not matter.
static Status count_of(PlanOperator *op, const Solution *solution, uint64_t **out, Error *err) {
  Slice *slice = op->state;
  *out = &slice->seen;
  if (!slice->each) return STATUS_OK;
  ptrdiff_t number = rows_find(&slice->graphs, solution->term, -1);
  if (number < 0) {
    TRY(rows_add(&slice->graphs, solution, err));
    number = (ptrdiff_t)slice->graphs.count - 1;
    VEC_PUSH(op->opened, &slice->seen_of, 0);
  }
  *out = &slice->seen_of.item[number];
  return STATUS_OK;
}

static bool is_past(const PlanOperator *op, uint64_t seen) {
  const uint64_t offset = op->node->u.slice.offset, limit = op->node->u.slice.limit;
  return limit != SLICE_NO_LIMIT && seen >= offset && seen - offset >= limit;
}

static Status slice_next(PlanOperator *op, const Solution **out, Error *err) {
  const Slice *slice = op->state;
  *out = NULL;
  if (op->node->u.slice.limit == 0) return STATUS_OK;
  for (;;) {
    uint64_t *seen;
    if (!slice->each && is_past(op, slice->seen)) return STATUS_OK;
    const Solution *solution;
    TRY(operator_next(op->child[0], &solution, err));
    if (solution == NULL) return STATUS_OK;
    TRY(count_of(op, solution, &seen, err));
    if (is_past(op, *seen) || (*seen)++ < op->node->u.slice.offset) continue;
    *out = solution;
    return STATUS_OK;
  }
}

static void slice_close(PlanOperator *op) {
  operator_close(op->child[0]);
  if (((Slice *)op->state)->each) rows_free(&((Slice *)op->state)->graphs);
}

const OperatorClass OPERATOR_SLICE = {"slice",    sizeof(Slice), slice_make,
                                      slice_open, slice_next,    slice_close};
