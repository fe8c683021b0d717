// What is wrong, doubtful or worth knowing about a mapping: a list that grows while it is read, so
// that everything is told at once rather than one thing a run.
#ifndef ANAMORPH_MAPPING_DIAGNOSTIC_H
#define ANAMORPH_MAPPING_DIAGNOSTIC_H

#include "base/buffer.h"
#include "base/vec.h"
#include "mapping/model.h"

typedef enum Severity {
  SEVERITY_ERROR,    // the mapping cannot be used
  SEVERITY_WARNING,  // accepted, though the Recommendation or good sense says otherwise
  SEVERITY_NOTE,     // lawful; costs time or gives fewer triples than one may expect
} Severity;

// message and hint are one line of text each; hint is NULL when there is nothing helpful to say.
typedef struct Diagnostic {
  Severity severity;
  Source source;
  const char *message;
  const char *hint;
} Diagnostic;

// Zero-initialise; diagnostics_free releases everything that the list points at.
typedef struct Diagnostics {
  Arena *arena;
  VEC(Diagnostic) list;
  size_t error_count;
  size_t warning_count;
  size_t note_count;
} Diagnostics;

void diagnostics_free(Diagnostics *diagnostics);

// Adds one; text and file name are copied. Returns it, so that a hint can follow.
Diagnostic *diagnostics_add(Diagnostics *diagnostics, Severity severity, Source source,
                            const char *format, ...) PRINTF_LIKE(4, 5);
void diagnostic_hint(Diagnostics *diagnostics, Diagnostic *diagnostic, const char *format, ...)
    PRINTF_LIKE(3, 4);

// By file and line; equal places keep their order. What is said twice of one place is kept once.
void diagnostics_sort(Diagnostics *diagnostics);

// Appends "anamorph: FILE:LINE:COL: message\n", with "warning: " or "note: " before the message of
// those, and "  hint: …\n" where there is one.
void diagnostic_print(const Diagnostic *diagnostic, Buffer *out);
void diagnostics_print(const Diagnostics *diagnostics, Buffer *out);

#endif
