// The state of a query's parameters while it is rewritten.
#include "rewriter/ir/parameter.h"

Parameter *parameters_at(const Parameters *parameters, size_t start) {
  size_t from = 0, to = parameters->token_count;
  while (from < to) {
    const size_t middle = from + (to - from) / 2;
    if (parameters->token[middle].start == start)
      return &parameters->item[parameters->token[middle].parameter];
    if (parameters->token[middle].start < start)
      from = middle + 1;
    else
      to = middle;
  }
  return NULL;
}

static bool same_template(const Guard *a, const Guard *b) {
  return a->kind == GUARD_TEXT && b->kind == GUARD_TEXT && a->fits && b->fits && a->count == 1 &&
         b->count == 1 && a->type[0] == b->type[0] && a->encode == b->encode &&
         symbol_compare(a->text[0], b->text[0]) == 0 && symbol_compare(a->text[1], b->text[1]) == 0;
}

bool parameters_differ(const Expr *a, const Expr *b) {
  const Guard *x = a->u.parameter.guard, *y = b->u.parameter.guard;
  if (a->u.parameter.parameter == b->u.parameter.parameter || a->type != b->type ||
      !pg_type_info(a->type)->native_equality)
    return false;
  return x == NULL || y == NULL ? x == y : same_template(x, y);
}

void parameter_pin(Parameter *parameter) {
  parameter->pinned = true;
  parameter->lifted = false;
}

void parameter_refuse(Parameter *parameter) {
  if (parameter->lifted) parameter->all->refused = true;
  parameter_pin(parameter);
}

void parameters_begin(Parameters *parameters) {
  parameters->guards = (Guards){0};
  parameters->given = (Given){0};
  parameters->refused = false;
}

size_t parameters_place(Parameters *parameters, const Expr *expr) {
  for (size_t i = 0; i < parameters->given.count; i++)
    if (expr_equal(parameters->given.item[i], expr)) return i + 1;
  VEC_PUSH(parameters->arena, &parameters->given, expr);
  return parameters->given.count;
}
