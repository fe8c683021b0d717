// anamorph dump: the whole virtual graph, as RDF.
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "endpoint/cli/command.h"
#include "endpoint/cli/gateway.h"
#include "endpoint/cli/interrupt.h"
#include "endpoint/cli/output.h"
#include "endpoint/run/derived.h"
#include "mapping/dump.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MAPPING,
    OPTIONS_DATABASE,
    OPTION_KEEP_CONTAINED,
    OPTIONS_KNOWLEDGE,
    OPTION_SAME_AS,
    OPTION_FORMAT("nt nq ttl trig rdfxml jsonld; the names of graphs need nq, trig or jsonld. "
                  "Default: what the name of FILE ends in, else nt"),
    {"output", 'O', "FILE", 0,
     "write there instead of standard output; FILE appears when it is whole", 3},
    OPTION_STRICT,
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "dump", NULL,
    "Writes every triple that the mapping says is in the database, once, as of one moment."
    "\vExample:\n"
    "  anamorph dump -m mapping.ttl -d dbname=shop -O shop.ttl",
    OPTIONS};

static Status choose_format(const Arguments *arguments, GraphFormat *out, Error *err) {
  *out = GRAPH_NTRIPLES;
  if (arguments->format != NULL) {
    if (graph_format_parse(arguments->format, out)) return STATUS_OK;
    Buffer names = {0};
    graph_format_names(&names);
    error_set(err, STATUS_USAGE, "%s is no format for a graph", arguments->format);
    error_hint(err, "the formats are%s", buffer_text(&names));
    buffer_free(&names);
    return STATUS_USAGE;
  }
  const char *dot = arguments->output == NULL ? NULL : strrchr(arguments->output, '.');
  if (dot != NULL) (void)graph_format_parse(dot + 1, out);
  return STATUS_OK;
}

// A graph of representatives would have to leave out what it merges.
static Status check_same_as(const Arguments *arguments, Error *err) {
  if (arguments->same_as != SAME_AS_REPRESENTATIVES) return STATUS_OK;
  error_set(err, STATUS_USAGE, "a dump tells everything of all that are the same, not of one");
  error_hint(err, "--same-as=members; or CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } as a query");
  return STATUS_USAGE;
}

static const WriterPrefix *mapping_prefixes(const Mapping *mapping) {
  WriterPrefix *prefixes = ARENA_ARRAY(mapping->arena, WriterPrefix, mapping->prefix_count);
  for (size_t i = 0; i < mapping->prefix_count; i++)
    prefixes[i] = (WriterPrefix){mapping->prefix[i].prefix, mapping->prefix[i].iri};
  return prefixes;
}

// Feeds the writer until Ctrl-C.
typedef struct DumpRun {
  Connection *db;
  QuadSink writer;
  const Interrupt *interrupt;
} DumpRun;

static Status take_quad(void *self, const Quad *quad, Error *err) {
  const DumpRun *run = self;
  if (atomic_load_explicit(&run->interrupt->came, memory_order_relaxed))
    return error_set(err, STATUS_CANCELLED, "the dump was cancelled");
  return run->writer.quad(run->writer.self, quad, err);
}

static void cancel(void *run) { connection_cancel(((DumpRun *)run)->db); }

static Status dump(const Arguments *arguments, const Gateway *gateway, GraphFormat format,
                   FileOutput *file, DumpStats *stats, Error *err) {
  const Mapping *mapping = gateway_mapping(gateway);
  const Output output = file_output(file);
  GraphWriter *writer;
  TRY(graph_writer_create(format, &output, mapping->prefix_count, mapping_prefixes(mapping),
                          &writer, err));
  ExecuteOptions execution;
  TRY(gateway_options(arguments, gateway, &execution, err));
  Interrupt interrupt;
  DumpRun run = {gateway->db, graph_writer_sink(writer), &interrupt};
  Status status = interrupt_begin(&interrupt, cancel, &run, err);
  if (status == STATUS_OK) {
    const DumpOptions options = {.strict = arguments->strict};
    status = derived_dump(mapping, gateway->db, (QuadSink){take_quad, &run}, &options, &execution,
                          stats, err);
    interrupt_end(&interrupt);
  }
  if (status == STATUS_OK) status = graph_writer_end(writer, err);
  graph_writer_destroy(writer);
  return status;
}

static bool has_graphs(const Mapping *mapping) {
  for (size_t i = 0; i < mapping->assertion_count; i++)
    if (mapping->assertion[i].graph != NULL) return true;
  return false;
}

static void tell(const Mapping *mapping, GraphFormat format, const DumpStats *stats) {
  if (has_graphs(mapping) && !graph_format_has_graphs(format))
    log_write(LOG_WARNING,
              "%s holds no named graphs: their triples were written without the "
              "names (nq, trig and jsonld have them)",
              graph_format_name(format));
  if (stats->invalid > 0)
    log_write(LOG_WARNING,
              "%" PRIu64
              " value%s held characters that no IRI may hold: escaped or "
              "left out, for instance %s",
              stats->invalid, stats->invalid == 1 ? "" : "s", stats->example);
}

static Status write_file(const Arguments *arguments, const Gateway *gateway, GraphFormat format,
                         bool *gone, Error *err) {
  FileOutput file;
  DumpStats stats = {0};
  TRY(file_output_open(arguments->output, &file, err));
  Status status = dump(arguments, gateway, format, &file, &stats, err);
  *gone = file.closed;
  status = file_output_close(&file, status, err);
  if (status == STATUS_OK) tell(gateway_mapping(gateway), format, &stats);
  return status;
}

static int run_dump(const Arguments *arguments) {
  Error err = {0};
  GraphFormat format;
  if (choose_format(arguments, &format, &err) != STATUS_OK ||
      check_same_as(arguments, &err) != STATUS_OK)
    return report_error(&err, NULL);
  Gateway gateway;
  int exit_code = 0;
  if (gateway_open(arguments, &gateway, &exit_code)) {
    bool gone = false;
    const Status status = write_file(arguments, &gateway, format, &gone, &err);
    if (status != STATUS_OK && !gone) exit_code = gateway_report(&err, NULL);
  }
  gateway_close(&gateway);
  return exit_code;
}

int command_dump(int argc, char **argv) { return arguments_run(&SYNTAX, argc, argv, run_dump); }
