// Laws where a precondition fails: the tree stays as it is, the same pointer. Beside each stands
// the tree that the law changes, so that it is the precondition that decides. Laws of joins and of
// what is asked beside them are in test_pass_joins.c.
#include <CUnit/CUnit.h>
#include <string.h>

#include "rewriter/ir/parameter.h"
#include "rewriter/plan/workers.h"
#include "tests/support/fixture.h"
#include "tests/support/trees.h"

// --- Laws ----------------------------------------------------------------------------------------

static void self_join_needs_a_key(void) {
  CHANGES(self_join, join(scan(&parent, "v a"), scan(&parent, "v - b")));
  STAYS(self_join, join(scan(&parent, "v a"), scan(&child, "v b")));   // (1)
  STAYS(self_join, join(scan(&parent, "v a"), scan(&parent, "w a")));  // (2)
  STAYS(self_join, join(scan(&bag, "v a"), scan(&bag, "v b")));        // (2): no key at all
}

static void subsume_needs_a_set(void) {
  const Node *two = join(scan(&bag, "v"), scan(&bag, "v w"));
  CHANGES(subsume, distinct(two));
  STAYS(subsume, two);                                                   // (2)
  STAYS(subsume, distinct(join(scan(&bag, "v u"), scan(&bag, "v w"))));  // (1)
  STAYS(subsume, distinct(join(scan(&bag, "v"), scan(&child, "v w"))));  // (1)
  CHANGES(subsume, join(distinct(scan(&bag, "v")), scan(&bag, "v w")));
  STAYS(subsume, join(distinct(scan(&bag, "v u")), scan(&bag, "v w")));  // (1)
}

static void factor_needs_a_set_and_like_branches(void) {
  const Node *one = node_semi(arena, scan(&child, "v w"), scan(&bag, "w"), NULL);
  const Node *other = node_semi(arena, scan(&child, "v u"), scan(&parent, "u"), NULL);
  const Node *unlike = node_semi(arena, scan(&child, "v - u"), scan(&parent, "u"), NULL);
  const Node *shares = node_semi(arena, scan(&child, "v u"), scan(&parent, "v"), NULL);
  const Node *says =
      node_semi(arena, scan(&child, "v u"), scan(&parent, "u x"), eq(ref("x"), number("1")));
  const Node *first = project(one, "v");
  CHANGES(factor, distinct(both(first, project(other, "v"))));
  CHANGES(factor, distinct(project(both(one, one), "w")));
  STAYS(factor, both(first, project(other, "v")));                      // (1)
  STAYS(factor, distinct(both(first, project(scan(&bag, "v"), "v"))));  // (2)
  STAYS(factor, distinct(both(first, project(says, "v"))));             // (2)
  STAYS(factor, distinct(both(first, project(unlike, "v"))));           // (3)
  STAYS(factor, distinct(both(first, project(shares, "v"))));           // (3)
}

static void optional_lift_leaves_what_is_compared(void) {
  const Node *maybe = optional(scan(&parent, "v"), scan(&child, "u v"));
  CHANGES(optional_lift, join(scan(&bag, "v w"), maybe));
  STAYS(optional_lift, join(scan(&bag, "u w"), maybe));                // (2)
  STAYS(optional_lift, join(scan(&bag, "v w"), scan(&child, "u v")));  // (1)
}

static void optional_key_needs_its_own_row(void) {
  const Node *left = scan(&parent, "v");
  CHANGES(optional_key, optional(left, filter(scan(&parent, "v - w"), present("w"))));
  STAYS(optional_key, optional(left, join(scan(&parent, "v - w"), scan(&bag, "w"))));  // (1)
  STAYS(optional_key, optional(scan(&child, "v"), scan(&parent, "v - w")));            // (2)
  STAYS(optional_key, optional(scan(&parent, "u v"), scan(&parent, "w v")));           // (3)
  STAYS(optional_key, optional(scan(&bag, "v"), scan(&bag, "v w")));                   // (3)
  STAYS(optional_key, optional(scan(&parent, "v x"), scan(&parent, "v - x")));         // (4)
  const Node *asks = filter(scan(&parent, "v - w"), exists(scan(&bag, "e"), false));
  STAYS(optional_key, optional(left, asks));  // (5)
}

static void exists_leaves_what_it_cannot_reach(void) {
  const Node *row = scan(&parent, "v");
  const Node *pattern = filter(scan(&child, "- p"), eq(ref("p"), ref("v")));
  CHANGES(exists, filter(row, exists(pattern, false)));
  CHANGES(exists, filter(row, exists(pattern, true)));
  const Expr *either[] = {exists(pattern, false), eq(ref("v"), number("1"))};
  STAYS(exists, filter(row, expr_sql(arena, OP_OR, PG_TYPE_BOOL, 2, either)));  // (1)
  const Node *deep = distinct(filter(scan(&child, "- p"), eq(ref("p"), ref("v"))));
  STAYS(exists, filter(row, exists(deep, false)));                    // (2)
  STAYS(exists, filter(scan(&parent, "o"), exists(pattern, false)));  // (3)
  STAYS(exists, filter(row, exists(scan(&bag, "v"), false)));         // (4)
}

static void exists_key_needs_its_own_row(void) {
  const Node *left = scan(&parent, "v");
  const Node *own = filter(scan(&parent, "v - w"), present("w"));
  CHANGES(exists_key, node_semi(arena, left, own, NULL));
  CHANGES(exists_key, node_anti(arena, left, own, NULL));
  STAYS(exists_key, node_anti(arena, left, join(own, scan(&bag, "w")), NULL));              // (1)
  STAYS(exists_key, node_anti(arena, scan(&child, "v"), own, NULL));                        // (2)
  STAYS(exists_key, node_anti(arena, scan(&parent, "u x"), scan(&parent, "w x"), NULL));    // (3)
  STAYS(exists_key, node_anti(arena, scan(&parent, "v x"), scan(&parent, "v - x"), NULL));  // (4)
}

static void witness_needs_a_set_and_a_row(void) {
  const Node *two = filter(join(scan(&bag, "a b"), scan(&bag, "c d")), eq(ref("a"), ref("c")));
  CHANGES(witness, distinct(project(two, "d")));
  CHANGES(witness, node_slice(arena, project(two, "d"), 0, 1));
  STAYS(witness, project(two, "d"));                           // (1)
  STAYS(witness, node_slice(arena, project(two, "d"), 0, 2));  // (1)
  const Node *others = filter(join(scan(&bag, "a b"), scan(&child, "c d")), eq(ref("a"), ref("c")));
  STAYS(witness, distinct(project(others, "d")));  // (2)
  STAYS(witness, distinct(two));                   // (3)
  const Node *more = node_filter(arena, two, eq(ref("b"), number("1")));
  STAYS(witness, distinct(project(more, "d")));  // (4)
  const Node *crossed = filter(join(scan(&bag, "a b"), scan(&bag, "c d")), eq(ref("a"), ref("d")));
  STAYS(witness, distinct(project(crossed, "d")));  // (4)
}

static void bounds_know_only_what_contradicts(void) {
  const Node *row = scan(&bag, "v w");
  const Expr *one = eq(ref("v"), number("1"));
  CHANGES(bounds, filter(row, expr_and(arena, one, eq(ref("v"), number("2")))));
  STAYS(bounds, filter(row, expr_and(arena, one, eq(ref("w"), number("2")))));  // (1)
  STAYS(bounds, filter(row, expr_and(arena, one, eq(ref("v"), ref("w")))));     // (1)
  const Expr *low = expr_sql2(arena, OP_GE, ref("v"), number("5"));
  CHANGES(bounds,
          filter(row, expr_and(arena, low, expr_sql2(arena, OP_LT, ref("v"), number("5")))));
  STAYS(bounds, filter(row, expr_and(arena, low, expr_sql2(arena, OP_LE, ref("v"), number("5")))));
  STAYS(bounds,
        filter(row, expr_and(arena, low, expr_sql2(arena, OP_GT, ref("v"), number("-70")))));
  CHANGES(bounds, filter(row, expr_and(arena, expr_sql1(arena, OP_IS_NULL, ref("v")), one)));
  CHANGES(bounds, filter(scan(&checked, "v"), eq(ref("v"), number("9"))));  // (2)
  STAYS(bounds, filter(scan(&checked, "v"), eq(ref("v"), number("11"))));
  STAYS(bounds, filter(row, eq(ref("v"), number("9"))));
}

static void bounds_say_that_there_is_a_lexical_form(void) {
  const Node *row = scan(&bag, "v w");
  const Expr *low = expr_sql2(arena, OP_GT, ref("v"), number("5"));
  const Expr *high = expr_sql2(arena, OP_LE, ref("v"), number("7"));
  const Expr *between = expr_and(arena, low, high);
  CHANGES(bounds, filter(row, expr_and(arena, between, written("v"))));
  CHANGES(bounds, filter(row, expr_and(arena, eq(ref("v"), number("1")), written("v"))));
  STAYS(bounds, filter(row, expr_and(arena, between, written("w"))));
  STAYS(bounds, filter(row, expr_and(arena, low, written("v"))));
  STAYS(bounds, filter(row, expr_and(arena, high, written("v"))));
  STAYS(bounds, filter(row, expr_and(arena, eq(ref("v"), ref("w")), written("v"))));
  const Expr *other = expr_sql2(arena, OP_LE, ref("v"), ref("w"));
  STAYS(bounds, filter(row, expr_and(arena, expr_and(arena, low, other), written("v"))));
  const Expr *no_number = expr_native(arena, PG_TYPE_NUMERIC, "NaN");
  const Expr *below = expr_sql2(arena, OP_LT, ref("v"), no_number);
  STAYS(bounds, filter(row, expr_and(arena, expr_and(arena, low, below), written("v"))));
  // One that is neither above nor below is below in one of the alternatives only.
  const Expr *either = expr_sql2(arena, OP_OR, eq(ref("v"), number("1")), low);
  STAYS(bounds, filter(row, expr_and(arena, either, written("v"))));
  // By a check and a condition; by checks alone a NULL stays to be refused.
  CHANGES(bounds, filter(scan(&checked, "v"), expr_and(arena, high, written("v"))));
  STAYS(bounds, filter(scan(&checked, "v"), written("v")));
  // Of a day with one bound the other is asked.
  const VarId day = variables_fresh_native(variables, PG_TYPE_DATE, "day");
  const Expr *since = expr_sql2(arena, OP_GE, expr_var(arena, variables, day),
                                expr_native(arena, PG_TYPE_DATE, "2020-01-01"));
  const Node *half =
      pass_bounds(&pass, filter(scan(&bag, "day"), expr_and(arena, since, written("day"))));
  CU_ASSERT_FATAL(half->kind == NODE_FILTER);
  const Expr *end = expr_sql2(arena, OP_NE, expr_var(arena, variables, day),
                              expr_native(arena, PG_TYPE_DATE, "infinity"));
  CU_ASSERT(expr_equal(half->u.filter.condition, expr_and(arena, since, end)));
  STAYS(bounds, half);
}

static void optional_merge_needs_one_row(void) {
  const Node *a = scan(&bag, "v c");
  const Node *x = filter(scan(&parent, "v x"), present("x"));
  CHANGES(optional_merge, optional(optional(a, x), filter(scan(&parent, "v - y"), present("y"))));
  STAYS(optional_merge, optional(optional(a, x), scan(&child, "v - y")));   // (1)
  STAYS(optional_merge, optional(optional(a, x), scan(&parent, "c - y")));  // (2)
  STAYS(optional_merge, optional(optional(a, x), scan(&parent, "v - c")));  // (2)
  const Node *absent = filter(scan(&parent, "v - y"), expr_sql1(arena, OP_IS_NULL, ref("y")));
  STAYS(optional_merge, optional(optional(a, x), absent));  // (3)
  const Node *marked = bound(scan(&parent, "v - y"), "m", number("1"));
  STAYS(optional_merge, optional(optional(a, x), marked));  // (3)
}

static void aggregate_split_needs_parts(void) {
  const Node *one = bound(project(scan(&bag, "v"), "v"), "k", number("1"));
  const Node *two = bound(project(scan(&parent, "v"), "v"), "k", number("2"));
  const Node *same = bound(project(scan(&bag, "v"), "v"), "k", ref("v"));
  const Expr *count = aggregate("count", NULL), *average = aggregate("avg", ref("v"));
  CHANGES(aggregate_split, group(both(one, two), NULL, count));
  CHANGES(aggregate_split, group(both(one, two), "k", average));  // (2)
  STAYS(aggregate_split, group(one, NULL, count));                // (1)
  STAYS(aggregate_split, group(both(one, one), "k", average));    // (2), (3)
  STAYS(aggregate_split, group(both(one, same), "k", count));     // (3)
  STAYS(aggregate_split, group(both(one, two), NULL, average));   // (3)
  const Node *counted = group(one, NULL, count);
  STAYS(aggregate_split,
        group(both(counted, counted), NULL, aggregate("max", ref("total"))));  // (4)
  const Node *again = bound(project(scan(&bag, "v"), "v"), "k", number("2"));
  const VarId keys[] = {var("k"), var("v")};
  const Binding total = {var("total"), count};
  CHANGES(aggregate_split, node_group(arena, both(one, two), 2, keys, 1, &total));
  STAYS(aggregate_split, node_group(arena, both(one, again), 2, keys, 1, &total));  // (5)
}

static void lone_needs_a_key_and_values_of_one_row(void) {
  const Node *row = scan(&parent, "k v");
  const Expr *most = aggregate("max", ref("v"));
  CHANGES(lone, group(row, "k", most));
  CHANGES(lone, group(row, "k", expr_sql1(arena, OP_IS_NULL, aggregate("count", ref("v")))));
  STAYS(lone, group(scan(&bag, "k v"), "k", most));          // (1)
  STAYS(lone, group(scan(&parent, "- k v"), "k", most));     // (1)
  STAYS(lone, group(row, NULL, most));                       // (1)
  STAYS(lone, group(row, "k", aggregate("avg", ref("v"))));  // (2)
  const Expr *choice =
      expr_case(arena, 1, &(CaseBranch){present("k"), aggregate("avg", ref("v"))}, NULL);
  STAYS(lone, group(row, "k", choice));  // (2)
}

static const Node *first(const Node *a, uint64_t limit) {
  const OrderKey key = {ref("p"), false};
  return node_slice(arena, node_order(arena, a, 1, &key), 0, limit);
}

static void top_needs_few_rows_and_an_index(void) {
  const Node *indexed = both(scan(&child, "- p"), scan(&bag, "p"));
  CHANGES(top, first(indexed, 10));
  STAYS(top, first(scan(&child, "- p"), 10));                       // (1)
  STAYS(top, first(indexed, 100000));                               // (2)
  STAYS(top, first(both(scan(&bag, "- p"), scan(&bag, "p")), 10));  // (3)
  const Node *sliced = node_slice(arena, scan(&child, "- p"), 0, 5);
  STAYS(top, first(both(sliced, scan(&bag, "p")), 10));  // (4)
}

// A value of more than a few operators.
static const Expr *long_value(const char *name) {
  const Expr *value = ref(name);
  for (int i = 0; i < 30; i++) value = expr_sql2(arena, OP_ADD, value, number("1"));
  return value;
}

static void summand_needs_a_long_value_twice(void) {
  const Expr *value = long_value("v");
  const Expr *twice = expr_sql2(arena, OP_ADD, aggregate("sum", value), aggregate("max", value));
  const Node *rows = scan(&bag, "v");
  CHANGES(summand, group(rows, NULL, twice));
  STAYS(summand, group(rows, NULL, aggregate("sum", value)));  // (1)
  const Expr *few = expr_sql2(arena, OP_ADD, ref("v"), number("1"));
  STAYS(summand,
        group(rows, NULL,
              expr_sql2(arena, OP_ADD, aggregate("sum", few), aggregate("max", few))));  // (2)
}

static const Expr *lexical_is(const char *name, const char *text) {
  return eq(expr_sql1(arena, OP_LEXICAL, ref(name)), expr_native(arena, PG_TYPE_TEXT, text));
}

static void padded_needs_a_known_length(void) {
  const Node *row = scan(&coded, "v w");
  CHANGES(padded, filter(row, lexical_is("v", "US")));
  CHANGES(padded, filter(row, lexical_is("v", "USA")));                          // (3)
  STAYS(padded, filter(row, eq(ref("v"), number("1"))));                         // (1)
  STAYS(padded, filter(row, lexical_is("w", "US")));                             // (2)
  STAYS(padded, filter(scan(&bag, "v"), lexical_is("v", "1")));                  // (2)
  STAYS(padded, filter(optional(scan(&bag, "x"), row), lexical_is("v", "US")));  // (2)
}

static const Node *coded_as(const LogicalTable *table, const Expr *condition, const char *code) {
  const VarId kept[] = {var("v"), var("k")};
  return node_project(arena, bound(filter(scan(table, "v w"), condition), "k", number(code)), 2,
                      kept);
}

static void tabulate_needs_constants_in_like_places(void) {
  const Node *one = coded_as(&bag, eq(ref("w"), number("1")), "10");
  const Node *other = filter(scan(&bag, "v u"), eq(ref("u"), number("2")));
  CHANGES(tabulate, both(one, coded_as(&bag, eq(ref("w"), number("2")), "20")));
  CHANGES(tabulate, both(one, coded_as(&bag, eq(ref("w"), number("2")), "10")));
  CHANGES(tabulate, both(project(filter(scan(&bag, "v w"), eq(ref("w"), number("1"))), "v"),
                         project(other, "v")));
  STAYS(tabulate, both(one, coded_as(&child, eq(ref("w"), number("2")), "20")));  // (1)
  STAYS(tabulate, both(one, distinct(one)));                                      // (1)
  STAYS(tabulate, both(one, coded_as(&bag, eq(ref("v"), number("2")), "20")));    // (1)
  const Expr *const above[] = {expr_sql2(arena, OP_GT, ref("w"), number("1")),
                               expr_sql2(arena, OP_GT, ref("w"), number("2"))};
  STAYS(tabulate, both(coded_as(&bag, above[0], "10"), coded_as(&bag, above[1], "20")));  // (2)
  STAYS(tabulate, both(one, coded_as(&bag, eq(ref("w"), number("1")), "20")));            // (3)
  struct Parameter *given = ARENA_NEW(arena, struct Parameter);
  const Expr *later = expr_parameter(arena, given, NULL, 0, PG_TYPE_INT4);
  STAYS(tabulate, both(one, coded_as(&bag, eq(ref("w"), later), "20")));  // (4)
}

static void not_null_needs_certainty(void) {
  CHANGES(not_null, filter(scan(&parent, "v w"), present("w")));
  CHANGES(not_null, filter(join(scan(&parent, "v - y"), scan(&child, "u - y")), present("y")));
  STAYS(not_null, filter(scan(&parent, "v - y"), present("y")));  // (2)
  const Expr *sum = expr_sql1(arena, OP_IS_NOT_NULL, eq(ref("v"), ref("w")));
  STAYS(not_null, filter(scan(&parent, "v w"), sum));  // (1)
  // (3)
  const Node *left = scan(&parent, "v w"), *right = scan(&child, "u - v");
  CHANGES(not_null, node_semi(arena, left, filter(right, present("v")), NULL));
  CHANGES(not_null, node_anti(arena, left, filter(right, present("v")), NULL));
  STAYS(not_null, node_semi(arena, scan(&parent, "w"), filter(right, present("v")), NULL));
  STAYS(not_null, node_semi(arena, left, filter(right, eq(ref("v"), number("1"))), NULL));
  STAYS(not_null, node_semi(arena, left, filter(right, written("v")), NULL));
  const Node *asked = distinct(filter(left, written("v")));
  CHANGES(not_null, node_semi(arena, asked, filter(right, written("v")), NULL));
  STAYS(not_null, node_semi(arena, filter(left, written("w")), filter(right, written("v")), NULL));
}

static void asked_needs_a_condition_that_refuses(void) {
  const Node *rows = scan(&parent, "v - y");
  const Expr *above = expr_sql2(arena, OP_GT, ref("y"), number("1"));
  CHANGES(asked, filter(rows, expr_and(arena, above, present("y"))));
  const Expr *sum = eq(expr_sql2(arena, OP_ADD, ref("y"), number("1")), ref("v"));
  CHANGES(asked, filter(rows, expr_and(arena, sum, present("y"))));
  CHANGES(asked, node_leftjoin(arena, scan(&parent, "v"), scan(&bag, "y"),
                               expr_and(arena, above, present("y"))));
  STAYS(asked, filter(filter(rows, above), present("y")));                  // (1)
  STAYS(asked, filter(rows, expr_and(arena, above, present("v"))));         // (2)
  STAYS(asked, filter(rows, expr_and(arena, present("v"), present("y"))));  // (2)
  const Expr *maybe = expr_sql2(arena, OP_OR, above, eq(ref("v"), number("1")));
  STAYS(asked, filter(rows, expr_and(arena, maybe, present("y"))));  // (2)
  const Expr *other = expr_sql2(arena, OP_IS_DISTINCT, ref("y"), number("1"));
  STAYS(asked, filter(rows, expr_and(arena, other, present("y"))));  // (2)
}

static void distinct_needs_a_key(void) {
  const Node *rows = scan(&bag, "v w");
  CHANGES(distinct, distinct(scan(&parent, "v w")));
  CHANGES(distinct, distinct(distinct(rows)));
  STAYS(distinct, distinct(rows));                                // (1)
  STAYS(distinct, distinct(project(scan(&parent, "v w"), "w")));  // (1)
  STAYS(distinct, distinct(join(scan(&parent, "v w"), rows)));    // (1)
  STAYS(distinct, distinct(node_distinct(arena, rows, true)));    // (2)
  STAYS(distinct, distinct(project(distinct(rows), "v")));        // (2)
}

static void optional_inner_needs_absence_refused(void) {
  const Node *maybe = optional(scan(&parent, "v"), scan(&child, "u v"));
  CHANGES(optional_inner, filter(maybe, eq(ref("u"), number("1"))));
  STAYS(optional_inner, filter(maybe, eq(ref("v"), number("1"))));               // (1)
  STAYS(optional_inner, filter(maybe, expr_sql1(arena, OP_IS_NULL, ref("u"))));  // (1)
  CHANGES(optional_inner, join(maybe, scan(&bag, "u")));
  STAYS(optional_inner, join(maybe, scan(&bag, "v")));  // (2)
}

// Keeps only the variable: what the others are for is gone.
static void check_kept(const Node *tree, const char *name, bool changes) {
  pass.needed = varset_empty(arena);
  varset_add(&pass.needed, var(name));
  CU_ASSERT((pass_prune(&pass, tree) != tree) == changes);
}

static void prune_leaves_what_counts_rows_or_says_something(void) {
  check_kept(scan(&parent, "v w"), "v", true);
  check_kept(scan(&parent, "v w w"), "v", false);                          // (1)
  check_kept(bound(scan(&bag, "v"), "k", number("1")), "v", true);         // (2)
  check_kept(bound(scan(&bag, "v"), "k", number("1")), "k", true);         // (1)
  check_kept(optional(scan(&bag, "v"), scan(&parent, "v")), "v", true);    // (3)
  check_kept(optional(scan(&bag, "v"), scan(&child, "- v")), "v", false);  // (3)
  check_kept(distinct(scan(&bag, "v w")), "v", false);
}

static void push_leaves_what_it_cannot_reach(void) {
  const Expr *same = eq(ref("v"), number("1")), *other = eq(ref("k"), number("1"));
  CHANGES(push, filter(distinct(scan(&bag, "v")), same));
  CHANGES(push, filter(bound(scan(&bag, "v"), "k", ref("v")), other));
  STAYS(push, filter(bound(scan(&bag, "v"), "k", fresh_each_time()), other));  // 2
  CHANGES(push, filter(both(scan(&bag, "v"), scan(&parent, "v")), same));
  STAYS(push, filter(both(scan(&bag, "v"), scan(&parent, "w")), same));  // 3
  const Node *maybe = optional(scan(&parent, "v"), scan(&child, "k v"));
  CHANGES(push, filter(maybe, same));
  STAYS(push, filter(maybe, other));  // 4
  const Node *counted = group(scan(&bag, "v w"), "v", aggregate("count", NULL));
  CHANGES(push, filter(counted, same));
  STAYS(push, filter(counted, eq(ref("total"), number("1"))));          // 5
  STAYS(push, filter(node_slice(arena, scan(&bag, "v"), 0, 5), same));  // 6
  STAYS(push, filter(scan(&bag, "v"), same));                           // 6
}

static void fold_needs_constants(void) {
  const Node *rows = scan(&bag, "v");
  CHANGES(fold, filter(rows, eq(number("1"), number("2"))));
  STAYS(fold, filter(rows, eq(ref("v"), number("2"))));  // 1
  const Expr *text = expr_native(arena, PG_TYPE_TEXT, "a");
  STAYS(fold, filter(rows, eq(text, text)));  // 1
}

static void flatten_leaves_conditions_of_optionals(void) {
  const Expr *same = eq(ref("u"), number("1"));
  CHANGES(flatten, join(filter(scan(&bag, "u"), same), scan(&parent, "v")));
  STAYS(flatten, optional(filter(scan(&bag, "u"), same), scan(&parent, "v")));  // 1
  const Node *a = scan(&parent, "v"), *b = scan(&child, "u v");
  CHANGES(flatten, node_leftjoin(arena, a, b, same));
  STAYS(flatten, node_leftjoin(arena, a, b, eq(ref("v"), number("1"))));  // 2
  const Node *none = node_empty(arena, &a->variables);
  CHANGES(flatten, group(none, "v", aggregate("count", NULL)));
  STAYS(flatten, group(none, NULL, aggregate("count", NULL)));  // 3
}

static void fan_needs_the_same_rows(void) {
  const Node *a = project(bound(scan(&child, "v w"), "o", ref("w")), "o");
  const Node *b = project(bound(scan(&child, "v - u"), "o", ref("u")), "o");
  CHANGES(fan, both(a, b));
  STAYS(fan, both(a, distinct(b)));                                               // (1)
  STAYS(fan, both(a, project(bound(scan(&parent, "v u"), "o", ref("u")), "o")));  // (2)
  const Node *some = filter(scan(&child, "v - u"), eq(ref("u"), number("1")));
  STAYS(fan, both(a, project(bound(some, "o", ref("u")), "o")));  // (3)
  const Expr *const one_of[] = {eq(ref("v"), number("1")), eq(ref("v"), number("2"))};
  const Expr *const other_of[] = {one_of[1], one_of[0]}, *const none_of[] = {one_of[0], one_of[0]};
  const Node *few =
      project(bound(filter(scan(&child, "v w"), expr_sql(arena, OP_OR, PG_TYPE_BOOL, 2, one_of)),
                    "o", ref("w")),
              "o");
  const Node *rows = scan(&child, "v - u");
  CHANGES(fan,
          both(few, project(bound(filter(rows, expr_sql(arena, OP_OR, PG_TYPE_BOOL, 2, other_of)),
                                  "o", ref("u")),
                            "o")));
  STAYS(fan, both(few, project(bound(filter(rows, expr_sql(arena, OP_OR, PG_TYPE_BOOL, 2, none_of)),
                                     "o", ref("u")),
                               "o")));                                             // (3)
  STAYS(fan, both(a, project(bound(scan(&child, "v u u"), "o", ref("u")), "o")));  // (4)
  STAYS(fan, join(both(a, b), scan(&bag, "o")));                                   // (5)
}

static void determined_needs_a_dependency_and_a_set(void) {
  CHANGES(determined, distinct(join(scan(&told, "v w"), scan(&told, "v - u"))));
  STAYS(determined, join(scan(&told, "v w"), scan(&told, "v - u")));              // (1)
  STAYS(determined, distinct(join(scan(&bag, "v w"), scan(&bag, "v u"))));        // (2)
  STAYS(determined, distinct(join(scan(&told, "v w"), scan(&told, "x - u"))));    // (2)
  STAYS(determined, distinct(join(scan(&told, "v - w"), scan(&told, "v - u"))));  // (3)
}

static void contained_needs_a_set_and_all_columns(void) {
  const Node *two = both(scan(&steam, "v w"), scan(&all, "v w"));
  CHANGES(contained, distinct(two));
  CHANGES(contained, distinct(join(two, scan(&bag, "v u"))));
  STAYS(contained, two);  // (1)
  STAYS(contained, distinct(both(scan(&steam, "v w"),
                                 filter(scan(&all, "v w"), eq(ref("v"), number("1"))))));  // (2)
  STAYS(contained, distinct(both(scan(&steam, "w v"), scan(&all, "v w"))));  // (3): other columns
  STAYS(contained, distinct(both(scan(&unrelated, "v w"), scan(&all, "v w"))));  // (3)
  CHANGES(contained, distinct(both(filter(scan(&steam, "v w"), eq(ref("v"), number("1"))),
                                   scan(&all, "v w"))));
  const Node *a = join(scan(&steam, "v w"), scan(&bag, "v u"));
  CHANGES(contained, distinct(both(a, join(scan(&all, "v w"), scan(&bag, "v u")))));
  STAYS(contained, distinct(both(a, join(scan(&all, "v w"), scan(&child, "v u")))));  // (3)
  STAYS(contained, distinct(both(a, join(scan(&all, "v w"), scan(&bag, "u v")))));    // (3)
  const Node *same = distinct(both(scan(&unrelated, "v w"), scan(&unrelated, "v w")));
  const Node *one = pass_contained(&pass, same);
  CU_ASSERT(one->kind == NODE_DISTINCT && one->child[0]->kind == NODE_SCAN);  // one of two stays
  // (2), (3): what is equal to the column that refers may be another term.
  Column *second = (Column *)(uintptr_t)&all.relation->column[1];
  second->deterministic = false;
  STAYS(contained, distinct(two));
  STAYS(contained, distinct(both(a, join(scan(&all, "v w"), scan(&bag, "v u")))));
  second->deterministic = true;
}

static void disjoint_needs_a_shared_column_that_is(void) {
  const Node *left = both(scan(&steam, "v w"), scan(&diesel, "v w"));
  const Node *joined =
      pass_disjoint(&pass, join(left, both(scan(&steam, "v u"), scan(&diesel, "v u"))));
  CU_ASSERT(joined->kind == NODE_UNION && joined->child_count == 2);
  const Node *thin = pass_disjoint(&pass, join(left, scan(&steam, "v u")));
  CU_ASSERT(thin->kind == NODE_JOIN && thin->child[0]->kind == NODE_SCAN);  // (2)
  STAYS(disjoint,
        join(left, both(scan(&steam, "- v"), scan(&diesel, "- v"))));  // (1): other column
  STAYS(disjoint, join(left, both(scan(&unrelated, "v u"), scan(&all, "v u"))));  // (1)
  STAYS(disjoint, join(left, both(scan(&steam, "x u"), scan(&diesel, "x u"))));   // (1): not shared
  const Node *three = node_union(
      arena, 3,
      (const Node *[]){scan(&steam, "v u"), scan(&diesel, "v u"), scan(&unrelated, "v u")});
  STAYS(disjoint, join(left, three));  // (3): the last meets both
  key_on_first((Relation *)(uintptr_t)steam.relation);
  STAYS(disjoint, distinct(left));  // (4): no key in one of them
  key_on_first((Relation *)(uintptr_t)diesel.relation);
  CHANGES(disjoint, distinct(left));
  STAYS(disjoint, distinct(three));  // (4): one may repeat another's rows
}

static void workers_are_spared_over_small_tables(void) {
  Relation *small = (Relation *)(uintptr_t)parent.relation;
  Relation *other = (Relation *)(uintptr_t)bag.relation;
  small->pages = 100;
  other->pages = 1023;
  const Node *two = both(scan(&parent, "v w"), scan(&bag, "v w"));
  CU_ASSERT_EQUAL(plan_workers(two), PARALLEL_NONE);
  CU_ASSERT_EQUAL(plan_workers(join(scan(&parent, "v"), scan(&bag, "v"))), PARALLEL_EITHER);
  other->pages = 1024;
  CU_ASSERT_EQUAL(plan_workers(two), PARALLEL_OF_SERVER);
  other->pages = -1;  // unknown
  CU_ASSERT_EQUAL(plan_workers(join(scan(&parent, "v"), scan(&bag, "v"))), PARALLEL_OF_SERVER);
}

int main(void) {
  trees_open();
  const TestCase tests[] = {
      TEST(self_join_needs_a_key),
      TEST(subsume_needs_a_set),
      TEST(factor_needs_a_set_and_like_branches),
      TEST(optional_lift_leaves_what_is_compared),
      TEST(optional_key_needs_its_own_row),
      TEST(exists_leaves_what_it_cannot_reach),
      TEST(exists_key_needs_its_own_row),
      TEST(witness_needs_a_set_and_a_row),
      TEST(bounds_know_only_what_contradicts),
      TEST(bounds_say_that_there_is_a_lexical_form),
      TEST(optional_merge_needs_one_row),
      TEST(aggregate_split_needs_parts),
      TEST(lone_needs_a_key_and_values_of_one_row),
      TEST(top_needs_few_rows_and_an_index),
      TEST(padded_needs_a_known_length),
      TEST(summand_needs_a_long_value_twice),
      TEST(tabulate_needs_constants_in_like_places),
      TEST(not_null_needs_certainty),
      TEST(asked_needs_a_condition_that_refuses),
      TEST(distinct_needs_a_key),
      TEST(optional_inner_needs_absence_refused),
      TEST(prune_leaves_what_counts_rows_or_says_something),
      TEST(push_leaves_what_it_cannot_reach),
      TEST(fold_needs_constants),
      TEST(flatten_leaves_conditions_of_optionals),
      TEST(fan_needs_the_same_rows),
      TEST(determined_needs_a_dependency_and_a_set),
      TEST(contained_needs_a_set_and_all_columns),
      TEST(disjoint_needs_a_shared_column_that_is),
      TEST(workers_are_spared_over_small_tables),
  };
  const int code = suites_run("pass", tests, sizeof tests / sizeof tests[0]);
  arena_destroy(arena);
  return code;
}
