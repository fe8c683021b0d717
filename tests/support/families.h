// A graph whose truth is known, for what learns: families.
#ifndef ANAMORPH_TESTS_SUPPORT_FAMILIES_H
#define ANAMORPH_TESTS_SUPPORT_FAMILIES_H

#include "embed/learn.h"

// Each of 60 families has two parents and three children; everyone lives in the family's town, one
// of 12. Where the last child of every other family lives is kept back as validation. Free it.
TrainingData families(void);

int32_t families_relation(const TrainingData *owner, const char *name);

// Few enough epochs and dimensions for a test, many enough to learn families.
Settings families_settings(const char *model);

// A failure fails the test. team_destroy it.
Team *families_team(unsigned threads);

// rules: learn them too. A failure fails the test. Free it.
Trained families_train(const TrainingData *owner, const Settings *settings, unsigned threads,
                       bool rules);

// The mean reciprocal rank of tails, among all entities; of validation.
double families_mrr_of(const Trained *trained, const Triple *triples, size_t count);
double families_mrr(const Trained *trained);

// Whether no number differs by more than `most`: in two tables of one shape; in the rows of
// entities.
bool families_same_table(const Table *a, const Table *b, float most);
bool families_same_entities(const Trained *a, const Trained *b, float most);

// Other graphs, triple by triple.
void families_give(Collector *collector, const char *s, const char *p, const char *o);
void families_end(Collector *collector);

#endif
