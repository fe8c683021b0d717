// Triples as ids, files of triples, model files, ranking, calibration.
#include <CUnit/CUnit.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/rdf/vocabulary.h"
#include "embed/data/radix.h"
#include "embed/evaluate/rank.h"
#include "embed/file/trained.h"
#include "embed/suggest/cluster.h"
#include "embed/suggest/neighbour.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void finish(Collector *collector) {
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(collect_finish(collector, &err), STATUS_OK);
}

// --- Data ----------------------------------------------------------------------------------------

static void names_have_one_id_each(void) {
  DictionaryBuilder builder = {0};
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < 5000; i++) {
      char name[32];
      const int length = snprintf(name, sizeof name, "http://a/%d", i);
      CU_ASSERT_EQUAL(dictionary_add(&builder, name, (size_t)length), i);
    }
  const Dictionary view = dictionary_view(&builder);
  CU_ASSERT_EQUAL(view.count, 5000);
  CU_ASSERT_EQUAL(dictionary_find_text(&view, "http://a/4999"), 4999);
  CU_ASSERT_EQUAL(dictionary_find_text(&view, "http://a/5000"), -1);
  CU_ASSERT_STRING_EQUAL(dictionary_name(&view, 17, NULL), "http://a/17");
  DictionaryBuilder copy;
  dictionary_copy(&view, &copy);
  CU_ASSERT_EQUAL(dictionary_add(&copy, "new", 3), 5000);
  dictionary_builder_free(&copy);
  dictionary_builder_free(&builder);
  const Dictionary empty = {0};
  CU_ASSERT_EQUAL(dictionary_find_text(&empty, "x"), -1);
}

static void numbers_are_sorted_byte_by_byte(void) {
  static const uint64_t MASKS[] = {0, 0xff, 0xffff, 0xff00ff0000, UINT64_MAX};
  for (size_t m = 0; m < COUNT(MASKS); m++)
    for (size_t count = 0; count < 300; count += 13) {
      Random random = random_create(m, count);
      uint64_t key[300], spare[300], sum = 0;
      for (size_t i = 0; i < count; i++) sum += key[i] = random_next(&random) & MASKS[m];
      radix_sort(key, spare, count);
      for (size_t i = 0; i < count; i++) sum -= key[i];
      CU_ASSERT_EQUAL(sum, 0);
      for (size_t i = 1; i < count; i++) CU_ASSERT(key[i - 1] <= key[i]);
    }
}

static void the_graph_answers_both_ways(void) {
  static const Triple triples[] = {{0, 0, 1}, {0, 0, 2}, {2, 1, 0}, {0, 0, 1}, {1, 1, 1}};
  Graph graph = graph_build(triples, COUNT(triples), 4, 2);
  EdgeSpan span = graph_answers(&graph, 0, 0);
  CU_ASSERT_EQUAL(span.count, 2);
  CU_ASSERT_EQUAL(span.edge[0].tail, 1);
  CU_ASSERT_EQUAL(span.edge[1].tail, 2);
  CU_ASSERT(graph_has(&graph, 1, 2, 0));
  CU_ASSERT(graph_has(&graph, 0, 3, 2));
  CU_ASSERT(!graph_has(&graph, 0, 1, 2));
  CU_ASSERT(graph_has(&graph, 1, 1, 1) && graph_has(&graph, 1, 3, 1));
  CU_ASSERT_EQUAL(graph_edges(&graph, 3).count, 0);
  CU_ASSERT_EQUAL(graph_edges(&graph, 99).count, 0);
  graph_free(&graph);
}

static char *write_temporary(const char *name, const char *text, Arena *arena) {
  char *path = temporary_path(name, arena);
  FILE *file = fopen(path, "we");
  CU_ASSERT_FATAL(file != NULL);
  (void)fputs(text, file);
  (void)fclose(file);
  return path;
}

static void files_are_read_in_three_forms(void) {
  Arena *arena = arena_create(0);
  Error err = {0};
  static const char rdf[] =
      "# a comment\n"
      "<http://a/x> <http://a/p> <http://a/y> .\n"
      "\n"
      "<http://a/x> <http://a/p> \"a \\\"literal\\\" > .\"@en .\n"
      "<http://a/x> <http://a/p> \"1\"^^<http://a/t> . # more\n"
      "_:b <http://a/p> <http://a/caf\\u00E9> <http://a/g> .\r\n"
      "<http://a/x> <http://a/p> <http://a/y> .\n";
  char *path = write_temporary("rdf.nq", rdf, arena);
  Collector collector = {0};
  CU_ASSERT_EQUAL(collect_file(&collector, path, &err), STATUS_OK);
  finish(&collector);
  CU_ASSERT_EQUAL(collector.triples.count, 2);
  CU_ASSERT_EQUAL(collector.stats.literals, 2);
  CU_ASSERT_EQUAL(collector.stats.duplicates, 1);
  const Dictionary names = dictionary_view(&collector.entities);
  CU_ASSERT(dictionary_find_text(&names, "_:b") >= 0);
  CU_ASSERT(dictionary_find_text(&names, "http://a/café") >= 0);
  collector_free(&collector);
  (void)unlink(path);

  path = write_temporary("plain.txt", "a b\tr\tc\td\r\nc\tr\ta b", arena);
  CU_ASSERT_EQUAL(collect_file(&collector, path, &err), STATUS_OK);
  CU_ASSERT_EQUAL(collector.triples.count, 2);
  CU_ASSERT_EQUAL(collector.entities.count, 2);
  collector_free(&collector);
  (void)unlink(path);
  arena_destroy(arena);
}

static void a_broken_line_is_told_with_its_place(void) {
  Arena *arena = arena_create(0);
  static const char *const broken[] = {
      "<http://a/x> <http://a/p> <http://a/y>\n",
      "<http://a/x> <http://a/p .\n",
      "<http://a/x> \"p\" <http://a/y> .\n",
      "<http://a/x> <http://a/p> \"open .\n",
      "<http://a/x> <http://a/p> <a> . more\n",
      "<http://a/\\u12> <http://a/p> <b> .\n",
      "_: <http://a/p> <b> .\n",
      "<a> <b> <c> \"g\" .\n",
  };
  for (size_t i = 0; i < COUNT(broken); i++) {
    char *path = write_temporary("broken.nt", broken[i], arena);
    Collector collector = {0};
    Error err = {0};
    CU_ASSERT_EQUAL(collect_file(&collector, path, &err), STATUS_DATA);
    CU_ASSERT_EQUAL(err.at.line, 1);
    collector_free(&collector);
    (void)unlink(path);
  }
  char *path = write_temporary("broken.tsv", "a\tb\tc\na\tb\n", arena);
  Collector collector = {0};
  Error err = {0};
  CU_ASSERT_EQUAL(collect_file(&collector, path, &err), STATUS_DATA);
  CU_ASSERT_EQUAL(err.at.line, 2);
  collector_free(&collector);
  (void)unlink(path);
  CU_ASSERT_EQUAL(collect_file(&collector, "/nowhere/x.nt", &err), STATUS_USAGE);
  collector_free(&collector);
  arena_destroy(arena);
}

static void give(Collector *collector, const char *s, const char *p, const char *o) {
  Error err = {0};
  CU_ASSERT_EQUAL(collect_triple(collector, s, strlen(s), p, strlen(p), o, strlen(o), &err),
                  STATUS_OK);
}

static void the_filter_keeps_predicates_and_classes(void) {
  static const char *const classes[] = {"City", NULL};
  Collector collector = {.filter = {.class_iri = classes}};
  give(&collector, "a", RDF_TYPE.text, "City");
  give(&collector, "b", RDF_TYPE.text, "City");
  give(&collector, "c", RDF_TYPE.text, "River");
  give(&collector, "a", "near", "b");
  give(&collector, "a", "on", "c");
  finish(&collector);
  CU_ASSERT_EQUAL(collector.triples.count, 3);
  CU_ASSERT_EQUAL(collector.entities.count, 3);
  collector_free(&collector);

  static const char *const predicates[] = {"near", NULL};
  collector = (Collector){.filter = {.predicate = predicates}};
  give(&collector, "a", "near", "b");
  give(&collector, "a", "on", "c");
  finish(&collector);
  CU_ASSERT_EQUAL(collector.triples.count, 1);
  CU_ASSERT_EQUAL(collector.entities.count, 2);
  collector_free(&collector);
}

static bool has_fact(const Collector *collector, const char *s, const char *p, const char *o) {
  const Dictionary entities = dictionary_view(&collector->entities);
  const Dictionary relations = dictionary_view(&collector->relations);
  const Triple t = {dictionary_find_text(&entities, s), dictionary_find_text(&relations, p),
                    dictionary_find_text(&entities, o)};
  for (size_t i = 0; i < collector->triples.count; i++)
    if (memcmp(&collector->triples.item[i], &t, sizeof t) == 0) return true;
  return false;
}

static void literals_become_entities_when_asked(void) {
  Arena *arena = arena_create(0);
  Error err = {0};
  Buffer text = {0};
  // Ten numbers, of which four are equal; dates; a text of two, one of nobody else; a lone name.
  static const char *const size[] = {"1", "2", "3", "5", "5", "5", "5.0", "7", "8.5e0", "-9"};
  for (size_t i = 0; i < 10; i++)
    buffer_printf(&text, "<http://a/%zu> <http://a/size> \"%s\" .\n", i, size[i]);
  buffer_add_text(&text,
                  "<http://a/0> <http://a/born> \"1999-12-31\" .\n"
                  "<http://a/1> <http://a/born> \"2001-01-01T00:00:00Z\" .\n"
                  "<http://a/0> <http://a/kind> \"old town\"@en .\n"
                  "<http://a/1> <http://a/kind> \"old town\"@en .\n"
                  "<http://a/2> <http://a/kind> \"only one\" .\n"
                  "<http://a/lone> <http://a/name> \"nobody\" .\n");
  char *path = write_temporary("literals.nt", buffer_text(&text), arena);
  Collector collector = {.bins = 2};
  CU_ASSERT_EQUAL(collect_file(&collector, path, &err), STATUS_OK);
  finish(&collector);
  // Equal numbers are in one interval, though half of all lies between them.
  static const char low[] = "urn:anamorph:from:-9:to:5:of:http://a/size";
  static const char high[] = "urn:anamorph:from:7:to:8.5:of:http://a/size";
  for (size_t i = 0; i < 10; i++) {
    char *name = arena_format(arena, "http://a/%zu", i);
    CU_ASSERT(has_fact(&collector, name, "http://a/size", i == 7 || i == 8 ? high : low));
  }
  CU_ASSERT(has_fact(&collector, "http://a/1", "http://a/kind",
                     "urn:anamorph:text:old%20town:of:http://a/kind"));
  CU_ASSERT_EQUAL(collector.triples.count, 14);
  CU_ASSERT_EQUAL(collector.stats.literals, 2);
  // What had nothing but a literal that is no entity has left no name.
  CU_ASSERT_EQUAL(collector.relations.count, 3);
  CU_ASSERT_EQUAL(collector.entities.count, 10 + 2 + 2 + 1);
  collector_free(&collector);
  CU_ASSERT(literal_number("2000-01-01", 10) > literal_number("1999-12-31", 10));
  CU_ASSERT(isnan(literal_number("1 apple", 7)));
  CU_ASSERT(isnan(literal_number("", 0)));
  CU_ASSERT(isnan(literal_number("2000-13-01", 10)));
  buffer_free(&text);
  (void)unlink(path);
  arena_destroy(arena);
}

static void validation_set_aside_leaves_every_name(void) {
  Collector collector = {0};
  Random random = random_create(5, 5);
  for (int i = 0; i < 2000; i++) {
    char s[16], p[16], o[16];
    (void)snprintf(s, sizeof s, "e%u", random_below(&random, 100));
    (void)snprintf(p, sizeof p, "r%u", random_below(&random, 5));
    (void)snprintf(o, sizeof o, "e%u", random_below(&random, 100));
    give(&collector, s, p, o);
  }
  finish(&collector);
  const size_t all = collector.triples.count;
  TrainingData owner;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(training_data_create(&collector, NULL, 1, &owner, &err), STATUS_OK);
  CU_ASSERT_EQUAL(owner.valid.count, all / 20);
  CU_ASSERT_EQUAL(owner.train.count + owner.valid.count, all);
  bool seen[200] = {false};
  for (size_t i = 0; i < owner.train.count; i++)
    seen[owner.train.item[i].head] = seen[owner.train.item[i].tail] = true;
  for (uint32_t e = 0; e < owner.entities.count; e++) CU_ASSERT(seen[e]);
  training_data_free(&owner);
  CU_ASSERT_EQUAL(training_data_create(&collector, NULL, 1, &owner, &err), STATUS_DATA);
}

// --- Model files ---------------------------------------------------------------------------------

static Trained small_model(TrainingData *owner, Curve *curve, Rule *rule) {
  Collector collector = {0};
  give(&collector, "a", "r", "b");
  give(&collector, "b", "r", "c");
  give(&collector, "c", "s", "a");
  finish(&collector);
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(training_data_create(&collector, NULL, 1, owner, &err), STATUS_OK);
  Trained trained = {.settings = settings_default(model_find("complex"), 3),
                     .data = training_data_view(owner)};
  trained.settings.dim = 10;
  (void)snprintf(trained.info.mapping, sizeof trained.info.mapping, "abc");
  trained.info.epoch = 7;
  CU_ASSERT_EQUAL_FATAL(
      parameters_create(trained.settings.model, 10, 3, 2, 16, 16, &trained.parameters, &err),
      STATUS_OK);
  parameters_init(&trained.parameters, 1, 3);
  for (int i = 0; i < 5; i++) curve[i] = (Curve){(float)i, -(float)i};
  trained.calibration = (Calibration){curve, 4};
  *rule = (Rule){.head = 1, .constant = -1, .end = -1, .length = 1, .confidence = 0.5f};
  trained.rules = (RuleList){rule, 1};
  return trained;
}

static void a_model_comes_back_from_its_file(void) {
  Arena *arena = arena_create(0);
  char *path = write_temporary("model", "", arena);
  TrainingData owner;
  Curve curve[5];
  Rule rule;
  Trained trained = small_model(&owner, curve, &rule), back;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(trained_write(path, &trained, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(trained_open(path, &back, &err), STATUS_OK);
  CU_ASSERT_EQUAL(container_verify(back.container, &err), STATUS_OK);
  CU_ASSERT_PTR_EQUAL(back.settings.model, trained.settings.model);
  CU_ASSERT_EQUAL(back.settings.dim, 10);
  CU_ASSERT_EQUAL(back.info.epoch, 7);
  CU_ASSERT_STRING_EQUAL(back.info.mapping, "abc");
  CU_ASSERT_EQUAL(back.data.entities.count, 3);
  CU_ASSERT_EQUAL(dictionary_find_text(&back.data.entities, "c"),
                  dictionary_find_text(&trained.data.entities, "c"));
  CU_ASSERT_EQUAL(back.data.train_count, 3);
  for (int32_t e = 0; e < 3; e++)
    for (size_t i = 0; i < 10; i++)
      CU_ASSERT_EQUAL(table_row(&back.parameters.entity, e)[i],
                      table_row(&trained.parameters.entity, e)[i]);
  CU_ASSERT_EQUAL(back.parameters.entity.state_stride, 16);
  CU_ASSERT_EQUAL(back.rules.count, 1);
  CU_ASSERT_EQUAL(back.rules.rule[0].confidence, 0.5f);
  CU_ASSERT_EQUAL(calibration_curve(&back.calibration, 3).slope, 3);
  CU_ASSERT_EQUAL(calibration_curve(&back.calibration, 99).slope, 4);
  trained_close(&back);
  parameters_free(&trained.parameters);
  training_data_free(&owner);
  (void)unlink(path);
  arena_destroy(arena);
}

static void expect_refused(const char *path, const char *part) {
  Trained back;
  Error err = {0};
  CU_ASSERT_EQUAL(trained_open(path, &back, &err), STATUS_DATA);
  if (strstr(err.message, part) == NULL) fprintf(stderr, "%s\n", err.message);
  CU_ASSERT(strstr(err.message, part) != NULL);
}

static void change_byte(const char *path, long at) {
  FILE *file = fopen(path, "r+e");
  CU_ASSERT_FATAL(file != NULL);
  (void)fseek(file, at, SEEK_SET);
  const int byte = fgetc(file);
  (void)fseek(file, at, SEEK_SET);
  (void)fputc(byte ^ 0x40, file);
  (void)fclose(file);
}

static void what_is_no_whole_model_is_refused(void) {
  Arena *arena = arena_create(0);
  char *path = write_temporary("damaged", "", arena);
  TrainingData owner;
  Curve curve[5];
  Rule rule;
  Trained trained = small_model(&owner, curve, &rule);
  Error err = {0};
  expect_refused(path, "no model file");
  (void)unlink(path);
  path = write_temporary("damaged", "This is a letter, not a model, and long enough for a header.",
                         arena);
  expect_refused(path, "no model file");
  CU_ASSERT_EQUAL_FATAL(trained_write(path, &trained, &err), STATUS_OK);
  change_byte(path, 70);
  expect_refused(path, "damaged");
  CU_ASSERT_EQUAL_FATAL(trained_write(path, &trained, &err), STATUS_OK);
  change_byte(path, 12288);
  expect_refused(path, "damaged");
  CU_ASSERT_EQUAL_FATAL(trained_write(path, &trained, &err), STATUS_OK);
  CU_ASSERT_EQUAL(truncate(path, 5000), 0);
  expect_refused(path, "truncated");
  Trained back;
  CU_ASSERT_EQUAL(trained_open("/nowhere/model", &back, &err), STATUS_USAGE);
  parameters_free(&trained.parameters);
  training_data_free(&owner);
  (void)unlink(path);
  arena_destroy(arena);
}

// Greater sections are not summed at opening, but those that ids are read from are.
static void damage_among_many_triples_is_seen(void) {
  enum { MANY = 400000 };
  Arena *arena = arena_create(0);
  char *path = write_temporary("many", "", arena);
  TrainingData owner;
  Curve curve[5];
  Rule rule;
  Trained trained = small_model(&owner, curve, &rule), back;
  Triple *many = malloc(MANY * sizeof *many);
  for (size_t i = 0; i < MANY; i++) many[i] = trained.data.train[0];
  trained.data.train = many;
  trained.data.train_count = MANY;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(trained_write(path, &trained, &err), STATUS_OK);
  CU_ASSERT_EQUAL(trained_open(path, &back, &err), STATUS_OK);
  trained_close(&back);
  // A head among them; so small a change is still an id.
  FILE *file = fopen(path, "r+e");
  CU_ASSERT_FATAL(file != NULL);
  (void)fseek(file, 2 * 1024 * 1024 / (long)sizeof *many * (long)sizeof *many, SEEK_SET);
  (void)fputs("\1", file);
  (void)fclose(file);
  expect_refused(path, "damaged: section train");
  free(many);
  parameters_free(&trained.parameters);
  training_data_free(&owner);
  (void)unlink(path);
  arena_destroy(arena);
}

static void a_full_disk_leaves_the_former_model(void) {
  Arena *arena = arena_create(0);
  char *path = write_temporary("full", "", arena);
  TrainingData owner;
  Curve curve[5];
  Rule rule;
  Trained trained = small_model(&owner, curve, &rule), back;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(trained_write(path, &trained, &err), STATUS_OK);
  // A limit on the size of files stands for the full disk.
  struct rlimit before, limited = {8192, 0};
  CU_ASSERT_EQUAL(getrlimit(RLIMIT_FSIZE, &before), 0);
  limited.rlim_max = before.rlim_max;
  void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
  CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &limited), 0);
  trained.info.epoch = 8;
  CU_ASSERT_EQUAL(trained_write(path, &trained, &err), STATUS_IO);
  CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &before), 0);
  (void)signal(SIGXFSZ, handler);
  CU_ASSERT_EQUAL_FATAL(trained_open(path, &back, &err), STATUS_OK);
  CU_ASSERT_EQUAL(back.info.epoch, 7);
  trained_close(&back);
  CU_ASSERT_EQUAL(trained_write("/nowhere/model", &trained, &err), STATUS_IO);
  parameters_free(&trained.parameters);
  training_data_free(&owner);
  (void)unlink(path);
  arena_destroy(arena);
}

// --- Ranking -------------------------------------------------------------------------------------

static void ranks_are_filtered_and_ties_in_the_middle(void) {
  static const float scores[] = {5, 3, 3, 3, 1, NAN};
  static const Edge known[] = {{0, 0}, {0, 1}};
  const EdgeSpan none = {known, 0}, two = {known, 2};
  CU_ASSERT_EQUAL(rank_answer(scores, 6, 0, none), 1);
  CU_ASSERT_EQUAL(rank_answer(scores, 6, 2, none), 3);
  CU_ASSERT_EQUAL(rank_answer(scores, 6, 2, two), 1.5);
  CU_ASSERT_EQUAL(rank_answer(scores, 6, 1, two), 2);
  CU_ASSERT_EQUAL(rank_answer(scores, 6, 4, two), 3);
  CU_ASSERT(rank_answer(scores, 6, 5, none) >= 6);
  // An unseen answer is behind all.
  CU_ASSERT_EQUAL(rank_answer(scores, 5, 9, none), 6);
}

static void score_by_id(const void *self, const LinkQuery queries[], size_t count, float *scores) {
  const int32_t entities = *(const int32_t *)self;
  for (size_t i = 0; i < count; i++)
    for (int32_t e = 0; e < entities; e++)
      scores[i * (size_t)entities + (size_t)e] = -fabsf((float)(e - queries[i].head - 1));
}

static void both_sides_and_unseen_entities_count(void) {
  const int32_t entities = 10;
  // 0 → 1 → … ; the scorer says that the tail is head + 1, whatever the relation.
  Triple train[9];
  for (int32_t i = 0; i < 9; i++) train[i] = (Triple){i, 0, i + 1};
  Graph graph = graph_build(train, 9, entities, 1);
  Team *team;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(team_create(2, &team, &err), STATUS_OK);
  const RankTask task = {{score_by_id, &entities, entities}, &graph, &graph, team, 1};
  static const Triple test[] = {{3, 0, 4}, {4, 0, 40}, {2, 7, 3}};
  Ranking ranking = rank_triples(&task, test, COUNT(test));
  CU_ASSERT_EQUAL(ranking.triples, 3);
  CU_ASSERT_EQUAL(ranking.unseen, 2);
  CU_ASSERT_EQUAL(ranking.filtered.count, 6);
  CU_ASSERT_EQUAL(ranking.tails.count + ranking.heads.count, 6);
  CU_ASSERT(ranking.tails.hits1 > 0);
  CU_ASSERT_EQUAL(ranking.category[ONE_TO_ONE].count, 4);
  ranking_free(&ranking);
  team_destroy(team);
  graph_free(&graph);
}

// --- Calibration ---------------------------------------------------------------------------------

static void curves_find_the_truth(void) {
  enum { SEEN = 20000 };
  Observation *seen = calloc(SEEN, sizeof *seen);
  Random random = random_create(1, 1);
  // Relation 0 is true with the probability of slope 2, bias -1; relation 1 with slope 1, bias 1.
  for (size_t i = 0; i < SEEN; i++) {
    const int32_t relation = (int32_t)(i & 1);
    const double x = random_normal(&random);
    const Curve truth = relation == 0 ? (Curve){2, -1} : (Curve){1, 1};
    seen[i] = (Observation){relation, (float)x, random_unit(&random) < curve_probability(truth, x)};
  }
  Curve curve[4];
  calibration_fit(seen, SEEN, 3, curve);
  CU_ASSERT_DOUBLE_EQUAL((double)curve[0].slope, 2, 0.15);
  CU_ASSERT_DOUBLE_EQUAL((double)curve[0].bias, -1, 0.15);
  CU_ASSERT_DOUBLE_EQUAL((double)curve[1].slope, 1, 0.15);
  CU_ASSERT_DOUBLE_EQUAL((double)curve[1].bias, 1, 0.15);
  // What was never seen has the curve of all.
  CU_ASSERT_EQUAL(curve[2].slope, curve[3].slope);
  const Calibration fitted = {curve, 3}, none = {NULL, 0};
  CU_ASSERT(calibration_error(seen, SEEN, &fitted) < 0.02);
  CU_ASSERT(calibration_error(seen, SEEN, &none) > 2 * calibration_error(seen, SEEN, &fitted));
  calibration_fit(seen, 0, 3, curve);
  CU_ASSERT_EQUAL(curve[3].slope, 1);
  free(seen);
}

// --- Neighbours and clusters ---------------------------------------------------------------------

static void like_entities_are_found_and_grouped(void) {
  Parameters parameters;
  Error err = {0};
  enum { GROUPS = 3, EACH = 20 };
  CU_ASSERT_EQUAL_FATAL(
      parameters_create(model_find("distmult"), 6, GROUPS * EACH, 1, 0, 0, &parameters, &err),
      STATUS_OK);
  parameters_init(&parameters, 0.1f, 4);
  for (int32_t e = 0; e < GROUPS * EACH; e++) table_row(&parameters.entity, e)[e % GROUPS] += 1;
  Neighbour neighbour[EACH - 1];
  size_t count;
  neighbours_find(&parameters, 4, EACH - 1, neighbour, &count);
  CU_ASSERT_EQUAL(count, EACH - 1);
  for (size_t i = 0; i < count; i++) CU_ASSERT_EQUAL(neighbour[i].entity % GROUPS, 4 % GROUPS);
  Team *team;
  CU_ASSERT_EQUAL_FATAL(team_create(2, &team, &err), STATUS_OK);
  Clustering clustering = entities_cluster(&parameters, GROUPS, 1, team);
  for (int32_t e = 0; e < GROUPS * EACH; e++)
    CU_ASSERT_EQUAL(clustering.label[e], clustering.label[e % GROUPS]);
  CU_ASSERT(clustering.silhouette > 0.5);
  clustering_free(&clustering);
  clustering = entities_cluster(&parameters, 1000, 1, team);
  CU_ASSERT_EQUAL(clustering.clusters, (size_t)GROUPS * EACH);
  clustering_free(&clustering);
  team_destroy(team);
  parameters_free(&parameters);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(names_have_one_id_each),
      TEST(numbers_are_sorted_byte_by_byte),
      TEST(the_graph_answers_both_ways),
      TEST(files_are_read_in_three_forms),
      TEST(a_broken_line_is_told_with_its_place),
      TEST(the_filter_keeps_predicates_and_classes),
      TEST(literals_become_entities_when_asked),
      TEST(validation_set_aside_leaves_every_name),
      TEST(a_model_comes_back_from_its_file),
      TEST(what_is_no_whole_model_is_refused),
      TEST(damage_among_many_triples_is_seen),
      TEST(a_full_disk_leaves_the_former_model),
      TEST(ranks_are_filtered_and_ties_in_the_middle),
      TEST(both_sides_and_unseen_entities_count),
      TEST(curves_find_the_truth),
      TEST(like_entities_are_found_and_grouped),
  };
  return suites_run("embed", tests, COUNT(tests));
}
