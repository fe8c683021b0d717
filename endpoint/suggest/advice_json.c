// Suggestions as JSON.
#include <inttypes.h>
#include <string.h>

#include "endpoint/suggest/advice.h"
#include "endpoint/write/escape.h"

static void add_text(const char *text, Buffer *out) {
  if (text == NULL) {
    buffer_add_text(out, "null");
    return;
  }
  buffer_add_char(out, '"');
  escape_json(out, text, strlen(text));
  buffer_add_char(out, '"');
}

static void add_member(const char *name, const char *text, Buffer *out) {
  buffer_printf(out, "\"%s\":", name);
  add_text(text, out);
  buffer_add_char(out, ',');
}

static void add_facts(const AdviceReason *reason, Buffer *out) {
  buffer_add_text(out, "\"facts\":[");
  for (size_t i = 0; i < reason->fact_count; i++) {
    const NamedFact *fact = &reason->fact[i];
    buffer_add_text(out, i > 0 ? ",[" : "[");
    add_text(fact->subject, out);
    buffer_add_char(out, ',');
    add_text(fact->predicate, out);
    buffer_add_char(out, ',');
    add_text(fact->object, out);
    buffer_add_char(out, ']');
  }
  buffer_add_char(out, ']');
}

static void add_reason(const AdviceReason *reason, Buffer *out) {
  switch (reason->kind) {
    case REASON_RULE:
      buffer_add_text(out, "{\"kind\":\"rule\",");
      add_member("rule", reason->rule, out);
      add_member("sparql", reason->sparql, out);
      buffer_printf(out, "\"confidence\":%.6f,\"support\":%" PRIu32 ",", reason->confidence,
                    reason->support);
      add_facts(reason, out);
      break;
    case REASON_SUBJECT:
    case REASON_OBJECT:
      buffer_printf(out, "{\"kind\":\"neighbour\",\"of\":\"%s\",",
                    reason->kind == REASON_SUBJECT ? "subject" : "object");
      add_member("like", reason->like, out);
      buffer_printf(out, "\"similarity\":%.6f,", reason->similarity);
      add_facts(reason, out);
      break;
    case REASON_ONTOLOGY:
      buffer_add_text(out, "{\"kind\":\"ontology\",\"axiom\":");
      add_text(reason->axiom, out);
      break;
    case REASON_POPULARITY:
      buffer_printf(out, "{\"kind\":\"popularity\",\"times\":%" PRIu32, reason->times);
      break;
  }
  buffer_add_char(out, '}');
}

static void add_suggestion(const Advised *item, size_t rank, Buffer *out) {
  buffer_printf(out, "\n{\"rank\":%zu,", rank);
  add_member("subject", item->fact.subject, out);
  add_member("predicate", item->fact.predicate, out);
  add_member("object", item->fact.object, out);
  buffer_printf(out, "\"probability\":%.6f,\"score\":%.6f,\"reasons\":[", item->probability,
                item->score);
  for (size_t r = 0; r < item->reason_count; r++) {
    if (r > 0) buffer_add_char(out, ',');
    add_reason(&item->reason[r], out);
  }
  buffer_add_text(out, "]}");
}

void advice_json(const Advice *advice, const TrainedInfo *info, Buffer *out) {
  buffer_add_char(out, '{');
  add_member("subject", advice->question.subject, out);
  add_member("predicate", advice->question.predicate, out);
  add_member("object", advice->question.object, out);
  buffer_add_text(out, "\"suggestions\":[");
  for (size_t i = 0; i < advice->count; i++) {
    if (i > 0) buffer_add_char(out, ',');
    add_suggestion(&advice->item[i], i + 1, out);
  }
  buffer_add_text(out, "],\n\"model\":{");
  add_member("version", info->version, out);
  add_member("created", info->created, out);
  add_member("mapping", info->mapping[0] != '\0' ? info->mapping : NULL, out);
  buffer_printf(out, "\"seconds\":%.1f,\"calibration_error\":%.6f},\"warnings\":[", info->seconds,
                info->calibration_error);
  for (size_t i = 0; i < advice->warning_count; i++) {
    if (i > 0) buffer_add_char(out, ',');
    add_text(advice->warning[i], out);
  }
  buffer_add_text(out, "]}\n");
}
