// Views seen through: an rr:sqlQuery that is a plain select-project-join over tables is scanned as
// those tables, so that their keys are known and self-joins on them can go.
#ifndef ANAMORPH_MAPPING_VIEW_H
#define ANAMORPH_MAPPING_VIEW_H

#include "mapping/model.h"

// A column of one of the view's tables, or (text not NULL) a constant in input format.
typedef struct ViewOperand {
  size_t table;
  unsigned column;
  const char *text;
} ViewOperand;

typedef enum ViewTest {
  VIEW_EQ,
  VIEW_NE,
  VIEW_LT,
  VIEW_LE,
  VIEW_GT,
  VIEW_GE,
  VIEW_IS_NULL,
  VIEW_IS_NOT_NULL,
  VIEW_IN,  // of merged views (reasoner/merge.h) only
} ViewTest;

// left test right, left IS [NOT] NULL, or left IN text[0..text_count); a condition that each row
// fulfils.
typedef struct ViewCondition {
  ViewTest test;
  ViewOperand left, right;
  size_t text_count;
  const char *const *text;
} ViewCondition;

typedef struct View {
  size_t table_count;
  const LogicalTable *const *table;  // the same table may stand here twice
  const ViewOperand *column;         // of each column of the logical table's relation
  size_t condition_count;
  const ViewCondition *condition;
} View;

// Logical tables for the relations below views, one each; the mapping's own where it has one.
typedef struct BaseTables BaseTables;
BaseTables *base_tables_create(Arena *arena, const Mapping *mapping);

// Never NULL: what cannot be seen through (anything but plain columns, inner joins and simple
// comparisons, see view.c) is a view over itself.
const View *view_open(Arena *arena, BaseTables *bases, const LogicalTable *table);

// Whether the column is declared NOT NULL in the table that it is of.
bool view_column_not_null(const View *view, size_t column);

// A view over the table itself.
const View *view_itself(Arena *arena, const LogicalTable *table);

#endif
