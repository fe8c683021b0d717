// Deep copies: the statement, its constructors, and what of the query an answer needs.
#include "rewriter/plan/keep.h"

#include <string.h>

#include "rewriter/entail/entail.h"
#include "rewriter/plan/decode.h"

typedef struct Keeper {
  Arena *arena;
  Symbols *symbols;
  Parameter *parameter;
} Keeper;

static const Symbol *keep_symbol(const Keeper *keeper, const Symbol *symbol) {
  return symbol == NULL ? NULL : symbols_intern(keeper->symbols, symbol->text, symbol->length);
}

static const char *keep_text(const Keeper *keeper, const char *text) {
  return text == NULL ? NULL : arena_copy_text(keeper->arena, text, strlen(text));
}

static Term keep_term(const Keeper *keeper, const Term *term) {
  Term copy = {.kind = term->kind,
               .lexical = keep_symbol(keeper, term->lexical),
               .datatype = keep_symbol(keeper, term->datatype),
               .language = keep_symbol(keeper, term->language)};
  if (term->parameter != NULL && term->parameter->lifted)
    copy.parameter = &keeper->parameter[term->parameter->number];
  return copy;
}

// --- Constructors --------------------------------------------------------------------------------

static const Expr *keep_expr(const Keeper *keeper, const Expr *expr);

static const Expr *const *keep_args(const Keeper *keeper, size_t count, const Expr *const arg[]) {
  const Expr **copy = ARENA_ARRAY(keeper->arena, const Expr *, count);
  for (size_t i = 0; i < count; i++) copy[i] = keep_expr(keeper, arg[i]);
  return copy;
}

static void keep_template(const Keeper *keeper, Expr *copy) {
  const size_t count = copy->u.template_.count;
  const Symbol **text = ARENA_ARRAY(keeper->arena, const Symbol *, count + 1);
  for (size_t i = 0; i <= count; i++) text[i] = keep_symbol(keeper, copy->u.template_.text[i]);
  copy->u.template_.shape = keep_symbol(keeper, copy->u.template_.shape);
  copy->u.template_.text = text;
  copy->u.template_.arg = keep_args(keeper, count, copy->u.template_.arg);
}

static void keep_case(const Keeper *keeper, Expr *copy) {
  const size_t count = copy->u.case_.count;
  CaseBranch *branches = ARENA_ARRAY(keeper->arena, CaseBranch, count);
  for (size_t i = 0; i < count; i++)
    branches[i] = (CaseBranch){keep_expr(keeper, copy->u.case_.branch[i].condition),
                               keep_expr(keeper, copy->u.case_.branch[i].value)};
  copy->u.case_.branch = branches;
  copy->u.case_.otherwise = keep_expr(keeper, copy->u.case_.otherwise);
}

static const Expr *keep_expr(const Keeper *keeper, const Expr *expr) {
  if (expr == NULL) return NULL;
  Expr *copy = arena_copy(keeper->arena, expr, sizeof *expr);
  switch (expr->kind) {
    case EXPR_VAR: copy->without = NULL; break;  // was for rewriting
    case EXPR_UNBOUND: break;
    case EXPR_CONST: copy->u.constant = keep_term(keeper, &expr->u.constant); break;
    case EXPR_NATIVE: copy->u.native = keep_text(keeper, expr->u.native); break;
    case EXPR_RDF:
      copy->u.rdf.datatype = keep_symbol(keeper, expr->u.rdf.datatype);
      copy->u.rdf.language = keep_symbol(keeper, expr->u.rdf.language);
      copy->u.rdf.lexical = keep_expr(keeper, expr->u.rdf.lexical);
      copy->u.rdf.kind_expr = keep_expr(keeper, expr->u.rdf.kind_expr);
      copy->u.rdf.datatype_expr = keep_expr(keeper, expr->u.rdf.datatype_expr);
      copy->u.rdf.language_expr = keep_expr(keeper, expr->u.rdf.language_expr);
      break;
    case EXPR_TEMPLATE: keep_template(keeper, copy); break;
    case EXPR_SQL: copy->u.sql.arg = keep_args(keeper, expr->u.sql.count, expr->u.sql.arg); break;
    case EXPR_CASE: keep_case(keeper, copy); break;
    default: arena_fail(keeper->arena, STATUS_INTERNAL, "a term constructor computes outside SQL");
  }
  return copy;
}

// --- Queries -------------------------------------------------------------------------------------

static Slot keep_slot(const Keeper *keeper, const Slot *slot) {
  Slot copy = *slot;
  if (slot->kind == SLOT_TERM) copy.term = keep_term(keeper, &slot->term);
  return copy;
}

static const Query *keep_query(const Keeper *keeper, const Query *query) {
  Query *copy = ARENA_NEW(keeper->arena, Query);
  *copy = (Query){.form = query->form,
                  .at = query->at,
                  .projected_count = query->projected_count,
                  .template_count = query->template_count,
                  .prefix_count = query->prefix_count};
  TripleTemplate *triples = ARENA_ARRAY(keeper->arena, TripleTemplate, query->template_count);
  for (size_t i = 0; i < query->template_count; i++)
    triples[i] = (TripleTemplate){keep_slot(keeper, &query->template_[i].subject),
                                  keep_slot(keeper, &query->template_[i].predicate),
                                  keep_slot(keeper, &query->template_[i].object)};
  copy->template_ = triples;
  struct QueryPrefix *prefixes =
      ARENA_ARRAY(keeper->arena, struct QueryPrefix, query->prefix_count);
  for (size_t i = 0; i < query->prefix_count; i++)
    prefixes[i] = (struct QueryPrefix){keep_symbol(keeper, query->prefix[i].prefix),
                                       keep_symbol(keeper, query->prefix[i].iri)};
  copy->prefix = prefixes;
  return copy;
}

Plan *plan_keep(Arena *arena, Symbols *symbols, const Plan *plan, Parameter parameter[]) {
  const Keeper keeper = {arena, symbols, parameter};
  Plan *copy = ARENA_NEW(arena, Plan);
  *copy = (Plan){
      .query = keep_query(&keeper, plan->query),
      .sql = keep_text(&keeper, plan->sql),
      .column_count = plan->column_count,
      .column = arena_copy(arena, plan->column, plan->column_count * sizeof *plan->column),
      .present = plan->present == NULL
                     ? NULL
                     : arena_copy(arena, plan->present, plan->column_count * sizeof *plan->present),
      .term_count = plan->term_count,
      .variable = arena_copy(arena, plan->variable, plan->term_count * sizeof *plan->variable),
      .term = keep_args(&keeper, plan->term_count, plan->term),
      .large = plan->large,
      .parallel = plan->parallel,
  };
  if (plan->sql != NULL) copy->program = decode_compile_all(arena, copy);
  if (plan->entailed != NULL) {
    EntailReport *report = ARENA_NEW(arena, EntailReport);
    report->warning = keep_text(&keeper, plan->entailed->warning);
    copy->entailed = report;
  }
  return copy;
}

const Guard *guard_keep(Arena *arena, Symbols *symbols, const Guard *guard) {
  const Keeper keeper = {arena, symbols, NULL};
  Guard *copy = arena_copy(arena, guard, sizeof *guard);
  copy->type = arena_copy(arena, guard->type, guard->count * sizeof *guard->type);
  copy->base = keep_text(&keeper, guard->base);
  copy->datatype = keep_symbol(&keeper, guard->datatype);
  if (guard->kind != GUARD_TEXT) return copy;
  const Symbol **text = ARENA_ARRAY(arena, const Symbol *, guard->count + 1);
  for (size_t i = 0; i <= guard->count; i++) text[i] = keep_symbol(&keeper, guard->text[i]);
  copy->text = text;
  return copy;
}
