// Execution: the one place where a query text meets a mapping and a connection, and an answer is
// written. The command line, the endpoint, the tests and the benchmarks all come through here.
//
//   execution_prepare   parse and rewrite; no database is touched, and the form is known
//   execution_results   SELECT and ASK: stream rows, decode them, write them
//   execution_graph     CONSTRUCT and DESCRIBE: the same, as quads
//   execution_write     either, to an output in a format
//   execution_rows      as execution_results, to a sink; execution_quads: as execution_graph
//   execution_destroy
//
// A writer hands its first bytes to its Output only when some 256 KB are there or at the end, so an
// error that comes before (a refused statement, a timeout before the first row) finds nothing sent.
#ifndef ANAMORPH_ENDPOINT_RUN_EXECUTE_H
#define ANAMORPH_ENDPOINT_RUN_EXECUTE_H

#include "endpoint/write/writer.h"
#include "rewriter/rewrite.h"

struct Connection;
struct PlanCache;
struct Regimen;
struct Trace;

// Zero-initialised options are good defaults.
typedef struct ExecuteOptions {
  const char *base;  // base IRI for relative IRIs of the query; NULL: the mapping's
  // The protocol's dataset (SPARQL 1.1 Protocol 2.1.4): when either is not empty it replaces FROM
  // and FROM NAMED. Absolute IRIs.
  size_t default_graph_count;
  const char *const *default_graph;
  size_t named_graph_count;
  const char *const *named_graph;
  bool union_default_graph;  // without a dataset: the default graph is the union of all graphs
  bool strict;               // a value that cannot be a term is an error, not left out
  bool stream_large;         // COPY whatever the plan says (dumps, benchmarks)
  unsigned timeout_ms;       // statement_timeout; 0: none
  size_t memory_limit;       // bytes of the query's own arena; 0: 256 MB
  uint64_t disabled_passes;  // bit set over pass.def
  bool apart;                // everything above triple patterns outside SQL, for tests
  struct Trace *trace;       // NULL: none
  // rewriter/unfold/index.h: made once where many queries are answered. NULL: for this query alone.
  const struct MappingIndex *index;
  // rewriter/knowledge.h: what the query is answered over, in the place of `mapping` and `index`,
  // with what an ontology implies. NULL: the mapping alone. It must outlive the execution.
  const struct Regimen *regimen;
  // endpoint/run/operator/leaf.h: who answers SERVICE. NULL: nobody, such a query is refused.
  const struct LeafMaker *services;
  const struct RuleSet *rules;  // rewriter/rule/rule.h; NULL: none
  // Other mappings over the same database that SERVICE may name; NULL: none. Then `symbols` are
  // those of the last mapping loaded, which holds the others' (mapping/mapping.h).
  const LocalServices *local;
  const Symbols *symbols;  // NULL: the mapping's
  // rewriter/plan/cache.h: plans of earlier queries, and this one's for later ones. It must outlive
  // the execution, and `symbols`, mapping and index it. NULL: none.
  struct PlanCache *cache;
} ExecuteOptions;

// The rules of queries with these options; NULL: none.
const struct RuleSet *execute_rules(const ExecuteOptions *options);

// Milliseconds of wall clock; 0 for a stage that was not reached.
typedef struct ExecutionTimes {
  double parse;      // or, for a cached plan, finding it
  double rewrite;    // unfold, passes and SQL text; 0 for a cached plan
  double first_row;  // from sending the statement to its first row (or its end)
  double stream;     // from the first row to the last byte written
  size_t rows;       // rows that PostgreSQL gave
  size_t written;    // solutions or triples written
} ExecutionTimes;

typedef struct Execution Execution;

// text is not kept. `mapping` must outlive the execution, and what `options` points at this call.
// Errors: STATUS_SYNTAX, STATUS_UNSUPPORTED,
// STATUS_LIMIT, STATUS_INTERNAL, STATUS_USAGE for a bad graph or base IRI; err->at is in `text`.
Status execution_prepare(const Mapping *mapping, const char *text, size_t length,
                         const ExecuteOptions *options, Execution **out, Error *err) MUST_CHECK;
void execution_destroy(Execution *execution);

QueryForm execution_form(const Execution *execution);
const Query *execution_query(const Execution *execution);
const Plan *execution_plan(const Execution *execution);

// The query's constants in the plan cache (rewriter/ir/parameter.h): those that are lifted stand
// for any other. NULL: the query was not prepared with a cache, or is none that one could keep.
const struct Parameters *execution_parameters(const Execution *execution);

// True when the answer is known without asking the database: `db` may then be NULL below.
bool execution_is_known(const Execution *execution);

// The query's prefixes, then the mapping's that are not redeclared: what a writer may shorten by.
const WriterPrefix *execution_prefixes(const Execution *execution, size_t *count);

// SELECT and ASK. Runs in a read-only transaction of its own; the connection is usable again when
// it returns, whatever happened. begin, rows and end are all called on `writer`. When the output
// fails, the statement is cancelled in PostgreSQL.
// Errors: STATUS_DATABASE, STATUS_DATA (strict), STATUS_LIMIT (timeout), STATUS_CANCELLED,
// STATUS_USAGE (wrong form), and the Output's own.
Status execution_results(Execution *execution, struct Connection *db, ResultWriter *writer,
                         Error *err) MUST_CHECK;

// CONSTRUCT and DESCRIBE; as above. A CONSTRUCT's blank nodes are fresh for every solution, its
// illegal triples are skipped (SPARQL 1.1, 16.2). Repeated triples: see endpoint/run/README.md.
Status execution_graph(Execution *execution, struct Connection *db, GraphWriter *writer,
                       Error *err) MUST_CHECK;

// What an answer is written in: solutions and booleans, or a graph; the query's form says which.
typedef struct AnswerFormat {
  ResultFormat result;
  GraphFormat graph;
} AnswerFormat;

// Either of the two, written to the output in its format, with the execution's prefixes.
Status execution_write(Execution *execution, struct Connection *db, AnswerFormat format,
                       const Output *output, Error *err) MUST_CHECK;

// Solutions and booleans, or a graph, as terms; its errors are the sink's too.
Status execution_rows(Execution *execution, struct Connection *db, const ResultSink *sink,
                      Error *err) MUST_CHECK;
Status execution_quads(Execution *execution, struct Connection *db, const QuadSink *sink,
                       Error *err) MUST_CHECK;

// When the answer has been given: measures, on some runs of a kept plan, how PostgreSQL plans it
// best (rewriter/plan/choice.h), on the connection that it ran on. 400 ms at most; what fails is
// dropped.
void execution_learn(Execution *execution, struct Connection *db);

// Stops a run: PostgreSQL is told to cancel and the run returns STATUS_CANCELLED. Callable from any
// thread between execution_prepare and execution_destroy; harmless before and after a run.
void execution_cancel(Execution *execution);

const ExecutionTimes *execution_times(const Execution *execution);

// What the answer must be taken with, in a sentence or several: what an ontology implies but may be
// missing, and what services say of theirs. NULL: nothing.
const char *execution_warning(const Execution *execution);

// Values that could not become terms so far, and an example of one (NULL when there is none).
size_t execution_invalid_count(const Execution *execution, const char **example);

#endif
