// Triples maps flattened to assertions (R2RML section 11.1).
#include "mapping/assertion.h"

#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "mapping/load.h"

bool term_map_equal(const TermMap *a, const TermMap *b) {
  if (a == b) return true;
  if (a == NULL || b == NULL || a->kind != b->kind || a->term_kind != b->term_kind) return false;
  if (a->kind == TERM_MAP_CONSTANT) return term_equal(&a->constant, &b->constant);
  if (a->datatype != b->datatype || a->language != b->language ||
      a->term_kind_column != b->term_kind_column || a->datatype_column != b->datatype_column ||
      a->language_column != b->language_column)
    return false;
  if (a->kind == TERM_MAP_COLUMN) return a->column == b->column;
  const Template *s = a->template_, *t = b->template_;
  if (s->shape != t->shape) return false;
  for (size_t i = 0; i < s->column_count; i++) {
    if (s->column[i] != t->column[i]) return false;
  }
  return true;
}

PgType term_map_native_type(const TermMap *map, PgType type) {
  if (map->kind != TERM_MAP_COLUMN || map->term_kind != TERM_LITERAL || !map->datatype_given)
    return type;
  const PgFamily family = pg_type_info(type)->family;
  const DatatypeFamily wanted = datatype_family(map->datatype);
  // "1"^^xsd:boolean is no term that a query writes: integers are cast, as XPath casts them.
  if (family == PG_FAMILY_INTEGER) return wanted == DATATYPE_BOOLEAN ? PG_TYPE_BOOL : type;
  if (family == PG_FAMILY_NUMERIC) return datatype_is_numeric(map->datatype) ? type : PG_TYPE_TEXT;
  if (family != PG_FAMILY_FLOAT || wanted == DATATYPE_DOUBLE || wanted == DATATYPE_FLOAT)
    return type;
  const bool exact = wanted == DATATYPE_DECIMAL || wanted == DATATYPE_INTEGER;
  return exact ? PG_TYPE_NUMERIC : PG_TYPE_TEXT;
}

static bool is_number(PgFamily family) {
  return family == PG_FAMILY_INTEGER || family == PG_FAMILY_NUMERIC || family == PG_FAMILY_FLOAT;
}

static bool is_text(PgFamily family) {
  return family == PG_FAMILY_TEXT || family == PG_FAMILY_BPCHAR;
}

static bool is_moment(PgFamily family) {
  return family == PG_FAMILY_DATE || family == PG_FAMILY_TIMESTAMP;
}

bool join_types_comparable(PgType a, PgType b) {
  if (a == b) return a != PG_TYPE_JSON && a != PG_TYPE_XML;
  const PgFamily s = pg_type_info(a)->family, t = pg_type_info(b)->family;
  return (is_number(s) && is_number(t)) || (is_text(s) && is_text(t)) ||
         (is_moment(s) && is_moment(t));
}

// --- Flattening --------------------------------------------------------------------------------
typedef struct Flattener {
  Load *load;
  VEC(Assertion) assertions;
  size_t *slot;  // a hash table of indexes + 1
  size_t capacity;
} Flattener;

static const void *term_map_mark(const TermMap *map) {
  if (map == NULL) return NULL;
  if (map->kind == TERM_MAP_CONSTANT) return map->constant.lexical;
  return map->kind == TERM_MAP_COLUMN ? map->column : map->template_->shape;
}

static size_t assertion_hash(const Assertion *a) {
  const void *const parts[] = {a->table,
                               a->parent_table,
                               term_map_mark(a->subject),
                               term_map_mark(a->predicate),
                               term_map_mark(a->object),
                               term_map_mark(a->graph)};
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    hash = (hash ^ (uintptr_t)parts[i]) * 1099511628211u;
    hash ^= hash >> 29;
  }
  return (size_t)hash;
}

static bool joins_equal(const Assertion *a, const Assertion *b) {
  if (a->join_count != b->join_count) return false;
  for (size_t i = 0; i < a->join_count; i++) {
    if (a->join[i].child != b->join[i].child || a->join[i].parent != b->join[i].parent)
      return false;
  }
  return true;
}

static bool assertion_equal(const Assertion *a, const Assertion *b) {
  return a->table == b->table && a->parent_table == b->parent_table && joins_equal(a, b) &&
         term_map_equal(a->subject, b->subject) && term_map_equal(a->predicate, b->predicate) &&
         term_map_equal(a->object, b->object) && term_map_equal(a->graph, b->graph);
}

static size_t *find_slot(const Flattener *flattener, const Assertion *assertion) {
  const size_t mask = flattener->capacity - 1;
  for (size_t at = assertion_hash(assertion) & mask;; at = (at + 1) & mask) {
    size_t *slot = &flattener->slot[at];
    if (*slot == 0 || assertion_equal(&flattener->assertions.item[*slot - 1], assertion))
      return slot;
  }
}

static void add(Flattener *flattener, const Assertion *assertion) {
  Arena *arena = flattener->load->arena;
  if (2 * flattener->assertions.count >= flattener->capacity) {
    flattener->capacity = flattener->capacity == 0 ? 256 : 2 * flattener->capacity;
    flattener->slot = ARENA_ARRAY(arena, size_t, flattener->capacity);
    for (size_t i = 0; i < flattener->assertions.count; i++)
      *find_slot(flattener, &flattener->assertions.item[i]) = i + 1;
  }
  size_t *slot = find_slot(flattener, assertion);
  if (*slot != 0) return;
  VEC_PUSH(arena, &flattener->assertions, *assertion);
  *slot = flattener->assertions.count;
}

static bool is_default_graph(const TermMap *graph) {
  return graph->kind == TERM_MAP_CONSTANT && graph->constant.lexical == &RR_DEFAULT_GRAPH;
}

static void add_in_each(Flattener *flattener, Assertion assertion, size_t count,
                        const TermMap *const graph[]) {
  for (size_t i = 0; i < count; i++) {
    assertion.graph = is_default_graph(graph[i]) ? NULL : graph[i];
    add(flattener, &assertion);
  }
}

// Once for every graph of the subject map and of the predicate-object map; in the default graph
// when neither names one (R2RML 11.1, steps 5 and 6).
static void add_in_graphs(Flattener *flattener, Assertion assertion,
                          const PredicateObjectMap *map) {
  const TriplesMap *owner = assertion.triples_map;
  const size_t more = map == NULL ? 0 : map->graph_count;
  if (owner->graph_count + more == 0) add(flattener, &assertion);
  add_in_each(flattener, assertion, owner->graph_count, owner->graph);
  if (map != NULL) add_in_each(flattener, assertion, map->graph_count, map->graph);
}

static const TermMap *constant_map(Load *load, const Symbol *iri, Source source) {
  TermMap *map = ARENA_NEW(load->arena, TermMap);
  *map = (TermMap){.kind = TERM_MAP_CONSTANT,
                   .term_kind = TERM_IRI,
                   .constant = term_iri(iri),
                   .source = source};
  return map;
}

static void flatten_classes(Flattener *flattener, const TriplesMap *map) {
  if (map->class_count == 0) return;
  const TermMap *type = constant_map(flattener->load, &RDF_TYPE, map->subject->source);
  for (size_t i = 0; i < map->class_count; i++) {
    const Assertion assertion = {
        .table = map->table,
        .subject = map->subject,
        .predicate = type,
        .object = constant_map(flattener->load, map->class_[i], map->subject->source),
        .triples_map = map};
    add_in_graphs(flattener, assertion, NULL);
  }
}

static void flatten_object(Flattener *flattener, const TriplesMap *owner,
                           const PredicateObjectMap *map, const TermMap *predicate,
                           const ObjectMap *object) {
  Assertion assertion = {.table = owner->table,
                         .subject = owner->subject,
                         .predicate = predicate,
                         .object = object->term_map,
                         .triples_map = owner};
  if (object->parent != NULL) {
    assertion.object = object->parent->subject;
    if (assertion.object == NULL) return;
    if (object->join_count > 0) {
      assertion.parent_table = object->parent->table;
      assertion.join_count = object->join_count;
      assertion.join = object->join;
    }
  }
  add_in_graphs(flattener, assertion, map);
}

void flatten_mapping(Load *load) {
  Flattener flattener = {.load = load};
  for (size_t i = 0; i < load->triples_maps.count; i++) {
    const TriplesMap *map = load->triples_maps.item[i];
    if (map->table == NULL || map->subject == NULL) continue;
    flatten_classes(&flattener, map);
    for (size_t j = 0; j < map->predicate_object_count; j++) {
      const PredicateObjectMap *pair = map->predicate_object[j];
      for (size_t p = 0; p < pair->predicate_count; p++) {
        for (size_t o = 0; o < pair->object_count; o++)
          flatten_object(&flattener, map, pair, pair->predicate[p], pair->object[o]);
      }
    }
  }
  load->mapping->assertion = flattener.assertions.item;
  load->mapping->assertion_count = flattener.assertions.count;
}
