// Gathering training triples from quads, with a filter.
#include "embed/data/collect.h"

#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "embed/data/memory.h"

void triple_list_add(TripleList *list, Triple triple) {
  if (list->count == list->capacity) {
    list->capacity = list->capacity == 0 ? 1024 : 2 * list->capacity;
    list->item = memory_grow(list->item, list->capacity, sizeof *list->item);
  }
  list->item[list->count++] = triple;
}

static bool listed(const char *const *list, const char *text, size_t length) {
  if (list == NULL) return true;
  for (; *list != NULL; list++)
    if (strlen(*list) == length && memcmp(*list, text, length) == 0) return true;
  return false;
}

static bool is_type(const char *relation, size_t length) {
  return length == RDF_TYPE.length && memcmp(relation, RDF_TYPE.text, length) == 0;
}

Status collect_triple(Collector *collector, const char *head, size_t head_length,
                      const char *relation, size_t relation_length, const char *tail,
                      size_t tail_length, Error *err) {
  collector->stats.read++;
  // Types are needed to know the classes, and left out afterwards if not wanted.
  const bool wanted = listed(collector->filter.predicate, relation, relation_length);
  const bool for_classes =
      collector->filter.class_iri != NULL && is_type(relation, relation_length);
  if (!wanted && !for_classes) {
    collector->stats.filtered++;
    return STATUS_OK;
  }
  const Triple triple = {dictionary_add(&collector->entities, head, head_length),
                         dictionary_add(&collector->relations, relation, relation_length),
                         dictionary_add(&collector->entities, tail, tail_length)};
  if (triple.head < 0 || triple.relation < 0 || triple.tail < 0)
    return error_set(err, STATUS_LIMIT, "more than %d different entities", INT32_MAX - 1);
  triple_list_add(&collector->triples, triple);
  return STATUS_OK;
}

// A blank node's name begins with "_:", which no IRI does.
static const char *term_name(const Term *term, Buffer *scratch, size_t *length) {
  *length = term->lexical->length;
  if (term->kind != TERM_BLANK) return term->lexical->text;
  buffer_clear(scratch);
  buffer_add(scratch, "_:", 2);
  buffer_add_symbol(scratch, term->lexical);
  *length = scratch->length;
  return buffer_text(scratch);
}

// With a predicate that the filter takes; else it is as if it were not wanted.
static Status take_literal(Collector *collector, const Quad *quad, Error *err) {
  const Symbol *relation = quad->predicate.lexical;
  collector->stats.read++;
  if (collector->bins == 0 ||
      !listed(collector->filter.predicate, relation->text, relation->length)) {
    collector->stats.literals++;
    return STATUS_OK;
  }
  Buffer scratch = {0};
  size_t length;
  const char *head = term_name(&quad->subject, &scratch, &length);
  const int32_t subject = dictionary_add(&collector->entities, head, length);
  const int32_t predicate = dictionary_add(&collector->relations, relation->text, relation->length);
  buffer_free(&scratch);
  if (subject < 0 || predicate < 0)
    return error_set(err, STATUS_LIMIT, "more than %d different entities", INT32_MAX - 1);
  literal_list_add(&collector->literals, subject, predicate, quad->object.lexical->text,
                   quad->object.lexical->length);
  return STATUS_OK;
}

static Status take_quad(void *self, const Quad *quad, Error *err) {
  Collector *collector = self;
  const Symbol *graph = quad->graph.lexical;
  if (collector->filter.graph != NULL &&
      (quad->graph.kind != TERM_IRI ||
       !listed(collector->filter.graph, graph->text, graph->length))) {
    collector->stats.read++;
    collector->stats.filtered++;
    return STATUS_OK;
  }
  if (quad->object.kind == TERM_LITERAL) return take_literal(collector, quad, err);
  Buffer of_head = {0}, of_tail = {0};
  size_t head_length, tail_length;
  const char *head = term_name(&quad->subject, &of_head, &head_length);
  const char *tail = term_name(&quad->object, &of_tail, &tail_length);
  const Symbol *relation = quad->predicate.lexical;
  const Status status = collect_triple(collector, head, head_length, relation->text,
                                       relation->length, tail, tail_length, err);
  buffer_free(&of_head);
  buffer_free(&of_tail);
  return status;
}

QuadSink collect_sink(Collector *collector) { return (QuadSink){take_quad, collector}; }

// Which entities are of a listed class, or such a class.
static bool *find_members(const Collector *collector) {
  const Dictionary entities = dictionary_view(&collector->entities);
  const Dictionary relations = dictionary_view(&collector->relations);
  const int32_t type = dictionary_find(&relations, RDF_TYPE.text, RDF_TYPE.length);
  bool *member = memory_take(entities.count, sizeof *member);
  bool *is_class = memory_take(entities.count, sizeof *is_class);
  for (const char *const *iri = collector->filter.class_iri; *iri != NULL; iri++) {
    const int32_t id = dictionary_find_text(&entities, *iri);
    if (id >= 0) member[id] = is_class[id] = true;
  }
  for (size_t i = 0; i < collector->triples.count; i++) {
    const Triple t = collector->triples.item[i];
    if (t.relation == type && is_class[t.tail]) member[t.head] = true;
  }
  free(is_class);
  return member;
}

// Ids are given anew, so that what the filter left out leaves no holes, nor names that came with
// literals alone. What was made of a literal is
// of no class, and stays with its subject.
static void keep_members(Collector *collector, int32_t first_literal) {
  const bool all = collector->filter.class_iri == NULL;
  bool *member =
      all ? memory_take(collector->entities.count, sizeof *member) : find_members(collector);
  for (uint32_t e = all ? 0 : (uint32_t)first_literal; e < collector->entities.count; e++)
    member[e] = true;
  Collector kept = {.filter = collector->filter, .stats = collector->stats};
  const Dictionary entities = dictionary_view(&collector->entities);
  const Dictionary relations = dictionary_view(&collector->relations);
  for (size_t i = 0; i < collector->triples.count; i++) {
    const Triple t = collector->triples.item[i];
    size_t length[3];
    const char *head = dictionary_name(&entities, t.head, &length[0]);
    const char *relation = dictionary_name(&relations, t.relation, &length[1]);
    const char *tail = dictionary_name(&entities, t.tail, &length[2]);
    if (!member[t.head] || !member[t.tail] ||
        !listed(collector->filter.predicate, relation, length[1])) {
      kept.stats.filtered++;
      continue;
    }
    triple_list_add(&kept.triples, (Triple){dictionary_add(&kept.entities, head, length[0]),
                                            dictionary_add(&kept.relations, relation, length[1]),
                                            dictionary_add(&kept.entities, tail, length[2])});
  }
  free(member);
  dictionary_builder_free(&collector->entities);
  dictionary_builder_free(&collector->relations);
  free(collector->triples.item);
  collector->entities = kept.entities;
  collector->relations = kept.relations;
  collector->triples = kept.triples;
  collector->stats = kept.stats;
}

static Status add_literals(Collector *collector, Error *err) {
  const Dictionary relations = dictionary_view(&collector->relations);
  size_t left_out;
  const Status status = literal_entities(&collector->literals, collector->bins, &relations,
                                         &collector->entities, &collector->triples, &left_out, err);
  collector->stats.literals += left_out;
  literal_list_free(&collector->literals);
  return status;
}

Status collect_finish(Collector *collector, Error *err) {
  const int32_t first_literal = (int32_t)collector->entities.count;
  const bool literals = collector->literals.count > 0;
  if (literals) TRY(add_literals(collector, err));
  if (literals || collector->filter.class_iri != NULL) keep_members(collector, first_literal);
  TripleList *list = &collector->triples;
  if (list->count == 0) return STATUS_OK;
  const size_t kept = triples_sort(list->item, list->count);
  collector->stats.duplicates += list->count - kept;
  list->count = kept;
  return STATUS_OK;
}

void collector_free(Collector *collector) {
  dictionary_builder_free(&collector->entities);
  dictionary_builder_free(&collector->relations);
  free(collector->triples.item);
  literal_list_free(&collector->literals);
  *collector = (Collector){0};
}
