// Query levels: grouping, SELECT expressions and solution modifiers (SPARQL 1.1 sections 18.2.4 and
// 18.2.5), and the scope of sub-SELECTs.
//
// A variable that a sub-SELECT uses but does not project is another variable than one of the same
// name outside (section 18.2.1). Here it gets an id of its own wherever the name occurs outside as
// well, so that below one root an id means one variable.
//
// Under GRAPH ?g a sub-SELECT is answered for each graph by itself: ?g joins its projection and its
// grouping keys.
#include "base/rdf/vocabulary.h"
#include "rewriter/sparql/algebra.h"

typedef VEC(VarId) Vars;

typedef struct Renamed {
  VarId var, before;
} Renamed;
typedef VEC(Renamed) Renames;

static bool projects(const AstLevel *level, VarId var) {
  for (size_t i = 0; i < level->projected_count; i++)
    if (level->projected[i] == var) return true;
  return false;
}

// Renames what the sub-SELECT hides and the rest of the query mentions too.
static void hide(Translator *t, const AstLevel *level, Renames *renames) {
  const VarId *mention = t->ast->mention;
  for (size_t i = level->mentions.start; i < level->mentions.end; i++) t->inside[mention[i]]++;
  for (size_t i = level->mentions.start; i < level->mentions.end; i++) {
    const VarId var = mention[i];
    const size_t inside = t->inside[var];
    t->inside[var] = 0;  // once for each variable
    if (inside == 0 || inside == t->mentions[var] || projects(level, var)) continue;
    const Renamed renamed = {var, t->rename[var]};
    VEC_PUSH(t->arena, renames, renamed);
    t->rename[var] = variables_fresh_rdf(t->variables, variables_hint(t->variables, var));
  }
}

static void unhide(Translator *t, const Renames *renames) {
  for (size_t i = renames->count; i > 0; i--)
    t->rename[renames->item[i - 1].var] = renames->item[i - 1].before;
}

// --- Grouping (18.2.4.1) -------------------------------------------------------------------------

// Binds GROUP BY's expressions below the GROUP and gathers its keys.
static Status bind_keys(Translator *t, const AstLevel *level, Slot graph, const Node **node,
                        Vars *keys) {
  for (size_t i = 0; i < level->group_count; i++) {
    const AstItem *item = &level->group[i];
    VarId key = 0;
    if (item->expr == NULL) {
      key = translate_var(t, item->var);
    } else {
      Binding binding;
      key = item->named ? translate_var(t, item->var) : variables_fresh_rdf(t->variables, "key");
      binding.var = key;
      TRY(translate_expr(t, item->expr, graph, NULL, &binding.expr));
      *node = node_extend(t->arena, *node, 1, &binding);
    }
    bool known = false;
    for (size_t j = 0; j < keys->count; j++) known = known || keys->item[j] == key;
    if (!known) VEC_PUSH(t->arena, keys, key);
  }
  if (graph.kind == SLOT_VAR) VEC_PUSH(t->arena, keys, graph.var);
  return STATUS_OK;
}

// What an aggregate gives for no solution at all (18.5.1); NULL: an error.
static const Expr *value_of_nothing(Translator *t, const Expr *aggregate) {
  static const Symbol zero = {"0", 1}, nothing = {"", 0};
  switch (aggregate->u.agg.aggregate) {
    case AGG_COUNT:
    case AGG_SUM:
    case AGG_AVG: return expr_const(t->arena, term_literal(&zero, &XSD_INTEGER));
    case AGG_GROUP_CONCAT: return expr_const(t->arena, term_literal(&nothing, &XSD_STRING));
    default: return NULL;
  }
}

// Without GROUP BY there is one group even of no solutions; under GRAPH ?g, one in each graph: an
// OPTIONAL over the graphs' names, which gives what those without solutions have.
static const Node *group_each_graph(Translator *t, const Node *child, Slot graph,
                                    const Bindings *aggregates) {
  static const Symbol true_text = {"true", 4};
  Arena *arena = t->arena;
  const Binding marker = {variables_fresh_rdf(t->variables, "found"),
                          expr_const(arena, term_literal(&true_text, &XSD_BOOLEAN))};
  const Expr *mark = expr_var(arena, t->variables, marker.var);
  const Expr *found = expr_call(arena, FN_BOUND, NULL, 1, &mark, child->at);
  Bindings inner = {0}, outer = {0};
  for (size_t i = 0; i < aggregates->count; i++) {
    Binding binding = aggregates->item[i];
    const Expr *nothing = value_of_nothing(t, binding.expr);
    if (nothing != NULL) {
      binding.var = variables_fresh_rdf(t->variables, variables_hint(t->variables, binding.var));
      const Expr *args[] = {found, expr_var(arena, t->variables, binding.var), nothing};
      const Binding either = {aggregates->item[i].var,
                              expr_call(arena, FN_IF, NULL, 3, args, binding.expr->at)};
      VEC_PUSH(arena, &outer, either);
    }
    VEC_PUSH(arena, &inner, binding);
  }
  const Node *grouped = node_group(arena, child, 1, &graph.var, inner.count, inner.item);
  grouped = node_extend(arena, grouped, 1, &marker);
  const Node *all = node_leftjoin(arena, node_graph_names(arena, graph, child->at), grouped, NULL);
  return outer.count == 0 ? all : node_extend(arena, all, outer.count, outer.item);
}

// --- Expressions of a level ----------------------------------------------------------------------

// A level's expressions after translation; with a grouping, aggregates are variables already.
typedef struct LevelExprs {
  const Expr **item;  // NULL for plain variables
  const Expr **having;
  OrderKey *order;
} LevelExprs;

static Status translate_exprs(Translator *t, const AstLevel *level, Slot graph, Grouping *grouping,
                              LevelExprs *out) {
  out->item = ARENA_ARRAY(t->arena, const Expr *, level->item_count);
  out->having = ARENA_ARRAY(t->arena, const Expr *, level->having_count);
  out->order = ARENA_ARRAY(t->arena, OrderKey, level->order_count);
  for (size_t i = 0; i < level->item_count; i++)
    if (level->item[i].expr != NULL)
      TRY(translate_expr(t, level->item[i].expr, graph, grouping, &out->item[i]));
  for (size_t i = 0; i < level->having_count; i++)
    TRY(translate_expr(t, level->having[i], graph, grouping, &out->having[i]));
  for (size_t i = 0; i < level->order_count; i++) {
    out->order[i].descending = level->order[i].descending;
    TRY(translate_expr(t, level->order[i].expr, graph, grouping, &out->order[i].expr));
  }
  return STATUS_OK;
}

// COUNT(DISTINCT *) compares whole solutions, and those hold neither blank nodes nor the variables
// that the translation made.
static bool counts_solutions(const Bindings *aggregates) {
  for (size_t i = 0; i < aggregates->count; i++) {
    const Expr *expr = aggregates->item[i].expr;
    if (expr->u.agg.distinct && expr->u.agg.arg == NULL) return true;
  }
  return false;
}

static const Node *project_scope(Translator *t, const AstLevel *level, const Vars *keys,
                                 const Node *node) {
  VarSet kept = varset_empty(t->arena);
  if (level->where != NULL) {
    const VarSet *scope = &level->where->scope;
    for (int var = varset_next(scope, 0); var >= 0; var = varset_next(scope, var + 1))
      varset_add(&kept, translate_var(t, (VarId)var));
  }
  for (size_t i = 0; i < keys->count; i++) varset_add(&kept, keys->item[i]);
  if (varset_subset(&node->variables, &kept)) return node;
  return node_project_set(t->arena, node, &kept);
}

static Status translate_grouped(Translator *t, const AstLevel *level, Slot graph, const Node **node,
                                LevelExprs *exprs) {
  Vars keys = {0};
  const Node *child = *node;
  TRY(bind_keys(t, level, graph, &child, &keys));
  Grouping grouping = {.keys = varset_empty(t->arena)};
  grouping.scope = varset_copy(t->arena, &child->variables);
  for (size_t i = 0; i < keys.count; i++) varset_add(&grouping.keys, keys.item[i]);
  TRY(translate_exprs(t, level, graph, &grouping, exprs));
  const Bindings *aggregates = &grouping.aggregates;
  if (counts_solutions(aggregates)) child = project_scope(t, level, &keys, child);
  if (level->group_count == 0 && graph.kind == SLOT_VAR)
    *node = group_each_graph(t, child, graph, aggregates);
  else
    *node = node_group(t->arena, child, keys.count, keys.item, aggregates->count, aggregates->item);
  return STATUS_OK;
}

// SELECT's (expression AS ?name), in as few EXTENDs as their uses of each other allow.
static const Node *extend_items(Translator *t, const AstLevel *level, const LevelExprs *exprs,
                                const Node *node) {
  Bindings pending = {0};
  VarSet names = varset_empty(t->arena);
  for (size_t i = 0; i < level->item_count; i++) {
    if (exprs->item[i] == NULL) continue;
    const Binding binding = {translate_var(t, level->item[i].var), exprs->item[i]};
    VarSet used = varset_empty(t->arena);
    expr_variables(binding.expr, &used);
    if (varset_intersects(&used, &names)) {
      node = node_extend(t->arena, node, pending.count, pending.item);
      pending.count = 0;
      names = varset_empty(t->arena);
    }
    VEC_PUSH(t->arena, &pending, binding);
    varset_add(&names, binding.var);
  }
  return pending.count == 0 ? node : node_extend(t->arena, node, pending.count, pending.item);
}

static const Node *project(Translator *t, const AstLevel *level, Slot graph, const Node *node) {
  Vars vars = {0};
  bool has_graph = false;
  for (size_t i = 0; i < level->projected_count; i++) {
    const VarId var = translate_var(t, level->projected[i]);
    VEC_PUSH(t->arena, &vars, var);
    has_graph = has_graph || (graph.kind == SLOT_VAR && var == graph.var);
  }
  if (graph.kind == SLOT_VAR && !has_graph) VEC_PUSH(t->arena, &vars, graph.var);
  return node_project(t->arena, node, vars.count, vars.item);
}

static Status translate_parts(Translator *t, const AstLevel *level, Slot graph, bool sub_select,
                              const Node **out) {
  Operands empty = {0};
  LevelExprs exprs;
  const Node *node = NULL;
  if (level->where == NULL)
    node = operands_join(t, &empty, graph);
  else
    TRY(translate_group(t, level->where, graph, NULL, &node));
  if (level->grouped) {
    TRY(translate_grouped(t, level, graph, &node, &exprs));
  } else {
    TRY(translate_exprs(t, level, graph, NULL, &exprs));
  }
  const Expr *having = translate_and(t, level->having_count, exprs.having);
  if (having != NULL) node = node_filter(t->arena, node, having);
  if (level->has_values) {
    Operands operands = {0};
    operands_add(t, &operands, node, true);
    operands_add(t, &operands, translate_data(t, &level->values), true);
    node = operands_join(t, &operands, graph);
  }
  node = extend_items(t, level, &exprs, node);
  // The order of a sub-SELECT's solutions means nothing unless it decides which ones there are.
  if (level->order_count > 0 && (!sub_select || level->sliced))
    node = node_order(t->arena, node, level->order_count, exprs.order);
  if (sub_select || t->ast->form == QUERY_SELECT) node = project(t, level, graph, node);
  if (level->distinct || level->reduced) node = node_distinct(t->arena, node, level->reduced);
  if (level->sliced) {
    const VarId each = graph.kind == SLOT_VAR ? graph.var : VAR_NONE;
    node = node_slice_each(t->arena, node, level->offset, level->limit, each);
  }
  *out = node;
  return STATUS_OK;
}

Status translate_level(Translator *t, const AstLevel *level, Slot graph, bool sub_select,
                       const Node **out) {
  Renames renames = {0};
  if (sub_select) hide(t, level, &renames);
  TRY(translate_parts(t, level, graph, sub_select, out));
  unhide(t, &renames);
  return STATUS_OK;
}
