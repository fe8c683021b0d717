// anamorph evaluate: where the answers of test triples rank.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/learn.h"
#include "endpoint/cli/command.h"
#include "endpoint/cli/model_file.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MODEL_FILE, OPTION_TEST,    OPTION_FILTER, OPTION_FORMAT("json, or text. Default: json"),
    OPTION_THREADS,    OPTIONS_COMMON, OPTIONS_END,
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
  TripleList test;
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
  graph_free(&test->filter);
  graph_free(&test->train);
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

static void write_json(const Trained *trained, const Ranking *ranking, double seconds,
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
  buffer_printf(out, "},\"calibration_error\":%.6f,\"seconds\":%.3f}\n",
                trained->info.calibration_error, seconds);
}

static void text_line(const char *name, const Metrics *metrics, Buffer *out) {
  buffer_printf(out, "%-24.24s  %6.4f  %9.1f  %6.4f  %6.4f  %6.4f  %8" PRIu64 "\n", name,
                metrics->mrr, metrics->mr, metrics->hits1, metrics->hits3, metrics->hits10,
                metrics->count);
}

static void write_text(const Trained *trained, const Ranking *ranking, Buffer *out) {
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
    if (text)
      write_text(trained, &ranking, out);
    else
      write_json(trained, &ranking, clock_wall() - started, out);
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

int command_evaluate(int argc, char **argv) {
  Arguments arguments;
  int exit_code;
  if (arguments_parse(&SYNTAX, argc, argv, &arguments, &exit_code)) {
    Error err = {0};
    exit_code = evaluate(&arguments, &err) == STATUS_OK ? 0 : report_error(&err, NULL);
  }
  arguments_free(&arguments);
  return exit_code;
}
