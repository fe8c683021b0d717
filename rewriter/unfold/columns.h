// How the terms of a variable over some branches lie in columns, so that in two rows, or at two
// places, they agree (NULLs counting as equal) exactly when the terms are the same.
#ifndef ANAMORPH_REWRITER_UNFOLD_COLUMNS_H
#define ANAMORPH_REWRITER_UNFOLD_COLUMNS_H

#include "rewriter/unfold/merge.h"

// raw: the constructors' arguments; where these do not tell terms apart (settled says), `column`
// are the identities made of them.
typedef struct Layout {
  Merged merged;
  VarId *raw;
  size_t raw_count;
  bool settled;
  ExprList identity;
  VarId *column;
  size_t count;
  const Expr *term;  // over column
} Layout;

// Of what the branches define for `var`: certain in each.
Layout columns_make(Unfold *unfold, VarId var, const Lifted *lifted);

// The same columns, types and constructors, in the same order?
bool columns_same(const Layout *a, const Layout *b);

// One place: the layout's columns under names of their own, texts as text. `final` renames the
// layout's term to them.
typedef struct LayoutEnd {
  const Layout *layout;
  Renaming raw, final;
  VarId *column;
} LayoutEnd;
LayoutEnd columns_end(Unfold *unfold, const Layout *layout, const char *hint);

// What branch `index` of the layout's list has in the raw columns. What its shape does not use is
// filled, so that columns compare by `=`, which indexes serve.
void columns_bind(Unfold *unfold, const LayoutEnd *end, size_t index, Bindings *out);

// The identities, of the raw columns; nothing where these are settled.
void columns_bind_identity(Unfold *unfold, const LayoutEnd *end, Bindings *out);

// Adds the raw columns, or the final ones.
void columns_add(const LayoutEnd *end, bool raw, VarSet *out);

#endif
