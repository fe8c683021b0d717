// DISTINCT, ORDER, SLICE.
#include <stdlib.h>

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

// --- ORDER ---------------------------------------------------------------------------------------

typedef struct Order {
  Rows rows;
  Term **key;  // each solution's keys
  Arena *key_memory;
  size_t key_used;
  size_t capacity;
  uint32_t *order;
  size_t at;
  bool sorted;
} Order;

static Status order_make(PlanOperator *op, Error *err) {
  Order *order = op->state;
  size_t count;
  const VarId *vars = variables_of(op->runtime->arena, &op->node->variables, &count);
  rows_init(&order->rows, op->runtime, count, vars);
  for (size_t i = 0; i < op->node->u.order.count; i++)
    TRY(exists_create(op->runtime, op->node->u.order.key[i].expr, err));
  return STATUS_OK;
}

static Status order_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Order *order = op->state;
  for (size_t i = 0; i < op->node->u.order.count; i++)
    TRY(exists_prepare(op->runtime, op->node->u.order.key[i].expr, err));
  order->sorted = false;
  order->at = 0;
  order->key_memory = arena_create(0);
  if (order->key_memory == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  return open_child(op, block_restrict(block, &op->node->certain, op->opened), err);
}

static Status keep(PlanOperator *op, const Solution *solution, Error *err) {
  Order *order = op->state;
  const size_t count = op->node->u.order.count, number = order->rows.count;
  if (number == order->capacity) {
    order->capacity = order->capacity == 0 ? 64 : 2 * order->capacity;
    order->key = realloc(order->key, order->capacity * sizeof *order->key);
    order->order = realloc(order->order, order->capacity * sizeof *order->order);
    if (order->key == NULL || order->order == NULL) abort();
  }
  Term *keys = arena_alloc_zero(order->key_memory, (count + 1) * sizeof *keys);
  arena_reset(op->scratch);
  for (size_t i = 0; i < count; i++) {
    Term key = {.kind = TERM_UNBOUND};
    TRY(evaluate_term(op->runtime->evaluator, op->node->u.order.key[i].expr, solution, op->scratch,
                      &key, err));
    keys[i] = evaluate_copy(op->runtime->evaluator, &key, order->key_memory);
  }
  order->key[number] = keys;
  order->order[number] = (uint32_t)number;
  TRY(rows_add(&order->rows, solution, err));
  const size_t used = arena_used(order->key_memory) + order->capacity * 12;
  const size_t more = used - order->key_used;
  order->key_used = used;
  return runtime_hold(op->runtime, (ptrdiff_t)more, err);
}

// Solutions that the keys do not tell apart stay as they came.
static int compare(const void *a, const void *b, void *self) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  PlanOperator *op = self;
  const Order *order = op->state;
  arena_reset(op->scratch);
  for (size_t i = 0; i < op->node->u.order.count; i++) {
    const int sign =
        evaluate_compare(op->runtime->evaluator, &order->key[x][i], &order->key[y][i], op->scratch);
    if (sign != 0) return op->node->u.order.key[i].descending ? -sign : sign;
  }
  return x < y ? -1 : x > y;
}

static Status sort(PlanOperator *op, Error *err) {
  Order *order = op->state;
  for (;;) {
    const Solution *solution;
    TRY(runtime_check(op->runtime, err));
    TRY(operator_next(op->child[0], &solution, err));
    if (solution == NULL) break;
    TRY(keep(op, solution, err));
  }
  operator_close(op->child[0]);
  if (order->rows.count > 0)
    qsort_r(order->order, order->rows.count, sizeof *order->order, compare, op);
  order->sorted = true;
  return STATUS_OK;
}

static Status order_next(PlanOperator *op, const Solution **out, Error *err) {
  Order *order = op->state;
  *out = NULL;
  if (!order->sorted) TRY(sort(op, err));
  TRY(runtime_check(op->runtime, err));
  if (order->at == order->rows.count) return STATUS_OK;
  const size_t number = order->order[order->at++];
  runtime_clear_row(op->runtime, op->term);
  rows_read(&order->rows, number, op->term);
  op->solution.id = order->rows.id[number];
  *out = &op->solution;
  return STATUS_OK;
}

static void order_close(PlanOperator *op) {
  Order *order = op->state;
  operator_close(op->child[0]);
  rows_free(&order->rows);
  arena_destroy(order->key_memory);
  order->key_memory = NULL;
  (void)!runtime_hold(op->runtime, -(ptrdiff_t)order->key_used, NULL);
  order->key_used = order->capacity = 0;
  free(order->key);
  free(order->order);
  order->key = NULL;
  order->order = NULL;
  arena_reset(op->scratch);
}

const OperatorClass OPERATOR_ORDER = {"order",    sizeof(Order), order_make,
                                      order_open, order_next,    order_close};

// --- SLICE ---------------------------------------------------------------------------------------

typedef struct Slice {
  uint64_t seen;
} Slice;

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

const OperatorClass OPERATOR_SLICE = {"slice",    sizeof(Slice), NULL,
                                      slice_open, slice_next,    slice_close};
