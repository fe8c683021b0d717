// Comparing answers: solutions become a graph, a node for each row, and graphs are compared by
// isomorphism.
#include "tests/conformance/evaluation/judge.h"

#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "tests/support/isomorphism.h"

enum { MOST_SHOWN = 400 };

// The literal in canonical form, so that "1.0" and "1" are one decimal.
static void canonicalise(Symbols *symbols, Term *term) {
  if (term->kind != TERM_LITERAL || term->language != NULL) return;
  const Symbol *datatype = symbols_intern(symbols, term->datatype->text, term->datatype->length);
  Buffer text = {0};
  if (datatype_canonical(datatype, term->lexical->text, term->lexical->length, &text))
    term->lexical = symbols_intern(symbols, buffer_text(&text), text.length);
  buffer_free(&text);
}

// The difference on one line.
static const char *one_line(Buffer *difference, Arena *arena) {
  char *text = buffer_copy(difference, arena);
  buffer_free(difference);
  for (char *c = text; *c != '\0'; c++)
    if (*c == '\n') *c = ' ';
  if (strlen(text) > MOST_SHOWN) text = arena_format(arena, "%.*s ...", MOST_SHOWN, text);
  return text;
}

const char *judge_graphs(Dataset *expected, Dataset *actual, Arena *arena) {
  Dataset *const sides[] = {expected, actual};
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < sides[i]->quads.count; j++)
      canonicalise(sides[i]->symbols, &sides[i]->quads.item[j].object);
  Buffer difference = {0};
  if (!dataset_isomorphic(expected, actual, &difference)) return one_line(&difference, arena);
  buffer_free(&difference);
  return NULL;
}

// --- Solutions -----------------------------------------------------------------------------------

static bool same_row(const Results *results, const Term *a, const Term *b) {
  for (size_t i = 0; i < results->names.count; i++)
    if (a[i].kind != b[i].kind || (a[i].kind != TERM_UNBOUND && !term_equal(&a[i], &b[i])))
      return false;
  return true;
}

static bool is_repeated(const Results *results, size_t index) {
  for (size_t i = 0; i < index; i++)
    if (same_row(results, results->rows.item[i], results->rows.item[index])) return true;
  return false;
}

static Dataset *graph_of(const Results *results, bool ordered, bool lax) {
  Dataset *graph = dataset_create();
  Arena *arena = graph->arena;
  const Term type = term_iri(&RDF_TYPE);
  const Term class_ = term_iri(symbols_intern_text(graph->symbols, "row:"));
  for (size_t i = 0; i < results->rows.count; i++) {
    if (lax && is_repeated(results, i)) continue;
    const Symbol *label = symbols_intern_text(graph->symbols, arena_format(arena, "row:%zu", i));
    const Term row = ordered ? term_iri(label) : term_blank(label);
    const Quad here = {row, type, class_, {0}};
    dataset_add(graph, &here);
    for (size_t j = 0; j < results->names.count; j++) {
      Term value = results->rows.item[i][j];
      if (value.kind == TERM_UNBOUND) continue;
      canonicalise(graph->symbols, &value);
      const Symbol *name = symbols_intern_text(
          graph->symbols, arena_format(arena, "var:%s", results->names.item[j]->text));
      const Quad cell = {row, term_iri(name), value, {0}};
      dataset_add(graph, &cell);
    }
  }
  return graph;
}

static const char *compare(const Results *expected, const Results *actual, bool ordered, bool lax,
                           Arena *arena) {
  Dataset *left = graph_of(expected, ordered, lax), *right = graph_of(actual, ordered, lax);
  Buffer difference = {0};
  const bool same = dataset_isomorphic(left, right, &difference);
  dataset_free(left);
  dataset_free(right);
  if (!same) return one_line(&difference, arena);
  buffer_free(&difference);
  return NULL;
}

const char *judge_results(const Results *expected, const Results *actual, bool ordered, bool lax,
                          Arena *arena) {
  if (expected->is_boolean || actual->is_boolean)
    return expected->is_boolean == actual->is_boolean && expected->value == actual->value
               ? NULL
               : arena_format(arena, "expected %s", expected->value ? "true" : "false");
  for (size_t i = 0; i < expected->names.count; i++)
    if (results_column(actual, expected->names.item[i]->text) == SIZE_MAX)
      return arena_format(arena, "no variable ?%s", expected->names.item[i]->text);
  if (expected->names.count != actual->names.count)
    return arena_format(arena, "%zu variables in place of %zu", actual->names.count,
                        expected->names.count);
  const char *fault = compare(expected, actual, false, lax, arena);
  if (fault != NULL)
    return arena_format(arena, "%zu rows, expected %zu: %s", actual->rows.count,
                        expected->rows.count, fault);
  if (!ordered) return NULL;
  fault = compare(expected, actual, true, lax, arena);
  return fault == NULL ? NULL : arena_format(arena, "another order: %s", fault);
}
