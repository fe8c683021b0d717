// Describing SQL queries without running them, many at a time in libpq's pipeline mode.
#include <stdlib.h>

#include "base/buffer.h"
#include "base/db/catalogue_parts.h"
#include "base/db/connection_parts.h"

// Each query is prepared as the subquery that it will be used as: that refuses what is no SELECT.
static const char BEFORE[] = "SELECT * FROM (";
static const char AFTER[] = "\n) q";

// Queries sent before the answers are read: both sides' buffers hold that many.
enum { BATCH = 256 };

static Status connection_failed(Connection *db, Error *err) {
  return connection_error(db, NULL, NULL, err);
}

static Status send_query(Connection *db, const Symbol *sql, Buffer *text, Error *err) {
  buffer_clear(text);
  buffer_add_text(text, BEFORE);
  buffer_add_symbol(text, sql);
  buffer_add_text(text, AFTER);
  if (!PQsendPrepare(db->pg, "", buffer_text(text), 0, NULL) ||
      !PQsendDescribePrepared(db->pg, "") || !PQpipelineSync(db->pg))
    return connection_failed(db, err);
  return STATUS_OK;
}

// Is the result column's `=` equality of bytes? A column that comes straight from a table says; of
// any other, only that the database has no other collation at all.
static bool is_deterministic(const Catalogue *catalogue, const PGresult *result, int field) {
  if (catalogue->bytewise) return true;
  const Entry *entry = catalogue_entry(catalogue, PQftable(result, field));
  const int column = entry == NULL ? -1 : catalogue_column(entry, PQftablecol(result, field));
  return column >= 0 && entry->columns.item[column].deterministic;
}

// type_name is filled later: name_types. RowDescription gives domains as their base types.
static Relation *make_relation(const Catalogue *catalogue, const Symbol *sql,
                               const PGresult *result) {
  const int count = PQnfields(result);
  Column *column = ARENA_ARRAY(catalogue->arena, Column, count);
  for (int i = 0; i < count; i++) {
    const PgOid oid = PQftype(result, i);
    column[i] = (Column){.domain = true,
                         .name = symbols_intern_text(catalogue->symbols, PQfname(result, i)),
                         .type = pg_type_of_oid(oid),
                         .oid = oid,
                         .typmod = PQfmod(result, i),
                         .deterministic = is_deterministic(catalogue, result, i)};
  }
  Relation *relation = ARENA_NEW(catalogue->arena, Relation);
  *relation = (Relation){.kind = RELATION_QUERY,
                         .query = sql,
                         .column_count = (size_t)count,
                         .column = column,
                         .rows = -1,
                         .pages = -1};
  return relation;
}

// Reads the answers to one query up to its synchronisation point.
static Status receive(const Catalogue *catalogue, Connection *db, const Symbol *sql, Relation **out,
                      Error *query_error, Error *err) {
  *out = NULL;
  for (int ends = 0;;) {
    PGresult *result = PQgetResult(db->pg);
    if (result == NULL) {
      // One NULL ends each of the two commands; more in a row: the connection is gone.
      if (++ends > 2) return connection_failed(db, err);
      continue;
    }
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_FATAL_ERROR)
      connection_error_within(db, result, sql->text, sizeof BEFORE - 1, query_error);
    else if (status == PGRES_COMMAND_OK && ends == 1)
      *out = make_relation(catalogue, sql, result);
    PQclear(result);
    if (status == PGRES_PIPELINE_SYNC) return STATUS_OK;
    if (PQstatus(db->pg) != CONNECTION_OK) return connection_failed(db, err);
  }
}

// --- Names of types ------------------------------------------------------------------------------

typedef struct TypeName {
  PgOid oid;
  int typmod;
  const Symbol *name;
} TypeName;

typedef VEC(TypeName) TypeNames;

static TypeName *find_type(const TypeNames *names, const Column *column) {
  for (size_t i = 0; i < names->count; i++)
    if (names->item[i].oid == column->oid && names->item[i].typmod == column->typmod)
      return &names->item[i];
  return NULL;
}

static Status fetch_type_names(const Catalogue *catalogue, Connection *db, TypeNames *names,
                               Error *err) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT pg_catalog.format_type(oid, typmod) FROM unnest(ARRAY[");
  for (size_t i = 0; i < names->count; i++)
    buffer_printf(&sql, "%s%u", i == 0 ? "" : ",", names->item[i].oid);
  buffer_add_text(&sql, "]::oid[], ARRAY[");
  for (size_t i = 0; i < names->count; i++)
    buffer_printf(&sql, "%s%d", i == 0 ? "" : ",", names->item[i].typmod);
  buffer_add_text(&sql, "]::int[]) WITH ORDINALITY t(oid, typmod, place) ORDER BY place");
  PGresult *rows;
  const Status status = connection_query(db, buffer_text(&sql), &rows, err);
  buffer_free(&sql);
  TRY(status);
  for (size_t i = 0; i < names->count; i++)
    names->item[i].name = symbols_intern_text(catalogue->symbols, PQgetvalue(rows, (int)i, 0));
  PQclear(rows);
  return STATUS_OK;
}

// One round trip for all the types of all the relations.
static Status name_types(const Catalogue *catalogue, Connection *db, size_t count,
                         Relation *const relation[], Error *err) {
  TypeNames names = {0};
  for (size_t i = 0; i < count; i++) {
    for (size_t c = 0; relation[i] != NULL && c < relation[i]->column_count; c++) {
      const Column *column = &relation[i]->column[c];
      const TypeName name = {.oid = column->oid, .typmod = column->typmod};
      if (find_type(&names, column) == NULL) VEC_PUSH(catalogue->arena, &names, name);
    }
  }
  if (names.count == 0) return STATUS_OK;
  TRY(fetch_type_names(catalogue, db, &names, err));
  for (size_t i = 0; i < count; i++) {
    if (relation[i] == NULL) continue;
    Column *column = arena_copy(catalogue->arena, relation[i]->column,
                                relation[i]->column_count * sizeof *column);
    for (size_t c = 0; c < relation[i]->column_count; c++)
      column[c].type_name = find_type(&names, &column[c])->name;
    relation[i]->column = column;
  }
  return STATUS_OK;
}

// --- The door ------------------------------------------------------------------------------------

static Status describe_batch(Catalogue *catalogue, Connection *db, size_t count,
                             const Symbol *const sql[], Relation *relation[], Error error[],
                             Error *err) {
  Buffer text = {0};
  Status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
    status = send_query(db, sql[i], &text, err);
  buffer_free(&text);
  for (size_t i = 0; i < count && status == STATUS_OK; i++) {
    error[i] = (Error){.code = STATUS_OK};
    status = receive(catalogue, db, sql[i], &relation[i], &error[i], err);
  }
  return status;
}

Status catalogue_describe(Catalogue *catalogue, Connection *db, size_t count,
                          const Symbol *const sql[], const Relation *out[], Error error[],
                          Error *err) {
  atomic_store(&db->cancelled, false);
  if (!PQenterPipelineMode(db->pg)) return connection_failed(db, err);
  Relation **relation = ARENA_ARRAY(catalogue->arena, Relation *, count);
  Status status = STATUS_OK;
  for (size_t first = 0; first < count && status == STATUS_OK; first += BATCH) {
    const size_t size = count - first < BATCH ? count - first : BATCH;
    status = describe_batch(catalogue, db, size, sql + first, relation + first, error + first, err);
  }
  // Leaving fails only after a lost connection, which is reported already.
  (void)PQexitPipelineMode(db->pg);
  TRY(status);
  TRY(name_types(catalogue, db, count, relation, err));
  for (size_t i = 0; i < count; i++) out[i] = relation[i];
  return STATUS_OK;
}
