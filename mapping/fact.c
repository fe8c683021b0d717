// Facts as declarations and as questions for what refutes them.
#include "mapping/fact.h"

#include <string.h>

#include "base/db/identifier.h"

void fact_declare(const Fact *fact, Catalogue *catalogue) {
  switch (fact->kind) {
    case FACT_NOT_NULL:
      catalogue_declare_not_null(catalogue, fact->relation, &fact->columns);
      return;
    case FACT_UNIQUE: catalogue_declare_key(catalogue, fact->relation, &fact->columns); return;
    case FACT_FOREIGN_KEY:
      catalogue_declare_foreign_key(catalogue, fact->relation, &fact->columns, fact->target,
                                    &fact->target_columns);
      return;
    case FACT_WITHOUT:
      catalogue_declare_without(catalogue, fact->relation, &fact->columns, fact->characters);
      return;
    case FACT_DEPENDENCY:
      catalogue_declare_dependency(catalogue, fact->relation, &fact->columns,
                                   &fact->target_columns);
      return;
    case FACT_DISJOINT:
      catalogue_declare_disjoint(catalogue, fact->relation, fact->columns.column[0], fact->target,
                                 fact->target_columns.column[0]);
      return;
  }
}

// --- SQL -----------------------------------------------------------------------------------------

void fact_add_rows(Buffer *out, const Relation *relation) {
  if (relation->kind == RELATION_QUERY) {
    buffer_printf(out, "(%s) AS q", relation->query->text);
    return;
  }
  relation_append_name(relation, out);
}

void fact_add_columns(Buffer *out, const Relation *relation, const ColumnSet *set,
                      const char *before) {
  for (size_t i = 0; i < set->count; i++) {
    const Symbol *name = relation->column[set->column[i]].name;
    if (i > 0) buffer_add_text(out, ", ");
    buffer_add_text(out, before);
    identifier_append(out, name->text, name->length);
  }
}

void fact_add_tests(Buffer *out, const Relation *relation, const ColumnSet *set, const char *test,
                    const char *between) {
  for (size_t i = 0; i < set->count; i++) {
    if (i > 0) buffer_add_text(out, between);
    fact_add_columns(out, relation, &(ColumnSet){1, &set->column[i]}, "");
    buffer_add_text(out, test);
  }
}

bool fact_shows(Connection *db, Buffer *sql) {
  PGresult *rows = NULL;
  Error err = {0};
  if (connection_query(db, buffer_text(sql), &rows, &err) != STATUS_OK) return false;
  const bool yes = PQntuples(rows) == 1 && strcmp(PQgetvalue(rows, 0, 0), "t") == 0;
  PQclear(rows);
  return yes;
}

// --- Refuting ------------------------------------------------------------------------------------

// Groups of rows that agree on the columns, none of which is NULL.
static void add_groups(Buffer *sql, const Fact *fact) {
  buffer_add_text(sql, " WHERE ");
  fact_add_tests(sql, fact->relation, &fact->columns, " IS NOT NULL", " AND ");
  buffer_add_text(sql, " GROUP BY ");
  fact_add_columns(sql, fact->relation, &fact->columns, "");
}

static void add_pairs(Buffer *sql, const Fact *fact) {
  for (size_t i = 0; i < fact->columns.count; i++) {
    if (i > 0) buffer_add_text(sql, " AND ");
    fact_add_columns(sql, fact->relation, &(ColumnSet){1, &fact->columns.column[i]}, "a.");
    buffer_add_text(sql, " = ");
    fact_add_columns(sql, fact->target, &(ColumnSet){1, &fact->target_columns.column[i]}, "b.");
  }
}

static void add_side(Buffer *sql, const Relation *relation, const ColumnSet *columns,
                     const char *name) {
  buffer_add_text(sql, "(SELECT ");
  fact_add_columns(sql, relation, columns, "");
  buffer_add_text(sql, " FROM ");
  fact_add_rows(sql, relation);
  buffer_printf(sql, ") AS %s", name);
}

static void add_counterexample(Buffer *sql, const Fact *fact) {
  const Relation *relation = fact->relation;
  if (fact->kind == FACT_FOREIGN_KEY || fact->kind == FACT_DISJOINT) {
    add_side(sql, relation, &fact->columns, "a");
    buffer_add_text(sql, " WHERE ");
    fact_add_tests(sql, relation, &fact->columns, " IS NOT NULL", " AND ");
    buffer_add_text(sql, fact->kind == FACT_DISJOINT ? " AND EXISTS (SELECT FROM "
                                                     : " AND NOT EXISTS (SELECT FROM ");
    add_side(sql, fact->target, &fact->target_columns, "b");
    buffer_add_text(sql, " WHERE ");
    add_pairs(sql, fact);
    buffer_add_text(sql, ")");
    return;
  }
  fact_add_rows(sql, relation);
  if (fact->kind == FACT_NOT_NULL) {
    buffer_add_text(sql, " WHERE ");
    fact_add_tests(sql, relation, &fact->columns, " IS NULL", " OR ");
  } else if (fact->kind == FACT_UNIQUE) {
    add_groups(sql, fact);
    buffer_add_text(sql, " HAVING count(*) > 1");
  } else if (fact->kind == FACT_DEPENDENCY) {
    add_groups(sql, fact);
    buffer_add_text(sql, " HAVING count(DISTINCT ROW(");
    fact_add_columns(sql, relation, &fact->target_columns, "");
    buffer_add_text(sql, ")) > 1");
  } else {
    buffer_add_text(sql, " WHERE ");
    for (size_t i = 0; i < fact->columns.count; i++)
      for (const char *c = fact->characters; *c != '\0'; c++) {
        if (i > 0 || c > fact->characters) buffer_add_text(sql, " OR ");
        buffer_add_text(sql, "position('");
        buffer_add_char(sql, *c);
        buffer_add_text(sql, "' in ");
        fact_add_columns(sql, relation, &(ColumnSet){1, &fact->columns.column[i]}, "");
        buffer_add_text(sql, ") > 0");
      }
  }
}

bool fact_is_refuted(const Fact *fact, Connection *db) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT EXISTS (SELECT FROM ");
  add_counterexample(&sql, fact);
  buffer_add_text(&sql, ")");
  const bool refuted = fact_shows(db, &sql);
  buffer_free(&sql);
  return refuted;
}
