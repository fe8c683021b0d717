// Preparing a query: its plan, a kept one or a new one, and all that a run needs of memory.
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rdf/iri.h"
#include "base/vec.h"
#include "endpoint/run/execution.h"
#include "rewriter/ir/parameter.h"
#include "rewriter/knowledge.h"
#include "rewriter/sparql/parse.h"

enum { DEFAULT_MEMORY = 256 * 1024 * 1024 };

// --- The query ---------------------------------------------------------------------------------

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
  const size_t own = query->prefix_count;
  WriterPrefix *list = ARENA_ARRAY(execution->arena, WriterPrefix, own + mapping->prefix_count);
  size_t count = 0;
  for (; count < own; count++)
    list[count] = (WriterPrefix){query->prefix[count].prefix->text, query->prefix[count].iri->text};
  for (size_t i = 0; i < mapping->prefix_count; i++) {
    const WriterPrefix prefix = {mapping->prefix[i].prefix, mapping->prefix[i].iri};
    bool declared = false;
    for (size_t j = 0; j < own && !declared; j++)
      declared = strcmp(list[j].prefix, prefix.prefix) == 0;
    if (!declared) list[count++] = prefix;
  }
  execution->prefix = list;
  execution->prefix_count = count;
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

// With its NUL, so that it ends somewhere.
static void add_name(Buffer *out, const char *name) { buffer_add(out, name, strlen(name) + 1); }

static void add_graphs(Buffer *out, size_t count, const char *const iris[]) {
  buffer_add(out, (const char *)&count, sizeof count);
  for (size_t i = 0; i < count; i++) add_name(out, iris[i]);
}

// What a plan depends on beside the query's text.
static void write_context(const Execution *execution, const char *base, Buffer *out) {
  const ExecuteOptions *options = &execution->options;
  add_pointer(out, execution->mapping);
  add_pointer(out, options->index);
  add_pointer(out, execute_rules(options));
  add_pointer(out, entailment_of(options));
  add_pointer(out, options->local);
  const bool flags[] = {options->union_default_graph, options->apart, options->strict,
                        options->services != NULL};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    buffer_add_char(out, flags[i] ? '1' : '0');
  buffer_add(out, (const char *)&options->disabled_passes, sizeof options->disabled_passes);
  add_graphs(out, options->default_graph_count, options->default_graph);
  add_graphs(out, options->named_graph_count, options->named_graph);
  add_name(out, base == NULL ? "" : base);
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
  const double start = clock_ms();
  Query *query;
  TRY(sparql_parse_shape(execution->arena, symbols, execution->text, execution->length, base,
                         lookup->has_shape ? lookup->shape.parameters : NULL, &query, err));
  const double parsed = clock_ms();
  execution->query = query;
  execution->times.parse = parsed - start;
  TRY(apply_dataset(execution, query, err));
  const RewriteOptions rewrite = rewrite_options(options);
  Plan *plan;
  TRY(rewrite_query(query, execution->mapping, &rewrite, &plan, err));
  execution->plan = plan;
  execution->times.rewrite = clock_ms() - parsed;
  keep_plan(execution, symbols);
  return STATUS_OK;
}

static Status plan_query(Execution *execution, Error *err) {
  const ExecuteOptions *options = &execution->options;
  const char *base = options->base != NULL ? options->base : execution->mapping->base;
  const Symbols *symbols =
      options->symbols != NULL ? options->symbols : execution->mapping->symbols;
  const double start = clock_ms();
  if (!find_cached(execution, symbols, base)) return plan_anew(execution, symbols, base, err);
  execution->times.parse = clock_ms() - start;
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
