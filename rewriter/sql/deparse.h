// The lifted tree as one SQL statement, as an expert would write it.
#ifndef ANAMORPH_REWRITER_SQL_DEPARSE_H
#define ANAMORPH_REWRITER_SQL_DEPARSE_H

#include "base/buffer.h"
#include "rewriter/ir/node.h"

// SQL text whose result columns are the variables `columns`, in that order, in PostgreSQL's own
// types. tree must be in phase L. pretty: indented, for people. The text lives in `arena`.
Status deparse_select(Arena *arena, const Variables *variables, const Node *tree, size_t count,
                      const VarId columns[], bool pretty, const char **out, Error *err) MUST_CHECK;

// "name" quoted when it must be.
void deparse_identifier(Buffer *out, const char *name);

#endif
