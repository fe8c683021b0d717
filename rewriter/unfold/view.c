// Seeing through views.
#include "rewriter/unfold/view.h"

static const View *view_itself(Arena *arena, const LogicalTable *table) {
  View *view = ARENA_NEW(arena, View);
  const LogicalTable **tables = ARENA_ARRAY(arena, const LogicalTable *, 1);
  tables[0] = table;
  ViewOperand *columns = ARENA_ARRAY(arena, ViewOperand, table->relation->column_count);
  for (unsigned i = 0; i < table->relation->column_count; i++) columns[i].column = i;
  view->table_count = 1;
  view->table = tables;
  view->column = columns;
  return view;
}

const View *view_open(Arena *arena, const Mapping *mapping, const LogicalTable *table) {
  (void)mapping;
  return view_itself(arena, table);
}
