// Command-line arguments by argp; errors are told in the command's own form.
#include "endpoint/cli/arguments.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A query longer than this is a mistake.
enum { LONGEST_QUERY = 16 * 1024 * 1024 };

typedef struct Parsing {
  const CommandSyntax *syntax;
  Arguments *arguments;
  char *name;  // "anamorph query"
  bool done;   // --help or --version was answered
  Error err;
} Parsing;

static error_t fail(Parsing *parsing, const char *hint) {
  if (hint != NULL) error_hint(&parsing->err, "%s", hint);
  return EINVAL;
}

static error_t parse_number(Parsing *parsing, const char *what, const char *text, unsigned least,
                            unsigned most, unsigned *out) {
  char *end;
  errno = 0;
  const unsigned long number = strtoul(text, &end, 10);
  *out = (unsigned)number;
  if (errno == 0 && *text >= '0' && *text <= '9' && *end == '\0' && number >= least &&
      number <= most)
    return 0;
  error_set(&parsing->err, STATUS_USAGE, "%s must be a number from %u to %u, not '%s'", what, least,
            most, text);
  return fail(parsing, NULL);
}

static error_t parse_positional(Parsing *parsing, const char *text) {
  Arguments *arguments = parsing->arguments;
  if (parsing->syntax->positional == NULL) {
    error_set(&parsing->err, STATUS_USAGE, "'%s' is one argument too many", text);
    return fail(parsing, "options begin with - or --; see --help");
  }
  if (arguments->file != NULL) {
    error_set(&parsing->err, STATUS_USAGE, "one query at a time: '%s' and '%s' were given",
              arguments->file, text);
    return fail(parsing, NULL);
  }
  arguments->file = text;
  return 0;
}

static error_t parse_probability(Parsing *parsing, const char *text, double *out) {
  char *end;
  *out = strtod(text, &end);
  if (end != text && *end == '\0' && *out >= 0 && *out <= 1) return 0;
  error_set(&parsing->err, STATUS_USAGE, "--min must be a probability from 0 to 1, not '%s'", text);
  return fail(parsing, NULL);
}

// "--dim 200" is the setting dim=200, and --threads is known by itself, too.
static error_t parse_setting(Parsing *parsing, int key, const char *text) {
  static const char *const names[] = {"dim", "epochs", "time", "threads", "seed"};
  Arguments *arguments = parsing->arguments;
  const char *assignment =
      key == KEY_SET ? text
                     : arena_format(arguments->arena, "%s=%s", names[key - KEY_SETTING], text);
  VEC_PUSH(arguments->arena, &arguments->setting, assignment);
  if (key != KEY_THREADS) return 0;
  return parse_number(parsing, "the number of threads", text, 1, 1024, &arguments->threads);
}

// The options of models: train, evaluate, suggest, nearest, cluster.
static error_t parse_model_key(Parsing *parsing, int key, const char *text) {
  Arguments *arguments = parsing->arguments;
  switch (key) {
    case 'M': arguments->model_file = text; return 0;
    case 'k': return parse_number(parsing, "-k", text, 1, 1000000, &arguments->count);
    case KEY_TRIPLES: VEC_PUSH(arguments->arena, &arguments->triples, text); return 0;
    case KEY_VALID: VEC_PUSH(arguments->arena, &arguments->valid, text); return 0;
    case KEY_TEST: VEC_PUSH(arguments->arena, &arguments->test, text); return 0;
    case KEY_FILTER: VEC_PUSH(arguments->arena, &arguments->filter, text); return 0;
    case KEY_NEGATIVES: VEC_PUSH(arguments->arena, &arguments->negatives, text); return 0;
    case KEY_VALID_NEGATIVES:
      VEC_PUSH(arguments->arena, &arguments->valid_negatives, text);
      return 0;
    case KEY_LITERALS:
      return parse_number(parsing, "--literals", text, 2, 10000, &arguments->literals);
    case KEY_PREDICATE: VEC_PUSH(arguments->arena, &arguments->predicate, text); return 0;
    case KEY_CLASS: VEC_PUSH(arguments->arena, &arguments->class_iri, text); return 0;
    case KEY_GRAPH: VEC_PUSH(arguments->arena, &arguments->graph, text); return 0;
    case KEY_MODEL: arguments->model = text; return 0;
    case KEY_RESUME: arguments->resume = true; return 0;
    case KEY_FROM: arguments->from = text; return 0;
    case KEY_ANY_TYPE: arguments->any_type = true; return 0;
    case KEY_ALL: arguments->all = true; return 0;
    case KEY_LEARNED_RULES: arguments->learned_rules = true; return 0;
    case KEY_MINIMUM: return parse_probability(parsing, text, &arguments->minimum);
    case KEY_QUIET: arguments->quiet = true; return 0;
    case KEY_SUBJECT: arguments->subject = text; return 0;
    case KEY_OBJECT: arguments->object = text; return 0;
    case KEY_ENTITY: arguments->entity = text; return 0;
    default:
      if (key == KEY_SET || (key >= KEY_SETTING && key < KEY_SETTING_END))
        return parse_setting(parsing, key, text);
      return ARGP_ERR_UNKNOWN;
  }
}

// NAME=VALUE, where NAME can stand in an address; false: it has no such form.
static bool split_named(Arena *arena, const char *text, Named *out) {
  const size_t length =
      strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
  if (length == 0 || text[length] != '=') return false;
  *out = (Named){arena_copy_text(arena, text, length), text + length + 1};
  return true;
}

// The options of SERVICE.
static error_t parse_service_key(Parsing *parsing, int key, const char *text) {
  Arguments *arguments = parsing->arguments;
  switch (key) {
    case KEY_DATABASE_OF: {
      Named named;
      if (split_named(arguments->arena, text, &named)) {
        VEC_PUSH(arguments->arena, &arguments->member_database, named);
        return 0;
      }
      error_set(&parsing->err, STATUS_USAGE, "--database-of takes NAME=CONNINFO");
      return fail(parsing, NULL);
    }
    case KEY_SERVICE_ALLOW: VEC_PUSH(arguments->arena, &arguments->service_allow, text); return 0;
    case KEY_SERVICE_MAP: VEC_PUSH(arguments->arena, &arguments->service_map, text); return 0;
    case KEY_SERVICE_TIMEOUT:
      return parse_number(parsing, "the timeout of services", text, 1, INT_MAX,
                          &arguments->service_timeout_ms);
    case KEY_SERVICE_BLOCK:
      return parse_number(parsing, "the size of blocks", text, 1, 100000,
                          &arguments->service_block);
    case KEY_SERVICE_LIMIT:
      return parse_number(parsing, "the limit of an answer", text, 1, 1000000,
                          &arguments->service_limit_mb);
    default: return parse_model_key(parsing, key, text);
  }
}

// The options of serve.
static error_t parse_server_key(Parsing *parsing, int key, const char *text) {
  Arguments *arguments = parsing->arguments;
  switch (key) {
    case 'p': {
      unsigned port = 0;
      const error_t error = parse_number(parsing, "the port", text, 0, USHRT_MAX, &port);
      arguments->port = (unsigned short)port;
      arguments->port_given = true;
      return error;
    }
    case 'q': arguments->examples = text; return 0;
    case 't': arguments->title = text; return 0;
    case 'H': arguments->host = text; return 0;
    case KEY_POOL:
      return parse_number(parsing, "the number of connections", text, 1, 1000,
                          &arguments->pool_size);
    case KEY_PLAN_CACHE: {
      const error_t error =
          parse_number(parsing, "the number of plans", text, 0, 10000000, &arguments->plan_cache);
      arguments->plan_cache_off = arguments->plan_cache == 0;
      return error;
    }
    default: return parse_service_key(parsing, key, text);
  }
}

// What beside the mapping says what holds, and how much of it counts.
static error_t parse_knowledge_key(Parsing *parsing, int key, const char *text) {
  Arguments *arguments = parsing->arguments;
  switch (key) {
    case 'r': VEC_PUSH(arguments->arena, &arguments->rules, text); return 0;
    case 'o': VEC_PUSH(arguments->arena, &arguments->ontology, text); return 0;
    case KEY_CATALOG: arguments->catalog = text; return 0;
    case KEY_FACTS: VEC_PUSH(arguments->arena, &arguments->facts, text); return 0;
    case KEY_SUGGEST_FACTS: arguments->suggest_facts = true; return 0;
    case KEY_REASONING:
      if (regime_parse(text, &arguments->reasoning)) return 0;
      error_set(&parsing->err, STATUS_USAGE, "there is no reasoning '%s'", text);
      return fail(parsing, "it is off, rdfs, ql or full");
    case KEY_EXISTENTIALS:
      arguments->existentials = strcmp(text, "on") == 0;
      if (arguments->existentials || strcmp(text, "off") == 0) return 0;
      error_set(&parsing->err, STATUS_USAGE, "existentials are on or off, not '%s'", text);
      return fail(parsing, NULL);
    case KEY_SAME_AS:
      if (same_as_parse(text, &arguments->same_as)) return 0;
      error_set(&parsing->err, STATUS_USAGE, "there is no --same-as=%s", text);
      return fail(parsing, "it is off, members or representatives");
    default: return parse_server_key(parsing, key, text);
  }
}

// What many commands take; each group hands on what is not its own.
static error_t parse_key(int key, char *text, struct argp_state *state) {
  Parsing *parsing = state->input;
  Arguments *arguments = parsing->arguments;
  switch (key) {
    // The command's own hint takes the place of argp's.
    case ARGP_KEY_INIT: state->err_stream = NULL; return 0;
    case '?':
      state->name = parsing->name;
      argp_state_help(state, stdout, ARGP_HELP_STD_HELP & ~(unsigned)ARGP_HELP_EXIT_OK);
      parsing->done = true;
      return ECANCELED;
    case 'V':
      (void)puts("anamorph " ANAMORPH_VERSION);
      parsing->done = true;
      return ECANCELED;
    case 'm': {
      Named named;
      if (split_named(arguments->arena, text, &named))
        VEC_PUSH(arguments->arena, &arguments->member_mapping, named);
      else
        VEC_PUSH(arguments->arena, &arguments->mapping, text);
      return 0;
    }
    case 'd': arguments->conninfo = text; return 0;
    case 'b': arguments->base = text; return 0;
    case 'e':
      if (arguments->text != NULL) {
        error_set(&parsing->err, STATUS_USAGE, "one query at a time: -e was given twice");
        return fail(parsing, NULL);
      }
      arguments->text = text;
      return 0;
    case 'f': arguments->format = text; return 0;
    case 'O': arguments->output = text; return 0;
    case KEY_STRICT: arguments->strict = true; return 0;
    case KEY_TIMEOUT:
      return parse_number(parsing, "the timeout", text, 1, INT_MAX, &arguments->timeout_ms);
    case KEY_DEFAULT_GRAPH: VEC_PUSH(arguments->arena, &arguments->default_graph, text); return 0;
    case KEY_NAMED_GRAPH: VEC_PUSH(arguments->arena, &arguments->named_graph, text); return 0;
    case KEY_UNION: arguments->union_default_graph = true; return 0;
    case KEY_WITHOUT: VEC_PUSH(arguments->arena, &arguments->without, text); return 0;
    case KEY_ANALYZE: arguments->analyze = true; return 0;
    case KEY_UPDATE: arguments->update = true; return 0;
    case KEY_IGNORE_CASE: arguments->ignore_case = true; return 0;
    case KEY_KEEP_CONTAINED: arguments->keep_contained = true; return 0;
    case ARGP_KEY_ARG: return parse_positional(parsing, text);
    default: return parse_knowledge_key(parsing, key, text);
  }
}

bool arguments_parse(const CommandSyntax *syntax, int argc, char **argv, Arguments *out,
                     int *exit_code) {
  static char name[] = "anamorph";
  *out = (Arguments){.arena = arena_create(0), .reasoning = REGIME_FULL, .existentials = true};
  if (out->arena == NULL) abort();
  const struct argp argp = {.options = syntax->option,
                            .parser = parse_key,
                            .args_doc = syntax->positional,
                            .doc = syntax->about};
  Parsing parsing = {.syntax = syntax,
                     .arguments = out,
                     .name = arena_format(out->arena, "anamorph %s", syntax->name)};
  // getopt's own messages begin with argv[0].
  char *const program = argv[0];
  argv[0] = name;
  const error_t error = argp_parse(&argp, argc, argv, ARGP_NO_EXIT | ARGP_NO_HELP, NULL, &parsing);
  argv[0] = program;
  if (error == 0) return true;
  *exit_code = parsing.done ? 0 : 2;
  if (parsing.err.code != STATUS_OK)
    *exit_code = report_error(&parsing.err, NULL);
  else if (!parsing.done)
    (void)fprintf(stderr, "  hint: `%s --help` lists the options\n", parsing.name);
  return false;
}

void arguments_free(Arguments *arguments) {
  arena_destroy(arguments->arena);
  arguments->arena = NULL;
}

int arguments_run(const CommandSyntax *syntax, int argc, char **argv,
                  int (*command)(const Arguments *arguments)) {
  Arguments arguments;
  int exit_code;
  if (arguments_parse(syntax, argc, argv, &arguments, &exit_code)) exit_code = command(&arguments);
  arguments_free(&arguments);
  return exit_code;
}

static Status read_stream(FILE *file, const char *name, Buffer *out, Error *err) {
  char block[8192];
  size_t count;
  while ((count = fread(block, 1, sizeof block, file)) > 0) {
    buffer_add(out, block, count);
    if (out->length > LONGEST_QUERY)
      return error_set(err, STATUS_LIMIT, "%s is longer than %d MB: not a query", name,
                       LONGEST_QUERY / (1024 * 1024));
  }
  if (ferror(file)) return error_set(err, STATUS_IO, "cannot read %s: %s", name, strerror(errno));
  return STATUS_OK;
}

Status arguments_query_text(const Arguments *arguments, SourceText *out, Error *err) {
  if (arguments->text != NULL && arguments->file != NULL)
    return error_set(err, STATUS_USAGE, "one query at a time: -e and '%s' were given",
                     arguments->file);
  if (arguments->text != NULL) {
    *out = (SourceText){"query", arguments->text, strlen(arguments->text)};
    return STATUS_OK;
  }
  if (arguments->file == NULL) {
    error_set(err, STATUS_USAGE, "no query was given");
    error_hint(err, "-e 'SELECT …', a file, or - for standard input");
    return STATUS_USAGE;
  }
  const bool standard = strcmp(arguments->file, "-") == 0;
  const char *name = standard ? "stdin" : arguments->file;
  FILE *file = standard ? stdin : fopen(arguments->file, "rb");
  if (file == NULL)
    return error_set(err, STATUS_USAGE, "cannot read %s: %s", name, strerror(errno));
  Buffer content = {0};
  const Status status = read_stream(file, name, &content, err);
  if (!standard) (void)fclose(file);
  if (status == STATUS_OK)
    *out = (SourceText){name, buffer_copy(&content, arguments->arena), content.length};
  buffer_free(&content);
  return status;
}
