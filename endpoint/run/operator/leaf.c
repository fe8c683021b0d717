// Leaves: SQL statements, services, inline rows.
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "endpoint/run/operator/operator.h"
#include "rewriter/plan/bound.h"
#include "rewriter/plan/decode.h"

// --- SQL statements ------------------------------------------------------------------------------

// A statement over large tables is asked only for what its few partners in a join can meet.
enum { MOST_BOUND_ROWS = 1000 };

typedef struct Statement {
  Decoder *decoder;  // of the statement as planned; NULL: it has no solution
  Term *terms;
  // While it is open:
  RowStream *stream;
  const Plan *plan;
  Decoder *reader;
  Arena *memory;   // of a statement written for a block of bindings
  size_t invalid;  // that the reader had counted before
} Statement;

static Status statement_make(PlanOperator *op, Error *err) {
  Statement *statement = op->state;
  Runtime *runtime = op->runtime;
  const Plan *plan = op->node->u.statement.plan;
  statement->terms = ARENA_ARRAY(runtime->arena, Term, plan->term_count + 1);
  if (plan->sql == NULL) return STATUS_OK;
  return decoder_create(runtime->arena, plan, runtime->mapping, runtime->strict,
                        &statement->decoder, err);
}

// The statement for these bindings only, written now.
static Status bind_statement(PlanOperator *op, const LeafBlock *block, Error *err) {
  Statement *statement = op->state;
  Runtime *runtime = op->runtime;
  statement->memory = arena_create(runtime->limit);
  if (statement->memory == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  Plan *plan;
  const BoundRows rows = {block->var_count, block->var, block->row_count, block->cell};
  TRY(statement_write_bound(runtime->plan->query, runtime->mapping, &runtime->rewrite, op->node,
                            &rows, statement->memory, &plan, err));
  statement->plan = plan;
  if (statement->plan->sql == NULL) return STATUS_OK;
  return decoder_create(statement->memory, statement->plan, runtime->mapping, runtime->strict,
                        &statement->reader, err);
}

static Status statement_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Statement *statement = op->state;
  Runtime *runtime = op->runtime;
  const Plan *planned = op->node->u.statement.plan;
  statement->plan = planned;
  statement->reader = statement->decoder;
  if (planned->sql == NULL) return STATUS_OK;
  if (planned->large && block != NULL && block->row_count <= MOST_BOUND_ROWS)
    block = block_restrict(block, &op->node->certain, op->opened);
  else
    block = NULL;
  if (block != NULL) TRY(bind_statement(op, block, err));
  const Plan *plan = statement->plan;
  if (plan->sql == NULL) return STATUS_OK;
  if (runtime->db == NULL)
    return error_set(err, STATUS_USAGE, "this query needs a database connection");
  TRY(runtime_limit_commands(runtime, err));
  statement->invalid = decoder_invalid_count(statement->reader, NULL);
  // Functions are asked for their values between two rows.
  const StreamMode mode = runtime->calls != NULL                 ? STREAM_CURSOR
                          : plan->large || runtime->stream_large ? STREAM_COPY
                                                                 : STREAM_ROWS;
  return row_stream_open(runtime->db, plan->sql, mode, (int)plan->column_count, &statement->stream,
                         err);
}

static Status statement_next(PlanOperator *op, const Solution **out, Error *err) {
  Statement *statement = op->state;
  Runtime *runtime = op->runtime;
  const Row *row = NULL;
  *out = NULL;
  TRY(runtime_check(runtime, err));
  if (statement->stream == NULL) return STATUS_OK;
  for (bool there = false; !there;) {
    TRY(row_stream_next(statement->stream, &row, err));
    if (runtime->first_row <= 0) runtime->first_row = clock_ms();
    if (row == NULL) return STATUS_OK;
    runtime->rows++;
    TRY(decoder_row(statement->reader, row, statement->terms, &there, err));
  }
  operator_begin_row(op);
  for (size_t i = 0; i < statement->plan->term_count; i++)
    op->term[statement->plan->variable[i]] = statement->terms[i];
  *out = &op->solution;
  return STATUS_OK;
}

static void statement_close(PlanOperator *op) {
  Statement *statement = op->state;
  Runtime *runtime = op->runtime;
  if (statement->stream != NULL) row_stream_close(statement->stream);
  statement->stream = NULL;
  if (statement->reader != NULL) {
    const char *example = NULL;
    const size_t count = decoder_invalid_count(statement->reader, &example);
    if (count > statement->invalid && runtime->invalid_count == 0 && example != NULL)
      (void)snprintf(runtime->invalid_example, sizeof runtime->invalid_example, "%.250s", example);
    runtime->invalid_count += count - statement->invalid;
  }
  statement->reader = NULL;
  arena_destroy(statement->memory);
  statement->memory = NULL;
}

const OperatorClass OPERATOR_STATEMENT = {"statement",    sizeof(Statement), statement_make,
                                          statement_open, statement_next,    statement_close};

// --- Services ------------------------------------------------------------------------------------

typedef struct Service {
  Leaf leaf;
  size_t var_count;
  const VarId *var;
  Term *terms;
  bool open;
} Service;

static Status service_make(PlanOperator *op, Error *err) {
  Service *service = op->state;
  Runtime *runtime = op->runtime;
  if (runtime->services == NULL)
    return error_at(err, STATUS_UNSUPPORTED, op->node->at, "SERVICE is not allowed here");
  TRY(runtime->services->make(runtime->services->self, runtime->plan->query, op->node,
                              runtime->arena, &service->leaf, err));
  VEC_PUSH(runtime->arena, &runtime->leaves, service->leaf);
  service->var = variables_of(runtime->arena, &op->node->variables, &service->var_count);
  service->terms = ARENA_ARRAY(runtime->arena, Term, service->var_count + 1);
  return STATUS_OK;
}

static Status service_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  Service *service = op->state;
  service->open = true;
  block = block_restrict(block, &op->node->variables, op->opened);
  return service->leaf.open(service->leaf.self, block, runtime_left(op->runtime), err);
}

static Status service_next(PlanOperator *op, const Solution **out, Error *err) {
  Service *service = op->state;
  Runtime *runtime = op->runtime;
  bool there = false;
  *out = NULL;
  TRY(runtime_check(runtime, err));
  TRY(service->leaf.next(service->leaf.self, service->terms, &there, err));
  if (runtime->first_row <= 0) runtime->first_row = clock_ms();
  if (!there) return STATUS_OK;
  runtime->rows++;
  operator_begin_row(op);
  for (size_t i = 0; i < service->var_count; i++) op->term[service->var[i]] = service->terms[i];
  *out = &op->solution;
  return STATUS_OK;
}

static void service_close(PlanOperator *op) {
  Service *service = op->state;
  if (service->open) service->leaf.close(service->leaf.self);
  service->open = false;
}

size_t operator_block_rows(const PlanOperator *op) {
  if (op->class_ == &OPERATOR_SERVICE) return ((const Service *)op->state)->leaf.block_rows;
  if (op->class_ == &OPERATOR_STATEMENT)
    return op->node->u.statement.plan->large ? MOST_BOUND_ROWS : 0;
  if (op->class_ == &OPERATOR_KEPT) return 0;
  if (op->class_ == &OPERATOR_CLOSURE && !op->runtime->inside) return MOST_BOUND_ROWS;
  size_t least = 0;
  for (size_t i = 0; i < op->child_count; i++) {
    const size_t rows = operator_block_rows(op->child[i]);
    if (rows > 0 && (least == 0 || rows < least)) least = rows;
  }
  return least;
}

const OperatorClass OPERATOR_SERVICE = {"service",    sizeof(Service), service_make,
                                        service_open, service_next,    service_close};

// --- Inline rows ---------------------------------------------------------------------------------

// The next row, or the only one.
typedef struct Inline {
  size_t at;
} Inline;

static Status inline_open(PlanOperator *op, const LeafBlock *block, Error *err) {
  (void)block;
  (void)err;
  ((Inline *)op->state)->at = 0;
  return STATUS_OK;
}

static void inline_close(PlanOperator *op) { (void)op; }

// A cell's term against what the solution around binds. False: they differ.
static bool put_cell(PlanOperator *op, VarId var, const Expr *cell) {
  if (cell->kind != EXPR_CONST) return true;
  Term *term = &op->term[var];
  if (term->kind != TERM_UNBOUND && !term_equal(term, &cell->u.constant)) return false;
  *term = cell->u.constant;
  return true;
}

static Status values_next(PlanOperator *op, const Solution **out, Error *err) {
  Inline *values = op->state;
  const Node *node = op->node;
  const size_t width = node->u.values.var_count;
  *out = NULL;
  while (values->at < node->u.values.row_count) {
    TRY(runtime_check(op->runtime, err));
    const Expr *const *row = &node->u.values.cell[values->at++ * width];
    operator_begin_row(op);
    bool fits = true;
    for (size_t j = 0; j < width && fits; j++) fits = put_cell(op, node->u.values.var[j], row[j]);
    if (!fits) continue;
    *out = &op->solution;
    return STATUS_OK;
  }
  return STATUS_OK;
}

static Status unit_next(PlanOperator *op, const Solution **out, Error *err) {
  Inline *unit = op->state;
  (void)err;
  operator_begin_row(op);
  *out = unit->at++ == 0 ? &op->solution : NULL;
  return STATUS_OK;
}

static Status empty_next(PlanOperator *op, const Solution **out, Error *err) {
  (void)op;
  (void)err;
  *out = NULL;
  return STATUS_OK;
}

const OperatorClass OPERATOR_VALUES = {"values",    sizeof(Inline), NULL,
                                       inline_open, values_next,    inline_close};
const OperatorClass OPERATOR_UNIT = {"unit",      sizeof(Inline), NULL,
                                     inline_open, unit_next,      inline_close};
const OperatorClass OPERATOR_EMPTY = {"empty",     sizeof(Inline), NULL,
                                      inline_open, empty_next,     inline_close};
