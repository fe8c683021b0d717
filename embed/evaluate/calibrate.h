// Probabilities: how a score becomes the chance that a suggestion is a fact.
//
// For each question of the validation triples the ten best answers that training does not know are
// looked at; those that validation holds are true. Per relation (and direction) a logistic curve is
// fitted to them by Newton's method (Platt 1999), drawn towards the curve of all relations where
// there is little to learn from. So a probability says how often such a suggestion was a held-out
// fact: a careful estimate, since what validation does not hold counts as false.
#ifndef ANAMORPH_EMBED_EVALUATE_CALIBRATE_H
#define ANAMORPH_EMBED_EVALUATE_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// probability = 1 / (1 + exp(-(slope x + bias))), x the answer's evidence.
typedef struct Curve {
  float slope, bias;
} Curve;

typedef struct Calibration {
  const Curve *curve;  // [2 m + 1]; the last is of all relations together
  size_t relations;    // 2 m; 0: there is no calibration
} Calibration;

// One answer that was looked at.
typedef struct Observation {
  int32_t relation;
  float evidence;
  int truth;
} Observation;

double curve_probability(Curve curve, double evidence);
// The curve of a relation, that of all for one out of range; {1, 0} without calibration.
Curve calibration_curve(const Calibration *calibration, int32_t relation);

// curve[relations + 1] is written. No observations: {1, 0} everywhere.
void calibration_fit(const Observation *seen, size_t count, size_t relations, Curve *curve);

// The expected calibration error: the mean distance of probability and truth over 15 bins of
// equally many observations (Naeini et al. 2015).
double calibration_error(const Observation *seen, size_t count, const Calibration *calibration);

#endif
