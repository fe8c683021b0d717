// The commands of models: the contract of their output, and what bad input gets.
#include <CUnit/CUnit.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "embed/file/trained.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef struct Files {
  Arena *arena;
  char *train, *valid, *model, *rules;
} Files;

static Files files_open(void) {
  Files files = {.arena = arena_create(0)};
  files.train = temporary_path("train.nt", files.arena);
  files.valid = temporary_path("valid.nt", files.arena);
  files.model = temporary_path("model", files.arena);
  files.rules = temporary_path("rules", files.arena);
  FILE *train = fopen(files.train, "we"), *valid = fopen(files.valid, "we");
  CU_ASSERT_FATAL(train != NULL && valid != NULL);
  // Rivers flow through towns of countries: a town on a river of a country is in the country.
  for (int river = 0; river < 30; river++)
    for (int town = 0; town < 4; town++) {
      fprintf(train, "<http://a/town%d-%d> <http://a/on> <http://a/river%d> .\n", river, town,
              river);
      fprintf(town == 3 && river % 3 == 0 ? valid : train,
              "<http://a/town%d-%d> <http://a/in> <http://a/country%d> .\n", river, town,
              river / 5);
      fprintf(train, "<http://a/town%d-%d> <http://a/name> \"Town\"@en .\n", river, town);
    }
  (void)fclose(train);
  (void)fclose(valid);
  return files;
}

static void files_close(Files *files) {
  (void)unlink(files->train);
  (void)unlink(files->valid);
  (void)unlink(files->model);
  (void)unlink(files->rules);
  arena_destroy(files->arena);
}

static int run(const char *const arguments[], Buffer *output, Buffer *errors) {
  Buffer unseen = {0};
  const int code = run_anamorph(arguments, output, errors != NULL ? errors : &unseen);
  buffer_free(&unseen);
  return code;
}

static void train(const Files *files, const char *model, const char *path) {
  const char *const arguments[] = {
      "train",    "--triples", files->train, "--valid", files->valid, "--model",        model,
      "--dim",    "32",        "--epochs",   "20",      "--set",      "rules_time=0.3", "--set",
      "batch=20", "-M",        path,         "--quiet", NULL};
  Buffer errors = {0};
  CU_ASSERT_EQUAL(run(arguments, NULL, &errors), 0);
  CU_ASSERT_EQUAL(errors.length, 0);
  buffer_free(&errors);
}

static json_t *answer(const char *const arguments[]) {
  Buffer output = {0}, errors = {0};
  CU_ASSERT_EQUAL(run(arguments, &output, &errors), 0);
  json_error_t error;
  json_t *json = json_loadb(output.data, output.length, 0, &error);
  if (json == NULL) fprintf(stderr, "%s\n%s", buffer_text(&output), buffer_text(&errors));
  CU_ASSERT_PTR_NOT_NULL_FATAL(json);
  buffer_free(&output);
  buffer_free(&errors);
  return json;
}

static void evaluation_keeps_its_contract(void) {
  Files files = files_open();
  train(&files, "complex", files.model);
  const char *const arguments[] = {"evaluate",  "-M",       files.model, "--test",
                                   files.valid, "--format", "json",      NULL};
  json_t *json = answer(arguments);
  static const char *const numbers[] = {"mrr", "mr", "hits@1", "hits@3", "hits@10"};
  for (size_t i = 0; i < COUNT(numbers); i++)
    CU_ASSERT(json_is_real(json_object_get(json, numbers[i])));
  CU_ASSERT_EQUAL(json_integer_value(json_object_get(json, "triples")), 10);
  CU_ASSERT_EQUAL(json_integer_value(json_object_get(json, "unseen")), 0);
  CU_ASSERT(json_is_true(json_object_get(json, "both_sides")));
  CU_ASSERT(json_real_value(json_object_get(json, "mrr")) > 0.3);
  CU_ASSERT_PTR_NOT_NULL(json_object_get(json_object_get(json, "relations"), "http://a/in"));
  json_decref(json);
  files_close(&files);
}

// Triples that are wrong in a way that the graph tells: a town lies in its river's country alone.
static void true_and_false_are_told_apart(void) {
  Files files = files_open();
  char *negatives = temporary_path("negatives.nt", files.arena);
  FILE *file = fopen(negatives, "we");
  CU_ASSERT_FATAL(file != NULL);
  for (int river = 0; river < 30; river += 3)
    fprintf(file, "<http://a/town%d-3> <http://a/in> <http://a/country%d> .\n", river,
            (river / 5 + 1) % 6);
  (void)fclose(file);
  train(&files, "rules", files.rules);
  const char *const arguments[] = {"evaluate",  "-M",          files.rules, "--test",
                                   files.valid, "--negatives", negatives,   NULL};
  json_t *json = answer(arguments);
  json_t *classes = json_object_get(json, "classification");
  CU_ASSERT_EQUAL(json_integer_value(json_object_get(classes, "positives")), 10);
  CU_ASSERT_EQUAL(json_integer_value(json_object_get(classes, "negatives")), 10);
  CU_ASSERT(json_real_value(json_object_get(classes, "accuracy")) > 0.9);
  CU_ASSERT(json_real_value(json_object_get(classes, "f1")) > 0.9);
  json_t *calibration = json_object_get(json, "calibration");
  CU_ASSERT(json_is_real(json_object_get(calibration, "error")));
  CU_ASSERT_EQUAL(json_object_size(json_object_get(calibration, "categories")), 1);
  CU_ASSERT(json_is_real(json_object_get(json_object_get(calibration, "categories"), "N-1")));
  json_decref(json);
  (void)unlink(negatives);
  files_close(&files);
}

// Rules come to an embedding that is there, without training it again.
static void rules_join_an_embedding(void) {
  Files files = files_open();
  train(&files, "complex", files.model);
  const char *const join[] = {"train",          "--resume", "--model",   "ensemble", "--set",
                              "rules_time=0.3", "-M",       files.model, "--quiet",  NULL};
  CU_ASSERT_EQUAL(run(join, NULL, NULL), 0);
  const char *const ranks[] = {"evaluate", "-M", files.model, "--test", files.valid, NULL};
  json_t *json = answer(ranks);
  CU_ASSERT(json_real_value(json_object_get(json_object_get(json, "tails"), "hits@1")) > 0.8);
  json_decref(json);
  Buffer errors = {0};
  const char *const other[] = {"train", "--resume", "--model", "rotate", "-M", files.model, NULL};
  CU_ASSERT_EQUAL(run(other, NULL, &errors), 2);
  CU_ASSERT(strstr(buffer_text(&errors), "ensemble") != NULL);
  buffer_free(&errors);
  files_close(&files);
}

static double entities_learnt(const char *const arguments[]) {
  Buffer errors = {0};
  CU_ASSERT_EQUAL(run(arguments, NULL, &errors), 0);
  double triples = 0, entities = 0;
  CU_ASSERT_EQUAL(sscanf(buffer_text(&errors), "%lf triples, %lf entities", &triples, &entities),
                  2);
  CU_ASSERT(strstr(buffer_text(&errors), "memory: about") != NULL);
  CU_ASSERT(strstr(buffer_text(&errors), "of processor time") != NULL);
  buffer_free(&errors);
  return entities;
}

// The virtual graph is learnt from without a file between: with an ontology all that it implies,
// with --predicate only what was chosen, with --literals more entities.
static void training_reads_the_virtual_graph(void) {
  Fixture *fixture = fixture_open(NULL);
  fixture_run_file(fixture, repository_path("examples/world/schema.sql"));
  fixture_run_file(fixture, repository_path("examples/world/load.sql"));
  Files files = files_open();
  const char *mapping = repository_path("examples/world/mapping.ttl");
  const char *ontology = repository_path("examples/world/ontology.ttl");
  const char *borders[] = {"train",
                           "-m",
                           mapping,
                           "-d",
                           fixture->conninfo,
                           "--dim",
                           "32",
                           "--epochs",
                           "1",
                           "--predicate",
                           "https://world.example/ns#borders",
                           "-M",
                           files.model,
                           NULL};
  const double countries = entities_learnt(borders);
  CU_ASSERT(countries > 100 && countries < 300);
  const char *const plain[] = {"train", "-m",       mapping, "-d", fixture->conninfo, "--dim",
                               "32",    "--epochs", "1",     "-M", files.model,       NULL};
  const double all = entities_learnt(plain);
  CU_ASSERT(all > 2 * countries);
  const char *const cut[] = {"train", "-m", mapping,     "-d", fixture->conninfo,
                             "--dim", "32", "--epochs",  "1",  "--literals",
                             "10",    "-M", files.model, NULL};
  CU_ASSERT(entities_learnt(cut) > all);
  const char *const implied[] = {"train", "-m",     mapping,     "-d", fixture->conninfo,
                                 "-o",    ontology, "--epochs",  "1",  "--dim",
                                 "32",    "-M",     files.model, NULL};
  CU_ASSERT(entities_learnt(implied) >= all);
  files_close(&files);
  fixture_close(fixture);
}

// The question of examples/world/README.md, on the command line and in SPARQL.
static void the_world_example_tells_what_else_is_spoken(void) {
  Fixture *fixture = fixture_open(NULL);
  fixture_run_file(fixture, repository_path("examples/world/schema.sql"));
  fixture_run_file(fixture, repository_path("examples/world/load.sql"));
  Files files = files_open();
  const char *mapping = repository_path("examples/world/mapping.ttl");
  const char *const learn[] = {
      "train",           "-m",    mapping,     "-d",           fixture->conninfo,
      "--model",         "rules", "--set",     "rules_time=2", "--set",
      "clock=processor", "-M",    files.model, "--quiet",      NULL};
  CU_ASSERT_EQUAL(run(learn, NULL, NULL), 0);
  const char *const suggest[] = {"suggest",
                                 "-M",
                                 files.model,
                                 "-m",
                                 mapping,
                                 "-d",
                                 fixture->conninfo,
                                 "--subject",
                                 "https://world.example/country/LI",
                                 "--predicate",
                                 "https://world.example/ns#spokenLanguage",
                                 "-k",
                                 "3",
                                 NULL};
  json_t *json = answer(suggest);
  json_t *first = json_array_get(json_object_get(json, "suggestions"), 0);
  CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(first, "object")),
                         "https://world.example/language/en");
  json_t *reason = json_array_get(json_object_get(first, "reasons"), 0);
  CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(reason, "kind")), "rule");
  json_decref(json);
  const char *file = repository_path("examples/world/queries/suggest/21-unheard.rq");
  const char *const query[] = {"query",           "-M", files.model, "-m", mapping, "-d",
                               fixture->conninfo, "-f", "csv",       file, NULL};
  Buffer output = {0};
  CU_ASSERT_EQUAL(run(query, &output, NULL), 0);
  const char *rows = strchr(buffer_text(&output), '\n');
  CU_ASSERT_PTR_NOT_NULL_FATAL(rows);
  CU_ASSERT(strncmp(rows + 1, "https://world.example/language/en,0.", 36) == 0);
  CU_ASSERT_PTR_NOT_NULL(strstr(rows, "because LI "));
  buffer_free(&output);
  files_close(&files);
  fixture_close(fixture);
}

static void suggestions_come_with_probability_and_reason(void) {
  Files files = files_open();
  train(&files, "ensemble", files.model);
  // The validation triples are in the model and known: another town's country is asked for, and
  // what is known is not said again.
  const char *const who[] = {"suggest",     "-M",       files.model,         "--predicate",
                             "http://a/in", "--object", "http://a/country1", "-k",
                             "3",           NULL};
  json_t *json = answer(who);
  json_t *list = json_object_get(json, "suggestions");
  CU_ASSERT(json_array_size(list) > 0 && json_array_size(list) <= 3);
  json_t *first = json_array_get(list, 0);
  CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(first, "object")), "http://a/country1");
  const double probability = json_real_value(json_object_get(first, "probability"));
  CU_ASSERT(probability >= 0 && probability <= 1);
  CU_ASSERT(json_is_array(json_object_get(first, "reasons")));
  CU_ASSERT_PTR_NOT_NULL(json_object_get(json_object_get(json, "model"), "version"));
  json_decref(json);

  // A predicate that the model does not know is a mistake; an entity is not.
  const char *const nowhere[] = {"suggest",          "-M",          files.model,        "--subject",
                                 "http://a/town0-0", "--predicate", "http://a/nothing", NULL};
  Buffer errors = {0};
  CU_ASSERT_EQUAL(run(nowhere, NULL, &errors), 2);
  CU_ASSERT(strstr(buffer_text(&errors), "http://a/nothing") != NULL);
  buffer_free(&errors);
  const char *const unknown[] = {"suggest",         "-M",          files.model,   "--subject",
                                 "http://a/nobody", "--predicate", "http://a/in", "-k",
                                 "100000",          NULL};
  json = answer(unknown);
  CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "warnings")), 1);
  CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "suggestions")), 6);
  json_decref(json);
  files_close(&files);
}

static void rules_stand_alone(void) {
  Files files = files_open();
  train(&files, "rules", files.rules);
  const char *const ranks[] = {"evaluate", "-M", files.rules, "--test", files.valid, NULL};
  json_t *json = answer(ranks);
  json_t *tails = json_object_get(json, "tails");
  CU_ASSERT(json_real_value(json_object_get(tails, "hits@1")) > 0.8);
  json_decref(json);
  const char *const vectors[] = {"nearest",          "-M", files.rules, "--entity",
                                 "http://a/town0-0", NULL};
  CU_ASSERT_EQUAL(run(vectors, NULL, NULL), 2);
  files_close(&files);
}

static void vectors_are_exported(void) {
  Files files = files_open();
  train(&files, "distmult", files.model);
  char *npy = temporary_path("vectors.npy", files.arena),
       *names = temporary_path("vectors.npy.names", files.arena);
  const char *const arguments[] = {"nearest", "-M", files.model, "-O", npy, NULL};
  CU_ASSERT_EQUAL(run(arguments, NULL, NULL), 0);
  struct stat about;
  CU_ASSERT_EQUAL(stat(npy, &about), 0);
  // 120 towns, 30 rivers, 6 countries.
  CU_ASSERT_EQUAL(about.st_size, 128 + 156 * 32 * 4);
  FILE *file = fopen(npy, "re");
  char head[128];
  CU_ASSERT_EQUAL(fread(head, 1, sizeof head, file), sizeof head);
  (void)fclose(file);
  CU_ASSERT_EQUAL(memcmp(head, "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4'", 25), 0);
  CU_ASSERT_EQUAL(head[127], '\n');
  char *list = read_file(names, files.arena);
  size_t lines = 0;
  for (; *list != '\0'; list++) lines += *list == '\n';
  CU_ASSERT_EQUAL(lines, 156);
  const char *const near[] = {"nearest",          "-M", files.model, "--entity",
                              "http://a/town0-0", "-k", "4",         NULL};
  json_t *json = answer(near);
  CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "neighbours")), 4);
  json_decref(json);
  const char *const cluster[] = {"cluster", "-M", files.model, "-k", "3", "-f", "json", NULL};
  json = answer(cluster);
  CU_ASSERT_EQUAL(json_object_size(json_object_get(json, "labels")), 156);
  json_decref(json);
  (void)unlink(npy);
  (void)unlink(names);
  files_close(&files);
}

// --- Signals -------------------------------------------------------------------------------------

// Reads what the process says until it has said `part`; false: it ended before.
static bool wait_for_text(int fd, const char *part, Buffer *said) {
  char block[512];
  ssize_t count;
  while (strstr(buffer_text(said), part) == NULL) {
    if ((count = read(fd, block, sizeof block)) <= 0) return false;
    buffer_add(said, block, (size_t)count);
  }
  return true;
}

static int64_t epochs_learnt(const char *path) {
  Trained trained;
  Error err = {0};
  if (trained_open(path, &trained, &err) != STATUS_OK) return -1;
  const int64_t epochs = trained.info.epoch;
  trained_close(&trained);
  return epochs;
}

// No checkpoint is due, and there are threads that were there before main: the model is saved all
// the same, and training goes on from it.
static void an_interrupted_training_is_saved(void) {
  static const int numbers[] = {SIGTERM, SIGINT};
  static const char *const threads[] = {"1", "3"};
  for (size_t i = 0; i < COUNT(numbers) * COUNT(threads); i++) {
    Files files = files_open();
    const char *const endless[] = {"train",
                                   "--triples",
                                   files.train,
                                   "--dim",
                                   "32",
                                   "--epochs",
                                   "1000000",
                                   "--set",
                                   "batch=20",
                                   "--set",
                                   "valid_every=0",
                                   "--set",
                                   "checkpoint_every=0",
                                   "--threads",
                                   threads[i / COUNT(numbers)],
                                   "-M",
                                   files.model,
                                   NULL};
    int errors;
    const pid_t child = start_anamorph(endless, &errors);
    Buffer said = {0};
    CU_ASSERT(wait_for_text(errors, "epoch ", &said));
    CU_ASSERT_EQUAL(kill(child, numbers[i % COUNT(numbers)]), 0);
    CU_ASSERT(wait_for_text(errors, "calibration error", &said));
    (void)close(errors);
    int status = 0;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    buffer_free(&said);
    const int64_t before = epochs_learnt(files.model);
    CU_ASSERT(before > 0);
    char more[32];
    (void)snprintf(more, sizeof more, "%lld", (long long)before + 3);
    const char *const resume[] = {"train",    "--resume", "-M",      files.model,
                                  "--epochs", more,       "--quiet", NULL};
    CU_ASSERT_EQUAL(run(resume, NULL, NULL), 0);
    CU_ASSERT_EQUAL(epochs_learnt(files.model), before + 3);
    files_close(&files);
  }
}

// --- Mistakes ------------------------------------------------------------------------------------

static void expect(const char *const arguments[], int code, const char *part) {
  Buffer errors = {0};
  CU_ASSERT_EQUAL(run(arguments, NULL, &errors), code);
  if (strstr(buffer_text(&errors), part) == NULL) fprintf(stderr, "%s\n", buffer_text(&errors));
  CU_ASSERT(strstr(buffer_text(&errors), part) != NULL);
  buffer_free(&errors);
}

static char *write_text(Arena *arena, const char *name, const char *text) {
  char *path = temporary_path(name, arena);
  FILE *file = fopen(path, "we");
  CU_ASSERT_FATAL(file != NULL);
  (void)fputs(text, file);
  (void)fclose(file);
  return path;
}

// One thing, one relation: learnt, asked, evaluated, compared and grouped, with nothing to say.
static void the_smallest_graph_is_a_graph(void) {
  static const char *const models[] = {"complex", "rotate", "transr",
                                       "rescal",  "rules",  "ensemble"};
  Files files = files_open();
  char *one = write_text(files.arena, "one.nt", "<http://a/x> <http://a/p> <http://a/x> .\n");
  for (size_t i = 0; i < COUNT(models); i++) {
    expect((const char *const[]){"train", "--triples", one, "--model", models[i], "--dim", "16",
                                 "--epochs", "2", "--set", "rules_time=0.1", "--threads", "2", "-M",
                                 files.model, NULL},
           0, "1 triples, 1 entities, 1 relations");
    json_t *json = answer((const char *const[]){"suggest", "-M", files.model, "--subject",
                                                "http://a/x", "-k", "1000000", NULL});
    CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "suggestions")), 0);
    json_decref(json);
    json = answer((const char *const[]){"evaluate", "-M", files.model, "--test", one, NULL});
    CU_ASSERT_EQUAL(json_real_value(json_object_get(json, "mrr")), 1);
    json_decref(json);
    if (strcmp(models[i], "rules") == 0) continue;
    json =
        answer((const char *const[]){"nearest", "-M", files.model, "--entity", "http://a/x", NULL});
    CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "neighbours")), 0);
    json_decref(json);
    json =
        answer((const char *const[]){"cluster", "-M", files.model, "-k", "50", "-f", "json", NULL});
    CU_ASSERT_EQUAL(json_object_size(json_object_get(json, "labels")), 1);
    json_decref(json);
  }
  (void)unlink(one);
  files_close(&files);
}

// What was there before a training that fails is there after it.
static void a_failed_training_leaves_the_former_model(void) {
  Files files = files_open();
  train(&files, "complex", files.model);
  expect((const char *const[]){"train", "--triples", files.train, "--dim", "32", "--set",
                               "rate=100", "--set", "init=1e30", "-M", files.model, NULL},
         1, "no number any more in epoch 1, step 1, with model=complex dim=32");
  // A limit on the size of files stands for the full disk.
  struct rlimit before, limited = {65536, 0};
  CU_ASSERT_EQUAL(getrlimit(RLIMIT_FSIZE, &before), 0);
  limited.rlim_max = before.rlim_max;
  CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &limited), 0);
  expect((const char *const[]){"train", "--triples", files.train, "--dim", "400", "-M", files.model,
                               NULL},
         1, "cannot be written");
  CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &before), 0);
  CU_ASSERT_EQUAL(epochs_learnt(files.model), 20);
  files_close(&files);
}

static void a_damaged_model_is_told_by_every_command(void) {
  Files files = files_open();
  train(&files, "complex", files.model);
  static const char *const asked[][4] = {{"suggest", "--subject", "http://a/town0-0"},
                                         {"nearest", "--entity", "http://a/town0-0"},
                                         {"cluster", "-k", "3"},
                                         {"train", "--resume", "--quiet"}};
  for (size_t i = 0; i < COUNT(asked); i++) {
    train(&files, "complex", files.model);
    const char *const arguments[] = {asked[i][0], "-M",        files.model,
                                     asked[i][1], asked[i][2], NULL};
    FILE *file = fopen(files.model, "r+e");
    CU_ASSERT_FATAL(file != NULL);
    (void)fseek(file, 4096, SEEK_SET);  // the first section
    (void)fputs("\377\376", file);
    (void)fclose(file);
    expect(arguments, 1, "this model file is damaged");
    CU_ASSERT_EQUAL(truncate(files.model, 9000), 0);
    expect(arguments, 1, "this model file is truncated");
    CU_ASSERT_EQUAL(truncate(files.model, 0), 0);
    expect(arguments, 1, "no model file");
  }
  files_close(&files);
}

// Of several processes, started together without MPI in this program, the first one speaks.
static void mpirun_without_mpi_is_told_once(void) {
#ifndef ANAMORPH_MPI
  Files files = files_open();
  const char *const arguments[] = {"train",     "--triples", files.train, "-M",
                                   files.model, "--epochs",  "1",         NULL};
  (void)setenv("OMPI_COMM_WORLD_SIZE", "3", 1);
  (void)setenv("OMPI_COMM_WORLD_RANK", "0", 1);
  expect(arguments, 2,
         "3 processes were started together, but this anamorph was built without MPI");
  (void)setenv("OMPI_COMM_WORLD_RANK", "2", 1);
  Buffer errors = {0};
  CU_ASSERT_EQUAL(run(arguments, NULL, &errors), 0);
  CU_ASSERT_EQUAL(errors.length, 0);
  buffer_free(&errors);
  CU_ASSERT_NOT_EQUAL(access(files.model, F_OK), 0);
  (void)unsetenv("OMPI_COMM_WORLD_SIZE");
  (void)unsetenv("OMPI_COMM_WORLD_RANK");
  files_close(&files);
#endif
}

static void mistakes_are_told(void) {
  Files files = files_open();
  char *empty = temporary_path("empty.nt", files.arena);
  char *literal = write_text(files.arena, "literal.nt", "<http://a/x> <http://a/p> \"x\" .\n");
  FILE *file = fopen(empty, "we");
  (void)fclose(file);
  expect((const char *const[]){"train", "--triples", literal, "-M", files.model, NULL}, 1,
         "1 have a literal as object");
  (void)unlink(literal);
  expect((const char *const[]){"train", "--triples", files.train, NULL}, 2, "-M");
  expect((const char *const[]){"train", "-M", files.model, NULL}, 2, "nothing to learn from");
  expect((const char *const[]){"train", "--triples", empty, "-M", files.model, NULL}, 1,
         "no triples");
  expect((const char *const[]){"train", "--triples", "/nowhere", "-M", files.model, NULL}, 2,
         "/nowhere");
  expect((const char *const[]){"train", "--triples", files.train, "--model", "magic", "-M",
                               files.model, NULL},
         2, "complex");
  expect((const char *const[]){"train", "--triples", files.train, "--dim", "7", "-M", files.model,
                               NULL},
         2, "multiple of 2");
  expect((const char *const[]){"train", "--triples", files.train, "--epochs", "1", "-M",
                               "/nowhere/model", NULL},
         1, "/nowhere/model");
  expect(
      (const char *const[]){"train", "--resume", "--triples", files.train, "-M", files.model, NULL},
      2, "--resume takes the triples from the model file");
  // Against samples the relation is not predicted, unless that is asked for.
  expect((const char *const[]){"train", "--triples", files.train, "--set", "negatives=16", "--set",
                               "relation_weight=1", "-M", files.model, NULL},
         2, "relation_weight needs negatives=0");
  expect((const char *const[]){"train", "--triples", files.train, "--set", "negatives=16",
                               "--epochs", "1", "--dim", "16", "-M", files.model, NULL},
         0, "epoch 1/1");
  expect((const char *const[]){"nearest", "-M", files.model, "--entity", "http://a/nobody", NULL},
         2, "the model does not know http://a/nobody");
  expect((const char *const[]){"train", "--triples", files.train, "-M", "/tmp", NULL}, 1,
         "cannot be written to /tmp: Is a directory");
  expect((const char *const[]){"evaluate", "-M", files.train, "--test", files.valid, NULL}, 1,
         "no model file");
  expect((const char *const[]){"evaluate", "-M", files.train, NULL}, 2, "--test");
  expect((const char *const[]){"suggest", "-M", files.train, NULL}, 2, "--subject");
  (void)unlink(empty);
  files_close(&files);
}

// A model begins with another's vectors, and with its settings where none are given.
static void a_model_begins_with_another(void) {
  Files files = files_open();
  train(&files, "complex", files.model);
  char *later = temporary_path("later.model", files.arena);
  Buffer errors = {0};
  const char *const from[] = {"train",    "--triples", files.train, "--from", files.model,
                              "--epochs", "1",         "-M",        later,    NULL};
  CU_ASSERT_EQUAL(run(from, NULL, &errors), 0);
  CU_ASSERT(strstr(buffer_text(&errors), "for complex of dim 32") != NULL);
  const char *const ranks[] = {"evaluate", "-M", later, "--test", files.valid, NULL};
  json_t *json = answer(ranks);
  CU_ASSERT(json_real_value(json_object_get(json_object_get(json, "tails"), "hits@1")) > 0.8);
  json_decref(json);
  expect((const char *const[]){"train", "--triples", files.train, "--from", files.model, "--dim",
                               "16", "-M", later, NULL},
         2, "has dim 32, not 16");
  expect((const char *const[]){"train", "--triples", files.train, "--from", files.train, "-M",
                               later, NULL},
         1, "no model file");
  expect((const char *const[]){"train", "--triples", files.train, "--from", files.model, "--model",
                               "rules", "-M", later, NULL},
         2, "rules do not begin with vectors");
  expect((const char *const[]){"train", "--resume", "--from", files.model, "-M", later, NULL}, 2,
         "--resume goes on with");
  (void)unlink(later);
  buffer_free(&errors);
  files_close(&files);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(evaluation_keeps_its_contract),
      TEST(true_and_false_are_told_apart),
      TEST(training_reads_the_virtual_graph),
      TEST(the_world_example_tells_what_else_is_spoken),
      TEST(suggestions_come_with_probability_and_reason),
      TEST(rules_stand_alone),
      TEST(rules_join_an_embedding),
      TEST(vectors_are_exported),
      TEST(an_interrupted_training_is_saved),
      TEST(the_smallest_graph_is_a_graph),
      TEST(a_failed_training_leaves_the_former_model),
      TEST(a_damaged_model_is_told_by_every_command),
      TEST(mpirun_without_mpi_is_told_once),
      TEST(mistakes_are_told),
      TEST(a_model_begins_with_another),
  };
  return suites_run("embed_cli", tests, COUNT(tests));
}
