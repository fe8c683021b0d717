// Inside the deparser: one SELECT under construction, and the state shared by all of a statement.
//
// A block is what one SELECT can hold. A node that cannot be added to the SELECT below it (a filter
// above a LIMIT, a join with a DISTINCT) first turns that SELECT into a derived table: block_wrap.
#ifndef ANAMORPH_REWRITER_SQL_BLOCK_H
#define ANAMORPH_REWRITER_SQL_BLOCK_H

#include "base/buffer.h"
#include "base/vec.h"
#include "rewriter/ir/node.h"

// How a variable is written here. plain: a column reference, so null-extension makes it NULL;
// strict: NULL whenever the columns in it are, and there is at least one.
typedef struct ColumnText {
  VarId var;
  const char *text;
  bool plain;
  bool strict;
} ColumnText;

// FROM item[0] JOIN item[1] ON … LEFT JOIN item[2] ON …, in this order.
typedef struct FromItem {
  const char *text;  // with its alias
  const char *on;    // NULL: CROSS JOIN (or the first item)
  bool left;
} FromItem;

typedef VEC(const char *) Texts;

typedef struct Block {
  VEC(FromItem) from;
  Texts where;
  VEC(ColumnText) columns;
  Texts group;   // GROUP BY
  bool grouped;  // aggregates or GROUP BY are there; filters go to HAVING
  Texts having;
  bool distinct;
  Texts order;
  uint64_t offset, limit;
  bool sliced;
  const struct Block *outer;  // the block of which this one is a correlated subquery, or NULL
} Block;

typedef struct Deparse {
  Arena *arena;
  const Variables *variables;
  bool pretty;
  Texts aliases;       // taken so far: aliases are unique in a statement
  const Block *outer;  // of the subquery being built
} Deparse;

// An alias that begins with `hint`, not used before.
const char *block_alias(Deparse *deparse, const char *hint);

void block_bind(Deparse *deparse, Block *block, VarId var, const char *text, bool plain,
                bool strict);

// How `var` is written in the block; NULL when it is not there. block_find_outer also looks at the
// blocks around it.
const ColumnText *block_find(const Block *block, VarId var);
const ColumnText *block_find_outer(const Block *block, VarId var);

// The block as a derived table of a new one that has the same variables.
Block *block_wrap(Deparse *deparse, Block *block);

// SELECT text with the given variables as columns, named so that they differ. names: gets each
// column's name, or NULL when they do not matter. count 0 selects a constant.
const char *block_select(Deparse *deparse, const Block *block, size_t count, const VarId vars[],
                         const char *names[]);

// Text with every line but the first moved right: for nesting pretty statements.
const char *block_indent(Deparse *deparse, const char *text);

// The tree as a block (deparse.c).
Block *block_of_node(Deparse *deparse, const Node *node);

// --- expression.c --------------------------------------------------------------------------------

// The native expression as SQL in the scope of `block` and those around it. *strict, unless NULL:
// see ColumnText.
const char *expression_sql(Deparse *deparse, const Block *block, const Expr *expr, bool *strict);

// Adds its conjuncts to `texts`, one text each.
void expression_conjuncts(Deparse *deparse, const Block *block, const Expr *expr, Texts *texts);

// --- lexical.c -----------------------------------------------------------------------------------

// The canonical XSD lexical form of the value of `operand` (SQL text of an atom), as text; agrees
// with datatype_from_pg, and is NULL where that has none.
void lexical_append(Buffer *out, PgType type, const char *operand);

// iri_encode (base/rdf/iri.h) in SQL, of a text operand.
void lexical_append_encoded(Buffer *out, const char *operand);

#endif
