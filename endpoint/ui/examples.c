// Example queries from files.
#include "endpoint/ui/examples.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/vec.h"

enum { MAX_SIZE = 64 * 1024 };

static int is_query_file(const struct dirent *entry) {
  const size_t length = strlen(entry->d_name);
  return entry->d_name[0] != '.' && length > 3 && strcmp(entry->d_name + length - 3, ".rq") == 0;
}

static Status read_text(const char *path, Buffer *out, Error *err) {
  FILE *file = fopen(path, "re");
  if (file == NULL) return error_set(err, STATUS_IO, "cannot read %s: %s", path, strerror(errno));
  char block[4096];
  for (size_t size; out->length < MAX_SIZE && (size = fread(block, 1, sizeof block, file)) > 0;)
    buffer_add(out, block, size);
  fclose(file);
  return STATUS_OK;
}

// "# Which countries …" gives "Which countries …"; "02-big_cities.rq" gives "big cities".
static const char *title_of(const char *text, const char *file_name, Arena *arena) {
  if (*text == '#') {
    text += strspn(text, "# \t");
    const size_t length = strcspn(text, "\r\n");
    if (length > 0) return arena_copy_text(arena, text, length);
  }
  const size_t number = strspn(file_name, "0123456789-_");
  if (number < strlen(file_name) - 3) file_name += number;
  char *title = arena_copy_text(arena, file_name, strlen(file_name) - 3);
  for (char *c = title; *c != '\0'; c++)
    if (*c == '-' || *c == '_') *c = ' ';
  return title;
}

Status examples_load(const char *folder, Arena *arena, const ExampleQuery **out, size_t *count,
                     Error *err) {
  struct dirent **entry;
  VEC(ExampleQuery) examples = {0};
  *out = NULL;
  *count = 0;
  const int found = scandir(folder, &entry, is_query_file, alphasort);
  if (found < 0) return error_set(err, STATUS_IO, "cannot list %s: %s", folder, strerror(errno));
  Status status = STATUS_OK;
  for (int i = 0; i < found; i++) {
    Buffer text = {0};
    if (status == STATUS_OK)
      status = read_text(arena_format(arena, "%s/%s", folder, entry[i]->d_name), &text, err);
    if (status == STATUS_OK) {
      const char *copy = buffer_copy(&text, arena);
      const ExampleQuery example = {title_of(copy, entry[i]->d_name, arena), copy};
      VEC_PUSH(arena, &examples, example);
    }
    buffer_free(&text);
    free(entry[i]);
  }
  free(entry);
  *out = examples.item;
  *count = examples.count;
  return status;
}
