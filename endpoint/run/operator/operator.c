// From nodes to operators, and what all operators do.
#include "endpoint/run/operator/operator.h"

#include <string.h>

static void release(void *object) {
  PlanOperator *op = object;
  arena_destroy(op->scratch);
  arena_destroy(op->opened);
}

PlanOperator *operator_make(Runtime *runtime, const OperatorClass *class_, const Node *node,
                            size_t child_count) {
  PlanOperator *op = ARENA_NEW(runtime->arena, PlanOperator);
  op->class_ = class_;
  op->runtime = runtime;
  op->node = node;
  op->child_count = child_count;
  op->child = ARENA_ARRAY(runtime->arena, PlanOperator *, child_count);
  op->term = ARENA_ARRAY(runtime->arena, Term, runtime->width);
  op->solution = (Solution){op->term, runtime->width, 0};
  op->state = arena_alloc_zero(runtime->arena, class_->state_size);
  arena_on_release(runtime->arena, release, op);
  op->opened = arena_create(0);
  op->scratch = arena_create(0);
  if (op->opened == NULL || op->scratch == NULL)
    arena_fail(runtime->arena, STATUS_LIMIT, "out of memory");
  return op;
}

void operator_begin_row(PlanOperator *op) {
  runtime_clear_row(op->runtime, op->term);
  op->solution.id = runtime_next_id(op->runtime);
}

Status operator_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  TRY(runtime_check(op->runtime, err));
  arena_reset(op->opened);
  return op->class_->open(op, block, err);
}

Status operator_next(PlanOperator *op, const Solution **out, Error *err) {
  TRY(op->class_->next(op, out, err));
  op->count += *out != NULL;
  return STATUS_OK;
}

void operator_close(PlanOperator *op) { op->class_->close(op); }

void operator_forget(PlanOperator *op) {
  if (op->class_ == &OPERATOR_KEPT) kept_forget(op);
  if (op->class_ == &OPERATOR_CLOSURE) closure_forget(op);
}

bool operator_asks_database(const PlanOperator *op) {
  if (op->class_ == &OPERATOR_STATEMENT) return true;
  if (op->class_ == &OPERATOR_KEPT) return false;
  for (size_t i = 0; i < op->child_count; i++)
    if (operator_asks_database(op->child[i])) return true;
  return false;
}

// --- The order of a join -------------------------------------------------------------------------

static bool asks_service(const Node *node) {
  if (node->kind == NODE_SERVICE) return true;
  for (size_t i = 0; i < node->child_count; i++)
    if (asks_service(node->child[i])) return true;
  return false;
}

// A walk from everywhere is large, too.
static bool asks_large(const Node *node) {
  if (node->kind == NODE_STATEMENT) return node->u.statement.plan->large;
  if (node->kind == NODE_CLOSURE && node->u.closure.start.kind == TERM_UNBOUND) return true;
  for (size_t i = 0; i < node->child_count; i++)
    if (asks_large(node->child[i])) return true;
  return false;
}

// Services come last, when all is there that may limit them; what shares variables with the
// operands before it comes before what does not; large statements after small ones.
static unsigned cost_of(const Node *node, const VarSet *reached, bool first) {
  const unsigned apart = first || varset_intersects(&node->variables, reached) ? 0 : 2;
  return (asks_service(node) ? 4 : 0) + apart + (asks_large(node) ? 1 : 0);
}

void join_order(Arena *arena, const Node *join, const Node *order[]) {
  VarSet reached = varset_empty(arena);
  memcpy(order, join->child, join->child_count * sizeof(*order));
  for (size_t i = 0; i < join->child_count; i++) {
    size_t best = i;
    for (size_t j = i + 1; j < join->child_count; j++)
      if (cost_of(order[j], &reached, i == 0) < cost_of(order[best], &reached, i == 0)) best = j;
    const Node *chosen = order[best];
    order[best] = order[i];
    order[i] = chosen;
    varset_add_all(&reached, &chosen->variables);
  }
}

// --- Making --------------------------------------------------------------------------------------

static const OperatorClass *class_of(NodeKind kind) {
  switch (kind) {
    case NODE_STATEMENT: return &OPERATOR_STATEMENT;
    case NODE_SERVICE: return &OPERATOR_SERVICE;
    case NODE_VALUES: return &OPERATOR_VALUES;
    case NODE_UNIT: return &OPERATOR_UNIT;
    case NODE_EMPTY: return &OPERATOR_EMPTY;
    case NODE_FILTER: return &OPERATOR_FILTER;
    case NODE_EXTEND: return &OPERATOR_EXTEND;
    case NODE_PROJECT: return &OPERATOR_PROJECT;
    case NODE_DISTINCT: return &OPERATOR_DISTINCT;
    case NODE_GROUP: return &OPERATOR_GROUP;
    case NODE_ORDER: return &OPERATOR_ORDER;
    case NODE_SLICE: return &OPERATOR_SLICE;
    case NODE_MINUS: return &OPERATOR_LOOKUP;
    case NODE_UNION: return &OPERATOR_UNION;
    case NODE_CLOSURE: return &OPERATOR_CLOSURE;
    default: return NULL;
  }
}

static Status finish_making(PlanOperator *op, PlanOperator **out, Error *err) {
  if (op->class_->make != NULL) TRY(op->class_->make(op, err));
  *out = op;
  return STATUS_OK;
}

// A leaf inside EXISTS is asked again and again: it is read once, and kept.
static Status make_leaf(Runtime *runtime, const OperatorClass *class_, const Node *node,
                        PlanOperator **out, Error *err) {
  PlanOperator *leaf;
  TRY(finish_making(operator_make(runtime, class_, node, 0), &leaf, err));
  if (!runtime->inside) {
    *out = leaf;
    return STATUS_OK;
  }
  PlanOperator *kept = operator_make(runtime, &OPERATOR_KEPT, node, 1);
  kept->child[0] = leaf;
  VEC_PUSH(runtime->arena, &runtime->kept, kept);
  return finish_making(kept, out, err);
}

// JOIN or LEFTJOIN: in blocks where the right side is worth asking for what the left one has.
static Status make_two(Runtime *runtime, const Node *node, PlanOperator *left, PlanOperator *right,
                       PlanOperator **out, Error *err) {
  const OperatorClass *class_ =
      operator_block_rows(right) > 0 ? &OPERATOR_BLOCKS : &OPERATOR_LOOKUP;
  PlanOperator *join = operator_make(runtime, class_, node, 2);
  join->child[0] = left;
  join->child[1] = right;
  return finish_making(join, out, err);
}

// A join of many is a chain of joins of two.
static Status make_join(Runtime *runtime, const Node *node, PlanOperator **out, Error *err) {
  PlanOperator *chain = NULL;
  const Node **order = ARENA_ARRAY(runtime->arena, const Node *, node->child_count);
  join_order(runtime->arena, node, order);
  for (size_t i = 0; i < node->child_count; i++) {
    PlanOperator *operand;
    TRY(operator_create(runtime, order[i], &operand, err));
    if (chain == NULL) {
      chain = operand;
      continue;
    }
    const Node *two = node_join(runtime->arena, 2, (const Node *[]){chain->node, order[i]});
    TRY(make_two(runtime, two, chain, operand, &chain, err));
  }
  *out = chain;
  return STATUS_OK;
}

Status operator_create(Runtime *runtime, const Node *node, PlanOperator **out, Error *err) {
  if (node->kind == NODE_JOIN) return make_join(runtime, node, out, err);
  if (node->kind == NODE_LEFTJOIN) {
    PlanOperator *left, *right;
    TRY(operator_create(runtime, node->child[0], &left, err));
    TRY(operator_create(runtime, node->child[1], &right, err));
    return make_two(runtime, node, left, right, out, err);
  }
  const OperatorClass *class_ = class_of(node->kind);
  if (class_ == NULL)
    return error_at(err, STATUS_INTERNAL, node->at, "%s in a mixed plan",
                    node_kind_name(node->kind));
  if (node->kind == NODE_STATEMENT || node->kind == NODE_SERVICE)
    return make_leaf(runtime, class_, node, out, err);
  PlanOperator *op = operator_make(runtime, class_, node, node->child_count);
  for (size_t i = 0; i < node->child_count; i++)
    TRY(operator_create(runtime, node->child[i], &op->child[i], err));
  return finish_making(op, out, err);
}

// --- Blocks --------------------------------------------------------------------------------------

const LeafBlock *block_restrict(const LeafBlock *block, const VarSet *allowed, Arena *memory) {
  if (block == NULL) return NULL;
  size_t *column = ARENA_ARRAY(memory, size_t, block->var_count);
  VarId *vars = ARENA_ARRAY(memory, VarId, block->var_count);
  size_t count = 0;
  for (size_t j = 0; j < block->var_count; j++) {
    if (!varset_has(allowed, block->var[j])) continue;
    column[count] = j;
    vars[count++] = block->var[j];
  }
  if (count == 0) return NULL;
  if (count == block->var_count) return block;
  // Rows that differed elsewhere only are one now.
  Term *cells = ARENA_ARRAY(memory, Term, count * block->row_count);
  size_t rows = 0;
  for (size_t i = 0; i < block->row_count; i++) {
    Term *row = &cells[rows * count];
    for (size_t j = 0; j < count; j++) row[j] = block->cell[i * block->var_count + column[j]];
    bool known = false;
    for (size_t k = 0; k < rows && !known; k++) {
      known = true;
      for (size_t j = 0; j < count && known; j++)
        known = term_equal(&cells[k * count + j], &row[j]);
    }
    rows += !known;
  }
  LeafBlock *out = ARENA_NEW(memory, LeafBlock);
  *out = (LeafBlock){count, vars, rows, cells};
  return out;
}

const LeafBlock *block_for_operand(const PlanOperator *operand, const LeafBlock *block,
                                   Arena *memory) {
  const Node *node = operand->node;
  return block_restrict(block, node->kind == NODE_SERVICE ? &node->variables : &node->certain,
                        memory);
}
