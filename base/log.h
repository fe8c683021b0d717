// The log: one line an event, on standard error, with time and level.
#ifndef ANAMORPH_BASE_LOG_H
#define ANAMORPH_BASE_LOG_H

#include <stddef.h>

#include "base/error.h"

typedef enum LogLevel { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG } LogLevel;

// Lines above `level` are dropped. Set once at start-up, before threads exist. Default: warnings.
void log_set_level(LogLevel level);

// Is a line of that level written?
bool log_has(LogLevel level);

// Writes "2026-01-31T12:00:00.000Z LEVEL message\n" in one write(2); thread-safe. Control
// characters in the message are escaped, so that a line stays a line.
void log_write(LogLevel level, const char *format, ...) PRINTF_LIKE(2, 3);

// The same for a message that is there already; what is longer than an error's message is cut.
void log_line(LogLevel level, const char *message, size_t length);

#endif
