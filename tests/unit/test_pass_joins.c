// Laws of joins, and of what stands beside them, where a precondition fails: as in test_pass.c.
#include <CUnit/CUnit.h>

#include "tests/support/fixture.h"
#include "tests/support/trees.h"

// --- Names ---------------------------------------------------------------------------------------

static void lift_leaves_what_others_mention(void) {
  const Node *named = bound(scan(&parent, "v"), "n", ref("v"));
  CHANGES(lift, join(named, scan(&child, "- v")));
  // (1), (2): a value that is computed, where another member binds the name.
  const Node *computed =
      bound(scan(&parent, "v"), "n", expr_sql2(arena, OP_ADD, ref("v"), number("1")));
  STAYS(lift, join(computed, scan(&child, "- n")));
  // (3)
  const Node *hiding = project(scan(&parent, "v h"), "v");
  CHANGES(lift, join(hiding, scan(&child, "- v")));
  STAYS(lift, join(hiding, scan(&child, "h v")));
  // (4)
  CHANGES(lift, project(hiding, "v"));
  CHANGES(lift, project(scan(&parent, "v"), "v"));
  STAYS(lift, hiding);
  // (5)
  STAYS(lift, join(bound(scan(&parent, "v"), "r", fresh_each_time()), scan(&child, "- v")));
}

static void unify_needs_names_of_ones_own(void) {
  const Expr *same = eq(ref("v"), ref("x"));
  const Node *a = distinct(scan(&bag, "v w")), *b = distinct(scan(&parent, "x y"));
  CHANGES(unify, filter(join(scan(&bag, "v w"), b), same));
  CHANGES(unify, filter(join(a, b), same));
  STAYS(unify, filter(scan(&bag, "v x"), same));                                   // (2)
  STAYS(unify, filter(join(a, distinct(project(scan(&bag, "x v"), "x"))), same));  // (2)
  const Node *shared[] = {a, b, distinct(scan(&child, "v")), distinct(scan(&child, "x"))};
  STAYS(unify, filter(node_join(arena, 4, shared), same));  // (2)
  const Node *constants = join(scan(&bag, "v"), scan(&parent, "x"));
  CHANGES(unify, filter(filter(constants, eq(ref("v"), number("1"))), eq(ref("x"), number("1"))));
  STAYS(unify,
        filter(filter(constants, eq(ref("v"), number("1"))), eq(ref("x"), number("2"))));  // (3)
}

static void unify_needs_one_type_whose_equality_is_the_terms(void) {
  (void)variables_fresh_native(variables, PG_TYPE_BPCHAR, "padded");
  (void)variables_fresh_native(variables, PG_TYPE_BPCHAR, "other");
  (void)variables_fresh_native(variables, PG_TYPE_INT8, "long");
  STAYS(unify, filter(join(scan(&coded, "padded"), scan(&coded, "other")),
                      eq(ref("padded"), ref("other"))));  // (1)
  STAYS(unify, filter(join(scan(&bag, "v"), scan(&bag, "long")), eq(ref("v"), ref("long"))));
}

static bool binds(const Node *tree, const char *name) {
  return varset_has(&tree->variables, var(name));
}

static void unify_gives_a_name_back_that_is_used_above(void) {
  const Node *two = filter(join(scan(&bag, "v w"), scan(&parent, "x y")), eq(ref("v"), ref("x")));
  const Node *out = pass_unify(&pass, two);
  CU_ASSERT(out->kind == NODE_EXTEND && binds(out, "v") && binds(out, "x"));  // (4): at the root
  out = pass_unify(&pass, project(two, "x"));
  CU_ASSERT(out->kind == NODE_PROJECT && binds(out, "x") && !binds(out, "v"));
  const Node *none = pass_unify(&pass, project(two, "w"));
  CU_ASSERT(none->kind == NODE_PROJECT && none->child[0]->kind == NODE_JOIN);  // nobody asks
}

// y of parent under two names.
static const Node *twins(void) {
  const ScanColumn columns[] = {{0, var("v")}, {2, var("t")}, {2, var("u")}};
  return node_scan(arena, &parent, 3, columns);
}

static void unify_goes_on_asking_that_a_column_is_there(void) {
  const Expr *same = eq(ref("t"), ref("u"));
  CHANGES(unify, twins());
  const Node *asked = pass_unify(&pass, project(filter(twins(), same), "v"));
  CU_ASSERT_FATAL(asked->kind == NODE_PROJECT && asked->child[0]->kind == NODE_FILTER);  // (5)
  const Expr *condition = asked->child[0]->u.filter.condition;
  CU_ASSERT(expr_equal(condition, present("t")) || expr_equal(condition, present("u")));
  const Node *shared =
      pass_unify(&pass, project(join(filter(twins(), same), scan(&bag, "t")), "v"));
  CU_ASSERT(shared->kind == NODE_PROJECT && shared->child[0]->kind == NODE_JOIN);
  STAYS(unify, scan(&parent, "v t u"));  // two columns
}

static void unify_keeps_names_that_the_left_side_knows(void) {
  const Node *right = filter(join(scan(&bag, "v w"), scan(&child, "x u")), eq(ref("v"), ref("x")));
  CHANGES(unify, node_semi(arena, scan(&parent, "w"), right, NULL));
  STAYS(unify, node_semi(arena, scan(&parent, "v x"), right, NULL));  // (6)
  STAYS(unify, node_anti(arena, scan(&parent, "x"), right, NULL));    // (6)
  STAYS(unify, optional(scan(&parent, "v"), right));                  // (6)
  const Expr *same = eq(ref("v"), ref("x"));
  const Node *left = scan(&parent, "v");
  CHANGES(unify, node_leftjoin(arena, left, scan(&bag, "x w"), same));
  STAYS(unify, node_leftjoin(arena, left, optional(scan(&bag, "w"), scan(&child, "x w")), same));
  STAYS(unify, node_leftjoin(arena, left, scan(&bag, "x v"), same));
  STAYS(unify, node_leftjoin(arena, left, distinct(scan(&bag, "x")), same));
}

// --- Joins ---------------------------------------------------------------------------------------

static void foreign_key_promises_what_it_says(void) {
  CHANGES(foreign_key, join(scan(&child, "w v"), scan(&parent, "v")));
  STAYS(foreign_key, join(scan(&child, "w v"), scan(&parent, "v x")));  // (1)
  STAYS(foreign_key, join(scan(&child, "v w"), scan(&parent, "v")));    // (2)
  STAYS(foreign_key, join(scan(&bag, "w v"), scan(&parent, "v")));      // (2)
  const Node *either = both(scan(&child, "w v"), scan(&child, "w - v"));
  CHANGES(foreign_key, join(either, scan(&parent, "v")));
  CHANGES(foreign_key, node_semi(arena, either, scan(&parent, "v"), NULL));
  CHANGES(foreign_key, node_semi(arena, either, both(scan(&bag, "v"), scan(&parent, "v")), NULL));
  STAYS(foreign_key, node_semi(arena, either, both(scan(&bag, "v"), scan(&parent, "w")), NULL));
  STAYS(foreign_key,
        join(both(scan(&child, "w v"), scan(&bag, "w v")), scan(&parent, "v")));  // (2)
  // (3)
  pass.needed = varset_empty(arena);
  const Node *certain = pass_foreign_key(&pass, join(scan(&child, "w v"), scan(&parent, "v")));
  const Node *asked = pass_foreign_key(&pass, join(scan(&child, "w - v"), scan(&parent, "v")));
  CU_ASSERT(certain->kind == NODE_SCAN);
  CU_ASSERT(asked->kind == NODE_FILTER && expr_equal(asked->u.filter.condition, present("v")));
}

static void semi_needs_what_it_says(void) {
  const Node *asked = join(scan(&parent, "v"), scan(&child, "w v"));
  CHANGES(semi, distinct(project(asked, "w")));
  STAYS(semi, project(asked, "w"));  // (1)
  // (1): what the member binds is bound by two others together, not by one.
  const Node *linking = node_join(
      arena, 3, (const Node *[]){scan(&parent, "v x"), scan(&bag, "v w"), scan(&child, "w u")});
  STAYS(semi, distinct(linking));
  // (2)
  const Node *with = node_semi(arena, scan(&parent, "v"), scan(&bag, "v w"), NULL);
  CHANGES(semi, join(with, scan(&child, "u v")));
  STAYS(semi, join(with, scan(&child, "w v")));
  // (3)
  CHANGES(semi, node_semi(arena, scan(&parent, "v w"), scan(&parent, "v"), NULL));
  STAYS(semi, node_semi(arena, scan(&parent, "v"), scan(&parent, "v w"), NULL));
  STAYS(semi,
        node_semi(arena, scan(&parent, "v w"), scan(&parent, "v"), eq(ref("w"), number("1"))));
  const Node *either = both(scan(&bag, "v"), scan(&child, "v"));
  CHANGES(semi, node_semi(arena, scan(&child, "v w"), either, NULL));
  STAYS(semi, node_semi(arena, scan(&parent, "v w"), either, NULL));
  CHANGES(semi, node_semi(arena, both(scan(&child, "v w"), scan(&child, "v - w")),
                          scan(&child, "v"), NULL));
  STAYS(semi,
        node_semi(arena, both(scan(&child, "v w"), scan(&child, "w v")), scan(&child, "v"), NULL));
  // (4)
  // Each branch to the left has one to the right, but not the same.
  const Node *read = both(scan(&child, "v w"), scan(&bag, "v w"));
  CHANGES(semi, node_semi(arena, read, both(scan(&bag, "v"), scan(&child, "v")), NULL));
  CHANGES(semi, node_semi(arena, join(read, scan(&parent, "w")),
                          both(scan(&child, "v"), scan(&bag, "v")), NULL));
  STAYS(semi, node_semi(arena, read, both(scan(&child, "v"), scan(&parent, "v")), NULL));
  STAYS(semi, node_semi(arena, read, both(scan(&child, "v"), scan(&bag, "w")), NULL));

  CHANGES(semi, join(scan(&child, "v w"), distinct(scan(&bag, "w"))));
  STAYS(semi, join(scan(&child, "v w"), distinct(scan(&bag, "w x"))));
  STAYS(semi, join(scan(&child, "v w"), node_distinct(arena, scan(&bag, "w"), true)));
  STAYS(semi, join(scan(&child, "v w"), distinct(project(scan(&bag, "w v"), "w"))));
}

// --- Unions --------------------------------------------------------------------------------------

// w := value, of rows that are joined, under a condition (NULL: none).
static const Node *branch(const Node *member, const Node *rest, const Expr *condition,
                          const Expr *value) {
  const Node *rows = join(member, rest);
  if (condition != NULL) rows = filter(rows, condition);
  return project(bound(rows, "w", value), "w");
}

static void common_needs_members_that_are_alike(void) {
  const Node *one = both(scan(&bag, "a b"), scan(&parent, "a b"));
  const Node *two = both(scan(&bag, "c d"), scan(&parent, "c d"));
  const Node *child_of_a = scan(&child, "- a e"), *part_of_c = scan(&unrelated, "c");
  const Node *first = branch(one, child_of_a, NULL, ref("b"));
  CHANGES(common, both(first, branch(two, part_of_c, NULL, ref("d"))));
  // (1)
  STAYS(common, both(branch(one, child_of_a, NULL, fresh_each_time()),
                     branch(two, part_of_c, NULL, fresh_each_time())));
  STAYS(common, both(branch(scan(&bag, "a b"), child_of_a, NULL, ref("b")),
                     branch(scan(&bag, "c d"), part_of_c, NULL, ref("d"))));
  const Node *another = both(scan(&bag, "c d"), scan(&child, "c d"));
  STAYS(common, both(first, branch(another, part_of_c, NULL, ref("d"))));
  STAYS(common, both(first, distinct(branch(two, part_of_c, NULL, ref("d")))));
  STAYS(common, both(branch(filter(one, eq(ref("a"), ref("outer"))), child_of_a, NULL, ref("b")),
                     branch(filter(two, eq(ref("c"), ref("outer"))), part_of_c, NULL, ref("d"))));
  // (2)
  STAYS(common, both(first, branch(two, scan(&unrelated, "d"), NULL, ref("d"))));
  STAYS(common, both(first, branch(two, scan(&unrelated, "c d"), NULL, ref("d"))));
  // (3)
  STAYS(common, both(first, branch(two, part_of_c, NULL, ref("c"))));
  STAYS(common, both(branch(one, child_of_a, eq(ref("b"), number("1")), ref("b")),
                     branch(two, part_of_c, eq(ref("d"), number("1")), ref("d"))));
}

static void common_needs_members_that_are_read_whole(void) {
  const Node *part_of_c = scan(&unrelated, "c");
  const Expr *of_rest = eq(ref("e"), number("1"));
  const struct {
    const Expr *one, *two;
    bool whole;
  } members[] = {{present("b"), present("d"), true},
                 {written("b"), written("d"), true},
                 {eq(ref("a"), ref("b")), eq(ref("c"), ref("d")), true},
                 {eq(ref("b"), number("1")), eq(ref("d"), number("1")), false}};
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    const Node *one = both(filter(scan(&bag, "a b"), members[i].one), scan(&parent, "a b"));
    const Node *two = both(filter(scan(&bag, "c d"), members[i].two), scan(&parent, "c d"));
    const Node *second = branch(two, part_of_c, NULL, ref("d"));
    // (4): the rest of one has a condition; or of both is one scan.
    check(pass_common, "common of what is read whole",
          both(branch(one, scan(&child, "- a e"), of_rest, ref("b")), second), members[i].whole);
    CHANGES(common, both(branch(one, scan(&child, "- a e"), NULL, ref("b")), second));
  }
}

static void union_row_needs_the_row_in_each_branch(void) {
  const Node *either = both(scan(&child, "c p"), scan(&child, "c - p"));
  CHANGES(union_row, join(either, scan(&child, "c - q")));
  CHANGES(union_row, join(both(scan(&child, "c p"), bound(scan(&child, "c"), "p", ref("c"))),
                          scan(&child, "c - q")));
  // (1)
  STAYS(union_row, join(either, scan(&child, "c")));
  STAYS(union_row, join(either, scan(&child, "x p q")));
  STAYS(union_row, join(both(scan(&bag, "c p"), scan(&bag, "c r")), scan(&bag, "c q")));
  STAYS(union_row, join(either, distinct(scan(&child, "c - q"))));
  STAYS(union_row, join(either, scan(&child, "c q q")));
  // (2)
  STAYS(union_row, join(both(scan(&child, "c p"), scan(&parent, "c p")), scan(&child, "c - q")));
  STAYS(union_row, join(either, scan(&child, "c p q")));
  STAYS(union_row,
        join(both(scan(&child, "c p"), distinct(scan(&child, "c - p"))), scan(&child, "c - q")));
  STAYS(union_row, join(both(scan(&child, "c p"), optional(scan(&bag, "c"), scan(&child, "c p"))),
                        scan(&child, "c - q")));
  // What a foreign key repeats is read where it refers.
  key_on_first((Relation *)(uintptr_t)all.relation);
  CHANGES(union_row, join(both(scan(&steam, "k"), scan(&diesel, "k")), scan(&all, "k m")));
  STAYS(union_row, join(both(scan(&steam, "k"), scan(&unrelated, "k")), scan(&all, "k m")));
  STAYS(union_row, join(both(scan(&steam, "k"), scan(&diesel, "- k")), scan(&all, "k m")));
}

static const Node *working(unsigned label, const char *a, const char *b) {
  const VarId columns[] = {var(a), var(b)};
  VarSet certain = varset_empty(arena);
  varset_add(&certain, columns[0]);
  varset_add(&certain, columns[1]);
  return node_working(arena, label, 2, columns, &certain);
}

static void apart_needs_a_set_and_a_part_of_its_own(void) {
  const Node *two = join(scan(&bag, "v"), scan(&parent, "w x"));
  CHANGES(apart, distinct(project(two, "v")));
  STAYS(apart, project(two, "v"));                                                     // (1)
  STAYS(apart, distinct(project(join(scan(&bag, "v w"), scan(&parent, "w")), "v")));   // (2)
  STAYS(apart, distinct(project(filter(two, eq(ref("v"), ref("x"))), "v")));           // (2)
  STAYS(apart, distinct(project(filter(two, eq(ref("x"), fresh_each_time())), "v")));  // (2)
  STAYS(apart, distinct(two));                                                         // (3)
  STAYS(apart, distinct(project(join(scan(&bag, "v"), working(1, "c", "d")), "v")));   // (4)
}

// The row of parent with id r, links of bag, and what these lead to.
static const Node *linked(const Node *row, const Node *link, const Node *more) {
  const Node *members[] = {row, scan(&bag, "r l"), link, scan(&parent, "o n"), more};
  return node_join(arena, more == NULL ? 4 : 5, members);
}

static void between_needs_links_between_a_row_and_others(void) {
  const Node *row = scan(&parent, "r x"), *link = scan(&bag, "o l");
  const Expr *near = expr_sql2(arena, OP_LT, ref("n"), ref("x"));
  const Expr *one = expr_and(arena, eq(ref("r"), number("1")), near);
  const Node *all_of_it = filter(linked(row, link, NULL), one);
  CHANGES(between, distinct(project(all_of_it, "n")));
  STAYS(between, project(all_of_it, "n"));  // (1)
  const Expr *any = expr_and(arena, one, eq(ref("n"), fresh_each_time()));
  STAYS(between, distinct(project(filter(linked(row, link, NULL), any), "n")));  // (1)
  STAYS(between, distinct(project(all_of_it, "l")));                             // (2)
  const Expr *third = expr_and(arena, one, eq(ref("l"), number("3")));
  STAYS(between, distinct(project(filter(linked(row, link, NULL), third), "n")));  // (2)
  const Node *tied = linked(row, link, distinct(scan(&child, "r - o")));
  STAYS(between, distinct(project(filter(tied, one), "n")));                      // (3)
  STAYS(between, distinct(project(filter(linked(row, link, NULL), near), "n")));  // (4)
  const Node *keyless = linked(scan(&bag, "r x"), link, NULL);
  STAYS(between, distinct(project(filter(keyless, one), "n")));  // (4)
  STAYS(between,
        distinct(project(filter(linked(row, link, working(1, "o", "d")), one), "n")));  // (5)
}

// --- Sides ---------------------------------------------------------------------------------------

static void constant_side_needs_what_the_left_side_fixes(void) {
  const Node *fixed = filter(scan(&parent, "v"), eq(ref("v"), number("7")));
  CHANGES(constant_side, optional(fixed, scan(&bag, "v w")));
  CHANGES(constant_side, node_anti(arena, fixed, scan(&bag, "v w"), NULL));
  STAYS(constant_side, node_semi(arena, fixed, scan(&bag, "v w"), NULL));  // (1)
  STAYS(constant_side, optional(fixed, scan(&bag, "u w")));                // (1)
  const Node *above = filter(scan(&parent, "v"), expr_sql2(arena, OP_GT, ref("v"), number("7")));
  STAYS(constant_side, optional(above, scan(&bag, "v w")));               // (2)
  STAYS(constant_side, optional(scan(&parent, "v"), scan(&bag, "v w")));  // (2)
}

static void constant_key_needs_one_row_by_name(void) {
  const Node *left = filter(scan(&parent, "v"), eq(ref("v"), number("7")));
  const Expr *seven = eq(ref("w"), number("7"));
  CHANGES(constant_key, optional(left, filter(scan(&parent, "w x"), seven)));
  CHANGES(constant_key, node_anti(arena, left, filter(scan(&parent, "w x"), seven), NULL));
  STAYS(constant_key, optional(left, filter(distinct(scan(&parent, "w x")), seven)));  // (1)
  STAYS(constant_key, optional(left, filter(scan(&child, "w x"), seven)));             // (2)
  const Node *maybe = optional(scan(&bag, "q"), left);
  STAYS(constant_key, optional(maybe, filter(scan(&parent, "w x"), seven)));  // (2)
  STAYS(constant_key, optional(left, filter(scan(&parent, "x w"), seven)));   // (3)
  STAYS(constant_key,
        optional(left, filter(scan(&parent, "w x"), eq(ref("w"), number("8")))));  // (3)
  const Node *keyless = filter(scan(&bag, "v"), eq(ref("v"), number("7")));
  STAYS(constant_key, optional(keyless, filter(scan(&bag, "w x"), seven)));  // (3)
}

static void optional_row_needs_a_row_at_hand_and_a_marker(void) {
  const Node *left = scan(&child, "v");
  CHANGES(optional_row, optional(left, join(scan(&child, "v p"), scan(&parent, "p x"))));
  STAYS(optional_row, optional(left, scan(&child, "v p")));  // (1)
  STAYS(optional_row,
        optional(scan(&bag, "v"), join(scan(&child, "v p"), scan(&parent, "p x"))));  // (2)
  STAYS(optional_row,
        optional(left, join(scan(&child, "v p"), distinct(scan(&parent, "p x")))));  // (3)
  const Node *asks =
      filter(join(scan(&child, "v p"), scan(&parent, "p x")), exists(scan(&bag, "e"), false));
  STAYS(optional_row, optional(left, asks));  // (4)
}

static void optional_promised_needs_a_whole_promise(void) {
  CHANGES(optional_promised, optional(scan(&child, "v p"), scan(&parent, "p x")));
  STAYS(optional_promised, node_leftjoin(arena, scan(&child, "v p"), scan(&parent, "p x"),
                                         eq(ref("x"), ref("v"))));  // (1)
  STAYS(optional_promised,
        optional(scan(&child, "v p"),
                 filter(scan(&parent, "p x"), eq(ref("x"), number("1")))));         // (1)
  STAYS(optional_promised, optional(scan(&child, "p v"), scan(&parent, "p x")));    // (2)
  STAYS(optional_promised, optional(scan(&child, "v - q"), scan(&parent, "q x")));  // (3)
  STAYS(optional_promised, optional(scan(&child, "x p"), scan(&parent, "p x")));    // (4)
}

// --- Recursion -----------------------------------------------------------------------------------

static const Node *recursion(const Node *start, const Node *step, const Node *with) {
  const VarId columns[] = {var("a"), var("b")}, steps[] = {var("c"), var("e")};
  return node_recurse(arena, 1, 2, columns, start, steps, step, with);
}

static void recurse_keeps_what_is_as_good_and_what_comes_before(void) {
  const Node *start = scan(&bag, "a b"), *step = join(working(1, "c", "d"), scan(&bag, "d e"));
  STAYS(recurse, recursion(start, step, NULL));
  CHANGES(recurse, recursion(distinct(scan(&parent, "a b")), step, NULL));
  CHANGES(recurse, recursion(start, filter(filter(step, present("e")), present("d")), NULL));
  const Node *empty = node_empty(arena, &start->variables);
  const Node *gone = pass_recurse(&pass, recursion(empty, step, NULL));
  CU_ASSERT_EQUAL(gone->kind, NODE_EMPTY);
  // What is done before may be refined, and stays where nothing is in it.
  const VarId columns[] = {var("g"), var("h")}, steps[] = {var("i"), var("k")};
  const Node *more = join(working(2, "i", "j"), scan(&bag, "j k"));
  const Node *before =
      node_recurse(arena, 2, 2, columns, distinct(scan(&parent, "g h")), steps, more, NULL);
  CHANGES(recurse, recursion(start, step, before));
  const Node *none = node_recurse(
      arena, 2, 2, columns, node_empty(arena, &scan(&bag, "g h")->variables), steps, more, NULL);
  STAYS(recurse, recursion(start, step, none));
}

int main(void) {
  trees_open();
  const TestCase tests[] = {
      TEST(lift_leaves_what_others_mention),
      TEST(unify_needs_names_of_ones_own),
      TEST(unify_needs_one_type_whose_equality_is_the_terms),
      TEST(unify_gives_a_name_back_that_is_used_above),
      TEST(unify_goes_on_asking_that_a_column_is_there),
      TEST(unify_keeps_names_that_the_left_side_knows),
      TEST(foreign_key_promises_what_it_says),
      TEST(semi_needs_what_it_says),
      TEST(common_needs_members_that_are_alike),
      TEST(common_needs_members_that_are_read_whole),
      TEST(union_row_needs_the_row_in_each_branch),
      TEST(apart_needs_a_set_and_a_part_of_its_own),
      TEST(between_needs_links_between_a_row_and_others),
      TEST(constant_side_needs_what_the_left_side_fixes),
      TEST(constant_key_needs_one_row_by_name),
      TEST(optional_row_needs_a_row_at_hand_and_a_marker),
      TEST(optional_promised_needs_a_whole_promise),
      TEST(recurse_keeps_what_is_as_good_and_what_comes_before),
  };
  const int code = suites_run("pass_joins", tests, sizeof tests / sizeof tests[0]);
  arena_destroy(arena);
  return code;
}
