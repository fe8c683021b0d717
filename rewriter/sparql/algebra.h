// From the syntax tree to the algebra (SPARQL 1.1 section 18.2).
#ifndef ANAMORPH_REWRITER_SPARQL_ALGEBRA_H
#define ANAMORPH_REWRITER_SPARQL_ALGEBRA_H

#include "base/vec.h"
#include "rewriter/sparql/ast.h"
#include "rewriter/sparql/symbol_map.h"

// Fills out->form, pattern, projected, template_, described and the dataset; out->arena, symbols
// and variables must be set. Errors: STATUS_UNSUPPORTED for a custom aggregate.
Status algebra_of_query(const AstQuery *ast, Query *out, Error *err) MUST_CHECK;

// --- Shared by the algebra's own files -----------------------------------------------------------

typedef VEC(const Node *) Nodes;
typedef VEC(Binding) Bindings;
typedef VEC(const Expr *) ExprVec;

// What a grouped level's expressions may still name, and the aggregates found in them.
typedef struct Grouping {
  VarSet keys;
  VarSet scope;  // of the pattern that is grouped
  Bindings aggregates;
} Grouping;

typedef struct Translator {
  Arena *arena;
  Variables *variables;
  Error *err;
  const AstQuery *ast;
  SymbolMap blanks;       // label to variable
  size_t variable_count;  // of those that the query names
  VarId *rename;          // what each stands for here: see algebra_level.c
  size_t *mentions;       // how often each is written in the whole query
  size_t *inside;         // scratch, all zero between uses
} Translator;

VarId translate_var(const Translator *t, VarId var);
Slot translate_slot(Translator *t, const Slot *slot);

// graph: where patterns inside EXISTS are matched. grouping: NULL outside grouped levels.
Status translate_expr(Translator *t, const AstExpr *expr, Slot graph, Grouping *grouping,
                      const Expr **out) MUST_CHECK;

// The conjunction; NULL when there is nothing to join.
const Expr *translate_and(Translator *t, size_t count, const Expr *const part[]);

// A group matched in `graph`: SLOT_NONE is the default graph; a variable ranges over the named
// graphs and is bound in every solution. When filter is not NULL, the group's own FILTERs go there
// (NULL if there are none) rather than into the tree.
Status translate_group(Translator *t, const AstGroup *group, Slot graph, const Expr **filter,
                       const Node **out) MUST_CHECK;

Status translate_level(Translator *t, const AstLevel *level, Slot graph, bool sub_select,
                       const Node **out) MUST_CHECK;

const Node *translate_data(Translator *t, const AstData *data);

// The operands of a join that is being built. `grounded`: one of them is matched in the graph, so
// that nothing else need say that the graph exists.
typedef struct Operands {
  Nodes nodes;
  bool grounded;
} Operands;

void operands_add(Translator *t, Operands *operands, const Node *node, bool grounds);
const Node *operands_join(Translator *t, Operands *operands, Slot graph);

// Adds what a path pattern means (18.2.2.4).
void translate_path(Translator *t, Slot subject, const Path *path, Slot object, Slot graph,
                    Position at, Operands *operands);

// One node for all branches; unions among them are taken apart.
const Node *translate_branches(Translator *t, size_t count, const Node *const branch[]);

#endif
