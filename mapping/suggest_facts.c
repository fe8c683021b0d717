// Facts that the data show and the database does not declare, and indexes that joins lack.
#include "mapping/suggest_facts.h"

#include <stdio.h>
#include <string.h>

#include "base/db/identifier.h"
#include "base/vec.h"
#include "mapping/view.h"

enum { MOST_ROWS = 2000000, MILLISECONDS = 10000 };

typedef struct Suggestions {
  const Mapping *mapping;
  Connection *db;
  Buffer *out;
  size_t count;
  VEC(const char *) said;
  Arena *arena;
} Suggestions;

// --- Names ---------------------------------------------------------------------------------------

// As facts and SQL name it; a query by the triples map `owner`.
static void add_relation(Buffer *out, const Relation *relation, const TriplesMap *owner) {
  if (relation->kind == RELATION_QUERY) {
    buffer_printf(out, "<%s>", owner->id.lexical->text);
    return;
  }
  if (relation->schema != NULL) {
    identifier_append(out, relation->schema->text, relation->schema->length);
    buffer_add_char(out, '.');
  }
  identifier_append(out, relation->name->text, relation->name->length);
}

static void add_rows(Buffer *out, const Relation *relation) {
  if (relation->kind == RELATION_QUERY)
    buffer_printf(out, "(%s) AS q", relation->query->text);
  else
    add_relation(out, relation, NULL);
}

static void add_columns(Buffer *out, const Relation *relation, const ColumnSet *set,
                        const char *table) {
  for (size_t i = 0; i < set->count; i++) {
    const Symbol *name = relation->column[set->column[i]].name;
    if (i > 0) buffer_add_text(out, ", ");
    buffer_add_text(out, table);
    identifier_append(out, name->text, name->length);
  }
}

static bool is_new(Suggestions *all, const char *line) {
  for (size_t i = 0; i < all->said.count; i++)
    if (strcmp(all->said.item[i], line) == 0) return false;
  VEC_PUSH(all->arena, &all->said, arena_copy_text(all->arena, line, strlen(line)));
  return true;
}

// --- Asking --------------------------------------------------------------------------------------

// Is the first value "t"? A query that fails, for its time or its types, shows nothing.
static bool shows(Suggestions *all, Buffer *sql) {
  PGresult *rows = NULL;
  Error err = {0};
  if (connection_query(all->db, buffer_text(sql), &rows, &err) != STATUS_OK) return false;
  const bool yes = PQntuples(rows) == 1 && strcmp(PQgetvalue(rows, 0, 0), "t") == 0;
  PQclear(rows);
  return yes;
}

static bool has_nulls(Suggestions *all, const Relation *relation, const ColumnSet *set) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT count(*) = 0 FROM (SELECT FROM ");
  add_rows(&sql, relation);
  for (size_t i = 0; i < set->count; i++) {
    buffer_add_text(&sql, i == 0 ? " WHERE " : " OR ");
    add_columns(&sql, relation, &(ColumnSet){1, &set->column[i]}, "");
    buffer_add_text(&sql, " IS NULL");
  }
  buffer_add_text(&sql, " LIMIT 1) AS r");
  const bool none = shows(all, &sql);
  buffer_free(&sql);
  return !none;
}

// No two rows share the columns, of which none is NULL; nothing is said of very many rows, or none.
static bool is_unique(Suggestions *all, const Relation *relation, const ColumnSet *set) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT count(*) > 0 AND count(*) = count(DISTINCT r) FROM (SELECT ");
  add_columns(&sql, relation, set, "");
  buffer_add_text(&sql, " FROM ");
  add_rows(&sql, relation);
  buffer_printf(&sql, " LIMIT %d) AS r HAVING count(*) < %d", MOST_ROWS, MOST_ROWS);
  const bool yes = shows(all, &sql);
  buffer_free(&sql);
  return yes && !has_nulls(all, relation, set);
}

static bool refers(Suggestions *all, const Relation *child, const ColumnSet *from,
                   const Relation *parent, const ColumnSet *to) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT count(*) = 0 FROM (SELECT FROM (SELECT ");
  add_columns(&sql, child, from, "");
  buffer_add_text(&sql, " FROM ");
  add_rows(&sql, child);
  buffer_printf(&sql, " LIMIT %d) AS c WHERE NOT EXISTS (SELECT FROM ", MOST_ROWS);
  buffer_add_text(&sql, "(SELECT ");
  add_columns(&sql, parent, to, "");
  buffer_add_text(&sql, " FROM ");
  add_rows(&sql, parent);
  buffer_add_text(&sql, ") AS p WHERE ");
  for (size_t i = 0; i < from->count; i++) {
    if (i > 0) buffer_add_text(&sql, " AND ");
    add_columns(&sql, child, &(ColumnSet){1, &from->column[i]}, "c.");
    buffer_add_text(&sql, " = ");
    add_columns(&sql, parent, &(ColumnSet){1, &to->column[i]}, "p.");
  }
  buffer_add_text(&sql, ")");
  for (size_t i = 0; i < from->count; i++) {
    buffer_add_text(&sql, " AND ");
    add_columns(&sql, child, &(ColumnSet){1, &from->column[i]}, "c.");
    buffer_add_text(&sql, " IS NOT NULL");
  }
  buffer_add_text(&sql, " LIMIT 1) AS r");
  const bool yes = shows(all, &sql);
  buffer_free(&sql);
  return yes;
}

// --- Suggesting ----------------------------------------------------------------------------------

static bool covers_a_key(const Relation *relation, const ColumnSet *set) {
  for (size_t k = 0; k < relation->key_count; k++) {
    const ColumnSet *key = &relation->key[k].columns;
    size_t found = 0;
    for (size_t i = 0; i < key->count; i++)
      for (size_t j = 0; j < set->count; j++) found += key->column[i] == set->column[j];
    if (found == key->count && relation->key[k].not_null) return true;
  }
  return false;
}

static bool is_plain_view(const LogicalTable *table) {
  return table->view != NULL && (table->view->table_count != 1 || table->view->table[0] != table);
}

static void say(Suggestions *all, Buffer *fact, Buffer *statement) {
  if (!is_new(all, buffer_text(fact))) return;
  buffer_printf(all->out, "%s\n", buffer_text(fact));
  if (statement->length > 0)
    buffer_printf(all->out, "#   or, in the database: %s\n", buffer_text(statement));
  all->count++;
}

static void suggest_key(Suggestions *all, const TriplesMap *map) {
  const LogicalTable *table = map->table;
  const TermMap *subject = map->subject;
  if (subject == NULL || table == NULL || table->relation == NULL || is_plain_view(table) ||
      subject->kind == TERM_MAP_CONSTANT)
    return;
  const Relation *relation = table->relation;
  const size_t count = subject->kind == TERM_MAP_COLUMN ? 1 : subject->template_->column_count;
  unsigned *columns = ARENA_ARRAY(all->arena, unsigned, count + 1);
  for (size_t i = 0; i < count; i++) {
    const Symbol *name =
        subject->kind == TERM_MAP_COLUMN ? subject->column : subject->template_->column[i];
    const int column = relation_column(relation, name);
    if (column < 0) return;
    columns[i] = (unsigned)column;
  }
  const ColumnSet set = {count, columns};
  if (count == 0 || covers_a_key(relation, &set) || !is_unique(all, relation, &set)) return;
  Buffer fact = {0}, statement = {0};
  buffer_add_text(&fact, "primary key ");
  add_relation(&fact, relation, map);
  buffer_add_text(&fact, " (");
  add_columns(&fact, relation, &set, "");
  buffer_add_text(&fact, ")");
  if (relation->kind == RELATION_TABLE) {
    buffer_add_text(&statement, "ALTER TABLE ");
    add_relation(&statement, relation, map);
    buffer_add_text(&statement, " ADD PRIMARY KEY (");
    add_columns(&statement, relation, &set, "");
    buffer_add_text(&statement, ")");
  }
  say(all, &fact, &statement);
  buffer_free(&fact);
  buffer_free(&statement);
}

static bool is_declared(const Relation *child, const ColumnSet *from, const Relation *parent,
                        const ColumnSet *to) {
  for (size_t k = 0; k < child->foreign_key_count; k++) {
    const ForeignKey *key = &child->foreign_key[k];
    if (key->target != parent || key->columns.count != from->count) continue;
    size_t found = 0;
    for (size_t i = 0; i < from->count; i++)
      for (size_t j = 0; j < from->count; j++)
        found += key->columns.column[i] == from->column[j] &&
                 key->target_columns.column[i] == to->column[j];
    if (found == from->count) return true;
  }
  return false;
}

static bool has_index(const Relation *relation, const ColumnSet *set) {
  for (size_t i = 0; i < relation->index_count; i++)
    for (size_t j = 0; j < set->count; j++)
      if (relation->index[i].count > 0 && relation->index[i].column[0] == set->column[j])
        return true;
  return false;
}

static void suggest_index(Suggestions *all, const Relation *relation, const ColumnSet *set) {
  if (relation->kind != RELATION_TABLE || has_index(relation, set)) return;
  Buffer line = {0};
  buffer_add_text(&line, "#   missing index: CREATE INDEX ON ");
  add_relation(&line, relation, NULL);
  buffer_add_text(&line, " (");
  add_columns(&line, relation, set, "");
  buffer_add_text(&line, ")");
  if (is_new(all, buffer_text(&line))) {
    buffer_printf(all->out, "%s\n", buffer_text(&line));
    all->count++;
  }
  buffer_free(&line);
}

static void suggest_join(Suggestions *all, const TriplesMap *map, const ObjectMap *object) {
  const TriplesMap *other = object->parent;
  if (other == NULL || object->join_count == 0 || other->table == NULL || map->table == NULL)
    return;
  const Relation *child = map->table->relation, *parent = other->table->relation;
  if (child == NULL || parent == NULL) return;
  unsigned *from = ARENA_ARRAY(all->arena, unsigned, object->join_count);
  unsigned *to = ARENA_ARRAY(all->arena, unsigned, object->join_count);
  for (size_t i = 0; i < object->join_count; i++) {
    const int x = relation_column(child, object->join[i].child);
    const int y = relation_column(parent, object->join[i].parent);
    if (x < 0 || y < 0) return;
    from[i] = (unsigned)x;
    to[i] = (unsigned)y;
  }
  const ColumnSet left = {object->join_count, from}, right = {object->join_count, to};
  suggest_index(all, child, &left);
  suggest_index(all, parent, &right);
  if (is_plain_view(map->table) || is_plain_view(other->table) ||
      is_declared(child, &left, parent, &right) ||
      !(covers_a_key(parent, &right) || is_unique(all, parent, &right)) ||
      !refers(all, child, &left, parent, &right))
    return;
  Buffer fact = {0}, statement = {0};
  buffer_add_text(&fact, "foreign key ");
  add_relation(&fact, child, map);
  buffer_add_text(&fact, " (");
  add_columns(&fact, child, &left, "");
  buffer_add_text(&fact, ") references ");
  add_relation(&fact, parent, other);
  buffer_add_text(&fact, " (");
  add_columns(&fact, parent, &right, "");
  buffer_add_text(&fact, ")");
  if (child->kind == RELATION_TABLE && parent->kind == RELATION_TABLE) {
    buffer_add_text(&statement, "ALTER TABLE ");
    add_relation(&statement, child, map);
    buffer_add_text(&statement, " ADD FOREIGN KEY (");
    add_columns(&statement, child, &left, "");
    buffer_add_text(&statement, ") REFERENCES ");
    add_relation(&statement, parent, other);
    buffer_add_text(&statement, " (");
    add_columns(&statement, parent, &right, "");
    buffer_add_text(&statement, ")");
  }
  say(all, &fact, &statement);
  buffer_free(&fact);
  buffer_free(&statement);
}

Status mapping_suggest_facts(const Mapping *mapping, Connection *db, Buffer *out, Error *err) {
  PGresult *set = NULL;
  char limit[64];
  (void)snprintf(limit, sizeof limit, "SET statement_timeout = %d", MILLISECONDS);
  TRY(connection_query(db, limit, &set, err));
  PQclear(set);
  Suggestions all = {.mapping = mapping, .db = db, .out = out, .arena = arena_create(0)};
  for (size_t i = 0; i < mapping->triples_map_count; i++)
    suggest_key(&all, mapping->triples_map[i]);
  for (size_t i = 0; i < mapping->triples_map_count; i++) {
    const TriplesMap *map = mapping->triples_map[i];
    for (size_t j = 0; j < map->predicate_object_count; j++)
      for (size_t k = 0; k < map->predicate_object[j]->object_count; k++)
        suggest_join(&all, map, map->predicate_object[j]->object[k]);
  }
  if (all.count == 0) buffer_add_text(out, "# nothing to suggest\n");
  arena_destroy(all.arena);
  return STATUS_OK;
}
