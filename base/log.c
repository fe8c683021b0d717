// The log.
#include "base/log.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static LogLevel log_level = LOG_WARNING;

void log_set_level(LogLevel level) { log_level = level; }

void log_write(LogLevel level, const char *format, ...) {
  static const char *const names[] = {"ERROR", "WARNING", "INFO", "DEBUG"};
  if (level > log_level) return;
  char message[ERROR_MESSAGE_MAX];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(message, sizeof message, format, args);
  va_end(args);
  for (char *c = message; *c != '\0'; c++)
    if ((unsigned char)*c < ' ' || *c == 0x7f) *c = ' ';

  struct timespec now;
  struct tm utc;
  char moment[32];
  clock_gettime(CLOCK_REALTIME, &now);
  gmtime_r(&now.tv_sec, &utc);
  (void)strftime(moment, sizeof moment, "%Y-%m-%dT%H:%M:%S", &utc);
  char line[ERROR_MESSAGE_MAX + 64];
  int length = snprintf(line, sizeof line, "%s.%03ldZ %s %s\n", moment, now.tv_nsec / 1000000,
                        names[level], message);
  if (length > 0 && write(STDERR_FILENO, line, (size_t)length) < 0) return;
}
