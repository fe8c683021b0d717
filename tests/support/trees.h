// Lifted trees over a small made-up schema, a line each, and whether a law changes them: for unit
// tests of passes. Names are short, as the trees are to be read; nothing here is thread-safe.
#ifndef ANAMORPH_TESTS_SUPPORT_TREES_H
#define ANAMORPH_TESTS_SUPPORT_TREES_H

#include "rewriter/pass/pass.h"

extern Arena *arena;
extern Variables *variables;
extern Pass pass;

// parent(id, x, y): id is the key, y may be NULL. child(id, p, q): id is the key, p refers to
// parent and is not NULL, q refers to it too and may be NULL; an index begins with p.
// bag(a, b): no key. checked(v): v > 10, not NULL. coded(c, w): character(2), and no length said.
// told(k, d, e): k determines d. steam(k, n), diesel(k, n): no k is in both; both refer to all(k,
// n) with both columns. unrelated(k, n): nothing is known.
extern LogicalTable parent, child, bag, checked, coded, told, steam, diesel, all, unrelated;

// To be called first; arena_destroy(arena) frees it all.
void trees_open(void);

// Makes the relation's first column its key.
void key_on_first(Relation *relation);

// --- Expressions ---------------------------------------------------------------------------------

// The variable of that name, an integer, the same one each time.
VarId var(const char *name);
const Expr *ref(const char *name);
const Expr *number(const char *text);
const Expr *eq(const Expr *a, const Expr *b);
const Expr *present(const char *name);
const Expr *written(const char *name);  // has a lexical form
const Expr *exists(const Node *pattern, bool negated);
const Expr *fresh_each_time(void);
const Expr *aggregate(const char *name, const Expr *arg);

// --- Trees ---------------------------------------------------------------------------------------

// names: one letter or word for each column, "-" where it is not bound: "v - w".
const Node *scan(const LogicalTable *table, const char *names);
const Node *join(const Node *a, const Node *b);
const Node *optional(const Node *a, const Node *b);
const Node *filter(const Node *a, const Expr *c);
const Node *both(const Node *a, const Node *b);
const Node *bound(const Node *a, const char *name, const Expr *value);
const Node *project(const Node *a, const char *name);
const Node *distinct(const Node *a);
// GROUP BY key (NULL: all rows are one group), ?total := value.
const Node *group(const Node *a, const char *key, const Expr *value);

// --- Checks --------------------------------------------------------------------------------------

typedef const Node *Law(Pass *pass, const Node *tree);

// All that the tree binds is needed. A tree that stays is the same pointer.
void check(Law *law, const char *name, const Node *tree, bool changes);
#define CHANGES(law, tree) check(pass_##law, #law " at line " TEXT(__LINE__), tree, true)
#define STAYS(law, tree)   check(pass_##law, #law " at line " TEXT(__LINE__), tree, false)
#define TEXT(line)         TEXT_(line)
#define TEXT_(line)        #line

#endif
