// Logistic curves, fitted and judged.
#include "embed/evaluate/calibrate.h"

#include <math.h>
#include <stdlib.h>

#include "embed/data/memory.h"

enum { BINS = 15, NEWTON_STEPS = 50 };

double curve_probability(Curve curve, double evidence) {
  return 1 / (1 + exp(-((double)curve.slope * evidence + (double)curve.bias)));
}

Curve calibration_curve(const Calibration *calibration, int32_t relation) {
  if (calibration->relations == 0) return (Curve){1, 0};
  const bool known = relation >= 0 && (size_t)relation < calibration->relations;
  return calibration->curve[known ? (size_t)relation : calibration->relations];
}

// Maximises the likelihood of seen[0..count) with normal priors around `prior` of the given
// precision, by Newton's method with halved steps where the likelihood would fall.
static double log_posterior(const Observation *seen, size_t count, Curve prior, double precision,
                            double slope, double bias) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    const double x = slope * (double)seen[i].evidence + bias;
    const double y = seen[i].truth ? x : -x;
    sum -= y > 0 ? log1p(exp(-y)) : log1p(exp(y)) - y;
  }
  const double a = slope - (double)prior.slope, b = bias - (double)prior.bias;
  return sum - precision * (a * a + b * b) / 2;
}

static Curve fit(const Observation *seen, size_t count, Curve prior, double precision) {
  double slope = (double)prior.slope, bias = (double)prior.bias;
  double best = log_posterior(seen, count, prior, precision, slope, bias);
  for (int step = 0; step < NEWTON_STEPS; step++) {
    double ga = -precision * (slope - (double)prior.slope);
    double gb = -precision * (bias - (double)prior.bias);
    double haa = precision + 1e-9, hab = 0, hbb = precision + 1e-9;
    for (size_t i = 0; i < count; i++) {
      const double x = (double)seen[i].evidence;
      const double p = 1 / (1 + exp(-(slope * x + bias))), error = (double)(seen[i].truth) - p;
      const double w = p * (1 - p);
      ga += error * x;
      gb += error;
      haa += w * x * x;
      hab += w * x;
      hbb += w;
    }
    const double determinant = haa * hbb - hab * hab;
    if (!(determinant > 1e-18)) break;
    double da = (hbb * ga - hab * gb) / determinant, db = (haa * gb - hab * ga) / determinant;
    double reached = best;
    for (int half = 0; half < 30; half++) {
      reached = log_posterior(seen, count, prior, precision, slope + da, bias + db);
      if (reached >= best) break;
      da /= 2;
      db /= 2;
    }
    if (!(reached > best)) break;
    slope += da;
    bias += db;
    const bool done = reached - best < 1e-9;
    best = reached;
    if (done) break;
  }
  return (Curve){(float)slope, (float)bias};
}

static int by_relation(const void *a, const void *b) {
  const Observation *x = a, *y = b;
  return (x->relation > y->relation) - (x->relation < y->relation);
}

void calibration_fit(const Observation *seen, size_t count, size_t relations, Curve *curve) {
  const Curve start = {1, 0};
  // A weak prior keeps the curve finite where truth and falsehood can be told apart.
  curve[relations] = count == 0 ? start : fit(seen, count, start, 1e-2);
  for (size_t r = 0; r < relations; r++) curve[r] = curve[relations];
  Observation *ordered = memory_take(count, sizeof *ordered);
  for (size_t i = 0; i < count; i++) ordered[i] = seen[i];
  qsort(ordered, count, sizeof *ordered, by_relation);
  for (size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin; end < count && ordered[end].relation == ordered[begin].relation;) end++;
    const int32_t relation = ordered[begin].relation;
    if (relation >= 0 && (size_t)relation < relations)
      curve[relation] = fit(ordered + begin, end - begin, curve[relations], 4);
  }
  free(ordered);
}

typedef struct Judged {
  double probability;
  int truth;
} Judged;

static int by_probability(const void *a, const void *b) {
  const Judged *x = a, *y = b;
  return (x->probability > y->probability) - (x->probability < y->probability);
}

double calibration_error(const Observation *seen, size_t count, const Calibration *calibration) {
  if (count == 0) return 0;
  Judged *judged = memory_take(count, sizeof *judged);
  for (size_t i = 0; i < count; i++)
    judged[i] = (Judged){curve_probability(calibration_curve(calibration, seen[i].relation),
                                           (double)seen[i].evidence),
                         seen[i].truth};
  qsort(judged, count, sizeof *judged, by_probability);
  double error = 0;
  for (size_t bin = 0; bin < BINS; bin++) {
    const size_t begin = count * bin / BINS, end = count * (bin + 1) / BINS;
    double expected = 0, true_ones = 0;
    for (size_t i = begin; i < end; i++) {
      expected += judged[i].probability;
      true_ones += judged[i].truth;
    }
    error += fabs(expected - true_ones) / (double)count;
  }
  free(judged);
  return error;
}
