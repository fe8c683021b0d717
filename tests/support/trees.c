// Making trees, and asking a law about them.
#include "tests/support/trees.h"

#include <CUnit/CUnit.h>
#include <string.h>

Arena *arena;
static Symbols *symbols;
Variables *variables;
Pass pass;

LogicalTable parent, child, bag, checked, coded, told, steam, diesel, all, unrelated;

static Relation *describe(LogicalTable *table, const char *name, size_t count,
                          const char *const columns[], const char *nullable) {
  Relation *relation = ARENA_NEW(arena, Relation);
  Column *column = ARENA_ARRAY(arena, Column, count);
  for (size_t i = 0; i < count; i++) {
    column[i].name = symbols_intern_text(symbols, columns[i]);
    column[i].type = PG_TYPE_INT4;
    column[i].not_null = strcmp(columns[i], nullable) != 0;
    column[i].deterministic = true;
  }
  relation->kind = RELATION_TABLE;
  relation->schema = symbols_intern_text(symbols, "public");
  relation->name = symbols_intern_text(symbols, name);
  relation->column_count = count;
  relation->column = column;
  table->name = relation->name;
  table->relation = relation;
  return relation;
}

void key_on_first(Relation *relation) {
  static const unsigned first[] = {0};
  Key *key = ARENA_NEW(arena, Key);
  *key = (Key){{1, first}, true, true};
  relation->key_count = 1;
  relation->key = key;
}

static void describe_facts(void) {
  static const unsigned columns[] = {0, 1};
  static const Dependency first = {{1, &columns[0]}, {1, &columns[1]}};
  Relation *determined = describe(&told, "told", 3, (const char *[]){"k", "d", "e"}, "d");
  determined->dependency_count = 1;
  determined->dependency = &first;
  const char *const names[] = {"k", "n"};
  Relation *a = describe(&steam, "steam", 2, names, ""),
           *b = describe(&diesel, "diesel", 2, names, "");
  Relation *whole = describe(&all, "all", 2, names, "");
  (void)describe(&unrelated, "unrelated", 2, names, "");
  Disjoint *disjoint = ARENA_ARRAY(arena, Disjoint, 2);
  disjoint[0] = (Disjoint){0, b, 0};
  disjoint[1] = (Disjoint){0, a, 0};
  ForeignKey *key = ARENA_NEW(arena, ForeignKey);
  *key = (ForeignKey){{2, columns}, whole, {2, columns}};
  a->disjoint = &disjoint[0];
  b->disjoint = &disjoint[1];
  a->foreign_key = b->foreign_key = key;
  a->disjoint_count = b->disjoint_count = a->foreign_key_count = b->foreign_key_count = 1;
}

void trees_open(void) {
  static const unsigned columns[] = {0, 1, 2};
  arena = arena_create(0);
  symbols = symbols_create(arena, NULL);
  variables = variables_create(arena);
  Relation *to = describe(&parent, "parent", 3, (const char *[]){"id", "x", "y"}, "y");
  key_on_first(to);
  Relation *from = describe(&child, "child", 3, (const char *[]){"id", "p", "q"}, "q");
  key_on_first(from);
  ForeignKey *keys = ARENA_ARRAY(arena, ForeignKey, 2);
  keys[0] = (ForeignKey){{1, &columns[1]}, to, {1, &columns[0]}};
  keys[1] = (ForeignKey){{1, &columns[2]}, to, {1, &columns[0]}};
  from->foreign_key_count = 2;
  from->foreign_key = keys;
  ColumnSet *index = ARENA_NEW(arena, ColumnSet);
  *index = (ColumnSet){1, &columns[1]};
  from->index_count = 1;
  from->index = index;
  (void)describe(&bag, "bag", 2, (const char *[]){"a", "b"}, "");
  Relation *limited = describe(&checked, "checked", 1, (const char *[]){"v"}, "");
  static const char *const ten[] = {"10"};
  ColumnCheck *check = ARENA_NEW(arena, ColumnCheck);
  *check = (ColumnCheck){CHECK_GT, 1, ten};
  ((Column *)(uintptr_t)limited->column)->check_count = 1;
  ((Column *)(uintptr_t)limited->column)->check = check;
  describe_facts();
  Relation *texts = describe(&coded, "coded", 2, (const char *[]){"c", "w"}, "");
  Column *text = (Column *)(uintptr_t)texts->column;
  text[0].type = text[1].type = PG_TYPE_BPCHAR;
  text[0].typmod = 2 + 4;
  text[1].typmod = -1;
  static const RewriteOptions options;
  pass = (Pass){arena, variables, varset_empty(arena), varset_empty(arena), &options};
}

// --- Trees in a line each ------------------------------------------------------------------------

VarId var(const char *name) {
  for (VarId v = 0; v < variables_count(variables); v++)
    if (strcmp(variables_hint(variables, v), name) == 0) return v;
  return variables_fresh_native(variables, PG_TYPE_INT4, name);
}

const Expr *ref(const char *name) { return expr_var(arena, variables, var(name)); }
const Expr *number(const char *text) { return expr_native(arena, PG_TYPE_INT4, text); }
const Expr *eq(const Expr *a, const Expr *b) { return expr_sql2(arena, OP_EQ, a, b); }
const Expr *present(const char *name) { return expr_sql1(arena, OP_IS_NOT_NULL, ref(name)); }

const Expr *written(const char *name) { return expr_sql1(arena, OP_HAS_LEXICAL, ref(name)); }

const Node *scan(const LogicalTable *table, const char *names) {
  ScanColumn columns[4];
  size_t count = 0;
  unsigned column = 0;
  char *rest = arena_copy_text(arena, names, strlen(names)), *save = NULL;
  for (char *name = strtok_r(rest, " ", &save); name != NULL; name = strtok_r(NULL, " ", &save)) {
    if (strcmp(name, "-") != 0) columns[count++] = (ScanColumn){column, var(name)};
    column++;
  }
  return node_scan(arena, table, count, columns);
}

const Node *join(const Node *a, const Node *b) {
  return node_join(arena, 2, (const Node *[]){a, b});
}
const Node *optional(const Node *a, const Node *b) { return node_leftjoin(arena, a, b, NULL); }
const Node *filter(const Node *a, const Expr *c) { return node_filter(arena, a, c); }
const Node *both(const Node *a, const Node *b) {
  return node_union(arena, 2, (const Node *[]){a, b});
}
const Node *bound(const Node *a, const char *name, const Expr *value) {
  const Binding binding = {var(name), value};
  return node_extend(arena, a, 1, &binding);
}
const Node *project(const Node *a, const char *name) {
  const VarId only = var(name);
  return node_project(arena, a, 1, &only);
}
const Node *distinct(const Node *a) { return node_distinct(arena, a, false); }
const Expr *exists(const Node *pattern, bool negated) {
  return expr_exists(arena, negated, pattern, SORT_NATIVE, (Position){0});
}
const Expr *fresh_each_time(void) { return expr_sql_call(arena, "random", PG_TYPE_INT4, 0, NULL); }

const Expr *aggregate(const char *name, const Expr *arg) {
  Expr *agg = ARENA_NEW(arena, Expr);
  agg->kind = EXPR_SQL_AGG;
  agg->sort = SORT_NATIVE;
  agg->type = PG_TYPE_INT8;
  agg->u.sql_agg.name = name;
  agg->u.sql_agg.arg = arg;
  return agg;
}

const Node *group(const Node *a, const char *key, const Expr *value) {
  const Binding binding = {var("total"), value};
  const VarId keys[] = {key == NULL ? 0 : var(key)};
  return node_group(arena, a, key != NULL, keys, 1, &binding);
}

void check(Law *law, const char *name, const Node *tree, bool changes) {
  pass.needed = varset_copy(arena, &tree->variables);
  const bool changed = law(&pass, tree) != tree;
  if (changed != changes)
    (void)fprintf(stderr, "%s: %s\n", name, changes ? "the tree stayed" : "the tree changed");
  CU_ASSERT(changed == changes);
}
