// Filters on one column, gathered into a list of values.
#include "reasoner/merge.h"

#include <string.h>

#include "base/buffer.h"
#include "base/db/identifier.h"
#include "mapping/assertion.h"
#include "mapping/view.h"

enum { WORTH_MERGING = 3 };

// Preconditions 1 to 3 for one entry. NULL: it does not qualify.
static const ViewCondition *filter_of(const Entry *entry) {
  const Assertion *form = entry->form;
  const View *view = form->table->view;
  if (form->parent_table != NULL || form->needed_count > 0 || view->table_count != 1 ||
      view->condition_count != 1 || view->condition[0].test != VIEW_EQ ||
      view->condition[0].right.text == NULL || view->table[0]->relation == NULL ||
      view->table[0]->relation->schema == NULL)
    return NULL;
  if (form->graph != NULL && form->graph->kind != TERM_MAP_CONSTANT) return NULL;
  const TermMap *subject = form->subject;
  if (subject->kind != TERM_MAP_TEMPLATE) return NULL;
  for (size_t i = 0; i < subject->template_->column_count; i++) {
    const Symbol *name = subject->template_->column[i];
    const int own = relation_column(form->table->relation, name);
    const int base = relation_column(view->table[0]->relation, name);
    if (own < 0 || base < 0 || view->column[own].column != (unsigned)base) return NULL;
  }
  return &view->condition[0];
}

static bool fit_together(const Entry *a, const Entry *b) {
  const View *left = a->form->table->view, *right = b->form->table->view;
  return left->table[0]->relation == right->table[0]->relation &&
         left->condition[0].left.column == right->condition[0].left.column &&
         term_map_equal(a->form->subject, b->form->subject) &&
         term_map_equal(a->form->graph, b->form->graph);
}

static const Symbol *query_of(Symbols *symbols, const Relation *relation,
                              const ViewCondition *condition) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT * FROM ");
  relation_append_name(relation, &sql);
  buffer_add_text(&sql, " WHERE ");
  const Symbol *column = relation->column[condition->left.column].name;
  identifier_append(&sql, column->text, column->length);
  buffer_add_text(&sql, " IN (");
  for (size_t i = 0; i < condition->text_count; i++) {
    if (i > 0) buffer_add_text(&sql, ", ");
    identifier_append_literal(&sql, condition->text[i], strlen(condition->text[i]));
  }
  buffer_add_char(&sql, ')');
  const Symbol *query = symbols_intern(symbols, sql.data, sql.length);
  buffer_free(&sql);
  return query;
}

static const LogicalTable *table_of(Arena *arena, Symbols *symbols, const LogicalTable *base,
                                    const ViewCondition *condition) {
  LogicalTable *table = ARENA_NEW(arena, LogicalTable);
  *table = (LogicalTable){.query = query_of(symbols, base->relation, condition),
                          .relation = base->relation,
                          .source = base->source};
  View *view = arena_copy(arena, view_itself(arena, base), sizeof *view);
  view->condition_count = 1;
  view->condition = condition;
  table->view = view;
  return table;
}

typedef VEC(size_t) IndexList;

static void merge_group(Arena *arena, Symbols *symbols, EntryList *list, const IndexList *group,
                        bool *gone) {
  const char **texts = ARENA_ARRAY(arena, const char *, group->count);
  for (size_t i = 0; i < group->count; i++) {
    const Entry *entry = &list->item[group->item[i]];
    texts[i] = entry->form->table->view->condition[0].right.text;
    gone[group->item[i]] = i > 0;
  }
  Entry *first = &list->item[group->item[0]];
  const View *view = first->form->table->view;
  ViewCondition *condition = ARENA_NEW(arena, ViewCondition);
  *condition = (ViewCondition){.test = VIEW_IN,
                               .left = {.column = view->condition[0].left.column},
                               .text_count = group->count,
                               .text = texts};
  Assertion *form = arena_copy(arena, first->form, sizeof *form);
  form->table = table_of(arena, symbols, view->table[0], condition);
  first->form = form;
}

void entries_merge(Arena *arena, Symbols *symbols, EntryList *list) {
  bool *gone = ARENA_ARRAY(arena, bool, list->count + 1);
  bool *seen = ARENA_ARRAY(arena, bool, list->count + 1);
  for (size_t i = 0; i < list->count; i++) {
    if (seen[i] || filter_of(&list->item[i]) == NULL) continue;
    IndexList group = {0};
    for (size_t j = i; j < list->count; j++) {
      if (seen[j] || filter_of(&list->item[j]) == NULL ||
          !fit_together(&list->item[i], &list->item[j]))
        continue;
      seen[j] = true;
      VEC_PUSH(arena, &group, j);
    }
    if (group.count >= WORTH_MERGING) merge_group(arena, symbols, list, &group, gone);
  }
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++)
    if (!gone[i]) list->item[kept++] = list->item[i];
  list->count = kept;
}
