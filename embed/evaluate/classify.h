// Triple classification (Socher et al. 2013): is this triple true?
//
// A triple is called true when its evidence is not below the threshold of its relation. Thresholds
// make the most of given true and false triples, those of validation; a relation that has none
// there takes the threshold of all together.
#ifndef ANAMORPH_EMBED_EVALUATE_CLASSIFY_H
#define ANAMORPH_EMBED_EVALUATE_CLASSIFY_H

#include "embed/evaluate/scorer.h"

// A triple of ids and its evidence, by scores as a tail of (head, relation). What was not seen in
// training has the evidence -INFINITY.
typedef struct Judged {
  Triple triple;
  bool truth;
  float evidence;
} Judged;

typedef struct Classification {
  double accuracy, precision, recall, f1;  // precision, recall and F1 of being true
  uint64_t positives, negatives;
} Classification;

// Fills evidence; relations: m of the scorer.
void classify_score(Scorer scorer, int32_t relations, Judged judged[], size_t count);
// threshold[relations + 1], the last of all together. No judged triples: 0 everywhere.
void classify_fit(const Judged judged[], size_t count, int32_t relations, float *threshold);
Classification classify(const Judged judged[], size_t count, int32_t relations,
                        const float *threshold);

#endif
