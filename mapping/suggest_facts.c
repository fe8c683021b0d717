// Facts that the data show and the database does not declare, and indexes that joins lack.
#include "mapping/suggest_facts.h"

#include <stdio.h>
#include <string.h>

#include "base/vec.h"
#include "mapping/fact.h"
#include "mapping/overlap.h"
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
  relation_append_name(relation, out);
}

static bool is_new(Suggestions *all, const char *line) {
  for (size_t i = 0; i < all->said.count; i++)
    if (strcmp(all->said.item[i], line) == 0) return false;
  VEC_PUSH(all->arena, &all->said, arena_copy_text(all->arena, line, strlen(line)));
  return true;
}

// --- Asking --------------------------------------------------------------------------------------

static bool has_nulls(Suggestions *all, const Relation *relation, const ColumnSet *set) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT count(*) = 0 FROM (SELECT FROM ");
  fact_add_rows(&sql, relation);
  for (size_t i = 0; i < set->count; i++) {
    buffer_add_text(&sql, i == 0 ? " WHERE " : " OR ");
    fact_add_columns(&sql, relation, &(ColumnSet){1, &set->column[i]}, "");
    buffer_add_text(&sql, " IS NULL");
  }
  buffer_add_text(&sql, " LIMIT 1) AS r");
  const bool none = fact_shows(all->db, &sql);
  buffer_free(&sql);
  return !none;
}

// No two rows share the columns, of which none is NULL; nothing is said of very many rows, or none.
static bool is_unique(Suggestions *all, const Relation *relation, const ColumnSet *set) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT count(*) > 0 AND count(*) = count(DISTINCT r) FROM (SELECT ");
  fact_add_columns(&sql, relation, set, "");
  buffer_add_text(&sql, " FROM ");
  fact_add_rows(&sql, relation);
  buffer_printf(&sql, " LIMIT %d) AS r HAVING count(*) < %d", MOST_ROWS, MOST_ROWS);
  const bool yes = fact_shows(all->db, &sql);
  buffer_free(&sql);
  return yes && !has_nulls(all, relation, set);
}

static bool refers(Suggestions *all, const Relation *child, const ColumnSet *from,
                   const Relation *parent, const ColumnSet *to) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT count(*) = 0 FROM (SELECT FROM (SELECT ");
  fact_add_columns(&sql, child, from, "");
  buffer_add_text(&sql, " FROM ");
  fact_add_rows(&sql, child);
  buffer_printf(&sql, " LIMIT %d) AS c WHERE NOT EXISTS (SELECT FROM ", MOST_ROWS);
  buffer_add_text(&sql, "(SELECT ");
  fact_add_columns(&sql, parent, to, "");
  buffer_add_text(&sql, " FROM ");
  fact_add_rows(&sql, parent);
  buffer_add_text(&sql, ") AS p WHERE ");
  for (size_t i = 0; i < from->count; i++) {
    if (i > 0) buffer_add_text(&sql, " AND ");
    fact_add_columns(&sql, child, &(ColumnSet){1, &from->column[i]}, "c.");
    buffer_add_text(&sql, " = ");
    fact_add_columns(&sql, parent, &(ColumnSet){1, &to->column[i]}, "p.");
  }
  buffer_add_text(&sql, ")");
  for (size_t i = 0; i < from->count; i++) {
    buffer_add_text(&sql, " AND ");
    fact_add_columns(&sql, child, &(ColumnSet){1, &from->column[i]}, "c.");
    buffer_add_text(&sql, " IS NOT NULL");
  }
  buffer_add_text(&sql, " LIMIT 1) AS r");
  const bool yes = fact_shows(all->db, &sql);
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
  fact_add_columns(&fact, relation, &set, "");
  buffer_add_text(&fact, ")");
  if (relation->kind == RELATION_TABLE) {
    buffer_add_text(&statement, "ALTER TABLE ");
    add_relation(&statement, relation, map);
    buffer_add_text(&statement, " ADD PRIMARY KEY (");
    fact_add_columns(&statement, relation, &set, "");
    buffer_add_text(&statement, ")");
  }
  say(all, &fact, &statement);
  buffer_free(&fact);
  buffer_free(&statement);
}

// --- Characters ----------------------------------------------------------------------------------

// The column as text, where the data may say which characters it lacks; -1 where its type says so.
static int text_column(const Relation *relation, const Symbol *name) {
  const int column = relation_column(relation, name);
  if (column < 0) return -1;
  return pg_type_info(relation->column[column].type)->family == PG_FAMILY_TEXT ? column : -1;
}

static bool lacks(Suggestions *all, const Relation *relation, unsigned column, char separator) {
  const char *known = column_without(&relation->column[column], all->arena);
  if (known != NULL && strchr(known, separator) != NULL) return true;
  const char characters[] = {separator, '\0'};
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT count(*) = 0 FROM (SELECT FROM ");
  fact_add_rows(&sql, relation);
  buffer_printf(&sql, " WHERE position('%s' in ", characters);
  fact_add_columns(&sql, relation, &(ColumnSet){1, &column}, "");
  buffer_add_text(&sql, ") > 0 LIMIT 1) AS r");
  const bool none = fact_shows(all->db, &sql);
  buffer_free(&sql);
  return none;
}

// A character that ends a value, and that percent-encoding leaves; those that it takes tell anyway.
static bool is_separator(char c) { return c != '\0' && strchr("-._~", c) != NULL; }

static void suggest_character(Suggestions *all, const TriplesMap *map, unsigned column,
                              char separator) {
  const Relation *relation = map->table->relation;
  const char *known = column_without(&relation->column[column], all->arena);
  if (known != NULL && strchr(known, separator) != NULL) return;
  const ColumnSet set = {1, &column};
  Buffer fact = {0}, statement = {0};
  buffer_printf(&fact, "no '%c' in ", separator);
  add_relation(&fact, relation, map);
  buffer_add_text(&fact, " (");
  fact_add_columns(&fact, relation, &set, "");
  buffer_add_text(&fact, ")");
  if (relation->kind == RELATION_TABLE) {
    buffer_add_text(&statement, "ALTER TABLE ");
    add_relation(&statement, relation, map);
    buffer_printf(&statement, " ADD CHECK (position('%c' in ", separator);
    fact_add_columns(&statement, relation, &set, "");
    buffer_add_text(&statement, ") = 0)");
  }
  say(all, &fact, &statement);
  buffer_free(&fact);
  buffer_free(&statement);
}

// Of a template that does not tell its columns: what the data show of them, if that is enough. The
// last columns are read from the right, the first from the left, one between may be anything.
static void suggest_characters(Suggestions *all, const TriplesMap *map, const TermMap *term) {
  if (term == NULL || term->kind != TERM_MAP_TEMPLATE || map->table == NULL ||
      map->table->relation == NULL || is_plain_view(map->table) ||
      term->template_->column_count < 2 || term_map_is_injective(term, map->table))
    return;
  const Relation *relation = map->table->relation;
  const Template *template = term->template_;
  const size_t count = template->column_count;
  char *needed = ARENA_ARRAY(all->arena, char, count);
  size_t from = count;
  for (; from > 1; from--) {
    const Symbol *before = template->text[from - 1];
    const int column = text_column(relation, template->column[from - 1]);
    const char c = before->length == 0 ? '\0' : before->text[before->length - 1];
    if (c == '\0' || (is_separator(c) && column >= 0 && !lacks(all, relation, (unsigned)column, c)))
      break;
    if (is_separator(c) && column >= 0) needed[from - 1] = c;
  }
  for (size_t i = 0; i + 1 < from; i++) {
    const int column = text_column(relation, template->column[i]);
    const char c = template->text[i + 1]->text[0];
    if (c == '\0' || (is_separator(c) && column >= 0 && !lacks(all, relation, (unsigned)column, c)))
      return;
    if (is_separator(c) && column >= 0) needed[i] = c;
  }
  for (size_t i = 0; i < count; i++)
    if (needed[i] != '\0')
      suggest_character(all, map, (unsigned)text_column(relation, template->column[i]), needed[i]);
}

// --- Joins ---------------------------------------------------------------------------------------

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
  fact_add_columns(&line, relation, set, "");
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
  fact_add_columns(&fact, child, &left, "");
  buffer_add_text(&fact, ") references ");
  add_relation(&fact, parent, other);
  buffer_add_text(&fact, " (");
  fact_add_columns(&fact, parent, &right, "");
  buffer_add_text(&fact, ")");
  if (child->kind == RELATION_TABLE && parent->kind == RELATION_TABLE) {
    buffer_add_text(&statement, "ALTER TABLE ");
    add_relation(&statement, child, map);
    buffer_add_text(&statement, " ADD FOREIGN KEY (");
    fact_add_columns(&statement, child, &left, "");
    buffer_add_text(&statement, ") REFERENCES ");
    add_relation(&statement, parent, other);
    buffer_add_text(&statement, " (");
    fact_add_columns(&statement, parent, &right, "");
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
    suggest_characters(&all, map, map->subject);
    for (size_t j = 0; j < map->predicate_object_count; j++)
      for (size_t k = 0; k < map->predicate_object[j]->object_count; k++)
        suggest_characters(&all, map, map->predicate_object[j]->object[k]->term_map);
  }
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
