// The split: each operator in SQL with all that is below it, as long as SQL does not refuse.
//
// Law: a mixed tree's solutions are the pattern's. Top-down, a pattern that SQL accepts whole is
// one statement. Where it refuses, the operands are split first; then the operator is tried again
// over those that became statements, with the steps that SQL could not do hoisted above it
// (hoist.c); only what is refused even so stays in the mixed tree.
#include "rewriter/plan/split.h"

#include "rewriter/ir/walk.h"
#include "rewriter/lower/lower.h"
#include "rewriter/plan/derived.h"
#include "rewriter/plan/hoist.h"

typedef VEC(const Node *) Nodes;

static const Node *statement(Split *split, const Node *pattern) {
  return node_statement(split->arena, 0, pattern, NULL, NULL);
}

static bool is_graph_leaf(NodeKind kind) { return kind == NODE_TRIPLE || kind == NODE_GRAPH_NAMES; }

Status split_try(Split *split, const Node *pattern, bool *good, Error *err) {
  *good = false;
  if (split->rewriting->options->apart && !is_graph_leaf(pattern->kind)) {
    split->refusal = (Error){.code = STATUS_UNSUPPORTED, .message = "asked for"};
    return STATUS_OK;
  }
  Error error = {0};
  const Status status = statement_try(split->rewriting, pattern, &error);
  if (status == STATUS_UNSUPPORTED) {
    split->refusal = error;
    return STATUS_OK;
  }
  *good = status == STATUS_OK;
  if (status != STATUS_OK && err != NULL) *err = error;
  return status;
}

// A tree that is a statement, with its pattern under `over`: one statement where SQL accepts it.
static Status try_over(Split *split, const Node *pattern, const Node **out, Error *err) {
  bool good;
  *out = NULL;
  TRY(split_try(split, pattern, &good, err));
  if (good) *out = statement(split, pattern);
  return STATUS_OK;
}

static Status refused(const Split *split, Error *err) {
  if (err != NULL) *err = split->refusal;
  return STATUS_UNSUPPORTED;
}

// Something stays outside SQL because of the last refusal.
static void note_reason(Split *split) {
  static const char prefix[] = "not supported yet: ";
  const char *text = split->refusal.message;
  if (strncmp(text, prefix, sizeof prefix - 1) == 0) text += sizeof prefix - 1;
  for (size_t i = 0; i < split->reason.count; i++) {
    const PlanReason *known = &split->reason.item[i];
    if (known->at.line == split->refusal.at.line && known->at.column == split->refusal.at.column &&
        strcmp(known->text, text) == 0)
      return;
  }
  const PlanReason reason = {split->refusal.at, arena_copy_text(split->arena, text, strlen(text))};
  VEC_PUSH(split->arena, &split->reason, reason);
}

// --- Expressions ---------------------------------------------------------------------------------

// What is left outside SQL has functions that the mapping knows.
Status split_check(const Split *split, const Expr *expr, Error *err) {
  if (expr == NULL || expr->kind != EXPR_CALL) return STATUS_OK;
  const UserFunction *function;
  if (expr->u.call.function == FN_CUSTOM)
    TRY(custom_find(mapping_index_mapping(split->rewriting->index), expr, &function, err));
  for (size_t i = 0; i < expr->u.call.count; i++) TRY(split_check(split, expr->u.call.arg[i], err));
  return STATUS_OK;
}

static Status sink_extend(Split *split, const Node *tree, const Binding *binding, const Node **out,
                          Error *err);

// Law: an expression over a part (a call of the mapping's own function) is the expression over a
// variable that SQL binds to the part. An error leaves the variable unbound, which is an error
// again where it is used. Parts under BOUND are variables, and stay.
//
// Why: SQL computes the part beside what it joins. A part that SQL cannot bind there, because its
// arguments are not in SQL, is asked for by itself, one solution after the other.
static Status take_part(Split *split, const Node **tree, const Expr *whole, const Expr **part,
                        Error *err) {
  const Expr *expr = *part;
  if (expr->kind != EXPR_CALL) return STATUS_OK;
  if (expr->u.call.function == FN_CUSTOM && expr != whole) {
    Variables *variables = split->rewriting->query->variables;
    const Binding binding = {variables_fresh_rdf(variables, "part"), expr};
    const Node *bound = NULL;
    TRY(sink_extend(split, *tree, &binding, &bound, err));
    if (bound != NULL) {
      *tree = bound;
      *part = expr_var(split->arena, variables, binding.var);
      return STATUS_OK;
    }
  }
  const size_t count = expr->u.call.count;
  const Expr **args = arena_copy(split->arena, expr->u.call.arg, count * sizeof *args);
  bool changed = false;
  for (size_t i = 0; i < count; i++) {
    TRY(take_part(split, tree, whole, &args[i], err));
    changed |= args[i] != expr->u.call.arg[i];
  }
  if (changed)
    *part = expr_call(split->arena, expr->u.call.function, expr->u.call.iri, count, args, expr->at);
  return STATUS_OK;
}

static Status take_parts(Split *split, const Node **tree, const Expr **expr, Error *err) {
  const Error refusal = split->refusal;
  TRY(split_check(split, *expr, err));
  TRY(take_part(split, tree, *expr, expr, err));
  split->refusal = refusal;
  return STATUS_OK;
}

// The condition further down, in SQL. *out is NULL where it does not go.
static Status sink_filter(Split *split, const Node *tree, const Expr *condition, const Node **out,
                          Error *err) {
  Arena *arena = split->arena;
  *out = NULL;
  const VarSet mentions = expr_mentions(arena, condition);
  if (tree->kind == NODE_STATEMENT)
    return try_over(split, node_filter(arena, tree->u.statement.pattern, condition), out, err);
  int operand = -1;
  if (is_step(tree)) {
    if (step_lets_sink(arena, tree, &mentions, NULL)) operand = 0;
  } else if (tree->kind == NODE_JOIN || tree->kind == NODE_LEFTJOIN || tree->kind == NODE_MINUS) {
    operand = operand_of_condition(arena, tree, &mentions);
  }
  if (operand < 0) return STATUS_OK;
  const Node *below = NULL;
  TRY(sink_filter(split, tree->child[operand], condition, &below, err));
  if (below == NULL) return STATUS_OK;
  *out = node_with_child(arena, tree, (size_t)operand, below);
  return STATUS_OK;
}

// Each conjunct by itself: what SQL can do goes down, the rest stays above.
static Status add_filter(Split *split, const Node *tree, const Expr *condition, const Node **out,
                         Error *err) {
  TRY(sink_filter(split, tree, condition, out, err));
  if (*out != NULL) return STATUS_OK;
  if (condition->kind == EXPR_CALL && condition->u.call.function == FN_AND) {
    for (size_t i = 0; i < condition->u.call.count; i++)
      TRY(add_filter(split, tree, condition->u.call.arg[i], &tree, err));
    *out = tree;
    return STATUS_OK;
  }
  const VarSet visible = tree->variables;
  TRY(take_parts(split, &tree, &condition, err));
  note_reason(split);
  tree = node_filter(split->arena, tree, condition);
  *out = project_deep(split->arena, tree, &visible, split->rewriting->options->apart);
  return STATUS_OK;
}

// Into the operand that alone says what the expression is.
static Status sink_extend_operand(Split *split, const Node *tree, const Binding *binding,
                                  const VarSet *mentions, const Node **out, Error *err) {
  Arena *arena = split->arena;
  const int operand =
      expr_is_volatile(binding->expr) ? -1 : operand_of_condition(arena, tree, mentions);
  if (operand < 0) return STATUS_OK;
  const Node *below = NULL;
  TRY(sink_extend(split, tree->child[operand], binding, &below, err));
  if (below == NULL) return STATUS_OK;
  *out = node_with_child(arena, tree, (size_t)operand, below);
  return STATUS_OK;
}

// *out is NULL where SQL cannot bind it.
static Status sink_extend(Split *split, const Node *tree, const Binding *binding, const Node **out,
                          Error *err) {
  Arena *arena = split->arena;
  *out = NULL;
  if (tree->kind == NODE_STATEMENT)
    return try_over(split, node_extend(arena, tree->u.statement.pattern, 1, binding), out, err);
  const VarSet mentions = expr_mentions(arena, binding->expr);
  if (tree->kind == NODE_JOIN || tree->kind == NODE_LEFTJOIN || tree->kind == NODE_MINUS)
    return sink_extend_operand(split, tree, binding, &mentions, out, err);
  if (!is_step(tree) || !step_lets_sink(arena, tree, &mentions, &binding->var)) return STATUS_OK;
  const Node *below = NULL;
  TRY(sink_extend(split, tree->child[0], binding, &below, err));
  if (below == NULL) return STATUS_OK;
  VarSet more = varset_empty(arena);
  varset_add(&more, binding->var);
  *out = step_over(arena, tree, below, &more);
  return STATUS_OK;
}

static Status add_extend(Split *split, const Node *tree, const Binding *binding, const Node **out,
                         Error *err) {
  TRY(sink_extend(split, tree, binding, out, err));
  if (*out != NULL) return STATUS_OK;
  VarSet visible = varset_copy(split->arena, &tree->variables);
  Binding outside = *binding;
  TRY(take_parts(split, &tree, &outside.expr, err));
  note_reason(split);
  tree = node_extend(split->arena, tree, 1, &outside);
  varset_add(&visible, binding->var);
  *out = project_deep(split->arena, tree, &visible, split->rewriting->options->apart);
  return STATUS_OK;
}

// --- Joins ---------------------------------------------------------------------------------------

// Takes the steps that may stand above off the top of *tree, outermost first.
static void take_steps(Split *split, const Node **tree, const VarSet *others, Nodes *steps) {
  while (is_step(*tree) && step_rises_join(split->arena, *tree, others)) {
    VEC_PUSH(split->arena, steps, *tree);
    *tree = (*tree)->child[0];
  }
}

// Puts them over `tree` again, innermost first. A projection comes last, to what is `visible`.
static const Node *put_steps(Split *split, const Node *tree, const Nodes *steps,
                             const VarSet *visible) {
  bool projected = false;
  for (size_t i = steps->count; i > 0; i--) {
    const Node *step = steps->item[i - 1];
    projected |= step->kind == NODE_PROJECT;
    if (step->kind != NODE_PROJECT) tree = step_over(split->arena, step, tree, NULL);
  }
  if (!projected) return tree;
  return project_deep(split->arena, tree, visible, split->rewriting->options->apart);
}

// One statement of each set of statements that share variables; of all of them when nothing else
// is joined (a product is PostgreSQL's work then).
static Status merge_statements(Split *split, Nodes *operands, Error *err) {
  Arena *arena = split->arena;
  bool alone = true;
  for (size_t i = 0; i < operands->count; i++) alone &= operands->item[i]->kind == NODE_STATEMENT;
  for (size_t i = 0; i < operands->count; i++) {
    for (size_t j = i + 1; j < operands->count;) {
      const Node *a = operands->item[i], *b = operands->item[j];
      const Node *both = NULL;
      if (a->kind == NODE_STATEMENT && b->kind == NODE_STATEMENT &&
          (alone || varset_intersects(&a->variables, &b->variables)))
        TRY(try_over(
            split,
            node_join(arena, 2, (const Node *[]){a->u.statement.pattern, b->u.statement.pattern}),
            &both, err));
      if (both == NULL) {
        j++;
        continue;
      }
      operands->item[i] = both;
      for (size_t k = j + 1; k < operands->count; k++) operands->item[k - 1] = operands->item[k];
      operands->count--;
      j = i + 1;  // it may share more now
    }
  }
  return STATUS_OK;
}

static Status split_join(Split *split, const Node *node, const Node **out, Error *err) {
  Arena *arena = split->arena;
  Nodes operands = {0}, flat = {0}, steps = {0};
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *child;
    TRY(split_pattern(split, node->child[i], &child, err));
    VEC_PUSH(arena, &operands, child);
  }
  for (size_t i = 0; i < operands.count; i++) {
    VarSet others = varset_empty(arena);
    for (size_t j = 0; j < operands.count; j++)
      if (j != i) node_reach(operands.item[j], &others);
    for (size_t j = 0; j < steps.count; j++) node_reach(steps.item[j], &others);
    Nodes own = {0};
    take_steps(split, &operands.item[i], &others, &own);
    for (size_t j = 0; j < own.count; j++) VEC_PUSH(arena, &steps, own.item[j]);
  }
  for (size_t i = 0; i < operands.count; i++) {
    const Node *operand = operands.item[i];
    if (operand->kind == NODE_JOIN)
      for (size_t j = 0; j < operand->child_count; j++) VEC_PUSH(arena, &flat, operand->child[j]);
    else
      VEC_PUSH(arena, &flat, operand);
  }
  TRY(merge_statements(split, &flat, err));
  const Node *joined = flat.count == 1 ? flat.item[0] : node_join(arena, flat.count, flat.item);
  *out = put_steps(split, joined, &steps, &node->variables);
  return STATUS_OK;
}

// Conjuncts of an OPTIONAL's condition that speak of its pattern alone go there, where SQL can do
// them.
static Status sink_condition(Split *split, const Node *left, const Node **right,
                             const Expr *condition, const Expr **rest, Error *err) {
  Arena *arena = split->arena;
  if (condition->kind == EXPR_CALL && condition->u.call.function == FN_AND) {
    for (size_t i = 0; i < condition->u.call.count; i++)
      TRY(sink_condition(split, left, right, condition->u.call.arg[i], rest, err));
    return STATUS_OK;
  }
  VarSet shared = expr_mentions(arena, condition);
  varset_keep_all(&shared, &left->variables);
  const Node *below = NULL;
  if (varset_subset(&shared, &(*right)->certain))
    TRY(sink_filter(split, *right, condition, &below, err));
  if (below != NULL) {
    *right = below;
  } else {
    const Expr *both[] = {*rest, condition};
    *rest = *rest == NULL ? condition : expr_call(arena, FN_AND, NULL, 2, both, condition->at);
  }
  return STATUS_OK;
}

static Status split_leftjoin(Split *split, const Node *node, const Node **out, Error *err) {
  Arena *arena = split->arena;
  const Expr *condition = node->u.join.condition;
  const Node *left, *right;
  TRY(split_pattern(split, node->child[0], &left, err));
  TRY(split_pattern(split, node->child[1], &right, err));
  Nodes steps = {0};
  VarSet others = varset_empty(arena);
  node_reach(right, &others);
  if (condition != NULL) expr_variables(condition, &others);
  take_steps(split, &left, &others, &steps);
  const Node *joined = NULL;
  for (size_t round = 0; round < 2 && joined == NULL; round++) {
    if (left->kind == NODE_STATEMENT && right->kind == NODE_STATEMENT)
      TRY(try_over(
          split,
          node_leftjoin(arena, left->u.statement.pattern, right->u.statement.pattern, condition),
          &joined, err));
    if (joined != NULL || round > 0 || condition == NULL) continue;
    const Expr *rest = NULL;
    const Error refusal = split->refusal;
    TRY(sink_condition(split, left, &right, condition, &rest, err));
    split->refusal = refusal;
    condition = rest;
  }
  if (joined == NULL) {
    TRY(split_check(split, condition, err));
    note_reason(split);
    joined = node_leftjoin(arena, left, right, condition);
  }
  *out = put_steps(split, joined, &steps, &node->variables);
  return STATUS_OK;
}

static Status split_minus(Split *split, const Node *node, const Node **out, Error *err) {
  Arena *arena = split->arena;
  const Node *left, *right, *rest = NULL;
  TRY(split_pattern(split, node->child[0], &left, err));
  TRY(split_pattern(split, node->child[1], &right, err));
  Nodes steps = {0};
  VarSet others = varset_empty(arena);
  node_reach(right, &others);
  take_steps(split, &left, &others, &steps);
  if (left->kind == NODE_STATEMENT && right->kind == NODE_STATEMENT)
    TRY(try_over(split,
                 node_minus(arena, left->u.statement.pattern, right->u.statement.pattern,
                            node->u.minus.graph),
                 &rest, err));
  if (rest == NULL) rest = node_minus(arena, left, right, node->u.minus.graph);
  *out = put_steps(split, rest, &steps, &node->variables);
  return STATUS_OK;
}

static Status split_union(Split *split, const Node *node, const Node **out, Error *err) {
  Arena *arena = split->arena;
  Nodes patterns = {0}, branches = {0};
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *branch;
    TRY(split_pattern(split, node->child[i], &branch, err));
    if (branch->kind == NODE_STATEMENT && !split->rewriting->options->apart)
      VEC_PUSH(arena, &patterns, branch->u.statement.pattern);
    else
      VEC_PUSH(arena, &branches, branch);
  }
  if (patterns.count > 0) {
    const Node *together =
        patterns.count == 1 ? patterns.item[0] : node_union(arena, patterns.count, patterns.item);
    VEC_PUSH(arena, &branches, statement(split, together));
  }
  *out = branches.count == 1 ? branches.item[0] : node_union(arena, branches.count, branches.item);
  return STATUS_OK;
}

// --- Steps and modifiers -------------------------------------------------------------------------

static Status split_filter(Split *split, const Node *node, const Node **out, Error *err) {
  const Node *child;
  TRY(split_pattern(split, node->child[0], &child, err));
  return add_filter(split, child, node->u.filter.condition, out, err);
}

static Status split_extend(Split *split, const Node *node, const Node **out, Error *err) {
  const Node *tree;
  TRY(split_pattern(split, node->child[0], &tree, err));
  for (size_t i = 0; i < node->u.extend.count; i++)
    TRY(add_extend(split, tree, &node->u.extend.binding[i], &tree, err));
  *out = tree;
  return STATUS_OK;
}

static Status split_project(Split *split, const Node *node, const Node **out, Error *err) {
  const Node *child;
  TRY(split_pattern(split, node->child[0], &child, err));
  *out = project_deep(split->arena, child, &node->variables, split->rewriting->options->apart);
  return STATUS_OK;
}

// ORDER over what stays outside SQL, by keys whose parts for SQL are bound below.
static Status order_outside(Split *split, const Node *node, const Node *tree, const Node **out,
                            Error *err) {
  Arena *arena = split->arena;
  const VarSet visible = tree->variables;
  const size_t count = node->u.order.count;
  OrderKey *keys = arena_copy(arena, node->u.order.key, count * sizeof *keys);
  for (size_t i = 0; i < count; i++) TRY(take_parts(split, &tree, &keys[i].expr, err));
  *out = project_deep(arena, node_order(arena, tree, count, keys), &visible,
                      split->rewriting->options->apart);
  return STATUS_OK;
}

// Under the steps that may stand above it, in SQL if that goes.
static Status split_modifier(Split *split, const Node *node, const Node **out, Error *err) {
  Arena *arena = split->arena;
  const Node *tree;
  TRY(split_pattern(split, node->child[0], &tree, err));
  if (node->kind == NODE_DISTINCT && node->u.distinct.reduced) {
    *out = tree;
    return STATUS_OK;
  }
  Nodes steps = {0};
  for (; is_step(tree); tree = tree->child[0]) {
    const bool rises = node->kind == NODE_DISTINCT ? step_rises_distinct(tree)
                       : node->kind == NODE_ORDER
                           ? step_rises_order(arena, tree, node->u.order.count, node->u.order.key)
                           : step_rises_slice(tree);
    if (!rises) break;
    VEC_PUSH(arena, &steps, tree);
  }
  const Node *done = NULL;
  if (tree->kind == NODE_STATEMENT) {
    const Node *pattern = tree->u.statement.pattern;
    // DISTINCT keeps the order of what is projected.
    if (node->kind == NODE_DISTINCT && pattern->kind == NODE_ORDER) {
      pattern = node_project_set(arena, pattern, &pattern->variables);
    }
    TRY(try_over(split, node_with_children(arena, node, &pattern), &done, err));
  }
  if (done == NULL) {
    if (tree->kind == NODE_STATEMENT) note_reason(split);
    if (node->kind == NODE_ORDER)
      TRY(order_outside(split, node, tree, &done, err));
    else
      done = node_with_children(arena, node, &tree);
  }
  *out = put_steps(split, done, &steps, &node->variables);
  return STATUS_OK;
}

static bool counts_solutions(const Expr *aggregate) {
  return aggregate->u.agg.arg == NULL && aggregate->u.agg.distinct;
}

static Status split_group(Split *split, const Node *node, const Node **out, Error *err) {
  Arena *arena = split->arena;
  const Node *tree;
  TRY(split_pattern(split, node->child[0], &tree, err));
  VarSet used = varset_empty(arena);
  bool whole = false;
  for (size_t i = 0; i < node->u.group.key_count; i++) varset_add(&used, node->u.group.key[i]);
  for (size_t i = 0; i < node->u.group.aggregate_count; i++) {
    expr_variables(node->u.group.aggregate[i].expr, &used);
    whole |= counts_solutions(node->u.group.aggregate[i].expr);
  }
  if (!whole) tree = project_deep(arena, tree, &used, split->rewriting->options->apart);
  *out = NULL;
  if (tree->kind == NODE_STATEMENT)
    TRY(try_over(split, node_with_children(arena, node, &tree->u.statement.pattern), out, err));
  if (*out != NULL) return STATUS_OK;
  if (tree->kind == NODE_STATEMENT) note_reason(split);
  const size_t count = node->u.group.aggregate_count;
  Binding *aggregates = arena_copy(arena, node->u.group.aggregate, count * sizeof *aggregates);
  for (size_t i = 0; i < count; i++) {
    const Expr *agg = aggregates[i].expr, *arg = agg->u.agg.arg;
    if (arg == NULL) continue;
    // COUNT(DISTINCT *) counts all that is below.
    TRY(whole ? split_check(split, arg, err) : take_parts(split, &tree, &arg, err));
    aggregates[i].expr = expr_agg(arena, agg->u.agg.aggregate, agg->u.agg.distinct, arg,
                                  agg->u.agg.separator, agg->at);
  }
  *out = node_group(arena, tree, node->u.group.key_count, node->u.group.key, count, aggregates);
  return STATUS_OK;
}

// --- Triple patterns and paths -------------------------------------------------------------------

static Status split_triple(Split *split, const Node *triple, const Node **out, Error *err) {
  const Node *derived;
  TRY(derived_triple(split, triple, &derived, err));
  if (derived == NULL) return refused(split, err);
  note_reason(split);
  return split_pattern(split, derived, out, err);
}

static Status split_path(Split *split, const Node *path, const Node **out, Error *err) {
  note_reason(split);
  return split_pattern(split, derived_path(split, path), out, err);
}

static Status split_closure(Split *split, const Node *node, const Node **out, Error *err) {
  const Node *step;
  TRY(split_pattern(split, node->child[0], &step, err));
  *out = node_with_children(split->arena, node, &step);
  return STATUS_OK;
}

// --- All kinds -----------------------------------------------------------------------------------

Status split_pattern(Split *split, const Node *pattern, const Node **out, Error *err) {
  bool good;
  TRY(split_try(split, pattern, &good, err));
  if (good) {
    *out = statement(split, pattern);
    return STATUS_OK;
  }
  switch (pattern->kind) {
    case NODE_SERVICE:
      note_reason(split);
      *out = pattern;
      return STATUS_OK;
    case NODE_VALUES:
    case NODE_UNIT:
    case NODE_EMPTY: *out = pattern; return STATUS_OK;
    case NODE_FILTER: return split_filter(split, pattern, out, err);
    case NODE_EXTEND: return split_extend(split, pattern, out, err);
    case NODE_PROJECT: return split_project(split, pattern, out, err);
    case NODE_DISTINCT:
    case NODE_ORDER:
    case NODE_SLICE: return split_modifier(split, pattern, out, err);
    case NODE_GROUP: return split_group(split, pattern, out, err);
    case NODE_JOIN: return split_join(split, pattern, out, err);
    case NODE_LEFTJOIN: return split_leftjoin(split, pattern, out, err);
    case NODE_MINUS: return split_minus(split, pattern, out, err);
    case NODE_UNION: return split_union(split, pattern, out, err);
    case NODE_TRIPLE: return split_triple(split, pattern, out, err);
    case NODE_PATH: return split_path(split, pattern, out, err);
    case NODE_CLOSURE: return split_closure(split, pattern, out, err);
    default: return refused(split, err);
  }
}

Status split_write(const Rewriting *rewriting, const Wanted *wanted, Plan *plan, Error *err) {
  Split split = {.rewriting = rewriting, .arena = rewriting->query->arena};
  VarSet needed = varset_empty(split.arena);
  const VarSet around = varset_empty(split.arena);
  for (size_t i = 0; i < wanted->count; i++) varset_add(&needed, wanted->var[i]);
  const Node *tree;
  TRY(split_pattern(&split, wanted->pattern, &tree, err));
  TRY(split_finish(&split, tree, &needed, &around, wanted->bag_matters, &tree, err));
  plan->query = rewriting->query;
  plan->mixed = tree;
  plan->term_count = wanted->count;
  plan->variable = wanted->var;
  plan->statement_count = split.statement_count;
  plan->reason_count = split.reason.count;
  plan->reason = split.reason.item;
  return STATUS_OK;
}
