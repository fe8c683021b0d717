// The syntax tree: what the parser makes of a query, and what the algebra (algebra.h) is made from.
//
// Names, IRIs and numbers are resolved already, and variables have their ids; otherwise the tree is
// as written. Blank nodes are terms here; in patterns the algebra makes them variables. Everything
// lives in the query's arena. `height` is that of the tree below, kept small by the parser so that
// whoever walks it may recurse.
#ifndef ANAMORPH_REWRITER_SPARQL_AST_H
#define ANAMORPH_REWRITER_SPARQL_AST_H

#include "rewriter/ir/query.h"

typedef struct AstGroup AstGroup;
typedef struct AstLevel AstLevel;

typedef enum AstExprKind {
  AST_VAR,
  AST_TERM,
  AST_CALL,       // a function or operator
  AST_AGGREGATE,  // COUNT, SUM, …
  AST_EXISTS,
} AstExprKind;

typedef struct AstExpr AstExpr;
struct AstExpr {
  AstExprKind kind;
  Position at;
  unsigned height;
  bool has_aggregate;  // here or below
  union {
    VarId var;
    Term term;
    struct {
      Function function;
      const Symbol *iri;
      bool distinct;  // only a custom aggregate may have it
      size_t count;
      const AstExpr *const *arg;
    } call;
    struct {
      Aggregate aggregate;
      bool distinct;
      const AstExpr *arg;  // NULL for COUNT(*)
      const Symbol *separator;
    } aggregate;
    struct {
      bool negated;
      const AstGroup *group;
    } exists;
  } u;
};

// A triple pattern, or a path pattern when path is not NULL.
typedef struct AstTriple {
  Slot subject, predicate, object;
  const Path *path;
  Position at;
} AstTriple;

// VALUES: cell[i * var_count + j]; TERM_UNBOUND is UNDEF.
typedef struct AstData {
  size_t var_count, row_count;
  const VarId *var;
  const Term *cell;
} AstData;

typedef enum AstElementKind {
  ELEMENT_TRIPLES,
  ELEMENT_FILTER,
  ELEMENT_OPTIONAL,
  ELEMENT_UNION,  // one branch: a group in a group
  ELEMENT_MINUS,
  ELEMENT_GRAPH,
  ELEMENT_SERVICE,
  ELEMENT_BIND,
  ELEMENT_VALUES,
} AstElementKind;

// The variables mentioned between two points of the query text: a range of AstQuery.mention.
typedef struct AstMentions {
  size_t start, end;
} AstMentions;

typedef struct AstElement {
  AstElementKind kind;
  Position at;
  union {
    struct {
      size_t count;
      const AstTriple *triple;
    } triples;
    const AstExpr *filter;
    const AstGroup *group;  // OPTIONAL, MINUS
    struct {
      size_t count;
      const AstGroup *const *branch;
    } union_;
    struct {
      Slot name;
      const AstGroup *group;
      AstMentions mentions;  // inside the braces
    } graph;
    struct {
      Slot endpoint;
      bool silent;
      const Symbol *text;  // with its braces
      const AstGroup *group;
    } service;
    struct {
      VarId var;
      const AstExpr *expr;
    } bind;
    AstData values;
  } u;
} AstElement;

// { … }: elements in order, or a sub-SELECT.
struct AstGroup {
  Position at;
  unsigned height;
  size_t count;
  const AstElement *element;
  const AstLevel *select;  // NULL unless the group is a sub-SELECT
  VarSet scope;            // variables in scope (18.2.1)
};

// SELECT and GROUP BY items: expr is NULL for a plain variable; var is undefined (named is false)
// for a GROUP BY expression without AS.
typedef struct AstItem {
  const AstExpr *expr;
  bool named;
  VarId var;
  Position at;
} AstItem;

typedef struct AstOrder {
  const AstExpr *expr;
  bool descending;
} AstOrder;

// A query level: a query form or sub-SELECT with its pattern and solution modifiers.
struct AstLevel {
  Position at;
  unsigned height;
  bool distinct, reduced, star;
  size_t item_count;
  const AstItem *item;
  const AstGroup *where;  // NULL: DESCRIBE without a pattern
  size_t group_count;
  const AstItem *group;
  size_t having_count;
  const AstExpr *const *having;
  size_t order_count;
  const AstOrder *order;
  bool sliced;
  uint64_t offset, limit;
  bool has_values;
  AstData values;
  VarSet scope;  // variables visible to SELECT: the pattern's, GROUP BY's and VALUES'
  bool grouped;  // GROUP BY, or an aggregate somewhere
  size_t projected_count;
  const VarId *projected;  // SELECT: its variables in order, * spelled out
  AstMentions mentions;
};

typedef struct AstQuery {
  QueryForm form;
  Position at;  // of its first word after the prologue
  const AstLevel *level;
  bool construct_where;  // CONSTRUCT WHERE { … }: the template is the pattern
  size_t template_count;
  const AstTriple *template_;
  size_t described_count;
  const Slot *described;
  bool describe_all;
  size_t from_count, from_named_count;
  const Symbol *const *from;
  const Symbol *const *from_named;
  size_t mention_count;
  const VarId *mention;  // every variable, as often as it is written, in order
} AstQuery;

#endif
