// Variables and sets of them.
#include "rewriter/ir/variable.h"

#include <string.h>

#include "base/vec.h"

typedef struct Variable {
  const Symbol *name;  // NULL when fresh
  const char *hint;
  bool native;
  PgType type;
  const char *without;
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

const char *variables_without(const Variables *variables, VarId var) {
  return variables->list.item[var].without;
}

void variables_set_without(Variables *variables, VarId var, const char *characters) {
  variables->list.item[var].without = characters;
}

// --- Sets --------------------------------------------------------------------------------------

// Words are never empty: what takes the last member out takes the word out.

static uint64_t bit_of(VarId var) { return UINT64_C(1) << (var % 64); }

// Where the word stands, or would stand.
static size_t place_of(const VarSet *set, size_t index) {
  size_t from = 0, to = set->count;
  while (from < to) {
    const size_t middle = from + (to - from) / 2;
    if (set->word[middle].index < index)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

static uint64_t bits_of(const VarSet *set, size_t index) {
  const size_t at = place_of(set, index);
  return at < set->count && set->word[at].index == index ? set->word[at].bits : 0;
}

static void reserve(VarSet *set, size_t words) {
  if (words <= set->capacity) return;
  size_t grown = set->capacity == 0 ? 2 : 2 * set->capacity;
  if (grown < words) grown = words;
  VarWord *word = arena_alloc(set->arena, grown * sizeof *word);
  if (set->count > 0) memcpy(word, set->word, set->count * sizeof *word);
  set->word = word;
  set->capacity = grown;
}

VarSet varset_copy(Arena *arena, const VarSet *set) {
  VarSet copy = varset_empty(arena);
  varset_add_all(&copy, set);
  return copy;
}

bool varset_has(const VarSet *set, VarId var) {
  return (bits_of(set, var / 64) & bit_of(var)) != 0;
}

void varset_add(VarSet *set, VarId var) {
  const size_t index = var / 64, at = place_of(set, index);
  if (at == set->count || set->word[at].index != index) {
    reserve(set, set->count + 1);
    memmove(&set->word[at + 1], &set->word[at], (set->count - at) * sizeof *set->word);
    set->word[at] = (VarWord){index, 0};
    set->count++;
  }
  set->word[at].bits |= bit_of(var);
}

void varset_remove(VarSet *set, VarId var) {
  const size_t index = var / 64, at = place_of(set, index);
  if (at == set->count || set->word[at].index != index) return;
  set->word[at].bits &= ~bit_of(var);
  if (set->word[at].bits != 0) return;
  set->count--;
  memmove(&set->word[at], &set->word[at + 1], (set->count - at) * sizeof *set->word);
}

void varset_add_all(VarSet *set, const VarSet *other) {
  size_t more = 0;
  for (size_t i = 0, j = 0; j < other->count; j++) {
    while (i < set->count && set->word[i].index < other->word[j].index) i++;
    if (i == set->count || set->word[i].index != other->word[j].index) more++;
  }
  reserve(set, set->count + more);
  // From the end, so that nothing is overwritten before it has moved.
  size_t i = set->count, j = other->count;
  for (size_t k = set->count += more; j > 0;) {
    const VarWord *theirs = &other->word[j - 1];
    if (i > 0 && set->word[i - 1].index > theirs->index) {
      set->word[--k] = set->word[--i];
    } else {
      const uint64_t ours =
          i > 0 && set->word[i - 1].index == theirs->index ? set->word[--i].bits : 0;
      set->word[--k] = (VarWord){theirs->index, theirs->bits | ours};
      j--;
    }
  }
}

// Keeps of each word the bits that are also in `other`, or those that are not.
static void keep(VarSet *set, const VarSet *other, bool common) {
  size_t kept = 0;
  for (size_t i = 0, j = 0; i < set->count; i++) {
    VarWord word = set->word[i];
    while (j < other->count && other->word[j].index < word.index) j++;
    const bool both = j < other->count && other->word[j].index == word.index;
    const uint64_t theirs = both ? other->word[j].bits : 0;
    word.bits &= common ? theirs : ~theirs;
    if (word.bits != 0) set->word[kept++] = word;
  }
  set->count = kept;
}

void varset_keep_all(VarSet *set, const VarSet *other) { keep(set, other, true); }
void varset_remove_all(VarSet *set, const VarSet *other) { keep(set, other, false); }

bool varset_subset(const VarSet *part, const VarSet *whole) {
  for (size_t i = 0, j = 0; i < part->count; i++) {
    while (j < whole->count && whole->word[j].index < part->word[i].index) j++;
    if (j == whole->count || whole->word[j].index != part->word[i].index ||
        (part->word[i].bits & ~whole->word[j].bits) != 0)
      return false;
  }
  return true;
}

bool varset_intersects(const VarSet *a, const VarSet *b) {
  for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
    if (a->word[i].index < b->word[j].index) {
      i++;
    } else if (b->word[j].index < a->word[i].index) {
      j++;
    } else if ((a->word[i++].bits & b->word[j++].bits) != 0) {
      return true;
    }
  }
  return false;
}

bool varset_equal(const VarSet *a, const VarSet *b) {
  if (a->count != b->count) return false;
  for (size_t i = 0; i < a->count; i++)
    if (a->word[i].index != b->word[i].index || a->word[i].bits != b->word[i].bits) return false;
  return true;
}

size_t varset_count(const VarSet *set) {
  size_t count = 0;
  for (size_t i = 0; i < set->count; i++) count += (size_t)__builtin_popcountll(set->word[i].bits);
  return count;
}

int varset_next(const VarSet *set, int from) {
  if (from < 0) from = 0;
  const size_t first = (size_t)from / 64;
  for (size_t i = place_of(set, first); i < set->count; i++) {
    uint64_t bits = set->word[i].bits;
    if (set->word[i].index == first) bits &= ~UINT64_C(0) << ((size_t)from % 64);
    if (bits != 0) return (int)(set->word[i].index * 64) + __builtin_ctzll(bits);
  }
  return -1;
}
