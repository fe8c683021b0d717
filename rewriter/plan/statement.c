// Unfold, passes, SQL text.
#include "rewriter/plan/statement.h"

#include "base/clock.h"
#include "rewriter/pass/pass.h"
#include "rewriter/plan/presence.h"
#include "rewriter/plan/workers.h"
#include "rewriter/sql/deparse.h"
#include "rewriter/trace.h"

// The native variables that the plan's terms are made of, in ascending order.
static VarSet plan_variables(const Plan *plan, Arena *arena) {
  VarSet used = varset_empty(arena);
  for (size_t i = 0; i < plan->term_count; i++) expr_variables(plan->term[i], &used);
  return used;
}

static void set_columns(Plan *plan, Arena *arena, const VarSet *used) {
  VarId *columns = ARENA_ARRAY(arena, VarId, varset_count(used));
  plan->column_count = 0;
  for (int v = varset_next(used, 0); v >= 0; v = varset_next(used, v + 1))
    columns[plan->column_count++] = (VarId)v;
  plan->column = columns;
}

// Constants alone make up the solutions: a column still says that there is one.
static void add_row_marker(Plan *plan, Arena *arena) {
  const Binding marker = {variables_fresh_native(plan->query->variables, PG_TYPE_INT4, "row"),
                          expr_native(arena, PG_TYPE_INT4, "1")};
  plan->tree =
      plan->tree->kind == NODE_EMPTY ? plan->tree : node_extend(arena, plan->tree, 1, &marker);
  VarId *columns = ARENA_ARRAY(arena, VarId, 1);
  columns[0] = marker.var;
  plan->column = columns;
  plan->column_count = 1;
}

static const Expr *binding_of(const Node *node, VarId var) {
  for (size_t i = 0; i < node->u.extend.count; i++)
    if (node->u.extend.binding[i].var == var) return node->u.extend.binding[i].expr;
  return NULL;
}

// What `var` is only another name of in the rows of `node`, in the end; itself: of nothing.
static VarId named(const Node *node, VarId var) {
  for (; node->child_count > 0; node = node->child[0]) {
    if (node->kind == NODE_PROJECT || node->kind == NODE_FILTER || node->kind == NODE_ORDER ||
        node->kind == NODE_SLICE)
      continue;
    if (node->kind != NODE_EXTEND) return var;
    const Expr *expr = binding_of(node, var);
    if (expr != NULL && expr->kind != EXPR_VAR) return var;
    if (expr != NULL) var = expr->u.var;
  }
  return var;
}

typedef struct Names {
  Arena *arena;
  const Variables *variables;
  const Node *tree;
  const VarSet *used;
} Names;

// Of the names that one value has at the root, the first.
static const Expr *first_name(void *self, VarId var) {
  const Names *names = self;
  const VarId value = named(names->tree, var);
  int first = varset_next(names->used, 0);
  while (first >= 0 && named(names->tree, (VarId)first) != value)
    first = varset_next(names->used, first + 1);
  if (first < 0 || (VarId)first == var) return NULL;
  return expr_var(names->arena, names->variables, (VarId)first);
}

// Passes have made two variables one: the terms speak of that one, and its column comes once.
static void share_columns(Plan *plan, Arena *arena, const RewriteOptions *options,
                          Variables *variables, VarSet *used) {
  const Expr **terms = ARENA_ARRAY(arena, const Expr *, plan->term_count);
  Names names = {arena, variables, plan->tree, used};
  bool changed = false;
  if ((options->disabled_passes >> PASS_prune & 1) != 0) return;
  for (size_t i = 0; i < plan->term_count; i++) {
    terms[i] = expr_substitute(arena, plan->term[i], first_name, &names);
    changed |= terms[i] != plan->term[i];
  }
  if (!changed) return;
  plan->term = terms;
  *used = plan_variables(plan, arena);
  Pass pass = {.arena = arena, .variables = variables, .needed = *used, .options = options};
  plan->tree = pass_prune(&pass, plan->tree);
}

enum { LARGE_ROWS = 20000 };

static bool has_given_value(const Expr *condition) {
  if (condition->kind != EXPR_SQL) return false;
  const Expr *const *arg = condition->u.sql.arg;
  if (condition->u.sql.op == OP_EQ) return arg[0]->kind == EXPR_VAR && expr_is_given(arg[1]);
  if (condition->u.sql.op != OP_AND) return false;
  for (size_t i = 0; i < condition->u.sql.count; i++)
    if (has_given_value(arg[i])) return true;
  return false;
}

// A guess from the planner's own row counts: is some table large and nothing above cuts it down?
static bool is_large(const Node *node) {
  switch (node->kind) {
    case NODE_FILTER:
      if (has_given_value(node->u.filter.condition)) return false;
      break;
    case NODE_SCAN: return node->u.scan.table->relation->rows > LARGE_ROWS;
    case NODE_SLICE:
      if (node->u.slice.limit <= LARGE_ROWS) return false;
      break;
    case NODE_GROUP:
      if (node->u.group.key_count == 0) return false;
      break;
    default: break;
  }
  for (size_t i = 0; i < node->child_count; i++) {
    if (i == 1 && (node->kind == NODE_SEMI || node->kind == NODE_ANTI)) break;
    if (is_large(node->child[i])) return true;
  }
  return false;
}

enum { TRIAL_MEMORY = 256 * 1024 * 1024 };

typedef struct Trial {
  const Rewriting *rewriting;
  const Query *query;
  const Node *pattern;
} Trial;

static Status try_pattern(void *context, Error *err) {
  const Trial *trial = context;
  return unfold_try(trial->query, trial->rewriting->index, trial->rewriting->options,
                    trial->pattern, err);
}

// In memory of its own: many patterns are tried, few are written.
Status statement_try(const Rewriting *rewriting, const Node *pattern, Error *err) {
  Arena *memory = arena_create(TRIAL_MEMORY);
  if (memory == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  Query query = *rewriting->query;
  query.arena = memory;
  query.symbols = symbols_create(memory, rewriting->query->symbols);
  query.variables = variables_copy(memory, rewriting->query->variables);
  Trial trial = {rewriting, &query, pattern};
  const Status status = arena_run(memory, try_pattern, &trial, err);
  arena_destroy(memory);
  return status;
}

Status statement_write(const Rewriting *rewriting, const Wanted *wanted, Plan *plan, Error *err) {
  const Query *query = rewriting->query;
  const RewriteOptions *options = rewriting->options;
  Arena *arena = query->arena;
  double started = clock_ms();
  TRY(unfold_wanted(query, rewriting->index, options, wanted, plan, err));
  trace_add(options->trace, arena, started,
            (TraceStep){"unfold", 0, query->variables, wanted->pattern, plan->tree, 0});

  started = clock_ms();
  const Node *unfolded = plan->tree;
  VarSet used = plan_variables(plan, arena);
  TRY(pass_run_all(arena, query->variables, options, &used, unfolded, &plan->tree, err));
  trace_add(options->trace, arena, started,
            (TraceStep){"passes", 0, query->variables, unfolded, plan->tree, 0});

  share_columns(plan, arena, options, query->variables, &used);
  set_columns(plan, arena, &used);
  if (plan->column_count == 0) add_row_marker(plan, arena);
  Pass pass = {.arena = arena, .variables = query->variables, .needed = used, .options = options};
  presence_leave_to_reader(&pass, plan);
  plan->large = is_large(plan->tree);
  plan->parallel = plan_workers(plan->tree);
  if (plan->tree->kind == NODE_EMPTY) return STATUS_OK;
  started = clock_ms();
  TRY(deparse_select(arena, query->variables, plan->tree, plan->column_count, plan->column, true,
                     &plan->sql, err));
  trace_add(options->trace, arena, started, (TraceStep){.name = "deparse"});
  return STATUS_OK;
}
