// Classes and predicates of a mapping.
#include "endpoint/ui/summary.h"

#include <stdlib.h>

#include "base/rdf/vocabulary.h"

static int compare(const void *a, const void *b) {
  return symbol_compare(*(const Symbol *const *)a, *(const Symbol *const *)b);
}

static size_t sort_unique(const Symbol **symbol, size_t count) {
  if (count == 0) return 0;
  qsort(symbol, count, sizeof *symbol, compare);
  size_t kept = 1;
  for (size_t i = 1; i < count; i++)
    if (compare(&symbol[i], &symbol[kept - 1]) != 0) symbol[kept++] = symbol[i];
  return kept;
}

Summary summary_of_mapping(const Mapping *mapping, Arena *arena) {
  Summary summary = {0};
  if (mapping == NULL) return summary;
  summary.class_ = ARENA_ARRAY(arena, const Symbol *, mapping->assertion_count);
  summary.predicate = ARENA_ARRAY(arena, const Symbol *, mapping->assertion_count);
  for (size_t i = 0; i < mapping->assertion_count; i++) {
    const TermMap *predicate = mapping->assertion[i].predicate;
    const TermMap *object = mapping->assertion[i].object;
    if (predicate->kind != TERM_MAP_CONSTANT) continue;
    const Symbol *iri = predicate->constant.lexical;
    if (iri == &RDF_TYPE && object != NULL && object->kind == TERM_MAP_CONSTANT)
      summary.class_[summary.class_count++] = object->constant.lexical;
    else
      summary.predicate[summary.predicate_count++] = iri;
  }
  summary.class_count = sort_unique(summary.class_, summary.class_count);
  summary.predicate_count = sort_unique(summary.predicate, summary.predicate_count);
  return summary;
}
