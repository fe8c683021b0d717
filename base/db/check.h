// What a CHECK constraint says of one column.
#ifndef ANAMORPH_BASE_DB_CHECK_H
#define ANAMORPH_BASE_DB_CHECK_H

#include "base/db/catalogue.h"

// definition: as pg_get_constraintdef() prints it. column: the column's name in it ("value" in a
// domain's). *out: what holds of each value that is not NULL; the number of such statements is
// returned. 0 also where nothing is understood.
size_t check_read(Arena *arena, const char *definition, const char *column, PgType type,
                  const ColumnCheck **out);

#endif
