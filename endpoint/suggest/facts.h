// What is known while questions are answered: the model's facts, and what the database says now of
// those that matter to the questions.
//
// Three things are asked, each in one query for all questions together:
//   the facts about what the questions name      (facts_read_about)
//   where the bodies of the likeliest rules hold (facts_read_rules), as the model's rules printed
//                                                 for SQL: a row added a second ago counts
//   which of some triples are facts               (facts_check)
// What comes back corrects the graph: triples that are there are added, those that are not go.
#ifndef ANAMORPH_ENDPOINT_SUGGEST_FACTS_H
#define ANAMORPH_ENDPOINT_SUGGEST_FACTS_H

#include "embed/predict.h"
#include "endpoint/suggest/asker.h"

// Ids are the model's; entities that it does not know follow its own.
typedef struct Facts {
  const Trained *trained;
  const Graph *base;           // the model's facts
  const Predictor *predictor;  // over them
  Asker *asker;                // NULL: there is no database
  DictionaryBuilder more;      // names of the entities that follow
  TripleList added, removed;   // against `base`
  Graph known;                 // base with these changes, once facts_settle was called
  Predictor *now;              // over `known`
  Table vectors;               // of the entities that follow (embed/suggest/fold.h)
  bool settled;
} Facts;

void facts_begin(Facts *facts, const Trained *trained, const Graph *base,
                 const Predictor *predictor, Asker *asker);
void facts_end(Facts *facts);

// The id of a name; a new one follows all others.
int32_t facts_entity(Facts *facts, const char *name, size_t length);
const char *facts_name(const Facts *facts, int32_t entity);

// The facts about the entities, in both directions. Those that the model has and the database has
// no longer go, unless the database has none about an entity: that one is counted in *gone, and
// what the model knows of it stays. Errors: asker_select's.
Status facts_read_about(Facts *facts, const int32_t entity[], size_t count, size_t *gone,
                        Error *err) MUST_CHECK;

// The facts that bodies of rules about the queries consist of. Errors: asker_select's.
Status facts_read_rules(Facts *facts, const LinkQuery query[], size_t count, Error *err) MUST_CHECK;

// Which of the triples are facts; *changed: one was known otherwise. Names that cannot stand in a
// query (blank nodes) keep what the model says. Errors: asker_select's.
Status facts_check(Facts *facts, const Triple triple[], size_t count, bool *changed,
                   Error *err) MUST_CHECK;

// Makes `known`, the vectors of new entities, and `now` of what was read.
void facts_settle(Facts *facts);

#endif
