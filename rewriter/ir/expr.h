// Expressions of the one tree: SPARQL's over RDF terms, SQL's over native values, and the term
// constructors that join the two worlds.
//
// Every expression has a sort. RDF-sorted expressions yield an RDF term, or nothing (unbound or
// error). Native ones yield a PostgreSQL value of a known type, or NULL. `EXPR_RDF` makes a term of
// a native value; lowering (rewriter/lower/) turns RDF-sorted expressions into EXPR_RDF, EXPR_CASE
// of EXPR_RDF, EXPR_CONST or EXPR_UNBOUND, with only native expressions inside.
// Expressions are immutable and live in the query's arena.
#ifndef ANAMORPH_REWRITER_IR_EXPR_H
#define ANAMORPH_REWRITER_IR_EXPR_H

#include "base/db/pg_type.h"
#include "base/rdf/term.h"
#include "rewriter/ir/variable.h"

typedef struct Expr Expr;
struct Node;

typedef enum Function {
#define FUNCTION(id, keyword, class, min, max, arguments, result, lower, sql, evaluate) FN_##id,
#include "rewriter/ir/function.def"
#undef FUNCTION
  FN_COUNT
} Function;

typedef enum FunctionClass {
  FN_CLASS_FORM,
  FN_CLASS_COMPARISON,
  FN_CLASS_OPERATOR,
  FN_CLASS_BUILTIN,
  FN_CLASS_CAST,
  FN_CLASS_CUSTOM,
} FunctionClass;

typedef struct FunctionInfo {
  const char *id;       // "STRLEN": as printed
  const char *keyword;  // NULL when it is not called by keyword
  int min_args, max_args;
  FunctionClass class_;
  const char *arguments, *result;  // kinds of terms, by the letters of function.def
} FunctionInfo;

const FunctionInfo *function_info(Function function);

typedef enum Operator {
#define OPERATOR(id, text, result) OP_##id,
#include "rewriter/ir/operator.def"
#undef OPERATOR
  OP_COUNT
} Operator;

typedef enum Aggregate {
  AGG_COUNT,  // argument NULL: COUNT(*)
  AGG_SUM,
  AGG_MIN,
  AGG_MAX,
  AGG_AVG,
  AGG_SAMPLE,
  AGG_GROUP_CONCAT,
} Aggregate;

typedef enum ExprKind {
  EXPR_VAR,        // a variable, of either sort
  EXPR_CONST,      // RDF: a constant term
  EXPR_UNBOUND,    // RDF: nothing; native: NULL of the type
  EXPR_CALL,       // RDF: a SPARQL function or operator
  EXPR_RDF,        // RDF: a term constructor over a native lexical value
  EXPR_NATIVE,     // native: a constant, as text in PostgreSQL's input format
  EXPR_PARAMETER,  // native: a constant that is known when the plan is run (ir/parameter.h)
  EXPR_TEMPLATE,   // native text: an R2RML template over native arguments
  EXPR_SQL,        // native: an operator over native arguments
  EXPR_SQL_CALL,   // native: an SQL function by name over native arguments
  EXPR_CASE,       // either sort: the value of the first true (native, boolean) condition
  EXPR_LET,        // native: a value with a name, computed once, inside another
  EXPR_AGG,        // RDF: an aggregate, only directly inside GROUP
  EXPR_SQL_AGG,    // native: an SQL aggregate, only directly inside GROUP
  EXPR_EXISTS,     // RDF before lowering (algebra pattern), native boolean after (lifted pattern)
} ExprKind;

typedef enum Sort { SORT_RDF, SORT_NATIVE } Sort;

typedef struct CaseBranch {
  const Expr *condition;  // native, boolean
  const Expr *value;
} CaseBranch;

struct Expr {
  ExprKind kind;
  Sort sort;
  PgType type;          // SORT_NATIVE: the value's type
  Position at;          // in the query text, {0,0} when made by the rewriter
  const char *without;  // EXPR_VAR: variables_without
  union {
    VarId var;
    Term constant;
    struct {
      Function function;
      const Symbol *iri;  // functions named by IRI; else NULL
      size_t count;
      const Expr *const *arg;
    } call;
    // The term made of `lexical`, unbound when it is NULL. `kind_` and, for literals, `datatype`
    // are constants wherever the mapping fixes them; otherwise TERM_UNBOUND and NULL, and the
    // native text expressions *_expr say (kind_expr: 'I', 'B' or 'L').
    // The lexical value keeps its native type: an integer column under xsd:integer stays an int4.
    struct {
      TermKind kind_;
      const Symbol *datatype;
      const Symbol *language;
      const Expr *lexical;
      const Expr *kind_expr;
      const Expr *datatype_expr;
      const Expr *language_expr;
      // datatype_expr is none of the datatypes whose values are known (lower/value.h).
      bool opaque;
      bool relative;  // an IRI without a scheme gets the mapping's base in front (R2RML 7.3/11.2)
    } rdf;
    const char *native;
    // The value numbered `piece` that `guard` makes of the parameter; NULL: its lexical form, text.
    struct {
      struct Parameter *parameter;
      const struct Guard *guard;
      size_t piece;
    } parameter;
    // text[0] arg[0] text[1] … arg[count-1] text[count]; NULL when any argument is. encode: each
    // argument's lexical form is percent-encoded (IRI templates).
    struct {
      const Symbol *shape;
      const Symbol *const *text;
      size_t count;
      const Expr *const *arg;
      bool encode;
    } template_;
    struct {
      Operator op;
      size_t count;
      const Expr *const *arg;
    } sql;
    struct {
      const char *name;
      size_t count;
      const Expr *const *arg;
    } sql_call;
    struct {
      size_t count;
      const CaseBranch *branch;
      const Expr *otherwise;  // NULL: unbound
    } case_;
    // `body`, in which `var` stands for `value`; no other expression mentions `var`.
    struct {
      VarId var;
      const Expr *value, *body;
    } let;
    struct {
      Aggregate aggregate;
      bool distinct;
      const Expr *arg;          // NULL for COUNT(*)
      const Symbol *separator;  // GROUP_CONCAT
    } agg;
    struct {
      const char *name;  // SQL aggregate: count, sum, min, …
      bool distinct;
      const Expr *arg;     // NULL: *
      const Expr *filter;  // FILTER (WHERE …), or NULL
      const Expr *extra;   // second argument (string_agg's separator), or NULL
      const Expr *order;   // ORDER BY inside the call, or NULL
      bool descending;
    } sql_agg;
    struct {
      bool negated;
      const struct Node *pattern;
    } exists;
  } u;
};

// --- Constructors. `args` arrays are copied. ----------------------------------------------------
const Expr *expr_var(Arena *arena, const Variables *variables, VarId var);
// EXPR_CONST; for a term whose parameter is lifted an EXPR_RDF over EXPR_PARAMETER.
const Expr *expr_const(Arena *arena, Term term);
const Expr *expr_unbound(Arena *arena);
const Expr *expr_null(Arena *arena, PgType type);
const Expr *expr_call(Arena *arena, Function function, const Symbol *iri, size_t count,
                      const Expr *const args[], Position at);
const Expr *expr_rdf(Arena *arena, TermKind kind, const Symbol *datatype, const Symbol *language,
                     const Expr *lexical);
const Expr *expr_native(Arena *arena, PgType type, const char *text);
const Expr *expr_parameter(Arena *arena, struct Parameter *parameter, const struct Guard *guard,
                           size_t piece, PgType type);
const Expr *expr_bool(Arena *arena, bool value);
const Expr *expr_template(Arena *arena, const Symbol *shape, const Symbol *const text[],
                          size_t count, const Expr *const args[], bool encode);
const Expr *expr_sql(Arena *arena, Operator op, PgType type, size_t count,
                     const Expr *const args[]);
const Expr *expr_sql1(Arena *arena, Operator op, const Expr *a);
const Expr *expr_sql2(Arena *arena, Operator op, const Expr *a, const Expr *b);
const Expr *expr_sql_call(Arena *arena, const char *name, PgType type, size_t count,
                          const Expr *const args[]);
const Expr *expr_case(Arena *arena, size_t count, const CaseBranch branches[],
                      const Expr *otherwise);
const Expr *expr_let(Arena *arena, VarId var, const Expr *value, const Expr *body);
const Expr *expr_agg(Arena *arena, Aggregate aggregate, bool distinct, const Expr *arg,
                     const Symbol *separator, Position at);
const Expr *expr_exists(Arena *arena, bool negated, const struct Node *pattern, Sort sort,
                        Position at);

// Conjunction of native booleans; NULL members are skipped; NULL when nothing is left.
const Expr *expr_and(Arena *arena, const Expr *a, const Expr *b);

// Whether the native value has a lexical form (OP_HAS_LEXICAL), NULL where it is NULL; known of
// constants, and of types of which every value has one as long as the value is not NULL.
const Expr *expr_has_lexical(Arena *arena, const Expr *native);

// Is the condition that a variable is not NULL, or that its value has a lexical form? So it is all
// that a term over a column asks of a row.
bool expr_asks_presence(const Expr *condition, VarId *var);

// The comparison with its sides changed: b > a for a < b.
static inline Operator operator_turned(Operator op) {
  switch (op) {
    case OP_LT: return OP_GT;
    case OP_LE: return OP_GE;
    case OP_GT: return OP_LT;
    case OP_GE: return OP_LE;
    default: return op;
  }
}

// A native value that is the same in all rows, and never NULL: EXPR_NATIVE or EXPR_PARAMETER.
static inline bool expr_is_given(const Expr *expr) {
  return expr->kind == EXPR_NATIVE || expr->kind == EXPR_PARAMETER;
}

// Structural equality; AND and OR in any order. That two parameters are not equal says nothing
// about their values.
bool expr_equal(const Expr *a, const Expr *b);

// The same, but for what counts as the same variable, and the same EXISTS pattern.
typedef struct Likeness {
  bool (*variable)(void *self, VarId a, VarId b);
  bool (*pattern)(void *self, const struct Node *a, const struct Node *b);
  void *self;
} Likeness;
bool expr_alike(const Expr *a, const Expr *b, const Likeness *like);

// Hands the immediate operands, NULL ones skipped, to `visit` in order. Patterns are none.
void expr_each_operand(const Expr *expr, void (*visit)(void *self, const Expr *operand),
                       void *self);

// How many parts the expression has, counted as its text would show them: what is shared counts
// wherever it stands. Stops counting above `most`.
size_t expr_size(const Expr *expr, size_t most);

// Is it more than a few parts? Then it is worth a column that is computed once.
bool expr_is_large(const Expr *expr);

// Adds every variable of the expression to `set`, those inside EXISTS patterns included, those that
// a LET inside binds not.
void expr_variables(const Expr *expr, VarSet *set);

// Is the native value never NULL in rows where none of `certain` is? Seen of variables, constants,
// and the texts that are made of them.
bool expr_is_certain(const Expr *expr, const VarSet *certain);

// A copy with each variable replaced by what `replace` returns for it (NULL: keep it). Returns the
// same pointer when nothing changed. Does not descend into EXISTS patterns.
const Expr *expr_substitute(Arena *arena, const Expr *expr,
                            const Expr *(*replace)(void *self, VarId var), void *self);

// The same, with each EXISTS pattern replaced by what `pattern` returns for it.
const Expr *expr_substitute_all(
    Arena *arena, const Expr *expr, const Expr *(*replace)(void *self, VarId var),
    const struct Node *(*pattern)(void *self, const struct Node *pattern), void *self);

// A copy with each part replaced by what `replace` returns for it, from the outside in (NULL: keep
// it, and look inside). Returns the same pointer when nothing changed.
const Expr *expr_replace(Arena *arena, const Expr *expr,
                         const Expr *(*replace)(void *self, const Expr *part), void *self);

#endif
