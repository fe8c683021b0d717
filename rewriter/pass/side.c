// Opening the right sides of LEFTJOINs.
#include "rewriter/pass/side.h"

// What stands above the EXTEND in terms of what is below it, and what it binds itself.
static void see_through(Pass *pass, const Node *extend, RightSide *side) {
  const size_t count = extend->u.extend.count;
  const Binding *below = extend->u.extend.binding;
  for (size_t i = 0; i < side->conditions.count; i++)
    side->conditions.item[i] = pass_replace(pass, side->conditions.item[i], count, below);
  for (size_t i = 0; i < side->binding.count; i++)
    side->binding.item[i].expr = pass_replace(pass, side->binding.item[i].expr, count, below);
  for (size_t i = 0; i < count; i++) VEC_PUSH(pass->arena, &side->binding, below[i]);
}

bool side_open(Pass *pass, const Node *leftjoin, RightSide *out) {
  *out = (RightSide){.rows = leftjoin->child[1]};
  if (leftjoin->u.join.condition != NULL)
    expr_conjuncts(pass->arena, leftjoin->u.join.condition, &out->conditions);
  for (;; out->rows = out->rows->child[0]) {
    if (out->rows->kind == NODE_FILTER)
      expr_conjuncts(pass->arena, out->rows->u.filter.condition, &out->conditions);
    else if (out->rows->kind == NODE_EXTEND)
      see_through(pass, out->rows, out);
    else
      break;
  }
  for (size_t i = 0; i < out->conditions.count; i++)
    if (pass_holds_exists(out->conditions.item[i]) || pass_is_volatile(out->conditions.item[i]))
      return false;
  for (size_t i = 0; i < out->binding.count; i++)
    if (pass_is_volatile(out->binding.item[i].expr)) return false;
  return true;
}
