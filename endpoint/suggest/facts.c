// The model's facts, corrected by the database.
#include "endpoint/suggest/facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/iri.h"
#include "embed/data/memory.h"
#include "embed/data/patch.h"
#include "embed/suggest/fold.h"

enum {
  MOST_ABOUT = 20000,    // facts read about the entities of one question
  MOST_OF_RULES = 5000,  // rows of rules, for one question
  MOST_RULES = 12,       // rules of one query that are asked as SQL, the surest ones
  MOST_BRANCHES = 48,    // of one statement
  MOST_FOLDED = 100      // entities that get a vector
};

static int32_t model_entities(const Facts *facts) {
  return (int32_t)facts->trained->data.entities.count;
}

static int32_t relation_count(const Facts *facts) {
  return (int32_t)facts->trained->data.relations.count;
}

void facts_begin(Facts *facts, const Trained *trained, const Graph *base,
                 const Predictor *predictor, Asker *asker) {
  *facts = (Facts){.trained = trained, .base = base, .predictor = predictor, .asker = asker};
}

static void unsettle(Facts *facts) {
  if (!facts->settled) return;
  predictor_destroy(facts->now);
  graph_free(&facts->known);
  free(facts->vectors.value);
  facts->vectors = (Table){0};
  facts->settled = false;
}

void facts_end(Facts *facts) {
  unsettle(facts);
  dictionary_builder_free(&facts->more);
  free(facts->added.item);
  free(facts->removed.item);
}

// --- Names ---------------------------------------------------------------------------------------

int32_t facts_entity(Facts *facts, const char *name, size_t length) {
  const int32_t id = dictionary_find(&facts->trained->data.entities, name, length);
  if (id >= 0) return id;
  const int32_t more = dictionary_add(&facts->more, name, length);
  return more < 0 ? more : more + model_entities(facts);
}

const char *facts_name(const Facts *facts, int32_t entity) {
  if (entity < model_entities(facts))
    return dictionary_name(&facts->trained->data.entities, entity, NULL);
  const Dictionary more = dictionary_view(&facts->more);
  return dictionary_name(&more, entity - model_entities(facts), NULL);
}

static const char *relation_name(const Facts *facts, int32_t relation) {
  return dictionary_name(&facts->trained->data.relations, relation, NULL);
}

// Can it stand in a query?
static bool is_iri(const char *name) {
  const size_t length = strlen(name);
  return strncmp(name, "_:", 2) != 0 && iri_is_absolute(name, length) && iri_is_valid(name, length);
}

static int32_t entity_of_term(Facts *facts, const Term *term) {
  if (term->kind == TERM_IRI)
    return facts_entity(facts, term->lexical->text, term->lexical->length);
  if (term->kind != TERM_BLANK) return -1;
  Buffer name = {0};
  buffer_add_text(&name, "_:");
  buffer_add_symbol(&name, term->lexical);
  const int32_t id = facts_entity(facts, name.data, name.length);
  buffer_free(&name);
  return id;
}

// --- Changes -------------------------------------------------------------------------------------

static int compare_triples(const void *a, const void *b) {
  const Triple *x = a, *y = b;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  if (x->relation != y->relation) return x->relation < y->relation ? -1 : 1;
  return (x->tail > y->tail) - (x->tail < y->tail);
}

static bool drop(TripleList *list, Triple triple) {
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++)
    if (compare_triples(&list->item[i], &triple) != 0) list->item[kept++] = list->item[i];
  const bool was = kept < list->count;
  list->count = kept;
  return was;
}

static bool has(const TripleList *list, Triple triple) {
  for (size_t i = 0; i < list->count; i++)
    if (compare_triples(&list->item[i], &triple) == 0) return true;
  return false;
}

// The database says whether it is a fact. true: that was known otherwise.
static bool note(Facts *facts, Triple triple, bool there) {
  const bool in_model = graph_has(facts->base, triple.head, triple.relation, triple.tail);
  if (there == in_model) return drop(there ? &facts->removed : &facts->added, triple);
  TripleList *list = there ? &facts->added : &facts->removed;
  if (has(list, triple)) return false;
  triple_list_add(list, triple);
  return true;
}

// --- What the questions name ---------------------------------------------------------------------

typedef struct About {
  Facts *facts;
  TripleList seen;
  size_t rows;
} About;

// ?a ?p ?o ?s: of o and s one is bound.
static Status take_about(void *self, const Term terms[], Error *err) {
  About *about = self;
  Facts *facts = about->facts;
  about->rows++;
  if (terms[0].kind != TERM_IRI || terms[1].kind != TERM_IRI) return STATUS_OK;
  const Symbol *predicate = terms[1].lexical;
  const int32_t relation =
      dictionary_find(&facts->trained->data.relations, predicate->text, predicate->length);
  const bool forth = terms[2].kind != TERM_UNBOUND;
  const Term *other = forth ? &terms[2] : &terms[3];
  // Relations that the model does not know mean nothing to it.
  if (relation < 0 || other->kind == TERM_LITERAL) return STATUS_OK;
  const int32_t a = entity_of_term(facts, &terms[0]), b = entity_of_term(facts, other);
  if (a < 0 || b < 0) return error_set(err, STATUS_LIMIT, "too many entities");
  triple_list_add(&about->seen, forth ? (Triple){a, relation, b} : (Triple){b, relation, a});
  return STATUS_OK;
}

// The variable is one of those entities that have a name.
static void add_names(const Facts *facts, const char *variable, const int32_t entity[],
                      size_t count, Buffer *out) {
  buffer_printf(out, "VALUES ?%s {", variable);
  for (size_t i = 0; i < count; i++)
    if (is_iri(facts_name(facts, entity[i])))
      buffer_printf(out, " <%s>", facts_name(facts, entity[i]));
  buffer_add_text(out, " } ");
}

static bool is_seen(const TripleList *seen, Triple triple) {
  return bsearch(&triple, seen->item, seen->count, sizeof triple, compare_triples) != NULL;
}

// What the model has about the entity and was not seen is no fact any more.
static void forget_gone(Facts *facts, int32_t entity, const TripleList *seen) {
  const EdgeSpan edges = graph_edges(facts->base, entity);
  const int32_t m = relation_count(facts);
  for (size_t i = 0; i < edges.count; i++) {
    const Triple edge = {entity, edges.edge[i].relation, edges.edge[i].tail};
    const Triple triple = edge.relation < m ? edge : triple_inverse(edge, m);
    // Blank nodes have other labels each time.
    if (strncmp(facts_name(facts, edge.tail), "_:", 2) == 0) continue;
    if (!is_seen(seen, triple)) (void)note(facts, triple, false);
  }
}

static bool is_about(const TripleList *seen, int32_t entity) {
  for (size_t i = 0; i < seen->count; i++)
    if (seen->item[i].head == entity || seen->item[i].tail == entity) return true;
  return false;
}

Status facts_read_about(Facts *facts, const int32_t entity[], size_t count, size_t *gone,
                        Error *err) {
  *gone = 0;
  size_t askable = 0;
  for (size_t i = 0; i < count; i++) askable += is_iri(facts_name(facts, entity[i]));
  if (facts->asker == NULL || askable == 0) return STATUS_OK;
  const size_t limit = MOST_ABOUT * askable;
  Buffer text = {0};
  buffer_add_text(&text, "SELECT ?a ?p ?o ?s { { ");
  add_names(facts, "a", entity, count, &text);
  buffer_add_text(&text, "?a ?p ?o FILTER(!isLiteral(?o)) } UNION { ");
  add_names(facts, "a", entity, count, &text);
  buffer_printf(&text, "?s ?p ?a } } LIMIT %zu", limit);
  About about = {.facts = facts};
  const Status status = asker_select(facts->asker, buffer_text(&text), take_about, &about, err);
  buffer_free(&text);
  about.seen.count = triples_sort(about.seen.item, about.seen.count);
  for (size_t i = 0; status == STATUS_OK && i < about.seen.count; i++)
    (void)note(facts, about.seen.item[i], true);
  for (size_t i = 0; status == STATUS_OK && i < count; i++) {
    if (!is_iri(facts_name(facts, entity[i]))) continue;
    if (!is_about(&about.seen, entity[i]))
      *gone += entity[i] < model_entities(facts);
    else if (about.rows < limit)
      forget_gone(facts, entity[i], &about.seen);
  }
  free(about.seen.item);
  unsettle(facts);
  return status;
}

// --- Rules ---------------------------------------------------------------------------------------

// One rule as a branch of the statement, for all heads that ask for it.
typedef struct Branch {
  const Rule *rule;
  bool about_answer;
  size_t heads;
  int32_t *head;  // ids of entities; none: the body's end is given, or nothing
} Branch;

typedef struct RuleReading {
  Facts *facts;
  Branch branch[MOST_BRANCHES];
  size_t branches;
} RuleReading;

// ?r, then the places along the body.
static Status take_body(void *self, const Term terms[], Error *err) {
  RuleReading *reading = self;
  Facts *facts = reading->facts;
  const int32_t m = relation_count(facts);
  if (terms[0].kind != TERM_LITERAL) return STATUS_OK;
  const size_t at = strtoul(terms[0].lexical->text, NULL, 10);
  if (at >= reading->branches)
    return error_set(err, STATUS_INTERNAL, "there is no rule %zu in the statement", at);
  const Rule *rule = reading->branch[at].rule;
  int32_t before = entity_of_term(facts, &terms[1]);
  for (int32_t i = 0; i < rule->length && before >= 0; i++) {
    const bool last = i + 1 == rule->length && rule->end >= 0;
    const int32_t next = last ? rule->end : entity_of_term(facts, &terms[2 + i]);
    if (next < 0) break;
    const Triple edge = {before, rule->body[i], next};
    (void)note(facts, edge.relation < m ? edge : triple_inverse(edge, m), true);
    before = next;
  }
  return STATUS_OK;
}

static void add_place(const Facts *facts, const Rule *rule, int32_t place, Buffer *out) {
  if (place == rule->length && rule->end >= 0)
    buffer_printf(out, "<%s>", facts_name(facts, rule->end));
  else
    buffer_printf(out, "?n%" PRId32, place);
}

static void add_branch(const Facts *facts, const Branch *branch, size_t index, Buffer *out) {
  const Rule *rule = branch->rule;
  const int32_t m = relation_count(facts);
  buffer_printf(out, "%s{ ", index == 0 ? "" : " UNION ");
  if (!branch->about_answer) add_names(facts, "n0", branch->head, branch->heads, out);
  for (int32_t i = 0; i < rule->length; i++) {
    const bool inverse = rule->body[i] >= m;
    add_place(facts, rule, inverse ? i + 1 : i, out);
    buffer_printf(out, " <%s> ", relation_name(facts, inverse ? rule->body[i] - m : rule->body[i]));
    add_place(facts, rule, inverse ? i : i + 1, out);
    buffer_add_text(out, " . ");
  }
  buffer_printf(out, "BIND(%zu AS ?r) }", index);
}

static bool can_be_asked(const Facts *facts, const Rule *rule) {
  const int32_t m = relation_count(facts);
  for (int32_t i = 0; i < rule->length; i++)
    if (!is_iri(relation_name(facts, rule->body[i] % m))) return false;
  return rule->end < 0 || is_iri(facts_name(facts, rule->end));
}

// The facts about the head are read already, so bodies of one step from it say nothing new.
static void choose_rules(const LinkQuery *query, RuleReading *reading) {
  Facts *facts = reading->facts;
  const RuleIndex *index = predictor_rules(facts->predictor);
  enum { LOOKED_AT = 4 * MOST_RULES };
  uint32_t place[LOOKED_AT];
  bool about_answer[LOOKED_AT];
  const size_t count = rule_index_walks(index, *query, LOOKED_AT, place, about_answer);
  size_t taken = 0;
  for (size_t i = 0; i < count && taken < MOST_RULES; i++) {
    const Rule *rule = &facts->trained->rules.rule[place[i]];
    if ((!about_answer[i] && rule->length < 2) || !can_be_asked(facts, rule)) continue;
    taken++;
    size_t b = 0;
    while (b < reading->branches && reading->branch[b].rule != rule) b++;
    if (b == MOST_BRANCHES) return;
    Branch *branch = &reading->branch[b];
    if (b == reading->branches) {
      *branch = (Branch){.rule = rule, .about_answer = about_answer[i]};
      reading->branches++;
    }
    if (branch->about_answer) continue;
    branch->head = memory_grow(branch->head, branch->heads + 1, sizeof *branch->head);
    branch->head[branch->heads++] = query->head;
  }
}

Status facts_read_rules(Facts *facts, const LinkQuery query[], size_t count, Error *err) {
  if (facts->asker == NULL || predictor_rules(facts->predictor) == NULL) return STATUS_OK;
  RuleReading *reading = memory_take(1, sizeof *reading);
  reading->facts = facts;
  for (size_t i = 0; i < count; i++)
    if (is_iri(facts_name(facts, query[i].head))) choose_rules(&query[i], reading);
  Status status = STATUS_OK;
  if (reading->branches > 0) {
    Buffer text = {0};
    buffer_add_text(&text, "SELECT ?r");
    for (int place = 0; place <= RULE_MOST_ATOMS; place++) buffer_printf(&text, " ?n%d", place);
    buffer_add_text(&text, " { ");
    for (size_t i = 0; i < reading->branches; i++) add_branch(facts, &reading->branch[i], i, &text);
    buffer_printf(&text, " } LIMIT %zu", (size_t)MOST_OF_RULES * (count < 20 ? count : 20));
    status = asker_select(facts->asker, buffer_text(&text), take_body, reading, err);
    buffer_free(&text);
  }
  for (size_t i = 0; i < reading->branches; i++) free(reading->branch[i].head);
  free(reading);
  unsettle(facts);
  return status;
}

// --- Checks --------------------------------------------------------------------------------------

typedef struct Checking {
  Facts *facts;
  TripleList asked;  // ordered by relation
  bool *there;
} Checking;

static int by_relation(const void *a, const void *b) {
  const Triple *x = a, *y = b;
  if (x->relation != y->relation) return x->relation < y->relation ? -1 : 1;
  return compare_triples(a, b);
}

// ?r (a relation) ?s ?o
static Status take_fact(void *self, const Term terms[], Error *err) {
  Checking *checking = self;
  (void)err;
  if (terms[0].kind != TERM_LITERAL) return STATUS_OK;
  const Triple triple = {entity_of_term(checking->facts, &terms[1]),
                         (int32_t)strtol(terms[0].lexical->text, NULL, 10),
                         entity_of_term(checking->facts, &terms[2])};
  const Triple *found =
      bsearch(&triple, checking->asked.item, checking->asked.count, sizeof triple, by_relation);
  if (found != NULL) checking->there[found - checking->asked.item] = true;
  return STATUS_OK;
}

static void add_checks(const Checking *checking, Buffer *out) {
  const Facts *facts = checking->facts;
  const TripleList *asked = &checking->asked;
  buffer_add_text(out, "SELECT ?r ?s ?o { ");
  for (size_t begin = 0, end; begin < asked->count; begin = end) {
    const int32_t relation = asked->item[begin].relation;
    buffer_printf(out, "%s{ VALUES (?s ?o) {", begin == 0 ? "" : " UNION ");
    for (end = begin; end < asked->count && asked->item[end].relation == relation; end++)
      buffer_printf(out, " (<%s> <%s>)", facts_name(facts, asked->item[end].head),
                    facts_name(facts, asked->item[end].tail));
    buffer_printf(out, " } ?s <%s> ?o BIND(%" PRId32 " AS ?r) }", relation_name(facts, relation),
                  relation);
  }
  buffer_add_text(out, " }");
}

Status facts_check(Facts *facts, const Triple triple[], size_t count, bool *changed, Error *err) {
  *changed = false;
  Checking checking = {.facts = facts};
  for (size_t i = 0; facts->asker != NULL && i < count; i++)
    if (is_iri(facts_name(facts, triple[i].head)) && is_iri(facts_name(facts, triple[i].tail)) &&
        is_iri(relation_name(facts, triple[i].relation)))
      triple_list_add(&checking.asked, triple[i]);
  if (checking.asked.count == 0) return STATUS_OK;
  checking.asked.count = triples_sort(checking.asked.item, checking.asked.count);
  qsort(checking.asked.item, checking.asked.count, sizeof(Triple), by_relation);
  checking.there = memory_take(checking.asked.count, sizeof *checking.there);
  Buffer text = {0};
  add_checks(&checking, &text);
  const Status status = asker_select(facts->asker, buffer_text(&text), take_fact, &checking, err);
  buffer_free(&text);
  for (size_t i = 0; status == STATUS_OK && i < checking.asked.count; i++)
    *changed |= note(facts, checking.asked.item[i], checking.there[i]);
  if (*changed) unsettle(facts);
  free(checking.asked.item);
  free(checking.there);
  return status;
}

// --- The graph now -------------------------------------------------------------------------------

static void fold_new_entities(Facts *facts) {
  const Parameters *parameters = &facts->trained->parameters;
  if (parameters->model == NULL || facts->more.count == 0) return;
  Table *vectors = &facts->vectors;
  vectors->width = parameters->dim;
  vectors->stride = table_stride(parameters->dim);
  vectors->rows = facts->more.count < MOST_FOLDED ? facts->more.count : MOST_FOLDED;
  vectors->value = memory_take_aligned(vectors->rows * vectors->stride, sizeof(float));
  for (size_t i = 0; i < vectors->rows; i++)
    (void)fold_entity(parameters, &facts->known, model_entities(facts) + (int32_t)i,
                      (uint64_t)facts->trained->settings.seed, table_row(vectors, (int32_t)i));
}

void facts_settle(Facts *facts) {
  if (facts->settled) return;
  const GraphChanges changes = {facts->added.item, facts->removed.item, facts->added.count,
                                facts->removed.count};
  facts->known =
      graph_patch(facts->base, model_entities(facts) + (int32_t)facts->more.count, &changes);
  fold_new_entities(facts);
  facts->now = predictor_over(facts->predictor, &facts->known,
                              facts->vectors.rows > 0 ? &facts->vectors : NULL);
  facts->settled = true;
}
