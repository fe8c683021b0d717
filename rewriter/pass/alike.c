// Comparing trees up to the names of variables.
#include "rewriter/pass/alike.h"

bool alike_pair(Alike *alike, VarId a, VarId b) {
  if (varset_has(alike->common, a) || varset_has(alike->common, b)) return a == b;
  for (size_t i = 0; i < alike->mine.count; i++)
    if (alike->mine.item[i] == a || alike->other.item[i] == b)
      return alike->mine.item[i] == a && alike->other.item[i] == b;
  VEC_PUSH(alike->arena, &alike->mine, a);
  VEC_PUSH(alike->arena, &alike->other, b);
  return true;
}

bool alike_scans(Alike *alike, const Node *a, const Node *b) {
  if (a->kind != b->kind || a->child_count != b->child_count) return false;
  if (a->kind == NODE_JOIN) {
    for (size_t i = 0; i < a->child_count; i++)
      if (!alike_scans(alike, a->child[i], b->child[i])) return false;
    return true;
  }
  if (a->kind != NODE_SCAN || a->u.scan.table->relation != b->u.scan.table->relation ||
      a->u.scan.count != b->u.scan.count)
    return false;
  for (size_t i = 0; i < a->u.scan.count; i++)
    if (a->u.scan.column[i].column != b->u.scan.column[i].column ||
        !alike_pair(alike, a->u.scan.column[i].var, b->u.scan.column[i].var))
      return false;
  return true;
}

Renaming alike_renaming(Pass *pass, const Alike *alike) {
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  for (size_t i = 0; i < alike->mine.count; i++)
    renaming_add(&renaming, alike->other.item[i], alike->mine.item[i]);
  return renaming;
}

const Expr *alike_renamed(Pass *pass, const Alike *alike, const Expr *expr) {
  const Renaming renaming = alike_renaming(pass, alike);
  return expr_rename(&renaming, expr);
}

bool alike_extends(Pass *pass, Alike *alike, const Node *a, const Node *b) {
  if (a->u.extend.count != b->u.extend.count) return false;
  for (size_t i = 0; i < a->u.extend.count; i++) {
    const Binding *x = &a->u.extend.binding[i], *y = &b->u.extend.binding[i];
    if (!expr_equal(x->expr, alike_renamed(pass, alike, y->expr)) ||
        !alike_pair(alike, x->var, y->var))
      return false;
  }
  return true;
}
