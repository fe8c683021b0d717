// Law: Join(L, S) = Join(L, Join(D, S)), where D are the different bindings that L has for
// variables that are certain in S and in L.
//
// Preconditions: 1. those variables are certain on both sides, so that D takes no partner from L;
// 2. D has no row twice, so that it doubles none.
// Why: a statement over a large table gives the rows that a few solutions outside of SQL can meet,
// by their keys, instead of all.
#include "rewriter/plan/bound.h"

#include "rewriter/plan/statement.h"

// statement, rows: of statement_write_bound. call, args: of statement_write_call.
typedef struct Writing {
  Rewriting rewriting;
  const Mapping *mapping;
  const Node *statement;
  const BoundRows *rows;
  const Expr *call;
  const Term *args;
  Plan *plan;
} Writing;

// Terms on their way are not interned; constants are.
static const Expr *constant(const Query *query, Term term) {
  term.lexical = symbols_intern(query->symbols, term.lexical->text, term.lexical->length);
  if (term.datatype != NULL)
    term.datatype = symbols_intern(query->symbols, term.datatype->text, term.datatype->length);
  if (term.language != NULL)
    term.language = symbols_intern(query->symbols, term.language->text, term.language->length);
  term.parameter = NULL;
  return expr_const(query->arena, term);
}

static const Node *values_of(const Query *query, const BoundRows *rows) {
  Arena *arena = query->arena;
  const size_t count = rows->var_count * rows->row_count;
  const Expr **cells = ARENA_ARRAY(arena, const Expr *, count);
  for (size_t i = 0; i < count; i++) cells[i] = constant(query, rows->cell[i]);
  return node_values(arena, rows->var_count, rows->var, rows->row_count, cells);
}

static void find_index(Writing *writing) {
  if (writing->rewriting.index == NULL)
    writing->rewriting.index =
        mapping_index_create(writing->rewriting.query->arena, writing->mapping);
}

static Status write_bound(void *context, Error *err) {
  Writing *writing = context;
  const Query *query = writing->rewriting.query;
  find_index(writing);
  const Plan *planned = writing->statement->u.statement.plan;
  const Node *both[] = {values_of(query, writing->rows), writing->statement->u.statement.pattern};
  const Wanted wanted = {.pattern = node_join(query->arena, 2, both),
                         .count = planned->term_count,
                         .var = planned->variable,
                         .bag_matters = true};
  return statement_write(&writing->rewriting, &wanted, writing->plan, err);
}

static Status write_call(void *context, Error *err) {
  Writing *writing = context;
  const Query *query = writing->rewriting.query;
  Arena *arena = query->arena;
  const Expr *call = writing->call;
  const size_t count = call->u.call.count;
  find_index(writing);
  const Expr **args = ARENA_ARRAY(arena, const Expr *, count + 1);
  for (size_t i = 0; i < count; i++) args[i] = constant(query, writing->args[i]);
  const Binding value = {
      variables_fresh_rdf(query->variables, "value"),
      expr_call(arena, call->u.call.function, call->u.call.iri, count, args, call->at)};
  const Wanted wanted = {.pattern = node_extend(arena, node_unit(arena), 1, &value),
                         .count = 1,
                         .var = arena_copy(arena, &value.var, sizeof value.var),
                         .bag_matters = true};
  return statement_write(&writing->rewriting, &wanted, writing->plan, err);
}

// In symbols, variables and memory of its own.
static Writing begin(const Query *query, const Mapping *mapping, const RewriteOptions *options,
                     Arena *memory) {
  Query *own = arena_copy(memory, query, sizeof *query);
  own->arena = memory;
  own->symbols = symbols_create(memory, query->symbols);
  own->variables = variables_copy(memory, query->variables);
  return (Writing){.rewriting = {own, options->index, options},
                   .mapping = mapping,
                   .plan = ARENA_NEW(memory, Plan)};
}

Status statement_write_bound(const Query *query, const Mapping *mapping,
                             const RewriteOptions *options, const Node *statement,
                             const BoundRows *rows, Arena *memory, Plan **out, Error *err) {
  Writing writing = begin(query, mapping, options, memory);
  writing.statement = statement;
  writing.rows = rows;
  *out = writing.plan;
  return arena_run(memory, write_bound, &writing, err);
}

Status statement_write_call(const Query *query, const Mapping *mapping,
                            const RewriteOptions *options, const Expr *call, const Term args[],
                            Arena *memory, Plan **out, Error *err) {
  Writing writing = begin(query, mapping, options, memory);
  writing.call = call;
  writing.args = args;
  const Status status = arena_run(memory, write_call, &writing, err);
  *out = status == STATUS_OK ? writing.plan : NULL;
  return status == STATUS_UNSUPPORTED ? STATUS_OK : status;
}
