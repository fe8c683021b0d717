// Facts that the database does not declare, added to what its catalogue says.
#include <string.h>

#include "base/db/catalogue_parts.h"

// The catalogue's own relations, which it hands out as constants.
static Relation *own(const Relation *relation) { return (Relation *)(uintptr_t)relation; }

static ColumnSet copy_columns(const Catalogue *catalogue, const ColumnSet *set) {
  return (ColumnSet){set->count,
                     arena_copy(catalogue->arena, set->column, set->count * sizeof *set->column)};
}

static bool all_not_null(const Relation *relation, const ColumnSet *set) {
  for (size_t i = 0; i < set->count; i++)
    if (!relation->column[set->column[i]].not_null) return false;
  return true;
}

void catalogue_declare_not_null(Catalogue *catalogue, const Relation *relation,
                                const ColumnSet *columns) {
  Column *column = arena_copy(catalogue->arena, relation->column,
                              relation->column_count * sizeof *relation->column);
  for (size_t i = 0; i < columns->count; i++) column[columns->column[i]].not_null = true;
  own(relation)->column = column;
  if (relation->key_count == 0) return;
  Key *keys =
      arena_copy(catalogue->arena, relation->key, relation->key_count * sizeof *relation->key);
  for (size_t i = 0; i < relation->key_count; i++)
    keys[i].not_null = all_not_null(relation, &keys[i].columns);
  own(relation)->key = keys;
}

void catalogue_declare_without(Catalogue *catalogue, const Relation *relation,
                               const ColumnSet *columns, const char *characters) {
  Arena *arena = catalogue->arena;
  Column *column =
      arena_copy(arena, relation->column, relation->column_count * sizeof *relation->column);
  const char **value = ARENA_ARRAY(arena, const char *, 1);
  *value = arena_copy_text(arena, characters, strlen(characters));
  for (size_t i = 0; i < columns->count; i++) {
    Column *one = &column[columns->column[i]];
    ColumnCheck *check = ARENA_ARRAY(arena, ColumnCheck, one->check_count + 1);
    if (one->check_count > 0) memcpy(check, one->check, one->check_count * sizeof *check);
    check[one->check_count++] = (ColumnCheck){CHECK_WITHOUT, 1, value};
    one->check = check;
  }
  own(relation)->column = column;
}

void catalogue_declare_key(Catalogue *catalogue, const Relation *relation,
                           const ColumnSet *columns) {
  Key *keys = ARENA_ARRAY(catalogue->arena, Key, relation->key_count + 1);
  if (relation->key_count > 0) memcpy(keys, relation->key, relation->key_count * sizeof *keys);
  keys[relation->key_count] = (Key){.columns = copy_columns(catalogue, columns),
                                    .not_null = all_not_null(relation, columns)};
  own(relation)->key = keys;
  own(relation)->key_count++;
}

void catalogue_declare_foreign_key(Catalogue *catalogue, const Relation *relation,
                                   const ColumnSet *columns, const Relation *target,
                                   const ColumnSet *target_columns) {
  const size_t count = relation->foreign_key_count;
  ForeignKey *keys = ARENA_ARRAY(catalogue->arena, ForeignKey, count + 1);
  if (count > 0) memcpy(keys, relation->foreign_key, count * sizeof *keys);
  keys[count] = (ForeignKey){copy_columns(catalogue, columns), target,
                             copy_columns(catalogue, target_columns)};
  own(relation)->foreign_key = keys;
  own(relation)->foreign_key_count++;
}

void catalogue_declare_dependency(Catalogue *catalogue, const Relation *relation,
                                  const ColumnSet *from, const ColumnSet *to) {
  const size_t count = relation->dependency_count;
  Dependency *all = ARENA_ARRAY(catalogue->arena, Dependency, count + 1);
  if (count > 0) memcpy(all, relation->dependency, count * sizeof *all);
  all[count] = (Dependency){copy_columns(catalogue, from), copy_columns(catalogue, to)};
  own(relation)->dependency = all;
  own(relation)->dependency_count++;
}

static void add_disjoint(const Catalogue *catalogue, Relation *relation, Disjoint disjoint) {
  const size_t count = relation->disjoint_count;
  Disjoint *all = ARENA_ARRAY(catalogue->arena, Disjoint, count + 1);
  if (count > 0) memcpy(all, relation->disjoint, count * sizeof *all);
  all[count] = disjoint;
  relation->disjoint = all;
  relation->disjoint_count++;
}

void catalogue_declare_disjoint(Catalogue *catalogue, const Relation *relation, unsigned column,
                                const Relation *target, unsigned target_column) {
  add_disjoint(catalogue, own(relation), (Disjoint){column, target, target_column});
  add_disjoint(catalogue, own(target), (Disjoint){target_column, relation, column});
}
