// Variables and sets of them.
#include "rewriter/ir/variable.h"

#include "base/vec.h"

typedef struct Variable {
  const Symbol *name;  // NULL when fresh
  const char *hint;
  bool native;
  PgType type;
} Variable;

struct Variables {
  Arena *arena;
  VEC(Variable) list;
};

Variables *variables_create(Arena *arena) {
  Variables *variables = ARENA_NEW(arena, Variables);
  variables->arena = arena;
  return variables;
}

Variables *variables_copy(Arena *arena, const Variables *variables) {
  Variables *copy = variables_create(arena);
  for (size_t i = 0; i < variables->list.count; i++)
    VEC_PUSH(arena, &copy->list, variables->list.item[i]);
  return copy;
}

static VarId add(Variables *variables, Variable variable) {
  VEC_PUSH(variables->arena, &variables->list, variable);
  return (VarId)(variables->list.count - 1);
}

VarId variables_named(Variables *variables, const Symbol *name) {
  for (size_t i = 0; i < variables->list.count; i++)
    if (variables->list.item[i].name == name) return (VarId)i;
  return add(variables, (Variable){.name = name, .hint = name->text});
}

VarId variables_fresh_rdf(Variables *variables, const char *hint) {
  return add(variables, (Variable){.hint = hint});
}

VarId variables_fresh_native(Variables *variables, PgType type, const char *hint) {
  return add(variables, (Variable){.hint = hint, .native = true, .type = type});
}

size_t variables_count(const Variables *variables) { return variables->list.count; }

const Symbol *variables_name(const Variables *variables, VarId var) {
  return variables->list.item[var].name;
}

const char *variables_hint(const Variables *variables, VarId var) {
  const char *hint = variables->list.item[var].hint;
  return hint == NULL ? "" : hint;
}

bool variables_is_native(const Variables *variables, VarId var) {
  return variables->list.item[var].native;
}

PgType variables_type(const Variables *variables, VarId var) {
  return variables->list.item[var].type;
}

// --- Sets --------------------------------------------------------------------------------------

static void reserve(VarSet *set, size_t words) {
  if (words <= set->words) return;
  size_t grown = set->words == 0 ? 1 : 2 * set->words;
  if (grown < words) grown = words;
  uint64_t *word = ARENA_ARRAY(set->arena, uint64_t, grown);
  if (set->words > 0) memcpy(word, set->word, set->words * sizeof *word);
  set->word = word;
  set->words = grown;
}

VarSet varset_copy(Arena *arena, const VarSet *set) {
  VarSet copy = varset_empty(arena);
  varset_add_all(&copy, set);
  return copy;
}

void varset_add(VarSet *set, VarId var) {
  reserve(set, var / 64 + 1);
  set->word[var / 64] |= UINT64_C(1) << (var % 64);
}

void varset_remove(VarSet *set, VarId var) {
  if (var / 64 < set->words) set->word[var / 64] &= ~(UINT64_C(1) << (var % 64));
}

void varset_add_all(VarSet *set, const VarSet *other) {
  reserve(set, other->words);
  for (size_t i = 0; i < other->words; i++) set->word[i] |= other->word[i];
}

void varset_keep_all(VarSet *set, const VarSet *other) {
  for (size_t i = 0; i < set->words; i++) set->word[i] &= i < other->words ? other->word[i] : 0;
}

void varset_remove_all(VarSet *set, const VarSet *other) {
  for (size_t i = 0; i < set->words && i < other->words; i++) set->word[i] &= ~other->word[i];
}

bool varset_subset(const VarSet *part, const VarSet *whole) {
  for (size_t i = 0; i < part->words; i++)
    if ((part->word[i] & ~(i < whole->words ? whole->word[i] : 0)) != 0) return false;
  return true;
}

bool varset_intersects(const VarSet *a, const VarSet *b) {
  for (size_t i = 0; i < a->words && i < b->words; i++)
    if ((a->word[i] & b->word[i]) != 0) return true;
  return false;
}

bool varset_equal(const VarSet *a, const VarSet *b) {
  return varset_subset(a, b) && varset_subset(b, a);
}

size_t varset_count(const VarSet *set) {
  size_t count = 0;
  for (size_t i = 0; i < set->words; i++) count += (size_t)__builtin_popcountll(set->word[i]);
  return count;
}

int varset_next(const VarSet *set, int from) {
  if (from < 0) from = 0;
  for (size_t i = (size_t)from / 64; i < set->words; i++) {
    uint64_t word = set->word[i];
    if (i == (size_t)from / 64) word &= ~UINT64_C(0) << ((size_t)from % 64);
    if (word != 0) return (int)(i * 64) + __builtin_ctzll(word);
  }
  return -1;
}
