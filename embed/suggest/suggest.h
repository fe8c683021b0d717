// Suggestions: facts that are missing, how likely they are, and why.
#ifndef ANAMORPH_EMBED_SUGGEST_SUGGEST_H
#define ANAMORPH_EMBED_SUGGEST_SUGGEST_H

#include "embed/predict.h"

enum { MOST_REASONS = 5, ASKED = -1 };

typedef enum ReasonKind {
  REASON_RULE,        // a rule whose body holds: node[] are the entities along it
  REASON_SUBJECT,     // `like`, similar to the subject, has this object
  REASON_OBJECT,      // the subject has `like`, similar to the object
  REASON_ONTOLOGY,    // an axiom speaks for it
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
  const char *axiom;  // the admission's
} Reason;

typedef struct Suggestion {
  Triple triple;
  double evidence;     // the scorer's (embed/predict.h)
  double probability;  // by the calibration
  size_t reasons;
  Reason reason[MOST_REASONS];
} Suggestion;

// What an ontology says of candidates. query.relation in 0..2m-1.
typedef struct Admission {
  void *self;
  // May there be a further answer at all?
  bool (*query)(void *self, LinkQuery query);
  bool (*candidate)(void *self, LinkQuery query, int32_t candidate);
  // Is the relation one that every such entity has (so that it is asked for what is missing)?
  bool (*expects)(void *self, LinkQuery query);
  // An axiom that speaks for the triple, valid as long as the admission; NULL: none.
  const char *(*reason)(void *self, Triple triple);
} Admission;

// The observed types of the last relation asked for: kept between questions that follow each other.
// Zero-initialise; free(allowed).
typedef struct TypeCache {
  const Graph *graph;
  int32_t relation;
  bool *allowed;
} TypeCache;

typedef struct SuggestTask {
  const Trained *trained;
  const Predictor *predictor;
  // Facts that are known, left out of the suggestions; bodies of rules hold in it. Its entities may
  // be more than the model's: those came after training.
  const Graph *known;
  Triple question;             // ASKED in one or two places; relation in 0..m-1
  size_t count;                // suggestions wanted, at most
  double minimum;              // less probable ones are left out
  bool any_type;               // do not limit the candidates to observed types
  bool no_reasons;             // where nobody looks at them
  const Admission *admission;  // NULL: no ontology
  TypeCache *types;            // NULL: none is kept
} SuggestTask;

// The best suggestions by falling probability, *count of them; free(). The question may ask for the
// object, the subject, the predicate, or (subject alone, object alone) for everything missing.
//
// Every candidate is scored, by one matrix product over all entities: evidence is a softmax over
// them all, and a product over the candidates alone would save little and change it.
//
// An entity newer than the model, with facts, is answered by its own vector (where the predictor
// has one) and by rules; one without facts by rules about everything and by what is frequent.
Suggestion *suggest(const SuggestTask *task, size_t *count);

// Which entities are of a type that answers (?, relation, …) have: allowed[graph->entities],
// free(). By rdf:type where the graph has it; else by the relations an entity has: one is allowed
// when holders of one of its relations are answers in one case of twenty, at least. Entities that
// are answers already are always allowed. relation in 0..2m-1; type_relation: the id of rdf:type,
// -1.
bool *observed_type(const Graph *graph, int32_t relation, int32_t type_relation);

#endif
