// Law: Join(L, S) = Join(L, Join(D, S)), where D are the different bindings that L has for
// variables that are certain in S and in L.
//
// Preconditions: 1. those variables are certain on both sides, so that D takes no partner from L;
// 2. D has no row twice, so that it doubles none.
// Why: a statement over a large table gives the rows that a few solutions outside of SQL can meet,
// by their keys, instead of all.
#include "rewriter/plan/bound.h"

#include "rewriter/plan/statement.h"

typedef struct Writing {
  Rewriting rewriting;
  const Mapping *mapping;
  const Node *statement;
  const BoundRows *rows;
  Plan *plan;
} Writing;

static const Node *values_of(const Query *query, const BoundRows *rows) {
  Arena *arena = query->arena;
  const size_t count = rows->var_count * rows->row_count;
  const Expr **cells = ARENA_ARRAY(arena, const Expr *, count);
  for (size_t i = 0; i < count; i++) {
    Term term = rows->cell[i];
    // Terms on their way are not interned; constants are.
    term.lexical = symbols_intern(query->symbols, term.lexical->text, term.lexical->length);
    if (term.datatype != NULL)
      term.datatype = symbols_intern(query->symbols, term.datatype->text, term.datatype->length);
    if (term.language != NULL)
      term.language = symbols_intern(query->symbols, term.language->text, term.language->length);
    cells[i] = expr_const(arena, term);
  }
  return node_values(arena, rows->var_count, rows->var, rows->row_count, cells);
}

static Status write(void *context, Error *err) {
  Writing *writing = context;
  const Query *query = writing->rewriting.query;
  if (writing->rewriting.index == NULL)
    writing->rewriting.index = mapping_index_create(query->arena, writing->mapping);
  const Plan *planned = writing->statement->u.statement.plan;
  const Node *both[] = {values_of(query, writing->rows), writing->statement->u.statement.pattern};
  const Wanted wanted = {.pattern = node_join(query->arena, 2, both),
                         .count = planned->term_count,
                         .var = planned->variable,
                         .bag_matters = true};
  return statement_write(&writing->rewriting, &wanted, writing->plan, err);
}

Status statement_write_bound(const Query *query, const Mapping *mapping,
                             const RewriteOptions *options, const Node *statement,
                             const BoundRows *rows, Arena *memory, Plan **out, Error *err) {
  Query *own = arena_copy(memory, query, sizeof *query);
  own->arena = memory;
  own->symbols = symbols_create(memory, query->symbols);
  own->variables = variables_copy(memory, query->variables);
  *out = ARENA_NEW(memory, Plan);
  Writing writing = {{own, options->index, options}, mapping, statement, rows, *out};
  return arena_run(memory, write, &writing, err);
}
