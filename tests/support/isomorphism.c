// Colour refinement, and search where it leaves a choice.
//
// Every blank node starts with one colour; a round gives it the hash of its colour and of the quads
// it stands in, its neighbours by their colours. When rounds split no more colours, nodes of unique
// colour are matched; of the smallest class left, one node of the left dataset is tried with every
// node of its colour on the right.
#include "tests/support/isomorphism.h"

#include <stdint.h>
#include <stdlib.h>

typedef struct Blank {
  const Symbol *label;
  uint64_t colour, next;
} Blank;

typedef struct Side {
  Dataset *dataset;
  Blank *blank;  // ordered by the label's address
  size_t count;
} Side;

// --- Blank nodes ---------------------------------------------------------------------------------
static int compare_labels(const void *left, const void *right) {
  const uintptr_t a = (uintptr_t)((const Blank *)left)->label;
  const uintptr_t b = (uintptr_t)((const Blank *)right)->label;
  return (a > b) - (a < b);
}

static Term *place(Quad *quad, size_t index) {
  Term *const terms[] = {&quad->subject, &quad->predicate, &quad->object, &quad->graph};
  return terms[index];
}

static Side find_blanks(Dataset *dataset) {
  Side side = {.dataset = dataset};
  side.blank = ARENA_ARRAY(dataset->arena, Blank, 4 * dataset->quads.count + 1);
  for (size_t i = 0; i < dataset->quads.count; i++) {
    for (size_t j = 0; j < 4; j++) {
      const Term *term = place(&dataset->quads.item[i], j);
      if (term->kind == TERM_BLANK) side.blank[side.count++].label = term->lexical;
    }
  }
  if (side.count > 1) qsort(side.blank, side.count, sizeof *side.blank, compare_labels);
  size_t kept = 0;
  for (size_t i = 0; i < side.count; i++) {
    if (kept == 0 || side.blank[kept - 1].label != side.blank[i].label)
      side.blank[kept++] = side.blank[i];
  }
  side.count = kept;
  return side;
}

static Blank *blank_of(const Side *side, const Symbol *label) {
  const Blank key = {.label = label};
  return bsearch(&key, side->blank, side->count, sizeof *side->blank, compare_labels);
}

// --- Colours -------------------------------------------------------------------------------------
static uint64_t mix(uint64_t hash, uint64_t value) {
  hash ^= value + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2);
  hash *= 0xFF51AFD7ED558CCDu;
  return hash ^ hash >> 33;
}

static uint64_t hash_symbol(uint64_t hash, const Symbol *symbol) {
  if (symbol == NULL) return mix(hash, 0);
  for (size_t i = 0; i < symbol->length; i++) hash = mix(hash, (unsigned char)symbol->text[i] + 1u);
  return hash;
}

static uint64_t hash_term(const Side *side, const Term *term, const Symbol *self) {
  const uint64_t hash = mix(7, term->kind);
  if (term->kind == TERM_UNBOUND) return hash;
  if (term->kind == TERM_BLANK)
    return term->lexical == self ? mix(hash, 1) : mix(hash, blank_of(side, term->lexical)->colour);
  return hash_symbol(hash_symbol(hash_symbol(hash, term->lexical), term->datatype), term->language);
}

// One round; sums make the order of quads irrelevant.
static void colour_round(Side *side) {
  for (size_t i = 0; i < side->count; i++) side->blank[i].next = mix(3, side->blank[i].colour);
  for (size_t i = 0; i < side->dataset->quads.count; i++) {
    Quad *quad = &side->dataset->quads.item[i];
    for (size_t j = 0; j < 4; j++) {
      const Term *term = place(quad, j);
      if (term->kind != TERM_BLANK) continue;
      bool earlier = false;
      for (size_t k = 0; k < j; k++)
        earlier |= place(quad, k)->kind == TERM_BLANK && place(quad, k)->lexical == term->lexical;
      if (earlier) continue;
      uint64_t hash = 11;
      for (size_t k = 0; k < 4; k++)
        hash = mix(hash, hash_term(side, place(quad, k), term->lexical));
      blank_of(side, term->lexical)->next += mix(hash, 13);
    }
  }
  for (size_t i = 0; i < side->count; i++) side->blank[i].colour = side->blank[i].next;
}

static int compare_numbers(const void *left, const void *right) {
  const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

static uint64_t *sorted_colours(const Side *side) {
  uint64_t *colours = malloc((side->count + 1) * sizeof *colours);
  if (colours == NULL) abort();
  for (size_t i = 0; i < side->count; i++) colours[i] = side->blank[i].colour;
  if (side->count > 1) qsort(colours, side->count, sizeof *colours, compare_numbers);
  return colours;
}

static size_t count_colours(const Side *side) {
  uint64_t *colours = sorted_colours(side);
  size_t count = 0;
  for (size_t i = 0; i < side->count; i++) count += i == 0 || colours[i] != colours[i - 1];
  free(colours);
  return count;
}

static void refine(Side *a, Side *b) {
  for (size_t known = 0;;) {
    colour_round(a);
    colour_round(b);
    const size_t now = count_colours(a);
    if (now <= known) return;
    known = now;
  }
}

static bool same_colours(const Side *a, const Side *b) {
  uint64_t *left = sorted_colours(a), *right = sorted_colours(b);
  const bool same = a->count == b->count && memcmp(left, right, a->count * sizeof *left) == 0;
  free(left);
  free(right);
  return same;
}

// --- Matching
// ------------------------------------------------------------------------------------------ A copy
// with each blank node labelled by its colour: comparable across datasets.
static Dataset *relabel(const Side *side) {
  Dataset *copy = dataset_create();
  for (size_t i = 0; i < side->dataset->quads.count; i++) {
    Quad quad = side->dataset->quads.item[i];
    for (size_t j = 0; j < 4; j++) {
      Term *term = place(&quad, j);
      if (term->kind != TERM_BLANK) continue;
      const char *label = arena_format(copy->arena, "c%016lx",
                                       (unsigned long)blank_of(side, term->lexical)->colour);
      *term = term_blank(symbols_intern_text(copy->symbols, label));
    }
    dataset_add(copy, &quad);
  }
  (void)dataset_sort(copy);
  return copy;
}

static bool quads_equal(const Quad *a, const Quad *b) {
  return term_equal(&a->subject, &b->subject) && term_equal(&a->predicate, &b->predicate) &&
         term_equal(&a->object, &b->object) && term_equal(&a->graph, &b->graph);
}

static bool same_quads(const Dataset *a, const Dataset *b) {
  if (a->quads.count != b->quads.count) return false;
  for (size_t i = 0; i < a->quads.count; i++) {
    if (!quads_equal(&a->quads.item[i], &b->quads.item[i])) return false;
  }
  return true;
}

static bool verify(const Side *a, const Side *b) {
  Dataset *left = relabel(a), *right = relabel(b);
  const bool same = same_quads(left, right);
  dataset_free(left);
  dataset_free(right);
  return same;
}

static size_t class_size(const Side *side, uint64_t colour) {
  size_t size = 0;
  for (size_t i = 0; i < side->count; i++) size += side->blank[i].colour == colour;
  return size;
}

// The node of the smallest class with a choice, or NULL.
static Blank *choose(const Side *side) {
  Blank *best = NULL;
  size_t size = 0;
  for (size_t i = 0; i < side->count; i++) {
    const size_t other = class_size(side, side->blank[i].colour);
    if (other > 1 && (best == NULL || other < size)) {
      best = &side->blank[i];
      size = other;
    }
  }
  return best;
}

static uint64_t *save(const Side *side) {
  uint64_t *colours = malloc((side->count + 1) * sizeof *colours);
  if (colours == NULL) abort();
  for (size_t i = 0; i < side->count; i++) colours[i] = side->blank[i].colour;
  return colours;
}

static void restore(Side *side, const uint64_t *colours) {
  for (size_t i = 0; i < side->count; i++) side->blank[i].colour = colours[i];
}

static bool search(Side *a, Side *b, uint64_t mark) {
  refine(a, b);
  if (!same_colours(a, b)) return false;
  Blank *chosen = choose(a);
  if (chosen == NULL) return verify(a, b);
  const uint64_t colour = chosen->colour;
  uint64_t *left = save(a), *right = save(b);
  bool found = false;
  for (size_t i = 0; i < b->count && !found; i++) {
    if (right[i] != colour) continue;
    restore(a, left);
    restore(b, right);
    chosen->colour = b->blank[i].colour = mix(colour, mark);
    found = search(a, b, mark + 1);
  }
  free(left);
  free(right);
  return found;
}

// --- The difference ------------------------------------------------------------------------------
static bool has_quad(const Dataset *dataset, const Quad *quad) {
  for (size_t i = 0; i < dataset->quads.count; i++) {
    if (quads_equal(&dataset->quads.item[i], quad)) return true;
  }
  return false;
}

static void print_missing(const Dataset *from, const Dataset *in, char sign, Buffer *out) {
  for (size_t i = 0; i < from->quads.count; i++) {
    if (has_quad(in, &from->quads.item[i])) continue;
    buffer_printf(out, "%c ", sign);
    quad_print(&from->quads.item[i], out);
    buffer_add_char(out, '\n');
  }
}

bool dataset_isomorphic(Dataset *expected, Dataset *actual, Buffer *difference) {
  (void)dataset_sort(expected);
  (void)dataset_sort(actual);
  Side a = find_blanks(expected), b = find_blanks(actual);
  const bool same = expected->quads.count == actual->quads.count && search(&a, &b, 17);
  if (same || difference == NULL) return same;
  Dataset *left = relabel(&a), *right = relabel(&b);
  print_missing(left, right, '-', difference);
  print_missing(right, left, '+', difference);
  dataset_free(left);
  dataset_free(right);
  return false;
}
