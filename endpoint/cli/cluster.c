// anamorph cluster: entities in groups of like ones.
#include "embed/suggest/cluster.h"

#include <stdio.h>
#include <string.h>

#include "base/rdf/iri.h"
#include "embed/kernel/kernel.h"
#include "endpoint/cli/command.h"
#include "endpoint/cli/model_file.h"
#include "endpoint/write/escape.h"

#define CLUSTER "https://anamorph.dev/ns#cluster"

static const struct argp_option OPTIONS[] = {
    OPTION_MODEL_FILE,
    {"count", 'k', "N", 0, "so many clusters; default 10", 2},
    {"seed", KEY_SEED, "N", 0, "of the first centres", 2},
    OPTION_FORMAT("nt, json, or tsv. Default: nt"),
    OPTION_THREADS,
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "cluster", NULL,
    "Puts the entities of a model into groups by their vectors (k-means++). As N-Triples, each "
    "entity gets <" CLUSTER
    "> and a number; sizes and silhouette go to standard error."
    "\vExample:\n"
    "  anamorph cluster -M my.model -k 20",
    OPTIONS};

typedef enum ClusterFormat { FORMAT_NT, FORMAT_JSON, FORMAT_TSV } ClusterFormat;

// Names that are no IRIs (of tab-separated files) cannot be subjects in RDF, and are left out.
static void write_label(const char *name, int32_t label, ClusterFormat format, bool first,
                        Buffer *out) {
  if (format == FORMAT_TSV) {
    buffer_printf(out, "%s\t%d\n", name, label);
  } else if (format == FORMAT_JSON) {
    if (!first) buffer_add_text(out, ",\n");
    json_text(out, name);
    buffer_printf(out, ":%d", label);
  } else {
    if (strncmp(name, "_:", 2) == 0) {
      buffer_add_text(out, "_:");
      escape_label(out, name + 2, strlen(name + 2));
    } else if (iri_is_absolute(name, strlen(name)) && iri_is_valid(name, strlen(name))) {
      buffer_printf(out, "<%s>", name);
    } else {
      return;
    }
    buffer_printf(out, " <" CLUSTER "> \"%d\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n",
                  label);
  }
}

static void write_clusters(const Trained *trained, const Clustering *clustering,
                           ClusterFormat format, Buffer *out) {
  if (format == FORMAT_JSON)
    buffer_printf(out, "{\"clusters\":%zu,\"silhouette\":%.6f,\"inertia\":%.6f,\"labels\":{\n",
                  clustering->clusters, clustering->silhouette, clustering->inertia);
  for (size_t i = 0; i < trained->parameters.entity.rows; i++)
    write_label(dictionary_name(&trained->data.entities, (int32_t)i, NULL), clustering->label[i],
                format, i == 0, out);
  if (format == FORMAT_JSON) buffer_add_text(out, "}}\n");
}

static Status choose_format(const Arguments *arguments, ClusterFormat *out, Error *err) {
  const char *name = arguments->format == NULL ? "nt" : arguments->format;
  *out = strcmp(name, "json") == 0  ? FORMAT_JSON
         : strcmp(name, "tsv") == 0 ? FORMAT_TSV
                                    : FORMAT_NT;
  if (*out == FORMAT_NT && strcmp(name, "nt") != 0)
    return error_set(err, STATUS_USAGE, "%s is no format for clusters: nt, json or tsv", name);
  return STATUS_OK;
}

static Status cluster(const Arguments *arguments, const Trained *trained, ClusterFormat format,
                      Error *err) {
  Settings settings = settings_default(NULL, 0);
  for (size_t i = 0; i < arguments->setting.count; i++)
    TRY(settings_assign(&settings, arguments->setting.item[i], err));
  if (trained->parameters.model == NULL)
    return error_set(err, STATUS_USAGE, "%s has rules only, and no vectors", arguments->model_file);
  Team *team;
  TRY(team_create((unsigned)settings.threads, &team, err));
  const size_t wanted = arguments->count > 0 ? arguments->count : 10;
  Clustering clustering =
      entities_cluster(&trained->parameters, wanted, (uint64_t)settings.seed, team);
  team_destroy(team);
  Buffer out = {0};
  write_clusters(trained, &clustering, format, &out);
  (void)fprintf(stderr, "%zu clusters, silhouette %.3f, inertia %.3f\n", clustering.clusters,
                clustering.silhouette, clustering.inertia);
  const Status status = print_text(&out, err);
  buffer_free(&out);
  clustering_free(&clustering);
  return status;
}

static Status cluster_model(const Arguments *arguments, Error *err) {
  ClusterFormat format;
  TRY(choose_format(arguments, &format, err));
  Trained trained;
  TRY(open_model(arguments, &trained, err));
  const Status status = cluster(arguments, &trained, format, err);
  trained_close(&trained);
  return status;
}

static int run(const Arguments *arguments) {
  Error err = {0};
  return cluster_model(arguments, &err) == STATUS_OK ? 0 : report_error(&err, NULL);
}

int command_cluster(int argc, char **argv) { return arguments_run(&SYNTAX, argc, argv, run); }
