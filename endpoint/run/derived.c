// Quads of the mapping, then of each predicate or class that rules derive, through one set.
#include "endpoint/run/derived.h"

#include "base/rdf/vocabulary.h"
#include "mapping/quad_set.h"
#include "rewriter/rule/rule.h"

enum { SET_MEMORY = 64 * 1024 * 1024 };

typedef struct Derived {
  const Mapping *mapping;
  struct Connection *db;
  ExecuteOptions options;
  const RuleSet *rules;
  QuadSink sink;
  QuadSet *set;
  DumpStats *stats;
} Derived;

static Status take(void *self, const Quad *quad, Error *err) {
  Derived *derived = self;
  QuadNews news;
  TRY(quad_set_add(derived->set, quad, &news, err));
  if (news == QUAD_SEEN) derived->stats->duplicates++;
  if (news != QUAD_NEW) return STATUS_OK;
  derived->stats->quads++;
  return derived->sink.quad(derived->sink.self, quad, err);
}

static Status ask(Derived *derived, const char *text, size_t length, Error *err) {
  Execution *execution;
  TRY(execution_prepare(derived->mapping, text, length, &derived->options, &execution, err));
  const QuadSink sink = {take, derived};
  const Status status = execution_quads(execution, derived->db, &sink, err);
  execution_destroy(execution);
  return status;
}

static Status ask_key(Derived *derived, const RuleKey *key, Error *err) {
  Buffer text = {0};
  if (key->predicate == NULL)
    buffer_add_text(&text, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }");
  else if (key->class_ != NULL)
    buffer_printf(&text, "CONSTRUCT { ?s a <%s> } WHERE { ?s a <%s> }", key->class_->text,
                  key->class_->text);
  else
    buffer_printf(&text, "CONSTRUCT { ?s <%s> ?o } WHERE { ?s <%s> ?o }", key->predicate->text,
                  key->predicate->text);
  const Status status = ask(derived, buffer_text(&text), text.length, err);
  buffer_free(&text);
  return status;
}

// Is the key within an earlier one of another clause?
static bool is_asked(const RuleSet *rules, size_t clause) {
  const RuleKey *key = &rules->clause[clause].key;
  for (size_t i = 0; i < rules->clause_count; i++) {
    const RuleKey *other = &rules->clause[i].key;
    const bool same = other->predicate == key->predicate && other->class_ == key->class_;
    const bool wider = other->predicate == NULL ? key->predicate != NULL
                                                : other->predicate == key->predicate &&
                                                      other->class_ == NULL && key->class_ != NULL;
    if (wider || (same && i < clause)) return true;
  }
  return false;
}

// What the default graph has by the mapping, once more as it is when merged; the set keeps what was
// there out.
static Status ask_merged(Derived *derived, Error *err) {
  const Mapping *mapping = derived->mapping;
  const RuleKey same = {.predicate = &OWL_SAME_AS}, any = {0};
  for (size_t i = 0; i < mapping->assertion_count; i++)
    if (mapping->assertion[i].predicate->kind != TERM_MAP_CONSTANT)
      return ask_key(derived, &any, err);
  TRY(ask_key(derived, &same, err));
  for (size_t i = 0; i < mapping->assertion_count; i++) {
    const Symbol *predicate = mapping->assertion[i].predicate->constant.lexical;
    bool asked = predicate == &OWL_SAME_AS;
    for (size_t j = 0; j < i && !asked; j++)
      asked = mapping->assertion[j].predicate->constant.lexical == predicate;
    const RuleKey key = {.predicate = predicate};
    if (!asked) TRY(ask_key(derived, &key, err));
  }
  return STATUS_OK;
}

static Status dump_all(Derived *derived, const DumpOptions *dump, Error *err) {
  DumpStats base = {0};
  const RuleSet *rules = derived->rules;
  TRY(mapping_dump(derived->mapping, derived->db, (QuadSink){take, derived}, dump, &base, err));
  base.quads = derived->stats->quads;
  *derived->stats = base;
  for (size_t i = 0; i < rules->clause_count; i++)
    if (!is_asked(rules, i)) TRY(ask_key(derived, &rules->clause[i].key, err));
  if (rules->same_as == SAME_AS_MEMBERS) TRY(ask_merged(derived, err));
  return quad_set_drain(derived->set, derived->sink, &derived->stats->quads,
                        &derived->stats->duplicates, err);
}

Status derived_dump(const Mapping *mapping, struct Connection *db, QuadSink sink,
                    const DumpOptions *dump, const ExecuteOptions *options, DumpStats *stats,
                    Error *err) {
  const RuleSet *rules = execute_rules(options);
  if (rules == NULL || (rules->clause_count == 0 && rules->same_as == SAME_AS_OFF))
    return mapping_dump(mapping, db, sink, dump, stats, err);
  Derived derived = {.mapping = mapping,
                     .db = db,
                     .options = *options,
                     .rules = rules,
                     .sink = sink,
                     .set = quad_set_create(SET_MEMORY),
                     .stats = stats};
  const Status status = dump_all(&derived, dump, err);
  quad_set_destroy(derived.set);
  return status;
}
