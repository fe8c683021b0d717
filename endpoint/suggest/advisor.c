// Batches of questions.
#include "endpoint/suggest/advisor.h"

#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "base/vec.h"
#include "embed/data/memory.h"
#include "embed/learn.h"
#include "embed/suggest/sweep.h"
#include "endpoint/suggest/admit.h"
#include "endpoint/suggest/facts.h"
#include "rewriter/unfold/index.h"

enum { MOST_ROUNDS = 4 };

struct Advisor {
  Arena *arena;
  AdvisorOptions options;
  Graph graph;  // training and validation
  Predictor *predictor;
  const Regimen *regimen;
};

Advisor *advisor_create(const AdvisorOptions *options) {
  Arena *arena = arena_create(0);
  if (arena == NULL) abort();
  Advisor *advisor = ARENA_NEW(arena, Advisor);
  advisor->arena = arena;
  advisor->options = *options;
  if (options->mapping != NULL && options->execute.index == NULL)
    advisor->options.execute.index = mapping_index_create(arena, options->mapping);
  advisor->graph = learn_graph(&options->trained->data, true);
  advisor->predictor = predictor_create(options->trained, &advisor->graph);
  if (options->knowledge != NULL)
    advisor->regimen = knowledge_at(options->knowledge, options->knowledge->regime);
  return advisor;
}

void advisor_destroy(Advisor *advisor) {
  if (advisor == NULL) return;
  predictor_destroy(advisor->predictor);
  graph_free(&advisor->graph);
  arena_destroy(advisor->arena);
}

const TrainedInfo *advisor_info(const Advisor *advisor) { return &advisor->options.trained->info; }
const Dataset *advisor_data(const Advisor *advisor) { return &advisor->options.trained->data; }

bool *advisor_subjects(const Advisor *advisor, int32_t relation) {
  const Dictionary *relations = &advisor_data(advisor)->relations;
  return observed_type(&advisor->graph, relation_inverse((int32_t)relations->count, relation),
                       dictionary_find(relations, RDF_TYPE.text, RDF_TYPE.length));
}

Asker *advisor_asker(const Advisor *advisor) {
  if (advisor->options.mapping == NULL) return NULL;
  return asker_create(advisor->options.mapping, &advisor->options.execute);
}

// --- One batch -----------------------------------------------------------------------------------

typedef VEC(const char *) Warnings;

typedef struct Asked {
  Triple triple;  // ASKED in the places that are wanted
  bool answerable;
  Suggestion *suggestion;
  size_t count;
  Warnings warnings;
} Asked;

typedef struct Batch {
  const Advisor *advisor;
  const Question *question;
  const AskOptions *options;
  size_t count;
  Asked *asked;  // [count]
  Facts facts;
  TypeCache types;
  Admitting *admitting;  // NULL: no ontology
  Arena *arena;
} Batch;

static void warn(Batch *batch, Asked *asked, const char *format, const char *what) {
  VEC_PUSH(batch->arena, &asked->warnings, arena_format(batch->arena, format, what));
}

static int32_t entity_of(Batch *batch, const char *name) {
  return name == NULL ? ASKED : facts_entity(&batch->facts, name, strlen(name));
}

static Status read_question(Batch *batch, size_t index, Error *err) {
  const Question *question = &batch->question[index];
  Asked *asked = &batch->asked[index];
  const Dictionary *relations = &batch->advisor->options.trained->data.relations;
  if (question->subject == NULL && question->object == NULL) {
    error_set(err, STATUS_USAGE, "suggestions for what? Neither subject nor object has a value");
    error_hint(err, "name a subject, an object, or both; a predicate narrows it");
    return STATUS_USAGE;
  }
  asked->triple =
      (Triple){entity_of(batch, question->subject), ASKED, entity_of(batch, question->object)};
  if (asked->triple.head < ASKED || asked->triple.tail < ASKED)
    return error_set(err, STATUS_LIMIT, "too many entities");
  asked->answerable = true;
  if (question->predicate == NULL) return STATUS_OK;
  asked->triple.relation = dictionary_find_text(relations, question->predicate);
  asked->answerable = asked->triple.relation >= 0;
  if (!asked->answerable) warn(batch, asked, "the model has no predicate %s", question->predicate);
  return STATUS_OK;
}

// What the questions name, each once.
static size_t named_entities(const Batch *batch, int32_t *out) {
  size_t count = 0;
  for (size_t i = 0; i < batch->count; i++) {
    const int32_t ends[] = {batch->asked[i].triple.head, batch->asked[i].triple.tail};
    for (int side = 0; side < 2; side++) {
      if (ends[side] < 0) continue;
      size_t k = 0;
      while (k < count && out[k] != ends[side]) k++;
      if (k == count) out[count++] = ends[side];
    }
  }
  return count;
}

// What the model is asked with: one query where the predicate is given, else none.
static size_t link_queries(const Batch *batch, LinkQuery *out) {
  const int32_t m = (int32_t)batch->advisor->options.trained->data.relations.count;
  size_t count = 0;
  for (size_t i = 0; i < batch->count; i++) {
    const Triple t = batch->asked[i].triple;
    if (!batch->asked[i].answerable) continue;
    if (t.relation < 0) {
      // Everything that is missing: the rules of each relation, of the surest few.
      const int32_t entity = t.head >= 0 ? t.head : t.tail;
      for (int32_t r = 0; r < m; r++) out[count++] = (LinkQuery){entity, t.head >= 0 ? r : r + m};
    } else {
      out[count++] =
          t.head >= 0 ? (LinkQuery){t.head, t.relation} : (LinkQuery){t.tail, t.relation + m};
    }
  }
  return count;
}

static Status read_facts(Batch *batch, Error *err) {
  const size_t relations = batch->advisor->options.trained->data.relations.count;
  int32_t *entity = memory_take(2 * batch->count, sizeof *entity);
  LinkQuery *query = memory_take(batch->count * (relations + 1), sizeof *query);
  size_t gone = 0;
  const size_t named = named_entities(batch, entity);
  Status status = facts_read_about(&batch->facts, entity, named, &gone, err);
  if (status == STATUS_OK)
    status = facts_read_rules(&batch->facts, query, link_queries(batch, query), err);
  free(entity);
  free(query);
  for (size_t i = 0; gone > 0 && i < batch->count; i++)
    warn(batch, &batch->asked[i], "the database has no facts about %s now: the model's are used",
         batch->count > 1                     ? "some of what is asked for"
         : batch->question[i].subject != NULL ? batch->question[i].subject
                                              : batch->question[i].object);
  return status;
}

static SuggestTask task_of(Batch *batch, const Asked *asked) {
  const Facts *facts = &batch->facts;
  return (SuggestTask){
      .trained = batch->advisor->options.trained,
      .predictor = facts->now,
      .known = &facts->known,
      .question = asked->triple,
      .count = batch->options->count,
      .minimum = batch->options->minimum,
      .any_type = batch->options->any_type,
      .no_reasons = batch->options->no_reasons,
      .admission = batch->admitting == NULL ? NULL : admit_over(batch->admitting, &facts->known),
      .types = &batch->types};
}

static void answer_all(Batch *batch) {
  facts_settle(&batch->facts);
  free(batch->types.allowed);
  batch->types = (TypeCache){0};
  for (size_t i = 0; i < batch->count; i++) {
    Asked *asked = &batch->asked[i];
    free(asked->suggestion);
    asked->suggestion = NULL;
    asked->count = 0;
    if (!asked->answerable) continue;
    const SuggestTask task = task_of(batch, asked);
    asked->suggestion = suggest(&task, &asked->count);
  }
}

// The i-th fact of a rule's body, inverse relations turned round.
static Triple body_fact(const Batch *batch, const Reason *reason, int32_t i) {
  const int32_t m = (int32_t)batch->advisor->options.trained->data.relations.count;
  const Triple t = {reason->node[i], reason->rule->body[i], reason->node[i + 1]};
  return t.relation < m ? t : triple_inverse(t, m);
}

static Triple like_fact(const Suggestion *suggestion, const Reason *reason) {
  Triple fact = suggestion->triple;
  if (reason->kind == REASON_SUBJECT) fact.head = reason->like;
  if (reason->kind == REASON_OBJECT) fact.tail = reason->like;
  return fact;
}

static void list_claims(const Batch *batch, const Suggestion *suggestion, TripleList *out) {
  triple_list_add(out, suggestion->triple);
  for (size_t r = 0; r < suggestion->reasons; r++) {
    const Reason *reason = &suggestion->reason[r];
    if (reason->kind == REASON_RULE)
      for (int32_t i = 0; i < reason->rule->length; i++)
        triple_list_add(out, body_fact(batch, reason, i));
    else if (reason->kind == REASON_SUBJECT || reason->kind == REASON_OBJECT)
      triple_list_add(out, like_fact(suggestion, reason));
  }
}

static Status check_all(Batch *batch, bool *changed, Error *err) {
  TripleList claims = {0};
  for (size_t i = 0; i < batch->count; i++)
    for (size_t k = 0; k < batch->asked[i].count; k++)
      list_claims(batch, &batch->asked[i].suggestion[k], &claims);
  const Status status = facts_check(&batch->facts, claims.item, claims.count, changed, err);
  free(claims.item);
  return status;
}

static Status answer_batch(Batch *batch, Error *err) {
  TRY(read_facts(batch, err));
  bool changed = true;
  for (int round = 0; changed && round < MOST_ROUNDS; round++) {
    answer_all(batch);
    TRY(check_all(batch, &changed, err));
  }
  // What was found in the last round is left out, even so.
  if (changed) answer_all(batch);
  return STATUS_OK;
}

// --- Names ---------------------------------------------------------------------------------------

static const char *copy(const Batch *batch, const char *text) {
  return arena_copy_text(batch->arena, text, strlen(text));
}

static NamedFact name_fact(const Batch *batch, Triple t) {
  const Dataset *data = &batch->advisor->options.trained->data;
  return (NamedFact){copy(batch, facts_name(&batch->facts, t.head)),
                     dictionary_name(&data->relations, t.relation, NULL),
                     copy(batch, facts_name(&batch->facts, t.tail))};
}

static void name_rule(const Batch *batch, const Reason *reason, AdviceReason *out) {
  const Dataset *data = &batch->advisor->options.trained->data;
  const Rule *rule = reason->rule;
  Buffer text = {0};
  rule_print(rule, &data->entities, &data->relations, &text);
  out->rule = buffer_copy(&text, batch->arena);
  buffer_clear(&text);
  if (rule_print_sparql(rule, RULE_HEAD_ITSELF, &data->entities, &data->relations, &text))
    out->sparql = buffer_copy(&text, batch->arena);
  buffer_free(&text);
  out->confidence = (double)rule->confidence;
  out->support = rule->support;
  NamedFact *fact = ARENA_ARRAY(batch->arena, NamedFact, (size_t)rule->length + 1);
  for (int32_t i = 0; i < rule->length; i++)
    fact[i] = name_fact(batch, body_fact(batch, reason, i));
  out->fact = fact;
  out->fact_count = (size_t)rule->length;
}

static AdviceReason name_reason(const Batch *batch, const Suggestion *suggestion,
                                const Reason *reason) {
  AdviceReason out = {.kind = reason->kind,
                      .similarity = reason->similarity,
                      .times = reason->times,
                      .axiom = reason->axiom == NULL ? NULL : copy(batch, reason->axiom)};
  if (reason->kind == REASON_RULE) name_rule(batch, reason, &out);
  if (reason->kind == REASON_SUBJECT || reason->kind == REASON_OBJECT) {
    NamedFact *fact = ARENA_NEW(batch->arena, NamedFact);
    *fact = name_fact(batch, like_fact(suggestion, reason));
    out.fact = fact;
    out.fact_count = 1;
    out.like = copy(batch, facts_name(&batch->facts, reason->like));
  }
  return out;
}

// An end of the question that is not the model's.
static void warn_of_new(Batch *batch, Asked *asked, int32_t entity) {
  const Trained *trained = batch->advisor->options.trained;
  if (entity < (int32_t)trained->data.entities.count) return;
  const char *name = facts_name(&batch->facts, entity);
  if (graph_edges(&batch->facts.known, entity).count == 0)
    warn(batch, asked,
         asked->count > 0
             ? "%s is known neither to the model nor to the database: what is frequent is suggested"
             : "%s is known neither to the model nor to the database",
         name);
  else
    warn(batch, asked,
         trained->parameters.model == NULL
             ? "%s is newer than the model: rules answer for it"
             : "%s is newer than the model: its vector was made of its facts now",
         name);
}

static const char *mapping_warning(const Advisor *advisor) {
  const AdvisorOptions *options = &advisor->options;
  const TrainedInfo *info = &options->trained->info;
  if (options->mapping_hash == NULL || strcmp(options->mapping_hash, info->mapping) == 0)
    return NULL;
  return info->mapping[0] == '\0'
             ? "the model was trained from files, not through this mapping"
             : "the mapping has changed since the model was trained: train it again";
}

static const char *calibration_warning(const Advisor *advisor) {
  return advisor->options.trained->data.valid_count > 0
             ? NULL
             : "the model has no validation triples: probabilities are not calibrated";
}

const char *advisor_warning(const Advisor *advisor, Arena *arena) {
  const char *mapping = mapping_warning(advisor), *calibration = calibration_warning(advisor);
  if (mapping == NULL || calibration == NULL) return mapping != NULL ? mapping : calibration;
  return arena_format(arena, "%s; %s", mapping, calibration);
}

static void warn_of_model(Batch *batch, Asked *asked) {
  const char *const said[] = {mapping_warning(batch->advisor), calibration_warning(batch->advisor)};
  for (int i = 0; i < 2; i++)
    if (said[i] != NULL) warn(batch, asked, "%s", said[i]);
}

static void name_advice(Batch *batch, size_t index, Advice *out) {
  Asked *asked = &batch->asked[index];
  Advised *item = ARENA_ARRAY(batch->arena, Advised, asked->count + 1);
  for (size_t i = 0; i < asked->count; i++) {
    const Suggestion *suggestion = &asked->suggestion[i];
    AdviceReason *reason = ARENA_ARRAY(batch->arena, AdviceReason, suggestion->reasons + 1);
    for (size_t r = 0; r < suggestion->reasons; r++)
      reason[r] = name_reason(batch, suggestion, &suggestion->reason[r]);
    item[i] = (Advised){name_fact(batch, suggestion->triple), suggestion->probability,
                        suggestion->evidence, suggestion->reasons, reason};
  }
  warn_of_model(batch, asked);
  warn_of_new(batch, asked, asked->triple.head);
  warn_of_new(batch, asked, asked->triple.tail);
  *out = (Advice){batch->question[index], asked->count, item, asked->warnings.count,
                  asked->warnings.item};
}

static Admitting *admitting_of(const Advisor *advisor, Arena *arena) {
  const Regimen *regimen = advisor->regimen;
  if (regimen == NULL || regimen->entailment.closure == NULL) return NULL;
  return admit_create(arena, &regimen->entailment, regimen->mapping->symbols,
                      advisor_data(advisor));
}

bool advisor_has_rules(const Advisor *advisor) {
  return predictor_rules(advisor->predictor) != NULL;
}

int32_t *advisor_rank_subjects(const Advisor *advisor, int32_t relation, const int32_t subject[],
                               size_t count, const AskOptions *options, size_t most,
                               size_t *ranked) {
  Arena *arena = arena_create(0);
  if (arena == NULL) abort();
  Admitting *admitting = admitting_of(advisor, arena);
  const SweepTask task = {
      .trained = advisor->options.trained,
      .predictor = advisor->predictor,
      .known = &advisor->graph,
      .relation = relation,
      .subject = subject,
      .subjects = count,
      .any_type = options->any_type,
      .admission = admitting == NULL ? NULL : admit_over(admitting, &advisor->graph),
      .minimum = options->minimum,
      .most = most};
  int32_t *out = sweep_subjects(&task, ranked);
  arena_destroy(arena);
  return out;
}

Status advisor_ask(const Advisor *advisor, Asker *asker, const Question question[], size_t count,
                   const AskOptions *options, Arena *arena, Advice advice[], Error *err) {
  Batch batch = {.advisor = advisor,
                 .question = question,
                 .options = options,
                 .count = count,
                 .asked = memory_take(count, sizeof(Asked)),
                 .arena = arena};
  facts_begin(&batch.facts, advisor->options.trained, &advisor->graph, advisor->predictor, asker);
  batch.admitting = admitting_of(advisor, arena);
  Status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < count; i++) status = read_question(&batch, i, err);
  if (status == STATUS_OK) status = answer_batch(&batch, err);
  for (size_t i = 0; status == STATUS_OK && i < count; i++) name_advice(&batch, i, &advice[i]);
  for (size_t i = 0; i < count; i++) free(batch.asked[i].suggestion);
  free(batch.asked);
  free(batch.types.allowed);
  facts_end(&batch.facts);
  return status;
}
