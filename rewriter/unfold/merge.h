// One variable over several branches: the shapes that its definitions take, and the columns that
// hold them in a UNION.
#ifndef ANAMORPH_REWRITER_UNFOLD_MERGE_H
#define ANAMORPH_REWRITER_UNFOLD_MERGE_H

#include "rewriter/unfold/context.h"

// One of the forms that a definition may take in a row. Forms are tried in order; the first whose
// condition is true counts. condition NULL: always. value: EXPR_CONST, EXPR_RDF or EXPR_UNBOUND.
typedef struct Form {
  const Expr *condition;
  const Expr *value;
  size_t shape;
} Form;
typedef VEC(Form) Forms;

// text: the lexical form in one text column, whatever it was made of.
typedef struct Shape {
  const Expr *model;
  bool text;
  size_t arg_count;
  PgType *type;
  VarId *column;
} Shape;
typedef VEC(Shape) Shapes;

typedef struct Merged {
  VarId var;
  Forms *forms;  // of each branch; none: unbound there
  Shapes shapes;
  bool selected;
  VarId selector;   // int4: the number of the shape
  VEC(VarId) pool;  // union columns, shared by the shapes
  bool certain;
} Merged;

typedef VEC(Binding) Bindings;

// Fills in what `merged->var` is over the branches. No shape: it is unbound in all of them.
void merge_plan(Unfold *unfold, Merged *merged, const Lifted *lifted);

// Then columns for the arguments of each shape; shapes share those of the same type.
void merge_allot(Unfold *unfold, Merged *merged);

// Do the columns tell the terms apart as they are? Each shape's arguments must, no two shapes may
// make the same term, and unbound terms must leave nothing behind.
bool merge_is_settled(Unfold *unfold, const Merged *merged, const Lifted *lifted);

// What the branch's rows have in the columns, selector first.
void merge_bind(Unfold *unfold, const Merged *merged, size_t branch, Bindings *out);

// The definition over the columns.
const Expr *merge_term(Unfold *unfold, const Merged *merged);

#endif
