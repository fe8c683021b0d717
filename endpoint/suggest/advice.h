// Suggestions as an asker gets them: questions by name, answers by name, with reasons in full.
#ifndef ANAMORPH_ENDPOINT_SUGGEST_ADVICE_H
#define ANAMORPH_ENDPOINT_SUGGEST_ADVICE_H

#include "base/buffer.h"
#include "embed/suggest/suggest.h"

// What is asked: NULL in the places whose values are wanted. subject, object, or both are given.
typedef struct Question {
  const char *subject, *predicate, *object;
} Question;

// Names as the model has them: IRIs, or "_:label".
typedef struct NamedFact {
  const char *subject, *predicate, *object;
} NamedFact;

typedef struct AdviceReason {
  ReasonKind kind;
  // REASON_RULE: as a Horn clause and as a SPARQL CONSTRUCT (NULL: SPARQL cannot say it);
  // confidence = support / (predicted + 5).
  const char *rule, *sparql;
  double confidence;
  uint32_t support;
  // The facts that the rule's body holds of, in its order; of a neighbour, the fact that it has.
  size_t fact_count;
  const NamedFact *fact;
  const char *like;  // REASON_SUBJECT, REASON_OBJECT: the neighbour
  double similarity;
  const char *axiom;  // REASON_ONTOLOGY
  uint32_t times;     // REASON_POPULARITY: so many others have the object
} AdviceReason;

typedef struct Advised {
  NamedFact fact;
  double probability, score;
  size_t reason_count;
  const AdviceReason *reason;
} Advised;

typedef struct Advice {
  Question question;
  size_t count;
  const Advised *item;  // by falling probability
  size_t warning_count;
  const char *const *warning;
} Advice;

// --- As text -------------------------------------------------------------------------------------
// Each appends. info: of the model that was asked.

// The JSON object that README.md documents.
void advice_json(const Advice *advice, const TrainedInfo *info, Buffer *out);
// For people.
void advice_text(const Advice *advice, Buffer *out);
// One reason in one line, for people: "Horn clause, because fact and fact".
void advice_reason_line(const AdviceReason *reason, Buffer *out);
// The model in one line: version, end of training, the mapping's hash.
void advice_model_line(const TrainedInfo *info, Buffer *out);

// For review: each suggestion as an rdf:Statement with anamorph:probability, score, rank, reason
// and model, in Turtle. advice_turtle_head comes once, before the first; suggestions whose names
// are no IRIs are left out. Returns how many were written.
void advice_turtle_head(const TrainedInfo *info, Buffer *out);
size_t advice_turtle(const Advice *advice, Buffer *out);

#endif
