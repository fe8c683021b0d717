// Words in R2RML's namespace that R2RML does not have: most often misspelt.
#include "base/rdf/vocabulary.h"
#include "mapping/load.h"

#define NS_LENGTH (sizeof "http://www.w3.org/ns/r2rml#" - 1)

enum { WORD_MAX = 40, NEAR = 3 };

static bool is_r2rml(const Symbol *iri) {
  return strncmp(iri->text, "http://www.w3.org/ns/r2rml#", NS_LENGTH) == 0;
}

static bool is_known(const Symbol *iri) {
  for (size_t i = 0; i < vocabulary_count; i++) {
    if (vocabulary[i] == iri) return true;
  }
  return false;
}

static size_t minimum(size_t a, size_t b, size_t c) {
  const size_t least = a < b ? a : b;
  return least < c ? least : c;
}

// Levenshtein's distance without regard to case.
static size_t distance(const char *a, const char *b) {
  size_t row[WORD_MAX + 1];
  const size_t length = strlen(b);
  if (strlen(a) > WORD_MAX || length > WORD_MAX) return WORD_MAX;
  for (size_t j = 0; j <= length; j++) row[j] = j;
  for (size_t i = 1; a[i - 1] != '\0'; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= length; j++) {
      const size_t above = row[j];
      const bool same = (a[i - 1] | 0x20) == (b[j - 1] | 0x20);
      row[j] = minimum(above + 1, row[j - 1] + 1, diagonal + (same ? 0 : 1));
      diagonal = above;
    }
  }
  return row[length];
}

static void tell_unknown(Load *load, const Term *subject, const Symbol *word) {
  const char *local = word->text + NS_LENGTH;
  const char *nearest = NULL;
  size_t best = NEAR + 1;
  for (size_t i = 0; i < vocabulary_count; i++) {
    if (!is_r2rml(vocabulary[i])) continue;
    const size_t far = distance(local, vocabulary[i]->text + NS_LENGTH);
    if (far < best) {
      best = far;
      nearest = vocabulary[i]->text + NS_LENGTH;
    }
  }
  Diagnostic *diagnostic = tell(load, SEVERITY_WARNING, graph_source(load->graph, subject), NULL,
                                "R2RML has no rr:%s; it is ignored", local);
  if (nearest != NULL) tell_hint(load, diagnostic, "did you mean rr:%s?", nearest);
}

static void visit(void *self, const Term *subject, const Symbol *predicate, const Term *object) {
  Load *load = self;
  if (is_r2rml(predicate) && !is_known(predicate)) tell_unknown(load, subject, predicate);
  if (predicate == &RDF_TYPE && object->kind == TERM_IRI && is_r2rml(object->lexical) &&
      !is_known(object->lexical))
    tell_unknown(load, subject, object->lexical);
}

void check_vocabulary(Load *load) { graph_each(load->graph, visit, load); }
