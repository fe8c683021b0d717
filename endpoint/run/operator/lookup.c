// JOIN, LEFTJOIN and MINUS with the right side kept: the left one streams, and finds its partners.
#include "endpoint/run/operator/operator.h"

typedef struct Lookup {
  Rows right;
  size_t key_count;
  size_t *key;          // of what is certain on the right and may be bound on the left
  size_t shared_count;  // of variables on both sides
  const VarId *shared;
  const Solution *left;  // whose partners are being given; NULL: the next one is to come
  bool by_index, matched;
  ptrdiff_t at;
} Lookup;

static Status lookup_make(PlanOperator *op, Error *err) {
  Lookup *lookup = op->state;
  Arena *arena = op->runtime->arena;
  const Node *left = op->child[0]->node, *right = op->child[1]->node;
  VarSet kept = varset_copy(arena, &right->variables), shared = varset_copy(arena, &kept);
  varset_keep_all(&shared, &left->variables);
  lookup->shared = variables_of(arena, &shared, &lookup->shared_count);
  // MINUS looks at nothing else.
  if (op->node->kind == NODE_MINUS) varset_keep_all(&kept, &left->variables);
  size_t count;
  const VarId *vars = variables_of(arena, &kept, &count);
  rows_init(&lookup->right, op->runtime, count, vars);
  lookup->key = ARENA_ARRAY(arena, size_t, count + 1);
  for (size_t i = 0; i < count; i++)
    if (varset_has(&right->certain, vars[i]) && varset_has(&left->variables, vars[i]))
      lookup->key[lookup->key_count++] = i;
  if (op->node->kind == NODE_LEFTJOIN && op->node->u.join.condition != NULL)
    return exists_create(op->runtime, op->node->u.join.condition, err);
  return STATUS_OK;
}

// MINUS: of rows that are alike one is enough.
static bool is_new(const PlanOperator *op, const Solution *solution) {
  const Lookup *lookup = op->state;
  if (op->node->kind != NODE_MINUS || lookup->key_count < lookup->right.var_count) return true;
  return rows_find(&lookup->right, solution->term, -1) < 0;
}

static Status read_right(PlanOperator *op, const LeafBlock *block, Error *err) {
  Lookup *lookup = op->state;
  TRY(operator_open(op->child[1], block, err));
  for (;;) {
    const Solution *solution;
    TRY(runtime_check(op->runtime, err));
    TRY(operator_next(op->child[1], &solution, err));
    if (solution == NULL) return STATUS_OK;
    if (is_new(op, solution)) TRY(rows_add(&lookup->right, solution, err));
  }
}

static Status lookup_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Lookup *lookup = op->state;
  const NodeKind kind = op->node->kind;
  if (kind == NODE_LEFTJOIN) TRY(exists_prepare(op->runtime, op->node->u.join.condition, err));
  if (lookup->key_count > 0) rows_index(&lookup->right, lookup->key_count, lookup->key);
  lookup->left = NULL;
  const LeafBlock *left = block_for_operand(op->child[0], block, op->opened), *right = NULL;
  if (kind == NODE_LEFTJOIN) left = block_restrict(block, &op->child[0]->node->certain, op->opened);
  if (kind == NODE_JOIN) right = block_for_operand(op->child[1], block, op->opened);
  if (kind == NODE_LEFTJOIN) right = block_for_operand(op->child[1], left, op->opened);
  if (kind == NODE_MINUS && lookup->shared_count == 0)
    return operator_open(op->child[0], left, err);
  const Status status = read_right(op, right, err);
  operator_close(op->child[1]);
  TRY(status);
  return operator_open(op->child[0], left, err);
}

// The next kept row that is compatible with the left solution; -1 after the last.
static ptrdiff_t next_partner(Lookup *lookup) {
  for (;;) {
    lookup->at = lookup->by_index ? rows_find(&lookup->right, lookup->left->term, lookup->at)
                                  : lookup->at + 1;
    if (lookup->at < 0 || (size_t)lookup->at >= lookup->right.count) return -1;
    if (rows_compatible(&lookup->right, (size_t)lookup->at, lookup->left->term)) return lookup->at;
  }
}

static void merge(PlanOperator *op, size_t number) {
  const Lookup *lookup = op->state;
  const Node *left = op->child[0]->node;
  operator_begin_row(op);
  for (int v = varset_next(&left->variables, 0); v >= 0; v = varset_next(&left->variables, v + 1))
    op->term[v] = lookup->left->term[v];
  for (size_t i = 0; i < lookup->right.var_count; i++)
    if (lookup->right.row[number][i].kind != TERM_UNBOUND)
      op->term[lookup->right.var[i]] = lookup->right.row[number][i];
}

static Status holds(PlanOperator *op, bool *out, Error *err) {
  const Expr *condition = op->node->kind == NODE_LEFTJOIN ? op->node->u.join.condition : NULL;
  *out = true;
  if (condition == NULL) return STATUS_OK;
  Truth truth;
  arena_reset(op->scratch);
  TRY(evaluate_truth(op->runtime->evaluator, condition, &op->solution, op->scratch, &truth, err));
  *out = truth == TRUTH_TRUE;
  return STATUS_OK;
}

static Status begin_left(PlanOperator *op, Error *err) {
  Lookup *lookup = op->state;
  TRY(operator_next(op->child[0], &lookup->left, err));
  if (lookup->left == NULL) return STATUS_OK;
  lookup->at = -1;
  lookup->matched = false;
  lookup->by_index = lookup->key_count > 0 && rows_key_bound(&lookup->right, lookup->left->term);
  return STATUS_OK;
}

// Does some right row share a bound variable and agree on all of them?
static Status is_removed(PlanOperator *op, bool *out, Error *err) {
  Lookup *lookup = op->state;
  *out = false;
  ptrdiff_t number;
  while (!*out && (number = next_partner(lookup)) >= 0) {
    TRY(runtime_check(op->runtime, err));
    for (size_t i = 0; i < lookup->right.var_count && !*out; i++)
      *out = lookup->right.var[i] != op->node->u.minus.graph &&
             lookup->right.row[number][i].kind != TERM_UNBOUND &&
             lookup->left->term[lookup->right.var[i]].kind != TERM_UNBOUND;
  }
  return STATUS_OK;
}

static Status minus_next(PlanOperator *op, const Solution **out, Error *err) {
  const Lookup *lookup = op->state;
  for (;;) {
    bool removed;
    TRY(runtime_check(op->runtime, err));
    TRY(begin_left(op, err));
    *out = lookup->left;
    if (*out == NULL) return STATUS_OK;
    TRY(is_removed(op, &removed, err));
    if (!removed) return STATUS_OK;
  }
}

static Status lookup_next(PlanOperator *op, const Solution **out, Error *err) {
  Lookup *lookup = op->state;
  if (op->node->kind == NODE_MINUS) return minus_next(op, out, err);
  *out = NULL;
  for (;;) {
    TRY(runtime_check(op->runtime, err));
    if (lookup->left == NULL) {
      TRY(begin_left(op, err));
      if (lookup->left == NULL) return STATUS_OK;
    }
    const ptrdiff_t number = next_partner(lookup);
    if (number >= 0) {
      bool good;
      merge(op, (size_t)number);
      TRY(holds(op, &good, err));
      if (!good) continue;
      lookup->matched = true;
      *out = &op->solution;
      return STATUS_OK;
    }
    const Solution *left = lookup->left;
    lookup->left = NULL;
    if (op->node->kind == NODE_JOIN || lookup->matched) continue;
    *out = left;
    return STATUS_OK;
  }
}

static void lookup_close(PlanOperator *op) {
  Lookup *lookup = op->state;
  operator_close(op->child[0]);
  operator_close(op->child[1]);
  rows_free(&lookup->right);
  arena_reset(op->scratch);
}

const OperatorClass OPERATOR_LOOKUP = {"lookup",    sizeof(Lookup), lookup_make,
                                       lookup_open, lookup_next,    lookup_close};
