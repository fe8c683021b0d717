// The door of lowering: expressions to normal form, conditions to native booleans.
#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/evaluate.h"
#include "rewriter/lower/call.h"

typedef struct Form {
  CallWhole lower;
  const char *sql;
} Form;

static const Form forms[FN_COUNT] = {
#define FUNCTION(id, keyword, class, min, max, arguments, result, lower_, sql_, evaluate) \
  [FN_##id] = {lower_, sql_},
#include "rewriter/ir/function.def"
#undef FUNCTION
};

// --- Constants -----------------------------------------------------------------------------------

static bool is_random(Function function) {
  return function == FN_RAND || function == FN_UUID || function == FN_STRUUID ||
         function == FN_BNODE || function == FN_NOW;
}

static Term interned(Symbols *symbols, Term term) {
  if (term.kind == TERM_UNBOUND) return term;
  term.lexical = symbols_intern(symbols, term.lexical->text, term.lexical->length);
  if (term.datatype != NULL)
    term.datatype = symbols_intern(symbols, term.datatype->text, term.datatype->length);
  if (term.language != NULL)
    term.language = symbols_intern(symbols, term.language->text, term.language->length);
  return term;
}

// A call of constants is computed here. NULL: it is none, or has to be left to SQL.
static const Expr *folded_call(Lowering *lowering, const Expr *expr, const Expr *const args[]) {
  Arena *arena = lowering->arena;
  const size_t count = expr->u.call.count;
  if (count == 0 || is_random(expr->u.call.function)) return NULL;
  for (size_t i = 0; i < count; i++)
    if (args[i]->kind != EXPR_CONST) return NULL;
  const Expr *call =
      expr_call(arena, expr->u.call.function, expr->u.call.iri, count, args, expr->at);
  if (evaluate_refusal(call, false) != NULL) return NULL;
  const EvaluatorOptions options = {.symbols = lowering->symbols, .base = lowering->base};
  const Solution none = {0};
  Term term;
  Error err;
  if (evaluate_term(evaluator_create(arena, &options), call, &none, arena, &term, &err) !=
      STATUS_OK)
    return NULL;
  return term.kind == TERM_UNBOUND ? expr_unbound(arena)
                                   : expr_const(arena, interned(lowering->symbols, term));
}

// --- Conditions ----------------------------------------------------------------------------------

// The = of the first argument with each of [from, to), joined by OR in halves: what is copied stays
// in proportion to their number.
static Status lower_any_equal(Lowering *lowering, const Expr *expr, const Expr *const args[],
                              size_t from, size_t to, bool positive, const Expr **out, Error *err) {
  if (to - from == 1) {
    Status status = STATUS_OK;
    *out = compare_terms(lowering, OP_EQ, args[0], args[from], positive, expr->at, &status, err);
    return status;
  }
  const size_t middle = from + (to - from) / 2;
  const Expr *left, *right;
  TRY(lower_any_equal(lowering, expr, args, from, middle, positive, &left, err));
  TRY(lower_any_equal(lowering, expr, args, middle, to, positive, &right, err));
  *out = native_or(lowering->arena, left, right);
  return STATUS_OK;
}

// IN and NOT IN (17.4.1.9).
static Status lower_in(Lowering *lowering, const Expr *expr, bool positive, const Expr **out,
                       Error *err) {
  const bool negated = expr->u.call.function == FN_NOT_IN;
  const Expr **args;
  TRY(lower_arguments(lowering, expr, &args, err));
  const Expr *any = expr_bool(lowering->arena, false);
  if (expr->u.call.count > 1)
    TRY(lower_any_equal(lowering, expr, args, 1, expr->u.call.count, positive && !negated, &any,
                        err));
  *out = negated ? native_not(lowering->arena, any) : any;
  return STATUS_OK;
}

static Status lower_comparison(Lowering *lowering, const Expr *expr, bool positive,
                               const Expr **out, Error *err) {
  static const Operator operators[FN_COUNT] = {[FN_EQ] = OP_EQ, [FN_NE] = OP_NE, [FN_LT] = OP_LT,
                                               [FN_GT] = OP_GT, [FN_LE] = OP_LE, [FN_GE] = OP_GE};
  const Expr **args;
  TRY(lower_arguments(lowering, expr, &args, err));
  const Expr *folded = folded_call(lowering, expr, args);
  if (folded != NULL) {
    *out = truth_of_term(lowering, folded, positive);
    return STATUS_OK;
  }
  Status status = STATUS_OK;
  *out = compare_terms(lowering, operators[expr->u.call.function], args[0], args[1], positive,
                       expr->at, &status, err);
  return status;
}

// IF as a condition: each side is one too, so that nothing need be made a term.
static Status lower_if_truth(Lowering *lowering, const Expr *expr, bool positive, const Expr **out,
                             Error *err) {
  const Expr *condition, *yes, *no;
  TRY(lower_truth(lowering, expr->u.call.arg[0], false, &condition, err));
  TRY(lower_truth(lowering, expr->u.call.arg[1], positive, &yes, err));
  TRY(lower_truth(lowering, expr->u.call.arg[2], positive, &no, err));
  Arena *arena = lowering->arena;
  *out = native_when(arena, condition, yes,
                     native_when(arena, native_not(arena, condition), no, NULL));
  return STATUS_OK;
}

Status lower_truth(Lowering *lowering, const Expr *expr, bool positive, const Expr **out,
                   Error *err) {
  if (expr->kind == EXPR_EXISTS)
    return lowering->exists(lowering->self, expr->u.exists.pattern, expr->u.exists.negated, out,
                            err);
  if (expr->kind == EXPR_CALL) {
    const Expr *a, *b;
    switch (expr->u.call.function) {
      case FN_AND:
      case FN_OR:
        TRY(lower_truth(lowering, expr->u.call.arg[0], positive, &a, err));
        TRY(lower_truth(lowering, expr->u.call.arg[1], positive, &b, err));
        *out = expr->u.call.function == FN_AND ? native_and(lowering->arena, a, b)
                                               : native_or(lowering->arena, a, b);
        return STATUS_OK;
      case FN_NOT:
        TRY(lower_truth(lowering, expr->u.call.arg[0], false, &a, err));
        *out = native_not(lowering->arena, a);
        return STATUS_OK;
      case FN_EQ:
      case FN_NE:
      case FN_LT:
      case FN_GT:
      case FN_LE:
      case FN_GE: return lower_comparison(lowering, expr, positive, out, err);
      case FN_IN:
      case FN_NOT_IN: return lower_in(lowering, expr, positive, out, err);
      case FN_IF: return lower_if_truth(lowering, expr, positive, out, err);
      case FN_SAMETERM:
        if (!positive) break;
        const Expr **args;
        TRY(lower_arguments(lowering, expr, &args, err));
        *out = terms_same(lowering, args[0], args[1]);
        return STATUS_OK;
      default: break;
    }
  }
  const Expr *term;
  TRY(lower_expr(lowering, expr, &term, err));
  *out = truth_of_term(lowering, term, positive);
  return STATUS_OK;
}

Status lower_condition(Lowering *lowering, const Expr *expr, const Expr **out, Error *err) {
  return lower_truth(lowering, expr, true, out, err);
}

// --- Terms ---------------------------------------------------------------------------------------

static bool is_condition(Function function) {
  switch (function) {
    case FN_AND:
    case FN_OR:
    case FN_NOT:
    case FN_IN:
    case FN_NOT_IN: return true;
    default: return function_info(function)->class_ == FN_CLASS_COMPARISON;
  }
}

static Status lower_as_boolean(Lowering *lowering, const Expr *expr, const Expr **out, Error *err) {
  const Expr *truth;
  TRY(lower_truth(lowering, expr, false, &truth, err));
  *out = native_is_null(truth) ? expr_unbound(lowering->arena)
                               : expr_rdf(lowering->arena, TERM_LITERAL, &XSD_BOOLEAN, NULL, truth);
  return STATUS_OK;
}

// IF(c, a, b): an error in c is an error, not b (17.4.1.2).
static Status lower_if(Lowering *lowering, const Expr *expr, const Expr **out, Error *err) {
  Arena *arena = lowering->arena;
  const Expr *condition, *yes, *no;
  TRY(lower_truth(lowering, expr->u.call.arg[0], false, &condition, err));
  TRY(lower_expr(lowering, expr->u.call.arg[1], &yes, err));
  TRY(lower_expr(lowering, expr->u.call.arg[2], &no, err));
  if (native_is_true(condition) || native_is_false(condition) || native_is_null(condition)) {
    *out = native_is_true(condition) ? yes : native_is_false(condition) ? no : expr_unbound(arena);
    return STATUS_OK;
  }
  const CaseBranch branches[] = {{condition, yes}, {native_not(arena, condition), no}};
  *out = expr_case(arena, 2, branches, NULL);
  return STATUS_OK;
}

Status lower_arguments(Lowering *lowering, const Expr *expr, const Expr ***out, Error *err) {
  const Expr **args = ARENA_ARRAY(lowering->arena, const Expr *, expr->u.call.count + 1);
  for (size_t i = 0; i < expr->u.call.count; i++)
    TRY(lower_expr(lowering, expr->u.call.arg[i], &args[i], err));
  *out = args;
  return STATUS_OK;
}

static Status lower_call(Lowering *lowering, const Expr *expr, const Expr **out, Error *err) {
  const Function function = expr->u.call.function;
  if (is_condition(function)) return lower_as_boolean(lowering, expr, out, err);
  if (function == FN_IF) return lower_if(lowering, expr, out, err);
  Call call = {.lowering = lowering,
               .arena = lowering->arena,
               .expr = expr,
               .sql = forms[function].sql,
               .err = err};
  const Expr **args;
  TRY(lower_arguments(lowering, expr, &args, err));
  *out =
      function_info(function)->class_ == FN_CLASS_FORM ? NULL : folded_call(lowering, expr, args);
  if (*out != NULL) return STATUS_OK;
  const Expr *result = forms[function].lower(&call, expr->u.call.count, args);
  *out = result == NULL ? expr_unbound(lowering->arena) : result;
  return call.status;
}

Status lower_expr(Lowering *lowering, const Expr *expr, const Expr **out, Error *err) {
  switch (expr->kind) {
    case EXPR_VAR: {
      const Expr *term =
          expr->sort == SORT_NATIVE ? NULL : lowering->definition(lowering->self, expr->u.var);
      *out = term == NULL ? expr_unbound(lowering->arena) : term;
      return STATUS_OK;
    }
    case EXPR_CALL: return lower_call(lowering, expr, out, err);
    case EXPR_EXISTS: return lower_as_boolean(lowering, expr, out, err);
    case EXPR_AGG:
      return error_at(err, STATUS_INTERNAL, expr->at, "an aggregate outside of a group");
    case EXPR_CONST:
      *out =
          expr->u.constant.parameter == NULL ? expr : expr_const(lowering->arena, expr->u.constant);
      return STATUS_OK;
    default: *out = expr; return STATUS_OK;
  }
}
