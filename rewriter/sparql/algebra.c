// The translation's door, and its smallest parts: variables, slots and expressions.
#include "rewriter/sparql/algebra.h"

VarId translate_var(const Translator *t, VarId var) {
  return var < t->variable_count ? t->rename[var] : var;
}

// A blank node in a pattern is a variable that nobody can name (section 4.1.4). Labels are not
// shared between basic graph patterns, so that one map serves the whole query.
static VarId blank_var(Translator *t, const Symbol *label) {
  const size_t *known = symbol_map_find(&t->blanks, label);
  if (known != NULL) return (VarId)*known;
  const char *hint = arena_format(t->arena, "%.*s", (int)strcspn(label->text, "."), label->text);
  const VarId var = variables_fresh_rdf(t->variables, hint);
  symbol_map_add(t->arena, &t->blanks, label, var);
  return var;
}

Slot translate_slot(Translator *t, const Slot *slot) {
  Slot out = *slot;
  if (slot->kind == SLOT_VAR) out.var = translate_var(t, slot->var);
  if (slot->kind == SLOT_TERM && slot->term.kind == TERM_BLANK)
    out = (Slot){.kind = SLOT_VAR, .var = blank_var(t, slot->term.lexical)};
  return out;
}

// --- Expressions ---------------------------------------------------------------------------------

static Status translate_call(Translator *t, const AstExpr *expr, Slot graph, Grouping *grouping,
                             const Expr **out) {
  if (expr->u.call.distinct)
    return error_at(t->err, STATUS_UNSUPPORTED, expr->at, "not supported yet: custom aggregates");
  const size_t count = expr->u.call.count;
  const Expr **args = ARENA_ARRAY(t->arena, const Expr *, count);
  for (size_t i = 0; i < count; i++)
    TRY(translate_expr(t, expr->u.call.arg[i], graph, grouping, &args[i]));
  *out = expr_call(t->arena, expr->u.call.function, expr->u.call.iri, count, args, expr->at);
  return STATUS_OK;
}

// The variable of the GROUP that holds the aggregate: an equal one's, or a new one.
static const Expr *group_variable(Translator *t, Grouping *grouping, const Expr *aggregate,
                                  const char *hint) {
  for (size_t i = 0; i < grouping->aggregates.count; i++)
    if (expr_equal(grouping->aggregates.item[i].expr, aggregate))
      return expr_var(t->arena, t->variables, grouping->aggregates.item[i].var);
  const Binding binding = {variables_fresh_rdf(t->variables, hint), aggregate};
  VEC_PUSH(t->arena, &grouping->aggregates, binding);
  return expr_var(t->arena, t->variables, binding.var);
}

static Status translate_aggregate(Translator *t, const AstExpr *expr, Slot graph,
                                  Grouping *grouping, const Expr **out) {
  static const char *const hints[] = {
      [AGG_COUNT] = "count",
      [AGG_SUM] = "sum",
      [AGG_MIN] = "min",
      [AGG_MAX] = "max",
      [AGG_AVG] = "avg",
      [AGG_SAMPLE] = "sample",
      [AGG_GROUP_CONCAT] = "concat",
  };
  const Expr *arg = NULL;
  if (expr->u.aggregate.arg != NULL)
    TRY(translate_expr(t, expr->u.aggregate.arg, graph, NULL, &arg));
  const Expr *aggregate =
      expr_agg(t->arena, expr->u.aggregate.aggregate, expr->u.aggregate.distinct, arg,
               expr->u.aggregate.separator, expr->at);
  *out = group_variable(t, grouping, aggregate, hints[expr->u.aggregate.aggregate]);
  return STATUS_OK;
}

// In a grouped level, a variable that is no key stands for any of its values (18.2.4.1).
static const Expr *translate_variable(Translator *t, const AstExpr *expr, Grouping *grouping) {
  const VarId var = translate_var(t, expr->u.var);
  const Expr *out = expr_var(t->arena, t->variables, var);
  if (grouping == NULL || varset_has(&grouping->keys, var) || !varset_has(&grouping->scope, var))
    return out;
  return group_variable(t, grouping, expr_agg(t->arena, AGG_SAMPLE, false, out, NULL, expr->at),
                        "sample");
}

Status translate_expr(Translator *t, const AstExpr *expr, Slot graph, Grouping *grouping,
                      const Expr **out) {
  switch (expr->kind) {
    case AST_VAR: *out = translate_variable(t, expr, grouping); return STATUS_OK;
    case AST_TERM: *out = expr_const(t->arena, expr->u.term); return STATUS_OK;
    case AST_CALL: return translate_call(t, expr, graph, grouping, out);
    case AST_AGGREGATE: return translate_aggregate(t, expr, graph, grouping, out);
    case AST_EXISTS: {
      const Node *pattern = NULL;
      TRY(translate_group(t, expr->u.exists.group, graph, NULL, &pattern));
      *out = expr_exists(t->arena, expr->u.exists.negated, pattern, SORT_RDF, expr->at);
      return STATUS_OK;
    }
  }
  return STATUS_OK;
}

const Expr *translate_and(Translator *t, size_t count, const Expr *const part[]) {
  if (count == 0) return NULL;
  if (count == 1) return part[0];
  const Expr *both[] = {translate_and(t, (count + 1) / 2, part),
                        translate_and(t, count / 2, part + (count + 1) / 2)};
  return expr_call(t->arena, FN_AND, NULL, 2, both, part[0]->at);
}

// --- The query -----------------------------------------------------------------------------------

static void translate_template(const AstQuery *ast, Query *out) {
  TripleTemplate *template_ = ARENA_ARRAY(out->arena, TripleTemplate, ast->template_count);
  for (size_t i = 0; i < ast->template_count; i++) {
    const AstTriple *triple = &ast->template_[i];
    template_[i] = (TripleTemplate){triple->subject, triple->predicate, triple->object};
  }
  out->template_count = ast->template_count;
  out->template_ = template_;
}

static void translate_described(const AstQuery *ast, Query *out) {
  out->described_count = ast->described_count;
  out->described = ast->described;
  if (!ast->describe_all || ast->level->where == NULL) return;
  const VarSet *scope = &ast->level->scope;
  Slot *described = ARENA_ARRAY(out->arena, Slot, varset_count(scope));
  for (int var = varset_next(scope, 0); var >= 0; var = varset_next(scope, var + 1))
    described[out->described_count++] = (Slot){.kind = SLOT_VAR, .var = (VarId)var};
  out->described = described;
}

static void count_mentions(Translator *t) {
  t->variable_count = variables_count(t->variables);
  t->rename = ARENA_ARRAY(t->arena, VarId, t->variable_count);
  t->mentions = ARENA_ARRAY(t->arena, size_t, t->variable_count);
  t->inside = ARENA_ARRAY(t->arena, size_t, t->variable_count);
  for (size_t i = 0; i < t->variable_count; i++) t->rename[i] = (VarId)i;
  for (size_t i = 0; i < t->ast->mention_count; i++) t->mentions[t->ast->mention[i]]++;
}

Status algebra_of_query(const AstQuery *ast, Query *out, Error *err) {
  Translator t = {.arena = out->arena, .variables = out->variables, .err = err, .ast = ast};
  count_mentions(&t);
  out->form = ast->form;
  out->at = ast->at;
  out->projected_count = ast->level->projected_count;
  out->projected = ast->level->projected;
  out->has_dataset = ast->from_count + ast->from_named_count > 0;
  out->from_count = ast->from_count;
  out->from = ast->from;
  out->from_named_count = ast->from_named_count;
  out->from_named = ast->from_named;
  translate_template(ast, out);
  translate_described(ast, out);
  return translate_level(&t, ast->level, (Slot){.kind = SLOT_NONE}, false, &out->pattern);
}
