// Class expressions that a query writes out as blank nodes, told from its triple patterns
// (OWL 2 Mapping to RDF Graphs, section 3.2.4), as trees.
//
// A class expression here is a tree of blank nodes, each the object of one triple pattern of its
// own expression; the root may be the object of several others. Kinds as in
// reasoner/class_expression.h, but places hold what a triple pattern can hold: a class or a
// property may be a variable.
#ifndef ANAMORPH_REWRITER_ENTAIL_EXPRESSION_H
#define ANAMORPH_REWRITER_ENTAIL_EXPRESSION_H

#include "reasoner/class_expression.h"
#include "rewriter/ir/query.h"

// name: of NAME, a class or a variable. part: as in ClassExpression; SOME to EXACT without a part
// speak of anything. property: of SOME to EXACT, HAS_VALUE and HAS_SELF; inverse: of that.
// value: members of ONE_OF, the value of HAS_VALUE.
typedef struct PatternExpression {
  ExpressionKind kind;
  Slot name;
  size_t part_count;
  const struct PatternExpression *const *part;
  Slot property;
  bool inverse;
  unsigned number;
  size_t value_count;
  const Slot *value;
} PatternExpression;

// The expression whose root is the blank node `root`, told from the patterns of a join. used[i]:
// whether it took member i (false at first); nodes: its blank nodes. All constants that decide
// anything keep their places from being parameters (rewriter/ir/parameter.h).
// NULL: it is no class expression, or one that is not complete; used and nodes are then undefined.
const PatternExpression *expression_read(const Query *query, VarId root, size_t count,
                                         const Node *const members[], bool used[], VarSet *nodes);

#endif
