// Inside base/db/: the statements that a connection has prepared, by their text.
#ifndef ANAMORPH_BASE_DB_PREPARED_H
#define ANAMORPH_BASE_DB_PREPARED_H

#include <stdbool.h>
#include <stdint.h>

enum { PREPARED_NAME = 24 };

typedef struct Prepared Prepared;

Prepared *prepared_create(void);
void prepared_destroy(Prepared *prepared);

// The name of the statement; *is_new: it has to be prepared under that name first.
// Where the table is full, what was used longest ago gives way: *dropped is then the name to be
// deallocated, else empty.
void prepared_name(Prepared *prepared, const char *sql, char name[PREPARED_NAME], bool *is_new,
                   char dropped[PREPARED_NAME]);

// The server does not have it (any more).
void prepared_forget(Prepared *prepared, const char *sql);

#endif
