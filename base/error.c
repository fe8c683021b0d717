// Filling and naming errors.
#include "base/error.h"

#include <stdio.h>

Status error_vset(Error *err, Status code, Position at, const char *format, va_list args) {
  if (err == NULL) return code;
  err->code = code;
  err->at = at;
  err->file[0] = '\0';
  err->hint[0] = '\0';
  (void)vsnprintf(err->message, sizeof err->message, format, args);
  return code;
}

Status error_set(Error *err, Status code, const char *format, ...) {
  va_list args;
  va_start(args, format);
  error_vset(err, code, (Position){0, 0}, format, args);
  va_end(args);
  return code;
}

Status error_at(Error *err, Status code, Position at, const char *format, ...) {
  va_list args;
  va_start(args, format);
  error_vset(err, code, at, format, args);
  va_end(args);
  return code;
}

void error_hint(Error *err, const char *format, ...) {
  if (err == NULL) return;
  va_list args;
  va_start(args, format);
  (void)vsnprintf(err->hint, sizeof err->hint, format, args);
  va_end(args);
}

void error_file(Error *err, const char *file) {
  if (err == NULL) return;
  (void)snprintf(err->file, sizeof err->file, "%s", file);
}

const char *status_name(Status code) {
  switch (code) {
    case STATUS_OK: return "ok";
    case STATUS_SYNTAX: return "syntax";
    case STATUS_UNSUPPORTED: return "unsupported";
    case STATUS_MAPPING: return "mapping";
    case STATUS_DATA: return "data";
    case STATUS_DATABASE: return "database";
    case STATUS_LIMIT: return "limit";
    case STATUS_SERVICE: return "service";
    case STATUS_CANCELLED: return "cancelled";
    case STATUS_IO: return "io";
    case STATUS_USAGE: return "usage";
    case STATUS_INTERNAL: return "internal";
  }
  return "unknown";
}

int status_exit_code(Status code) {
  switch (code) {
    case STATUS_OK: return 0;
    case STATUS_MAPPING:
    case STATUS_USAGE: return 2;
    default: return 1;
  }
}
