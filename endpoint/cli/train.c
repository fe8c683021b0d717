// anamorph train: a model learnt from the virtual graph, or from files of triples.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "embed/data/memory.h"
#include "embed/learn.h"
#include "embed/train/ranks/launch.h"
#include "embed/train/ranks/ranks.h"
#include "endpoint/cli/command.h"
#include "endpoint/cli/gateway.h"
#include "endpoint/cli/interrupt.h"
#include "endpoint/cli/model_file.h"
#include "mapping/dump.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MAPPING,
    OPTIONS_DATABASE,
    OPTION_FACTS,
    OPTION_ONTOLOGY,
    OPTION_CATALOG,
    OPTION_REASONING,
    OPTION_TRIPLES,
    OPTION_MODEL_FILE,
    {"valid", KEY_VALID, "FILE", 0,
     "validation triples; without them one in twenty triples is set aside", 2},
    {"predicate", KEY_PREDICATE, "IRI", 0, "only this predicate; may be given several times", 2},
    {"class", KEY_CLASS, "IRI", 0, "only things of this class; may be given several times", 2},
    {"literals", KEY_LITERALS, "BINS", 0,
     "literals too: the numbers and dates of a predicate in so many intervals, texts that several "
     "share",
     2},
    {"graph", KEY_GRAPH, "IRI", 0, "only this named graph; may be given several times", 2},
    {"model", KEY_MODEL, "NAME", 0,
     "complex distmult cp simple rescal quate rotate transe transe-l1 transh transr, rules, or "
     "ensemble (complex and rules; ensemble:NAME for another). Default: complex",
     3},
    {"dim", KEY_DIM, "N", 0, "numbers in an entity's vector", 3},
    {"epochs", KEY_EPOCHS, "N", 0, "passes over the triples", 3},
    {"time", KEY_TIME, "SECONDS", 0, "train so long", 3},
    {"seed", KEY_SEED, "N", 0, "of every random choice", 3},
    {"set", KEY_SET, "NAME=VALUE", 0, "any setting; see below", 3},
    OPTION_THREADS,
    {"resume", KEY_RESUME, NULL, 0, "go on with the training of the model file", 4},
    {"from", KEY_FROM, "FILE", 0,
     "begin with the vectors of another model, for what it knows too; without --model its settings "
     "too, where none are given",
     4},
    {"quiet", KEY_QUIET, NULL, 0, "no progress", 4},
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const char ABOUT[] =
    "Learns a model from the triples between entities (literals are left out, unless --literals) "
    "and writes it into one file, with checkpoints on the way.\v";

static const char EXAMPLES[] =
    "Examples:\n"
    "  anamorph train -m shop.ttl -d dbname=shop --time 600 -M shop.model\n"
    "  anamorph train --triples train.tsv --valid valid.tsv --model ensemble -M my.model\n"
    "  mpirun -n 4 anamorph train --triples great.nt -M great.model\n"
    "\nSettings, for --set:\n";

// --- Data ----------------------------------------------------------------------------------------

static const char *const *listed(Arena *arena, TextList *list) {
  if (list->count == 0) return NULL;
  VEC_PUSH(arena, list, NULL);
  return list->item;
}

static Status gather_graph(const Gateway *gateway, Collector *collector, Error *err) {
  return mapping_dump(gateway_mapping(gateway), gateway->db, collect_sink(collector), NULL, NULL,
                      err);
}

static Status gather_files(const Arguments *arguments, Collector *collector, Error *err) {
  for (size_t i = 0; i < arguments->triples.count; i++)
    TRY(collect_file(collector, arguments->triples.item[i], err));
  return STATUS_OK;
}

static Status gather(Arguments *arguments, const Gateway *gateway, uint64_t seed,
                     TrainingData *owner, Error *err) {
  Collector collector = {.filter = {listed(arguments->arena, &arguments->predicate),
                                    listed(arguments->arena, &arguments->class_iri),
                                    listed(arguments->arena, &arguments->graph)},
                         .bins = arguments->literals};
  Status status = gateway->mapping != NULL ? gather_graph(gateway, &collector, err)
                                           : gather_files(arguments, &collector, err);
  if (status == STATUS_OK) status = collect_finish(&collector, err);
  if (status == STATUS_OK) {
    if (!arguments->quiet)
      (void)fprintf(stderr,
                    "%zu triples, %" PRIu32 " entities, %" PRIu32 " relations (%" PRIu64
                    " with literals, %" PRIu64 " filtered, %" PRIu64 " repeated)\n",
                    collector.triples.count, collector.entities.count, collector.relations.count,
                    collector.stats.literals, collector.stats.filtered, collector.stats.duplicates);
    const char *valid = arguments->valid.count > 0 ? arguments->valid.item[0] : NULL;
    status = training_data_create(&collector, valid, seed, owner, err);
  }
  collector_free(&collector);
  return status;
}

// --- Settings ------------------------------------------------------------------------------------

typedef struct TrainPlan {
  Settings settings;
  bool rules;
} TrainPlan;

static Status choose_model(const char *name, const Model **model, bool *rules, Error *err) {
  *rules = true;
  *model = NULL;
  if (name != NULL && strcmp(name, "rules") == 0) return STATUS_OK;
  const char *embedding = name == NULL || strcmp(name, "ensemble") == 0 ? "complex" : name;
  *rules = name != NULL && strncmp(name, "ensemble", 8) == 0;
  if (strncmp(embedding, "ensemble:", 9) == 0) embedding += 9;
  *model = model_find(embedding);
  if (*model != NULL) return STATUS_OK;
  Buffer names = {0};
  for (size_t i = 0; model_at(i) != NULL; i++) buffer_printf(&names, " %s", model_at(i)->name);
  error_set(err, STATUS_USAGE, "there is no model '%s'", name);
  error_hint(err, "the models are%s rules ensemble", buffer_text(&names));
  buffer_free(&names);
  return STATUS_USAGE;
}

// What holds where nothing is said. from: NULL, or the model to start from.
static Status default_plan(const char *name, const Trained *from, uint64_t entities, TrainPlan *out,
                           Error *err) {
  if (from != NULL && name == NULL) {
    *out = (TrainPlan){from->settings, from->rules.count > 0};
    // A thread count is of a run, not of a model.
    out->settings.threads = 1;
    return STATUS_OK;
  }
  const Model *model;
  TRY(choose_model(name, &model, &out->rules, err));
  out->settings = settings_default(model, entities);
  if (from != NULL && from->parameters.model != NULL)
    out->settings.dim = (int64_t)from->parameters.dim;
  return STATUS_OK;
}

// entities 0: not known yet; the settings are checked all the same.
static Status make_plan(const Arguments *arguments, const Ranks *ranks, const Trained *from,
                        uint64_t entities, TrainPlan *out, Error *err) {
  TRY(default_plan(arguments->model, from, entities, out, err));
  const Model *model = out->settings.model;
  if (from != NULL && model == NULL)
    return error_set(err, STATUS_USAGE, "rules do not begin with vectors: without --from");
  if (ranks != NULL && model != NULL) settings_sample(&out->settings);
  bool timed = false, counted = false, weighted = false;
  for (size_t i = 0; i < arguments->setting.count; i++) {
    const char *assignment = arguments->setting.item[i];
    TRY(settings_assign(&out->settings, assignment, err));
    timed |= strncmp(assignment, "time=", 5) == 0;
    counted |= strncmp(assignment, "epochs=", 7) == 0;
    weighted |= strncmp(assignment, "relation", 8) == 0;
  }
  // What is the default against all entities alone does not stand against samples.
  if (!weighted && out->settings.negatives > 0) out->settings.relation_weight = 0;
  if (timed && !counted) out->settings.epochs = 0;
  // --time is all the time there is: alone, rules have it; beside an embedding, what is theirs.
  if (timed && model == NULL) out->settings.rules_time = out->settings.time;
  if (timed && model != NULL && out->rules) {
    if (out->settings.rules_time > out->settings.time / 2)
      out->settings.rules_time = out->settings.time / 2;
    out->settings.time -= out->settings.rules_time;
  }
  return settings_check(&out->settings, err);
}

// --- Progress ------------------------------------------------------------------------------------

typedef struct Show {
  bool line;  // one line, written anew each time; else a line now and then
  bool quiet;
  double told;
} Show;

static void show_text(Show *show, double seconds, const char *text) {
  if (show->quiet) return;
  if (show->line) {
    (void)fprintf(stderr, "\r\033[K%s", text);
  } else if (seconds - show->told >= 10 || show->told == 0) {
    show->told = seconds;
    (void)fprintf(stderr, "%s\n", text);
  }
  (void)fflush(stderr);
}

static void show_progress(void *self, const TrainProgress *progress) {
  Buffer text = {0};
  enum { BAR = 20 };
  buffer_printf(&text, "epoch %" PRId64, progress->epoch);
  if (progress->epochs > 0) buffer_printf(&text, "/%" PRId64, progress->epochs);
  buffer_add_text(&text, " [");
  for (int i = 0; i < BAR; i++) buffer_add_char(&text, i < progress->done * BAR ? '#' : '.');
  buffer_printf(&text, "] %.0f triples/s, loss %.4f", progress->rate, progress->loss);
  if (progress->valid_mrr > 0) buffer_printf(&text, ", valid MRR %.4f", progress->valid_mrr);
  buffer_printf(&text, ", %.0f s of processor time", progress->processor);
  if (progress->left > 0)
    buffer_printf(&text, ", %d:%02d left", (int)progress->left / 60, (int)progress->left % 60);
  show_text(self, progress->seconds, buffer_text(&text));
  buffer_free(&text);
}

static void show_rules(void *self, double seconds, size_t rules) {
  Buffer text = {0};
  buffer_printf(&text, "rules: %zu after %.0f s", rules, seconds);
  show_text(self, seconds, buffer_text(&text));
  buffer_free(&text);
}

static void show_trouble(void *self, const Error *err) {
  const Show *show = self;
  (void)fprintf(stderr, "%sanamorph: warning: no checkpoint: %s\n", show->line ? "\n" : "",
                err->message);
}

static void set_flag(void *flag) { atomic_store((atomic_bool *)flag, true); }

static void print_estimate(const TrainPlan *plan, const Ranks *ranks, const Dataset *data) {
  char size[16];
  if (plan->settings.model == NULL) return;
  const size_t count = ranks_count(ranks);
  (void)fprintf(stderr, "memory: about %s for %s of dim %" PRId64 " with %" PRId64 " thread%s",
                memory_format(train_bytes(&plan->settings, data, count), size),
                plan->settings.model->name, plan->settings.dim, plan->settings.threads,
                plan->settings.threads == 1 ? "" : "s");
  if (count > 1) (void)fprintf(stderr, ", in each of %zu ranks", count);
  (void)fputc('\n', stderr);
}

static void print_result(const Trained *learned, const char *path) {
  (void)fprintf(stderr, "%s: %.0f s", path, learned->info.seconds);
  if (learned->parameters.model != NULL)
    (void)fprintf(stderr, ", %" PRId64 " epochs, loss %.4f", learned->info.epoch,
                  learned->info.loss);
  if (learned->info.valid_mrr > 0)
    (void)fprintf(stderr, ", valid MRR %.4f", learned->info.valid_mrr);
  if (learned->rules.count > 0) (void)fprintf(stderr, ", %zu rules", learned->rules.count);
  (void)fprintf(stderr, ", calibration error %.4f\n", learned->info.calibration_error);
}

// --- The whole -----------------------------------------------------------------------------------

static Status learn(const Arguments *arguments, Ranks *ranks, const TrainPlan *plan,
                    const Dataset *data, const char *mapping, const Trained *resume,
                    const Trained *from, Error *err) {
  Team *team;
  TRY(team_create((unsigned)plan->settings.threads, &team, err));
  Show show = {.line = isatty(STDERR_FILENO) == 1, .quiet = arguments->quiet};
  atomic_bool stop = false;
  Interrupt interrupt;
  Status status = interrupt_begin(&interrupt, set_flag, &stop, err);
  if (status == STATUS_OK) {
    const LearnTask task = {.train = {.settings = plan->settings,
                                      .data = *data,
                                      .path = arguments->model_file,
                                      .mapping = mapping,
                                      .watch = {show_progress, &show, &stop, show_trouble},
                                      .resume = resume,
                                      .from = from,
                                      .ranks = ranks},
                            .rules = plan->rules,
                            .rule_progress = show_rules,
                            .self = &show};
    Trained learned;
    status = learn_model(&task, team, &learned, err);
    interrupt_end(&interrupt);
    if (show.line && !show.quiet) (void)fputc('\n', stderr);
    if (status == STATUS_OK) {
      if (!arguments->quiet) print_result(&learned, arguments->model_file);
      learn_free(&learned);
    }
  }
  team_destroy(team);
  return status;
}

static Status train_anew(Arguments *arguments, Ranks *ranks, const Gateway *gateway,
                         const char *mapping, const Trained *from, Error *err) {
  TrainPlan plan;
  TRY(make_plan(arguments, ranks, from, 0, &plan, err));
  TrainingData owner;
  TRY(gather(arguments, gateway, (uint64_t)plan.settings.seed, &owner, err));
  const Dataset data = training_data_view(&owner);
  Status status = make_plan(arguments, ranks, from, data.entities.count, &plan, err);
  if (status == STATUS_OK) {
    if (!arguments->quiet) print_estimate(&plan, ranks, &data);
    status = learn(arguments, ranks, &plan, &data, mapping, NULL, from, err);
  }
  training_data_free(&owner);
  return status;
}

// The triples and settings are those of the model file; settings given now win.
static Status train_on(const Arguments *arguments, Ranks *ranks, Error *err) {
  Trained before;
  TRY(trained_open(arguments->model_file, &before, err));
  Status status = container_verify(before.container, err);
  TrainPlan plan = {before.settings, before.rules.count > 0};
  if (arguments->model != NULL && strcmp(arguments->model, "ensemble") == 0)
    plan.rules = true;
  else if (arguments->model != NULL)
    status = error_set(err, STATUS_USAGE,
                       "--resume goes on with the model of the file; only --model ensemble changes "
                       "it, by rules beside the embedding");
  // A thread count is of a run, not of a model.
  plan.settings.threads = 1;
  for (size_t i = 0; status == STATUS_OK && i < arguments->setting.count; i++)
    status = settings_assign(&plan.settings, arguments->setting.item[i], err);
  if (status == STATUS_OK && before.parameters.model == NULL)
    status = error_set(err, STATUS_USAGE, "there is no embedding in %s to go on with",
                       arguments->model_file);
  if (status == STATUS_OK) {
    if (!arguments->quiet) print_estimate(&plan, ranks, &before.data);
    const char *mapping = before.info.mapping[0] != '\0' ? before.info.mapping : NULL;
    status = learn(arguments, ranks, &plan, &before.data, mapping, &before, NULL, err);
  }
  trained_close(&before);
  return status;
}

static Status check_arguments(const Arguments *arguments, Error *err) {
  if (arguments->model_file == NULL) {
    error_set(err, STATUS_USAGE, "where shall the model be written?");
    error_hint(err, "-M FILE");
    return STATUS_USAGE;
  }
  if (arguments->resume) {
    if (arguments->from != NULL)
      return error_set(err, STATUS_USAGE, "--resume goes on with -M's own vectors, not --from's");
    if (arguments->mapping.count == 0 && arguments->triples.count == 0 &&
        arguments->valid.count == 0)
      return STATUS_OK;
    error_set(err, STATUS_USAGE, "--resume takes the triples from the model file");
    error_hint(err, "without -m, --triples and --valid; or train anew, without --resume");
    return STATUS_USAGE;
  }
  if (arguments->mapping.count > 0 && arguments->triples.count > 0)
    return error_set(err, STATUS_USAGE,
                     "triples come from a mapping (-m) or from files "
                     "(--triples), not from both");
  if (arguments->mapping.count == 0 && arguments->triples.count == 0) {
    error_set(err, STATUS_USAGE, "there is nothing to learn from");
    error_hint(err, "-m MAPPING -d CONNINFO, or --triples FILE");
    return STATUS_USAGE;
  }
  return STATUS_OK;
}

static int run_anew(Arguments *arguments, Ranks *ranks, const Trained *from) {
  Error err = {0};
  Gateway gateway = {0};
  int exit_code = 0;
  TrainPlan plan;
  // Mistakes in settings are told before the database is asked.
  if (make_plan(arguments, ranks, from, 0, &plan, &err) != STATUS_OK)
    return report_error(&err, NULL);
  char mapping[MAPPING_HASH_MAX] = "";
  if (arguments->mapping.count == 0 || gateway_open(arguments, &gateway, &exit_code)) {
    Status status = hash_mapping(arguments, mapping, &err);
    if (status == STATUS_OK)
      status =
          train_anew(arguments, ranks, &gateway, mapping[0] != '\0' ? mapping : NULL, from, &err);
    if (status != STATUS_OK) exit_code = gateway_report(&err, NULL);
  }
  gateway_close(&gateway);
  return exit_code;
}

static int run(Arguments *arguments, Ranks *ranks) {
  Error err = {0};
  if (check_arguments(arguments, &err) != STATUS_OK) return report_error(&err, NULL);
  if (arguments->resume)
    return train_on(arguments, ranks, &err) == STATUS_OK ? 0 : report_error(&err, NULL);
  if (arguments->from == NULL) return run_anew(arguments, ranks, NULL);
  Trained from;
  if (trained_open(arguments->from, &from, &err) != STATUS_OK) return report_error(&err, NULL);
  const int exit_code = container_verify(from.container, &err) == STATUS_OK
                            ? run_anew(arguments, ranks, &from)
                            : report_error(&err, NULL);
  trained_close(&from);
  return exit_code;
}

// A rank that does not lead trains when it is called. What goes wrong, the leader tells; a signal
// ends the training of all in order.
static int follow(Ranks *ranks) {
  atomic_bool stop = false;
  Interrupt interrupt;
  Error err = {0};
  const bool held = interrupt_begin(&interrupt, set_flag, &stop, &err) == STATUS_OK;
  while (ranks_wait(ranks))
    if (train_follow(ranks, &stop, &err) != STATUS_OK) err = (Error){0};
  if (held) interrupt_end(&interrupt);
  ranks_close(ranks);
  return 0;
}

static int lead(int argc, char **argv, Ranks *ranks) {
  Buffer about = {0};
  buffer_printf(&about, "%s%s", ABOUT, EXAMPLES);
  settings_describe(&about);
  const CommandSyntax syntax = {"train", NULL, buffer_text(&about), OPTIONS};
  Arguments arguments;
  int exit_code;
  if (arguments_parse(&syntax, argc, argv, &arguments, &exit_code))
    exit_code = run(&arguments, ranks);
  arguments_free(&arguments);
  buffer_free(&about);
  ranks_close(ranks);
  return exit_code;
}

int command_train(int argc, char **argv) {
  Ranks *ranks;
  Error err = {0};
  // One of those that mpirun started says it for all.
  if (ranks_open(&ranks, &err) != STATUS_OK)
    return launch_rank() == 0 ? report_error(&err, NULL) : 0;
  return ranks_leads(ranks) ? lead(argc, argv, ranks) : follow(ranks);
}
