// Fetching guests, sending gradients home, and summing those of relations.
#include "embed/train/ranks/round.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/train/optimiser.h"

typedef struct Guest {
  Place place;
  int32_t id;
} Guest;

struct Round {
  Messenger *messenger;
  const Shard *shard;
  const Settings *settings;
  const Parameters *parameters;
  size_t own;      // entities
  int32_t *row;    // [foreign + draws], by id - own; -1: not here
  int32_t *drawn;  // [draws], ids
  size_t draws, drawn_count;
  double share;  // of the negatives, those that are drawn
  Guest *guest;  // [space], of this round, by place
  size_t guests;
  size_t *to, *from;  // [ranks]: guests by owner; rows that others ask for, by asker
  int32_t *ask;       // [space], rows at their owners
  int32_t *asked;     // rows that others ask for
  float *passing;     // [asked][stride]: their values on the way out, their gradients on the way in
  size_t asked_count, asked_space;
  float *gradient;        // [space][stride], of guests
  float *sum;             // [2 m][width], of relations
  atomic_uchar *touched;  // [2 m]
  uint64_t *met;          // the same of all ranks, a bit each
  float *packed;          // [those met][width]
  size_t packed_space;
};

// --- Making ------------------------------------------------------------------------------------

static uint64_t entities_elsewhere(const Shard *shard) {
  uint64_t others = 0;
  for (size_t r = 0; r < shard->ranks; r++)
    if (r != shard->rank) others += shard->owned[r];
  return others;
}

// Of the negatives. A uniform draw would take them from other ranks as often as there are more
// entities.
static double share_elsewhere(const Shard *shard, const Settings *settings) {
  const double others = (double)entities_elsewhere(shard);
  return settings->elsewhere * others / (others + (double)shard_entities(shard));
}

static size_t draws_of(const Shard *shard, const Settings *settings) {
  return (size_t)ceil(share_elsewhere(shard, settings) * (double)settings->negatives);
}

size_t round_space(const Shard *shard, const Settings *settings) {
  const size_t questions =
      (size_t)settings->chunk * (size_t)settings->exchange * (size_t)settings->threads;
  return (questions < shard->foreign ? questions : shard->foreign) + draws_of(shard, settings);
}

Round *round_create(Messenger *messenger, const Shard *shard, const Settings *settings,
                    const Parameters *parameters) {
  Round *out = memory_take(1, sizeof *out);
  *out = (Round){.messenger = messenger,
                 .shard = shard,
                 .settings = settings,
                 .parameters = parameters,
                 .own = shard_entities(shard),
                 .draws = draws_of(shard, settings),
                 .share = share_elsewhere(shard, settings)};
  const size_t space = round_space(shard, settings), relations = parameters->relation.rows;
  out->row = memory_take(shard->foreign + out->draws, sizeof *out->row);
  for (size_t i = 0; i < shard->foreign + out->draws; i++) out->row[i] = -1;
  out->drawn = memory_take(out->draws, sizeof *out->drawn);
  out->guest = memory_take(space, sizeof *out->guest);
  out->to = memory_take(shard->ranks, sizeof *out->to);
  out->from = memory_take(shard->ranks, sizeof *out->from);
  out->ask = memory_take(space, sizeof *out->ask);
  out->gradient = memory_take_aligned(space * parameters->entity.stride, sizeof *out->gradient);
  out->sum = memory_take_aligned(relations * parameters->relation.width, sizeof *out->sum);
  out->touched = memory_take(relations, sizeof *out->touched);
  out->met = memory_take(relations / 64 + 1, sizeof *out->met);
  return out;
}

void round_free(Round *round) {
  if (round == NULL) return;
  void *const arrays[] = {round->row,      round->drawn, round->guest,   round->to,
                          round->from,     round->ask,   round->asked,   round->passing,
                          round->gradient, round->sum,   round->touched, round->met,
                          round->packed};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
  free(round);
}

const int32_t *round_rows(const Round *round) { return round->row; }

const int32_t *round_drawn(const Round *round, size_t *count, double *share) {
  *count = round->drawn_count;
  *share = round->share;
  return round->drawn;
}

// --- Guests ------------------------------------------------------------------------------------

static void want(Round *round, int32_t id, Place place) {
  int32_t *row = &round->row[(size_t)id - round->own];
  if (*row >= 0) return;
  *row = 0;  // its place among the guests comes when all are known
  round->guest[round->guests++] = (Guest){place, id};
}

// An entity of another rank, each as likely.
static Place draw_place(const Shard *shard, Random *random) {
  uint64_t at = random_below(random, (uint32_t)entities_elsewhere(shard));
  size_t rank = 0;
  for (;; rank++) {
    if (rank == shard->rank) continue;
    if (at < shard->owned[rank]) return place_of(rank, (size_t)at);
    at -= shard->owned[rank];
  }
}

static int by_place(const void *a, const void *b) {
  const Guest *x = a, *y = b;
  if (x->place != y->place) return x->place < y->place ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

static void list_guests(Round *round, const Triple question[], size_t count, Random *random) {
  const Shard *shard = round->shard;
  for (size_t i = 0; i < round->guests; i++)
    round->row[(size_t)round->guest[i].id - round->own] = -1;
  round->guests = 0;
  for (size_t i = 0; i < count; i++)
    if ((size_t)question[i].tail >= round->own)
      want(round, question[i].tail, shard->place[(size_t)question[i].tail - round->own]);
  round->drawn_count = count > 0 ? round->draws : 0;
  for (size_t k = 0; k < round->drawn_count; k++) {
    const Place place = draw_place(shard, random);
    int32_t id = shard_find(shard, place);
    // One that answers no question here has an id for this round.
    if (id < 0) id = (int32_t)(round->own + shard->foreign + k);
    want(round, id, place);
    round->drawn[k] = id;
  }
  qsort(round->guest, round->guests, sizeof *round->guest, by_place);
  memset(round->to, 0, shard->ranks * sizeof *round->to);
  for (size_t i = 0; i < round->guests; i++) {
    const Guest *guest = &round->guest[i];
    round->row[(size_t)guest->id - round->own] = (int32_t)(round->own + i);
    round->ask[i] = (int32_t)place_row(guest->place);
    round->to[place_rank(guest->place)]++;
  }
}

static void hold_asked(Round *round) {
  round->asked_count = 0;
  for (size_t r = 0; r < round->shard->ranks; r++) round->asked_count += round->from[r];
  if (round->asked_count <= round->asked_space) return;
  round->asked_space = round->asked_count + round->asked_count / 4;
  round->asked = memory_grow(round->asked, round->asked_space, sizeof *round->asked);
  free(round->passing);
  round->passing = memory_take_aligned(round->asked_space * round->parameters->entity.stride,
                                       sizeof *round->passing);
}

void round_begin(Round *round, const Triple question[], size_t count, Random *random) {
  const Table *entity = &round->parameters->entity;
  const size_t bytes = entity->stride * sizeof(float);
  Messenger *messenger = round->messenger;
  list_guests(round, question, count, random);
  message_counts(messenger, round->to, round->from);
  hold_asked(round);
  message_exchange(messenger, sizeof *round->ask, round->ask, round->to, round->asked, round->from);
  for (size_t i = 0; i < round->asked_count; i++)
    memcpy(round->passing + i * entity->stride, table_row(entity, round->asked[i]), bytes);
  message_exchange(messenger, bytes, round->passing, round->from,
                   table_row(entity, (int32_t)round->own), round->to);
  memset(round->gradient, 0, round->guests * bytes);
}

// --- Gradients ---------------------------------------------------------------------------------

LOCK_FREE static void add(size_t count, const float *gradient, float *sum) {
  for (size_t i = 0; i < count; i++) sum[i] += gradient[i];
}

void round_add_guest(Round *round, int32_t row, const float *gradient) {
  const Table *entity = &round->parameters->entity;
  add(entity->width, gradient, round->gradient + ((size_t)row - round->own) * entity->stride);
}

void round_add_relation(Round *round, int32_t relation, const float *gradient) {
  const size_t width = round->parameters->relation.width;
  atomic_store_explicit(&round->touched[relation], 1, memory_order_relaxed);
  add(width, gradient, round->sum + (size_t)relation * width);
}

// A row that was fetched and not met has no gradient, and makes no step.
static bool is_zero(size_t count, const float *row) {
  for (size_t i = 0; i < count; i++)
    if (row[i] != 0) return false;
  return true;
}

static void step_entities(Round *round, const Kernels *kernels, float rate) {
  const Table *entity = &round->parameters->entity;
  message_exchange(round->messenger, entity->stride * sizeof(float), round->gradient, round->to,
                   round->passing, round->from);
  for (size_t i = 0; i < round->asked_count; i++) {
    const float *gradient = round->passing + i * entity->stride;
    if (!is_zero(entity->width, gradient))
      optimiser_step((OptimiserKind)round->settings->optimiser, kernels, rate, entity,
                     round->asked[i], gradient);
  }
}

static bool is_met(const Round *round, size_t relation) {
  return (round->met[relation / 64] >> (relation % 64) & 1) != 0;
}

static void step_relations(Round *round, const Kernels *kernels, float rate) {
  const Table *table = &round->parameters->relation;
  const size_t width = table->width, bytes = width * sizeof(float);
  memset(round->met, 0, (table->rows / 64 + 1) * sizeof *round->met);
  for (size_t r = 0; r < table->rows; r++) {
    round->met[r / 64] |= (uint64_t)atomic_load(&round->touched[r]) << (r % 64);
    atomic_store(&round->touched[r], 0);
  }
  message_unite(round->messenger, round->met, table->rows / 64 + 1);
  size_t met = 0, at = 0;
  for (size_t r = 0; r < table->rows; r++) met += is_met(round, r);
  if (met > round->packed_space) {
    round->packed = memory_grow(round->packed, met * width, sizeof *round->packed);
    round->packed_space = met;
  }
  for (size_t r = 0; r < table->rows; r++) {
    if (!is_met(round, r)) continue;
    memcpy(round->packed + at++ * width, round->sum + r * width, bytes);
    memset(round->sum + r * width, 0, bytes);
  }
  message_sum_floats(round->messenger, round->packed, met * width);
  at = 0;
  for (size_t r = 0; r < table->rows; r++)
    if (is_met(round, r))
      optimiser_step((OptimiserKind)round->settings->optimiser, kernels, rate, table, (int32_t)r,
                     round->packed + at++ * width);
}

void round_end(Round *round, const Kernels *kernels, float rate) {
  step_entities(round, kernels, rate);
  step_relations(round, kernels, rate);
}
