// GROUP: one solution for each group (SPARQL 1.1 section 18.5).
#include <stdlib.h>

#include "endpoint/run/operator/operator.h"

typedef struct Group {
  Rows groups;  // the key's terms
  size_t *key;
  Arena *memory;  // the accumulators'
  size_t used;
  Accumulator **accumulator;  // aggregate_count for each group
  size_t capacity;
  bool gathered;
  size_t at;
} Group;

static Status group_make(PlanOperator *op, Error *err) {
  Group *group = op->state;
  Arena *arena = op->runtime->arena;
  const Node *node = op->node;
  rows_init(&group->groups, op->runtime, node->u.group.key_count, node->u.group.key);
  group->key = ARENA_ARRAY(arena, size_t, node->u.group.key_count + 1);
  for (size_t i = 0; i < node->u.group.key_count; i++) group->key[i] = i;
  for (size_t i = 0; i < node->u.group.aggregate_count; i++)
    TRY(exists_create(op->runtime, node->u.group.aggregate[i].expr, err));
  return STATUS_OK;
}

static Status group_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Group *group = op->state;
  const Node *node = op->node;
  for (size_t i = 0; i < node->u.group.aggregate_count; i++)
    TRY(exists_prepare(op->runtime, node->u.group.aggregate[i].expr, err));
  group->memory = arena_create(0);
  if (group->memory == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  group->gathered = false;
  group->at = 0;
  rows_index(&group->groups, node->u.group.key_count, group->key);
  // Bindings of keys take away whole groups.
  VarSet keys = varset_empty(op->opened);
  for (size_t i = 0; i < node->u.group.key_count; i++)
    if (varset_has(&node->child[0]->certain, node->u.group.key[i]))
      varset_add(&keys, node->u.group.key[i]);
  return operator_open(op->child[0], block_restrict(block, &keys, op->opened), err);
}

static Status add_group(PlanOperator *op, const Solution *solution, Error *err) {
  Group *group = op->state;
  const size_t count = op->node->u.group.aggregate_count, number = group->groups.count;
  TRY(rows_add(&group->groups, solution, err));
  if (number == group->capacity) {
    group->capacity = group->capacity == 0 ? 16 : 2 * group->capacity;
    group->accumulator =
        realloc(group->accumulator, (group->capacity * count + 1) * sizeof(*group->accumulator));
    if (group->accumulator == NULL) abort();
  }
  for (size_t i = 0; i < count; i++)
    group->accumulator[number * count + i] =
        accumulator_create(op->runtime->evaluator, op->node->u.group.aggregate[i].expr,
                           &op->node->child[0]->variables, group->memory);
  return STATUS_OK;
}

static Status hold(PlanOperator *op, Error *err) {
  Group *group = op->state;
  const size_t used = arena_used(group->memory);
  const size_t more = used - group->used;
  group->used = used;
  return runtime_hold(op->runtime, (ptrdiff_t)more, err);
}

static Status take_in(PlanOperator *op, const Solution *solution, Error *err) {
  Group *group = op->state;
  const size_t count = op->node->u.group.aggregate_count;
  ptrdiff_t number = rows_find(&group->groups, solution->term, -1);
  if (number < 0) {
    number = (ptrdiff_t)group->groups.count;
    TRY(add_group(op, solution, err));
  }
  arena_reset(op->scratch);
  for (size_t i = 0; i < count; i++)
    TRY(accumulator_add(group->accumulator[(size_t)number * count + i], solution, op->scratch,
                        err));
  return hold(op, err);
}

static Status gather(PlanOperator *op, Error *err) {
  Group *group = op->state;
  for (;;) {
    const Solution *solution;
    TRY(runtime_check(op->runtime, err));
    TRY(operator_next(op->child[0], &solution, err));
    if (solution == NULL) break;
    TRY(take_in(op, solution, err));
  }
  operator_close(op->child[0]);
  // Without GROUP BY there is one group even of no solution.
  if (group->groups.count == 0 && op->node->u.group.key_count == 0) {
    runtime_clear_row(op->runtime, op->term);
    TRY(add_group(op, &op->solution, err));
  }
  group->gathered = true;
  return STATUS_OK;
}

static Status group_next(PlanOperator *op, const Solution **out, Error *err) {
  Group *group = op->state;
  const Node *node = op->node;
  const size_t count = node->u.group.aggregate_count;
  *out = NULL;
  if (!group->gathered) TRY(gather(op, err));
  TRY(runtime_check(op->runtime, err));
  if (group->at == group->groups.count) return STATUS_OK;
  const size_t number = group->at++;
  operator_begin_row(op);
  rows_read(&group->groups, number, op->term);
  arena_reset(op->scratch);
  for (size_t i = 0; i < count; i++)
    TRY(accumulator_result(group->accumulator[number * count + i], op->scratch,
                           &op->term[node->u.group.aggregate[i].var], err));
  *out = &op->solution;
  return STATUS_OK;
}

static void group_close(PlanOperator *op) {
  Group *group = op->state;
  operator_close(op->child[0]);
  rows_free(&group->groups);
  arena_destroy(group->memory);
  group->memory = NULL;
  (void)!runtime_hold(op->runtime, -(ptrdiff_t)group->used, NULL);
  free(group->accumulator);
  group->accumulator = NULL;
  group->used = group->capacity = 0;
  arena_reset(op->scratch);
}

const OperatorClass OPERATOR_GROUP = {"group",    sizeof(Group), group_make,
                                      group_open, group_next,    group_close};
