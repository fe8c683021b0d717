// SQL identifiers as PostgreSQL reads and writes them.
#ifndef ANAMORPH_BASE_DB_IDENTIFIER_H
#define ANAMORPH_BASE_DB_IDENTIFIER_H

#include <stdbool.h>

#include "base/buffer.h"

enum { IDENTIFIER_PARTS_MAX = 3, IDENTIFIER_BYTES_MAX = 63 };

// The parts of `c.s."T"`, last first: part[0] is the table, part[1] the schema, part[2] the
// catalog.
typedef struct QualifiedName {
  size_t count;
  const Symbol *part[IDENTIFIER_PARTS_MAX];
} QualifiedName;

// One identifier, white space around it allowed: `Name` folds to "name" (ASCII letters only, as
// PostgreSQL does in UTF-8), `"A ""b"` stays as written inside. Longer than 63 bytes: truncated, as
// PostgreSQL does. NULL, with err (STATUS_MAPPING) saying why, when it is not one identifier.
const Symbol *identifier_parse(Symbols *symbols, const char *text, size_t length, Error *err);

// One to three identifiers with dots between. Errors: STATUS_MAPPING.
Status identifier_parse_qualified(Symbols *symbols, const char *text, size_t length,
                                  QualifiedName *out, Error *err) MUST_CHECK;

// Appends the name, quoted unless it reads back as itself: lower case and no key word.
void identifier_append(Buffer *out, const char *name, size_t length);

// Appends 'text' as an SQL string literal (standard_conforming_strings is on).
void identifier_append_literal(Buffer *out, const char *text, size_t length);

#endif
