// Scanning the lexical forms of XSD numbers and dates, for base/rdf/datatype.c and for who needs
// their values (rewriter/evaluate/).
//
// Every lexical_* takes text[0..length), appends the canonical form to `out` and returns true; or
// appends nothing and returns false when the text is not of that form. Section numbers are those of
// XSD 1.1 part 2.
#ifndef ANAMORPH_BASE_RDF_LEXICAL_H
#define ANAMORPH_BASE_RDF_LEXICAL_H

#include "base/buffer.h"
#include "base/rdf/datatype.h"

bool lexical_integer(const char *text, size_t length, Buffer *out);  // 3.4.13
bool lexical_decimal(const char *text, size_t length, Buffer *out);  // 3.3.3

// 3.3.4 and 3.3.5. The canonical form of a value with more digits than the type holds is that of
// the nearest value of the type, in its shortest digits.
bool lexical_double(const char *text, size_t length, Buffer *out);
bool lexical_float(const char *text, size_t length, Buffer *out);

// A float as PostgreSQL writes it: its digits are the shortest already, whatever their number.
bool lexical_pg_float(const char *text, size_t length, Buffer *out);

// <0, 0, >0 for two canonical integers.
int lexical_compare_integers(const char *a, size_t a_length, const char *b, size_t b_length);

// The families from DATE_TIME to YEAR_MONTH_DURATION (3.3.6 to 3.3.14, 3.4.26 to 3.4.28).
bool lexical_time(DatatypeFamily family, const char *text, size_t length, Buffer *out);

// DATE, TIME or DATE_TIME as PostgreSQL writes them under DateStyle=ISO.
bool lexical_pg_time(DatatypeFamily family, const char *text, size_t length, Buffer *out);

#endif
