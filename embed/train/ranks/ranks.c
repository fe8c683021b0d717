// Ranks in the trainer's eyes: sharing out, collecting, agreeing.
#include "embed/train/ranks/ranks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/train/ranks/cut.h"
#include "embed/train/ranks/round.h"

enum { LEADER = 0 };
// Rows that travel together when tables are dealt and collected.
enum { BLOCK = 256 };

struct Ranks {
  Messenger *messenger;
  Shard shard;
  Division division;  // the leader's
  Round *round;
};

// --- Opening -------------------------------------------------------------------------------------

Status ranks_open(Ranks **out, Error *err) {
  Messenger *messenger;
  *out = NULL;
  TRY(message_open(&messenger, err));
  if (messenger == NULL) return STATUS_OK;
  *out = memory_take(1, sizeof **out);
  **out = (Ranks){.messenger = messenger};
  return STATUS_OK;
}

static void let_go(Ranks *ranks) {
  round_free(ranks->round);
  shard_free(&ranks->shard);
  division_free(&ranks->division);
  ranks->round = NULL;
}

// The leader's word to those that wait.
typedef enum Word { WORD_TRAIN, WORD_END } Word;

static void say(Ranks *ranks, Word word) { ranks_share(ranks, &word, sizeof word); }

bool ranks_wait(Ranks *ranks) {
  Word word = WORD_END;
  ranks_share(ranks, &word, sizeof word);
  return word == WORD_TRAIN;
}

void ranks_close(Ranks *ranks) {
  if (ranks == NULL) return;
  if (ranks_leads(ranks)) say(ranks, WORD_END);
  let_go(ranks);
  message_close(ranks->messenger);
  free(ranks);
}

size_t ranks_count(const Ranks *ranks) {
  return ranks == NULL ? 1 : message_ranks(ranks->messenger);
}

size_t ranks_rank(const Ranks *ranks) {
  return ranks == NULL ? LEADER : message_rank(ranks->messenger);
}

bool ranks_leads(const Ranks *ranks) { return ranks_rank(ranks) == LEADER; }

// --- Sharing out ---------------------------------------------------------------------------------

Status ranks_check(const Ranks *ranks, const Settings *settings, uint64_t entities, Error *err) {
  if (ranks == NULL) return STATUS_OK;
  if (settings->negatives == 0) {
    error_set(err, STATUS_USAGE, "several ranks train against samples, not against all entities");
    error_hint(err, "--set negatives=256; --set relation_weight=0");
    return STATUS_USAGE;
  }
  if (settings->partitions > 1) {
    error_set(err, STATUS_USAGE, "partitions on disk are for one rank");
    error_hint(err, "without --set partitions: each of the ranks has its own part in memory");
    return STATUS_USAGE;
  }
  if (settings->average > 0) {
    error_set(err, STATUS_USAGE, "the mean of epochs (average) is for one rank");
    error_hint(err, "--set average=0");
    return STATUS_USAGE;
  }
  if (entities >= ranks_count(ranks)) return STATUS_OK;
  error_set(err, STATUS_USAGE, "there are %zu ranks for %" PRIu64 " entities", ranks_count(ranks),
            entities);
  error_hint(err, "mpirun -n N with at most as many ranks as entities");
  return STATUS_USAGE;
}

typedef struct JobHead {
  int64_t epoch;
  double seconds, valid_mrr;
  uint64_t looks, settings;  // the length of their text
} JobHead;

static void send_job(Ranks *ranks, const RanksJob *job) {
  Buffer text = {0};
  settings_print(&job->settings, &text);
  JobHead head = {job->epoch, job->seconds, job->valid_mrr, job->looks, text.length};
  ranks_share(ranks, &head, sizeof head);
  ranks_share(ranks, text.data, text.length);
  buffer_free(&text);
}

static Status receive_job(Ranks *ranks, RanksJob *job, Error *err) {
  JobHead head;
  ranks_share(ranks, &head, sizeof head);
  char *text = memory_take((size_t)head.settings, 1);
  ranks_share(ranks, text, (size_t)head.settings);
  *job = (RanksJob){.epoch = head.epoch,
                    .seconds = head.seconds,
                    .valid_mrr = head.valid_mrr,
                    .looks = head.looks != 0};
  const Status status = settings_parse(text, (size_t)head.settings, &job->settings, err);
  free(text);
  return status;
}

Status ranks_divide(Ranks *ranks, const Graph *whole, const RanksJob *job, Graph *local,
                    Error *err) {
  let_go(ranks);
  int32_t *part = memory_take((size_t)whole->entities, sizeof *part);
  const Status status =
      graph_cut(whole, ranks_count(ranks), (uint64_t)job->settings.seed, part, err);
  if (status == STATUS_OK)
    ranks->division = division_create(part, whole->entities, ranks_count(ranks));
  free(part);
  TRY(status);
  say(ranks, WORD_TRAIN);
  send_job(ranks, job);
  for (size_t r = 1; r < ranks_count(ranks); r++) {
    Shard shard = shard_cut(whole, &ranks->division, r);
    shard_send(&shard, ranks->messenger, r);
    shard_free(&shard);
  }
  ranks->shard = shard_cut(whole, &ranks->division, LEADER);
  *local = shard_graph(&ranks->shard);
  return STATUS_OK;
}

Status ranks_join(Ranks *ranks, RanksJob *job, Graph *local, Error *err) {
  let_go(ranks);
  const Status status = receive_job(ranks, job, err);
  ranks->shard = shard_receive(ranks->messenger, LEADER);
  *local = shard_graph(&ranks->shard);
  return status;
}

size_t ranks_entities(const Ranks *ranks) { return shard_entities(&ranks->shard); }

size_t ranks_rows(const Ranks *ranks, const Settings *settings) {
  return ranks_entities(ranks) + round_space(&ranks->shard, settings);
}

// --- Tables --------------------------------------------------------------------------------------

// A row travels as its value and, if wanted, its state.
static size_t record_floats(const Table *table, bool with_state) {
  return table->stride + (with_state ? table->state_stride : 0);
}

static void pack_row(const Table *table, int32_t row, bool with_state, float *record) {
  memcpy(record, table_row(table, row), table->stride * sizeof *record);
  if (with_state)
    memcpy(record + table->stride, table_state(table, row), table->state_stride * sizeof *record);
}

static void unpack_row(const float *record, bool with_state, const Table *table, int32_t row) {
  memcpy(table_row(table, row), record, table->stride * sizeof *record);
  if (with_state)
    memcpy(table_state(table, row), record + table->stride, table->state_stride * sizeof *record);
}

// Of a rank's rows from `at` on.
static size_t block_rows(size_t rows, size_t at) { return rows - at < BLOCK ? rows - at : BLOCK; }

typedef struct Dealing {
  float *record;  // [BLOCK], waiting to be sent
  size_t waiting, sent;
} Dealing;

static void deal_rows(Ranks *ranks, RanksRow row, void *self, const Table *own) {
  const size_t count = ranks_count(ranks), floats = record_floats(own, true);
  const Division *division = &ranks->division;
  const size_t entities = division->begin[count];
  int32_t *part = memory_take(entities, sizeof *part);
  Dealing *dealing = memory_take(count, sizeof *dealing);
  for (size_t r = 0; r < count; r++) {
    dealing[r].record = memory_take_aligned(BLOCK * floats, sizeof(float));
    for (size_t i = division->begin[r]; i < division->begin[r + 1]; i++)
      part[division->member[i]] = (int32_t)r;
  }
  for (size_t e = 0; e < entities; e++) {
    const size_t rank = (size_t)part[e];
    Dealing *to = &dealing[rank];
    float *record = to->record + to->waiting * floats;
    memset(record, 0, floats * sizeof *record);
    row(self, (int32_t)e, record, record + own->stride);
    if (++to->waiting < block_rows((size_t)ranks->shard.owned[rank], to->sent)) continue;
    if (rank == LEADER)
      for (size_t i = 0; i < to->waiting; i++)
        unpack_row(to->record + i * floats, true, own, (int32_t)(to->sent + i));
    else
      message_send(ranks->messenger, rank, to->record, to->waiting * floats * sizeof *record);
    to->sent += to->waiting;
    to->waiting = 0;
  }
  for (size_t r = 0; r < count; r++) free(dealing[r].record);
  free(dealing);
  free(part);
}

static void take_rows(Ranks *ranks, const Table *own) {
  const size_t rows = ranks_entities(ranks), floats = record_floats(own, true);
  float *block = memory_take_aligned(BLOCK * floats, sizeof *block);
  for (size_t at = 0; at < rows; at += BLOCK) {
    const size_t count = block_rows(rows, at);
    message_receive(ranks->messenger, LEADER, block, count * floats * sizeof *block);
    for (size_t i = 0; i < count; i++) unpack_row(block + i * floats, true, own, (int32_t)(at + i));
  }
  free(block);
}

void ranks_deal(Ranks *ranks, RanksRow row, void *self, const Table *entity) {
  if (ranks_leads(ranks))
    deal_rows(ranks, row, self, entity);
  else
    take_rows(ranks, entity);
}

static void send_rows(Ranks *ranks, const Table *own, bool with_state) {
  const size_t rows = ranks_entities(ranks), floats = record_floats(own, with_state);
  float *block = memory_take_aligned(BLOCK * floats, sizeof *block);
  for (size_t at = 0; at < rows; at += BLOCK) {
    const size_t count = block_rows(rows, at);
    for (size_t i = 0; i < count; i++)
      pack_row(own, (int32_t)(at + i), with_state, block + i * floats);
    message_send(ranks->messenger, LEADER, block, count * floats * sizeof *block);
  }
  free(block);
}

static void collect_rows(Ranks *ranks, const Table *own, const Table *whole, bool with_state) {
  const Division *division = &ranks->division;
  const size_t floats = record_floats(own, with_state);
  float *block = memory_take_aligned(BLOCK * floats, sizeof *block);
  for (size_t r = 0; r < division->ranks; r++) {
    const int32_t *member = division->member + division->begin[r];
    const size_t rows = division->begin[r + 1] - division->begin[r];
    for (size_t at = 0; at < rows; at += BLOCK) {
      const size_t count = block_rows(rows, at);
      if (r != LEADER) message_receive(ranks->messenger, r, block, count * floats * sizeof *block);
      for (size_t i = 0; i < count; i++) {
        if (r == LEADER) pack_row(own, (int32_t)(at + i), with_state, block + i * floats);
        unpack_row(block + i * floats, with_state, whole, member[at + i]);
      }
    }
  }
  free(block);
}

static void copy_table(const Table *from, const Table *to) {
  memcpy(to->value, from->value, from->rows * from->stride * sizeof(float));
  memcpy(to->state, from->state, from->rows * from->state_stride * sizeof(float));
}

void ranks_collect(Ranks *ranks, const Parameters *parameters, const Parameters *whole,
                   bool with_state) {
  if (!ranks_leads(ranks)) {
    send_rows(ranks, &parameters->entity, with_state);
    return;
  }
  collect_rows(ranks, &parameters->entity, &whole->entity, with_state);
  copy_table(&parameters->relation, &whole->relation);
}

// --- In step -------------------------------------------------------------------------------------

Status ranks_agree(Ranks *ranks, Status own, Error *err) {
  if (ranks == NULL) return own;
  const size_t rank = message_rank(ranks->messenger), count = ranks_count(ranks);
  double first = (double)(own == STATUS_OK ? count : rank);
  message_least(ranks->messenger, &first, 1);
  if (first >= (double)count) return STATUS_OK;
  const size_t failed = (size_t)first;
  Error found = rank == failed ? *err : (Error){0};
  message_share(ranks->messenger, failed, &found, sizeof found);
  *err = found;
  if (failed != LEADER)
    (void)snprintf(err->message, sizeof err->message, "rank %zu: %.*s", failed,
                   (int)(sizeof err->message - 32), found.message);
  return found.code;
}

void ranks_share(Ranks *ranks, void *data, size_t bytes) {
  if (ranks != NULL) message_share(ranks->messenger, LEADER, data, bytes);
}

void ranks_sum(Ranks *ranks, double numbers[], size_t count) {
  if (ranks != NULL) message_sum(ranks->messenger, numbers, count);
}

size_t ranks_most(Ranks *ranks, size_t number) {
  if (ranks == NULL) return number;
  double least = -(double)number;
  message_least(ranks->messenger, &least, 1);
  return (size_t)-least;
}

// --- Rounds --------------------------------------------------------------------------------------

void ranks_begin(Ranks *ranks, Trainer *trainer) {
  ranks->round =
      round_create(ranks->messenger, &ranks->shard, &trainer->settings, &trainer->parameters);
  trainer->own = (int32_t)ranks_entities(ranks);
  trainer->guest_row = round_rows(ranks->round);
}

void ranks_end(Ranks *ranks) {
  round_free(ranks->round);
  ranks->round = NULL;
}

const Triple *ranks_questions(const Ranks *ranks, size_t *count, size_t *pairs) {
  *count = ranks->shard.questions;
  *pairs = ranks->shard.pairs;
  return ranks->shard.question;
}

void ranks_round_begin(Ranks *ranks, Trainer *trainer, const Triple question[], size_t count) {
  round_begin(ranks->round, question, count, &trainer->random);
}

void ranks_round_end(Ranks *ranks, const Trainer *trainer) {
  round_end(ranks->round, trainer->kernels, trainer->rate);
}

const int32_t *ranks_drawn(const Ranks *ranks, size_t *count, double *share) {
  return round_drawn(ranks->round, count, share);
}

void ranks_add_entity(Ranks *ranks, int32_t row, const float *gradient) {
  round_add_guest(ranks->round, row, gradient);
}

void ranks_add_relation(Ranks *ranks, int32_t relation, const float *gradient) {
  round_add_relation(ranks->round, relation, gradient);
}
