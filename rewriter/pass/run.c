// Running passes: order, rounds, switches, timing, verification, trace; and what passes share.
#include <string.h>

#include "base/clock.h"
#include "rewriter/ir/verify.h"
#include "rewriter/pass/pass.h"
#include "rewriter/trace.h"

enum { MOST_ROUNDS = 12 };

static const struct {
  const char *name;
  const Node *(*run)(Pass *pass, const Node *tree);
  bool is_late;
} passes[PASS_COUNT] = {
#define PASS(name, note)      [PASS_##name] = {#name, pass_##name, false},
#define PASS_LATE(name, note) [PASS_##name] = {#name, pass_##name, true},
#include "rewriter/pass/pass.def"
#undef PASS
};

const char *pass_name(unsigned id) { return id < PASS_COUNT ? passes[id].name : NULL; }

static Status check(Pass *pass, const char *name, const Node *tree, Error *err) {
#ifdef ANAMORPH_VERIFY
  Error broken = {0};
  if (node_verify(pass->arena, pass->variables, tree, 'L', &pass->around, &broken) != STATUS_OK)
    return error_set(err, STATUS_INTERNAL, "after pass '%s': %s", name, broken.message);
  if (!varset_subset(&pass->needed, &tree->variables) && tree->kind != NODE_EMPTY)
    return error_set(err, STATUS_INTERNAL, "pass '%s' lost a variable of the result", name);
#else
  (void)pass, (void)name, (void)tree, (void)err;
#endif
  return STATUS_OK;
}

static Pass make_pass(Arena *arena, Variables *variables, const RewriteOptions *options,
                      const VarSet *needed, const VarSet *around) {
  return (Pass){.arena = arena,
                .variables = variables,
                .needed = varset_copy(arena, needed),
                .around = around == NULL ? varset_empty(arena) : varset_copy(arena, around),
                .options = options};
}

// What a pass allocated is scratch when it changed nothing: unless it has made variables, whose
// list is in the arena too.
typedef struct Scratch {
  ArenaMark mark;
  size_t variables;
} Scratch;

static Scratch scratch_begin(const Pass *pass) {
  return (Scratch){arena_mark(pass->arena), variables_count(pass->variables)};
}

static void scratch_end(const Pass *pass, const Scratch *scratch) {
  if (variables_count(pass->variables) == scratch->variables)
    arena_rewind(pass->arena, scratch->mark);
}

static Status run_round(Pass *pass, unsigned round, bool late, const Node **tree, Error *err) {
  for (unsigned id = 0; id < PASS_COUNT; id++) {
    if (passes[id].is_late != late || (pass->options->disabled_passes & (UINT64_C(1) << id)) != 0)
      continue;
    const double started = clock_ms();
    const Node *before = *tree;
    const Scratch scratch = scratch_begin(pass);
    *tree = passes[id].run(pass, before);
    if (*tree == before) {
      scratch_end(pass, &scratch);
      continue;
    }
    TRY(check(pass, passes[id].name, *tree, err));
    trace_add(pass->options->trace, pass->arena, started,
              (TraceStep){passes[id].name, round, pass->variables, before, *tree, 0});
  }
  return STATUS_OK;
}

Status pass_run_rounds(Arena *arena, Variables *variables, const RewriteOptions *options,
                       const VarSet *needed, const VarSet *around, const Node *tree,
                       const Node **out, Error *err) {
  Pass pass = make_pass(arena, variables, options, needed, around);
  TRY(check(&pass, "unfold", tree, err));
  const Node *before_round = NULL;
  unsigned round = 0;
  while (tree != before_round && round < MOST_ROUNDS) {
    before_round = tree;
    TRY(run_round(&pass, ++round, false, &tree, err));
  }
  *out = tree;
  return STATUS_OK;
}

Status pass_run_all(Arena *arena, Variables *variables, const RewriteOptions *options,
                    const VarSet *needed, const Node *tree, const Node **out, Error *err) {
  TRY(pass_run_rounds(arena, variables, options, needed, NULL, tree, out, err));
  Pass pass = make_pass(arena, variables, options, needed, NULL);
  return run_round(&pass, MOST_ROUNDS + 1, true, out, err);
}

// --- Maps ----------------------------------------------------------------------------------------

typedef struct PatternMap {
  const Node *(*map)(void *self, const Node *pattern);
  void *self;
} PatternMap;

static const Expr *keep_variable(void *self, VarId var) {
  (void)self, (void)var;
  return NULL;
}

static const Node *map_pattern(void *self, const Node *pattern) {
  const PatternMap *how = self;
  return how->map(how->self, pattern);
}

const Expr *pass_map_expr(Pass *pass, const Expr *expr,
                          const Node *(*map)(void *self, const Node *pattern), void *self) {
  if (expr == NULL) return NULL;
  PatternMap how = {map, self};
  return expr_substitute_all(pass->arena, expr, keep_variable, map_pattern, &how);
}

// The children mapped; the same array when nothing changed.
static const Node *const *map_children(Pass *pass, const Node *node,
                                       const Node *(*map)(void *self, const Node *child),
                                       void *self) {
  const Node **changed = NULL;
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *child = map(self, node->child[i]);
    if (child == node->child[i]) continue;
    if (changed == NULL)
      changed = arena_copy(pass->arena, node->child, node->child_count * sizeof *changed);
    changed[i] = child;
  }
  return changed == NULL ? node->child : changed;
}

static const Binding *map_bindings(Pass *pass, size_t count, const Binding bindings[],
                                   const Node *(*map)(void *self, const Node *pattern),
                                   void *self) {
  Binding *changed = NULL;
  for (size_t i = 0; i < count; i++) {
    const Expr *expr = pass_map_expr(pass, bindings[i].expr, map, self);
    if (expr == bindings[i].expr) continue;
    if (changed == NULL) changed = arena_copy(pass->arena, bindings, count * sizeof *changed);
    changed[i].expr = expr;
  }
  return changed == NULL ? bindings : changed;
}

const Node *pass_map(Pass *pass, const Node *node,
                     const Node *(*map)(void *self, const Node *child), void *self) {
  Arena *arena = pass->arena;
  if (node->child_count == 0) return node;
  const Node *const *child = map_children(pass, node, map, self);
  const bool changed = child != node->child;
  switch (node->kind) {
    case NODE_FILTER: {
      const Expr *condition = pass_map_expr(pass, node->u.filter.condition, map, self);
      if (!changed && condition == node->u.filter.condition) return node;
      return node_filter(arena, child[0], condition);
    }
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI: {
      const Expr *condition = pass_map_expr(pass, node->u.join.condition, map, self);
      if (!changed && condition == node->u.join.condition) return node;
      return node_of_two(arena, node, child, condition);
    }
    case NODE_EXTEND: {
      const Binding *bindings =
          map_bindings(pass, node->u.extend.count, node->u.extend.binding, map, self);
      if (!changed && bindings == node->u.extend.binding) return node;
      return node_extend(arena, child[0], node->u.extend.count, bindings);
    }
    default: return changed ? node_with_children(arena, node, child) : node;
  }
}

typedef struct BottomUp {
  Pass *pass;
  const Node *(*law)(Pass *pass, const Node *node);
} BottomUp;

static const Node *apply(void *self, const Node *node) {
  const BottomUp *how = self;
  const Node *mapped = pass_map(how->pass, node, apply, self);
  const Scratch scratch = scratch_begin(how->pass);
  const Node *out = how->law(how->pass, mapped);
  if (out == mapped) scratch_end(how->pass, &scratch);
  return out;
}

const Node *pass_bottom_up(Pass *pass, const Node *tree,
                           const Node *(*law)(Pass *pass, const Node *node)) {
  BottomUp how = {pass, law};
  return apply(&how, tree);
}

VarSet pass_certain(Pass *pass, const Node *node) {
  VarSet certain = varset_copy(pass->arena, &node->certain);
  if (node->kind != NODE_JOIN) return certain;
  VarSet seen = varset_empty(pass->arena);
  for (size_t i = 0; i < node->child_count; i++) {
    VarSet shared = varset_copy(pass->arena, &node->child[i]->variables);
    varset_keep_all(&shared, &seen);
    varset_add_all(&certain, &shared);
    varset_add_all(&seen, &node->child[i]->variables);
  }
  return certain;
}

const Node *pass_filter(Pass *pass, const Node *node, size_t count,
                        const Expr *const conditions[]) {
  const Expr *condition = expr_all(pass->arena, count, conditions);
  return condition == NULL ? node : node_filter(pass->arena, node, condition);
}

const Node *pass_project(Pass *pass, const Node *node, const VarSet *vars) {
  if (varset_equal(&node->variables, vars)) return node;
  return node_project_set(pass->arena, node, vars);
}

bool pass_hides_apart(Pass *pass, const Node *inner, const Node *outer) {
  VarSet hidden = varset_empty(pass->arena), around = varset_empty(pass->arena);
  node_mentions(inner, &hidden);
  varset_remove_all(&hidden, &inner->variables);
  if (varset_count(&hidden) == 0) return true;
  node_mentions(outer, &around);
  return !varset_intersects(&hidden, &around);
}

static const Expr *replace_variable(void *self, VarId var) {
  const Replacement *replacement = self;
  for (size_t i = 0; i < replacement->count; i++)
    if (replacement->binding[i].var == var) return replacement->binding[i].expr;
  return NULL;
}

// EXISTS patterns mention outer variables only inside their own conditions.
static const Node *replace_in_pattern(void *self, const Node *pattern);

typedef struct ReplaceState {
  Replacement replacement;  // first: replace_variable reads it
  Pass *pass;
} ReplaceState;

static const Expr *replace_expr(ReplaceState *state, const Expr *expr) {
  if (expr == NULL) return NULL;
  return expr_substitute_all(state->pass->arena, expr, replace_variable, replace_in_pattern, state);
}

static const Node *replace_in_pattern(void *self, const Node *pattern) {
  ReplaceState *state = self;
  Arena *arena = state->pass->arena;
  VarSet mentioned = varset_empty(arena);
  node_mentions(pattern, &mentioned);
  bool touched = false;
  for (size_t i = 0; i < state->replacement.count; i++)
    touched |= varset_has(&mentioned, state->replacement.binding[i].var);
  if (!touched) return pattern;
  const Node **child = ARENA_ARRAY(arena, const Node *, pattern->child_count);
  for (size_t i = 0; i < pattern->child_count; i++)
    child[i] = replace_in_pattern(state, pattern->child[i]);
  switch (pattern->kind) {
    case NODE_FILTER:
      return node_filter(arena, child[0], replace_expr(state, pattern->u.filter.condition));
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI:
      return node_of_two(arena, pattern, child, replace_expr(state, pattern->u.join.condition));
    case NODE_EXTEND: {
      Binding *bindings = ARENA_ARRAY(arena, Binding, pattern->u.extend.count);
      for (size_t i = 0; i < pattern->u.extend.count; i++)
        bindings[i] = (Binding){pattern->u.extend.binding[i].var,
                                replace_expr(state, pattern->u.extend.binding[i].expr)};
      return node_extend(arena, child[0], pattern->u.extend.count, bindings);
    }
    case NODE_GROUP: {
      Binding *bindings = ARENA_ARRAY(arena, Binding, pattern->u.group.aggregate_count);
      for (size_t i = 0; i < pattern->u.group.aggregate_count; i++)
        bindings[i] = (Binding){pattern->u.group.aggregate[i].var,
                                replace_expr(state, pattern->u.group.aggregate[i].expr)};
      return node_group(arena, child[0], pattern->u.group.key_count, pattern->u.group.key,
                        pattern->u.group.aggregate_count, bindings);
    }
    case NODE_ORDER: {
      OrderKey *keys = ARENA_ARRAY(arena, OrderKey, pattern->u.order.count);
      for (size_t i = 0; i < pattern->u.order.count; i++)
        keys[i] = (OrderKey){replace_expr(state, pattern->u.order.key[i].expr),
                             pattern->u.order.key[i].descending};
      return node_order(arena, child[0], pattern->u.order.count, keys);
    }
    case NODE_RECURSE:
      return node_recurse(
          arena, pattern->u.recurse.label, pattern->u.recurse.count, pattern->u.recurse.var,
          replace_in_pattern(state, pattern->u.recurse.start), pattern->u.recurse.step_var,
          replace_in_pattern(state, pattern->u.recurse.step),
          pattern->u.recurse.with == NULL ? NULL
                                          : replace_in_pattern(state, pattern->u.recurse.with));
    default: return node_with_children(arena, pattern, child);
  }
}

bool pass_is_volatile(const Expr *expr) {
  switch (expr->kind) {
    case EXPR_SQL_CALL:
      if (strstr(expr->u.sql_call.name, "random") != NULL) return true;
      for (size_t i = 0; i < expr->u.sql_call.count; i++)
        if (pass_is_volatile(expr->u.sql_call.arg[i])) return true;
      return false;
    case EXPR_SQL:
      for (size_t i = 0; i < expr->u.sql.count; i++)
        if (pass_is_volatile(expr->u.sql.arg[i])) return true;
      return false;
    case EXPR_CASE:
      for (size_t i = 0; i < expr->u.case_.count; i++)
        if (pass_is_volatile(expr->u.case_.branch[i].value)) return true;
      return expr->u.case_.otherwise != NULL && pass_is_volatile(expr->u.case_.otherwise);
    case EXPR_LET: return pass_is_volatile(expr->u.let.value) || pass_is_volatile(expr->u.let.body);
    default: return false;
  }
}

bool pass_only_not_null(const Conditions *conditions, VarId var) {
  for (size_t i = 0; i < conditions->count; i++) {
    const Expr *expr = conditions->item[i];
    if (expr->kind != EXPR_SQL || expr->u.sql.op != OP_IS_NOT_NULL ||
        expr->u.sql.arg[0]->kind != EXPR_VAR || expr->u.sql.arg[0]->u.var != var)
      return false;
  }
  return true;
}

static bool any_holds_exists(size_t count, const Expr *const arg[]) {
  for (size_t i = 0; i < count; i++)
    if (pass_holds_exists(arg[i])) return true;
  return false;
}

bool pass_holds_exists(const Expr *expr) {
  if (expr->kind == EXPR_SQL) return any_holds_exists(expr->u.sql.count, expr->u.sql.arg);
  if (expr->kind == EXPR_SQL_CALL)
    return any_holds_exists(expr->u.sql_call.count, expr->u.sql_call.arg);
  return expr->kind == EXPR_EXISTS || expr->kind == EXPR_CASE || expr->kind == EXPR_LET;
}

const Expr *pass_replace(Pass *pass, const Expr *expr, size_t count, const Binding bindings[]) {
  ReplaceState state = {{bindings, count}, pass};
  return replace_expr(&state, expr);
}

// --- Blocks --------------------------------------------------------------------------------------

bool pass_is_block(const Node *node) {
  return node->kind == NODE_JOIN || node->kind == NODE_FILTER;
}

static void open_block(Pass *pass, const Node *node, JoinBlock *block) {
  if (node->kind == NODE_FILTER) {
    expr_conjuncts(pass->arena, node->u.filter.condition, &block->condition);
    open_block(pass, node->child[0], block);
  } else if (node->kind == NODE_JOIN) {
    for (size_t i = 0; i < node->child_count; i++) open_block(pass, node->child[i], block);
  } else {
    VEC_PUSH(pass->arena, &block->leaf, node);
  }
}

JoinBlock pass_open_block(Pass *pass, const Node *node) {
  JoinBlock block = {0};
  open_block(pass, node, &block);
  return block;
}

const Node *pass_close_block(Pass *pass, const JoinBlock *block) {
  const Node *node = block->leaf.count == 1
                         ? block->leaf.item[0]
                         : node_join(pass->arena, block->leaf.count, block->leaf.item);
  return pass_filter(pass, node, block->condition.count, block->condition.item);
}
