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

bool parameters_any_lifted(const Parameters *parameters) {
  for (size_t i = 0; i < parameters->count; i++)
    if (parameters->item[i].lifted) return true;
  return false;
}

size_t parameters_place(Parameters *parameters, const Expr *expr) {
  for (size_t i = 0; i < parameters->given.count; i++)
    if (expr_equal(parameters->given.item[i], expr)) return i + 1;
  VEC_PUSH(parameters->arena, &parameters->given, expr);
  return parameters->given.count;
}
