// String templates (R2RML 7.3) and the SQL identifiers in them (R2RML section 3).
#ifndef ANAMORPH_MAPPING_TEMPLATE_H
#define ANAMORPH_MAPPING_TEMPLATE_H

#include "mapping/model.h"

// Why a name or template is refused. hint is NULL when there is nothing to say.
typedef struct Fault {
  const char *message;
  const char *hint;
} Fault;

// One identifier as PostgreSQL reads it: regular ones fold to lower case, delimited ones ("…", with
// "" for ") count as written; both end after 63 bytes. NULL with *fault (texts in `arena`).
const Symbol *identifier_parse(Arena *arena, Symbols *symbols, const char *text, size_t length,
                               Fault *fault);

// [[catalog.]schema.]name. catalog and schema are NULL when not written. false with *fault.
bool table_name_parse(Arena *arena, Symbols *symbols, const Symbol *text, const Symbol **catalog,
                      const Symbol **schema, const Symbol **name, Fault *fault);

// `name` as it must be written in SQL and in R2RML: delimited where it needs to be.
const char *identifier_quote(Arena *arena, const Symbol *name);

// NULL with *fault.
const Template *template_parse(Arena *arena, Symbols *symbols, const Symbol *text, Fault *fault);

#endif
