// Preparing a query, the transaction around its statement, and the stages' times.
#include "endpoint/run/execute.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/db/connection.h"
#include "base/db/inline_values.h"
#include "base/log.h"
#include "base/rdf/iri.h"
#include "base/vec.h"
#include "endpoint/run/operator/mixed.h"
#include "endpoint/run/seen.h"
#include "rewriter/ir/parameter.h"
#include "rewriter/knowledge.h"
#include "rewriter/plan/cache.h"
#include "rewriter/plan/decode.h"
#include "rewriter/sparql/parse.h"

enum { DEFAULT_MEMORY = 256 * 1024 * 1024 };

// A blank node of a CONSTRUCT template, with a label that is new for every solution.
typedef struct FreshLabel {
  const Symbol *written;
  Symbol label;
  char text[32];
} FreshLabel;

// The query as the plan cache knows it.
typedef struct Lookup {
  bool has_shape;
  Shape shape;
  Buffer context;
} Lookup;

struct Execution {
  Arena *arena;
  Lookup lookup;
  const Mapping *mapping;
  ExecuteOptions options;
  const char *text;
  size_t length;
  const Query *query;
  const Plan *plan;
  const CachedPlan *cached;  // NULL: the plan is the execution's own
  const char *const *value;  // of the statement's $1, $2, …
  size_t value_count;
  bool again;               // the statement will be asked again
  Decoder *decoder;         // NULL when the database is not asked, or not by one statement alone
  Mixed *mixed;             // NULL: one statement does it all
  Term *terms;              // one row's, plan->term_count of them
  const char *const *name;  // SELECT: names of the result variables
  FreshLabel *fresh;        // CONSTRUCT: the template's blank nodes
  size_t fresh_count;
  size_t solutions;  // CONSTRUCT: those that had labels
  size_t prefix_count;
  const WriterPrefix *prefix;
  const char *warning;
  ExecutionTimes times;
  // Guards `db`, the connection that a cancellation is sent to.
  pthread_mutex_t lock;
  Connection *db;
  atomic_bool cancelled;
};

// What a run feeds its rows to. row: the decoded terms of one row; one_row: the first is enough.
typedef struct Consumer {
  Status (*row)(void *self, const Term terms[], Error *err);
  void *self;
  bool one_row;
} Consumer;

static double now_ms(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

// --- Preparing ---------------------------------------------------------------------------------

static Status intern_graphs(Execution *execution, Symbols *table, size_t count,
                            const char *const iris[], const Symbol *const **out, Error *err) {
  const Symbol **symbols = ARENA_ARRAY(execution->arena, const Symbol *, count);
  for (size_t i = 0; i < count; i++) {
    const size_t length = strlen(iris[i]);
    if (!iri_is_absolute(iris[i], length) || !iri_is_valid(iris[i], length))
      return error_set(err, STATUS_USAGE, "'%s' is not an absolute IRI", iris[i]);
    symbols[i] = symbols_intern_text(table, iris[i]);
  }
  *out = symbols;
  return STATUS_OK;
}

static Status apply_dataset(Execution *execution, Query *query, Error *err) {
  const ExecuteOptions *options = &execution->options;
  if (options->default_graph_count == 0 && options->named_graph_count == 0) return STATUS_OK;
  query->has_dataset = true;
  query->from_count = options->default_graph_count;
  query->from_named_count = options->named_graph_count;
  Symbols *table = query->symbols;
  TRY(intern_graphs(execution, table, query->from_count, options->default_graph, &query->from,
                    err));
  return intern_graphs(execution, table, query->from_named_count, options->named_graph,
                       &query->from_named, err);
}

static void collect_prefixes(Execution *execution) {
  const Query *query = execution->query;
  const Mapping *mapping = execution->mapping;
  VEC(WriterPrefix) list = {0};
  for (size_t i = 0; i < query->prefix_count; i++) {
    const WriterPrefix prefix = {query->prefix[i].prefix->text, query->prefix[i].iri->text};
    VEC_PUSH(execution->arena, &list, prefix);
  }
  for (size_t i = 0; i < mapping->prefix_count; i++) {
    const WriterPrefix prefix = {mapping->prefix[i].prefix, mapping->prefix[i].iri};
    bool declared = false;
    for (size_t j = 0; j < list.count && !declared; j++)
      declared = strcmp(list.item[j].prefix, prefix.prefix) == 0;
    if (!declared) VEC_PUSH(execution->arena, &list, prefix);
  }
  execution->prefix = list.item;
  execution->prefix_count = list.count;
}

static void collect_labels(Execution *execution) {
  const Query *query = execution->query;
  execution->fresh = ARENA_ARRAY(execution->arena, FreshLabel, 2 * query->template_count);
  for (size_t i = 0; i < query->template_count; i++) {
    const Slot *const slots[] = {&query->template_[i].subject, &query->template_[i].object};
    for (size_t j = 0; j < 2; j++) {
      if (slots[j]->kind != SLOT_TERM || slots[j]->term.kind != TERM_BLANK) continue;
      size_t k = 0;
      while (k < execution->fresh_count && execution->fresh[k].written != slots[j]->term.lexical)
        k++;
      if (k == execution->fresh_count)
        execution->fresh[execution->fresh_count++].written = slots[j]->term.lexical;
    }
  }
}

static const Entailment *entailment_of(const ExecuteOptions *options) {
  if (options->regimen == NULL || options->regimen->entailment.closure == NULL) return NULL;
  return &options->regimen->entailment;
}

const struct RuleSet *execute_rules(const ExecuteOptions *options) {
  const bool own = options->regimen != NULL && options->regimen->rules != NULL;
  return own ? options->regimen->rules : options->rules;
}

static RewriteOptions rewrite_options(const ExecuteOptions *options) {
  return (RewriteOptions){.union_default_graph = options->union_default_graph,
                          .strict = options->strict,
                          .disabled_passes = options->disabled_passes,
                          .trace = options->trace,
                          .entailment = entailment_of(options),
                          .local = options->local,
                          .index = options->index,
                          .rules = execute_rules(options),
                          .apart = options->apart};
}

static size_t memory_limit(const ExecuteOptions *options) {
  return options->memory_limit == 0 ? DEFAULT_MEMORY : options->memory_limit;
}

static Status prepare_mixed(Execution *execution, Error *err) {
  const ExecuteOptions *options = &execution->options;
  const MixedOptions mixed = {.rewrite = rewrite_options(options),
                              .strict = options->strict,
                              .stream_large = options->stream_large,
                              .memory_limit = memory_limit(options),
                              .services = options->services};
  TRY(mixed_create(execution->plan, execution->mapping, &mixed, &execution->mixed, err));
  const char *services = mixed_warning(execution->mixed);
  if (execution->warning == NULL)
    execution->warning = services;
  else if (services != NULL)
    execution->warning = arena_format(execution->arena, "%s; %s", execution->warning, services);
  return STATUS_OK;
}

// Everything that a run needs from the arena, so that running allocates nothing there.
static Status prepare_run(Execution *execution, Error *err) {
  const Query *query = execution->query;
  const Plan *plan = execution->plan;
  execution->terms = ARENA_ARRAY(execution->arena, Term, plan->term_count + 1);
  const char **names = ARENA_ARRAY(execution->arena, const char *, query->projected_count);
  for (size_t i = 0; i < query->projected_count; i++)
    names[i] = execution->cached != NULL ? execution->cached->name[i]
                                         : variables_hint(query->variables, query->projected[i]);
  execution->name = names;
  collect_labels(execution);
  if (plan->mixed != NULL) return prepare_mixed(execution, err);
  if (plan->sql == NULL) return STATUS_OK;
  return decoder_create(execution->arena, plan, execution->mapping, execution->options.strict,
                        &execution->decoder, err);
}

// --- Plans of earlier queries --------------------------------------------------------------------

static void add_pointer(Buffer *out, const void *pointer) {
  buffer_add(out, (const char *)&pointer, sizeof pointer);
}

static void add_graphs(Buffer *out, size_t count, const char *const iris[]) {
  buffer_printf(out, "%zu ", count);
  for (size_t i = 0; i < count; i++) buffer_printf(out, "%s ", iris[i]);
}

// What a plan depends on beside the query's text.
static void write_context(const Execution *execution, const char *base, Buffer *out) {
  const ExecuteOptions *options = &execution->options;
  add_pointer(out, execution->mapping);
  add_pointer(out, options->index);
  add_pointer(out, execute_rules(options));
  add_pointer(out, entailment_of(options));
  add_pointer(out, options->local);
  buffer_printf(out, "%d %d %d %d %" PRIu64 " ", options->union_default_graph, options->apart,
                options->strict, options->services != NULL, options->disabled_passes);
  add_graphs(out, options->default_graph_count, options->default_graph);
  add_graphs(out, options->named_graph_count, options->named_graph);
  buffer_printf(out, "%s ", base == NULL ? "" : base);
}

// A term of a CONSTRUCT template as this query has it.
static Slot own_slot(const Slot *slot, const Parameters *parameters) {
  Slot own = *slot;
  if (slot->kind == SLOT_TERM && slot->term.parameter != NULL)
    own.term.lexical = parameters->item[slot->term.parameter->number].lexical;
  return own;
}

static void take_cached(Execution *execution, const CachedPlan *cached, const Shape *shape) {
  const Query *query = cached->plan->query;
  Query *own = arena_copy(execution->arena, query, sizeof *query);
  TripleTemplate *triples =
      arena_copy(execution->arena, query->template_, query->template_count * sizeof *triples);
  for (size_t i = 0; i < query->template_count; i++)
    triples[i] = (TripleTemplate){own_slot(&triples[i].subject, shape->parameters),
                                  own_slot(&triples[i].predicate, shape->parameters),
                                  own_slot(&triples[i].object, shape->parameters)};
  own->template_ = triples;
  execution->query = own;
  execution->plan = cached->plan;
  execution->cached = cached;
  execution->again = true;
}

static bool find_cached(Execution *execution, const Symbols *symbols, const char *base) {
  const ExecuteOptions *options = &execution->options;
  Lookup *lookup = &execution->lookup;
  if (options->cache == NULL || options->trace != NULL) return false;
  lookup->has_shape =
      shape_read(execution->arena, symbols, execution->text, execution->length, &lookup->shape);
  if (!lookup->has_shape) return false;
  write_context(execution, base, &lookup->context);
  const CachedPlan *cached =
      plan_cache_find(options->cache, execution->arena, lookup->context.data,
                      lookup->context.length, &lookup->shape, &execution->value);
  if (cached == NULL) return false;
  take_cached(execution, cached, &lookup->shape);
  execution->value_count = cached->value_count;
  return true;
}

static void keep_plan(Execution *execution, const Symbols *symbols) {
  const Lookup *lookup = &execution->lookup;
  if (!lookup->has_shape) return;
  const CachedPlan *cached =
      plan_cache_add(execution->options.cache, lookup->context.data, lookup->context.length,
                     &lookup->shape, symbols, execution->plan);
  const Parameters *parameters = lookup->shape.parameters;
  execution->value = parameters_values(execution->arena, parameters);
  execution->value_count = parameters->given.count;
  if (cached == NULL) return;
  execution->again = true;
  plan_cache_release(execution->options.cache, cached);
}

// --- The stages ----------------------------------------------------------------------------------

static Status plan_anew(Execution *execution, const Symbols *symbols, const char *base,
                        Error *err) {
  const Lookup *lookup = &execution->lookup;
  const ExecuteOptions *options = &execution->options;
  const double start = now_ms();
  Query *query;
  TRY(sparql_parse_shape(execution->arena, symbols, execution->text, execution->length, base,
                         lookup->has_shape ? lookup->shape.parameters : NULL, &query, err));
  const double parsed = now_ms();
  execution->query = query;
  execution->times.parse = parsed - start;
  TRY(apply_dataset(execution, query, err));
  const RewriteOptions rewrite = rewrite_options(options);
  Plan *plan;
  TRY(rewrite_query(query, execution->mapping, &rewrite, &plan, err));
  execution->plan = plan;
  execution->times.rewrite = now_ms() - parsed;
  keep_plan(execution, symbols);
  return STATUS_OK;
}

static Status plan_query(Execution *execution, Error *err) {
  const ExecuteOptions *options = &execution->options;
  const char *base = options->base != NULL ? options->base : execution->mapping->base;
  const Symbols *symbols =
      options->symbols != NULL ? options->symbols : execution->mapping->symbols;
  const double start = now_ms();
  if (!find_cached(execution, symbols, base)) return plan_anew(execution, symbols, base, err);
  execution->times.parse = now_ms() - start;
  return STATUS_OK;
}

static Status prepare(void *self, Error *err) {
  Execution *execution = self;
  TRY(plan_query(execution, err));
  const EntailReport *report = execution->plan->entailed;
  execution->warning = report == NULL ? NULL : report->warning;
  collect_prefixes(execution);
  return prepare_run(execution, err);
}

Status execution_prepare(const Mapping *mapping, const char *text, size_t length,
                         const ExecuteOptions *options, Execution **out, Error *err) {
  *out = NULL;
  Arena *arena = arena_create(memory_limit(options));
  Execution *execution = calloc(1, sizeof *execution);
  if (arena == NULL || execution == NULL) {
    arena_destroy(arena);
    free(execution);
    return error_set(err, STATUS_LIMIT, "out of memory");
  }
  execution->arena = arena;
  execution->mapping = options->regimen == NULL ? mapping : options->regimen->mapping;
  execution->options = *options;
  // What an ontology adds has symbols of its own: neighbours are not joined in SQL then.
  if (execution->mapping != mapping) {
    execution->options.local = NULL;
    execution->options.symbols = NULL;
  }
  if (options->regimen != NULL) execution->options.index = options->regimen->index;
  execution->text = text;
  execution->length = length;
  (void)pthread_mutex_init(&execution->lock, NULL);
  const Status status = arena_run(arena, prepare, execution, err);
  if (status != STATUS_OK) {
    execution_destroy(execution);
    return status;
  }
  *out = execution;
  return STATUS_OK;
}

void execution_destroy(Execution *execution) {
  if (execution == NULL) return;
  (void)pthread_mutex_destroy(&execution->lock);
  buffer_free(&execution->lookup.context);
  if (execution->cached != NULL) plan_cache_release(execution->options.cache, execution->cached);
  arena_destroy(execution->arena);
  free(execution);
}

QueryForm execution_form(const Execution *execution) { return execution->query->form; }
const Query *execution_query(const Execution *execution) { return execution->query; }
const Plan *execution_plan(const Execution *execution) { return execution->plan; }

const Parameters *execution_parameters(const Execution *execution) {
  return execution->lookup.has_shape && execution->mixed == NULL
             ? execution->lookup.shape.parameters
             : NULL;
}

bool execution_is_known(const Execution *execution) {
  if (execution->mixed != NULL) return !mixed_asks_database(execution->mixed);
  return execution->plan->sql == NULL;
}

const ExecutionTimes *execution_times(const Execution *execution) { return &execution->times; }

const WriterPrefix *execution_prefixes(const Execution *execution, size_t *count) {
  *count = execution->prefix_count;
  return execution->prefix;
}

const char *execution_warning(const Execution *execution) { return execution->warning; }

size_t execution_invalid_count(const Execution *execution, const char **example) {
  if (execution->decoder != NULL) return decoder_invalid_count(execution->decoder, example);
  if (execution->mixed != NULL) {
    const MixedCounts counts = mixed_counts(execution->mixed);
    *example = counts.example;
    return counts.invalid;
  }
  *example = NULL;
  return 0;
}

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
    if (times->rows == 0) times->first_row = now_ms() - sent;
    if (row == NULL) return STATUS_OK;
    times->rows++;
    TRY(check_cancelled(execution, err));
    TRY(decoder_row(execution->decoder, row, terms, err));
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

static Status open_copy(Execution *execution, Connection *db, int columns, RowStream **out,
                        Error *err) {
  Buffer sql = {0};
  inline_values(execution->plan->sql, execution->value_count, execution->value, &sql);
  const Status status = row_stream_open(db, buffer_text(&sql), STREAM_COPY, columns, out, err);
  buffer_free(&sql);
  return status;
}

// A single statement is a transaction of its own: the session is read-only.
static Status open_stream(Execution *execution, Connection *db, RowStream **out, Error *err) {
  const Plan *plan = execution->plan;
  // SQL selects something even where no column is needed.
  const int columns = plan->column_count == 0 ? -1 : (int)plan->column_count;
  if (plan->large || execution->options.stream_large)
    return open_copy(execution, db, columns, out, err);
  if (gives_many_rows(execution)) return open_copy(execution, db, columns, out, err);
  if (execution->again || execution->value_count > 0)
    return row_stream_open_prepared(db, plan->sql, (int)execution->value_count, execution->value,
                                    columns, out, err);
  return row_stream_open(db, plan->sql, STREAM_ROWS, columns, out, err);
}

static Status run_statement(Execution *execution, Connection *db, Consumer consumer, Error *err) {
  TRY(connection_set_timeout(db, execution->options.timeout_ms, err));
  if (execution->plan->parallel != PARALLEL_EITHER)
    TRY(connection_set_workers(db, execution->plan->parallel == PARALLEL_OF_SERVER, err));
  TRY(check_cancelled(execution, err));
  RowStream *stream = NULL;
  const double sent = now_ms();
  TRY(open_stream(execution, db, &stream, err));
  // A cancellation that came before the statement was sent did not reach it.
  Status status = check_cancelled(execution, err);
  if (status == STATUS_OK) status = feed(execution, stream, sent, consumer, err);
  if (status == STATUS_OK && execution->cached != NULL)
    plan_cache_note_rows(execution->cached, execution->times.rows);
  row_stream_close(stream);
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
  if (form != QUERY_SELECT && form != QUERY_ASK)
    return error_set(err, STATUS_USAGE, "this query gives a graph, not solutions");
  start_times(execution);
  const double start = now_ms();
  if (form == QUERY_ASK)
    TRY(run_ask(execution, db, writer, err));
  else
    TRY(run_select(execution, db, writer, err));
  TRY(result_writer_end(writer, err));
  execution->times.stream = now_ms() - start - execution->times.first_row;
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
  if (form != QUERY_CONSTRUCT && form != QUERY_DESCRIBE)
    return error_set(err, STATUS_USAGE, "this query gives solutions, not a graph");
  start_times(execution);
  const double start = now_ms();
  GraphRun graph = {.execution = execution, .writer = writer, .seen = seen_create()};
  Status status =
      run(execution, db,
          (Consumer){form == QUERY_CONSTRUCT ? construct_row : describe_row, &graph, false}, err);
  if (status == STATUS_OK) status = graph_writer_end(writer, err);
  seen_destroy(graph.seen);
  if (status == STATUS_OK) execution->times.stream = now_ms() - start - execution->times.first_row;
  return status;
}
