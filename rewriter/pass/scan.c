// Scans and their columns, as laws see them.
#include "rewriter/pass/scan.h"

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
