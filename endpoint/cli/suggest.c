// anamorph suggest: facts that are missing, how likely they are, and why.
#include "embed/suggest/suggest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint/cli/command.h"
#include "endpoint/cli/live.h"
#include "endpoint/cli/model_file.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MODEL_FILE,
    OPTION_MAPPING,
    OPTION_DATABASE,
    OPTION_BASE,
    OPTION_IGNORE_CASE,
    OPTION_FACTS,
    {"subject", KEY_SUBJECT, "IRI", 0, "the subject, unless it is asked for", 2},
    {"predicate", KEY_PREDICATE, "IRI", 0, "the predicate, unless it is asked for", 2},
    {"object", KEY_OBJECT, "IRI", 0, "the object, unless it is asked for", 2},
    {"any-type", KEY_ANY_TYPE, NULL, 0, "candidates of types that are not observed there, too", 2},
    {"count", 'k', "N", 0, "so many suggestions, at most; default 10", 3},
    OPTION_FORMAT("json, or text. Default: json"),
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "suggest", NULL,
    "Suggests facts that are not in the graph. With a mapping and a database, what the database "
    "has now about the given entities is left out and taken into account."
    "\vExample:\n"
    "  anamorph suggest -M shop.model -m shop.ttl -d dbname=shop \\\n"
    "    --subject http://shop.example/customer/7 --predicate http://shop.example/likes -k 5",
    OPTIONS};

typedef struct Answer {
  const Trained *trained;
  Dictionary entities;  // with those of the database
  const Arguments *arguments;
  Suggestion *suggestion;
  size_t count;
  Buffer warnings;  // JSON strings, each after a comma but the first
  size_t warning_count;
} Answer;

static void warn(Answer *answer, const char *text) {
  if (answer->warning_count++ > 0) buffer_add_char(&answer->warnings, ',');
  json_text(&answer->warnings, text);
}

// Beyond all ids stands the one entity that neither model nor database know.
static const char *entity_name(const Answer *answer, int32_t id) {
  const Arguments *arguments = answer->arguments;
  if ((uint32_t)id >= answer->entities.count) {
    const bool is_subject = arguments->subject != NULL &&
                            dictionary_find_text(&answer->entities, arguments->subject) < 0;
    return is_subject ? arguments->subject : arguments->object;
  }
  return dictionary_name(&answer->entities, id, NULL);
}

static const char *relation_name(const Answer *answer, int32_t id) {
  return dictionary_name(&answer->trained->data.relations, id, NULL);
}

// --- JSON ----------------------------------------------------------------------------------------

static void write_fact(const Answer *answer, Triple t, Buffer *out) {
  buffer_add_char(out, '[');
  json_text(out, entity_name(answer, t.head));
  buffer_add_char(out, ',');
  json_text(out, relation_name(answer, t.relation));
  buffer_add_char(out, ',');
  json_text(out, entity_name(answer, t.tail));
  buffer_add_char(out, ']');
}

// The i-th fact of a rule's body, inverse relations turned round.
static Triple body_fact(const Answer *answer, const Reason *reason, int32_t i) {
  const int32_t m = (int32_t)answer->trained->data.relations.count;
  const Triple t = {reason->node[i], reason->rule->body[i], reason->node[i + 1]};
  return t.relation < m ? t : triple_inverse(t, m);
}

static void write_rule(const Answer *answer, const Reason *reason, Buffer *out) {
  const Dataset *data = &answer->trained->data;
  Buffer text = {0};
  rule_print(reason->rule, &data->entities, &data->relations, &text);
  buffer_add_text(out, "\"kind\":\"rule\",\"rule\":");
  json_text(out, buffer_text(&text));
  buffer_clear(&text);
  rule_print_sparql(reason->rule, &data->entities, &data->relations, &text);
  buffer_add_text(out, ",\"sparql\":");
  json_text(out, buffer_text(&text));
  buffer_free(&text);
  buffer_printf(out, ",\"confidence\":%.6f,\"support\":%" PRIu32 ",\"facts\":[",
                (double)reason->rule->confidence, reason->rule->support);
  for (int32_t i = 0; i < reason->rule->length; i++) {
    if (i > 0) buffer_add_char(out, ',');
    write_fact(answer, body_fact(answer, reason, i), out);
  }
  buffer_add_char(out, ']');
}

static Triple like_fact(const Suggestion *suggestion, const Reason *reason) {
  Triple fact = suggestion->triple;
  if (reason->kind == REASON_SUBJECT) fact.head = reason->like;
  if (reason->kind == REASON_OBJECT) fact.tail = reason->like;
  return fact;
}

static void write_reason(const Answer *answer, const Suggestion *suggestion, const Reason *reason,
                         Buffer *out) {
  buffer_add_char(out, '{');
  switch (reason->kind) {
    case REASON_RULE: write_rule(answer, reason, out); break;
    case REASON_SUBJECT:
    case REASON_OBJECT:
      buffer_printf(out, "\"kind\":\"neighbour\",\"of\":\"%s\",\"like\":",
                    reason->kind == REASON_SUBJECT ? "subject" : "object");
      json_text(out, entity_name(answer, reason->like));
      buffer_printf(out, ",\"similarity\":%.6f,\"facts\":[", reason->similarity);
      write_fact(answer, like_fact(suggestion, reason), out);
      buffer_add_char(out, ']');
      break;
    case REASON_POPULARITY:
      buffer_printf(out, "\"kind\":\"popularity\",\"times\":%" PRIu32, reason->times);
      break;
  }
  buffer_add_char(out, '}');
}

static void write_place(const char *name, const char *value, Buffer *out) {
  buffer_printf(out, "\"%s\":", name);
  if (value == NULL)
    buffer_add_text(out, "null");
  else
    json_text(out, value);
  buffer_add_char(out, ',');
}

static const char *asked_predicate(const Arguments *arguments) {
  return arguments->predicate.count > 0 ? arguments->predicate.item[0] : NULL;
}

static void write_json(const Answer *answer, Buffer *out) {
  const TrainedInfo *info = &answer->trained->info;
  buffer_add_char(out, '{');
  write_place("subject", answer->arguments->subject, out);
  write_place("predicate", asked_predicate(answer->arguments), out);
  write_place("object", answer->arguments->object, out);
  buffer_add_text(out, "\"suggestions\":[");
  for (size_t i = 0; i < answer->count; i++) {
    const Suggestion *s = &answer->suggestion[i];
    buffer_printf(out, "%s\n{\"rank\":%zu,", i > 0 ? "," : "", i + 1);
    write_place("subject", entity_name(answer, s->triple.head), out);
    write_place("predicate", relation_name(answer, s->triple.relation), out);
    write_place("object", entity_name(answer, s->triple.tail), out);
    buffer_printf(out, "\"probability\":%.6f,\"score\":%.6f,\"reasons\":[", s->probability,
                  s->evidence);
    for (size_t r = 0; r < s->reasons; r++) {
      if (r > 0) buffer_add_char(out, ',');
      write_reason(answer, s, &s->reason[r], out);
    }
    buffer_add_text(out, "]}");
  }
  buffer_add_text(out, "],\n\"model\":{");
  write_place("version", info->version, out);
  write_place("created", info->created, out);
  write_place("mapping", info->mapping[0] != '\0' ? info->mapping : NULL, out);
  buffer_printf(out, "\"seconds\":%.1f,\"calibration_error\":%.6f},\"warnings\":[", info->seconds,
                info->calibration_error);
  buffer_add(out, answer->warnings.data, answer->warnings.length);
  buffer_add_text(out, "]}\n");
}

// --- Text ----------------------------------------------------------------------------------------

static void text_fact(const Answer *answer, Triple t, Buffer *out) {
  buffer_printf(out, "%s %s %s", name_short(entity_name(answer, t.head)),
                name_short(relation_name(answer, t.relation)),
                name_short(entity_name(answer, t.tail)));
}

static void text_reason(const Answer *answer, const Suggestion *suggestion, const Reason *reason,
                        Buffer *out) {
  const Dataset *data = &answer->trained->data;
  buffer_add_text(out, "     ");
  switch (reason->kind) {
    case REASON_RULE:
      buffer_add_text(out, "because ");
      for (int32_t i = 0; i < reason->rule->length; i++) {
        if (i > 0) buffer_add_text(out, " and ");
        text_fact(answer, body_fact(answer, reason, i), out);
      }
      buffer_add_text(out, "\n       by ");
      rule_print(reason->rule, &data->entities, &data->relations, out);
      break;
    case REASON_SUBJECT:
    case REASON_OBJECT:
      buffer_printf(out, "like %s (%.2f): ", name_short(entity_name(answer, reason->like)),
                    reason->similarity);
      text_fact(answer, like_fact(suggestion, reason), out);
      break;
    case REASON_POPULARITY:
      buffer_printf(out, "frequent: %" PRIu32 " others have it", reason->times);
      break;
  }
  buffer_add_char(out, '\n');
}

static void write_text(const Answer *answer, Buffer *out) {
  for (size_t i = 0; i < answer->count; i++) {
    const Suggestion *s = &answer->suggestion[i];
    buffer_printf(out, "%2zu. %5.1f %%  ", i + 1, 100 * s->probability);
    text_fact(answer, s->triple, out);
    buffer_add_char(out, '\n');
    for (size_t r = 0; r < s->reasons; r++) text_reason(answer, s, &s->reason[r], out);
  }
  if (answer->count == 0) buffer_add_text(out, "nothing to suggest\n");
  if (answer->warning_count > 0) {
    buffer_add_text(out, "warning: ");
    buffer_add(out, answer->warnings.data, answer->warnings.length);
    buffer_add_char(out, '\n');
  }
}

// --- The question --------------------------------------------------------------------------------

// The id of an entity; one past all when neither model nor database know it.
static int32_t find_entity(Answer *answer, const char *iri) {
  if (iri == NULL) return ASKED;
  const int32_t id = dictionary_find_text(&answer->entities, iri);
  Buffer text = {0};
  if (id < 0) {
    buffer_printf(&text,
                  "%s is known neither to the model nor to the database: what is frequent is "
                  "suggested",
                  iri);
    warn(answer, buffer_text(&text));
  } else if (id >= (int32_t)answer->trained->data.entities.count) {
    buffer_printf(&text, "%s is newer than the model: suggestions come from rules and frequency",
                  iri);
    warn(answer, buffer_text(&text));
  }
  buffer_free(&text);
  return id >= 0 ? id : (int32_t)answer->entities.count;
}

static Status find_question(Answer *answer, Triple *out, Error *err) {
  const Arguments *arguments = answer->arguments;
  const char *predicate = asked_predicate(arguments);
  out->relation = ASKED;
  if (predicate != NULL) {
    out->relation = dictionary_find_text(&answer->trained->data.relations, predicate);
    if (out->relation < 0) {
      error_set(err, STATUS_USAGE, "the model has no predicate %s", predicate);
      error_hint(err, "it learnt %" PRIu32 " of them, for instance %s",
                 answer->trained->data.relations.count,
                 answer->trained->data.relations.count > 0 ? relation_name(answer, 0) : "none");
      return STATUS_USAGE;
    }
  }
  out->head = find_entity(answer, arguments->subject);
  out->tail = find_entity(answer, arguments->object);
  return STATUS_OK;
}

static Status check_arguments(const Arguments *arguments, bool *text, Error *err) {
  *text = arguments->format != NULL && strcmp(arguments->format, "text") == 0;
  if (arguments->format != NULL && !*text && strcmp(arguments->format, "json") != 0)
    return error_set(err, STATUS_USAGE, "%s is no format for suggestions: json or text",
                     arguments->format);
  if (arguments->predicate.count > 1)
    return error_set(err, STATUS_USAGE, "one --predicate at a time");
  if (arguments->subject == NULL && arguments->object == NULL) {
    error_set(err, STATUS_USAGE, "suggestions for what?");
    error_hint(err, "--subject IRI, --object IRI, or both; --predicate IRI narrows it");
    return STATUS_USAGE;
  }
  return STATUS_OK;
}

static Status compare_mappings(Answer *answer, Error *err) {
  char hash[MAPPING_HASH_MAX];
  TRY(hash_mapping(answer->arguments, hash, err));
  if (hash[0] != '\0' && strcmp(hash, answer->trained->info.mapping) != 0)
    warn(answer, answer->trained->info.mapping[0] == '\0'
                     ? "the model was trained from files, not through this mapping"
                     : "the mapping has changed since the model was trained");
  return STATUS_OK;
}

static Status answer_question(Answer *answer, const Live *live, bool text, Error *err) {
  const Trained *trained = answer->trained;
  const unsigned wanted = answer->arguments->count;
  SuggestTask task = {.trained = trained,
                      .known = &live->known,
                      .count = wanted > 0 ? wanted : 10,
                      .any_type = answer->arguments->any_type};
  TRY(compare_mappings(answer, err));
  TRY(find_question(answer, &task.question, err));
  if (trained->data.valid_count == 0)
    warn(answer, "the model has no validation triples: probabilities are not calibrated");
  Predictor *predictor = predictor_create(trained, &live->known);
  task.predictor = predictor;
  // No more than there are candidates is given, whatever k says.
  answer->suggestion = suggest(&task, &answer->count);
  predictor_destroy(predictor);
  Buffer out = {0};
  if (text)
    write_text(answer, &out);
  else
    write_json(answer, &out);
  const Status status = print_text(&out, err);
  buffer_free(&out);
  return status;
}

static Status suggest_with(const Arguments *arguments, const Gateway *gateway, bool text,
                           Error *err) {
  Trained trained;
  TRY(open_model(arguments, &trained, err));
  const char *const about[] = {arguments->subject != NULL ? arguments->subject : arguments->object,
                               arguments->subject != NULL ? arguments->object : NULL, NULL};
  Live live;
  Status status = live_read(&trained, gateway, about, &live, err);
  if (status == STATUS_OK) {
    Answer answer = {
        .trained = &trained, .entities = dictionary_view(&live.entities), .arguments = arguments};
    status = answer_question(&answer, &live, text, err);
    buffer_free(&answer.warnings);
    free(answer.suggestion);
  }
  live_free(&live);
  trained_close(&trained);
  return status;
}

static int run(const Arguments *arguments) {
  Error err = {0};
  bool text;
  if (check_arguments(arguments, &text, &err) != STATUS_OK) return report_error(&err, NULL);
  Gateway gateway = {0};
  int exit_code = 0;
  if (arguments->mapping.count == 0 || gateway_open(arguments, &gateway, &exit_code)) {
    if (suggest_with(arguments, &gateway, text, &err) != STATUS_OK)
      exit_code = gateway_report(&err, NULL);
  }
  gateway_close(&gateway);
  return exit_code;
}

int command_suggest(int argc, char **argv) {
  Arguments arguments;
  int exit_code;
  if (arguments_parse(&SYNTAX, argc, argv, &arguments, &exit_code)) exit_code = run(&arguments);
  arguments_free(&arguments);
  return exit_code;
}
