// Reading PostgreSQL's catalogue: relations with columns, indexes, foreign keys.
#include "base/db/catalogue.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/db/catalogue_parts.h"
#include "base/db/check.h"
#include "base/db/identifier.h"

// One row a column; relations without columns have one row with attnum NULL.
// domain: each domain with its base type, through domains over domains.
static const char COLUMNS_SQL[] =
    "WITH RECURSIVE step(oid, base, typmod) AS ("
    " SELECT oid, typbasetype, typtypmod FROM pg_catalog.pg_type WHERE typtype = 'd'"
    " UNION ALL"
    " SELECT s.oid, t.typbasetype, CASE WHEN s.typmod >= 0 THEN s.typmod ELSE t.typtypmod END"
    " FROM step s JOIN pg_catalog.pg_type t ON t.oid = s.base AND t.typtype = 'd'),"
    "domain(oid, base, typmod) AS ("
    " SELECT s.oid, s.base, s.typmod FROM step s"
    " JOIN pg_catalog.pg_type t ON t.oid = s.base AND t.typtype <> 'd')"
    "SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, c.relpages,"
    " pg_catalog.pg_table_is_visible(c.oid),"
    " c.relkind <> 'p' AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid),"
    " a.attnum, a.attname, coalesce(d.base, a.atttypid),"
    " coalesce(d.typmod, a.atttypmod), a.attnotnull,"
    " coalesce(o.collisdeterministic, true),"
    " pg_catalog.format_type(coalesce(d.base, a.atttypid), coalesce(d.typmod, a.atttypmod)), d.oid "
    "IS NOT NULL "
    "FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " LEFT JOIN pg_catalog.pg_attribute a"
    " ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " LEFT JOIN domain d ON d.oid = a.atttypid"
    " LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation "
    "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    " AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' "
    "ORDER BY c.oid, a.attnum";

// Every valid index but partial ones; `key` where it is a unique key.
// WITHOUT OVERLAPS keys (PostgreSQL 18) are not B-trees, and not unique in their columns.
static const char INDEXES_SQL[] =
    "SELECT i.indrelid, i.indisprimary,"
    " i.indisunique AND i.indimmediate AND i.indexprs IS NULL AND m.amname = 'btree',"
    " i.indkey, i.indnkeyatts "
    "FROM pg_catalog.pg_index i"
    " JOIN pg_catalog.pg_class c ON c.oid = i.indrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
    " JOIN pg_catalog.pg_am m ON m.oid = x.relam "
    "WHERE i.indisvalid AND i.indislive AND i.indpred IS NULL"
    " AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' "
    "ORDER BY i.indrelid, i.indisprimary DESC, i.indexrelid";

// The constraint that a foreign key to a partitioned table has on each target partition says
// nothing by itself (its parent has the same referencing table): left out.
// The first row is a flag: the database has a nondeterministic collation.
static const char FOREIGN_KEYS_SQL[] =
    "SELECT NULL::oid, NULL::oid, NULL::text,"
    " EXISTS (SELECT FROM pg_catalog.pg_collation WHERE NOT collisdeterministic)::text "
    "UNION ALL "
    "SELECT f.conrelid, f.confrelid, array_to_string(f.conkey, ' '),"
    " array_to_string(f.confkey, ' ') "
    "FROM pg_catalog.pg_constraint f"
    " JOIN pg_catalog.pg_class t ON t.oid = f.confrelid"
    " JOIN pg_catalog.pg_class x ON x.oid = f.conindid"
    " JOIN pg_catalog.pg_am m ON m.oid = x.relam "
    "WHERE f.contype = 'f' AND f.convalidated AND NOT t.relrowsecurity AND m.amname = 'btree'"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p"
    " WHERE p.oid = f.conparentid AND p.conrelid = f.conrelid)";

// Checks of one column, and those of its domain. What NO INHERIT says, rows of children may break.
static const char CHECKS_SQL[] =
    "SELECT c.conrelid, c.conkey[1], a.attname, pg_catalog.pg_get_constraintdef(c.oid) "
    "FROM pg_catalog.pg_constraint c"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
    "WHERE c.contype = 'c' AND c.conrelid <> 0 AND c.convalidated AND NOT c.connoinherit"
    " AND array_length(c.conkey, 1) = 1 "
    "UNION ALL "
    "SELECT a.attrelid, a.attnum, 'value', pg_catalog.pg_get_constraintdef(c.oid) "
    "FROM pg_catalog.pg_constraint c"
    " JOIN pg_catalog.pg_attribute a ON a.atttypid = c.contypid AND a.attnum > 0 "
    "WHERE c.contype = 'c' AND c.contypid <> 0 AND c.convalidated";

enum ColumnsField {
  COLUMNS_OID,
  COLUMNS_SCHEMA,
  COLUMNS_RELATION,
  COLUMNS_KIND,
  COLUMNS_ROWS,
  COLUMNS_PAGES,
  COLUMNS_VISIBLE,
  COLUMNS_INHERITED,
  COLUMNS_NUMBER,
  COLUMNS_NAME,
  COLUMNS_TYPE,
  COLUMNS_TYPMOD,
  COLUMNS_NOT_NULL,
  COLUMNS_DETERMINISTIC,
  COLUMNS_TYPE_NAME,
  COLUMNS_DOMAIN,
};

static PgOid field_oid(const PGresult *rows, int row, int field) {
  return (PgOid)strtoul(PQgetvalue(rows, row, field), NULL, 10);
}

static int field_int(const PGresult *rows, int row, int field) {
  return (int)strtol(PQgetvalue(rows, row, field), NULL, 10);
}

static bool field_bool(const PGresult *rows, int row, int field) {
  return PQgetvalue(rows, row, field)[0] == 't';
}

static const Symbol *field_symbol(const Catalogue *catalogue, const PGresult *rows, int row,
                                  int field) {
  return symbols_intern(catalogue->symbols, PQgetvalue(rows, row, field),
                        (size_t)PQgetlength(rows, row, field));
}

// --- Relations and columns -----------------------------------------------------------------------

static Entry *read_relation(const Catalogue *catalogue, const PGresult *rows, int row) {
  Entry *entry = ARENA_NEW(catalogue->arena, Entry);
  const char kind = PQgetvalue(rows, row, COLUMNS_KIND)[0];
  const double tuples = strtod(PQgetvalue(rows, row, COLUMNS_ROWS), NULL);
  // Before version 14 a table never analysed has 0 rows on 0 pages; since then -1.
  const bool known = tuples > 0 || (tuples == 0 && field_int(rows, row, COLUMNS_PAGES) > 0);
  entry->oid = field_oid(rows, row, COLUMNS_OID);
  entry->visible = field_bool(rows, row, COLUMNS_VISIBLE);
  entry->inherited = field_bool(rows, row, COLUMNS_INHERITED);
  entry->relation = (Relation){
      .kind = kind == 'v' || kind == 'm' ? RELATION_VIEW : RELATION_TABLE,
      .schema = field_symbol(catalogue, rows, row, COLUMNS_SCHEMA),
      .name = field_symbol(catalogue, rows, row, COLUMNS_RELATION),
      .rows = known ? tuples : -1,
      .pages = field_int(rows, row, COLUMNS_PAGES) > 0 && kind != 'p' && !entry->inherited
                   ? field_int(rows, row, COLUMNS_PAGES)
                   : -1,
  };
  return entry;
}

static void read_column(const Catalogue *catalogue, Entry *entry, const PGresult *rows, int row) {
  const PgOid oid = field_oid(rows, row, COLUMNS_TYPE);
  const Column column = {
      .name = field_symbol(catalogue, rows, row, COLUMNS_NAME),
      .type = pg_type_of_oid(oid),
      .oid = oid,
      .typmod = field_int(rows, row, COLUMNS_TYPMOD),
      .not_null = field_bool(rows, row, COLUMNS_NOT_NULL),
      .deterministic = field_bool(rows, row, COLUMNS_DETERMINISTIC),
      .domain = field_bool(rows, row, COLUMNS_DOMAIN),
      .type_name = field_symbol(catalogue, rows, row, COLUMNS_TYPE_NAME),
  };
  VEC_PUSH(catalogue->arena, &entry->columns, column);
  VEC_PUSH(catalogue->arena, &entry->number, field_int(rows, row, COLUMNS_NUMBER));
}

static int by_name(const void *left, const void *right) {
  const Relation *a = &(*(Entry *const *)left)->relation;
  const Relation *b = &(*(Entry *const *)right)->relation;
  const int order = symbol_compare(a->name, b->name);
  return order != 0 ? order : symbol_compare(a->schema, b->schema);
}

static void read_relations(Catalogue *catalogue, const PGresult *rows) {
  VEC(Entry *) entries = {0};
  Entry *entry = NULL;
  for (int row = 0; row < PQntuples(rows); row++) {
    if (entry == NULL || entry->oid != field_oid(rows, row, COLUMNS_OID)) {
      entry = read_relation(catalogue, rows, row);
      VEC_PUSH(catalogue->arena, &entries, entry);
    }
    if (!PQgetisnull(rows, row, COLUMNS_NUMBER)) read_column(catalogue, entry, rows, row);
  }
  catalogue->count = entries.count;
  catalogue->by_oid = entries.item;
  catalogue->entry = ARENA_ARRAY(catalogue->arena, Entry *, entries.count);
  if (entries.count == 0) return;
  memcpy(catalogue->entry, entries.item, entries.count * sizeof *entries.item);
  qsort(catalogue->entry, entries.count, sizeof *catalogue->entry, by_name);
}

Entry *catalogue_entry(const Catalogue *catalogue, PgOid oid) {
  size_t low = 0;
  size_t high = catalogue->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (catalogue->by_oid[middle]->oid < oid)
      low = middle + 1;
    else
      high = middle;
  }
  return low < catalogue->count && catalogue->by_oid[low]->oid == oid ? catalogue->by_oid[low]
                                                                      : NULL;
}

int catalogue_column(const Entry *entry, int number) {
  for (size_t i = 0; i < entry->number.count; i++)
    if (entry->number.item[i] == number) return (int)i;
  return -1;
}

// --- Keys, indexes, foreign keys -----------------------------------------------------------------

// The columns of at most `limit` attribute numbers, "1 3 2", up to the first that is no column (0
// stands for an expression).
static ColumnSet read_columns(const Catalogue *catalogue, const Entry *entry, const char *numbers,
                              size_t limit) {
  VEC(unsigned) columns = {0};
  while (columns.count < limit) {
    char *end;
    const long number = strtol(numbers, &end, 10);
    const int column = end == numbers ? -1 : catalogue_column(entry, (int)number);
    if (column < 0) break;
    VEC_PUSH(catalogue->arena, &columns, (unsigned)column);
    numbers = end;
  }
  return (ColumnSet){.count = columns.count, .column = columns.item};
}

static bool all_not_null(const Entry *entry, const ColumnSet *set) {
  for (size_t i = 0; i < set->count; i++)
    if (!entry->columns.item[set->column[i]].not_null) return false;
  return true;
}

static void read_indexes(const Catalogue *catalogue, const PGresult *rows) {
  for (int row = 0; row < PQntuples(rows); row++) {
    Entry *entry = catalogue_entry(catalogue, field_oid(rows, row, 0));
    if (entry == NULL) continue;
    const size_t size = (size_t)field_int(rows, row, 4);
    const ColumnSet set = read_columns(catalogue, entry, PQgetvalue(rows, row, 3), size);
    if (set.count == 0) continue;
    VEC_PUSH(catalogue->arena, &entry->indexes, set);
    if (!field_bool(rows, row, 2) || set.count != size || entry->inherited) continue;
    const Key key = {
        .columns = set, .primary = field_bool(rows, row, 1), .not_null = all_not_null(entry, &set)};
    VEC_PUSH(catalogue->arena, &entry->keys, key);
  }
}

static void read_foreign_keys(Catalogue *catalogue, const PGresult *rows) {
  for (int row = 0; row < PQntuples(rows); row++) {
    if (PQgetisnull(rows, row, 0)) {
      catalogue->bytewise = !field_bool(rows, row, 3);
      continue;
    }
    Entry *from = catalogue_entry(catalogue, field_oid(rows, row, 0));
    const Entry *to = catalogue_entry(catalogue, field_oid(rows, row, 1));
    if (from == NULL || to == NULL || from->inherited) continue;
    const ForeignKey key = {
        .columns = read_columns(catalogue, from, PQgetvalue(rows, row, 2), SIZE_MAX),
        .target = &to->relation,
        .target_columns = read_columns(catalogue, to, PQgetvalue(rows, row, 3), SIZE_MAX)};
    if (key.columns.count == key.target_columns.count && key.columns.count > 0)
      VEC_PUSH(catalogue->arena, &from->foreign_keys, key);
  }
}

static void read_checks(const Catalogue *catalogue, const PGresult *rows) {
  Arena *arena = catalogue->arena;
  for (int row = 0; row < PQntuples(rows); row++) {
    Entry *entry = catalogue_entry(catalogue, field_oid(rows, row, 0));
    const int at = entry == NULL ? -1 : catalogue_column(entry, field_int(rows, row, 1));
    if (at < 0) continue;
    Column *column = &entry->columns.item[at];
    const ColumnCheck *read;
    const size_t count =
        check_read(arena, PQgetvalue(rows, row, 3), PQgetvalue(rows, row, 2), column->type, &read);
    if (count == 0) continue;
    ColumnCheck *all = ARENA_ARRAY(arena, ColumnCheck, column->check_count + count);
    if (column->check_count > 0) memcpy(all, column->check, column->check_count * sizeof *all);
    memcpy(all + column->check_count, read, count * sizeof *all);
    column->check = all;
    column->check_count += count;
  }
}

static void finish(Entry *entry) {
  Relation *relation = &entry->relation;
  relation->column = entry->columns.item;
  relation->column_count = entry->columns.count;
  relation->key = entry->keys.item;
  relation->key_count = entry->keys.count;
  relation->foreign_key = entry->foreign_keys.item;
  relation->foreign_key_count = entry->foreign_keys.count;
  relation->index = entry->indexes.item;
  relation->index_count = entry->indexes.count;
}

Status catalogue_load(Connection *db, Arena *arena, Symbols *symbols, Catalogue **out, Error *err) {
  *out = NULL;
  PGresult *columns = NULL;
  PGresult *indexes = NULL;
  PGresult *foreign_keys = NULL;
  PGresult *checks = NULL;
  Status status = connection_query(db, COLUMNS_SQL, &columns, err);
  if (status == STATUS_OK) status = connection_query(db, INDEXES_SQL, &indexes, err);
  if (status == STATUS_OK) status = connection_query(db, FOREIGN_KEYS_SQL, &foreign_keys, err);
  if (status == STATUS_OK) status = connection_query(db, CHECKS_SQL, &checks, err);
  if (status == STATUS_OK) {
    Catalogue *catalogue = ARENA_NEW(arena, Catalogue);
    catalogue->arena = arena;
    catalogue->symbols = symbols;
    read_relations(catalogue, columns);
    read_indexes(catalogue, indexes);
    read_foreign_keys(catalogue, foreign_keys);
    read_checks(catalogue, checks);
    for (size_t i = 0; i < catalogue->count; i++) finish(catalogue->entry[i]);
    *out = catalogue;
  }
  PQclear(columns);
  PQclear(indexes);
  PQclear(foreign_keys);
  PQclear(checks);
  return status;
}

// --- Finding -------------------------------------------------------------------------------------

// The first entry whose name is not below `name`.
static size_t lower_bound(const Catalogue *catalogue, const Symbol *name) {
  size_t low = 0;
  size_t high = catalogue->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (symbol_compare(catalogue->entry[middle]->relation.name, name) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

bool relation_leads_index(const Relation *relation, unsigned column) {
  for (size_t i = 0; i < relation->index_count; i++)
    if (relation->index[i].count > 0 && relation->index[i].column[0] == column) return true;
  return false;
}

const Relation *catalogue_find(const Catalogue *catalogue, const Symbol *schema,
                               const Symbol *name) {
  for (size_t i = lower_bound(catalogue, name); i < catalogue->count; i++) {
    const Entry *entry = catalogue->entry[i];
    if (symbol_compare(entry->relation.name, name) != 0) return NULL;
    const bool found =
        schema == NULL ? entry->visible : symbol_compare(entry->relation.schema, schema) == 0;
    if (found) return &entry->relation;
  }
  return NULL;
}

static bool same_ignoring_case(const Symbol *a, const Symbol *b) {
  return a->length == b->length && strncasecmp(a->text, b->text, a->length) == 0;
}

const Relation *catalogue_find_similar(const Catalogue *catalogue, const Symbol *schema,
                                       const Symbol *name) {
  for (size_t i = 0; i < catalogue->count; i++) {
    const Relation *relation = &catalogue->entry[i]->relation;
    if (same_ignoring_case(relation->name, name) &&
        (schema == NULL || same_ignoring_case(relation->schema, schema)))
      return relation;
  }
  return NULL;
}

size_t catalogue_relation_count(const Catalogue *catalogue) { return catalogue->count; }

const Relation *catalogue_relation(const Catalogue *catalogue, size_t index) {
  return &catalogue->entry[index]->relation;
}

void relation_append_name(const Relation *relation, Buffer *out) {
  if (relation->schema != NULL) {
    identifier_append(out, relation->schema->text, relation->schema->length);
    buffer_add_char(out, '.');
  }
  identifier_append(out, relation->name->text, relation->name->length);
}

int relation_column(const Relation *relation, const Symbol *name) {
  for (size_t i = 0; i < relation->column_count; i++)
    if (symbol_compare(relation->column[i].name, name) == 0) return (int)i;
  return -1;
}

int relation_column_similar(const Relation *relation, const Symbol *name) {
  for (size_t i = 0; i < relation->column_count; i++)
    if (same_ignoring_case(relation->column[i].name, name)) return (int)i;
  return -1;
}

const char *column_without(const Column *column, Arena *arena) {
  const char *all = NULL;
  for (size_t i = 0; i < column->check_count; i++) {
    const ColumnCheck *check = &column->check[i];
    if (check->test != CHECK_WITHOUT) continue;
    all = all == NULL ? check->value[0] : arena_format(arena, "%s%s", all, check->value[0]);
  }
  return all;
}
