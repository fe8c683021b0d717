// Making the operators of a plan ready, and running them.
#include "endpoint/run/operator/mixed.h"

#include <string.h>

#include "base/clock.h"
#include "endpoint/run/operator/operator.h"
#include "rewriter/ir/walk.h"
#include "rewriter/unfold/index.h"

struct Mixed {
  Runtime runtime;
  PlanOperator *root;
  Term *terms;
  double started;
};

// --- Making --------------------------------------------------------------------------------------

static void mention(const Node *node, VarSet *set);

static void mention_patterns(void *self, const Expr *expr) {
  VarSet *set = self;
  expr_variables(expr, set);
  if (expr->kind == EXPR_EXISTS) mention(expr->u.exists.pattern, set);
  if (expr->kind == EXPR_AGG && expr->u.agg.arg != NULL) mention_patterns(set, expr->u.agg.arg);
  if (expr->kind == EXPR_CALL)
    for (size_t i = 0; i < expr->u.call.count; i++) mention_patterns(set, expr->u.call.arg[i]);
}

// Every variable that a row needs a place for.
static void mention(const Node *node, VarSet *set) {
  varset_add_all(set, &node->variables);
  if (node->kind == NODE_STATEMENT) {
    const Plan *plan = node->u.statement.plan;
    for (size_t i = 0; i < plan->term_count; i++) varset_add(set, plan->variable[i]);
  }
  node_each_expr(node, mention_patterns, set);
  for (size_t i = 0; i < node->child_count; i++) mention(node->child[i], set);
}

static void look_for_calls(void *self, const Expr *expr);

static void look_for_calls_below(const Node *node, bool *found) {
  node_each_expr(node, look_for_calls, found);
  for (size_t i = 0; i < node->child_count; i++) look_for_calls_below(node->child[i], found);
}

static void look_for_calls(void *self, const Expr *expr) {
  bool *found = self;
  if (expr->kind == EXPR_EXISTS) look_for_calls_below(expr->u.exists.pattern, found);
  if (expr->kind == EXPR_AGG && expr->u.agg.arg != NULL) look_for_calls(found, expr->u.agg.arg);
  if (expr->kind != EXPR_CALL) return;
  *found |= expr->u.call.function == FN_CUSTOM;
  for (size_t i = 0; i < expr->u.call.count; i++) look_for_calls(found, expr->u.call.arg[i]);
}

static size_t width_of(const Plan *plan) {
  VarSet set = varset_empty(plan->query->arena);
  mention(plan->mixed, &set);
  for (size_t i = 0; i < plan->term_count; i++) varset_add(&set, plan->variable[i]);
  size_t width = 1;
  for (int v = varset_next(&set, 0); v >= 0; v = varset_next(&set, v + 1)) width = (size_t)v + 1;
  return width;
}

static bool is_cancelled(void *self) {
  const Runtime *runtime = self;
  return atomic_load_explicit(runtime->cancelled, memory_order_relaxed) ||
         (runtime->deadline > 0 && clock_ms() >= runtime->deadline);
}

Status mixed_create(const Plan *plan, const Mapping *mapping, const MixedOptions *options,
                    Mixed **out, Error *err) {
  const Query *query = plan->query;
  Mixed *mixed = ARENA_NEW(query->arena, Mixed);
  Runtime *runtime = &mixed->runtime;
  *runtime = (Runtime){.arena = query->arena,
                       .plan = plan,
                       .mapping = mapping,
                       .rewrite = options->rewrite,
                       .strict = options->strict,
                       .stream_large = options->stream_large,
                       .services = options->services,
                       .width = width_of(plan),
                       .limit = options->memory_limit};
  runtime->rewrite.trace = NULL;
  const EvaluatorOptions evaluator = {.symbols = query->symbols,
                                      .base = query->base,
                                      .exists = exists_holds,
                                      .call = call_value,
                                      .cancelled = is_cancelled,
                                      .self = runtime};
  bool calls = false;
  look_for_calls_below(plan->mixed, &calls);
  if (calls) {
    runtime->calls = calls_create(query->arena);
    if (runtime->rewrite.index == NULL)
      runtime->rewrite.index = mapping_index_create(query->arena, mapping);
  }
  runtime->evaluator = evaluator_create(query->arena, &evaluator);
  mixed->terms = ARENA_ARRAY(query->arena, Term, plan->term_count + 1);
  TRY(operator_create(runtime, plan->mixed, &mixed->root, err));
  *out = mixed;
  return STATUS_OK;
}

bool mixed_asks_database(const Mixed *mixed) {
  return mixed->runtime.plan->statement_count > 0 || mixed->runtime.calls != NULL;
}

// Two services that say the same say it once.
const char *mixed_warning(const Mixed *mixed) {
  const Runtime *runtime = &mixed->runtime;
  const char *all = NULL;
  for (size_t i = 0; i < runtime->leaves.count; i++) {
    const char *one = runtime->leaves.item[i].warning;
    if (one == NULL || (all != NULL && strstr(all, one) != NULL)) continue;
    all = all == NULL ? one : arena_format(runtime->arena, "%s; %s", all, one);
  }
  return all;
}

// --- Running -------------------------------------------------------------------------------------

static Status feed(Mixed *mixed, const MixedRun *run, Error *err) {
  const Plan *plan = mixed->runtime.plan;
  TRY(operator_open(mixed->root, NULL, err));
  for (;;) {
    const Solution *solution;
    TRY(operator_next(mixed->root, &solution, err));
    if (solution == NULL) return STATUS_OK;
    for (size_t i = 0; i < plan->term_count; i++)
      mixed->terms[i] = solution->term[plan->variable[i]];
    TRY(run->row(run->self, mixed->terms, err));
    if (run->one_row) return STATUS_OK;
  }
}

typedef struct Feeding {
  Mixed *mixed;
  const MixedRun *run;
} Feeding;

static Status feed_within(void *context, Error *err) {
  const Feeding *feeding = context;
  return feed(feeding->mixed, feeding->run, err);
}

Status mixed_run(Mixed *mixed, const MixedRun *run, Error *err) {
  Runtime *runtime = &mixed->runtime;
  mixed->started = clock_ms();
  runtime->db = run->db;
  runtime->cancelled = run->cancelled;
  runtime->deadline = run->timeout_ms == 0 ? 0 : mixed->started + run->timeout_ms;
  runtime->limited = 0;
  runtime->outer = NULL;
  runtime->rows = runtime->invalid_count = 0;
  runtime->first_row = 0;
  Feeding feeding = {mixed, run};
  Status status = arena_run(runtime->arena, feed_within, &feeding, err);
  operator_close(mixed->root);
  for (size_t i = 0; i < runtime->kept.count; i++) operator_forget(runtime->kept.item[i]);
  // The evaluator calls it cancelled, too, when time is up.
  if (status == STATUS_CANCELLED) status = runtime_ended(runtime, err);
  runtime->db = NULL;
  return status;
}

void mixed_cancel(Mixed *mixed) {
  for (size_t i = 0; i < mixed->runtime.leaves.count; i++) {
    const Leaf *leaf = &mixed->runtime.leaves.item[i];
    if (leaf->cancel != NULL) leaf->cancel(leaf->self);
  }
}

MixedCounts mixed_counts(const Mixed *mixed) {
  const Runtime *runtime = &mixed->runtime;
  return (MixedCounts){
      runtime->rows, runtime->first_row > 0 ? runtime->first_row - mixed->started : 0,
      runtime->invalid_count, runtime->invalid_count > 0 ? runtime->invalid_example : NULL};
}
