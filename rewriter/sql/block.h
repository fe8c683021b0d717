// Inside the deparser: query blocks, what one SELECT can say before another must be nested in it.
//
// A lifted tree becomes blocks bottom-up (block.c); a block becomes text (render.c, expression.c).
// Variables are resolved in the block where an expression stands, then in the blocks around it.
#ifndef ANAMORPH_REWRITER_SQL_BLOCK_H
#define ANAMORPH_REWRITER_SQL_BLOCK_H

#include "base/buffer.h"
#include "base/vec.h"
#include "rewriter/ir/node.h"
#include "rewriter/sql/alias.h"

enum { INDENT = 2 };

typedef struct Block Block;
typedef struct FromItem FromItem;

// What a variable is in a block: a column of a item, or an expression (item NULL).
typedef struct BlockDefinition {
  VarId var;
  bool hidden;  // still used by other definitions, but not a variable of the block any more
  FromItem *item;
  const Symbol *column;
  const Expr *expr;
} BlockDefinition;

typedef VEC(BlockDefinition) BlockDefinitions;

// One conjunct: an expression; the equality of two definitions of one variable; EXISTS; or, with
// both, whether the expression, a variable, is among those that the block lists.
typedef struct Conjunct {
  const Expr *expr;
  BlockDefinition left, right;  // when expr and exists are NULL
  Block *exists;
  bool negated;
} Conjunct;

typedef VEC(Conjunct) Conjuncts;

typedef enum FromKind {
  FROM_TABLE,
  FROM_BLOCK,
  FROM_VALUES,
  FROM_FAN,
  FROM_RECURSE,
  FROM_WORKING,
  FROM_JOIN
} FromKind;

// A WITH RECURSIVE: the working table's name and columns, and its two queries (recursion.c).
typedef struct Recursion {
  const Node *node;
  bool shared;  // read in several places: in the statement's own WITH
  const char *name;
  const char *last;  // the rows that came last, where several parts of the step read them
  size_t readers;    // WORKINGs in the step
  const Symbol **column;
  Block *start, *step;
  struct Recursion *with;  // done before; NULL: none
  bool complete;           // while what sees all its rows is built
} Recursion;

// An item of FROM.
struct FromItem {
  FromKind kind;
  const char *alias;
  const LogicalTable *table;  // FROM_TABLE
  Block *block;               // FROM_BLOCK
  const Node *values;         // FROM_VALUES, FROM_FAN
  Recursion *recursion;       // FROM_RECURSE, FROM_WORKING
  bool complete;              // FROM_WORKING: all rows, not those that came last
  BlockDefinitions columns;  // BLOCK, VALUES, FAN: each variable's column; hidden until referred to
  FromItem *left, *right;    // FROM_JOIN
  bool outer;                // LEFT JOIN
  Conjuncts on;
};

typedef struct BlockOrder {
  const Expr *expr;
  bool descending;
  bool certain;  // never NULL
} BlockOrder;

struct Block {
  Block *parent;   // of an EXISTS
  FromItem *from;  // NULL: one row without columns
  Conjuncts where;
  BlockDefinitions definitions;
  // Other columns that a variable of a join equals: within a nested FROM item its own is meant.
  BlockDefinitions alternates;
  const FromItem *within;  // while its ON is rendered
  VEC(Block *) branches;   // UNION ALL of these; nothing else but definitions then
  bool grouped;
  VEC(VarId) keys;
  Conjuncts having;
  bool distinct;  // over the visible variables
  VEC(BlockOrder) order;
  bool sliced;
  uint64_t offset, limit;
  // The statement's own rows, which are read in text format: a cast that gives the same text as
  // that need not be made.
  bool is_answer;
  bool fenced;  // PostgreSQL is not to write its columns out again where they are used
  // What has more than a plain type (a domain, a length, a scale) is cast to that: a recursion's
  // columns have the types of its start, and those are not resolved with the step's as a UNION's
  // would be.
  bool plain_types;
  // The start or step of a recursion: its texts get the default collation, where they may have
  // another, since PostgreSQL wants the start to have the collation of both.
  bool in_recursion;
  // A branch of a UNION, or a recursion's: a value of a type that is not listed (an enum, say) is
  // its text, since the other branches' may be of another such type.
  bool in_union;
};

// The state of one deparsing.
typedef struct Deparser {
  Arena *arena;
  const Variables *variables;
  bool pretty;
  Aliases aliases;
  VEC(Recursion *) open;    // recursions whose sides are being built, innermost last
  VEC(Recursion *) shared;  // those that several places read, each after those inside it
  Status status;            // the first failure while rendering
  Error *err;
} Deparser;

// block.c
Status block_build(Deparser *deparser, const Node *node, Block **out, Error *err) MUST_CHECK;
// The block as the item of a new one.
Block *block_wrap(Deparser *deparser, Block *block);
// The same, sorting as the block did.
Block *block_wrap_sorted(Deparser *deparser, Block *block);
// A block of nothing but FROM and WHERE: the same one, or a new one around it.
Block *block_plain(Deparser *deparser, Block *block);
// Joins the EXISTS block's variables to those of the block around it.
void block_correlate(Deparser *deparser, Block *inner, Block *outer);
const BlockDefinition *block_find(const Block *block, VarId var);
// A plain name for the variable's column, new among the item's.
const Symbol *block_column_name(Deparser *deparser, const FromItem *item, VarId var);
// Defines the variables as columns of the item; one that stands for two columns equates them.
void block_define_columns(Deparser *deparser, Block *block, FromItem *item, size_t count,
                          const VarId vars[], const Symbol *const columns[]);
// Is it the item, or one of those that it joins?
bool block_is_within(const FromItem *item, const FromItem *tree);
// The same in the blocks around it too; *owner is where it was found.
const BlockDefinition *block_resolve(const Block *block, VarId var, const Block **owner);

// qualified.c: the column of a table that the variable is; NULL: it is something else, or not seen.
const Column *block_column(const Block *block, VarId var);

// Does PostgreSQL give the variable a type that is more than the plain one, a domain
// or one with a length, scale or precision?
bool block_is_qualified(const Block *block, VarId var);

// part.c
// Does the expression hold a value that is another one each time?
bool expression_is_volatile(const Expr *expr);
// Does it hold a sub-query? Percent-encoding is one over the text's characters, LET one over its
// value. Inside of one PostgreSQL knows a grouped column, but not a grouped expression, and takes
// an aggregate without a column for its own.
bool expression_has_subquery(const Expr *expr);
// Is the variable made by one, itself or by way of other definitions of the block? Or a sort key?
bool block_has_subquery(Arena *arena, const Block *block, VarId var);
// Is the variable an aggregate's, or made of one by way of other definitions of the block?
bool block_has_aggregate(Arena *arena, const Block *block, VarId var);
bool block_sorts_by_subquery(const Block *block);
// Do the GROUP's aggregates speak of a column that is more than a few operators?
bool block_aggregates_costly(Arena *arena, const Block *block, const Node *group);

// recursion.c
Status recursion_build(Deparser *deparser, const Node *node, Block *block, Error *err) MUST_CHECK;
Status recursion_build_working(Deparser *deparser, const Node *node, Block *block,
                               Error *err) MUST_CHECK;
// Builds what several places of the tree would compute, so that they read it.
Status recursion_share(Deparser *deparser, const Node *tree, Error *err) MUST_CHECK;
// WITH RECURSIVE of what several places read, before the statement; nothing when there is none.
void recursion_render_shared(Deparser *deparser, Buffer *out);
void recursion_render(Deparser *deparser, Buffer *out, const Block *block, const FromItem *item,
                      int indent);
void recursion_render_working(Buffer *out, const FromItem *item);

// render.c: SELECT … without indentation before the first line. names: give each column its
// variable's column name (inside a derived table) or only where it has none of its own.
void render_select(Deparser *deparser, Buffer *out, Block *block, size_t count,
                   const VarId columns[], const Symbol *const names[], int indent);
// EXISTS ( … ) of a block.
void render_exists(Deparser *deparser, Buffer *out, Block *block, bool negated, int indent);
void render_break(const Deparser *deparser, Buffer *out, int indent);
void render_bracket_break(const Deparser *deparser, Buffer *out, int indent);

// expression.c. Binding strength, weakest first (PostgreSQL 15, table 4.2).
typedef enum Strength {
  STRENGTH_NONE,
  STRENGTH_OR,
  STRENGTH_AND,
  STRENGTH_NOT,
  STRENGTH_IS,
  STRENGTH_COMPARISON,
  STRENGTH_OTHER,  // || and named operators
  STRENGTH_ADD,
  STRENGTH_MULTIPLY,
  STRENGTH_SIGN,
  STRENGTH_COLLATE,
  STRENGTH_CAST,
  STRENGTH_ATOM,
} Strength;

// A parenthesis, where it is needed.
void render_open(Buffer *out, bool needed);
void render_close(Buffer *out, bool needed);

// What stands beside other values in a CASE or a row: of a type that is not listed, as text.
void render_plain(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                  int indent);

// Text of the expression as an operand of something that binds as strongly as `around`.
void render_expr(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                 Strength around, int indent);
void render_definition(Deparser *deparser, Buffer *out, const Block *block,
                       const BlockDefinition *definition, Strength around, int indent);

// lexical.c: a value's lexical form (OP_LEXICAL); whether it has one (OP_HAS_LEXICAL); a template.
void render_lexical(Deparser *deparser, Buffer *out, const Block *block, const Expr *value,
                    Strength around, int indent);
void render_has_lexical(Deparser *deparser, Buffer *out, const Block *block, const Expr *value,
                        Strength around, int indent);
void render_template(Deparser *deparser, Buffer *out, const Block *block, const Expr *expr,
                     Strength around, int indent);
// ENCODE_FOR_URI of a text.
void render_uri_encoded(Deparser *deparser, Buffer *out, const Block *block, const Expr *text,
                        int indent);
// May the lexical form of a value of the type hold a byte that percent-encoding changes?
bool lexical_needs_encoding(PgType type);
// The value that the definition of an answer's column casts to text, where the column itself is
// written so; NULL: it has to be cast, or is something else.
const Expr *lexical_written_value(const Block *block, const BlockDefinition *definition);

// literal.c
void deparse_string(Buffer *out, const char *text);
bool deparse_is_keyword(const char *word);

#endif
