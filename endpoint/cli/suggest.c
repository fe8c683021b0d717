// anamorph suggest: facts that are missing, how likely they are, and why.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint/cli/command.h"
#include "endpoint/cli/model_advisor.h"
#include "endpoint/cli/output.h"
#include "endpoint/suggest/survey.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MODEL_FILE,
    OPTION_MAPPING,
    OPTIONS_DATABASE,
    OPTIONS_KNOWLEDGE,
    OPTION_EXISTENTIALS,
    {"subject", KEY_SUBJECT, "IRI", 0, "the subject, unless it is asked for", 2},
    {"predicate", KEY_PREDICATE, "IRI", 0,
     "the predicate, unless it is asked for; alone: the likeliest missing facts of anything", 2},
    {"object", KEY_OBJECT, "IRI", 0, "the object, unless it is asked for", 2},
    {"any-type", KEY_ANY_TYPE, NULL, 0, "candidates of types that are not observed there, too", 2},
    {"all", KEY_ALL, NULL, 0,
     "suggestions for every subject, and every predicate or that of --predicate, as RDF for review",
     2},
    {"learned-rules", KEY_LEARNED_RULES, NULL, 0,
     "the model's rules for every predicate, or that of --predicate, as CONSTRUCT queries that "
     "--rules reads: heads are named apart (" RULE_SUGGESTED "IRI), so no suggestion is a fact",
     2},
    {"count", 'k', "N", 0, "so many suggestions for a question, at most; default 10", 3},
    {"min", KEY_MINIMUM, "P", 0,
     "only what is at least so probable; default 0, with --all 0.5. Rules: the least confidence",
     3},
    OPTION_FORMAT("json, or text. Default: json; --all writes ttl"),
    {"output", 'O', "FILE", 0, "write into this file", 3},
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "suggest", NULL,
    "Suggests facts that are not in the graph. With a mapping and a database, what the database "
    "has now is left out and taken into account; with an ontology, what it excludes is left out."
    "\vExamples:\n"
    "  anamorph suggest -M shop.model -m shop.ttl -d dbname=shop \\\n"
    "    --subject http://shop.example/customer/7 --predicate http://shop.example/likes -k 5\n"
    "  anamorph suggest -M shop.model -m shop.ttl -d dbname=shop \\\n"
    "    --predicate http://shop.example/likes -k 20 -f text\n"
    "  anamorph suggest -M shop.model -m shop.ttl -d dbname=shop --all --min 0.8 -O review.ttl\n"
    "  anamorph suggest -M shop.model --learned-rules --min 0.8 -O learned.rq",
    OPTIONS};

enum { COUNT_DEFAULT = 10, BLOCK = 64 };

typedef struct Writing {
  const Arguments *arguments;
  const Advisor *advisor;
  Asker *asker;
  Output output;
  size_t questions, written;
} Writing;

static Status put(const Writing *writing, Buffer *text, Error *err) {
  const Status status = writing->output.write(writing->output.self, text->data, text->length, err);
  buffer_clear(text);
  return status;
}

// --- One question --------------------------------------------------------------------------------

static const char *asked_predicate(const Arguments *arguments) {
  return arguments->predicate.count > 0 ? arguments->predicate.item[0] : NULL;
}

// A predicate that the model does not know is a mistake; an entity is not.
static Status check_predicate(const Writing *writing, Error *err) {
  const char *predicate = asked_predicate(writing->arguments);
  const Dictionary *relations = &advisor_data(writing->advisor)->relations;
  if (predicate == NULL || dictionary_find_text(relations, predicate) >= 0) return STATUS_OK;
  error_set(err, STATUS_USAGE, "the model has no predicate %s", predicate);
  error_hint(err, "it learnt %" PRIu32 " of them, for instance %s", relations->count,
             relations->count > 0 ? dictionary_name(relations, 0, NULL) : "none");
  return STATUS_USAGE;
}

static AskOptions ask_options(const Arguments *arguments) {
  return (AskOptions){.count = arguments->count > 0 ? arguments->count : COUNT_DEFAULT,
                      .minimum = arguments->minimum,
                      .any_type = arguments->any_type};
}

static Status answer_question(Writing *writing, Error *err) {
  const Arguments *arguments = writing->arguments;
  const Question question = {arguments->subject, asked_predicate(arguments), arguments->object};
  const AskOptions options = ask_options(arguments);
  Advice advice;
  if (question.subject == NULL && question.object == NULL)
    TRY(advisor_survey(writing->advisor, writing->asker, question.predicate, &options,
                       arguments->arena, &advice, err));
  else
    TRY(advisor_ask(writing->advisor, writing->asker, &question, 1, &options, arguments->arena,
                    &advice, err));
  Buffer out = {0};
  if (arguments->format != NULL && strcmp(arguments->format, "text") == 0)
    advice_text(&advice, &out);
  else
    advice_json(&advice, advisor_info(writing->advisor), &out);
  const Status status = put(writing, &out, err);
  buffer_free(&out);
  return status;
}

// --- All of them ---------------------------------------------------------------------------------

static Status answer_block(Writing *writing, const Question *question, size_t count, Error *err) {
  AskOptions options = ask_options(writing->arguments);
  if (options.minimum <= 0) options.minimum = 0.5;
  Arena *arena = arena_create(0);
  if (arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  Advice *advice = ARENA_ARRAY(arena, Advice, count);
  Status status =
      advisor_ask(writing->advisor, writing->asker, question, count, &options, arena, advice, err);
  Buffer out = {0};
  for (size_t i = 0; status == STATUS_OK && i < count; i++)
    writing->written += advice_turtle(&advice[i], &out);
  if (status == STATUS_OK) status = put(writing, &out, err);
  // What there is to say of the model is the same for all.
  for (size_t i = 0; status == STATUS_OK && writing->questions == 0 && i < advice[0].warning_count;
       i++)
    (void)fprintf(stderr, "anamorph: warning: %s\n", advice[0].warning[i]);
  writing->questions += count;
  buffer_free(&out);
  arena_destroy(arena);
  return status;
}

static Status answer_relation(Writing *writing, int32_t relation, Error *err) {
  const Dataset *data = advisor_data(writing->advisor);
  bool *subjects = advisor_subjects(writing->advisor, relation);
  const char *predicate = dictionary_name(&data->relations, relation, NULL);
  Question block[BLOCK];
  size_t count = 0;
  Status status = STATUS_OK;
  for (uint32_t e = 0; status == STATUS_OK && e < data->entities.count; e++) {
    if (subjects[e])
      block[count++] =
          (Question){dictionary_name(&data->entities, (int32_t)e, NULL), predicate, NULL};
    if (count < BLOCK) continue;
    status = answer_block(writing, block, count, err);
    count = 0;
  }
  if (status == STATUS_OK && count > 0) status = answer_block(writing, block, count, err);
  free(subjects);
  return status;
}

static Status answer_all(Writing *writing, Error *err) {
  const Dictionary *relations = &advisor_data(writing->advisor)->relations;
  const char *only = asked_predicate(writing->arguments);
  Buffer head = {0};
  advice_turtle_head(advisor_info(writing->advisor), &head);
  Status status = put(writing, &head, err);
  buffer_free(&head);
  for (uint32_t r = 0; status == STATUS_OK && r < relations->count; r++)
    if (only == NULL || strcmp(only, dictionary_name(relations, (int32_t)r, NULL)) == 0)
      status = answer_relation(writing, (int32_t)r, err);
  if (status == STATUS_OK)
    (void)fprintf(stderr, "%zu suggestions for %zu questions\n", writing->written,
                  writing->questions);
  return status;
}

// --- The rules -----------------------------------------------------------------------------------

// Those that SPARQL cannot say stand there as comments.
static Status write_rules(const Writing *writing, const Trained *trained, Error *err) {
  const Dataset *data = &trained->data;
  const char *only = asked_predicate(writing->arguments);
  const int32_t wanted = only == NULL ? -1 : dictionary_find_text(&data->relations, only);
  const int32_t m = (int32_t)data->relations.count;
  Buffer out = {0}, query = {0};
  buffer_add_text(&out, "# Rules of ");
  advice_model_line(&trained->info, &out);
  buffer_add_char(&out, '\n');
  Status status = put(writing, &out, err);
  bool follows = false;
  for (size_t i = 0; status == STATUS_OK && i < trained->rules.count; i++) {
    const Rule *rule = &trained->rules.rule[i];
    if ((double)rule->confidence < writing->arguments->minimum) continue;
    if (wanted >= 0 && rule->head % m != wanted) continue;
    buffer_clear(&query);
    const bool said =
        rule_print_sparql(rule, RULE_HEAD_SUGGESTED, &data->entities, &data->relations, &query);
    buffer_add_text(&out, said && follows ? ";\n# " : "# ");
    rule_print(rule, &data->entities, &data->relations, &out);
    buffer_printf(&out, "\n%s\n", said ? buffer_text(&query) : "# (SPARQL cannot say it)");
    follows |= said;
    status = put(writing, &out, err);
  }
  buffer_free(&query);
  buffer_free(&out);
  return status;
}

// --- The whole -----------------------------------------------------------------------------------

static Status check_arguments(const Arguments *arguments, Error *err) {
  const char *format = arguments->format == NULL ? "" : arguments->format;
  const bool named = arguments->subject != NULL || arguments->object != NULL;
  if (arguments->predicate.count > 1)
    return error_set(err, STATUS_USAGE, "one --predicate at a time");
  if (arguments->learned_rules) {
    if (named || arguments->all || format[0] != '\0' || arguments->count > 0)
      return error_set(err, STATUS_USAGE, "--learned-rules goes with --predicate, --min and -O");
    return STATUS_OK;
  }
  if (arguments->all) {
    if (named)
      return error_set(err, STATUS_USAGE, "--all asks for every subject: it goes with --predicate");
    if (format[0] != '\0' && strcmp(format, "ttl") != 0)
      return error_set(err, STATUS_USAGE, "--all writes ttl, not %s", format);
    return STATUS_OK;
  }
  if (format[0] != '\0' && strcmp(format, "json") != 0 && strcmp(format, "text") != 0)
    return error_set(err, STATUS_USAGE, "%s is no format for suggestions: json or text", format);
  if (named || arguments->predicate.count > 0) return STATUS_OK;
  error_set(err, STATUS_USAGE, "suggestions for what?");
  error_hint(err,
             "--subject IRI, --object IRI, or both; --predicate IRI narrows it, or alone asks for "
             "the likeliest facts of anything; --all is for every subject");
  return STATUS_USAGE;
}

static Status answer(Writing *writing, const Trained *trained, Error *err) {
  TRY(check_predicate(writing, err));
  FileOutput file;
  TRY(file_output_open(writing->arguments->output, &file, err));
  writing->output = file_output(&file);
  Status status = writing->arguments->learned_rules ? write_rules(writing, trained, err)
                  : writing->arguments->all         ? answer_all(writing, err)
                                                    : answer_question(writing, err);
  // A reader that went away is no failure.
  if (file.closed) status = STATUS_OK;
  return file_output_close(&file, status, err);
}

static Status suggest_with(const Arguments *arguments, const Gateway *gateway, Error *err) {
  ModelAdvisor model;
  Status status = model_advisor_open(arguments, gateway, &model, err);
  if (status == STATUS_OK) {
    Writing writing = {
        .arguments = arguments, .advisor = model.advisor, .asker = advisor_asker(model.advisor)};
    if (writing.asker != NULL) asker_use(writing.asker, gateway->db);
    status = answer(&writing, &model.trained, err);
    asker_destroy(writing.asker);
  }
  model_advisor_close(&model);
  return status;
}

static int run(const Arguments *arguments) {
  Error err = {0};
  Status status = check_arguments(arguments, &err);
  if (status == STATUS_OK && arguments->model_file == NULL) {
    status = error_set(&err, STATUS_USAGE, "no model was given");
    error_hint(&err, "-M FILE");
  }
  if (status != STATUS_OK) return report_error(&err, NULL);
  Gateway gateway = {0};
  int exit_code = 0;
  if (arguments->mapping.count == 0 || gateway_open(arguments, &gateway, &exit_code)) {
    if (suggest_with(arguments, &gateway, &err) != STATUS_OK)
      exit_code = gateway_report(&err, NULL);
  }
  gateway_close(&gateway);
  return exit_code;
}

int command_suggest(int argc, char **argv) { return arguments_run(&SYNTAX, argc, argv, run); }
