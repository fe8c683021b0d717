// The service description (SPARQL 1.1 Service Description): what GET /sparql without a query says.
#include <stdio.h>
#include <string.h>

#include "endpoint/http/answer.h"
#include "endpoint/http/negotiate.h"
#include "endpoint/http/parts.h"
#include "endpoint/service/service.h"
#include "rewriter/knowledge.h"
#include "rewriter/rule/rule.h"

#define RDF_NS     "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define SD_NS      "http://www.w3.org/ns/sparql-service-description#"
#define FORMATS_NS "http://www.w3.org/ns/formats/"

#define REGIMES_NS  "http://www.w3.org/ns/entailment/"
#define PROFILE_NS  "http://www.w3.org/ns/owl-profile/"
#define ANAMORPH_NS "https://anamorph.dev/ns#"

static const char *const result_formats[] = {
    FORMATS_NS "SPARQL_Results_JSON",
    FORMATS_NS "SPARQL_Results_XML",
    FORMATS_NS "SPARQL_Results_CSV",
    FORMATS_NS "SPARQL_Results_TSV",
    FORMATS_NS "Turtle",
    FORMATS_NS "N-Triples",
    FORMATS_NS "RDF_XML",
    FORMATS_NS "JSON-LD",
    FORMATS_NS "TriG",
    FORMATS_NS "N-Quads",
};

typedef struct Describer {
  GraphWriter *writer;
  Status status;  // the first failure
  Error *err;
} Describer;

static Symbol symbol_of(const char *text) { return (Symbol){text, strlen(text)}; }

// Subjects and objects that begin with "_:" are blank nodes, others IRIs.
static void say(Describer *describer, const char *subject, const char *predicate,
                const char *object) {
  if (describer->status != STATUS_OK) return;
  const bool subject_blank = strncmp(subject, "_:", 2) == 0;
  const bool object_blank = strncmp(object, "_:", 2) == 0;
  const Symbol s = symbol_of(subject_blank ? subject + 2 : subject);
  const Symbol p = symbol_of(predicate);
  const Symbol o = symbol_of(object_blank ? object + 2 : object);
  const Quad quad = {.subject = subject_blank ? term_blank(&s) : term_iri(&s),
                     .predicate = term_iri(&p),
                     .object = object_blank ? term_blank(&o) : term_iri(&o)};
  describer->status = graph_writer_quad(describer->writer, &quad, describer->err);
}

// The named graphs that the mapping names by a constant.
static size_t named_graphs(const Mapping *mapping, Arena *arena, const Symbol ***out) {
  VEC(const Symbol *) names = {0};
  for (size_t i = 0; mapping != NULL && i < mapping->assertion_count; i++) {
    const TermMap *graph = mapping->assertion[i].graph;
    if (graph == NULL || graph->kind != TERM_MAP_CONSTANT) continue;
    size_t known = 0;
    while (known < names.count && names.item[known] != graph->constant.lexical) known++;
    if (known == names.count) VEC_PUSH(arena, &names, graph->constant.lexical);
  }
  *out = names.item;
  return names.count;
}

// Beyond OWL 2 QL no whole profile is promised.
static void describe_entailment(const Knowledge *knowledge, Describer *describer,
                                const char *endpoint) {
  static const char *const regime[REGIME_COUNT] = {
      [REGIME_OFF] = REGIMES_NS "Simple",
      [REGIME_RDFS] = REGIMES_NS "RDFS",
      [REGIME_QL] = REGIMES_NS "OWL-Direct",
      [REGIME_FULL] = REGIMES_NS "OWL-Direct",
  };
  const Regime loaded = knowledge == NULL ? REGIME_OFF : knowledge->regime;
  say(describer, endpoint, SD_NS "defaultEntailmentRegime", regime[loaded]);
  if (loaded >= REGIME_QL)
    say(describer, endpoint, SD_NS "defaultSupportedEntailmentProfile", PROFILE_NS "QL");
}

// Whether requests may ask for owl:sameAs to merge (same-as=).
static bool merges(const ServerOptions *options) {
  if (options->knowledge != NULL) return options->knowledge->same_as != SAME_AS_OFF;
  return options->rules != NULL && options->rules->same_as != SAME_AS_OFF;
}

static void describe(Exchange *exchange, Describer *describer, const char *endpoint) {
  const ServerOptions *options = &exchange->server->options;
  Arena *arena = exchange->message->arena;
  say(describer, endpoint, RDF_NS "type", SD_NS "Service");
  say(describer, endpoint, SD_NS "endpoint", endpoint);
  say(describer, endpoint, SD_NS "supportedLanguage", SD_NS "SPARQL11Query");
  for (size_t i = 0; i < sizeof result_formats / sizeof *result_formats; i++)
    say(describer, endpoint, SD_NS "resultFormat", result_formats[i]);
  const bool is_main = exchange->member == &exchange->server->member[0];
  describe_entailment(is_main ? options->knowledge : NULL, describer, endpoint);
  if (options->union_default_graph)
    say(describer, endpoint, SD_NS "feature", SD_NS "UnionDefaultGraph");
  if (is_main && merges(options)) say(describer, endpoint, SD_NS "feature", ANAMORPH_NS "SameAs");
  if (options->services != NULL && services_any(options->services))
    say(describer, endpoint, SD_NS "feature", SD_NS "BasicFederatedQuery");
  say(describer, endpoint, SD_NS "defaultDataset", "_:dataset");
  say(describer, "_:dataset", RDF_NS "type", SD_NS "Dataset");
  say(describer, "_:dataset", SD_NS "defaultGraph", "_:default");
  const Symbol **name;
  const size_t count = named_graphs(exchange->member->mapping, arena, &name);
  for (size_t i = 0; i < count; i++)
    say(describer, "_:dataset", SD_NS "namedGraph", arena_format(arena, "_:graph%zu", i));
  say(describer, "_:default", RDF_NS "type", SD_NS "Graph");
  for (size_t i = 0; i < count; i++) {
    const char *graph = arena_format(arena, "_:graph%zu", i);
    say(describer, graph, RDF_NS "type", SD_NS "NamedGraph");
    say(describer, graph, SD_NS "name", name[i]->text);
  }
}

// The endpoint's address as the client knows it. A Host that could not stand in an IRI is ignored.
static const char *endpoint_iri(Exchange *exchange) {
  const struct Server *server = exchange->server;
  Arena *arena = exchange->message->arena;
  const char *name = exchange->member->name;
  const char *path = *name == '\0' ? "/sparql" : arena_format(arena, "/%s/sparql", name);
  const char *host = message_header(exchange->message, "Host");
  if (server->options.public_url != NULL)
    return arena_format(arena, "%s%s", server->options.public_url, path);
  if (host != NULL && *host != '\0' &&
      host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")] ==
          '\0')
    return arena_format(arena, "http://%s%s", host, path);
  if (server->listener.path != NULL) return arena_format(arena, "http://localhost%s", path);
  return arena_format(arena, "http://localhost:%u%s", server->listener.port, path);
}

void answer_description(Exchange *exchange) {
  static const WriterPrefix prefixes[] = {{"rdf", RDF_NS}, {"sd", SD_NS}, {"formats", FORMATS_NS}};
  const ProtocolRequest *request = exchange->request;
  const Offer *offer = request->format != NULL
                           ? offer_find(&graph_offers, request->format)
                           : negotiate(&graph_offers, message_accept(exchange->message));
  Error err = {0};
  if (offer == NULL) {
    error_set(&err, STATUS_USAGE, "the service description is not given in such a format");
    error_hint(&err, "a query goes into the parameter query=");
    answer_error(exchange, 406, &err, NULL);
    return;
  }
  if (offer->format == GRAPH_PAGE) {  // a person with a browser
    exchange_begin(exchange, 303, NULL);
    exchange_field(exchange, "Location", "/");
    exchange_field(exchange, "Vary", "Accept");
    exchange_reply(exchange, "", 0);
    return;
  }
  const Output output = {exchange_write, exchange};
  exchange_begin(exchange, 200, graph_format_media_type((GraphFormat)offer->format));
  exchange_field(exchange, "Vary", "Accept");
  GraphWriter *writer;
  Status status = graph_writer_create((GraphFormat)offer->format, &output,
                                      sizeof prefixes / sizeof *prefixes, prefixes, &writer, &err);
  if (status == STATUS_OK) {
    Describer describer = {.writer = writer, .status = STATUS_OK, .err = &err};
    describe(exchange, &describer, endpoint_iri(exchange));
    status = describer.status;
    if (status == STATUS_OK) status = graph_writer_end(writer, &err);
    graph_writer_destroy(writer);
  }
  if (status == STATUS_OK)
    exchange_finish(exchange);
  else
    answer_failure(exchange, status, &err, NULL, NULL);
}
