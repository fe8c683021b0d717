// Losses of one positive score against sampled negative ones, and their gradients.
#ifndef ANAMORPH_EMBED_TRAIN_LOSS_H
#define ANAMORPH_EMBED_TRAIN_LOSS_H

#include "embed/kernel/kernel.h"
#include "embed/train/settings.h"

typedef struct LossTask {
  const Kernels *kernels;
  Loss kind;
  float margin;       // of the margin loss; added to all scores by self-adversarial
  float temperature;  // self-adversarial
} LossTask;

// positive: a score; negative[count]: scores, -INFINITY for those that must not count. Returns the
// loss; *positive_gradient and negative[] become the gradients by the scores.
//   softmax           -log(e^p / (e^p + sum e^n))
//   logistic          log(1 + e^-p) + mean log(1 + e^n)
//   margin            mean max(0, margin - p + n)
//   self-adversarial  log(1 + e^-(p + margin)) + sum w log(1 + e^(n + margin)), w the softmax of
//                     temperature * n, taken as constant (Sun et al. 2019)
//   zlpr              log(1 + e^-p) + log(1 + sum e^n) (Su et al. 2022)
double loss_sampled(const LossTask *task, float positive, size_t count, float *negative,
                    float *positive_gradient);

float loss_sigmoid(float x);
float loss_softplus(float x);  // log(1 + e^x)

#endif
