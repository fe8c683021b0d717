// The walk over expressions: functional forms (17.4.1), and calls through the table.
#include "rewriter/evaluate/evaluate.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/function.h"

static const EvaluateFunction functions[FN_COUNT] = {
#define FUNCTION(id, keyword, class, min, max, arguments, result, lower, sql, evaluate) \
  [FN_##id] = (evaluate),
#include "rewriter/ir/function.def"
#undef FUNCTION
};

EVALUATE(evaluate_none) {
  (void)count;
  (void)args;
  this->status = error_at(this->err, STATUS_INTERNAL, this->call->at, "%s is no function of values",
                          function_info(this->call->u.call.function)->id);
  return EVALUATION_ERROR;
}

EVALUATE(evaluate_custom) {
  const EvaluatorOptions *options = &this->evaluator->options;
  Term out = EVALUATION_ERROR;
  (void)count;
  if (options->call == NULL)
    this->status =
        error_at(this->err, STATUS_INTERNAL, this->call->at,
                 "<%s> where nobody can be asked for its value", this->call->u.call.iri->text);
  else
    this->status = options->call(options->self, this->call, args, this->memory, &out, this->err);
  return out;
}

Evaluator *evaluator_create(Arena *arena, const EvaluatorOptions *options) {
  Evaluator *evaluator = ARENA_NEW(arena, Evaluator);
  evaluator->arena = arena;
  evaluator->options = *options;
  uint64_t seed[3] = {1, 2, 3};
  if (getrandom(seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
    seed[0] ^= (uint64_t)time(NULL);
  evaluator->random[0] = seed[0] | 1;
  evaluator->random[1] = seed[1];
  evaluator->label = seed[2];
  evaluator->now = options->now;
  if (evaluator->now == NULL) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const Moment moment = {.seconds = now.tv_sec,
                           .fraction = (uint64_t)(now.tv_nsec / 1000) * 1000000000000u,
                           .zoned = true};
    evaluator->now = typed_moment(arena, &moment, &XSD_DATE_TIME).lexical->text;
  }
  return evaluator;
}

// --- Kinds of arguments --------------------------------------------------------------------------

// By the letters of function.def.
static bool is_of_kind(const Term *term, char kind) {
  const bool literal = term->kind == TERM_LITERAL;
  const ValueClass class_ = term->kind == TERM_UNBOUND ? VALUE_OTHER : typed_class(term);
  switch (kind) {
    case '.': return term->kind != TERM_UNBOUND;
    case 'v': return literal || term->kind == TERM_IRI;
    case 'i': return term->kind == TERM_IRI;
    case 'l': return literal;
    case 'x': return term->kind == TERM_IRI || (literal && class_ == VALUE_STRING);
    case 's': return literal && class_ == VALUE_STRING;
    case 't': return literal && (class_ == VALUE_STRING || class_ == VALUE_LANG);
    case 'n': return literal && class_ == VALUE_NUMERIC;
    case 'm':
      return literal && (class_ == VALUE_DATE_TIME || class_ == VALUE_DATE || class_ == VALUE_TIME);
    case 'd': return literal && class_ == VALUE_DATE_TIME;
    default: return false;
  }
}

static bool are_of_kinds(size_t count, const Term args[], const char *kinds) {
  for (size_t i = 0; i < count; i++) {
    if (!is_of_kind(&args[i], *kinds)) return false;
    if (kinds[1] != '\0') kinds++;
  }
  return true;
}

// --- Functional forms ----------------------------------------------------------------------------

static Truth truth_not(Truth a) {
  return a == TRUTH_ERROR ? TRUTH_ERROR : a == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
}

// AND and OR (17.2): `decides` of one side decides, whatever the other is.
static Status truth_of_both(Evaluation *this, const Expr *expr, Truth decides, Truth *out) {
  Truth a, b;
  TRY(evaluate_truth(this->evaluator, expr->u.call.arg[0], this->solution, this->memory, &a,
                     this->err));
  *out = decides;
  if (a == decides) return STATUS_OK;
  TRY(evaluate_truth(this->evaluator, expr->u.call.arg[1], this->solution, this->memory, &b,
                     this->err));
  if (b == decides) return STATUS_OK;
  *out = a == TRUTH_ERROR || b == TRUTH_ERROR ? TRUTH_ERROR : truth_not(decides);
  return STATUS_OK;
}

static Status term_of(Evaluation *this, const Expr *expr, Term *out) {
  return evaluate_term(this->evaluator, expr, this->solution, this->memory, out, this->err);
}

static Status truth_of_in(Evaluation *this, const Expr *expr, Truth *out) {
  Term needle;
  TRY(term_of(this, expr->u.call.arg[0], &needle));
  Truth any = TRUTH_FALSE;
  for (size_t i = 1; i < expr->u.call.count && any != TRUTH_TRUE; i++) {
    Term other;
    TRY(term_of(this, expr->u.call.arg[i], &other));
    const Truth equal = compare_truth(this->memory, FN_EQ, &needle, &other);
    if (equal != TRUTH_FALSE) any = equal;
  }
  *out = expr->u.call.function == FN_NOT_IN ? truth_not(any) : any;
  return STATUS_OK;
}

static Status branch_of_if(Evaluation *this, const Expr *expr, const Expr **out) {
  Truth condition;
  TRY(evaluate_truth(this->evaluator, expr->u.call.arg[0], this->solution, this->memory, &condition,
                     this->err));
  *out = condition == TRUTH_ERROR ? NULL : expr->u.call.arg[condition == TRUTH_TRUE ? 1 : 2];
  return STATUS_OK;
}

static Status coalesce(Evaluation *this, const Expr *expr, Term *out) {
  *out = EVALUATION_ERROR;
  for (size_t i = 0; i < expr->u.call.count && out->kind == TERM_UNBOUND; i++)
    TRY(term_of(this, expr->u.call.arg[i], out));
  return STATUS_OK;
}

static Status exists(Evaluation *this, const Expr *expr, Truth *out) {
  const EvaluatorOptions *options = &this->evaluator->options;
  if (options->exists == NULL)
    return error_at(this->err, STATUS_INTERNAL, expr->at,
                    "EXISTS where nobody can be asked for its answer");
  bool found = false;
  TRY(options->exists(options->self, expr->u.exists.pattern, this->solution, &found, this->err));
  *out = found != expr->u.exists.negated ? TRUTH_TRUE : TRUTH_FALSE;
  return STATUS_OK;
}

// --- The walk ------------------------------------------------------------------------------------

static Term value_of_variable(const Solution *solution, VarId var) {
  return var < solution->count ? solution->term[var] : EVALUATION_ERROR;
}

// Datatypes in results are looked at by address.
static Term recognised(const Evaluator *evaluator, Term term) {
  if (term.kind == TERM_LITERAL) term.datatype = datatype_symbol(evaluator, term.datatype);
  return term;
}

static Status call_function(Evaluation *this, const Expr *expr, Term *out) {
  const size_t count = expr->u.call.count;
  Term few[4];
  Term *args = count <= 4 ? few : ARENA_ARRAY(this->memory, Term, count);
  *out = EVALUATION_ERROR;
  for (size_t i = 0; i < count; i++) TRY(term_of(this, expr->u.call.arg[i], &args[i]));
  if (!are_of_kinds(count, args, function_info(expr->u.call.function)->arguments)) return STATUS_OK;
  this->call = expr;
  *out = functions[expr->u.call.function](this, count, args);
  return this->status;
}

static Status term_of_truth(Evaluation *this, const Expr *expr, Term *out) {
  Truth truth;
  TRY(evaluate_truth(this->evaluator, expr, this->solution, this->memory, &truth, this->err));
  *out = truth == TRUTH_ERROR ? EVALUATION_ERROR : typed_boolean(truth == TRUTH_TRUE);
  return STATUS_OK;
}

static Status term_of_call(Evaluation *this, const Expr *expr, Term *out) {
  switch (expr->u.call.function) {
    case FN_AND:
    case FN_OR:
    case FN_NOT:
    case FN_IN:
    case FN_NOT_IN: return term_of_truth(this, expr, out);
    case FN_COALESCE: return coalesce(this, expr, out);
    case FN_BOUND:
      TRY(term_of(this, expr->u.call.arg[0], out));
      *out = typed_boolean(out->kind != TERM_UNBOUND);
      return STATUS_OK;
    case FN_IF: {
      const Expr *branch;
      TRY(branch_of_if(this, expr, &branch));
      *out = EVALUATION_ERROR;
      return branch == NULL ? STATUS_OK : term_of(this, branch, out);
    }
    default: return call_function(this, expr, out);
  }
}

Status evaluate_term(Evaluator *evaluator, const Expr *expr, const Solution *solution,
                     Arena *memory, Term *out, Error *err) {
  Evaluation this = {evaluator, memory, solution, expr, STATUS_OK, err};
  switch (expr->kind) {
    case EXPR_VAR:
      *out = recognised(evaluator, value_of_variable(solution, expr->u.var));
      return STATUS_OK;
    case EXPR_CONST: *out = recognised(evaluator, expr->u.constant); return STATUS_OK;
    case EXPR_UNBOUND: *out = EVALUATION_ERROR; return STATUS_OK;
    case EXPR_CALL: return term_of_call(&this, expr, out);
    case EXPR_EXISTS: return term_of_truth(&this, expr, out);
    default:
      return error_at(err, STATUS_INTERNAL, expr->at,
                      "an expression that only SQL has, outside of SQL");
  }
}

Status evaluate_truth(Evaluator *evaluator, const Expr *expr, const Solution *solution,
                      Arena *memory, Truth *out, Error *err) {
  Evaluation this = {evaluator, memory, solution, expr, STATUS_OK, err};
  if (expr->kind == EXPR_EXISTS) return exists(&this, expr, out);
  if (expr->kind == EXPR_CALL) {
    switch (expr->u.call.function) {
      case FN_AND: return truth_of_both(&this, expr, TRUTH_FALSE, out);
      case FN_OR: return truth_of_both(&this, expr, TRUTH_TRUE, out);
      case FN_NOT:
        TRY(evaluate_truth(evaluator, expr->u.call.arg[0], solution, memory, out, err));
        *out = truth_not(*out);
        return STATUS_OK;
      case FN_IN:
      case FN_NOT_IN: return truth_of_in(&this, expr, out);
      default: break;
    }
  }
  Term term;
  TRY(evaluate_term(evaluator, expr, solution, memory, &term, err));
  *out = truth_of(memory, &term);
  return STATUS_OK;
}

// --- What cannot be done -------------------------------------------------------------------------

const Expr *evaluate_refusal(const Expr *expr, bool with_callbacks) {
  switch (expr->kind) {
    case EXPR_VAR: return expr->sort == SORT_RDF ? NULL : expr;
    case EXPR_CONST:
    case EXPR_UNBOUND: return NULL;
    case EXPR_EXISTS: return with_callbacks ? NULL : expr;
    case EXPR_CALL:
      if (expr->u.call.function == FN_CUSTOM && !with_callbacks) return expr;
      for (size_t i = 0; i < expr->u.call.count; i++) {
        const Expr *refused = evaluate_refusal(expr->u.call.arg[i], with_callbacks);
        if (refused != NULL) return refused;
      }
      return NULL;
    default: return expr;
  }
}
