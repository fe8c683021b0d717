// The index over a mapping: pointer hash tables from predicates and classes to assertions.
#include "rewriter/unfold/index.h"

#include "base/rdf/vocabulary.h"
#include "base/vec.h"

typedef VEC(const Assertion *) AssertionList;

typedef struct Entry {
  const void *key;
  AssertionList list;
} Entry;

typedef struct Table {
  size_t capacity;  // a power of two
  Entry *entry;
} Table;

struct MappingIndex {
  const Mapping *mapping;
  Table by_predicate;  // constant predicates
  Table by_class;      // rdf:type with a constant class
  AssertionList all;
  AssertionList named;
  AssertionList any_predicate;  // the predicate comes from the row
  AssertionList any_class;      // rdf:type with a class from the row
};

static Table table_make(Arena *arena, size_t members) {
  Table table = {16, NULL};
  while (table.capacity < 2 * members + 2) table.capacity *= 2;
  table.entry = ARENA_ARRAY(arena, Entry, table.capacity);
  return table;
}

// The entry of the key, or the free one where it belongs.
static Entry *table_find(const Table *table, const void *key) {
  const size_t mask = table->capacity - 1;
  for (size_t i = (size_t)(((uintptr_t)key >> 4) * 0x9E3779B97F4A7C15u) & mask;; i = (i + 1) & mask)
    if (table->entry[i].key == key || table->entry[i].key == NULL) return &table->entry[i];
}

static void table_add(Arena *arena, Table *table, const void *key, const Assertion *assertion) {
  Entry *entry = table_find(table, key);
  entry->key = key;
  VEC_PUSH(arena, &entry->list, assertion);
}

MappingIndex *mapping_index_create(Arena *arena, const Mapping *mapping) {
  MappingIndex *index = ARENA_NEW(arena, MappingIndex);
  index->mapping = mapping;
  index->by_predicate = table_make(arena, mapping->assertion_count);
  index->by_class = table_make(arena, mapping->assertion_count);
  for (size_t i = 0; i < mapping->assertion_count; i++) {
    const Assertion *assertion = &mapping->assertion[i];
    const TermMap *predicate = assertion->predicate, *object = assertion->object;
    VEC_PUSH(arena, &index->all, assertion);
    if (assertion->graph != NULL) VEC_PUSH(arena, &index->named, assertion);
    if (predicate->kind != TERM_MAP_CONSTANT) {
      VEC_PUSH(arena, &index->any_predicate, assertion);
      continue;
    }
    table_add(arena, &index->by_predicate, predicate->constant.lexical, assertion);
    if (predicate->constant.lexical != &RDF_TYPE) continue;
    if (object->kind == TERM_MAP_CONSTANT) {
      table_add(arena, &index->by_class, object->constant.lexical, assertion);
    } else {
      VEC_PUSH(arena, &index->any_class, assertion);
    }
  }
  return index;
}

const Mapping *mapping_index_mapping(const MappingIndex *index) { return index->mapping; }

static void add_part(Candidates *candidates, size_t part, const AssertionList *list) {
  candidates->part[part].count = list->count;
  candidates->part[part].item = list->item;
  candidates->count += list->count;
}

// Constants of a query are Symbols of its own table; those the mapping knows are the mapping's.
static const Symbol *known_symbol(const MappingIndex *index, const Symbol *symbol) {
  return symbols_find(index->mapping->symbols, symbol->text, symbol->length);
}

Candidates mapping_index_candidates(const MappingIndex *index, const Symbol *predicate,
                                    const Symbol *class_) {
  Candidates candidates = {0};
  if (predicate == NULL) {
    add_part(&candidates, 0, &index->all);
    return candidates;
  }
  add_part(&candidates, 2, &index->any_predicate);
  predicate = known_symbol(index, predicate);
  if (predicate == NULL) return candidates;
  if (predicate == &RDF_TYPE && class_ != NULL) {
    add_part(&candidates, 1, &index->any_class);
    class_ = known_symbol(index, class_);
    if (class_ != NULL) add_part(&candidates, 0, &table_find(&index->by_class, class_)->list);
  } else {
    add_part(&candidates, 0, &table_find(&index->by_predicate, predicate)->list);
  }
  return candidates;
}

Candidates mapping_index_named(const MappingIndex *index) {
  Candidates candidates = {0};
  add_part(&candidates, 0, &index->named);
  return candidates;
}
