// Copying algebra, kind by kind.
#include "rewriter/rule/copy.h"

Copy copy_start(Arena *arena, Symbols *symbols, Variables *variables, const Rule *rule) {
  const size_t count = variables_count(rule->variables);
  Copy copy = {.arena = arena, .symbols = symbols, .variables = variables, .from = rule->variables};
  copy.to = ARENA_ARRAY(arena, VarId, count + 1);
  for (size_t i = 0; i < count; i++) copy.to[i] = COPY_UNSET;
  return copy;
}

VarId copy_var(Copy *copy, VarId var) {
  if (copy->to[var] == COPY_UNSET)
    copy->to[var] = variables_fresh_rdf(copy->variables, variables_hint(copy->from, var));
  return copy->to[var];
}

static const Symbol *copy_symbol(Copy *copy, const Symbol *symbol) {
  return symbol == NULL ? NULL : symbols_intern(copy->symbols, symbol->text, symbol->length);
}

Term copy_term(Copy *copy, const Term *term) {
  return (Term){.kind = term->kind,
                .lexical = copy_symbol(copy, term->lexical),
                .datatype = copy_symbol(copy, term->datatype),
                .language = copy_symbol(copy, term->language)};
}

Slot copy_slot(Copy *copy, const Slot *slot) {
  Slot out = *slot;
  if (slot->kind == SLOT_VAR) out.var = copy_var(copy, slot->var);
  if (slot->kind == SLOT_TERM) out.term = copy_term(copy, &slot->term);
  return out;
}

static Slot copy_graph(Copy *copy, const Slot *slot) {
  return slot->kind == SLOT_NONE ? copy->graph : copy_slot(copy, slot);
}

static VarId copy_optional_var(Copy *copy, VarId var) {
  return var == VAR_NONE ? VAR_NONE : copy_var(copy, var);
}

static const VarId *copy_vars(Copy *copy, size_t count, const VarId vars[]) {
  VarId *out = ARENA_ARRAY(copy->arena, VarId, count + 1);
  for (size_t i = 0; i < count; i++) out[i] = copy_var(copy, vars[i]);
  return out;
}

// --- Expressions ---------------------------------------------------------------------------------

const Expr *copy_expr(Copy *copy, const Expr *expr) {
  Arena *arena = copy->arena;
  if (expr == NULL) return NULL;
  switch (expr->kind) {
    case EXPR_VAR: return expr_var(arena, copy->variables, copy_var(copy, expr->u.var));
    case EXPR_CONST: return expr_const(arena, copy_term(copy, &expr->u.constant));
    case EXPR_UNBOUND: return expr_unbound(arena);
    case EXPR_CALL: {
      const Expr **args = ARENA_ARRAY(arena, const Expr *, expr->u.call.count + 1);
      for (size_t i = 0; i < expr->u.call.count; i++)
        args[i] = copy_expr(copy, expr->u.call.arg[i]);
      return expr_call(arena, expr->u.call.function, copy_symbol(copy, expr->u.call.iri),
                       expr->u.call.count, args, expr->at);
    }
    case EXPR_AGG:
      return expr_agg(arena, expr->u.agg.aggregate, expr->u.agg.distinct,
                      copy_expr(copy, expr->u.agg.arg), copy_symbol(copy, expr->u.agg.separator),
                      expr->at);
    case EXPR_EXISTS:
      return expr_exists(arena, expr->u.exists.negated, copy_node(copy, expr->u.exists.pattern),
                         SORT_RDF, expr->at);
    default: arena_fail(arena, STATUS_INTERNAL, "a native expression in a rule");
  }
}

static const Binding *copy_bindings(Copy *copy, size_t count, const Binding bindings[]) {
  Binding *out = ARENA_ARRAY(copy->arena, Binding, count + 1);
  for (size_t i = 0; i < count; i++)
    out[i] = (Binding){copy_var(copy, bindings[i].var), copy_expr(copy, bindings[i].expr)};
  return out;
}

// --- Paths ---------------------------------------------------------------------------------------

static const Path *copy_path(Copy *copy, const Path *path) {
  Path *out = arena_copy(copy->arena, path, sizeof *path);
  out->iri = copy_symbol(copy, path->iri);
  const Path **child = ARENA_ARRAY(copy->arena, const Path *, path->count + 1);
  for (size_t i = 0; i < path->count; i++) child[i] = copy_path(copy, path->child[i]);
  out->child = child;
  return out;
}

// --- Nodes ---------------------------------------------------------------------------------------

static const Node *copy_values(Copy *copy, const Node *node) {
  const size_t vars = node->u.values.var_count, cells = vars * node->u.values.row_count;
  const Expr **cell = ARENA_ARRAY(copy->arena, const Expr *, cells + 1);
  for (size_t i = 0; i < cells; i++) cell[i] = copy_expr(copy, node->u.values.cell[i]);
  return node_values(copy->arena, vars, copy_vars(copy, vars, node->u.values.var),
                     node->u.values.row_count, cell);
}

static const Node *copy_order(Copy *copy, const Node *node, const Node *child) {
  OrderKey *keys = ARENA_ARRAY(copy->arena, OrderKey, node->u.order.count + 1);
  for (size_t i = 0; i < node->u.order.count; i++)
    keys[i] =
        (OrderKey){copy_expr(copy, node->u.order.key[i].expr), node->u.order.key[i].descending};
  return node_order(copy->arena, child, node->u.order.count, keys);
}

static const Node *copy_leaf(Copy *copy, const Node *node) {
  Arena *arena = copy->arena;
  switch (node->kind) {
    case NODE_TRIPLE:
      return node_triple(arena, copy_slot(copy, &node->u.triple.subject),
                         copy_slot(copy, &node->u.triple.predicate),
                         copy_slot(copy, &node->u.triple.object),
                         copy_graph(copy, &node->u.triple.graph), node->at);
    case NODE_PATH:
      return node_path(arena, copy_slot(copy, &node->u.path.subject),
                       copy_path(copy, node->u.path.path), copy_slot(copy, &node->u.path.object),
                       copy_graph(copy, &node->u.path.graph), node->at);
    case NODE_GRAPH_NAMES:
      return node_graph_names(arena, copy_slot(copy, &node->u.graph_names.graph), node->at);
    case NODE_VALUES: return copy_values(copy, node);
    case NODE_UNIT: return node_unit(arena);
    case NODE_EMPTY: return node_empty(arena, NULL);
    default:
      arena_fail(arena, STATUS_UNSUPPORTED, "not supported yet: %s in a rule",
                 node_kind_name(node->kind));
  }
}

const Node *copy_node(Copy *copy, const Node *node) {
  Arena *arena = copy->arena;
  if (node->child_count == 0) return copy_leaf(copy, node);
  const Node **child = ARENA_ARRAY(arena, const Node *, node->child_count);
  for (size_t i = 0; i < node->child_count; i++) child[i] = copy_node(copy, node->child[i]);
  switch (node->kind) {
    case NODE_SERVICE:
      return node_service(arena, copy_slot(copy, &node->u.service.endpoint), node->u.service.silent,
                          copy_symbol(copy, node->u.service.text), child[0], node->at);
    case NODE_FILTER:
      return node_filter(arena, child[0], copy_expr(copy, node->u.filter.condition));
    case NODE_EXTEND:
      return node_extend(arena, child[0], node->u.extend.count,
                         copy_bindings(copy, node->u.extend.count, node->u.extend.binding));
    case NODE_PROJECT:
      return node_project(arena, child[0], node->u.project.count,
                          copy_vars(copy, node->u.project.count, node->u.project.var));
    case NODE_DISTINCT: return node_distinct(arena, child[0], node->u.distinct.reduced);
    case NODE_GROUP:
      return node_group(
          arena, child[0], node->u.group.key_count,
          copy_vars(copy, node->u.group.key_count, node->u.group.key),
          node->u.group.aggregate_count,
          copy_bindings(copy, node->u.group.aggregate_count, node->u.group.aggregate));
    case NODE_ORDER: return copy_order(copy, node, child[0]);
    case NODE_SLICE:
      return node_slice_each(arena, child[0], node->u.slice.offset, node->u.slice.limit,
                             copy_optional_var(copy, node->u.slice.graph));
    case NODE_JOIN: return node_join(arena, node->child_count, child);
    case NODE_LEFTJOIN:
      return node_leftjoin(arena, child[0], child[1], copy_expr(copy, node->u.join.condition));
    case NODE_MINUS:
      return node_minus(arena, child[0], child[1], copy_optional_var(copy, node->u.minus.graph));
    case NODE_UNION: return node_union(arena, node->child_count, child);
    default: return copy_leaf(copy, node);
  }
}
