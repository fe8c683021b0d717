// EXISTS inside expressions that are evaluated here (SPARQL 1.1 section 18.6).
//
// The pattern has operators of its own. Their leaves are read once and kept; for each solution the
// operators run over those kept solutions that are compatible with it, and see its values.
#include "endpoint/run/operator/operator.h"
#include "rewriter/ir/walk.h"

// Calls `visit` for each EXISTS of the expression.
static Status each_exists(Runtime *runtime, const Expr *expr,
                          Status (*visit)(Runtime *runtime, const Node *pattern, Error *err),
                          Error *err) {
  if (expr == NULL) return STATUS_OK;
  if (expr->kind == EXPR_EXISTS) return visit(runtime, expr->u.exists.pattern, err);
  if (expr->kind == EXPR_AGG) return each_exists(runtime, expr->u.agg.arg, visit, err);
  if (expr->kind != EXPR_CALL) return STATUS_OK;
  for (size_t i = 0; i < expr->u.call.count; i++)
    TRY(each_exists(runtime, expr->u.call.arg[i], visit, err));
  return STATUS_OK;
}

static PlanOperator *find(const Runtime *runtime, const Node *pattern) {
  for (size_t i = 0; i < runtime->exists.count; i++)
    if (runtime->exists.item[i].pattern == pattern) return runtime->exists.item[i].root;
  return NULL;
}

static Status create_one(Runtime *runtime, const Node *pattern, Error *err) {
  ExistsPattern exists = {pattern, NULL};
  const bool saved = runtime->inside;
  runtime->inside = true;
  const Status status = operator_create(runtime, pattern, &exists.root, err);
  runtime->inside = saved;
  if (status == STATUS_OK) VEC_PUSH(runtime->arena, &runtime->exists, exists);
  return status;
}

Status exists_create(Runtime *runtime, const Expr *expr, Error *err) {
  return each_exists(runtime, expr, create_one, err);
}

static Status fill(PlanOperator *op, Error *err);

static Status fill_one(Runtime *runtime, const Node *pattern, Error *err) {
  return fill(find(runtime, pattern), err);
}

typedef struct Filling {
  Runtime *runtime;
  Status status;
  Error *err;
} Filling;

static void fill_expression(void *self, const Expr *expr) {
  Filling *filling = self;
  if (filling->status == STATUS_OK)
    filling->status = exists_prepare(filling->runtime, expr, filling->err);
}

// All kept leaves below, those of patterns inside expressions too.
static Status fill(PlanOperator *op, Error *err) {
  if (op->class_ == &OPERATOR_KEPT) return kept_fill(op, err);
  Filling filling = {op->runtime, STATUS_OK, err};
  node_each_expr(op->node, fill_expression, &filling);
  TRY(filling.status);
  for (size_t i = 0; i < op->child_count; i++) TRY(fill(op->child[i], err));
  return STATUS_OK;
}

Status exists_prepare(Runtime *runtime, const Expr *expr, Error *err) {
  return each_exists(runtime, expr, fill_one, err);
}

Status exists_holds(void *self, const Node *pattern, const Solution *solution, bool *out,
                    Error *err) {
  Runtime *runtime = self;
  PlanOperator *root = find(runtime, pattern);
  const Term *saved = runtime->outer;
  runtime->outer = solution->term;
  const Solution *found = NULL;
  Status status = operator_open(root, NULL, err);
  if (status == STATUS_OK) status = operator_next(root, &found, err);
  operator_close(root);
  runtime->outer = saved;
  *out = found != NULL;
  return status;
}
