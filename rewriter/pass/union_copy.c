// Law: of two variables that are one value in every branch of a UNION, one is enough.
//
// Preconditions:
// (1) Every branch binds both, as copies of one variable of its own, or as one column of one scan.
// (2) Both have one type.
//
// Before: UNION(EXTEND(SCAN a(id: v), x := v, y := v), EXTEND(SCAN b(nr: w), x := w, y := w))
// After:  EXTEND(UNION(EXTEND(SCAN a(id: v), x := v), EXTEND(SCAN b(nr: w), x := w)), y := x)
//
// Why: tables often tell the key that names a thing as a property too. Of such a property over
// several tables nothing is left but that the thing is in one of them, which a semi-join asks.
#include "rewriter/pass/pass.h"

// What the variable is a copy of, as far as copies can be followed below the node.
static VarId source_of(const Node *node, VarId var) {
  for (;;) {
    switch (node->kind) {
      case NODE_EXTEND:
        for (size_t i = 0; i < node->u.extend.count; i++) {
          const Binding *binding = &node->u.extend.binding[i];
          if (binding->var != var) continue;
          if (binding->expr->kind != EXPR_VAR) return var;
          var = binding->expr->u.var;
          break;
        }
        node = node->child[0];
        break;
      case NODE_PROJECT:
      case NODE_FILTER:
      case NODE_DISTINCT: node = node->child[0]; break;
      case NODE_SCAN: {
        size_t at = 0;
        while (at < node->u.scan.count && node->u.scan.column[at].var != var) at++;
        for (size_t i = 0; i < at && at < node->u.scan.count; i++)
          if (node->u.scan.column[i].column == node->u.scan.column[at].column)
            return node->u.scan.column[i].var;
        return var;
      }
      default: return var;
    }
  }
}

static bool are_one(const Node *node, VarId a, VarId b) {
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *branch = node->child[i];
    if (!varset_has(&branch->variables, a) || !varset_has(&branch->variables, b) ||
        source_of(branch, a) != source_of(branch, b))
      return false;
  }
  return true;
}

// The branch with these variables only. The others are bound above now, and called something else
// below.
static const Node *without_copies(Pass *pass, const Node *branch, const VarSet *kept) {
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  for (int v = varset_next(&branch->variables, 0); v >= 0;
       v = varset_next(&branch->variables, v + 1))
    if (!varset_has(kept, (VarId)v))
      renaming_add(
          &renaming, (VarId)v,
          variables_fresh_native(pass->variables, variables_type(pass->variables, (VarId)v),
                                 variables_hint(pass->variables, (VarId)v)));
  return pass_project(pass, node_rename(&renaming, branch), kept);
}

static const Node *union_copy(Pass *pass, const Node *node) {
  if (node->kind != NODE_UNION) return node;
  VEC(Binding) copies = {0};
  VarSet kept = varset_copy(pass->arena, &node->variables);
  for (int b = varset_next(&node->variables, 0); b >= 0; b = varset_next(&node->variables, b + 1)) {
    for (int a = varset_next(&kept, 0); a >= 0 && a < b; a = varset_next(&kept, a + 1)) {
      if (variables_type(pass->variables, (VarId)a) != variables_type(pass->variables, (VarId)b) ||
          !are_one(node, (VarId)a, (VarId)b))
        continue;
      const Binding copy = {(VarId)b, expr_var(pass->arena, pass->variables, (VarId)a)};
      VEC_PUSH(pass->arena, &copies, copy);
      varset_remove(&kept, (VarId)b);
      break;
    }
  }
  if (copies.count == 0) return node;
  const Node **branches =
      arena_copy(pass->arena, node->child, node->child_count * sizeof *branches);
  for (size_t i = 0; i < node->child_count; i++)
    branches[i] = without_copies(pass, node->child[i], &kept);
  return node_extend(pass->arena, node_union(pass->arena, node->child_count, branches),
                     copies.count, copies.item);
}

const Node *pass_union_copy(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, union_copy);
}
