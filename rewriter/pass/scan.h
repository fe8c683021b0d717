// What laws ask of scans: which column binds which variable, and whether two scans read one row.
#ifndef ANAMORPH_REWRITER_PASS_SCAN_H
#define ANAMORPH_REWRITER_PASS_SCAN_H

#include "rewriter/pass/pass.h"

// Does the scan bind this column to this variable?
bool scan_binds(const Node *scan, unsigned column, VarId var);

// The first variable that the scan binds to the column; false when there is none.
bool scan_variable(const Node *scan, unsigned column, VarId *out);

// Does b bind each column that a binds to the same variable? Then every row of b is a row of a.
bool scan_implied(const Node *a, const Node *b);

// Do both read the same row: do they bind each column of a key that cannot be NULL to the same
// variable?
bool scan_same_row(const Node *a, const Node *b);

// IS NOT NULL of the columns that may be NULL, to `conditions`: what joining with the scan asks
// for.
void scan_not_null(Pass *pass, const Node *scan, Conditions *conditions);

// Does each variable stand for one column? One that stands for two says that they are equal.
bool scan_is_simple(const Node *scan);

// The scan in `left`, where nothing can leave it NULL, whose own row is all that scan b can meet:
// it agrees with b on a key without NULLs, and binds each variable that b shares with `left` to the
// same column. NULL when there is none, or b is not simple.
const Node *scan_own_row(const Node *left, const Node *b);

// `left` with the columns of b bound by its own row (scan_own_row); names: what b's own variables
// are called there.
typedef struct ScanGraft {
  const Node *tree;
  Renaming names;
} ScanGraft;
ScanGraft scan_graft(Pass *pass, const Node *left, const Node *own_row, const Node *b);

// The tree with more columns bound by one of its scans, which nothing hides them from.
const Node *scan_with_columns(Pass *pass, const Node *tree, const Node *scan, size_t count,
                              const ScanColumn columns[]);

// The column that refers to column `target` of the key's table; false: none does.
bool foreign_key_source(const ForeignKey *key, unsigned target, unsigned *out);

// The foreign key of child's table, none of whose columns may be NULL, that refers to all columns
// that `whole` binds, and by which child's row refers to the only one that it meets: where
// `parent`, which binds some of whole's columns, has a key without NULLs, child binds the columns
// that refer to it to the same variables. What is referred to is the same value on both sides.
// NULL: none.
const ForeignKey *scan_refers(const Node *child, const Node *parent, const Node *whole);

// IS NOT NULL of the nullable columns of b that share a variable with `other`, to `conditions`.
void scan_shared_not_null(Pass *pass, const Node *b, const Node *other, Conditions *conditions);

// The conditions without IS NOT NULL of what is never NULL in the rows of `left`.
Conditions scan_unsettled(Pass *pass, const Node *left, const Conditions *conditions);

// The first scan in the tree that `fits`, looked for where no row of it can be missing from a row
// of the tree: members of joins, left sides. NULL when there is none.
const Node *scan_find(const Node *tree, bool (*fits)(const void *self, const Node *scan),
                      const void *self);

// Does each row of the tree come with a row of a scan that `fits` the wanted scan? As scan_find,
// and in every branch of a UNION; below PROJECT, EXTEND and UNION, the wanted scan's variables are
// called what they are copies of.
typedef bool ScanFits(const void *self, const Node *wanted, const Node *scan);
bool scan_promised(Pass *pass, const Node *tree, const Node *wanted, ScanFits *fits,
                   const void *self);

// The same of one of several wanted scans, not always the same one.
bool scan_promised_any(Pass *pass, const Node *tree, size_t count, const Node *const wanted[],
                       ScanFits *fits, const void *self);

// The node as a scan that binds its variables: PROJECT and copying EXTENDs over a scan. NULL when
// it is something else.
const Node *scan_seen_through(Pass *pass, const Node *node);

// One scan that binds all that both, of one relation, bind. A nullable column that both bound to
// one variable was not NULL, as a join says: that becomes a condition.
const Node *scan_merge(Pass *pass, const Node *a, const Node *b, Conditions *conditions);

#endif
