// Output to a descriptor; a named file is written under a temporary name and renamed at success.
#include "endpoint/cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *copy_with_suffix(const char *path, const char *suffix) {
  const size_t size = strlen(path) + strlen(suffix) + 1;
  char *copy = malloc(size);
  if (copy == NULL) abort();
  (void)snprintf(copy, size, "%s%s", path, suffix);
  return copy;
}

Status file_output_open(const char *path, FileOutput *out, Error *err) {
  *out = (FileOutput){.fd = STDOUT_FILENO};
  if (path == NULL) return STATUS_OK;
  struct stat status;
  // A device or a pipe is written to as it is.
  if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
    out->fd = open(path, O_WRONLY | O_CLOEXEC);
  } else {
    out->temporary = copy_with_suffix(path, ".XXXXXX");
    out->fd = mkostemp(out->temporary, O_CLOEXEC);
  }
  if (out->fd < 0) {
    error_set(err, STATUS_IO, "cannot write %s: %s", path, strerror(errno));
    free(out->temporary);
    *out = (FileOutput){.fd = -1};
    return STATUS_IO;
  }
  out->path = copy_with_suffix(path, "");
  return STATUS_OK;
}

static Status write_all(void *self, const char *data, size_t length, Error *err) {
  FileOutput *output = self;
  while (length > 0) {
    const ssize_t written = write(output->fd, data, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) {
      output->closed = true;
      return error_set(err, STATUS_CANCELLED, "the reader of the output went away");
    }
    if (written < 0)
      return error_set(err, STATUS_IO, "cannot write %s: %s",
                       output->path == NULL ? "standard output" : output->path, strerror(errno));
    data += written;
    length -= (size_t)written;
  }
  return STATUS_OK;
}

Output file_output(FileOutput *output) { return (Output){write_all, output}; }

static Status give_name(const FileOutput *output, Error *err) {
  const mode_t mask = umask(0);
  (void)umask(mask);
  if (fchmod(output->fd, 0666 & ~mask) == 0 && fsync(output->fd) == 0 &&
      rename(output->temporary, output->path) == 0)
    return STATUS_OK;
  return error_set(err, STATUS_IO, "cannot write %s: %s", output->path, strerror(errno));
}

Status file_output_close(FileOutput *output, Status status, Error *err) {
  if (output->temporary != NULL) {
    if (status == STATUS_OK) status = give_name(output, err);
    if (status != STATUS_OK) (void)unlink(output->temporary);
  }
  if (output->path != NULL) (void)close(output->fd);
  free(output->temporary);
  free(output->path);
  *output = (FileOutput){.fd = -1};
  return status;
}
