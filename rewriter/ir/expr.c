// Making, comparing and rewriting expressions.
#include "rewriter/ir/expr.h"

#include <string.h>

#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/ir/parameter.h"
#include "rewriter/ir/walk.h"

static const FunctionInfo functions[FN_COUNT] = {
#define FUNCTION(id, keyword, class, min, max, arguments, result, lower, sql, evaluate) \
  [FN_##id] = {#id, keyword, min, max, FN_CLASS_##class, arguments, result},
#include "rewriter/ir/function.def"
#undef FUNCTION
};

const FunctionInfo *function_info(Function function) { return &functions[function]; }

// The result type of an operator whose type is not that of its first argument.
enum { TYPE_SAME = -1 };
static const int operator_types[OP_COUNT] = {
#define PG_TYPE_SAME               TYPE_SAME
#define OPERATOR(id, text, result) [OP_##id] = (int)PG_TYPE_##result,
#include "rewriter/ir/operator.def"
#undef OPERATOR
#undef PG_TYPE_SAME
};

static Expr *make(Arena *arena, ExprKind kind, Sort sort, PgType type) {
  Expr *expr = ARENA_NEW(arena, Expr);
  expr->kind = kind;
  expr->sort = sort;
  expr->type = type;
  return expr;
}

static const Expr *const *copy_args(Arena *arena, size_t count, const Expr *const args[]) {
  return arena_copy(arena, args, count * sizeof *args);
}

const Expr *expr_var(Arena *arena, const Variables *variables, VarId var) {
  const bool native = variables_is_native(variables, var);
  Expr *expr = make(arena, EXPR_VAR, native ? SORT_NATIVE : SORT_RDF,
                    native ? variables_type(variables, var) : PG_TYPE_OTHER);
  expr->u.var = var;
  if (native) expr->without = variables_without(variables, var);
  return expr;
}

const Expr *expr_parameter(Arena *arena, Parameter *parameter, const Guard *guard, size_t piece,
                           PgType type) {
  Expr *expr = make(arena, EXPR_PARAMETER, SORT_NATIVE, type);
  expr->u.parameter.parameter = parameter;
  expr->u.parameter.guard = guard;
  expr->u.parameter.piece = piece;
  return expr;
}

const Expr *expr_const(Arena *arena, Term term) {
  if (term.parameter != NULL && term.parameter->lifted)
    return expr_rdf(arena, term.kind, term.kind == TERM_LITERAL ? term.datatype : NULL,
                    term.language, expr_parameter(arena, term.parameter, NULL, 0, PG_TYPE_TEXT));
  Expr *expr = make(arena, EXPR_CONST, SORT_RDF, PG_TYPE_OTHER);
  expr->u.constant = term;
  return expr;
}

const Expr *expr_unbound(Arena *arena) {
  return make(arena, EXPR_UNBOUND, SORT_RDF, PG_TYPE_OTHER);
}

const Expr *expr_null(Arena *arena, PgType type) {
  return make(arena, EXPR_UNBOUND, SORT_NATIVE, type);
}

const Expr *expr_call(Arena *arena, Function function, const Symbol *iri, size_t count,
                      const Expr *const args[], Position at) {
  Expr *expr = make(arena, EXPR_CALL, SORT_RDF, PG_TYPE_OTHER);
  expr->at = at;
  expr->u.call.function = function;
  expr->u.call.iri = iri;
  expr->u.call.count = count;
  expr->u.call.arg = copy_args(arena, count, args);
  return expr;
}

const Expr *expr_rdf(Arena *arena, TermKind kind, const Symbol *datatype, const Symbol *language,
                     const Expr *lexical) {
  Expr *expr = make(arena, EXPR_RDF, SORT_RDF, PG_TYPE_OTHER);
  expr->u.rdf.kind_ = kind;
  expr->u.rdf.datatype = datatype;
  expr->u.rdf.language = language;
  expr->u.rdf.lexical = lexical;
  return expr;
}

const Expr *expr_native(Arena *arena, PgType type, const char *text) {
  Expr *expr = make(arena, EXPR_NATIVE, SORT_NATIVE, type);
  expr->u.native = arena_copy_text(arena, text, strlen(text));
  return expr;
}

const Expr *expr_bool(Arena *arena, bool value) {
  return expr_native(arena, PG_TYPE_BOOL, value ? "true" : "false");
}

const Expr *expr_template(Arena *arena, const Symbol *shape, const Symbol *const text[],
                          size_t count, const Expr *const args[], bool encode) {
  Expr *expr = make(arena, EXPR_TEMPLATE, SORT_NATIVE, PG_TYPE_TEXT);
  expr->u.template_.shape = shape;
  expr->u.template_.text = text;
  expr->u.template_.count = count;
  expr->u.template_.arg = copy_args(arena, count, args);
  expr->u.template_.encode = encode;
  return expr;
}

const Expr *expr_sql(Arena *arena, Operator op, PgType type, size_t count,
                     const Expr *const args[]) {
  Expr *expr = make(arena, EXPR_SQL, SORT_NATIVE, type);
  expr->u.sql.op = op;
  expr->u.sql.count = count;
  expr->u.sql.arg = copy_args(arena, count, args);
  return expr;
}

static PgType operator_type(Operator op, const Expr *first) {
  return operator_types[op] == TYPE_SAME ? first->type : (PgType)operator_types[op];
}

const Expr *expr_sql1(Arena *arena, Operator op, const Expr *a) {
  return expr_sql(arena, op, operator_type(op, a), 1, (const Expr *[]){a});
}

const Expr *expr_sql2(Arena *arena, Operator op, const Expr *a, const Expr *b) {
  return expr_sql(arena, op, operator_type(op, a), 2, (const Expr *[]){a, b});
}

const Expr *expr_sql_call(Arena *arena, const char *name, PgType type, size_t count,
                          const Expr *const args[]) {
  Expr *expr = make(arena, EXPR_SQL_CALL, SORT_NATIVE, type);
  expr->u.sql_call.name = name;
  expr->u.sql_call.count = count;
  expr->u.sql_call.arg = copy_args(arena, count, args);
  return expr;
}

const Expr *expr_case(Arena *arena, size_t count, const CaseBranch branches[],
                      const Expr *otherwise) {
  const Expr *value = count > 0 ? branches[0].value : otherwise;
  Expr *expr = make(arena, EXPR_CASE, value->sort, value->type);
  expr->u.case_.count = count;
  expr->u.case_.branch = arena_copy(arena, branches, count * sizeof *branches);
  expr->u.case_.otherwise = otherwise;
  return expr;
}

const Expr *expr_agg(Arena *arena, Aggregate aggregate, bool distinct, const Expr *arg,
                     const Symbol *separator, Position at) {
  Expr *expr = make(arena, EXPR_AGG, SORT_RDF, PG_TYPE_OTHER);
  expr->at = at;
  expr->u.agg.aggregate = aggregate;
  expr->u.agg.distinct = distinct;
  expr->u.agg.arg = arg;
  expr->u.agg.separator = separator;
  return expr;
}

const Expr *expr_let(Arena *arena, VarId var, const Expr *value, const Expr *body) {
  Expr *expr = make(arena, EXPR_LET, SORT_NATIVE, body->type);
  expr->u.let.var = var;
  expr->u.let.value = value;
  expr->u.let.body = body;
  return expr;
}

const Expr *expr_exists(Arena *arena, bool negated, const Node *pattern, Sort sort, Position at) {
  Expr *expr = make(arena, EXPR_EXISTS, sort, sort == SORT_NATIVE ? PG_TYPE_BOOL : PG_TYPE_OTHER);
  expr->at = at;
  expr->u.exists.negated = negated;
  expr->u.exists.pattern = pattern;
  return expr;
}

const Expr *expr_and(Arena *arena, const Expr *a, const Expr *b) {
  if (a == NULL) return b;
  if (b == NULL) return a;
  return expr_sql2(arena, OP_AND, a, b);
}

// --- Walking -------------------------------------------------------------------------------------

void expr_each_operand(const Expr *expr, void (*visit)(void *self, const Expr *operand),
                       void *self) {
#define VISIT(operand)                             \
  do {                                             \
    if ((operand) != NULL) visit(self, (operand)); \
  } while (0)
  switch (expr->kind) {
    case EXPR_VAR:
    case EXPR_CONST:
    case EXPR_UNBOUND:
    case EXPR_NATIVE:
    case EXPR_PARAMETER:
    case EXPR_EXISTS: break;
    case EXPR_CALL:
      for (size_t i = 0; i < expr->u.call.count; i++) VISIT(expr->u.call.arg[i]);
      break;
    case EXPR_RDF:
      VISIT(expr->u.rdf.lexical);
      VISIT(expr->u.rdf.kind_expr);
      VISIT(expr->u.rdf.datatype_expr);
      VISIT(expr->u.rdf.language_expr);
      break;
    case EXPR_TEMPLATE:
      for (size_t i = 0; i < expr->u.template_.count; i++) VISIT(expr->u.template_.arg[i]);
      break;
    case EXPR_SQL:
      for (size_t i = 0; i < expr->u.sql.count; i++) VISIT(expr->u.sql.arg[i]);
      break;
    case EXPR_SQL_CALL:
      for (size_t i = 0; i < expr->u.sql_call.count; i++) VISIT(expr->u.sql_call.arg[i]);
      break;
    case EXPR_CASE:
      for (size_t i = 0; i < expr->u.case_.count; i++) {
        VISIT(expr->u.case_.branch[i].condition);
        VISIT(expr->u.case_.branch[i].value);
      }
      VISIT(expr->u.case_.otherwise);
      break;
    case EXPR_LET:
      VISIT(expr->u.let.value);
      VISIT(expr->u.let.body);
      break;
    case EXPR_AGG: VISIT(expr->u.agg.arg); break;
    case EXPR_SQL_AGG:
      VISIT(expr->u.sql_agg.arg);
      VISIT(expr->u.sql_agg.filter);
      VISIT(expr->u.sql_agg.extra);
      VISIT(expr->u.sql_agg.order);
      break;
  }
#undef VISIT
}

typedef struct Count {
  size_t count, most;
} Count;

static void count_parts(void *self, const Expr *expr) {
  Count *count = self;
  if (count->count++ < count->most) expr_each_operand(expr, count_parts, count);
}

size_t expr_size(const Expr *expr, size_t most) {
  Count count = {0, most};
  count_parts(&count, expr);
  return count.count;
}

bool expr_is_large(const Expr *expr) {
  enum { FEW_PARTS = 24 };
  return expr_size(expr, FEW_PARTS) > FEW_PARTS;
}

static void add_variables(void *self, const Expr *expr) { expr_variables(expr, self); }

void expr_variables(const Expr *expr, VarSet *set) {
  if (expr->kind == EXPR_VAR) varset_add(set, expr->u.var);
  if (expr->kind == EXPR_EXISTS) node_mentions(expr->u.exists.pattern, set);
  expr_each_operand(expr, add_variables, set);
  if (expr->kind == EXPR_LET) varset_remove(set, expr->u.let.var);
}

typedef struct Substitution {
  Arena *arena;
  const Expr *(*replace)(void *self, VarId var);  // these may be NULL
  const Node *(*pattern)(void *self, const Node *pattern);
  const Expr *(*part)(void *self, const Expr *part);
  void *self;
} Substitution;

static const Expr *substitute(const Substitution *how, const Expr *expr);

// In the operand's place; true when it became another one.
static bool substitute_in(const Substitution *how, const Expr **operand) {
  const Expr *before = *operand;
  *operand = substitute(how, before);
  return *operand != before;
}

// The same of an array, which stays as it is: a copy takes its place.
static bool substitute_args(const Substitution *how, size_t count, const Expr *const **args) {
  const Expr **changed = NULL;
  for (size_t i = 0; i < count; i++) {
    const Expr *arg = (*args)[i];
    if (!substitute_in(how, &arg)) continue;
    if (changed == NULL) changed = arena_copy(how->arena, *args, count * sizeof **args);
    changed[i] = arg;
  }
  if (changed != NULL) *args = changed;
  return changed != NULL;
}

static bool substitute_case(const Substitution *how, Expr *copy) {
  const size_t count = copy->u.case_.count;
  CaseBranch *changed = NULL;
  for (size_t i = 0; i < count; i++) {
    CaseBranch branch = copy->u.case_.branch[i];
    bool other = substitute_in(how, &branch.condition);
    other |= substitute_in(how, &branch.value);
    if (!other) continue;
    if (changed == NULL)
      changed = arena_copy(how->arena, copy->u.case_.branch, count * sizeof *changed);
    changed[i] = branch;
  }
  if (changed != NULL) copy->u.case_.branch = changed;
  return substitute_in(how, &copy->u.case_.otherwise) || changed != NULL;
}

static bool substitute_pattern(const Substitution *how, const Node **pattern) {
  const Node *before = *pattern;
  if (how->pattern != NULL) *pattern = how->pattern(how->self, before);
  return *pattern != before;
}

static bool substitute_rdf(const Substitution *how, Expr *copy) {
  bool changed = substitute_in(how, &copy->u.rdf.lexical);
  changed |= substitute_in(how, &copy->u.rdf.kind_expr);
  changed |= substitute_in(how, &copy->u.rdf.datatype_expr);
  changed |= substitute_in(how, &copy->u.rdf.language_expr);
  return changed;
}

static bool substitute_sql_aggregate(const Substitution *how, Expr *copy) {
  bool changed = substitute_in(how, &copy->u.sql_agg.arg);
  changed |= substitute_in(how, &copy->u.sql_agg.filter);
  changed |= substitute_in(how, &copy->u.sql_agg.extra);
  changed |= substitute_in(how, &copy->u.sql_agg.order);
  return changed;
}

// The operands of a copy; true when one became another.
static bool substitute_operands(const Substitution *how, Expr *copy) {
  switch (copy->kind) {
    case EXPR_VAR:
    case EXPR_CONST:
    case EXPR_UNBOUND:
    case EXPR_NATIVE:
    case EXPR_PARAMETER: return false;
    case EXPR_EXISTS: return substitute_pattern(how, &copy->u.exists.pattern);
    case EXPR_CALL: return substitute_args(how, copy->u.call.count, &copy->u.call.arg);
    case EXPR_RDF: return substitute_rdf(how, copy);
    case EXPR_TEMPLATE:
      return substitute_args(how, copy->u.template_.count, &copy->u.template_.arg);
    case EXPR_SQL: return substitute_args(how, copy->u.sql.count, &copy->u.sql.arg);
    case EXPR_SQL_CALL: return substitute_args(how, copy->u.sql_call.count, &copy->u.sql_call.arg);
    case EXPR_CASE: return substitute_case(how, copy);
    case EXPR_LET: {
      const bool changed = substitute_in(how, &copy->u.let.value);
      return substitute_in(how, &copy->u.let.body) || changed;
    }
    case EXPR_AGG: return substitute_in(how, &copy->u.agg.arg);
    case EXPR_SQL_AGG: return substitute_sql_aggregate(how, copy);
  }
  return false;
}

static const Expr *substitute(const Substitution *how, const Expr *expr) {
  if (expr == NULL) return NULL;
  if (how->part != NULL) {
    const Expr *replacement = how->part(how->self, expr);
    if (replacement != NULL) return replacement;
  }
  if (expr->kind == EXPR_VAR && how->replace != NULL) {
    const Expr *replacement = how->replace(how->self, expr->u.var);
    return replacement == NULL ? expr : replacement;
  }
  Expr copy = *expr;
  return substitute_operands(how, &copy) ? arena_copy(how->arena, &copy, sizeof copy) : expr;
}

const Expr *expr_substitute(Arena *arena, const Expr *expr,
                            const Expr *(*replace)(void *self, VarId var), void *self) {
  const Substitution how = {.arena = arena, .replace = replace, .self = self};
  return substitute(&how, expr);
}

const Expr *expr_substitute_all(Arena *arena, const Expr *expr,
                                const Expr *(*replace)(void *self, VarId var),
                                const Node *(*pattern)(void *self, const Node *pattern),
                                void *self) {
  const Substitution how = {.arena = arena, .replace = replace, .pattern = pattern, .self = self};
  return substitute(&how, expr);
}

const Expr *expr_replace(Arena *arena, const Expr *expr,
                         const Expr *(*replace)(void *self, const Expr *part), void *self) {
  const Substitution how = {.arena = arena, .part = replace, .self = self};
  return substitute(&how, expr);
}

// --- Equality ------------------------------------------------------------------------------------

static bool args_alike(size_t count, const Expr *const a[], size_t other, const Expr *const b[],
                       const Likeness *like) {
  if (count != other) return false;
  for (size_t i = 0; i < count; i++)
    if (!expr_alike(a[i], b[i], like)) return false;
  return true;
}

static bool cases_alike(const Expr *a, const Expr *b, const Likeness *like) {
  if (a->u.case_.count != b->u.case_.count) return false;
  for (size_t i = 0; i < a->u.case_.count; i++)
    if (!expr_alike(a->u.case_.branch[i].condition, b->u.case_.branch[i].condition, like) ||
        !expr_alike(a->u.case_.branch[i].value, b->u.case_.branch[i].value, like))
      return false;
  return expr_alike(a->u.case_.otherwise, b->u.case_.otherwise, like);
}

static bool same_variable(void *self, VarId a, VarId b) {
  (void)self;
  return a == b;
}

static bool same_pattern(void *self, const struct Node *a, const struct Node *b) {
  (void)self;
  return a == b;
}

static const Likeness EQUAL = {same_variable, same_pattern, NULL};

bool expr_equal(const Expr *a, const Expr *b) { return expr_alike(a, b, &EQUAL); }

static bool each_among(const Expr *a, const Expr *b) {
  for (size_t i = 0; i < a->u.sql.count; i++) {
    bool found = false;
    for (size_t j = 0; j < b->u.sql.count && !found; j++)
      found = expr_equal(a->u.sql.arg[i], b->u.sql.arg[j]);
    if (!found) return false;
  }
  return true;
}

// AND and OR are the same in any order; but where variables are paired on the way, the order says
// which.
static bool operations_alike(const Expr *a, const Expr *b, const Likeness *like) {
  if (a->u.sql.op != b->u.sql.op) return false;
  if (args_alike(a->u.sql.count, a->u.sql.arg, b->u.sql.count, b->u.sql.arg, like)) return true;
  const bool any_order = like == &EQUAL && (a->u.sql.op == OP_AND || a->u.sql.op == OP_OR);
  return any_order && each_among(a, b) && each_among(b, a);
}

bool expr_alike(const Expr *a, const Expr *b, const Likeness *like) {
  if (a == b && (a == NULL || like == &EQUAL)) return true;
  if (a == NULL || b == NULL) return false;
  if (a->kind != b->kind || a->sort != b->sort) return false;
  if (a->sort == SORT_NATIVE && a->type != b->type) return false;
  switch (a->kind) {
    case EXPR_VAR: return like->variable(like->self, a->u.var, b->u.var);
    case EXPR_CONST: return term_equal(&a->u.constant, &b->u.constant);
    case EXPR_UNBOUND: return true;
    case EXPR_NATIVE: return strcmp(a->u.native, b->u.native) == 0;
    case EXPR_PARAMETER:
      return a->u.parameter.parameter == b->u.parameter.parameter &&
             a->u.parameter.guard == b->u.parameter.guard &&
             a->u.parameter.piece == b->u.parameter.piece;
    case EXPR_EXISTS:
      return a->u.exists.negated == b->u.exists.negated &&
             like->pattern(like->self, a->u.exists.pattern, b->u.exists.pattern);
    case EXPR_CALL:
      return a->u.call.function == b->u.call.function && a->u.call.iri == b->u.call.iri &&
             args_alike(a->u.call.count, a->u.call.arg, b->u.call.count, b->u.call.arg, like);
    case EXPR_RDF:
      return a->u.rdf.kind_ == b->u.rdf.kind_ && a->u.rdf.datatype == b->u.rdf.datatype &&
             a->u.rdf.language == b->u.rdf.language && a->u.rdf.relative == b->u.rdf.relative &&
             a->u.rdf.opaque == b->u.rdf.opaque &&
             expr_alike(a->u.rdf.lexical, b->u.rdf.lexical, like) &&
             expr_alike(a->u.rdf.kind_expr, b->u.rdf.kind_expr, like) &&
             expr_alike(a->u.rdf.datatype_expr, b->u.rdf.datatype_expr, like) &&
             expr_alike(a->u.rdf.language_expr, b->u.rdf.language_expr, like);
    case EXPR_TEMPLATE:
      return a->u.template_.shape == b->u.template_.shape &&
             a->u.template_.encode == b->u.template_.encode &&
             args_alike(a->u.template_.count, a->u.template_.arg, b->u.template_.count,
                        b->u.template_.arg, like);
    case EXPR_SQL: return operations_alike(a, b, like);
    case EXPR_SQL_CALL:
      return strcmp(a->u.sql_call.name, b->u.sql_call.name) == 0 &&
             args_alike(a->u.sql_call.count, a->u.sql_call.arg, b->u.sql_call.count,
                        b->u.sql_call.arg, like);
    case EXPR_CASE: return cases_alike(a, b, like);
    case EXPR_LET:
      return like->variable(like->self, a->u.let.var, b->u.let.var) &&
             expr_alike(a->u.let.value, b->u.let.value, like) &&
             expr_alike(a->u.let.body, b->u.let.body, like);
    case EXPR_AGG:
      return a->u.agg.aggregate == b->u.agg.aggregate && a->u.agg.distinct == b->u.agg.distinct &&
             a->u.agg.separator == b->u.agg.separator &&
             expr_alike(a->u.agg.arg, b->u.agg.arg, like);
    case EXPR_SQL_AGG:
      return strcmp(a->u.sql_agg.name, b->u.sql_agg.name) == 0 &&
             a->u.sql_agg.distinct == b->u.sql_agg.distinct &&
             expr_alike(a->u.sql_agg.arg, b->u.sql_agg.arg, like) &&
             expr_alike(a->u.sql_agg.filter, b->u.sql_agg.filter, like) &&
             expr_alike(a->u.sql_agg.extra, b->u.sql_agg.extra, like) &&
             a->u.sql_agg.descending == b->u.sql_agg.descending &&
             expr_alike(a->u.sql_agg.order, b->u.sql_agg.order, like);
  }
  return false;
}

const Expr *expr_has_lexical(Arena *arena, const Expr *native) {
  if (native->kind == EXPR_UNBOUND) return expr_null(arena, PG_TYPE_BOOL);
  if (native->kind == EXPR_PARAMETER) return expr_bool(arena, true);
  if (native->kind == EXPR_NATIVE) {
    Buffer lexical = {0};
    const char *text = native->u.native;
    const bool there = datatype_from_pg(native->type, text, strlen(text), &lexical);
    buffer_free(&lexical);
    return expr_bool(arena, there);
  }
  return expr_sql1(arena, datatype_pg_is_total(native->type) ? OP_IS_NOT_NULL : OP_HAS_LEXICAL,
                   native);
}

bool expr_asks_presence(const Expr *condition, VarId *var) {
  if (condition->kind != EXPR_SQL ||
      (condition->u.sql.op != OP_IS_NOT_NULL && condition->u.sql.op != OP_HAS_LEXICAL) ||
      condition->u.sql.arg[0]->kind != EXPR_VAR)
    return false;
  *var = condition->u.sql.arg[0]->u.var;
  return true;
}

static bool all_certain(size_t count, const Expr *const arg[], const VarSet *certain,
                        bool lexical) {
  for (size_t i = 0; i < count; i++)
    if ((lexical && !datatype_pg_is_total(arg[i]->type)) || !expr_is_certain(arg[i], certain))
      return false;
  return true;
}

bool expr_is_certain(const Expr *expr, const VarSet *certain) {
  switch (expr->kind) {
    case EXPR_VAR: return varset_has(certain, expr->u.var);
    case EXPR_NATIVE:
    case EXPR_PARAMETER: return true;
    case EXPR_TEMPLATE:
      return all_certain(expr->u.template_.count, expr->u.template_.arg, certain, true);
    case EXPR_SQL:
      switch (expr->u.sql.op) {
        case OP_CONCAT:
        case OP_CAST: return all_certain(expr->u.sql.count, expr->u.sql.arg, certain, false);
        case OP_LEXICAL: return all_certain(expr->u.sql.count, expr->u.sql.arg, certain, true);
        default: return false;
      }
    default: return false;
  }
}
