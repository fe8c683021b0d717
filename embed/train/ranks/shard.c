// Cutting a rank's share out of the graph, and sending it there.
#include "embed/train/ranks/shard.h"

#include <stdlib.h>

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

static size_t count_questions(const Graph *graph, const Division *division, size_t rank) {
  size_t count = 0;
  for (size_t i = division->begin[rank]; i < division->begin[rank + 1]; i++)
    count += graph_edges(graph, division->member[i]).count;
  return count;
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

static void list_foreign(Shard *out, const Place *answer) {
  out->place = memory_take(out->questions, sizeof *out->place);
  for (size_t i = 0; i < out->questions; i++)
    if (place_rank(answer[i]) != out->rank) out->place[out->foreign++] = answer[i];
  qsort(out->place, out->foreign, sizeof *out->place, compare_places);
  size_t kept = 0;
  for (size_t i = 0; i < out->foreign; i++)
    if (kept == 0 || out->place[kept - 1] != out->place[i]) out->place[kept++] = out->place[i];
  out->foreign = kept;
}

Shard shard_cut(const Graph *graph, const Division *division, size_t rank) {
  Shard out = {.rank = rank,
               .ranks = division->ranks,
               .owned = memory_take(division->ranks, sizeof *out.owned),
               .relations = graph->relations,
               .questions = count_questions(graph, division, rank)};
  for (size_t r = 0; r < division->ranks; r++)
    out.owned[r] = division->begin[r + 1] - division->begin[r];
  out.question = memory_take(out.questions, sizeof *out.question);
  Place *place = list_places(division), *answer = memory_take(out.questions, sizeof *answer);
  size_t filled = 0;
  for (size_t i = division->begin[rank]; i < division->begin[rank + 1]; i++) {
    const EdgeSpan span = graph_edges(graph, division->member[i]);
    for (size_t e = 0; e < span.count; e++) {
      answer[filled] = place[span.edge[e].tail];
      out.question[filled++] =
          (Triple){(int32_t)(i - division->begin[rank]), span.edge[e].relation, 0};
    }
  }
  list_foreign(&out, answer);
  for (size_t i = 0; i < out.questions; i++)
    out.question[i].tail =
        place_rank(answer[i]) == rank ? (int32_t)place_row(answer[i]) : shard_find(&out, answer[i]);
  free(place);
  free(answer);
  (void)triples_sort(out.question, out.questions);
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
  uint64_t rank, ranks, relations, foreign, questions;
} ShardHead;

void shard_send(const Shard *shard, Messenger *messenger, size_t to) {
  const ShardHead head = {shard->rank, shard->ranks, (uint64_t)shard->relations, shard->foreign,
                          shard->questions};
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
               .questions = (size_t)head.questions};
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
