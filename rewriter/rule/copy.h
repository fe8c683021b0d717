// A rule's algebra in a query of its own: other variables, the query's symbols.
#ifndef ANAMORPH_REWRITER_RULE_COPY_H
#define ANAMORPH_REWRITER_RULE_COPY_H

#include "rewriter/rule/rule.h"

#define COPY_UNSET UINT32_MAX

// to[v]: what the rule's variable v is here; COPY_UNSET: a fresh variable when it is first met.
// graph: where patterns of the default graph are matched instead (SLOT_NONE: there).
typedef struct Copy {
  Arena *arena;
  Symbols *symbols;
  Variables *variables;
  const Variables *from;
  VarId *to;
  Slot graph;
} Copy;

Copy copy_start(Arena *arena, Symbols *symbols, Variables *variables, const Rule *rule);
VarId copy_var(Copy *copy, VarId var);
Slot copy_slot(Copy *copy, const Slot *slot);
Term copy_term(Copy *copy, const Term *term);
const Node *copy_node(Copy *copy, const Node *node);
const Expr *copy_expr(Copy *copy, const Expr *expr);  // NULL gives NULL

#endif
