// Losses and their gradients.
#include "embed/train/loss.h"

#include <math.h>

float loss_sigmoid(float x) {
  if (x >= 0) return 1 / (1 + expf(-x));
  const float raised = expf(x);
  return raised / (1 + raised);
}

float loss_softplus(float x) { return (x > 0 ? x : 0) + log1pf(expf(-fabsf(x))); }

static float maximum(const LossTask *task, float most, size_t count, const float *x) {
  const float here = count > 0 ? task->kernels->maximum(count, x) : most;
  return here > most ? here : most;
}

static double softmax(const LossTask *task, float positive, size_t count, float *negative,
                      float *gradient) {
  const float most = maximum(task, positive, count, negative);
  const float own = expf(positive - most);
  const float sum = own + task->kernels->exp_sum(count, most, negative);
  task->kernels->scale(count, 1 / sum, negative);
  *gradient = own / sum - 1;
  return (double)(logf(sum) + most - positive);
}

static double logistic(float positive, size_t count, float *negative, float *gradient) {
  double loss = (double)loss_softplus(-positive);
  *gradient = -loss_sigmoid(-positive);
  const float share = 1 / (float)count;
  for (size_t i = 0; i < count; i++) {
    loss += (double)(share * loss_softplus(negative[i]));
    negative[i] = share * loss_sigmoid(negative[i]);
  }
  return loss;
}

static double margin(float gap, float positive, size_t count, float *negative, float *gradient) {
  double loss = 0;
  const float share = 1 / (float)count;
  *gradient = 0;
  for (size_t i = 0; i < count; i++) {
    const float slack = gap - positive + negative[i];
    negative[i] = 0;
    if (!(slack > 0)) continue;
    loss += (double)(share * slack);
    negative[i] = share;
    *gradient -= share;
  }
  return loss;
}

static double self_adversarial(const LossTask *task, float positive, size_t count, float *negative,
                               float *gradient) {
  double loss = (double)loss_softplus(-positive - task->margin);
  *gradient = -loss_sigmoid(-positive - task->margin);
  const float most = maximum(task, -INFINITY, count, negative);
  if (!(most > -INFINITY)) {
    for (size_t i = 0; i < count; i++) negative[i] = 0;
    return loss;
  }
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += expf(task->temperature * (negative[i] - most));
  for (size_t i = 0; i < count; i++) {
    const float weight = expf(task->temperature * (negative[i] - most)) / sum;
    // A masked score has weight 0 at any temperature but 0.
    const float shifted = negative[i] + task->margin;
    negative[i] = weight * loss_sigmoid(shifted);
    if (shifted > -INFINITY) loss += (double)(weight * loss_softplus(shifted));
  }
  return loss;
}

static double zlpr(const LossTask *task, float positive, size_t count, float *negative,
                   float *gradient) {
  *gradient = -loss_sigmoid(-positive);
  const float most = maximum(task, 0, count, negative);
  const float sum = expf(-most) + task->kernels->exp_sum(count, most, negative);
  task->kernels->scale(count, 1 / sum, negative);
  return (double)(loss_softplus(-positive) + logf(sum) + most);
}

double loss_sampled(const LossTask *task, float positive, size_t count, float *negative,
                    float *positive_gradient) {
  switch (task->kind) {
    case LOSS_SOFTMAX: return softmax(task, positive, count, negative, positive_gradient);
    case LOSS_LOGISTIC: return logistic(positive, count, negative, positive_gradient);
    case LOSS_MARGIN: return margin(task->margin, positive, count, negative, positive_gradient);
    case LOSS_SELF_ADVERSARIAL:
      return self_adversarial(task, positive, count, negative, positive_gradient);
    case LOSS_ZLPR: return zlpr(task, positive, count, negative, positive_gradient);
  }
  return 0;
}
