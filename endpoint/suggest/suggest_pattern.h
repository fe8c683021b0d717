// What a SERVICE anamorph:suggest block asks: its pattern read into places.
//
//   SERVICE anamorph:suggest {
//     ?country :officialLanguage ?language .
//     [] anamorph:probability ?p ; anamorph:limit 3 ; anamorph:minimum 0.5
//   }
//
// One triple says what is suggested, with variables or constants in its places; rdf:subject,
// rdf:predicate and rdf:object of the suggestion's node say the same in pieces. The suggestion's
// node (a variable or a blank node) has the other properties, all of them optional:
//   anamorph:probability, anamorph:score (xsd:decimal), anamorph:rank (xsd:integer, from 1 within
//   one question), anamorph:reason (the reasons as one text, one a line), anamorph:model (a text):
//   each takes a variable;
//   anamorph:limit (suggestions for one question; 10), anamorph:minimum (a probability; 0): each
//   takes a number.
#ifndef ANAMORPH_ENDPOINT_SUGGEST_SUGGEST_PATTERN_H
#define ANAMORPH_ENDPOINT_SUGGEST_SUGGEST_PATTERN_H

#include "rewriter/ir/query.h"

typedef enum SuggestPlace {
  PLACE_SUBJECT,
  PLACE_PREDICATE,
  PLACE_OBJECT,
  PLACE_PROBABILITY,
  PLACE_SCORE,
  PLACE_RANK,
  PLACE_REASON,
  PLACE_MODEL,
  PLACE_NODE,  // the suggestion itself
  PLACE_COUNT
} SuggestPlace;

// SLOT_NONE: nobody asks for it.
typedef struct SuggestPattern {
  Slot place[PLACE_COUNT];
  size_t limit;
  double minimum;
} SuggestPattern;

// Of a NODE_SERVICE. Errors: STATUS_UNSUPPORTED, at the triple that is none of the above.
Status suggest_pattern_read(const Node *service, SuggestPattern *out, Error *err) MUST_CHECK;

#endif
