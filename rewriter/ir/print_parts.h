// What the printer's two files share: terms and expressions in print_expr.c, nodes in print.c.
#ifndef ANAMORPH_REWRITER_IR_PRINT_PARTS_H
#define ANAMORPH_REWRITER_IR_PRINT_PARTS_H

#include "rewriter/ir/print.h"

// "text" with Turtle's escapes, in double quotes.
void print_quoted(Buffer *out, const char *text, size_t length);

void print_iri(const Printer *printer, const Symbol *iri);

// The node in braces, on the current line: for patterns inside expressions.
void print_node_inline(const Printer *printer, const Node *node);

#endif
