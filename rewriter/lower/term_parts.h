// Inside lowering: the parts of simple terms (EXPR_CONST, EXPR_RDF) and walks over normal forms.
#ifndef ANAMORPH_REWRITER_LOWER_TERM_PARTS_H
#define ANAMORPH_REWRITER_LOWER_TERM_PARTS_H

#include "rewriter/lower/lower.h"

// What is fixed of a simple term. dynamic: the kind, datatype or language comes from a column.
typedef struct TermParts {
  TermKind kind;
  const Symbol *datatype;
  const Symbol *language;
  bool dynamic;
} TermParts;

TermParts terms_parts(const Expr *simple);

// The parts as native text: "I", "B" or "L"; NULL where there is none; language in lower case; the
// lexical form, or the absolute IRI.
const Expr *terms_kind_text(Lowering *lowering, const Expr *simple);
const Expr *terms_datatype_text(Lowering *lowering, const Expr *simple);
const Expr *terms_language_text(Lowering *lowering, const Expr *simple);
const Expr *terms_lexical_text(Lowering *lowering, const Expr *simple);
const Expr *terms_iri_text(Lowering *lowering, const Expr *rdf);

// expr IS NOT NULL, folded where that is known; never NULL.
const Expr *terms_not_null(Lowering *lowering, const Expr *expr);

// True when the canonical lexical forms of two native values are the same; compares natively where
// that is the same thing, and folds to false where it cannot be.
const Expr *terms_same_text(Arena *arena, const Expr *a, const Expr *b);

// The condition `tag = constant` of a branch, taken apart.
bool terms_tag(const Expr *condition, VarId *var, const char **value);

// The native boolean `test(simple)` of whichever simple term a normal form gives; never true where
// it gives none.
const Expr *terms_where(Lowering *lowering, const Expr *term,
                        const Expr *(*test)(void *self, const Expr *simple), void *self);

#endif
