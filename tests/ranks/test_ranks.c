// Training by several processes: the cut, the shares of the ranks, and mpirun on this machine.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/process.h"
#include "embed/data/memory.h"
#include "embed/evaluate/rank.h"
#include "embed/file/trained.h"
#include "embed/learn.h"
#include "embed/train/ranks/cut.h"
#include "embed/train/ranks/shard.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// --- Graphs --------------------------------------------------------------------------------------

// Villages whose people know each other, and a few of the next village: what a cut should find. The
// villages' people are not neighbours in the order of ids.
enum { VILLAGES = 8, PEOPLE = 100, KNOWN = 6, RELATIONS = 3 };

static int32_t person(int village, int number) { return number * VILLAGES + village; }

static TripleList villages(void) {
  TripleList out = {0};
  Random random = random_create(5, 0);
  for (int v = 0; v < VILLAGES; v++)
    for (int p = 0; p < PEOPLE; p++)
      for (int k = 0; k < KNOWN; k++) {
        const bool away = random_below(&random, 20) == 0;
        const int other = away ? (v + 1) % VILLAGES : v;
        triple_list_add(&out, (Triple){person(v, p), (int32_t)random_below(&random, RELATIONS),
                                       person(other, (int)random_below(&random, PEOPLE))});
      }
  out.count = triples_sort(out.item, out.count);
  return out;
}

static Graph graph_of(const TripleList *list, int32_t entities) {
  return graph_build(list->item, list->count, entities, RELATIONS);
}

static int32_t *cut(const Graph *graph, size_t parts) {
  Error err = {0};
  int32_t *part = memory_take((size_t)graph->entities, sizeof *part);
  CU_ASSERT_EQUAL_FATAL(graph_cut(graph, parts, 1, part, &err), STATUS_OK);
  return part;
}

// --- The cut -------------------------------------------------------------------------------------

static void a_cut_is_balanced_and_small(void) {
  TripleList list = villages();
  Graph graph = graph_of(&list, VILLAGES * PEOPLE);
  for (size_t parts = 2; parts <= 8; parts *= 2) {
    int32_t *part = cut(&graph, parts), *drawn = memory_take(VILLAGES * PEOPLE, sizeof *drawn);
    size_t entities[8] = {0}, edges[8] = {0};
    Random random = random_create(3, 0);
    for (int32_t e = 0; e < VILLAGES * PEOPLE; e++) {
      CU_ASSERT_FATAL(part[e] >= 0 && (size_t)part[e] < parts);
      entities[part[e]]++;
      edges[part[e]] += graph_edges(&graph, e).count;
      drawn[e] = (int32_t)random_below(&random, (uint32_t)parts);
    }
    for (size_t p = 0; p < parts; p++) {
      CU_ASSERT((double)entities[p] <= 1.1 * VILLAGES * PEOPLE / (double)parts);
      CU_ASSERT((double)edges[p] <= 1.1 * (double)graph.offset[graph.entities] / (double)parts);
    }
    // A twentieth of the triples leads to another village; a random cut has (parts - 1) / parts.
    CU_ASSERT(division_cut(&graph, part) <= 0.06);
    CU_ASSERT(division_cut(&graph, drawn) >= 0.45);
    int32_t *again = cut(&graph, parts);
    CU_ASSERT_EQUAL(memcmp(part, again, VILLAGES * PEOPLE * sizeof *part), 0);
    free(part);
    free(drawn);
    free(again);
  }
  graph_free(&graph);
  free(list.item);
}

// As many parts as entities, without an edge, with one, with a loop.
static void no_part_is_empty(void) {
  for (int32_t entities = 1; entities <= 7; entities++)
    for (size_t edges = 0; edges <= 2; edges++) {
      const Triple triples[] = {{0, 0, entities - 1}, {0, 1, 0}};
      Graph graph = graph_build(triples, edges, entities, RELATIONS);
      for (size_t parts = 1; parts <= (size_t)entities; parts++) {
        int32_t *part = cut(&graph, parts);
        bool met[7] = {false};
        for (int32_t e = 0; e < entities; e++) met[part[e]] = true;
        for (size_t p = 0; p < parts; p++) CU_ASSERT(met[p]);
        free(part);
      }
      graph_free(&graph);
    }
}

// --- Shares of the ranks -------------------------------------------------------------------------

static int32_t name_here(const Division *division, const Shard *shard, int32_t id) {
  const size_t own = shard_entities(shard), at = (size_t)id;
  const Place place = at < own ? place_of(shard->rank, at) : shard->place[at - own];
  return division->member[division->begin[place_rank(place)] + place_row(place)];
}

// Of a shard's question, the triple of the whole graph.
static Triple whole_triple(const Division *division, const Shard *shard, Triple question) {
  const Triple named = {name_here(division, shard, question.head), question.relation,
                        name_here(division, shard, question.tail)};
  return named.relation < RELATIONS ? named : triple_inverse(named, RELATIONS);
}

static void each_side_of_each_triple_is_asked_by_one_rank(void) {
  enum { RANKS = 3 };
  TripleList list = villages(), seen = {0};
  Graph graph = graph_of(&list, VILLAGES * PEOPLE);
  int32_t *part = cut(&graph, RANKS);
  Division division = division_create(part, graph.entities, RANKS);
  size_t turned = 0;
  for (size_t r = 0; r < RANKS; r++) {
    Shard shard = shard_cut(&graph, &division, r);
    for (size_t i = 0; i < shard.questions; i++) {
      const Triple question = shard.question[i];
      CU_ASSERT((size_t)question.head < shard_entities(&shard));
      if (question.relation >= RELATIONS)
        turned++;
      else
        triple_list_add(&seen, whole_triple(&division, &shard, question));
    }
    shard_free(&shard);
  }
  CU_ASSERT_EQUAL(turned, list.count);
  seen.count = triples_sort(seen.item, seen.count);
  CU_ASSERT_EQUAL_FATAL(seen.count, list.count);
  CU_ASSERT_EQUAL(memcmp(seen.item, list.item, list.count * sizeof *list.item), 0);
  free(seen.item);
  division_free(&division);
  graph_free(&graph);
  free(part);
  free(list.item);
}

// What one process learns in one step, both sides of a triple, a rank does too where both ends are
// its own.
static void sides_of_a_triple_within_a_rank_are_a_pair(void) {
  enum { RANKS = 3 };
  TripleList list = villages();
  triple_list_add(&list, (Triple){7, 1, 7});
  list.count = triples_sort(list.item, list.count);
  Graph graph = graph_of(&list, VILLAGES * PEOPLE);
  int32_t *part = cut(&graph, RANKS);
  Division division = division_create(part, graph.entities, RANKS);
  size_t pairs = 0, within = 0;
  for (size_t i = 0; i < list.count; i++)
    within += part[list.item[i].head] == part[list.item[i].tail];
  for (size_t r = 0; r < RANKS; r++) {
    Shard shard = shard_cut(&graph, &division, r);
    for (size_t i = 0; i < shard.questions; i++) {
      const Triple question = shard.question[i];
      const bool own = (size_t)question.tail < shard_entities(&shard);
      CU_ASSERT_EQUAL(own, i < 2 * shard.pairs);
      if (i >= 2 * shard.pairs || i % 2 != 0) continue;
      const Triple turned = triple_inverse(question, RELATIONS);
      CU_ASSERT_EQUAL(memcmp(&turned, &shard.question[i + 1], sizeof turned), 0);
    }
    pairs += shard.pairs;
    shard_free(&shard);
  }
  CU_ASSERT_EQUAL(pairs, within);
  division_free(&division);
  graph_free(&graph);
  free(part);
  free(list.item);
}

// All answers of a rank's questions are in its graph, those of other ranks behind its own.
static void a_rank_knows_all_answers_of_its_questions(void) {
  enum { RANKS = 4 };
  TripleList list = villages();
  Graph graph = graph_of(&list, VILLAGES * PEOPLE);
  int32_t *part = cut(&graph, RANKS);
  Division division = division_create(part, graph.entities, RANKS);
  for (size_t r = 0; r < RANKS; r++) {
    Shard shard = shard_cut(&graph, &division, r);
    Graph local = shard_graph(&shard);
    for (int32_t h = 0; (size_t)h < shard_entities(&shard); h++)
      for (int32_t relation = 0; relation < 2 * RELATIONS; relation++) {
        const EdgeSpan here = graph_answers(&local, h, relation);
        const int32_t head = name_here(&division, &shard, h);
        CU_ASSERT_EQUAL(here.count, graph_answers(&graph, head, relation).count);
        for (size_t i = 0; i < here.count; i++)
          CU_ASSERT(
              graph_has(&graph, head, relation, name_here(&division, &shard, here.edge[i].tail)));
      }
    graph_free(&local);
    shard_free(&shard);
  }
  division_free(&division);
  graph_free(&graph);
  free(part);
  free(list.item);
}

// --- mpirun --------------------------------------------------------------------------------------

enum { MOST_WORDS = 80 };

typedef struct Files {
  Arena *arena;
  char *train, *valid, *model, *other;
} Files;

// People of villages: who lives in a village speaks its tongue, and knows others there. Of some the
// tongue is to be found out.
static Files files_open(void) {
  Files files = {.arena = arena_create(0)};
  files.train = temporary_path("ranks-train.tsv", files.arena);
  files.valid = temporary_path("ranks-valid.tsv", files.arena);
  files.model = temporary_path("ranks.model", files.arena);
  files.other = temporary_path("ranks-other.model", files.arena);
  FILE *train = fopen(files.train, "we"), *valid = fopen(files.valid, "we");
  CU_ASSERT_FATAL(train != NULL && valid != NULL);
  Random random = random_create(9, 0);
  for (int v = 0; v < 20; v++)
    for (int p = 0; p < 15; p++) {
      fprintf(train, "person%d-%d\tlives\tvillage%d\n", v, p, v);
      fprintf(p % 5 == 4 ? valid : train, "person%d-%d\tspeaks\ttongue%d\n", v, p, v % 10);
      for (int k = 0; k < 3; k++)
        fprintf(train, "person%d-%d\tknows\tperson%d-%d\n", v, p,
                random_below(&random, 10) == 0 ? (v + 1) % 20 : v, (int)random_below(&random, 15));
    }
  (void)fclose(train);
  (void)fclose(valid);
  return files;
}

static void files_close(Files *files) {
  (void)unlink(files->train);
  (void)unlink(files->valid);
  (void)unlink(files->model);
  (void)unlink(files->other);
  arena_destroy(files->arena);
}

// `anamorph train` with arguments, by so many ranks; 0: without mpirun. Returns the exit code.
static int train(int ranks, const char *const arguments[], Buffer *errors) {
  char count[12];
  (void)snprintf(count, sizeof count, "%d", ranks);
  const char *line[MOST_WORDS] = {
      ANAMORPH_MPIRUN, "--oversubscribe", "--bind-to", "none", "-n", count};
  size_t words = ranks > 0 ? 6 : 0;
  if (ranks > 0 && geteuid() == 0) line[words++] = "--allow-run-as-root";
  line[words++] = ANAMORPH_BINARY;
  line[words++] = "train";
  for (size_t i = 0; arguments[i] != NULL && words + 1 < MOST_WORDS; i++)
    line[words++] = arguments[i];
  line[words] = NULL;
  Buffer output = {0}, unseen = {0};
  Error err = {0};
  int exit_code = -1;
  CU_ASSERT_EQUAL(
      process_run(line, NULL, &output, errors != NULL ? errors : &unseen, &exit_code, &err),
      STATUS_OK);
  if (errors == NULL && exit_code != 0) fprintf(stderr, "%s\n", buffer_text(&unseen));
  buffer_free(&output);
  buffer_free(&unseen);
  return exit_code;
}

#define SETTINGS                                                                             \
  "--dim", "32", "--set", "negatives=64", "--set", "chunk=64", "--set", "relation_weight=0", \
      "--set", "lambda=0", "--quiet"

// Filtered, of both sides, on the model's own validation triples.
static double quality(const char *path) {
  Trained trained;
  Team *team;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(trained_open(path, &trained, &err), STATUS_OK);
  CU_ASSERT_EQUAL(container_verify(trained.container, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(team_create(1, &team, &err), STATUS_OK);
  Graph graph = learn_graph(&trained.data, false), filter = learn_graph(&trained.data, true);
  Predictor *predictor = predictor_create(&trained, &graph);
  const RankTask task = {predictor_scorer(predictor), &filter, &graph, team, graph.relations};
  Ranking ranking = rank_triples(&task, trained.data.valid, trained.data.valid_count);
  const double mrr = ranking.filtered.mrr;
  ranking_free(&ranking);
  predictor_destroy(predictor);
  graph_free(&graph);
  graph_free(&filter);
  team_destroy(team);
  trained_close(&trained);
  return mrr;
}

static bool same_tables(const char *path, const char *other) {
  Trained a, b;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(trained_open(path, &a, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(trained_open(other, &b, &err), STATUS_OK);
  const Table *tables[][2] = {{&a.parameters.entity, &b.parameters.entity},
                              {&a.parameters.relation, &b.parameters.relation}};
  bool same = true;
  for (size_t i = 0; i < COUNT(tables); i++) {
    const Table *x = tables[i][0], *y = tables[i][1];
    same &= x->rows == y->rows && x->stride == y->stride && x->state_stride == y->state_stride &&
            memcmp(x->value, y->value, x->rows * x->stride * sizeof(float)) == 0 &&
            memcmp(x->state, y->state, x->rows * x->state_stride * sizeof(float)) == 0;
  }
  trained_close(&a);
  trained_close(&b);
  return same;
}

static void one_rank_is_a_process_alone(void) {
  Files files = files_open();
  const char *const first[] = {"--triples", files.train, "--valid", files.valid, "--epochs",
                               "5",         SETTINGS,    "-M",      files.model, NULL};
  const char *const second[] = {"--triples", files.train, "--valid", files.valid, "--epochs",
                                "5",         SETTINGS,    "-M",      files.other, NULL};
  CU_ASSERT_EQUAL_FATAL(train(0, first, NULL), 0);
  CU_ASSERT_EQUAL_FATAL(train(1, second, NULL), 0);
  CU_ASSERT(same_tables(files.model, files.other));
  files_close(&files);
}

// Within .05 of what one rank learns, here and on UMLS.
static void several_ranks_learn_what_one_does(void) {
  Files files = files_open();
  const char *const umls = shared_path("kge/umls/train.txt");
  for (int known = 0; known < (umls != NULL ? 2 : 1); known++) {
    const char *const arguments[] = {
        "--triples", known ? umls : files.train,
        "--valid",   known ? shared_path("kge/umls/valid.txt") : files.valid,
        "--epochs",  "50",
        SETTINGS,    "-M",
        files.model, NULL};
    CU_ASSERT_EQUAL_FATAL(train(1, arguments, NULL), 0);
    const double one = quality(files.model);
    CU_ASSERT(one > 0.5);
    for (int ranks = 2; ranks <= 4; ranks += 2) {
      CU_ASSERT_EQUAL_FATAL(train(ranks, arguments, NULL), 0);
      const double several = quality(files.model);
      if (several < one - 0.05) fprintf(stderr, "%d ranks: %.3f, one: %.3f\n", ranks, several, one);
      CU_ASSERT(several >= one - 0.05);
    }
  }
  files_close(&files);
}

// Where answers are projected, a chunk has one relation; distances; threads in each rank.
static void other_models_learn_in_ranks_too(void) {
  Files files = files_open();
  static const char *const models[] = {"transh", "rotate"};
  for (size_t i = 0; i < COUNT(models); i++) {
    const char *const arguments[] = {"--triples", files.train, "--valid", files.valid, "--epochs",
                                     "60",        "--model",   models[i], SETTINGS,    "--set",
                                     "margin=3",  "--threads", "2",       "--set",     "exchange=2",
                                     "-M",        files.model, NULL};
    CU_ASSERT_EQUAL_FATAL(train(3, arguments, NULL), 0);
    const double mrr = quality(files.model);
    if (mrr < 0.3) fprintf(stderr, "%s: %.3f\n", models[i], mrr);
    CU_ASSERT(mrr >= 0.3);
  }
  files_close(&files);
}

static void a_seed_repeats_a_run_of_ranks(void) {
  Files files = files_open();
  char *const paths[] = {files.model, files.other};
  for (size_t i = 0; i < COUNT(paths); i++) {
    const char *const arguments[] = {"--triples", files.train, "--valid", files.valid, "--epochs",
                                     "4",         SETTINGS,    "-M",      paths[i],    NULL};
    CU_ASSERT_EQUAL_FATAL(train(3, arguments, NULL), 0);
  }
  CU_ASSERT(same_tables(files.model, files.other));
  files_close(&files);
}

static void ranks_go_on_from_a_file(void) {
  Files files = files_open();
  const char *const whole[] = {"--triples",     files.train, "--valid",   files.valid,
                               "--epochs",      "6",         SETTINGS,    "--set",
                               "valid_every=0", "-M",        files.model, NULL};
  const char *const half[] = {"--triples",     files.train, "--valid",   files.valid,
                              "--epochs",      "3",         SETTINGS,    "--set",
                              "valid_every=0", "-M",        files.other, NULL};
  const char *const rest[] = {"--resume", "--epochs", "6", "--quiet", "-M", files.other, NULL};
  CU_ASSERT_EQUAL_FATAL(train(2, whole, NULL), 0);
  CU_ASSERT_EQUAL_FATAL(train(2, half, NULL), 0);
  CU_ASSERT_EQUAL_FATAL(train(2, rest, NULL), 0);
  CU_ASSERT(same_tables(files.model, files.other));
  // By another number of ranks, and by none.
  const char *const more[] = {"--resume", "--epochs", "12", "--quiet", "-M", files.other, NULL};
  const char *const alone[] = {"--resume", "--epochs", "20", "--quiet", "-M", files.other, NULL};
  CU_ASSERT_EQUAL_FATAL(train(3, more, NULL), 0);
  CU_ASSERT_EQUAL_FATAL(train(0, alone, NULL), 0);
  Trained trained;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(trained_open(files.other, &trained, &err), STATUS_OK);
  CU_ASSERT_EQUAL(trained.info.epoch, 20);
  trained_close(&trained);
  files_close(&files);
}

static size_t occurrences(const char *text, const char *wanted) {
  size_t count = 0;
  for (const char *at = text; (at = strstr(at, wanted)) != NULL; at += strlen(wanted)) count++;
  return count;
}

static void expect(int ranks, const char *const arguments[], int code, const char *wanted) {
  Buffer errors = {0};
  const int got = train(ranks, arguments, &errors);
  const char *text = buffer_text(&errors);
  const bool told =
      got == code && occurrences(text, "anamorph: ") == 1 && strstr(text, wanted) != NULL;
  if (!told) fprintf(stderr, "%d, wanted %d and '%s':\n%s\n", got, code, wanted, text);
  CU_ASSERT(told);
  buffer_free(&errors);
}

// One message for all ranks, and all of them end.
static void mistakes_are_told_once(void) {
  Files files = files_open();
  expect(3, (const char *const[]){"--triples", "/nowhere", "-M", files.model, NULL}, 2, "/nowhere");
  expect(
      3,
      (const char *const[]){"--triples", files.train, "--epochs", "many", "-M", files.model, NULL},
      2, "epochs must be a number");
  expect(3,
         (const char *const[]){"--triples", files.train, "--quiet", "-M", files.model, "--set",
                               "negatives=0", NULL},
         2, "several ranks train against samples");
  expect(3,
         (const char *const[]){"--triples", files.train, "--quiet", "-M", files.model, "--set",
                               "partitions=4", NULL},
         2, "partitions on disk are for one rank");
  expect(3,
         (const char *const[]){"--triples", files.train, "--quiet", "-M", files.model, "--set",
                               "average=0.9", "--set", "negatives=64", "--set", "relation_weight=0",
                               NULL},
         2, "mean of epochs (average) is for one rank");
  expect(3,
         (const char *const[]){"--triples", files.train, SETTINGS, "--set", "rate=100", "--set",
                               "init=1e30", "-M", files.model, NULL},
         1, "no number any more");
  expect(3,
         (const char *const[]){"--triples", files.train, SETTINGS, "--epochs", "1", "-M",
                               "/nowhere/model", NULL},
         1, "/nowhere/model");
  char *tiny = temporary_path("ranks-tiny.tsv", files.arena);
  FILE *file = fopen(tiny, "we");
  CU_ASSERT_FATAL(file != NULL);
  fputs("a\tb\tc\n", file);
  (void)fclose(file);
  expect(3, (const char *const[]){"--triples", tiny, SETTINGS, "-M", files.model, NULL}, 2,
         "3 ranks for 2 entities");
  const char *const two[] = {"--triples", tiny, SETTINGS, "--epochs", "2", "-M", files.model, NULL};
  CU_ASSERT_EQUAL(train(2, two, NULL), 0);
  (void)unlink(tiny);
  files_close(&files);
}

// The leader does it, while the others wait.
static void rules_and_calibration_are_learnt_beside(void) {
  Files files = files_open();
  const char *const arguments[] = {
      "--triples", files.train, "--valid",        files.valid, "--model", "ensemble",  "--epochs",
      "10",        "--set",     "rules_time=0.3", SETTINGS,    "-M",      files.model, NULL};
  CU_ASSERT_EQUAL_FATAL(train(2, arguments, NULL), 0);
  Trained trained;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(trained_open(files.model, &trained, &err), STATUS_OK);
  CU_ASSERT(trained.rules.count > 0);
  CU_ASSERT(trained.calibration.relations > 0);
  CU_ASSERT_PTR_NOT_NULL(trained.weights.of_embedding);
  trained_close(&trained);
  const char *const rules[] = {"--triples", files.train, "--valid",   files.valid,
                               "--model",   "rules",     "--set",     "rules_time=0.3",
                               "--quiet",   "-M",        files.model, NULL};
  CU_ASSERT_EQUAL(train(2, rules, NULL), 0);
  files_close(&files);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(a_cut_is_balanced_and_small),
      TEST(no_part_is_empty),
      TEST(each_side_of_each_triple_is_asked_by_one_rank),
      TEST(sides_of_a_triple_within_a_rank_are_a_pair),
      TEST(a_rank_knows_all_answers_of_its_questions),
      TEST(one_rank_is_a_process_alone),
      TEST(several_ranks_learn_what_one_does),
      TEST(other_models_learn_in_ranks_too),
      TEST(a_seed_repeats_a_run_of_ranks),
      TEST(ranks_go_on_from_a_file),
      TEST(rules_and_calibration_are_learnt_beside),
      TEST(mistakes_are_told_once),
  };
  return suites_run("ranks", tests, COUNT(tests));
}
