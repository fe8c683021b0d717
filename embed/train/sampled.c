// Training against samples: a chunk of triples shares its negative answers (joint negatives), so
// that their scores and gradients are matrix products.
//
// An epoch asks each triple from both sides. Where they can, both stand in one chunk, so that the
// rows of head and tail are read and step for both at once: steps of a side each are twice as many,
// and twice as far. Models that project answers have chunks of one relation and thus of one side,
// and of a triple between two ranks each asks the side of its own head.
//
// Threads take chunks as they come and change rows without locks (Hogwild): with one thread a run
// can be repeated, with more it cannot.
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/data/radix.h"
#include "embed/train/chunk.h"
#include "embed/train/partition.h"
#include "embed/train/ranks/ranks.h"
#include "embed/train/trainer.h"

// Chunks between two looks at the clock.
enum { ROUND = 32 };

// A question is triple * 2 + (1 for the side of its tail); of several ranks, a question's number.
//
// An item is what is shuffled: both questions of a triple (*pair*), or one.
typedef struct Epoch {
  Trainer *trainer;
  const Triple *triple;  // of training; of several ranks, this one's questions
  size_t questions;
  size_t pairs;    // item i < pairs asks questions 2 i and 2 i + 1, one behind asks i + pairs
  uint64_t *item;  // [questions - pairs], shuffled
  size_t count;
  size_t *chunk;  // begins; [chunks + 1]
  size_t chunks;
  size_t from, to;        // the chunks of this round
  size_t asked;           // questions of those done
  uint32_t *state;        // of the partitions, by chunk
  Partitions partitions;  // count 0: everything is in memory
  const int32_t *drawn;   // of other ranks' entities, those that may be negatives in this round
  size_t drawn_count;
  double drawn_share;  // of the negatives
  atomic_size_t next;
  double *loss;    // [threads]
  Random *random;  // [threads]
  Chunk *work;     // [threads]; made by each when it begins
} Epoch;

// The item's first question; how many it asks.
static uint64_t item_question(const Epoch *epoch, uint64_t item) {
  return item + (item < epoch->pairs ? item : epoch->pairs);
}

static size_t item_sides(const Epoch *epoch, uint64_t item) { return item < epoch->pairs ? 2 : 1; }

// Questions of a chunk, at most: the last item may be a pair.
static size_t chunk_most(const Epoch *epoch) {
  return (size_t)epoch->trainer->settings.chunk + (epoch->pairs > 0);
}

// One of the entities that are in memory.
static int32_t draw_entity(const Epoch *epoch, size_t at, Random *random) {
  int32_t begin = 0, end = epoch->trainer->own;
  if (epoch->drawn_count > 0 && random_unit(random) < epoch->drawn_share)
    return epoch->drawn[random_below(random, (uint32_t)epoch->drawn_count)];
  if (epoch->partitions.count > 0) {
    const Partitions *partitions = &epoch->partitions;
    const uint32_t *resident = partitions->resident + epoch->state[at] * partitions->buffer;
    const uint32_t chosen = random_below(random, (uint32_t)partitions->buffer);
    partition_range(partitions, resident[chosen], &begin, &end);
  }
  return begin + (int32_t)random_below(random, (uint32_t)(end - begin));
}

// --- Questions and their answers -----------------------------------------------------------------

static Triple question_triple(const Epoch *epoch, uint64_t question) {
  if (epoch->trainer->ranks != NULL) return epoch->triple[question];
  const Triple triple = epoch->triple[question / 2];
  return question % 2 == 0 ? triple : triple_inverse(triple, epoch->trainer->graph.relations);
}

static Triple item_triple(const Epoch *epoch, uint64_t item) {
  return question_triple(epoch, item_question(epoch, item));
}

// Where the answers of a question stand in the graph, and how many: to find them costs several
// waits for memory, so it is done once. Above the count's bits: it must be looked up.
enum { COUNT_BITS = 24 };
static const uint64_t MANY = ((uint64_t)1 << COUNT_BITS) - 1;

static void find_answers(void *context, unsigned index) {
  const Epoch *epoch = context;
  const Graph *graph = &epoch->trainer->graph;
  size_t begin, end;
  team_share(epoch->questions, index, team_size(epoch->trainer->team), &begin, &end);
  for (size_t q = begin; q < end; q++) {
    const Triple t = question_triple(epoch, q);
    const EdgeSpan known = graph_answers(graph, t.head, t.relation);
    const uint64_t at = (uint64_t)(known.edge - graph->edge);
    epoch->trainer->answers[q] = at << COUNT_BITS | (known.count < MANY ? known.count : MANY);
  }
}

static Question make_question(const Epoch *epoch, uint64_t question) {
  const Graph *graph = &epoch->trainer->graph;
  const uint64_t answers = epoch->trainer->answers[question];
  const Triple t = question_triple(epoch, question);
  if ((answers & MANY) == MANY) return (Question){t, graph_answers(graph, t.head, t.relation)};
  return (Question){t, {graph->edge + (answers >> COUNT_BITS), answers & MANY}};
}

// --- Chunks --------------------------------------------------------------------------------------

enum { ITEMS_AHEAD = 12 };

static void prefetch_item(const Epoch *epoch, uint64_t item) {
  const uint64_t question = item_question(epoch, item);
  memory_prefetch_line(epoch->triple + (epoch->trainer->ranks != NULL ? question : question / 2));
  memory_prefetch_line(epoch->trainer->answers + question);
}

// A question in the order of a chunk: each relation's are together, so that it makes one step, and
// its two sides follow each other, since their rows are the same. at: of it before.
static uint64_t chunk_key(const Epoch *epoch, const Question *question, size_t at) {
  const uint64_t relations = (uint64_t)epoch->trainer->graph.relations,
                 relation = (uint64_t)question->triple.relation;
  const bool turned = relation >= relations;
  return (2 * (relation - (turned ? relations : 0)) + turned) << 32 | at;
}

// The questions of a chunk. Returns how many. listed[], key[]: room for as many, and twice that.
static size_t list_questions(const Epoch *epoch, size_t chunk, Question listed[], uint64_t key[],
                             Question question[]) {
  const uint64_t *item = epoch->item + epoch->chunk[chunk];
  const size_t items = epoch->chunk[chunk + 1] - epoch->chunk[chunk];
  size_t count = 0;
  for (size_t i = 0; i < items && i < ITEMS_AHEAD; i++) prefetch_item(epoch, item[i]);
  for (size_t i = 0; i < items; i++) {
    if (i + ITEMS_AHEAD < items) prefetch_item(epoch, item[i + ITEMS_AHEAD]);
    const uint64_t first = item_question(epoch, item[i]);
    for (size_t side = 0; side < item_sides(epoch, item[i]); side++, count++) {
      listed[count] = make_question(epoch, first + side);
      key[count] = chunk_key(epoch, &listed[count], count);
    }
  }
  radix_sort(key, key + count, count);
  for (size_t i = 0; i < count; i++) question[i] = listed[(uint32_t)key[i]];
  return count;
}

static void run_chunks(void *context, unsigned index) {
  Epoch *epoch = context;
  Chunk *chunk = &epoch->work[index];
  const Settings *settings = &epoch->trainer->settings;
  const size_t most = chunk_most(epoch);
  if (chunk->work == NULL) *chunk = chunk_create(epoch->trainer, most);
  Question *listed = memory_take(most, sizeof *listed);
  uint64_t *key = memory_take(2 * most, sizeof *key);
  for (;;) {
    const size_t at = atomic_fetch_add(&epoch->next, 1);
    if (at >= epoch->to) break;
    const size_t count = list_questions(epoch, at, listed, key, chunk->question);
    for (int64_t j = 0; j < settings->negatives; j++)
      chunk->negative[j] = draw_entity(epoch, at, &epoch->random[index]);
    epoch->loss[index] += chunk_learn(epoch->trainer, chunk, count);
  }
  free(listed);
  free(key);
}

// --- The order of an epoch -----------------------------------------------------------------------

static uint64_t *shuffled(Trainer *trainer, size_t count) {
  uint64_t *item = memory_take(count, sizeof *item);
  for (size_t i = 0; i < count; i++) item[i] = i;
  for (size_t i = count; i > 1; i--) {
    const size_t j = (size_t)(random_unit(&trainer->random) * (double)i);
    const uint64_t swapped = item[i - 1];
    item[i - 1] = item[j];
    item[j] = swapped;
  }
  return item;
}

// Items in an order that chunks can be cut from. key: the state in which the triple's bucket is
// trained, and the relation where a chunk must have one.
typedef struct Placed {
  uint64_t key;
  size_t at;
  uint64_t item;
} Placed;

static int by_key(const void *a, const void *b) {
  const Placed *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

static Placed *place(const Epoch *epoch, bool pure) {
  Placed *placed = memory_take(epoch->count, sizeof *placed);
  const bool together = !pure && epoch->partitions.count == 0;
  for (size_t i = 0; i < epoch->count; i++) {
    Triple t = {0};
    if (!together) t = item_triple(epoch, epoch->item[i]);
    const size_t state = epoch->partitions.count > 0 ? partition_state(&epoch->partitions, t) : 0;
    placed[i] =
        (Placed){(uint64_t)state << 32 | (pure ? (uint32_t)t.relation : 0), i, epoch->item[i]};
  }
  if (!together) qsort(placed, epoch->count, sizeof *placed, by_key);
  return placed;
}

// Chunks of one state in random order.
static void shuffle_chunks(Trainer *trainer, size_t *order, const uint32_t *state, size_t count) {
  for (size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin + 1; end < count && state[end] == state[begin];) end++;
    for (size_t left = end - begin; left > 1; left--) {
      const size_t j = begin + (size_t)(random_unit(&trainer->random) * (double)left);
      const size_t swapped = order[begin + left - 1];
      order[begin + left - 1] = order[j];
      order[j] = swapped;
    }
  }
}

// The chunks, of equal size where they can be: epoch->item is put in their order.
static void cut(Epoch *epoch) {
  const size_t all = epoch->count, size = (size_t)epoch->trainer->settings.chunk;
  const bool pure = epoch->trainer->parameters.model->candidate != NULL;
  Placed *placed = place(epoch, pure);
  size_t *begin = memory_take(all + 1, sizeof *begin), *order = memory_take(all, sizeof *order);
  uint32_t *state = memory_take(all, sizeof *state);
  size_t count = 0;
  for (size_t at = 0; at < all; count++) {
    begin[count] = at;
    order[count] = count;
    state[count] = (uint32_t)(placed[at].key >> 32);
    const uint64_t key = placed[at].key;
    for (size_t asked = 0; at < all && asked < size && placed[at].key == key; at++)
      asked += item_sides(epoch, placed[at].item);
  }
  begin[count] = all;
  if (pure) shuffle_chunks(epoch->trainer, order, state, count);
  epoch->chunk = memory_take(count + 1, sizeof *epoch->chunk);
  size_t filled = 0;
  for (size_t c = 0; c < count; c++) {
    epoch->chunk[c] = filled;
    for (size_t i = begin[order[c]]; i < begin[order[c] + 1]; i++)
      epoch->item[filled++] = placed[i].item;
  }
  epoch->chunk[count] = filled;
  epoch->chunks = count;
  epoch->state = state;
  free(placed);
  free(begin);
  free(order);
}

// Chunks that go together at most: until the next look at the clock, or exchange of ranks.
static size_t round_most(const Trainer *trainer) {
  const size_t each = trainer->ranks == NULL ? ROUND : (size_t)trainer->settings.exchange;
  return each * team_size(trainer->team);
}

// The chunks from `from` on that go together: of one state, and not too many.
static size_t round_end(const Epoch *epoch, size_t from) {
  const size_t most = round_most(epoch->trainer);
  size_t to = from;
  while (to < epoch->chunks && to - from < most && epoch->state[to] == epoch->state[from]) to++;
  return to;
}

// The state in which partitions are (all.states: none yet), for the round's.
static void bring_partitions(const Epoch *epoch, size_t *state) {
  if (epoch->partitions.count == 0 || epoch->state[epoch->from] == *state) return;
  partitions_swap(&epoch->partitions, &epoch->trainer->parameters.entity, *state,
                  epoch->state[epoch->from]);
  *state = epoch->state[epoch->from];
}

// A pair's entities are both the rank's own: one of its questions stands for it.
static void begin_round_together(const Epoch *epoch) {
  const size_t from = epoch->chunk[epoch->from], count = epoch->chunk[epoch->to] - from;
  Triple *question = memory_take(count, sizeof *question);
  for (size_t i = 0; i < count; i++) question[i] = item_triple(epoch, epoch->item[from + i]);
  ranks_round_begin(epoch->trainer->ranks, epoch->trainer, question, count);
  free(question);
}

// Questions of the round's chunks.
static size_t round_questions(const Epoch *epoch) {
  size_t asked = 0;
  for (size_t i = epoch->chunk[epoch->from]; i < epoch->chunk[epoch->to]; i++)
    asked += item_sides(epoch, epoch->item[i]);
  return asked;
}

// One round; of several ranks, one whose own are done takes part with no chunk.
static void run_round(Epoch *epoch) {
  Trainer *trainer = epoch->trainer;
  epoch->to = round_end(epoch, epoch->from);
  if (trainer->ranks != NULL) {
    begin_round_together(epoch);
    epoch->drawn = ranks_drawn(trainer->ranks, &epoch->drawn_count, &epoch->drawn_share);
  }
  atomic_store(&epoch->next, epoch->from);
  team_run(trainer->team, run_chunks, epoch);
  if (trainer->ranks != NULL) ranks_round_end(trainer->ranks, trainer);
  epoch->asked += round_questions(epoch);
  epoch->from = epoch->to;
}

static void list_items(Epoch *epoch) {
  Trainer *trainer = epoch->trainer;
  epoch->triple = trainer->data.train;
  epoch->pairs = trainer->data.train_count;
  epoch->questions = 2 * epoch->pairs;
  if (trainer->ranks != NULL)
    epoch->triple = ranks_questions(trainer->ranks, &epoch->questions, &epoch->pairs);
  if (trainer->settings.model->candidate != NULL) epoch->pairs = 0;
  epoch->count = epoch->questions - epoch->pairs;
  epoch->item = shuffled(trainer, epoch->count);
  if (trainer->answers != NULL) return;
  trainer->answers = memory_take(epoch->questions, sizeof *trainer->answers);
  team_run(trainer->team, find_answers, epoch);
}

static Epoch create_epoch(Trainer *trainer) {
  const unsigned threads = team_size(trainer->team);
  const Settings *settings = &trainer->settings;
  Epoch epoch = {.trainer = trainer};
  if (settings->partitions > 1)
    epoch.partitions =
        partitions_plan(trainer->own, (size_t)settings->partitions, (size_t)settings->buffer);
  list_items(&epoch);
  cut(&epoch);
  epoch.loss = memory_take(threads, sizeof *epoch.loss);
  epoch.random = memory_take(threads, sizeof *epoch.random);
  epoch.work = memory_take(threads, sizeof *epoch.work);
  const uint64_t seed = random_next(&trainer->random);
  for (unsigned t = 0; t < threads; t++) epoch.random[t] = random_create(seed, t);
  return epoch;
}

static void free_epoch(Epoch *epoch) {
  for (unsigned t = 0; t < team_size(epoch->trainer->team); t++) chunk_free(&epoch->work[t]);
  free(epoch->work);
  partitions_free(&epoch->partitions);
  free(epoch->chunk);
  free(epoch->state);
  free(epoch->item);
  free(epoch->loss);
  free(epoch->random);
}

Status train_epoch_sampled(Trainer *trainer, bool *stopped, Error *err) {
  Epoch epoch = create_epoch(trainer);
  Status status = STATUS_OK;
  size_t state = epoch.partitions.states;
  const size_t most = round_most(trainer);
  const size_t shared = ranks_most(trainer->ranks, (epoch.chunks + most - 1) / most);
  *stopped = false;
  for (size_t round = 0; status == STATUS_OK && !*stopped; round++) {
    if (trainer->ranks != NULL ? round >= shared : epoch.from >= epoch.chunks) break;
    bring_partitions(&epoch, &state);
    run_round(&epoch);
    double loss = 0;
    for (unsigned t = 0; t < team_size(trainer->team); t++) loss += epoch.loss[t];
    const size_t known = 2 * trainer->data.train_count;
    const size_t all = known > 0 ? known : epoch.questions;  // of a rank that does not lead
    status = trainer_step(trainer, epoch.to, epoch.asked, all, loss, stopped, err);
  }
  free_epoch(&epoch);
  return status;
}

size_t train_sampled_bytes(const Settings *settings, const Dataset *data) {
  return (size_t)settings->threads * chunk_bytes(settings, (size_t)settings->chunk + 1) +
         data->train_count * 4 * sizeof(uint64_t);
}
