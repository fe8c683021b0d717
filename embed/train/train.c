// Training from beginning to end.
#include "embed/train/train.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/train/optimiser.h"

void regularise(const Kernels *kernels, Regulariser kind, size_t width, size_t parts, float weight,
                const float *x, float *gradient) {
  if (kind == REGULARISER_NONE || weight == 0) return;
  if (kind != REGULARISER_N3) {
    kernels->add_scaled(width, 2 * weight, x, gradient);
    return;
  }
  // A width that the parts do not divide (RotatE's angles) is of plain numbers.
  if (width % parts != 0) parts = 1;
  kernels->cubes_back(width / parts, parts, weight, x, gradient);
}

void train_time(char text[TRAINED_TEXT_MAX]) {
  const time_t now = time(NULL);
  struct tm parts;
  (void)gmtime_r(&now, &parts);
  (void)strftime(text, TRAINED_TEXT_MAX, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

// --- Steps ---------------------------------------------------------------------------------------

static Status not_a_number(const Trainer *trainer, const char *what, const char *where,
                           Error *err) {
  Buffer settings = {0};
  settings_print(&trainer->settings, &settings);
  for (size_t i = 0; i < settings.length; i++)
    if (settings.data[i] == '\n') settings.data[i] = ' ';
  error_set(err, STATUS_LIMIT, "%s is no number any more %s, with %s", what, where,
            buffer_text(&settings));
  error_hint(err, "a smaller rate or a greater lambda; the last checkpoint is untouched");
  buffer_free(&settings);
  return STATUS_LIMIT;
}

static double seconds_left(const Trainer *trainer, double done, double in_epoch) {
  const double spent = trainer_seconds(trainer);
  const double time = trainer->settings.time > 0 ? trainer->settings.time - spent : INFINITY;
  double epochs = INFINITY;
  if (trainer->settings.epochs > 0 && done > 0)
    epochs = in_epoch / done * ((double)(trainer->settings.epochs - trainer->epoch) - done);
  const double left = time < epochs ? time : epochs;
  return isfinite(left) && left > 0 ? left : 0;
}

Status trainer_step(Trainer *trainer, uint64_t step, uint64_t done, uint64_t all, double loss,
                    bool *stop, Error *err) {
  if (!isfinite(loss)) {
    char where[80];
    (void)snprintf(where, sizeof where, "in epoch %" PRId64 ", step %" PRIu64, trainer->epoch + 1,
                   step);
    return not_a_number(trainer, "the loss", where, err);
  }
  trainer->loss = done > 0 ? loss / (double)done : 0;
  const Settings *settings = &trainer->settings;
  const double now = clock_wall();
  *stop = (settings->time > 0 && trainer_seconds(trainer) >= settings->time) ||
          (trainer->watch.stop != NULL && atomic_load(trainer->watch.stop));
  if (trainer->watch.progress == NULL || (now - trainer->told < 0.2 && done < all && !*stop))
    return STATUS_OK;
  trainer->told = now;
  const double part = (double)done / (double)all,
               in_epoch = trainer_clock(trainer) - trainer->epoch_started;
  const TrainProgress progress = {.epoch = trainer->epoch + 1,
                                  .epochs = settings->epochs,
                                  .done = part,
                                  .rate = in_epoch > 0 ? (double)done / in_epoch : 0,
                                  .loss = trainer->loss,
                                  .seconds = trainer_seconds(trainer),
                                  .processor = clock_read(CLOCK_PROCESS_CPUTIME_ID),
                                  .left = seconds_left(trainer, part, in_epoch),
                                  .valid_mrr = trainer->valid_mrr};
  trainer->watch.progress(trainer->watch.self, &progress);
  return STATUS_OK;
}

// --- Memory --------------------------------------------------------------------------------------

static size_t entity_state(const Settings *settings) {
  return optimiser_state((OptimiserKind)settings->optimiser, (size_t)settings->dim);
}

static size_t relation_state(const Settings *settings) {
  return optimiser_state((OptimiserKind)settings->optimiser,
                         settings->model->relation_width((size_t)settings->dim));
}

size_t train_bytes(const Settings *settings, const Dataset *data) {
  size_t parameters = parameters_bytes(
      settings->model, (size_t)settings->dim, (int32_t)data->entities.count,
      (int32_t)data->relations.count, entity_state(settings), relation_state(settings));
  // The best parameters seen are kept beside the present ones.
  const size_t best =
      settings->valid_every > 0 && data->valid_count > 0 && settings->partitions == 1
          ? parameters_bytes(settings->model, (size_t)settings->dim, (int32_t)data->entities.count,
                             (int32_t)data->relations.count, 0, 0)
          : 0;
  if (settings->partitions > settings->buffer)
    parameters = parameters / (size_t)settings->partitions * (size_t)settings->buffer;
  const size_t work =
      settings->negatives == 0 ? train_all_bytes(settings, data) : train_sampled_bytes(settings);
  return parameters + best + work + data->train_count * (2 * sizeof(Edge) + sizeof(Triple));
}

static float first_scale(const Settings *settings) {
  if (settings->init > 0) return (float)settings->init;
  if (settings->model->form == FORM_DOT) return 1e-3f;
  // As wide as the uniform (margin + 2) / dim of Sun et al. 2019.
  return (float)((settings->margin + 2) / (double)settings->dim / sqrt(3));
}

// --- Validation and checkpoints ------------------------------------------------------------------

typedef struct Course {
  const TrainTask *task;
  Trainer trainer;
  Graph filter;     // training and validation
  Parameters best;  // values only; model NULL: none yet
  double best_mrr;
  int64_t worse;  // looks since the best
  double saved;   // by clock_wall
  const char *path;
} Course;

static double validate(const Course *course) {
  const Trainer *trainer = &course->trainer;
  const EmbeddingScorer self = {&trainer->parameters, trainer->kernels, NULL};
  const RankTask task = {.scorer = embedding_scorer(&self),
                         .filter = &course->filter,
                         .train = &trainer->graph,
                         .team = trainer->team,
                         .relations = trainer->graph.relations};
  const size_t all = trainer->data.valid_count;
  const size_t most = (size_t)trainer->settings.valid_most;
  const size_t count = all < most ? all : most;
  Triple *chosen = memory_take(count, sizeof *chosen);
  for (size_t i = 0; i < count; i++)
    chosen[i] = trainer->data.valid[(size_t)((double)i * (double)all / (double)count)];
  Ranking ranking = rank_triples(&task, chosen, count);
  const double mrr = ranking.filtered.mrr;
  ranking_free(&ranking);
  free(chosen);
  return mrr;
}

static void copy_values(const Table *from, const Table *to) {
  memcpy(to->value, from->value, from->rows * from->stride * sizeof(float));
}

static Status keep_best(Course *course, double mrr, Error *err) {
  const Parameters *now = &course->trainer.parameters;
  // What does not fit into memory is not kept twice.
  if (course->trainer.settings.partitions > 1) return STATUS_OK;
  if (course->best.model != NULL && mrr <= course->best_mrr) {
    course->worse++;
    return STATUS_OK;
  }
  if (course->best.model == NULL)
    TRY(parameters_create(now->model, now->dim, (int32_t)now->entity.rows,
                          course->trainer.graph.relations, 0, 0, &course->best, err));
  copy_values(&now->entity, &course->best.entity);
  copy_values(&now->relation, &course->best.relation);
  course->best_mrr = mrr;
  course->worse = 0;
  return STATUS_OK;
}

static TrainedInfo take_notes(const Course *course) {
  const Trainer *trainer = &course->trainer;
  TrainedInfo info = {.epoch = trainer->epoch,
                      .seconds = trainer_seconds(trainer),
                      .loss = trainer->loss,
                      .valid_mrr = trainer->valid_mrr};
  (void)snprintf(info.version, sizeof info.version, "%s", ANAMORPH_VERSION);
  if (course->task->mapping != NULL)
    (void)snprintf(info.mapping, sizeof info.mapping, "%s", course->task->mapping);
  train_time(info.created);
  return info;
}

static bool is_finite(const Table *table) {
  float sum = 0;
  for (size_t row = 0; row < table->rows && sum == 0; row++) {
    const float *value = table_row(table, (int32_t)row);
    for (size_t i = 0; i < table->width; i++) sum += value[i] - value[i];
  }
  return sum == 0;
}

// The loss is that of before a step: what the last step has done to the numbers shows in them.
static Status check_numbers(const Course *course, Error *err) {
  const Trainer *trainer = &course->trainer;
  const Parameters *p = &trainer->parameters;
  if (is_finite(&p->entity) && is_finite(&p->relation)) return STATUS_OK;
  char where[80];
  (void)snprintf(where, sizeof where, "after epoch %" PRId64, trainer->epoch);
  return not_a_number(trainer, "a vector's component", where, err);
}

static Status checkpoint(Course *course, Error *err) {
  TRY(check_numbers(course, err));
  if (course->task->path == NULL) return STATUS_OK;
  const Trained trained = {.settings = course->trainer.settings,
                           .info = take_notes(course),
                           .data = course->trainer.data,
                           .parameters = course->trainer.parameters};
  course->saved = clock_wall();
  const TrainWatch *watch = &course->trainer.watch;
  const Status status = trained_write(course->task->path, &trained, err);
  if (status == STATUS_OK || watch->trouble == NULL) return status;
  // There may be room again when the next is due.
  watch->trouble(watch->self, err);
  *err = (Error){0};
  return STATUS_OK;
}

// --- Epochs --------------------------------------------------------------------------------------

static Status run_epochs(Course *course, Error *err) {
  Trainer *trainer = &course->trainer;
  const Settings *settings = &trainer->settings;
  bool stopped = false;
  while (!stopped && (settings->epochs == 0 || trainer->epoch < settings->epochs)) {
    // Each epoch has its own numbers, so that a resumed run goes on as an unbroken one.
    trainer->random = random_create((uint64_t)settings->seed, 100 + (uint64_t)trainer->epoch);
    trainer->rate = (float)(settings->rate * pow(settings->decay, (double)trainer->epoch));
    trainer->epoch_started = trainer_clock(trainer);
    TRY(settings->negatives == 0 ? train_epoch_all(trainer, &stopped, err)
                                 : train_epoch_sampled(trainer, &stopped, err));
    trainer->epoch++;
    const bool look = settings->valid_every > 0 && trainer->data.valid_count > 0 &&
                      (stopped || trainer->epoch % settings->valid_every == 0 ||
                       trainer->epoch == settings->epochs);
    if (look) {
      trainer->valid_mrr = validate(course);
      TRY(keep_best(course, trainer->valid_mrr, err));
      stopped |= settings->patience > 0 && course->worse >= settings->patience;
    }
    if (settings->checkpoint_every > 0 && !stopped &&
        clock_wall() - course->saved >= settings->checkpoint_every)
      TRY(checkpoint(course, err));
  }
  return STATUS_OK;
}

static Status begin(Course *course, Error *err) {
  Trainer *trainer = &course->trainer;
  const Settings *settings = &trainer->settings;
  const Trained *resume = course->task->resume;
  const char *beside = NULL;
  if (settings->partitions > 1)
    beside = course->task->path != NULL ? course->task->path : "/tmp/anamorph";
  TRY(parameters_create_beside(settings->model, (size_t)settings->dim,
                               (int32_t)trainer->data.entities.count, trainer->graph.relations,
                               entity_state(settings), relation_state(settings), beside,
                               &trainer->parameters, err));
  if (resume == NULL) {
    parameters_init(&trainer->parameters, first_scale(settings), (uint64_t)settings->seed);
    return STATUS_OK;
  }
  const Parameters *from = &resume->parameters;
  Parameters *to = &trainer->parameters;
  if (from->model != settings->model || from->dim != to->dim || from->entity.state == NULL ||
      from->entity.state_stride != to->entity.state_stride)
    return error_set(err, STATUS_USAGE,
                     "training cannot go on with another model, dim or optimiser than before");
  copy_values(&from->entity, &to->entity);
  copy_values(&from->relation, &to->relation);
  memcpy(to->entity.state, from->entity.state,
         to->entity.rows * to->entity.state_stride * sizeof(float));
  memcpy(to->relation.state, from->relation.state,
         to->relation.rows * to->relation.state_stride * sizeof(float));
  trainer->epoch = resume->info.epoch;
  trainer->seconds = resume->info.seconds;
  trainer->valid_mrr = resume->info.valid_mrr;
  return STATUS_OK;
}

static Graph filter_graph(const Dataset *data) {
  const size_t count = data->train_count + data->valid_count;
  Triple *both = memory_take(count, sizeof *both);
  if (data->train_count > 0) memcpy(both, data->train, data->train_count * sizeof *both);
  if (data->valid_count > 0)
    memcpy(both + data->train_count, data->valid, data->valid_count * sizeof *both);
  Graph graph =
      graph_build(both, count, (int32_t)data->entities.count, (int32_t)data->relations.count);
  free(both);
  return graph;
}

static Status run(Course *course, Error *err) {
  TRY(begin(course, err));
  TRY(run_epochs(course, err));
  TRY(check_numbers(course, err));
  // The last state is worth going on from; the best is worth asking.
  if (course->best.model != NULL && course->worse > 0) {
    TRY(checkpoint(course, err));
    copy_values(&course->best.entity, &course->trainer.parameters.entity);
    copy_values(&course->best.relation, &course->trainer.parameters.relation);
    course->trainer.valid_mrr = course->best_mrr;
  }
  return STATUS_OK;
}

// No more partitions than entities, no more in memory than there are.
static void bound_partitions(Trainer *trainer) {
  Settings *settings = &trainer->settings;
  const int64_t entities = (int64_t)trainer->data.entities.count;
  if (settings->partitions > entities) settings->partitions = entities;
  if (settings->partitions < settings->buffer) settings->partitions = 1;
}

Status train_embedding(const TrainTask *task, Team *team, Trained *out, Error *err) {
  *out = (Trained){0};
  TRY(settings_check(&task->settings, err));
  gemm_prepare();
  Course course = {.task = task, .saved = clock_wall()};
  course.trainer = (Trainer){
      .settings = task->settings,
      .data = task->data,
      .graph = graph_build(task->data.train, task->data.train_count,
                           (int32_t)task->data.entities.count, (int32_t)task->data.relations.count),
      .kernels = kernels_best(),
      .team = team,
      .watch = task->watch};
  course.trainer.started = trainer_clock(&course.trainer);
  bound_partitions(&course.trainer);
  course.filter = filter_graph(&task->data);
  const Status status = run(&course, err);
  if (status == STATUS_OK)
    *out = (Trained){.settings = course.trainer.settings,
                     .info = take_notes(&course),
                     .data = task->data,
                     .parameters = course.trainer.parameters};
  else
    parameters_free(&course.trainer.parameters);
  parameters_free(&course.best);
  graph_free(&course.filter);
  graph_free(&course.trainer.graph);
  return status;
}
