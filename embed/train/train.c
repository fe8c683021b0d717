// Training from beginning to end.
#include "embed/train/train.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/train/average.h"
#include "embed/train/optimiser.h"
#include "embed/train/ranks/ranks.h"
#include "embed/train/start.h"

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

static bool wants_stop(const Trainer *trainer) {
  if (trainer->watch.stop != NULL && atomic_load(trainer->watch.stop)) return true;
  // The leader's clock counts.
  return trainer->settings.time > 0 && ranks_leads(trainer->ranks) &&
         trainer_seconds(trainer) >= trainer->settings.time;
}

Status trainer_step(Trainer *trainer, uint64_t step, uint64_t done, uint64_t all, double loss,
                    bool *stop, Error *err) {
  double sums[] = {loss, (double)done, wants_stop(trainer)};
  ranks_sum(trainer->ranks, sums, sizeof sums / sizeof *sums);
  loss = sums[0];
  done = (uint64_t)sums[1];
  *stop = sums[2] > 0;
  if (!isfinite(loss)) {
    char where[80];
    (void)snprintf(where, sizeof where, "in epoch %" PRId64 ", step %" PRIu64, trainer->epoch + 1,
                   step);
    return not_a_number(trainer, "the loss", where, err);
  }
  trainer->loss = done > 0 ? loss / (double)done : 0;
  const Settings *settings = &trainer->settings;
  const double now = clock_wall();
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

size_t train_bytes(const Settings *settings, const Dataset *data, size_t ranks) {
  const int32_t entities = (int32_t)(data->entities.count / ranks);
  size_t parameters = parameters_bytes(settings->model, (size_t)settings->dim, entities,
                                       (int32_t)data->relations.count, entity_state(settings),
                                       relation_state(settings));
  const size_t values = parameters_bytes(settings->model, (size_t)settings->dim, entities,
                                         (int32_t)data->relations.count, 0, 0);
  // Beside the present parameters the best ones seen are kept, and the mean of epochs.
  size_t kept = settings->average > 0 ? values : 0;
  if (settings->valid_every > 0 && data->valid_count > 0 && settings->partitions == 1)
    kept += values;
  if (settings->partitions > settings->buffer)
    parameters = parameters / (size_t)settings->partitions * (size_t)settings->buffer;
  const size_t work = settings->negatives == 0 ? train_all_bytes(settings, data)
                                               : train_sampled_bytes(settings, data);
  return parameters + kept + work + data->train_count * (2 * sizeof(Edge) + sizeof(Triple));
}

// --- Validation and checkpoints ------------------------------------------------------------------

typedef struct Course {
  const TrainTask *task;  // NULL for ranks that do not lead
  Trainer trainer;
  bool looks;        // there is validation to look at
  Graph known;       // the training triples: the trainer's graph, or the whole of all ranks'
  Graph filter;      // training and validation
  Parameters whole;  // of all ranks, collected; model NULL: this process is alone, or does not lead
  Start start;       // of the leader
  Average average;   // what is asked, if there is one; of a process alone
  Parameters best;   // values only, of this rank; model NULL: none yet
  double best_mrr;
  int64_t worse;  // looks since the best
  double saved;   // by clock_wall
} Course;

static bool averages(const Course *course) { return course->average.mean.model != NULL; }

// Of this rank, what is asked: the values count.
static const Parameters *own_answers(const Course *course) {
  return averages(course) ? &course->average.mean : &course->trainer.parameters;
}

// Of all ranks.
static const Parameters *all_answers(const Course *course) {
  return course->whole.model != NULL ? &course->whole : own_answers(course);
}

static void collect(Course *course, bool with_state) {
  if (course->trainer.ranks != NULL)
    ranks_collect(course->trainer.ranks, &course->trainer.parameters, &course->whole, with_state);
}

static double validate(const Course *course) {
  const Trainer *trainer = &course->trainer;
  const EmbeddingScorer self = {all_answers(course), trainer->kernels, NULL};
  const RankTask task = {.scorer = embedding_scorer(&self),
                         .filter = &course->filter,
                         .train = &course->known,
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
  const Parameters *now = own_answers(course);
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
                      .valid_mrr = trainer->valid_mrr,
                      .averaged = course->average.epochs};
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

static Status save(Course *course, Error *err) {
  if (course->task == NULL || course->task->path == NULL) return STATUS_OK;
  Trained trained = {
      .settings = course->trainer.settings,
      .info = take_notes(course),
      .data = course->trainer.data,
      .parameters = course->whole.model != NULL ? course->whole : course->trainer.parameters};
  if (averages(course)) {
    // What is asked is the mean; the optimiser's state is of the last.
    trained.last = trained.parameters;
    trained.parameters.entity.value = course->average.mean.entity.value;
    trained.parameters.relation.value = course->average.mean.relation.value;
  }
  course->saved = clock_wall();
  const TrainWatch *watch = &course->trainer.watch;
  const Status status = trained_write(course->task->path, &trained, err);
  if (status == STATUS_OK || watch->trouble == NULL) return status;
  // There may be room again when the next is due.
  watch->trouble(watch->self, err);
  *err = (Error){0};
  return STATUS_OK;
}

static Status checkpoint(Course *course, Error *err) {
  struct Ranks *ranks = course->trainer.ranks;
  TRY(ranks_agree(ranks, check_numbers(course, err), err));
  collect(course, true);
  return ranks_agree(ranks, save(course, err), err);
}

// --- Epochs --------------------------------------------------------------------------------------

// Looks at validation: the leader does, and each keeps the best of its own.
static Status look(Course *course, Error *err) {
  Trainer *trainer = &course->trainer;
  collect(course, false);
  if (ranks_leads(trainer->ranks)) trainer->valid_mrr = validate(course);
  ranks_share(trainer->ranks, &trainer->valid_mrr, sizeof trainer->valid_mrr);
  return ranks_agree(trainer->ranks, keep_best(course, trainer->valid_mrr, err), err);
}

static bool checkpoint_due(const Course *course) {
  const Settings *settings = &course->trainer.settings;
  bool due =
      settings->checkpoint_every > 0 && clock_wall() - course->saved >= settings->checkpoint_every;
  ranks_share(course->trainer.ranks, &due, sizeof due);
  return due;
}

// Each epoch has its own numbers, so that a resumed run goes on as an unbroken one.
static void begin_epoch(Trainer *trainer) {
  const Settings *settings = &trainer->settings;
  const uint64_t rank = ranks_rank(trainer->ranks);
  trainer->random =
      random_create((uint64_t)settings->seed, 100 + (uint64_t)trainer->epoch + (rank << 32));
  trainer->rate = (float)(settings->rate * pow(settings->decay, (double)trainer->epoch));
  trainer->epoch_started = trainer_clock(trainer);
}

static bool may_look(const Course *course) {
  return course->looks && course->trainer.settings.valid_every > 0;
}

static Status run_epochs(Course *course, Error *err) {
  Trainer *trainer = &course->trainer;
  const Settings *settings = &trainer->settings;
  bool stopped = false;
  while (!stopped && (settings->epochs == 0 || trainer->epoch < settings->epochs)) {
    begin_epoch(trainer);
    TRY(settings->negatives == 0 ? train_epoch_all(trainer, &stopped, err)
                                 : train_epoch_sampled(trainer, &stopped, err));
    trainer->epoch++;
    if (averages(course))
      average_add(&course->average, &trainer->parameters, settings->average, trainer->team);
    if (may_look(course) && (stopped || trainer->epoch % settings->valid_every == 0 ||
                             trainer->epoch == settings->epochs)) {
      TRY(look(course, err));
      stopped |= settings->patience > 0 && course->worse >= settings->patience;
    }
    if (!stopped && checkpoint_due(course)) TRY(checkpoint(course, err));
  }
  return STATUS_OK;
}

// --- First values --------------------------------------------------------------------------------

// Where tables that memory need not hold may lie.
static const char *place_beside(const Course *course) {
  return course->task->path != NULL ? course->task->path : "/tmp/anamorph";
}

// A process alone.
static Status begin(Course *course, Error *err) {
  Trainer *trainer = &course->trainer;
  const Settings *settings = &trainer->settings;
  const Trained *resume = course->task->resume;
  const char *beside = settings->partitions > 1 ? place_beside(course) : NULL;
  TRY(parameters_create_beside(settings->model, (size_t)settings->dim,
                               (int32_t)trainer->data.entities.count, trainer->graph.relations,
                               entity_state(settings), relation_state(settings), beside,
                               &trainer->parameters, err));
  course->start.to = &trainer->parameters;
  start_all(&course->start);
  if (settings->average > 0) TRY(average_create(&trainer->parameters, &course->average, err));
  if (resume == NULL || resume->last.model == NULL) return STATUS_OK;
  // The file's mean goes on with its epochs, and training with the last values.
  course->average.epochs = averages(course) ? resume->info.averaged : 0;
  copy_values(&resume->last.entity, &trainer->parameters.entity);
  copy_values(&resume->last.relation, &trainer->parameters.relation);
  return STATUS_OK;
}

// The tables of a rank, and the leader's of all, which lies on disk: no machine need hold it.
static Status create_tables(Course *course, Error *err) {
  Trainer *trainer = &course->trainer;
  const Settings *settings = &trainer->settings;
  TRY(parameters_create(settings->model, (size_t)settings->dim,
                        (int32_t)ranks_rows(trainer->ranks, settings), trainer->graph.relations,
                        entity_state(settings), relation_state(settings), &trainer->parameters,
                        err));
  if (course->task == NULL) return STATUS_OK;
  return parameters_create_beside(settings->model, (size_t)settings->dim,
                                  (int32_t)trainer->data.entities.count, trainer->graph.relations,
                                  entity_state(settings), relation_state(settings),
                                  place_beside(course), &course->whole, err);
}

// One of several ranks, each with its part of the graph.
static Status begin_together(Course *course, Error *err) {
  Trainer *trainer = &course->trainer;
  struct Ranks *ranks = trainer->ranks;
  Status status = STATUS_OK;
  if (trainer->team == NULL)
    status = team_create((unsigned)trainer->settings.threads, &trainer->team, err);
  if (status == STATUS_OK) status = create_tables(course, err);
  TRY(ranks_agree(ranks, status, err));
  const Table *relation = &trainer->parameters.relation;
  course->start.to = &trainer->parameters;
  ranks_deal(ranks, start_entity, &course->start, &trainer->parameters.entity);
  // Those that do not lead are told below.
  if (course->task != NULL) start_relations(&course->start);
  ranks_share(ranks, relation->value, relation->rows * relation->stride * sizeof(float));
  ranks_share(ranks, relation->state, relation->rows * relation->state_stride * sizeof(float));
  ranks_begin(ranks, trainer);
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
  struct Ranks *ranks = course->trainer.ranks;
  TRY(ranks == NULL ? begin(course, err) : begin_together(course, err));
  // What was the best so far is asked on, unless this run finds better. Of several ranks the first
  // look of the run decides.
  if (ranks == NULL && course->task->resume != NULL && may_look(course)) TRY(look(course, err));
  TRY(run_epochs(course, err));
  TRY(ranks_agree(ranks, check_numbers(course, err), err));
  // The last state is worth going on from; the best is worth asking.
  if (course->best.model != NULL && course->worse > 0) {
    TRY(checkpoint(course, err));
    copy_values(&course->best.entity, &own_answers(course)->entity);
    copy_values(&course->best.relation, &own_answers(course)->relation);
    course->trainer.valid_mrr = course->best_mrr;
  }
  collect(course, true);
  return STATUS_OK;
}

// No more partitions than entities, no more in memory than there are.
static void bound_partitions(Trainer *trainer) {
  Settings *settings = &trainer->settings;
  const int64_t entities = (int64_t)trainer->data.entities.count;
  if (settings->partitions > entities) settings->partitions = entities;
  if (settings->partitions < settings->buffer) settings->partitions = 1;
}

// The leader's graph is that of its part; `known` is the whole.
static Status divide(Course *course, Error *err) {
  Trainer *trainer = &course->trainer;
  const RanksJob job = {.settings = trainer->settings,
                        .epoch = trainer->epoch,
                        .seconds = trainer->seconds,
                        .valid_mrr = trainer->valid_mrr,
                        .looks = course->looks};
  TRY(ranks_divide(trainer->ranks, &course->known, &job, &trainer->graph, err));
  return ranks_agree(trainer->ranks, STATUS_OK, err);
}

static Status run_leader(Course *course, Error *err) {
  Trainer *trainer = &course->trainer;
  const Trained *resume = course->task->resume;
  TRY(start_create(&trainer->settings, &trainer->data, resume, course->task->from, &course->start,
                   err));
  if (resume != NULL) {
    trainer->epoch = resume->info.epoch;
    trainer->seconds = resume->info.seconds;
    trainer->valid_mrr = resume->info.valid_mrr;
  }
  if (trainer->ranks == NULL)
    trainer->graph = course->known;
  else
    TRY(divide(course, err));
  return run(course, err);
}

// But for the parameters that are the result.
static void free_course(Course *course) {
  Trainer *trainer = &course->trainer;
  if (trainer->ranks != NULL) {
    ranks_end(trainer->ranks);
    parameters_free(&trainer->parameters);
    graph_free(&trainer->graph);
  }
  free(trainer->answers);
  parameters_free(&course->average.mean);
  parameters_free(&course->best);
  graph_free(&course->filter);
  graph_free(&course->known);
}

Status train_embedding(const TrainTask *task, Team *team, Trained *out, Error *err) {
  *out = (Trained){0};
  TRY(settings_check(&task->settings, err));
  TRY(ranks_check(task->ranks, &task->settings, task->data.entities.count, err));
  gemm_prepare();
  const int32_t entities = (int32_t)task->data.entities.count;
  Course course = {.task = task,
                   .saved = clock_wall(),
                   .looks = task->data.valid_count > 0,
                   .known = graph_build(task->data.train, task->data.train_count, entities,
                                        (int32_t)task->data.relations.count),
                   .filter = filter_graph(&task->data)};
  course.trainer = (Trainer){.settings = task->settings,
                             .data = task->data,
                             .kernels = kernels_best(),
                             .ranks = task->ranks,
                             .own = entities,
                             .team = team,
                             .watch = task->watch};
  course.trainer.started = trainer_clock(&course.trainer);
  bound_partitions(&course.trainer);
  const Status status = run_leader(&course, err);
  Parameters *result = task->ranks == NULL ? &course.trainer.parameters : &course.whole;
  if (status == STATUS_OK) {
    average_swap(&course.average, result);
    *out = (Trained){.settings = course.trainer.settings,
                     .info = take_notes(&course),
                     .data = task->data,
                     .parameters = *result,
                     .last = course.average.mean};
    course.average.mean = (Parameters){0};
  } else {
    parameters_free(result);
  }
  free_course(&course);
  return status;
}

Status train_follow(struct Ranks *ranks, const atomic_bool *stop, Error *err) {
  gemm_prepare();
  Course course = {.saved = clock_wall()};
  RanksJob job;
  Status status = ranks_join(ranks, &job, &course.trainer.graph, err);
  course.looks = job.looks;
  Trainer *trainer = &course.trainer;
  trainer->settings = job.settings;
  trainer->epoch = job.epoch;
  trainer->seconds = job.seconds;
  trainer->valid_mrr = job.valid_mrr;
  trainer->kernels = kernels_best();
  trainer->ranks = ranks;
  trainer->watch.stop = stop;
  trainer->started = trainer_clock(trainer);
  status = ranks_agree(ranks, status, err);
  if (status == STATUS_OK) status = run(&course, err);
  if (trainer->team != NULL) team_destroy(trainer->team);
  free_course(&course);
  return status;
}
