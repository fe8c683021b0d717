// Cutting a rank's share out of the graph, and sending it there.
#include "embed/train/ranks/shard.h"

#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

// --- Who has what --------------------------------------------------------------------------------

Division division_create(const int32_t part[], int32_t entities, size_t ranks) {
  Division out = {.ranks = ranks,
                  .member = memory_take((size_t)entities, sizeof *out.member),
                  .begin = memory_take(ranks + 1, sizeof *out.begin)};
  for (int32_t e = 0; e < entities; e++) out.begin[part[e] + 1]++;
  for (size_t r = 0; r < ranks; r++) out.begin[r + 1] += out.begin[r];
  size_t *next = memory_take(ranks, sizeof *next);
  for (size_t r = 0; r < ranks; r++) next[r] = out.begin[r];
  for (int32_t e = 0; e < entities; e++) out.member[next[part[e]]++] = e;
  free(next);
  return out;
}

void division_free(Division *division) {
  free(division->member);
  free(division->begin);
  *division = (Division){0};
}

double division_cut(const Graph *graph, const int32_t part[]) {
  uint64_t cut = 0;
  for (int32_t v = 0; v < graph->entities; v++) {
    const EdgeSpan span = graph_edges(graph, v);
    for (size_t i = 0; i < span.count; i++) cut += part[v] != part[span.edge[i].tail];
  }
  const uint64_t all = graph->offset[graph->entities];
  return all > 0 ? (double)cut / (double)all : 0;
}

// --- Cutting -------------------------------------------------------------------------------------

static int compare_places(const void *a, const void *b) {
  const Place x = *(const Place *)a, y = *(const Place *)b;
  return (x > y) - (x < y);
}

// Every entity's place.
static Place *list_places(const Division *division) {
  const size_t entities = division->begin[division->ranks];
  Place *place = memory_take(entities, sizeof *place);
  for (size_t r = 0; r < division->ranks; r++)
    for (size_t i = division->begin[r]; i < division->begin[r + 1]; i++)
      place[division->member[i]] = place_of(r, i - division->begin[r]);
  return place;
}

static void count_questions(Shard *out, const Graph *graph, const Place *place,
                            const int32_t member[]) {
  size_t own = 0;
  for (size_t i = 0; i < shard_entities(out); i++) {
    const EdgeSpan span = graph_edges(graph, member[i]);
    out->questions += span.count;
    for (size_t e = 0; e < span.count; e++)
      own += place_rank(place[span.edge[e].tail]) == out->rank;
  }
  out->pairs = own / 2;
}

// answer[questions - 2 pairs]: of the questions behind the pairs.
static void list_questions(Shard *out, const Graph *graph, const Place *place,
                           const int32_t member[], Place *answer) {
  Triple *pair = out->question, *lone = out->question + 2 * out->pairs;
  for (size_t i = 0; i < shard_entities(out); i++) {
    const EdgeSpan span = graph_edges(graph, member[i]);
    for (size_t e = 0; e < span.count; e++) {
      const Place tail = place[span.edge[e].tail];
      const Triple question = {(int32_t)i, span.edge[e].relation, (int32_t)place_row(tail)};
      if (place_rank(tail) != out->rank) {
        *answer++ = tail;
        *lone++ = question;
      } else if (question.relation < out->relations) {
        *pair++ = question;
        *pair++ = triple_inverse(question, out->relations);
      }
    }
  }
}

static void list_foreign(Shard *out, const Place *answer) {
  const size_t lone = out->questions - 2 * out->pairs;
  Triple *question = out->question + 2 * out->pairs;
  out->place = memory_take(lone, sizeof *out->place);
  memcpy(out->place, answer, lone * sizeof *answer);
  qsort(out->place, lone, sizeof *out->place, compare_places);
  for (size_t i = 0; i < lone; i++)
    if (out->foreign == 0 || out->place[out->foreign - 1] != out->place[i])
      out->place[out->foreign++] = out->place[i];
  for (size_t i = 0; i < lone; i++) question[i].tail = shard_find(out, answer[i]);
}

Shard shard_cut(const Graph *graph, const Division *division, size_t rank) {
  Shard out = {.rank = rank,
               .ranks = division->ranks,
               .owned = memory_take(division->ranks, sizeof *out.owned),
               .relations = graph->relations};
  const int32_t *member = division->member + division->begin[rank];
  for (size_t r = 0; r < division->ranks; r++)
    out.owned[r] = division->begin[r + 1] - division->begin[r];
  Place *place = list_places(division);
  count_questions(&out, graph, place, member);
  out.question = memory_take(out.questions, sizeof *out.question);
  Place *answer = memory_take(out.questions - 2 * out.pairs, sizeof *answer);
  list_questions(&out, graph, place, member, answer);
  list_foreign(&out, answer);
  free(place);
  free(answer);
  return out;
}

void shard_free(Shard *shard) {
  free(shard->owned);
  free(shard->place);
  free(shard->question);
  *shard = (Shard){0};
}

int32_t shard_find(const Shard *shard, Place place) {
  const Place *found =
      bsearch(&place, shard->place, shard->foreign, sizeof *shard->place, compare_places);
  if (found == NULL) return -1;
  return (int32_t)(shard_entities(shard) + (size_t)(found - shard->place));
}

// --- Sending -------------------------------------------------------------------------------------

typedef struct ShardHead {
  uint64_t rank, ranks, relations, foreign, questions, pairs;
} ShardHead;

void shard_send(const Shard *shard, Messenger *messenger, size_t to) {
  const ShardHead head = {shard->rank,    shard->ranks,     (uint64_t)shard->relations,
                          shard->foreign, shard->questions, shard->pairs};
  message_send(messenger, to, &head, sizeof head);
  message_send(messenger, to, shard->owned, shard->ranks * sizeof *shard->owned);
  message_send(messenger, to, shard->place, shard->foreign * sizeof *shard->place);
  message_send(messenger, to, shard->question, shard->questions * sizeof *shard->question);
}

Shard shard_receive(Messenger *messenger, size_t from) {
  ShardHead head;
  message_receive(messenger, from, &head, sizeof head);
  Shard out = {.rank = (size_t)head.rank,
               .ranks = (size_t)head.ranks,
               .relations = (int32_t)head.relations,
               .foreign = (size_t)head.foreign,
               .questions = (size_t)head.questions,
               .pairs = (size_t)head.pairs};
  out.owned = memory_take(out.ranks, sizeof *out.owned);
  out.place = memory_take(out.foreign, sizeof *out.place);
  out.question = memory_take(out.questions, sizeof *out.question);
  message_receive(messenger, from, out.owned, out.ranks * sizeof *out.owned);
  message_receive(messenger, from, out.place, out.foreign * sizeof *out.place);
  message_receive(messenger, from, out.question, out.questions * sizeof *out.question);
  return out;
}

// --- Asking --------------------------------------------------------------------------------------

Graph shard_graph(const Shard *shard) {
  return graph_build_forward(shard->question, shard->questions, (int32_t)shard_entities(shard),
                             shard->relations);
}
