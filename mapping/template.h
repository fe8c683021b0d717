// String templates (R2RML 7.3).
#ifndef ANAMORPH_MAPPING_TEMPLATE_H
#define ANAMORPH_MAPPING_TEMPLATE_H

#include "mapping/model.h"

// Reads `http://ex/{id}/{"Name"}`; \{, \} and \\ stand for themselves. The result lives in `arena`.
// Errors: STATUS_MAPPING with a hint (NULL is returned).
const Template *template_parse(Arena *arena, Symbols *symbols, const Symbol *text, Error *err);

#endif
