// Law: a condition that contradicts another, or what the table's checks promise, is never true; and
// that a value has a lexical form need not be asked where they bound it.
//
// Preconditions:
// (1) Conjuncts of a FILTER compare one variable with constants: =, <, <=, >, >=, or an OR of = ;
//     or test it for NULL. Constants are values whose texts tell their order: whole and decimal
//     numbers, dates of four-digit years; text for = alone.
// (2) A variable that a scan below binds to a column is, where it is not NULL, within what the
//     column's checks say (base/db/catalogue.h): bounds, lists, characters that a text lacks;
//     nothing between may have made it NULL, but no comparison is true of NULL either.
// (3) A value that is a constant as in (1), a timestamp or a parameter, or lies between two of
//     them, is neither infinite nor NaN, nor of a year BC, so that it has a lexical form; of a date
//     or time with one such bound, the other is what is left to ask: with a lower one, that it is
//     not infinite. A column that may be NULL, and that only its checks bound, is still to be not
//     NULL.
//
// Before: FILTER(X, v = 1 AND v = 2)      FILTER(SCAN t(c: v), v > 9), where CHECK (c < 5)
// After:  EMPTY                           EMPTY
// Before: FILTER(X, v = 1 AND (v = 1 OR v = 2))  After: FILTER(X, v = 1)
// Before: FILTER(X, [HAS_LEXICAL v] AND v >= '2020-01-01' AND v < '2021-01-01')
// After:  FILTER(X, v >= '2020-01-01' AND v < '2021-01-01')
// Before: FILTER(X, [HAS_LEXICAL v] AND v > $1)
// After:  FILTER(X, v > $1 AND v <> 'infinity')
//
// Why: branches of unions that constants rule out are not asked; PostgreSQL sees such
// contradictions too, but has planned them by then. `<> 'infinity'` rather than `<`, which it is
// the same as: of two bounds, one of which is a parameter, PostgreSQL takes the two for a range of
// 0.5 % of the rows, but `<>` for what the column's statistics say.
#include <string.h>

#include "rewriter/pass/constant.h"
#include "rewriter/pass/scan.h"

// What is known of one variable. low, high, only: NULL where nothing is.
typedef struct Range {
  VarId var;
  const Expr *only;
  const Expr *low, *high;
  bool low_open, high_open;
} Range;
typedef VEC(Range) Ranges;

// --- Ranges --------------------------------------------------------------------------------------

static Range *range_of(Pass *pass, Ranges *ranges, VarId var) {
  for (size_t i = 0; i < ranges->count; i++)
    if (ranges->item[i].var == var) return &ranges->item[i];
  const Range range = {.var = var};
  VEC_PUSH(pass->arena, ranges, range);
  return &ranges->item[ranges->count - 1];
}

// Is `value` certainly outside of the range?
static bool excludes(const Range *range, const Expr *value) {
  int order;
  if (range->only != NULL && constants_differ(range->only, value)) return true;
  if (range->low != NULL && constant_compare(value, range->low, &order) &&
      (order < 0 || (order == 0 && range->low_open)))
    return true;
  return range->high != NULL && constant_compare(value, range->high, &order) &&
         (order > 0 || (order == 0 && range->high_open));
}

static bool is_empty(const Range *range) {
  int order;
  if (range->only != NULL && excludes(range, range->only)) return true;
  return range->low != NULL && range->high != NULL &&
         constant_compare(range->low, range->high, &order) &&
         (order > 0 || (order == 0 && (range->low_open || range->high_open)));
}

static void raise_low(Range *range, const Expr *value, bool open) {
  int order;
  if (range->low != NULL &&
      (!constant_compare(value, range->low, &order) || order < 0 || (order == 0 && !open)))
    return;
  range->low = value;
  range->low_open = open;
}

static void lower_high(Range *range, const Expr *value, bool open) {
  int order;
  if (range->high != NULL &&
      (!constant_compare(value, range->high, &order) || order > 0 || (order == 0 && !open)))
    return;
  range->high = value;
  range->high_open = open;
}

// A comparison of a variable with a constant, the variable first.
static bool open_comparison(const Expr *expr, VarId *var, Operator *op, const Expr **value) {
  if (expr->kind != EXPR_SQL || expr->u.sql.op > OP_GE) return false;
  const Expr *left = expr->u.sql.arg[0], *right = expr->u.sql.arg[1];
  const bool turn = left->kind == EXPR_NATIVE;
  if (turn) {
    left = right;
    right = expr->u.sql.arg[0];
  }
  if (left->kind != EXPR_VAR || right->kind != EXPR_NATIVE) return false;
  *var = left->u.var;
  *op = turn ? operator_turned(expr->u.sql.op) : expr->u.sql.op;
  *value = right;
  return true;
}

// Returns true when the comparison contradicts what is known.
static bool learn(Range *range, Operator op, const Expr *value) {
  switch (op) {
    case OP_EQ:
      if (excludes(range, value)) return true;
      range->only = value;
      return false;
    case OP_LT:
    case OP_LE: lower_high(range, value, op == OP_LT); break;
    case OP_GT:
    case OP_GE: raise_low(range, value, op == OP_GT); break;
    default: return false;
  }
  return is_empty(range);
}

// --- Checks (2) ----------------------------------------------------------------------------------

typedef struct Search {
  VarId var;
  const Column *column;
} Search;

static void find_column(const Node *node, Search *search) {
  if (node->kind == NODE_SCAN) {
    for (size_t i = 0; i < node->u.scan.count; i++) {
      const ScanColumn *column = &node->u.scan.column[i];
      const Column *info = &node->u.scan.table->relation->column[column->column];
      if (column->var == search->var && (search->column == NULL || info->check_count > 0))
        search->column = info;
    }
    return;
  }
  if (node->kind != NODE_JOIN && node->kind != NODE_FILTER && node->kind != NODE_EXTEND &&
      node->kind != NODE_LEFTJOIN && node->kind != NODE_SEMI && node->kind != NODE_ANTI)
    return;
  const size_t children = node->kind == NODE_JOIN ? node->child_count : 1;
  for (size_t i = 0; i < children; i++) find_column(node->child[i], search);
}

// What each value of the check is compared by; CHECK_WITHOUT compares none.
static Operator check_operator(CheckTest test) {
  switch (test) {
    case CHECK_LT: return OP_LT;
    case CHECK_LE: return OP_LE;
    case CHECK_GT: return OP_GT;
    case CHECK_GE: return OP_GE;
    default: return OP_EQ;
  }
}

// Can a value of the column be this one, as far as its lists and the characters that it lacks say?
static bool is_allowed(Pass *pass, const Column *column, const Expr *value) {
  for (size_t i = 0; i < column->check_count; i++) {
    const ColumnCheck *check = &column->check[i];
    if (check->test == CHECK_WITHOUT && value->kind == EXPR_NATIVE &&
        strpbrk(value->u.native, check->value[0]) != NULL)
      return false;
    if (check->test != CHECK_IN) continue;
    bool possible = false;
    for (size_t j = 0; j < check->value_count && !possible; j++)
      possible = !constants_differ(value, expr_native(pass->arena, value->type, check->value[j]));
    if (!possible) return false;
  }
  return true;
}

static const Column *start_range(Pass *pass, const Node *rows, Range *range) {
  Search search = {range->var, NULL};
  find_column(rows, &search);
  for (size_t i = 0; search.column != NULL && i < search.column->check_count; i++) {
    const ColumnCheck *check = &search.column->check[i];
    if (check->test == CHECK_IN || check->test == CHECK_WITHOUT) continue;
    (void)learn(range, check_operator(check->test),
                expr_native(pass->arena, search.column->type, check->value[0]));
  }
  return search.column;
}

// --- Conjuncts -----------------------------------------------------------------------------------

typedef struct Facts {
  Pass *pass;
  const Node *rows;
  Ranges ranges;
  VEC(const Column *) column;  // of each range; NULL where none is known
} Facts;

static Range *known_range(Facts *facts, VarId var, const Column **column) {
  const size_t before = facts->ranges.count;
  Range *range = range_of(facts->pass, &facts->ranges, var);
  if (facts->ranges.count > before) {
    const Column *of = start_range(facts->pass, facts->rows, range);
    VEC_PUSH(facts->pass->arena, &facts->column, of);
  }
  *column = facts->column.item[range - facts->ranges.item];
  return range;
}

static bool impossible(Facts *facts, VarId var, Operator op, const Expr *value) {
  const Column *column;
  Range *range = known_range(facts, var, &column);
  if (learn(range, op, value)) return true;
  return op == OP_EQ && column != NULL && !is_allowed(facts->pass, column, value);
}

// v = a OR v = b …: without the alternatives that are ruled out.
static const Expr *thin(Facts *facts, const Expr *any) {
  Conditions kept = {0};
  for (size_t i = 0; i < any->u.sql.count; i++) {
    VarId var;
    Operator op;
    const Expr *value;
    const Column *column;
    if (!open_comparison(any->u.sql.arg[i], &var, &op, &value) || op != OP_EQ) return any;
    const Range *range = known_range(facts, var, &column);
    if (excludes(range, value) || (column != NULL && !is_allowed(facts->pass, column, value)))
      continue;
    VEC_PUSH(facts->pass->arena, &kept, any->u.sql.arg[i]);
  }
  if (kept.count == any->u.sql.count) return any;
  if (kept.count == 0) return expr_bool(facts->pass->arena, false);
  if (kept.count == 1) return kept.item[0];
  return expr_sql(facts->pass->arena, OP_OR, PG_TYPE_BOOL, kept.count, kept.item);
}

// --- Lexical forms (3) ---------------------------------------------------------------------------

// A value with a lexical form, and a limit to those beyond which values have none.
static bool is_plain(const Expr *value) {
  const PgFamily family = pg_type_info(value->type)->family;
  const bool moment = family == PG_FAMILY_DATE || family == PG_FAMILY_TIMESTAMP;
  if (!moment && !constant_has_number(value->type)) return false;
  if (value->kind == EXPR_PARAMETER) return true;
  if (!moment) return constant_is_number(value->u.native);
  const char *text = value->u.native;
  return strspn(text, "0123456789") == 4 && text[4] == '-' && strstr(text, "BC") == NULL;
}

typedef struct Bounded {
  bool below, above;
} Bounded;

static void bound(Bounded *bounded, Operator op, const Expr *value) {
  if (!is_plain(value)) return;
  bounded->below |= op == OP_EQ || op == OP_GT || op == OP_GE;
  bounded->above |= op == OP_EQ || op == OP_LT || op == OP_LE;
}

static void bound_by_condition(Bounded *bounded, VarId var, const Expr *one) {
  if (one->kind != EXPR_SQL) return;
  const Expr *const *arg = one->u.sql.arg;
  if (one->u.sql.op == OP_OR) {
    Bounded each = {true, true};
    for (size_t i = 0; i < one->u.sql.count; i++) {
      Bounded this = {0};
      bound_by_condition(&this, var, arg[i]);
      each = (Bounded){each.below && this.below, each.above && this.above};
    }
    bounded->below |= each.below;
    bounded->above |= each.above;
    return;
  }
  if (one->u.sql.op > OP_GE) return;
  for (size_t i = 0; i < 2; i++)
    if (arg[i]->kind == EXPR_VAR && arg[i]->u.var == var && expr_is_given(arg[1 - i]))
      bound(bounded, i == 0 ? one->u.sql.op : operator_turned(one->u.sql.op), arg[1 - i]);
}

// A precision leaves no room for infinity.
static void bound_by_column(Pass *pass, Bounded *bounded, const Column *column) {
  bounded->below |= column->type == PG_TYPE_NUMERIC && column->typmod >= 0;
  for (size_t i = 0; i < column->check_count; i++) {
    const ColumnCheck *check = &column->check[i];
    if (check->test == CHECK_WITHOUT) continue;
    Bounded each = {true, true};
    for (size_t j = 0; j < check->value_count; j++) {
      Bounded this = {0};
      bound(&this, check_operator(check->test),
            expr_native(pass->arena, column->type, check->value[j]));
      each = (Bounded){each.below && this.below, each.above && this.above};
    }
    bounded->below |= each.below;
    bounded->above |= each.above;
  }
}

// The other bound of a date or time that has one already; NULL for what is no date or time.
static const Expr *other_bound(Pass *pass, const Bounded *bounded, const Expr *value) {
  static const struct {
    PgType type;
    const char *first;
  } moments[] = {{PG_TYPE_DATE, "0001-01-01"},
                 {PG_TYPE_TIMESTAMP, "0001-01-01 00:00:00"},
                 {PG_TYPE_TIMESTAMPTZ, "0001-01-01 00:00:00+00"}};
  for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
    const PgType type = moments[i].type;
    if (type != value->type) continue;
    if (bounded->below)
      return expr_sql2(pass->arena, OP_NE, value, expr_native(pass->arena, type, "infinity"));
    if (bounded->above)
      return expr_sql2(pass->arena, OP_GE, value, expr_native(pass->arena, type, moments[i].first));
  }
  return NULL;
}

// What is left to ask of the value: nothing (NULL) where a condition bounds it, which is not true
// of NULL.
static const Expr *without_lexical(Pass *pass, const Node *rows, const Conditions *all,
                                   const Expr *asked) {
  VarId var;
  if (!expr_asks_presence(asked, &var) || asked->u.sql.op != OP_HAS_LEXICAL) return asked;
  Bounded bounded = {0};
  for (size_t i = 0; i < all->count; i++) bound_by_condition(&bounded, var, all->item[i]);
  const bool compared = bounded.below || bounded.above;
  Search search = {var, NULL};
  find_column(rows, &search);
  if (search.column != NULL) bound_by_column(pass, &bounded, search.column);
  if (!bounded.below || !bounded.above) {
    const Expr *other = other_bound(pass, &bounded, asked->u.sql.arg[0]);
    return other == NULL ? asked : other;
  }
  return compared ? NULL : expr_sql1(pass->arena, OP_IS_NOT_NULL, asked->u.sql.arg[0]);
}

static const Node *bounds(Pass *pass, const Node *node) {
  if (node->kind != NODE_FILTER) return node;
  Facts facts = {.pass = pass, .rows = node->child[0]};
  Conditions all = {0}, kept = {0};
  expr_conjuncts(pass->arena, node->u.filter.condition, &all);
  VarSet null = varset_empty(pass->arena), compared = varset_empty(pass->arena);
  for (size_t i = 0; i < all.count; i++) {
    VarId var;
    Operator op;
    const Expr *value, *one = all.item[i];
    if (one->kind == EXPR_SQL && one->u.sql.op == OP_IS_NULL && one->u.sql.arg[0]->kind == EXPR_VAR)
      varset_add(&null, one->u.sql.arg[0]->u.var);
    if (one->kind == EXPR_SQL && one->u.sql.op == OP_IS_NOT_NULL &&
        one->u.sql.arg[0]->kind == EXPR_VAR)
      varset_add(&compared, one->u.sql.arg[0]->u.var);
    if (!open_comparison(one, &var, &op, &value)) continue;
    varset_add(&compared, var);
    if (impossible(&facts, var, op, value)) return node_empty(pass->arena, &node->variables);
  }
  if (varset_intersects(&null, &compared)) return node_empty(pass->arena, &node->variables);
  bool changed = false;
  for (size_t i = 0; i < all.count; i++) {
    const Expr *one = all.item[i];
    if (one->kind == EXPR_SQL && one->u.sql.op == OP_OR) one = thin(&facts, one);
    if (expr_is_never(one)) return node_empty(pass->arena, &node->variables);
    one = without_lexical(pass, node->child[0], &all, one);
    changed |= one != all.item[i];
    if (one != NULL) expr_conjuncts(pass->arena, one, &kept);
  }
  return changed ? pass_filter(pass, node->child[0], kept.count, kept.item) : node;
}

const Node *pass_bounds(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, bounds); }
