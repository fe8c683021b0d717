// Streaming the graph: scan by scan, row by row, quad by quad.
#include "mapping/dump.h"

#include "base/rdf/datatype.h"
#include "mapping/dump_plan.h"
#include "mapping/quad_set.h"

enum { SET_MEMORY = 32 * 1024 * 1024 };

typedef struct Dump {
  const Mapping *mapping;
  Connection *db;
  QuadSink sink;
  DumpStats *stats;
  TermFaults faults;
  QuadSet *seen;
  const DumpPlan *plan;
  Buffer lexical;  // for has_needed
} Dump;

static Status give(Dump *dump, const Quad *quad, bool filter, Error *err) {
  if (filter) {
    QuadNews news = QUAD_NEW;
    TRY(quad_set_add(dump->seen, quad, &news, err));
    if (news == QUAD_SEEN) dump->stats->duplicates++;
    if (news != QUAD_NEW) return STATUS_OK;
  }
  dump->stats->quads++;
  return dump->sink.quad(dump->sink.self, quad, err);
}

static bool has_needed(Dump *dump, const DumpScan *scan, const DumpQuad *made, const Row *row) {
  for (size_t i = 0; i < made->needed_count; i++) {
    const int slot = made->needed[i];
    const PgType type = scan->columns.item[slot].type;
    if (row->value[slot] == NULL) return false;
    if (datatype_pg_is_total(type)) continue;
    buffer_clear(&dump->lexical);
    if (!datatype_from_pg(type, row->value[slot], (size_t)row->length[slot], &dump->lexical))
      return false;
  }
  return true;
}

// term[i] is what builder i makes of the row; a quad with an unbound part is none (R2RML 11.1).
static Status give_row(Dump *dump, const DumpScan *scan, const Row *row, bool first, Term *term,
                       Error *err) {
  for (size_t i = 0; i < scan->builders.count; i++)
    TRY(term_build(scan->builders.item[i], row, &term[i], err));
  for (size_t i = 0; i < scan->quads.count; i++) {
    const DumpQuad *made = &scan->quads.item[i];
    if ((made->once && !first) || !has_needed(dump, scan, made, row)) continue;
    Quad quad = {.subject = term[made->subject],
                 .predicate = term[made->predicate],
                 .object = term[made->object]};
    if (made->graph >= 0) quad.graph = term[made->graph];
    if (quad.subject.kind == TERM_UNBOUND || quad.predicate.kind == TERM_UNBOUND ||
        quad.object.kind == TERM_UNBOUND || (made->graph >= 0 && quad.graph.kind == TERM_UNBOUND))
      continue;
    TRY(give(dump, &quad, made->filter, err));
  }
  return STATUS_OK;
}

static Status run_rows(Dump *dump, const DumpScan *scan, RowStream *stream, Term *term,
                       Error *err) {
  for (bool first = true;; first = false) {
    const Row *row = NULL;
    TRY(row_stream_next(stream, &row, err));
    if (row == NULL) return STATUS_OK;
    dump->stats->rows++;
    TRY(give_row(dump, scan, row, first, term, err));
  }
}

static Status run_scan(Dump *dump, const DumpScan *scan, Term *term, Error *err) {
  const int columns = scan->columns.count == 0 ? 1 : (int)scan->columns.count;
  RowStream *stream = NULL;
  TRY(row_stream_open(dump->db, scan->sql, STREAM_COPY, columns, &stream, err));
  const Status status = run_rows(dump, scan, stream, term, err);
  row_stream_close(stream);
  return status;
}

static Status command(Connection *db, const char *sql, Error *err) {
  PGresult *result = NULL;
  TRY(connection_query(db, sql, &result, err));
  PQclear(result);
  return STATUS_OK;
}

static Status run_all(Dump *dump, Arena *arena, Error *err) {
  size_t most = 1;
  for (size_t i = 0; i < dump->plan->scans.count; i++) {
    const size_t count = dump->plan->scans.item[i]->builders.count;
    if (count > most) most = count;
  }
  Term *term = ARENA_ARRAY(arena, Term, most);
  for (size_t i = 0; i < dump->plan->scans.count; i++)
    TRY(run_scan(dump, dump->plan->scans.item[i], term, err));
  return quad_set_drain(dump->seen, dump->sink, &dump->stats->quads, &dump->stats->duplicates, err);
}

Status mapping_dump(const Mapping *mapping, Connection *db, QuadSink sink,
                    const DumpOptions *options, DumpStats *stats, Error *err) {
  DumpStats own = {0};
  if (stats == NULL) stats = &own;
  *stats = (DumpStats){0};
  if (mapping->catalogue == NULL)
    return error_set(err, STATUS_INTERNAL, "a dump needs a mapping loaded with a database");
  Arena *arena = arena_create(0);
  if (arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  Dump dump = {.mapping = mapping,
               .db = db,
               .sink = sink,
               .stats = stats,
               .faults = {.strict = options != NULL && options->strict},
               .seen = quad_set_create(SET_MEMORY)};
  dump.plan = dump_plan_create(arena, mapping, &dump.faults);
  Status status = command(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err);
  if (status == STATUS_OK) {
    status = run_all(&dump, arena, err);
    Error ignored = {0};
    const Status end = command(db, status == STATUS_OK ? "COMMIT" : "ROLLBACK", &ignored);
    if (status == STATUS_OK && end != STATUS_OK) {
      if (err != NULL) *err = ignored;
      status = end;
    }
  }
  stats->invalid = dump.faults.count;
  memcpy(stats->example, dump.faults.example, sizeof stats->example);
  quad_set_destroy(dump.seen);
  buffer_free(&dump.lexical);
  arena_destroy(arena);
  return status;
}
