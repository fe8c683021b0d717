// Suggestions: facts that are missing, how likely they are, and why.
#ifndef ANAMORPH_EMBED_SUGGEST_SUGGEST_H
#define ANAMORPH_EMBED_SUGGEST_SUGGEST_H

#include "embed/predict.h"

enum { MOST_REASONS = 4, ASKED = -1 };

typedef enum ReasonKind {
  REASON_RULE,        // a rule whose body holds: node[] are the entities along it
  REASON_SUBJECT,     // `like`, similar to the subject, has this object
  REASON_OBJECT,      // the subject has `like`, similar to the object
  REASON_POPULARITY,  // only that the object is a frequent one
} ReasonKind;

typedef struct Reason {
  ReasonKind kind;
  const Rule *rule;
  bool about_object;  // the body begins at the object
  int32_t node[RULE_MOST_ATOMS + 1];
  int32_t like;
  double similarity;  // cosine of the two vectors
  uint32_t times;     // how often the object is one (popularity)
} Reason;

typedef struct Suggestion {
  Triple triple;
  double evidence;     // the scorer's (embed/predict.h)
  double probability;  // by the calibration
  size_t reasons;
  Reason reason[MOST_REASONS];
} Suggestion;

typedef struct SuggestTask {
  const Trained *trained;
  const Predictor *predictor;
  // Facts that are known, left out of the suggestions; bodies of rules hold in it. Its entities may
  // be more than the model's (an entity added after training: rules and popularity answer).
  const Graph *known;
  Triple question;  // ASKED in one or two places; relation in 0..m-1
  size_t count;     // suggestions wanted, at most
  bool any_type;    // do not limit the candidates to observed types
} SuggestTask;

// The best suggestions by falling probability, *count of them; free(). The question may ask for the
// object, the subject, the predicate, or (subject alone, object alone) for everything missing.
Suggestion *suggest(const SuggestTask *task, size_t *count);

// Which entities are of a type that answers (?, relation, …) have: allowed[graph->entities],
// free(). By rdf:type where the graph has it; else by the relations an entity has: one is allowed
// when holders of one of its relations are answers in one case of twenty, at least. Entities that
// are answers already are always allowed. relation in 0..2m-1; type_relation: the id of rdf:type,
// -1.
bool *observed_type(const Graph *graph, int32_t relation, int32_t type_relation);

#endif
