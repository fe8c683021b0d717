// anamorph nearest: the entities most like one; or all vectors, exported.
#include "embed/suggest/neighbour.h"

#include <stdlib.h>
#include <string.h>

#include "endpoint/cli/command.h"
#include "endpoint/cli/model_file.h"
#include "endpoint/cli/output.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MODEL_FILE,
    {"entity", KEY_ENTITY, "IRI", 0, "whose neighbours are wanted", 2},
    {"count", 'k', "N", 0, "so many neighbours, at most; default 10", 3},
    OPTION_FORMAT("json, or text. Default: json"),
    {"output", 'O', "FILE", 0,
     "write the vectors of all entities: NumPy's format when FILE ends in .npy (their names go to "
     "FILE.names, one a line), else a name and its numbers a line, separated by tabs",
     3},
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "nearest", NULL,
    "Finds the entities whose vectors are nearest to that of one, by their angle."
    "\vExamples:\n"
    "  anamorph nearest -M my.model --entity http://a/b -k 5\n"
    "  anamorph nearest -M my.model -O vectors.npy",
    OPTIONS};

// --- Neighbours ----------------------------------------------------------------------------------

static void write_neighbours(const Trained *trained, const char *entity, const Neighbour *neighbour,
                             size_t count, bool text, Buffer *out) {
  if (!text) {
    buffer_add_text(out, "{\"entity\":");
    json_text(out, entity);
    buffer_add_text(out, ",\"neighbours\":[");
  }
  for (size_t i = 0; i < count; i++) {
    const char *name = dictionary_name(&trained->data.entities, neighbour[i].entity, NULL);
    if (text) {
      buffer_printf(out, "%7.4f  %s\n", neighbour[i].similarity, name);
      continue;
    }
    buffer_printf(out, "%s\n{\"similarity\":%.6f,\"entity\":", i > 0 ? "," : "",
                  neighbour[i].similarity);
    json_text(out, name);
    buffer_add_char(out, '}');
  }
  if (!text) buffer_add_text(out, "]}\n");
}

static Status find_neighbours(const Arguments *arguments, const Trained *trained, Error *err) {
  const int32_t entity = dictionary_find_text(&trained->data.entities, arguments->entity);
  if (entity < 0)
    return error_set(err, STATUS_USAGE, "the model does not know %s", arguments->entity);
  size_t most = arguments->count > 0 ? arguments->count : 10;
  if (most > trained->data.entities.count) most = trained->data.entities.count;
  Neighbour *neighbour = calloc(most, sizeof *neighbour);
  if (neighbour == NULL) abort();
  size_t count;
  neighbours_find(&trained->parameters, entity, most, neighbour, &count);
  Buffer out = {0};
  const bool text = arguments->format != NULL && strcmp(arguments->format, "text") == 0;
  write_neighbours(trained, arguments->entity, neighbour, count, text, &out);
  const Status status = print_text(&out, err);
  buffer_free(&out);
  free(neighbour);
  return status;
}

// --- Export --------------------------------------------------------------------------------------

typedef void WriteRow(const Trained *trained, int32_t row, Buffer *out);

static void tsv_row(const Trained *trained, int32_t row, Buffer *out) {
  const float *value = table_row(&trained->parameters.entity, row);
  buffer_add_text(out, dictionary_name(&trained->data.entities, row, NULL));
  for (size_t i = 0; i < trained->parameters.dim; i++)
    buffer_printf(out, "\t%.9g", (double)value[i]);
  buffer_add_char(out, '\n');
}

static void npy_row(const Trained *trained, int32_t row, Buffer *out) {
  const float *value = table_row(&trained->parameters.entity, row);
  buffer_add(out, (const char *)value, trained->parameters.dim * sizeof *value);
}

static void name_row(const Trained *trained, int32_t row, Buffer *out) {
  buffer_add_text(out, dictionary_name(&trained->data.entities, row, NULL));
  buffer_add_char(out, '\n');
}

// Version 1.0 of the format: magic, length of the header, a Python literal padded to 64 bytes.
static void npy_header(const Trained *trained, Buffer *out) {
  Buffer header = {0};
  buffer_printf(&header, "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu, %zu), }",
                trained->parameters.entity.rows, trained->parameters.dim);
  while ((10 + header.length + 1) % 64 != 0) buffer_add_char(&header, ' ');
  buffer_add_char(&header, '\n');
  buffer_add(out, "\x93NUMPY\x01\x00", 8);
  buffer_add_char(out, (char)(header.length & 0xFF));
  buffer_add_char(out, (char)(header.length >> 8));
  buffer_add(out, header.data, header.length);
  buffer_free(&header);
}

static Status write_rows(const Trained *trained, const char *path, const Buffer *header,
                         WriteRow *write_row, Error *err) {
  enum { FLUSH = 64 * 1024 };
  FileOutput file;
  TRY(file_output_open(path, &file, err));
  const Output output = file_output(&file);
  Buffer block = {0};
  buffer_add(&block, header->data, header->length);
  Status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < trained->parameters.entity.rows; i++) {
    write_row(trained, (int32_t)i, &block);
    if (block.length < FLUSH) continue;
    status = output.write(output.self, block.data, block.length, err);
    buffer_clear(&block);
  }
  if (status == STATUS_OK) status = output.write(output.self, block.data, block.length, err);
  buffer_free(&block);
  return file_output_close(&file, status, err);
}

static Status export_vectors(const Arguments *arguments, const Trained *trained, Error *err) {
  const char *path = arguments->output, *dot = strrchr(path, '.');
  Buffer header = {0};
  if (dot == NULL || strcmp(dot, ".npy") != 0)
    return write_rows(trained, path, &header, tsv_row, err);
  npy_header(trained, &header);
  Status status = write_rows(trained, path, &header, npy_row, err);
  buffer_clear(&header);
  if (status == STATUS_OK)
    status = write_rows(trained, arena_format(arguments->arena, "%s.names", path), &header,
                        name_row, err);
  buffer_free(&header);
  return status;
}

// --- The whole -----------------------------------------------------------------------------------

static Status search(const Arguments *arguments, Error *err) {
  if (arguments->entity == NULL && arguments->output == NULL) {
    error_set(err, STATUS_USAGE, "whose neighbours?");
    error_hint(err, "--entity IRI; or -O FILE exports all vectors");
    return STATUS_USAGE;
  }
  Trained trained;
  TRY(open_model(arguments, &trained, err));
  Status status = STATUS_OK;
  if (trained.parameters.model == NULL)
    status =
        error_set(err, STATUS_USAGE, "%s has rules only, and no vectors", arguments->model_file);
  if (status == STATUS_OK && arguments->output != NULL)
    status = export_vectors(arguments, &trained, err);
  if (status == STATUS_OK && arguments->entity != NULL)
    status = find_neighbours(arguments, &trained, err);
  trained_close(&trained);
  return status;
}

static int run(const Arguments *arguments) {
  Error err = {0};
  return search(arguments, &err) == STATUS_OK ? 0 : report_error(&err, NULL);
}

int command_nearest(int argc, char **argv) { return arguments_run(&SYNTAX, argc, argv, run); }
