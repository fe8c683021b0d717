// Literals as entities, where that is asked for: a number becomes the interval of its predicate
// that it lies in, a text that several share becomes an entity of its own.
#ifndef ANAMORPH_EMBED_DATA_LITERAL_H
#define ANAMORPH_EMBED_DATA_LITERAL_H

#include "base/buffer.h"
#include "embed/data/dictionary.h"
#include "embed/data/graph.h"

// One statement with a literal; its text is text.data[at … at + length).
typedef struct LiteralFact {
  int32_t head, relation;
  size_t at, length;
  double number;  // NAN: no number (and no date: years, with months and days as fractions)
} LiteralFact;

typedef struct LiteralList {
  LiteralFact *item;
  size_t count, capacity;
  Buffer text;
} LiteralList;

void literal_list_add(LiteralList *list, int32_t head, int32_t relation, const char *text,
                      size_t length);
void literal_list_free(LiteralList *list);

// The number or date that a lexical form says; NAN.
double literal_number(const char *text, size_t length);

typedef struct TripleList TripleList;

// Adds a triple for each fact whose literal becomes an entity, and the entities. The numbers of a
// relation are cut into `bins` intervals of equally many facts, equal numbers never apart; a text
// must stand in two facts of its relation at least. Names are
// "urn:anamorph:from:LOW:to:HIGH:of:IRI" and "urn:anamorph:text:TEXT:of:IRI", TEXT percent-encoded.
// Returns how many facts were left out. Errors: STATUS_LIMIT (more than 2^31 names).
Status literal_entities(LiteralList *list, size_t bins, const Dictionary *relations,
                        DictionaryBuilder *entities, TripleList *out, size_t *left_out,
                        Error *err) MUST_CHECK;

#endif
