// Expressions over the five rows of one odd table, lowered and run by PostgreSQL, or evaluated in
// C: both must say the same.
//
// The variables that an expression may use are listed in rows.c: ?i ?i8 ?n (numbers), ?d ?r ?f
// (floating ones), ?s ?v ?c ?en (strings), ?b, ?da ?ti ?ts ?tz (dates and times), ?it ?dt ?ft ?tt
// ?ta ?dz ?tm ?du (text under a datatype, not always lawful), ?iri ?siri ?bn, ?wat (an unknown
// datatype), ?dyn and ?mix (another kind of term in each row), ?nul (never bound). In row 4 all are
// unbound.
#ifndef ANAMORPH_TESTS_SUPPORT_ROWS_H
#define ANAMORPH_TESTS_SUPPORT_ROWS_H

#include "base/db/connection.h"
#include "base/rdf/term.h"

enum { ROWS_COUNT = 5, ROW_VALUE_SIZE = 200 };

// The value in each row as text: "-" unbound, "<iri>", "_:label", "'string'", "text@language",
// "integer 7" for a literal of an XSD datatype, "text <datatype>" for others.
typedef char RowValues[ROWS_COUNT][ROW_VALUE_SIZE];

bool rows_open(void);
void rows_close(void);
Connection *rows_connection(void);
Symbols *rows_symbols(void);

Status rows_lower(const char *expression, RowValues out, Error *err);
Status rows_evaluate(const char *expression, RowValues out, Error *err);

// An aggregate over the rows whose numbers `ids` names ("135").
Status rows_lower_aggregate(const char *text, const char *ids, char out[ROW_VALUE_SIZE],
                            Error *err);
Status rows_evaluate_aggregate(const char *text, const char *ids, char out[ROW_VALUE_SIZE],
                               Error *err);

// The numbers of the rows in the order of the expression, ties by number.
Status rows_lower_order(const char *expression, bool descending, char out[ROWS_COUNT + 1],
                        Error *err);
Status rows_evaluate_order(const char *expression, bool descending, char out[ROWS_COUNT + 1],
                           Error *err);

void rows_write_term(const Term *term, char *out, size_t size);

// Fails the test when PostgreSQL's parser refuses the statement.
void rows_check_sql(const char *sql);

#endif
