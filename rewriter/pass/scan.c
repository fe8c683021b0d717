// Scans and their columns, as laws see them.
#include "rewriter/pass/scan.h"

#include <string.h>

bool scan_binds(const Node *scan, unsigned column, VarId var) {
  for (size_t i = 0; i < scan->u.scan.count; i++)
    if (scan->u.scan.column[i].column == column && scan->u.scan.column[i].var == var) return true;
  return false;
}

bool scan_variable(const Node *scan, unsigned column, VarId *out) {
  for (size_t i = 0; i < scan->u.scan.count; i++) {
    if (scan->u.scan.column[i].column != column) continue;
    *out = scan->u.scan.column[i].var;
    return true;
  }
  return false;
}

bool scan_implied(const Node *a, const Node *b) {
  if (a->u.scan.table->relation != b->u.scan.table->relation) return false;
  for (size_t i = 0; i < a->u.scan.count; i++)
    if (!scan_binds(b, a->u.scan.column[i].column, a->u.scan.column[i].var)) return false;
  return true;
}

// Do both bind the column to one variable?
static bool agree(const Node *a, const Node *b, unsigned column) {
  for (size_t i = 0; i < a->u.scan.count; i++)
    if (a->u.scan.column[i].column == column && scan_binds(b, column, a->u.scan.column[i].var))
      return true;
  return false;
}

bool scan_same_row(const Node *a, const Node *b) {
  const Relation *relation = a->u.scan.table->relation;
  if (relation != b->u.scan.table->relation) return false;
  for (size_t k = 0; k < relation->key_count; k++) {
    const ColumnSet *key = &relation->key[k].columns;
    bool same = true;
    for (size_t i = 0; i < key->count && same; i++)
      same = relation->column[key->column[i]].not_null && agree(a, b, key->column[i]);
    if (same) return true;
  }
  return false;
}

void scan_not_null(Pass *pass, const Node *scan, Conditions *conditions) {
  for (size_t i = 0; i < scan->u.scan.count; i++) {
    const ScanColumn *column = &scan->u.scan.column[i];
    if (scan->u.scan.table->relation->column[column->column].not_null) continue;
    const Expr *var = expr_var(pass->arena, pass->variables, column->var);
    VEC_PUSH(pass->arena, conditions, expr_sql1(pass->arena, OP_IS_NOT_NULL, var));
  }
}

const Node *scan_find(const Node *tree, bool (*fits)(const void *self, const Node *scan),
                      const void *self) {
  switch (tree->kind) {
    case NODE_SCAN: return fits(self, tree) ? tree : NULL;
    case NODE_JOIN:
      for (size_t i = 0; i < tree->child_count; i++) {
        const Node *found = scan_find(tree->child[i], fits, self);
        if (found != NULL) return found;
      }
      return NULL;
    case NODE_FILTER:
    case NODE_EXTEND:
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI: return scan_find(tree->child[0], fits, self);
    default: return NULL;
  }
}

bool scan_is_simple(const Node *scan) {
  for (size_t i = 0; i < scan->u.scan.count; i++)
    for (size_t j = i + 1; j < scan->u.scan.count; j++)
      if (scan->u.scan.column[i].var == scan->u.scan.column[j].var &&
          scan->u.scan.column[i].column != scan->u.scan.column[j].column)
        return false;
  return true;
}

typedef struct OwnRow {
  const Node *b;
  const VarSet *left;
} OwnRow;

static bool is_own_row(const void *self, const Node *a) {
  const OwnRow *own = self;
  if (!scan_same_row(a, own->b)) return false;
  for (size_t i = 0; i < own->b->u.scan.count; i++) {
    const ScanColumn *column = &own->b->u.scan.column[i];
    if (varset_has(own->left, column->var) && !scan_binds(a, column->column, column->var))
      return false;
  }
  return true;
}

const Node *scan_own_row(const Node *left, const Node *b) {
  const OwnRow own = {b, &left->variables};
  return scan_is_simple(b) ? scan_find(left, is_own_row, &own) : NULL;
}

static const Node *replace(Pass *pass, const Node *node, const Node *old, const Node *new) {
  if (node == old) return new;
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *child = replace(pass, node->child[i], old, new);
    if (child != node->child[i]) return node_with_child(pass->arena, node, i, child);
  }
  return node;
}

const Node *scan_with_columns(Pass *pass, const Node *tree, const Node *scan, size_t count,
                              const ScanColumn columns[]) {
  const size_t own = scan->u.scan.count;
  ScanColumn *all = ARENA_ARRAY(pass->arena, ScanColumn, own + count);
  memcpy(all, scan->u.scan.column, own * sizeof *all);
  memcpy(all + own, columns, count * sizeof *all);
  return replace(pass, tree, scan, node_scan(pass->arena, scan->u.scan.table, own + count, all));
}

ScanGraft scan_graft(Pass *pass, const Node *left, const Node *own_row, const Node *b) {
  const size_t most = own_row->u.scan.count + b->u.scan.count;
  ScanColumn *columns = ARENA_ARRAY(pass->arena, ScanColumn, most);
  size_t count = own_row->u.scan.count;
  memcpy(columns, own_row->u.scan.column, count * sizeof *columns);
  ScanGraft graft = {left, renaming_make(pass->arena, pass->variables)};
  for (size_t i = 0; i < b->u.scan.count; i++) {
    const ScanColumn *column = &b->u.scan.column[i];
    if (varset_has(&left->variables, column->var)) continue;
    VarId own;
    if (!scan_variable(own_row, column->column, &own)) {
      own = variables_fresh_native(pass->variables, variables_type(pass->variables, column->var),
                                   variables_hint(pass->variables, column->var));
      columns[count++] = (ScanColumn){column->column, own};
    }
    renaming_add(&graft.names, column->var, own);
  }
  const size_t own = own_row->u.scan.count;
  if (count > own) graft.tree = scan_with_columns(pass, left, own_row, count - own, columns + own);
  return graft;
}

// --- Foreign keys --------------------------------------------------------------------------------

bool foreign_key_source(const ForeignKey *key, unsigned target, unsigned *out) {
  for (size_t i = 0; i < key->columns.count; i++) {
    if (key->target_columns.column[i] != target) continue;
    *out = key->columns.column[i];
    return true;
  }
  return false;
}

bool foreign_key_never_null(const ForeignKey *key, const Relation *relation) {
  for (size_t i = 0; i < key->columns.count; i++)
    if (!relation->column[key->columns.column[i]].not_null) return false;
  return true;
}

bool foreign_key_repeats(const ForeignKey *key, const Relation *from, unsigned target,
                         unsigned *out) {
  if (!foreign_key_source(key, target, out)) return false;
  const Column *own = &from->column[*out], *to = &key->target->column[target];
  return own->type == to->type && pg_type_info(to->type)->native_equality && own->deterministic &&
         to->deterministic;
}

static bool repeats(const ForeignKey *key, const Relation *from, const Node *whole) {
  for (size_t i = 0; i < whole->u.scan.count; i++) {
    unsigned source;
    if (!foreign_key_repeats(key, from, whole->u.scan.column[i].column, &source)) return false;
  }
  return true;
}

// Does the child bind the columns that refer to a key of the parent as the parent binds the key?
static bool meets_one(const ForeignKey *key, const Node *child, const Node *parent) {
  for (size_t k = 0; k < key->target->key_count; k++) {
    const ColumnSet *unique = &key->target->key[k].columns;
    bool all = key->target->key[k].not_null;
    for (size_t i = 0; i < unique->count && all; i++) {
      VarId var;
      unsigned source;
      all = scan_variable(parent, unique->column[i], &var) &&
            foreign_key_source(key, unique->column[i], &source) && scan_binds(child, source, var);
    }
    if (all) return true;
  }
  return false;
}

const ForeignKey *scan_refers(const Node *child, const Node *parent, const Node *whole) {
  const Relation *from = child->u.scan.table->relation;
  for (size_t i = 0; i < from->foreign_key_count; i++) {
    const ForeignKey *key = &from->foreign_key[i];
    if (key->target == whole->u.scan.table->relation && foreign_key_never_null(key, from) &&
        repeats(key, from, whole) && meets_one(key, child, parent))
      return key;
  }
  return NULL;
}

void scan_shared_not_null(Pass *pass, const Node *b, const Node *other, Conditions *conditions) {
  for (size_t i = 0; i < b->u.scan.count; i++) {
    const ScanColumn *column = &b->u.scan.column[i];
    if (!varset_has(&other->variables, column->var) ||
        b->u.scan.table->relation->column[column->column].not_null)
      continue;
    const Expr *var = expr_var(pass->arena, pass->variables, column->var);
    expr_conjuncts(pass->arena, expr_sql1(pass->arena, OP_IS_NOT_NULL, var), conditions);
  }
}

Conditions scan_unsettled(Pass *pass, const Node *left, const Conditions *conditions) {
  const VarSet certain = pass_certain(pass, left);
  Conditions remaining = {0};
  for (size_t i = 0; i < conditions->count; i++) {
    const Expr *expr = conditions->item[i];
    const bool holds = expr->kind == EXPR_SQL && expr->u.sql.op == OP_IS_NOT_NULL &&
                       expr->u.sql.arg[0]->kind == EXPR_VAR &&
                       varset_has(&certain, expr->u.sql.arg[0]->u.var);
    if (!holds) VEC_PUSH(pass->arena, &remaining, expr);
  }
  return remaining;
}

// The scan in the variables below an EXTEND; NULL when one of its variables is no copy there.
static const Node *below_extend(Pass *pass, const Node *extend, const Node *wanted) {
  ScanColumn *columns =
      arena_copy(pass->arena, wanted->u.scan.column, wanted->u.scan.count * sizeof *columns);
  bool changed = false;
  for (size_t i = 0; i < extend->u.extend.count; i++) {
    const Binding *binding = &extend->u.extend.binding[i];
    for (size_t j = 0; j < wanted->u.scan.count; j++) {
      if (columns[j].var != binding->var) continue;
      if (binding->expr->kind != EXPR_VAR) return NULL;
      columns[j].var = binding->expr->u.var;
      changed = true;
    }
  }
  return changed ? node_scan(pass->arena, wanted->u.scan.table, wanted->u.scan.count, columns)
                 : wanted;
}

// The wanted scans of which the tree binds all variables, in `own`, called as below it where it is
// an EXTEND. Returns how many they are.
static size_t still_wanted(Pass *pass, const Node *tree, size_t count, const Node *const wanted[],
                           const Node *own[]) {
  size_t left = 0;
  for (size_t i = 0; i < count; i++) {
    if (!varset_subset(&wanted[i]->variables, &tree->variables)) continue;
    own[left] = tree->kind == NODE_EXTEND ? below_extend(pass, tree, wanted[i]) : wanted[i];
    if (own[left] != NULL) left++;
  }
  return left;
}

bool scan_promised_any(Pass *pass, const Node *tree, size_t count, const Node *const wanted[],
                       ScanFits *fits, const void *self) {
  const Node **own = ARENA_ARRAY(pass->arena, const Node *, count);
  const size_t left = still_wanted(pass, tree, count, wanted, own);
  if (left == 0) return false;
  switch (tree->kind) {
    case NODE_SCAN:
      for (size_t i = 0; i < left; i++)
        if (fits(self, own[i], tree)) return true;
      return false;
    case NODE_JOIN:
      for (size_t i = 0; i < tree->child_count; i++)
        if (scan_promised_any(pass, tree->child[i], left, own, fits, self)) return true;
      return false;
    case NODE_UNION:
      for (size_t i = 0; i < tree->child_count; i++)
        if (!scan_promised_any(pass, tree->child[i], left, own, fits, self)) return false;
      return tree->child_count > 0;
    case NODE_EXTEND:
    case NODE_FILTER:
    case NODE_PROJECT:
    case NODE_DISTINCT:
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI: return scan_promised_any(pass, tree->child[0], left, own, fits, self);
    default: return false;
  }
}

bool scan_promised(Pass *pass, const Node *tree, const Node *wanted, ScanFits *fits,
                   const void *self) {
  return scan_promised_any(pass, tree, 1, &wanted, fits, self);
}

const Node *scan_seen_through(Pass *pass, const Node *node) {
  if (node->kind == NODE_SCAN) return node;
  const Node *extend = node->kind == NODE_PROJECT ? node->child[0] : node;
  const Node *scan = extend->kind == NODE_EXTEND ? extend->child[0] : extend;
  if (scan->kind != NODE_SCAN || !scan_is_simple(scan)) return NULL;
  ScanColumn *columns = ARENA_ARRAY(pass->arena, ScanColumn, varset_count(&node->variables));
  size_t count = 0;
  for (int v = varset_next(&node->variables, 0); v >= 0; v = varset_next(&node->variables, v + 1)) {
    VarId source = (VarId)v;
    for (size_t i = 0; extend->kind == NODE_EXTEND && i < extend->u.extend.count; i++) {
      const Binding *binding = &extend->u.extend.binding[i];
      if (binding->var != (VarId)v) continue;
      if (binding->expr->kind != EXPR_VAR) return NULL;
      source = binding->expr->u.var;
    }
    bool found = false;
    for (size_t i = 0; i < scan->u.scan.count && !found; i++) {
      found = scan->u.scan.column[i].var == source;
      if (found) columns[count++] = (ScanColumn){scan->u.scan.column[i].column, (VarId)v};
    }
    if (!found) return NULL;
  }
  return node_scan(pass->arena, scan->u.scan.table, count, columns);
}

const Node *scan_merge(Pass *pass, const Node *a, const Node *b, Conditions *conditions) {
  const Relation *relation = a->u.scan.table->relation;
  const size_t most = a->u.scan.count + b->u.scan.count;
  ScanColumn *columns = ARENA_ARRAY(pass->arena, ScanColumn, most);
  size_t count = a->u.scan.count;
  memcpy(columns, a->u.scan.column, count * sizeof *columns);
  for (size_t i = 0; i < b->u.scan.count; i++) {
    const ScanColumn *column = &b->u.scan.column[i];
    if (!scan_binds(a, column->column, column->var)) {
      columns[count++] = *column;
    } else if (!relation->column[column->column].not_null) {
      const Expr *var = expr_var(pass->arena, pass->variables, column->var);
      VEC_PUSH(pass->arena, conditions, expr_sql1(pass->arena, OP_IS_NOT_NULL, var));
    }
  }
  return node_scan(pass->arena, a->u.scan.table, count, columns);
}
