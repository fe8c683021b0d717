// What the commands that use a model share.
#include "endpoint/cli/model_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "embed/data/memory.h"
#include "endpoint/write/escape.h"

static Status read_whole(const char *path, Buffer *out, Error *err) {
  FILE *file = fopen(path, "re");
  if (file == NULL)
    return error_set(err, STATUS_USAGE, "%s cannot be read: %s", path, strerror(errno));
  char block[8192];
  size_t count;
  while ((count = fread(block, 1, sizeof block, file)) > 0) buffer_add(out, block, count);
  const bool failed = ferror(file) != 0;
  (void)fclose(file);
  if (failed) return error_set(err, STATUS_USAGE, "%s cannot be read", path);
  return STATUS_OK;
}

Status hash_mapping(const Arguments *arguments, char hash[MAPPING_HASH_MAX], Error *err) {
  Buffer content = {0};
  Status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < arguments->mapping.count; i++)
    status = read_whole(arguments->mapping.item[i], &content, err);
  hash[0] = '\0';
  if (status == STATUS_OK && arguments->mapping.count > 0)
    (void)snprintf(hash, MAPPING_HASH_MAX, "%016" PRIx64,
                   memory_checksum(content.data, content.length));
  buffer_free(&content);
  return status;
}

Status open_model(const Arguments *arguments, Trained *out, Error *err) {
  if (arguments->model_file != NULL) return trained_open(arguments->model_file, out, err);
  error_set(err, STATUS_USAGE, "no model was given");
  error_hint(err, "-M FILE");
  return STATUS_USAGE;
}

void json_text(Buffer *out, const char *text) {
  buffer_add_char(out, '"');
  escape_json(out, text, strlen(text));
  buffer_add_char(out, '"');
}

Status print_text(const Buffer *text, Error *err) {
  if (fwrite(text->data, 1, text->length, stdout) == text->length && fflush(stdout) == 0)
    return STATUS_OK;
  // A reader that went away is no failure.
  return errno == EPIPE ? STATUS_OK : error_set(err, STATUS_IO, "the answer cannot be written");
}
