// Making nodes, with what is derived of each: its variables, those never unbound, its keys.
//
// A key is a set of variables on whose values (NULLs counting as equal) no two rows agree; the
// empty set is a key of what has at most one row.
#include "rewriter/ir/node.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_KEYS = 4, MOST_NODES = 1000000 };

static const char *const kind_names[NODE_KIND_COUNT] = {
#define NODE(name, children, phases, note) #name,
#include "rewriter/ir/node.def"
#undef NODE
};

const char *node_kind_name(NodeKind kind) { return kind_names[kind]; }

bool slot_equal(const Slot *a, const Slot *b) {
  if (a->kind != b->kind) return false;
  if (a->kind == SLOT_VAR) return a->var == b->var;
  return a->kind == SLOT_NONE || term_equal(&a->term, &b->term);
}

// Trees share subtrees, and are walked as if they did not.
static void add_size(Arena *arena, Node *node, const Node *part) {
  node->size += part->size;
  if (node->size > MOST_NODES)
    arena_fail(arena, STATUS_LIMIT, "the query becomes a tree of more than %d operators",
               MOST_NODES);
}

static Node *make(Arena *arena, NodeKind kind, size_t child_count, const Node *const children[]) {
  Node *node = ARENA_NEW(arena, Node);
  node->kind = kind;
  node->variables = varset_empty(arena);
  node->certain = varset_empty(arena);
  node->child_count = child_count;
  node->child = arena_copy(arena, children, child_count * sizeof *children);
  if (child_count > 0) node->at = children[0]->at;
  node->size = 1;
  for (size_t i = 0; i < child_count; i++) add_size(arena, node, children[i]);
  return node;
}

static void add_key(Arena *arena, Node *node, VarSet key) {
  if (node->key_count == MOST_KEYS) return;
  for (size_t i = 0; i < node->key_count; i++)
    if (varset_subset(&node->key[i], &key)) return;
  VarSet *keys = ARENA_ARRAY(arena, VarSet, node->key_count + 1);
  if (node->key_count > 0) memcpy(keys, node->key, node->key_count * sizeof *keys);
  keys[node->key_count++] = key;
  node->key = keys;
}

static void take_keys(Arena *arena, Node *node, const Node *from) {
  for (size_t i = 0; i < from->key_count; i++) add_key(arena, node, from->key[i]);
}

// Everything derived is the child's.
static Node *make_over(Arena *arena, NodeKind kind, const Node *child) {
  Node *node = make(arena, kind, 1, &child);
  varset_add_all(&node->variables, &child->variables);
  varset_add_all(&node->certain, &child->certain);
  take_keys(arena, node, child);
  return node;
}

static void bind_slot(Node *node, const Slot *slot) {
  if (slot->kind != SLOT_VAR) return;
  varset_add(&node->variables, slot->var);
  varset_add(&node->certain, slot->var);
}

// --- Leaves --------------------------------------------------------------------------------------

const Node *node_triple(Arena *arena, Slot subject, Slot predicate, Slot object, Slot graph,
                        Position at) {
  Node *node = make(arena, NODE_TRIPLE, 0, NULL);
  node->at = at;
  node->u.triple.subject = subject;
  node->u.triple.predicate = predicate;
  node->u.triple.object = object;
  node->u.triple.graph = graph;
  bind_slot(node, &subject);
  bind_slot(node, &predicate);
  bind_slot(node, &object);
  bind_slot(node, &graph);
  return node;
}

const Node *node_triple_without(Arena *arena, const Node *triple, size_t count,
                                const unsigned omitted[]) {
  Node *node = arena_copy(arena, triple, sizeof *triple);
  node->u.triple.omitted_count = count;
  node->u.triple.omitted = omitted;
  return node;
}

const Node *node_path(Arena *arena, Slot subject, const Path *path, Slot object, Slot graph,
                      Position at) {
  Node *node = make(arena, NODE_PATH, 0, NULL);
  node->at = at;
  node->u.path.subject = subject;
  node->u.path.path = path;
  node->u.path.object = object;
  node->u.path.graph = graph;
  bind_slot(node, &subject);
  bind_slot(node, &object);
  bind_slot(node, &graph);
  return node;
}

const Node *node_graph_names(Arena *arena, Slot graph, Position at) {
  Node *node = make(arena, NODE_GRAPH_NAMES, 0, NULL);
  node->at = at;
  node->u.graph_names.graph = graph;
  bind_slot(node, &graph);
  return node;
}

static int scan_variable(size_t count, const ScanColumn columns[], unsigned column) {
  for (size_t i = 0; i < count; i++)
    if (columns[i].column == column) return (int)columns[i].var;
  return -1;
}

const Node *node_scan(Arena *arena, const LogicalTable *table, size_t count,
                      const ScanColumn columns[]) {
  Node *node = make(arena, NODE_SCAN, 0, NULL);
  node->u.scan.table = table;
  node->u.scan.count = count;
  node->u.scan.column = arena_copy(arena, columns, count * sizeof *columns);
  const Relation *relation = table->relation;
  for (size_t i = 0; i < count; i++) {
    varset_add(&node->variables, columns[i].var);
    if (relation->column[columns[i].column].not_null) varset_add(&node->certain, columns[i].var);
  }
  for (size_t i = 0; i < relation->key_count; i++) {
    const ColumnSet *columns_of_key = &relation->key[i].columns;
    VarSet key = varset_empty(arena);
    bool complete = true;
    for (size_t j = 0; j < columns_of_key->count && complete; j++) {
      const unsigned column = columns_of_key->column[j];
      const int var = scan_variable(count, columns, column);
      complete = var >= 0 && relation->column[column].not_null;
      if (complete) varset_add(&key, (VarId)var);
    }
    if (complete) add_key(arena, node, key);
  }
  return node;
}

static int compare_texts(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Is column j of constants of text, each of which is there once? Of other types, two spellings may
// be one value.
static bool column_is_key(Arena *arena, const Node *values, size_t j) {
  const size_t rows = values->u.values.row_count;
  const char **texts = ARENA_ARRAY(arena, const char *, rows);
  for (size_t i = 0; i < rows; i++) {
    const Expr *cell = values->u.values.cell[i * values->u.values.var_count + j];
    if (cell->kind != EXPR_NATIVE || (cell->type != PG_TYPE_TEXT && cell->type != PG_TYPE_VARCHAR))
      return false;
    texts[i] = cell->u.native;
  }
  qsort(texts, rows, sizeof *texts, compare_texts);
  for (size_t i = 1; i < rows; i++)
    if (strcmp(texts[i - 1], texts[i]) == 0) return false;
  return true;
}

const Node *node_values(Arena *arena, size_t var_count, const VarId vars[], size_t row_count,
                        const Expr *const cells[]) {
  Node *node = make(arena, NODE_VALUES, 0, NULL);
  node->u.values.var_count = var_count;
  node->u.values.row_count = row_count;
  node->u.values.var = arena_copy(arena, vars, var_count * sizeof *vars);
  node->u.values.cell = arena_copy(arena, cells, var_count * row_count * sizeof *cells);
  for (size_t j = 0; j < var_count; j++) {
    varset_add(&node->variables, vars[j]);
    bool certain = true;
    for (size_t i = 0; i < row_count && certain; i++)
      certain = cells[i * var_count + j]->kind != EXPR_UNBOUND;
    if (certain) varset_add(&node->certain, vars[j]);
  }
  if (row_count <= 1) {
    add_key(arena, node, varset_empty(arena));
    return node;
  }
  for (size_t j = 0; j < var_count; j++) {
    if (!column_is_key(arena, node, j)) continue;
    VarSet key = varset_empty(arena);
    varset_add(&key, vars[j]);
    add_key(arena, node, key);
  }
  return node;
}

const Node *node_unit(Arena *arena) {
  Node *node = make(arena, NODE_UNIT, 0, NULL);
  add_key(arena, node, varset_empty(arena));
  return node;
}

const Node *node_empty(Arena *arena, const VarSet *variables) {
  Node *node = make(arena, NODE_EMPTY, 0, NULL);
  if (variables != NULL) {
    varset_add_all(&node->variables, variables);
    varset_add_all(&node->certain, variables);
  }
  add_key(arena, node, varset_empty(arena));
  return node;
}

const Node *node_working(Arena *arena, unsigned label, size_t count, const VarId vars[],
                         const VarSet *certain) {
  Node *node = make(arena, NODE_WORKING, 0, NULL);
  node->u.working.label = label;
  node->u.working.count = count;
  node->u.working.var = arena_copy(arena, vars, count * sizeof *vars);
  for (size_t i = 0; i < count; i++) {
    varset_add(&node->variables, vars[i]);
    if (varset_has(certain, vars[i])) varset_add(&node->certain, vars[i]);
  }
  return node;
}

const Node *node_recurse(Arena *arena, unsigned label, size_t count, const VarId vars[],
                         const Node *start, const VarId step_vars[], const Node *step,
                         const Node *with) {
  Node *node = make(arena, NODE_RECURSE, 0, NULL);
  node->u.recurse.label = label;
  node->u.recurse.count = count;
  node->u.recurse.var = arena_copy(arena, vars, count * sizeof *vars);
  node->u.recurse.step_var = arena_copy(arena, step_vars, count * sizeof *step_vars);
  node->u.recurse.start = start;
  node->u.recurse.step = step;
  node->u.recurse.with = with;
  if (with != NULL) add_size(arena, node, with);
  add_size(arena, node, start);
  add_size(arena, node, step);
  for (size_t i = 0; i < count; i++) {
    varset_add(&node->variables, vars[i]);
    if (varset_has(&start->certain, vars[i]) && varset_has(&step->certain, step_vars[i]))
      varset_add(&node->certain, vars[i]);
  }
  add_key(arena, node, varset_copy(arena, &node->variables));
  return node;
}

const Node *node_statement(Arena *arena, unsigned number, const Node *pattern,
                           const struct Plan *plan, const VarSet *kept) {
  Node *node = make(arena, NODE_STATEMENT, 0, NULL);
  node->at = pattern->at;
  node->u.statement.number = number;
  node->u.statement.pattern = pattern;
  node->u.statement.plan = plan;
  varset_add_all(&node->variables, &pattern->variables);
  varset_add_all(&node->certain, &pattern->certain);
  if (kept == NULL) return node;
  varset_keep_all(&node->variables, kept);
  varset_keep_all(&node->certain, kept);
  return node;
}

// --- One child -----------------------------------------------------------------------------------

const Node *node_service(Arena *arena, Slot endpoint, bool silent, const Symbol *text,
                         const Node *child, Position at) {
  Node *node = make_over(arena, NODE_SERVICE, child);
  node->at = at;
  node->u.service.endpoint = endpoint;
  node->u.service.silent = silent;
  node->u.service.text = text;
  if (silent) node->certain = varset_empty(arena);
  if (endpoint.kind == SLOT_VAR) varset_add(&node->variables, endpoint.var);
  return node;
}

// A native condition that is true makes the variables it compares certain.
static void add_certain(Node *node, const Expr *condition) {
  if (condition->kind != EXPR_SQL) return;
  switch (condition->u.sql.op) {
    case OP_AND:
      for (size_t i = 0; i < condition->u.sql.count; i++)
        add_certain(node, condition->u.sql.arg[i]);
      break;
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
    case OP_HAS_LEXICAL:
    case OP_IS_NOT_NULL:
      for (size_t i = 0; i < condition->u.sql.count; i++) {
        const Expr *arg = condition->u.sql.arg[i];
        if (arg->kind == EXPR_VAR && varset_has(&node->variables, arg->u.var))
          varset_add(&node->certain, arg->u.var);
      }
      break;
    default: break;
  }
}

const Node *node_filter(Arena *arena, const Node *child, const Expr *condition) {
  Node *node = make_over(arena, NODE_FILTER, child);
  node->u.filter.condition = condition;
  add_certain(node, condition);
  return node;
}

const Node *node_extend(Arena *arena, const Node *child, size_t count, const Binding bindings[]) {
  Node *node = make_over(arena, NODE_EXTEND, child);
  node->u.extend.count = count;
  node->u.extend.binding = arena_copy(arena, bindings, count * sizeof *bindings);
  for (size_t i = 0; i < count; i++) {
    const Expr *expr = bindings[i].expr;
    varset_add(&node->variables, bindings[i].var);
    if (expr->kind == EXPR_CONST || expr_is_certain(expr, &child->certain))
      varset_add(&node->certain, bindings[i].var);
  }
  return node;
}

const Node *node_fan(Arena *arena, const Node *child, size_t var_count, const VarId vars[],
                     size_t row_count, const Expr *const cells[]) {
  Node *node = make(arena, NODE_FAN, 1, &child);
  varset_add_all(&node->variables, &child->variables);
  varset_add_all(&node->certain, &child->certain);
  node->u.values.var_count = var_count;
  node->u.values.row_count = row_count;
  node->u.values.var = arena_copy(arena, vars, var_count * sizeof *vars);
  node->u.values.cell = arena_copy(arena, cells, var_count * row_count * sizeof *cells);
  for (size_t j = 0; j < var_count; j++) {
    bool certain = true;
    for (size_t i = 0; i < row_count && certain; i++) {
      const Expr *cell = cells[i * var_count + j];
      certain = expr_is_given(cell) ||
                (cell->kind == EXPR_VAR && varset_has(&child->certain, cell->u.var));
    }
    varset_add(&node->variables, vars[j]);
    if (certain) varset_add(&node->certain, vars[j]);
  }
  return node;
}

const Node *node_project(Arena *arena, const Node *child, size_t count, const VarId vars[]) {
  Node *node = make(arena, NODE_PROJECT, 1, &child);
  node->u.project.count = count;
  node->u.project.var = arena_copy(arena, vars, count * sizeof *vars);
  for (size_t i = 0; i < count; i++) {
    varset_add(&node->variables, vars[i]);
    if (varset_has(&child->certain, vars[i])) varset_add(&node->certain, vars[i]);
  }
  for (size_t i = 0; i < child->key_count; i++)
    if (varset_subset(&child->key[i], &node->variables)) add_key(arena, node, child->key[i]);
  return node;
}

const Node *node_project_set(Arena *arena, const Node *child, const VarSet *vars) {
  VarId *list = ARENA_ARRAY(arena, VarId, varset_count(vars));
  size_t count = 0;
  for (int v = varset_next(vars, 0); v >= 0; v = varset_next(vars, v + 1)) list[count++] = (VarId)v;
  return node_project(arena, child, count, list);
}

const Node *node_distinct(Arena *arena, const Node *child, bool reduced) {
  Node *node = make_over(arena, NODE_DISTINCT, child);
  node->u.distinct.reduced = reduced;
  if (!reduced) add_key(arena, node, varset_copy(arena, &node->variables));
  return node;
}

const Node *node_group(Arena *arena, const Node *child, size_t key_count, const VarId keys[],
                       size_t aggregate_count, const Binding aggregates[]) {
  Node *node = make(arena, NODE_GROUP, 1, &child);
  node->u.group.key_count = key_count;
  node->u.group.key = arena_copy(arena, keys, key_count * sizeof *keys);
  node->u.group.aggregate_count = aggregate_count;
  node->u.group.aggregate = arena_copy(arena, aggregates, aggregate_count * sizeof *aggregates);
  for (size_t i = 0; i < key_count; i++) {
    varset_add(&node->variables, keys[i]);
    if (varset_has(&child->certain, keys[i])) varset_add(&node->certain, keys[i]);
  }
  add_key(arena, node, varset_copy(arena, &node->variables));
  for (size_t i = 0; i < aggregate_count; i++) varset_add(&node->variables, aggregates[i].var);
  return node;
}

const Node *node_order(Arena *arena, const Node *child, size_t count, const OrderKey keys[]) {
  Node *node = make_over(arena, NODE_ORDER, child);
  node->u.order.count = count;
  node->u.order.key = arena_copy(arena, keys, count * sizeof *keys);
  return node;
}

const Node *node_slice(Arena *arena, const Node *child, uint64_t offset, uint64_t limit) {
  return node_slice_each(arena, child, offset, limit, VAR_NONE);
}

const Node *node_slice_each(Arena *arena, const Node *child, uint64_t offset, uint64_t limit,
                            VarId graph) {
  Node *node = make_over(arena, NODE_SLICE, child);
  node->u.slice.graph = graph;
  node->u.slice.offset = offset;
  node->u.slice.limit = limit;
  if (limit <= 1) {
    node->key_count = 0;
    add_key(arena, node, varset_empty(arena));
  }
  return node;
}

// --- Several children ----------------------------------------------------------------------------

// Does some key of `of` lie within `variables`? Then each row of the other side meets at most one.
static bool has_key_within(const Node *of, const VarSet *variables) {
  for (size_t i = 0; i < of->key_count; i++)
    if (varset_subset(&of->key[i], variables)) return true;
  return false;
}

// Keys of a join of `left` (seen through its keys and variables) and `right`.
static void join_keys(Arena *arena, Node *node, size_t left_count, const VarSet *left_keys,
                      const VarSet *left_variables, bool left_at_most_once, const Node *right) {
  if (has_key_within(right, left_variables))
    for (size_t i = 0; i < left_count; i++) add_key(arena, node, left_keys[i]);
  if (left_at_most_once) take_keys(arena, node, right);
  for (size_t i = 0; i < left_count; i++)
    for (size_t j = 0; j < right->key_count; j++) {
      VarSet key = varset_copy(arena, &left_keys[i]);
      varset_add_all(&key, &right->key[j]);
      add_key(arena, node, key);
    }
}

const Node *node_join(Arena *arena, size_t count, const Node *const children[]) {
  Node *node = make(arena, NODE_JOIN, count, children);
  for (size_t i = 0; i < count; i++) {
    const Node *child = children[i];
    if (i == 0) {
      take_keys(arena, node, child);
    } else {
      const size_t left_count = node->key_count;
      const VarSet *left_keys = node->key;
      bool left_at_most_once = false;
      for (size_t k = 0; k < left_count; k++)
        left_at_most_once |= varset_subset(&left_keys[k], &child->variables);
      node->key_count = 0;
      node->key = NULL;
      join_keys(arena, node, left_count, left_keys, &node->variables, left_at_most_once, child);
    }
    varset_add_all(&node->variables, &child->variables);
    varset_add_all(&node->certain, &child->certain);
  }
  if (count == 0) add_key(arena, node, varset_empty(arena));
  return node;
}

const Node *node_leftjoin(Arena *arena, const Node *left, const Node *right,
                          const Expr *condition) {
  Node *node = make(arena, NODE_LEFTJOIN, 2, (const Node *[]){left, right});
  node->u.join.condition = condition;
  varset_add_all(&node->variables, &left->variables);
  varset_add_all(&node->variables, &right->variables);
  varset_add_all(&node->certain, &left->certain);
  join_keys(arena, node, left->key_count, left->key, &left->variables, false, right);
  return node;
}

static Node *left_only(Arena *arena, NodeKind kind, const Node *left, const Node *right,
                       const Expr *condition) {
  Node *node = make(arena, kind, 2, (const Node *[]){left, right});
  node->u.join.condition = condition;
  varset_add_all(&node->variables, &left->variables);
  varset_add_all(&node->certain, &left->certain);
  take_keys(arena, node, left);
  return node;
}

const Node *node_semi(Arena *arena, const Node *left, const Node *right, const Expr *condition) {
  return left_only(arena, NODE_SEMI, left, right, condition);
}

const Node *node_semi_listed(Arena *arena, const Node *left, const Node *right) {
  Node *node = left_only(arena, NODE_SEMI, left, right, NULL);
  node->u.join.listed = true;
  return node;
}

VarId node_listed_variable(const Node *semi) {
  const VarSet *left = &semi->child[0]->variables, *right = &semi->child[1]->variables;
  int var = varset_next(right, 0);
  while (var >= 0 && !varset_has(left, (VarId)var)) var = varset_next(right, var + 1);
  return (VarId)var;
}

const Node *node_anti(Arena *arena, const Node *left, const Node *right, const Expr *condition) {
  return left_only(arena, NODE_ANTI, left, right, condition);
}

const Node *node_of_two(Arena *arena, const Node *like, const Node *const children[],
                        const Expr *condition) {
  const Node *left = children[0], *right = children[1];
  if (like->kind == NODE_LEFTJOIN) return node_leftjoin(arena, left, right, condition);
  if (like->kind == NODE_ANTI) return node_anti(arena, left, right, condition);
  return like->u.join.listed ? node_semi_listed(arena, left, right)
                             : node_semi(arena, left, right, condition);
}

const Node *node_minus(Arena *arena, const Node *left, const Node *right, VarId graph) {
  Node *node = left_only(arena, NODE_MINUS, left, right, NULL);
  node->u.minus.graph = graph;
  return node;
}

const Node *node_union(Arena *arena, size_t count, const Node *const children[]) {
  Node *node = make(arena, NODE_UNION, count, children);
  for (size_t i = 0; i < count; i++) {
    varset_add_all(&node->variables, &children[i]->variables);
    if (i == 0) {
      varset_add_all(&node->certain, &children[i]->certain);
    } else {
      varset_keep_all(&node->certain, &children[i]->certain);
    }
  }
  if (count == 1) take_keys(arena, node, children[0]);
  return node;
}

const Node *node_closure(Arena *arena, const Node *step, VarId from, VarId to, VarId graph,
                         Term start) {
  Node *node = make(arena, NODE_CLOSURE, 1, &step);
  const VarId vars[] = {from, to, graph};
  VarSet all = varset_empty(arena);
  for (size_t i = 0; i < 3; i++)
    if (vars[i] != VAR_NONE) varset_add(&all, vars[i]);
  varset_add_all(&node->variables, &all);
  varset_add_all(&node->certain, &all);
  add_key(arena, node, all);
  node->u.closure.from = from;
  node->u.closure.to = to;
  node->u.closure.graph = graph;
  node->u.closure.start = start;
  return node;
}

const Node *node_with_children(Arena *arena, const Node *node, const Node *const children[]) {
  switch (node->kind) {
    case NODE_SERVICE:
      return node_service(arena, node->u.service.endpoint, node->u.service.silent,
                          node->u.service.text, children[0], node->at);
    case NODE_FILTER: return node_filter(arena, children[0], node->u.filter.condition);
    case NODE_EXTEND:
      return node_extend(arena, children[0], node->u.extend.count, node->u.extend.binding);
    case NODE_FAN:
      return node_fan(arena, children[0], node->u.values.var_count, node->u.values.var,
                      node->u.values.row_count, node->u.values.cell);
    case NODE_PROJECT:
      return node_project(arena, children[0], node->u.project.count, node->u.project.var);
    case NODE_DISTINCT: return node_distinct(arena, children[0], node->u.distinct.reduced);
    case NODE_GROUP:
      return node_group(arena, children[0], node->u.group.key_count, node->u.group.key,
                        node->u.group.aggregate_count, node->u.group.aggregate);
    case NODE_ORDER: return node_order(arena, children[0], node->u.order.count, node->u.order.key);
    case NODE_SLICE:
      return node_slice_each(arena, children[0], node->u.slice.offset, node->u.slice.limit,
                             node->u.slice.graph);
    case NODE_JOIN: return node_join(arena, node->child_count, children);
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI: return node_of_two(arena, node, children, node->u.join.condition);
    case NODE_MINUS: return node_minus(arena, children[0], children[1], node->u.minus.graph);
    case NODE_UNION: return node_union(arena, node->child_count, children);
    case NODE_CLOSURE:
      return node_closure(arena, children[0], node->u.closure.from, node->u.closure.to,
                          node->u.closure.graph, node->u.closure.start);
    default: return node;
  }
}

const Node *node_with_child(Arena *arena, const Node *node, size_t at, const Node *child) {
  if (child == node->child[at]) return node;
  const Node **children = arena_copy(arena, node->child, node->child_count * sizeof *children);
  children[at] = child;
  return node_with_children(arena, node, children);
}
