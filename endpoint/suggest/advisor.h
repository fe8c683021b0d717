// The advisor: a model beside the live database, asked for what is missing.
//
// Questions are asked in batches, each step of a batch in one query (facts.h):
//   1. the facts about what is named are read; new entities get vectors
//   2. the likeliest rules are evaluated in SQL
//   3. the model answers over the graph so corrected (embed/suggest/suggest.h)
//   4. each suggestion, and each fact that a reason rests on, is checked in the database: one that
//      is a fact already, or a reason that holds no longer, corrects the graph, and 3 is done
//      again, three times at most.
#ifndef ANAMORPH_ENDPOINT_SUGGEST_ADVISOR_H
#define ANAMORPH_ENDPOINT_SUGGEST_ADVISOR_H

#include "endpoint/suggest/advice.h"
#include "endpoint/suggest/asker.h"
#include "rewriter/knowledge.h"

// Everything pointed at must outlive the advisor.
typedef struct AdvisorOptions {
  const Trained *trained;
  const Mapping *mapping;      // NULL: the model's own facts are all there is
  const char *mapping_hash;    // of the mapping's files now; NULL: not known
  const Knowledge *knowledge;  // NULL: no ontology
  ExecuteOptions execute;      // how the gateway is asked
} AdvisorOptions;

// Read-only once made, so threads share it.
typedef struct Advisor Advisor;

Advisor *advisor_create(const AdvisorOptions *options);
void advisor_destroy(Advisor *advisor);

const TrainedInfo *advisor_info(const Advisor *advisor);
const Dataset *advisor_data(const Advisor *advisor);

// Entities that may have the relation (0..m-1): of the types that are observed there. subject[] of
// the model's entities, free().
bool *advisor_subjects(const Advisor *advisor, int32_t relation);

// For questions of one thread: it is lent a connection with asker_use. NULL where the advisor has
// no mapping. Free it with asker_destroy.
Asker *advisor_asker(const Advisor *advisor);

typedef struct AskOptions {
  size_t count;     // suggestions for a question, at most
  double minimum;   // probability below which there are none
  bool any_type;    // candidates of types that are not observed there, too
  bool no_reasons;  // where nobody looks at them
} AskOptions;

// Of the subjects (model's entities), the `most` whose likeliest new fact with the relation
// (0..m-1) is the most probable by the model alone, by falling probability; *ranked of them,
// free(). Ontology, types and minimum count as they do for questions.
int32_t *advisor_rank_subjects(const Advisor *advisor, int32_t relation, const int32_t subject[],
                               size_t count, const AskOptions *options, size_t most,
                               size_t *ranked);
// Does the model answer by rules, too (which takes longer for a question)?
bool advisor_has_rules(const Advisor *advisor);

// What answers of this model must be taken with, in a sentence, whatever is asked: the mapping has
// changed since, or probabilities are not calibrated. NULL: nothing. In `arena`.
const char *advisor_warning(const Advisor *advisor, Arena *arena);

// advice[count], one for each question, in `arena`. A predicate that the model does not know gives
// nothing and a warning. asker: NULL, or the advisor's own with a connection. Errors: STATUS_USAGE
// (a question names neither subject nor object), and asker_select's.
Status advisor_ask(const Advisor *advisor, Asker *asker, const Question question[], size_t count,
                   const AskOptions *options, Arena *arena, Advice advice[], Error *err) MUST_CHECK;

#endif
