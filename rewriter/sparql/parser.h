// What the parser's files share: the state of a recursive descent, and the door of each part of the
// grammar. Every parse_* function stands at the first token of its rule and leaves at the first one
// after it; its production numbers are those of SPARQL 1.1 section 19.8.
#ifndef ANAMORPH_REWRITER_SPARQL_PARSER_H
#define ANAMORPH_REWRITER_SPARQL_PARSER_H

#include "base/buffer.h"
#include "base/vec.h"
#include "rewriter/sparql/ast.h"
#include "rewriter/sparql/lexer.h"
#include "rewriter/sparql/symbol_map.h"

// The deepest nesting of groups, expressions, lists and paths, and the greatest height of a tree:
// what lets everyone downstream recurse on a thread's stack.
enum { NESTING_MAX = 500 };

// Where blank nodes stand decides what a label may be.
typedef enum BlankContext {
  BLANK_IN_PATTERN,   // a label belongs to one basic graph pattern
  BLANK_IN_TEMPLATE,  // CONSTRUCT and INSERT templates: free
  BLANK_IN_DATA,      // INSERT DATA: a label belongs to one operation
  BLANK_FORBIDDEN,    // DELETE
} BlankContext;

typedef enum AggregateContext {
  AGGREGATE_FORBIDDEN,  // FILTER, BIND, GROUP BY
  AGGREGATE_ALLOWED,    // SELECT, HAVING, ORDER BY
  AGGREGATE_INSIDE,     // the argument of an aggregate
} AggregateContext;

typedef VEC(AstTriple) AstTriples;
typedef VEC(const AstExpr *) AstExprs;

typedef struct Parser {
  Arena *arena;
  Symbols *symbols;
  Variables *variables;
  Error *err;
  Lexer lexer;
  Token token;                                   // the one looked at
  TokenKind previous;                            // the kind of the one before it
  size_t previous_end;                           // where that one ended
  uint64_t expected[TOKEN_KIND_COUNT / 64 + 1];  // kinds asked for since the last step
  const Symbol *base;                            // or NULL
  Buffer scratch;                                // freed by whoever owns the parser
  VEC(struct QueryPrefix) prefixes;
  SymbolMap prefix_index;
  unsigned depth;
  VEC(VarId) mentions;
  BlankContext blank_context;
  bool variables_forbidden;  // INSERT DATA, DELETE DATA
  SymbolMap labels;          // of patterns: label to basic graph pattern
  SymbolMap data_labels;     // of INSERT DATA: label to operation
  size_t bgp, bgp_count;     // the basic graph pattern being read; 0: none yet
  size_t operation;          // of an update, from 1
  unsigned anonymous;        // blank nodes without a label so far
  AggregateContext aggregate_context;
  struct Parameters *parameters;  // rewriter/ir/parameter.h; NULL: none
} Parser;

// --- Tokens and errors (parser.c) ----------------------------------------------------------------
Status parser_start(Parser *parser, Arena *arena, Symbols *symbols, const char *text, size_t length,
                    const char *base, Error *err) MUST_CHECK;
Status parser_step(Parser *parser) MUST_CHECK;

// Is the token of that kind? If not, the kind is noted as expected.
bool parser_at(Parser *parser, TokenKind kind);
void parser_expects(Parser *parser, TokenKind kind);

// Steps over a token of that kind; *found says whether there was one.
Status parser_accept(Parser *parser, TokenKind kind, bool *found) MUST_CHECK;

// The same, but its absence is an error.
Status parser_require(Parser *parser, TokenKind kind) MUST_CHECK;

// "found X, expected A, B or C", with a hint where there is one.
Status parser_fail(Parser *parser) MUST_CHECK;

// A broken rule that is not the grammar's.
Status parser_error(Parser *parser, Position at, const char *format, ...) PRINTF_LIKE(3, 4);

// Brackets a recursion. parser_enter: STATUS_LIMIT beyond NESTING_MAX.
Status parser_enter(Parser *parser) MUST_CHECK;
static inline void parser_leave(Parser *parser) { parser->depth--; }

// STATUS_LIMIT when a tree has grown higher than NESTING_MAX.
Status parser_check_height(Parser *parser, unsigned height, Position at) MUST_CHECK;

const char *parser_variable_name(const Parser *parser, VarId var);

// The hint for an unexpected token, put into the error already set (hint.c).
void hint_unexpected(Parser *parser);
void hint_prefix(Parser *parser, const Symbol *prefix);
void hint_function(Parser *parser, const Symbol *name);

// --- Terms (parse_term.c) ------------------------------------------------------------------------
Status parse_iri(Parser *parser, const Symbol **out) MUST_CHECK;
Status parse_var(Parser *parser, VarId *out) MUST_CHECK;
Status parse_var_or_iri(Parser *parser, Slot *out) MUST_CHECK;
Status parse_var_or_term(Parser *parser, Slot *out) MUST_CHECK;
Status parse_literal(Parser *parser, Term *out) MUST_CHECK;
Status parse_data_value(Parser *parser, Term *out) MUST_CHECK;
bool parser_at_iri(Parser *parser);
bool parser_at_literal(Parser *parser);
bool parser_at_var_or_term(Parser *parser);
// The term with the parameter that the token at `start` says.
Term parser_with_parameter(Parser *parser, Term term, size_t start);
Slot slot_of_term(Term term);
Slot slot_of_var(VarId var);
Term parser_new_blank(Parser *parser);
Status parser_declare_prefix(Parser *parser, const Symbol *prefix, const Symbol *iri) MUST_CHECK;
const Symbol *parser_resolve(Parser *parser, const Symbol *iri);

// --- Triples and paths (parse_triples.c, parse_path.c) -------------------------------------------
bool parser_at_triples(Parser *parser);
// One subject with its properties, added to `triples`.
Status parse_triples_same_subject(Parser *parser, bool paths, AstTriples *triples) MUST_CHECK;
// Subjects separated by dots, as long as there are any.
Status parse_triples(Parser *parser, bool paths, AstTriples *triples) MUST_CHECK;
Status parse_path(Parser *parser, const Path **out) MUST_CHECK;

// --- Patterns (parse_pattern.c) ------------------------------------------------------------------
Status parse_group(Parser *parser, const AstGroup **out) MUST_CHECK;
Status parse_data_block(Parser *parser, AstData *out) MUST_CHECK;

// --- Expressions (parse_expression.c, parse_call.c) ----------------------------------------------
Status parse_expression(Parser *parser, const AstExpr **out) MUST_CHECK;
Status parse_bracketted(Parser *parser, const AstExpr **out) MUST_CHECK;
// Added to `list`.
Status parse_expression_list(Parser *parser, AstExprs *list) MUST_CHECK;
bool parser_at_constraint(Parser *parser);
Status parse_constraint(Parser *parser, const AstExpr **out) MUST_CHECK;
bool parser_at_call(Parser *parser);
Status parse_call(Parser *parser, const AstExpr **out) MUST_CHECK;
Status parse_function_or_iri(Parser *parser, bool must_call, const AstExpr **out) MUST_CHECK;
Status ast_call(Parser *parser, Function function, const Symbol *iri, size_t count,
                const AstExpr *const args[], Position at, AstExpr **out) MUST_CHECK;
const AstExpr *ast_term(Parser *parser, Term term, Position at);
const AstExpr *ast_var(Parser *parser, VarId var, Position at);

// --- Queries (parse_query.c, level.c) ------------------------------------------------------------
Status parse_prologue(Parser *parser) MUST_CHECK;
// With its prologue; what comes after it is the caller's.
Status parse_query(Parser *parser, AstQuery *out) MUST_CHECK;
Status parse_sub_select(Parser *parser, const AstLevel **out) MUST_CHECK;
// The rules of a level once all of it is read; fills scope, grouped, projected and height.
Status level_check(Parser *parser, AstLevel *level) MUST_CHECK;

// --- Updates (update.c) --------------------------------------------------------------------------
Status parse_update(Parser *parser, size_t *operations) MUST_CHECK;

#endif
