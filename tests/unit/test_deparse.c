// The deparser: lifted trees as the SQL that an expert would write. Each statement is also read by
// PostgreSQL's own parser.
#include <CUnit/CUnit.h>
#include <pg_query.h>
#include <stdio.h>
#include <string.h>

#include "rewriter/lower/native.h"
#include "rewriter/sql/deparse.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static Arena *arena;
static Symbols *symbols;
static Variables *variables;

// emp(id, name, dept, "Big") and dept(id, name), scanned under variables of the test's choice.
static LogicalTable emp, dept, query;

static const Symbol *symbol(const char *text) { return symbols_intern_text(symbols, text); }

static void describe(LogicalTable *table, const char *schema, const char *name, size_t count,
                     const char *const columns[]) {
  Relation *relation = ARENA_NEW(arena, Relation);
  Column *column = ARENA_ARRAY(arena, Column, count);
  for (size_t i = 0; i < count; i++) {
    column[i].name = symbol(columns[i]);
    column[i].type = strcmp(columns[i], "name") == 0 ? PG_TYPE_TEXT : PG_TYPE_INT4;
    column[i].typmod = -1;
  }
  relation->kind = schema == NULL ? RELATION_QUERY : RELATION_TABLE;
  relation->schema = schema == NULL ? NULL : symbol(schema);
  relation->name = schema == NULL ? NULL : symbol(name);
  relation->query = schema == NULL ? symbol(name) : NULL;
  relation->column_count = count;
  relation->column = column;
  table->schema = relation->schema;
  table->name = relation->name;
  table->query = relation->query;
  table->relation = relation;
}

static void start(void) {
  arena = arena_create(0);
  symbols = symbols_create(arena, NULL);
  variables = variables_create(arena);
  static const char *const emp_columns[] = {"id", "name", "dept", "Big"};
  static const char *const dept_columns[] = {"id", "name"};
  describe(&emp, "public", "employee", 4, emp_columns);
  describe(&dept, "hr", "Dept", 2, dept_columns);
  describe(&query, NULL, "SELECT 1 AS id -- one", 1, dept_columns);
}

static VarId integer(const char *hint) {
  return variables_fresh_native(variables, PG_TYPE_INT4, hint);
}
static VarId text(const char *hint) {
  return variables_fresh_native(variables, PG_TYPE_TEXT, hint);
}
static const Expr *var(VarId id) { return expr_var(arena, variables, id); }
static const Expr *number(long long value) { return native_integer(arena, value); }

static const Node *scan_emp(VarId id, VarId name, VarId department) {
  const ScanColumn columns[] = {{0, id}, {1, name}, {2, department}};
  return node_scan(arena, &emp, 3, columns);
}
static const Node *scan_dept(VarId id, VarId name) {
  const ScanColumn columns[] = {{0, id}, {1, name}};
  return node_scan(arena, &dept, 2, columns);
}
static const Node *join(const Node *a, const Node *b) {
  return node_join(arena, 2, (const Node *[]){a, b});
}

static void expect(int line, const Node *tree, size_t count, const VarId columns[],
                   const char *expected) {
  const char *sql = "";
  Error err = {0};
  if (deparse_select(arena, variables, tree, count, columns, false, &sql, &err) != STATUS_OK)
    sql = err.message;
  PgQueryParseResult parsed = pg_query_parse(sql);
  if (parsed.error != NULL) fprintf(stderr, "\nline %d: %s\n", line, parsed.error->message);
  CU_ASSERT_PTR_NULL(parsed.error);
  pg_query_free_parse_result(parsed);
  if (strcmp(sql, expected) != 0)
    fprintf(stderr, "\nline %d\n  expected %s\n  got      %s\n", line, expected, sql);
  CU_assertImplementation(strcmp(sql, expected) == 0, (unsigned)line, expected, __FILE__, "",
                          CU_FALSE);
}
#define EXPECT(tree, expected, ...)                              \
  do {                                                           \
    const VarId columns_[] = {__VA_ARGS__};                      \
    expect(__LINE__, tree, COUNT(columns_), columns_, expected); \
  } while (0)

#define EXPECT_NO_COLUMNS(tree, expected) expect(__LINE__, tree, 0, NULL, expected)

static void shared_variables_join(void) {
  start();
  const VarId e = integer("id"), n = text("name"), d = integer("dept"), m = text("name");
  EXPECT(join(scan_emp(e, n, d), scan_dept(d, m)),
         "SELECT e.name, d.name FROM public.employee AS e JOIN hr.\"Dept\" AS d ON e.dept = d.id",
         n, m);
  EXPECT(
      node_filter(
          arena, join(scan_emp(e, n, d), scan_dept(d, m)),
          native_and(arena, native_compare(arena, OP_GT, var(e), number(5)),
                     native_compare(arena, OP_EQ, var(m), native_text(arena, "O'Hara\\", 7)))),
      "SELECT e.id FROM public.employee AS e JOIN hr.\"Dept\" AS d ON e.dept = d.id WHERE e.id > "
      "5 AND d.name = E'O''Hara\\\\'",
      e);
  arena_destroy(arena);
}

static void conditions_stand_at_the_join_they_make(void) {
  start();
  const VarId e = integer("id"), n = text("name"), d = integer("dept"), f = integer("id"),
              m = text("name");
  const Expr *meets = native_compare(arena, OP_EQ, var(d), var(f));
  EXPECT(node_filter(arena, join(scan_emp(e, n, d), scan_dept(f, m)), meets),
         "SELECT e.id FROM public.employee AS e JOIN hr.\"Dept\" AS d ON e.dept = d.id", e);
  EXPECT(join(scan_emp(e, n, d), scan_dept(f, m)),
         "SELECT e.id FROM public.employee AS e CROSS JOIN hr.\"Dept\" AS d", e);
  arena_destroy(arena);
}

static void optional_parts_are_left_joins(void) {
  start();
  const VarId e = integer("id"), n = text("name"), d = integer("dept"), m = text("name"),
              boss = integer("id"), tag = integer("tag"), x = text("name");
  EXPECT(
      node_leftjoin(arena, scan_emp(e, n, d),
                    node_filter(arena, scan_dept(d, m),
                                native_compare(arena, OP_EQ, var(m), native_text(arena, "x", 1))),
                    NULL),
      "SELECT e.id, d.name FROM public.employee AS e LEFT JOIN hr.\"Dept\" AS d ON e.dept = d.id "
      "AND d.name = 'x'",
      e, m);
  EXPECT(node_leftjoin(arena, scan_emp(e, n, d), join(scan_dept(d, m), scan_emp(boss, x, d)), NULL),
         "SELECT e.id, e2.id FROM public.employee AS e LEFT JOIN (hr.\"Dept\" AS d JOIN "
         "public.employee AS e2 ON d.id = e2.dept) ON e.dept = d.id",
         e, boss);
  // Within the nested join, the shared variable is its own column.
  const VarId other = integer("id"), y = text("name");
  EXPECT(
      join(scan_emp(e, n, d),
           node_leftjoin(arena, join(scan_dept(d, m), scan_emp(boss, x, d)), scan_dept(other, y),
                         native_compare(arena, OP_EQ, var(d), var(other)))),
      "SELECT e.id FROM public.employee AS e JOIN (hr.\"Dept\" AS d JOIN public.employee AS e2 ON "
      "d.id = e2.dept LEFT JOIN hr.\"Dept\" AS d2 ON d.id = d2.id) ON e.dept = d.id",
      e);
  // A constant of the optional part must become NULL with it.
  const Binding constant = {tag, number(1)};
  EXPECT(
      node_leftjoin(arena, scan_emp(e, n, d), node_extend(arena, scan_dept(d, m), 1, &constant),
                    NULL),
      "SELECT e.id, d2.tag FROM public.employee AS e LEFT JOIN (SELECT d.id AS dept, 1 AS tag FROM "
      "hr.\"Dept\" AS d) AS d2 ON e.dept = d2.dept",
      e, tag);
  arena_destroy(arena);
}

static void existence_is_a_correlated_subquery(void) {
  start();
  const VarId e = integer("id"), n = text("name"), d = integer("dept"), m = text("name");
  EXPECT(node_anti(arena, scan_emp(e, n, d), scan_dept(d, m),
                   native_compare(arena, OP_NE, var(m), var(n))),
         "SELECT e.id FROM public.employee AS e WHERE NOT EXISTS (SELECT 1 FROM hr.\"Dept\" AS d "
         "WHERE d.id = e.dept AND d.name <> e.name)",
         e);
  const Binding there = {variables_fresh_native(variables, PG_TYPE_BOOL, "there"),
                         expr_exists(arena, false, scan_dept(d, m), SORT_NATIVE, (Position){0, 0})};
  EXPECT(
      node_extend(arena, scan_emp(e, n, d), 1, &there),
      "SELECT EXISTS (SELECT 1 FROM hr.\"Dept\" AS d WHERE d.id = e.dept) FROM public.employee AS "
      "e",
      there.var);
  arena_destroy(arena);
}

static void unions_carry_only_what_is_used(void) {
  start();
  const VarId e = integer("id"), n = text("name"), d = integer("dept"), tag = integer("tag");
  const Binding one = {tag, number(1)}, two = {tag, number(2)};
  const Node *both = node_union(arena, 2,
                                (const Node *[]){node_extend(arena, scan_emp(e, n, d), 1, &one),
                                                 node_extend(arena, scan_dept(e, n), 1, &two)});
  EXPECT(both,
         "SELECT 1, e.dept FROM public.employee AS e UNION ALL SELECT 2, NULL::integer FROM "
         "hr.\"Dept\" AS d",
         tag, d);
  const Expr *first = native_compare(arena, OP_EQ, var(tag), number(1));
  EXPECT(node_filter(arena, both, first),
         "SELECT u.name FROM (SELECT e.name, 1 AS tag FROM public.employee AS e UNION ALL SELECT "
         "d.name, 2 FROM hr.\"Dept\" AS d) AS u WHERE u.tag = 1",
         n);
  EXPECT_NO_COLUMNS(
      node_slice(arena, both, 0, 1),
      "SELECT 1 FROM (SELECT 1 FROM public.employee AS e UNION ALL SELECT 1 FROM hr.\"Dept\" AS d) "
      "AS u LIMIT 1");
  arena_destroy(arena);
}

static void modifiers_follow_the_order_of_clauses(void) {
  start();
  const VarId e = integer("id"), n = text("name"), d = integer("dept"), c = integer("count");
  const Node *scan = scan_emp(e, n, d);
  const OrderKey by_name = {var(n), false}, by_id = {var(e), true};
  const Node *named = node_project(arena, scan, 1, &n);
  EXPECT(
      node_slice(arena, node_order(arena, node_distinct(arena, named, false), 1, &by_name), 5, 10),
      "SELECT DISTINCT e.name FROM public.employee AS e ORDER BY e.name NULLS FIRST LIMIT 10 "
      "OFFSET 5",
      n);
  const Node *sorted = node_project(arena, node_order(arena, scan, 1, &by_id), 1, &n);
  EXPECT(node_distinct(arena, sorted, false),
         "SELECT e.name FROM public.employee AS e GROUP BY e.name ORDER BY max(e.id) DESC NULLS "
         "LAST",
         n);
  Expr *count = ARENA_NEW(arena, Expr);
  *count = (Expr){.kind = EXPR_SQL_AGG, .sort = SORT_NATIVE, .type = PG_TYPE_INT8};
  count->u.sql_agg.name = "count";
  const Binding counted = {c, count};
  const Node *group = node_group(arena, scan, 1, &d, 1, &counted);
  EXPECT(node_filter(arena, group, native_compare(arena, OP_GT, var(c), number(1))),
         "SELECT e.dept, count(*) FROM public.employee AS e GROUP BY e.dept HAVING count(*) > 1", d,
         c);
  EXPECT(
      node_filter(arena, node_slice(arena, scan, 0, 3),
                  native_compare(arena, OP_GT, var(e), number(1))),
      "SELECT d.name FROM (SELECT e.id, e.name FROM public.employee AS e LIMIT 3) AS d WHERE d.id "
      "> 1",
      n);
  arena_destroy(arena);
}

static void inline_rows_have_types(void) {
  start();
  const VarId a = integer("a"), b = text("b");
  const Expr *cells[] = {number(1), native_text(arena, "x", 1), expr_null(arena, PG_TYPE_INT4),
                         native_text(arena, "y", 1)};
  EXPECT(node_values(arena, 2, (const VarId[]){a, b}, 2, cells),
         "SELECT v.a, v.b FROM (VALUES ('1'::integer, 'x'::text), (NULL, 'y')) AS v(a, b)", a, b);
  EXPECT(node_values(arena, 2, (const VarId[]){a, b}, 1, cells), "SELECT 1, 'x'::text", a, b);
  EXPECT(node_values(arena, 1, &a, 0, NULL), "SELECT NULL::integer WHERE false", a);
  EXPECT_NO_COLUMNS(node_unit(arena), "SELECT 1");
  arena_destroy(arena);
}

static void queries_and_names_are_kept_as_written(void) {
  start();
  const VarId q = integer("id"), big = integer("Big");
  const ScanColumn id = {0, q}, column = {3, big};
  EXPECT(node_scan(arena, &query, 1, &id), "SELECT q.id FROM (SELECT 1 AS id -- one\n) AS q", q);
  EXPECT(node_scan(arena, &emp, 1, &column), "SELECT e.\"Big\" FROM public.employee AS e", big);
  arena_destroy(arena);
}

static void operators_keep_their_grouping(void) {
  start();
  const VarId e = integer("id"), n = text("name"), d = integer("dept"), x = integer("x");
  const Expr *difference = expr_sql2(arena, OP_SUBTRACT, var(e), var(d));
  const Binding nested = {x, expr_sql2(arena, OP_SUBTRACT, var(e), difference)};
  EXPECT(node_extend(arena, scan_emp(e, n, d), 1, &nested),
         "SELECT e.id - (e.id - e.dept) FROM public.employee AS e", x);
  const Expr *either = native_or(arena, native_compare(arena, OP_EQ, var(e), number(1)),
                                 native_compare(arena, OP_EQ, var(e), number(-2)));
  EXPECT(node_filter(arena, scan_emp(e, n, d), either),
         "SELECT e.id FROM public.employee AS e WHERE e.id IN (1, -2)", e);
  const Expr *mixed = native_or(arena, native_compare(arena, OP_EQ, var(e), number(1)),
                                native_compare(arena, OP_GT, var(d), number(2)));
  EXPECT(node_filter(arena, scan_emp(e, n, d), native_not(arena, mixed)),
         "SELECT e.id FROM public.employee AS e WHERE NOT (e.id = 1 OR e.dept > 2)", e);
  arena_destroy(arena);
}

// A condition on a tag that a branch of a union fixes is decided there.
static void tags_are_decided_in_their_branch(void) {
  start();
  const VarId e = integer("id"), n = text("name"), d = integer("dept"), tag = integer("tag"),
              x = text("x");
  const Binding one = {tag, number(1)};
  const CaseBranch branches[] = {
      {native_compare(arena, OP_EQ, var(tag), number(0)), native_text(arena, "no", 2)},
      {native_compare(arena, OP_EQ, var(tag), number(1)), var(n)}};
  const Binding chosen = {x, expr_case(arena, 2, branches, NULL)};
  const Node *tree = node_extend(arena, node_extend(arena, scan_emp(e, n, d), 1, &one), 1, &chosen);
  EXPECT(tree, "SELECT e.name FROM public.employee AS e", x);
  arena_destroy(arena);
}

// Who is under whom, from the department on: made anew, with variables and a label of its own.
static const Node *reach(unsigned label, long long department, VarId *from, VarId *to) {
  const VarId a = integer("id"), b = integer("dept"), c = integer("id"), d = integer("dept"),
              e = integer("dept");
  const ScanColumn first[] = {{0, a}, {2, b}}, next[] = {{0, d}, {2, e}};
  const Node *start = node_filter(arena, node_scan(arena, &emp, 2, first),
                                  native_compare(arena, OP_EQ, var(b), number(department)));
  VarSet certain = varset_empty(arena);
  const Node *step = join(node_working(arena, label, 2, (const VarId[]){c, d}, &certain),
                          node_scan(arena, &emp, 2, next));
  *from = a;
  *to = b;
  return node_recurse(arena, label, 2, (const VarId[]){a, b},
                      node_project(arena, start, 2, (const VarId[]){a, b}), (const VarId[]){c, e},
                      node_project(arena, step, 2, (const VarId[]){c, e}), NULL);
}

#define REACH(name, employee, other, working, department)                                 \
  name "(id, dept) AS ( SELECT " employee ".id, " employee                                \
       ".dept FROM public.employee AS " employee " WHERE " employee ".dept = " department \
       " UNION SELECT " working ".id, " other ".dept FROM " name " AS " working           \
       " JOIN public.employee AS " other " ON " working ".dept = " other ".id )"

// Two places that would compute the same read one table, also from inside an EXISTS; another
// constant is another table.
static void equal_recursions_are_one(void) {
  start();
  VarId a, b, c, d;
  const Node *one = reach(1, 7, &a, &b), *two = reach(2, 7, &c, &d);
  const Node *chain =
      node_filter(arena, join(one, two), native_compare(arena, OP_EQ, var(b), var(c)));
  EXPECT(chain,
         "WITH RECURSIVE " REACH(
             "reached", "e", "e2", "w",
             "7") " SELECT r.id, r2.dept FROM reached AS r JOIN reached AS r2 ON r.dept = r2.id",
         a, d);
  const Node *inside = node_filter(arena, two, native_compare(arena, OP_EQ, var(c), var(b)));
  EXPECT(node_filter(arena, one, expr_exists(arena, false, inside, SORT_NATIVE, one->at)),
         "WITH RECURSIVE " REACH("reached", "e", "e2", "w", "7")
         " SELECT r.id FROM reached AS r WHERE EXISTS (SELECT 1 FROM reached AS r2 WHERE "
         "r2.id = r.dept)", a);
  const Node *three = reach(3, 8, &c, &d);
  EXPECT(node_filter(arena, join(one, three), native_compare(arena, OP_EQ, var(b), var(c))),
         "SELECT r.id FROM (WITH RECURSIVE " REACH("reached", "e", "e2", "w", "7")
         " TABLE reached) AS r JOIN (WITH RECURSIVE " REACH("reached2", "e3", "e4", "w2", "8")
         " TABLE reached2) AS r2 ON r.dept = r2.id", a);
  arena_destroy(arena);
}

// What is restricted to a row around it is another table for each such row.
static void correlated_recursions_stay_where_they_are(void) {
  start();
  const VarId e = integer("id"), n = text("name"), d = integer("dept");
  const Expr *exists[2];
  for (unsigned i = 0; i < 2; i++) {
    VarId a, b;
    const Node *tree = reach(i + 1, 7, &a, &b);
    const Node *start_ =
        node_filter(arena, tree->u.recurse.start, native_compare(arena, OP_EQ, var(a), var(e)));
    tree = node_recurse(arena, i + 1, 2, tree->u.recurse.var, start_, tree->u.recurse.step_var,
                        tree->u.recurse.step, NULL);
    exists[i] = expr_exists(arena, false, tree, SORT_NATIVE, tree->at);
  }
  const char *sql;
  Error err = {0};
  const Node *tree = node_filter(arena, scan_emp(e, n, d), native_or(arena, exists[0], exists[1]));
  CU_ASSERT_EQUAL_FATAL(
      deparse_select(arena, variables, tree, 1, (const VarId[]){n}, false, &sql, &err), STATUS_OK);
  CU_ASSERT_EQUAL(strncmp(sql, "SELECT e.name FROM", 18), 0);
  const char *first = strstr(sql, "WITH RECURSIVE");
  CU_ASSERT_PTR_NOT_NULL_FATAL(first);
  CU_ASSERT_PTR_NOT_NULL(strstr(first + 1, "WITH RECURSIVE"));
  arena_destroy(arena);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(shared_variables_join),          TEST(conditions_stand_at_the_join_they_make),
      TEST(optional_parts_are_left_joins),  TEST(existence_is_a_correlated_subquery),
      TEST(unions_carry_only_what_is_used), TEST(modifiers_follow_the_order_of_clauses),
      TEST(inline_rows_have_types),         TEST(queries_and_names_are_kept_as_written),
      TEST(operators_keep_their_grouping),  TEST(tags_are_decided_in_their_branch),
      TEST(equal_recursions_are_one),       TEST(correlated_recursions_stay_where_they_are),
  };
  return suites_run("deparse", tests, COUNT(tests));
}
