// Command-line arguments: what they mean is the same in every subcommand that takes them.
#ifndef ANAMORPH_ENDPOINT_CLI_ARGUMENTS_H
#define ANAMORPH_ENDPOINT_CLI_ARGUMENTS_H

#include <argp.h>

#include "base/vec.h"
#include "endpoint/cli/report.h"
#include "reasoner/axiom.h"

// Options without a letter.
enum {
  KEY_STRICT = 0x100,
  KEY_TIMEOUT,
  KEY_DEFAULT_GRAPH,
  KEY_NAMED_GRAPH,
  KEY_UNION,
  KEY_WITHOUT,
  KEY_ANALYZE,
  KEY_UPDATE,
  KEY_POOL,
  KEY_PLAN_CACHE,
  KEY_IGNORE_CASE,
  KEY_KEEP_CONTAINED,
  KEY_FACTS,
  KEY_SUGGEST_FACTS,
  // Of SERVICE.
  KEY_SERVICE_ALLOW,
  KEY_SERVICE_MAP,
  KEY_SERVICE_TIMEOUT,
  KEY_SERVICE_BLOCK,
  KEY_SERVICE_LIMIT,
  KEY_CATALOG,
  KEY_REASONING,
  KEY_EXISTENTIALS,
  KEY_SAME_AS,
  KEY_DATABASE_OF,
  // Of models; those from KEY_SETTING to KEY_SETTING_END are settings of training.
  KEY_TRIPLES,
  KEY_VALID,
  KEY_TEST,
  KEY_FILTER,
  KEY_NEGATIVES,
  KEY_VALID_NEGATIVES,
  KEY_LITERALS,
  KEY_MODEL,
  KEY_PREDICATE,
  KEY_CLASS,
  KEY_GRAPH,
  KEY_RESUME,
  KEY_FROM,
  KEY_QUIET,
  KEY_SUBJECT,
  KEY_OBJECT,
  KEY_ENTITY,
  KEY_ANY_TYPE,
  KEY_ALL,
  KEY_LEARNED_RULES,
  KEY_MINIMUM,
  KEY_SET,
  KEY_SETTING,
  KEY_DIM = KEY_SETTING,
  KEY_EPOCHS,
  KEY_TIME,
  KEY_THREADS,
  KEY_SEED,
  KEY_SETTING_END,
};

// A command's option table is made of these and ends with OPTIONS_END.
#define OPTION_MAPPING \
  { "mapping", 'm', "FILE", 0, "R2RML mapping in Turtle; may be given several times", 1 }
// Of commands that answer queries over several mappings.
#define OPTIONS_MEMBERS                                                                            \
  {"mapping",                                                                                      \
   'm',                                                                                            \
   "[NAME=]FILE",                                                                                  \
   0,                                                                                              \
   "R2RML mapping in Turtle; may be given several times. NAME=FILE is another mapping beside the " \
   "main one: SERVICE <anamorph:mapping/NAME>",                                                    \
   1},                                                                                             \
  {                                                                                                \
    "database-of", KEY_DATABASE_OF, "NAME=CONNINFO", 0,                                            \
        "the database of that mapping, where it is another", 1                                     \
  }
#define OPTION_DATABASE                                                 \
  {                                                                     \
    "database", 'd', "CONNINFO", 0,                                     \
        "libpq connection string or URI; without it the PG* variables " \
        "say, as for psql",                                             \
        1                                                               \
  }
#define OPTION_BASE \
  { "base", 'b', "IRI", 0, "base IRI of the mapping and of the query", 1 }
#define OPTION_IGNORE_CASE                                \
  {                                                       \
    "ignore-case", KEY_IGNORE_CASE, NULL, 0,              \
        "take table and column names written in another " \
        "case, with a warning",                           \
        1                                                 \
  }
// How a mapping's database is read, in most commands: three options.
#define OPTIONS_DATABASE OPTION_DATABASE, OPTION_BASE, OPTION_IGNORE_CASE
#define OPTION_KEEP_CONTAINED                                 \
  {                                                           \
    "keep-contained", KEY_KEEP_CONTAINED, NULL, 0,            \
        "keep what the mapping says twice (assertions whose " \
        "triples others give): for comparing",                \
        1                                                     \
  }
#define OPTION_FACTS                                                                        \
  {                                                                                         \
    "facts", KEY_FACTS, "FILE", 0,                                                          \
        "keys, foreign keys and NOT NULL that the database does not declare; may be given " \
        "several times",                                                                    \
        1                                                                                   \
  }
#define OPTION_ONTOLOGY                                                                     \
  {                                                                                         \
    "ontology", 'o', "FILE", 0,                                                             \
        "ontology (RDFS, OWL 2) in any RDF syntax: answers as if all that it implies were " \
        "there; may be given several times",                                                \
        1                                                                                   \
  }
#define OPTION_CATALOG                                                                     \
  {                                                                                        \
    "ontology-catalog", KEY_CATALOG, "FILE", 0,                                            \
        "where imported ontologies lie: an OASIS XML catalogue, or lines of 'IRI PATH'", 1 \
  }
#define OPTION_RULES                                                                   \
  {                                                                                    \
    "rules", 'r', "FILE", 0,                                                           \
        "rules: SPARQL CONSTRUCT queries with ';' between them; may be given several " \
        "times",                                                                       \
        1                                                                              \
  }
#define OPTION_REASONING                                                  \
  {                                                                       \
    "reasoning", KEY_REASONING, "REGIME", 0,                              \
        "how much of the ontologies counts: off, rdfs, ql (OWL 2 QL) or " \
        "full, the default",                                              \
        1                                                                 \
  }
// What beside the mapping says what holds: five options.
#define OPTIONS_KNOWLEDGE \
  OPTION_FACTS, OPTION_ONTOLOGY, OPTION_CATALOG, OPTION_RULES, OPTION_REASONING
#define OPTION_EXISTENTIALS                                                  \
  {                                                                          \
    "existentials", KEY_EXISTENTIALS, "on|off", 0,                           \
        "whether what must exist without a name is found by variables that " \
        "nothing else mentions; default on",                                 \
        1                                                                    \
  }
#define OPTION_SAME_AS                                                      \
  {                                                                         \
    "same-as", KEY_SAME_AS, "MODE", 0,                                      \
        "whether owl:sameAs merges: off, the default; members: what holds " \
        "of one is answered for all that is the same; representatives: "    \
        "for one of them",                                                  \
        1                                                                   \
  }
#define OPTION_TEXT \
  { "execute", 'e', "TEXT", 0, "the query itself", 2 }
#define OPTION_FORMAT(formats) \
  { "format", 'f', "FORMAT", 0, formats, 3 }
#define OPTION_STRICT                                                \
  {                                                                  \
    "strict", KEY_STRICT, NULL, 0,                                   \
        "a value that cannot be an RDF term is an error instead of " \
        "being left out",                                            \
        4                                                            \
  }
#define OPTION_TIMEOUT \
  { "timeout", KEY_TIMEOUT, "MS", 0, "cancel the statement after so many milliseconds", 4 }
#define OPTION_DEFAULT_GRAPH                        \
  {                                                 \
    "default-graph", KEY_DEFAULT_GRAPH, "IRI", 0,   \
        "graph of the query's dataset, instead of " \
        "FROM; may be given several times",         \
        4                                           \
  }
#define OPTION_NAMED_GRAPH                                                                         \
  {                                                                                                \
    "named-graph", KEY_NAMED_GRAPH, "IRI", 0, "named graph of the dataset, instead of FROM NAMED", \
        4                                                                                          \
  }
#define OPTION_UNION \
  { "union-default-graph", KEY_UNION, NULL, 0, "the default graph is the union of all graphs", 4 }
#define OPTION_WITHOUT                                             \
  {                                                                \
    "without", KEY_WITHOUT, "PASS", 0,                             \
        "turn an optimiser pass off; may be given several times; " \
        "'sql': leave only triple patterns and paths to SQL",      \
        4                                                          \
  }
// What SERVICE may ask (endpoint/service): five options.
#define OPTIONS_SERVICE                                                                       \
  {"service-allow",                                                                           \
   KEY_SERVICE_ALLOW,                                                                         \
   "URL-PREFIX",                                                                              \
   0,                                                                                         \
   "SERVICE may ask the endpoints below this address; *: all of the public Internet; may "    \
   "be given several times",                                                                  \
   5},                                                                                        \
      {"service-map",                                                                         \
       KEY_SERVICE_MAP,                                                                       \
       "IRI=URL",                                                                             \
       0,                                                                                     \
       "the endpoint of this IRI is asked at the URL; may be given several times",            \
       5},                                                                                    \
      {"service-timeout",                                                                     \
       KEY_SERVICE_TIMEOUT,                                                                   \
       "MS",                                                                                  \
       0,                                                                                     \
       "the longest wait for one endpoint's answer (60000)",                                  \
       5},                                                                                    \
      {"service-block",                                                                       \
       KEY_SERVICE_BLOCK,                                                                     \
       "N",                                                                                   \
       0,                                                                                     \
       "bindings sent to an endpoint with one request (100)",                                 \
       5},                                                                                    \
  {                                                                                           \
    "service-limit", KEY_SERVICE_LIMIT, "MB", 0, "the most that one answer may hold (256)", 5 \
  }
// How one query is answered: eleven options.
#define OPTIONS_QUERY                                                                    \
  OPTION_STRICT, OPTION_TIMEOUT, OPTION_DEFAULT_GRAPH, OPTION_NAMED_GRAPH, OPTION_UNION, \
      OPTION_WITHOUT, OPTIONS_SERVICE
#define OPTION_MODEL_FILE \
  { "model-file", 'M', "FILE", 0, "the model", 1 }
// Of commands that answer queries.
#define OPTION_ADVISOR \
  { "model-file", 'M', "FILE", 0, "a model (anamorph train): SERVICE anamorph:suggest asks it", 1 }
#define OPTION_TRIPLES                                                                 \
  {                                                                                    \
    "triples", KEY_TRIPLES, "FILE", 0,                                                 \
        "triples from a file instead: N-Triples, N-Quads, or head, relation and tail " \
        "separated by tabs; may be given several times",                               \
        1                                                                              \
  }
#define OPTION_TEST \
  { "test", KEY_TEST, "FILE", 0, "triples to be ranked; may be given several times", 1 }
#define OPTION_FILTER                                                                  \
  {                                                                                    \
    "filter", KEY_FILTER, "FILE", 0,                                                   \
        "more triples that are true and no mistakes as answers; may be given several " \
        "times",                                                                       \
        2                                                                              \
  }
#define OPTION_THREADS \
  { "threads", KEY_THREADS, "N", 0, "threads to use, at most; default 1", 4 }
#define OPTIONS_COMMON \
  {"help", '?', NULL, 0, "give this help", -1}, { "version", 'V', NULL, 0, "print the version", -1 }
#define OPTIONS_END \
  { 0 }

typedef VEC(const char *) TextList;

// An argument of the form NAME=VALUE.
typedef struct Named {
  const char *name, *value;
} Named;

typedef struct Arguments {
  Arena *arena;
  TextList mapping;
  VEC(Named) member_mapping, member_database;  // -m NAME=FILE, --database-of
  TextList rules;
  const char *conninfo;  // NULL: not given
  const char *base;
  bool ignore_case;
  bool keep_contained;
  TextList facts;
  bool suggest_facts;
  TextList ontology;
  const char *catalog;
  Regime reasoning;
  bool check_facts;   // ask the data whether facts hold
  bool every_regime;  // requests choose theirs: make all ready
  bool existentials;
  SameAs same_as;
  const char *text;  // -e
  const char *file;  // the positional argument
  const char *format;
  const char *output;  // dump's -O
  bool strict;
  unsigned timeout_ms;
  TextList default_graph;
  TextList named_graph;
  bool union_default_graph;
  TextList without;
  bool analyze;
  bool update;
  TextList service_allow, service_map;
  unsigned service_timeout_ms, service_block, service_limit_mb;  // 0: not given
  const char *host;
  bool port_given;
  unsigned short port;
  const char *examples;
  const char *title;
  unsigned pool_size;
  bool plan_cache_off;
  unsigned plan_cache;  // 0: not given
  const char *model_file;
  const char *model;
  TextList triples, valid, test, filter, negatives, valid_negatives;
  unsigned literals;  // intervals of --literals; 0: literals are left out
  TextList predicate, class_iri, graph;
  TextList setting;  // NAME=VALUE
  bool resume;
  const char *from;  // the model to start from
  bool quiet;
  bool any_type;
  bool all;
  bool learned_rules;
  double minimum;  // --min; 0: not given
  const char *subject, *object, *entity;
  unsigned count;    // -k; 0: not given
  unsigned threads;  // 0: not given
} Arguments;

// name: the subcommand's; positional: what argp shows for the positional argument, NULL when there
// is none; about: a sentence, then "\v" and what follows the options.
typedef struct CommandSyntax {
  const char *name;
  const char *positional;
  const char *about;
  const struct argp_option *option;
} CommandSyntax;

// Parses argv by argp. False: nothing is left to do (--help, --version, or an error that has been
// reported), and *exit_code is set. Either way arguments_free.
bool arguments_parse(const CommandSyntax *syntax, int argc, char **argv, Arguments *out,
                     int *exit_code);
void arguments_free(Arguments *arguments);

// Both, around what the command does. Returns the exit code.
int arguments_run(const CommandSyntax *syntax, int argc, char **argv,
                  int (*command)(const Arguments *arguments));

// The query's text: of -e, of the file, or of standard input for "-". In arguments->arena.
// Errors: STATUS_USAGE (none or two given), STATUS_IO.
Status arguments_query_text(const Arguments *arguments, SourceText *out, Error *err) MUST_CHECK;

#endif
