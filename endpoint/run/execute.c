// Running a prepared query: the transaction around its statement, the answer's rows, cancellation.
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/db/inline_values.h"
#include "base/log.h"
#include "endpoint/run/execution.h"
#include "endpoint/run/seen.h"

// What a run feeds its rows to. row: the decoded terms of one row; one_row: the first is enough.
typedef struct Consumer {
  Status (*row)(void *self, const Term terms[], Error *err);
  void *self;
  bool one_row;
} Consumer;

// --- Running -----------------------------------------------------------------------------------

void execution_cancel(Execution *execution) {
  (void)pthread_mutex_lock(&execution->lock);
  atomic_store(&execution->cancelled, true);
  if (execution->db != NULL) connection_cancel(execution->db);
  if (execution->mixed != NULL) mixed_cancel(execution->mixed);
  (void)pthread_mutex_unlock(&execution->lock);
}

static void set_connection(Execution *execution, Connection *db) {
  (void)pthread_mutex_lock(&execution->lock);
  execution->db = db;
  (void)pthread_mutex_unlock(&execution->lock);
}

static Status check_cancelled(const Execution *execution, Error *err) {
  if (!atomic_load_explicit(&execution->cancelled, memory_order_relaxed)) return STATUS_OK;
  return error_set(err, STATUS_CANCELLED, "the query was cancelled");
}

static Status command(Connection *db, const char *sql, Error *err) {
  PGresult *result;
  TRY(connection_query(db, sql, &result, err));
  PQclear(result);
  return STATUS_OK;
}

// All rows, from an open stream to the consumer.
static Status feed(Execution *execution, RowStream *stream, double sent, Consumer consumer,
                   Error *err) {
  ExecutionTimes *times = &execution->times;
  Term *terms = execution->terms;
  for (;;) {
    const Row *row;
    TRY(row_stream_next(stream, &row, err));
    if (times->rows == 0) times->first_row = clock_ms() - sent;
    if (row == NULL) return STATUS_OK;
    times->rows++;
    TRY(check_cancelled(execution, err));
    bool there = false;
    TRY(decoder_row(execution->decoder, row, terms, &there, err));
    if (!there) continue;
    TRY(consumer.row(consumer.self, terms, err));
    if (consumer.one_row) return STATUS_OK;
  }
}

// Of a statement that gives so many rows each time, COPY is the cheaper way, though PostgreSQL
// plans it anew: what planning costs grows with the text.
enum { ROWS_WORTH_COPYING = 2000, ROWS_WORTH_A_BYTE = 8 };

static bool gives_many_rows(const Execution *execution) {
  if (execution->cached == NULL) return false;
  const size_t rows = plan_cache_rows(execution->cached);
  return rows >= ROWS_WORTH_COPYING && rows / ROWS_WORTH_A_BYTE >= strlen(execution->plan->sql);
}

// Of what has never given many rows.
static bool gives_few_rows(const Execution *execution) {
  enum { FEW = 256 };
  return execution->cached != NULL && plan_cache_most_rows(execution->cached) <= FEW;
}

static Status open_copy(Execution *execution, Connection *db, int columns, RowStream **out,
                        Error *err) {
  Buffer sql = {0};
  inline_values(execution->plan->sql, execution->value_count, execution->value, &sql);
  const Status status = row_stream_open(db, buffer_text(&sql), STREAM_COPY, columns, out, err);
  buffer_free(&sql);
  return status;
}

// How its values reach the statement.
typedef enum Way { WAY_COPY, WAY_PREPARED, WAY_ONCE } Way;

static Way choose_way(const Execution *execution) {
  if (execution->plan->large || execution->options.stream_large || gives_many_rows(execution))
    return WAY_COPY;
  return execution->again || execution->value_count > 0 ? WAY_PREPARED : WAY_ONCE;
}

// A single statement is a transaction of its own: the session is read-only.
static Status open_stream(Execution *execution, Connection *db, Way way, RowStream **out,
                          Error *err) {
  const Plan *plan = execution->plan;
  // SQL selects something even where no column is needed.
  const int columns = plan->column_count == 0 ? -1 : (int)plan->column_count;
  switch (way) {
    case WAY_COPY: return open_copy(execution, db, columns, out, err);
    case WAY_PREPARED:
      return row_stream_open_prepared(db,
                                      &(PreparedRun){.sql = plan->sql,
                                                     .count = (int)execution->value_count,
                                                     .value = execution->value,
                                                     .expects_few = gives_few_rows(execution)},
                                      columns, out, err);
    case WAY_ONCE: break;
  }
  return row_stream_open(db, plan->sql, STREAM_ROWS, columns, out, err);
}

// What is known of planning a statement that has values and is asked again; NULL: it is not such.
static PlanChoice *choice_of(const Execution *execution, Way way) {
  return way == WAY_PREPARED && execution->cached != NULL && execution->value_count > 0
             ? plan_cache_choice(execution->cached)
             : NULL;
}

void execution_learn(Execution *execution, Connection *db) {
  enum { LIMIT_MS = 100 };
  PlanTimes times;
  Error ignored;
  if (execution->unmeasured != NULL &&
      connection_plan_times(db, execution->plan->sql, (int)execution->value_count, execution->value,
                            LIMIT_MS, &times, &ignored) == STATUS_OK)
    plan_choice_note(execution->unmeasured, &times);
  execution->unmeasured = NULL;
}

static Status run_statement(Execution *execution, Connection *db, Consumer consumer, Error *err) {
  connection_set_timeout(db, execution->options.timeout_ms);
  if (execution->plan->parallel != PARALLEL_EITHER)
    connection_set_workers(db, execution->plan->parallel == PARALLEL_OF_SERVER);
  const Way way = choose_way(execution);
  PlanChoice *choice = choice_of(execution, way);
  if (choice != NULL) connection_set_plan_mode(db, plan_choice_mode(choice));
  TRY(check_cancelled(execution, err));
  RowStream *stream = NULL;
  const double sent = clock_ms();
  TRY(open_stream(execution, db, way, &stream, err));
  // A cancellation that came before the statement was sent did not reach it.
  Status status = check_cancelled(execution, err);
  if (status == STATUS_OK) status = feed(execution, stream, sent, consumer, err);
  if (status == STATUS_OK && execution->cached != NULL)
    plan_cache_note_rows(execution->cached, execution->times.rows);
  row_stream_close(stream);
  if (status == STATUS_OK && choice != NULL && plan_choice_run(choice, clock_ms() - sent))
    execution->unmeasured = choice;
  return status;
}

static Status run_mixed(Execution *execution, Connection *db, Consumer consumer, Error *err) {
  const MixedRun run = {.db = db,
                        .cancelled = &execution->cancelled,
                        .timeout_ms = execution->options.timeout_ms,
                        .one_row = consumer.one_row,
                        .row = consumer.row,
                        .self = consumer.self};
  TRY(check_cancelled(execution, err));
  const Status status = mixed_run(execution->mixed, &run, err);
  const MixedCounts counts = mixed_counts(execution->mixed);
  execution->times.rows = counts.rows;
  execution->times.first_row = counts.first_row;
  return status;
}

// The message of a failure that comes while the transaction is being undone is of no interest.
static void roll_back(Connection *db) {
  Error ignored;
  (void)!command(db, "ROLLBACK", &ignored);
}

// A mixed plan's statements have to see one state of the database.
static Status run_transaction(Execution *execution, Connection *db, Consumer consumer, Error *err) {
  TRY(command(db, "BEGIN READ ONLY", err));
  const Status status = run_mixed(execution, db, consumer, err);
  roll_back(db);
  return status;
}

static Status run_on(Execution *execution, Connection *db, Consumer consumer, Error *err) {
  set_connection(execution, db);
  const Status status = execution->mixed == NULL ? run_statement(execution, db, consumer, err)
                                                 : run_transaction(execution, db, consumer, err);
  set_connection(execution, NULL);
  if (status == STATUS_LIMIT && execution->options.timeout_ms > 0 && err != NULL &&
      err->hint[0] == '\0')
    error_hint(err, "the query's time limit was %u ms", execution->options.timeout_ms);
  return status;
}

static void report_invalid(const Execution *execution) {
  const char *example = NULL;
  const size_t count = execution_invalid_count(execution, &example);
  if (count > 0)
    log_write(LOG_WARNING, "%zu value%s could not become RDF terms and were left out%s%s", count,
              count == 1 ? "" : "s", example == NULL ? "" : ", for instance ",
              example == NULL ? "" : example);
}

static Status run(Execution *execution, Connection *db, Consumer consumer, Error *err) {
  if (execution_is_known(execution)) {
    if (execution->mixed != NULL) return run_mixed(execution, NULL, consumer, err);
    return check_cancelled(execution, err);
  }
  TRY(check_cancelled(execution, err));
  if (db == NULL) return error_set(err, STATUS_USAGE, "this query needs a database connection");
  const Status status = run_on(execution, db, consumer, err);
  report_invalid(execution);
  return status;
}

// --- SELECT and ASK ----------------------------------------------------------------------------

static void start_times(Execution *execution) {
  execution->times.rows = 0;
  execution->times.written = 0;
  execution->times.first_row = 0;
}

typedef struct SelectRun {
  ResultWriter *writer;
  size_t *written;
} SelectRun;

static Status select_row(void *self, const Term terms[], Error *err) {
  const SelectRun *select = self;
  (*select->written)++;
  return result_writer_row(select->writer, terms, err);
}

static Status ask_row(void *self, const Term terms[], Error *err) {
  (void)terms;
  (void)err;
  *(bool *)self = true;
  return STATUS_OK;
}

static Status run_ask(Execution *execution, Connection *db, ResultWriter *writer, Error *err) {
  bool answer = false;
  TRY(run(execution, db, (Consumer){ask_row, &answer, true}, err));
  execution->times.written = 1;
  return result_writer_boolean(writer, answer, err);
}

static Status run_select(Execution *execution, Connection *db, ResultWriter *writer, Error *err) {
  const size_t count = execution->query->projected_count;
  TRY(result_writer_begin(writer, count, execution->name, err));
  SelectRun select = {writer, &execution->times.written};
  return run(execution, db, (Consumer){select_row, &select, false}, err);
}

Status execution_results(Execution *execution, Connection *db, ResultWriter *writer, Error *err) {
  const QueryForm form = execution->query->form;
  if (query_form_gives_graph(form))
    return error_set(err, STATUS_USAGE, "this query gives a graph, not solutions");
  start_times(execution);
  const double start = clock_ms();
  if (form == QUERY_ASK)
    TRY(run_ask(execution, db, writer, err));
  else
    TRY(run_select(execution, db, writer, err));
  TRY(result_writer_end(writer, err));
  execution->times.stream = clock_ms() - start - execution->times.first_row;
  return STATUS_OK;
}

// --- CONSTRUCT and DESCRIBE --------------------------------------------------------------------

typedef struct GraphRun {
  Execution *execution;
  GraphWriter *writer;
  Seen *seen;
  const Term *terms;  // of the solution at hand
} GraphRun;

static Status write_quad(GraphRun *graph, const Quad *quad, Error *err) {
  // RDF 1.1 Concepts 3.1: what no triple may be is left out.
  if (quad->subject.kind != TERM_IRI && quad->subject.kind != TERM_BLANK) return STATUS_OK;
  if (quad->predicate.kind != TERM_IRI || quad->object.kind == TERM_UNBOUND) return STATUS_OK;
  if (seen_before(graph->seen, quad)) return STATUS_OK;
  graph->execution->times.written++;
  return graph_writer_quad(graph->writer, quad, err);
}

static Status describe_row(void *self, const Term terms[], Error *err) {
  GraphRun *graph = self;
  const Quad quad = {
      terms[0], terms[1], terms[2],
      graph->execution->plan->term_count > 3 ? terms[3] : (Term){.kind = TERM_UNBOUND}};
  return write_quad(graph, &quad, err);
}

// Labels of this solution's blank nodes. They begin with a byte that no UTF-8 text holds, so none
// can meet a blank node of the data.
static void renew_labels(Execution *execution) {
  execution->solutions++;
  for (size_t i = 0; i < execution->fresh_count; i++) {
    FreshLabel *fresh = &execution->fresh[i];
    const int length =
        snprintf(fresh->text, sizeof fresh->text, "\xFF%zun%zu", i, execution->solutions);
    fresh->label = (Symbol){fresh->text, (size_t)length};
  }
}

static Term instantiate(const GraphRun *graph, const Slot *slot) {
  const Execution *execution = graph->execution;
  const Plan *plan = execution->plan;
  if (slot->kind == SLOT_VAR) {
    for (size_t i = 0; i < plan->term_count; i++)
      if (plan->variable[i] == slot->var) return graph->terms[i];
  } else if (slot->term.kind != TERM_BLANK) {
    return slot->term;
  } else {
    for (size_t i = 0; i < execution->fresh_count; i++)
      if (execution->fresh[i].written == slot->term.lexical)
        return term_blank(&execution->fresh[i].label);
  }
  return (Term){.kind = TERM_UNBOUND};
}

static Status construct_row(void *self, const Term terms[], Error *err) {
  GraphRun *graph = self;
  const Execution *execution = graph->execution;
  graph->terms = terms;
  renew_labels(graph->execution);
  for (size_t i = 0; i < execution->query->template_count; i++) {
    const TripleTemplate *template = &execution->query->template_[i];
    const Quad quad = {instantiate(graph, &template->subject),
                       instantiate(graph, &template->predicate),
                       instantiate(graph, &template->object),
                       {.kind = TERM_UNBOUND}};
    TRY(write_quad(graph, &quad, err));
  }
  return STATUS_OK;
}

Status execution_graph(Execution *execution, Connection *db, GraphWriter *writer, Error *err) {
  const QueryForm form = execution->query->form;
  if (!query_form_gives_graph(form))
    return error_set(err, STATUS_USAGE, "this query gives solutions, not a graph");
  start_times(execution);
  const double start = clock_ms();
  GraphRun graph = {.execution = execution, .writer = writer, .seen = seen_create()};
  Status status =
      run(execution, db,
          (Consumer){form == QUERY_CONSTRUCT ? construct_row : describe_row, &graph, false}, err);
  if (status == STATUS_OK) status = graph_writer_end(writer, err);
  seen_destroy(graph.seen);
  if (status == STATUS_OK)
    execution->times.stream = clock_ms() - start - execution->times.first_row;
  return status;
}

// --- In a format, or as terms -------------------------------------------------------------------

static Status write_results(Execution *execution, Connection *db, ResultFormat format,
                            const Output *output, Error *err) {
  ResultWriter *writer = NULL;
  TRY(result_writer_create(format, output, execution->prefix_count, execution->prefix, &writer,
                           err));
  const Status status = execution_results(execution, db, writer, err);
  result_writer_destroy(writer);
  return status;
}

static Status write_graph(Execution *execution, Connection *db, GraphFormat format,
                          const Output *output, Error *err) {
  GraphWriter *writer = NULL;
  TRY(graph_writer_create(format, output, execution->prefix_count, execution->prefix, &writer,
                          err));
  const Status status = execution_graph(execution, db, writer, err);
  graph_writer_destroy(writer);
  return status;
}

Status execution_write(Execution *execution, Connection *db, AnswerFormat format,
                       const Output *output, Error *err) {
  if (query_form_gives_graph(execution->query->form))
    return write_graph(execution, db, format.graph, output, err);
  return write_results(execution, db, format.result, output, err);
}

Status execution_rows(Execution *execution, Connection *db, const ResultSink *sink, Error *err) {
  ResultWriter *writer = result_writer_of_sink(sink);
  const Status status = execution_results(execution, db, writer, err);
  result_writer_destroy(writer);
  return status;
}

Status execution_quads(Execution *execution, Connection *db, const QuadSink *sink, Error *err) {
  GraphWriter *writer = graph_writer_of_sink(sink);
  const Status status = execution_graph(execution, db, writer, err);
  graph_writer_destroy(writer);
  return status;
}
