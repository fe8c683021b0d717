// FILTER, EXTEND, PROJECT: one solution in, at most one out.
#include <string.h>

#include "endpoint/run/operator/operator.h"
#include "rewriter/ir/walk.h"

// A partner's bindings go on to the child, but for variables of which the expression would see more
// than it would without them.
static const LeafBlock *block_below(const PlanOperator *op, const Expr *expr,
                                    const LeafBlock *block) {
  if (block == NULL) return NULL;
  VarSet allowed = varset_copy(op->opened, &op->child[0]->node->variables);
  VarSet mentions = varset_empty(op->scratch);
  if (expr != NULL) expr_variables(expr, &mentions);
  varset_remove_all(&mentions, &op->child[0]->node->certain);
  varset_remove_all(&allowed, &mentions);
  return block_restrict(block, &allowed, op->opened);
}

static Status open_child(PlanOperator *op, const Expr *expr, const LeafBlock *block, Error *err) {
  return operator_open(op->child[0], block_below(op, expr, block), err);
}

static void step_close(PlanOperator *op) {
  operator_close(op->child[0]);
  arena_reset(op->scratch);
}

// --- FILTER --------------------------------------------------------------------------------------

static Status filter_make(PlanOperator *op, Error *err) {
  return exists_create(op->runtime, op->node->u.filter.condition, err);
}

static Status filter_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  const Expr *condition = op->node->u.filter.condition;
  TRY(exists_prepare(op->runtime, condition, err));
  return open_child(op, condition, block, err);
}

static Status filter_next(PlanOperator *op, const Solution **out, Error *err) {
  for (;;) {
    TRY(runtime_check(op->runtime, err));
    TRY(operator_next(op->child[0], out, err));
    if (*out == NULL) return STATUS_OK;
    Truth truth;
    arena_reset(op->scratch);
    TRY(evaluate_truth(op->runtime->evaluator, op->node->u.filter.condition, *out, op->scratch,
                       &truth, err));
    if (truth == TRUTH_TRUE) return STATUS_OK;
  }
}

const OperatorClass OPERATOR_FILTER = {"filter",    0,           filter_make,
                                       filter_open, filter_next, step_close};

// --- EXTEND --------------------------------------------------------------------------------------

static Status extend_make(PlanOperator *op, Error *err) {
  for (size_t i = 0; i < op->node->u.extend.count; i++)
    TRY(exists_create(op->runtime, op->node->u.extend.binding[i].expr, err));
  return STATUS_OK;
}

static Status extend_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  const Node *node = op->node;
  for (size_t i = 0; i < node->u.extend.count; i++)
    TRY(exists_prepare(op->runtime, node->u.extend.binding[i].expr, err));
  // The block's variables are those of the child: nothing that is bound here goes down.
  return open_child(op, node->u.extend.count == 1 ? node->u.extend.binding[0].expr : NULL,
                    node->u.extend.count == 1 ? block : NULL, err);
}

// Inside EXISTS, what the solution around binds must be what comes out (18.6). False: it differs.
static bool bind(PlanOperator *op, VarId var, const Term *term) {
  Term *here = &op->term[var];
  if (op->runtime->outer == NULL || op->runtime->outer[var].kind == TERM_UNBOUND) {
    *here = *term;
    return true;
  }
  return term->kind == TERM_UNBOUND || term_equal(here, term);
}

static Status extend_next(PlanOperator *op, const Solution **out, Error *err) {
  const Node *node = op->node;
  for (;;) {
    const Solution *solution;
    *out = NULL;
    TRY(operator_next(op->child[0], &solution, err));
    if (solution == NULL) return STATUS_OK;
    arena_reset(op->scratch);
    memcpy(op->term, solution->term, op->runtime->width * sizeof *op->term);
    op->solution.id = solution->id;
    bool fits = true;
    for (size_t i = 0; i < node->u.extend.count && fits; i++) {
      const Binding *binding = &node->u.extend.binding[i];
      Term term = {.kind = TERM_UNBOUND};
      TRY(evaluate_term(op->runtime->evaluator, binding->expr, &op->solution, op->scratch, &term,
                        err));
      fits = bind(op, binding->var, &term);
    }
    if (!fits) continue;
    *out = &op->solution;
    return STATUS_OK;
  }
}

const OperatorClass OPERATOR_EXTEND = {"extend",    0,           extend_make,
                                       extend_open, extend_next, step_close};

// --- PROJECT -------------------------------------------------------------------------------------

static Status project_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  return operator_open(op->child[0], block_restrict(block, &op->node->variables, op->opened), err);
}

static Status project_next(PlanOperator *op, const Solution **out, Error *err) {
  const Solution *solution;
  *out = NULL;
  TRY(operator_next(op->child[0], &solution, err));
  if (solution == NULL) return STATUS_OK;
  runtime_clear_row(op->runtime, op->term);
  for (size_t i = 0; i < op->node->u.project.count; i++)
    op->term[op->node->u.project.var[i]] = solution->term[op->node->u.project.var[i]];
  op->solution.id = solution->id;
  *out = &op->solution;
  return STATUS_OK;
}

const OperatorClass OPERATOR_PROJECT = {"project", 0, NULL, project_open, project_next, step_close};

// --- UNION ---------------------------------------------------------------------------------------

typedef struct Union {
  size_t branch;  // the one that is open; child_count: none
  const LeafBlock *block;
} Union;

static Status union_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Union *branches = op->state;
  branches->branch = 0;
  branches->block = block;  // valid until we are closed
  if (op->child_count == 0) return STATUS_OK;
  return operator_open(op->child[0], block, err);
}

static Status union_next(PlanOperator *op, const Solution **out, Error *err) {
  Union *branches = op->state;
  *out = NULL;
  while (branches->branch < op->child_count) {
    TRY(operator_next(op->child[branches->branch], out, err));
    if (*out != NULL) return STATUS_OK;
    operator_close(op->child[branches->branch]);
    if (++branches->branch < op->child_count)
      TRY(operator_open(op->child[branches->branch], branches->block, err));
  }
  return STATUS_OK;
}

static void union_close(PlanOperator *op) {
  Union *branches = op->state;
  if (branches->branch < op->child_count) operator_close(op->child[branches->branch]);
  branches->branch = op->child_count;
}

const OperatorClass OPERATOR_UNION = {"union",    sizeof(Union), NULL,
                                      union_open, union_next,    union_close};
