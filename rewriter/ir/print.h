// The printed form of the tree, in both phases: what `anamorph parse` and `explain` show and golden
// tests compare.
//
// One node a line, children indented by two spaces below their parent:
//
//   PROJECT ?name ?sal
//     FILTER (> ?sal 1000)
//       JOIN
//         TRIPLE ?e rdf:type ex:Employee
//         TRIPLE ?e ex:name ?name
//
// Expressions are prefix forms in parentheses. IRIs are shortened by the query's prefixes and,
// after them, by rdf, rdfs, owl and xsd, where the result is a lawful prefixed name.
#ifndef ANAMORPH_REWRITER_IR_PRINT_H
#define ANAMORPH_REWRITER_IR_PRINT_H

#include "base/buffer.h"
#include "rewriter/ir/query.h"

typedef struct Printer {
  Buffer *out;
  const Variables *variables;
  size_t prefix_count;  // the query's own, or 0
  const struct QueryPrefix *prefix;
} Printer;

// A printer that shortens by the query's prefixes.
Printer printer_of_query(const Query *query, Buffer *out);

// The node and all below it, each line indented by `indent` more spaces and ended by a newline.
void print_node(const Printer *printer, const Node *node, int indent);

// One expression, on the current line (an EXISTS pattern is printed in braces, on that line too).
void print_expr(const Printer *printer, const Expr *expr);
void print_slot(const Printer *printer, const Slot *slot);
void print_term(const Printer *printer, const Term *term);
void print_path(const Printer *printer, const Path *path);
void print_variable(const Printer *printer, VarId var);

// The query's form, dataset and template, then its algebra.
void print_query(const Query *query, Buffer *out);

// For debuggers: the node as text in `arena`.
const char *print_node_text(Arena *arena, const Variables *variables, const Node *node);

#endif
