// Which extents lie in which, found without looking at each pair.
//
// An extent can only contain those whose terms look like its own, and whose rows lead to its first
// table. Where these are many, it also demands a constant there that they know.
#include <string.h>

#include "base/buffer.h"
#include "mapping/extent_parts.h"

enum { FEW = 16 };

typedef VEC(Extent *) ExtentList;

// Extents whose terms look alike, by the first table that they read. columns: those of it that some
// of them compares with a constant.
typedef struct Section {
  const Relation *relation;
  ExtentList list;
  VEC(unsigned) columns;
} Section;

typedef struct Group {
  VEC(Section) sections;
} Group;

// shelves: of a section's extents, those that begin with a comparison of one column with one text,
// or with none.
typedef struct Library {
  Extents *extents;
  Symbols *keys;
  Names *group_names, *shelf_names;
  VEC(Group) groups;
  VEC(ExtentList) shelves;
  Reach *reach;
  Arena *scratch;
} Library;

static const Symbol *intern(Library *library, Buffer *text) {
  const Symbol *key = symbols_intern(library->keys, text->data, text->length);
  buffer_free(text);
  return key;
}

// --- Listing -------------------------------------------------------------------------------------

static const Symbol *group_key(Library *library, const Extent *extent) {
  Buffer out = {0};
  for (size_t i = 0; i < MAPS; i++) {
    const TermMap *map = extent->map[i].map;
    const void *mark = map == NULL                      ? NULL
                       : map->kind == TERM_MAP_CONSTANT ? (const void *)map->constant.lexical
                       : map->kind == TERM_MAP_TEMPLATE ? (const void *)map->template_->shape
                                                        : (const void *)map->datatype;
    buffer_printf(&out, " %d %p", map == NULL ? -1 : (int)map->kind, mark);
  }
  return intern(library, &out);
}

// column, text: NULL for none.
static const Symbol *shelf_key(Library *library, const Section *section, const unsigned *column,
                               const char *text) {
  Buffer out = {0};
  buffer_printf(&out, "%p", (const void *)section->list.item[0]);
  if (column != NULL) buffer_printf(&out, " %u %s", *column, text);
  return intern(library, &out);
}

// The first equality with a constant on its first table. Other conditions may follow from some that
// are not the same.
static const PlaceCondition *first_condition(const Extent *extent) {
  for (size_t i = 0; i < extent->conditions.count; i++) {
    const PlaceCondition *condition = &extent->conditions.item[i];
    if (condition->text != NULL && condition->test == VIEW_EQ && condition->left.table == 0)
      return condition;
  }
  return NULL;
}

static Group *group_of(Library *library, const Extent *extent) {
  const size_t number = names_add(library->group_names, group_key(library, extent));
  if (number == library->groups.count) {
    const Group none = {0};
    VEC_PUSH(library->extents->arena, &library->groups, none);
  }
  return &library->groups.item[number];
}

static Section *section_of(Library *library, Group *group, const Relation *relation) {
  for (size_t i = 0; i < group->sections.count; i++)
    if (group->sections.item[i].relation == relation) return &group->sections.item[i];
  const Section section = {.relation = relation};
  VEC_PUSH(library->extents->arena, &group->sections, section);
  return &group->sections.item[group->sections.count - 1];
}

static void shelve(Library *library, Extent *extent) {
  Arena *arena = library->extents->arena;
  Section *section = section_of(library, group_of(library, extent), extent->table[0]);
  VEC_PUSH(arena, &section->list, extent);
  const PlaceCondition *condition = first_condition(extent);
  if (condition != NULL) {
    bool known = false;
    for (size_t i = 0; i < section->columns.count && !known; i++)
      known = section->columns.item[i] == condition->left.column;
    if (!known) VEC_PUSH(arena, &section->columns, condition->left.column);
  }
  const Symbol *key = condition == NULL
                          ? shelf_key(library, section, NULL, NULL)
                          : shelf_key(library, section, &condition->left.column, condition->text);
  const size_t number = names_add(library->shelf_names, key);
  if (number == library->shelves.count) {
    const ExtentList none = {0};
    VEC_PUSH(arena, &library->shelves, none);
  }
  VEC_PUSH(arena, &library->shelves.item[number], extent);
}

// --- Comparing -----------------------------------------------------------------------------------

static void compare_list(Library *library, Extent *a, const ExtentList *list) {
  for (size_t i = 0; i < list->count; i++) {
    const Extent *b = list->item[i];
    bool known = b == a;
    for (size_t j = 0; j < a->above.count && !known; j++) known = a->above.item[j] == b->number;
    if (known || !extent_lies_in(library->scratch, library->reach, a, b)) continue;
    VEC_PUSH(library->extents->arena, &a->above, b->number);
  }
  arena_reset(library->scratch);
}

static void compare_shelf(Library *library, Extent *a, const Symbol *key) {
  const size_t number = names_find(library->shelf_names, key);
  if (number != NAMES_NONE) compare_list(library, a, &library->shelves.item[number]);
}

// The constants that some column of a's rows is known to be.
typedef VEC(const char *) TextList;

static void add_texts(Arena *arena, const Extent *a, TextList *out) {
  for (size_t i = 0; i < a->conditions.count; i++) {
    const PlaceCondition *condition = &a->conditions.item[i];
    if (condition->text != NULL && condition->test == VIEW_EQ)
      VEC_PUSH(arena, out, condition->text);
  }
  for (size_t i = 0; i < a->table_count; i++)
    for (size_t j = 0; j < a->table[i]->column_count; j++) {
      const Column *column = &a->table[i]->column[j];
      for (size_t k = 0; k < column->check_count; k++)
        if (column->check[k].test == CHECK_IN && column->check[k].value_count == 1)
          VEC_PUSH(arena, out, column->check[k].value[0]);
    }
}

static void compare_section(Library *library, Extent *a, const Section *section) {
  if (!extent_leads(library->reach, a, section->relation)) return;
  if (section->list.count <= FEW) {
    compare_list(library, a, &section->list);
    return;
  }
  compare_shelf(library, a, shelf_key(library, section, NULL, NULL));
  if (section->columns.count == 0) return;
  TextList texts = {0};
  Arena *arena = arena_create(0);
  if (arena == NULL) arena_fail(library->extents->arena, STATUS_LIMIT, "out of memory");
  add_texts(arena, a, &texts);
  for (size_t i = 0; i < section->columns.count; i++)
    for (size_t j = 0; j < texts.count; j++)
      compare_shelf(library, a,
                    shelf_key(library, section, &section->columns.item[i], texts.item[j]));
  arena_destroy(arena);
}

void extents_compare(Extents *extents) {
  Arena *arena = extents->arena;
  Library library = {.extents = extents,
                     .keys = symbols_create(arena, NULL),
                     .group_names = names_create(arena),
                     .shelf_names = names_create(arena),
                     .reach = reach_create(arena, extents->mapping),
                     .scratch = arena_create(0)};
  if (library.scratch == NULL) arena_fail(arena, STATUS_LIMIT, "out of memory");
  Group **group = ARENA_ARRAY(arena, Group *, extents->list.count + 1);
  for (size_t i = 0; i < extents->list.count; i++)
    if (!extents->list.item[i]->is_opaque) shelve(&library, extents->list.item[i]);
  // Groups have their place only now.
  for (size_t i = 0; i < extents->list.count; i++)
    if (!extents->list.item[i]->is_opaque) group[i] = group_of(&library, extents->list.item[i]);
  for (size_t i = 0; i < extents->list.count; i++)
    for (size_t j = 0; group[i] != NULL && j < group[i]->sections.count; j++)
      compare_section(&library, extents->list.item[i], &group[i]->sections.item[j]);
  arena_destroy(library.scratch);
}
