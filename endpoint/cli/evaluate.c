// anamorph evaluate: where the answers of test triples rank.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/evaluate/classify.h"
#include "embed/evaluate/observe.h"
#include "embed/learn.h"
#include "endpoint/cli/command.h"
#include "endpoint/cli/model_file.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MODEL_FILE,
    OPTION_TEST,
    OPTION_FILTER,
    OPTION_FORMAT("json, or text. Default: json"),
    {"negatives", KEY_NEGATIVES, "FILE", 0,
     "false triples: test triples and these are told apart (triple classification)", 2},
    {"valid-negatives", KEY_VALID_NEGATIVES, "FILE", 0,
     "false triples that thresholds are fitted to, beside the model's validation triples; without "
     "them, validation triples with another entity",
     2},
    OPTION_THREADS,
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "evaluate", NULL,
    "Ranks the tail and the head of every test triple among all entities. Answers that are true "
    "by training, validation, test or --filter do not count (\"raw\" counts them); ties stand at "
    "their mean rank; triples with unseen entities are ranked, not left out."
    "\vExample:\n"
    "  anamorph evaluate -M my.model --test test.tsv",
    OPTIONS};

typedef struct TestData {
  DictionaryBuilder entities, relations;
  TripleList test, negatives, valid_negatives;
  Graph filter, train;
} TestData;

static Status read_test(const Arguments *arguments, const Trained *trained, TestData *out,
                        Error *err) {
  const Dataset *data = &trained->data;
  TripleList known = {0};
  dictionary_copy(&data->entities, &out->entities);
  dictionary_copy(&data->relations, &out->relations);
  Status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < arguments->test.count; i++)
    status =
        collect_known(arguments->test.item[i], &out->entities, &out->relations, &out->test, err);
  for (size_t i = 0; status == STATUS_OK && i < arguments->filter.count; i++)
    status = collect_known(arguments->filter.item[i], &out->entities, &out->relations, &known, err);
  for (size_t i = 0; status == STATUS_OK && i < arguments->negatives.count; i++)
    status = collect_known(arguments->negatives.item[i], &out->entities, &out->relations,
                           &out->negatives, err);
  for (size_t i = 0; status == STATUS_OK && i < arguments->valid_negatives.count; i++)
    status = collect_known(arguments->valid_negatives.item[i], &out->entities, &out->relations,
                           &out->valid_negatives, err);
  if (status == STATUS_OK && out->test.count == 0)
    status = error_set(err, STATUS_DATA, "there are no triples to rank");
  if (status == STATUS_OK) {
    for (size_t i = 0; i < data->train_count; i++) triple_list_add(&known, data->train[i]);
    for (size_t i = 0; i < data->valid_count; i++) triple_list_add(&known, data->valid[i]);
    for (size_t i = 0; i < out->test.count; i++) triple_list_add(&known, out->test.item[i]);
    out->filter = graph_build(known.item, known.count, (int32_t)out->entities.count,
                              (int32_t)out->relations.count);
    out->train = learn_graph(data, false);
  }
  free(known.item);
  return status;
}

static void free_test(TestData *test) {
  dictionary_builder_free(&test->entities);
  dictionary_builder_free(&test->relations);
  free(test->test.item);
  free(test->negatives.item);
  free(test->valid_negatives.item);
  graph_free(&test->filter);
  graph_free(&test->train);
}

// --- Probabilities and classes -------------------------------------------------------------------

// How far probabilities are off on the test's questions, by category of relations.
typedef struct Honesty {
  double error, of_category[CATEGORIES];
  size_t count, in_category[CATEGORIES];
} Honesty;

enum { MOST_LOOKED_AT = 5000 };

static Honesty look_at_probabilities(const Trained *trained, const TestData *test, Scorer scorer,
                                     Team *team) {
  Honesty honesty = {0};
  if (trained->calibration.relations == 0) return honesty;
  const int32_t relations = (int32_t)trained->data.relations.count;
  const size_t count = test->test.count < MOST_LOOKED_AT ? test->test.count : MOST_LOOKED_AT;
  Triple *chosen = memory_take(count, sizeof *chosen);
  for (size_t i = 0; i < count; i++)
    chosen[i] = test->test.item[(size_t)((double)i * (double)test->test.count / (double)count)];
  Category *category = memory_take((size_t)relations, sizeof *category);
  for (int32_t r = 0; r < relations; r++) category[r] = relation_category(&test->train, r);
  const ObserveTask task = {scorer, &test->train, &test->filter, team, relations};
  Observed seen = observe_best(&task, chosen, count);
  honesty.count = seen.count;
  honesty.error = calibration_error(seen.item, seen.count, &trained->calibration);
  for (int c = 0; c < CATEGORIES; c++)
    honesty.of_category[c] = observed_error(&seen, &trained->calibration, category, (Category)c,
                                            relations, &honesty.in_category[c]);
  observed_free(&seen);
  free(category);
  free(chosen);
  return honesty;
}

static size_t add_judged(Judged *judged, size_t count, const Triple *triples, size_t more,
                         bool truth) {
  for (size_t i = 0; i < more; i++) judged[count++] = (Judged){triples[i], truth, 0};
  return count;
}

// Validation triples with another head or tail that make nothing known.
static size_t add_corrupted(const Trained *trained, const TestData *test, Judged *judged,
                            size_t count) {
  Random random = random_create((uint64_t)trained->settings.seed, 7);
  for (size_t i = 0; i < trained->data.valid_count; i++)
    for (int tries = 0; tries < 20; tries++) {
      Triple t = trained->data.valid[i];
      int32_t *side = random_next(&random) & 1 ? &t.head : &t.tail;
      *side = (int32_t)random_below(&random, trained->data.entities.count);
      if (graph_has(&test->filter, t.head, t.relation, t.tail)) continue;
      judged[count++] = (Judged){t, false, 0};
      break;
    }
  return count;
}

static Classification classify_test(const Trained *trained, const TestData *test, Scorer scorer) {
  const Dataset *data = &trained->data;
  const int32_t relations = (int32_t)data->relations.count;
  Judged *valid = memory_take(2 * data->valid_count + test->valid_negatives.count, sizeof *valid);
  size_t count = add_judged(valid, 0, data->valid, data->valid_count, true);
  if (test->valid_negatives.count > 0)
    count =
        add_judged(valid, count, test->valid_negatives.item, test->valid_negatives.count, false);
  else
    count = add_corrupted(trained, test, valid, count);
  classify_score(scorer, relations, valid, count);
  float *threshold = memory_take((size_t)relations + 1, sizeof *threshold);
  classify_fit(valid, count, relations, threshold);
  Judged *judged = memory_take(test->test.count + test->negatives.count, sizeof *judged);
  size_t tested = add_judged(judged, 0, test->test.item, test->test.count, true);
  tested = add_judged(judged, tested, test->negatives.item, test->negatives.count, false);
  classify_score(scorer, relations, judged, tested);
  const Classification result = classify(judged, tested, relations, threshold);
  free(valid);
  free(threshold);
  free(judged);
  return result;
}

// --- Writing -------------------------------------------------------------------------------------

static void write_metrics(const Metrics *metrics, Buffer *out) {
  buffer_printf(out, "\"mrr\":%.6f,\"mr\":%.3f,\"hits@1\":%.6f,\"hits@3\":%.6f,\"hits@10\":%.6f",
                metrics->mrr, metrics->mr, metrics->hits1, metrics->hits3, metrics->hits10);
}

static void write_group(const char *name, const Metrics *metrics, bool first, Buffer *out) {
  buffer_add_text(out, first ? "" : ",");
  json_text(out, name);
  buffer_add_text(out, ":{");
  write_metrics(metrics, out);
  buffer_printf(out, ",\"ranks\":%" PRIu64 "}", metrics->count);
}

static void write_honesty(const Honesty *honesty, Buffer *out) {
  buffer_printf(out, "\"calibration\":{\"error\":%.6f,\"suggestions\":%zu,\"categories\":{",
                honesty->error, honesty->count);
  bool first = true;
  for (int c = 0; c < CATEGORIES; c++) {
    if (honesty->in_category[c] == 0) continue;
    buffer_printf(out, "%s\"%s\":%.6f", first ? "" : ",", category_name((Category)c),
                  honesty->of_category[c]);
    first = false;
  }
  buffer_add_text(out, "}}");
}

static void write_classes(const Classification *classes, Buffer *out) {
  buffer_printf(out,
                "\"classification\":{\"accuracy\":%.6f,\"precision\":%.6f,\"recall\":%.6f,"
                "\"f1\":%.6f,\"positives\":%" PRIu64 ",\"negatives\":%" PRIu64 "}",
                classes->accuracy, classes->precision, classes->recall, classes->f1,
                classes->positives, classes->negatives);
}

// What there is beside the ranks; classes NULL: not asked for.
typedef struct Beside {
  Honesty honesty;
  const Classification *classes;
  double seconds;
} Beside;

static void write_json(const Trained *trained, const Ranking *ranking, const Beside *beside,
                       Buffer *out) {
  buffer_add_char(out, '{');
  write_metrics(&ranking->filtered, out);
  buffer_printf(out, ",\"triples\":%" PRIu64 ",\"unseen\":%" PRIu64 ",\"both_sides\":true",
                ranking->triples, ranking->unseen);
  buffer_add_char(out, ',');
  write_group("raw", &ranking->raw, true, out);
  write_group("heads", &ranking->heads, false, out);
  write_group("tails", &ranking->tails, false, out);
  buffer_add_text(out, ",\"categories\":{");
  bool first = true;
  for (int c = 0; c < CATEGORIES; c++) {
    if (ranking->category[c].count == 0) continue;
    write_group(category_name((Category)c), &ranking->category[c], first, out);
    first = false;
  }
  buffer_add_text(out, "},\"relations\":{");
  first = true;
  for (size_t r = 0; r < ranking->relations; r++) {
    if (ranking->relation[r].count == 0) continue;
    write_group(dictionary_name(&trained->data.relations, (int32_t)r, NULL), &ranking->relation[r],
                first, out);
    first = false;
  }
  buffer_add_text(out, "},");
  if (beside->honesty.count > 0) {
    write_honesty(&beside->honesty, out);
    buffer_add_char(out, ',');
  }
  if (beside->classes != NULL) {
    write_classes(beside->classes, out);
    buffer_add_char(out, ',');
  }
  buffer_printf(out, "\"calibration_error\":%.6f,\"seconds\":%.3f}\n",
                trained->info.calibration_error, beside->seconds);
}

static void text_line(const char *name, const Metrics *metrics, Buffer *out) {
  buffer_printf(out, "%-24.24s  %6.4f  %9.1f  %6.4f  %6.4f  %6.4f  %8" PRIu64 "\n", name,
                metrics->mrr, metrics->mr, metrics->hits1, metrics->hits3, metrics->hits10,
                metrics->count);
}

static void write_text(const Trained *trained, const Ranking *ranking, const Beside *beside,
                       Buffer *out) {
  buffer_add_text(out,
                  "                             MRR         MR  Hits@1  Hits@3  Hits@10   ranks\n");
  text_line("filtered", &ranking->filtered, out);
  text_line("raw", &ranking->raw, out);
  text_line("heads", &ranking->heads, out);
  text_line("tails", &ranking->tails, out);
  for (int c = 0; c < CATEGORIES; c++)
    if (ranking->category[c].count > 0)
      text_line(category_name((Category)c), &ranking->category[c], out);
  for (size_t r = 0; r < ranking->relations; r++)
    if (ranking->relation[r].count > 0)
      text_line(name_short(dictionary_name(&trained->data.relations, (int32_t)r, NULL)),
                &ranking->relation[r], out);
  buffer_printf(out, "%" PRIu64 " triples, %" PRIu64 " of them with something unseen\n",
                ranking->triples, ranking->unseen);
  if (beside->honesty.count > 0) {
    buffer_printf(out, "calibration error %.4f", beside->honesty.error);
    for (int c = 0; c < CATEGORIES; c++)
      if (beside->honesty.in_category[c] > 0)
        buffer_printf(out, ", %s %.4f", category_name((Category)c), beside->honesty.of_category[c]);
    buffer_add_char(out, '\n');
  }
  if (beside->classes != NULL)
    buffer_printf(out,
                  "true or false: accuracy %.4f, F1 %.4f (%" PRIu64 " true, %" PRIu64
                  " false triples)\n",
                  beside->classes->accuracy, beside->classes->f1, beside->classes->positives,
                  beside->classes->negatives);
}

// --- The whole -----------------------------------------------------------------------------------

static Status rank(const Arguments *arguments, const Trained *trained, bool text, Buffer *out,
                   Error *err) {
  TestData test = {0};
  Team *team = NULL;
  Status status = read_test(arguments, trained, &test, err);
  if (status == STATUS_OK)
    status = team_create(arguments->threads > 0 ? arguments->threads : 1, &team, err);
  if (status == STATUS_OK) {
    const double started = clock_wall();
    Predictor *predictor = predictor_create(trained, &test.train);
    const RankTask task = {.scorer = predictor_scorer(predictor),
                           .filter = &test.filter,
                           .train = &test.train,
                           .team = team,
                           .relations = (int32_t)trained->data.relations.count};
    Ranking ranking = rank_triples(&task, test.test.item, test.test.count);
    Beside beside = {.seconds = clock_wall() - started};
    Classification classes;
    beside.honesty = look_at_probabilities(trained, &test, task.scorer, team);
    if (test.negatives.count > 0) {
      classes = classify_test(trained, &test, task.scorer);
      beside.classes = &classes;
    }
    if (text)
      write_text(trained, &ranking, &beside, out);
    else
      write_json(trained, &ranking, &beside, out);
    ranking_free(&ranking);
    predictor_destroy(predictor);
  }
  team_destroy(team);
  free_test(&test);
  return status;
}

static Status check_arguments(const Arguments *arguments, bool *text, Error *err) {
  *text = arguments->format != NULL && strcmp(arguments->format, "text") == 0;
  if (arguments->test.count == 0) {
    error_set(err, STATUS_USAGE, "no test triples were given");
    error_hint(err, "--test FILE");
    return STATUS_USAGE;
  }
  if (arguments->format != NULL && !*text && strcmp(arguments->format, "json") != 0)
    return error_set(err, STATUS_USAGE, "%s is no format for an evaluation: json or text",
                     arguments->format);
  return STATUS_OK;
}

static Status evaluate(const Arguments *arguments, Error *err) {
  bool text;
  TRY(check_arguments(arguments, &text, err));
  Trained trained;
  TRY(open_model(arguments, &trained, err));
  Buffer out = {0};
  Status status = container_verify(trained.container, err);
  if (status == STATUS_OK) status = rank(arguments, &trained, text, &out, err);
  if (status == STATUS_OK) status = print_text(&out, err);
  buffer_free(&out);
  trained_close(&trained);
  return status;
}

static int run(const Arguments *arguments) {
  Error err = {0};
  return evaluate(arguments, &err) == STATUS_OK ? 0 : report_error(&err, NULL);
}

int command_evaluate(int argc, char **argv) { return arguments_run(&SYNTAX, argc, argv, run); }
