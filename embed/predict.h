// Asking a trained model: embedding, rules, or both, behind one scorer.
#ifndef ANAMORPH_EMBED_PREDICT_H
#define ANAMORPH_EMBED_PREDICT_H

#include "embed/evaluate/scorer.h"
#include "embed/file/trained.h"
#include "embed/rules/apply.h"

typedef struct Predictor Predictor;

// `known`: the facts that rules may look at; usually the training triples, or those and what has
// been added since. Both must outlive the predictor. Free with predictor_destroy.
Predictor *predictor_create(const Trained *trained, const Graph *known);
// As `predictor`, over facts as they are now (of the same relations, graph_patch), and with the
// vectors of the entities that came since, more->rows of them (NULL: none). All outlive it.
Predictor *predictor_over(const Predictor *predictor, const Graph *known, const Table *more);
void predictor_destroy(Predictor *predictor);

// NULL where there is no embedding, or no vector for this entity.
const float *predictor_vector(const Predictor *predictor, int32_t entity);

// Its scores are *evidence*: the logarithm of the softmax over all entities (embedding), the
// confidence of the best rule (rules; ties broken by the next ones), or the weighted sum of both on
// a common scale from 0 to 1 (ensemble). The calibration turns evidence into probabilities.
Scorer predictor_scorer(const Predictor *predictor);

// The parts of an ensemble: NULL when there are no rules.
const RuleIndex *predictor_rules(const Predictor *predictor);
// sum[count] = weight * log_probability (on a scale from 0 to 1) + (1 - weight) * by_rules.
void predictor_blend(float weight, size_t count, const float *log_probability,
                     const float *by_rules, float *sum);

#endif
