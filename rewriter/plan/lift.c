// A walk over the algebra that pins what stands where its value decides something.
#include "rewriter/plan/lift.h"

#include "rewriter/ir/walk.h"

static void pin_term(const Term *term) {
  if (term->parameter != NULL) parameter_pin(term->parameter);
}

static void pin_slot(const Slot *slot) {
  if (slot->kind == SLOT_TERM) pin_term(&slot->term);
}

static void visit_node(const Node *node);

// --- Expressions ---------------------------------------------------------------------------------

static void pin_expr(void *self, const Expr *expr) {
  (void)self;
  if (expr == NULL) return;
  if (expr->kind == EXPR_CONST) pin_term(&expr->u.constant);
  if (expr->kind == EXPR_EXISTS) visit_node(expr->u.exists.pattern);
  if (expr->kind == EXPR_AGG) pin_expr(NULL, expr->u.agg.arg);
  if (expr->kind == EXPR_CALL)
    for (size_t i = 0; i < expr->u.call.count; i++) pin_expr(NULL, expr->u.call.arg[i]);
}

static bool is_comparison(const Expr *expr) {
  if (expr->kind != EXPR_CALL) return false;
  switch (expr->u.call.function) {
    case FN_EQ:
    case FN_NE:
    case FN_LT:
    case FN_GT:
    case FN_LE:
    case FN_GE: return true;
    default: return false;
  }
}

// Something that rows decide, and whose type the mapping fixes whatever the constants are.
static bool is_of_rows(const Expr *expr) {
  if (expr->kind == EXPR_VAR) return true;
  if (expr->kind != EXPR_CALL) return false;
  bool any = false;
  switch (expr->u.call.function) {
    case FN_ADD:
    case FN_SUBTRACT:
    case FN_MULTIPLY:
      for (size_t i = 0; i < expr->u.call.count; i++) {
        const Expr *arg = expr->u.call.arg[i];
        if (arg->kind != EXPR_CONST && !is_of_rows(arg)) return false;
        any |= arg->kind != EXPR_CONST;
      }
      return any;
    case FN_STR:
    case FN_STRLEN:
    case FN_UCASE:
    case FN_LCASE:
    case FN_ABS:
    case FN_CEIL:
    case FN_FLOOR:
    case FN_ROUND:
    case FN_YEAR:
    case FN_MONTH:
    case FN_DAY: return is_of_rows(expr->u.call.arg[0]);
    default: return false;
  }
}

static void visit_expr(void *self, const Expr *expr) {
  (void)self;
  if (expr == NULL) return;
  if (is_comparison(expr)) {
    const Expr *const *arg = expr->u.call.arg;
    const bool left = is_of_rows(arg[0]), right = is_of_rows(arg[1]);
    if ((left || arg[0]->kind == EXPR_CONST) && (right || arg[1]->kind == EXPR_CONST) &&
        (left || right))
      return;  // 2
  }
  if (expr->kind == EXPR_CALL) {
    const Function function = expr->u.call.function;
    const bool connects = function == FN_AND || function == FN_OR || function == FN_NOT;
    for (size_t i = 0; i < expr->u.call.count; i++) {
      if (connects)
        visit_expr(NULL, expr->u.call.arg[i]);
      else
        pin_expr(NULL, expr->u.call.arg[i]);
    }
    return;
  }
  pin_expr(NULL, expr);
}

// --- Nodes ---------------------------------------------------------------------------------------

static void pin_node(const Node *node) {
  switch (node->kind) {
    case NODE_TRIPLE:
      pin_slot(&node->u.triple.subject);
      pin_slot(&node->u.triple.object);
      break;
    default: break;
  }
  node_each_expr(node, pin_expr, NULL);
  for (size_t i = 0; i < node->child_count; i++) pin_node(node->child[i]);
}

static void visit_node(const Node *node) {
  switch (node->kind) {
    case NODE_TRIPLE:  // 1
      pin_slot(&node->u.triple.predicate);
      pin_slot(&node->u.triple.graph);
      return;
    case NODE_PATH:
      pin_slot(&node->u.path.subject);
      pin_slot(&node->u.path.object);
      pin_slot(&node->u.path.graph);
      return;
    case NODE_GRAPH_NAMES: pin_slot(&node->u.graph_names.graph); return;
    case NODE_VALUES:
      for (size_t i = 0; i < node->u.values.var_count * node->u.values.row_count; i++)
        pin_expr(NULL, node->u.values.cell[i]);
      return;
    case NODE_SERVICE:
      pin_slot(&node->u.service.endpoint);
      for (size_t i = 0; i < node->child_count; i++) pin_node(node->child[i]);
      return;
    case NODE_FILTER:
    case NODE_LEFTJOIN: node_each_expr(node, visit_expr, NULL); break;
    default: node_each_expr(node, pin_expr, NULL); break;
  }
  for (size_t i = 0; i < node->child_count; i++) visit_node(node->child[i]);
}

void lift_parameters(const Query *query, bool plain) {
  Parameters *parameters = query->parameters;
  for (size_t i = 0; i < query->described_count; i++) pin_slot(&query->described[i]);
  for (size_t i = 0; i < query->template_count; i++) pin_slot(&query->template_[i].predicate);
  visit_node(query->pattern);
  for (size_t i = 0; i < parameters->count; i++) {
    Parameter *parameter = &parameters->item[i];
    if (!plain || parameter->terms != parameter->places) parameter->pinned = true;
    parameter->lifted = !parameter->pinned;
  }
}
