// The log.
#include "base/log.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/calendar.h"

static LogLevel log_level = LOG_WARNING;

void log_set_level(LogLevel level) { log_level = level; }

bool log_has(LogLevel level) { return level <= log_level; }

static void add_moment(Buffer *line) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  const Utc utc = calendar_utc(now.tv_sec);
  const struct {
    char before;
    unsigned width;
    int64_t number;
  } part[] = {{'-', 2, utc.date.month}, {'-', 2, utc.date.day}, {'T', 2, utc.hour},
              {':', 2, utc.minute},     {':', 2, utc.second},   {'.', 3, now.tv_nsec / 1000000}};
  buffer_add_padded(line, (uint64_t)utc.date.year, 4);
  for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
    buffer_add_char(line, part[i].before);
    buffer_add_padded(line, (uint64_t)part[i].number, part[i].width);
  }
  buffer_add_char(line, 'Z');
}

void log_line(LogLevel level, const char *message, size_t length) {
  static const char *const names[] = {" ERROR ", " WARNING ", " INFO ", " DEBUG "};
  if (!log_has(level)) return;
  if (length >= ERROR_MESSAGE_MAX) length = ERROR_MESSAGE_MAX - 1;
  Buffer line = {0};
  buffer_reserve(&line, length + 64);
  add_moment(&line);
  buffer_add_text(&line, names[level]);
  for (size_t i = 0; i < length; i++) {
    const bool control = (unsigned char)message[i] < ' ' || message[i] == 0x7f;
    buffer_add_char(&line, control ? ' ' : message[i]);
  }
  buffer_add_char(&line, '\n');
  (void)!write(STDERR_FILENO, line.data, line.length);  // where would one say so?
  buffer_free(&line);
}

void log_write(LogLevel level, const char *format, ...) {
  if (!log_has(level)) return;
  char message[ERROR_MESSAGE_MAX];
  va_list args;
  va_start(args, format);
  const int length = vsnprintf(message, sizeof message, format, args);
  va_end(args);
  if (length >= 0) log_line(level, message, (size_t)length);
}
