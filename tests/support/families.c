// The graph of families, and what is learnt of it.
#include "tests/support/families.h"

#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void families_give(Collector *collector, const char *s, const char *p, const char *o) {
  Error err = {0};
  CU_ASSERT_EQUAL(collect_triple(collector, s, strlen(s), p, strlen(p), o, strlen(o), &err),
                  STATUS_OK);
}

void families_end(Collector *collector) {
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(collect_finish(collector, &err), STATUS_OK);
}

enum { FAMILIES = 60 };

TrainingData families(void) {
  Collector collector = {0};
  TrainingData owner;
  Error err = {0};
  TripleList kept = {0};
  for (int f = 0; f < FAMILIES; f++) {
    char parent[2][40], child[3][40], town[40];
    (void)snprintf(town, sizeof town, "town%d", f % 12);
    for (int p = 0; p < 2; p++) (void)snprintf(parent[p], sizeof parent[p], "parent%d-%d", f, p);
    for (int c = 0; c < 3; c++) (void)snprintf(child[c], sizeof child[c], "child%d-%d", f, c);
    families_give(&collector, parent[0], "married", parent[1]);
    families_give(&collector, parent[1], "married", parent[0]);
    for (int p = 0; p < 2; p++) families_give(&collector, parent[p], "lives", town);
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < 2; p++) {
        families_give(&collector, parent[p], "parent", child[c]);
        families_give(&collector, child[c], "childof", parent[p]);
      }
      // To be found out: where the last child of every other family lives.
      if (c == 2 && f % 2 == 0) {
        const Dictionary entities = dictionary_view(&collector.entities);
        const Dictionary relations = dictionary_view(&collector.relations);
        triple_list_add(&kept, (Triple){dictionary_find_text(&entities, child[c]),
                                        dictionary_find_text(&relations, "lives"),
                                        dictionary_find_text(&entities, town)});
      } else {
        families_give(&collector, child[c], "lives", town);
      }
    }
  }
  families_end(&collector);
  CU_ASSERT_EQUAL_FATAL(training_data_create(&collector, "/dev/null", 1, &owner, &err), STATUS_OK);
  owner.valid = kept;
  return owner;
}

Settings families_settings(const char *model) {
  Settings settings = settings_default(model_find(model), 100);
  settings.dim = strcmp(model, "cp") == 0 ? 64 : 32;
  settings.batch = 50;
  settings.chunk = 64;
  if (settings.negatives > 0) settings.negatives = 64;
  settings.epochs = settings.negatives > 0 ? 120 : 40;
  settings.lambda = settings.negatives > 0 ? 0 : 0.03;
  settings.margin = 3;
  settings.checkpoint_every = 0;
  return settings;
}

Team *families_team(unsigned threads) {
  Team *team = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(team_create(threads, &team, &err), STATUS_OK);
  return team;
}

Trained families_train(const TrainingData *owner, const Settings *settings, unsigned threads,
                       bool rules) {
  Team *team = families_team(threads);
  Error err = {0};
  Trained trained;
  const LearnTask task = {.train = {.settings = *settings, .data = training_data_view(owner)},
                          .rules = rules};
  const Status status = learn_model(&task, team, &trained, &err);
  if (status != STATUS_OK) fprintf(stderr, "%s\n", err.message);
  CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
  team_destroy(team);
  return trained;
}

double families_mrr_of(const Trained *trained, const Triple *triples, size_t count) {
  Team *team = families_team(1);
  Graph graph = learn_graph(&trained->data, false), filter = learn_graph(&trained->data, true);
  Predictor *predictor = predictor_create(trained, &graph);
  const RankTask task = {predictor_scorer(predictor), &filter, &graph, team, graph.relations};
  Ranking ranking = rank_triples(&task, triples, count);
  const double mrr = ranking.tails.mrr;
  ranking_free(&ranking);
  predictor_destroy(predictor);
  graph_free(&graph);
  graph_free(&filter);
  team_destroy(team);
  return mrr;
}

double families_mrr(const Trained *trained) {
  return families_mrr_of(trained, trained->data.valid, trained->data.valid_count);
}

int32_t families_relation(const TrainingData *owner, const char *name) {
  const Dictionary relations = dictionary_view(&owner->relations);
  return dictionary_find_text(&relations, name);
}

bool families_same_table(const Table *a, const Table *b, float most) {
  for (size_t row = 0; row < a->rows; row++)
    for (size_t i = 0; i < a->width; i++)
      if (fabsf(table_row(a, (int32_t)row)[i] - table_row(b, (int32_t)row)[i]) > most) return false;
  return true;
}

bool families_same_entities(const Trained *a, const Trained *b, float most) {
  return families_same_table(&a->parameters.entity, &b->parameters.entity, most);
}
