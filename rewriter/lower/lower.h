// Lowering: SPARQL expressions over term constructors become native SQL expressions (SPARQL 1.1
// section 17; the notes of the rewriter's README say how errors and types are kept).
//
// Normal form of an RDF-sorted expression: EXPR_CONST, EXPR_UNBOUND, EXPR_RDF, or EXPR_CASE whose
// values are in normal form; everything inside is native. An error is unbound, and unbound is NULL.
// No native expression made here raises an SQL error, whatever the data.
#ifndef ANAMORPH_REWRITER_LOWER_LOWER_H
#define ANAMORPH_REWRITER_LOWER_LOWER_H

#include "base/vec.h"
#include "rewriter/ir/node.h"

typedef VEC(const Expr *) ExprList;

// What lowering needs to know. One per query; `definition` and `exists` are the caller's.
typedef struct Lowering {
  Arena *arena;
  Symbols *symbols;
  Variables *variables;
  const Symbol *base;  // the query's base IRI, or NULL
  const char *mapping_base;
  const Mapping *mapping;  // for its functions; NULL: there are none
  // The term constructor of an RDF variable here, in normal form; NULL: it is not bound here.
  const Expr *(*definition)(void *self, VarId var);
  // The native boolean of an EXISTS pattern (an EXPR_EXISTS over a lifted pattern, or a constant).
  Status (*exists)(void *self, const Node *algebra, bool negated, const Expr **out, Error *err);
  void *self;
  // Native variables that are never NULL where the expression stands (a node's `certain`); NULL:
  // nothing is known. Tests for unbound values fold away where this tells.
  const VarSet *certain;
  bool keyed;  // for lower_aggregate: there are keys, so that no group is empty
} Lowering;

// An expression to its normal form. Errors: STATUS_UNSUPPORTED with name and position.
Status lower_expr(Lowering *lowering, const Expr *expr, const Expr **out, Error *err) MUST_CHECK;

// The mapping's function that an FN_CUSTOM calls (custom.c). Errors: STATUS_UNSUPPORTED where the
// mapping (NULL: none) has none; STATUS_SYNTAX for another number of arguments.
Status custom_find(const Mapping *mapping, const Expr *call, const UserFunction **out,
                   Error *err) MUST_CHECK;

// The effective boolean value (17.2.2) as a native boolean; NULL stands for an error.
Status lower_condition(Lowering *lowering, const Expr *expr, const Expr **out,
                       Error *err) MUST_CHECK;

// An EXPR_AGG to normal form with EXPR_SQL_AGG inside: the caller binds the maximal native
// expressions that hold aggregates to variables of the GROUP.
Status lower_aggregate(Lowering *lowering, const Expr *aggregate, const Expr **out,
                       Error *err) MUST_CHECK;

// Native sort keys that order solutions as ORDER BY does (15.1: unbound, blank nodes, IRIs,
// literals), most significant first; all ascending, or all descending for a descending key. last:
// no key follows, so solutions that ORDER BY does not tell apart may come in any order.
Status lower_order(Lowering *lowering, const Expr *expr, bool last, ExprList *keys,
                   Error *err) MUST_CHECK;

// --- Terms (terms.c): both arguments in normal form ----------------------------------------------
// sameTerm as a native condition: true when the terms are the same; never true when one is
// unbound. Constants invert templates (REWRITER section 1), incompatible constructors give false.
const Expr *terms_same(Lowering *lowering, const Expr *a, const Expr *b);

// false when no row can make a and b the same term.
bool terms_compatible(Lowering *lowering, const Expr *a, const Expr *b);

// Native expressions whose values (NULLs counting as equal) are the same in two rows exactly when
// the terms are the same: what DISTINCT, GROUP BY and COUNT(DISTINCT) work on. The arguments of one
// template are taken to be NULL together.
void terms_identity(Lowering *lowering, const Expr *term, ExprList *out);

// The term again, made of variables only: vars[i] holds the value of the i-th expression that
// terms_identity gives for it. After EXTEND(vars := identity), PROJECT and DISTINCT or GROUP, this
// is the constructor of the term.
const Expr *terms_rebuild(Lowering *lowering, const Expr *term, size_t count, const VarId vars[]);

// The term with other native expressions in it: `map` is given each argument of its constructors
// (template arguments or the lexical value, then kind, datatype and language where columns say
// them) and each condition of its CASEs, in that order, and says what stands there instead.
const Expr *terms_map(Arena *arena, const Expr *term,
                      const Expr *(*map)(void *self, const Expr *native, bool condition),
                      void *self);

// A native boolean that is true when the term is bound; constant where that is known.
const Expr *terms_bound(Lowering *lowering, const Expr *term);

// The term map as a constructor: column_of gives the native expression of each column that the map
// uses (R2RML sections 7.1–7.6 and 10).
const Expr *terms_of_map(Lowering *lowering, const TermMap *map,
                         const Expr *(*column_of)(void *self, const Symbol *column), void *self);

#endif
