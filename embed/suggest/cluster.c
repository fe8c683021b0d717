// k-means++ over entity vectors of length 1.
#include "embed/suggest/cluster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/kernel/kernel.h"

enum { MOST_ROUNDS = 100, SAMPLE = 1000 };

typedef struct Work {
  const Kernels *kernels;
  size_t count, dim, clusters;
  float *point;   // [count][dim], length 1 (or 0)
  float *centre;  // [clusters][dim]
  float *square;  // [clusters], of the centres' lengths
  int32_t *label;
  double *apart;  // [count], squared distance to the own centre
  Team *team;
} Work;

static float *unit_vectors(const Parameters *parameters, const Kernels *kernels) {
  const size_t dim = parameters->dim, count = parameters->entity.rows;
  float *point = memory_take_aligned(count * dim, sizeof *point);
  for (size_t i = 0; i < count; i++) {
    const float *row = table_row(&parameters->entity, (int32_t)i);
    const float length = sqrtf(kernels->dot(dim, row, row));
    if (length > 0) kernels->add_scaled(dim, 1 / length, row, point + i * dim);
  }
  return point;
}

static double distance(const Work *work, size_t i, const float *centre, float square) {
  const float *x = work->point + i * work->dim;
  const double own = (double)work->kernels->dot(work->dim, x, x);
  const double apart = own + (double)square - 2 * (double)work->kernels->dot(work->dim, x, centre);
  return apart > 0 ? apart : 0;
}

// Each further centre is drawn with a chance that grows with the squared distance to the former.
static void choose_centres(Work *work, Random *random) {
  for (size_t i = 0; i < work->count; i++) work->apart[i] = INFINITY;
  size_t chosen = random_below(random, (uint32_t)work->count);
  for (size_t c = 0; c < work->clusters; c++) {
    float *centre = work->centre + c * work->dim;
    memcpy(centre, work->point + chosen * work->dim, work->dim * sizeof *centre);
    work->square[c] = work->kernels->dot(work->dim, centre, centre);
    double sum = 0;
    for (size_t i = 0; i < work->count; i++) {
      const double apart = distance(work, i, centre, work->square[c]);
      if (apart < work->apart[i]) work->apart[i] = apart;
      sum += work->apart[i];
    }
    double left = random_unit(random) * sum;
    chosen = 0;
    while (chosen + 1 < work->count && (left -= work->apart[chosen]) >= 0) chosen++;
  }
}

static void assign(void *context, unsigned index) {
  Work *work = context;
  size_t begin, end;
  team_share(work->count, index, team_size(work->team), &begin, &end);
  for (size_t i = begin; i < end; i++) {
    double best = INFINITY;
    for (size_t c = 0; c < work->clusters; c++) {
      const double apart = distance(work, i, work->centre + c * work->dim, work->square[c]);
      if (apart >= best) continue;
      best = apart;
      work->label[i] = (int32_t)c;
    }
    work->apart[i] = best;
  }
}

// A cluster that lost all its entities keeps its centre.
static void move_centres(Work *work, size_t *size) {
  float *sum = memory_take_aligned(work->clusters * work->dim, sizeof *sum);
  memset(size, 0, work->clusters * sizeof *size);
  for (size_t i = 0; i < work->count; i++) {
    const size_t c = (size_t)work->label[i];
    size[c]++;
    work->kernels->add_scaled(work->dim, 1, work->point + i * work->dim, sum + c * work->dim);
  }
  for (size_t c = 0; c < work->clusters; c++) {
    if (size[c] == 0) continue;
    float *centre = work->centre + c * work->dim;
    for (size_t d = 0; d < work->dim; d++) centre[d] = sum[c * work->dim + d] / (float)size[c];
    work->square[c] = work->kernels->dot(work->dim, centre, centre);
  }
  free(sum);
}

static double silhouette_of(const Work *work, size_t i, const size_t *sample, size_t count,
                            double *sum, size_t *seen) {
  memset(sum, 0, work->clusters * sizeof *sum);
  memset(seen, 0, work->clusters * sizeof *seen);
  for (size_t s = 0; s < count; s++) {
    if (sample[s] == i) continue;
    const float *other = work->point + sample[s] * work->dim;
    const float square = work->kernels->dot(work->dim, other, other);
    const size_t c = (size_t)work->label[sample[s]];
    sum[c] += sqrt(distance(work, i, other, square));
    seen[c]++;
  }
  const size_t own = (size_t)work->label[i];
  if (seen[own] == 0) return 0;
  const double a = sum[own] / (double)seen[own];
  double b = INFINITY;
  for (size_t c = 0; c < work->clusters; c++)
    if (c != own && seen[c] > 0 && sum[c] / (double)seen[c] < b) b = sum[c] / (double)seen[c];
  const double most = a > b ? a : b;
  return isfinite(b) && most > 0 ? (b - a) / most : 0;
}

static double mean_silhouette(const Work *work) {
  const size_t count = work->count < SAMPLE ? work->count : SAMPLE;
  size_t *sample = memory_take(count, sizeof *sample),
         *seen = memory_take(work->clusters, sizeof *seen);
  double *sum = memory_take(work->clusters, sizeof *sum), total = 0;
  for (size_t s = 0; s < count; s++)
    sample[s] = (size_t)((double)s * (double)work->count / (double)count);
  for (size_t s = 0; s < count; s++)
    total += silhouette_of(work, sample[s], sample, count, sum, seen);
  free(sample);
  free(seen);
  free(sum);
  return count > 0 ? total / (double)count : 0;
}

Clustering entities_cluster(const Parameters *parameters, size_t clusters, uint64_t seed,
                            Team *team) {
  const Kernels *kernels = kernels_best();
  Work work = {
      .kernels = kernels, .count = parameters->entity.rows, .dim = parameters->dim, .team = team};
  work.clusters = clusters < work.count ? clusters : work.count;
  Clustering out = {.clusters = work.clusters,
                    .label = memory_take(work.count, sizeof *out.label),
                    .size = memory_take(work.clusters, sizeof *out.size)};
  if (work.clusters == 0) return out;
  work.point = unit_vectors(parameters, kernels);
  work.centre = memory_take_aligned(work.clusters * work.dim, sizeof(float));
  work.square = memory_take(work.clusters, sizeof(float));
  work.apart = memory_take(work.count, sizeof(double));
  work.label = out.label;
  Random random = random_create(seed, 7);
  choose_centres(&work, &random);
  double before = INFINITY;
  for (; out.rounds < MOST_ROUNDS; out.rounds++) {
    team_run(team, assign, &work);
    move_centres(&work, out.size);
    double sum = 0;
    for (size_t i = 0; i < work.count; i++) sum += work.apart[i];
    out.inertia = sum / (double)work.count;
    if (before - out.inertia <= 1e-6 * before) break;
    before = out.inertia;
  }
  out.silhouette = mean_silhouette(&work);
  free(work.point);
  free(work.centre);
  free(work.square);
  free(work.apart);
  return out;
}

void clustering_free(Clustering *clustering) {
  free(clustering->label);
  free(clustering->size);
  *clustering = (Clustering){0};
}
