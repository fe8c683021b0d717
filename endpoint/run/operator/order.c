// ORDER: all solutions are kept, or, below a SLICE, little more than those that it gives.
#include <stdlib.h>

#include "endpoint/run/operator/operator.h"

// Kept solutions with their keys, and the order in which they are to be given.
typedef struct Batch {
  Rows rows;
  Arena *memory;  // of the keys
  size_t held;    // bytes noted with the runtime, beside those of `rows`
  size_t capacity;
  Term **key;
  uint32_t *order;
} Batch;

typedef struct Order {
  bool bounded;
  uint64_t most;  // bounded: no more than these are asked for
  size_t var_count;
  const VarId *var;
  Batch batch;
  size_t at;
  bool sorted;
  bool ended;  // while sorting, the query was cancelled or its time was over
  unsigned compared;
} Order;

enum { SLACK = 1000, COMPARISONS_BETWEEN_CHECKS = 1024 };

void order_keep_first(PlanOperator *op, uint64_t count) {
  Order *order = op->state;
  order->bounded = true;
  order->most = count;
}

// --- Batches -------------------------------------------------------------------------------------

static Status batch_start(PlanOperator *op, Batch *batch, Error *err) {
  const Order *order = op->state;
  *batch = (Batch){0};
  rows_init(&batch->rows, op->runtime, order->var_count, order->var);
  batch->memory = arena_create(0);
  return batch->memory != NULL ? STATUS_OK : error_set(err, STATUS_LIMIT, "out of memory");
}

static void batch_free(PlanOperator *op, Batch *batch) {
  rows_free(&batch->rows);
  arena_destroy(batch->memory);
  free(batch->key);
  free(batch->order);
  (void)!runtime_hold(op->runtime, -(ptrdiff_t)batch->held, NULL);
  *batch = (Batch){0};
}

// keys: copied.
static Status batch_add(PlanOperator *op, Batch *batch, const Solution *solution, const Term keys[],
                        Error *err) {
  const size_t count = op->node->u.order.count, number = batch->rows.count;
  if (number == batch->capacity) {
    batch->capacity = batch->capacity == 0 ? 64 : 2 * batch->capacity;
    batch->key = realloc(batch->key, batch->capacity * sizeof *batch->key);
    batch->order = realloc(batch->order, batch->capacity * sizeof *batch->order);
    if (batch->key == NULL || batch->order == NULL) abort();
  }
  Term *kept = arena_alloc(batch->memory, count * sizeof *kept);
  for (size_t i = 0; i < count; i++)
    kept[i] = evaluate_copy(op->runtime->evaluator, &keys[i], batch->memory);
  batch->key[number] = kept;
  batch->order[number] = (uint32_t)number;
  TRY(rows_add(&batch->rows, solution, err));
  const size_t held =
      arena_used(batch->memory) + batch->capacity * (sizeof *batch->key + sizeof *batch->order);
  const size_t more = held - batch->held;
  batch->held = held;
  return runtime_hold(op->runtime, (ptrdiff_t)more, err);
}

// Solutions that the keys do not tell apart stay as they came.
static int compare(const void *a, const void *b, void *self) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  PlanOperator *op = self;
  Order *order = op->state;
  if (++order->compared % COMPARISONS_BETWEEN_CHECKS == 0 && !order->ended)
    order->ended = runtime_check(op->runtime, NULL) != STATUS_OK;
  if (order->ended) return x < y ? -1 : x > y;
  arena_reset(op->scratch);
  for (size_t i = 0; i < op->node->u.order.count; i++) {
    const int sign = evaluate_compare(op->runtime->evaluator, &order->batch.key[x][i],
                                      &order->batch.key[y][i], op->scratch);
    if (sign != 0) return op->node->u.order.key[i].descending ? -sign : sign;
  }
  return x < y ? -1 : x > y;
}

static Status batch_sort(PlanOperator *op, Error *err) {
  Order *order = op->state;
  Batch *batch = &order->batch;
  if (batch->rows.count > 0)
    qsort_r(batch->order, batch->rows.count, sizeof *batch->order, compare, op);
  return order->ended ? runtime_ended(op->runtime, err) : STATUS_OK;
}

static void read_solution(PlanOperator *op, size_t number) {
  const Order *order = op->state;
  runtime_clear_row(op->runtime, op->term);
  rows_read(&order->batch.rows, number, op->term);
  op->solution.id = order->batch.rows.id[number];
}

// Those that can still be asked for, in a new batch.
static Status batch_cut(PlanOperator *op, Error *err) {
  Order *order = op->state;
  TRY(batch_sort(op, err));
  Batch first;
  Status status = batch_start(op, &first, err);
  for (size_t i = 0; i < order->most && status == STATUS_OK; i++) {
    const size_t number = order->batch.order[i];
    read_solution(op, number);
    status = batch_add(op, &first, &op->solution, order->batch.key[number], err);
  }
  batch_free(op, &order->batch);
  order->batch = first;
  return status;
}

// --- The operator --------------------------------------------------------------------------------

static Status order_make(PlanOperator *op, Error *err) {
  Order *order = op->state;
  order->var = variables_of(op->runtime->arena, &op->node->variables, &order->var_count);
  for (size_t i = 0; i < op->node->u.order.count; i++)
    TRY(exists_create(op->runtime, op->node->u.order.key[i].expr, err));
  return STATUS_OK;
}

static Status order_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Order *order = op->state;
  for (size_t i = 0; i < op->node->u.order.count; i++)
    TRY(exists_prepare(op->runtime, op->node->u.order.key[i].expr, err));
  order->sorted = order->ended = false;
  order->at = 0;
  TRY(batch_start(op, &order->batch, err));
  return operator_open(op->child[0], block_restrict(block, &op->node->certain, op->opened), err);
}

static Status take_in(PlanOperator *op, const Solution *solution, Error *err) {
  Order *order = op->state;
  const size_t count = op->node->u.order.count;
  arena_reset(op->scratch);
  Term *keys = arena_alloc_zero(op->scratch, (count + 1) * sizeof *keys);
  for (size_t i = 0; i < count; i++)
    TRY(evaluate_term(op->runtime->evaluator, op->node->u.order.key[i].expr, solution, op->scratch,
                      &keys[i], err));
  TRY(batch_add(op, &order->batch, solution, keys, err));
  if (!order->bounded || order->batch.rows.count < 2 * order->most + SLACK) return STATUS_OK;
  return batch_cut(op, err);
}

static Status sort(PlanOperator *op, Error *err) {
  Order *order = op->state;
  for (;;) {
    const Solution *solution;
    TRY(runtime_check(op->runtime, err));
    TRY(operator_next(op->child[0], &solution, err));
    if (solution == NULL) break;
    TRY(take_in(op, solution, err));
  }
  operator_close(op->child[0]);
  TRY(batch_sort(op, err));
  order->sorted = true;
  return STATUS_OK;
}

static Status order_next(PlanOperator *op, const Solution **out, Error *err) {
  Order *order = op->state;
  *out = NULL;
  if (!order->sorted) TRY(sort(op, err));
  TRY(runtime_check(op->runtime, err));
  if (order->at == order->batch.rows.count) return STATUS_OK;
  read_solution(op, order->batch.order[order->at++]);
  *out = &op->solution;
  return STATUS_OK;
}

static void order_close(PlanOperator *op) {
  Order *order = op->state;
  operator_close(op->child[0]);
  batch_free(op, &order->batch);
  arena_reset(op->scratch);
}

const OperatorClass OPERATOR_ORDER = {"order",    sizeof(Order), order_make,
                                      order_open, order_next,    order_close};
