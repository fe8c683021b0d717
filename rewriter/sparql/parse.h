// SPARQL text to algebra: the door of the parser (SPARQL 1.1 Query, sections 4 to 19).
#ifndef ANAMORPH_REWRITER_SPARQL_PARSE_H
#define ANAMORPH_REWRITER_SPARQL_PARSE_H

#include "rewriter/ir/query.h"

// Parses one query (production [1] QueryUnit) and translates it to the algebra of section 18.2.
// text: `length` bytes of UTF-8, no NUL needed; not kept. base: the IRI against which relative ones
// are resolved before a BASE declaration says otherwise, or NULL. parent: a symbol table to layer
// the query's on (the mapping's), or NULL.
// The Query and all below it live in `arena`, in phase A; no arena_run is needed around the call.
// Errors: STATUS_SYNTAX with position, what was found and expected, and a hint where one helps (an
// update is one of them: this gateway reads only); STATUS_LIMIT for nesting too deep, or when the
// arena is full.
Status sparql_parse(Arena *arena, const Symbols *parent, const char *text, size_t length,
                    const char *base, Query **out, Error *err) MUST_CHECK;

// The same, with the parameters of this very text (plan/shape.h): its terms refer to them.
Status sparql_parse_shape(Arena *arena, const Symbols *parent, const char *text, size_t length,
                          const char *base, struct Parameters *parameters, Query **out,
                          Error *err) MUST_CHECK;

// Parses queries with ';' between them (and, if one likes, after the last), as the operations of an
// update are. A prologue holds for all that comes after it; variables and blank nodes are each
// query's own. Symbols are taken from `symbols`. Errors: as above.
Status sparql_parse_several(Arena *arena, Symbols *symbols, const char *text, size_t length,
                            const char *base, size_t *count, Query *const **out,
                            Error *err) MUST_CHECK;

// Checks one update request (production [3] UpdateUnit; SPARQL 1.1 Update): its grammar and its
// static rules. Nothing is executed; *operations, unless NULL, gets the number of operations.
// Errors: as above.
Status sparql_parse_update(Arena *arena, const char *text, size_t length, const char *base,
                           size_t *operations, Error *err) MUST_CHECK;

#endif
