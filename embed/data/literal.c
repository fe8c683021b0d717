// Cutting numbers into intervals, and counting texts.
#include "embed/data/literal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/iri.h"
#include "embed/data/collect.h"
#include "embed/data/memory.h"

enum { NUMBER_MAX = 64, TEXT_MOST = 200 };

// The number behind a dash, from 1 to `most`; 0: there is none.
static long take_field(char **at, long most) {
  if (**at != '-') return 0;
  const long number = strtol(*at + 1, at, 10);
  return number >= 1 && number <= most ? number : 0;
}

// YYYY-MM-DD, and what may follow it (a time, a zone) is not looked at.
static double date_number(const char *text) {
  char *at;
  const long year = strtol(text, &at, 10);
  const long month = take_field(&at, 12), day = take_field(&at, 31);
  if (month == 0 || day == 0 || at - text < 8) return NAN;
  return (double)year + (double)(month - 1) / 12 + (double)(day - 1) / 372;
}

double literal_number(const char *text, size_t length) {
  char copy[NUMBER_MAX], *end;
  if (length == 0 || length >= sizeof copy) return NAN;
  memcpy(copy, text, length);
  copy[length] = '\0';
  if (strspn(copy, "+-.0123456789eE") == length) {
    const double number = strtod(copy, &end);
    if (*end == '\0') return isfinite(number) ? number : NAN;
  }
  return date_number(copy);
}

void literal_list_add(LiteralList *list, int32_t head, int32_t relation, const char *text,
                      size_t length) {
  if (list->count == list->capacity) {
    list->capacity = list->capacity == 0 ? 1024 : 2 * list->capacity;
    list->item = memory_grow(list->item, list->capacity, sizeof *list->item);
  }
  list->item[list->count++] =
      (LiteralFact){head, relation, list->text.length, length, literal_number(text, length)};
  buffer_add(&list->text, text, length);
}

void literal_list_free(LiteralList *list) {
  free(list->item);
  buffer_free(&list->text);
  *list = (LiteralList){0};
}

// --- Order: by relation; numbers first, ascending; then texts ------------------------------------

typedef struct Ordered {
  const LiteralFact *fact;
  const char *text;
} Ordered;

static int compare(const void *a, const void *b) {
  const Ordered *x = a, *y = b;
  const LiteralFact *f = x->fact, *g = y->fact;
  if (f->relation != g->relation) return f->relation < g->relation ? -1 : 1;
  const bool first = isnan(f->number), second = isnan(g->number);
  if (first != second) return first ? 1 : -1;
  if (!first && f->number < g->number) return -1;
  if (!first && f->number > g->number) return 1;
  if (!first) return (f->head > g->head) - (f->head < g->head);
  const size_t shared = f->length < g->length ? f->length : g->length;
  const int order = shared > 0 ? memcmp(x->text, y->text, shared) : 0;
  if (order != 0) return order;
  return (f->length > g->length) - (f->length < g->length);
}

typedef struct Cutting {
  Ordered *ordered;
  size_t bins;
  const Dictionary *relations;
  DictionaryBuilder *entities;
  TripleList *out;
  Buffer name;
} Cutting;

// facts begin to end - 1 become triples with the entity `name`.
static Status add_facts(Cutting *cutting, size_t begin, size_t end, Error *err) {
  const int32_t relation = cutting->ordered[begin].fact->relation;
  size_t length;
  const char *iri = dictionary_name(cutting->relations, relation, &length);
  buffer_add_text(&cutting->name, ":of:");
  buffer_add(&cutting->name, iri, length);
  const int32_t entity =
      dictionary_add(cutting->entities, buffer_text(&cutting->name), cutting->name.length);
  if (entity < 0)
    return error_set(err, STATUS_LIMIT, "more than %d different entities", INT32_MAX - 1);
  for (size_t i = begin; i < end; i++)
    triple_list_add(cutting->out, (Triple){cutting->ordered[i].fact->head, relation, entity});
  return STATUS_OK;
}

static Status cut_numbers(Cutting *cutting, size_t begin, size_t end, Error *err) {
  const size_t all = end - begin;
  for (size_t from = begin, bin = 1; from < end; bin++) {
    size_t to = begin + all * bin / cutting->bins;
    if (bin >= cutting->bins || to > end) to = end;
    if (to <= from) continue;
    // Equal numbers stay together.
    while (to < end && !(cutting->ordered[to].fact->number > cutting->ordered[to - 1].fact->number))
      to++;
    buffer_clear(&cutting->name);
    buffer_printf(&cutting->name, "urn:anamorph:from:%.10g:to:%.10g",
                  cutting->ordered[from].fact->number, cutting->ordered[to - 1].fact->number);
    TRY(add_facts(cutting, from, to, err));
    from = to;
  }
  return STATUS_OK;
}

static bool same_text(const Ordered *a, const Ordered *b) {
  return a->fact->length == b->fact->length && memcmp(a->text, b->text, a->fact->length) == 0;
}

static Status count_texts(Cutting *cutting, size_t begin, size_t end, size_t *left_out,
                          Error *err) {
  for (size_t from = begin, to; from < end; from = to) {
    const Ordered *first = &cutting->ordered[from];
    for (to = from + 1; to < end && same_text(first, &cutting->ordered[to]);) to++;
    if (to - from < 2 || first->fact->length > TEXT_MOST) {
      *left_out += to - from;
      continue;
    }
    buffer_clear(&cutting->name);
    buffer_add_text(&cutting->name, "urn:anamorph:text:");
    (void)iri_encode(first->text, first->fact->length, &cutting->name);
    TRY(add_facts(cutting, from, to, err));
  }
  return STATUS_OK;
}

Status literal_entities(LiteralList *list, size_t bins, const Dictionary *relations,
                        DictionaryBuilder *entities, TripleList *out, size_t *left_out,
                        Error *err) {
  *left_out = 0;
  Cutting cutting = {.ordered = memory_take(list->count, sizeof *cutting.ordered),
                     .bins = bins,
                     .relations = relations,
                     .entities = entities,
                     .out = out};
  for (size_t i = 0; i < list->count; i++)
    cutting.ordered[i] = (Ordered){&list->item[i], list->text.data + list->item[i].at};
  if (list->count > 0) qsort(cutting.ordered, list->count, sizeof *cutting.ordered, compare);
  Status status = STATUS_OK;
  for (size_t begin = 0, end; status == STATUS_OK && begin < list->count; begin = end) {
    const LiteralFact *first = cutting.ordered[begin].fact;
    const bool texts = isnan(first->number);
    for (end = begin; end < list->count && cutting.ordered[end].fact->relation == first->relation &&
                      isnan(cutting.ordered[end].fact->number) == texts;)
      end++;
    status = texts ? count_texts(&cutting, begin, end, left_out, err)
                   : cut_numbers(&cutting, begin, end, err);
  }
  free(cutting.ordered);
  buffer_free(&cutting.name);
  return status;
}
