// Inside the decoder: what a term constructor is compiled into (decode_compile.c), which decode.c
// runs over each row.
#ifndef ANAMORPH_REWRITER_PLAN_DECODE_PARTS_H
#define ANAMORPH_REWRITER_PLAN_DECODE_PARTS_H

#include "rewriter/plan/decode.h"

// A native value that the row holds, or a constant. constant NULL and column -1: SQL NULL.
typedef struct Value {
  int column;
  const Symbol *constant;
  PgType type;
  PgFamily family;
} Value;

// Constant text, then (unless it is the last piece) a value; encode: it may hold characters that
// an IRI's template has to encode.
typedef struct Piece {
  const Symbol *text;
  Value value;
  bool encode;
} Piece;

// Native text: pieces, or the lexical form of one value. plain: what is not encoded is
// (term_text_is_plain).
typedef struct Text {
  bool template_;
  bool encode;
  bool plain;
  size_t count;  // values; pieces are count + 1 for a template
  const Piece *piece;
} Text;

typedef struct Program Program;

// column ≥ 0: the condition is that this column, a selector, holds `text`.
typedef struct Case {
  int column;
  const char *text;
  const Expr *condition;
  const Program *value;
} Case;

// datatype: XSD_STRING for a literal of which nothing is said. dynamic: its kind, datatype or
// language comes from the row.
struct Program {
  ExprKind kind;  // CONST, UNBOUND, RDF, CASE
  Term constant;
  TermKind term_kind;
  const Symbol *datatype, *language;
  bool relative;
  bool check;  // an IRI whose characters come from data
  bool dynamic;
  Text lexical;
  const Text *kind_text, *datatype_text, *language_text;  // NULL: fixed
  size_t case_count;
  const Case *cases;
  const Program *otherwise;
};

// The column of the result that holds the variable.
int decode_column(Arena *arena, const Plan *plan, VarId var);

#endif
