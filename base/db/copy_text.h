// One line of COPY's text format, taken apart where it stands.
#ifndef ANAMORPH_BASE_DB_COPY_TEXT_H
#define ANAMORPH_BASE_DB_COPY_TEXT_H

#include <stddef.h>

// line[0..size) is one line, with or without its newline, and line[size] may be written. Splits it
// at tabs into values, unescapes each in place and ends it with NUL; value[i] is NULL for \N.
// Returns the number of columns found; those beyond `count` are counted but not stored. With
// count 0 an empty line has no column.
int copy_text_split(char *line, size_t size, int count, const char *value[], int length[]);

#endif
